"""The training loop that every recipe shares: steps, averages, checkpoints, previews, alarms.

Time is counted in pictures. A run goes on exactly where its newest checkpoint is: the order of
pictures and all random numbers depend on the seed and the step alone (feed.py, random_streams.py), and
everything else is in the checkpoint. Needs torch.
"""

from __future__ import annotations

import copy
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from vidol.core.errors import InputError, VidolError
from vidol.training import checkpoint
from vidol.training.pictures.dataset import Manifest
from vidol.training.pictures.feed import Batch, Feed
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Given, Recipe, Step
from vidol.training.runlog import RunLog

MEMORY: Final = 0.05
"""Half-life of the moving average of weights, as a share of the pictures seen so far,"""
LONGEST_MEMORY: Final = 10_000
"""and at most so many pictures (Karras et al. 2020)."""
CURVE_SECONDS: Final = 5.0
CHECKPOINT_SECONDS: Final = 120.0
BROKEN: Final = 30
"""Steps in a row without a finite gradient, after which nothing more is hoped for."""


class Stopped(VidolError):
    """The run was stopped for its own good; the sentence says why and what to change."""


@dataclass(slots=True)
class Progress:
    """Where a run is."""

    pictures: int = 0
    step: int = 0
    seconds: float = 0.0
    """Of training, over all resumptions."""
    skipped: int = 0
    """Steps without a finite gradient."""
    best: float = math.inf
    best_pictures: int | None = None
    history: list[dict[str, float]] = field(default_factory=list)
    """The evaluations so far."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a run ends, whichever comes first; counted from this start for minutes, in all for
    pictures.
    """

    pictures: int | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What an evaluation found: `score`, lower is better, and an alarm in words if there is one."""

    score: float
    values: Mapping[str, float]
    alarm: str = ""


Evaluate = Callable[[Mapping[str, nn.Module], int], Judged]
Preview = Callable[[Mapping[str, nn.Module], int], None]


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
        accelerator: Accelerator | None = None,
    ) -> None:
        """`precision` is bf16 (autocast) or fp32."""
        self.recipe, self.feed, self.folder, self.manifest, self.seed = (
            recipe,
            feed,
            folder,
            manifest,
            seed,
        )
        self.accelerator = accelerator or Accelerator(cpu=not torch.cuda.is_available())
        self.device = self.accelerator.device
        self.progress = Progress()
        self.precision = precision
        for module in recipe.modules.values():
            module.to(self.device).to(memory_format=torch.channels_last).train()  # type: ignore[call-overload] # torch forgot it in the types
        self.averaged = {
            name: copy.deepcopy(recipe.modules[name]).requires_grad_(False).eval()
            for name in recipe.averaged
        }
        self._update = _Update(self.accelerator)

    # ---- running

    def run(
        self,
        bounds: Bounds,
        log: RunLog,
        *,
        evaluate: Evaluate | None = None,
        preview: Preview | None = None,
        tell: Callable[[Progress, Mapping[str, float], float], None] | None = None,
    ) -> str:
        """Train within `bounds`; returns "finished" or "interrupted". Ctrl-C ends it after the
        step, with a checkpoint.

        Raises Stopped on collapse, memorisation or numbers that stay infinite, with the weights of
        the best checkpoint restored.
        """
        begun = written = curved = time.perf_counter()
        before = self.progress.seconds
        sums: Counter[str] = Counter()
        counted = 0
        with _interruptible() as interrupted:
            for batch in self.feed.batches(self.progress.pictures):
                values = self.step(batch)
                sums.update(values)
                counted += 1
                now = time.perf_counter()
                self.progress.seconds = before + now - begun
                if now - curved > CURVE_SECONDS or (counted == 1 and self.progress.step == 1):
                    rate = counted * self.feed.batch / (now - curved)
                    means = {name: total / counted for name, total in sums.items()} | dict(
                        self.recipe.numbers
                    )
                    if self.main:
                        log.write(
                            "curve",
                            pictures=self.progress.pictures,
                            seconds=round(self.progress.seconds, 1),
                            values=_rounded(means | {"rate": rate}),
                        )
                        if tell:
                            tell(self.progress, means, rate)
                    sums, counted, curved = Counter(), 0, now
                if self._update.broken > BROKEN:
                    self.back_to_best()
                    raise Stopped(
                        "The gradients are not finite any more: the run went back to its best"
                        " checkpoint. Lower --rate, or train with --precision fp32."
                    )
                if preview and self.main and previewed(self.progress.pictures, self.feed.batch):
                    with self._paused():
                        preview(self.averaged, self.progress.pictures)
                if evaluate and evaluated(self.progress.pictures, self.feed.batch):
                    with self._paused():
                        self._judge(evaluate, log)
                done = self._over(bounds, now - begun)
                if done or interrupted.is_set() or now - written > CHECKPOINT_SECONDS:
                    self.save()
                    written = time.perf_counter()
                if done or interrupted.is_set():
                    return "finished" if done else "interrupted"
        raise AssertionError("a feed does not end")

    def step(self, batch: Batch) -> dict[str, float]:
        """One step with a batch: this process' part of it."""
        random = RandomStreams(
            self.seed,
            self.progress.step,
            self.device,
            rank=self.accelerator.process_index,
            world=self.accelerator.num_processes,
        )
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            now = Step(self.progress.step, self.progress.pictures, self.feed.batch)
            values = dict(self.recipe.step(self.given(batch), random, now, self._update))
        self.progress.step += 1
        self.progress.pictures += self.feed.batch
        self.progress.skipped = self._update.skipped
        self._average()
        return values

    def given(self, batch: Batch) -> Given:
        """A batch as networks take it."""
        pictures = (
            torch.from_numpy(batch.pictures)
            .to(self.device)
            .permute(0, 3, 1, 2)
            .float()
            .div(127.5)
            .sub(1)
        )
        conditions = (
            torch.from_numpy(batch.conditions).to(self.device).float()
            if batch.conditions.shape[1]
            else None
        )
        return Given(pictures.contiguous(memory_format=torch.channels_last), conditions)

    @property
    def main(self) -> bool:
        """Whether this process is the one that writes."""
        return bool(self.accelerator.is_main_process)

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
            "seed": self.seed,
            "batch": self.feed.batch,
            "mirror": self.feed.mirror,
            "precision": self.precision,
            "numbers": self.recipe.numbers,
            "step": progress.step,
            "seconds": progress.seconds,
            "skipped": progress.skipped,
            "best": progress.best if math.isfinite(progress.best) else None,
            "best_pictures": progress.best_pictures,
            "history": progress.history,
            "manifest": self.manifest.model_dump(mode="json"),
        }
        checkpoint.save(self.folder, progress.pictures, tensors, state, keep=progress.best_pictures)

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
        best = self.progress.best_pictures
        for path in checkpoint.found(self.folder):
            if best is not None and path.name.endswith(f"{best:010}"):
                self._restore(*checkpoint.load(path))

    def _check(self, state: Mapping[str, Any]) -> None:
        changes = self.manifest.changes(Manifest.model_validate(state["manifest"]))
        if changes:
            raise InputError(
                f"The dataset has changed since the checkpoint in {self.folder}:"
                f" {'; '.join(changes)}. Begin a new model, or bring the old dataset back."
            )
        mine = {
            **self.recipe.settings(),
            "batch": self.feed.batch,
            "mirror": self.feed.mirror,
            "precision": self.precision,
            "seed": self.seed,
        }
        theirs = {
            **state["settings"],
            "batch": state["batch"],
            "mirror": state.get("mirror"),
            "precision": state["precision"],
            "seed": state["seed"],
        }
        other = [
            f"{key} ({theirs.get(key)}, now {value})"
            for key, value in mine.items()
            if _plain(theirs.get(key)) != _plain(value)
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
        best = state["best"]
        self.progress = Progress(
            state["pictures"],
            state["step"],
            state["seconds"],
            state["skipped"],
            math.inf if best is None else best,
            state["best_pictures"],
            list(state["history"]),
        )
        self._update.skipped = state["skipped"]

    # ---- small things

    def _average(self) -> None:
        """Move the averages on: weights of `half-life` pictures ago count half."""
        seen = self.progress.pictures
        half_life = min(LONGEST_MEMORY, max(MEMORY * seen, self.feed.batch))
        kept = 0.5 ** (self.feed.batch / half_life)
        for name, average in self.averaged.items():
            with torch.no_grad():
                torch._foreach_lerp_(
                    list(average.parameters()),
                    list(self.recipe.modules[name].parameters()),
                    1 - kept,
                )

    def _judge(self, evaluate: Evaluate, log: RunLog) -> None:
        judged = evaluate(self.averaged, self.progress.pictures)
        self.progress.history.append(
            {"pictures": self.progress.pictures, "score": judged.score, **judged.values}
        )
        if self.main:
            log.write(
                "metrics",
                pictures=self.progress.pictures,
                values=_rounded({"score": judged.score, **judged.values}),
            )
        if judged.alarm:
            self.back_to_best()
            self.save()
            raise Stopped(judged.alarm)
        if judged.score < self.progress.best:
            self.progress.best, self.progress.best_pictures = judged.score, self.progress.pictures
            self.save()

    def _over(self, bounds: Bounds, seconds: float) -> bool:
        if bounds.pictures is not None and self.progress.pictures >= bounds.pictures:
            return True
        late = bounds.minutes is not None and seconds >= 60 * bounds.minutes
        if self.accelerator.num_processes > 1:  # clocks differ; one process decides for all
            late = bool(
                self.accelerator.reduce(
                    torch.tensor(float(late and self.main), device=self.device), "sum"
                )
                > 0
            )
        return late

    @contextmanager
    def _paused(self) -> Iterator[None]:
        with (
            torch.no_grad(),
            torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"),
        ):
            yield


class _Update:
    """See vidol.training.recipe.OptimiserStep."""

    def __init__(self, accelerator: Accelerator) -> None:
        self._accelerator = accelerator
        self.skipped = self.broken = 0

    def __call__(self, optimiser: torch.optim.Optimizer, loss: Tensor) -> bool:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        gradients = [
            parameter.grad
            for group in optimiser.param_groups
            for parameter in group["params"]
            if parameter.grad is not None
        ]
        if self._accelerator.num_processes > 1:
            self._share(gradients)
        # One infinite element makes the norm infinite, on every process alike.
        if not bool(torch.isfinite(torch.nn.utils.get_total_norm(gradients))):
            optimiser.zero_grad(set_to_none=True)
            self.skipped += 1
            self.broken += 1
            return False
        optimiser.step()
        self.broken = 0
        return True

    def mean(self, value: Tensor) -> float:
        return (
            float(self._accelerator.reduce(value.detach().float(), "mean"))
            if self._accelerator.num_processes > 1
            else float(value)
        )

    def _share(self, gradients: list[Tensor]) -> None:
        """Mean over processes, in one message."""
        together = self._accelerator.reduce(
            torch.cat([gradient.flatten() for gradient in gradients]), "mean"
        )
        at = 0
        for gradient in gradients:
            gradient.copy_(together[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()


def previewed(pictures: int, batch: int) -> bool:
    """Whether a preview is due after this step: at 1,000, 2,000, 4,000, 8,000, and every 8,000."""
    before = pictures - batch
    return (
        any(before < mark <= pictures for mark in (1000, 2000, 4000))
        or pictures // 8000 > before // 8000
    )


def evaluated(pictures: int, batch: int) -> bool:
    """Whether an evaluation is due after this step: every 8,000 pictures."""
    return pictures // 8000 > (pictures - batch) // 8000


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Ctrl-C and termination set the event instead of breaking a step in the middle; a second
    Ctrl-C breaks.
    """
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def wish(number: int, _: Any) -> None:
        if event.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        event.set()

    for number in before:
        signal.signal(number, wish)
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.5g}") for name, value in values.items()}


def _plain(value: Any) -> Any:
    """As JSON gives it back."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def pictures_of(tensor: Tensor) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Network output (N, channels, S, S) in [-1, 1] as (N, S, S, channels) uint8."""
    return (
        tensor.float()
        .clamp(-1, 1)
        .add(1)
        .mul(127.5)
        .round()
        .to(torch.uint8)
        .permute(0, 2, 3, 1)
        .contiguous()
        .cpu()
        .numpy()
    )
