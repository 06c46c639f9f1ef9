"""Sound files in and out: any common kind to 24 kHz mono, and WAV or FLAC."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np
import soundfile
import soxr

from vidol.core.arrays import F32
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE
from vidol.core.storage import replacing
from vidol.media.containers import opened
from vidol.media.labels import Label

FORMATS: Final = (".wav", ".flac")
LONGEST: Final = 4 * 3600.0
"""Seconds of sound that are read: four hours, 1.4 GB as float32."""


def read_sound(path: str | Path, *, longest: float = LONGEST) -> F32:
    """Decode the first sound track of a file to (samples,) float32 mono at SAMPLE_RATE.

    A file is WAV, FLAC, Ogg, MP3, M4A, or a film. Several channels are mixed to one; values lie
    within -1..1. Raises InputError if the file is missing, holds no sound, is damaged, or is longer
    than `longest` seconds.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"Cannot read {path}: there is no such file.")
    try:
        pcm = _read_plain(path, longest)
    except soundfile.LibsndfileError:  # M4A and films
        pcm = _read_container(path, longest)
    if not pcm.size:
        raise InputError(f"Cannot read {path}: there is no sound in it.")
    if not np.isfinite(pcm).all():
        raise InputError(
            f"Cannot read {path}: the sound is damaged (it holds values that are no numbers)."
        )
    return np.clip(pcm, -1, 1)


def _read_plain(path: Path, longest: float) -> F32:
    """WAV, FLAC, Ogg and MP3, in pieces of a second, exact to the sample."""
    with soundfile.SoundFile(path) as file:
        most = int(longest * file.samplerate)
        resampler = soxr.ResampleStream(file.samplerate, SAMPLE_RATE, 1, dtype="float32")
        pieces: list[F32] = []
        read = 0
        while len(block := file.read(file.samplerate, dtype="float32", always_2d=True)):
            read += len(block)
            if read > most:
                raise _too_long(path, longest)
            pieces.append(resampler.resample_chunk(block.mean(1)))
        pieces.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    return np.concatenate(pieces)


def _read_container(path: Path, longest: float) -> F32:
    """Whatever FFmpeg opens.

    Channels are averaged here: FFmpeg's own way to mono makes equal channels louder by 3 dB.
    """
    pieces: list[F32] = []
    length = 0
    said: Fraction | None = None
    try:
        with opened(path) as container:
            if not container.streams.audio:
                raise InputError(f"Cannot read {path}: there is no sound in it.")
            stream = container.streams.audio[0]
            if stream.duration and stream.time_base:
                said = stream.duration * stream.time_base
            resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
            for frame in chain(container.decode(audio=0), [None]):  # None: give what was held back
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray().mean(0))
                    length += pieces[-1].size
                    if length > longest * SAMPLE_RATE:
                        raise _too_long(path, longest)
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise InputError(
            f"Cannot read {path}: it is no sound file that vidol knows, or it is damaged ({error})."
        ) from error
    pcm = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    # codecs fill up their last frame; the container knows better
    return pcm if said is None else pcm[: round(said * SAMPLE_RATE)]


def _too_long(path: Path, longest: float) -> InputError:
    return InputError(
        f"Cannot read {path}: it is longer than {longest:g} seconds; cut it into parts."
    )


def write_sound(
    path: str | Path, pcm: F32, *, rate: int = SAMPLE_RATE, label: Label | None = None
) -> None:
    """Write (samples,) float32 mono at `rate` as 16-bit WAV or FLAC with its label.

    Values beyond -1..1 are clipped. Raises InputError for another ending than .wav or .flac,
    OutputError if the file cannot be written.
    """
    kind = Path(path).suffix.lower()
    if kind not in FORMATS:
        raise InputError(f"{path}: the name must end in .wav or .flac.")
    values = np.round(np.clip(pcm, -1, 1) * 32767).astype(np.int16)
    comment = (label or Label()).comment().decode("ascii")
    memory = io.BytesIO()  # libsndfile does not say why a disk takes no more
    with soundfile.SoundFile(memory, "w", rate, 1, "PCM_16", format=kind[1:].upper()) as file:
        file.comment = comment
        file.write(values)
    with replacing(path) as part:
        part.write_bytes(memory.getbuffer())
