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

from vidol.text.cleaning import EMPHASIS
from vidol.text.scripts import HAN, HANGUL, KANA, PRIVATE, is_private
from vidol.text.sentences import BREAKS, first_clause, first_sentence, is_whole, last_clause

MARKS: Final = 0xE000
"""First character of the private use area (Unicode 23.5); the model's own are removed by
`plain`.
"""
MAX_SENTENCE: Final = 300
"""Characters without a sentence's end after which a text is taken apart at a comma, or given up."""
_URL: Final = re.compile(r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/=&_~#-]", re.IGNORECASE)
_LINE_MARKS: Final = re.compile(
    r"(?m)^[ \t]*(?:(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|={3,})$"
    r"|#{1,6}[ \t]+|>[ \t]?|[-*•+][ \t]+|\d{1,2}[.)][ \t]+)"
)
_EMPHASIS: Final = re.compile(rf"{EMPHASIS}|~{{2,}}|\|")
_EMOTICON: Final = re.compile(
    r"(?<!\w)(?:[TQ]_+[TQ]|[oO0]_+[oO0]|[;:=8]'?-?[DPp3]|[xX]D+)(?!\w)|(?<!\w):[a-z][a-z0-9_+-]+:(?!\w)"
)
"""Faces of letters and names of emoji, which a voice would spell."""
_RUN: Final = re.compile(r"([，、；：､،؛])[，、；：､،؛]+")
_MORE: Final = re.compile(r"^\s*[，、；：､،؛]+\s*")
"""Marks of a clause: of several, the first is enough, however they come."""
_REPEATED: Final = re.compile(r"(.{1,40}?)\1{5,}", re.DOTALL)
_LONG_REPEAT: Final = 200
"""Characters of something said over and over inside of a sentence: no laughter is as long."""
_ROLES: Final = (
    "assistant|ai|bot|character|streamer|vtuber|(?:final )?answer|response|reply|"
    "助手|主播|回答|答|回复|アシスタント|答え|返答"
)
_TURN: Final = re.compile(
    r"^\s*(?:user|viewer|human|观众|觀眾|用户|視聴者|ユーザー)\s*[:：]", re.IGNORECASE
)
_REFRAIN, _CHANT = 2, 8
"""Times that a sentence may be said before it counts as said again, and at all."""
_LOOP: Final = 240
"""Characters said again that no chorus has: the model goes round in circles."""
_SILENT: Final = 60
"""Characters without a sound that are a face or a pause; more of them are no reply."""
_FACE: Final = re.compile(
    rf"[(（ʕ](?![^()（）]*(?:[{HAN}{HANGUL}\d]|[{KANA}]{{2}}|[A-Za-z]{{3}}))[^()（）]{{1,14}}[)）ʔ]"
)
"""A face of signs, perhaps with letters among them."""
# Spaces that removed marks would leave: before a stop, after another space, at the beginning.
_LOOSE: Final = re.compile(
    rf"\s+(?=[{PRIVATE}]*[.,!?;:。！？，、])|(?<=\s)([{PRIVATE}]+)\s+|^([{PRIVATE}]+)\s+"
)


class Nonsense(Exception):
    """What the text is not speech for, as the end of a sentence."""


class Sentences:
    """One reply's text on its way to a voice."""

    def __init__(self, name: str) -> None:
        opening = rf"^[\s*_\[{PRIVATE}]*"
        closing = r"[\s*_\]]*[:：][*_]*\s*"
        self._label = re.compile(rf"{opening}{re.escape(name)}{closing}", re.IGNORECASE)
        self._first_label = re.compile(
            rf"{opening}(?:{re.escape(name)}|{_ROLES}){closing}|^\s*[:：]\s+", re.IGNORECASE
        )
        self._held = ""
        self._begun = False
        self._clause = ""
        """What was already given of the sentence that goes on."""
        self._heard: Counter[str] = Counter()
        self._again = 0
        self.over = False
        """Whether the model began to speak for others: nothing after that is hers."""
        self.unvoiced = ""
        """What came that has no sound: a face, three dots."""

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
        self._held = _RUN.sub(r"\1", self._held + text)
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
        if not self._clause:
            label = self._label if self._begun else self._first_label
            self._held = label.sub("", self._held)
        else:  # more of the marks that its first clause ended with
            self._held = _MORE.sub("", self._held)
            if line := re.match(rf"\s*[{BREAKS}]\s*", self._held):
                return line.end(), True
        end = first_sentence(self._held)
        clause = 0 if self._begun else first_clause(self._held[:end] if end else self._held)
        if clause == len(self._held) and self._held.rstrip().endswith(("—", "–")):
            clause = 0  # it may grow
        if clause and clause != end:
            return clause, not set(BREAKS).isdisjoint(self._held[:clause].lstrip())
        if end:
            return end, True
        if len(self._held) > MAX_SENTENCE:
            if len(self._held.rstrip()) <= MAX_SENTENCE and is_whole(self._held):
                return len(self._held), True  # nothing but space came after it
            clause = last_clause(self._held, 0, MAX_SENTENCE)
            if not clause:
                raise Nonsense("does not come to the end of a sentence")
            return clause, True
        return 0, False

    def _given(self, piece: str, *, whole: bool) -> list[str]:
        text = plain(piece, midway=self.midway)
        words = without_marks(text)
        if _TURN.match(words):
            self.over = True
            return []
        sentence = self._clause + words
        self._clause = "" if whole else sentence
        self._check(words, sentence if whole else "")
        if not has_sound(words) and not (sentence != words and words.strip()):
            self.unvoiced = (self.unvoiced + words)[: _SILENT + 1]
            # nothing to say, but perhaps something to do
            return ["".join(char for char in text if is_private(char))] if text != words else []
        self._begun = True
        return [text]

    def _check(self, words: str, sentence: str) -> None:
        """Raises Nonsense where the model repeats itself more than any style does."""
        repeated = _REPEATED.search(words)
        if repeated and len(repeated.group()) >= _LONG_REPEAT:
            raise Nonsense("repeats itself")
        same = re.sub(r"\W", "", sentence).casefold()
        if not same:
            return
        self._heard[same] += 1
        if self._heard[same] > _REFRAIN:
            self._again += len(sentence)
        if self._again > _LOOP or (len(same) >= 4 and self._heard[same] > _CHANT):
            raise Nonsense("repeats itself")

    @property
    def face(self) -> str:
        """What came without a sound, short enough to be meant: a face, a pause."""
        return self.unvoiced.strip() if len(self.unvoiced) <= _SILENT else ""


def plain(text: str, *, midway: bool = False) -> str:
    """Text without Markdown, addresses of the web and characters nobody can see.

    midway: it goes on within a line, where no mark of a line can be.
    """
    first = "" if not midway else "\ufeff"  # a character that goes, so that no line begins here
    text = _URL.sub("", _LINE_MARKS.sub("", first + text))
    text = _EMPHASIS.sub("", _EMOTICON.sub("", text))
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


def has_sound(text: str) -> bool:
    """Whether anything of it can be said: a word, a number, an interjection, not only a face made
    of signs.
    """
    return any(map(str.isalnum, _FACE.sub(" ", text)))
