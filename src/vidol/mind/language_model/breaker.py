"""A circuit breaker: an endpoint that failed is not asked by viewers again before it answered a
probe.

Without it, every viewer would wait for the time-out of a server that is down. The probe runs in the
background: one token, no word of any viewer, and long patience, by which a local server also gets
the time to load its model. Nygard, "Release It!", 2nd edition, 2018, section 5.2.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

FIRST: Final = 1.0
LONGEST: Final = 60.0
"""Seconds until the first probe, doubled by each further failure, up to the longest."""


class Breaker:
    """Closed: the endpoint may be asked. Open: it failed, and `reason` says how."""

    def __init__(self, probe: Callable[[], Awaitable[None]], first: float = FIRST) -> None:
        """`probe` returns if the endpoint is well and raises otherwise."""
        self.reason = ""
        self._probe = probe
        self._first = first
        self._failures = 0
        self._task: asyncio.Task[None] | None = None

    def failed(self, reason: str) -> None:
        """Open it, and begin to probe."""
        self.reason = reason
        self._failures += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._recover())

    def succeeded(self) -> None:
        """Forget earlier failures: a whole answer came."""
        self.reason, self._failures = "", 0

    async def close(self) -> None:
        """Stop probing."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _recover(self) -> None:
        while True:
            await asyncio.sleep(min(LONGEST, self._first * 2 ** min(self._failures - 1, 10)))
            try:
                await self._probe()
            except Exception:  # noqa: BLE001 - whatever it is, the endpoint is not well
                self._failures += 1
            else:
                # but _failures stays: one that answers probes and fails viewers is probed ever more
                # rarely
                self.reason = ""
                return
