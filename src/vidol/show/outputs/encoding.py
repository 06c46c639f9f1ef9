"""Pictures and sound as the bytes that viewers get: see vidol.show.live.messages for their layout.

JPEG, because every picture stands for itself: whoever joins late or drops one sees the next whole.
Colours and alpha are two pictures: JPEG has no alpha, formats that have one (WebP, PNG) take longer
to make than a frame lasts.
"""

from __future__ import annotations

import struct
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.show.live.messages import HEADER, PICTURE, SOUND

QUALITY: Final = 88
ALPHA_QUALITY: Final = 80
_BLEED: Final = 8  # pixels on a side of the cells from which colour flows into what is transparent


def picture_bytes(rgba: U8, epoch: int, position: int) -> bytes:
    """A picture (side, side, 4) with straight alpha as a message."""
    colour = _jpeg(_bled(rgba), QUALITY)
    alpha = _jpeg(np.ascontiguousarray(rgba[..., 3]), ALPHA_QUALITY)
    return b"".join(
        (HEADER.pack(PICTURE, 0, 0, epoch, position), struct.pack("<I", len(colour)), colour, alpha)
    )


def sound_bytes(pcm: F32, epoch: int, position: int) -> bytes:
    """Samples within -1..1 as a message."""
    return HEADER.pack(SOUND, 0, 0, epoch, position) + np.round(pcm * 32767).astype("<i2").tobytes()


def _jpeg(picture: U8, quality: int) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _bled(rgba: U8) -> U8:
    """BGR, with the figure's colours continued into what is transparent: JPEG would let its black
    seep into the edge.
    """
    height, width = rgba.shape[:2]
    alpha = np.ascontiguousarray(rgba[..., 3])
    small = (max(1, width // _BLEED), max(1, height // _BLEED))
    bgr = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR)
    spread = cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR)
    light = cv2.GaussianBlur(
        cv2.resize(
            cv2.multiply(bgr, spread, scale=1 / 255), small, interpolation=cv2.INTER_AREA
        ).astype(np.float32),
        (0, 0),
        1.2,
    )
    weight = cv2.GaussianBlur(
        cv2.resize(alpha, small, interpolation=cv2.INTER_AREA).astype(np.float32), (0, 0), 1.2
    )
    cells = np.asarray(
        np.where(
            weight[..., None] > 0.5, light * (255 / np.maximum(weight, 0.5))[..., None], 128
        ).clip(0, 255),
        np.uint8,
    )
    around = cv2.resize(cells, (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.copyTo(bgr, alpha, around)  # where alpha is not 0, the figure's own colour
    return np.asarray(around, np.uint8)
