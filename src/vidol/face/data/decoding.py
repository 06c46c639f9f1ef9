"""One picture file to pixels, with bounds on how much is held at once."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.media.pictures import LARGEST, announced, read_picture

_LARGE: Final = 16_000_000
"""Pixels from which on pictures are decoded one at a time: with all conversions they take a quarter
of a gigabyte and more.
"""
_one_at_a_time = threading.Lock()


def decode(data: bytes) -> U8:
    """RGBA uint8 (height, width, 4), straight alpha, sRGB, upright. Raises InputError: a reason,
    without the name.
    """
    pixels = announced(data)
    if pixels > LARGEST:
        raise InputError(
            f"too large: {pixels:,} pixels are more than the {LARGEST:,} allowed; make the picture"
            " smaller"
        )
    try:
        if pixels < _LARGE:
            return read_picture(data, name="it")
        with _one_at_a_time:
            return read_picture(data, name="it")
    except InputError as error:
        reason = str(error).removeprefix("Cannot read it: ").rstrip(".")
        raise InputError(
            f"no picture: {reason}" if "no picture" in reason else f"damaged: {reason}"
        ) from error


def opaque(picture: U8) -> bool:
    """Whether nothing of an RGBA picture can be seen through; a stray pixel does not count."""
    return bool(np.count_nonzero(picture[..., 3] < 250) <= picture[..., 3].size // 500)
