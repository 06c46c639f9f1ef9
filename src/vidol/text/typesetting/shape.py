"""Shaping: glyphs and their places, by HarfBuzz, for text of mixed scripts and directions.

Lengths are in pixels unless said otherwise; x grows to the right, y downwards from the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import regex
import uharfbuzz as hb

from vidol.core.speech import Language
from vidol.text.scripts import is_unspaced
from vidol.text.typesetting.bidi import base_level, embedding_levels, visual_runs
from vidol.text.typesetting.fonts import EMOJI, MISSING, UNITS, font, font_for

_TAGS: Final[dict[Language, str]] = {"zh": "zh-Hans", "ja": "ja", "en": "en"}
# Flags first, by twos: at each of a row of them \X would count back to where the row begins.
_CLUSTER: Final = regex.compile(
    r"\p{Regional_Indicator}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*+|\X"
)
_OPENING: Final = "「『（【《〈〔｛［“‘"
_CLOSING: Final = "」』）】》〉〕｝］”’、。，．"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of font `name`, its origin at (x, y) from the start of the line's baseline."""

    name: str
    index: int
    x: float
    y: float
    cluster: int
    """The character it stands for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line."""

    glyphs: tuple[Glyph, ...]
    width: float
    spans: tuple[tuple[float, float], ...]
    """For each character of the text, in its order: the left and right end of its cluster."""


def clusters(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each grapheme cluster (UAX #29): what a reader counts as one character."""
    return tuple(match.span() for match in _CLUSTER.finditer(text))


def shape_line(text: str, size: int, language: Language, base: int | None = None) -> Line:
    """Shape one line at `size` pixels per em.

    `base` is the paragraph's level where the line is only a part of it.
    """
    if not text:
        return Line((), 0.0, ())
    base = base_level(text) if base is None else base
    fonts = _fonts_by_character(text, language)
    glyphs: list[Glyph] = []
    spans = [(0.0, 0.0)] * len(text)
    x = 0.0
    for start, end, level in visual_runs(embedding_levels(text, base)):
        backwards = level % 2 == 1
        parts = list(_parts(fonts, start, end))
        if backwards:
            parts.reverse()
        for a, b in parts:
            shaped = _shape_part(text[a:b], fonts[a], size, language, backwards=backwards)
            for glyph, advance in shaped:
                at = a + glyph.cluster
                glyphs.append(replace(glyph, x=x + glyph.x, cluster=at))
                left, right = spans[at]
                spans[at] = (x if left == right else left, x + advance)
                x += advance
                if not backwards and at + 1 < len(text):
                    x += _extra_space(text[at], text[at + 1], full=advance > 0.9 * size) * size
    return Line(tuple(glyphs), x, tuple(spans))


def _shape_part(
    text: str, name: str | None, size: int, language: Language, *, backwards: bool
) -> Iterator[tuple[Glyph, float]]:
    """Shape text of one font and one direction: glyphs from left to right, with their advances.

    Each glyph is placed from its own pen position.
    """
    shown = text if name else MISSING * len(text)
    if name is None:
        name = font_for(MISSING, language) or ""
    buffer = hb.Buffer()
    buffer.add_str(shown)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.language = _TAGS[language]
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
    hb.shape(font(name, size), buffer)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x, y = position.x_offset / UNITS, -position.y_offset / UNITS
        yield Glyph(name, info.codepoint, x, y, info.cluster), position.x_advance / UNITS


def _extra_space(left: str, right: str, *, full: bool) -> float:
    """Ems to add between two characters.

    An eighth where Han or kana meets Latin; half is taken from between two brackets or stops:
    full-width ones are half blank, and where two meet, the blanks add up to a hole (JIS X 4051,
    CLREQ). Quotation marks are of either width: `full` says that the left character takes an em.
    """
    if full and _blanks_meet(left, right):
        return -0.5
    if is_unspaced(left) and _is_western(right):
        return 0.125
    if _is_western(left) and is_unspaced(right):
        return 0.125
    return 0.0


def _blanks_meet(left: str, right: str) -> bool:
    if left in _CLOSING:
        return right in _OPENING or right in _CLOSING
    return left in _OPENING and right in _OPENING


def _is_western(character: str) -> bool:
    return character < "\u0250" and character.isalnum()


def _fonts_by_character(text: str, language: Language) -> list[str | None]:
    """The font of each character.

    Spaces and marks stay with the font before them, so that words are shaped whole.
    """
    fonts: list[str | None] = [None] * len(text)
    previous: str | None = None
    for start, end in clusters(text):
        cluster = text[start:end]
        name = font_for(cluster, language)
        if name is None:  # a strange sequence of known characters: draw those that are known
            name = font_for(cluster[0], language)
        if previous not in (None, EMOJI) and cluster[0] in " \u00a0":
            name = previous
        fonts[start:end] = [name] * (end - start)
        previous = name
    return fonts


def _parts(fonts: list[str | None], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split start..end where the font changes."""
    first = start
    for i in range(start + 1, end + 1):
        if i == end or fonts[i] != fonts[first]:
            yield first, i
            first = i
