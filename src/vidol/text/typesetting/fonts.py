"""The fonts that come with vidol, and which of them draws which character.

They are fetched when vidol is built (build_hooks/fonts.py) and loaded when first needed, so that
captions look the same on every machine; the system's own fonts are never used.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import uharfbuzz as hb

from vidol.core.errors import VidolError
from vidol.core.speech import Language

FONTS: Final = Path(__file__).parent / "fonts"
"""The folder of the fonts and of their licences."""
_SC: Final = "NotoSansSC-Bold.ttf"
_JP: Final = "NotoSansJP-Bold.ttf"
_LATIN: Final = "NotoSans-Bold.ttf"
_ARABIC: Final = "NotoSansArabic-Bold.ttf"
_HEBREW: Final = "NotoSansHebrew-Bold.ttf"
EMOJI: Final = "NotoColorEmoji-Regular.ttf"
"""Drawn in its own colours (COLR)."""
# Unicode gave the same code to characters that China and Japan draw differently (直, 骨, 令):
# the language decides who is asked first.
_CHAINS: Final[dict[Language, tuple[str, ...]]] = {
    "zh": (_SC, _JP, _LATIN, _ARABIC, _HEBREW, EMOJI),
    "ja": (_JP, _SC, _LATIN, _ARABIC, _HEBREW, EMOJI),
    "en": (_LATIN, _SC, _JP, _ARABIC, _HEBREW, EMOJI),
}
# A variation selector, a joiner, or the first half of a flag.
_ASKS_FOR_EMOJI: Final = re.compile("\ufe0f|\u200d|^[\U0001f1e6-\U0001f1ff]")
MISSING: Final = "〓"
"""The geta mark, by which typesetters show that they lack a character."""
UNITS: Final = 64
"""Of HarfBuzz per pixel."""


@cache
def _face(name: str) -> hb.Face:
    path = FONTS / name
    if not path.is_file():
        raise VidolError(
            f"The caption font {path} is missing: install vidol again (its build fetches the"
            " fonts)."
        )
    return hb.Face(hb.Blob.from_file_path(str(path)))


@lru_cache(maxsize=64)
def font(name: str, size: int) -> hb.Font:
    """A font at `size` pixels per em; its positions are in UNITS per pixel."""
    loaded = hb.Font(_face(name))
    loaded.scale = (size * UNITS, size * UNITS)
    return loaded


@cache
def _unsized(name: str) -> hb.Font:
    return hb.Font(_face(name))


@lru_cache(maxsize=16384)
def font_for(cluster: str, language: Language) -> str | None:
    """The name of the font that draws all of a grapheme cluster, or None if no font does."""
    needed = [character for character in cluster if not _is_invisible(character)]
    chain = _CHAINS[language]
    if _ASKS_FOR_EMOJI.search(cluster):
        chain = (EMOJI, *chain)
    for name in chain:
        loaded = _unsized(name)
        if all(loaded.get_nominal_glyph(ord(character)) for character in needed):
            return name
    return None


def missing_characters(text: str, language: Language) -> set[str]:
    """The characters of `text` that no font here can draw; captions show MISSING for each."""
    return {
        character
        for character in text
        if not _is_invisible(character) and font_for(character, language) is None
    }


def _is_invisible(character: str) -> bool:
    """Joiners, variation selectors, direction marks and other characters that need no glyph."""
    return (
        unicodedata.category(character) in ("Cf", "Cc", "Zl", "Zp")
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )
