"""What a live show tells its viewers: messages in JSON, pictures and sound as bytes with a short
header.

The studio sends these over its socket as they are, the page reads them, and a record keeps the same
turns. Times in JSON are seconds on the show's time line, which counts the samples of its sound from
0 at its start; headers of bytes carry the same in samples. What a page tells the show is the
studio's (vidol.studio.messages).
"""

from __future__ import annotations

import struct
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from vidol.core import dialogue
from vidol.core.speech import SAMPLE_RATE, Language
from vidol.media.visible_label import Place

PROTOCOL: Final = 1
"""Raised by a change that an older page would misread."""

HEADER: Final = struct.Struct("<BBHIq")
"""Before every picture and sound, 16 bytes, little-endian: kind, flags (0), reserved (0), epoch,
position in samples.
"""
PICTURE: Final = 1
"""Kind of a picture. After the header: the length of the colour part (uint32, little-endian), a
JPEG of the colours and a grey JPEG of the alpha, both `size` x `size`; straight alpha, sRGB.
`position` is where the picture's time begins.
"""
SOUND: Final = 2
"""Kind of a stretch of sound. After the header: 16-bit PCM, little-endian, mono, SAMPLE_RATE.
`position` is its first sample's.
"""

Behaviour = dialogue.Behaviour


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Speaker(_Message):
    """Who performs."""

    name: str
    languages: tuple[Language, ...]
    default_language: Language
    label: Place = "corner"
    """Where a page shows the label that says what she is."""


class Chat(_Message):
    """A line of the conversation. A character's line is sent again, with the same `id`, as it grows
    and when it was cut off.
    """

    type: Literal["chat"] = "chat"
    id: int
    turn: int
    role: Literal["viewer", "character"]
    name: str
    text: str
    """Of a character: what it has begun to say so far; once `done`, what was heard of it. Of a
    viewer: what was written; "" when it was taken back.
    """
    time: float
    """Seconds since 1970."""
    done: bool = True
    interrupted: bool = False
    sources: tuple[str, ...] = ()
    """Where the answer comes from: files and places in them."""
    platform: str = ""
    """Where a viewer wrote it, as ``web`` or ``twitch``; "" for what came over the API."""
    amount: str = ""
    """What was paid for it or given, as ``¥500``."""
    language: Language = "en"
    """What it is written in; where the text does not tell, what the lines before it are in."""


class CaptionWord(_Message):
    """A word of a caption: its place in the text in characters, and when it is said."""

    offset: int
    length: int
    start: float
    end: float


class Caption(_Message):
    """A page of caption, from `start` until the next one's start or `end`. Sent before it is due;
    after a `clear` it is void.

    Speech is made while it is spoken, so a page may be sent again with the same `id`, a later `end`
    and more words.
    """

    type: Literal["caption"] = "caption"
    id: int
    turn: int
    epoch: int
    text: str
    """With ruby as ``{漢字|かんじ}``; word offsets count the characters of the text without it."""
    language: Language
    start: float
    end: float
    words: tuple[CaptionWord, ...] = ()
    translations: dict[Language, str] = {}
    """The same in other languages, where the answer has them."""


class Turn(_Message):
    """What became of something said, with its latencies in milliseconds from the moment it was
    asked for. Sent when it ends, and kept.
    """

    type: Literal["turn"] = "turn"
    id: int
    kind: Literal["answer", "speech"]
    owner: str
    asked: str
    """The viewer's words; "" for speech."""
    time: float
    """When it was asked for, seconds since 1970."""
    waited_ms: float = 0.0
    """In the queue."""
    mind_ms: float | None = None
    """Until the mind's first words."""
    voice_ms: float | None = None
    """Until the first sound of them."""
    sent_ms: float | None = None
    """Until the first sample above -40 dBFS was sent."""
    heard_ms: float | None = None
    """Until that sample sounded at a page, by the page's own report of what it plays."""
    page_ms: float | None = None
    """From the asking at a page to that sample, measured there alone."""
    silence_ms: float | None = None
    """From an interruption until the page that was heard reported silence."""
    said: str = ""
    heard: str = ""
    """What was heard of it: what memory keeps."""
    interrupted: bool = False
    sources: tuple[str, ...] = ()
    problem: str = ""
    """What went wrong, in one sentence, where something did (a language model that did not
    answer).
    """


class State(_Message):
    """What the character is doing; sent when it changes."""

    type: Literal["state"] = "state"
    speaking: bool
    turn: int | None
    waiting: int
    """Turns in the queue."""
    emotion: str
    background: str
    framing: str
    viewers: int
    recording: bool


class Hello(_Message):
    """The first message to a viewer."""

    type: Literal["hello"] = "hello"
    protocol: int = PROTOCOL
    show: str
    """Names this run of the show: another one has another time line."""
    position: float
    """Now."""
    epoch: int
    fps: int
    size: int
    sample_rate: int = SAMPLE_RATE
    delay: float
    """Seconds that a page should stay behind the pictures it receives, so that the network's and
    the server's hiccups are not seen.
    """
    character: Speaker
    state: State
    chat: tuple[Chat, ...] = ()
    """The conversation so far, the latest lines."""


class Changed(_Message):
    """Another character, or the same one edited, performs from now on."""

    type: Literal["changed"] = "changed"
    character: Speaker


class Clear(_Message):
    """Fall silent at once: sound and captions of an earlier epoch are void,
    whether played or not.
    """

    type: Literal["clear"] = "clear"
    epoch: int
    position: float


class Notice(_Message):
    """Something a person should know."""

    type: Literal["notice"] = "notice"
    level: Literal["info", "warning", "error"]
    code: str
    text: str


ShowMessage = Annotated[
    Hello | Chat | Caption | Turn | State | Changed | Clear | Notice, Field(discriminator="type")
]
"""Whatever the show tells its viewers."""
