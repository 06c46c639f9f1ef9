"""The flat things that lie over a show: the caption, a viewer's question, a picture. Each is drawn
once and then only laid on.

All functions give an `Overlay` in place for a film of (width, height) pixels.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, NamedTuple

import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.speech import Language
from vidol.media.alpha import premultiplied
from vidol.media.captions import CaptionStyle, render_caption, render_words
from vidol.show.picture.drawing import Overlay
from vidol.show.speaking.lines import STYLE, Page

ACCENT: Final = (255, 122, 162)
_INK: Final = (62, 52, 84)
_PAPER: Final = (255, 253, 250)
_FAINT: Final = 100
"""Alpha up to which a shadow hides nothing."""
_SEEN_THROUGH: Final = 0.005
"""Share of a picture that shows what is behind it, from which on it needs no frame."""
_APART: Final = 0.22
"""Difference in brightness that is seen at once; of a colour channel twice as much."""


def caption(page: Page, width: int, height: int) -> Overlay:
    """A caption on the film's lower edge."""
    strip = render_caption(page.text, width, height, language=page.language, style=STYLE)
    rows, columns = np.flatnonzero(strip[..., 3].any(1)), np.flatnonzero(strip[..., 3].any(0))
    if not len(rows):
        return Overlay(np.zeros((1, 1, 4), np.uint8), 0, 0)
    ink = strip[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Overlay(premultiplied(ink), int(columns[0]), height - len(strip) + int(rows[0]))


class Box(NamedTuple):
    """A part of a picture, pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they have a point in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def inked(overlay: Overlay) -> Box:
    """Where an overlay is, without the faint end of its shadow."""
    rows = np.flatnonzero((overlay.rgba[..., 3] > _FAINT).any(1))
    columns = np.flatnonzero((overlay.rgba[..., 3] > _FAINT).any(0))
    if not len(rows):
        return Box(overlay.x, overlay.y, overlay.x, overlay.y)
    return Box(
        overlay.x + float(columns[0]),
        overlay.y + float(rows[0]),
        overlay.x + float(columns[-1]) + 1,
        overlay.y + float(rows[-1]) + 1,
    )


def question(
    text: str,
    language: Language,
    width: int,
    height: int,
    face: Box,
    label: Box,
    *,
    right: bool = False,
    low: bool = False,
) -> Overlay:
    """A viewer's question as a card in the upper left (or right) corner, clear of her `face` and
    below the `label`: narrower where that is enough, else `low` and wide along the upper edge.
    """
    em = round(0.042 * min(height, 0.75 * width))
    usual = round(min(0.34 * width if width >= height else 0.86 * width, 13.5 * em))
    beside = (width - face.right if right else face.left) - 0.035 * width - 0.5 * em
    corner = [(usual, em, 0.07)]
    if 8 * em <= beside < usual:
        corner.append((round(beside), em, 0.07))
    wide = [(round(0.92 * width), max(8, round(k * em)), 0.015) for k in (1.0, 0.85, 0.7, 0.55)]
    narrow = round(label.left - 0.05 * width)
    aside = [(narrow, max(8, round(k * em)), 0.015) for k in (0.7, 0.55) if narrow > 8 * em]
    for size in [*([] if low else corner), *wide, *aside]:
        card = _question(text, language, width, height, size, right=right and size not in aside)
        if inked(card).meets(label):
            card = replace(card, y=card.y + math.ceil(label.bottom - inked(card).top) + 1)
        if not inked(card).meets(face):
            break
    return card


def _question(
    text: str,
    language: Language,
    width: int,
    height: int,
    size: tuple[int, int, float],
    *,
    right: bool,
) -> Overlay:
    """The card of a question; `size` is its width, its em in pixels and its upper edge as a share
    of the height.
    """
    card_width, em, top = size
    ink = _text(text, language, card_width - 4 * em, em)
    pad = round(0.75 * em)
    card = _card(card_width, max(len(ink) + 2 * pad, 3 * em), round(0.7 * em), em)
    edge = (card.shape[1] - card_width) // 2
    tall = card.shape[0] - 2 * edge
    badge = round(1.7 * em)
    centre = (edge + pad + badge // 2, edge + tall // 2)
    cv2.circle(card, centre, badge // 2, (*ACCENT, 255), -1, cv2.LINE_AA)
    _over(
        card,
        _text("?", "en", badge, round(1.15 * em), fill=(255, 255, 255), outline=ACCENT),
        centre,
    )
    _over(
        card,
        ink,
        (edge + pad + badge + (card_width - 2 * pad - badge) // 2 + pad // 3, edge + tall // 2),
    )
    x = (
        width - card.shape[1] + edge - round(0.035 * width)
        if right
        else round(0.035 * width) - edge
    )
    if card_width > 0.8 * width:
        x = round((width - card.shape[1]) / 2)
    return Overlay(card, x, round(top * height) - edge)


def picture(rgba: U8, back: U8, room: Box) -> Overlay:
    """A picture in the middle of a `room`, before the place behind her, `back` (height, width, 3)
    RGB. One that can be seen through stands on the place itself where it is told apart from it;
    others are in a white frame.
    """
    room_w, room_h = room.right - room.left, room.bottom - room.top
    h, w = rgba.shape[:2]
    scale = min(room_w / w, room_h / h, 4.0)
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(premultiplied(rgba), size, interpolation=way), np.uint8)
    # Cubic interpolation overshoots; more light than alpha would come out as another colour.
    np.minimum(small[..., :3], small[..., 3:], out=small[..., :3])
    x = round((room.left + room.right - size[0]) / 2)
    y = round((room.top + room.bottom - size[1]) / 2)
    border = max(3, round(0.009 * len(back)))
    if np.mean(rgba[..., 3] < 128) > _SEEN_THROUGH and _told_apart(small, back, x, y):
        return _free(small, x, y, 2 * border)
    card = _card(size[0] + 2 * border, size[1] + 2 * border, round(2.2 * border), 3 * border)
    edge = (card.shape[1] - size[0]) // 2
    mask = _rounded(size[0], size[1], round(1.4 * border))
    alpha = mask * (small[..., 3:] / 255.0)
    inner = card[edge : edge + size[1], edge : edge + size[0]]
    inner[..., :3] = inner[..., :3] * (1 - alpha) + small[..., :3] * mask
    return Overlay(card, x - edge, y - edge)


def _told_apart(small: U8, back: U8, x: int, y: int) -> bool:
    """Whether most of what can be seen of a picture (premultiplied) is much lighter, darker or of
    another colour than what is behind it.
    """
    shape = back.shape
    rows = np.arange(y, y + small.shape[0]).clip(0, shape[0] - 1)
    columns = np.arange(x, x + small.shape[1]).clip(0, shape[1] - 1)
    behind = back[rows][:, columns].astype(np.float32)
    alpha = small[..., 3].astype(np.float32) / 255
    difference = small[..., :3] - behind * alpha[..., None]
    lighter = np.abs(difference @ np.array([0.2126, 0.7152, 0.0722], np.float32))
    coloured = np.abs(difference).max(-1)
    full = 255 * np.maximum(alpha, 0.05)
    far = (lighter > _APART * full) | (coloured > 2 * _APART * full)
    return bool((far * alpha).sum() > 0.6 * alpha.sum())


def _free(small: U8, x: int, y: int, blur: int) -> Overlay:
    """A picture (premultiplied) with a soft shadow of its own form."""
    edge = 2 * blur
    piece = np.pad(small, ((edge, edge), (edge, edge), (0, 0))).astype(np.float32)
    shifted = np.roll(piece[..., 3:], round(0.3 * blur), axis=0)
    shadow = 0.35 * cv2.GaussianBlur(shifted, (0, 0), 0.5 * blur)[..., None]
    piece[..., 3] += shadow[..., 0] * (1 - piece[..., 3] / 255)
    return Overlay(piece.round().clip(0, 255).astype(np.uint8), x - edge, y - edge)


def _text(
    text: str,
    language: Language,
    width: int,
    em: int,
    fill: tuple[int, int, int] = _INK,
    outline: tuple[int, int, int] = _PAPER,
) -> U8:
    """Text set in up to five lines within `width`, cut to its ink; straight alpha."""
    style = CaptionStyle(max_lines=5, fill=fill, outline=outline, outline_width=0.02)
    return render_words(text, width, em, language=language, style=style)


def _rounded(width: int, height: int, radius: int) -> F32:
    """Coverage (height, width, 1) of a rectangle with round corners, 0..1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    dx = np.maximum(np.abs(x - width / 2) - (width / 2 - radius), 0)
    dy = np.maximum(np.abs(y - height / 2) - (height / 2 - radius), 0)
    return np.asarray(np.clip(radius - np.hypot(dx, dy) + 0.5, 0, 1)[..., None], np.float32)


def _card(width: int, height: int, radius: int, blur: int) -> U8:
    """A paper card with a soft shadow around it, premultiplied; the card stands in the middle of
    the picture.
    """
    edge = 2 * blur
    paper = np.pad(_rounded(width, height, radius), ((edge, edge), (edge, edge), (0, 0)))
    shifted = np.roll(paper[..., 0], round(0.3 * blur), axis=0)
    shadow = 0.30 * cv2.GaussianBlur(shifted, (0, 0), 0.6 * blur)[..., None]
    alpha = paper + shadow * (1 - paper)
    colour = paper * np.array(_PAPER, np.float32) + (1 - paper) * shadow * np.array(
        (30, 20, 50), np.float32
    )
    return np.concatenate([colour, 255 * alpha], axis=2).round().astype(np.uint8)


def _over(card: U8, piece: U8, centre: tuple[int, int]) -> None:
    """Lay a piece (straight alpha) on the opaque part of a card, in place."""
    h, w = piece.shape[:2]
    x, y = centre[0] - w // 2, centre[1] - h // 2
    part = card[y : y + h, x : x + w]
    piece = piece[: part.shape[0], : part.shape[1]]
    alpha = piece[..., 3:] / 255.0
    part[..., :3] = part[..., :3] * (1 - alpha) + piece[..., :3] * alpha
