"""What a person should look at before anything is trained on it. A warning never removes a picture.

Each warning begins with its kind and a colon. `blurred` and `frame` were set on real portraits and
drawings, sharp and spoilt on purpose: see docs/data.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32, U8, Bools
from vidol.media.alpha import flattened

BLURRED: Final = 0.55
"""`blur` from which on a picture counts as blurred."""
_SIDE: Final = 128
"""Pixels a side at which pictures are judged, so that the measures mean the same for every dataset.
"""
_BAND: Final = 0.25
"""How far in from an edge a frame or a caption bar may reach, in sides of the picture."""
_STEP: Final = 10.0
"""Difference (0 to 255) across the straight edge of a bar."""
_ACROSS: Final = 0.92
"""Share of the picture's width over which such an edge runs."""
_SIDES: Final = {"top": 0, "bottom": 2, "left": 3, "right": 1}
"""And by how many quarter turns counter-clockwise each comes to lie above."""
_EDGES: Final = 3
"""That are looked at from each side."""
_ENDS: Final = 0.12
"""What is left out of account at both ends of an edge."""
_PLAIN: Final = 0.6
"""Share of a bar that has one colour: the rest may be letters."""


def warnings(picture: U8) -> Iterator[str]:
    """What is wrong with a finished square, (size, size, 3 or 4)."""
    colours = flattened(picture, 128)
    small = np.asarray(cv2.resize(colours, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
    low, middle, high = (float(value) for value in np.percentile(grey, (2, 50, 98)))
    if high < 50:
        yield f"dark: the brightest parts reach {high / 255:.0%}"
    elif low > 225 and high - low < 30:
        yield f"pale: nothing is darker than {low / 255:.0%}"
    elif high - low < 25:
        yield f"little contrast: everything is near {middle / 255:.0%} brightness"
    else:
        softness = blur(grey)
        if softness >= BLURRED:
            yield f"blurred: {softness:.2f} of 1"
    seen = (
        None
        if picture.shape[2] == 3
        else np.asarray(cv2.resize(picture[..., 3], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))
        > 200
    )
    if sides := bars(small, seen):
        yield (
            f"frame: a bar or a border at the {', '.join(sides)}, perhaps with a caption or a"
            " watermark"
        )


def blank(picture: U8) -> bool:
    """Whether nothing is on it: one colour, or all of it transparent."""
    if picture.shape[2] == 4 and picture[..., 3].max() < 8:
        return True
    colours = flattened(picture, 128)
    return bool(np.asarray(cv2.absdiff(colours, np.full_like(colours, colours[0, 0]))).max() < 4)


def blur(grey: F32) -> float:
    """0 (sharp) to 1 (blurred): how little a picture loses when it is blurred once more.

    Crété-Roffet et al. 2007, "The blur effect: perception and estimation with a new no-reference
    perceptual blur metric".
    """
    worst = 0.0
    for axis, kernel in ((1, (9, 1)), (0, (1, 9))):
        again = np.asarray(cv2.blur(grey, kernel), np.float32)
        before, after = np.abs(np.diff(grey, axis=axis)), np.abs(np.diff(again, axis=axis))
        total = float(before.sum())
        lost = float(np.maximum(0, before - after).sum())
        worst = max(worst, (total - lost) / total if total else 1.0)
    return worst


def bars(colours: U8, seen: Bools | None = None) -> list[str]:
    """The sides of a picture along which a bar of one colour runs, ending in a straight edge:
    captions, letterboxes; or all four for a frame.

    `colours` (side, side, 3); `seen` (side, side) says what of it is not transparent: an empty
    margin is no bar.
    """
    seen = np.ones(colours.shape[:2], bool) if seen is None else seen
    found = {}
    for name, turn in _SIDES.items():
        found[name] = _bar_above(
            np.ascontiguousarray(np.rot90(colours, turn)), np.rot90(seen, turn)
        )
    # A bar's edge runs from side to side; a frame's edges end where they meet its other sides, so
    # there all four must be found. What has
    # less is a figure on a plain ground, cut off straight at the shoulders.
    whole = [name for name, reach in found.items() if reach == "whole"]
    return list(found) if all(found.values()) else whole


def _bar_above(colours: U8, seen: Bools) -> str:
    """How far the edge of a bar along the upper side reaches: ``whole``, ``middle`` or nothing."""
    height, end = int(len(colours) * _BAND), int(len(colours) * _ENDS)
    # over two rows, since an edge that was resized is spread over two
    step = _largest(cv2.absdiff(colours[2 : height + 2], colours[:height])) > _STEP
    across = step[:, end:-end].mean(1) >= _ACROSS
    for edge in np.flatnonzero(across & ~np.append(across[1:], False))[:_EDGES]:
        bar = colours[: edge + 1, end:-end]
        colour = np.median(bar.reshape(-1, 3)[::7], 0)
        plain = _largest(cv2.absdiff(np.ascontiguousarray(bar), np.full_like(bar, colour))) < _STEP
        if (plain & seen[: edge + 1, end:-end]).mean() >= _PLAIN:
            return "whole" if step[edge].mean() >= _ACROSS else "middle"
    return ""


def _largest(difference: cv2.typing.MatLike) -> U8:
    """Of three channels."""
    red, green, blue = cv2.split(difference)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
