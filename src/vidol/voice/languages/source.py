"""Text made fit to be read, with the way back to the original: every character knows the offset it
came from.

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
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-",
    "\u2011": "-", "\u2212": "-", "\u301c": "~",
    "\u2013": "-", "\uff5e": "~", "\u30a0": "-",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Cleaned `text` whose character i came from the original's offset at[i]; at[len(text)] is
    where it ends.
    """

    text: str
    at: tuple[int, ...]

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
        # A letter takes its combining marks along, so that they compose: but no more than a few of
        # them.
        while (
            j < end and j - i < 8 and (unicodedata.combining(text[j]) or text[j] in "\uff9e\uff9f")
        ):
            j += 1
        for character in _plain(text[i:j]):
            characters.append(character)
            at.append(i)
        i = j
    return Source("".join(characters), (*at, end))


def _plain(cluster: str) -> str:
    first = cluster[0]
    if first in _KEEP_AS_SPACE:
        return "\n"
    category = unicodedata.category(first)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") or "\ufe00" <= first <= "\ufe0f":
        return ""
    if category.startswith("Z"):
        return " "
    if first.isascii() and len(cluster) == 1:
        return first
    if first == "\u2026":
        return first  # one ellipsis, not three full stops
    if first in "\u2103\u2109":
        return first  # NFKC would take the sign of degrees Celsius apart
    composed = unicodedata.normalize("NFKC", cluster.translate(_PLAIN))
    return "" if category.startswith("M") else composed
