"""A run of a recipe in a folder, from its forecast to what is written at its end: what every
organ's trainings have in common. Needs torch.

    FOLDER/
      log.jsonl                  what it tells (vidol.training.events)
      samples/0000002000.png     what it made then, with .wav or .motion.json where it is no picture
      checkpoint-0000050000/     where it goes on
      tensorboard/
"""

from __future__ import annotations

import contextlib
import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import torch
from torch import Tensor, nn

from vidol.core.errors import InputError, OutputError
from vidol.training import checkpoint
from vidol.training.events import Begin, End, Event, Forecasted, Notice, Samples, Why, read
from vidol.training.folder import ended_too_early
from vidol.training.forecast import Forecast, faster_precision, measure
from vidol.training.loop import Bounds, Evaluate, Stopped, Tell, Training
from vidol.training.random_streams import RandomStreams
from vidol.training.runlog import RunLog
from vidol.training.samples import Board

FIXED: Final = 20_000
"""Seed of what previews are made of: the same all along."""


class Run(ABC):
    """A run. Make it, look at its `forecast`, then `train`. An organ's run says how its settings
    are noted, what watches it, and what it writes in the end.
    """

    unit: ClassVar[str] = "items"
    """What it counts, as in `--pictures 50000`."""
    shown: ClassVar[int] = 36
    """Samples of a preview."""
    told: ClassVar[tuple[str, ...]] = ()
    """The curves that a terminal's line shows."""

    def __init__(self, training: Training, *, resume: bool) -> None:
        """Raises InputError when there is nothing whole to go on with."""
        self.training, self.folder = training, training.folder
        self.problems = training.resume() if resume else []
        """A sentence for each damaged checkpoint that was passed over."""

    @abstractmethod
    def write(self) -> None:
        """Write the model as it is now."""

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """What it is made with, for the log."""

    def monitor(self) -> Evaluate | None:
        """What evaluates it on the way; None where nothing can be said."""
        return None

    def conditions(self) -> Tensor | None:
        """What the samples of a preview are asked for, (shown, conditions)."""
        return None

    def film(self, modules: Mapping[str, nn.Module], items: int) -> str | None:
        """Write a film beside a preview; its name below the folder of the model, None for none."""
        del modules, items
        return None

    def about(self) -> str:
        """What is trained on what, in a line."""
        manifest = self.training.manifest
        return f"{manifest.count:,} {self.unit}, {manifest.tests:,} of them held out"

    def advice(self, forecast: Forecast, bounds: Bounds) -> Iterator[str]:
        """What a person should know before it begins, a line each."""
        del forecast, bounds
        return iter(())

    def result(self) -> str:
        """What stands behind the last line: where to look."""
        return ""

    def forecast(self) -> Forecast:
        """Measured here and now; everything is as before afterwards."""
        training, recipe = self.training, self.training.recipe
        items = training.feed.get(0)

        def step(number: int) -> None:
            training.progress.step = number
            training.step(items)

        with _unchanged(training):
            return measure(step, training.feed.batch, period=recipe.period)

    def train(
        self,
        bounds: Bounds,
        *,
        forecast: Forecast | None = None,
        boards: Sequence[Board] = (),
        evaluate: Evaluate | None = None,
        tell: Tell | None = None,
    ) -> Why:
        """Train within `bounds` and write the model, of what Ctrl-C ended too; returns "finished"
        or "interrupted", as the loop does.

        Raises what the loop raises; when it was stopped by an alarm, the model of its best
        checkpoint has been written.
        """
        (self.folder / "samples").mkdir(parents=True, exist_ok=True)
        log = RunLog(self.folder, boards if self.training.main else ())
        why: Why = "broken"
        try:
            self._note(log, self._begun(forecast))
            why = self.training.run(
                bounds,
                log,
                evaluate=evaluate or self.monitor(),
                preview=lambda modules, items: self._preview(modules, items, log),
                tell=tell,
            )
            self._write()
        except Stopped as error:
            why = "stopped"
            items = self.training.progress.items
            self._note(log, Notice(items=items, level="error", text=str(error)))
            self._write()
            raise
        finally:
            with contextlib.suppress(OutputError):  # a full disk has been told already
                self._note(log, End(items=self.training.progress.items, why=why))
            log.close()
        return why

    def _write(self) -> None:
        if self.training.main:
            self.write()

    def _note(self, log: RunLog, event: Event) -> None:
        if self.training.main:
            log.write(event)

    def _begun(self, forecast: Forecast | None) -> Begin:
        items, settings = self.training.progress.items, self.settings()
        if forecast is None:
            return Begin(items=items, settings=settings)
        seconds, memory = round(forecast.seconds_per_1000, 2), round(forecast.memory_mb)
        cost = Forecasted(seconds_per_1000=seconds, memory_mb=memory)
        return Begin(items=items, settings=settings, forecast=cost)

    def _preview(self, modules: Mapping[str, nn.Module], items: int, log: RunLog) -> None:
        random = RandomStreams(FIXED, 0, self.training.device)
        recipe = self.training.recipe
        film = self.film(modules, items)
        for sample in recipe.samples(modules, random, self.shown, self.conditions()):
            name = f"{items:010}{'-' if sample.name else ''}{sample.name}"
            written = sample.write(self.folder / "samples" / name)
            files = {kind: f"samples/{path.name}" for kind, path in written.items()}
            log.write(
                Samples(
                    items=items,
                    file=files["picture"],
                    film=film,
                    sound=files.get("sound"),
                    motion=files.get("motion"),
                )
            )
            for board in log.boards:
                sample.show(board, items)


def begun(out: Path) -> dict[str, Any]:
    """The settings that the run in a model's folder was begun with; empty when there is none."""
    events = read(out / "run" / "log.jsonl")
    return next((event.settings for event in events if isinstance(event, Begin)), {})


def folder_of(out: Path, *, resume: bool) -> Path:
    """Where in a model's folder its run lies. Raises OutputError when a new one would lie where
    something is, InputError when there is nothing to go on with.
    """
    early = ended_too_early(out)
    if not resume and out.exists():
        going_on = "go on with it by --resume, or " if checkpoint.found(out / "run") else ""
        raise OutputError(early or f"{out} exists already: {going_on}choose another name.")
    if resume and early:
        raise InputError(early)
    if resume and not checkpoint.found(out / "run"):
        raise InputError(f"There is nothing to go on with in {out}: it has no checkpoint.")
    return out / "run"


def precision_of(wanted: str, device: torch.device, folder: Path, *, resume: bool) -> str:
    """bf16 or fp32: what is `wanted`; for auto what is faster on this machine, and of a run that
    goes on what it was begun with.
    """
    if wanted != "auto":
        return wanted
    if resume:
        return str(checkpoint.newest(folder)[1]["precision"])
    return faster_precision(device)


@contextlib.contextmanager
def _unchanged(training: Training) -> Iterator[None]:
    """Whatever is trained meanwhile, afterwards everything is as before."""
    recipe = training.recipe
    holders: list[nn.Module | torch.optim.Optimizer] = [
        *recipe.modules.values(),
        *training.averaged.values(),
        *recipe.optimisers.values(),
    ]
    states = [copy.deepcopy(holder.state_dict()) for holder in holders]
    numbers, progress = dict(recipe.numbers), copy.copy(training.progress)
    yield
    for holder, state in zip(holders, states, strict=True):
        holder.load_state_dict(state)
    recipe.numbers.clear()
    recipe.numbers.update(numbers)
    training.progress = progress
