"""What a page tells the show over its socket; the other direction is vidol.show.messages.

Every message carries `seq`, which grows: one that does not is old, and is ignored. All are strict
and bounded, since anyone may write to a socket.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from vidol.core.speech import Language
from vidol.show.live.show import LONGEST_SPEECH, LONGEST_TEXT
from vidol.show.messages import Behaviour

Seconds = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]
Milliseconds = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1 << 31)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seq: Annotated[int, Field(ge=0, le=1 << 53)]


Side = Annotated[int, Field(ge=0, le=100_000)]


class Join(_Message):
    """The first message. The show answers with `hello`."""

    type: Literal["join"]
    pictures: bool = True
    size: Side = 0
    """Device pixels in which pictures are shown; they come as large as that needs, as far as the
    machine can.
    """
    sound: bool = True
    language: Language = "en"
    token: Annotated[str, Field(max_length=200)] | None = None


class Ask(_Message):
    """Ask the character something."""

    type: Literal["ask"]
    text: Annotated[str, Field(max_length=4 * LONGEST_TEXT)]
    name: Annotated[str, Field(max_length=60)] = ""
    behaviour: Behaviour = "queue"


class Speak(_Message):
    """Have the character say something, with the directions of a script in it."""

    type: Literal["say"]
    text: Annotated[str, Field(max_length=2 * LONGEST_SPEECH)]
    language: Language | None = None
    behaviour: Behaviour = "queue"
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    owner: Annotated[str, Field(max_length=60)] = ""


class Interrupt(_Message):
    """Silence the character and drop what waits."""

    type: Literal["interrupt"]


class Move(_Message):
    """Make a gesture or change to an emotion now."""

    type: Literal["act"]
    name: Annotated[str, Field(max_length=40)]


class Pictures(_Message):
    """Send pictures, or none: a page that is hidden wants none."""

    type: Literal["pictures"]
    on: bool
    size: Side | None = None
    """Device pixels in which they are shown, where that changed."""


class Played(_Message):
    """What sounds at this page now: ten times a second while sound plays, and at once when a
    `clear` has silenced it.
    """

    type: Literal["played"]
    position: Seconds
    epoch: Count
    audible: bool = True


class Answered(_Message):
    """How long it took here from asking to the first sample above -40 dBFS."""

    type: Literal["answered"]
    turn: Count
    ms: Milliseconds


class Stats(_Message):
    """How well the page plays, of the last two seconds."""

    type: Literal["stats"]
    shown: Count
    dropped: Count
    interval_p50_ms: Milliseconds = 0.0
    interval_p99_ms: Milliseconds = 0.0
    sync_ms: Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)] = 0.0
    """The worst distance between sound and picture; positive: the picture is late."""
    underruns: Count = 0
    delay_ms: Milliseconds = 0.0


PageMessage = Annotated[
    Join | Ask | Speak | Interrupt | Move | Pictures | Played | Answered | Stats,
    Field(discriminator="type"),
]
PAGE_MESSAGE: Final[TypeAdapter[PageMessage]] = TypeAdapter(PageMessage)
