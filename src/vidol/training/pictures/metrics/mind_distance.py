"""MIND: the sliced 2-Wasserstein distance between two sets of features.

Berthet et al., "MIND: Monge Inception Distance for Generative Models Evaluation", arXiv 2605.06797:
3 D times the mean, over random directions u and ranks j, of (sort(u . X)_j - sort(u . Y)_j)^2. It
needs no covariance, so few pictures do; unlike the Frechet distance it sees more of the
distributions than their first two moments.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64

DIRECTIONS: Final = 1024
_AT_ONCE: Final = 64
"""Directions: 50,000 pictures by these are 26 MB a set."""


def directions(count: int, dimension: int, seed: int) -> F64:
    """Unit vectors, uniform on the sphere, (count, dimension)."""
    drawn = np.random.Generator(np.random.Philox(seed)).standard_normal((count, dimension))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def sliced(x: NDArray[np.floating], y: NDArray[np.floating], along: NDArray[np.floating]) -> float:
    """Mean squared difference of the sorted projections of (N, D) and (N, D) on the unit vectors
    (M, D).
    """
    if x.shape != y.shape:
        raise ValueError(f"sorted projections of {len(x)} and {len(y)} pictures do not pair up")
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    total = 0.0
    for at in range(0, len(along), _AT_ONCE):
        part = along[at : at + _AT_ONCE].T
        total += float(
            np.square(np.sort(x @ part, axis=0) - np.sort(y @ part, axis=0)).mean(0).sum()
        )
    return total / len(along)


def mind(
    real: NDArray[np.floating],
    fake: NDArray[np.floating],
    *,
    count: int = DIRECTIONS,
    seed: int = 0,
) -> float:
    """MIND of two sets of the same size, (N, D) each; >= 0. Raises ValueError when the sizes
    differ.
    """
    return float(3 * real.shape[1] * sliced(real, fake, directions(count, real.shape[1], seed)))
