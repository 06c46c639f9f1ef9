"""Which script a character belongs to, as everybody here means it: Han, kana, Hangul, and what is
written without spaces.

The strings are ranges for character classes of regular expressions: ``re.compile(f"[{HAN}]")``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HAN: Final = "々〆〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters of Chinese and Japanese (Unicode's Han, its extensions and compatibility forms), with
those that stand in for them: 々 repeats one, 〆 and 〇 are read as one.
"""
KANA: Final = "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
"""Hiragana and katakana, their marks, and the forms of half width. The dot between words ・ is
none.
"""
HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
PRIVATE: Final = "\ue000-\uf8ff"
"""The private use area (Unicode 23.5), where rooms have marks of their own in a text."""
UNSPACED: Final = HAN + KANA
"""What Chinese and Japanese are written with: no spaces part its words."""

_HAN: Final = re.compile(f"[{HAN}]")
_KANA: Final = re.compile(f"[{KANA}]")
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_RUN: Final = re.compile(rf"[{UNSPACED}]+|[^\s{UNSPACED}]+")
_HANGUL: Final = re.compile(f"[{HANGUL}]")


def han(text: str) -> str:
    """The Han characters of a text."""
    return "".join(_HAN.findall(text))


def kana(text: str) -> str:
    """The kana of a text: what can only be Japanese."""
    return "".join(_KANA.findall(text))


def runs(text: str) -> list[str]:
    """A text cut at its spaces, and where writing with spaces meets Han and kana."""
    return _RUN.findall(text)


def is_han(character: str) -> bool:
    return _HAN.match(character) is not None


def is_kana(character: str) -> bool:
    return _KANA.match(character) is not None


def is_unspaced(character: str) -> bool:
    """Whether a character is Han or kana."""
    return _UNSPACED.match(character) is not None


def is_wide(character: str) -> bool:
    """Whether a character takes a full square where characters have one of two widths: Han, kana,
    Hangul, their marks, and emoji (UAX #11: W and F).
    """
    return unicodedata.east_asian_width(character) in "WF"


def close_up(before: str, after: str) -> bool:
    """Whether two characters stand together without a space where a line that was broken between
    them is joined again: those of Chinese and Japanese and their marks do, Korean words do not.
    """
    return all(is_wide(each) and not _HANGUL.match(each) for each in (before, after))


def is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff"


def weight(text: str) -> int:
    """The length of a text in letters, as eyes and voices take it: a wide character counts as two,
    one of the private use area as none.
    """
    return sum(1 + is_wide(each) for each in text if not is_private(each))
