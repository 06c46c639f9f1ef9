"""What the body follows in speech: its loudness, its stressed words, and where phrases begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.arrays import F32
from vidol.core.speech import SAMPLE_RATE, Word

HOP: Final = SAMPLE_RATE // 100
"""Samples per value of loudness: 10 ms."""
PAUSE: Final = 0.16
"""Seconds of silence between words that end a phrase."""
APART: Final = 0.42
"""Seconds between two stresses at least: a head that nods at every word twitches."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """Times in seconds from the start of the sound."""

    loudness: F32
    """(frames,) one per HOP samples, 0 silent .. 1 as loud as this sound gets (95th percentile)."""
    stresses: tuple[tuple[float, float], ...]
    """(time, strength 0..1) of the words that stand out."""
    begins: tuple[float, ...]
    ends: tuple[float, ...]

    def loudness_at(self, seconds: float) -> float:
        """Loudness at a time, 0 outside the sound."""
        at = int(seconds * SAMPLE_RATE / HOP)
        return float(self.loudness[at]) if 0 <= at < len(self.loudness) else 0.0


def read(pcm: F32, words: Sequence[Word]) -> Prosody:
    """Find the prosody of a sound with its words."""
    loudness = _loudness(pcm)
    begins, ends = list[float](), list[float]()
    for before, word in zip([None, *words], words, strict=False):
        if before is None or word.start - before.end > PAUSE:
            begins.append(word.start)
            if before is not None:
                ends.append(before.end)
    if words:
        ends.append(words[-1].end)
    return Prosody(loudness, tuple(_stresses(loudness, words)), tuple(begins), tuple(ends))


def _loudness(pcm: F32) -> F32:
    frames = len(pcm) // HOP
    if frames == 0:
        return np.zeros(0, np.float32)
    power = np.square(pcm[: frames * HOP].reshape(frames, HOP))
    rms = np.sqrt(np.mean(power, axis=1))
    smooth = np.convolve(rms, np.hanning(9)[1:-1] / np.hanning(9).sum(), mode="same")
    top = float(np.percentile(smooth, 95))
    return np.clip(smooth / max(top, 1e-3), 0, 1).astype(np.float32)


def _stresses(loudness: F32, words: Sequence[Word]) -> list[tuple[float, float]]:
    """Words louder than the sentence's middle, the loudest first, at least APART."""
    rate = SAMPLE_RATE / HOP
    peaks = []
    for word in words:
        first = int(word.start * rate)
        part = loudness[first : max(first + 1, int(word.end * rate))]
        if len(part):
            # Longer words carry more weight: "the" is short and loud, but nobody nods at it.
            weight = min(1.0, 0.4 + (word.end - word.start) / 0.4)
            peaks.append((float(part.mean()) * weight, word.start))
    if not peaks:
        return []
    floor = float(np.median([strength for strength, _ in peaks]))
    kept: list[tuple[float, float]] = []
    for strength, start in sorted(peaks, reverse=True):
        at = bisect_left(kept, (start,))
        if strength >= floor and all(
            abs(start - time) >= APART for time, _ in kept[max(0, at - 1) : at + 1]
        ):
            kept.insert(at, (start, min(1.0, 0.35 + strength)))
    return kept
