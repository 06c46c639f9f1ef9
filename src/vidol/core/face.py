"""What passes between a face and the rest of the house: controls in, pictures out."""

from __future__ import annotations

from typing import Protocol

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
