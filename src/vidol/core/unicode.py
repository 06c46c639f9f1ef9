"""What the lowest room must know of characters: which are the same to a reader, and which are no
writing. More of text is in vidol.text.
"""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """The text without what does not tell words apart: in compatibility form (full-width letters,
    half-width kana, ligatures: Unicode's NFKC) and without case.
    """
    return unicodedata.normalize("NFKC", text).casefold()


def is_control(character: str) -> bool:
    """Whether a character is no writing: control characters and line separators, and halves of
    surrogate pairs, which no file and no font can hold (Unicode's Cc, Zl, Zp and Cs).
    """
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
