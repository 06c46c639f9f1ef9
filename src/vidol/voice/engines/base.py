"""What every embedded engine takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from vidol.core.arrays import F32
from vidol.core.errors import VidolError
from vidol.core.speech import Phone
from vidol.voice.languages.base import Spoken

LEAD: Final = 0.012
"""Seconds of silence that a piece keeps before its first phone."""


class EngineFell(VidolError):
    """What an engine was to say ends it, again and again: it is left unsaid."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak."""

    variant: str
    """The engine's own name of a timbre."""
    pitch: float
    """Median in Hz."""
    spread: float = 1.0
    """Factor on the intonation's range."""
    rate: float = 1.0
    """Factor on the engine's natural speed."""
    tract: float = 1.0
    """Factor on the formants: below 1 a longer vocal tract, a bigger body."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The part of the original text that is said between two times, in seconds of the piece."""

    offset: int
    length: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of a piece, and the phones and words that start in it, in seconds of the piece."""

    pcm: F32
    """(samples,) at SAMPLE_RATE."""
    phones: tuple[Phone, ...]
    words: tuple[Timing, ...]


class Engine(Protocol):
    """One language's synthesiser. Blocking; called from one thread at a time."""

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        """Speak one piece in stretches, the first one short.

        From its first phone, with LEAD of silence before it, to its last.
        """
        ...

    def close(self) -> None:
        """Release processes and memory."""
        ...


class Script:
    """The words of a piece as one string for an engine, with the way back to the original text."""

    def __init__(self, words: Sequence[Spoken], gap: str = "", *, whole: bool = False) -> None:
        """gap: what stands between words. whole: each character stands for its whole word."""
        self.text = ""
        self._places: list[tuple[int, int]] = []
        for word in words:
            start, end = word.offset, word.offset + word.length
            between_words = self.text and not word.mark
            if gap and between_words:
                self.text += gap
                self._places.append((start, start))
            self.text += word.text
            if len(word.text) == word.length and not whole:
                self._places += [(at, at + 1) for at in range(start, end)]
            else:
                self._places += [(start, end)] * len(word.text)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the original of the script's characters start..end."""
        covered = self._places[max(0, start) : max(end, start + 1)] or self._places[-1:]
        return min(first for first, _ in covered), max(last for _, last in covered)


def timings(script: Script, spans: Sequence[tuple[int, int, float, float]]) -> tuple[Timing, ...]:
    """Words from (script start, script end, start time, end time) in order.

    Those that share original text become one.
    """
    out: list[Timing] = []
    for i, (first, last, start, until) in enumerate(spans):
        # The last phone of a word may be shared with the next one's first: a word ends where the
        # next begins.
        end = min(until, spans[i + 1][2]) if i + 1 < len(spans) else until
        low, high = script.place(first, last)
        previous = out[-1] if out else None
        if previous and low < previous.offset + previous.length:
            length = max(high - previous.offset, previous.length)
            later = max(previous.end, float(end))
            out[-1] = Timing(previous.offset, length, previous.start, later)
        elif high > low:
            out.append(Timing(low, high - low, float(start), float(end)))
    return tuple(out)


def share(phones: Sequence[str], start: float, end: float) -> list[Phone]:
    """`phones` that an engine reports as one, sharing its time.

    Of a vowel and a consonant, the vowel takes more.
    """
    if not phones:
        return []
    weights = [0.62, 0.38] if len(phones) == 2 else [1.0 / len(phones)] * len(phones)
    edges = (start + (end - start) * np.concatenate([[0.0], np.cumsum(weights)])).tolist()
    return [Phone(*phone) for phone in zip(phones, edges[:-1], edges[1:], strict=True)]
