"""Waiting for the next piece of a stream without breaking it: what a time-out would cancel is
waited for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator


class NothingYet(Exception):
    """That no piece came in time."""


class Patience:
    """The pieces of a stream, each waited for as long as is asked, and all of them to a limit."""

    def __init__(self, pieces: AsyncGenerator[str], seconds: float) -> None:
        """seconds: from now to the limit, which `wait` moves."""
        self._pieces = pieces
        self._limit = time.monotonic() + seconds
        self._task: asyncio.Task[str | None] | None = None

    def wait(self, seconds: float) -> None:
        """Move the limit to so many seconds from now."""
        self._limit = time.monotonic() + seconds

    async def next(self, seconds: float) -> str | None:
        """The next piece, None at the end. Raises NothingYet after so many seconds or at the limit,
        and what the stream raises.
        """
        seconds = min(seconds, self._limit - time.monotonic())
        if self._task is None:
            self._task = asyncio.ensure_future(self._coming())
        done, _ = await asyncio.wait({self._task}, timeout=max(seconds, 0.0))
        if not done:
            raise NothingYet
        task, self._task = self._task, None
        return task.result()

    async def _coming(self) -> str | None:
        return await anext(self._pieces, None)

    async def aclose(self) -> None:
        """Stop waiting."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._task
