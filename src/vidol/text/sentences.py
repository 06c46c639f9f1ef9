"""Where sentences end, and clauses: one rule for scripts, language models, documents, captions and
voices, for texts that are there and for texts that still grow.

    sentences("Hi! I am Dr. Mika, v3.5. 你好。")      ["Hi! ", "I am Dr. Mika, v3.5. ", "你好。"]
    complete("Is it 3.14? It")                       12: what can be said while the text grows
    first_clause("Thank you very much, I")           21: what can be said before its sentence is
    whole

A sentence takes its closing quotes and brackets along, and the space behind it: pieces make up the
text. Whether a full stop ends one depends on what stands before it (Dr., No. 5, J. Smith, the 1. of
a list) and on what follows ("etc. and" goes on, "etc. Then" does not). So in a growing text an end
is certain only when the next word has begun; a text that is cut as it grows falls into the pieces
of the whole.

Characters of the private use area, which rooms use as marks of their own, count as space that stays
with what follows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from vidol.text.abbreviations import full_stop_ends
from vidol.text.scripts import HAN, PRIVATE, is_private, is_wide, weight

FIRST: Final = 12
"""Letters, as `weight` counts them, of the shortest first clause:
shorter ones sound chopped off.
"""
STRONG: Final = "。！？!?؟۔｡‼⁇⁈⁉"
"""Marks that end a sentence whatever follows."""
CLAUSE_MARKS: Final = "，、；：､,;:—–،؛"
"""Marks that end a clause."""
_CLOSING: Final = "」』）)】》〉〕］]｝}｣”’»›"
CLOSING: Final = _CLOSING + "\"'"
"""Quotes and brackets that belong to the sentence before them."""
_ELLIPSES: Final = "…‥"
STOPS: Final = f"{STRONG}{_ELLIPSES}.．"
"""Marks that may end a sentence."""
BREAKS: Final = "\n\r\x0b\x0c\x85\u2028\u2029"
"""Characters that end a line, and with it a sentence."""
_BEGINS: Final = re.compile(f"[{re.escape(STOPS + BREAKS)}]")
# A straight quote right before a letter opens what follows; asterisks and the like are emphasis.
_CLOSES: Final = rf"(?:[{re.escape(_CLOSING)}*_~]|[\"'](?![A-Za-z0-9]))"
_TAIL: Final = re.compile(rf"(?:[{re.escape(STOPS)}]++{_CLOSES}*+)++")
_AT_END: Final = f"{STOPS}{CLOSING}*_~"
_SPACE: Final = re.compile(r"\s*")
_UNSEEN: Final = re.compile(rf"[\s{PRIVATE}]*")
# Addresses of the web and of mail: a mark inside of one ends nothing.
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|[^@]+@)", re.IGNORECASE)
_ASCII: Final = re.compile(r"[!-~]*")
_LONGEST_ADDRESS: Final = 300
_LONGEST_WORD: Final = 64
# What a quoted sentence is part of in Japanese: 「行くの？」と聞いた。「はい」って。
_TAKES_QUOTE: Final = re.compile(f"って|なんて|など|を|の|と[{HAN}、いはのかも]")
_MAY_TAKE_QUOTE: Final = ("っ", "な", "なん", "と")
# Each run of marks or of space is tried from its first alone, not again from each that follows.
_CLAUSE: Final = re.compile(
    rf"[，、；：､،؛]+\s*|(?<![,;:])[,;:]++(?:\s+|(?=[{HAN}ぁ-ヿ]))"
    rf"|(?<!\d)[—–]+\s*|[—–]+(?!\d)\s*|(?<!\s)\s++-\s+"
)


def sentences(text: str, longest: int | None = None) -> list[str]:
    """The sentences of a text, which make it up again; none has more than `longest` characters."""
    return [text[start:end] for start, end in spans(text, longest)]


def bare_sentences(text: str) -> list[str]:
    """The sentences of a text without the space around them; what is only space is left out."""
    return [bare for each in sentences(text) if (bare := each.strip())]


def spans(text: str, longest: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, found as they are asked for: a long text begins at once.

    longest: characters of the longest piece. A longer sentence is cut behind a clause, else at a
    space, else where it must be.
    """
    start = 0
    for end in _ends(text, longest, growing=False):
        yield start, end
        start = end


def complete(text: str, longest: int | None = None) -> int:
    """How many characters of a growing text are whole sentences, whatever follows."""
    return max(_ends(text, longest, growing=True), default=0)


def first_sentence(text: str, longest: int | None = None) -> int:
    """How many of them are the first of these; 0 where none is certain yet."""
    return next(_ends(text, longest, growing=True), 0)


def is_whole(text: str) -> bool:
    """Whether a text ends where a sentence does, as far as that can be told before more comes."""
    end = len(text)
    while end and (text[end - 1].isspace() or is_private(text[end - 1])):
        end -= 1
    seen = text[:end]
    if not seen or set(text[len(seen) :]) & set(BREAKS):
        return bool(seen)
    # From the first of the marks at its end on there is nothing else.
    tail = _TAIL.search(seen, len(seen.rstrip(_AT_END)))
    if tail is None:
        return False
    *_, (start, _) = spans(seen)
    return _ends_here(seen, start, tail, growing=False) is True


def first_clause(text: str) -> int:
    """How many characters of a growing text make a clause that can be said before its sentence is
    whole; 0 if none does.
    """
    ends = (found.end() for found in _CLAUSE.finditer(text))
    return next((end for end in ends if weight(text[:end]) >= FIRST), 0)


def last_clause(text: str, start: int, limit: int) -> int:
    """Where the last clause that ends in text[start:limit] does; 0 if none does."""
    return max((found.end() for found in _CLAUSE.finditer(text, start, limit)), default=0)


def _ends(text: str, longest: int | None, *, growing: bool) -> Iterator[int]:
    """Where the pieces of a text end; of a growing one, where they certainly do."""
    start = 0
    while start < len(text):
        limit = min(start + longest, len(text)) if longest else len(text)
        end = _sentence_end(text, start, limit, growing=growing)
        if end is None or (not end and growing and limit == len(text)):
            return
        if not end:
            end = len(text) if limit == len(text) else _cut(text, start, limit)
        start = min(end, limit)
        yield start


def _sentence_end(text: str, start: int, limit: int, *, growing: bool) -> int | None:
    """Where the sentence that begins at `start` ends, with the space behind it. 0 if its last mark
    does not stand before `limit`, None if that depends on what is still to come.
    """
    at = start
    while found := _BEGINS.search(text, at, limit):
        # No further than tells whether the marks go on behind `limit`.
        tail = _TAIL.match(text, found.start(), limit + 2)
        at = tail.end() if tail else found.end()
        if at > limit:
            return 0
        ends = tail is None or _ends_here(text, start, tail, growing=growing)
        space = _end(_SPACE, text, at)
        if growing and (ends is None or _end(_UNSEEN, text, at) == len(text)):
            return None
        if ends:
            return space
    return 0


def _ends_here(text: str, start: int, tail: re.Match[str], *, growing: bool) -> bool | None:
    """Whether the sentence from `start` on ends with these marks; None if that depends on what is
    still to come.
    """
    seen = _end(_UNSEEN, text, tail.end())
    following = text[seen : seen + 2]
    apart = seen > tail.end()
    if not following:
        before = text[max(start, tail.start() - _LONGEST_WORD) : tail.start()]
        return None if growing else tail[0] != "." or full_stop_ends(before, "")
    marks = set(tail[0])
    if not apart and _is_in_address(text, start, tail):
        return False
    if tail[0][-1] not in STOPS:
        return _ends_quoted(following, apart=apart, growing=growing)
    if marks & set(STRONG):
        return True
    if len(tail[0]) > 1 or marks & set(_ELLIPSES):
        return _ends_trailing(tail[0], following[0], apart=apart)
    if following[0].isdigit() and not apart:
        return False
    if not apart and not is_wide(following[0]):
        return False
    before = text[max(start, tail.start() - _LONGEST_WORD) : tail.start()]
    after = " " * apart + text[seen : seen + _LONGEST_WORD]
    return full_stop_ends(before, after, growing=growing)


def _ends_quoted(following: str, *, apart: bool, growing: bool) -> bool | None:
    """Behind a quote or bracket: "Really?" she asked. 「行くの？」と聞いた。"""
    if following[0].islower() or following[0] in CLAUSE_MARKS:
        return False
    if apart:
        return True
    if growing and following in _MAY_TAKE_QUOTE:
        return None
    return _TAKES_QUOTE.match(following) is None


def _ends_trailing(marks: str, following: str, *, apart: bool) -> bool:
    """Behind an ellipsis: "well... I see" is two, "well... maybe" one,
    "so...yes" and "1...5" too.
    """
    if following.islower() or following.isdigit() or following in CLAUSE_MARKS:
        return False
    return apart or is_wide(following) or bool(set(marks) & set(_ELLIPSES))


def _is_in_address(text: str, start: int, tail: re.Match[str]) -> bool:
    if not "!" <= text[tail.end()] <= "~":
        return False
    begin = max(start, tail.start() - _LONGEST_ADDRESS)
    backwards = text[begin : tail.start()][::-1]
    word = backwards[: _end(_ASCII, backwards, 0)][::-1]
    return _ADDRESS.match(word) is not None


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence that is too long, at most at `limit`: behind the last clause, else at
    the last space, unless little would be left, else between two characters.
    """
    least = start + (limit - start) // 4
    clause = last_clause(text, start, limit)
    if clause > least:
        return clause
    space = max((found.end() for found in re.finditer(r"\s+", text[start:limit])), default=0)
    if start + space > least:
        return start + space
    cut = limit
    while cut > least and (unicodedata.combining(text[cut]) or text[cut] in "\u200d\ufe0f"):
        cut -= 1
    return cut if cut > least else limit


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what the pattern finds at that place, perhaps nothing, ends."""
    found = pattern.match(text, at)
    return found.end() if found else at
