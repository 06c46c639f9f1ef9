"""Which square of a picture is taken, and how it is made small: upright, antialiased, nothing
invented.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple, Protocol

import cv2
import numpy as np
from PIL import Image

from vidol.core.arrays import F64, U8
from vidol.media.alpha import premultiplied, straight

HEAD: Final = 2.2
"""Side of the square that holds head, hair and what stands on it (ears, a crown), in sides of the
face.
"""
_LEAST: Final = 1.6
"""Where a picture is narrower, the square may shrink to this before it leaves the picture."""
_UP: Final = 0.2
"""How far above the face's centre the head's lies, in sides of the face."""
_GIVE: Final = 0.25
"""How far the square may move to stay within the picture, in sides of the face."""
_LEVEL: Final = 2.0
"""Degrees up to which a head is left as it is: turning costs sharpness."""
_SHARE_ABOVE: Final = 1 / 3
"""Of a tall picture, what is cut off is taken by a third from above and by two from below: heads
are in the upper half.
"""


class Face(Protocol):
    """A face that was found, in pixels of the picture; see vidol.face.finder."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def side(self) -> float: ...
    @property
    def angle(self) -> float:
        """Degrees clockwise by which the head leans."""
        ...

    @property
    def score(self) -> float:
        """0 to 1."""
        ...


class Square(NamedTuple):
    """Part of a picture: centre, side (pixels) and angle (degrees clockwise) of what becomes
    upright.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0


def around(face: Face, width: int, height: int) -> Square:
    """The square that holds head and hair of a face. It keeps within the picture where that costs
    little.
    """
    angle = face.angle if abs(face.angle) > _LEVEL else 0.0
    lean = math.radians(angle)
    x, y = face.x + _UP * face.side * math.sin(lean), face.y - _UP * face.side * math.cos(lean)
    side = max(_LEAST * face.side, min(HEAD * face.side, width, height))
    reach = side / 2 * (abs(math.cos(lean)) + abs(math.sin(lean)))
    return Square(
        _within(x, reach, width, _GIVE * face.side),
        _within(y, reach, height, _GIVE * face.side),
        side,
        angle,
    )


def whole(width: int, height: int, *, opaque: bool) -> Square | None:
    """The square for a picture that is taken whole; None when it is square already.

    What can be seen through is made square by more of nothing. An opaque picture loses the ends of
    its longer side.
    """
    if width == height:
        return None
    if not opaque:
        return Square(width / 2, height / 2, max(width, height))
    side = min(width, height)
    return Square(width / 2, side / 2 + (height - side) * _SHARE_ABOVE, side)


def outside(square: Square, width: int, height: int) -> float:
    """The share of a square that lies outside of the picture."""
    lean = math.radians(square.angle)
    v, u = (np.mgrid[0:32, 0:32] + 0.5) / 32 - 0.5
    x = square.x + square.side * (u * math.cos(lean) - v * math.sin(lean))
    y = square.y + square.side * (u * math.sin(lean) + v * math.cos(lean))
    return float(1 - np.mean((x >= 0) & (x < width) & (y >= 0) & (y < height)))


def cut(picture: U8, square: Square | None, size: int, *, opaque: bool) -> U8:
    """The square of an RGBA picture as (size, size, 4), straight alpha. Outside of it, an opaque
    picture goes on as at its edge, another is empty.

    Made smaller by a bicubic filter that is as wide as the reduction (Pillow's; see Parmar et al.
    2022, "On Aliased Resizing"), with colours weighted by alpha.
    """
    height, width = picture.shape[:2]
    square = square or Square(width / 2, height / 2, width)
    if square.angle:
        return _turned(picture, square, size, opaque=opaque)
    left, top = square.x - square.side / 2, square.y - square.side / 2
    x0, y0 = math.floor(left), math.floor(top)
    part, x0, y0 = _region(
        picture, x0, y0, math.ceil(left + square.side), math.ceil(top + square.side), opaque=opaque
    )
    box = (
        left - x0,
        top - y0,
        min(left - x0 + square.side, part.shape[1]),
        min(top - y0 + square.side, part.shape[0]),
    )
    return _resized(part, size, box, opaque=opaque)


def _within(at: float, reach: float, length: int, give: float) -> float:
    """Moved by at most `give` towards where `reach` on both sides lies in 0..length."""
    wanted = length / 2 if 2 * reach > length else min(max(at, reach), length - reach)
    return at + min(max(wanted - at, -give), give)


def _region(
    picture: U8, x0: int, y0: int, x1: int, y1: int, *, opaque: bool
) -> tuple[U8, int, int]:
    """A part of a picture, filled up where it lies outside; and where it really begins."""
    height, width = picture.shape[:2]
    inner = picture[max(0, y0) : min(height, y1), max(0, x0) : min(width, x1)]
    beyond = (max(0, -y0), max(0, y1 - height), max(0, -x0), max(0, x1 - width))
    if not any(beyond):
        return inner, x0, y0
    kind = cv2.BORDER_REPLICATE if opaque else cv2.BORDER_CONSTANT
    return (
        np.asarray(cv2.copyMakeBorder(inner, *beyond, kind, value=(0, 0, 0, 0)), np.uint8),
        x0,
        y0,
    )


def _resized(
    part: U8, size: int, box: tuple[float, float, float, float] | None, *, opaque: bool
) -> U8:
    if opaque:
        image = Image.fromarray(np.ascontiguousarray(part[..., :3])).resize(
            (size, size), Image.Resampling.BICUBIC, box, reducing_gap=3.0
        )
        return np.dstack((np.asarray(image), np.full((size, size), 255, np.uint8)))
    image = Image.fromarray(np.ascontiguousarray(part)).resize(
        (size, size), Image.Resampling.BICUBIC, box, reducing_gap=3.0
    )
    return np.array(image)


def _turned(picture: U8, square: Square, size: int, *, opaque: bool) -> U8:
    """By a detour over twice the size: turned there, where bilinear sampling neither aliases nor
    blurs what will be left.
    """
    picture, square = _reduced(picture, square, size)
    between = 2 * size
    turned = np.asarray(
        cv2.warpAffine(
            picture if opaque else premultiplied(picture),  # what is not seen must not bleed in
            _turning(square, between),
            (between, between),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE if opaque else cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0, 0),
        ),
        np.uint8,
    )
    return _resized(turned if opaque else straight(turned), size, None, opaque=opaque)


def _reduced(picture: U8, square: Square, size: int) -> tuple[U8, Square]:
    """Made smaller by a whole factor, so that at most three pixels of the square fall on one."""
    height, width = picture.shape[:2]
    factor = int(square.side // (3 * size))
    if factor <= 1:
        return picture, square
    image = Image.fromarray(picture).reduce(factor)
    across, down = image.width / width, image.height / height
    smaller = Square(square.x * across, square.y * down, square.side / factor, square.angle)
    return np.asarray(image), smaller


def _turning(square: Square, side: int) -> F64:
    """From a pixel of the upright square, `side` pixels wide, to one of the picture, (2, 3);
    centres at whole numbers.
    """
    lean, scale = math.radians(square.angle), square.side / side
    cosine, sine = scale * math.cos(lean), scale * math.sin(lean)
    middle = (side - 1) / 2
    return np.array(
        [
            [cosine, -sine, square.x - 0.5 - cosine * middle + sine * middle],
            [sine, cosine, square.y - 0.5 - sine * middle - cosine * middle],
        ]
    )
