"""A classifier for many classes of few phrasings each: the nearest phrasings decide.

The linear classifier (vidol.mind.answers.linear) weighs every token for every class, so that what
it costs grows with phrasings times classes: thousands of answers took minutes. Here nothing is
learned but the vocabulary. A question is as near to a class as to the nearest of its phrasings and
to all of them on average, by the cosine of their vectors, and only what shares a token with it is
looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, I64
from vidol.core.speech import Language
from vidol.mind.answers.features import WEIGHTS, Grams, Sparse, Vocabulary, known_share
from vidol.mind.answers.gate import Signs

Labels = NDArray[np.intp]
_AWAY: Final = -1.0
"""Nearness of a class that is left out: less than of any other."""


class Exemplars:
    """Phrasings by what stands in them. The last class stands for elsewhere: it never wins, it
    warns.
    """

    def __init__(self, vocabulary: Vocabulary, rows: Sparse, labels: Labels) -> None:
        """`labels` holds the class of each row, rising and without gaps."""
        self.vocabulary = vocabulary
        self.rows = rows
        self.labels = labels
        self._classes = int(labels.max())
        self._first: I64 = np.searchsorted(labels, np.arange(self._classes + 2)).astype(np.int64)
        owner = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(rows.start))
        length = np.sqrt(np.bincount(owner, rows.values.astype(np.float64) ** 2, len(rows)))
        by_token = np.argsort(rows.columns, kind="stable")
        self._owner = owner[by_token]
        self._value = (rows.values / np.maximum(length, 1e-9)[owner])[by_token].astype(np.float32)
        counts = np.bincount(rows.columns, minlength=rows.width)
        self._start: I64 = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        own = rows.columns[: rows.start[self._first[-2]]]
        self._held = np.bincount(own, minlength=rows.width)
        """In how many of the creator's own phrasings each token stands."""

    @classmethod
    def fit(
        cls,
        rows: Sequence[Grams],
        labels: Labels,
        language: Language,
        strange: Sequence[Grams],
    ) -> Exemplars:
        """`labels` rise without gaps; `strange` are the questions asked elsewhere."""
        every = [*rows, *strange]
        vocabulary = Vocabulary.learn(every, WEIGHTS[language])
        classes = np.concatenate([labels, np.full(len(strange), int(labels.max()) + 1)])
        return cls(vocabulary, vocabulary.matrix(every), classes)

    def judge(self, row: Grams) -> tuple[int, int, Signs]:
        """Winner, runner-up, and the gate's signs for both, shape (2, gate.COUNT)."""
        return self._judged(row, self._likeness(row), self._held)

    def without_itself(self, at: int, row: Grams) -> tuple[int, Signs]:
        """Winner and its signs for the phrasing `at`, as if it had not been learned."""
        return self._without_itself(at, row, self._likeness(row))

    def tried(self, at: int, row: Grams) -> tuple[int, Signs, Signs]:
        """The same, and the winner's signs as if nothing of its class had been learned."""
        likeness = self._likeness(row)
        label = int(self.labels[at])
        first, last = self._first[label : label + 2].tolist()
        held = self._held.copy()
        piece = slice(self.rows.start[first], self.rows.start[last])
        np.subtract.at(held, self.rows.columns[piece], 1)
        _, _, signs = self._judged(row, likeness, held, gone=label)
        return *self._without_itself(at, row, likeness), signs[0]

    def _without_itself(self, at: int, row: Grams, likeness: F32) -> tuple[int, Signs]:
        likeness = likeness.copy()
        likeness[at] = 0
        held = self._held
        if self.labels[at] < self._classes:
            held = held.copy()
            held[self.rows.row(at)[0]] -= 1
        first, _, signs = self._judged(row, likeness, held, less=int(self.labels[at]))
        return first, signs[0]

    def _judged(
        self, row: Grams, likeness: F32, held: I64, *, less: int = -1, gone: int = -1
    ) -> tuple[int, int, Signs]:
        """less: a class of which one phrasing does not count; gone: one that does not at all."""
        counts = np.diff(self._first)
        if less >= 0:
            counts[less] -= 1
        nearest = np.maximum.reduceat(likeness, self._first[:-1])
        near = nearest + np.add.reduceat(likeness, self._first[:-1]) / np.maximum(counts, 1)
        margins, outside = near[:-1], 2 * float(nearest[-1])
        if gone >= 0:
            margins[gone] = _AWAY
        first = second = 0
        if len(margins) > 1:
            two = np.argpartition(-margins, 1)[:2]
            first, second = two[np.argsort(-margins[two], kind="stable")].tolist()
        top, other = float(margins[first]), float(margins[second])
        known = tuple(
            known_share(self.vocabulary, block, tokens, lambda column: bool(held[column] > 0))
            for block, tokens in (("w", row[0]), ("c", row[1]))
        )
        signs = [
            (top, top - other, top - outside, *known),
            (other, other - top, other - outside, *known),
        ]
        return first, second, np.array(signs)

    def _likeness(self, row: Grams) -> F32:
        """The cosine (0..1) of a question and each phrasing."""
        columns, values = self.vocabulary.vector(row)
        starts, ends = self._start[columns], self._start[columns + 1]
        spans = [np.arange(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        touched = np.concatenate([np.zeros(0, np.int64), *spans])
        weights = np.repeat(values / (float(np.linalg.norm(values)) or 1.0), ends - starts)
        shares = self._value[touched] * weights
        found = np.bincount(self._owner[touched], shares, len(self.rows))
        return found.astype(np.float32)
