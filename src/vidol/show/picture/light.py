"""The light of a place on who stands in it: a tint towards the place's mean colour, darker in the
dark, and never enough to change what colour a skin is.

Colours and gradients are no places: who stands before a green screen is not green, and can be cut
out. The same goes for a picture of one colour, however it is lit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64, U8
from vidol.show.picture.scenes import is_paint

MOST: Final = 4.0
"""How far the hue and chroma of a skin move at most, as a distance in CIELAB's (a*, b*): a
difference of 2.3 is just noticed by who sees both side by side.
"""
_STRENGTH: Final = 0.16
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722])
_ONE_COLOUR: Final = 0.02
"""Spread of red, green and blue as shares of their sum below which a picture is of one colour."""
# From the lightest to the darkest of the artist's skins, sRGB 0..1.
_SKINS: Final = np.array(
    [[0.99, 0.91, 0.87], [0.94, 0.76, 0.64], [0.66, 0.45, 0.33], [0.36, 0.23, 0.16]]
)


def plain_light() -> F64:
    """The light that changes nothing."""
    return np.ones(3)


def light_of(background: str | Path, back: U8) -> F64:
    """The tint (r, g, b), each 0..1, that a background gives, whose picture is `back`, (height,
    width, 3) sRGB.
    """
    small = cv2.resize(back, (8, 8), interpolation=cv2.INTER_AREA).reshape(-1, 3) / 255
    if is_paint(background) if isinstance(background, str) else _is_one_colour(small):
        return plain_light()
    mean = small.mean(axis=0)
    luma = float(mean @ _LUMA)
    dim = 0.93 + 0.07 * min(1.0, luma / 0.45)
    towards = (_STRENGTH * (mean / max(luma, 0.05) - 1)).clip(-0.12, 0.08)
    tint = ((1 + towards) * dim).clip(0, 1)
    moved = np.linalg.norm(_chroma(_SKINS * tint) - _chroma(_SKINS), axis=1).max()
    held = min(1.0, MOST / max(float(moved), MOST))
    return np.asarray(1 + (tint - 1) * held, np.float64)


def _is_one_colour(rgb: F64) -> bool:
    """Whether samples (n, 3) are of one hue and chroma, in whatever light."""
    shares = rgb / rgb.sum(axis=1, keepdims=True).clip(0.01)
    return bool(shares.std(axis=0).max() < _ONE_COLOUR)


def _chroma(rgb: NDArray[Any]) -> NDArray[Any]:
    """(n, 3) sRGB 0..1 as (n, 2) of CIELAB's a* and b*."""
    bounded = rgb.clip(0, 1).astype(np.float32)
    return cv2.cvtColor(bounded[None], cv2.COLOR_RGB2LAB)[0, :, 1:]
