"""Timed phones to mouth shapes: co-articulation by dominance, with closures that are never missed.

Each phone pulls the mouth to its targets with a dominance that falls off around it (Cohen and
Massaro 1993, "Modeling coarticulation in synthetic visual speech"); the mouth is the weighted mean
of all pulls. Lip closures (p, b, m; f, v) are then laid over it: seen at full strength for at least
40 ms, so that at 30 frames per second one frame always shows them.

The result at a time depends only on phones within HORIZON of it: windows of a stream give what the
whole would give. Not here: the shapes themselves (vidol.core.controls.VISEME_SHAPES) and smiles or
brows, which the show adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vidol.core.arrays import F32, F64
from vidol.core.controls import VISEME_SHAPES, VISEMES
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Phone
from vidol.voice.phones import gesture, targets

Times = F64

HORIZON: Final = 1.0
"""Seconds around a time within which phones must be known for its mouth to be final."""

_LEAD: Final = 0.03  # the mouth is on its way this long before the sound
_EASE: Final = 0.09  # how slowly the mouth closes into a pause and opens out of it
_PAUSE: Final = 0.06  # gaps shorter than this are no pause
_REST_PULL: Final = 0.9
_LET_GO: Final = 0.7
_FAINT: Final = 1e-3  # a pull of everything at rest, so that far from any phone the mouth is shut
# Least time that a closure is shown, s; above one frame at 30 fps.
_HOLD: Final = {"PP": 0.044, "FF": 0.036}
_RAMP: Final = 0.055
_RELEASE: Final = 0.07


def mouth(phones: Sequence[Phone], times: Times) -> F32:
    """Viseme weights (len(times), 15) in the order of VISEMES; each row sums to 1.

    times: ascending seconds. phones: in order of time; gaps between them are pauses. Raises
    InputError when times do not ascend.
    """
    times = np.asarray(times, np.float64)
    if times.size > 1 and np.any(np.diff(times) < 0):
        raise InputError("Times of mouth shapes must ascend: sort them first.")
    blend = _Blend(times)
    rest = targets_of_rest()
    for start, end in _pauses(phones, times):
        blend.pull(rest, start + _EASE / 2, end - _EASE / 2, _REST_PULL, _EASE / 2)
    for phone in phones:
        shape = gesture(phone.symbol)
        rows = targets(phone.symbol)
        # Targets share the phone evenly; each holds over the middle of its share.
        share = (phone.end - phone.start) / len(rows)
        for i, row in enumerate(rows):
            begin = phone.start + i * share - _LEAD
            blend.pull(row, begin + 0.2 * share, begin + 0.85 * share, shape.pull, shape.reach)
    weights: F64 = blend.weights / blend.total[:, None]
    _close(weights, phones, times)
    return weights.astype(np.float32)


def lip_controls(phones: Sequence[Phone], times: Times, loudness: F32 | None = None) -> F32:
    """Control vectors (len(times), channels) that carry the mouth alone: add a face's others.

    loudness: (len(times),) from `loudness`; louder speech opens the mouth a little more. Closures
    are unaffected.
    """
    weights = mouth(phones, times)
    if loudness is not None:
        gain = np.clip(0.78 + 0.34 * np.asarray(loudness, np.float32), 0.78, 1.12)
        vowels = slice(VISEMES.index("aa"), None)
        before = weights[:, vowels].sum(1)
        weights[:, vowels] *= gain[:, None]
        weights[:, 0] = np.maximum(0.0, weights[:, 0] + before - weights[:, vowels].sum(1))
    return np.asarray(np.clip(weights @ VISEME_SHAPES, 0.0, 1.0), np.float32)


def loudness(pcm: F32, times: Times, start: float = 0.0) -> F32:
    """How loud `pcm` is at each time: 0 silent, about 1 at full speech.

    pcm: at SAMPLE_RATE, beginning at `start` seconds.
    """
    power = np.concatenate([[0.0], np.cumsum(np.square(pcm, dtype=np.float64))])
    middle = np.round((np.asarray(times) - start) * SAMPLE_RATE).astype(np.int64)
    half = SAMPLE_RATE // 40
    low, high = (np.clip(middle + d, 0, len(pcm)) for d in (-half, half))
    rms = np.sqrt((power[high] - power[low]) / (2 * half))
    return np.asarray(np.clip(rms / 0.16, 0.0, 1.0), np.float32)


def targets_of_rest() -> F64:
    """(15,) the resting mouth."""
    row = np.zeros(len(VISEMES))
    row[0] = 1.0
    return row


def _pauses(phones: Sequence[Phone], times: Times) -> list[tuple[float, float]]:
    """(start, end) of the silences among phones, with those before and after them."""
    if not phones or not times.size:
        return []
    edges = [float(min(times[0], phones[0].start)) - HORIZON]
    for phone in phones:
        edges += [phone.start, phone.end]
    edges.append(float(max(times[-1], phones[-1].end)) + HORIZON)
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in gaps if end - start > _PAUSE]


class _Blend:
    """What all targets add up to at each time."""

    def __init__(self, times: Times) -> None:
        self.times = times
        self.weights = np.zeros((times.size, len(VISEMES)))
        self.weights[:, 0] = _FAINT
        self.total = np.full(times.size, _FAINT)

    def pull(self, row: F64, low: float, high: float, strength: float, reach: float) -> None:
        """Add one target's dominance.

        It is `strength` from `low` to `high` seconds, and falls as exp(-d / reach) outside.
        """
        if high < low:
            low = high = (low + high) / 2
        first, last = np.searchsorted(self.times, (low - 7 * reach, high + 7 * reach))
        if first == last:
            return
        t = self.times[first:last]
        distance = np.maximum(0.0, np.maximum(low - t, t - high))
        # Shapes are let go faster than they are prepared. The square keeps the curve smooth where
        # it begins to fall.
        scale = np.where(t < low, reach, _LET_GO * reach)
        force = strength * np.exp(-(distance * distance) / (scale * (distance + 0.6 * scale)))
        self.weights[first:last] += force[:, None] * row
        self.total[first:last] += force


def _close(weights: F64, phones: Sequence[Phone], times: Times) -> None:
    """Lay closures over the blend, in place: a smooth ramp in, the hold, a smooth release."""
    steps = np.diff(times)
    frame = float(np.median(steps)) if steps.size else 0.0
    for phone in phones:
        viseme = gesture(phone.symbol).closes
        if not viseme:
            continue
        length = min(phone.end - phone.start, 0.15)
        # Sampling slower than 30 fps widens the hold, so that a frame still falls into it.
        hold = max(_HOLD[viseme], 1.05 * frame if frame < 0.2 else 0.0, 0.6 * length)
        middle = phone.start + 0.45 * length - 0.5 * _LEAD
        low, high = middle - hold / 2, middle + hold / 2
        first, last = np.searchsorted(times, (low - _RAMP, high + _RELEASE))
        if first == last:
            continue
        t = times[first:last]
        rising, falling = (t - low) / _RAMP + 1.0, 1.0 - (t - high) / _RELEASE
        x = np.clip(np.minimum(rising, falling), 0.0, 1.0)
        amount = x * x * (3.0 - 2.0 * x) * (1.0 if viseme == "PP" else 0.9)
        closed = weights[first:last]
        closed *= 1.0 - amount[:, None]
        closed[:, VISEMES.index(viseme)] += amount
