"""`vidol train ORGAN`: what is the same for every organ, from the words that were typed to the last
line. No torch in here; it is imported when something is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field, create_model

from vidol.core.errors import InputError, MissingExtra
from vidol.training.options import Argument, Flag, Options
from vidol.training.trainer import Terminal, Verb

if TYPE_CHECKING:
    from vidol.training.forecast import Forecast
    from vidol.training.loop import Bounds, Progress
    from vidol.training.run import Run
    from vidol.training.samples import Board

S = TypeVar("S", bound=Options)


class TrainOptions(Options):
    """What every training can be asked; `settings` are the organ's own."""

    dataset: Annotated[Path, Argument()] = Field(description="A dataset that `vidol data` made.")
    out: Annotated[Path, Flag("--out", "-o")] = Field(
        description="The model: a new folder, or with --resume one that was begun."
    )
    minutes: float | None = Field(default=None, ge=0.01, description="Stop after so many minutes.")
    items: int | None = None
    """Called after what the organ counts: see `training`."""
    resume: bool = Field(
        default=False,
        description="Go on where the last run stopped, exactly, with the settings that it was"
        " begun with.",
    )
    dry_run: bool = Field(
        default=False, description="Only measure what it would cost on this machine."
    )
    wandb: str | None = Field(
        default=None, description="Send the curves to this project of Weights & Biases, too."
    )
    settings: Any


def training(
    help_: str,
    settings: type[S],
    unit: str,
    begun: Callable[[Path], S],
    start: Callable[[Path, Path, S, bool], Run],
) -> Verb:
    """The verb of an organ whose runs count `unit` (pictures, sentences, ...) and are asked for by
    `settings`.

    `begun` reads the settings of the run in a model's folder; `start` makes the run of a dataset in
    a model's folder with settings, new or, where the last one is true, the one that is there. It is
    called with torch there.
    """
    fields: dict[str, Any] = {
        "items": (
            Annotated[int | None, Flag(f"--{unit}")],
            Field(default=None, ge=1, description=f"Stop when so many {unit} were seen in all."),
        ),
        "settings": (settings, Field(default_factory=settings)),
    }
    asked = create_model("TrainOptions", __base__=TrainOptions, **fields)

    def run(wanted: TrainOptions, terminal: Terminal) -> bool:
        if wanted.minutes is None and wanted.items is None and not wanted.dry_run:
            raise InputError(
                f"Say how long to train: --minutes 20, or --{unit} 50000. --dry-run tells what that"
                " costs here."
            )
        said = wanted.settings
        if wanted.resume:
            given = said.model_dump(exclude_unset=True)
            said = settings(**{**begun(wanted.out).model_dump(), **given})
        try:
            made = start(wanted.dataset, wanted.out, said, wanted.resume)
        except ImportError as error:
            raise MissingExtra("Training", "train") from error
        return _trained(made, wanted, terminal)

    return Verb(help_, asked, run)


def _trained(run: Run, asked: TrainOptions, terminal: Terminal) -> bool:
    from vidol.training.loop import Bounds

    main, bounds = run.training.main, Bounds(asked.items, asked.minutes)
    for problem in run.problems:
        terminal.note(f"passed over: {problem}")
    forecast = run.forecast()
    if main:
        _announce(run, forecast, bounds, terminal)
    if asked.dry_run:
        return True
    tell = _Line(run, bounds, terminal) if main else None
    why = run.train(bounds, forecast=forecast, boards=_boards(run, asked), tell=tell)
    if main:
        _conclude(run, asked, why, terminal)
    return why != "interrupted"


def _boards(run: Run, asked: TrainOptions) -> list[Board]:
    from vidol.training.runlog import tensorboard, weights_and_biases

    if not run.training.main:
        return []
    boards = [tensorboard(run.folder / "tensorboard")]
    if asked.wandb:
        boards.append(weights_and_biases(asked.wandb, run.settings()))
    return boards


def _announce(run: Run, forecast: Forecast, bounds: Bounds, terminal: Terminal) -> None:
    """What the run will cost, and whether that is enough."""
    terminal.say(run.about())
    terminal.say(
        f"on this machine: {forecast.seconds_per_1000:.0f} s per 1,000 {run.unit},"
        f" {forecast.memory_mb:,.0f} MB of memory"
    )
    count = bounds.left(run.training.progress.items, forecast)
    if count is not None:
        minutes = forecast.minutes(count)
        terminal.say(f"this run: about {count:,} {run.unit} in {minutes:.0f} minutes")
    for line in run.advice(forecast, bounds):
        terminal.say(line)


def _conclude(run: Run, asked: TrainOptions, why: str, terminal: Terminal) -> None:
    progress = run.training.progress
    if why == "interrupted":
        organ = run.training.manifest.kind
        terminal.say(
            f"{asked.out}: stopped after {progress.items:,} {run.unit}, and the model is written;"
            f" `vidol train {organ} {asked.dataset} -o {asked.out} --resume --minutes 10` goes on"
            " exactly here."
        )
        return
    terminal.say(
        f"{asked.out}: {progress.items:,} {run.unit} in {progress.seconds / 60:.1f} minutes"
        f"{run.result()}"
    )


class _Line:
    """Says where the run is: see vidol.training.loop.Tell."""

    def __init__(self, run: Run, bounds: Bounds, terminal: Terminal) -> None:
        self._run, self._bounds, self._terminal = run, bounds, terminal
        self._begun = run.training.progress.items
        self._first: float | None = None

    def __call__(self, progress: Progress, means: Mapping[str, float], rate: float) -> None:
        self._first = progress.seconds if self._first is None else self._first
        shares = [0.0]
        if self._bounds.minutes is not None:
            shares.append((progress.seconds - self._first) / (60 * self._bounds.minutes))
        if self._bounds.items is not None:
            whole = max(1, self._bounds.items - self._begun)
            shares.append((progress.items - self._begun) / whole)
        curves = [f"{name} {means[name]:.3g}" for name in self._run.told if name in means]
        said = f"{progress.items:,} {self._run.unit}, {rate:.0f}/s  {'  '.join(curves)}"
        if progress.skipped:
            said += f"  {progress.skipped} steps skipped"
        self._terminal.progress(min(1.0, max(shares)), said)
