"""What the studio says went wrong, in the language of the page.

Errors are raised in English, as sentences with values in them, wherever they are found; that is
their only source. Here each is recognised by what stands between its values and said again in
Chinese or Japanese, from sentences.json, whose keys are the English sentences with `{}` where a
value stands. What is not in there is shown as it is behind a few words in the page's language. A
test holds that every sentence the studio raises has its texts, and every text its sentence.

A value that is a sentence itself, or a fragment of one that is in there, is said again too.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Final, NamedTuple, get_args

from pydantic import PlainSerializer

from vidol.core.speech import Language

_FILE: Final = Path(__file__).with_name("sentences.json")
_LANGUAGES: Final[tuple[Language, ...]] = ("zh", "ja")
"""In the order of the texts."""
_UNKNOWN: Final = {"zh": "没有做成（原文）：", "ja": "できませんでした（原文）："}
_DEEPEST: Final = 3
_PLACE: Final = re.compile(r"\{(\d)\}")
LANGUAGE: Final[ContextVar[Language]] = ContextVar("language", default="en")
"""Of whoever is answered now."""


class _Known(NamedTuple):
    """A sentence that is recognised."""

    pieces: tuple[str, ...]
    """What stands before, between and behind its values."""
    texts: tuple[str, ...]

    def values(self, sentence: str) -> list[str] | None:
        """The values in a sentence, None where it is another one. Takes a time that grows with its
        length alone.
        """
        first, *middle = self.pieces
        if not middle:
            return [] if sentence == first else None
        last = middle.pop()
        end = len(sentence) - len(last)
        if not sentence.startswith(first) or not sentence.endswith(last) or end < len(first):
            return None
        found, place = [], len(first)
        for piece in middle:
            at = sentence.find(piece, place, end)
            if at < 0:
                return None
            found.append(sentence[place:at])
            place = at + len(piece)
        found.append(sentence[place:end])
        for k in reversed(range(len(middle))):  # values that nothing keeps apart are one
            if not middle[k]:
                found[k : k + 2] = [found[k + 1], ""]
        return found


@functools.cache
def known() -> tuple[_Known, ...]:
    """All of them, those that say most themselves first."""
    texts: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    found = [_Known(tuple(key.split("{}")), tuple(said)) for key, said in texts.items()]
    return tuple(sorted(found, key=lambda one: -sum(map(len, one.pieces))))


def translated(sentence: str, language: Language | None = None) -> str:
    """A sentence of an error in a language, that of whoever is answered now if None. English is
    returned as it is, and so is nothing.
    """
    language = language or LANGUAGE.get()
    if language not in _LANGUAGES or not sentence:
        return sentence
    return _again(sentence, language, _DEEPEST) or f"{_UNKNOWN[language]}{sentence}"


def _again(text: str, language: Language, depth: int) -> str | None:
    for one in known():
        values = one.values(text)
        if values is not None:
            if depth > 1:
                values = [_again(value, language, depth - 1) or value for value in values]
            pieces = _PLACE.split(one.texts[_LANGUAGES.index(language)])
            return "".join(values[int(p)] if k % 2 else p for k, p in enumerate(pieces))
    return None


def asked_for(accepted: str) -> Language:
    """The first language of an Accept-Language header that the pages know (RFC 9110, 12.5.4; the
    order stands for the weights, as browsers write it).
    """
    return next(_named(accepted), "en")


def _named(accepted: str) -> Iterator[Language]:
    for part in accepted[:200].split(","):
        tag = part.strip()[:2].lower()
        yield from (language for language in get_args(Language) if language == tag)


Said = Annotated[str, PlainSerializer(translated, return_type=str, when_used="json")]
"""A field of an answer that holds a sentence of an error."""
