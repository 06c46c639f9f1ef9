"""Passages that are left out of a model's text, and where each ends, however the text comes."""

from __future__ import annotations

import re
from typing import Final, Protocol

from vidol.mind.language_model.marks import MAX_TAG, thought_marks

_WINDOW: Final = 2 * MAX_TAG
"""Characters that are kept of what was left out, in which its end may have begun."""
_KEPT: Final = 4_000


class Passage(Protocol):
    """What is being left out."""

    def take(self, text: str) -> str | None:
        """Leave out more: None while it goes on, else what follows it."""
        ...

    def left(self) -> str:
        """What of it is text after all, where the stream ends inside."""
        ...


class Until:
    """Up to a mark."""

    def __init__(self, ends: str, *, keeps: bool = False) -> None:
        """ends: a pattern; what it finds goes too. keeps: without an end, it was text."""
        self._ends = re.compile(ends, re.IGNORECASE)
        self._held = self._kept = ""
        self._keeps = keeps

    def take(self, text: str) -> str | None:
        self._held += text
        end = self._ends.search(self._held)
        if end is None:
            if self._keeps:
                self._kept = (self._kept + self._held[:-_WINDOW])[:_KEPT]
            self._held = self._held[-_WINDOW:]
            return None
        return self._held[end.end() :]

    def left(self) -> str:
        return self._kept + self._held if self._keeps else ""


class Thought:
    """Up to the close of a thought, with those inside of it.

    Thoughts speak of their own tags now and then. So after any close, what follows is kept: where
    no other close comes, it was the answer.
    """

    def __init__(self) -> None:
        self._depth = 1
        self._held = ""
        self._kept: str | None = None

    def take(self, text: str) -> str | None:
        self._held += text
        at = 0
        for start, end, closes in thought_marks(self._held):
            self._depth += -1 if closes else 1
            if self._kept is not None:
                self._kept += self._held[at:start]
            if closes:
                self._kept = ""
            at = end
            if not self._depth:
                return self._held[end:]
        tail = max(at, len(self._held) - _WINDOW)
        if self._kept is not None:
            self._kept = (self._kept + self._held[at:tail])[:_KEPT]
        self._held = self._held[tail:]
        return None

    def left(self) -> str:
        return "" if self._kept is None else self._kept + self._held


class Element:
    """An element that nobody knows. If more comes behind it, it was not for people; one that is the
    whole of a reply is the reply.
    """

    def __init__(self, name: str, most: int) -> None:
        """most: characters that are waited for its close."""
        self._ends = re.compile(rf"</\s*{re.escape(name)}\s*>", re.IGNORECASE)
        self._held, self._most = "", most
        self.content = ""

    def take(self, text: str) -> str | None:
        self._held += text
        end = self._ends.search(self._held)
        if end is not None:
            self.content = self._held[: end.start()]
            return self._held[end.end() :]
        return self._held if len(self._held) > self._most else None

    def left(self) -> str:
        return self._held


class Objects:
    """JSON, up to the brace that closes its first."""

    def __init__(self) -> None:
        self._depth, self._quoted, self._escaped = 0, False, False

    def take(self, text: str) -> str | None:
        for at, char in enumerate(text):
            if self._escaped:
                self._escaped = False
            elif self._quoted:
                self._escaped = char == "\\"
                self._quoted = char != '"'
            elif char == '"':
                self._quoted = True
            elif char in "{[":
                self._depth += 1
            elif char in "}]":
                self._depth -= 1
                if not self._depth:
                    return text[at + 1 :]
        return None

    def left(self) -> str:
        return ""
