"""What the show did: its health second by second, and its turns. Kept in the store, so that a store
that lasts knows of shows that are over.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
import time
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from vidol.show.live.show import LiveShow
from vidol.show.messages import Turn
from vidol.studio.store import Latest, Store

SECONDS: Final = 600
"""Seconds of the show's health that are kept."""
TURNS: Final = 1000
"""Turns that are told."""


class Second(BaseModel):
    """One second of the show."""

    time: float
    """Seconds since 1970."""
    drawn: int
    dropped: int
    late_ms: float
    draw_ms: float
    memory_mb: float
    viewers: int


class History:
    """What one show did."""

    def __init__(self, show: LiveShow, store: Store) -> None:
        self._show = show
        self._seconds = Latest(store, "seconds", SECONDS)
        self._turns = Latest(store, "turns", TURNS)
        self._began = _stamp()  # puts the turns of one show behind those of shows before
        self._kept: dict[int, Turn] = {}
        self._keeping = asyncio.Lock()

    async def watch(self) -> None:
        """Note the show's health once a second, and its turns, until cancelled."""
        before = self._show.health()
        while True:
            await asyncio.sleep(1)
            now = self._show.health()
            second = Second(
                time=time.time(),
                drawn=now.drawn - before.drawn,
                dropped=now.dropped - before.dropped,
                late_ms=now.late_ms,
                draw_ms=now.draw_ms,
                memory_mb=round(memory_mb(), 1),
                viewers=self._show.state.viewers,
            )
            before = now
            await self._seconds.put(_stamp(), second.model_dump())
            await self._keep_turns()

    async def seconds(self) -> list[Second]:
        """The last ten minutes, the oldest second first."""
        return [Second(**record) for record in await self._seconds.all()]

    async def turns(self) -> list[Turn]:
        """The last turns, the oldest first."""
        await self._keep_turns()
        return [Turn.model_validate(record) for record in await self._turns.all()]

    async def _keep_turns(self) -> None:
        """A turn is kept when it ends, and again when a page has said how long it took."""
        async with self._keeping:
            turns = {turn.id: turn for turn in self._show.turns}
            for number, turn in turns.items():
                if self._kept.get(number) is not turn:
                    name = f"{self._began}-{number:012}"
                    await self._turns.put(name, turn.model_dump(mode="json"))
            self._kept = turns


def _stamp() -> str:
    """Now, as a name that sorts by time."""
    return f"{time.time():017.6f}"


def memory_mb() -> float:
    """Resident memory of this process in MB (10^6 bytes)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return (
            int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )
    # where there is no /proc: the peak, in KiB or on macOS in bytes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
