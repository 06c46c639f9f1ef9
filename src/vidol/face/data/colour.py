"""Exposure and white evened out, gently, where it is asked for.

It is off unless asked for. In a drawing the colours are the character: silver hair under a
"corrected" white turns beige, and a night scene that is brightened is another picture. Photographs
by different lamps and cameras are another matter: there the differences are accidents that a small
model spends its strength on. The report says when the pictures of a dataset differ much.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32, U8

_WEIGHTS: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)  # luma, BT.709
_MIDDLE: Final = 0.45
"""Where the median of a well exposed portrait lies, 0 to 1."""
_HALFWAY: Final = 0.5
"""How much of a deviation is taken back: a dark room may stay darker than a bright one."""
_MOST_GAIN: Final = 1.15
_MOST_GAMMA: Final = 1.4
_NORM: Final = 6
"""Of the Minkowski mean by which the light's colour is estimated (Finlayson and Trezzi 2004,
"Shades of Gray and Colour Constancy").
"""


def evened(picture: U8) -> U8:
    """An RGB or RGBA picture with its white half-way to neutral and its median half-way to the
    middle; alpha stays.
    """
    colours = _visible(picture)
    if not len(colours):
        return picture
    gains = _gains(colours)
    median = float(np.median(np.clip(colours * gains, 0, 1) @ _WEIGHTS))
    gamma = np.clip(
        (np.log(_MIDDLE) / np.log(np.clip(median, 0.02, 0.98))) ** _HALFWAY,
        1 / _MOST_GAMMA,
        _MOST_GAMMA,
    )
    ramp = np.arange(256, dtype=np.float32)[:, None] / 255
    table = np.clip(255 * np.clip(ramp * gains, 0, 1) ** gamma + 0.5, 0, 255).astype(np.uint8)
    result = picture.copy()
    result[..., :3] = cv2.LUT(np.ascontiguousarray(picture[..., :3]), table[None])
    return result


def exposure(picture: U8) -> float:
    """Median brightness of what is visible, 0 to 1; 0.5 when nothing is."""
    colours = _visible(picture)
    return float(np.median(colours @ _WEIGHTS)) if len(colours) else 0.5


def _visible(picture: U8) -> F32:
    """(pixels, 3), 0 to 1: a 64x64 sample of a picture without what cannot be seen."""
    small = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    colours = small[small[..., 3] > 0.5, :3] if small.shape[2] == 4 else small.reshape(-1, 3)
    return np.asarray(colours, np.float32)


def _gains(colours: F32) -> F32:
    """By which each channel is multiplied. What is burnt out says nothing of the light and is left
    out.
    """
    sound = colours[(colours.max(1) < 0.98) & (colours.min(1) > 0.02)]
    if len(sound) < 64:
        return np.ones(3, np.float32)
    light = (sound.astype(np.float64) ** _NORM).mean(0) ** (1 / _NORM)
    return np.asarray(
        np.clip((light.mean() / light) ** _HALFWAY, 1 / _MOST_GAIN, _MOST_GAIN), np.float32
    )
