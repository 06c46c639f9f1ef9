"""HTML as blocks: what a reader of the page sees, without scripts, styles and navigation.

Read once from its beginning to its end, as browsers do: what a tag that is never closed holds is
not looked at again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Final, Literal

from vidol.mind.knowledge.blocks import Block
from vidol.mind.knowledge.tables import row_said
from vidol.text.cleaning import unwrapped
from vidol.text.encodings import decode

Piece = tuple[Literal["text", "open", "close"], str]
"""Text as it is read, or the name of a tag."""

_SILENT: Final = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "head",
        "nav",
        "iframe",
        "object",
        "math",
        "canvas",
        "audio",
        "video",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "br",
        "hr",
        "section",
        "article",
        "aside",
        "header",
        "footer",
        "main",
        "body",
        "table",
        "caption",
        "thead",
        "tbody",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "details",
        "summary",
        "address",
        "form",
        "fieldset",
    ]
)
_RAW: Final = frozenset(
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]
)
"""Tags whose content is no HTML."""
_HEADING: Final = re.compile(r"h[1-6]")
_NAME: Final = re.compile(r"/?([A-Za-z][^\s/>]*+)")
# The rest of a tag. A > inside of quotes does not end it.
_REST: Final = re.compile(r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|=)*+>")
_LONGEST_CELL: Final = 160
"""Characters of a cell of a table; where one has more, the table only arranges a page."""


def pieces(text: str, *, lenient: bool = False) -> Iterator[Piece]:
    """The text and the tags of HTML in order; comments and declarations are left out.

    lenient: what looks like a tag but never ends is text, as in Markdown; in HTML nothing of it and
    of what follows is shown.
    """
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            break
        name = _NAME.match(text, start + 1)
        if name is None and not text.startswith(("<!", "<?"), start):
            yield "text", unescape(text[at : start + 1])
            at = start + 1
            continue
        yield "text", unescape(text[at:start])
        end = _end(text, start, name)
        if name is not None and end:
            tag = name[1].lower()
            if text[start + 1] == "/":
                yield "close", tag
            else:
                yield "open", tag
                if text[end - 2] == "/" and tag not in _RAW:
                    yield "close", tag
                end = _behind_raw(text, tag, end)
        if not end:
            if lenient:
                yield "text", unescape(text[start:])
            return
        at = end
    yield "text", unescape(text[at:])


def _end(text: str, start: int, name: re.Match[str] | None) -> int:
    """Where the tag, comment or declaration that begins at `start` ends; 0 if it does not."""
    if name is not None:
        rest = _REST.match(text, name.end())
        return rest.end() if rest else 0
    mark = "-->" if text.startswith("<!--", start) else ">"
    found = text.find(mark, start + 2)
    return found + len(mark) if found >= 0 else 0


def _behind_raw(text: str, tag: str, at: int) -> int:
    """Where to go on behind an opening tag: at its closing one, if what it holds is no HTML."""
    if tag not in _RAW:
        return at
    closing = re.compile(f"</{tag}\\b", re.IGNORECASE).search(text, at)
    return closing.start() if closing else 0


def without_tags(text: str) -> str:
    """The text without its tags and comments, with entities as characters."""
    if "<" not in text:
        return unescape(text)
    return "".join(
        piece if kind == "text" else " " * (kind == "open" and piece in _BLOCKS)
        for kind, piece in pieces(text, lenient=True)
    )


class _Reader:
    """Collects the text of a page as blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._heading = ""
        self._silent: list[str] = []
        self._hushed: Counter[str] = Counter()
        self._in_heading = False
        self._text: list[str] = []
        self._cells: list[str] | None = None
        """Of the row that is being read."""
        self._names: list[str] = []
        """Of the columns of the table that is being read."""
        self._are_names = False

    def read(self, kind: str, piece: str) -> None:
        """Take one piece of the page."""
        if kind == "text":
            if not self._silent:
                self._text.append(piece)
        elif piece in _SILENT:
            self._hush(piece, opens=kind == "open")
        elif kind == "open":
            self._open(piece)
        else:
            self._close(piece)

    def _hush(self, tag: str, *, opens: bool) -> None:
        """Begin or end what is not for people; its end ends what was not closed within it, too."""
        if opens:
            self._silent.append(tag)
            self._hushed[tag] += 1
        while not opens and self._hushed[tag]:
            last = self._silent.pop()
            self._hushed[last] -= 1
            opens = last == tag

    def _open(self, tag: str) -> None:
        if tag == "body":  # a head needs no end
            self._hush("head", opens=False)
        if tag in ("td", "th"):
            self._cells = [] if self._cells is None else self._cells
            self._end_cell()
            self._are_names = self._are_names and tag == "th"
            return
        if _HEADING.fullmatch(tag):
            self.flush()
            self._in_heading = True
        elif tag in _BLOCKS and self._cells is None:
            self.flush()
        elif tag in _BLOCKS:
            self._text.append(" ")
        if tag == "table":
            self._names = []
        if tag == "tr":
            self._end_row()
            self._cells, self._are_names = [], True

    def _close(self, tag: str) -> None:
        if _HEADING.fullmatch(tag):
            self._heading = unwrapped("".join(self._text))
            self._text.clear()
            self._in_heading = False
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in _BLOCKS and self._cells is None:
            self.flush()

    def _end_cell(self) -> None:
        text = unwrapped("".join(self._text))
        self._text.clear()
        if self._cells is not None:
            self._cells.append(text)

    def _end_row(self) -> None:
        if self._cells is None:
            return
        self._end_cell()
        cells, self._cells = self._cells[1:], None  # what stood before the first cell is none
        if cells and self._are_names and not self._names:
            self._names = cells
            return
        arranged = any(len(cell) > _LONGEST_CELL for cell in cells)
        said = cells if arranged else [row_said(cells, self._names)]
        self.blocks += [Block(text, self._heading) for text in said if text]

    def flush(self) -> None:
        """End the block that is being read; a heading ends with its own tag only."""
        if self._in_heading:
            return
        text = unwrapped("".join(self._text))
        self._text.clear()
        if text:
            self.blocks.append(Block(text, self._heading))

    def end(self) -> None:
        """End the page."""
        self._end_row()
        self._in_heading = False
        self.flush()


def of_html(data: bytes, name: str) -> Iterator[Block]:
    """HTML without its scripts, styles and navigation. The encoding is the page's own where it
    names one that fits.
    """
    named = re.search(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]+)", data[:2048])
    reader = _Reader()
    declared = named[1].decode("ascii", "ignore") if named else ""
    for kind, piece in pieces(decode(data, name, declared)):
        reader.read(kind, piece)
    reader.end()
    yield from reader.blocks
