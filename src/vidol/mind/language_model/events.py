r"""The answer of a server as events: bytes in, JSON values out, as server-sent events and as the
habits of servers have it.

    events = Events(place)
    events.feed(b'data: {"a": 1}\n\nda')     # [{"a": 1}]
    events.feed(b"ta: [DONE]\n\n")           # [DONE]

HTML Living Standard, section 9.2.6: lines end in CR, LF or both; a line that begins with a colon is
a comment; several ``data`` lines are one event, ended by an empty line. What servers do besides:
events without data, a blank line forgotten, JSON without ``data:``, ``error:`` as a field of its
own, words that only say that the line is alive. Knows nothing of what the values mean, except that
an error is one. Nothing is held beyond a bound.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from vidol.core.reasons import reason, reason_in
from vidol.text.cleaning import one_line

MAX_BYTES: Final = 2_000_000
"""Of one reply, as it comes over the wire; a thousand tokens with all their wrapping are 300 kB."""
MAX_LINE: Final = 64_000
_MAX_LINES: Final = 64
"""Of one event's data."""
_ALIVE: Final = re.compile(r"ping|pong|heart-?beat|keep-?alive|connected|start|open", re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")


class _Done:
    """That the server says that it is done."""


DONE: Final = _Done()


class Fault(Exception):
    """What the endpoint did wrong, in one sentence."""


class Events:
    """A parser of one answer."""

    def __init__(self, place: str) -> None:
        """`place` names the endpoint in faults."""
        self._place = place
        self._line = bytearray()
        self._data = list[str]()
        self._kind = ""
        self._total = 0
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[Any]:
        """The values that are whole with this piece: what JSON holds, or DONE. Raises Fault."""
        self._total += len(piece)
        seen = max(0, len(self._line) - 1)  # nothing ends before: what comes is looked at once
        self._line += piece
        # a CR at the end may be the first half of a line's end
        end = len(self._line) - self._line.endswith(b"\r")
        lines, at = list[bytes](), 0
        for found in list(_LINE_END.finditer(self._line, seen, end)):
            lines.append(bytes(self._line[at : found.start()]))
            at = found.end()
        del self._line[:at]
        if self._total > MAX_BYTES or len(self._line) > MAX_LINE:
            raise Fault(f"{self._place} sent more than any answer could need")
        for line in lines:
            yield from self._read(line)

    def end(self) -> Iterator[Any]:
        """What the last lines hold, which nothing ended."""
        line, self._line = bytes(self._line), bytearray()
        yield from self._read(line)
        yield from self._read(b"")

    def _read(self, line: bytes) -> Iterator[Any]:
        """One line; decoded on its own, so that a broken character spoils no more than itself."""
        text = line.decode("utf-8", "replace").strip()
        if not self._begun:
            text = text.lstrip("\ufeff")
        self._begun = self._begun or bool(text)
        if not text:
            self._dispatch()
            self._kind = ""
            return
        field, colon, value = text.partition(":")
        if text[0] in "{[" and text[-1] in "}]":
            field, value = "data", text
        elif not colon or not field:
            return
        value = value.strip()
        if field == "event":
            self._kind = value
        elif field == "error":
            raise Fault(
                f"{self._place} reports an error{said(reason_in(value.encode(), self._place))}"
            )
        elif field == "data" and value and not _ALIVE.fullmatch(value):
            yield from self._collected(value)

    def _collected(self, value: str) -> Iterator[Any]:
        """One more line of data, and the value that it makes whole: a server that forgets the blank
        line between two events is understood.
        """
        self._data.append(value)
        if len(self._data) > _MAX_LINES:
            raise Fault(f"{self._place} sent more than any answer could need")
        text = "\n".join(self._data)
        if text.strip('"').casefold() == "[done]":
            self._data = []
            yield DONE
            return
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return
        self._data = []
        if self._kind == "error":
            raise Fault(f"{self._place} reports an error{said(reason(found, self._place))}")
        yield found

    def _dispatch(self) -> None:
        """The end of an event: data that are not whole by now never will be."""
        text, self._data = "\n".join(self._data), []
        if not text:
            return
        if self._kind == "error":
            raise Fault(
                f"{self._place} reports an error{said(reason_in(text.encode(), self._place))}"
            )
        raise Fault(
            f"{self._place} sent something that is not JSON{said(text[:80])}; is it"
            " OpenAI-compatible?"
        )


def said(why: str) -> str:
    """A server's own words at the end of a sentence about it."""
    words = one_line(why)
    return f": {words}" if words else ""
