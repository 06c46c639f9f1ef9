"""What the readers of all languages share: the words for the engines, and helpers to make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vidol.voice.languages.source import Source
from vidol.voice.languages.tokens import Token

# Punctuation and what it is said as, the strongest first.
_MARKS: Final = (
    ("?？", "?"),
    ("!！", "!"),
    ("。.", "."),
    (";；:：—―", ","),
    (",，、-", ","),
    ("…‥", ","),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said for original[offset : offset + length]."""

    text: str
    offset: int
    length: int
    mark: bool = False
    """It is punctuation: its text is one of , . ? !"""


def spoken(text: str, source: Source) -> Spoken:
    """`text` said for the whole of `source`."""
    return Spoken(text, source.offset, source.length)


def punctuation(token: Token) -> Spoken:
    """The strongest mark in a run of punctuation: "?!" asks, "……" lingers like a comma."""
    characters = set(token.text)
    found = next((mark for signs, mark in _MARKS if not characters.isdisjoint(signs)), ",")
    return Spoken(found, token.source.offset, token.source.length, mark=True)


def sign(parts: Mapping[str, str], minus: str, plus: str) -> str:
    """The word for the sign of a number, if it has one."""
    return {"-": minus, "+": plus}.get(parts.get("sign", ""), "")


def either(parts: Mapping[str, str], name: str) -> str:
    """The part `name`, or "n2" for "n" in the pattern's other form; "" when it has neither."""
    return parts.get(name) or parts.get(f"{name}2", "")


def plain(number: str) -> str:
    """A number without its thousands separators."""
    return number.replace(",", "")


def trimmed(number: str) -> str:
    """An amount without separators and the zeros that end its fraction: "3.50" is 3.5."""
    bare = plain(number)
    return bare.rstrip("0").rstrip(".") if "." in bare else bare
