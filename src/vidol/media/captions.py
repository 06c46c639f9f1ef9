"""Captions: text to a strip of picture that is laid over the bottom of a frame.

    render_caption   one caption, as RGBA
    caption_pages    a long text cut into captions that fit, with their places in the text

How text is set (fonts, directions, line breaking, readings) is the business of vidol.text.typesetting;
when a caption is shown, of the show. Readings are written ``{漢字|かんじ}``: see
vidol.text.typesetting.ruby.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from vidol.core.arrays import U8
from vidol.core.speech import Language
from vidol.text.cleaning import is_control
from vidol.text.typesetting.bidi import CONTROLS
from vidol.text.typesetting.breaks import SENTENCE
from vidol.text.typesetting.fonts import UNITS, font
from vidol.text.typesetting.lines import Paragraph
from vidol.text.typesetting.ruby import parse_ruby
from vidol.text.typesetting.shape import Glyph

Mask = U8
"""(height, width) coverage, 0 to 255."""
Colour = tuple[int, int, int]
"""sRGB, 0 to 255 each."""

# of the size asked for: a caption that does not fit is set smaller, down to this, then gets more
# lines
_SMALLEST: Final = 0.5
_LONGEST: Final = 2_000  # characters; more do not fit on any film, and would only take time to set
# what ending a page costs after a sentence, a clause, a phrase, anywhere; in pages
_PLACES: Final = (0.0, 0.06, 0.22, 0.5)


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How captions look. Lengths are fractions, so that a style fits every film size."""

    size: float = 0.052
    """Height of an em as a fraction of the film's height (of its width times 9/16 where the film is
    narrower than that).
    """
    width: float = 0.84
    """Longest line as a fraction of the film's width."""
    margin: float = 0.055
    """From the last line's descenders to the film's lower edge, as a fraction of its height."""
    max_lines: int = 2
    fill: Colour = (255, 255, 255)
    spoken: Colour = (255, 214, 102)
    """Of the characters that have been spoken already, where the show marks them."""
    outline: Colour = (24, 18, 34)
    outline_width: float = 0.085
    """In ems."""
    plate: float = 0.36
    """Opacity of the soft dark plate behind the text, 0 to 1."""
    ruby_size: float = 0.48
    """Of readings, as a fraction of the text's size."""


@dataclass(frozen=True, slots=True)
class Page:
    """One caption of a longer text: `text` to render, standing for characters `start` to `end` of
    the text without ruby markup.
    """

    text: str
    start: int
    end: int


def caption_pages(
    text: str, width: int, height: int, *, language: Language, style: CaptionStyle | None = None
) -> list[Page]:
    """Cut a text (with or without ruby markup) into captions for a film of `width` by `height`
    pixels.

    Pages end with sentences where they can, else with clauses, else with phrases, and are of even
    length; empty ones are left out.
    """
    style = style or CaptionStyle()
    paragraph, limit = _paragraph(text, width, height, language, style)
    pages: list[Page] = []
    first = 0
    while first < len(paragraph.units):
        last = _page_end(paragraph, first, limit, style.max_lines)
        start, end = paragraph.units[first].start, paragraph.units[last - 1].end
        if paragraph.text[start:end].strip():
            pages.append(Page(paragraph.markup(start, end).strip(), start, end))
        first = last
    return pages


def render_caption(
    text: str,
    width: int,
    height: int,
    *,
    language: Language,
    style: CaptionStyle | None = None,
    spoken: int = 0,
) -> U8:
    """Draw a caption for a film of `width` by `height` pixels.

    Returns (strip height, width, 4) uint8 RGBA, straight alpha, read-only: lay it on the film's
    bottom rows. Empty text gives a strip of no height. Text that is too long for `style.max_lines`
    (see caption_pages) is set smaller, then in more lines, and what is left beyond four fifths of
    the film is cut off. The first `spoken` characters, counted without ruby markup, take the
    style's colour for spoken ones. Recent captions are remembered.
    """
    return _render(text, width, height, language, style or CaptionStyle(), spoken)


@lru_cache(maxsize=64)
def _render(
    text: str, width: int, height: int, language: Language, style: CaptionStyle, spoken: int
) -> U8:
    glyphs, size, strip = _layout(text, width, height, language, style)
    if not glyphs:
        return np.zeros((0, width, 4), np.uint8)
    ink = _rasterise(glyphs, width, strip)
    said = (
        _rasterise([glyph for glyph in glyphs if glyph.glyph.cluster < spoken], width, strip)
        if spoken
        else None
    )
    picture = _paint(ink, said, size, style)
    picture.flags.writeable = False
    return picture


@dataclass(frozen=True, slots=True)
class _Placed:
    """A glyph at `size`, its origin at (x, y) in the strip, y counted down from its top."""

    glyph: Glyph
    size: int
    x: float
    y: float


def _em(width: int, height: int, style: CaptionStyle) -> int:
    return max(
        8, round(style.size * min(height, width * 9 / 16 if width >= height else width * 0.9))
    )


def _paragraph(
    text: str, width: int, height: int, language: Language, style: CaptionStyle, scale: float = 1.0
) -> tuple[Paragraph, float]:
    """The text at its size, and the longest line allowed in pixels."""
    plain, readings = parse_ruby(_clean(text))
    size = max(8, round(_em(width, height, style) * scale))
    limit = style.width * width
    return (
        Paragraph(plain, readings, language, size, max(6, round(size * style.ruby_size)), limit),
        limit,
    )


def _clean(text: str) -> str:
    """The text without characters that draw nothing or disguise the rest, each replaced so that
    places in the text stay valid.
    """
    return "".join(
        (
            "\u2060"
            if character in CONTROLS or (is_control(character) and character not in "\n\t")
            else " "
            if character == "\t"
            else character
        )
        for character in text.replace("\u2028", "\n").replace("\u2029", "\n")
    )


def _page_end(paragraph: Paragraph, first: int, limit: float, max_lines: int) -> int:
    """The unit before which the page that begins with unit `first` ends."""
    reach = paragraph.reach(first, limit, max_lines)
    if reach == len(paragraph.units):
        return reach
    capacity = limit * max_lines
    rest = sum(paragraph.widths[first:])
    target = min(capacity, rest / math.ceil(rest / (0.92 * capacity)))
    filled, best, cost = 0.0, reach, math.inf
    for i in range(first, reach):
        filled += paragraph.widths[i]
        unit = paragraph.units[i]
        if unit.quality == SENTENCE and unit.forced:
            return i + 1
        here = abs(filled - target) / capacity + _PLACES[min(unit.quality, 3)]
        if here <= cost:
            best, cost = i + 1, here
    return best


def _layout(
    text: str, width: int, height: int, language: Language, style: CaptionStyle
) -> tuple[list[_Placed], int, int]:
    """Place all glyphs; also the size in pixels per em and the strip's height."""
    scale = 1.0
    while True:
        paragraph, limit = _paragraph(
            text.strip()[:_LONGEST], width, height, language, style, scale
        )
        allowed = (
            style.max_lines
            if scale > _SMALLEST
            else max(style.max_lines, int(0.8 * height / (1.3 * paragraph.size)))
        )
        lines = paragraph.lines(limit, allowed)
        if lines is not None or scale <= _SMALLEST:
            break
        scale -= 0.1
    if lines is None:
        lines = paragraph.filled(limit)[:allowed]
    size = paragraph.size
    leading, over = round(1.28 * size), round(0.95 * paragraph.ruby_size)
    # room for the first line's ascenders and, above them, the plate's fading edge
    y = round(1.8 * size) + 6
    placed: list[_Placed] = []
    for i, (start, end) in enumerate(lines):
        line = paragraph.set_line(start, end)
        y += over if line.ruby else 0
        left, right = _ink_ends(line.glyphs, size)
        # centred by what is seen: a closing 。 is half blank
        x = (width - (right - left)) / 2 - left
        placed += [_Placed(glyph, size, x + glyph.x, y + glyph.y) for glyph in line.glyphs]
        placed += [
            _Placed(glyph, paragraph.ruby_size, x + glyph.x, y - 0.9 * size + glyph.y)
            for glyph in line.ruby
        ]
        y += leading if i + 1 < len(lines) else 0
    return placed, size, y + round(0.25 * size) + round(style.margin * height)


def _ink_ends(glyphs: tuple[Glyph, ...], size: int) -> tuple[float, float]:
    ends = []
    for glyph in glyphs:
        extents = font(glyph.name, size).get_glyph_extents(glyph.index)
        if extents is not None and extents.width:
            left = glyph.x + extents.x_bearing / UNITS
            ends += [left, left + extents.width / UNITS]
    return (min(ends), max(ends)) if ends else (0.0, 0.0)


def _rasterise(placed: list[_Placed], width: int, height: int) -> U8:
    """Coverage 0 to 255, (height, width), of all glyphs together, exact to the fraction of a pixel."""
    draw = hb.RasterDraw()
    draw.scale_factor = (UNITS, UNITS)
    draw.extents = hb.RasterExtents(0, 0, width, height, width)
    for item in placed:
        draw.transform = (1, 0, 0, 1, item.x * UNITS, (height - item.y) * UNITS)
        draw.draw_glyph(font(item.glyph.name, item.size), item.glyph.index)
    image = draw.render()
    extents = image.extents
    return (
        np.frombuffer(image.buffer, np.uint8)
        .reshape(extents.height, extents.stride)[::-1, :width]
        .copy()
    )


def _paint(ink: U8, said: U8 | None, size: int, style: CaptionStyle) -> U8:
    """Lay fill over outline over plate, on the part of the strip that has any."""
    height, width = ink.shape
    columns = np.flatnonzero(ink.any(0))
    picture = np.zeros((height, width, 4), np.uint8)
    if not len(columns):
        return picture
    reach = round(1.1 * size)
    part = slice(max(0, columns[0] - reach), min(width, columns[-1] + reach))
    fill = np.ascontiguousarray(ink[:, part])
    radius = max(1, round(style.outline_width * size))
    outline = cv2.dilate(
        fill, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    )
    outline = _bytes(cv2.GaussianBlur(outline, (0, 0), 0.6))
    alpha = _either(fill, _either(outline, _plate(outline, size, style.plate)))
    # of the fill in what is seen; the rest is outline and plate, which are of one colour
    share = cv2.divide(fill, alpha, scale=255)
    spoken = (
        None if said is None else cv2.divide(np.ascontiguousarray(said[:, part]), fill, scale=255)
    )
    levels = np.arange(256) / 255
    for channel in range(3):
        dark, light, marked = style.outline[channel], style.fill[channel], style.spoken[channel]
        seen = cv2.LUT(share, np.round(dark + (light - dark) * levels).astype(np.uint8))
        if spoken is not None:
            seen = np.where(
                spoken > 127,
                cv2.LUT(share, np.round(dark + (marked - dark) * levels).astype(np.uint8)),
                seen,
            )
        picture[:, part, channel] = seen
    picture[:, part, 3] = alpha
    return picture


def _either(a: Mask, b: Mask) -> Mask:
    """The coverage of two layers together: 1 - (1 - a)(1 - b), in 255ths."""
    return _bytes(
        cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(a), cv2.bitwise_not(b), scale=1 / 255))
    )


def _plate(outline: Mask, size: int, opacity: float) -> Mask:
    """A soft dark cloud around the text, which keeps it readable where a background is busy. Made
    small: it has no detail.
    """
    height, width = outline.shape
    small = cv2.resize(
        outline, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA
    )
    radius = max(1, round(0.25 * size / 4))
    small = cv2.dilate(
        small, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    )
    small = cv2.convertScaleAbs(
        cv2.GaussianBlur(small, (0, 0), max(0.5, 0.22 * size / 4)), alpha=opacity
    )
    return _bytes(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def _bytes(picture: NDArray[Any]) -> Mask:
    """What OpenCV gives for 8-bit pictures is 8-bit; its type hints do not say so."""
    return picture.astype(np.uint8, copy=False)
