"""What every embedded engine takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from vidol.core.arrays import F32
from vidol.core.speech import Phone
from vidol.voice.languages.base import Spoken

LEAD: Final = 0.012
"""Seconds of silence that a piece keeps before its first phone."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak. pitch: median in Hz; spread: factor on the intonation's range; rate: factor on
    the engine's natural speed; tract: factor on its formants (below 1 a longer vocal tract, a
    bigger body); variant: the engine's own name of a timbre.
    """

    variant: str
    pitch: float
    spread: float = 1.0
    rate: float = 1.0
    tract: float = 1.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The part of the original text that is said between two times (seconds from the start of the
    piece).
    """

    offset: int
    length: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of a piece: pcm float32 at SAMPLE_RATE; the phones and words that start in it,
    timed from the piece's start.
    """

    pcm: F32
    phones: tuple[Phone, ...]
    words: tuple[Timing, ...]


class Engine(Protocol):
    """One language's synthesiser. Blocking; called from one thread at a time."""

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        """Speak one piece, from its first phone (LEAD of silence before it) to its last; in
        stretches, the first one short.
        """
        ...

    def close(self) -> None:
        """Release processes and memory."""
        ...


class Script:
    """The words of a piece as one string for an engine, with the way from its characters back to
    the original text.
    """

    def __init__(self, words: Sequence[Spoken], gap: str = "", *, whole: bool = False) -> None:
        """gap: what stands between words. whole: a word's characters all stand for the whole of its
        original text.
        """
        characters: list[str] = []
        self._places: list[tuple[int, int]] = []
        for word in words:
            if characters and gap and not word.mark:
                characters.append(gap)
                self._places.append((word.offset, word.offset))
            one_to_one = not whole and len(word.text) == word.length
            for k, character in enumerate(word.text):
                characters.append(character)
                start, end = (
                    (word.offset + k, word.offset + k + 1)
                    if one_to_one
                    else (word.offset, word.offset + word.length)
                )
                self._places.append((start, end))
        self.text = "".join(characters)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the original of the script's characters start..end."""
        covered = self._places[max(0, start) : max(end, start + 1)] or self._places[-1:]
        return min(a for a, _ in covered), max(b for _, b in covered)


def timings(script: Script, spans: Sequence[tuple[int, int, float, float]]) -> tuple[Timing, ...]:
    """Words from (script start, script end, start time, end time) in order; those that share
    original text become one.
    """
    out: list[Timing] = []
    for i, (first, last, start, until) in enumerate(spans):
        # The last phone of a word may be shared with the next one's first: a word ends where the
        # next begins.
        end = min(until, spans[i + 1][2]) if i + 1 < len(spans) else until
        low, high = script.place(first, last)
        previous = out[-1] if out else None
        if previous and low < previous.offset + previous.length:
            high = max(high, previous.offset + previous.length)
            out[-1] = Timing(
                previous.offset,
                high - previous.offset,
                previous.start,
                max(previous.end, float(end)),
            )
        elif high > low:
            out.append(Timing(low, high - low, float(start), float(end)))
    return tuple(out)


def share(phones: Sequence[str], start: float, end: float) -> list[Phone]:
    """`phones` that an engine reports as one, sharing its time: the vowel of a vowel and consonant
    takes more.
    """
    if not phones:
        return []
    weights = [0.62, 0.38] if len(phones) == 2 else [1.0 / len(phones)] * len(phones)
    edges = start + (end - start) * np.concatenate([[0.0], np.cumsum(weights)])
    return [
        Phone(symbol, float(a), float(b))
        for symbol, (a, b) in zip(phones, pairwise(edges), strict=True)
    ]
