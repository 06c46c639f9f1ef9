"""A sample of a dataset's pictures on one sheet, to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import U8
from vidol.core.storage import replacing
from vidol.media.alpha import flattened

COLUMNS: Final = 12
ROWS: Final = 10
_CELL: Final = 112
"""Pixels a side of a picture."""
_GAP: Final = 4
_FOOT: Final = 16
"""Pixels below a picture for its number."""
_GREYS: Final = (238, 220)
"""The squares behind what can be seen through."""


def write_contact_sheet(
    path: Path, pictures: Sequence[U8], numbers: Sequence[int] | None = None
) -> None:
    """Write pictures (S, S, 3 or 4), straight alpha, side by side on a light ground; with numbers
    where given.
    """
    foot = _FOOT if numbers else 0
    columns = min(COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    high, wide = _CELL + _GAP + foot, _CELL + _GAP
    sheet = np.full((rows * high + _GAP, columns * wide + _GAP, 3), 250, np.uint8)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        y, x = _GAP + row * high, _GAP + column * wide
        sheet[y : y + _CELL, x : x + _CELL] = _shown(picture)
        if numbers:
            at = (x + 2, y + _CELL + 12)
            font = cv2.FONT_HERSHEY_SIMPLEX
            cv2.putText(sheet, str(numbers[place]), at, font, 0.4, (60, 60, 60), 1, cv2.LINE_AA)
    with replacing(path) as part:
        part.write_bytes(cv2.imencode(".png", cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))[1].tobytes())


def _shown(picture: U8) -> U8:
    small = picture
    if len(picture) != _CELL:
        filter_ = cv2.INTER_AREA if len(picture) > _CELL else cv2.INTER_CUBIC
        small = np.asarray(cv2.resize(picture, (_CELL, _CELL), interpolation=filter_), np.uint8)
    if small.shape[2] == 3:
        return small
    checks = np.kron(np.indices((_CELL // 8, _CELL // 8)).sum(0) % 2, np.ones((8, 8), int))
    ground = np.where(checks[..., None] == 1, *_GREYS)
    return flattened(np.asarray(small, np.uint8), ground)
