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

MARKS: Final = 0xE000
"""First character of the private use area (Unicode 23.5); the model's own are removed by `plain`.
"""
MAX_SENTENCE: Final = 300
"""Characters without a sentence's end after which a text is taken apart at a comma, or given up."""
_END: Final = re.compile(
    r"(?:[。！？…!?]+|\.+(?=[\"'”’)）」』]*(?:[\s\ue000-\uf8ff]|[^\x00-\x7f]))|\n)[\"'”’)）」』]*(?=.)",
    re.DOTALL,
)
_ABBREVIATION: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|No|[A-Z])\.$")
_NUMBERED: Final = re.compile(r"(?:^|\n)\s*\d{1,2}\.$")
_CLAUSE: Final = re.compile(r"[，、；：]|[,;:](?=\s)")
_FIRST: Final = {True: 12, False: 6}
"""Least characters of a first clause, in Latin and in Han or kana."""
_WIDE: Final = re.compile(r"[぀-ヿ㐀-鿿]")
_URL: Final = re.compile(r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/=&_~#-]", re.IGNORECASE)
_STAGE: Final = re.compile(r"^([\s\ue000-\uf8ff]*)\*(?!\*)[^*]{1,80}\*(?!\*)")
_LINE_MARKS: Final = re.compile(
    r"(?m)^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*•+][ \t]+|\d{1,2}[.)][ \t]+|(?:-{3,}|\*{3,}|={3,})[ \t]*$)"
)
_EMPHASIS: Final = re.compile(r"\*+|_{2,}|~{2,}|(?<!\w)_|_(?!\w)|\|")
_REPEATED: Final = re.compile(r"(.{1,40}?)\1{5,}", re.DOTALL)
_LONG_REPEAT: Final = 48
_TURN: Final = re.compile(r"^\s*(?:user|viewer|human|观众|視聴者)\s*[:：]", re.IGNORECASE)
_SAME: Final = 3
_ENDED: Final = re.compile(r"[.。！？…!?][\"'”’)）」』\s\ue000-\uf8ff]*$")
# Spaces that removed marks would leave: before a stop, after another space, at the beginning.
_LOOSE: Final = re.compile(
    r"\s+(?=[\ue000-\uf8ff]*[.,!?;:。！？，、])|(?<=\s)([\ue000-\uf8ff]+)\s+|^([\ue000-\uf8ff]+)\s+"
)


class Nonsense(Exception):
    """What the text is not speech for, as the end of a sentence."""


class Sentences:
    """One reply's text on its way to a voice."""

    def __init__(self, name: str) -> None:
        self._label = re.compile(
            rf"^[\s\ue000-\uf8ff]*(?:{re.escape(name)}|assistant|ai)\s*[:：]\s*", re.IGNORECASE
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
        return bool(_ENDED.search(self._held))

    def drop(self) -> None:
        """Forget the open sentence."""
        self._held = self._clause = ""

    def _cut(self) -> tuple[int, bool]:
        """Where the next piece ends, 0 if there is none yet, and whether its sentence ends there."""
        for end in _END.finditer(self._held):
            before = self._held[: end.end()]
            if not _ABBREVIATION.search(before) and not _NUMBERED.search(before):
                return end.end(), True
        if len(self._held) > MAX_SENTENCE:
            commas = list(_CLAUSE.finditer(self._held, 0, MAX_SENTENCE))
            if not commas:
                raise Nonsense("does not come to the end of a sentence")
            return commas[-1].end(), True
        if not self._begun:
            comma = _CLAUSE.search(self._held, _FIRST[not _WIDE.search(self._held)])
            if comma and len(self._held) > comma.end():
                return comma.end(), False
        return 0, False

    def _given(self, piece: str, *, whole: bool) -> list[str]:
        text = plain(piece)
        words = _without_marks(text)
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


def _without_marks(text: str) -> str:
    return re.sub(r"[\ue000-\uf8ff]", "", text)


def _is_speech(text: str) -> bool:
    """Whether at least half of it can be said: letters, numbers or Han, not signs."""
    seen = [char for char in text if not char.isspace()]
    said = sum(char.isalnum() for char in seen)
    return (any(char.isalpha() for char in seen) and 2 * said >= len(seen)) or bool(
        re.fullmatch(r"\s*\d[\d.,:%]*\s*[.。!！]?\s*", text) and len(seen) > 2
    )
