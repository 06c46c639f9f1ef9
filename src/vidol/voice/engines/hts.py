"""HTS_Engine through ctypes: HMM speech synthesis with the exact duration of every phone.

The library is the one inside pyopenjtalk-plus (its extension module carries HTS_Engine and exports
it). Durations and the melody of a whole sentence take milliseconds; the samples take longest, so a
thread makes them while they are read.

Where a platform hides the symbols, `open_hts` gives an engine on pyopenjtalk's own class, slower
and without control of speed and intonation, but exact too: there a phone's duration depends on its
own label alone, so a label synthesised by itself is as long as the phone.

Not here: text to labels (vidol.voice.engines.openjtalk).
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np

from vidol.core.arrays import F32, F64, I64

_LF0_STREAM: Final = 1
_ENGINE_BYTES: Final = 1 << 14  # sizeof(HTS_Engine) is below 1 kB; its header is not at hand
_VOICED: Final = 1.0  # log Hz; states without voice hold values far below
_POLL: Final = 0.001


class Take(Protocol):
    """One run of labels being synthesised. Close it when done, or early to stop."""

    rate: int
    """Samples per second."""
    ends: I64
    """(labels,) the sample at which each label's phone ends; the last is the length."""

    def read(self, start: int, stop: int) -> F32:
        """Samples start..stop, about -1..1; waits until they are made."""
        ...

    def close(self) -> None: ...


class Hts(Protocol):
    """What turns full-context labels into sound. One take at a time."""

    def begin(
        self, labels: Sequence[str], *, speed: float, semitones: float, spread: float
    ) -> Take:
        """Synthesise full-context labels.

        `speed` is a factor, `semitones` are above the voice's own pitch, `spread` is a factor on
        its intonation.
        """
        ...


class NativeHts:
    """HTS_Engine driven call by call: durations are read and pitch is shaped between the steps."""

    def __init__(self, library: str, voice: str) -> None:
        self.lib = _bind(library)
        self.engine = ctypes.create_string_buffer(_ENGINE_BYTES)
        self.lib.HTS_Engine_initialize(self.engine)
        voices = (ctypes.c_char_p * 1)(voice.encode())
        if not self.lib.HTS_Engine_load(self.engine, voices, 1):
            raise OSError(f"HTS_Engine cannot load the voice {voice}")
        self.rate = int(self.lib.HTS_Engine_get_sampling_frequency(self.engine))
        self._period = int(self.lib.HTS_Engine_get_fperiod(self.engine))
        self._states = int(self.lib.HTS_Engine_get_nstate(self.engine))
        self._samples_at: int | None = None
        self._sought = False

    def begin(
        self, labels: Sequence[str], *, speed: float, semitones: float, spread: float
    ) -> NativeTake:
        lib, engine = self.lib, self.engine
        lines = (ctypes.c_char_p * len(labels))(*(label.encode() for label in labels))
        # Speed through the frame period keeps every phone's share of the time; HTS's own squeezes
        # some to nothing.
        period = max(1, round(self._period / speed))
        lib.HTS_Engine_set_fperiod(engine, period)
        lib.HTS_Engine_add_half_tone(engine, semitones)
        if not lib.HTS_Engine_generate_state_sequence_from_strings(engine, lines, len(labels)):
            lib.HTS_Engine_refresh(engine)
            raise OSError("HTS_Engine refused the labels")
        if spread != 1.0:
            self._spread(spread)
        states = range(len(labels) * self._states)
        frames = [lib.HTS_Engine_get_state_duration(engine, state) for state in states]
        ends = np.cumsum(np.array(frames, np.int64))[self._states - 1 :: self._states]
        lib.HTS_Engine_generate_parameter_sequence(engine)
        return NativeTake(self, ends * period, period)

    def samples(self, count: int) -> F64 | None:
        """A view of the `count` samples as they are made, or None where they are out of reach.

        The generated sound is the last thing in HTS_Engine's structure: the numbers of samples,
        frames and streams, and two pointers, the second to the samples. Its place is looked for
        once, in a finished take, and checked against the samples that the library gives one by one.
        """
        if self._samples_at is None:
            return None
        address = ctypes.c_size_t.from_buffer(self.engine, self._samples_at).value
        if not address:
            return None
        return np.ctypeslib.as_array((ctypes.c_double * count).from_address(address))

    def seek_samples(self, count: int) -> None:
        """Find where the structure keeps the samples; call when a take is finished."""
        if self._sought:
            return
        self._sought = True
        lib, engine = self.lib, self.engine
        frames = lib.HTS_Engine_get_total_frame(engine)
        streams = lib.HTS_Engine_get_nstream(engine)
        known = np.array([count, frames, streams], np.uintp)
        numbers = np.frombuffer(memoryview(engine).cast("B"), np.uintp)
        matches = [i for i in range(len(numbers) - 5) if np.array_equal(numbers[i : i + 3], known)]
        if len(matches) != 1 or not numbers[matches[0] + 4]:
            return
        self._samples_at = (matches[0] + 4) * ctypes.sizeof(ctypes.c_size_t)
        view = self.samples(count)
        probes = np.linspace(0, count - 1, 64).astype(int).tolist()
        told = [lib.HTS_Engine_get_generated_speech(engine, i) for i in probes]
        if view is None or view[probes].tolist() != told:
            self._samples_at = None

    def _spread(self, spread: float) -> None:
        """Scale log-F0 around its median over the voiced states of the sequence just generated."""
        lib, engine = self.lib, self.engine
        states = range(int(lib.HTS_Engine_get_total_state(engine)))
        means = np.array(
            [lib.HTS_Engine_get_state_mean(engine, _LF0_STREAM, state, 0) for state in states]
        )
        voiced = np.flatnonzero(means > _VOICED)
        if not voiced.size:
            return
        middle = float(np.median(means[voiced]))
        for state in voiced.tolist():
            scaled = middle + (means[state] - middle) * spread
            lib.HTS_Engine_set_state_mean(engine, _LF0_STREAM, state, 0, scaled)


class NativeTake:
    """Samples being made by a thread (the call lets other threads run) and read as they come."""

    def __init__(self, hts: NativeHts, ends: I64, period: int) -> None:
        self.rate = hts.rate
        self.ends = ends
        self._hts = hts
        self._period = period
        self._view: F64 | None = None
        self._thread = threading.Thread(
            target=hts.lib.HTS_Engine_generate_sample_sequence,
            args=(hts.engine,),
            name="hts",
            daemon=True,
        )
        self._thread.start()

    def read(self, start: int, stop: int) -> F32:
        count = int(self.ends[-1])
        stop = min(stop, count)
        while self._thread.is_alive() and not self._made(stop, count):
            self._thread.join(_POLL)
        if not self._thread.is_alive():
            self._hts.seek_samples(count)
        view = self._hts.samples(count)
        if view is None:
            self._thread.join()
            sample, engine = self._hts.lib.HTS_Engine_get_generated_speech, self._hts.engine
            made = np.array([sample(engine, i) for i in range(start, stop)], np.float32)
            return made / np.float32(32768)
        return np.asarray(view[start:stop] / 32768.0, np.float32)

    def close(self) -> None:
        lib, engine = self._hts.lib, self._hts.engine
        lib.HTS_Engine_set_stop_flag(engine, b"\x01")
        try:
            self._thread.join()
        finally:
            # The thread must not go on in memory that is freed: neither when this is interrupted,
            # nor when the interpreter ends, which takes it for ended then.
            while self._thread.is_alive():
                self._thread.join()
            if not sys.is_finalizing():
                lib.HTS_Engine_set_stop_flag(engine, b"\x00")
                lib.HTS_Engine_refresh(engine)

    def _made(self, stop: int, count: int) -> bool:
        """Whether samples before `stop` are there.

        Memory starts as zeros, and the frames after them are zeros no longer.
        """
        after = stop + 2 * self._period
        if after > count:
            return False
        view = self._hts.samples(count)
        return view is not None and bool(view[stop + self._period : after].any())


class PlainHts:
    """The same voice through pyopenjtalk's class, without control of speed and intonation."""

    def __init__(self, voice: str) -> None:
        from pyopenjtalk.htsengine import HTSEngine

        self._engine = HTSEngine(voice.encode())
        self._rate = int(self._engine.get_sampling_frequency())

    def begin(
        self, labels: Sequence[str], *, speed: float, semitones: float, spread: float
    ) -> PlainTake:
        ends = np.cumsum([len(self._synthesize([label], 0.0)) for label in labels])
        return PlainTake(self._rate, ends.astype(np.int64), self._synthesize(labels, semitones))

    def _synthesize(self, labels: Sequence[str], semitones: float) -> F32:
        self._engine.set_speed(1.0)
        self._engine.add_half_tone(semitones)
        return np.asarray(self._engine.synthesize(list(labels)) / 32768.0, np.float32)


class PlainTake:
    """A take that is made whole."""

    def __init__(self, rate: int, ends: I64, pcm: F32) -> None:
        self.rate = rate
        self.ends = ends
        self._pcm = pcm

    def read(self, start: int, stop: int) -> F32:
        return self._pcm[start:stop]

    def close(self) -> None:
        """Nothing to stop."""


def open_hts(*, native: bool = True) -> Hts:
    """The engine with the "Mei" voice that pyopenjtalk-plus carries.

    native=False forces the fallback. Raises ImportError when pyopenjtalk-plus is not installed.
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


def _bind(library: str) -> Any:
    """The library with the types of the calls used here (HTS_Engine API 1.10)."""
    lib = ctypes.CDLL(library)
    p, size = ctypes.c_void_p, ctypes.c_size_t
    real, flag = ctypes.c_double, ctypes.c_char
    strings = ctypes.POINTER(ctypes.c_char_p)
    table: dict[str, tuple[Any, list[Any]]] = {
        "initialize": (None, [p]),
        "load": (flag, [p, strings, size]),
        "get_sampling_frequency": (size, [p]),
        "get_fperiod": (size, [p]),
        "set_fperiod": (None, [p, size]),
        "get_nstate": (size, [p]),
        "get_nstream": (size, [p]),
        "add_half_tone": (None, [p, real]),
        "set_stop_flag": (None, [p, flag]),
        "generate_state_sequence_from_strings": (flag, [p, strings, size]),
        "generate_parameter_sequence": (flag, [p]),
        "generate_sample_sequence": (flag, [p]),
        "get_total_state": (size, [p]),
        "get_total_frame": (size, [p]),
        "get_state_duration": (size, [p, size]),
        "get_state_mean": (real, [p, size, size, size]),
        "set_state_mean": (None, [p, size, size, size, real]),
        "get_generated_speech": (real, [p, size]),
        "refresh": (None, [p]),
    }
    for name, (result, arguments) in table.items():
        function = getattr(lib, f"HTS_Engine_{name}")
        function.restype, function.argtypes = result, arguments
    return lib
