"""Markdown as blocks: what it says to people. Comments, front matter, programs and marks are left
out, links and images reduced to their words, tables said row by row.

Every line, bracket and run of backticks is looked at a fixed number of times, whatever they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from vidol.mind.knowledge.blocks import Block
from vidol.mind.knowledge.html import without_tags
from vidol.mind.knowledge.tables import row_said
from vidol.text.cleaning import EMPHASIS, unwrapped

_FENCE: Final = re.compile(r"[ \t]*(`{3,}|~{3,})([^\n]*)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|--+)\s*$")
_RULE: Final = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*$")
_BULLET: Final = re.compile(r"\s*[-*+]\s+(?:\[[ xX]\]\s+)?")
_QUOTED: Final = re.compile(r"^ {0,3}>[> ]*")
_DEFINED: Final = re.compile(r" {0,3}\[[^\]\n]+\]:\s+\S")
_NOTE: Final = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:\s*")
_UNSEEN: Final = re.compile(r"<(?:!--|(script|style|template|noscript)\b[^>]*>)", re.IGNORECASE)
_SMALL: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
_ENDS: Final = ("</script>", "</style>", "</template>", "</noscript>")
_UNDER_HEAD: Final = re.compile(r"\s*:?-+:?\s*")
_LONGEST_HEADING: Final = 200
"""Characters of a heading that is underlined; below a longer paragraph a line only parts."""
_SHORT_PROGRAM: Final = 80
"""Characters of a program of one line that is quoted as part of its sentence."""

# Inside a line. What follows the ] of a link goes to the first ) that closes it.
_MARK: Final = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)"
    r"|<(?P<address>(?:https?://|mailto:)[^\s<>]+)>"
    r"|(?P<opening>!?\[)"
    r"|(?P<target>\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\[\]\n]*\]))"
    r"|(?P<closing>\])"
    rf"|(?P<emphasis>{EMPHASIS}|~~)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document for people; `program`: it stands in a block of code."""

    text: str
    program: bool = False


def lines(text: str) -> list[Line]:
    """The lines of a document, one for each; comments and front matter are empty ones."""
    raw = text.split("\n")
    # an element that is only spoken of has no end
    marks = {"-->", *(end for end in _ENDS if end in text.lower())}
    found: list[Line] = []
    fence, until = "", ""
    front = _front_matter(raw)
    for number, line in enumerate(raw):
        if number < front:
            found.append(Line(""))
            continue
        if fence:
            closed = line.strip()
            if closed.startswith(fence) and not closed.strip(fence[0]):
                fence = ""
                found.append(Line("", program=True))
            else:
                found.append(Line(line, program=True))
            continue
        opened = None if until else _FENCE.match(line)
        if opened and not (opened[1][0] == "`" and "`" in opened[2]):
            fence = opened[1]
            found.append(Line("", program=True))
            continue
        line, until = _seen(line, until, marks)  # noqa: PLW2901 - what is left
        found.append(Line(line))
    return found


def _front_matter(raw: list[str]) -> int:
    """How many lines the settings at a document's head take."""
    mark = raw[0].rstrip()
    if mark not in ("---", "+++") or not "".join(raw[1:2]).strip():
        return 0
    for number, line in enumerate(raw[1:], 1):
        if line.rstrip() == mark or (mark == "---" and line.rstrip() == "..."):
            return number + 1
    return 0


def _seen(line: str, until: str, marks: Container[str]) -> tuple[str, str]:
    """The line without comments and elements that nobody sees, and what ends the one that goes on
    behind it; `until` ends the one from which it comes. Only those are left out whose end is among
    `marks`.
    """
    kept: list[str] = []
    folded, at, ticks, counted = line.translate(_SMALL), 0, 0, 0
    while True:
        if until:
            over = folded.find(until, at)
            if over < 0:
                return "".join(kept), until
            at, until = over + len(until), ""
        found = _UNSEEN.search(line, at)
        kept.append(line[at : found.start() if found else len(line)])
        if found is None:
            return "".join(kept), ""
        ticks, counted = ticks + line.count("`", counted, found.start()), found.start()
        end = f"</{found[1].lower()}>" if found[1] else "-->"
        at = found.end()
        if ticks % 2 or end not in marks:  # it stands in code, or is only spoken of
            kept.append(found[0])
        else:
            until = end


def heading(line: Line) -> tuple[int, str]:
    """The level and the words of a heading that is written with #; level 0: the line is none."""
    found = None if line.program else _HEADING.match(line.text)
    if found is None:
        return 0, ""
    title = (found[2] or "").strip()
    bare = title.rstrip("#")
    return len(found[1]), (bare.rstrip() if not bare or bare[-1].isspace() else title)


def of_markdown(text: str) -> Iterator[Block]:
    """The blocks of a document: headings become the headings of what follows."""
    return of_lines(lines(text))


def of_lines(document: Iterable[Line]) -> Iterator[Block]:
    """The blocks of lines, as `lines` gives them."""
    reader = _Reader()
    for line in document:
        yield from reader.read(line)
    yield from reader.end()


class _Reader:
    """Makes blocks of lines, one after the other."""

    def __init__(self) -> None:
        self._heading = ""
        self._held: list[str] = []
        self._length = 0
        """Characters of `_held`."""
        self._program: list[str] = []
        self._in_program = False
        self._heads: list[str] | None = None
        """Of the columns of the table that is being read."""

    def read(self, line: Line) -> Iterator[Block]:
        """What a line completes."""
        if line.program:
            self._program.append(line.text)
            self._in_program = True
            return
        self._end_program()
        level, title = heading(line)
        if level:
            yield from self._flush()
            self._heading = words(title)
        elif self._is_heading() and _UNDERLINE.match(line.text):
            self._heading = words(unwrapped("\n".join(self._held)))
            self._clear()
        elif not line.text.strip() or _RULE.match(line.text):
            yield from self._flush()
        elif not _DEFINED.match(line.text) or _NOTE.match(line.text):
            yield from self._text(_NOTE.sub("", _QUOTED.sub("", line.text)))

    def _is_heading(self) -> bool:
        return bool(self._held) and self._length <= _LONGEST_HEADING

    def _clear(self) -> None:
        self._held, self._length = [], 0

    def _text(self, line: str) -> Iterator[Block]:
        if self._heads is not None:
            if "|" in line:
                yield from self._said(row_said(_cells(line), self._heads))
                return
            self._heads = None
        if self._held and "|" in line and all(map(_UNDER_HEAD.fullmatch, _parts(line))):
            heads = self._held.pop()
            yield from self._flush()
            self._heads = _cells(heads)
            return
        bullet = _BULLET.match(line)
        if bullet:
            yield from self._flush()
        self._append(line[bullet.end() if bullet else 0 :])

    def _append(self, line: str) -> None:
        self._held.append(line)
        self._length += len(line)

    def _end_program(self) -> None:
        """A program of one short line belongs to its sentence; a longer one is not for people."""
        if self._in_program:
            written = [line.strip() for line in self._program if line.strip()]
            if len(written) == 1 and len(written[0]) <= _SHORT_PROGRAM:
                self._append(f"`` {written[0]} ``")
        self._program, self._in_program = [], False

    def _flush(self) -> Iterator[Block]:
        text = words(unwrapped("\n".join(self._held)))
        self._heads = None
        self._clear()
        yield from self._said(text)

    def _said(self, text: str) -> Iterator[Block]:
        if text:
            yield Block(text, self._heading)

    def end(self) -> Iterator[Block]:
        """What the end of the document completes."""
        self._end_program()
        yield from self._flush()


def _cells(row: str) -> list[str]:
    """What stands in the cells of a row of a table."""
    return [words(cell.replace("\\|", "|")) for cell in _parts(row)]


def _parts(row: str) -> list[str]:
    row = row.strip().removeprefix("|")
    row = row if row.endswith("\\|") else row.removesuffix("|")
    return re.split(r"(?<!\\)\|", row)


def words(text: str) -> str:
    """The words of a text in Markdown: without emphasis, links, images and HTML."""
    code = _code_spans(text)
    out: list[str] = []
    opened: list[tuple[int, str]] = []  # where in `out` a bracket stands, and which
    at = 0
    while found := _MARK.search(text, at):
        out.append(text[at : found.start()])
        at = found.end()
        if found["escaped"]:
            out.append(_kept(found["escaped"]))
        elif found["ticks"]:
            end = code.get(found.start())
            if end:
                out.append(_kept(text[at : end - len(found["ticks"])].strip()))
                at = end
        elif found["address"]:
            out.append(found["address"].removeprefix("mailto:"))
        elif found["opening"]:
            opened.append((len(out), found["opening"]))
            out.append(found["opening"])
        elif found["target"] and opened:
            _end_link(out, *opened.pop())
        elif found["target"] or found["closing"]:
            out.append("]" if found["closing"] else found["target"])
            _end_bracket(out, opened)
    out.append(text[at:])
    said = without_tags("".join(out)).translate(_FROM_KEPT)
    return re.sub(r"\s+", " ", said).strip()


# What is written for its own sake is put out of the way of the marks of HTML meanwhile.
_TO_KEPT: Final = str.maketrans({"<": "\ue0f0", "&": "\ue0f1"})
_FROM_KEPT: Final = str.maketrans({"\ue0f0": "<", "\ue0f1": "&"})


def _kept(text: str) -> str:
    return text.translate(_TO_KEPT)


def _end_link(out: list[str], place: int, bracket: str) -> None:
    """Leave the words of a link, and nothing of an image."""
    if bracket == "![":
        del out[place:]
    else:
        out[place] = ""


def _end_bracket(out: list[str], opened: list[tuple[int, str]]) -> None:
    """A bracket that is no link; a mark of a footnote is left out."""
    if opened:
        place, _ = opened.pop()
        if "".join(out[place + 1 : place + 2]).startswith("^"):
            del out[place:]


def _code_spans(text: str) -> dict[int, int]:
    """Where the code that begins at each run of backticks ends: behind the next run as long."""
    runs = [(found.start(), found.end()) for found in re.finditer("`+", text)]
    ends: dict[int, int] = {}
    following: dict[int, int] = {}
    for start, end in reversed(runs):
        if end - start in following:
            ends[start] = following[end - start]
        following[end - start] = end
    return ends
