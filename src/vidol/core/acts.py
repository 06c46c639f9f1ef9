"""The names of what a character can be told to do: emotions and gestures that scripts, minds and
viewers share.
"""

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
