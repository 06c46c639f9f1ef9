"""One written form for questions that differ only in how they are typed.

``fold`` is for matching: it throws away what does not change a question's meaning (width, case,
kana, traditional or simplified characters, punctuation). It is not for showing text, and not for
moderation, which must see through evasions that honest typists do not make (vidol.mind.moderation).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from vidol.core.unicode import folded
from vidol.text.chinese import simplify
from vidol.text.cleaning import MESSAGE

# Katakana U+30A1..U+30F6 to the hiragana 0x60 below, so that "ゲーム" and "げーむ" are one word.
_KANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# English contractions, written for this project: "what's" must meet "what is".
_CONTRACTIONS: Final = (
    (re.compile(r"\b(what|who|where|when|how|that|it|there|he|she)['’]?s\b"), r"\1 is"),
    (re.compile(r"\b(can)(?:['’]t|not)\b"), r"can not"),
    (re.compile(r"\bwon['’]t\b"), "will not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|would|could|should|have|has)n['’]t\b"), r"\1 not"),
    (re.compile(r"\b(i)['’]m\b"), r"\1 am"),
    (re.compile(r"\b(you|we|they)['’]re\b"), r"\1 are"),
    (re.compile(r"['’](ll|ve|d|s)\b"), r" \1"),
)  # fmt: skip
_APART: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text as it is compared: NFKC, lower case, hiragana, simplified Han, words apart by single
    spaces, no punctuation.
    """
    return _short(text) if len(text) <= MESSAGE else _fold(text)


# A question is folded for each of the ways in which it is looked for.
@lru_cache(maxsize=32_768)
def _short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    text = folded(text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return _APART.sub(" ", simplify(text.translate(_KANA))).strip()
