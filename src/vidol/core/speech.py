"""What passes between a voice and the rest of the house: text in, timed sound out.

`Voice` is what every voice does; what one may do besides is a protocol of its own, and whoever can
use it asks with `isinstance`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, runtime_checkable

from vidol.core.arrays import F32

SAMPLE_RATE: Final = 24_000
"""Hz. Every engine's sound is brought to this rate, mono."""

Language = Literal["zh", "ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "ja", "en")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say. `language` is the default for characters that several languages share; None
    finds it from the text.
    """

    text: str
    language: Language | None = None
    rate: float = 1.0
    """Speed as a factor of the voice's own, 0.5 to 2."""
    pitch: float = 0.0
    """Semitones above the voice's own."""
    emotion: str = "neutral"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone in IPA (the voice's inventory: vidol.voice.phones), times in seconds from the start
    of the utterance.
    """

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place in `Utterance.text` (`offset`, `length` in characters) and its times in
    seconds.
    """

    text: str
    offset: int
    length: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of an utterance: sound, and the phones and words that start in it. Times count from
    the utterance's start.
    """

    pcm: F32
    """(samples,) at SAMPLE_RATE, within -1..1."""
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    unspoken: tuple[str, ...] = field(default=())
    """Parts of the text that this voice cannot say (a language it lacks): captions still show them.
    """


class Voice(Protocol):
    """Anything that speaks. Implementations are found by the entry-point group ``vidol.voices``."""

    def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the sound in order as soon as each piece is ready; the first piece is short so that
        sound starts early.
        """
        ...

    async def close(self) -> None:
        """Release processes and memory."""
        ...


@runtime_checkable
class WarmingVoice(Voice, Protocol):
    """A voice that can be warmed before a show, which others load at their first word."""

    async def warm(self, *languages: Language) -> None:
        """Load what the first word in one of `languages` (all without any) would wait for."""
        ...
