"""``vidol sample``: new pictures of a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sample(
    model: Annotated[Path, typer.Argument(help="A model that `vidol train face` made.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help=(
                "A .png or .webp with all of them side by side, or a new folder for single"
                " pictures."
            ),
        ),
    ],
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=100_000)] = 64,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 0,
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", help="What they must have, as in hair=silver; may be given several times."
        ),
    ] = None,
) -> None:
    """Draw new pictures with MODEL; the same seed gives the same pictures."""
    from vidol.core.errors import InputError, OutputError
    from vidol.face.generator.model import FaceModel, sheet
    from vidol.media.labels import Label
    from vidol.media.stills import write_still

    opened = FaceModel(model)
    if out.suffix:
        if count > 1024:
            raise InputError(
                f"{count} pictures are too many for one sheet: give at most 1,024, or a folder for"
                " single ones."
            )
        write_still(out, sheet(opened.sample(count, seed=seed, tags=tags or ())), label=Label())
        typer.echo(f"{out}: {count} pictures")
        return
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise OutputError(f"{out} exists and is not empty: give the name of a new folder.")
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write {out}: {error.strerror}.") from error
    for number, picture in enumerate(opened.sample(count, seed=seed, tags=tags or ())):
        write_still(out / f"{number:06}.png", picture, label=Label())
    typer.echo(f"{out}: {count} pictures")
