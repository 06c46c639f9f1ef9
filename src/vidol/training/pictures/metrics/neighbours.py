"""Distances to nearest neighbours, exact, in blocks: no matrix of all pairs is held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64, I64

_BLOCK: Final = 1024


def blocks(
    queries: NDArray[np.floating], base: NDArray[np.floating]
) -> Iterator[tuple[slice, F64]]:
    """Distances of some queries (rows) to all of the base, (rows, M), block by block.

    Both are seen from the mean of the base: a copy's distance then loses fewer digits to
    cancellation.
    """
    other = np.array(base, np.float64)
    centre = other.mean(0)
    other -= centre
    lengths = np.square(other).sum(1)
    for at in range(0, len(queries), _BLOCK):
        rows = slice(at, min(at + _BLOCK, len(queries)))
        own = np.asarray(queries[rows], np.float64) - centre
        squares = np.square(own).sum(1)[:, None] + lengths - 2 * own @ other.T
        yield rows, np.sqrt(np.maximum(squares, 0))


def nearest(queries: NDArray[np.floating], base: NDArray[np.floating]) -> tuple[F64, I64]:
    """Distance of each query to its nearest neighbour in the base,
    (N,), and which that is, (N,).
    """
    far, which = np.empty(len(queries)), np.empty(len(queries), np.int64)
    for rows, apart in blocks(queries, base):
        which[rows] = apart.argmin(1)
        far[rows] = apart[np.arange(len(apart)), which[rows]]
    return far, which


def nearest_other(
    features: NDArray[np.floating], k: int = 1, of: NDArray[np.integer] | None = None
) -> F64:
    """Distance of rows (all, or those numbered in `of`) to their k-th nearest other row, (N,) or
    (len(of),).

    Raises ValueError for k rows or fewer.
    """
    if len(features) <= k:
        raise ValueError(f"{len(features)} pictures have no {k} neighbours each")
    numbers = np.arange(len(features)) if of is None else of
    far = np.empty(len(numbers))
    for rows, apart in blocks(features[numbers], features):
        # itself, whatever rounding made of its distance
        apart[np.arange(len(apart)), numbers[rows]] = -1.0
        far[rows] = np.partition(apart, k, axis=1)[:, k]
    return far
