"""The training loop that every recipe shares: steps, averages, checkpoints, previews, alarms.

Time is counted in items: pictures, sounds, motions, whatever the feed gives. A run goes on exactly
where its newest checkpoint is: the order of items and all random numbers depend on the seed and the
step alone (feed.py, random_streams.py), and everything else is in the checkpoint. Needs torch.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import torch
from torch import Tensor, nn

from vidol.core.errors import InputError, VidolError
from vidol.core.interruption import interruptible
from vidol.training import checkpoint
from vidol.training.curves import Curves, rounded
from vidol.training.data.manifest import Manifest
from vidol.training.events import Curve, Metrics
from vidol.training.feed import Feed, Items
from vidol.training.forecast import Forecast
from vidol.training.optimiser_step import CheckedStep
from vidol.training.processes import Processes, join
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Recipe, Step
from vidol.training.runlog import RunLog
from vidol.training.threads import Threads

MEMORY: Final = 0.05
"""Half-life of the moving average of weights, as a share of the items seen so far,"""
LONGEST_MEMORY: Final = 10_000
"""and at most so many items (Karras et al. 2020)."""
CHECKPOINT_SECONDS: Final = 120.0
BROKEN: Final = 30
"""Steps in a row without a finite gradient, after which nothing more is hoped for."""


class Stopped(VidolError):
    """The run was stopped for its own good; the sentence says why and what to change."""


@dataclass(slots=True)
class Progress:
    """Where a run is."""

    items: int = 0
    step: int = 0
    seconds: float = 0.0
    """Of training, over all resumptions."""
    skipped: int = 0
    """Steps without a finite gradient."""
    best: float = math.inf
    best_items: int | None = None
    history: list[dict[str, float]] = field(default_factory=list)
    """The evaluations so far."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a run ends, whichever comes first; counted from this start for minutes, in all for
    items.
    """

    items: int | None = None
    minutes: float | None = None

    def left(self, seen: int, forecast: Forecast) -> int | None:
        """Items that a run takes that has `seen` some; None when nothing bounds it."""
        left = []
        if self.minutes is not None:
            left.append(forecast.items(self.minutes))
        if self.items is not None:
            left.append(max(0, self.items - seen))
        return min(left, default=None)


@dataclass(frozen=True, slots=True)
class Schedule:
    """After how many items a run is looked at."""

    every: int = 8000
    """Evaluations and previews,"""
    early: tuple[int, ...] = (1000, 2000, 4000)
    """and previews before the first of them."""

    def evaluates(self, items: int, batch: int) -> bool:
        """Whether an evaluation is due after the step that led to so many items."""
        return items // self.every > (items - batch) // self.every

    def previews(self, items: int, batch: int) -> bool:
        """Whether a preview is due then."""
        early = any(items - batch < mark <= items for mark in self.early)
        return early or self.evaluates(items, batch)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an evaluation found: `score`, lower is better, and an alarm in words if there is one."""

    score: float
    values: Mapping[str, float]
    alarm: str = ""


Evaluate = Callable[[Mapping[str, nn.Module], int], Judged]
"""Judges the averaged modules after so many items."""
Preview = Callable[[Mapping[str, nn.Module], int], None]
Tell = Callable[[Progress, Mapping[str, float], float], None]
"""Told of every point of the curves: where the run is, means, and items a second."""


class Training:
    """One run of a recipe on a feed, in a folder."""

    def __init__(
        self,
        recipe: Recipe,
        feed: Feed,
        folder: Path,
        manifest: Manifest,
        *,
        seed: int,
        precision: str = "bf16",
        processes: Processes | None = None,
        schedule: Schedule | None = None,
    ) -> None:
        """`manifest` is of the dataset that feeds it; `precision` is bf16 (autocast) or fp32."""
        self.recipe, self.feed, self.folder, self.manifest = recipe, feed, folder, manifest
        self.seed, self.precision = seed, precision
        self.processes = processes or join()
        self.schedule = schedule or Schedule()
        self.progress = Progress()
        for module in recipe.modules.values():
            module.to(self.device).train()
        self.averaged = {
            name: copy.deepcopy(recipe.modules[name]).requires_grad_(False).eval()
            for name in recipe.averaged
        }
        self._update = CheckedStep(self.processes)

    @property
    def device(self) -> torch.device:
        return self.processes.device

    @property
    def main(self) -> bool:
        """Whether this process is the one that writes."""
        return self.processes.main

    # ---- running

    def run(
        self,
        bounds: Bounds,
        log: RunLog,
        *,
        evaluate: Evaluate | None = None,
        preview: Preview | None = None,
        tell: Tell | None = None,
    ) -> Literal["finished", "interrupted"]:
        """Train within `bounds`; returns "finished" or "interrupted". Ctrl-C ends it after the
        step, with a checkpoint.

        Raises Stopped on collapse, memorisation or numbers that stay infinite, with the weights of
        the best checkpoint restored.
        """
        begun = written = time.perf_counter()
        before = self.progress.seconds
        curves = Curves(begun, self.feed.batch)
        threads = Threads()
        with interruptible() as interrupted:
            for items in self.feed.batches(self.progress.items):
                with threads.step():
                    values = self.step(items)
                now = time.perf_counter()
                self.progress.seconds = before + now - begun
                curves.add(values)
                if curves.due(now) or self.progress.step == 1:
                    self._tell(*curves.taken(now), log, tell)
                self._look(log, evaluate, preview)
                done, stopped = self._over(bounds, now - begun, interrupted.is_set())
                if done or stopped or now - written > CHECKPOINT_SECONDS:
                    self.save()
                    written = time.perf_counter()
                if done or stopped:
                    return "finished" if done else "interrupted"
        raise AssertionError("a feed does not end")

    def step(self, items: Items) -> dict[str, float]:
        """One step with a batch: this process' part of it."""
        progress, processes = self.progress, self.processes
        random = RandomStreams(
            self.seed,
            progress.step,
            self.device,
            rank=processes.rank,
            world=processes.world,
        )
        with self._autocast():
            now = Step(progress.step, progress.items, self.feed.batch)
            batch = self.recipe.batch(items, self.device)
            values = dict(self.recipe.step(batch, random, now, self._update))
        progress.step += 1
        progress.items += self.feed.batch
        progress.skipped = self._update.skipped
        self._average()
        return values

    # ---- checkpoints

    def save(self) -> None:
        """Write a checkpoint."""
        if not self.main:
            return
        tensors: dict[str, Tensor] = {}
        for name, module in self.recipe.modules.items():
            tensors |= checkpoint.module_tensors(name, module)
        for name, module in self.averaged.items():
            tensors |= checkpoint.module_tensors(f"averaged-{name}", module)
        for name, optimiser in self.recipe.optimisers.items():
            tensors |= checkpoint.optimiser_tensors(f"optimiser-{name}", optimiser)
        progress = self.progress
        state = {
            "settings": self.recipe.settings(),
            **self._fixed(),
            "numbers": self.recipe.numbers,
            **asdict(progress),
            "best": progress.best if math.isfinite(progress.best) else None,
            "manifest": self.manifest.model_dump(mode="json"),
        }
        checkpoint.save(self.folder, progress.items, tensors, state, keep=progress.best_items)

    def resume(self) -> list[str]:
        """Go on from the newest whole checkpoint; returns a sentence for each damaged one that was
        passed over.

        Raises InputError when there is none, or it is of another recipe, or of a dataset that has
        changed.
        """
        tensors, state, problems = checkpoint.newest(self.folder)
        self._check(state)
        self._restore(tensors, state)
        return problems

    def back_to_best(self) -> None:
        """Restore the best checkpoint, if there is one."""
        best = self.progress.best_items
        for path in checkpoint.found(self.folder):
            if best is not None and path.name.endswith(f"{best:010}"):
                self._restore(*checkpoint.load(path))

    def _fixed(self) -> dict[str, Any]:
        """What a run that goes on must have again, beside the recipe's settings."""
        return {
            "seed": self.seed,
            "batch": self.feed.batch,
            **self.feed.settings(),
            "precision": self.precision,
        }

    def _check(self, state: Mapping[str, Any]) -> None:
        changes = self.manifest.changes(type(self.manifest).model_validate(state["manifest"]))
        if changes:
            raise InputError(
                f"The dataset has changed since the checkpoint in {self.folder}:"
                f" {'; '.join(changes)}. Begin a new model, or bring the old dataset back."
            )
        fixed = self._fixed()
        mine = {**self.recipe.settings(), **fixed}
        theirs = {**state["settings"], **{name: state.get(name) for name in fixed}}
        other = [
            f"{name} ({theirs.get(name)}, now {value})"
            for name, value in mine.items()
            if _plain(theirs.get(name)) != _plain(value)
        ]
        if other:
            raise InputError(
                f"The checkpoint in {self.folder} was made with other settings: {'; '.join(other)}."
                " Use the same ones, or begin in another folder."
            )

    def _restore(self, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> None:
        for name, module in self.recipe.modules.items():
            checkpoint.restore_module(name, module, tensors)
        for name, module in self.averaged.items():
            checkpoint.restore_module(f"averaged-{name}", module, tensors)
        for name, optimiser in self.recipe.optimisers.items():
            checkpoint.restore_optimiser(f"optimiser-{name}", optimiser, tensors)
        self.recipe.numbers.update(state["numbers"])
        best = math.inf if state["best"] is None else state["best"]
        known = {name: state[name] for name in Progress.__dataclass_fields__}
        self.progress = Progress(**known | {"best": best, "history": list(state["history"])})
        self._update.skipped = self.progress.skipped

    # ---- what a step is followed by

    def _average(self) -> None:
        """Move the averages on: weights of `half-life` items ago count half."""
        seen = self.progress.items
        half_life = min(LONGEST_MEMORY, max(MEMORY * seen, self.feed.batch))
        kept = 0.5 ** (self.feed.batch / half_life)
        for name, average in self.averaged.items():
            with torch.no_grad():
                torch._foreach_lerp_(
                    list(average.parameters()),
                    list(self.recipe.modules[name].parameters()),
                    1 - kept,
                )

    def _tell(
        self, means: Mapping[str, float], rate: float, log: RunLog, tell: Tell | None
    ) -> None:
        if not self.main:
            return
        values = {**means, **self.recipe.numbers}
        seconds = round(self.progress.seconds, 1)
        items = self.progress.items
        log.write(Curve(items=items, seconds=seconds, values=rounded({**values, "rate": rate})))
        if tell:
            tell(self.progress, values, rate)

    def _look(self, log: RunLog, evaluate: Evaluate | None, preview: Preview | None) -> None:
        """What is due after a step: give up, show, judge."""
        items, batch = self.progress.items, self.feed.batch
        if self._update.broken > BROKEN:
            self.back_to_best()
            raise Stopped(
                "The gradients are not finite any more: the run went back to its best checkpoint."
                " Lower --rate, or train with --precision fp32."
            )
        if preview and self.main and self.schedule.previews(items, batch):
            with torch.no_grad(), self._autocast():
                preview(self.averaged, items)
        if evaluate and self.schedule.evaluates(items, batch):
            with torch.no_grad(), self._autocast():
                self._judge(evaluate, log)

    def _judge(self, evaluate: Evaluate, log: RunLog) -> None:
        progress = self.progress
        judged = evaluate(self.averaged, progress.items)
        values = {"score": judged.score, **judged.values}
        progress.history.append({"items": progress.items, **values})
        if self.main:
            log.write(Metrics(items=progress.items, values=rounded(values)))
        (alarm,) = self.processes.any(bool(judged.alarm))
        if alarm:
            self.back_to_best()
            self.save()
            raise Stopped(judged.alarm or "Another process stopped the run.")
        if judged.score < progress.best:
            progress.best, progress.best_items = judged.score, progress.items
            self.save()

    def _over(self, bounds: Bounds, seconds: float, interrupted: bool) -> tuple[bool, bool]:
        """Whether the run has reached its end, and whether somebody stopped it."""
        late = bounds.minutes is not None and seconds >= 60 * bounds.minutes
        # clocks differ; one process decides for all
        late, interrupted = self.processes.any(late and self.main, interrupted)
        return late or (
            bounds.items is not None and self.progress.items >= bounds.items
        ), interrupted

    @contextmanager
    def _autocast(self) -> Iterator[None]:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            yield


def _plain(value: Any) -> Any:
    """As JSON gives it back."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
