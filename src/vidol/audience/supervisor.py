"""Keeps inlets running: connects, connects again after failures, drops what comes twice, and lets
no inlet end another one or the show.

After a failure an inlet is left alone for a while, twice as long after each further one
(exponential back-off) and by a random part of it less (jitter), so that a hundred shows do not come
back to a server at the same moment. An inlet that pours is taken from at a pace: what it holds back
is its connection's to bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vidol.audience.inlet import Inlet
from vidol.audience.message import Message
from vidol.core.errors import VidolError

log = logging.getLogger(__name__)

FIRST: Final = 1.0
"""Seconds until the second try."""
LONGEST: Final = 60.0
"""Seconds between tries at most."""
STEADY: Final = 30.0
"""Seconds that a connection must have held for the next failure to count as the first."""
BURST: Final = 100
PACE: Final = 400.0
"""Messages a second that are taken from one inlet, beyond a burst."""
REMEMBERED: Final = 5000
"""Messages that are known when they come again."""
CLOSING: Final = 5.0
"""Seconds that an inlet may take to close."""

Condition = Literal["connecting", "open", "waiting", "ended", "failed"]
"""waiting: for the next try. ended: nothing more will come. failed: a person has to do something.
"""


@dataclass(slots=True)
class Health:
    """How an inlet does."""

    condition: Condition = "connecting"
    since: float = 0.0
    """Seconds of the supervisor's clock."""
    messages: int = 0
    repeats: int = 0
    """Messages that came again, and were dropped."""
    failures: int = 0
    problem: str = ""
    """Of the last failure, or what the inlet itself says is amiss."""
    next_try: float | None = None
    """When, on the supervisor's clock, while `waiting`."""


@dataclass(slots=True)
class _Run:
    """An inlet and what is known of it."""

    name: str
    inlet: Inlet
    health: Health
    tries: int = 0
    """Failures in a row."""
    tokens: float = BURST
    counted: float = 0.0


class Supervisor:
    """Runs inlets until it is cancelled."""

    def __init__(
        self,
        inlets: Mapping[str, Inlet],
        receive: Callable[[str, Message], None],
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`receive` is called with the inlet's name and every message that is new. `now` is in
        seconds, `chance` gives numbers from 0 to 1; a test brings its own.
        """
        self._receive, self._now, self._sleep, self._chance = receive, now, sleep, chance
        self._runs = {
            name: _Run(name, inlet, Health(since=now()), counted=now())
            for name, inlet in inlets.items()
        }
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    @property
    def inlets(self) -> Mapping[str, Inlet]:
        """The inlets by name."""
        return {name: run.inlet for name, run in self._runs.items()}

    def health(self, name: str) -> Health:
        """How an inlet does now."""
        run = self._runs[name]
        self._look(run)
        return run.health

    async def run(self) -> None:
        """Run them all until cancelled, then close them."""
        tasks = [asyncio.create_task(self._keep(run)) for run in self._runs.values()]
        try:
            await asyncio.Event().wait()  # inlets may end; whoever started this ends it
        finally:
            for task in tasks:
                task.cancel()
            if tasks:  # one that will not be cancelled is left behind
                await asyncio.wait(tasks, timeout=CLOSING)
            await asyncio.gather(*map(self._close, self._runs.values()))

    async def _keep(self, run: _Run) -> None:
        """Run one inlet again and again."""
        while True:
            begun = self._now()
            self._enter(run, "connecting")
            problem, final = await self._once(run)
            if final:
                run.health.problem = problem
                self._enter(run, "failed" if problem else "ended")
                return
            run.tries = 1 if self._now() - begun >= STEADY else run.tries + 1
            run.health.failures += 1
            run.health.problem = problem
            pause = min(LONGEST, FIRST * 2.0 ** min(run.tries - 1, 16))
            pause *= 1.0 - 0.5 * self._chance()
            log.warning("the platform %s: %s; next try in %.1f s", run.name, problem, pause)
            self._enter(run, "waiting")
            run.health.next_try = self._now() + pause
            await self._sleep(pause)
            run.health.next_try = None

    async def _once(self, run: _Run) -> tuple[str, bool]:
        """One connection to its end: what went wrong, and whether that is the end of the inlet."""
        try:
            messages = run.inlet.messages()
            try:
                async for message in messages:
                    await self._take(run, message)
            finally:
                end = getattr(messages, "aclose", None)  # generators have it
                if end is not None:
                    await end()
        except VidolError as error:
            return str(error), True
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return _told(error), False  # it came from inside: something that the inlet waited for
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an inlet is anyone's plug-in, and no failure of it may end the show
            return _told(error), False
        return "", True

    async def _take(self, run: _Run, message: Message) -> None:
        if run.health.condition == "connecting":
            self._enter(run, "open")
        key = message.platform, message.id
        if key in self._seen:
            run.health.repeats += 1
        else:
            self._seen[key] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            run.health.messages += 1
            try:
                self._receive(run.name, message)
            except Exception:  # what is wrong here is not the inlet's fault
                log.exception("a message of the platform %s could not be received", run.name)
        now = self._now()
        run.tokens = min(BURST, run.tokens + (now - run.counted) * PACE) - 1
        run.counted = now
        # An iterator that never waits would let nothing else happen.
        await self._sleep(0.0 if run.tokens >= 0 else 1 / PACE)

    def _enter(self, run: _Run, condition: Condition) -> None:
        run.health.condition, run.health.since = condition, self._now()

    def _look(self, run: _Run) -> None:
        """Take in what the inlet says of itself."""
        if run.health.condition == "connecting" and getattr(run.inlet, "connected", False):
            self._enter(run, "open")
        if run.health.condition == "open":
            asked = getattr(run.inlet, "health", None)
            run.health.problem = str(asked()) if asked is not None else ""

    async def _close(self, run: _Run) -> None:
        """Close an inlet, whatever it thinks of that."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSING):
                await run.inlet.close()


def _told(error: BaseException) -> str:
    """An error as one short line."""
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
