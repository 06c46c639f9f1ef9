"""Documents as passages, split where the author split them; and plain text.

A document becomes blocks (a paragraph with the heading above it and its page: markdown.py, html.py,
pdf.py), and blocks become passages of a length that can be searched and quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from vidol.core.errors import InputError
from vidol.mind.knowledge.blocks import Block
from vidol.mind.knowledge.entries import Passage
from vidol.text.cleaning import unwrapped
from vidol.text.language import identify
from vidol.text.sentences import sentences

MAX_CHARACTERS: Final = 2_000_000
_LONGEST: Final = {"en": 700, "zh": 260, "ja": 300}
"""Characters of a passage: about 40 seconds of speech in each language."""


# A hyphen at a line's end, or the soft one, which is seen nowhere else.
_LINE_END: Final = re.compile("(?:[-\u2010]|(?P<soft>\u00ad))\n[ \\t]*")
_LONGEST_WORD: Final = 40
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+\Z")
_FIRST_LETTERS: Final = re.compile(r"(?=[a-zß-öø-ÿ])[^\W\d_]+")
_HYPHENATED: Final = re.compile(r"(?<![^\W_])[^\W\d_]{1,40}-[^\W\d_]{1,40}(?![^\W_])")
_WITH_HYPHEN: Final = frozenset(
    [
        "self",
        "well",
        "non",
        "ex",
        "half",
        "all",
        "high",
        "low",
        "long",
        "short",
        "full",
        "part",
        "old",
        "new",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "e",
        "co",
        "anti",
        "semi",
        "mid",
    ]
)


def passages(blocks: Iterator[Block], name: str) -> list[Passage]:
    """Blocks as passages: a paragraph each, a long one cut between sentences.

    Raises InputError when a document has more than MAX_CHARACTERS.
    """
    found: list[Passage] = []
    total = 0
    for block in blocks:
        total += len(block.text)
        if total > MAX_CHARACTERS:
            raise InputError(
                f"{name} holds more than {MAX_CHARACTERS:,} characters: split it and keep what"
                " viewers ask about."
            )
        language = identify(block.text)
        found += [
            Passage(text, identify(text, language), name, block.heading, block.page)
            for text in _pieces(block.text, _LONGEST[language])
        ]
    return found


def _pieces(text: str, limit: int) -> Iterator[str]:
    """A paragraph in pieces of at most `limit` characters, of whole sentences where they fit."""
    held = ""
    for sentence in sentences(text, limit):
        if held and len(held) + len(sentence.rstrip()) > limit:
            yield held.strip()
            held = ""
        held += sentence
    if held.strip():
        yield held.strip()


def of_text(text: str) -> Iterator[Block]:
    """Plain text: paragraphs are parted by empty lines."""
    held: list[str] = []
    for line in [*whole_words(text).split("\n"), ""]:
        if line.strip():
            held.append(line)
        elif held:
            yield Block(unwrapped("\n".join(held)))
            held = []


def whole_words(text: str) -> str:
    """The text with words that were broken at line ends made whole: inter-/national.

    What is a hyphen's own (well-/known) keeps it, if the text shows the word within a line or its
    first part is one that asks for it.
    """
    pieces: list[str] = []
    at = 0
    for found in _LINE_END.finditer(text):
        before = _LAST_LETTERS.search(text[max(0, found.start() - _LONGEST_WORD) : found.start()])
        after = _FIRST_LETTERS.match(text, found.end(), found.end() + _LONGEST_WORD)
        if before is None or after is None:
            continue
        own = found["soft"] is None and (
            before[0].lower() in _WITH_HYPHEN or f"{before[0]}-{after[0]}" in _hyphenated(text)
        )
        pieces += [text[at : found.start()], "-" if own else ""]
        at = found.end()
    return "".join([*pieces, text[at:]])


@lru_cache(maxsize=1)
def _hyphenated(text: str) -> frozenset[str]:
    """The words of a text that are written with a hyphen within a line."""
    return frozenset(_HYPHENATED.findall(text))
