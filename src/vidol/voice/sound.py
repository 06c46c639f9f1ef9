"""Finishing the sound of the engines: rate, pitch measurement, tone, level, joins.

Plain numpy and soxr. The finish is linear and fixed for a voice (its gain is calibrated once), so
pieces join without steps in level.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import soxr

from vidol.core.arrays import F32, F64
from vidol.core.speech import SAMPLE_RATE

Pcm = F32

LEVEL: Final = 0.11
"""RMS of speech (K-weighted, pauses gated out) that every voice is brought to: about -19 dBFS."""

PEAK: Final = 0.97
AUDIBLE: Final = 0.008
"""Where an engine's sound counts as begun: about -42 dBFS."""

_KNEE: Final = 0.70
# A few early reflections of a small furnished room: delay in seconds, gain.
_REFLECTIONS: Final = (
    (0.0061, 0.055), (0.0113, -0.045), (0.0174, 0.035), (0.0239, -0.025), (0.0297, 0.018),
)  # fmt: skip
_WINDOW: Final = 256
_HOP: Final = 64


def resample(pcm: Pcm, rate: float) -> Pcm:
    """`pcm` at `rate` Hz brought to SAMPLE_RATE.

    A rate that differs from the true one shifts formants and pitch together.
    """
    return np.asarray(soxr.resample(pcm, rate, SAMPLE_RATE, quality="HQ"), np.float32)


def median_pitch(pcm: Pcm, rate: int, low: float = 60.0, high: float = 520.0) -> float:
    """Median F0 in Hz of the voiced frames; 0 when nothing is voiced."""
    track = pitch_track(pcm, rate, low, high)
    voiced = track[track > 0]
    return float(np.median(voiced)) if voiced.size else 0.0


def pitch_track(pcm: Pcm, rate: int, low: float = 60.0, high: float = 520.0) -> F64:
    """F0 in Hz every 10 ms (40 ms windows), 0 where unvoiced.

    By normalised autocorrelation (Boersma 1993).
    """
    size, hop = int(0.04 * rate), int(0.01 * rate)
    if len(pcm) < size:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(pcm, size)[::hop] * np.hanning(size)
    loud = np.sqrt(np.mean(frames**2, axis=1))
    correlation = np.fft.irfft(np.abs(np.fft.rfft(frames, 2 * size)) ** 2)[:, :size]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(size), 2 * size)) ** 2)[:size]
    normal = correlation / np.maximum(correlation[:, :1], 1e-9) / (window / window[0] + 1e-2)
    shortest, longest = int(rate / high), min(int(rate / low), size * 2 // 3)
    area = normal[:, shortest:longest]
    best = area.max(1)
    # The shortest lag that is nearly as good as the best: guards against reading an octave too low.
    rising = area[:, 1:-1] >= np.maximum(area[:, :-2], area[:, 2:])
    near = rising & (area[:, 1:-1] > 0.9 * best[:, None])
    lag = shortest + 1 + np.argmax(near, axis=1)
    voiced = (best > 0.55) & near.any(1) & (loud > 0.1 * max(float(loud.max()), 1e-4))
    return np.where(voiced, rate / lag, 0.0)


def level(pcm: Pcm) -> float:
    """K-weighted RMS of the loud part of `pcm`: frames within 20 dB of its loudest.

    After the gating of ITU-R BS.1770.
    """
    frames = len(pcm) // 960
    if not frames:
        return 0.0
    spectrum = np.fft.rfft(pcm)
    weighted = np.fft.irfft(spectrum * _k_weighting(len(pcm)), len(pcm))
    power = np.mean(weighted[: frames * 960].reshape(frames, 960) ** 2, axis=1)
    return float(np.sqrt(np.mean(power[power >= 0.01 * power.max()])))


def _k_weighting(size: int) -> F64:
    """Magnitude of the K filter: +4 dB above 1.7 kHz, rolled off below 60 Hz."""
    f = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    shelf = (1 + 1.585 * (f / 1700) ** 2) / (1 + (f / 1700) ** 2)
    cut = (f / 60) ** 2 / (1 + (f / 60) ** 2)
    return np.asarray(shelf * cut)


@lru_cache(32)
def _tone_filter(dullness: float) -> F64:
    """Minimum-phase FIR: nothing rings before a consonant, and no delay is added."""
    size = 2048
    f = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    slope = np.log2(np.maximum(f, 1.0) / 2500.0) / np.log2(8000 / 2500)
    shelf = -dullness * np.clip(slope, 0.0, 1.4)
    rumble = 10 * np.log10((f / 70) ** 4 / (1 + (f / 70) ** 4) + 1e-4)
    log_magnitude = (shelf + rumble) * np.log(10) / 20
    cepstrum = np.fft.irfft(log_magnitude)
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    direct = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[:512]
    direct[256:] *= np.hanning(512)[256:]
    room = np.zeros(int(0.034 * SAMPLE_RATE))
    room[: len(direct)] = direct
    for delay, gain in _REFLECTIONS:
        at = int(delay * SAMPLE_RATE)
        length = min(64, len(room) - at)
        room[at : at + length] += gain * direct[:length]
    return room


class Colour:
    """The tone of a voice, for sound that comes bit by bit.

    What went before is kept, so bits join as if they were whole.

    breathiness 0..1: phases above about 2.5 kHz are blended with random ones frame by frame, which
    keeps the spectrum of every moment (vowel and consonant stay what they are) and takes the buzz
    out of a pulse-driven synthesiser. dullness: dB taken at 8 kHz (4 takes the edge off a formant
    synthesiser), together with a little of a room.
    """

    def __init__(self, breathiness: float, dullness: float) -> None:
        self._taps = _tone_filter(round(dullness, 2)) if dullness else None
        self._past = np.zeros(0 if self._taps is None else len(self._taps) - 1)
        f = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE)
        noisy = breathiness * np.clip((f - 2000) / 4000, 0.0, 1.0)
        # Overlapped frames with random phases lose power to one another: the factor makes it up.
        self._keep, self._stir = np.sqrt(1 - noisy), 1.6 * np.sqrt(noisy)
        self._random = np.random.Generator(np.random.PCG64(0))
        self._breathy = breathiness > 0
        self._waiting = np.zeros(_WINDOW - _HOP)
        self._sum = np.zeros(_WINDOW - _HOP)
        self._skip = _WINDOW - _HOP  # output before the first sample of the input
        self._owed = 0

    def push(self, pcm: Pcm, *, last: bool = False) -> Pcm:
        """The coloured sound that is ready; with `last` all that is left."""
        ready = self._shade(pcm)
        if self._breathy:
            ready = self._breathe(ready, last=last)
        return ready.astype(np.float32)

    def _shade(self, pcm: Pcm) -> F64:
        if self._taps is None or not len(pcm):
            return pcm.astype(np.float64)
        line = np.concatenate([self._past, pcm])
        size = 1 << (len(line) - 1).bit_length()
        filtered = np.fft.irfft(np.fft.rfft(line, size) * np.fft.rfft(self._taps, size), size)
        kept = len(self._past)
        self._past = line[len(line) - kept :]
        return filtered[kept : len(line)]

    def _breathe(self, pcm: F64, *, last: bool) -> F64:
        """Overlap-add of short frames, quarter by quarter of a window."""
        self._owed += len(pcm)
        line = np.concatenate([self._waiting, pcm, np.zeros(_WINDOW if last else 0)])
        count = (len(line) - _WINDOW) // _HOP + 1
        if count <= 0:
            self._waiting = line
            return np.zeros(0)
        window = np.sqrt(np.hanning(_WINDOW + 1)[:-1])
        frames = np.lib.stride_tricks.sliding_window_view(line, _WINDOW)[: count * _HOP : _HOP]
        spectrum = np.fft.rfft(frames * window)
        turns = np.exp(2j * np.pi * self._random.random(spectrum.shape))
        spectrum *= self._keep + self._stir * turns
        frames = np.fft.irfft(spectrum, _WINDOW) * (window * 2 * _HOP / _WINDOW)
        out = np.zeros((count - 1) * _HOP + _WINDOW)
        out[: len(self._sum)] = self._sum
        for lane in range(_WINDOW // _HOP):
            part = frames[lane :: _WINDOW // _HOP]
            out[lane * _HOP : lane * _HOP + part.size] += part.ravel()
        ready = count * _HOP
        self._waiting, self._sum = line[ready:], out[ready:]
        skipped = min(self._skip, ready)
        self._skip -= skipped
        done = out[skipped:ready]
        if last:
            done = done[: self._owed]
        self._owed -= len(done)
        return done


def limit(pcm: Pcm) -> Pcm:
    """Bend peaks above the knee towards PEAK, never beyond; sample by sample, so nothing pumps."""
    size = np.abs(pcm)
    over = size > _KNEE
    if not over.any():
        return pcm
    out = pcm.copy()
    room = PEAK - _KNEE
    out[over] = np.sign(pcm[over]) * (_KNEE + room * np.tanh((size[over] - _KNEE) / room))
    return out


def fade(pcm: Pcm, *, start: float = 0.0, end: float = 0.0) -> Pcm:
    """Raise the beginning and lower the end over `start` and `end` seconds."""
    out = pcm.copy()
    for seconds, where in ((start, slice(None)), (end, slice(None, None, -1))):
        n = min(len(out), int(seconds * SAMPLE_RATE))
        if n:
            view = out[where]
            view[:n] *= np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
    return out
