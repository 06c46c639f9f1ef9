"""sRGB pictures to the YUV that video codecs take: BT.709, limited range, 4:2:0.

OpenCV's own ``RGB2YUV_I420`` is BT.601, which players show with wrong hues in HD, and swscale's
conversion costs three times as much as what is done here: a matrix on the full picture for luma,
and on the halved picture for chroma (so each chroma sample is the mean of its four pixels, the
MPEG-1 siting that decoders' plain upsampling inverts best for flat areas).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import U8

_KR, _KB = 0.2126, 0.0722  # BT.709-6, table 3
_KG = 1 - _KR - _KB
_LUMA, _CHROMA = 219 / 255, 224 / 255
BT709: Final = np.array(
    [
        [_LUMA * _KR, _LUMA * _KG, _LUMA * _KB, 16],
        [-_CHROMA * _KR / (2 * (1 - _KB)), -_CHROMA * _KG / (2 * (1 - _KB)), _CHROMA / 2, 128],
        [_CHROMA / 2, -_CHROMA * _KG / (2 * (1 - _KR)), -_CHROMA * _KB / (2 * (1 - _KR)), 128],
    ]
)
"""(3, 4): Y, Cb, Cr in 8-bit limited range from R, G, B in 0..255 and 1."""

Plane = U8


class Yuv420:
    """Converts pictures of one size.

    It keeps its scratch memory, so that a film of any length allocates once.
    """

    def __init__(self, width: int, height: int) -> None:
        """`width` and `height` in pixels, both even."""
        self._full = np.empty((height, width, 3), np.uint8)
        self._rgb = np.empty((height, width, 3), np.uint8)
        self._half = np.empty((height // 2, width // 2, 3), np.uint8)
        self._half_yuv = np.empty((height // 2, width // 2, 3), np.uint8)

    def write(self, picture: U8, y: Plane, u: Plane, v: Plane) -> None:
        """Write `picture` into the planes, of which u and v are half as wide and high.

        picture: (height, width, 3 or 4), sRGB; alpha is ignored.
        """
        rgb = picture
        if picture.shape[2] == 4:
            cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB, dst=self._rgb)
            rgb = self._rgb
        cv2.transform(rgb, BT709, dst=self._full)
        cv2.extractChannel(self._full, 0, dst=y)
        cv2.resize(rgb, self._half.shape[1::-1], dst=self._half, interpolation=cv2.INTER_AREA)
        cv2.transform(self._half, BT709, dst=self._half_yuv)
        cv2.extractChannel(self._half_yuv, 1, dst=u)
        cv2.extractChannel(self._half_yuv, 2, dst=v)
