"""Frames of a film, one every so many seconds and only where something changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import av
import av.container
import av.error
import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.media.containers import opened
from vidol.media.pictures import LARGEST

_SAME: Final = 4.0
"""Mean difference (0 to 255, of 32x32 cells) up to which a frame shows nothing new."""
_LOOSE: Final = 24.0
"""But one cell in a hundred that differs by more than this is a blink or a word: something new."""


class Frame(NamedTuple):
    """One frame."""

    seconds: float
    picture: U8
    """(height, width, 3) RGB, upright."""


def frames(path: Path, every: float) -> Iterator[Frame]:
    """Frames about `every` seconds apart, without those that look like the one before. Memory is
    that of a few frames.

    Raises InputError (a reason, without the name) when the file is no film or, after the frames
    before it, where it is damaged.
    """
    try:
        with opened(path) as film:
            if not film.streams.video:
                raise InputError("a film without pictures")
            stream = film.streams.video[0]
            _check_size(stream.width, stream.height)
            stream.thread_type = "AUTO"
            yield from _changing(_due(film, stream, every))
    except av.error.FFmpegError as error:
        raise InputError(
            f"damaged: the film cannot be read any further ({error.strerror})"
        ) from error
    except (OSError, ValueError, MemoryError) as error:
        raise InputError(f"damaged: the film cannot be read ({error})") from error


def _check_size(width: int, height: int) -> None:
    if width * height > LARGEST:
        raise InputError(
            f"too large: {width}x{height} pixels are more than the {LARGEST:,} allowed"
        )


def _due(
    film: av.container.InputContainer, stream: av.VideoStream, every: float
) -> Iterator[Frame]:
    """A frame about every so many seconds."""
    due = 0.0
    for number, decoded in enumerate(film.decode(stream)):
        seconds = decoded.time
        if seconds is None:
            seconds = number / float(stream.average_rate or 25)
        if seconds >= due:
            due = max(due + every, seconds)
            _check_size(decoded.width, decoded.height)
            yield Frame(round(seconds, 3), _upright(decoded))


def _changing(frames: Iterator[Frame]) -> Iterator[Frame]:
    """Those that do not look like the one before."""
    last = None
    for frame in frames:
        small = cv2.resize(frame.picture, (32, 32), interpolation=cv2.INTER_AREA)
        seen = small.astype(np.float32)
        if last is None or _differs(seen, last):
            last = seen
            yield frame


def seconds(path: Path) -> float:
    """How long a film says it is; 0 when it does not say."""
    try:
        with opened(path) as film:
            return (film.duration or 0) / av.time_base
    except (av.error.FFmpegError, OSError, ValueError):
        return 0.0


def fingerprint(path: Path) -> str:
    """What tells a film from others without reading all of it: SHA-256 of its length and first
    mebibyte.
    """
    try:
        with regular(path).open("rb") as file:
            return hashlib.sha256(
                str(path.stat().st_size).encode() + b"\n" + file.read(1 << 20)
            ).hexdigest()
    except OSError as error:
        raise InputError(f"unreadable: {error.strerror}") from error


def _upright(frame: av.VideoFrame) -> U8:
    """RGB with the rotation applied that a telephone notes instead of turning the pixels."""
    picture = frame.to_ndarray(format="rgb24")
    turns = round(frame.rotation / 90) % 4  # degrees counter-clockwise
    return np.ascontiguousarray(np.rot90(picture, turns)).astype(np.uint8, copy=False)


def _differs(a: F32, b: F32) -> bool:
    difference = np.abs(a - b).max(2)
    return bool(difference.mean() > _SAME or np.quantile(difference, 0.99) > _LOOSE)
