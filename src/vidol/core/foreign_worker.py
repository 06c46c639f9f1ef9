"""The process that opens a stranger's network: ``python -m vidol.core.foreign_worker``.

It reads messages of vidol.core.workers, the first with the file, every other with the inputs
of a run, and answers each; {"error": "..."} where that fails. It may write no file and hold no more
memory than is allowed, and ends when its input closes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import IO, Any, Final

from vidol.core.foreign_model import LARGEST_ANSWER, MEMORY
from vidol.core.inference import Model, first_line, open_model
from vidol.core.onnx_structure import LARGEST
from vidol.core.workers import receive, send

_STACK: Final = 16 << 20
"""Bytes of a thread's own, of which a runtime has as many as there are processors."""
_NO_MEMORY: Final = f"it needs more than {MEMORY / 2**30:.1f} GiB of memory"


def main() -> None:
    """Serve until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    model: Model | None = None
    _limit()
    while True:
        try:
            header, arrays = receive(sys.stdin.buffer, LARGEST)
        except OSError:
            return
        try:
            if model is None:
                data = arrays[0].tobytes()
                model = open_model(data, threads=header["threads"], exact=header["exact"], own=True)
                _answer(answers, model, ())
            else:
                found = model.run(dict(zip(header["names"], arrays, strict=True)))
                _answer(answers, model, found)
        except MemoryError:
            send(answers, {"error": _NO_MEMORY}, ())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the network's, and told
            send(answers, {"error": _reason(error.__cause__ or error)}, ())


def _answer(answers: IO[bytes], model: Model, found: tuple[Any, ...]) -> None:
    if any(not hasattr(output, "nbytes") or output.dtype.kind not in "biuf" for output in found):
        raise ValueError("it gives something else than numbers")
    if sum(output.nbytes for output in found) > LARGEST_ANSWER:
        raise ValueError(f"it gives more than {LARGEST_ANSWER >> 20} MiB at once")
    ports = [[[port.name, port.shape] for port in side] for side in (model.inputs, model.outputs)]
    runtime = model.runtime
    about = [runtime.name, runtime.version, runtime.precision, runtime.why]
    send(answers, {"ports": ports, "runtime": about}, found)


def _reason(error: BaseException) -> str:
    """What is wrong in a line; a runtime that found no memory says so in many ways."""
    words = ("bad_alloc", "allocate", "out of memory")
    said = str(error).lower()
    return _NO_MEMORY if any(word in said for word in words) else first_line(error)


def _limit() -> None:
    """What this process may take, as far as the system can hold it to that."""
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        most = MEMORY + _STACK * (os.cpu_count() or 1)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    main()
