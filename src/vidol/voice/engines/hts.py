"""HTS_Engine through ctypes: HMM speech synthesis from full-context labels, with the exact duration of every phone.

The library is the one inside pyopenjtalk-plus (its extension module carries HTS_Engine and exports it). Where a
platform hides the symbols, `open_hts` gives a slower engine on pyopenjtalk's own class which is exact too: at the
voice's own speed a phone's duration depends on its own label alone, so a label synthesised by itself is as long as the phone.

Not here: text to labels (vidol.voice.engines.openjtalk).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

_LF0_STREAM: Final = 1
_ENGINE_BYTES: Final = 1 << 14  # sizeof(HTS_Engine) is below 1 kB; generous, because the header is not at hand
_HEADROOM: Final = 9.0  # dB kept free above the voice, which is louder than 16 bits at some pitches


@dataclass(frozen=True, slots=True)
class Render:
    """Sound of a run of labels.

    pcm: (samples,) float32, about -1..1, at `rate` Hz. ends: (labels,) int64, the sample at which each label's phone ends.
    """

    pcm: NDArray[np.float32]
    rate: int
    ends: NDArray[np.int64]


class Hts(Protocol):
    """What turns full-context labels into sound."""

    flexible: bool
    """Whether `speed` and `spread` are obeyed."""

    def render(self, labels: Sequence[str], *, speed: float, semitones: float, spread: float) -> Render:
        """Synthesise `labels`: `speed` a factor, `semitones` above the voice's own pitch, `spread` a factor on its intonation."""
        ...


class NativeHts:
    """HTS_Engine driven call by call, so that durations can be read and pitch can be shaped between the steps."""

    flexible = True

    def __init__(self, library: str, voice: str) -> None:
        self._lib = _bind(library)
        self._engine = ctypes.create_string_buffer(_ENGINE_BYTES)
        self._lib.HTS_Engine_initialize(self._engine)
        voices = (ctypes.c_char_p * 1)(voice.encode())
        if not self._lib.HTS_Engine_load(self._engine, voices, 1):
            raise OSError(f"HTS_Engine cannot load the voice {voice}")
        self._lib.HTS_Engine_set_volume(self._engine, -_HEADROOM)
        self._libc = _memory_streams()
        self._rate = int(self._lib.HTS_Engine_get_sampling_frequency(self._engine))
        self._period = int(self._lib.HTS_Engine_get_fperiod(self._engine))
        self._states = int(self._lib.HTS_Engine_get_nstate(self._engine))

    def render(self, labels: Sequence[str], *, speed: float, semitones: float, spread: float) -> Render:
        lib, engine = self._lib, self._engine
        lines = (ctypes.c_char_p * len(labels))(*(label.encode() for label in labels))
        # Speed through the frame period keeps every phone's share of the time; HTS's own speed squeezes some to nothing.
        period = max(1, round(self._period / speed))
        lib.HTS_Engine_set_fperiod(engine, period)
        lib.HTS_Engine_add_half_tone(engine, semitones)
        try:
            if not lib.HTS_Engine_generate_state_sequence_from_strings(engine, lines, len(labels)):
                raise OSError("HTS_Engine refused the labels")
            if spread != 1.0:
                self._spread(spread)
            if not (lib.HTS_Engine_generate_parameter_sequence(engine) and lib.HTS_Engine_generate_sample_sequence(engine)):
                raise OSError("HTS_Engine could not synthesise")
            frames = [sum(lib.HTS_Engine_get_state_duration(engine, i * self._states + s) for s in range(self._states)) for i in range(len(labels))]
            ends = np.cumsum(np.array(frames, np.int64)) * period
            pcm = self._samples()
        finally:
            lib.HTS_Engine_refresh(engine)
        return Render(pcm, self._rate, ends)

    def _samples(self) -> NDArray[np.float32]:
        """The generated sound. HTS_Engine gives samples one call at a time, which takes as long as making them; or as 16-bit
        samples to a C file, for which a stream in memory is 20 times faster.
        """
        lib, engine, libc = self._lib, self._engine, self._libc
        if libc is None:
            count = int(lib.HTS_Engine_get_nsamples(engine))
            pcm = np.fromiter((lib.HTS_Engine_get_generated_speech(engine, i) for i in range(count)), np.float64, count)
        else:
            memory, size = ctypes.c_void_p(), ctypes.c_size_t()
            stream = libc.open_memstream(ctypes.byref(memory), ctypes.byref(size))
            if not stream:
                raise MemoryError
            lib.HTS_Engine_save_generated_speech(engine, stream)
            libc.fclose(stream)
            pcm = np.frombuffer(ctypes.string_at(memory, size.value), np.int16).astype(np.float64)
            libc.free(memory)
        return np.asarray(pcm * (10 ** (_HEADROOM / 20) / 32768.0), np.float32)

    def _spread(self, spread: float) -> None:
        """Scale log-F0 around its mean over the voiced states of the sequence that was just generated."""
        lib, engine = self._lib, self._engine
        total = int(lib.HTS_Engine_get_total_state(engine))
        means = np.array([lib.HTS_Engine_get_state_mean(engine, _LF0_STREAM, s, 0) for s in range(total)])
        voiced = np.flatnonzero(means > 1.0)  # natural log of Hz; unvoiced states hold values far below
        if not voiced.size:
            return
        middle = float(np.median(means[voiced]))
        for s in voiced:
            lib.HTS_Engine_set_state_mean(engine, _LF0_STREAM, int(s), 0, middle + (means[s] - middle) * spread)


class PlainHts:
    """The same sound through pyopenjtalk's class, without control of speed and intonation."""

    flexible = False

    def __init__(self, voice: str) -> None:
        from pyopenjtalk.htsengine import HTSEngine

        self._engine = HTSEngine(voice.encode())
        self._rate = int(self._engine.get_sampling_frequency())

    def render(self, labels: Sequence[str], *, speed: float, semitones: float, spread: float) -> Render:
        ends = np.cumsum([len(self._synthesize([label], 0.0)) for label in labels])
        return Render(self._synthesize(labels, semitones), self._rate, ends.astype(np.int64))

    def _synthesize(self, labels: Sequence[str], semitones: float) -> NDArray[np.float32]:
        self._engine.set_speed(1.0)
        self._engine.add_half_tone(semitones)
        return np.asarray(self._engine.synthesize(list(labels)) / 32768.0, np.float32)


def open_hts(*, native: bool = True) -> Hts:
    """The engine with the "Mei" voice that pyopenjtalk-plus carries; native=False forces the fallback.

    Raises ImportError when pyopenjtalk-plus is not installed.
    """
    import pyopenjtalk
    import pyopenjtalk.htsengine

    voice = pyopenjtalk.DEFAULT_HTS_VOICE.decode()
    if native:
        try:
            return NativeHts(pyopenjtalk.htsengine.__file__, voice)
        except (OSError, AttributeError):
            pass  # the symbols are hidden on this platform
    return PlainHts(voice)


def _memory_streams() -> Any:
    """The C library if it has open_memstream (Linux, macOS), else None."""
    try:
        libc = ctypes.CDLL(None)
        libc.open_memstream.restype = ctypes.c_void_p
        libc.fclose.argtypes = [ctypes.c_void_p]
        libc.free.argtypes = [ctypes.c_void_p]
    except (OSError, AttributeError, TypeError):
        return None
    return libc


def _bind(library: str) -> Any:
    """The library with the argument and result types of the calls used here (HTS_Engine API 1.10)."""
    lib = ctypes.CDLL(library)
    p, size, real, flag = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_double, ctypes.c_char
    strings = ctypes.POINTER(ctypes.c_char_p)
    table: dict[str, tuple[Any, list[Any]]] = {
        "initialize": (None, [p]),
        "load": (flag, [p, strings, size]),
        "get_sampling_frequency": (size, [p]),
        "get_fperiod": (size, [p]),
        "set_fperiod": (None, [p, size]),
        "get_nstate": (size, [p]),
        "add_half_tone": (None, [p, real]),
        "generate_state_sequence_from_strings": (flag, [p, strings, size]),
        "generate_parameter_sequence": (flag, [p]),
        "generate_sample_sequence": (flag, [p]),
        "get_total_state": (size, [p]),
        "get_state_duration": (size, [p, size]),
        "get_state_mean": (real, [p, size, size, size]),
        "set_state_mean": (None, [p, size, size, size, real]),
        "get_nsamples": (size, [p]),
        "get_generated_speech": (real, [p, size]),
        "save_generated_speech": (None, [p, p]),
        "set_volume": (None, [p, real]),
        "refresh": (None, [p]),
    }
    for name, (result, arguments) in table.items():
        function = getattr(lib, f"HTS_Engine_{name}")
        function.restype, function.argtypes = result, arguments
    return lib
