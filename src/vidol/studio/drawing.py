"""Pictures that are drawn for a request: one at a time, since the show draws on the same cores, and
never more waiting than are worth waiting for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from vidol.studio.refusal import Refused

WAITING: Final = 24
"""Pictures that may wait: browsers ask for six at once."""
_THREAD: Final = ThreadPoolExecutor(1, "drawing")
_waiting = 0
T = TypeVar("T")


async def drawn(draw: Callable[[], T]) -> T:
    """What `draw` makes, in its turn. Raises Refused when too many wait."""
    global _waiting  # noqa: PLW0603 there is one thread, whoever asks
    if _waiting >= WAITING:
        raise Refused(503, "busy", "Too many pictures are asked for: wait a moment.")
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_THREAD, draw)
    finally:
        _waiting -= 1


class Shared:
    """Something that is made for all who ask while it is being made, at most `rate` times a
    second.
    """

    def __init__(self, make: Callable[[], Awaitable[bytes]], rate: float) -> None:
        self._make, self._pause = make, 1 / rate
        self._making: asyncio.Task[bytes] | None = None

    async def get(self) -> bytes:
        """What was made last, if that was just now."""
        if self._making is None:
            self._making = asyncio.create_task(self._made())
        return await asyncio.shield(self._making)

    async def _made(self) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            return await self._make()
        finally:
            loop.call_later(self._pause, self._forget)

    def _forget(self) -> None:
        self._making = None
