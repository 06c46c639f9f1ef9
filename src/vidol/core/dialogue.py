"""What passes between a mind and the rest of the house: messages in, text and actions out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from vidol.core.speech import Language

Behaviour = Literal["queue", "interrupt", "replace"]
"""What speech does with speech: wait for its turn; cut off what is being said (of no higher
priority); take the place of what the same owner said before and still has waiting.
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["viewer", "character"]
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Text to speak, in order; pieces of one reply concatenate to its whole text."""

    text: str
    language: Language
    translations: tuple[tuple[Language, str], ...] = ()
    """What the sentence that begins here means in other languages, where the mind knows: captions
    show it to who reads those.
    """


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do at this point of the text: an emotion (``happy``) or a gesture (``wave``),
    see vidol.core.acts.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Cite:
    """Where the text before it comes from."""

    source: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong while answering, one sentence for the person who runs the show. Not spoken;
    the reply goes on.
    """

    text: str


ReplyPart = Say | Act | Cite | Problem


class Mind(Protocol):
    """Anything that answers. Implementations are found by the entry-point group ``vidol.minds``."""

    def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        """Answer the last message, streaming."""
        ...

    async def close(self) -> None: ...
