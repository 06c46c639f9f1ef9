"""Whether a full stop ends a sentence: the words that are abbreviated with one, and what numbers
and initials make of it. For English: Chinese and Japanese end sentences with marks of their own.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name, or before what is compared or explained: the sentence always goes on.
_NEVER: Final = _words(
    "Mr Mrs Ms Mx Dr Prof St Mt Gen Col Maj Lt Sgt Capt Rev Hon Sen Gov Pres Messrs"
    " vs e.g i.e cf approx viz ca esp"
)
# Before a number; "No." alone is an answer, and "Mar." a name.
_NUMBERED: Final = _words(
    "No Nos Nr Vol vol Fig fig Figs Ch Chap Sec Art Eq Ep ep Ver ver pp p Op"
    " Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
# Inside a sentence or at its end, which a capital or another writing tells.
_EITHER: Final = _words("etc al Jr Sr Inc Ltd Co Corp Bros Dept Ave Blvd Rd min max")
# Words that begin sentences far more often than they follow "U.S." or "p.m." inside one.
_STARTERS: Final = _words(
    "A An The This That These Those It He She They We You I My Our Your His Her Their There Here"
    " And But So Or Then Now In On At If When While After Before As For With What Who Why How Where"
    " Is Are Do Does Did Can Will Yes No Not Just Let Please Thank Thanks"
)
_LONGEST: Final = 24
_WORD: Final = re.compile(r"(?<![\w.@/])[A-Za-z]+(?:\.[A-Za-z]+)*$")
_DOTTED: Final = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
_LISTED: Final = re.compile(r"\s*\d{1,3}")
_LAST_WORD: Final = re.compile(r"([A-Za-z]+)[ \u00a0]+$")
_NEXT_WORD: Final = re.compile(r"[A-Za-z']+")
_OPENING: Final = "\"'“‘([{«"


def full_stop_ends(before: str, after: str, *, growing: bool = False) -> bool | None:
    """Whether a full stop ends the sentence that `before` has begun; `after` is what follows it,
    with its space.

    growing: more may come behind `after`; None says that it depends on that.
    """
    found = _WORD.search(before[-_LONGEST:])
    word = found[0] if found else ""
    if word in _NEVER:
        return False
    following = after.lstrip().lstrip(_OPENING)
    if not following:
        return None if growing else True
    if _LISTED.fullmatch(before):  # 1. first, 2. second
        return False
    if word in _NUMBERED:
        return not following[0].isdigit()
    if word in _EITHER:
        return not _goes_on(following)
    if _DOTTED.fullmatch(word):
        return _ends_dotted(after, following, growing=growing)
    if len(word) == 1 and word.isupper():
        return not (_goes_on(following) or _is_initial(before, following))
    return True


def _goes_on(following: str) -> bool:
    return following[0].islower() or following[0].isdigit()


def _ends_dotted(after: str, following: str, *, growing: bool) -> bool | None:
    """Behind U.S., p.m., Ph.D.: where a new sentence certainly begins."""
    if _goes_on(following) or not after[0].isspace():
        return False
    word = _NEXT_WORD.match(following)
    if word is None:
        return True
    if growing and word.end() == len(following):
        return None
    return word[0] in _STARTERS


def _is_initial(before: str, following: str) -> bool:
    """Whether a capital letter is a name's: at a sentence's beginning, behind another initial, a
    title or a given name, and before a name. "So do I. He" is none.
    """
    rest = before[:-1].rstrip()
    if not following[0].isupper():
        return False
    if not rest or rest.endswith("."):
        return True
    given = _LAST_WORD.search(before[:-1][-_LONGEST:])
    return before[-1] != "I" and given is not None and given[1][0].isupper()
