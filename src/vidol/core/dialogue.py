"""What passes between a mind and the rest of the house: messages in, text and actions out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

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


@dataclass(frozen=True, slots=True)
class Match:
    """What a question was taken for.

    Scores are the mind's confidence, 0..1; `inside`: it is a question that she can answer.
    """

    intent: str
    score: float
    runner_up: str
    runner_up_score: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Considered:
    """A reply with the reasons for it: how it was found, in which language, and the match behind
    it, if any.
    """

    parts: tuple[ReplyPart, ...]
    how: str
    """In a word; vidol's own mind says faq, small talk, document, unknown, declined or refused."""
    language: Language
    match: Match | None = None
    matched: str = ""
    runner_up: str = ""
    """The matched and the second intent in words that people know."""
    source: str = ""
    """The file of the answer: a FAQ's, or a document's with page or heading."""


@runtime_checkable
class Considering(Protocol):
    """What a mind may offer besides: its reasons, for `vidol ask`."""

    def consider(self, conversation: Sequence[Message]) -> Considered:
        """What `reply` would answer to the last message, and why."""
        ...
