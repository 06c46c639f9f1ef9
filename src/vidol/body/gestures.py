"""Gestures as key frames: short movements laid over everything else.

A gesture moves a few channels away from where they are and back, so it fits any emotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.acts import GESTURES
from vidol.core.controls import INDEX, Vector, rest

Keys = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """Keys (seconds, value added) per channel.

    All start and end at 0 and rest at every key, so any sequence is smooth.
    """

    keys: dict[str, Keys]

    @property
    def duration(self) -> float:
        """Seconds from the first to the last key."""
        return max(keys[-1][0] for keys in self.keys.values())

    def at(self, seconds: float) -> Vector:
        """What the movement adds `seconds` after its start."""
        pose = rest()
        for name, keys in self.keys.items():
            pose[INDEX[name]] = _between(keys, seconds)
        return pose


def _between(keys: Keys, t: float) -> float:
    """Quintic ease between neighbouring keys, with no velocity and acceleration at each.

    Minimum jerk: Flash & Hogan 1985.
    """
    if t <= keys[0][0] or t >= keys[-1][0]:
        return 0.0
    right = int(np.searchsorted([key[0] for key in keys], t, side="right"))
    (t0, v0), (t1, v1) = keys[right - 1], keys[right]
    u = (t - t0) / (t1 - t0)
    return v0 + (v1 - v0) * u**3 * (10 - 15 * u + 6 * u * u)


_TABLE: Final[dict[str, Movement]] = {
    "nod": Movement({
        "headPitch": ((0.0, 0.0), (0.24, -8.0), (0.48, 1.0), (0.72, -6.0), (1.05, 0.0)),
        "browInnerUp": ((0.0, 0.0), (0.2, 0.15), (0.9, 0.0)),
    }),
    "shake": Movement({
        "headYaw": ((0.0, 0.0), (0.22, -10.0), (0.52, 10.0), (0.82, -8.0), (1.08, 5.0), (1.4, 0.0)),
        "headPitch": ((0.0, 0.0), (0.3, -2.0), (1.1, -2.0), (1.4, 0.0)),
        "browInnerUp": ((0.0, 0.0), (0.3, 0.25), (1.1, 0.2), (1.4, 0.0)),
    }),
    "wave": Movement({
        "handRaise": ((0.0, 0.0), (0.42, 1.0), (1.75, 1.0), (2.2, 0.0)),
        "handWave": ((0.2, 0.0), (0.45, 0.8), (0.75, -0.9), (1.05, 0.9), (1.35, -0.9), (1.6, 0.4),
                     (1.85, 0.0)),
        "bodyRoll": ((0.0, 0.0), (0.4, -0.35), (1.5, -0.25), (2.1, 0.0)),
        "headRoll": ((0.0, 0.0), (0.40, -6.0), (1.0, -3.0), (1.5, -6.0), (2.1, 0.0)),
        "headPitch": ((0.0, 0.0), (0.3, 3.0), (1.3, 3.0), (1.8, 0.0)),
        "mouthSmileLeft": ((0.0, 0.0), (0.3, 0.4), (1.4, 0.4), (1.8, 0.0)),
        "mouthSmileRight": ((0.0, 0.0), (0.3, 0.4), (1.4, 0.4), (1.8, 0.0)),
        "browOuterUpLeft": ((0.0, 0.0), (0.3, 0.4), (1.3, 0.3), (1.8, 0.0)),
        "browOuterUpRight": ((0.0, 0.0), (0.3, 0.4), (1.3, 0.3), (1.8, 0.0)),
    }),
    "wink": Movement({
        "eyeBlinkLeft": ((0.0, 0.0), (0.13, 1.0), (0.52, 1.0), (0.78, 0.0)),
        "cheekSquintLeft": ((0.0, 0.0), (0.15, 0.7), (0.52, 0.7), (0.8, 0.0)),
        "mouthSmileLeft": ((0.0, 0.0), (0.18, 0.5), (0.6, 0.5), (1.0, 0.0)),
        "browOuterUpRight": ((0.0, 0.0), (0.18, 0.35), (0.6, 0.3), (1.0, 0.0)),
        "headRoll": ((0.0, 0.0), (0.25, 6.0), (0.65, 6.0), (1.2, 0.0)),
        "headYaw": ((0.0, 0.0), (0.25, -3.0), (0.65, -3.0), (1.2, 0.0)),
    }),
    "bow": Movement({
        "headPitch": ((0.0, 0.0), (0.55, -24.0), (1.05, -24.0), (1.75, 0.0)),
        "eyeBlinkLeft": ((0.15, 0.0), (0.45, 0.95), (1.15, 0.95), (1.5, 0.0)),
        "eyeBlinkRight": ((0.15, 0.0), (0.45, 0.95), (1.15, 0.95), (1.5, 0.0)),
    }),
    "tilt": Movement({
        "headRoll": ((0.0, 0.0), (0.42, 12.0), (1.25, 11.0), (1.85, 0.0)),
        "headYaw": ((0.0, 0.0), (0.45, 3.0), (1.25, 3.0), (1.85, 0.0)),
        "browOuterUpLeft": ((0.05, 0.0), (0.4, 0.4), (1.2, 0.35), (1.7, 0.0)),
        "browInnerUp": ((0.05, 0.0), (0.4, 0.25), (1.2, 0.2), (1.7, 0.0)),
    }),
    "sigh": Movement({
        "breath": ((0.0, 0.0), (0.7, 0.75), (1.0, 0.75), (1.9, -0.5), (2.6, 0.0)),
        "headPitch": ((0.0, 0.0), (0.7, 4.0), (1.7, -8.0), (2.1, -8.0), (2.9, 0.0)),
        "browInnerUp": ((0.0, 0.0), (0.8, 0.5), (2.0, 0.5), (2.8, 0.0)),
        "eyeBlinkLeft": ((0.9, 0.0), (1.25, 1.0), (1.9, 1.0), (2.3, 0.0)),
        "eyeBlinkRight": ((0.9, 0.0), (1.25, 1.0), (1.9, 1.0), (2.3, 0.0)),
        "bodyRoll": ((0.6, 0.0), (1.7, 0.1), (2.8, 0.0)),
    }),
}  # fmt: skip

MOVEMENTS: Final[dict[str, Movement]] = {name: _TABLE[name] for name in GESTURES}
