"""A network that a stranger may have made, run in a process of its own with limits of time and
memory: whatever it does, it ends in one sentence and not in this process.

A graph says little of what it costs: a few bytes can ask for a hundred gigabytes, for hours, or for
what makes a runtime fall. So the runtime that opens it is elsewhere (vidol.core.foreign_worker),
and is killed when it takes too long. What it says (vidol.core.workers) is read with the same
suspicion.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.errors import InputError
from vidol.core.workers import Answer, end, receive, send, start

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

Arrays = Mapping[str, NDArray[Any]]


class ForeignModel:
    """An opened network in its process. Several threads may use it; they take turns."""

    def __init__(self, data: bytes, name: str, *, threads: int | None, exact: bool) -> None:
        """`name` stands for the file in errors; the rest is as in vidol.core.inference.open_model.

        Raises InputError when it is no network that can be run here within the limits.
        """
        self._name = name
        self._lock = threading.Lock()
        self._process = start("vidol.core.foreign_worker")
        weakref.finalize(self, end, self._process)
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
