"""How many threads a training computes with: measured, not assumed. Needs torch.

Threads that compute one sum wait for one another, many thousand times a second. Where something
else runs on the machine (a live show, a browser), one that was put aside holds up all of them:
2 threads on 2 busy cores made 3 to 5 pictures a second where 1 made 35. So a run tries a few steps
with all and with one, goes on with what was clearly faster, and looks again after some minutes, or
when its steps have become slower.

Sums of other numbers of threads differ in their last bits: a run is repeated exactly where their
number is fixed, by OMP_NUM_THREADS.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

import torch

FIXED: Final = "OMP_NUM_THREADS"
TRIED: Final = 4
"""Steps with each number of threads; the first of them is not counted."""
CLEARLY: Final = 0.85
"""Of the time with all threads that fewer must stay below."""
AGAIN: Final = 300.0
"""Seconds after which it is tried again,"""
SLOWER: Final = 1.6
"""or when steps take so many times as long as in the last trial,"""
PATIENCE: Final = 20.0
"""though not within so many seconds."""


def choices() -> tuple[int, ...]:
    """Numbers of threads that may be the fastest here, all of them first; one alone where somebody
    has fixed it.
    """
    most = torch.get_num_threads()
    return (most,) if FIXED in os.environ or most == 1 else (most, 1)


class Threads:
    """Chooses for the steps of a run."""

    def __init__(
        self, among: tuple[int, ...] | None = None, now: Callable[[], float] = time.perf_counter
    ) -> None:
        """`among` are the numbers to choose from, `choices` if None; `now` is a clock in
        seconds.
        """
        self.among = among or choices()
        self._now = now
        self._recent: deque[float] = deque(maxlen=2 * TRIED)
        self._trial: dict[int, list[float]] = {}
        self._usual = 0.0
        self._tried = now()
        if len(self.among) > 1:
            self._begin()

    @contextmanager
    def step(self) -> Iterator[None]:
        """One step of the run, timed."""
        begun = self._now()
        yield
        if len(self.among) > 1:
            self._note(self._now() - begun)

    def _note(self, seconds: float) -> None:
        if self._trial:
            self._try(seconds)
            return
        self._recent.append(seconds)
        since = self._now() - self._tried
        full = len(self._recent) == self._recent.maxlen
        slower = full and median(self._recent) > SLOWER * self._usual
        if since > AGAIN or (slower and since > PATIENCE):
            self._begin()

    def _begin(self) -> None:
        self._trial = {count: [] for count in self.among}
        torch.set_num_threads(self.among[0])

    def _try(self, seconds: float) -> None:
        """Take the time of a step of the trial; after the last one, choose."""
        count = next(count for count, times in self._trial.items() if len(times) < TRIED)
        self._trial[count].append(seconds)
        left = [count for count, times in self._trial.items() if len(times) < TRIED]
        if left:
            torch.set_num_threads(left[0])
            return
        usual = {count: median(times[1:]) for count, times in self._trial.items()}
        best = fastest(usual)
        torch.set_num_threads(best)
        self._usual, self._tried, self._trial = usual[best], self._now(), {}
        self._recent.clear()


def fastest(seconds: dict[int, float]) -> int:
    """The number of threads to go on with, of the time that a step takes with each, all of them
    first: fewer only where they are clearly faster.
    """
    most, *fewer = seconds
    return min(
        (count for count in fewer if seconds[count] < CLEARLY * seconds[most]),
        key=lambda count: seconds[count],
        default=most,
    )
