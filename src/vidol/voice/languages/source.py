"""Text made fit to be read: every character knows the offset of the original it came from.

Compatibility forms become plain ones (full-width digits, half-width kana, ligatures), and what has
no sound and breaks matching goes: control characters, direction marks, joiners, variation
selectors.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

_KEEP_AS_SPACE: Final = frozenset("\n\r\t\x0b\x0c\x85\u2028\u2029")
_PLAIN: Final = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u02bc": "'",
    "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2212": "-", "\u30a0": "-",
    "\u301c": "~", "\uff5e": "~",
})  # fmt: skip
_VOICING_MARKS: Final = "\uff9e\uff9f"
_MOST_MARKS: Final = 7
"""Combining marks that a letter takes along, so that they compose."""
# NFKC would make three full stops of an ellipsis, and take the signs of degrees apart.
_AS_THEY_ARE: Final = "\u2026\u2103\u2109"
_SOUNDLESS: Final = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class Source:
    """Cleaned text."""

    text: str
    at: tuple[int, ...]
    """Where each character of `text` came from in the original, and where the last one ends."""

    def part(self, start: int, end: int) -> Source:
        """Characters start..end, still knowing where they came from."""
        return Source(self.text[start:end], self.at[start : end + 1])

    @property
    def offset(self) -> int:
        """Where it starts in the original."""
        return self.at[0]

    @property
    def length(self) -> int:
        """How much of the original it covers."""
        return self.at[-1] - self.at[0]


def clean(text: str, start: int = 0, end: int | None = None) -> Source:
    """The part start..end of `text`, cleaned."""
    end = len(text) if end is None else end
    characters: list[str] = []
    at: list[int] = []
    i = start
    while i < end:
        j = i + 1
        last = min(end, j + _MOST_MARKS)
        while j < last and _is_mark(text[j]):
            j += 1
        for character in _plain(text[i:j]):
            characters.append(character)
            at.append(i)
        i = j
    return Source("".join(characters), (*at, end))


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) > 0 or character in _VOICING_MARKS


def _plain(cluster: str) -> str:
    first = cluster[0]
    if first in _KEEP_AS_SPACE:
        return "\n"
    category = unicodedata.category(first)
    if category in _SOUNDLESS or "\ufe00" <= first <= "\ufe0f":
        return ""
    if category.startswith("Z"):
        return " "
    if first in _AS_THEY_ARE:
        return first
    if first.isascii() and len(cluster) == 1:
        return first
    composed = unicodedata.normalize("NFKC", cluster.translate(_PLAIN))
    return "" if category.startswith("M") else composed
