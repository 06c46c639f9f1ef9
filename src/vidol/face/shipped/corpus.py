"""A folder of arrays that are filled in pieces and memory-mapped, and goes on where it was stopped.
No torch in here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.storage import replacing

PIECE: Final = 100
"""Parts that are filled between two notes of how far it is."""
Tables = dict[str, NDArray[Any]]


def opened(folder: Path, count: int, shapes: Mapping[str, tuple[Any, tuple[int, ...]]]) -> Tables:
    """The tables of `count` rows, by name: of each its kind and the shape of a row; made where they
    are not there yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables: Tables = {}
    for name, (kind, shape) in shapes.items():
        file = folder / f"{name}-{count}.npy"
        tables[name] = (
            np.lib.format.open_memmap(file, "r+")
            if file.exists()
            else np.lib.format.open_memmap(file, "w+", kind, (count, *shape))
        )
    return tables


def fill(folder: Path, count: int, tables: Tables, parts: int, draw: Callable[[int], None]) -> None:
    """Let `draw` fill in the parts that are missing, several at once."""
    done = folder / f"drawn-{count}.txt"
    begun = int(done.read_text("ascii")) if done.exists() else 0
    with ThreadPoolExecutor(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ) as pool:
        for first in range(begun, parts, PIECE):
            last = min(first + PIECE, parts)
            list(pool.map(draw, range(first, last)))
            for table in tables.values():
                table.flush()  # type: ignore[attr-defined]
            with replacing(done) as part:
                part.write_text(str(last), encoding="ascii")
