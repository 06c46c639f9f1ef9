"""Searching documents: the passage that best covers a question, and its best sentence.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009;
library bm25s) proposes passages; how much of the question's content a passage covers decides
whether it is an answer at all. Chinese and Japanese are searched by pairs of characters, English by
stems, all three by shared concepts, so that a question can find a passage in another language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np

from vidol.mind.answers.lexicon import concepts, stem
from vidol.mind.answers.reference import data
from vidol.mind.knowledge.model import Passage
from vidol.mind.normalise import fold
from vidol.text.scripts import is_unspaced, runs
from vidol.text.sentences import bare_sentences

LEAST: Final = 0.5
"""Share of the question's content that a passage must cover to be offered as an answer."""
# Concepts that say how is asked, not what.
_ASKING: Final = frozenset({
    "who", "when", "where", "why", "how", "howmany", "howlong",
    "can", "like", "today", "next", "often", "help",
})  # fmt: skip
_CANDIDATES: Final = 8
_SHORT: Final = 90
"""Characters below which an answer takes the following sentence too."""


@lru_cache(maxsize=1)
def _fillers() -> tuple[frozenset[str], re.Pattern[str]]:
    lines = [line for line in data("fillers.txt").splitlines() if not line.startswith("#")]
    words = dict(line.split(":", 1) for line in lines)
    wide = set(fold(words["zh"] + " " + words["ja"]).split())
    longest_first = sorted(wide, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return frozenset(fold(words["en"]).split()), pattern


def terms(text: str) -> list[str]:
    """The content of a text: stems of words, pairs of Han and kana, without fillers."""
    small, wide = _fillers()
    found: list[str] = []
    for run in runs(fold(text)):
        if is_unspaced(run[0]):
            for piece in wide.split(run):
                found += [piece] if len(piece) == 1 else [a + b for a, b in pairwise(piece)]
        elif run not in small:
            found.append(stem(run))
    return found


def ideas(text: str) -> list[str]:
    """The concepts of a text, marked so that no term is taken for one."""
    return [f"\0{name}" for name in concepts(fold(text)) if name not in _ASKING]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers: its best sentences, and how much of the question it covers (0..1)."""

    passage: Passage
    quote: str
    coverage: float


class Library:
    """Passages, ready to be searched. Immutable."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = list(passages)
        if not self._passages:
            return
        import bm25s

        # The heading belongs to what a passage is about.
        contents = [f"{passage.heading}\n{passage.text}" for passage in self._passages]
        tokens = [terms(content) + ideas(content) for content in contents]
        self._held = [frozenset(row) for row in tokens]
        count = Counter(chain.from_iterable(self._held))
        self._idf = {token: _idf(len(tokens), n) for token, n in count.items()}
        self._rare = _idf(len(tokens), 0)
        self._bm25 = bm25s.BM25()
        self._bm25.index([row or ["\0\0"] for row in tokens], show_progress=False)

    def find(self, question: str) -> Found | None:
        """The best passage for a question, or None where nothing covers enough of it."""
        best = self.nearest(question, 1)
        return best[0] if best else None

    def nearest(self, question: str, count: int, least: float = LEAST) -> list[Found]:
        """Up to `count` passages that cover at least `least` of a question, best first."""
        asked, meant = list(dict.fromkeys(terms(question))), list(dict.fromkeys(ideas(question)))
        known = [token for token in asked + meant if self._passages and token in self._idf]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        # Among equals the better score, then the earlier passage.
        covered = [
            (self._coverage(asked, meant, self._held[i]), float(scores[i]), -i)
            for i in best.tolist()
        ]
        found = []
        for coverage, _, index in sorted(covered, reverse=True)[:count]:
            if coverage >= least:
                passage = self._passages[-index]
                found.append(Found(passage, self._quote(passage, asked, meant), coverage))
        return found

    def _coverage(self, asked: Sequence[str], meant: Sequence[str], held: frozenset[str]) -> float:
        """The better of what the words and what the concepts say.

        One shared concept says little alone: it counts beside a shared word, or where the question
        says nothing else.
        """
        words, meaning = self._share(asked, held), self._share(meant, held)
        shared = sum(idea in held for idea in meant)
        if shared > 1:
            return max(words, 0.9 * meaning)
        counts = words > 0 or len(asked) <= 1
        if shared and counts:
            return max(words, (words + meaning) / 2)
        return words

    def _share(self, tokens: Sequence[str], held: frozenset[str]) -> float:
        weight = {token: self._idf.get(token, self._rare) for token in tokens}
        covered = sum(weight[token] for token in tokens if token in held)
        return covered / (sum(weight[token] for token in tokens) or 1.0)

    def _quote(self, passage: Passage, asked: Sequence[str], meant: Sequence[str]) -> str:
        parts = bare_sentences(passage.text)
        held = [frozenset(terms(part) + ideas(part)) for part in parts]
        scores = [self._share(asked, words) + 0.5 * self._share(meant, words) for words in held]
        best = int(np.argmax(scores))
        quote = parts[best]
        wide = passage.language != "en"
        following = parts[best + 1 : best + 2]
        short = _SHORT if wide else 2 * _SHORT
        if following and len(quote) + len(following[0]) <= short:
            quote += ("" if wide else " ") + following[0]
        return quote


def _idf(passages: int, holding: int) -> float:
    """How telling a token is that `holding` of all passages contain."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5)) + 0.2
