"""Tables as sentences: a row is said with what its columns are called.

| Day    | Doors |
|--------|-------|          "Day: Friday, Doors: eight."
| Friday | eight |
"""

from __future__ import annotations

from collections.abc import Sequence

from vidol.text.scripts import is_wide


def row_said(cells: Sequence[str], heads: Sequence[str] = ()) -> str:
    """A row of a table as one sentence; "" if nothing stands in it."""
    named = [*heads, *[""] * len(cells)]
    said = [(name.strip(), cell.strip()) for name, cell in zip(named, cells, strict=False)]
    said = [(name, cell) for name, cell in said if cell]
    if not said:
        return ""
    wide = any(map(is_wide, "".join(name + cell for name, cell in said)))
    colon, comma, stop = ("：", "，", "。") if wide else (": ", ", ", ".")
    text = comma.join(f"{name}{colon}{cell}" if name else cell for name, cell in said)
    return text if text[-1] in ".!?。！？" else text + stop
