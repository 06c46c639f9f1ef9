"""Looking for listed words and phrases in a text, in a time that grows with the text and with the
list alone: no pattern here can be made to try one way after another.

Places in a text are the bits of a number, so that a phrase is followed through all of its places at
once: behind its first word stand these, of them those are followed by its second, and so on. What
is looked for and what is looked in are plain already (vidol.mind.moderation.unmask).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from vidol.text.scripts import UNSPACED

_WORD: Final = re.compile(r"[^\W_]+")
_WIDE: Final = re.compile(f"[{UNSPACED}]")
_KATAKANA: Final = re.compile("[ァ-ヺー]+")
_SMALL: Final = 4
"""Letters of a word that may stand between the words of a phrase: "make (me) (a) bomb"."""
_BETWEEN: Final = 3
"""Small words that may."""
_SPELT_LEAST: Final = 6
"""Letters of the shortest term that is looked for where no space parts words any more."""
_APART: Final = " " * (_SMALL + 1)


class Running:
    """A text of words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[str, list[int]] = {}
        words = _WORD.findall(text)
        for place, word in enumerate(words):
            self.places.setdefault(word, []).append(place)
        self._count = len(words)
        small = [place for place, word in enumerate(words) if len(word) <= _SMALL]
        self._small = _bits(small, self._count)

    def holds(self, words: Sequence[str]) -> bool:
        """Whether these words follow each other, with no more than a few small ones between."""
        if not all(word in self.places for word in words):
            return False
        here = self._at(words[0])
        for word in words[1:]:
            reached = here << 1
            for _ in range(_BETWEEN):
                reached |= (reached & self._small) << 1
            here = reached & self._at(word)
            if not here:
                return False
        return True

    def _at(self, word: str) -> int:
        return _bits(self.places[word], self._count)


class Spelt:
    """Pieces of a text that were spelt letter by letter, without what stood between the letters."""

    def __init__(self, pieces: Iterable[str]) -> None:
        # So far apart that no gap within a phrase reaches from one into the next.
        self.text = _APART.join(pieces)
        self._starts: dict[str, int] = {}

    def holds(self, words: Sequence[str]) -> bool:
        """Whether these words follow each other, with no more than one small one between."""
        if not all(word in self.text for word in words):
            return False
        behind = self._at(words[0]) << len(words[0])
        for word in words[1:]:
            reached = behind
            for by in range(1, _SMALL + 1):
                reached |= behind << by
            behind = (reached & self._at(word)) << len(word)
            if not behind:
                return False
        return True

    def _at(self, word: str) -> int:
        found = self._starts.get(word)
        if found is None:
            starts = [match.start() for match in re.finditer(f"(?={re.escape(word)})", self.text)]
            found = self._starts[word] = _bits(starts, len(self.text))
        return found


class Terms:
    """A list of words and phrases. Latin words are found whole, katakana words not within others
    (ピエロ), the rest anywhere.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        """`terms` are plain."""
        self._words: set[str] = set()
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self._spelt: list[tuple[str, ...]] = []
        for term in dict.fromkeys(" ".join(term.split()) for term in terms):
            if term:
                self._learn(term)

    def _learn(self, term: str) -> None:
        words = tuple(_WORD.findall(term))
        wide = _WIDE.search(term)
        if sum(map(len, words)) >= _SPELT_LEAST:
            self._spelt.append(words)
        if not wide and words == (term,):
            self._words.add(term)
        elif not wide and len(words) > 1 and " " in term:
            self._phrases.setdefault(words[0], []).append(words)
        else:
            self._patterns.append((term.split(maxsplit=1)[0], _pattern(term)))

    def among(self, text: Running) -> bool:
        """Whether one of the terms stands in a text."""
        if not self._words.isdisjoint(text.places):
            return True
        begun = self._phrases.keys() & text.places.keys()
        if any(text.holds(phrase) for first in begun for phrase in self._phrases[first]):
            return True
        return any(
            first in text.text and pattern.search(text.text) for first, pattern in self._patterns
        )

    def spelt_in(self, text: Spelt) -> bool:
        """Whether one of the terms was spelt letter by letter; short ones do not count."""
        return bool(text.text) and any(map(text.holds, self._spelt))


def _pattern(term: str) -> re.Pattern[str]:
    """A term that is not made of Latin words alone."""
    first, *others = map(re.escape, term.split())
    # In atomic groups: the nearest place is taken for good, so that nothing is tried twice.
    gap = rf"\W+(?:\w{{1,{_SMALL}}}\W+){{0,{_BETWEEN}}}?"
    body = first + "".join(f"(?>{gap}{word})" for word in others)
    if _KATAKANA.fullmatch(term):
        return re.compile(f"(?<![ァ-ヺー]){body}(?![ァ-ヺー])")
    if not _WIDE.search(term):
        return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")
    return re.compile(body)


def _bits(places: Sequence[int], count: int) -> int:
    """The number that has these of `count` bits set."""
    held = bytearray(count // 8 + 1)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")
