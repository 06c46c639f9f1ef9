"""Handwritten knowledge of which words ask for the same thing.

``data/concepts.txt``, written for vidol (CC0-1.0), lists them for Chinese, Japanese and English, so
that "how much is it" meets "price", and a question meets a phrasing in another language. It
steadies a FAQ that has one or two phrasings per answer, where nothing could be learned from data.
It is not a dictionary: a word that is missing costs little. The file's head explains its format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from vidol.mind.normalise import fold
from vidol.text.cleaning import MESSAGE

_HIDING: Final = "-"
"""Name of the line whose words mean nothing, but hide shorter words within them."""
_LATIN: Final = re.compile(r"[!-~]+")
# Letters of no language that vidol speaks stand for the file's separators, so that it is folded in
# one go: fold drops punctuation.
_COMMA: Final = " ᚁ "
_LINE: Final = " ᚂ "
# What an English word may end in, and what stands in its place.
_ENDINGS: Final = (
    ("ing", ""), ("ies", "y"), ("ied", "y"), ("es", ""), ("ed", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_STAY_DOUBLE: Final = "lsfz"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file, compiled for look-up on folded text: the concepts of each term."""

    latin: dict[str, tuple[str, ...]]
    wide: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    """Of the wide terms, by their first character, longest first."""
    longest: int
    """Words in the longest Latin term."""


def _lines() -> list[tuple[tuple[str, ...], list[str]]]:
    """The names that each line stands for, with its folded terms."""
    text = files("vidol.mind").joinpath("data/concepts.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    heads, tails = zip(*(line.split(":", 1) for line in lines), strict=True)
    terms = _LINE.join(tails).replace(",", _COMMA).replace(";", _COMMA)
    folded = fold(terms).split(_LINE.strip())
    found = []
    for head, tail in zip(heads, folded, strict=True):
        names = tuple(head.replace("<", " ").split())
        found.append((names, [term.strip() for term in tail.split(_COMMA.strip())]))
    return found


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    lines = files("vidol.mind").joinpath("data/irregular.txt").read_text("utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return dict(pair.split(":") for pair in pairs)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """An English word without its ending: enough for "opens", "opened" and "opening" to meet."""
    word = _irregular().get(word, word)
    if _irregular().get(word) == word:
        return word
    for ending, kept in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            rest = word[: -len(ending)] + kept
            if ending in ("ing", "ed") and _is_doubled(rest):
                return rest[:-1]
            return rest
    return word


def _is_doubled(rest: str) -> bool:
    """Whether a short word doubled its last letter before the ending: "stopp" of "stopped"."""
    if len(rest) <= 3 or rest[-1] in _STAY_DOUBLE:
        return False
    return rest[-1] == rest[-2]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    latin: dict[str, tuple[str, ...]] = {}
    wide: dict[str, tuple[str, ...]] = {}
    for names, terms in _lines():
        for term in filter(None, terms):
            if term.isascii():
                table, key = latin, " ".join(map(stem, term.split()))
            else:
                table, key = wide, term
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), *names)))
    sizes: dict[str, set[int]] = {}
    for term in wide:
        sizes.setdefault(term[0], set()).add(len(term))
    lengths = {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}
    return Lexicon(latin, wide, lengths, max(key.count(" ") + 1 for key in latin))


def concepts(folded: str) -> list[str]:
    """The concepts that a folded question names, longest words first, each word used once."""
    return list(_named(folded) if len(folded) <= MESSAGE else _concepts(folded))


@lru_cache(maxsize=32_768)
def _named(folded: str) -> tuple[str, ...]:
    return _concepts(folded)


def _concepts(folded: str) -> tuple[str, ...]:
    known = lexicon()
    names = [*_wide(known, folded), *_latin(known, [stem(word) for word in _LATIN.findall(folded)])]
    return tuple(name for name in names if name != _HIDING)


def _wide(known: Lexicon, text: str) -> list[str]:
    found: list[str] = []
    i = 0
    while i < len(text):
        step = 1
        for length in known.lengths.get(text[i], ()):
            names = known.wide.get(text[i : i + length])
            if names:
                found += names
                step = length
                break
        i += step
    return found


def _latin(known: Lexicon, words: list[str]) -> list[str]:
    found: list[str] = []
    i = 0
    while i < len(words):
        step = 1
        for length in range(min(known.longest, len(words) - i), 0, -1):
            names = known.latin.get(" ".join(words[i : i + length]))
            if names:
                found += names
                step = length
                break
        i += step
    return found
