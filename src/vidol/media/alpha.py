"""Pictures that can be seen through: straight alpha, premultiplied alpha, and one laid over
another.

Straight, a pixel holds the colour of what it shows and how much of it there is; premultiplied, the
colour is weighted by that, as it must be where pixels are averaged or added. Everything is uint8
sRGB, blended as players blend it, and every product of two 255ths is rounded to the nearest;
OpenCV, Pillow and whole numbers agree on these for all values (tests/media/test_alpha.py). Pictures
without alpha, of three channels, are opaque, and pass through unchanged.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import U8

_CELL: Final = 8
"""Pixels on a side of the cells from which colour flows into what is transparent."""
_REACH: Final = 1.2
"""Cells: standard deviation of that flow."""
_NOWHERE: Final = 128
"""Grey level where there is nothing near that could flow."""


def faded(picture: U8, share: U8) -> U8:
    """A picture (H, W, channels) or plane (H, W) times a share (H, W) of 255."""
    share = np.ascontiguousarray(share)
    if picture.ndim == 3:
        channels = picture.shape[2]
        three = channels == 3
        spread = cv2.cvtColor(share, cv2.COLOR_GRAY2RGB) if three else cv2.merge([share] * channels)
        share = np.asarray(spread, np.uint8)
    return np.asarray(cv2.multiply(np.ascontiguousarray(picture), share, scale=1 / 255), np.uint8)


def colours(rgba: U8) -> U8:
    """(H, W, 4) without its alpha."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgba), cv2.COLOR_RGBA2RGB), np.uint8)


def premultiplied(rgba: U8) -> U8:
    """(H, W, 4) straight to premultiplied."""
    if rgba.shape[2] == 3:
        return rgba
    return np.dstack((faded(colours(rgba), rgba[..., 3]), rgba[..., 3]))


def straight(rgba: U8) -> U8:
    """(..., 4) premultiplied to straight; where nothing is seen, black."""
    if rgba.shape[-1] == 3:
        return rgba
    gain = 255.0 / np.maximum(rgba[..., 3:], 1)
    shown = rgba.copy()
    shown[..., :3] = np.minimum(rgba[..., :3] * gain + 0.5, 255)
    return shown


def flattened(rgba: U8, ground: ArrayLike) -> U8:
    """(..., 4) straight, laid on an opaque ground, a grey level, a colour (3,) or a picture: (...,
    3).
    """
    if rgba.shape[-1] == 3:
        return rgba
    alpha = rgba[..., 3:].astype(np.uint16)
    mixed = rgba[..., :3] * alpha + np.asarray(ground, np.uint16) * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


def laid_on(rgba: U8, level: int) -> U8:
    """(..., 4) premultiplied, laid on an even grey: (..., 3)."""
    if rgba.shape[-1] == 3:
        return rgba
    rest = 255 - rgba[..., 3:].astype(np.uint16)
    laid = np.minimum(rgba[..., :3] + (level * rest + 127) // 255, 255)
    return np.asarray(laid, np.uint8)


def over(upper: U8, lower: U8) -> U8:
    """(H, W, 4) premultiplied, laid over a picture of the same size: opaque (H, W, 3), or itself
    premultiplied (H, W, 4).
    """
    clear = cv2.bitwise_not(np.ascontiguousarray(upper[..., 3]))
    kept = faded(lower, np.asarray(clear, np.uint8))
    return np.asarray(cv2.add(kept, np.ascontiguousarray(upper[..., : lower.shape[2]])), np.uint8)


def bled(rgba: U8) -> U8:
    """(H, W, 4) straight to (H, W, 3), its colours continued into what is transparent; what is seen
    stays as it is.

    For codecs that store colour and alpha apart and blur each a little (JPEG, VP9): without it the
    colour of the nothing around a figure, mostly black, seeps into her edge.
    """
    height, width = rgba.shape[:2]
    alpha = np.ascontiguousarray(rgba[..., 3])
    rgb = colours(rgba)
    small = (max(1, width // _CELL), max(1, height // _CELL))
    light = cv2.resize(faded(rgb, alpha), small, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(alpha, small, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(np.asarray(light, np.float32), (0, 0), _REACH)
    weight = cv2.GaussianBlur(np.asarray(weight, np.float32), (0, 0), _REACH)
    colour = light * (255 / np.maximum(weight, 0.5))[..., None]
    cells = np.where(weight[..., None] > 0.5, colour, _NOWHERE).clip(0, 255).astype(np.uint8)
    around = cv2.resize(cells, (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.copyTo(rgb, alpha, around)  # wherever alpha is not 0
    return np.asarray(around, np.uint8)
