"""The client of the espeak-ng helper process.

It starts the process once, keeps it warm, and starts it again when it dies. Thread-safe: requests
of several voices take turns (each takes a few milliseconds).
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from vidol.core.arrays import F32
from vidol.core.errors import MissingExtra
from vidol.core.workers import end, start
from vidol.voice.engines.base import EngineFell

_TIMEOUT: Final = 20.0  # seconds; the longest request takes well under one


@dataclass(frozen=True, slots=True)
class Rendering:
    """Sound of one text."""

    pcm: F32
    rate: int
    """Samples per second, which starts are counted in."""
    phones: tuple[tuple[int, str], ...]
    """(start, espeak-ng's IPA); "" is a pause."""
    words: tuple[tuple[int, int, int], ...]
    """(start, position and length in characters of the text)"""


class EspeakProcess:
    """espeak-ng in a process of its own.

    Raises MissingExtra when espeakng-loader is not installed.
    """

    def __init__(self) -> None:
        if importlib.util.find_spec("espeakng_loader") is None:
            raise MissingExtra("The English and Chinese voice (espeakng-loader)", "zh")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def render(
        self, text: str, *, voice: str, rate: int, pitch: int, spread: int, gap: int = 0
    ) -> Rendering:
        """Speak `text`.

        rate: words per minute, 80 to 450; pitch, spread: 0 to 100; gap: pause between words in
        10 ms. Raises EngineFell when the process refuses the request, or dies or hangs twice in a
        row.
        """
        request = {
            "voice": voice,
            "text": text,
            "rate": rate,
            "pitch": pitch,
            "range": spread,
            "gap": gap,
        }
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            for _ in range(2):
                try:
                    return self._ask(line)
                except (OSError, ValueError):  # it died or was killed for hanging: begin afresh
                    self._stop()
        raise EngineFell(
            "The speech helper (espeak-ng) stopped twice on the same text: reinstall it with"
            "  pip install --force-reinstall espeakng-loader."
        )

    @property
    def pid(self) -> int | None:
        """The process id of the helper while it runs."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """Stop the process; the next request starts it again."""
        with self._lock:
            self._stop()

    def _ask(self, line: bytes) -> Rendering:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(_TIMEOUT, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            header: dict[str, Any] = json.loads(process.stdout.readline())
            if "error" in header:
                raise EngineFell(f"The speech helper (espeak-ng) refused: {header['error']}.")
            raw = process.stdout.read(2 * int(header["samples"]))
        finally:
            watchdog.cancel()
        if len(raw) != 2 * header["samples"]:
            raise OSError("the helper stopped in the middle of its answer")
        pcm = np.frombuffer(raw, "<i2").astype(np.float32) / 32768.0
        return Rendering(
            pcm,
            int(header["rate"]),
            tuple((s, p) for s, p in header["phones"]),
            tuple((s, p, n) for s, p, n in header["words"]),
        )

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = start("vidol.voice.engines.espeak_worker")
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end(process)
