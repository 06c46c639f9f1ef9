"""What the readers of all languages share: the words they hand to the engines and the helpers to
make them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vidol.voice.languages.source import Source
from vidol.voice.languages.tokens import Token

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
    """What is said for original[offset : offset + length]. `mark` is for punctuation: its text is
    one of , . ? !
    """

    text: str
    offset: int
    length: int
    mark: bool = False


def spoken(text: str, source: Source) -> Spoken:
    """`text` said for the whole of `source`."""
    return Spoken(text, source.offset, source.length)


def punctuation(token: Token) -> Spoken:
    """The strongest mark in a run of punctuation: "?!" asks, "……" lingers like a comma."""
    found = next((mark for signs, mark in _MARKS if any(c in signs for c in token.text)), ",")
    return Spoken(found, token.source.offset, token.source.length, mark=True)


def sign(parts: Mapping[str, str], minus: str, plus: str) -> str:
    """The word for the sign of a number, if it has one."""
    return {"-": minus, "+": plus}.get(parts.get("sign", ""), "")


def either(parts: Mapping[str, str], name: str) -> str:
    """The part `name`, under the name it has in the pattern's other form ("n2" for "n"); "" when it
    has none.
    """
    return parts.get(name) or parts.get(name + "2") or ""


def plain(number: str) -> str:
    """A number without its thousands separators."""
    return number.replace(",", "")


def trimmed(number: str) -> str:
    """An amount without separators and without the zeros that end its fraction: "3.50" is 3.5,
    "3.00" is 3.
    """
    bare = plain(number)
    return bare.rstrip("0").rstrip(".") if "." in bare else bare
