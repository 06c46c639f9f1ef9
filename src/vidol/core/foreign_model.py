"""A network that a stranger may have made, run in a process of its own with limits of time and
memory: whatever it does, it ends in one sentence and not in this process.

A graph says little of what it costs: a few bytes can ask for a hundred gigabytes, for hours, or for
what makes a runtime fall. So the runtime that opens it is elsewhere (vidol.core.foreign_worker),
and is killed when it takes too long. What goes between the two is a line of JSON and the bytes of
arrays, read here with the same suspicion.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.core.errors import InputError

SECONDS: Final = 20.0
"""That opening a network, or one run of it, may take. The largest that vidol trains draws sixteen
pictures in 3 s on two cores.
"""
MEMORY: Final = 3 << 29
"""Bytes that its process may hold beside its code, where the system can limit that (Linux). The
largest that vidol trains takes 830 MB for sixteen pictures.
"""
LARGEST_ANSWER: Final = 256 << 20
"""Bytes of what one run may give."""
_LONGEST_HEADER: Final = 1 << 20
_KINDS: Final = frozenset("biuf")
_SOURCE_ROOT: Final = Path(__file__).parents[2]

Arrays = Mapping[str, NDArray[Any]]


class Answer(NamedTuple):
    """What the other process said."""

    header: dict[str, Any]
    arrays: tuple[NDArray[Any], ...]


class ForeignModel:
    """An opened network in its process. Several threads may use it; they take turns."""

    def __init__(self, data: bytes, name: str, *, threads: int | None, exact: bool) -> None:
        """`name` stands for the file in errors; the rest is as in vidol.core.inference.open_model.

        Raises InputError when it is no network that can be run here within the limits.
        """
        self._name = name
        self._lock = threading.Lock()
        self._process = _started()
        weakref.finalize(self, _ended, self._process)
        asked = {"threads": threads, "exact": exact}
        self.header = self._ask(asked, [np.frombuffer(data, np.uint8)], "opened").header
        """What the worker says of it."""

    def run(self, inputs: Arrays) -> Answer:
        """The outputs for an array under each name. Raises InputError when it fails, or takes more
        time or memory than is allowed.
        """
        return self._ask({"names": list(inputs)}, list(inputs.values()), "run")

    def _ask(self, header: dict[str, Any], arrays: Sequence[NDArray[Any]], what: str) -> Answer:
        with self._lock:
            process, late = self._process, threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            watchdog = threading.Timer(SECONDS, stop)
            watchdog.daemon = True
            watchdog.start()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                with contextlib.suppress(BrokenPipeError):  # it fell; what it said comes first
                    send(process.stdin, header, arrays)
                answer = receive(process.stdout, LARGEST_ANSWER)
            except (OSError, ValueError) as error:
                process.kill()
                why = f"it takes more than {SECONDS:.0f} s" if late.is_set() else _FELL
                raise self._refused(what, why) from error
            except BaseException:
                process.kill()  # what it still says answers nothing any more
                raise
            finally:
                watchdog.cancel()
        if "error" in answer.header:
            raise self._refused(what, str(answer.header["error"])[:300])
        return answer

    def _refused(self, what: str, why: str) -> InputError:
        kind = "is not an ONNX model that can be" if what == "opened" else "cannot be"
        return InputError(f"{self._name} {kind} run here ({why}): export it again.")


_FELL: Final = "it needs more memory than is allowed, or ends the process that runs it"


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


def _started() -> subprocess.Popen[bytes]:
    paths = [str(_SOURCE_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    return subprocess.Popen(
        [sys.executable, "-m", "vidol.core.foreign_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
