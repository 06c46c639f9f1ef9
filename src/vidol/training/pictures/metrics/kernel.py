"""KID: the squared maximum mean discrepancy between two sets of features under a polynomial kernel.

Binkowski et al., "Demystifying MMD GANs", ICLR 2018, section 4. Its expectation does not depend on
the number of pictures and is zero for two sets of one distribution, which makes it the first number
to look at below some 5,000 pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64, I64

SUBSET: Final = 1000
SUBSETS: Final = 100
DEGREE: Final = 3


class Estimate(NamedTuple):
    """A mean over subsets with the interval that holds it with 95 % probability."""

    value: float
    low: float
    high: float


def mmd2(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """The unbiased estimate of MMD^2 between (N, D) and (M, D); may be below zero (Gretton et al.
    2012, equation 3).

    The kernel is (x . y / D + 1)^3.
    """
    ours, theirs = np.asarray(x, np.float64), np.asarray(y, np.float64)

    def kernel(a: F64, b: F64) -> F64:
        return np.asarray((a @ b.T / a.shape[1] + 1) ** DEGREE)

    def within(a: F64) -> float:
        """Mean over pairs of different pictures."""
        own = (np.square(a).sum(1) / a.shape[1] + 1) ** DEGREE
        return float((kernel(a, a).sum() - own.sum()) / (len(a) * (len(a) - 1)))

    return within(ours) + within(theirs) - 2 * float(kernel(ours, theirs).mean())


def subsets(n: int, m: int, size: int, count: int, seed: int) -> Iterator[tuple[I64, I64]]:
    """`count` pairs of `size` different numbers below `n` and below `m`."""
    random = np.random.Generator(np.random.Philox(seed))
    for _ in range(count):
        yield random.permutation(n)[:size], random.permutation(m)[:size]


def kid(
    real: NDArray[np.floating],
    fake: NDArray[np.floating],
    *,
    size: int = SUBSET,
    count: int = SUBSETS,
    seed: int = 0,
) -> Estimate:
    """Mean of `mmd2` over `count` subsets of `size` pictures, at most half of each set.

    The interval is that of subsampling without replacement (Politis and Romano 1994): estimates
    from m of n pictures scatter round that of all n with the variance V (1/m - 1/n), and that of
    all n round the truth with V / n. Raises ValueError below 4 pictures.
    """
    n = min(len(real), len(fake))
    size = min(size, n // 2)
    if size < 2:
        raise ValueError(f"{n} pictures are too few for KID")
    found = np.array(
        [mmd2(real[a], fake[b]) for a, b in subsets(len(real), len(fake), size, count, seed)]
    )
    spread = float(found.std(ddof=1)) * np.sqrt(size / (n - size)) if count > 1 else 0.0
    mean = float(found.mean())
    return Estimate(mean, mean - 1.96 * float(spread), mean + 1.96 * float(spread))
