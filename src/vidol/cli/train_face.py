"""``vidol train face``: a folder of pictures to a generator of characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

if TYPE_CHECKING:
    from vidol.face.generator.recipes.train import Run
    from vidol.training.forecast import Forecast
    from vidol.training.loop import Progress


def train_face(
    dataset: Annotated[Path, typer.Argument(help="A dataset that `vidol data face` made.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The model: a new folder, or with --resume one that was begun."
        ),
    ],
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            help="S (when nothing is said), M, L or XL: pictures of 64, 128, 256 and 256 px.",
        ),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.01, help="Stop after so many minutes.")
    ] = None,
    pictures: Annotated[
        int | None,
        typer.Option("--pictures", min=1, help="Stop when so many pictures were seen in all."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help=(
                "Go on where the last run stopped, exactly, with the settings that it was begun"
                " with."
            ),
        ),
    ] = False,
    recipe: Annotated[
        str | None,
        typer.Option(
            "--recipe", help="both (when nothing is said), adversarial, variational or quantised."
        ),
    ] = None,
    loss: Annotated[
        str | None,
        typer.Option(
            "--loss", help="pairing (when nothing is said), logistic, non-saturating or hinge."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="0 when nothing is said.")
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option("--batch", min=2, help="Pictures a step, of all processes together."),
    ] = None,
    rate: Annotated[
        float | None, typer.Option("--rate", min=1e-7, max=1.0, help="Learning rate.")
    ] = None,
    floor: Annotated[
        bool | None,
        typer.Option(
            "--floor/--no-floor",
            help="Augmentation and penalties never below a floor; else by the number of pictures.",
        ),
    ] = None,
    mirror: Annotated[
        bool | None,
        typer.Option(
            "--mirror/--no-mirror",
            help="Half of the pictures as their mirror images; else if left and right are alike.",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision", help="bf16, fp32, or auto (when nothing is said): the faster one here."
        ),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option("--licence", help="Of the model: an SPDX expression such as CC-BY-4.0."),
    ] = None,
    rights: Annotated[
        bool,
        typer.Option(
            "--i-have-the-rights",
            help=(
                "Train on pictures whose licence or consent nobody stated; the model's card will"
                " say so."
            ),
        ),
    ] = False,
    wandb: Annotated[
        str | None,
        typer.Option("--wandb", help="Send the curves to this project of Weights & Biases, too."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only measure what it would cost on this machine.")
    ] = False,
) -> None:
    """Train a generator of characters on DATASET. Ctrl-C stops after a step and writes the model so
    far; --resume goes on.
    """
    from vidol.core.errors import InputError, MissingExtra

    try:
        from vidol.face.generator.recipes.train import Run, Settings, begun
        from vidol.training.loop import Bounds
        from vidol.training.runlog import tensorboard, weights_and_biases
    except ImportError as error:
        raise MissingExtra("Training", "train") from error

    if minutes is None and pictures is None and not dry_run:
        raise InputError(
            "Say how long to train: --minutes 20, or --pictures 50000. --dry-run tells what that"
            " costs here."
        )
    asked: dict[str, Any] = {
        "preset": preset,
        "recipe": recipe,
        "loss": loss,
        "seed": seed,
        "batch": batch,
        "rate": rate,
        "precision": precision,
        "licence": licence,
        "floor": floor,
        "mirror": mirror,
        "rights_claimed": rights or None,
    }
    settings = replace(
        begun(out) if resume else Settings(),
        **{name: value for name, value in asked.items() if value is not None},
    )
    run = Run(dataset, out, settings, resume=resume)
    main = run.training.main
    for problem in run.problems:
        typer.echo(f"passed over: {problem}", err=True)
    forecast = run.forecast()
    if main:
        _announce(run, forecast, minutes, pictures)
    if dry_run:
        return
    sinks = (
        (
            tensorboard(out / "run" / "tensorboard"),
            *([weights_and_biases(wandb, run.recipe.settings())] if wandb else []),
        )
        if main
        else ()
    )
    with _Line(run, minutes, pictures) as line:
        why = run.train(Bounds(pictures, minutes), forecast=forecast, sinks=sinks, tell=line.show)
    if main:
        seen = run.training.progress.pictures
        if why == "interrupted":
            typer.echo(
                f"{out}: stopped after {seen:,} pictures, and the model is written; `vidol train"
                f" face {dataset} -o {out} --resume --minutes 10` goes on exactly here."
            )
            raise typer.Exit(130)
        typer.echo(
            f"{out}: {seen:,} pictures in {run.training.progress.seconds / 60:.1f} minutes; see"
            f" {out / 'samples.png'}"
        )


def _announce(run: Run, forecast: Forecast, minutes: float | None, pictures: int | None) -> None:
    """What the run will cost, and whether that is enough."""
    from vidol.face.generator.recipes.train import NIGHT, USEFUL, recommended

    useful, preset = USEFUL[run.settings.preset], run.settings.preset
    seen = run.training.progress.pictures
    bounded = forecast.pictures(minutes) if minutes is not None else None
    left = max(0, pictures - seen) if pictures is not None else None
    count = (
        min(value for value in (bounded, left) if value is not None)
        if (bounded, left) != (None, None)
        else None
    )
    mirrored = (
        "; left and right are alike, half of them are shown mirrored"
        if run.training.feed.mirror
        else ""
    )
    typer.echo(
        f"{len(run.dataset):,} pictures, {run.manifest.tests:,} of them held out{mirrored}; preset"
        f" {preset}, recipe {run.settings.recipe}"
    )
    typer.echo(
        f"on this machine: {forecast.seconds_per_1000:.0f} s per 1,000 pictures,"
        f" {forecast.memory_mb:,.0f} MB of memory; a first useful result after about"
        f" {forecast.minutes(useful):.0f} minutes"
    )
    time = NIGHT if count is None else forecast.minutes(count)
    best = recommended(preset, forecast, run.manifest.size, time)
    if not seen:
        given = "a night" if count is None else f"{time:.2g} minutes"
        typer.echo(
            f"recommended for {given} on this machine and pictures of {run.manifest.size} px:"
            f" preset {best}"
        )
    if count is not None:
        typer.echo(f"this run: about {count:,} pictures in {time:.0f} minutes")
        if seen + count < useful and preset != best:
            typer.echo(
                f"that is little for preset {preset}: {best} shows more in this time", err=True
            )


class _Line:
    """One line that says where the run is; a line every half minute where nobody can see it change."""

    def __init__(self, run: Run, minutes: float | None, pictures: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._run, self._minutes, self._pictures = run, minutes, pictures
        self._console = Console(stderr=True)
        columns = (
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=self._console, disable=not self._console.is_terminal)
        self._task = self._bar.add_task("trains", total=1.0, said="")
        self._begun = run.training.progress.pictures
        self._first: float | None = None
        self._spoke = 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: Progress, means: Mapping[str, float], rate: float) -> None:
        self._first = progress.seconds if self._first is None else self._first
        shares = []
        if self._minutes is not None:
            shares.append((progress.seconds - self._first) / (60 * self._minutes))
        if self._pictures is not None:
            shares.append((progress.pictures - self._begun) / max(1, self._pictures - self._begun))
        wanted = [
            name
            for name in ("generator", "discriminator", "reconstruction", "gamma", "augment")
            if name in means
        ]
        said = f"{progress.pictures:,} pictures, {rate:.0f}/s  " + "  ".join(
            f"{name} {means[name]:.3g}" for name in wanted
        )
        if progress.skipped:
            said += f"  {progress.skipped} steps skipped"
        self._bar.update(self._task, completed=min(1.0, max(shares)), said=said)
        if self._bar.disable and progress.seconds - self._spoke > 30:
            self._spoke = progress.seconds
            typer.echo(said, err=True)
