"""English through espeak-ng, and what Mandarin shares with it.

Pitch and speed to its units, its events to phones and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.speech import SAMPLE_RATE, Phone
from vidol.voice import sound
from vidol.voice.engines.base import LEAD, Manner, Script, Sound, share, timings
from vidol.voice.engines.espeak_process import EspeakProcess, Rendering
from vidol.voice.languages.base import Spoken
from vidol.voice.phones import from_espeak

# Median F0 of a voice at espeak-ng's pitch parameter, as a factor of that at 50
# (measured, en-us+f3).
_PITCH_PARAMETER: Final = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99)
_PITCH_FACTOR: Final = (0.673, 0.723, 0.775, 0.836, 0.915, 1.0, 1.092, 1.196, 1.321, 1.466, 1.597)
_SLOWEST, _FASTEST = 80, 450


@dataclass(frozen=True, slots=True)
class Dialect:
    """An espeak-ng language as this project speaks it."""

    name: str
    speed: float
    """Words per minute at rate 1."""
    spread: float
    """espeak-ng's range at spread 1."""
    sample: str
    """A sentence to tune by."""


ENGLISH: Final = Dialect(
    name="en-us",
    speed=168.0,
    spread=50.0,
    sample="Hello there, my friend, we are all very glad to be here on this fine day.",
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A rendering at SAMPLE_RATE, from LEAD before its first phone on."""

    pcm: sound.Pcm
    phones: tuple[Phone, ...]
    words: tuple[tuple[float, int, int], ...]
    """(start in seconds, position and length in the script)"""


class Formants:
    """espeak-ng with its pitch in Hz and its vocal tract as a factor."""

    def __init__(self, dialect: Dialect, process: EspeakProcess) -> None:
        self._dialect = dialect
        self._process = process
        self._bases: dict[tuple[str, int], float] = {}

    def speak(self, text: str, manner: Manner) -> Timed:
        """Render `text`.

        The vocal tract is scaled by reading the sound at another rate; pitch and speed are set to
        meet it.
        """
        voice = f"{self._dialect.name}+{manner.variant}"
        spread = int(np.clip(self._dialect.spread * manner.spread, 0, 99))
        rate = int(np.clip(self._dialect.speed * manner.rate / manner.tract, _SLOWEST, _FASTEST))
        factor = manner.pitch / manner.tract / self._base(voice, spread)
        pitch = round(float(np.interp(factor, _PITCH_FACTOR, _PITCH_PARAMETER)))
        rendering = self._process.render(text, voice=voice, rate=rate, pitch=pitch, spread=spread)
        return _timed(rendering, manner.tract)

    def _base(self, voice: str, spread: int) -> float:
        """Median F0 of `voice` at pitch 50: measured once."""
        if (voice, spread) not in self._bases:
            sample = self._process.render(
                self._dialect.sample, voice=voice, rate=175, pitch=50, spread=spread
            )
            self._bases[voice, spread] = sound.median_pitch(sample.pcm, sample.rate) or 100.0
        return self._bases[voice, spread]


class English:
    """The engine of English."""

    def __init__(self, process: EspeakProcess) -> None:
        self._formants = Formants(ENGLISH, process)
        self._process = process

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        script = Script(words, " ", whole=True)
        timed = self._formants.speak(script.text, manner)
        last = timed.phones[-1].end if timed.phones else 0.0
        following = [start for start, _, _ in timed.words[1:]] + [last]
        spans = []
        for (start, at, length), limit in zip(timed.words, following, strict=True):
            spans.append((at, at + length, start, _said_until(timed.phones, start, limit)))
        yield Sound(timed.pcm, timed.phones, timings(script, spans))

    def close(self) -> None:
        self._process.close()


def _said_until(phones: Sequence[Phone], start: float, end: float) -> float:
    """When the last phone that begins in start..end is over, which the pause after it is not."""
    return max((p.end for p in phones if start <= p.start < end), default=end)


def _timed(rendering: Rendering, tract: float) -> Timed:
    """Cut the silence off both ends and count time from there."""
    rate = rendering.rate * tract
    phones: list[Phone] = []
    ends = [start for start, _ in rendering.phones[1:]] + [len(rendering.pcm)]
    for (first, symbol), after in zip(rendering.phones, ends, strict=True):
        phones += share(from_espeak(symbol), first / rate, after / rate)
    if not phones:
        return Timed(np.zeros(0, np.float32), (), ())
    pcm = sound.resample(rendering.pcm, rate)
    start = float(max(0.0, _onset(pcm, phones[0].start) - LEAD))
    # espeak-ng lets a final plosive ring a little beyond its event, and the room falls silent.
    end = min(len(pcm) / SAMPLE_RATE, phones[-1].end + 0.065)
    cut = pcm[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
    shifted = tuple(Phone(p.symbol, max(0.0, p.start - start), p.end - start) for p in phones)
    words = tuple((max(0.0, at / rate - start), p, n) for at, p, n in rendering.words)
    return Timed(sound.fade(cut, start=0.003, end=0.02), shifted, words)


def _onset(pcm: sound.Pcm, first: float) -> float:
    """Where sound begins at or after `first`.

    An initial plosive is silent before it bursts, and silence costs reaction time.
    """
    begin = int(first * SAMPLE_RATE)
    heard = np.flatnonzero(np.abs(pcm[begin : begin + SAMPLE_RATE // 5]) > sound.AUDIBLE)
    return first + (float(heard[0]) / SAMPLE_RATE if heard.size else 0.0)
