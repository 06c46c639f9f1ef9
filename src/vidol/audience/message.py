"""What a viewer did, whichever platform it came from: wrote a line, paid, joined. One shape for
all.

    Message(platform="twitch", author=Author(id="123", name="Ann"), text="Who are you?")

Messages come from strangers. Making one takes control characters, marks that turn the direction of
writing and overlong tails out of every field instead of complaining of them; what cannot be meant
(a field that does not exist, a price below nothing) is an error. ``model_dump_json`` and
``model_validate_json`` are its form in files and on wires.
"""

from __future__ import annotations

import uuid
from time import time as now
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from vidol.core.dialogue import Behaviour
from vidol.text.cleaning import fit

LONGEST_TEXT: Final = 2000
"""Characters of a text; what is longer is cut there. Platforms allow 40 to 500."""
LONGEST_NAME: Final = 60
MOST: Final = 1e12
"""The largest amount."""
MOST_BADGES: Final = 20
MOST_EMOTES: Final = 200

Kind = Literal["chat", "superchat", "gift", "membership", "follow", "join", "removed"]
"""chat: a line. superchat: a line that was paid for. gift: something given, with no line of its
own. membership: somebody became a member or subscriber, or stayed one. follow, join: as they say.
removed: an earlier message (`refers_to`) was taken back by its author or a moderator.
"""


def _line(longest: int, *, lower: bool = False) -> BeforeValidator:
    """One line of at most `longest` characters."""

    def line(value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # platforms that count give numbers as ids
        if not isinstance(value, str):
            return value
        value = " ".join(fit(value).split())
        return (value.lower() if lower else value)[:longest].rstrip()

    return BeforeValidator(line)


def _text(value: Any) -> Any:
    return fit(value[:LONGEST_TEXT]) if isinstance(value, str) else value


Id = Annotated[str, _line(200)]
Name = Annotated[str, _line(LONGEST_NAME)]
Word = Annotated[str, _line(40, lower=True)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Author(_Data):
    """Who did it."""

    id: Id = ""
    """The same person has the same one on this platform for ever;
    without one, the name stands in.
    """
    name: Name = ""
    """What other viewers see; may be empty, and may change."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, fields: Any) -> Any:
        if isinstance(fields, dict) and not fields.get("id") and fields.get("name"):
            return {**fields, "id": fields["name"]}
        return fields

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.id:
            raise ValueError("an author has an id, or at least a name: give one")
        return self


class Amount(_Data):
    """What was paid or given."""

    value: Annotated[float, Field(ge=0, le=MOST, allow_inf_nan=False)]
    currency: Annotated[str, _line(12), Field(min_length=1)]
    """As the platform writes it: ``JPY``, ``¥``, ``bits``."""

    def __str__(self) -> str:
        number = f"{self.value:,.2f}".removesuffix(".00")
        return f"{number} {self.currency}" if self.currency.isalpha() else self.currency + number


class Emote(_Data):
    """A picture in the text: `length` characters from `start` stand where it is shown."""

    start: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(ge=1)]
    name: Name = ""
    url: Annotated[str, _line(500)] = ""
    """Where it can be fetched. vidol itself fetches none."""


class Message(_Data):
    """Something a viewer did. Immutable; the same `id` on the same platform is the same message."""

    id: Annotated[Id, Field(min_length=1)] = Field(default_factory=lambda: uuid.uuid4().hex)
    platform: Annotated[Word, Field(min_length=1)]
    """``web``, ``youtube``, ``twitch``; a comment hub tells where each line came from."""
    channel: Annotated[str, _line(200)] = ""
    """Which room of the platform, where there are several."""
    kind: Kind = "chat"
    author: Author
    badges: tuple[Word, ...] = ()
    """What the author is in this room: ``owner``, ``moderator``, ``member``, ``vip``, ``verified``,
    ``bot``; platforms have more of their own.
    """
    text: Annotated[str, BeforeValidator(_text)] = ""
    emotes: tuple[Emote, ...] = ()
    """In the order of their places; what lies outside the text,
    or over another one, is left out.
    """
    amount: Amount | None = None
    time: Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)] = Field(default_factory=now)
    """When it was sent, by the platform's clock; seconds since 1970."""
    reply_to: Id = ""
    """What `Inlet.say` is given to answer this author, or in this thread; "" where nothing is."""
    refers_to: Id = ""
    """Of a `removed`: the id of what was taken back."""
    behaviour: Behaviour = "queue"
    """What its author wants done with speech that is under way. Granted where the rules say so."""

    @field_validator("badges", mode="after")
    @classmethod
    def _few(cls, badges: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, badges)))[:MOST_BADGES]

    @field_validator("emotes", mode="after")
    @classmethod
    def _in_the_text(cls, emotes: tuple[Emote, ...], info: ValidationInfo) -> tuple[Emote, ...]:
        length = len(info.data.get("text", ""))
        kept: list[Emote] = []
        for emote in sorted(emotes, key=lambda emote: emote.start)[:MOST_EMOTES]:
            begin = kept[-1].start + kept[-1].length if kept else 0
            if emote.start >= begin and emote.start + emote.length <= length:
                kept.append(emote)
        return tuple(kept)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "superchat" and self.amount is None:
            raise ValueError("a superchat has an amount: give one, or make it kind='chat'")
        if self.kind == "removed" and not self.refers_to:
            raise ValueError("a removal says what was removed: give refers_to, the id of a message")
        return self

    @property
    def words(self) -> str:
        """The text as it would be read aloud: without emotes,
        on one line; "" if nothing is left.
        """
        pieces, at = [], 0
        for emote in self.emotes:
            pieces.append(self.text[at : emote.start])
            at = emote.start + emote.length
        return " ".join(" ".join([*pieces, self.text[at:]]).split())
