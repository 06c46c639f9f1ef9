"""The Frechet distance between two sets of features, seen as two normal distributions, and how far
to trust it.

Heusel et al., "GANs Trained by a Two Time-Scale Update Rule", NeurIPS 2017, equation 6. It is
called FID only for the features of one network (see vidol.training.pictures.extractors.inception);
for any other it is FD.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean (D,) and covariance (D, D) of features."""

    mean: F64
    covariance: F64


def moments(features: NDArray[np.floating], weights: NDArray[np.number] | None = None) -> Moments:
    """Of features (N, D), N >= 2, with the divisor N - 1; `weights` (N,) say how often each row
    counts.
    """
    mean, rows = _centred(features, np.ones(len(features)) if weights is None else weights)
    return Moments(mean, rows.T @ rows)


def _centred(features: NDArray[np.floating], weights: NDArray[np.number]) -> tuple[F64, F64]:
    """The mean (D,) and rows X (N, D) for which X^T X is the covariance."""
    rows, counts = np.asarray(features, np.float64), np.asarray(weights, np.float64)
    total = float(counts.sum())
    if total < 2:
        raise ValueError(f"{total:g} pictures have no covariance")
    mean = counts @ rows / total
    return mean, (rows - mean) * np.sqrt(counts / (total - 1))[:, None]


def distance(a: Moments, b: Moments) -> float:
    """|m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^1/2), >= 0.

    The trace of the square root is taken of S_a^1/2 S_b S_a^1/2, which has the same eigenvalues and
    is symmetric: exact also where a covariance is singular, as it is for fewer pictures than
    features.
    """
    values, vectors = np.linalg.eigh(a.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    inner = np.linalg.eigvalsh(root @ b.covariance @ root)
    trace = (
        np.trace(a.covariance) + np.trace(b.covariance) - 2 * np.sqrt(np.maximum(inner, 0)).sum()
    )
    return float(max(0.0, np.square(a.mean - b.mean).sum() + trace))


def frechet(real: NDArray[np.floating], fake: NDArray[np.floating]) -> float:
    """Distance between two sets of features, (N, D) and (M, D), N and M >= 2."""
    return _weighted(real, fake, np.ones(len(real)), np.ones(len(fake)))


def interval(
    real: NDArray[np.floating],
    fake: NDArray[np.floating],
    *,
    resamples: int = 200,
    share: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """An interval that holds the distance at these sizes with probability `share`, by the bootstrap
    over rows of both sets.

    A resample repeats rows, which looks like fewer pictures, and the Frechet distance grows with
    fewer pictures: the raw percentiles would lie above the distance itself. So only their spread is
    used: the resamples are shifted until their mean is the distance of the sets as they are. The
    bias that the distance has at this size stays in; the floor at the same size shows it.
    """
    random = np.random.Generator(np.random.Philox(seed))
    found = np.empty(resamples)
    for k in range(resamples):
        ours, theirs = (
            random.multinomial(len(rows), np.full(len(rows), 1 / len(rows)))
            for rows in (real, fake)
        )
        found[k] = _weighted(real, fake, ours, theirs)
    shifted = found - found.mean() + frechet(real, fake)
    low, high = np.quantile(shifted, [(1 - share) / 2, (1 + share) / 2])
    return max(0.0, float(low)), float(high)


def _weighted(
    real: NDArray[np.floating],
    fake: NDArray[np.floating],
    ours: NDArray[np.number],
    theirs: NDArray[np.number],
) -> float:
    """Distance when rows count so many times.

    For fewer pictures than features, S = X^T X with centred rows X, and the trace of (S_a S_b)^1/2
    is the sum of the singular values of X_a X_b^T: a matrix of pictures by pictures.
    """
    if max(len(real), len(fake)) >= real.shape[1]:
        return distance(moments(real, ours), moments(fake, theirs))
    (mean_a, a), (mean_b, b) = _centred(real, ours), _centred(fake, theirs)
    trace = (
        np.square(a).sum() + np.square(b).sum() - 2 * np.linalg.svd(a @ b.T, compute_uv=False).sum()
    )
    return float(max(0.0, np.square(mean_a - mean_b).sum() + trace))
