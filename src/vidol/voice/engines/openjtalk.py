"""Japanese: OpenJTalk reads the text and marks its accents, HTS_Engine speaks it with the "Mei" voice.

A sentence is read whole, so that its melody is whole, but synthesised in stretches with a few phones of overlap: the first
sound comes after the first stretch. "Mei" is by the MMDAgent project team, Nagoya Institute of Technology (CC BY 3.0).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import itertools
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from vidol.core.errors import MissingExtra
from vidol.core.speech import SAMPLE_RATE, Phone
from vidol.voice import sound
from vidol.voice.engines.base import LEAD, Manner, Script, Sound, timings
from vidol.voice.engines.hts import Hts, Render, open_hts
from vidol.voice.languages.base import Spoken
from vidol.voice.phones import from_openjtalk

_PHONE: Final = re.compile(r"-(.*?)\+")
_BASE_PITCH: Final = 350.0  # Mei's median F0, Hz (measured over 20 sentences of the ITA corpus)
_NATURAL_SPEED: Final = 1.0
_FIRST_STRETCH: Final = 12  # phones; later ones are longer, as there is sound to hide behind
_GROWTH: Final = 2.5
_OVERLAP: Final = 3
_SOFT_STARTS: Final = frozenset({"pau", "k", "ky", "t", "ts", "s", "sh", "ch", "p", "py", "h", "hy", "f", "cl"})
_FADE: Final = 0.004


class Japanese:
    """The engine of Japanese.

    Raises MissingExtra when pyopenjtalk-plus is not installed.
    """

    def __init__(self, *, native: bool = True) -> None:
        if importlib.util.find_spec("pyopenjtalk") is None:
            raise MissingExtra("The Japanese voice", "ja")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):  # it chats about options
            import pyopenjtalk
        self._openjtalk: Any = pyopenjtalk
        self._hts: Hts = open_hts(native=native)
        self._lock = threading.Lock()

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        script = Script(words)
        labels = list(self._openjtalk.extract_fullcontext(script.text, predict_nani=False))
        symbols = [m[1] if (m := _PHONE.search(label)) else "sil" for label in labels]
        if not any(from_openjtalk(s) for s in symbols):
            return
        morphemes = self._openjtalk.g2p_mapping(script.text, predict_nani=False)
        spans = [(m["char_span"], sum(p not in ("pau", "sil") for p in m["phonemes"])) for m in morphemes]
        yield from self._stretches(labels, symbols, _Words(script, spans), manner)

    def close(self) -> None:
        """Nothing to release: the dictionary is shared by all voices."""

    def _stretches(self, labels: list[str], symbols: list[str], words: _Words, manner: Manner) -> Iterator[Sound]:
        held = np.zeros(0, np.float32)
        at = -1.0  # when label `begin` starts, from the start of the piece; unknown until the leading silence is
        cuts = _cuts(symbols)
        for begin, end in itertools.pairwise(cuts):
            low, high = max(0, begin - (_OVERLAP if begin else 0)), min(len(labels), end + (_OVERLAP if end < len(labels) else 0))
            render = self._render(labels[low:high], manner)
            rate = render.rate * manner.tract
            edges = np.concatenate([[0], render.ends]) / rate  # seconds, of labels low..high
            pcm = sound.resample(render.pcm, rate)
            if begin == 0:
                first = next(i for i, s in enumerate(symbols) if from_openjtalk(s))
                at = LEAD - float(_first_sound(pcm, edges[first]))
            shift = at - edges[begin - low]  # from the render's time to the piece's
            phones = _phones(symbols[begin:end], edges[begin - low : end - low + 1] + shift)
            start = 0.0 if begin == 0 else edges[begin - low] - _FADE
            last = end == len(labels)
            stop = (phones[-1].end - shift + 0.02) if last and phones else edges[end - low] - _FADE
            cut = pcm[round((max(0.0, start - at) if begin == 0 else start) * SAMPLE_RATE) : round(stop * SAMPLE_RATE)]
            cut = sound.fade(cut, start=0.003 if begin == 0 else 0.0, end=0.015 if last else 0.0)
            if len(held):
                cut = cut.copy()
                n = min(len(held), len(cut))
                ramp = np.linspace(0, 1, n, dtype=np.float32)
                cut[:n] = cut[:n] * ramp + held[:n] * (1 - ramp)
            held = pcm[round(stop * SAMPLE_RATE) : round((stop + 2 * _FADE) * SAMPLE_RATE)] if not last else held
            yield Sound(cut, phones, words.take(phones))
            at += float(edges[end - low] - edges[begin - low])

    def _render(self, labels: list[str], manner: Manner) -> Render:
        semitones = 12 * np.log2(manner.pitch / manner.tract / _BASE_PITCH)
        speed = _NATURAL_SPEED * manner.rate / manner.tract
        with self._lock:
            return self._hts.render(labels, speed=speed, semitones=float(semitones), spread=manner.spread)


class _Words:
    """Hands out words as their phones come by."""

    def __init__(self, script: Script, spans: Sequence[tuple[tuple[int, int], int]]) -> None:
        self._script = script
        self._left: list[tuple[int, int, int]] = []
        reached = -1
        for (a, b), count in spans:
            if not count:
                continue
            low, high = script.place(a, b)
            # The same original text, e.g. a number said in several words, is one.
            first, _, before = self._left.pop() if low < reached and self._left else (a, b, 0)
            self._left.append((first, b, before + count))
            reached = max(reached, high)
        self._pending: list[Phone] = []

    def take(self, phones: Sequence[Phone]) -> tuple[Any, ...]:
        """The words that start in `phones`; a word cut by the end of a stretch is told when its last phone is here."""
        self._pending += phones
        done: list[tuple[int, int, float, float]] = []
        while self._left and len(self._pending) >= self._left[0][2]:
            a, b, count = self._left.pop(0)
            said, self._pending = self._pending[:count], self._pending[count:]
            done.append((a, b, said[0].start, said[-1].end))
        return timings(self._script, done)


def _cuts(symbols: Sequence[str]) -> list[int]:
    """Label indices at which to cut: at a voiceless sound or a pause near the wished length, where a seam is not heard."""
    cuts = [0]
    length = float(_FIRST_STRETCH)
    while len(symbols) - cuts[-1] > length * 1.6:
        wish = cuts[-1] + int(length)
        near = sorted(range(wish - 4, wish + 6), key=lambda i: abs(i - wish))
        soft = [i for i in near if cuts[-1] + 4 < i < len(symbols) - 4 and symbols[i] in _SOFT_STARTS]
        cuts.append(soft[0] if soft else wish)
        length *= _GROWTH
    return [*cuts, len(symbols)]


def _phones(symbols: Sequence[str], edges: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[Phone, ...]:
    named = ((from_openjtalk(s), float(edges[i]), float(edges[i + 1])) for i, s in enumerate(symbols))
    return tuple(Phone(symbol, max(0.0, start), end) for symbol, start, end in named if symbol)


def _first_sound(pcm: sound.Pcm, after: float) -> float:
    """Where sound begins at or after `after` seconds: an initial plosive is silent before it bursts."""
    begin = int(after * SAMPLE_RATE)
    heard = np.flatnonzero(np.abs(pcm[begin : begin + SAMPLE_RATE // 5]) > 0.008)
    return after + (heard[0] / SAMPLE_RATE if heard.size else 0.0)
