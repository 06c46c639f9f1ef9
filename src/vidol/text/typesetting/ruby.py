"""Ruby markup: ``{漢字|かんじ}`` sets かんじ small above 漢字.

A brace pair that is not exactly of this form (no bar, an empty side, nested) is ordinary text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_RUBY: Final = re.compile(r"\{([^{}|\n]+)\|([^{}|\n]+)\}")


@dataclass(frozen=True, slots=True)
class Ruby:
    """A reading `text` over the characters `start` to `end` of the stripped text."""

    start: int
    end: int
    text: str


def parse_ruby(text: str) -> tuple[str, tuple[Ruby, ...]]:
    """The text without markup, and the readings with their places in it."""
    plain: list[str] = []
    readings: list[Ruby] = []
    done = length = 0
    for match in _RUBY.finditer(text):
        before, base = text[done : match.start()], match[1]
        start = length + len(before)
        readings.append(Ruby(start, start + len(base), match[2]))
        plain += [before, base]
        length, done = start + len(base), match.end()
    plain.append(text[done:])
    return "".join(plain), tuple(readings)


def strip_ruby(text: str) -> str:
    """The text as written without readings: what subtitles and logs carry."""
    return _RUBY.sub(r"\1", text)


def apply_ruby(text: str) -> str:
    """The text with each reading in place of its base: what a voice should say."""
    return _RUBY.sub(r"\2", text)
