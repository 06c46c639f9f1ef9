"""``vidol data face``: a folder of pictures to a dataset."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from vidol.face.data.options import Options as Wanted
from vidol.training.options import Argument, Flag, Options
from vidol.training.trainer import Terminal, Verb

if TYPE_CHECKING:
    from vidol.face.data.preparation import Prepared


_BETWEEN: Final = 0.2
"""Seconds between two lines of progress."""


class Asked(Options):
    """What is prepared, where to, and how."""

    source: Annotated[Path, Argument()] = Field(
        description="A folder of pictures and films, a .zip of pictures, or a film."
    )
    out: Annotated[Path, Flag("--out", "-o")] = Field(description="The dataset: a new folder.")
    progress_lines: bool = Field(
        default=False,
        description="Print the share that is done, 0 to 1, line by line, for programs.",
    )
    options: Wanted = Field(default_factory=Wanted)


def _prepare(asked: Asked, terminal: Terminal) -> bool:
    from vidol.face.data import prepare

    line = _Line(terminal, lines=asked.progress_lines)
    try:
        prepared = prepare(asked.source, asked.out, asked.options, tell=line)
    except KeyboardInterrupt:
        terminal.note(
            f"stopped after {line.done:,} of about {line.all:,}; the same command goes on from"
            " here."
        )
        return False
    for said in _said(prepared):
        terminal.say(said)
    return True


DATA: Final = Verb(
    "Make a dataset that faces can be trained on, with a report to read before. Ctrl-C stops; the"
    " same command goes on.",
    Asked,
    _prepare,
)


def _said(prepared: Prepared) -> Iterator[str]:
    """The report in a few lines."""
    manifest, found = prepared.manifest, prepared.report
    form = f"{manifest.size}x{manifest.size} {'RGBA' if manifest.channels == 4 else 'RGB'}"
    yield (
        f"{prepared.path}: {manifest.count:,} pictures of {form}, {manifest.tests:,} held out,"
        f" {len(manifest.tags):,} tags, {len(manifest.labels):,} classes"
    )
    for reason in found["skipped"]:
        yield f"  left out, {reason['reason']}: {reason['count']:,}"
    for name, count in found["warnings"].items():
        yield f"  to look at, {name}: {count:,}"
    missing = found["labels_without_picture"]
    if missing["count"]:
        named = ", ".join(missing["first"][:5])
        more = ", ..." if missing["count"] > 5 else ""
        yield f"  labels without a picture: {missing['count']:,} ({named}{more})"
    for sentence in found["advice"]:
        yield f"  {sentence}"
    yield (
        f"read {prepared.path / 'report.md'} and look at {prepared.path / 'contact.png'} before you"
        " train"
    )


class _Line:
    """Says how far it is: see vidol.face.data.preparation.Tell."""

    def __init__(self, terminal: Terminal, *, lines: bool) -> None:
        self._terminal, self._lines = terminal, lines
        self._told = 0.0
        self._first: tuple[float, int] | None = None
        self.done = self.all = 0

    def __call__(self, done: int, every: int, taken: int) -> None:
        now = time.monotonic()
        self._first = self._first or (now, done)
        self.done, self.all = done, every
        if self._lines:
            if now - self._told > _BETWEEN:
                self._told = now
                self._terminal.say(f"{done / max(1, every):.3f}")
            return
        rate = (done - self._first[1]) / max(now - self._first[0], 1e-9)
        said = f"{done:,} of {every:,}, {taken:,} taken, {rate:.0f}/s"
        self._terminal.progress(done / max(1, every), said)
