"""Whether a generator repeats its training pictures, by comparing it with pictures that it has
never seen.

A copy may be the mirror image of a training picture, of those above all that are trained on as
mirror images as well: so of every picture its mirror image is held against them too, and the nearer
of the two counts.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, F64, I64
from vidol.training.pictures.metrics.neighbours import nearest, nearest_other

NEAR: Final = 0.05
"""Share of held-out pictures that are nearer to a training picture than what counts as memorised.
"""


class Memorisation(NamedTuple):
    """Shares of the fakes, 0 to 1."""

    memorised: float
    """Nearer to a training picture than all but 5 % of the held-out pictures are: 0.05 for a
    generator that memorises nothing.
    """
    authentic: float
    """Farther from their nearest training picture than that one is from its own nearest neighbour
    (Alaa et al., "How Faithful is your Synthetic Data?", ICML 2022, section 3.3). About a half for
    new pictures, 0 for copies.
    """


Both = tuple[F32, F32]
"""Features of pictures and of their mirror images, (N, D) each."""


def memorisation(train: NDArray[np.floating], held_out: Both, fake: Both) -> Memorisation:
    """Of fakes, given training pictures (N, D) and pictures of the same kind that were held out."""
    limit = np.quantile(_nearer(held_out, train)[0], NEAR)
    far, which = _nearer(fake, train)
    copied, place = np.unique(which, return_inverse=True)
    return Memorisation(
        float((far < limit).mean()), float((far > nearest_other(train, of=copied)[place]).mean())
    )


def _nearer(pictures: Both, train: NDArray[np.floating]) -> tuple[F64, I64]:
    """`nearest`, of each picture or its mirror image, whichever is nearer."""
    (far, which), (mirrored, its) = (nearest(features, train) for features in pictures)
    return np.minimum(far, mirrored), np.where(mirrored < far, its, which)
