"""Questions as sparse vectors: words, character n-grams and concepts, weighted by TF-IDF.

No dictionary and no tokeniser: Latin text gives words and n-grams within words, Han and kana give
n-grams of the run. Each block (words, characters, concepts) is scaled to length one before they are
joined, so that none drowns another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, I64
from vidol.core.speech import Language
from vidol.mind.answers.lexicon import concepts
from vidol.mind.normalise import fold
from vidol.text.scripts import is_unspaced, runs

BLOCKS: Final = ("word", "char", "concept")
# English words carry more of themselves.
WEIGHTS: Final[Mapping[Language, tuple[float, float, float]]] = {
    "en": (0.7, 1.0, 0.5),
    "zh": (0.7, 1.0, 1.0),
    "ja": (0.7, 1.0, 1.0),
}
"""Length of the word, character and concept block of a question's vector."""
Grams = tuple[list[str], list[str], list[str]]


def grams(text: str) -> Grams:
    """The tokens of a question, per block, with repetitions."""
    folded = fold(text)
    words: list[str] = []
    chars: list[str] = []
    for run in runs(folded):
        if is_unspaced(run[0]):
            words += _ngrams(run, 2, 2) if len(run) > 1 else [run]
            chars += _ngrams(run, 1, 4)
        else:
            words.append(run)
            chars += _ngrams(f" {run} ", 2, 5)
    latin = [run for run in runs(folded) if not is_unspaced(run[0])]
    words += [f"{a} {b}" for a, b in pairwise(latin)]
    return words, chars, concepts(folded)


def _ngrams(text: str, low: int, high: int) -> list[str]:
    found: list[str] = []
    for n in range(low, high + 1):
        found += [text[i : i + n] for i in range(len(text) - n + 1)]
    return found


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of a sparse matrix (CSR): row i has values[start[i]:start[i+1]] in those columns."""

    start: I64
    columns: NDArray[np.int32]
    values: F32
    width: int

    def __len__(self) -> int:
        return len(self.start) - 1

    def row(self, i: int) -> tuple[NDArray[np.int32], F32]:
        """Columns and values of row i."""
        piece = slice(self.start[i], self.start[i + 1])
        return self.columns[piece], self.values[piece]


class Vocabulary:
    """Tokens with their columns and inverse document frequencies, learned from phrasings."""

    def __init__(self, tokens: Sequence[str], idf: F32, weights: Sequence[float]) -> None:
        self.tokens = list(tokens)
        self.idf = idf
        self.weights = tuple(weights)
        self.column = {token: i for i, token in enumerate(self.tokens)}
        self.rare = float(idf.max(initial=1.0))
        """What a token weighs that no phrasing contains."""

    @classmethod
    def learn(cls, rows: Sequence[Grams], weights: Sequence[float]) -> Vocabulary:
        """Columns for every token of `rows`, in order of first use.

        The IDF is smoothed as in scikit-learn's TfidfVectorizer.
        """
        seen: Counter[str] = Counter()
        for row in rows:
            for block, tokens in zip(BLOCKS, row, strict=True):
                seen.update({f"{block[0]}{token}": 1 for token in dict.fromkeys(tokens)})
        count = np.array(list(seen.values()), np.float64)
        idf = np.log((1 + len(rows)) / (1 + count)) + 1
        return cls(list(seen), idf.astype(np.float32), weights)

    def vector(self, row: Grams) -> tuple[NDArray[np.int32], F32]:
        """Columns and values of one question. Unknown tokens have no column."""
        columns: list[int] = []
        values: list[float] = []
        for block, tokens, weight in zip(BLOCKS, row, self.weights, strict=True):
            start = len(values)
            for token, times in Counter(tokens).items():
                column = self.column.get(f"{block[0]}{token}")
                if column is not None:
                    columns.append(column)
                    values.append(float(self.idf[column]) * (1 + math.log(times)))
            length = math.sqrt(sum(value * value for value in values[start:])) or 1.0
            values[start:] = [value * (weight / length) for value in values[start:]]
        return np.array(columns, np.int32), np.array(values, np.float32)

    def matrix(self, rows: Sequence[Grams]) -> Sparse:
        """All questions as one sparse matrix."""
        vectors = [self.vector(row) for row in rows]
        start = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
        # An empty part first, so that there is something to join where there are no rows.
        columns = np.concatenate([np.zeros(0, np.int32), *(columns for columns, _ in vectors)])
        values = np.concatenate([np.zeros(0, np.float32), *(values for _, values in vectors)])
        return Sparse(start.astype(np.int64), columns, values, len(self.tokens))


def known_share(
    vocabulary: Vocabulary, block: str, tokens: Sequence[str], known: Callable[[int], bool]
) -> float:
    """Share of a question's tokens, by IDF, whose columns are known; `block` is a block's first
    letter.
    """
    found = total = 0.0
    for token in set(tokens):
        column = vocabulary.column.get(block + token)
        if column is None:
            total += vocabulary.rare
            continue
        weight = float(vocabulary.idf[column])
        total += weight
        if known(column):
            found += weight
    return found / total if total else 0.0
