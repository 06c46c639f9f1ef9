"""Where verbs say what they do: see vidol.training.trainer.Terminal."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from vidol.cli.main import CONTROLS

QUIET: Final = 30.0
"""Seconds between two lines of progress where nobody can see one change."""


class Terminal:
    """Results go to standard output, all else to standard error."""

    def __init__(self, verb: str) -> None:
        """`verb` stands before the line of progress."""
        self._verb = verb
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._spoke = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def say(self, what: object) -> None:
        self._stop()
        if isinstance(what, str):
            typer.echo(what.translate(CONTROLS))  # some names are a stranger's
        else:
            Console().print(what)

    def note(self, line: str) -> None:
        self._stop()
        typer.echo(line.translate(CONTROLS), err=True)

    def progress(self, share: float, said: str) -> None:
        if not Console(stderr=True).is_terminal:
            if time.monotonic() - self._spoke > QUIET:
                self._spoke = time.monotonic()
                typer.echo(said, err=True)
            return
        if self._bar is None:
            self._begin()
        assert self._bar is not None
        self._bar.update(self._task, completed=share, said=said)

    def _begin(self) -> None:
        columns = (
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._task = self._bar.add_task(self._verb, total=1.0, said="")
        self._bar.start()

    def _stop(self) -> None:
        """What is said next stands below the line as it was last."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
