"""Captions: text to a strip of picture that is laid over the bottom of a frame.

    render_caption   one caption, as RGBA
    render_words     words at a size of one's own, cut to their ink
    caption_pages    a long text cut into captions that fit, with their places in the text

How text is set (fonts, directions, line breaking, readings) is the business of
vidol.text.typesetting; when a caption is shown, of the show. Readings are written
``{漢字|かんじ}``: see vidol.text.typesetting.ruby.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from vidol.core.arrays import U8
from vidol.core.speech import Language
from vidol.core.unicode import is_control
from vidol.media.alpha import over, premultiplied, straight
from vidol.text.typesetting.bidi import CONTROLS
from vidol.text.typesetting.breaks import SENTENCE
from vidol.text.typesetting.fonts import EMOJI, UNITS, font
from vidol.text.typesetting.lines import Paragraph
from vidol.text.typesetting.ruby import parse_ruby
from vidol.text.typesetting.shape import Glyph

Mask = U8
"""(height, width) coverage, 0 to 255."""
Colour = tuple[int, int, int]
"""sRGB, 0 to 255 each."""

# Of the size asked for: a caption that does not fit is set smaller, down to this, then gets more
# lines.
_SMALLEST: Final = 0.5
_LONGEST: Final = 2_000  # characters; more do not fit on any film, and would only take time to set
_WORD_JOINER: Final = "\u2060"  # draws nothing
# What ending a page costs after a sentence, a clause, a phrase, anywhere; in pages.
_PLACES: Final = (0.0, 0.06, 0.22, 0.5)


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How captions look. Lengths are fractions, so that a style fits every film size."""

    size: float = 0.052
    """Height of an em as a fraction of the film's height, or of 9/16 of its width if less."""
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
    """One caption of a longer text.

    `text` is what to render; it stands for characters `start` to `end` of the text without ruby
    markup.
    """

    text: str
    start: int
    end: int


def caption_pages(
    text: str, width: int, height: int, *, language: Language, style: CaptionStyle | None = None
) -> list[Page]:
    """Cut a text into captions for a film of `width` by `height` pixels.

    The text may have ruby markup. Pages end with sentences where they can, else with clauses, else
    with phrases, and are of even length; empty ones are left out.
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


def render_words(text: str, width: int, em: int, *, language: Language, style: CaptionStyle) -> U8:
    """Words for a card or a mark: `em` pixels high, in lines of at most `width` pixels, cut to
    their ink: (h, w, 4) uint8 RGBA, straight alpha; one clear pixel without any.

    Of the style, size, width, margin and plate do not count.
    """
    # A caption is sized by its film: in a square one of this side, an em is this share of it.
    side = max(width, em)
    fitting = replace(style, size=em / (side * 9 / 16), width=1.0, margin=0.0, plate=0.0)
    strip = render_caption(text, side, side, language=language, style=fitting)
    x, y, w, h = cv2.boundingRect(np.ascontiguousarray(strip[..., 3])) if len(strip) else (0,) * 4
    return strip[y : y + h, x : x + w] if w else np.zeros((1, 1, 4), np.uint8)


@lru_cache(maxsize=64)
def _render(
    text: str, width: int, height: int, language: Language, style: CaptionStyle, spoken: int
) -> U8:
    glyphs, size, strip = _layout(text, width, height, language, style)
    if not glyphs:
        return np.zeros((0, width, 4), np.uint8)
    letters = [glyph for glyph in glyphs if glyph.glyph.name != EMOJI]
    emoji = [glyph for glyph in glyphs if glyph.glyph.name == EMOJI]
    ink = _rasterise(letters, width, strip)
    said = None
    if spoken:
        heard = [glyph for glyph in letters if glyph.glyph.cluster < spoken]
        said = _rasterise(heard, width, strip)
    coloured = _coloured(emoji, width, strip) if emoji else None
    picture = _paint(ink, said, coloured, size, style)
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
    widest = width * 9 / 16 if width >= height else width * 0.9
    return max(8, round(style.size * min(height, widest)))


def _paragraph(
    text: str, width: int, height: int, language: Language, style: CaptionStyle, scale: float = 1.0
) -> tuple[Paragraph, float]:
    """The text at its size, and the longest line allowed in pixels."""
    plain, readings = parse_ruby(_clean(text))
    size = max(8, round(_em(width, height, style) * scale))
    ruby_size = max(6, round(size * style.ruby_size))
    limit = style.width * width
    return Paragraph(plain, readings, language, size, ruby_size, limit), limit


def _clean(text: str) -> str:
    """The text without characters that draw nothing or disguise the rest.

    Each is replaced by one other, so that places in the text stay valid.
    """
    return "".join(map(_cleaned, text))


def _cleaned(character: str) -> str:
    if character in "\n\u2028\u2029":
        return "\n"
    if character == "\t":
        return " "
    if character in CONTROLS or is_control(character):
        return _WORD_JOINER
    return character


def _page_end(paragraph: Paragraph, first: int, limit: float, max_lines: int) -> int:
    """The unit before which the page that begins with unit `first` ends."""
    reach = paragraph.reach(first, limit, max_lines)
    if reach == len(paragraph.units):
        return reach
    capacity = limit * max_lines
    rest = paragraph.rest(first)
    target = min(capacity, rest / math.ceil(rest / (0.92 * capacity)))
    best, cost = reach, math.inf
    filled = 0.0
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
    paragraph, lines = _fitted(text.strip()[:_LONGEST], width, height, language, style)
    size, ruby_size = paragraph.size, paragraph.ruby_size
    leading, over = round(1.28 * size), round(0.95 * ruby_size)
    # Room for the first line's ascenders and, above them, the plate's fading edge.
    y = round(1.8 * size) + 6
    placed: list[_Placed] = []
    for i, (start, end) in enumerate(lines):
        line = paragraph.set_line(start, end)
        y += over if line.ruby else 0
        left, right = _ink_ends(line.glyphs, size)
        # Centred by what is seen: a closing 。 is half blank.
        x = (width - (right - left)) / 2 - left
        above = y - 0.9 * size
        placed += [_Placed(glyph, size, x + glyph.x, y + glyph.y) for glyph in line.glyphs]
        placed += [_Placed(glyph, ruby_size, x + glyph.x, above + glyph.y) for glyph in line.ruby]
        y += leading if i + 1 < len(lines) else 0
    return placed, size, y + round(0.25 * size) + round(style.margin * height)


def _fitted(
    text: str, width: int, height: int, language: Language, style: CaptionStyle
) -> tuple[Paragraph, list[tuple[int, int]]]:
    """The paragraph at the first size at which it fits, and where its lines start and end."""
    scale = 1.0
    while True:
        paragraph, limit = _paragraph(text, width, height, language, style, scale)
        allowed = style.max_lines
        if scale <= _SMALLEST:
            allowed = max(allowed, int(0.8 * height / (1.3 * paragraph.size)))
        lines = paragraph.lines(limit, allowed)
        if lines is not None:
            return paragraph, lines
        if scale <= _SMALLEST:
            return paragraph, paragraph.filled(limit)[:allowed]
        scale -= 0.1


def _ink_ends(glyphs: tuple[Glyph, ...], size: int) -> tuple[float, float]:
    ends = []
    for glyph in glyphs:
        extents = font(glyph.name, size).get_glyph_extents(glyph.index)
        if extents is not None and extents.width:
            left = glyph.x + extents.x_bearing / UNITS
            ends += [left, left + extents.width / UNITS]
    return (min(ends), max(ends)) if ends else (0.0, 0.0)


def _rasterise(placed: list[_Placed], width: int, height: int) -> U8:
    """Coverage 0 to 255, (height, width), of all glyphs, exact to the fraction of a pixel."""
    draw = hb.RasterDraw()
    draw.scale_factor = (UNITS, UNITS)
    draw.extents = hb.RasterExtents(0, 0, width, height, width)
    for item in placed:
        draw.transform = (1, 0, 0, 1, item.x * UNITS, (height - item.y) * UNITS)
        draw.draw_glyph(font(item.glyph.name, item.size), item.glyph.index)
    image = draw.render()
    extents = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)
    return rows[::-1, :width].copy()


def _coloured(placed: list[_Placed], width: int, height: int) -> U8:
    """Emoji in their colours, (height, width, 4) premultiplied."""
    paint = hb.RasterPaint()
    paint.extents = hb.RasterExtents(0, 0, width, height, width * 4)
    for item in placed:
        paint.transform = (1 / UNITS, 0, 0, 1 / UNITS, item.x, height - item.y)
        paint.paint_glyph(font(item.glyph.name, item.size), item.glyph.index)
    image = paint.render()
    extents = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride // 4, 4)
    return np.ascontiguousarray(rows[::-1, :width][..., [2, 1, 0, 3]])


def _paint(ink: U8, said: U8 | None, coloured: U8 | None, size: int, style: CaptionStyle) -> U8:
    """Lay colours and fill over outline over plate, on the part of the strip that has any."""
    height, width = ink.shape
    drawn = ink if coloured is None else np.maximum(ink, coloured[..., 3])
    columns = np.flatnonzero(drawn.any(0))
    picture = np.zeros((height, width, 4), np.uint8)
    if not len(columns):
        return picture
    reach = round(1.1 * size)
    part = slice(max(0, columns[0] - reach), min(width, columns[-1] + reach))
    fill = np.ascontiguousarray(ink[:, part])
    whole = np.ascontiguousarray(drawn[:, part])
    outline = _grown(whole, max(1, round(style.outline_width * size)))
    outline = _bytes(cv2.GaussianBlur(outline, (0, 0), 0.6))
    alpha = _either(fill, _either(outline, _plate(outline, size, style.plate)))
    # Of the fill in what is seen; the rest is outline and plate, which are of one colour.
    share = _bytes(cv2.divide(fill, alpha, scale=255))
    spoken = None
    if said is not None:
        spoken = cv2.divide(np.ascontiguousarray(said[:, part]), fill, scale=255) > 127
    for channel in range(3):
        dark = style.outline[channel]
        seen = _between(dark, style.fill[channel], share)
        if spoken is not None:
            seen = np.where(spoken, _between(dark, style.spoken[channel], share), seen)
        picture[:, part, channel] = seen
    picture[:, part, 3] = alpha
    if coloured is not None:
        picture[:, part] = straight(over(coloured[:, part], premultiplied(picture[:, part])))
    return picture


def _between(dark: int, light: int, share: Mask) -> Mask:
    """From `dark` at a share of 0 to `light` at 255."""
    ramp = np.round(dark + (light - dark) * (np.arange(256) / 255))
    return _bytes(cv2.LUT(share, ramp.astype(np.uint8)))


def _either(a: Mask, b: Mask) -> Mask:
    """The coverage of two layers together: 1 - (1 - a)(1 - b), in 255ths."""
    neither = cv2.multiply(cv2.bitwise_not(a), cv2.bitwise_not(b), scale=1 / 255)
    return _bytes(cv2.bitwise_not(neither))


def _plate(outline: Mask, size: int, opacity: float) -> Mask:
    """A soft dark cloud around the text, which keeps it readable where a background is busy."""
    height, width = outline.shape
    # Made small: it has no detail.
    quarter = (max(1, width // 4), max(1, height // 4))
    small = _bytes(cv2.resize(outline, quarter, interpolation=cv2.INTER_AREA))
    small = _grown(small, max(1, round(0.25 * size / 4)))
    soft = cv2.GaussianBlur(small, (0, 0), max(0.5, 0.22 * size / 4))
    faint = cv2.convertScaleAbs(soft, alpha=opacity)
    return _bytes(cv2.resize(faint, (width, height), interpolation=cv2.INTER_LINEAR))


def _grown(mask: Mask, radius: int) -> Mask:
    """The mask, larger by `radius` pixels all round."""
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return _bytes(cv2.dilate(mask, brush))


def _bytes(picture: NDArray[Any]) -> Mask:
    """What OpenCV gives for 8-bit pictures is 8-bit; its type hints do not say so."""
    return picture.astype(np.uint8, copy=False)
