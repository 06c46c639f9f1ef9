"""Time, as a show knows it: a clock that is given to it, and the pace of its moments.

`Clock` is the machine's. `VirtualClock` tells the time of a `VirtualLoop`, an event loop whose time
goes on only when nothing is left to do: a show of an hour passes in the seconds that its drawing
takes, and the same things happen at the same times whenever it is run. Tests use it, and whoever
wants to know what a live show would do::

    @virtually
    async def rehearsal() -> None:
        show = LiveShow(character, clock=VirtualClock())
        ...
        await asyncio.sleep(3600)

    rehearsal()

Nothing in vidol.show asks the machine for the time but `Clock`.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ASLEEP: Final = 0.5
"""Seconds of lateness after which the pace is set anew: the machine slept, and nobody wants to
catch up.
"""
_EPOCH: Final = 1_767_225_600.0
"""Where virtual time begins, in seconds since 1970: the year 2026."""


class Clock:
    """The machine's time."""

    def now(self) -> float:
        """Seconds since some moment; never goes back. May be asked from any thread."""
        return time.perf_counter()

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long, or once, if it is not above 0."""
        await asyncio.sleep(seconds)


class VirtualClock(Clock):
    """The time of the VirtualLoop that runs when it is first asked."""

    def __init__(self) -> None:
        self._loop: VirtualLoop | None = None

    def now(self) -> float:
        if self._loop is None:
            running = asyncio.get_running_loop()
            if not isinstance(running, VirtualLoop):
                raise RuntimeError(
                    "a VirtualClock needs a VirtualLoop: see vidol.show.clock.virtually"
                )
            self._loop = running
        return self._loop.time()

    def wall(self) -> float:
        return _EPOCH + self.now()


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time goes on when everything waits, and then at once to the next thing
    that is due.

    While a thread works for it (`run_in_executor`, `asyncio.to_thread`) time stands still. Threads
    that it was not told of, sockets and processes have no place in it: it does not wait for them.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._working = 0
        super().__init__(_Idle(self._idle))

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def run_in_executor(  # type: ignore[override] # typeshed names no type of its own for the result
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """As every loop does; time stands still until it is done."""
        future = super().run_in_executor(executor, func, *args)
        self._working += 1
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _: object) -> None:
        self._working -= 1

    def _idle(self, seconds: float | None) -> float | None:
        """Nothing is left to do for so long. Returns how long to wait for threads in real time."""
        if self._working or seconds is None:
            return None
        self._now += seconds
        return 0.0


class _Idle(selectors.DefaultSelector):
    """A selector that asks before it waits."""

    def __init__(self, idle: Callable[[float | None], float | None]) -> None:
        super().__init__()
        self._ask = idle

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        return super().select(0) or super().select(self._ask(timeout))


def virtually(function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """The coroutine function as a plain one that runs it in virtual time, as asyncio.run does in
    the machine's. A decorator.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(function(*args, **kwargs))

    return run


class Pace:
    """Moments at their times, counted from an absolute start, so that lateness does not add up."""

    def __init__(self, clock: Clock, rate: float) -> None:
        """`rate` is in moments per second; the first one is due now."""
        self._clock, self._rate = clock, rate
        self._start = clock.now()
        self._number = 0

    async def next(self) -> float:
        """Wait until the next moment is due; returns by how many seconds it is late, 0 or more."""
        late = self._late()
        await self._clock.sleep(max(0.0, -late))
        if late < 0:
            late = self._late()
        if late > ASLEEP:
            self._start += late
        self._number += 1
        return max(0.0, late)

    def _late(self) -> float:
        return self._clock.now() - self._start - self._number / self._rate
