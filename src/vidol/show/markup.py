"""What stands inside a paragraph of a script: directions, pictures, links, readings, emphasis.

`marks` finds them in order and without overlaps; what they mean is vidol.show.script's business. A
bracket that is never closed is text. Where brackets close is looked up, not searched for again from
every one that opens, so that a paragraph of brackets costs its length. Of emphasis there are only
its marks, without words: what stands between them is looked at like the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from vidol.text.cleaning import EMPHASIS

Kind = Literal["escaped", "picture", "link", "direction", "ruby", "emphasis", "code"]

_OPENING: Final = re.compile(r"[\\!\[{*_`]")
_ESCAPED: Final = re.compile(r"\\([\\\[\]{}|*_`#>!-])")
_RUBY: Final = re.compile(r"\{([^{}|\n]+)\|([^{}|\n]+)\}")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_EMPHASIS: Final = re.compile(EMPHASIS)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, at text[start:end]: its words, and a picture's file or a reading as `other`."""

    kind: Kind
    start: int
    end: int
    words: str
    other: str = ""


def marks(text: str) -> Iterator[Mark]:
    """The marks of a paragraph in order."""
    places = _Places(text)
    at = 0
    while found := _OPENING.search(text, at):
        mark = _mark(text, found.start(), places)
        at = mark.end if mark else found.end()
        if mark:
            yield mark


class _Places:
    """Where in a text something can close; looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, list[int]] = {}

    def behind(self, closing: str, at: int) -> int | None:
        """The first place from `at` on where it stands, on the line of `at`."""
        found = self._first(closing, at)
        line_end = self._first("\n", at)
        return None if found is None or (line_end is not None and line_end < found) else found

    def _first(self, closing: str, at: int) -> int | None:
        if closing not in self._known:
            places = re.finditer(re.escape(closing), self._text)
            self._known[closing] = [place.start() for place in places]
        known = self._known[closing]
        i = bisect_left(known, at)
        return known[i] if i < len(known) else None


def _mark(text: str, at: int, places: _Places) -> Mark | None:
    """The mark that opens at `at`; None where that character is text."""
    opening = text[at]
    if opening == "\\":
        found = _ESCAPED.match(text, at)
        return Mark("escaped", at, found.end(), found[1]) if found else None
    if opening == "{":
        found = _RUBY.match(text, at)
        return Mark("ruby", at, found.end(), found[1], found[2]) if found else None
    if opening == "`":
        found = _CODE.match(text, at)
        return Mark("code", at, found.end(), found[1]) if found else None
    if opening in "*_":
        found = _EMPHASIS.match(text, at)
        return Mark("emphasis", at, found.end(), "") if found else None
    return _bracket(text, at, places)


def _bracket(text: str, at: int, places: _Places) -> Mark | None:
    """An image ``![…](file)``, a link ``[…](…)``, or a direction."""
    inside = at + 1
    if text[at] == "!":
        if not text.startswith("[", inside):
            return None
        inside += 1
    close = places.behind("]", inside)
    if close is None:
        return None
    words = text[inside:close]
    end = places.behind(")", close + 2) if text.startswith("(", close + 1) else None
    if text[at] == "!":
        if end is None:
            return None
        return Mark("picture", at, end + 1, words, text[close + 2 : end])
    if end is not None and words:
        return Mark("link", at, end + 1, words)
    return Mark("direction", at, close + 1, words)
