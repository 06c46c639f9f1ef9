"""The record of a live show: `show.jsonl`, one event a line, from which the show is made again
exactly.

What is kept is what went into the timeline (vidol.show.timeline) and at which frame: takes with
their sound, cuts, directions, another character; beside that, for reading, the chat and the turns;
and once a second the hashes of the pictures that were drawn and of the sound, with which a replay
proves that it is the same show. Sound is kept as FLAC inside the line, so that a record needs no
voice and stays what it was when voices change.

Every line is handed to the system before the next frame: a show that is killed has its record up to
the last event.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
import soundfile
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from vidol.core.acts import Feel, Gesture, Look
from vidol.core.arrays import F32, U8
from vidol.core.character import Performing
from vidol.core.errors import InputError, OutputError
from vidol.core.organs import part_of
from vidol.core.parts import Enclosed
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Word
from vidol.show.events import Scene
from vidol.show.live.messages import Chat, Turn
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked, Happening, Take

VERSION: Final = 2
_READ: Final = (1, VERSION)
LONGEST_LINE: Final = 8 << 20
"""Bytes of the longest line that is read."""
MOST_FILES: Final = 5 << 20
"""Bytes of a face's files that a line can hold."""


Frame = Annotated[int, Field(ge=0, le=24 * 3600 * 120)]
"""A frame of the record's timeline; a day at the highest rate bounds what a stranger's file can ask
for.
"""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Performer(_Line):
    """Who performs: all that drawing her takes."""

    name: str
    seed: int = 0
    face: Enclosed

    @model_validator(mode="before")
    @classmethod
    def _of_version_1(cls, fields: Any) -> Any:
        """Until version 1 a face was a plug-in's name and a look."""
        if not (isinstance(fields, dict) and isinstance(fields.get("face"), str)):
            return fields
        face = {"plugin": fields["face"], "settings": fields.get("look")}
        return {name: value for name, value in fields.items() if name != "look"} | {"face": face}


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
    controls: tuple[float, ...]
    """How she stood when the record began: her movement departs from there."""
    background: str
    framing: str
    performer: Performer


class _Happens(_Line):
    """A happening of the timeline; exactly one field is given."""

    feel: str | None = None
    gesture: str | None = None
    look: tuple[float, float] | None = None
    scene: tuple[str | None, str | None] | None = None
    asked: tuple[str, Language] | None = None


class TakeLine(_Line):
    """A take was given to the timeline before frame `frame`."""

    type: Literal["take"] = "take"
    frame: Frame
    sound: str
    """FLAC, 16 bits, in base64; "" for silence of `samples`."""
    samples: Annotated[int, Field(ge=0, le=600 * SAMPLE_RATE)]
    text: str = ""
    offset: int = 0
    language: Language = "en"
    phones: tuple[tuple[str, float, float], ...] = ()
    words: tuple[tuple[str, int, int, float, float], ...] = ()
    cues: tuple[tuple[float, _Happens], ...] = ()
    captions: tuple[tuple[str, float, float, Language, int, bool], ...] = ()


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
    """A viewer's question is being answered from frame `frame` on; without text, it no longer is."""

    type: Literal["asked"] = "asked"
    frame: Frame
    turn: int
    text: str = ""


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
_LINES: Final[TypeAdapter[Line]] = TypeAdapter(Line)


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
    """The happening of its data. Raises ValueError when nothing is given."""
    if what.feel is not None:
        return Feel(what.feel)
    if what.gesture is not None:
        return Gesture(what.gesture)
    if what.look is not None:
        return Look(*what.look)
    if what.asked is not None:
        return Asked(*what.asked)
    if what.scene is not None:
        return Scene(*what.scene)
    raise ValueError("nothing happens")


def picture_hash(rgba: U8) -> str:
    """Of a figure (height, width, 4)."""
    return hashlib.blake2b(np.ascontiguousarray(rgba).data, digest_size=8).hexdigest()


class SoundHash:
    """Of sound as it goes by, as 16 bits hold it."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=8)

    def add(self, pcm: F32) -> None:
        self._hash.update(np.round(pcm * 32767).astype("<i2").tobytes())

    def digest(self) -> str:
        return self._hash.hexdigest()


class Recorder:
    """Writes a record. Every call is one line, complete in the file when it returns."""

    def __init__(self, path: Path, opening: Opening) -> None:
        """Raises OutputError when `path` exists or cannot be written."""
        self.path = path
        self._pictures: dict[int, str] = {}
        self._sound = SoundHash()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written as the record of a show: {error.strerror or error}."
            ) from error
        self.write(opening)

    def write(self, line: BaseModel) -> None:
        """Raises OutputError when the disk is full."""
        data = line.model_dump_json(exclude_none=True).encode() + b"\n"
        try:
            self._file.write(data)
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be written any more: {error.strerror or error}."
            ) from error

    def picture(self, frame: int, digest: str) -> None:
        """Note the hash of a picture that was drawn."""
        self._pictures[frame] = digest

    def sound(self, pcm: F32) -> None:
        """Note the sound of a frame."""
        self._sound.add(pcm)

    def check(self, frame: int) -> None:
        """Write the hashes; `frame` is the next one."""
        pictures, self._pictures = self._pictures, {}
        self.write(CheckLine(frame=frame, pictures=pictures, sound=self._sound.digest()))

    def close(self, frame: int) -> None:
        """End the record before `frame`."""
        try:
            self.check(frame)
            self.write(EndLine(frame=frame))
        finally:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read."""

    opening: Opening
    lines: tuple[Line, ...]
    frames: int
    """How many frames it lasts."""
    torn: bool
    """Whether it stops without an end: the show was killed, or is still on air."""


def opening_of(character: Performing, **fields: Any) -> Opening:
    """The first line for a character that performs now; `fields` are the others of Opening."""
    from vidol.core.version import __version__

    return Opening(
        made_by=f"vidol {__version__}",
        started=datetime.now(UTC),
        performer=performer_of(character),
        **fields,
    )


def performer_of(character: Performing) -> Performer:
    """What of a character is needed to draw her. Raises InputError for a face whose files are more
    than a record holds.
    """
    face = part_of(character, "face")
    size = sum(map(len, face.files.values()))
    if size > MOST_FILES:
        raise InputError(
            f"{character.name} cannot be recorded: the files of her face have {size >> 20} MiB, and"
            f" a record holds {MOST_FILES >> 20}: make them smaller."
        )
    return Performer(name=character.name, seed=character.seed, face=Enclosed.of(face))


def read(path: Path) -> Record:
    """Read a record. What a killed show left unfinished at its end is left out.

    Raises InputError for a file that is none, of another version, or damaged before its end.
    """
    lines = list[Line]()
    torn = False
    for number, data in _raw(path):
        if not data.endswith(b"\n"):
            torn = True
            break
        lines.append(_parsed(path, number, data))
    opening = lines[0] if lines else None
    if not isinstance(opening, Opening):
        raise InputError(f"{path} is not the record of a show: give a show.jsonl that vidol wrote.")
    frames = max(
        (
            line.frame
            for line in lines
            if isinstance(
                line, CheckLine | EndLine | TakeLine | CutLine | BeginLine | AskedLine | FaceLine
            )
        ),
        default=0,
    )
    if not isinstance(lines[-1], EndLine):
        torn = True
        frames = max([frames, *(_last_frame(line, opening.fps) for line in lines)])
    return Record(opening, tuple(lines[1:]), frames, torn)


def _last_frame(line: Line, fps: int) -> int:
    return line.frame + -(-line.samples * fps // SAMPLE_RATE) if isinstance(line, TakeLine) else 0


def _raw(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            number = 0
            while data := file.readline(LONGEST_LINE):
                number += 1
                if len(data) >= LONGEST_LINE:
                    raise InputError(
                        f"{path}:{number} is longer than any line of a show's record: it is"
                        " damaged, or no record."
                    )
                yield number, data
    except OSError as error:
        raise InputError(
            f"{path} cannot be read as the record of a show: {error.strerror or error}."
        ) from error


def _parsed(path: Path, number: int, data: bytes) -> Line:
    if number == 1:
        _check_kind(path, data)
    try:
        return _LINES.validate_json(data)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise InputError(
            f"{path}:{number} is damaged ({place}: {fault['msg']}): take the lines before it, or"
            " another copy."
        ) from error


def _check_kind(path: Path, data: bytes) -> None:
    try:
        first = json.loads(data)
    except ValueError:
        first = None
    if not isinstance(first, dict) or first.get("type") != "show":
        raise InputError(f"{path} is not the record of a show: give a show.jsonl that vidol wrote.")
    if first.get("version") not in _READ:
        raise InputError(
            f"{path} is a record of version {first.get('version')}, this vidol reads up to"
            f" version {VERSION}: update vidol."
        )


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
