"""Subtitles beside a film: the captions as SubRip (.srt), written as the film is made."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from vidol.core.storage import replacing
from vidol.media.text.ruby import parse_ruby
from vidol.show.performer import Take


class Subtitles:
    """Writes `path` while the ``with`` block runs; it appears when the block ends well. Without a path it does nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._count = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            if self._path is not None:
                part = stack.enter_context(replacing(self._path))
                self._file = stack.enter_context(part.open("w", encoding="utf-8", newline="\n"))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, take: Take, start: float) -> None:
        """Add the captions of a take that begins `start` seconds into the film."""
        if self._file is None:
            return
        for page in take.captions:
            self._count += 1
            text, _ = parse_ruby(page.text)
            # A blank line would end the entry; "-->" would be read as times.
            shown = "\n".join(line for line in text.replace("-->", "→").splitlines() if line.strip())
            self._file.write(f"{self._count}\n{_stamp(start + page.start)} --> {_stamp(start + page.end)}\n{shown}\n\n")


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"
