"""The Inception Score's formula: how sure a classifier is of each picture, and how different its
answers are.

Salimans et al., "Improved Techniques for Training GANs", NeurIPS 2016, section 4: exp of the mean
KL divergence between the classes of a picture and those of all. It is called IS only for the
classes of one network (vidol.training.pictures.extractors.inception). It looks at the fakes alone
and says nothing of how near they are to the real pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64


def log_softmax(scores: NDArray[np.floating]) -> F64:
    """Logarithms of the probabilities that belong to scores (N, classes)."""
    scores = np.asarray(scores, np.float64)
    shifted = scores - scores.max(1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))


def information(scores: NDArray[np.floating]) -> float:
    """Mean KL divergence, in nats, between the classes of each picture and those of all; 0 to
    log(classes).
    """
    logs = log_softmax(scores)
    chances = np.exp(logs)
    whole = chances.mean(0)
    return float((chances * (logs - np.log(np.maximum(whole, 1e-300)))).sum(1).mean())


def inception_score(scores: NDArray[np.floating], *, splits: int = 10) -> tuple[float, float]:
    """Mean and standard deviation over `splits` parts, in the order given, of exp(information);
    scores (N, classes).
    """
    parts = [np.exp(information(part)) for part in np.array_split(scores, splits)]
    return float(np.mean(parts)), float(np.std(parts))


def attribute_score(scores: Sequence[NDArray[np.floating]]) -> float:
    """The same over several questions, each with its scores (N, answers): exp of their mean
    information.

    So it lies between 1 and the geometric mean of the numbers of answers.
    """
    return float(np.exp(np.mean([information(answers) for answers in scores])))
