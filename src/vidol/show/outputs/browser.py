"""The browser stage: viewers behind sockets, or of any other kind, are shown the show.

Pictures are drawn and encoded once and handed to all of them in order; sound goes out a quarter of
a second before its time. Without viewers nothing is drawn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from vidol.core.arrays import F32, U8
from vidol.core.speech import SAMPLE_RATE
from vidol.show.messages import Clear, ShowMessage
from vidol.show.moment import Moment
from vidol.show.outputs.encoding import picture_bytes, sound_bytes
from vidol.show.outputs.output import Output
from vidol.show.picture.layouts import Layout
from vidol.show.record import picture_hash

SOUND_AHEAD: Final = SAMPLE_RATE // 4
"""Samples by which sound is sent before its time."""
_RECENT: Final = 0.05  # weight of the newest picture in the mean time of encoding


class Viewer(Protocol):
    """Somebody who is shown the show. Methods are called on the event loop and return at once."""

    wants_pictures: bool

    def picture(self, data: bytes) -> None:
        """A picture as vidol.show.messages lays it out;
        the same object goes to every viewer.
        """
        ...

    def sound(self, data: bytes) -> None:
        """A stretch of sound, likewise."""
        ...

    def tell(self, message: ShowMessage) -> None:
        """Anything else."""
        ...


class Browser(Output):
    """All viewers. What is not a thread's by name is called on the event loop."""

    ahead = SOUND_AHEAD

    def __init__(self, size: int, now: Callable[[], float]) -> None:
        """Pictures are squares of `size` pixels; `now` is a clock in seconds."""
        self.layout = self.stage = Layout(size, size, backdrop=False, captions=False, alone=True)
        self.drawn = 0
        """Pictures that were handed out."""
        self.seconds = 0.0
        """Encoding one picture, mean of the last ones."""
        self.noted: Callable[[int, str], None] | None = None
        """Is told the number of every picture that was drawn, and its hash."""
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._numbers: dict[Viewer, int] = {}
        self._sizes: dict[Viewer, int] = {}
        """Of those who are given larger pictures."""

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, viewer: Viewer, number: int) -> None:
        """Show a viewer the show; `number` names it."""
        self._numbers[viewer] = number

    def larger(self, viewer: Viewer, size: int | None) -> None:
        """Leave the pictures of a viewer to an output of another size, None for none."""
        if size is None:
            self._sizes.pop(viewer, None)
        elif viewer in self._numbers:
            self._sizes[viewer] = size

    def of_size(self, size: int) -> Iterator[Callable[[bytes], None]]:
        """Who takes pictures of that size, which are larger than the ordinary ones."""
        return (
            viewer.picture
            for viewer, wanted in tuple(self._sizes.items())
            if wanted == size and viewer.wants_pictures
        )

    def remove(self, viewer: Viewer) -> None:
        """Stop showing it."""
        self._numbers.pop(viewer, None)
        self._sizes.pop(viewer, None)

    def number(self, viewer: Viewer) -> int | None:
        """Its number, None if it does not watch."""
        return self._numbers.get(viewer)

    def tell(self, message: ShowMessage) -> None:
        """Tell every viewer."""
        for viewer in tuple(self._numbers):
            viewer.tell(message)

    def watched(self) -> bool:
        return any(True for _ in self._watching())

    def _watching(self) -> Iterator[Viewer]:
        return (
            viewer
            for viewer in tuple(self._numbers)
            if viewer.wants_pictures and viewer not in self._sizes
        )

    def sound(self, pcm: F32, start: int, epoch: int) -> None:
        data = sound_bytes(pcm, epoch, start)
        for viewer in tuple(self._numbers):
            viewer.sound(data)

    def clear(self, epoch: int, position: int) -> None:
        self.tell(Clear(epoch=epoch, position=position / SAMPLE_RATE))

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Encode a picture; runs in the output's thread."""
        if picture is None:
            return
        begun = self._now()
        digest = picture_hash(picture) if self.noted else ""
        data = picture_bytes(picture, moment.epoch, moment.start)
        self.seconds += _RECENT * (self._now() - begun - self.seconds)
        self._loop.call_soon_threadsafe(self._hand_out, moment.number, data, digest)

    def _hand_out(self, number: int, data: bytes, digest: str) -> None:
        self.drawn += 1
        if self.noted and digest:
            self.noted(number, digest)
        for viewer in self._watching():
            viewer.picture(data)
