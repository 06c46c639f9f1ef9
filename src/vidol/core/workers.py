"""Processes of our own that hold what must not fall in this one, or must not be in it: a stranger's
network, native code, another licence.

What goes between two processes is a message: a line of JSON and the bytes of arrays.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LONGEST_HEADER: Final = 1 << 20
_KINDS: Final = frozenset("biuf")
_SOURCE_ROOT: Final = Path(__file__).parents[2]


class Answer(NamedTuple):
    """A message that was read."""

    header: dict[str, Any]
    arrays: tuple[NDArray[Any], ...]


def start(module: str) -> subprocess.Popen[bytes]:
    """A process that runs a module of ours, with pipes to its standard input and output."""
    paths = [str(_SOURCE_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop such a process at once."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):  # unsent bytes of a request to a dead process
                pipe.close()


def send(stream: IO[bytes], header: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> None:
    """Write a message. Raises OSError when nobody reads."""
    about = [[array.dtype.str, list(array.shape)] for array in arrays]
    stream.write(json.dumps({**header, "arrays": about}).encode() + b"\n")
    for array in arrays:
        stream.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
    stream.flush()


def receive(stream: IO[bytes], most: int) -> Answer:
    """Read a message whose arrays have at most `most` bytes. Raises ValueError for what is none,
    EOFError (an OSError here) where the other end is gone.
    """
    line = stream.readline(_LONGEST_HEADER)
    if not line.endswith(b"\n"):
        raise OSError("the other process is gone")
    try:
        header = json.loads(line)
        about = [_form(*entry) for entry in header.pop("arrays")]
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("what it says is no message") from error
    if sum(size for _, _, size in about) > most:
        raise ValueError("it gives more than is allowed")
    return Answer(header, tuple(_arrays(stream, about)))


def _form(kind: str, shape: list[int]) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Of an array: its type, its shape and its bytes."""
    dtype = np.dtype(kind)
    lengths = tuple(int(length) for length in shape)
    if dtype.kind not in _KINDS or min(lengths, default=0) < 0:
        raise ValueError("an array is of a kind that is not passed on")
    size = dtype.itemsize
    for length in lengths:
        size *= length
    return dtype, lengths, size


def _arrays(
    stream: IO[bytes], about: Sequence[tuple[np.dtype[Any], tuple[int, ...], int]]
) -> Iterator[NDArray[Any]]:
    for dtype, shape, size in about:
        data = stream.read(size)
        if len(data) != size:
            raise OSError("the other process is gone")
        yield np.frombuffer(data, dtype).reshape(shape)
