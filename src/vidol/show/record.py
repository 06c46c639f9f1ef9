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

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, TypeAdapter, ValidationError

from vidol.core.arrays import F32, U8
from vidol.core.character import Performing
from vidol.core.errors import InputError, OutputError
from vidol.core.speech import SAMPLE_RATE
from vidol.core.version import __version__
from vidol.media.visible_label import VisibleLabel
from vidol.show.performing import performer_of
from vidol.show.record_lines import (
    READABLE,
    VERSION,
    AskedLine,
    BeginLine,
    CheckLine,
    CutLine,
    EndLine,
    FaceLine,
    Line,
    Opening,
    TakeLine,
)

LONGEST_LINE: Final = 8 << 20
"""Bytes of the longest line that is read."""
_LINES: Final[TypeAdapter[Line]] = TypeAdapter(Line)


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
        self._whole = 0  # bytes of whole lines
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written as the record of a show: {error.strerror or error}."
            ) from error
        try:
            self.write(opening)
        except OutputError:
            self._file.close()
            path.unlink(missing_ok=True)
            raise

    def write(self, line: BaseModel) -> None:
        """Raises OutputError when the disk is full: then the record is over, with its last whole
        line as its end.
        """
        data = line.model_dump_json(exclude_none=True).encode() + b"\n"
        try:
            rest = memoryview(data)
            while rest:  # the system may take less than it is given
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._give_up()
            raise OutputError(
                f"{self.path} cannot be written any more: {error.strerror or error}."
            ) from error
        self._whole += len(data)

    def _give_up(self) -> None:
        """Take back what was written of a line, and let go of the file."""
        with contextlib.suppress(OSError):
            self._file.truncate(self._whole)
        with contextlib.suppress(OSError):
            self._file.close()

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
        """End the record before `frame`. Raises OutputError when its end cannot be written."""
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


def opening_of(
    character: Performing, label: VisibleLabel, started: float, **fields: Any
) -> Opening:
    """The first line for a character that performs now, `started` seconds since 1970; `fields` are
    the others of Opening.
    """
    return Opening(
        made_by=f"vidol {__version__}",
        started=datetime.fromtimestamp(started, UTC),
        performer=performer_of(character, label),
        **fields,
    )


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
    if first.get("version") not in READABLE:
        raise InputError(
            f"{path} is a record of version {first.get('version')}, this vidol reads up to"
            f" version {VERSION}: update vidol."
        )
