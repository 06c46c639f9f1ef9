"""Pictures and sound as the bytes that viewers get: see vidol.show.messages for their layout.

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
from vidol.media.alpha import bled
from vidol.show.messages import HEADER, PICTURE, SOUND

QUALITY: Final = 88
ALPHA_QUALITY: Final = 80


def picture_bytes(rgba: U8, epoch: int, position: int) -> bytes:
    """A picture (side, side, 4) with straight alpha as a message."""
    colour = _jpeg(np.asarray(cv2.cvtColor(bled(rgba), cv2.COLOR_RGB2BGR), np.uint8), QUALITY)
    alpha = _jpeg(np.ascontiguousarray(rgba[..., 3]), ALPHA_QUALITY)
    return b"".join(
        (HEADER.pack(PICTURE, 0, 0, epoch, position), struct.pack("<I", len(colour)), colour, alpha)
    )


def sound_bytes(pcm: F32, epoch: int, position: int) -> bytes:
    """Samples within -1..1 as a message."""
    return HEADER.pack(SOUND, 0, 0, epoch, position) + np.round(pcm * 32767).astype("<i2").tobytes()


def _jpeg(picture: U8, quality: int) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
