"""Whether a generator repeats its training pictures, by comparing it with pictures that it has never seen."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.training.metrics.neighbours import nearest, nearest_other

NEAR: Final = 0.05
"""Share of held-out pictures that are nearer to a training picture than what counts as memorised."""


class Memorisation(NamedTuple):
    """Shares of the fakes, 0 to 1."""

    memorised: float
    """Nearer to a training picture than all but 5 % of the held-out pictures are: 0.05 for a generator that memorises nothing."""
    authentic: float
    """Farther from their nearest training picture than that one is from its own nearest neighbour (Alaa et al., "How Faithful is your
    Synthetic Data?", ICML 2022, section 3.3). About a half for new pictures, 0 for copies."""


def memorisation(train: NDArray[np.floating], held_out: NDArray[np.floating], fake: NDArray[np.floating]) -> Memorisation:
    """Of fakes (M, D), given training pictures (N, D) and pictures of the same kind that were held out (H, D)."""
    limit = np.quantile(nearest(held_out, train)[0], NEAR)
    far, which = nearest(fake, train)
    copied, place = np.unique(which, return_inverse=True)
    return Memorisation(float((far < limit).mean()), float((far > nearest_other(train, of=copied)[place]).mean()))
