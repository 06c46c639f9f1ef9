"""Where a line may end, and where it best does.

UAX #14 says where it may, and holds kinsoku: no 。 or ゃ at a line's start, no 「 at its end.
Chinese and Japanese may break almost anywhere; a reader stumbles less when the line ends with a
phrase, which BudouX finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

import budoux

from vidol.core.speech import Language
from vidol.text.sentences import BREAKS, CLAUSE_MARKS, CLOSING, STOPS, spans
from vidol.text.typesetting.linebreak import line_breaks
from vidol.text.typesetting.ruby import Ruby
from vidol.text.typesetting.shape import clusters

SENTENCE, CLAUSE, PHRASE, ANYWHERE, FORCED_APART = range(5)
"""How good a place is to end a line at, best first; FORCED_APART cuts a word longer than a line."""

_CLOSING: Final = f"{CLOSING} \u3000"


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters `start` to `end` that stay together, and how good a line's end is behind them."""

    start: int
    end: int
    quality: int
    forced: bool = False
    """A line must end there."""


def units(text: str, language: Language, readings: tuple[Ruby, ...] = ()) -> list[Unit]:
    """Cut `text` into what must stay together; a reading and its base are never parted."""
    inside: set[int] = set()
    for reading in readings:
        inside.update(range(reading.start + 1, reading.end))
    ends = [(end, forced) for end, forced in line_breaks(text) if end not in inside]
    said = {end for _, end in spans(text)}
    phrases = _phrase_ends(text, language)
    found, start = list[Unit](), 0
    for end, forced in ends:
        before = text[max(0, end - 40) : end]
        quality = _quality(before, said=end in said, phrase=end in phrases)
        found.append(Unit(start, end, quality, forced))
        start = end
    return found


def cut_apart(text: str, unit: Unit, fits: int) -> list[Unit]:
    """Cut a unit that is longer than a line into pieces of at most `fits` reader's characters."""
    pieces = clusters(text[unit.start : unit.end])
    fits = max(1, fits)
    cut: list[Unit] = []
    for first in range(0, len(pieces), fits):
        group = pieces[first : first + fits]
        start, end = group[0][0], group[-1][1]
        cut.append(Unit(unit.start + start, unit.start + end, FORCED_APART))
    return [*cut[:-1], Unit(cut[-1].start, unit.end, unit.quality, unit.forced)]


def _quality(before: str, *, said: bool, phrase: bool) -> int:
    """How good a place the end of `before` is; said: by the rule for sentences, one ends there."""
    last = before.rstrip(_CLOSING)[-1:]
    if not last or last in BREAKS or (said and last in STOPS):
        return SENTENCE
    if last in CLAUSE_MARKS:
        return CLAUSE
    return PHRASE if phrase or before[-1].isspace() else ANYWHERE


def _phrase_ends(text: str, language: Language) -> set[int]:
    if language == "en":
        return set()
    return set(accumulate(len(phrase) for phrase in _parser(language).parse(text)))


@cache
def _parser(language: Language) -> budoux.Parser:
    if language == "ja":
        return budoux.load_default_japanese_parser()
    return budoux.load_default_simplified_chinese_parser()
