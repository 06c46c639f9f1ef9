"""Density and coverage: how many fakes lie among the real pictures, and how many of the real ones
have fakes about them.

Naeem et al., "Reliable Fidelity and Diversity Metrics for Generative Models", ICML 2020, equations
3 and 4.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.training.pictures.metrics.neighbours import blocks, nearest_other

NEIGHBOURS: Final = 5


class Manifold(NamedTuple):
    """`density` is 1 for two sets of one distribution and may exceed it; `coverage` is a share, 0
    to 1.
    """

    density: float
    coverage: float


def manifold(
    real: NDArray[np.floating], fake: NDArray[np.floating], *, k: int = NEIGHBOURS
) -> Manifold:
    """Density and coverage of fakes (M, D) on real pictures (N, D), N > k: a ball round each real
    picture reaches to its k-th neighbour.
    """
    radius = nearest_other(real, k)
    inside, covered = 0, np.zeros(len(real), bool)
    for rows, apart in blocks(real, fake):
        within = apart < radius[rows, None]
        inside += int(within.sum())
        covered[rows] = within.any(1)
    return Manifold(inside / (k * len(fake)), float(covered.mean()))
