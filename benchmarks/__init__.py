"""Every number that the README quotes, and the command that makes it.

    make bench                                  # all but the longest: a table, results.json
    .venv/bin/python -m benchmarks installed    # one of them
    .venv/bin/python -m benchmarks peers --data FOLDER --minutes 9    # a long one, in slices

The same command goes on with a long one.

A benchmark is a module in this folder with a function ``measure()`` that yields a Row for each
number. It measures the installed package, makes its own data unless its description says otherwise,
and says nothing that it did not measure.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One number: what was measured, the value with its unit, and the bar it should reach ("" where
    there is none).
    """

    what: str
    value: float
    unit: str
    bar: str = ""
    """``>= 60`` or ``<= 0.5``, in the same unit."""

    @property
    def met(self) -> bool | None:
        """Whether the value reaches its bar; None without a bar."""
        if not self.bar:
            return None
        comparison, limit = self.bar.split()
        return self.value >= float(limit) if comparison == ">=" else self.value <= float(limit)


@dataclass(slots=True)
class Given:
    """What the command line gives the long benchmarks."""

    data: Path | None = field(
        default_factory=lambda: (
            Path(os.environ["VIDOL_DATA"]) if os.environ.get("VIDOL_DATA") else None
        )
    )
    """The folder of pictures that are not part of this repository."""
    work: Path = Path("runs")
    """Where trainings lie."""
    minutes: float | None = None
    """After which they stop at a checkpoint."""
    cores: tuple[int, ...] = (0, 1)
    """One training on each."""
    quick: bool = False
    """A minute for each training, to see that everything works; no numbers are kept."""


GIVEN = Given()
"""Set by the command line."""


class Unfinished(Exception):
    """The time is over, and there is more to do; the same command goes on."""
