"""What steps return, meaned over some seconds for the curves of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

EVERY_SECONDS: Final = 5.0


class Curves:
    """Sums of what steps returned, since the last point of the curves."""

    def __init__(self, begun: float, batch: int) -> None:
        self._since, self._batch = begun, batch
        self._sums: Counter[str] = Counter()
        self._count = 0

    def add(self, values: Mapping[str, float]) -> None:
        self._sums.update(values)
        self._count += 1

    def due(self, now: float) -> bool:
        return now - self._since > EVERY_SECONDS

    def taken(self, now: float) -> tuple[dict[str, float], float]:
        """The means, and items a second; from here on they are counted anew."""
        means = {name: total / self._count for name, total in self._sums.items()}
        rate = self._count * self._batch / (now - self._since)
        self._sums, self._count, self._since = Counter(), 0, now
        return means, rate


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """To five digits, as the log has them."""
    return {name: float(f"{value:.5g}") for name, value in values.items()}
