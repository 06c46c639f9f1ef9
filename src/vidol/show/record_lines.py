"""The lines of a record (vidol.show.record): what went into a timeline, as data.

What a show plays becomes a line and comes back as the same, bit for bit.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Literal

import numpy as np
import soundfile
from pydantic import BaseModel, ConfigDict, Field

from vidol.core.acts import EMOTIONS, GESTURES, Feel, Gesture, Look
from vidol.core.arrays import F32
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Word
from vidol.show.events import BACKGROUND, FRAMING, Scene
from vidol.show.messages import Chat, Turn
from vidol.show.performing import Performer
from vidol.show.picture.scenes import check_scene
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked, Happening, Take

VERSION: Final = 2
READABLE: Final = (1, VERSION)
Frame = Annotated[int, Field(ge=0, le=24 * 3600 * 120)]
"""A frame of the record's timeline; a day at the highest rate bounds what a stranger's file can ask
for.
"""
Seconds = Annotated[float, Field(ge=-600, le=1200)]
"""From the beginning of a take, which has at most ten minutes; what remains of one that was going
on began before.
"""
Place = Annotated[int, Field(ge=-(1 << 20), le=1 << 20)]
"""In a text, in characters."""
Few = Field(max_length=1000)
"""Of what happens or is shown in one take."""
Many = Field(max_length=20_000)
"""Of what is said in one take: more than a sound of ten minutes can be."""
Short = Annotated[str, Field(max_length=200)]
Shown = Annotated[str, Field(max_length=10_000)]
"""Text that is drawn."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Opening(_Line):
    """The first line."""

    type: Literal["show"] = "show"
    version: Literal[1, 2] = VERSION
    made_by: str
    started: datetime
    fps: Annotated[int, Field(ge=1, le=120)]
    size: Annotated[int, Field(ge=64, le=2048)]
    seed: str
    """Of her movement."""
    controls: tuple[Annotated[float, Field(ge=-90, le=90)], ...]
    """How she stood when the record began: her movement departs from there."""
    background: Short
    framing: Short
    performer: Performer


class _Happens(_Line):
    """A happening of the timeline; exactly one field is given."""

    feel: Short | None = None
    gesture: Short | None = None
    look: tuple[Seconds, Seconds] | None = None
    scene: tuple[Short | None, Short | None] | None = None
    asked: tuple[Shown, Language] | None = None


class TakeLine(_Line):
    """A take was given to the timeline before frame `frame`."""

    type: Literal["take"] = "take"
    frame: Frame
    sound: str
    """FLAC, 16 bits, in base64; "" for silence of `samples`."""
    samples: Annotated[int, Field(ge=0, le=600 * SAMPLE_RATE)]
    text: str = ""
    offset: Place = 0
    language: Language = "en"
    phones: Annotated[tuple[tuple[Short, Seconds, Seconds], ...], Many] = ()
    words: Annotated[tuple[tuple[Short, Place, Place, Seconds, Seconds], ...], Many] = ()
    cues: Annotated[tuple[tuple[Seconds, _Happens], ...], Few] = ()
    captions: Annotated[tuple[tuple[Shown, Seconds, Seconds, Language, Place, bool], ...], Few] = ()


class CutLine(_Line):
    """She was silenced before frame `frame`."""

    type: Literal["cut"] = "cut"
    frame: Frame


class BeginLine(_Line):
    """Something began at frame `frame`."""

    type: Literal["begin"] = "begin"
    frame: Frame
    what: _Happens


class AskedLine(_Line):
    """A viewer's question is being answered from frame `frame` on;
    without text, it no longer is.
    """

    type: Literal["asked"] = "asked"
    frame: Frame
    turn: int
    text: Shown = ""


class FaceLine(_Line):
    """Another character, or the same one changed, is drawn from frame `frame` on."""

    type: Literal["face"] = "face"
    frame: Frame
    performer: Performer


class CheckLine(_Line):
    """Hashes (BLAKE2b, 8 bytes): of each picture drawn since the last check, by frame, and of all
    sound up to frame `frame`.
    """

    type: Literal["check"] = "check"
    frame: Frame
    pictures: dict[int, str]
    sound: str


class EndLine(_Line):
    """The record was stopped before frame `frame`."""

    type: Literal["end"] = "end"
    frame: Frame


Line = Annotated[
    Opening
    | TakeLine
    | CutLine
    | BeginLine
    | AskedLine
    | FaceLine
    | CheckLine
    | EndLine
    | Chat
    | Turn,
    Field(discriminator="type"),
]


def quantised(take: Take) -> Take:
    """The take with its sound as 16 bits hold it: what viewers get and records keep."""
    return replace(
        take, pcm=(np.round(take.pcm.clip(-1, 1) * 32767) / np.float32(32767)).astype(np.float32)
    )


def take_line(take: Take, frame: int) -> TakeLine:
    """A (quantised) take as a line."""
    return TakeLine(
        frame=frame,
        sound=_flac(take.pcm) if np.any(take.pcm) else "",
        samples=len(take.pcm),
        text=take.text,
        offset=take.offset,
        language=take.language,
        phones=tuple((phone.symbol, phone.start, phone.end) for phone in take.phones),
        words=tuple(
            (word.text, word.offset, word.length, word.start, word.end) for word in take.words
        ),
        cues=tuple((time, happens(what)) for time, what in take.cues),
        captions=tuple(
            (page.text, page.start, page.end, page.language, page.offset, page.opens)
            for page in take.captions
        ),
    )


def take_of(line: TakeLine) -> Take:
    """The take of a line. Raises ValueError for sound that is none."""
    pcm = _pcm(line.sound, line.samples) if line.sound else np.zeros(line.samples, np.float32)
    return Take(
        pcm,
        tuple(Phone(*phone) for phone in line.phones),
        tuple(Word(*word) for word in line.words),
        tuple((time, happening(what)) for time, what in line.cues),
        tuple(Page(*page) for page in line.captions),
        line.text,
        line.offset,
        line.language,
    )


def happens(what: Happening) -> _Happens:
    """A happening as data. Pictures of script files do not occur in live shows."""
    if isinstance(what, Feel):
        return _Happens(feel=what.emotion)
    if isinstance(what, Gesture):
        return _Happens(gesture=what.name)
    if isinstance(what, Look):
        return _Happens(look=(what.x, what.y))
    if isinstance(what, Asked):
        return _Happens(asked=(what.text, what.language))
    if isinstance(what, Scene):
        return _Happens(
            scene=(None if what.background is None else str(what.background), what.framing)
        )
    raise InputError(
        f"{type(what).__name__} belongs into a script file and cannot happen in a live show."
    )


def happening(what: _Happens) -> Happening:
    """The happening of its data. Raises ValueError when nothing is given, or what no show has;
    InputError for a scene that there is not.
    """
    if what.feel is not None:
        return Feel(_one_of(EMOTIONS, what.feel, "emotion"))
    if what.gesture is not None:
        return Gesture(_one_of(GESTURES, what.gesture, "gesture"))
    if what.look is not None:
        return Look(*what.look)
    if what.asked is not None:
        return Asked(*what.asked)
    if what.scene is not None:
        background, framing = what.scene
        check_scene(background or BACKGROUND, framing or FRAMING)
        return Scene(background, framing)
    raise ValueError("nothing happens")


def _one_of(known: Sequence[str], name: str, kind: str) -> str:
    if name not in known:
        raise ValueError(f"'{name[:40]}' is no {kind}")
    return name


def _flac(pcm: F32) -> str:
    memory = io.BytesIO()
    soundfile.write(
        memory, np.round(pcm * 32767).astype(np.int16), SAMPLE_RATE, format="FLAC", subtype="PCM_16"
    )
    return base64.b64encode(memory.getvalue()).decode()


def _pcm(sound: str, samples: int) -> F32:
    try:
        with soundfile.SoundFile(io.BytesIO(base64.b64decode(sound, validate=True))) as file:
            # checked before it is unpacked
            if (file.samplerate, file.channels, file.frames) != (SAMPLE_RATE, 1, samples):
                raise ValueError("its sound is of another kind or length")
            pcm = file.read(dtype="int16")
    except soundfile.LibsndfileError as error:
        raise ValueError(f"its sound cannot be read ({error})") from error
    return np.asarray(pcm.astype(np.float32) / np.float32(32767), np.float32)
