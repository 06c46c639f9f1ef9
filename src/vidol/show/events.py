"""What happens in a show, as typed events in the order in which they are performed.

A script file gives them all at once; a live show gives the same ones as they arise. They say what
is to happen, not when: the performer (vidol.show.speaking.performer) gives them times, and a clock
plays them. Leaving the performer's stream early is how a show is interrupted: nothing that was not
yet played survives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vidol.core.acts import Feel, Gesture, Look
from vidol.core.speech import Language

BACKGROUND: Final = "studio"
FRAMING: Final = "bust"
"""Where a show begins that does not say."""


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """Show a picture beside the speaker until the scene changes or `HidePicture`."""

    path: Path
    alt: str = ""


@dataclass(frozen=True, slots=True)
class HidePicture:
    """Take the picture away."""


Direction = Feel | Gesture | Look | ShowPicture | HidePicture


@dataclass(frozen=True, slots=True)
class Cue:
    """A direction at a place of a text: before the character at `offset`."""

    offset: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Ruby:
    """A small reading over `length` characters of a text, from `offset`."""

    offset: int
    length: int
    reading: str


@dataclass(frozen=True, slots=True)
class Line:
    """Text to be spoken, with the directions inside it.

    `recording` is a sound file that says this text: it is played instead of the voice.
    """

    text: str
    language: Language | None = None
    cues: tuple[Cue, ...] = ()
    ruby: tuple[Ruby, ...] = ()
    recording: Path | None = None
    translations: tuple[tuple[int, Language, str], ...] = ()
    """(offset, language, text): what the sentence that begins at an offset means in another
    language.
    """
    at: str = ""
    """Where the line was written, ``file:line``, for messages."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence; the character stays alive."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Change the place: a background (None keeps it) and a framing (None keeps it)."""

    background: str | Path | None = None
    framing: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A viewer's question, which the character's mind answers."""

    text: str


Event = Line | Pause | Scene | Question | Direction
