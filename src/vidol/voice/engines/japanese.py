"""Japanese from a process of its own: native code that falls there falls alone.

A sentence whose process dies in its middle is begun again by the next one, which makes the same
sound, and goes on where it stopped: viewers hear a gap of a few tenths of a second at most.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import logging
import subprocess
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

from vidol.core.speech import Phone
from vidol.core.workers import Answer, end, receive, send, start
from vidol.voice.engines.base import EngineFell, Manner, Sound, Timing
from vidol.voice.engines.openjtalk import require
from vidol.voice.languages.base import Spoken

TRIES: Final = 2
"""Processes that one sentence may end before it is left unsaid."""
_TIMEOUT: Final = 20.0  # seconds; a stretch takes well under one
_LARGEST: Final = 64 << 20  # bytes of a stretch: many times what the longest piece has
log: Final = logging.getLogger(__name__)


class Japanese:
    """The engine of Japanese (vidol.voice.engines.openjtalk) in a process, which is started once
    and again when it dies. Takes of several readers may be under way.

    Raises MissingExtra when pyopenjtalk-plus is not installed.
    """

    def __init__(self) -> None:
        require()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        """As every engine does. Raises EngineFell for words that end TRIES processes."""
        said = [dataclasses.astuple(word) for word in words]
        first = {"words": said, "manner": dataclasses.asdict(manner)}
        given = 0
        for _ in range(TRIES):
            try:
                for sound in itertools.islice(self._take(first), given, None):
                    given += 1
                    yield sound
            except OSError:  # it died or was killed for hanging: begin afresh
                log.warning("The Japanese voice stopped in a sentence and was started again.")
            else:
                return
        text = "".join(word.text for word in words)[:40]
        raise EngineFell(
            f"The Japanese voice stopped {TRIES} times at '{text}': write it in another way, or"
            " reinstall it with  pip install --force-reinstall pyopenjtalk-plus."
        )

    @property
    def pid(self) -> int | None:
        """The process id of the engine while it runs."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """Stop the process; the next sentence starts it again."""
        with self._lock:
            self._stop()

    def _take(self, first: dict[str, Any]) -> Iterator[Sound]:
        """One take from its beginning. Raises OSError when its process dies."""
        number = next(self._numbers)
        header, process = {"take": number, **first}, self._process
        try:
            while True:
                process, answer = self._ask(header, process if "words" not in header else None)
                if "end" in answer.header:
                    return
                header = {"take": number}
                yield _sound(answer)
        except GeneratorExit:
            self._leave(number, process)
            raise

    def _ask(
        self, header: dict[str, Any], begun: subprocess.Popen[bytes] | None
    ) -> tuple[subprocess.Popen[bytes], Answer]:
        """What the process says, and which that was; `begun` is the one that the take is in."""
        with self._lock:
            if begun is not None and begun is not self._process:
                raise OSError("its process is gone")
            process = self._process = self._process or start("vidol.voice.engines.japanese_worker")
            watchdog = threading.Timer(_TIMEOUT, process.kill)
            watchdog.daemon = True
            watchdog.start()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                send(process.stdin, header, ())
                answer = receive(process.stdout, _LARGEST)
            except (OSError, ValueError) as error:
                self._stop()
                raise OSError("the process died") from error
            except BaseException:
                self._stop()  # what it still says answers nothing any more
                raise
            finally:
                watchdog.cancel()
        if "error" in answer.header:
            raise EngineFell(f"The Japanese voice refused: {answer.header['error']}.")
        return process, answer

    def _leave(self, number: int, process: subprocess.Popen[bytes] | None) -> None:
        """Tell the process that nobody wants the rest of a take."""
        with self._lock, contextlib.suppress(OSError):
            if process is not None and process is self._process:
                assert process.stdin is not None
                send(process.stdin, {"leave": number}, ())

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end(process)


def _sound(answer: Answer) -> Sound:
    phones = tuple(Phone(*phone) for phone in answer.header["phones"])
    words = tuple(Timing(*word) for word in answer.header["words"])
    return Sound(answer.arrays[0], phones, words)
