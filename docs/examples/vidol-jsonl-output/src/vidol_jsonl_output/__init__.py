"""An output for vidol that writes how she moves as JSON lines: the smallest complete plug-in, to
start your own from.

An output is any subclass of vidol.show.outputs.Output that is called with the target that the user
named after the colon. It is given moments, one after another in a thread of its own; what each
holds says vidol.show.moment.Moment.
"""

from __future__ import annotations

import json
from pathlib import Path

from vidol.core.arrays import U8
from vidol.core.controls import NAMES
from vidol.show.moment import Moment
from vidol.show.outputs import Output, Performance


class JsonLines(Output):
    """One line a moment: when, whether she speaks, and every control that is not at rest."""

    def __init__(self, target: str) -> None:
        self.path = Path(target)

    def start(self, performance: Performance) -> None:
        """Open the file; the first line says who performs and how many lines make a second."""
        self.file = self.path.open("w", encoding="utf-8", buffering=1)
        self._write({"name": performance.name, "rate": float(performance.rate)})

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Write a moment. No `layout` was asked for, so there is no picture."""
        values = zip(NAMES, moment.controls.tolist(), strict=True)
        controls = {name: round(value, 4) for name, value in values if value}
        self._write({"n": moment.number, "speaking": moment.speaking, "controls": controls})

    def stop(self, *, complete: bool) -> None:
        """Close the file."""
        self.file.close()

    def _write(self, line: dict[str, object]) -> None:
        self.file.write(json.dumps(line) + "\n")
