"""What passes between a face and the rest of the house: controls in, pictures out.

`Face` is what every face does; what one may do besides is a protocol of its own, and whoever can
use it asks with `isinstance`.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from vidol.core.arrays import U8
from vidol.core.controls import Vector

Picture = U8
"""(height, width, 4) RGBA, straight alpha, sRGB."""


class Face(Protocol):
    """Anything that can be animated. Implementations are found by the entry-point group
    ``vidol.faces``.
    """

    def frame(self, controls: Vector, size: int) -> Picture:
        """Draw one square frame, (size, size, 4). A pure function: the same controls give the same
        picture.
        """
        ...


@runtime_checkable
class FramingFace(Face, Protocol):
    """A face that also draws any part of itself at any scale (vidol.face.artist.Artist does): sharp
    and cheap in close-ups and glides. The pictures of others are scaled.
    """

    def view(
        self, controls: Vector, width: int, height: int, scale: float, dx: float, dy: float
    ) -> Picture:
        """(height, width, 4) of a picture in which the face's square is `scale` pixels large and
        begins at (dx, dy).
        """
        ...
