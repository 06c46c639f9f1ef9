"""Several pictures as one: side by side, in rows."""

from __future__ import annotations

import math

import numpy as np

from vidol.core.arrays import U8
from vidol.media.alpha import flattened


def sheet(pictures: U8, columns: int | None = None) -> U8:
    """Pictures (N, H, W, 3 or 4), straight alpha, side by side, on white where they are
    transparent: (rows * H, columns * W, 3). As many columns as rows, unless they are given.
    """
    count, height, width = pictures.shape[:3]
    columns = columns or math.ceil(math.sqrt(count))
    pictures = flattened(pictures, 255)
    whole = np.full((-(-count // columns) * height, columns * width, 3), 255, np.uint8)
    for k, picture in enumerate(pictures):
        row, column = divmod(k, columns)
        top, left = row * height, column * width
        whole[top : top + height, left : left + width] = picture
    return whole
