"""Pages set in columns, read one column after the other.

A page comes as text on a grid of characters, rows from top to bottom: what stands side by side on
paper stands side by side in a row. Between columns of prose runs a gutter; a table has gutters too,
but its cells are short, and it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from vidol.text.scripts import is_wide

_GAP: Final = re.compile(r"(?<=\S) {3,}(?=\S)")
_LEAST_ROWS: Final = 3
"""Rows of a gutter."""
_WIDEST: Final = 400
"""Characters of a row that are looked at for a gutter."""
_LEAST_WORDS: Final = 3.0
"""Words a row of prose has; of Chinese and Japanese, a third of its characters."""
_FILLED: Final = 0.7
_MOST_COLUMNS: Final = 4


def in_order(rows: Sequence[str], columns: int = _MOST_COLUMNS) -> list[str] | None:
    """The rows of a page, column after column; None where it has no columns."""
    if columns < 2:
        return None
    gutter = _gutter(rows)
    if gutter is None:
        return None
    out: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for row in [*rows, None]:
        if row is not None and (not row.strip() or _is_free(row, gutter)):
            left.append(row[:gutter].rstrip())
            right.append(row[gutter:])
            continue
        for side in (left, right):
            out += in_order(side, columns - 1) or side
            out.append("")
        left, right = [], []
        out += [] if row is None else [row]
    return out


def _is_free(row: str, at: int) -> bool:
    """Whether nothing of a row stands across a gutter."""
    return not row[at - 1 : at + 1].strip() or row[at - 2 : at].isspace()


def _gutter(rows: Sequence[str]) -> int | None:
    """The place that most rows leave free between text on both sides, if those are of prose."""
    votes = [0] * (_WIDEST + 1)
    crossed = [0] * (_WIDEST + 1)
    for row in rows:
        for gap in _GAP.finditer(row[:_WIDEST]):
            for at in range(gap.start() + 1, gap.end() + 1):
                votes[at] += 1
        for at, character in enumerate(row[: _WIDEST + 1]):
            crossed[at] += character != " "
    best = max(range(_WIDEST + 1), key=lambda at: (votes[at] - crossed[at], at))
    while best < _WIDEST and votes[best + 1] == votes[best]:
        best += 1
    if votes[best] < _LEAST_ROWS or crossed[best - 1] > votes[best]:
        return None
    shared = [row for row in rows if row[:best].strip() and row[best:].strip()]
    shared = [row for row in shared if _is_free(row, best)]
    sides = ([row[:best].strip() for row in shared], [row[best:].strip() for row in shared])
    return best if all(map(_is_prose, sides)) else None


def _is_prose(side: Sequence[str]) -> bool:
    """Whether rows are of running text: of several words each, and most as long as the longest."""
    if len(side) < _LEAST_ROWS:
        return False
    longest = max(map(len, side))
    filled = sum(len(row) >= _FILLED * longest for row in side)
    words = sum(len(row.split()) + sum(map(is_wide, row)) / 3 for row in side)
    return words >= _LEAST_WORDS * len(side) and filled * 2 >= len(side)
