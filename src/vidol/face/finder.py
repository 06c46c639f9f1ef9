"""Where faces are, in photographs and drawings: a small network over a picture at three sizes. No
torch in here.

The network (vidol.face.shipped.finder) says of every fourth pixel whether it is the middle of a
face, and how large that is and how it leans (CenterNet: Zhou et al., "Objects as Points", 2019). It
knows faces of about 12 to 56 pixels; larger ones are found where the picture is smaller.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.core.inference import Model, open_model

NAME: Final = "vidol-finder-1"
SIDE_OF_BROWS_TO_CHIN: Final = 1.2
"""Side of a face, in lengths from its brows to its chin."""
STRIDE: Final = 4
UNIT_SIDE: Final = 24.0
"""Pixels of a face whose size the network calls 0; its sizes are natural logarithms."""
UNIT_ANGLE: Final = 45.0
"""Degrees that the network calls 1."""
THRESHOLD: Final = 0.6
"""Score from which something is a face; docs/data.md says on what it was chosen."""
_DOUBTFUL: Final = 0.4
"""Score from which it can be the face that a surer find is a part of,"""
_CLEAR: Final = 16.0
"""and its least side in pixels of the picture as it was seen: of smaller ones the network is wrong
about the size.
"""
_PART: Final = (0.8, 1.3)
"""A part lies within its face with at least this share of its square, and the face is at least this
many times as large.
"""
_LONGER: Final = 192.0
"""Pixels of the longer side of a picture, as it is seen; the smallest faces that are found are a
twelfth of that.
"""
_LEVELS: Final = (1.0, 0.5, 0.25)
_MULTIPLE: Final = 16
_MARGIN: Final = 8
"""Pixels of nothing round a picture, so that a face at its edge has a middle on the map."""
_SAME: Final = 0.3
"""Two squares that share this much of what both cover are one face."""
_AGREE: Final = 0.5
"""And those that share this much with the surest have a say in where it is."""


class Found(NamedTuple):
    """A face.

    Its square reaches from the middle of the forehead to the chin: its lower edge is at the chin,
    its side 1.2 times the way from the brows to the chin, its middle on the axis of the face. With
    hair a head is about twice as high.
    """

    x: float
    """Of the middle, in pixels of the picture from its left edge."""
    y: float
    side: float
    """Pixels."""
    angle: float
    """Degrees clockwise by which the head leans; up to about 50 either way are found."""
    score: float
    """0 to 1."""


def find_faces(rgb: U8) -> list[Found]:
    """Faces in a picture (height, width, 3), the best first: the surest, where it is not much
    smaller than others.

    Found are faces from about a twelfth of the picture's side up to all of it. Safe to be called by
    several threads. Raises InputError when `rgb` is no such picture.
    """
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8 or 0 in rgb.shape:
        raise InputError(
            f"Faces are looked for in pictures of (height, width, 3) bytes; this one is {rgb.shape}"
            f" of {rgb.dtype}."
        )
    height, width = rgb.shape[:2]
    seen = _scaled(rgb, _LONGER / max(height, width))
    found: list[Found] = []
    for level in _LEVELS:
        smaller = seen if level == 1 else _scaled(seen, level)
        across, down = width / smaller.shape[1], height / smaller.shape[0]
        for x, y, side, angle, score in _peaks(_asked(smaller)):
            if (
                0 <= x < smaller.shape[1]
                and 0 <= y < smaller.shape[0]
                and (score >= THRESHOLD or side >= _CLEAR)
            ):
                found.append(
                    Found(x * across, y * down, side * math.sqrt(across * down), angle, score)
                )
    sure = [face for face in _whole(found) if face.score >= THRESHOLD]
    return sorted(_distinct(sure), key=lambda face: face.score * math.sqrt(face.side), reverse=True)


def overlap(a: Found, b: Found) -> float:
    """What two upright squares share, as a share of what both cover (intersection over union)."""
    shared = _shared(a, b)
    return shared / (a.side**2 + b.side**2 - shared)


def _shared(a: Found, b: Found) -> float:
    across = min(a.x + a.side / 2, b.x + b.side / 2) - max(a.x - a.side / 2, b.x - b.side / 2)
    down = min(a.y + a.side / 2, b.y + b.side / 2) - max(a.y - a.side / 2, b.y - b.side / 2)
    return max(across, 0.0) * max(down, 0.0)


def _scaled(rgb: U8, scale: float) -> U8:
    height, width = (max(1, round(scale * length)) for length in rgb.shape[:2])
    return np.asarray(
        cv2.resize(
            rgb, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        ),
        np.uint8,
    )


def _asked(rgb: U8) -> F32:
    """What the network says of a picture and of its mirror image, on average: (5, rows, columns)
    from `_MARGIN` outside of the picture on.
    """
    height, width = rgb.shape[:2]
    rows, columns = (
        -(-(length + 2 * _MARGIN) // _MULTIPLE) * _MULTIPLE for length in (height, width)
    )
    planes = np.zeros((2, 3, rows, columns), np.float32)
    planes[0, :, _MARGIN : _MARGIN + height, _MARGIN : _MARGIN + width] = (
        rgb.transpose(2, 0, 1) / np.float32(127.5) - 1
    )
    planes[1] = planes[0, ..., ::-1]
    (said,) = _network().run({"picture": planes})
    straight, mirrored = said
    mirrored = mirrored[..., ::-1] * np.array([1, -1, 1, 1, -1], np.float32)[:, None, None]
    return np.asarray((straight + mirrored) / 2, np.float32)


def _peaks(said: F32) -> list[tuple[float, float, float, float, float]]:
    """Every local maximum from _DOUBTFUL on: x, y and side in pixels of the picture,
    angle, score.
    """
    score = said[0]
    rows, columns = np.nonzero(
        (score >= _DOUBTFUL) & (score == cv2.dilate(score, np.ones((3, 3), np.uint8)))
    )
    dx, dy, size, lean = said[1:, rows, columns].astype(np.float64)
    x, y = STRIDE * (columns + 0.5 + dx) - _MARGIN, STRIDE * (rows + 0.5 + dy) - _MARGIN
    side = UNIT_SIDE * np.exp(np.clip(size, -2, 2))
    return [
        tuple(map(float, face))  # type: ignore[misc] # of five, which mypy does not count
        for face in zip(x, y, side, UNIT_ANGLE * lean, score[rows, columns], strict=True)
    ]


def _whole(found: list[Found]) -> list[Found]:
    """Without parts of faces, which lend the whole their score: seen from near, nostrils over a
    mouth look like a face; a face never looks like a part.
    """
    kept: list[Found] = []
    for face in sorted(found, key=lambda one: one.side, reverse=True):
        within = [
            k
            for k, other in enumerate(kept)
            if other.side >= _PART[1] * face.side
            and _shared(face, other) >= _PART[0] * face.side**2
        ]
        if within:
            nearest = min(within, key=lambda k: kept[k].side)
            kept[nearest] = kept[nearest]._replace(score=max(kept[nearest].score, face.score))
        else:
            kept.append(face)
    return kept


def _distinct(found: list[Found]) -> list[Found]:
    """Of several finds of one face the surest, where all that agree with it say on average; surer
    ones have more of a say.
    """
    kept: list[Found] = []
    for face in sorted(found, key=lambda one: one.score, reverse=True):
        if all(_apart(face, other) for other in kept):
            kept.append(face)
    return [_averaged(face, found) for face in kept]


def _apart(face: Found, other: Found) -> bool:
    """Whether they are two faces: they share little, and the middle of neither lies in the
    other.
    """
    far = max(abs(face.x - other.x), abs(face.y - other.y))
    return overlap(face, other) < _SAME and far > max(face.side, other.side) / 2


def _averaged(face: Found, found: list[Found]) -> Found:
    """Where all that agree with a face say that it is."""
    return _average([other for other in found if overlap(face, other) >= _AGREE], face.score)


def _average(found: list[Found], score: float) -> Found:
    shares = np.array([face.score for face in found]) ** 2
    x, y, side, angle = (shares / shares.sum()) @ np.array([face[:4] for face in found])
    return Found(float(x), float(y), float(side), float(angle), score)


@cache
def _network() -> Model:
    from vidol.face import weights

    file = Path(weights.__file__).with_name(f"{NAME}.onnx")
    # One thread: who has many pictures looks at several at once. Exact: a dataset that is prepared
    # again, or in two goes, is the same to the byte.
    return open_model(file.read_bytes(), threads=1, exact=True, own=True)
