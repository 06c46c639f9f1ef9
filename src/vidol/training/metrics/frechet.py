"""The Frechet distance between two sets of features, seen as two normal distributions, and how far to trust it.

Heusel et al., "GANs Trained by a Two Time-Scale Update Rule", NeurIPS 2017, equation 6. It is called FID only for the features
of one network (see vidol.training.extractors.inception); for any other it is FD.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean (D,) and covariance (D, D) of features."""

    mean: Floats
    covariance: Floats


def moments(features: NDArray[np.floating], weights: NDArray[np.number] | None = None) -> Moments:
    """Of features (N, D), N >= 2, with the divisor N - 1; `weights` (N,) say how often each row counts."""
    rows = np.asarray(features, np.float64)
    if len(rows) < 2:
        raise ValueError(f"{len(rows)} pictures have no covariance")
    counts = np.ones(len(rows)) if weights is None else np.asarray(weights, np.float64)
    total = counts.sum()
    mean = counts @ rows / total
    centred = (rows - mean) * np.sqrt(counts)[:, None]
    return Moments(mean, centred.T @ centred / (total - 1))


def distance(a: Moments, b: Moments) -> float:
    """|m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^1/2), >= 0.

    The trace of the square root is taken of S_a^1/2 S_b S_a^1/2, which has the same eigenvalues and is symmetric: exact
    also where a covariance is singular, as it is for fewer pictures than features.
    """
    values, vectors = np.linalg.eigh(a.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    inner = np.linalg.eigvalsh(root @ b.covariance @ root)
    trace = np.trace(a.covariance) + np.trace(b.covariance) - 2 * np.sqrt(np.maximum(inner, 0)).sum()
    return float(max(0.0, np.square(a.mean - b.mean).sum() + trace))


def frechet(real: NDArray[np.floating], fake: NDArray[np.floating]) -> float:
    """Distance between two sets of features, (N, D) and (M, D)."""
    return distance(moments(real), moments(fake))


def interval(
    real: NDArray[np.floating], fake: NDArray[np.floating], *, resamples: int = 200, share: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """An interval that holds the distance at these sizes with probability `share`, by the bootstrap over rows of both sets.

    A resample repeats rows, which looks like fewer pictures, and the Frechet distance grows with fewer pictures: the raw percentiles
    would lie above the distance itself. So only their spread is used: the resamples are shifted until their mean is the distance of
    the sets as they are. The bias that the distance has at this size stays in; the floor at the same size shows it.
    """
    random = np.random.Generator(np.random.Philox(seed))
    found = np.empty(resamples)
    for k in range(resamples):
        counts = [random.multinomial(len(rows), np.full(len(rows), 1 / len(rows))) for rows in (real, fake)]
        found[k] = distance(moments(real, counts[0]), moments(fake, counts[1]))
    shifted = found - found.mean() + frechet(real, fake)
    low, high = np.quantile(shifted, [(1 - share) / 2, (1 + share) / 2])
    return max(0.0, float(low)), float(high)
