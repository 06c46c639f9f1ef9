"""The script language: a Markdown file becomes a list of events.

The language is described in docs/scripts.md. This module reads and checks; it opens no picture and
no sound, and whatever it does not understand is an error that names the file, the line, and the
nearest right spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Final

from vidol.core.acts import EMOTIONS, GESTURES, Feel, Gesture, Look
from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.core.nearest import nearest, suggestion
from vidol.core.speech import LANGUAGES, Language
from vidol.show.events import (
    Cue,
    Direction,
    Event,
    HidePicture,
    Line,
    Pause,
    Question,
    Ruby,
    Scene,
    ShowPicture,
)
from vidol.show.markup import marks
from vidol.show.picture.scenes import BACKGROUNDS, FRAMINGS, is_paint
from vidol.text.cleaning import EMPHASIS, without_controls
from vidol.text.encodings import decode
from vidol.text.scripts import close_up

MAX_BYTES: Final = 8 << 20
PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
LOOKS: Final = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
    "viewer": (0.0, 0.0),
}
DIRECTIONS: Final = (
    *EMOTIONS,
    *GESTURES,
    *(f"look {way}" for way in LOOKS),
    "pause 1s",
    "hide image",
    "audio FILE",
    *LANGUAGES,
)

_SCENE_WORDS: Final = ("scene", "场景", "場景", "シーン")
_ITEM: Final = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FIRST_ITEM: Final = re.compile(r"[-*+]\s|1[.)]\s")
"""A list may begin right below a line of text, if it begins with its first item: other numbers may
be the text's own.
"""
_RULE: Final = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_PAUSE = re.compile(r"pause\s+(\d+(?:\.\d+)?)\s*(s|ms)?")


@dataclass(frozen=True, slots=True)
class Script:
    """A parsed script: its title ("" if it gives none) and its events in order."""

    title: str
    events: tuple[Event, ...]


def load(path: Path) -> Script:
    """Read and parse a script file: UTF-8, or what editors in China and Japan save (UTF-16,
    GB18030, Shift-JIS, Big5).

    Raises InputError if it cannot be read, is larger than MAX_BYTES, is not text, or does not
    parse.
    """
    try:
        if regular(path).stat().st_size > MAX_BYTES:
            raise InputError(
                f"{path} is larger than {MAX_BYTES >> 20} MiB: split the script into several."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read as a script: {error.strerror or error}."
        ) from error
    return parse(decode(data, str(path)), path.parent, path.name)


def parse(text: str, folder: Path, name: str = "script") -> Script:
    """Parse a script's text; `folder` is where its pictures and recordings lie, `name` stands in
    messages.

    Raises InputError for unknown directions, backgrounds and framings, missing files, files outside
    the folder, and a script that has nothing to perform.
    """
    parser = _Parser(folder, name)
    for number, block in _blocks(text):
        parser.block(number, block)
    return parser.finish()


def parse_speech(text: str) -> tuple[Line | Pause | Scene | Direction, ...]:
    """Parse what is typed to be said at once: the script language without questions and files.

    Raises InputError for unknown directions and for what cannot be part of it.
    """
    parser = _Parser(None, "the text")
    for number, block in _blocks(text):
        parser.block(number, block)
    parser.finish()
    if any(isinstance(event, Question) for event in parser.events):
        raise InputError("A question cannot be part of what is said: ask it, or leave the '>' out.")
    return tuple(event for event in parser.events if not isinstance(event, Question))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """(line number, text) of each paragraph, heading, quotation and list item; comments and control
    characters are gone.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    text = without_controls(text)
    text = re.sub(r"<!--.*?(-->|\Z)", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    start, held = 0, list[str]()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        alone = line.startswith("#") or _RULE.fullmatch(line) is not None
        quote_edge = bool(held) and line.startswith(">") != held[0].startswith(">")
        listed = bool(held) and _ITEM.match(held[0]) is not None
        item = (_ITEM if listed else _FIRST_ITEM).match(line) is not None
        if held and (not line or alone or quote_edge or item):
            yield start, "\n".join(held)
            held = []
        if alone:
            yield number, line
        elif line:
            start = start if held else number
            held.append(line)
    if held:
        yield start, "\n".join(held)


class _Parser:
    """Collects events block by block; knows the folder and the file's name for checks and
    messages.
    """

    def __init__(self, folder: Path | None, name: str) -> None:
        self.folder, self.name = folder, name
        self.title = ""
        self.events: list[Event] = []
        # None: not yet seen; True: inside the front matter; False: behind it
        self.front: bool | None = None
        self.recording: tuple[Path, int] | None = None
        self.line, self.line_number = _LineBuilder(), 0

    def block(self, number: int, block: str) -> None:
        if self._front_matter(block):
            return
        if block.startswith("#"):
            self._heading(number, block.lstrip("#").strip())
        elif block.startswith(">"):
            self._question(number, block)
        elif block.startswith(("```", "~~~")):
            raise self._error(
                number,
                "a code block cannot be spoken: write it as a paragraph or as a comment  <!--"
                " … -->",
            )
        elif _RULE.fullmatch(block) is None:
            while item := _ITEM.match(block):
                block = block[item.end() :]
            self._paragraph(number, block)

    def finish(self) -> Script:
        self._end_recording()
        if not any(isinstance(event, Line | Pause | Question) for event in self.events):
            raise InputError(
                f"{self.name} has nothing to perform: write at least one paragraph of text."
            )
        return Script(self.title, tuple(self.events))

    def _front_matter(self, block: str) -> bool:
        """Eat ``---`` … ``---`` at the top; only its title is used."""
        if self.front is None:
            self.front = block == "---"
            return self.front
        if self.front:
            self.front = block != "---"
            for line in block.split("\n"):
                key, _, value = line.partition(":")
                if key.strip().lower() == "title":
                    self.title = value.strip().strip("\"'")
            return True
        return False

    def _error(self, number: int, sentence: str) -> InputError:
        end = "" if sentence.endswith("?") else "."
        return InputError(f"{self.name}:{number}: {sentence}{end}")

    def _end_recording(self) -> None:
        if self.recording:
            path, number = self.recording
            raise self._error(
                number,
                f"[audio {path.name}] needs the text that it says, as the paragraph after it",
            )

    def _heading(self, number: int, heading: str) -> None:
        self._end_recording()
        word, _, rest = heading.replace("：", ":").partition(":")
        word = word.strip().lower()
        if word in _SCENE_WORDS:
            self.events.append(self._scene(number, rest))
        elif nearest(word, _SCENE_WORDS):
            raise self._error(number, f"'# {heading}' is not a scene: did you mean '# Scene: …'?")
        elif not self.title and not self.events:
            self.title = heading

    def _scene(self, number: int, rest: str) -> Scene:
        background: str | Path | None = None
        framing: str | None = None
        for part in filter(None, (part.strip() for part in rest.replace("｜", "|").split("|"))):
            lower = part.lower()
            if lower in FRAMINGS:
                framing = lower
            elif lower in BACKGROUNDS or is_paint(lower):
                background = lower
            elif part.lower().endswith(PICTURES):
                background = self._file(number, part)
            else:
                hint = suggestion(lower, (*BACKGROUNDS, *FRAMINGS), "known are")
                raise self._error(
                    number,
                    f"'{part}' is neither a background nor a framing: {hint} A background may also"
                    " be a colour (#ffd0e0, pink), a gradient (pink to white) or a picture file",
                )
        return Scene(background, framing)

    def _question(self, number: int, block: str) -> None:
        self._end_recording()
        asked = "\n".join(line.lstrip("> ").strip() for line in block.split("\n"))
        text, _ = _settle(_plain(asked), set())
        if text:
            self.events.append(Question(text))

    def _paragraph(self, number: int, block: str) -> None:
        """One paragraph: text with directions. What must break the speech (a pause, a language, a
        recording) makes several lines.
        """
        self.line = _LineBuilder()
        self.line_number = number
        self._walk(block, number)
        self._flush()

    def _walk(self, text: str, number: int) -> None:
        """Collect the text and the directions of a paragraph that begins in this line."""
        at = 0
        for mark in marks(text):
            self.line.write(text[at : mark.start])
            number += text.count("\n", at, mark.start)
            at = mark.end
            if mark.kind == "picture":
                self.line.cue(
                    ShowPicture(self._file(number, mark.other.strip()), mark.words.strip())
                )
            elif mark.kind == "direction":
                self._direction(number, mark.words)
            elif mark.kind == "ruby":
                self.line.ruby(mark.words.strip(), mark.other.strip())
            elif mark.kind == "link":
                self.line.write(_plain(mark.words))
            else:
                self.line.write(mark.words)
        self.line.write(text[at:])

    def _flush(self) -> None:
        """End the line that is being built and begin the next, in the same language."""
        built = self.line.build()
        if built is not None:
            recording = self.recording[0] if self.recording else None
            self.recording = None
            self.events.append(
                replace(built, recording=recording, at=f"{self.name}:{self.line_number}")
            )
        else:
            self.events.extend(cue.direction for cue in self.line.cues)
        self.line = _LineBuilder(self.line.language)

    def _direction(self, number: int, written: str) -> None:
        words = " ".join(written.lower().split())
        if words in EMOTIONS:
            self.line.cue(Feel(words))
        elif words in GESTURES:
            self.line.cue(Gesture(words))
        elif words == "hide image":
            self.line.cue(HidePicture())
        elif words in LANGUAGES:
            self._flush()
            self.line.language = words
        elif words.startswith("look ") and words[5:] in LOOKS:
            self.line.cue(Look(*LOOKS[words[5:]]))
        elif (pause := _PAUSE.fullmatch(words)) is not None:
            seconds = float(pause[1]) * (0.001 if pause[2] == "ms" else 1.0)
            if not 0.0 < seconds <= 60.0:
                raise self._error(number, f"[{written}] is not between 0 and 60 seconds")
            self._flush()
            self.events.append(Pause(seconds))
        elif words.startswith("audio "):
            self._flush()
            self._end_recording()
            self.recording = (self._file(number, written.strip()[6:].strip()), number)
        else:
            raise self._error(
                number,
                f"[{written}] is not a direction: {suggestion(words, DIRECTIONS, 'known are')}"
                " Write \\[ for a bracket that is only text",
            )

    def _file(self, number: int, written: str) -> Path:
        """The file inside the script's folder that `written` names; anything else is refused."""
        if self.folder is None:
            raise self._error(
                number, "pictures and recordings belong into a script file: see docs/scripts.md"
            )
        shown = f"'{written}'"
        outside = self._error(
            number,
            f"{shown} lies outside the script's folder: copy it beside the script and name it"
            " without '..' or a leading '/'",
        )
        windows = PureWindowsPath(written)
        if (
            not written
            or windows.drive
            or windows.root
            or ".." in windows.parts
            or "://" in written
        ):
            raise outside
        path = self.folder / Path(*windows.parts)
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
            exists = path.is_file()
        except (OSError, ValueError, RuntimeError) as error:
            raise self._error(number, f"{shown} is not a usable file name: {error}") from error
        if not inside:
            raise outside
        if not exists:
            beside = regular(path).parent.glob("*") if path.parent.is_dir() else ()
            near = nearest(path.name, (file.name for file in beside))
            hint = f"did you mean '{near}'?" if near else "put it beside the script"
            raise self._error(number, f"there is no file {shown} in {self.folder}: {hint}")
        return path


class _LineBuilder:
    """Builds the text of one line and keeps the places of cues and readings in it right."""

    def __init__(self, language: Language | None = None) -> None:
        self.language = language
        self._pieces: list[str] = []
        self._length = 0
        self.cues: list[Cue] = []
        self.readings: list[Ruby] = []

    def write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def cue(self, direction: Direction) -> None:
        self.cues.append(Cue(self._length, direction))

    def ruby(self, base: str, reading: str) -> None:
        self.readings.append(Ruby(self._length, len(base), reading))
        self.write(base)

    def build(self) -> Line | None:
        """The line with its white space settled; None if there is no text."""
        text, moved = _settle("".join(self._pieces), {cue.offset for cue in self.cues})
        if not text:
            return None
        cues = tuple(replace(cue, offset=moved[cue.offset]) for cue in self.cues)
        ruby = tuple(replace(ruby, offset=moved[ruby.offset]) for ruby in self.readings)
        return Line(text, self.language, cues, ruby)


def _plain(text: str) -> str:
    return re.sub(EMPHASIS, "", text)


def _settle(raw: str, cues: set[int]) -> tuple[str, list[int]]:
    """Collapse white space as Markdown does; and where every offset went.

    A line break, or the space around a direction, between two Chinese or Japanese characters is no
    space.
    """
    moved = [0] * (len(raw) + 1)
    pieces: list[str] = []
    length = 0
    for run in re.finditer(r"\s+|\S+", raw):
        start, end = run.span()
        if run[0].isspace():
            before, after = raw[start - 1 : start], raw[end : end + 1]
            loose = "\n" in run[0] or any(offset in cues for offset in range(start, end + 1))
            text = "" if not before or not after or (loose and close_up(before, after)) else " "
            moved[start:end] = [length + len(text)] * (end - start)
        else:
            text = run[0]
            moved[start:end] = range(length, length + len(text))
        pieces.append(text)
        length += len(text)
    moved[len(raw)] = length
    return "".join(pieces), moved
