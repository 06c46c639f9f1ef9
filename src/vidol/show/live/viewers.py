"""Those who watch a live show: pictures are drawn and encoded once, in threads, and handed to all
of them in order.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from vidol.core.arrays import U8
from vidol.core.face import Face
from vidol.show.live.messages import Message
from vidol.show.outputs.encoding import picture_bytes
from vidol.show.picture.drawing import Shot, figure

log = logging.getLogger(__name__)

DRAWERS: Final = 2
IN_FLIGHT: Final = 3
"""Pictures that are being drawn; when a tick finds so many, it leaves its picture out."""


class Viewer(Protocol):
    """Somebody who is shown the show. Methods are called on the event loop and return at once."""

    wants_pictures: bool

    def picture(self, data: bytes) -> None:
        """A picture as vidol.show.live.messages lays it out; the same object goes to every viewer."""
        ...

    def sound(self, data: bytes) -> None:
        """A stretch of sound, likewise."""
        ...

    def tell(self, message: Message) -> None:
        """Anything else."""
        ...


class Viewers:
    """All of them."""

    def __init__(self) -> None:
        self.drawn = self.dropped = 0
        self.draw_ms = 0.0
        """Drawing and encoding one picture, mean of the last seconds."""
        self._numbers: dict[Viewer, int] = {}
        self._drawers = ThreadPoolExecutor(DRAWERS, "draw")
        self._drawing: asyncio.Queue[asyncio.Future[bytes]] = asyncio.Queue()

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, viewer: Viewer, number: int) -> None:
        """Show a viewer the show; `number` names it."""
        self._numbers[viewer] = number

    def remove(self, viewer: Viewer) -> None:
        """Stop showing it."""
        self._numbers.pop(viewer, None)

    def number(self, viewer: Viewer) -> int | None:
        """Its number, None if it does not watch."""
        return self._numbers.get(viewer)

    def tell(self, message: Message) -> None:
        """Tell every viewer."""
        for viewer in tuple(self._numbers):
            viewer.tell(message)

    def sound(self, data: bytes) -> None:
        """Send every viewer a stretch of sound."""
        for viewer in tuple(self._numbers):
            viewer.sound(data)

    def picture(
        self,
        face: Face,
        shot: Shot,
        epoch: int,
        position: int,
        note: Callable[[U8], None] | None,
    ) -> None:
        """Begin to draw a picture for those who want one; leave it out when drawing is behind.
        `note` is given the figure, in a thread.
        """
        if not any(viewer.wants_pictures for viewer in self._numbers):
            return
        if self._drawing.qsize() >= IN_FLIGHT:
            self.dropped += 1
            return
        work = asyncio.get_running_loop().run_in_executor(
            self._drawers, self._draw, face, shot, epoch, position, note
        )
        self._drawing.put_nowait(work)

    async def still(self, face: Face, shot: Shot) -> U8:
        """A figure by itself, (size, size, 4) RGBA with straight alpha."""
        return await asyncio.get_running_loop().run_in_executor(self._drawers, figure, face, shot)

    async def deliver(self) -> None:
        """Hand pictures out in their order, until cancelled."""
        while True:
            work = await self._drawing.get()
            try:
                data = await work
            except Exception as error:  # noqa: BLE001 - a face is anyone's plug-in; a picture that fails must not end the show
                log.warning("a picture could not be drawn: %s", error)
                continue
            self.drawn += 1
            for viewer in tuple(self._numbers):
                if viewer.wants_pictures:
                    viewer.picture(data)

    def close(self) -> None:
        """Wait for what is being drawn."""
        self._drawers.shutdown(wait=True, cancel_futures=True)

    def _draw(
        self,
        face: Face,
        shot: Shot,
        epoch: int,
        position: int,
        note: Callable[[U8], None] | None,
    ) -> bytes:
        begun = time.perf_counter()
        rgba = figure(face, shot)
        if note is not None:
            note(rgba)
        data = picture_bytes(rgba, epoch, position)
        self.draw_ms += 0.05 * (1000 * (time.perf_counter() - begun) - self.draw_ms)
        return data
