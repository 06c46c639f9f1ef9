"""Every number that the README quotes, and the command that makes it.

    make bench                                  # all of them: a table, and benchmarks/results.json
    .venv/bin/python -m benchmarks installed    # one of them

A benchmark is a module in this folder with a function ``measure()`` that yields a Row for each number. It measures the
installed package, makes its own data and says nothing that it did not measure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One number: what was measured, the value with its unit, and the bar it should reach ("" where there is none)."""

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
