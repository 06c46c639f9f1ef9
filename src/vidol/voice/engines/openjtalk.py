"""Japanese: OpenJTalk reads the text and marks its accents, HTS_Engine speaks it as "Mei".

A sentence is read whole, so that its melody is whole, and handed on in stretches while its samples
are still being made. "Mei" is by the MMDAgent project team, Nagoya Institute of Technology (CC BY
3.0).
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Final, TextIO

import numpy as np
import soxr

from vidol.core.arrays import F32
from vidol.core.errors import MissingExtra
from vidol.core.speech import SAMPLE_RATE, Phone
from vidol.voice import sound
from vidol.voice.engines.base import LEAD, Manner, Script, Sound, Timing, timings
from vidol.voice.engines.hts import Hts, Take, open_hts
from vidol.voice.languages.base import Spoken
from vidol.voice.phones import from_openjtalk

_IMPORT: Final = threading.Lock()
_PHONE: Final = re.compile(r"-(.*?)\+")
_BASE_PITCH: Final = 350.0  # Mei's median F0, Hz (measured over 20 sentences of the ITA corpus)
_FIRST_STRETCH: Final = 0.22  # seconds; later ones are longer, as there is sound to hide behind
_GROWTH: Final = 2.0
_RING: Final = 0.03  # seconds of sound kept after the last phone
_LOUDEST: Final = 1.25  # Mei is within 1; her filter bursts to 3 and far beyond
_NEAR: Final = 0.01  # seconds around a burst that go with it


class OpenJTalk:
    """The engine of Japanese, in this process: vidol.voice.engines.japanese keeps it in another.

    Raises MissingExtra when pyopenjtalk-plus is not installed.
    """

    def __init__(self, *, native: bool = True) -> None:
        require()
        self._openjtalk: Any = _library()
        # An engine makes one take at a time, and a reader who went away may leave its take
        # unfinished for a while: a take has an engine of its own, and those that are done wait here
        # for the next.
        self._native = native
        self._idle: list[Hts] = [open_hts(native=native)]

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        script = Script(words)
        morphemes = self._openjtalk.g2p_mapping(script.text, predict_nani=False)
        spans = [(*m["char_span"], _count_phones(m["phonemes"])) for m in morphemes]
        if not any(count for _, _, count in spans):
            return
        labels = list(self._openjtalk.extract_fullcontext(script.text, predict_nani=False))
        symbols = [_symbol(label) for label in labels]
        if not any(symbols):
            return
        semitones = 12 * np.log2(manner.pitch / manner.tract / _BASE_PITCH)
        hts = self._engine()
        speed = manner.rate / manner.tract
        try:
            take = hts.begin(labels, speed=speed, semitones=float(semitones), spread=manner.spread)
            with contextlib.closing(take):
                yield from _stretches(take, symbols, script, spans, manner.tract)
        finally:
            self._idle.append(hts)

    def _engine(self) -> Hts:
        try:
            return self._idle.pop()
        except IndexError:
            return open_hts(native=self._native)

    def close(self) -> None:
        """Nothing to release: the dictionary is shared by all voices."""


def require() -> None:
    """Raise MissingExtra when pyopenjtalk-plus is not installed."""
    if importlib.util.find_spec("pyopenjtalk") is None:
        raise MissingExtra("The Japanese voice", "ja")


def _count_phones(phonemes: Sequence[str]) -> int:
    return sum(phoneme not in ("pau", "sil") for phoneme in phonemes)


def _symbol(label: str) -> str:
    """The phone of a full-context label; "" for a pause."""
    match = _PHONE.search(label)
    return from_openjtalk(match[1]) if match else ""


def _library() -> ModuleType:
    """pyopenjtalk, whose first import prints advice: that is kept off the standard output."""
    with _IMPORT:
        quiet = sys.stdout = _Hush(sys.stdout)
        try:
            return importlib.import_module("pyopenjtalk")
        finally:
            if sys.stdout is quiet:
                sys.stdout = quiet.stream


class _Hush(io.TextIOBase):
    """A stream that drops what this thread writes and passes on what others do.

    Redirecting would silence them too.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._thread = threading.get_ident()

    def write(self, text: str) -> int:
        return len(text) if threading.get_ident() == self._thread else self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()


def _stretches(
    take: Take,
    symbols: Sequence[str],
    script: Script,
    spans: Sequence[tuple[int, int, int]],
    tract: float,
) -> Iterator[Sound]:
    """Hand the take on bit by bit, with its silent ends cut off."""
    tap = _Tap(take, tract)
    edges = np.concatenate([[0], take.ends]) / tap.rate
    spoken = [i for i, symbol in enumerate(symbols) if symbol]
    # An initial plosive is silent before it bursts, and silence costs reaction time: begin where
    # sound does.
    first = float(edges[spoken[0]])
    held = tap.until(first + _FIRST_STRETCH)
    heard = np.flatnonzero(np.abs(held[int(first * SAMPLE_RATE) :]) > sound.AUDIBLE)
    onset = float(heard[0]) / SAMPLE_RATE if heard.size else 0.0
    begin = max(0.0, first + onset - LEAD)
    phones = [
        Phone(symbols[i], max(0.0, float(edges[i]) - begin), float(edges[i + 1]) - begin)
        for i in spoken
    ]
    words = _words(script, spans, phones)
    held = sound.fade(held[round(begin * SAMPLE_RATE) :], start=0.003)
    size = round((edges[spoken[-1] + 1] + _RING - begin) * SAMPLE_RATE)
    length, sent = _FIRST_STRETCH, 0
    while sent < size:
        last = sent + len(held) >= size
        pcm = sound.fade(held[: size - sent], end=0.02) if last else held
        low, high = sent / SAMPLE_RATE, (sent + len(pcm)) / SAMPLE_RATE if not last else np.inf
        yield Sound(
            pcm,
            tuple(phone for phone in phones if low <= phone.start < high),
            tuple(word for word in words if low <= word.start < high),
        )
        sent += len(pcm)
        if last or tap.is_dry:
            return
        length *= _GROWTH
        held = tap.until(tap.time + length)


class _Tap:
    """A take, read at the rate that scales its vocal tract and brought to SAMPLE_RATE."""

    def __init__(self, take: Take, tract: float) -> None:
        self.rate = take.rate * tract
        self._take = take
        self._length = int(take.ends[-1])
        self._taken = 0
        self._stream = soxr.ResampleStream(self.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")

    @property
    def time(self) -> float:
        """Seconds read so far."""
        return self._taken / self.rate

    @property
    def is_dry(self) -> bool:
        """Whether all has been read."""
        return self._taken >= self._length

    def until(self, seconds: float) -> sound.Pcm:
        """What comes next, up to a time from the take's start."""
        stop = round(min(seconds, self._length / self.rate) * self.rate)
        start, self._taken = self._taken, stop
        made = _sound(self._take.read(start, stop), self._take.rate)
        return np.asarray(self._stream.resample_chunk(made, last=self.is_dry), np.float32)


def _sound(made: F32, rate: int) -> F32:
    """The samples without what is no voice: HTS_Engine's filter bursts where one vowel follows
    itself ("ええええ"), into anything up to infinity. Such bursts become silence.
    """
    burst = ~(np.abs(made) <= _LOUDEST)  # NaN is neither
    if not burst.any():
        return made
    near = np.ones(2 * int(_NEAR * rate) + 1)
    burst = np.convolve(burst, near, "same") > 0.5
    share = 1 - np.convolve(burst, near / len(near), "same")
    return np.where(burst, 0, made * share).astype(np.float32)


def _words(
    script: Script, spans: Sequence[tuple[int, int, int]], phones: Sequence[Phone]
) -> tuple[Timing, ...]:
    """Times of the morphemes (script start, end, number of phones): they take phones in order."""
    out: list[tuple[int, int, float, float]] = []
    at = 0
    for start, end, count in spans:
        said = phones[at : at + count]
        at += count
        if said:
            out.append((start, end, said[0].start, said[-1].end))
    return timings(script, out)
