"""What a living face does by itself: it breathes, sways, blinks and looks about.

Each class holds the state of one of these and is advanced frame by frame. All chance comes from the
generator that it is given, so the same seed and the same events give the same performance.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

BREATH_HZ: Final = 0.25
_GOLDEN: Final = (1 + math.sqrt(5)) / 2


class Sway:
    """Slow drift of head and shoulders.

    Two sines per axis, whose frequencies have no common measure, never repeat.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self._slow = random.uniform(0.085, 0.125, 5)
        self._phase = random.uniform(0, 2 * math.pi, (2, 5))

    def at(self, t: float) -> tuple[float, float, float, float, float]:
        """(yaw, pitch, roll, body yaw, body roll), each within -1..1, `t` in seconds."""
        a = np.sin(2 * math.pi * self._slow * t + self._phase[0])
        b = np.sin(2 * math.pi * self._slow * _GOLDEN * t + self._phase[1])
        yaw, pitch, roll, body_yaw, body_roll = (0.62 * a + 0.38 * b).tolist()
        return yaw, pitch, roll, body_yaw, body_roll


def breath(t: float) -> float:
    """Depth of the breath, 0..1: in for two fifths of the time, out for three."""
    u = t * BREATH_HZ % 1.0
    phase = u / 0.4 if u < 0.4 else 1 + (u - 0.4) / 0.6
    return 0.5 - 0.5 * math.cos(math.pi * phase)


class Blinks:
    """When the lids close, and how far.

    A lid falls about twice as fast as it rises (Evinger, Manning & Sibony 1991). Blinks come every
    2 to 6 s, last 130 to 180 ms, and are sometimes double.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._start = -1.0
        self._length = 0.15
        self._next = float(random.uniform(0.8, 3.0))
        self._again = False

    def soon(self, t: float) -> None:
        """Blink now, unless one has just been."""
        if t - self._start > 1.2:
            self._next = min(self._next, t)

    def at(self, t: float, rate: float) -> float:
        """How closed the lids are at `t`, 0..1. `rate` is a factor on how often blinks come."""
        if t >= self._next:
            self._start, self._length = t, float(self._random.uniform(0.13, 0.18))
            self._again = not self._again and self._random.random() < 0.14
            wait = 0.27 if self._again else float(self._random.uniform(2.0, 6.0)) / rate
            self._next = t + wait
        u = (t - self._start) / self._length
        if not 0.0 <= u < 1.0:
            return 0.0
        if u < 0.32:
            return math.sin(math.pi / 2 * u / 0.32)
        if u < 0.45:
            return 1.0
        return 0.5 + 0.5 * math.cos(math.pi * (u - 0.45) / 0.55)


class Gaze:
    """Where the eyes point: fixations of 0.5 to 2.5 s on the viewer, with glances aside."""

    HOLD: Final = 2.2
    """Seconds that a look asked for lasts."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.x = self.y = 0.0
        self.shift = 0.0
        """Size of the latest shift, 0 in frames without one."""
        self._next = 0.0
        self._away = False

    def look(self, x: float, y: float, t: float) -> None:
        """Look there now, and come back after HOLD seconds."""
        self._to(0.85 * x, 0.75 * y)
        self._next = t + self.HOLD

    def step(self, t: float, home: tuple[float, float], interest: float) -> None:
        """Advance to `t`.

        `home` is where the emotion rests the eyes; `interest` is the side (-1..1) of a picture to
        share, or 0.
        """
        self.shift = 0.0
        if t < self._next:
            return
        random = self._random
        jitter = random.normal(0.0, (0.035, 0.022))
        chance = random.random()
        glance = not self._away and chance < (0.45 if interest else 0.16)
        self._away = glance
        if glance and interest:
            self._to(0.7 * interest + jitter[0], 0.05 + jitter[1])
            self._next = t + float(random.uniform(0.7, 1.5))
        elif glance:
            side = 1.0 if random.random() < 0.5 else -1.0
            self._to(side * float(random.uniform(0.25, 0.45)), float(random.uniform(-0.22, 0.15)))
            self._next = t + float(random.uniform(0.4, 0.9))
        else:
            # Even a character that looks away in thought meets the viewer's eyes now and then.
            pull = 0.0 if chance > 0.8 else 1.0
            self._to(pull * home[0] + jitter[0], pull * home[1] + jitter[1])
            self._next = t + float(random.uniform(0.5, 2.5))

    def _to(self, x: float, y: float) -> None:
        self.shift = math.hypot(x - self.x, y - self.y)
        self.x, self.y = x, y
