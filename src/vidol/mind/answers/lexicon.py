"""Handwritten knowledge of which words ask for the same thing.

``data/concepts.txt``, written for vidol (CC0-1.0), lists them for Chinese, Japanese and English, so that "how much is it"
meets "price", and a question meets a phrasing in another language. It steadies a FAQ that has one or two phrasings per
answer, where nothing could be learned from data. It is not a dictionary: a word that is missing costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from vidol.mind.normalise import fold

_LONGEST: Final = 4
"""Words in the longest English phrase of the lexicon."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file, compiled for look-up on folded text."""

    latin: dict[str, tuple[str, ...]]
    wide: dict[str, tuple[str, ...]]
    wide_pattern: re.Pattern[str]


def _lines() -> list[tuple[str, str]]:
    text = files("vidol.mind").joinpath("data/concepts.txt").read_text("utf-8")
    return [(head.strip(), tail) for head, tail in (line.split(":", 1) for line in text.splitlines() if line and not line.startswith("#"))]


def stem(word: str) -> str:
    """An English word without its ending, crudely: enough for "opens", "opened" and "opening" to meet."""
    for ending, kept in (("ing", ""), ("ies", "y"), ("ied", "y"), ("es", ""), ("ed", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + kept
    return word


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    latin: dict[str, tuple[str, ...]] = {}
    wide: dict[str, tuple[str, ...]] = {}
    for name, tail in _lines():
        english, *others = tail.split(";")
        for term in english.split(","):
            key = " ".join(map(stem, fold(term).split()))
            latin[key] = (*latin.get(key, ()), name)
        for term in ",".join(others).split(","):
            key = fold(term)
            if name not in wide.get(key, ()):
                wide[key] = (*wide.get(key, ()), name)
    pattern = re.compile("|".join(map(re.escape, sorted(wide, key=lambda term: (-len(term), term)))))
    return Lexicon(latin, wide, pattern)


def concepts(folded: str) -> list[str]:
    """The concepts that a folded question names, longest words first, each word used once."""
    known = lexicon()
    found = [name for term in known.wide_pattern.findall(folded) for name in known.wide[term]]
    words = [stem(word) for word in folded.split() if word.isascii()]
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            names = known.latin.get(" ".join(words[i : i + length]))
            if names:
                found += names
                i += length - 1
                break
        i += 1
    return found
