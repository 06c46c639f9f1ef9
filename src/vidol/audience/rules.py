"""Which messages she answers and in which order: rules as data, in TOML or JSON, checked strictly.

    Rules()                                    # every line of a small chat, as it comes
    Rules.read(Path("rules.toml"))
    Rules.of({"blocked_words": ["spoiler"]})

What each field does is said here; what is done with them is the inbox's (vidol.audience.inbox).
docs/audience.md has an example of a whole file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.core.settings import validated
from vidol.core.speech import Language
from vidol.mind.moderation import Category
from vidol.text import toml
from vidol.text.cleaning import MESSAGE
from vidol.text.encodings import decode

MAX_BYTES: Final = 1 << 20
PLACEHOLDERS: Final = ("name", "amount")
"""What a sentence of thanks may have in braces."""

_BRACES: Final = re.compile(
    r"\{([^{}|]*)\}"
)  # a base with its reading, {漢字|かんじ}, is something else

Thanked = Literal["superchat", "gift", "membership", "follow", "join"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Lines = Annotated[tuple[Line, ...], Field(max_length=2000)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Weight = Annotated[int, Field(ge=-100, le=100)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Priority(_Data):
    """How important each kind is, to the inbox and to the show: of what waits, the highest is
    answered first, and only what is as high may cut it off. An operator's own words have 0.
    """

    superchat: Weight = 10
    gift: Weight = 5
    membership: Weight = 5
    chat: Weight = 0
    follow: Weight = 0
    join: Weight = 0


class Keep(_Data):
    """Seconds that each kind may wait to be answered; what waits longer is dropped."""

    superchat: Seconds = 3600.0
    gift: Seconds = 600.0
    membership: Seconds = 600.0
    chat: Seconds = 180.0
    follow: Seconds = 30.0
    join: Seconds = 10.0


class Crowd(_Data):
    """What is different while more lines of chat wait than `waiting`: she no longer answers all in
    their order but chooses the weightiest, and of equals the latest. What was paid for stays
    outside of all this.
    """

    waiting: Count = 5
    """Lines that may wait before it counts as a crowd."""
    fresh: Seconds = 10.0
    """Seconds that a line may wait in a crowd."""
    author_waiting: Count = 1
    """Lines of one author that may wait."""
    same: Seconds = 30.0
    """Seconds in which a line that she has just answered is not answered again, whoever writes it.
    Of lines that say the same and wait, one is answered, and weighs one more for each of the
    others.
    """
    mention: Weight = 3
    """Weight of a line with her name in it."""
    question: Weight = 2
    """Weight of a question."""
    again: Weight = -3
    """Weight of a line whose author was answered in the last minute."""
    badges: dict[Line, Weight] = {"owner": 5, "moderator": 3, "member": 1, "vip": 1}
    """Weight of an author's badges; of several, the highest counts."""


class Rules(_Data):
    """All of them. The defaults answer every line of a small chat in its order."""

    blocked_authors: Lines = ()
    """Who is never answered nor shown: ``platform:id``, an id, or a name as others see it."""
    blocked_words: Lines = ()
    """A line or a name with one of these is neither answered nor shown; seen through the disguises
    that vidol.mind.moderation knows.
    """
    moderated: tuple[Category, ...] = ()
    """Of what vidol.mind.moderation lists, what she does not even react to. What is not named here
    reaches her mind, which declines it in words.
    """
    ignored_prefixes: Lines = ()
    """How lines begin that are meant for others, as commands of bots do (``!``)."""
    ignored_badges: Lines = ()
    """Badges whose authors are not answered, as ``bot``."""
    longest: Annotated[int, Field(ge=1, le=MESSAGE)] = MESSAGE
    """Characters of a line that is answered. One that was paid for is cut to it instead."""
    author_lines: Count = 60
    author_seconds: Seconds = 60.0
    """Lines of one author that are looked at in so many seconds."""
    room: Count = 100
    """Messages that may wait; beyond, the least important and oldest goes."""
    interrupting: Lines = ("web",)
    """Platforms whose messages may cut her off, where they ask for it."""
    thanked: tuple[Thanked, ...] = ("superchat", "gift", "membership")
    """For what she says thank you where there are no words to answer. follow and join may be added;
    kinds that are neither thanked nor have words are not reacted to.
    """
    thanks: dict[Thanked, dict[Language, Annotated[Lines, Field(min_length=1)]]] = {}
    """Sentences of thanks in place of vidol's, by kind and language, with {name} and {amount} where
    wanted. They may hold the directions of docs/scripts.md.
    """
    language: Language | None = None
    """In which she says thank you; without it, the character's first."""
    priority: Priority = Priority()
    keep: Keep = Keep()
    crowd: Crowd = Crowd()

    @field_validator("thanks")
    @classmethod
    def _sentences(
        cls, thanks: dict[Thanked, dict[Language, tuple[str, ...]]]
    ) -> dict[Thanked, dict[Language, tuple[str, ...]]]:
        for sentences in thanks.values():
            for sentence in (one for said in sentences.values() for one in said):
                _check_placeholders(sentence)
        return thanks

    @classmethod
    def of(cls, fields: Mapping[str, Any], where: str = "the set of rules") -> Self:
        """Rules of plain data, called `where` in errors. Raises InputError as
        vidol.core.settings.validated does.
        """
        return validated(cls, fields, where)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Rules of a file, TOML or (``.json``) JSON. Raises InputError, also for a file that is
        missing, larger than MAX_BYTES or neither.
        """
        try:
            if regular(path).stat().st_size > MAX_BYTES:
                raise InputError(f"{path} is larger than {MAX_BYTES >> 20} MiB: shorten it.")
            text = decode(path.read_bytes(), str(path))
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror}): give the path of a file of rules, such"
                " as rules.toml."
            ) from error
        try:
            fields = json.loads(text) if path.suffix.lower() == ".json" else toml.parsed(text)
        except (ValueError, RecursionError) as error:
            kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
            raise InputError(f"{path} is not sound {kind} ({error}): correct it there.") from error
        if not isinstance(fields, dict):
            raise InputError(f"{path} holds no rules: write fields with their values in braces.")
        return cls.of(fields, str(path))


def _check_placeholders(sentence: str) -> None:
    for name in _BRACES.findall(sentence):
        if name not in PLACEHOLDERS:
            known = " and ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValueError(f"'{sentence}' has {{{name}}} in it: there are {known}")
