"""Text that comes from others, made fit to be shown, quoted and said: no control characters, no
broken lines, no more than is wanted.

What text means stays: nothing here folds case or width (vidol.core.unicode.folded), and disguises
are the business of moderation.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from vidol.core.unicode import is_control
from vidol.text.scripts import close_up

MESSAGE: Final = 500
"""Characters of a viewer's message or question that are considered: what viewers ask is shorter,
and time must stay bounded.
"""
EMPHASIS: Final = (
    r"(?<![\s\d*])\*\*++|(?<!\*)\*\*++(?![\s\d])"
    r"|(?<![A-Za-z0-9*])\*(?=[^\s*])|(?<=[^\s*])\*(?![A-Za-z0-9*])"
    r"|(?<![A-Za-z0-9_])__++(?=[^\s_])|(?<=[^\s_])__++(?![A-Za-z0-9_])"
    r"|(?<![\w^>])_(?=[^\s_^<])|(?<=[^\s_^>])_(?![\w^<])"
)
"""A pattern of Markdown's marks of emphasis, which go while the words between them stay.

Looser than CommonMark (0.31.2, section 6.2), where asterisks beside Han and punctuation stay
(``他说**“好”**了``). What multiplies (2*3*4, 5 ** 2), names (snake_case) and faces (^_^) stay.
"""
# What `is_control` names, and marks that turn the direction of all that follows.
_UNFIT: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


def without_controls(text: str) -> str:
    """The text with line feeds and tabs as its only control characters."""
    return "".join(each for each in text if each in "\n\t" or not is_control(each))


def fit(text: str) -> str:
    """The text with a space for every character that is no writing (`is_control`) or that turns the
    direction of what follows: of the same length, so that places in it stay right.
    """
    return _UNFIT.sub(" ", text)


def one_line(text: str, most: int | None = None) -> str:
    """The text on one line, as a prompt or a message quotes it: what cannot be seen is a space, and
    spaces are single; its first `most` characters.
    """
    seen = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(seen.split())[:most]


def unwrapped(paragraph: str) -> str:
    """The lines of a paragraph as one, with a space where writing has one: not between Chinese or
    Japanese characters.
    """
    lines = [line for line in map(str.strip, paragraph.split("\n")) if line]
    joined = lines[:1]
    for before, line in pairwise(lines):
        joined += ["" if close_up(before[-1], line[0]) else " ", line]
    return re.sub(r"\s+", " ", "".join(joined))
