"""How often somebody may: token buckets."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final

_REMEMBERED: Final = 1000


class Bucket:
    """Holds up to `burst` tokens and gains `rate` a second; every act takes one."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()

    def take(self) -> bool:
        """Whether there was a token to take."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Buckets:
    """A bucket for each of many, the latest thousand."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, who: str) -> bool:
        """Whether `who` had a token to take."""
        bucket = self._of.setdefault(who, Bucket(self._rate, self._burst))
        self._of.move_to_end(who)
        if len(self._of) > _REMEMBERED:
            self._of.popitem(last=False)
        return bucket.take()
