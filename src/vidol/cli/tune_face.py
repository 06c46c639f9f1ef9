"""``vidol tune face``: which settings suit a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def tune_face(
    dataset: Annotated[Path, typer.Argument(help="A dataset that `vidol data face` made.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="A folder for the search; with one that was begun, it goes on."
        ),
    ],
    minutes: Annotated[float, typer.Option("--minutes", min=0.01, help="How long to search.")],
    preset: Annotated[str, typer.Option("--preset", help="S, M, L or XL.")] = "S",
    recipes: Annotated[
        list[str] | None,
        typer.Option(
            "--recipe", help="Try this recipe; several may be given. Else both and adversarial."
        ),
    ] = None,
    folds: Annotated[
        int,
        typer.Option(
            "--folds", min=2, max=10, help="Parts of the pictures; every one is held out in turn."
        ),
    ] = 3,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 0,
) -> None:
    """Search recipe, learning rate, batch and augmentation for DATASET by short trainings. Ctrl-C
    stops; the same command goes on.
    """
    from vidol.core.errors import MissingExtra

    try:
        from vidol.face.generator.recipes.tune import Search, tune
    except ImportError as error:
        raise MissingExtra("Tuning", "train") from error

    from rich.console import Console
    from rich.table import Table

    search = Search(
        dataset,
        out,
        minutes,
        preset,
        tuple(dict.fromkeys(recipes)) if recipes else ("both", "adversarial"),
        folds,
        seed,
    )
    found = tune(search, lambda said: typer.echo(said, err=True))
    finished = [trial for trial in found if trial.finished]
    if not finished:
        typer.echo("no trial came to its end: the same command goes on with the search.")
        return
    table = Table("trial", "KID x 1000", "settings")
    for trial in found:
        table.add_row(
            str(trial.number),
            f"{trial.score:.3g}{'' if trial.finished else ' (ended early)'}",
            trial.choice.options(),
        )
    Console().print(table)
    typer.echo(
        f"best: vidol train face {dataset} -o MODEL --preset {preset}"
        f" {finished[0].choice.options()} --minutes 60"
    )
