"""What a run will cost on this machine, measured in a few steps before it begins. Needs torch."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch

from vidol.training.threads import choices, fastest

CLEARLY: Final = 0.9
"""Of the time of float32 that bfloat16 must stay below: what is about as fast is left to noise."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Measured with the preset and the data of the run."""

    seconds_per_1000: float
    """Items, training alone."""
    memory_mb: float
    """The process' peak so far; with a GPU, the GPU's."""

    def minutes(self, items: int) -> float:
        """For so many items."""
        return items / 1000 * self.seconds_per_1000 / 60

    def items(self, minutes: float) -> int:
        """In so many minutes."""
        return round(1000 * 60 * minutes / self.seconds_per_1000)


def measure(step: Callable[[int], object], batch: int, *, period: int = 1) -> Forecast:
    """Time three steps, with each number of threads that a run would try: `step(number)` trains on
    `batch` items, and is costlier where `number` is a multiple of `period`.
    """
    step(0)  # the first one allocates
    means = {}
    for count in choices():
        torch.set_num_threads(count)
        means[count] = _mean(step, period)
    best = fastest(means)
    torch.set_num_threads(max(means))
    mean = means[best]
    if torch.cuda.is_available():
        memory = torch.cuda.max_memory_allocated() / 1e6
    else:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1e6 if sys.platform == "darwin" else 1e3
        )
    return Forecast(1000 * mean / batch, memory)


def _mean(step: Callable[[int], object], period: int) -> float:
    """Seconds that a step takes."""
    times = []
    for number in (1, 2, 0):
        begun = time.perf_counter()
        step(number)
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        times.append(time.perf_counter() - begun)
    return ((period - 1) * min(times[:2]) + times[2]) / period


def faster_precision(device: torch.device) -> str:
    """bf16 where it multiplies clearly faster here, else fp32: processors without bfloat16
    arithmetic imitate it, several times slower.
    """
    if device.type == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    weights, maps = (
        torch.zeros(shape).contiguous(memory_format=torch.channels_last)
        for shape in ((64, 64, 3, 3), (4, 64, 32, 32))
    )

    def seconds(*, half: bool) -> float:
        times = []
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            for _ in range(6):  # the first one allocates
                begun = time.perf_counter()
                torch.conv2d(maps, weights, padding=1)
                times.append(time.perf_counter() - begun)
        return min(times)

    return "bf16" if seconds(half=True) < CLEARLY * seconds(half=False) else "fp32"
