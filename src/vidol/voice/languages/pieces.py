"""A text as the pieces in which it is spoken, one after another: made lazily, so that a very long
text starts at once.

A piece is in one language and at most a sentence long; the first one ends at its first comma, so
that sound starts early.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vidol.core.speech import Language
from vidol.text.language import identify
from vidol.text.sentences import spans
from vidol.voice.languages.base import Spoken
from vidol.voice.languages.source import clean
from vidol.voice.languages.split import OPENING, Run, runs

LONGEST: Final = 240
"""Characters of the original that one piece holds at most."""

_FULL_STOPS: Final = (".", "。")
_CRIES: Final = ("?", "!", "？", "！")
_SWITCH, _COMMA, _STOP, _PARAGRAPH = 0.04, 0.16, 0.32, 0.5
_FIRST_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to synthesise in one go; `pause` in seconds follows it. Language None: original
    text that is not said.
    """

    language: Language | None
    words: tuple[Spoken, ...]
    offset: int
    length: int
    pause: float


def pieces(text: str, default: Language | None = None) -> Iterator[Piece]:
    """The pieces of `text` in order. Raises nothing: any text has pieces, perhaps none."""
    around = identify(text[:OPENING])
    first = True
    for start, end in spans(text, LONGEST):
        source = clean(text, start, end)
        if not source.text.strip():
            continue
        row = runs(source, default, around)
        for i, run in enumerate(row):
            paragraph = i + 1 == len(row) and "\n" in text[start:end]
            for piece in _cut(run, paragraph=paragraph, first=first):
                first = first and piece.language is None
                yield piece


def _cut(run: Run, *, paragraph: bool, first: bool) -> Iterator[Piece]:
    if run.language is None:
        yield Piece(None, (), run.offset, run.length, 0.0)
        return
    if not any(not word.mark for word in run.words):
        return
    cut = _first_mark(run.words) if first else len(run.words)
    end = run.offset + run.length
    at = run.offset
    for words in (run.words[:cut], run.words[cut:]):
        if not any(not word.mark for word in words):
            continue
        stop = words[-1].offset + words[-1].length if words[-1] is not run.words[-1] else end
        yield Piece(
            run.language,
            words,
            at,
            stop - at,
            _pause(words[-1], paragraph=paragraph and stop == end),
        )
        at = stop


def _first_mark(words: tuple[Spoken, ...]) -> int:
    """How many words the first piece takes: up to its first punctuation that follows a few of
    them. A full stop before the end is an abbreviation's.
    """
    for i, word in enumerate(words):
        if word.mark and word.text != "." and sum(len(w.text) for w in words[:i]) >= _FIRST_LEAST:
            return i + 1
    return len(words)


def _pause(last: Spoken, *, paragraph: bool) -> float:
    if paragraph:
        return _PARAGRAPH
    if not last.mark:
        return _SWITCH
    return _STOP if last.text in _FULL_STOPS or last.text in _CRIES else _COMMA
