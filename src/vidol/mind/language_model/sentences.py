"""Text of a model to pieces that a voice can start on, cleaned of what must not be read aloud;
nonsense is noticed.

The first clause is a piece of its own, so that she begins early; after it, whole sentences.
Positions within the text (of actions and citations) are kept as characters of the private use area,
`MARKS`, which pass through untouched.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from vidol.text.scripts import PRIVATE
from vidol.text.sentences import first_clause, first_sentence, is_whole, last_clause

MARKS: Final = 0xE000
"""First character of the private use area (Unicode 23.5); the model's own are removed by
`plain`.
"""
MAX_SENTENCE: Final = 300
"""Characters without a sentence's end after which a text is taken apart at a comma, or given up."""
_URL: Final = re.compile(r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/=&_~#-]", re.IGNORECASE)
_STAGE: Final = re.compile(rf"^([\s{PRIVATE}]*)\*(?!\*)[^*]{{1,80}}\*(?!\*)")
_LINE_MARKS: Final = re.compile(
    r"(?m)^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*•+][ \t]+|\d{1,2}[.)][ \t]+"
    r"|(?:-{3,}|\*{3,}|={3,})[ \t]*$)"
)
_EMPHASIS: Final = re.compile(r"\*+|_{2,}|~{2,}|(?<!\w)_|_(?!\w)|\|")
_REPEATED: Final = re.compile(r"(.{1,40}?)\1{5,}", re.DOTALL)
_LONG_REPEAT: Final = 48
_TURN: Final = re.compile(r"^\s*(?:user|viewer|human|观众|視聴者)\s*[:：]", re.IGNORECASE)
_SAME: Final = 3
# Spaces that removed marks would leave: before a stop, after another space, at the beginning.
_LOOSE: Final = re.compile(
    rf"\s+(?=[{PRIVATE}]*[.,!?;:。！？，、])|(?<=\s)([{PRIVATE}]+)\s+|^([{PRIVATE}]+)\s+"
)


class Nonsense(Exception):
    """What the text is not speech for, as the end of a sentence."""


class Sentences:
    """One reply's text on its way to a voice."""

    def __init__(self, name: str) -> None:
        self._label = re.compile(
            rf"^[\s{PRIVATE}]*(?:{re.escape(name)}|assistant|ai)\s*[:：]\s*", re.IGNORECASE
        )
        self._held = ""
        self._begun = False
        self._clause = ""
        """What was already given of the sentence that goes on."""
        self._heard: Counter[str] = Counter()
        self.over = False
        """Whether the model began to speak for others: nothing after that is hers."""

    @property
    def open(self) -> bool:
        """Whether a sentence was begun and not ended."""
        return bool(self._clause or self._held.strip())

    @property
    def midway(self) -> bool:
        """Whether part of the open sentence was already given."""
        return bool(self._clause)

    def feed(self, text: str) -> Iterator[str]:
        """Take more text; give the pieces that are whole. Raises Nonsense, after the pieces before
        it.
        """
        self._held += text
        if not self._begun:
            self._held = self._label.sub("", self._held)
        while not self.over:
            cut, whole = self._cut()
            if not cut:
                break
            piece, self._held = self._held[:cut], self._held[cut:]
            yield from self._given(piece, whole=whole)

    def end(self) -> list[str]:
        """The last piece. Raises Nonsense."""
        rest, self._held = self._held, ""
        return [] if self.over else self._given(rest, whole=True)

    @property
    def ended(self) -> bool:
        """Whether the open sentence looks whole: its end is certain only when more comes, or
        nothing.
        """
        return is_whole(self._held)

    def drop(self) -> None:
        """Forget the open sentence."""
        self._held = self._clause = ""

    def _cut(self) -> tuple[int, bool]:
        """Where the next piece ends, 0 if there is none yet,
        and whether its sentence ends there.
        """
        end = first_sentence(self._held)
        if end:
            return end, True
        if len(self._held) > MAX_SENTENCE:
            if len(self._held.rstrip()) <= MAX_SENTENCE and is_whole(self._held):
                return len(self._held), True  # nothing but space came after it
            clause = last_clause(self._held, 0, MAX_SENTENCE)
            if not clause:
                raise Nonsense("does not come to the end of a sentence")
            return clause, True
        return (0, False) if self._begun else (first_clause(self._held), False)

    def _given(self, piece: str, *, whole: bool) -> list[str]:
        text = plain(piece)
        words = without_marks(text)
        if _TURN.match(words):
            self.over = True
            return []
        sentence = self._clause + words
        self._clause = "" if whole else sentence
        repeated = _REPEATED.search(words)
        if repeated and len(repeated.group()) >= _LONG_REPEAT:
            raise Nonsense("repeats itself")
        if whole and words.strip():
            same = re.sub(r"\W", "", sentence).casefold()
            self._heard[same] += 1
            if len(same) >= 4 and self._heard[same] >= _SAME:
                raise Nonsense("repeats itself")
        if not _is_speech(words) and not (sentence != words and words.strip()):
            return [text] if text != words else []  # nothing to say, but perhaps something to do
        self._begun = True
        return [text]


def plain(text: str) -> str:
    """Text without Markdown, addresses of the web, stage directions in asterisks and characters
    nobody can see.
    """
    text = _STAGE.sub(r"\1", text)
    text = _URL.sub("", _LINE_MARKS.sub("", text))
    text = _EMPHASIS.sub("", text)
    kept = (
        (
            char
            if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn") or char == "\u200d"
            else " "
            if char.isspace()
            else ""
        )
        for char in text
    )
    tidy = re.sub(r"\s+", " ", "".join(kept).replace("\ufffd", "")).lstrip()
    return _LOOSE.sub(lambda match: match[1] or match[2] or "", tidy)


def without_marks(text: str) -> str:
    """The words alone."""
    return re.sub(f"[{PRIVATE}]", "", text)


def _is_speech(text: str) -> bool:
    """Whether at least half of it can be said: letters, numbers or Han, not signs."""
    seen = [char for char in text if not char.isspace()]
    said = sum(char.isalnum() for char in seen)
    return (any(char.isalpha() for char in seen) and 2 * said >= len(seen)) or bool(
        re.fullmatch(r"\s*\d[\d.,:%]*\s*[.。!！]?\s*", text) and len(seen) > 2
    )
