"""Documents as passages: plain text, Markdown, HTML and PDF, split where the author split them.

A document becomes blocks (a paragraph with the heading above it and its page), and blocks become
passages of a length that can be searched and quoted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import Final

from vidol.core.errors import InputError
from vidol.mind.knowledge.entries import Passage
from vidol.text.cleaning import unwrapped
from vidol.text.encodings import decode
from vidol.text.language import identify
from vidol.text.sentences import sentences

MAX_PAGES: Final = 1_000
MAX_CHARACTERS: Final = 2_000_000
_LONGEST: Final = {"en": 700, "zh": 260, "ja": 300}
"""Characters of a passage: about 40 seconds of speech in each language."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with the heading it stands under and its page (0: none)."""

    text: str
    heading: str = ""
    page: int = 0


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
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.strip():
            yield Block(unwrapped(paragraph))


def of_markdown(text: str) -> Iterator[Block]:
    """Markdown: headings become the headings of what follows; marks, links and images are reduced
    to their words.
    """
    heading = ""
    text = re.sub(r"^---\n.*?\n---\n", "", text, flags=re.DOTALL)
    for paragraph in re.split(r"\n\s*\n|\n(?=#)|(?<=\n)(?=\s*[-*]\s)", text):
        lines = paragraph.strip().split("\n")
        while lines and (match := re.match(r"#{1,6}\s+(.*?)\s*#*$", lines[0])):
            heading = _plain(match.group(1))
            lines = lines[1:]
        body = _plain(unwrapped("\n".join(lines)))
        if body:
            yield Block(body, heading)


def _plain(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(\*\*|__|`|^>\s?|^\s*[-*+]\s+)", "", text).strip()


class _Reader(HTMLParser):
    """Collects the text of a page as blocks; what is not text for people is left out."""

    SILENT: Final = frozenset(
        {"script", "style", "template", "noscript", "svg", "head", "nav", "iframe", "object"}
    )
    BLOCKS: Final = frozenset(
        {
            "p",
            "div",
            "li",
            "tr",
            "br",
            "section",
            "article",
            "table",
            "ul",
            "ol",
            "dt",
            "dd",
            "blockquote",
            "pre",
            "body",
            "main",
        }
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.heading = ""
        self._silent: list[str] = []
        self._in_heading = False
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self._silent.append(tag)
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self._in_heading = True
        elif tag in self.BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif re.fullmatch(r"h[1-6]", tag):
            self.heading = unwrapped("".join(self._text))
            self._text.clear()
            self._in_heading = False
        elif tag in self.BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def flush(self) -> None:
        text = unwrapped("".join(self._text))
        if text and not self._in_heading:
            self.blocks.append(Block(text, self.heading))
            self._text.clear()


def of_html(data: bytes, name: str) -> Iterator[Block]:
    """HTML without its scripts, styles and navigation. The encoding is the page's own where it
    names one that fits.
    """
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:2048])
    reader = _Reader()
    reader.feed(decode(data, name, named[1].decode("ascii", "ignore") if named else ""))
    reader.close()
    reader.flush()
    yield from reader.blocks


# What pypdf lets through of broken files, besides its own errors.
_BROKEN_PDF: Final = (
    ArithmeticError, AttributeError, ImportError, LookupError, NotImplementedError, OSError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip


def _pdf_pages(data: bytes, name: str) -> Iterator[tuple[int, str]]:
    """The number and the text of each page."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError(f"{name} is locked with a password: save a copy without one.")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise InputError(
            f"{name} has {count} pages; {MAX_PAGES} is the most that is read: split it."
        )
    for number, page in enumerate(reader.pages, 1):
        yield number, page.extract_text()


def of_pdf(data: bytes, name: str) -> Iterator[Block]:
    """The text layer of a PDF, page by page. Raises InputError for one that is locked, broken, or
    pictures only.
    """
    from pypdf.errors import PyPdfError

    found = False
    try:
        for number, text in _pdf_pages(data, name):
            for block in of_text(text):
                found = True
                yield Block(block.text, "", number)
    except InputError:
        raise
    except (PyPdfError, *_BROKEN_PDF) as error:
        raise InputError(
            f"{name} is not a PDF that can be read ({type(error).__name__}): export it again, or"
            " save its text as .txt."
        ) from error
    if not found:
        raise InputError(
            f"{name} contains no text, only pictures of it: run text recognition on it, or save its"
            " text as .txt."
        )
