"""Which language each part of a text is in, and the words to say for it.

Kana is Japanese, Latin letters are English; Han characters are of the language that alone writes
them, else of their sentence's (vidol.text.language). Digits and signs go with their neighbours.
Scripts that no voice reads (Hangul, Arabic, Thai, ...) have language None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from vidol.core.speech import Language
from vidol.text.language import identify, written_by
from vidol.voice.languages import chinese, english, japanese
from vidol.voice.languages.base import Spoken
from vidol.voice.languages.source import Source, clean
from vidol.voice.languages.tokens import Token, tokens

_READERS: Final = {"zh": chinese.read, "ja": japanese.read, "en": english.read}
_ENGLISH_ALWAYS: Final = frozenset({"latin", "url", "email", "ordinal", "decade"})
_TRAILING: Final = frozenset({"mark", "space", "silent", "laugh"})
_NAMED: Final = frozenset({"mention", "hashtag"})
_UNSPACED: Final = ("zh", "ja")
OPENING: Final = 2_000
"""Characters of a text by which its language is known, for what nothing else decides."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the original text in one language; None where no voice can read it. Spans cover the
    text in order.
    """

    language: Language | None
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Run:
    """What to say in one language without a break, for original[offset : offset + length]; language
    None: not to be said.
    """

    language: Language | None
    words: tuple[Spoken, ...]
    offset: int
    length: int


def split(text: str, default: Language | None = None) -> list[Span]:
    """Cut `text` by language; `default` decides what languages share. The spans' texts concatenate
    to `text`.
    """
    around = identify(text[:OPENING])
    found = runs(clean(text), default, around)
    if not found:  # nothing visible
        return [Span(default or around, text, 0)] if text else []
    spans: list[Span] = []
    at = 0
    for i, run in enumerate(found):
        end = found[i + 1].offset if i + 1 < len(found) else len(text)
        spans.append(Span(run.language, text[at:end], at))
        at = end
    return spans


def runs(source: Source, default: Language | None, around: Language) -> list[Run]:
    """The runs of one sentence. around: the language of the text it stands in."""
    row = list(tokens(source))
    starts = [0, *accumulate(len(token.text) for token in row)]
    languages = _assign(row, default, around)
    out: list[Run] = []
    begin = 0
    for i in range(1, len(row) + 1):
        if i < len(row) and languages[i] == languages[begin]:
            continue
        first, last = row[begin].source, row[i - 1].source
        language = languages[begin]
        words = _read(row[begin:i], starts[begin], source, language) if language else ()
        out.append(Run(language, words, first.offset, last.at[-1] - first.offset))
        begin = i
    return out


def _read(
    row: Sequence[Token], position: int, source: Source, language: Language
) -> tuple[Spoken, ...]:
    """The words of tokens that begin at `position` of the source's text."""
    read = _READERS[language]
    words: list[Spoken] = []
    for token in row:
        after = position + len(token.text)
        words += read(
            token, source.text[max(0, position - 32) : position], source.text[after : after + 8]
        )
        position = after
    return tuple(words)


def _assign(
    row: Sequence[Token], default: Language | None, around: Language
) -> list[Language | None]:
    """A language for every token: first for those that show their own, then for the rest from their
    neighbours.
    """
    sentence = "".join(t.text for t in row)
    shared = identify(sentence, "ja" if (default or around) == "ja" else "zh", _UNSPACED)
    own = [_own(token, i, row, shared) for i, token in enumerate(row)]
    foreign = [t.kind == "foreign" for t in row]
    ahead = _Ahead(own)
    out: list[Language | None] = []
    behind: Language | None = None
    other: Language | None = None
    """The last language before a token, and the last that is not English."""
    for i, token in enumerate(row):
        if own[i] or foreign[i]:
            language = own[i]
        elif token.kind in _TRAILING:
            # Punctuation and spaces stay with what they follow, even where that is not said.
            foreign[i] = i > 0 and foreign[i - 1]
            before = out[-1] if out else None
            language = None if foreign[i] else before or ahead.any[i] or default or around
        elif i + 1 < len(row) and own[i + 1] in _UNSPACED:  # its counter's: "5个", "3つ"
            language = own[i + 1]
        elif _is_between_letters(i, row):
            language = "en"
        else:  # its sentence's
            language = other or ahead.other[i] or behind or ahead.any[i] or default or around
        out.append(language)
        behind = language or behind
        other = language if language not in (None, "en") else other
    return out


class _Ahead:
    """The next language behind each token that a token shows, and the next that is not English."""

    def __init__(self, own: Sequence[Language | None]) -> None:
        self.any: list[Language | None] = [None] * len(own)
        self.other: list[Language | None] = [None] * len(own)
        for i in range(len(own) - 2, -1, -1):
            shown = own[i + 1]
            self.any[i] = shown or self.any[i + 1]
            self.other[i] = shown if shown in _UNSPACED else self.other[i + 1]


def _is_between_letters(i: int, row: Sequence[Token]) -> bool:
    """Whether a number or sign stands between English words; a space counts for nothing."""
    beside = []
    for step in (-1, 1):
        at = i + step
        if 0 <= at < len(row) and row[at].kind == "space":
            at += step
        beside.append(row[at].kind if 0 <= at < len(row) else None)
    return beside == ["latin", "latin"]


def _own(token: Token, index: int, row: Sequence[Token], around: Language) -> Language | None:
    """The language that a token shows, or that its company gives it. around: Chinese or Japanese,
    whichever its sentence is in.
    """
    if token.kind == "kana":
        return "ja"
    if token.kind == "han":
        return written_by(token.text) or around
    if token.kind in _NAMED:
        name = token.parts["name"]
        return "en" if name.isascii() else identify(name, around, _UNSPACED)
    # "Tシャツ", "X線": a single letter inside Japanese is read as a letter there.
    if token.kind == "latin" and len(token.text) == 1:
        beside = {row[j].kind for j in (index - 1, index + 1) if 0 <= j < len(row)}
        if "kana" in beside or ("han" in beside and around == "ja"):
            return "ja"
    return "en" if token.kind in _ENGLISH_ALWAYS else None
