"""Whether the fakes differ from one another as much as real pictures do."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.training.pictures.metrics.neighbours import blocks, nearest_other

NEAR: Final = 0.05


class Diversity(NamedTuple):
    """`spread` is a ratio to real pictures, `repeated` a share of the fakes."""

    spread: float
    """Mean distance of two fakes over that of two real pictures: 1 when they differ as much."""
    repeated: float
    """Fakes whose nearest fellow is nearer than for all but 5 % of real pictures of the same
    number: 0.05 when nothing repeats.
    """


def mean_distance(features: NDArray[np.floating]) -> float:
    """Mean distance of two different rows."""
    total = sum(float(apart.sum()) for _, apart in blocks(features, features))
    return total / (len(features) * (len(features) - 1))


def diversity(real: NDArray[np.floating], fake: NDArray[np.floating]) -> Diversity:
    """Of fakes (N, D) beside as many real pictures; more of them would lie closer together."""
    if len(real) != len(fake):
        raise ValueError(
            f"{len(fake)} fakes must be compared with as many real pictures, not with {len(real)}"
        )
    limit = np.quantile(nearest_other(real), NEAR)
    return Diversity(
        mean_distance(fake) / mean_distance(real), float((nearest_other(fake) < limit).mean())
    )
