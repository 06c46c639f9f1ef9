"""What hair behind the head is made of: masses, falls, ties. Coordinates as in `hairdo`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vidol.face.artist.colour import from_hex
from vidol.face.artist.curves import Points
from vidol.face.artist.hair_colour import shadow
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.head import LINE
from vidol.face.artist.lock import Forms, chain, form, grown
from vidol.face.artist.sketch import LOCK

Line = Sequence[tuple[float, float]]

TIPS: Final = (0, 0, 0, 0, 0, 0, 1, 0.6, 1, 0.6, 1, 0)
"""Corners of the halves that end in three tips."""
_FOLDS: Final = (-0.62, -0.22, 0.2, 0.62)
"""Where a scrunchie is folded, across it."""


def mass(
    h: Hairdo, half: Line, low: float, locks: Sequence[Forms] = (), corner: Sequence[float] = ()
) -> None:
    """The dark inside of the hair behind the neck, from its right half.

    `locks` will be drawn over it; `corner` are the corners of the half.
    """
    hair = h.hair
    hair.group(h.top, float(h.at((0, low))[1]))
    # Points on the midline are their own mirror images.
    mirrored = [(-x, y) for x, y in half[::-1] if x > 0]
    outline = h.at([*half, *mirrored])
    outlines = [outline]
    for f in locks:
        outlines += list(f.outline)
    hair.mask(outlines, fresh=True)
    corners: list[float] = []
    if corner:
        back = [c for c, (x, _) in zip(corner[::-1], half[::-1], strict=True) if x > 0]
        corners = [*corner, *back]
    paint = _inside(h, low)
    hair.s.fill(outline, paint, corner=corners or 0.0, grain=hair.hand.grain * 0.2)


def _inside(h: Hairdo, low: float) -> int:
    """A gradient for the inside of hair that falls to `low`: darkest at the neck."""
    top, neck, end = (float(h.at((0, y))[1]) for y in (0.3, 1.35, max(low, 1.5)))
    dim = h.hair.back
    inner = h.look.hair_pattern == "inner"
    stops = (
        (0, dim.shade, 1),
        ((neck - top) / (end - top), dim.shade if inner else dim.deep, 1),
        (1, shadow(dim.tip, 0.3 if inner else 0.9), 1),
    )
    return h.hair.s.linear((h.a.cx, top), (h.a.cx, end), *stops)


def fall(
    h: Hairdo, lines: Sequence[Line], halves: Sequence[float], profile: str = "point"
) -> Forms:
    """Mirrored pairs of locks with slightly different sides."""
    p = np.array(lines, float)
    both = np.stack([p, p * (-1, 1)], axis=1).reshape(-1, p.shape[1], 2)
    both[:, 1:] += h.jitter((len(both), both.shape[1] - 1, 2), 0.02)
    both[1::2, -1, 1] += 0.035
    return form(h.at(both), np.repeat(halves, 2) * h.wide, profile)


def strands(
    h: Hairdo, lines: Sequence[Line], halves: Sequence[float], profile: str = "point"
) -> Forms:
    """Locks on one side."""
    p = np.array(lines, float)
    p[:, 1:] += h.jitter((len(p), p.shape[1] - 1, 2), 0.015)
    return form(h.at(p), np.asarray(halves) * h.wide, profile)


def skull(low: float, reach: float, flare: float = 1.22) -> list[tuple[float, float]]:
    """Right half of hair that falls to `low`, `flare` wide at the cheeks and `reach` at its end."""
    return [
        (0, 0.0), (0.5, 0.03), (0.96, 0.2), (1.20, 0.55), (flare, 1.0), (reach * 1.04, low - 0.22),
        (0.97 * reach, low - 0.01), (0.90 * reach, low - 0.10), (0.60 * reach, low + 0.11),
        (0.53 * reach, low - 0.01), (0.36 * reach, low + 0.06), (0, low + 0.02),
    ]  # fmt: skip


def grouped(h: Hairdo, forms: Sequence[Forms], *, fresh: bool = True) -> None:
    """Draw locks as one group."""
    h.hair.group(h.top, float(max(f.spine[..., 1].max() for f in forms)))
    outlines: list[Points] = []
    for f in forms:
        outlines += list(f.outline)
    h.hair.mask(outlines, fresh=fresh)
    for f in forms:
        h.hair.locks(f, bare=0.10, shine=0.8 if f.half[0] > 0.19 * h.wide else 0)


def tie(h: Hairdo, x: float, y: float, size: float, turn: float) -> None:
    """A scrunchie in the accent colour; `size` is its half-width in head half-widths."""
    hair = h.hair
    s, hand = hair.s, hair.hand
    colour = hand.tone(from_hex(h.look.accent))
    middle, r = h.at((x, y)), size * h.wide
    t = np.arange(14) * (2 * np.pi / 14)
    ripple = 1 + 0.10 * np.cos(7 * t)
    px, py = r * np.cos(t) * ripple, 0.52 * r * np.sin(t) * ripple
    puff = _turned(px, py, turn, middle)
    if hand.line:
        s.fill(grown(puff, LINE * 0.8 * hand.line), s.solid(colour.line()), opacity=hand.ink)
    s.fill(puff, s.solid(colour), keep=LOCK, grain=hand.grain * 0.2)
    folds = [[(u - 0.10 * u, -0.42), (u * 1.1, 0.0), (u - 0.05, 0.42)] for u in _FOLDS]
    fx, fy = np.moveaxis(np.array(folds) * r, -1, 0)
    hair.strands(
        hair.curve(_turned(fx, fy, turn, middle), 5),
        np.array([0.07, 0.05, 0.07, 0.10]) * r,
        colour.shade(1.2 * hand.shade),
        opacity=0.9,
        clip=LOCK,
    )


def _turned(x: Points, y: Points, turn: float, middle: Points) -> Points:
    """Points (..., 2) turned about the origin and put at `middle`."""
    c, s = np.cos(turn), np.sin(turn)
    cx, cy = middle.tolist()
    return np.stack([cx + x * c - y * s, cy + x * s + y * c], axis=-1)


def shell(
    h: Hairdo,
    outlines: Sequence[Points],
    tone: str,
    corners: Sequence[Sequence[float]] | None = None,
) -> None:
    """Separate shapes of hair with one ink and one fill."""
    hair = h.hair
    s, hand = hair.s, hair.hand
    if hand.line:
        ink, c = chain([grown(o, LINE * 0.75 * hand.line) for o in outlines], corners)
        s.fill(ink, s.solid(hair.tones_of(tone).line), corner=c, opacity=hand.ink)
    points, c = chain(outlines, corners)
    s.fill(points, hair.body(tone), corner=c, keep=LOCK, grain=hand.grain * 0.2)
