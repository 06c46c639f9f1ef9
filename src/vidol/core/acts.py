"""What a character can be told to do: emotions, gestures and looks that scripts, minds and viewers
share. What a body makes of them is the body's (vidol.body).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EMOTIONS: Final = (
    "neutral",
    "happy",
    "laughing",
    "sad",
    "angry",
    "surprised",
    "shy",
    "thinking",
    "sleepy",
    "smug",
    "worried",
    "excited",
)
GESTURES: Final = ("nod", "shake", "wave", "wink", "bow", "tilt", "sigh")
ACTS: Final = EMOTIONS + GESTURES


@dataclass(frozen=True, slots=True)
class Feel:
    """Change to an emotion (EMOTIONS); it lasts until the next."""

    emotion: str


@dataclass(frozen=True, slots=True)
class Gesture:
    """Make a gesture (GESTURES) once."""

    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """Look at a point, -1..1 to the picture's right and down; (0, 0) is the viewer. The gaze comes
    back by itself.
    """

    x: float
    y: float
