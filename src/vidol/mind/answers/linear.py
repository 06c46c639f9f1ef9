"""A linear one-vs-rest classifier: L2-regularised squared hinge, solved by dual coordinate descent.

Hsieh, Chang, Lin, Keerthi, Sundararajan, "A dual coordinate descent method for large-scale linear
SVM", ICML 2008 (Algorithm 1). All classes share the visit to a phrasing: its row is read once and
every class's dual variable moves, which makes plain numpy quick enough for 15,000 phrasings of 150
classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32
from vidol.core.speech import Language
from vidol.mind.answers.features import WEIGHTS, Grams, Sparse, Vocabulary, known_share
from vidol.mind.answers.gate import Signs

_EPOCHS: Final = 6
"""Within 0.2 points of twenty on CLINC150."""


class Linear:
    """Vocabulary and weights, without the gate.

    The last class stands for elsewhere: it never wins, it warns.
    """

    def __init__(self, vocabulary: Vocabulary, weights: F32, own: int) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self.own = own
        """Columns of the creator's own tokens: those from there on occur elsewhere only."""

    @classmethod
    def fit(
        cls,
        rows: Sequence[Grams],
        labels: NDArray[np.intp],
        language: Language,
        strange: Sequence[Grams],
    ) -> Linear:
        """`strange` are the questions asked elsewhere."""
        every, classes = [*rows, *strange], int(labels.max()) + 1
        vocabulary = Vocabulary.learn(every, WEIGHTS[language])
        labels = np.concatenate([labels, np.full(len(strange), classes)])
        matrix = vocabulary.matrix(every)
        own = int(matrix.columns[: matrix.start[len(rows)]].max(initial=-1)) + 1
        return cls(vocabulary, train(matrix, labels, classes + 1, epochs=_EPOCHS), own)

    def judge(self, row: Grams) -> tuple[int, int, Signs]:
        """Winner, runner-up, and the gate's signs for both, shape (2, gate.COUNT)."""
        columns, values = self.vocabulary.vector(row)
        every = values @ self.weights[columns] + self.weights[-1]
        margins, outside = every[:-1], float(every[-1])
        first = second = 0
        if len(margins) > 1:
            first, second = np.argsort(-margins, kind="stable")[:2].tolist()
        top, other = float(margins[first]), float(margins[second])
        known = (self._known("w", row[0]), self._known("c", row[1]))
        signs = [
            (top, top - other, top - outside, *known),
            (other, other - top, other - outside, *known),
        ]
        return first, second, np.array(signs)

    def _known(self, block: str, tokens: Sequence[str]) -> float:
        """Share of a question's tokens, by IDF, that some phrasing of the creator's contains."""
        return known_share(self.vocabulary, block, tokens, lambda column: column < self.own)


def train(
    rows: Sparse,
    labels: NDArray[np.intp],
    classes: int,
    cost: float = 1.0,
    epochs: int = 10,
    seed: int = 0,
) -> F32:
    """Weights, shape (rows.width + 1, classes) float32; the last row is the bias.

    `labels` holds a class index for each row. `cost` is the SVM's C. Deterministic for a seed.
    """
    weights = np.zeros((rows.width + 1, classes), np.float32)
    alpha = np.zeros((len(rows), classes), np.float32)
    sign = np.full((len(rows), classes), -1, np.float32)
    sign[np.arange(len(rows)), labels] = 1
    damp = 1 / (2 * cost)
    order = np.random.default_rng(seed)
    one = np.ones(1, np.float32)
    bias = np.array([rows.width], np.int32)
    samples = []
    for i in range(len(rows)):
        columns, values = rows.row(i)
        samples.append((np.concatenate([columns, bias]), np.concatenate([values, one])))
    curve = np.array([float(v @ v) + damp for _, v in samples], np.float32)
    for _ in range(epochs):
        for i in order.permutation(len(rows)):
            columns, values = samples[i]
            part = weights[columns]
            gradient = sign[i] * (values @ part) - 1 + damp * alpha[i]
            moved = np.maximum(alpha[i] - gradient / curve[i], 0)
            step = (moved - alpha[i]) * sign[i]
            alpha[i] = moved
            part += values[:, None] * step
            weights[columns] = part
    return weights
