"""Larger pictures of the browser stage, for viewers that show her larger: a browser source of 1080
lines, a phone with small pixels.

They come beside the ordinary ones, as another output with a layout of its own, and yield to them.
Where the machine does not draw thirty a second, every second, third or fourth moment is drawn, so
that they come evenly; it is tried again when none was missed for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from vidol.core.arrays import U8
from vidol.show.moment import Moment
from vidol.show.outputs.encoding import picture_bytes
from vidol.show.outputs.output import Output
from vidol.show.picture.layouts import Layout

SIZES: Final = (720, 1080)
"""Sides in pixels that are offered beside the show's own."""
SLOWEST: Final = 4
_JUDGED: Final = 30
"""Moments after which the pace is judged."""
_TOO_MANY: Final = 3
"""Of them missed."""
_CALM: Final = 10
"""Judgements without a miss after which it is tried faster."""


def size_for(wanted: int, own: int) -> int:
    """The side of the pictures for a viewer who shows her `wanted` pixels large: the show's `own`
    where that is nearly enough, else the next larger one that there is.
    """
    larger = [size for size in SIZES if size > own]
    if wanted <= 1.15 * own or not larger:
        return own
    return next((size for size in larger if 1.1 * size >= wanted), larger[-1])


class Sharper(Output):
    """Pictures of one size for those who want them."""

    def __init__(self, size: int, viewers: Callable[[], Iterable[Callable[[bytes], None]]]) -> None:
        """`viewers` tells who takes them now, on the event loop."""
        self.layout = Layout(size, size, backdrop=False, captions=False, alone=True)
        self.drawn = 0
        """Pictures that were handed out."""
        self.stride = 1
        """Every how many-th moment is drawn."""
        self._viewers = viewers
        self._loop = asyncio.get_running_loop()
        self._moments = self._judged = self._missed = self._calm = 0

    def watched(self) -> bool:
        self._moments += 1
        return self._moments % self.stride == 0 and any(True for _ in self._viewers())

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Encode a picture; runs in the output's thread."""
        self._judge(missed=picture is None)
        if picture is not None:
            data = picture_bytes(picture, moment.epoch, moment.start)
            self._loop.call_soon_threadsafe(self._hand_out, data)

    def _judge(self, *, missed: bool) -> None:
        self._judged += 1
        self._missed += missed
        if self._judged < _JUDGED:
            return
        self._calm = 0 if self._missed else self._calm + 1
        if self._missed > _TOO_MANY:
            self.stride = min(SLOWEST, self.stride + 1)
        elif self._calm >= _CALM and self.stride > 1:
            self.stride, self._calm = self.stride - 1, 0
        self._judged = self._missed = 0

    def _hand_out(self, data: bytes) -> None:
        self.drawn += 1
        for take in tuple(self._viewers()):
            take(data)
