"""When each phone of a recording is said, from its transcript.

The embedded voice reads the transcript and knows its phone times exactly; dynamic time warping of
mel cepstra carries them over to the recording (Malfrère and Dutoit 1997). No trained weights.
Pauses that the speaker makes between words are allowed for.

Not here: finding out what was said. A wrong transcript gives wrong times, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np

from vidol.core.arrays import F32, F64, I64
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Speech, Utterance, Word
from vidol.voice import sound
from vidol.voice.embedded import EmbeddedVoice
from vidol.voice.profile import VoiceProfile

Features = F32

_HOP: Final = 240  # 10 ms
_WINDOW: Final = 600  # 25 ms
_MELS: Final = 40
_CEPSTRA: Final = 13
_COARSE: Final = 4  # frames averaged into one for the first pass
_COARSE_MOST: Final = 2500
_BAND_SECONDS: Final = 0.8
# Vocal tracts tried for the recording, as factors on frequency.
_WARPS: Final = (0.88, 0.94, 1.0, 1.06, 1.12)
# Of moving on by 0, 1, 2, 3 frames of the reading for one of the recording.
_STEP_COSTS: Final = (0.35, 0.0, 0.25, 0.6)
_SILENT_DB: Final = -42.0  # below the loud parts
_LOUDEST_SILENCE_DB: Final = -22.0
_SHORTEST: Final = 0.15
_FASTEST, _SLOWEST = 1.8, 0.55


@dataclass(frozen=True, slots=True)
class _Reading:
    """The embedded voice's reading of the transcript."""

    pcm: sound.Pcm
    phones: tuple[Phone, ...]
    words: tuple[Word, ...]


def align(
    pcm: F32, transcript: str, language: Language | None = None
) -> tuple[tuple[Phone, ...], tuple[Word, ...]]:
    """Phones and words of `transcript` with their times in the recording.

    pcm: (samples,) at SAMPLE_RATE. language decides what the transcript leaves open. Raises
    InputError when the recording is silent or the transcript has nothing to say, and MissingExtra
    when the transcript's language is not installed.
    """
    pcm = np.asarray(pcm, np.float32)
    speaking = _speech_part(pcm)
    voice = _like(pcm)
    reading = _read(voice, transcript, language, 1.0)
    rate = float(np.clip(len(reading.pcm) / SAMPLE_RATE / speaking, _SLOWEST, _FASTEST))
    if not 0.92 < rate < 1.08:
        reading = _read(voice, transcript, language, rate)
    columns, places = _columns(reading)
    spoken = min(
        (_features(pcm, warp) for warp in _WARPS), key=lambda tried: _coarse_cost(tried, columns)
    )
    path = _warp(spoken, columns)
    return _carry(reading, places, path, len(pcm) / SAMPLE_RATE)


def _speech_part(pcm: sound.Pcm) -> float:
    """Seconds from the first to the last loud frame."""
    frames = len(pcm) // _HOP
    energy = np.sqrt(np.mean(pcm[: frames * _HOP].reshape(frames, _HOP) ** 2, axis=1))
    loud = np.flatnonzero(energy > max(1e-3, 0.03 * float(energy.max(initial=0.0))))
    if loud.size * _HOP < _SHORTEST * SAMPLE_RATE:
        raise InputError(
            "The recording has no speech in it: it is silent or shorter than 0.15 s."
            " Check the file and its level."
        )
    return float(loud[-1] - loud[0] + 1) * _HOP / SAMPLE_RATE


def _like(pcm: sound.Pcm) -> VoiceProfile:
    """A voice of the recording's pitch."""
    pitch = float(np.clip(sound.median_pitch(pcm, SAMPLE_RATE) or 180.0, 80.0, 400.0))
    timbre, tract = ("edward", 0.88) if pitch < 165 else ("f2", 1.0)
    return VoiceProfile.model_validate(
        {"english": timbre, "chinese": timbre, "pitch": pitch, "tract": tract, "breathiness": 0.0}
    )


def _read(
    profile: VoiceProfile, transcript: str, language: Language | None, rate: float
) -> _Reading:
    voice = EmbeddedVoice(profile)
    try:
        parts: list[Speech] = list(voice.render(Utterance(transcript, language, rate)))
        for missing in {"zh", "ja", "en"} - set(voice.available()):
            if any(part.unspoken for part in parts):
                voice.require(missing)  # type: ignore[arg-type]
    finally:
        voice.stop()
    phones = tuple(chain.from_iterable(part.phones for part in parts))
    if not phones:
        raise InputError(
            f"The transcript {transcript[:40]!r} has no words that the embedded voice can read."
        )
    words = tuple(chain.from_iterable(part.words for part in parts))
    return _Reading(np.concatenate([part.pcm for part in parts]), phones, words)


def _columns(reading: _Reading) -> tuple[Features, I64]:
    """The reading's frames with a silent one before each word, where the speaker may pause.

    Returns (columns, features) and places: for each frame of the reading its column (one more than
    frames).
    """
    frames = _features(reading.pcm, 1.0)
    silent = np.zeros(frames.shape[1], np.float32)
    silent[-1] = _normal_energy(np.array([-60.0]))[0]
    pauses = [*(word.start for word in reading.words), reading.phones[-1].end]
    starts = np.unique([round(time * SAMPLE_RATE / _HOP) for time in pauses])
    starts = np.unique(np.clip(starts, 0, len(frames)))
    before = np.zeros(len(frames) + 1, np.int64)
    before[starts] = 1
    places = np.arange(len(frames) + 1) + np.cumsum(before)
    columns = np.tile(silent, (len(frames) + len(starts), 1))
    columns[places[:-1]] = frames
    return columns, places


def _features(pcm: sound.Pcm, warp: float) -> Features:
    """(frames, 2 * 13): cepstra 1..12 with their deltas, normalised over speech; energy last."""
    padded = np.pad(pcm, (_WINDOW // 2, _WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)
    frames = windows[::_HOP][: max(1, len(pcm) // _HOP)]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32), 1024)) ** 2
    mel = np.log(power @ _mel_bank(warp).T + 1e-6)
    cepstra = mel @ _dct().T
    energy = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-9)
    energy = energy - np.percentile(energy, 95)
    # Silence is what lies near the recording's own floor, if that is well below its speech.
    speech = energy > np.clip(np.percentile(energy, 3) + 6.0, _SILENT_DB, _LOUDEST_SILENCE_DB)
    use = speech if speech.sum() > 20 else np.ones(len(energy), bool)
    cepstra = (cepstra - cepstra[use].mean(0)) / (cepstra[use].std(0) + 1e-3)
    delta = _delta(cepstra)
    delta /= delta[use].std(0) + 1e-3
    loud = _normal_energy(np.where(speech, energy, -60.0))
    # What a silent frame's spectrum is does not matter: only that it is silent.
    cepstra[~speech] = delta[~speech] = 0.0
    out = np.concatenate([cepstra, 0.6 * delta, 0.5 * _delta(loud[:, None]), loud[:, None]], axis=1)
    return np.ascontiguousarray(out, np.float32)


def _normal_energy(decibels: F64) -> F64:
    """Energy below the loud parts, -60..0 dB, on the scale of the cepstra."""
    return np.asarray(np.clip(decibels, -60.0, 0.0) / 10.0)


def _delta(x: F64) -> F64:
    padded = np.pad(x, ((2, 2), (0, 0)), mode="edge")
    return np.asarray((padded[3:-1] - padded[1:-3] + 2 * (padded[4:] - padded[:-4])) / 10.0)


@lru_cache(8)
def _mel_bank(warp: float) -> F64:
    """(40, 513) triangles from 80 Hz to 8 kHz; warp scales the frequencies they stand on."""
    top, bottom = 2595 * np.log10(1 + 8000 / 700), 2595 * np.log10(1 + 80 / 700)
    edges = 700 * (10 ** (np.linspace(bottom, top, _MELS + 2) / 2595) - 1) * warp
    f = np.fft.rfftfreq(1024, 1 / SAMPLE_RATE)
    rise = (f - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - f) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0.0, np.minimum(rise, fall)))


@lru_cache(1)
def _dct() -> F64:
    k, n = np.arange(1, _CEPSTRA)[:, None], np.arange(_MELS)[None]
    return np.asarray(np.cos(np.pi * k * (n + 0.5) / _MELS) * np.sqrt(2.0 / _MELS))


def _pool(features: Features, by: int) -> Features:
    count = -(-len(features) // by)
    padded = np.pad(features, ((0, count * by - len(features)), (0, 0)), mode="edge")
    return np.asarray(padded.reshape(count, by, -1).mean(1), np.float32)


def _factor(spoken: Features, columns: Features) -> int:
    return max(_COARSE, -(-max(len(spoken), len(columns)) // _COARSE_MOST))


def _coarse_cost(spoken: Features, columns: Features) -> float:
    by = 2 * _factor(spoken, columns)
    return _path(_pool(spoken, by), _pool(columns, by), None)[1]


def _warp(spoken: Features, columns: Features) -> I64:
    """For each frame of the recording the column it falls on.

    A coarse pass over everything, then a fine one near it.
    """
    by = _factor(spoken, columns)
    coarse, _ = _path(_pool(spoken, by), _pool(columns, by), None)
    centre = (by - 1) / 2
    known = np.arange(len(coarse)) * by + centre
    middle = np.interp(np.arange(len(spoken)), known, coarse * by + centre)
    half = int(max(_BAND_SECONDS * SAMPLE_RATE / _HOP, 6 * by))
    return _path(spoken, columns, (np.round(middle).astype(np.int64), half))[0]


def _path(a: Features, b: Features, band: tuple[I64, int] | None) -> tuple[I64, float]:
    """The cheapest monotone map of rows of `a` to rows of `b`, and its mean cost.

    Each row of a moves on by 0 to 3 rows of b, so a row depends on the one before alone and is
    computed at once. band: for each row of a the middle of what is looked at, and its half width.
    """
    n, m = len(a), len(b)
    lows, width = _window(band, n, m)
    squares = (b * b).sum(1)

    def distances(i: int) -> F64:
        """From row i of a to the rows of b in its window."""
        seen = slice(lows[i], lows[i] + width)
        squared = squares[seen] + a[i] @ a[i] - 2 * b[seen] @ a[i]
        return np.asarray(np.sqrt(np.maximum(0, squared)))

    back = np.zeros((n, width), np.int8)
    total = np.full(width, np.inf, np.float64)
    # The path begins within the first columns: what is left out there was not said.
    total[: max(1, min(width, 4 - int(lows[0])))] = 0.0
    total += distances(0)
    for i in range(1, n):
        stepped = _stepped(total, int(lows[i] - lows[i - 1]))
        back[i] = np.argmin(stepped, axis=0)
        total = stepped[back[i], np.arange(width)] + distances(i)
    end = width - 1 if np.isfinite(total[-1]) else int(np.flatnonzero(np.isfinite(total))[-1])
    cost = float(total[end]) / n
    path = np.empty(n, np.int64)
    column = end + int(lows[-1])
    for i in range(n - 1, -1, -1):
        path[i] = column
        column -= int(back[i, column - int(lows[i])])
    return path, cost


def _window(band: tuple[I64, int] | None, n: int, m: int) -> tuple[I64, int]:
    """The first of the columns that each row looks at, and how many these are."""
    if band is None:
        return np.zeros(n, np.int64), m
    middle, half = band
    width = min(m, 2 * half + 1)
    lows = np.maximum.accumulate(np.clip(middle - half, 0, max(0, m - 1)))
    return np.minimum(lows, max(0, m - width)), width


def _stepped(total: F64, shift: int) -> F64:
    """(4, width): the cost of reaching each column by steps of 0 to 3.

    `total` is what the columns cost before; the window has moved on by `shift` since.
    """
    width = len(total)
    stepped = np.full((len(_STEP_COSTS), width), np.inf)
    for step, cost in enumerate(_STEP_COSTS):
        # Column c is reached from what was column c + shift - step.
        first, last = max(0, step - shift), min(width, width + step - shift)
        if first < last:
            stepped[step, first:last] = total[first + shift - step : last + shift - step] + cost
    return stepped


def _carry(
    reading: _Reading, places: I64, path: I64, duration: float
) -> tuple[tuple[Phone, ...], tuple[Word, ...]]:
    """The reading's phones and words at the times at which the recording passes their columns."""

    def when(time: float, *, end: bool) -> float:
        frame = time * SAMPLE_RATE / _HOP
        whole = int(np.clip(np.floor(frame + 0.5), 0, len(places) - 1))
        # A word ends where the pause put in after it begins, and begins where that pause is over.
        column = places[whole - 1] + 1 if end and whole else places[whole]
        return float(min(duration, np.searchsorted(path, column) * _HOP / SAMPLE_RATE))

    def between(start: float, finish: float) -> tuple[float, float]:
        begin = when(start, end=False)
        return begin, max(begin, when(finish, end=True))

    phones = [Phone(p.symbol, *between(p.start, p.end)) for p in reading.phones]
    words = [Word(w.text, w.offset, w.length, *between(w.start, w.end)) for w in reading.words]
    return tuple(_apart(phones)), tuple(words)


def _apart(phones: Sequence[Phone]) -> list[Phone]:
    """Phones that the path rushed through get a moment each, taken from the one before or after."""
    least = 0.01
    starts = np.array([p.start for p in phones])
    ends = np.array([p.end for p in phones])
    for i in range(1, len(phones)):
        starts[i] = max(starts[i], starts[i - 1] + least)
    ends = np.maximum(ends, starts + least)
    ends[:-1] = np.minimum(ends[:-1], np.maximum(starts[1:], starts[:-1] + least))
    symbols = [p.symbol for p in phones]
    return [Phone(*phone) for phone in zip(symbols, starts.tolist(), ends.tolist(), strict=True)]
