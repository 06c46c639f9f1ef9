"""Sound files in and out: any common kind to 24 kHz mono, and WAV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE
from vidol.core.storage import replacing
from vidol.media.labels import Label

LONGEST: Final = 4 * 3600.0
"""Seconds of sound that are read: four hours, 1.4 GB as float32."""


def read_sound(path: str | Path, *, longest: float = LONGEST) -> NDArray[np.float32]:
    """Decode the first sound track of a file (WAV, FLAC, Ogg, MP3, M4A, or a film) to (samples,) float32 mono at SAMPLE_RATE.

    Several channels are mixed to one; values lie within -1..1. Raises InputError if the file is missing, holds no sound, is damaged, or is
    longer than `longest` seconds.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"Cannot read {path}: there is no such file.")
    most = int(longest * SAMPLE_RATE)
    pieces: list[NDArray[np.float32]] = []
    length = 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise InputError(f"Cannot read {path}: there is no sound in it.")
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            for frame in _frames(container):
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray()[0])
                    length += pieces[-1].size
                    if length > most:
                        raise InputError(f"Cannot read {path}: it is longer than {longest:g} seconds; cut it into parts.")
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise InputError(f"Cannot read {path}: it is no sound file that vidol knows, or it is damaged ({error}).") from error
    if not length:
        raise InputError(f"Cannot read {path}: there is no sound in it.")
    return np.clip(np.concatenate(pieces), -1, 1)


def _frames(container: Any) -> Iterator[av.AudioFrame | None]:
    """All frames, then None, at which a resampler gives what it held back."""
    yield from container.decode(audio=0)
    yield None


def write_wav(path: str | Path, pcm: NDArray[np.float32], *, label: Label | None = None) -> None:
    """Write (samples,) float32 mono at SAMPLE_RATE as 16-bit WAV with its label; values beyond -1..1 are clipped.

    Raises OutputError if the file cannot be written.
    """
    values = np.round(np.clip(pcm, -1, 1) * 32767).astype(np.int16)
    comment = (label or Label()).comment().decode("ascii")
    with replacing(path) as part, soundfile.SoundFile(part, "w", SAMPLE_RATE, 1, "PCM_16", format="WAV") as file:
        file.comment = comment
        file.write(values)
