"""The brush: how a made thing (cloth, ribbon, metal, fur) is painted.

A piece is a fill, folds in two tones, light, seams, an outline and a cast shadow. Clothes and
accessories are lists of pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vidol.core.arrays import F64
from vidol.face.artist.colour import Colour, from_hex
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.shapes import Line, Loop, joined, strung, wound
from vidol.face.artist.sketch import CLOTH, Sketch

GOLD: Final = Colour(0.80, 0.125, 84)
SILVER: Final = Colour(0.86, 0.012, 260)
WHITE: Final = Colour(0.972, 0.008, 320)
DIM: Final = Colour(0.80, 0.060, 296)  # what a cast shadow multiplies by


def dusk(colour: Colour, amount: float) -> Colour:
    """A made thing's colour in shadow.

    White cloth turns lilac, dark cloth keeps some light so that its folds are seen.
    """
    lightness, chroma = colour.lightness, colour.chroma
    if lightness > 0.80 and chroma < 0.035:
        return Colour(lightness - 0.095 * amount, 0.018 + 0.016 * amount, 288)
    if lightness < 0.38:
        return Colour(lightness * (1 - 0.22 * amount), chroma * (1 + 0.06 * amount), colour.hue)
    return colour.shade(0.95 * amount)


def glow(colour: Colour, amount: float) -> Colour:
    """A made thing's colour in light."""
    return colour.light(amount * (1.25 if colour.lightness < 0.38 else 0.85))


def seam(colour: Colour) -> Colour:
    """The colour of a line inside a thing: darker than it, or lighter where it is nearly black."""
    return colour.light(1.3) if colour.lightness < 0.33 else dusk(colour, 2.1)


# How far an edge, by its direction, turns from the light at the upper left.
_AWAY: Final = np.array([-0.86, 0.5])


class Brush:
    """Paints pieces on a sketch with one look's colours and hand."""

    def __init__(self, s: Sketch, look: Look, hand: Hand) -> None:
        self.s = s
        self.look = look
        self.hand = hand
        self._paints: dict[Colour, int] = {}
        main, second = from_hex(look.outfit_main), from_hex(look.outfit_second)
        if abs(main.lightness - second.lightness) < 0.16:  # two cloths of one value read as one
            apart = 0.24 if main.lightness < 0.5 else -0.24
            second = second.with_(lightness=main.lightness + apart)
        self.main = hand.tone(_at_least(main, 0.245))
        self.second = hand.tone(_at_least(second, 0.245))
        self.accent = hand.tone(_at_least(from_hex(look.accent), 0.50))
        self.white = hand.tone(WHITE)
        self.gold = hand.tone(GOLD)
        self.silver = hand.tone(SILVER)

    def paint(self, colour: Colour) -> int:
        """A colour as a paint of the sketch."""
        if colour not in self._paints:
            self._paints[colour] = self.s.solid(colour)
        return self._paints[colour]

    # ---- the three strokes of the brush

    def fill(
        self,
        loops: Sequence[Loop],
        paint: Colour | int,
        *,
        opacity: float = 1.0,
        clip: int = -1,
        keep: int = -1,
        feather: float = 0.0,
        blend: str = "over",
        grain: float = 0.0,
        aligned: bool = False,
    ) -> None:
        """Loops in one paint; `aligned` says that they are wound the same way already."""
        if not loops:
            return
        if len(loops) > 1 and not aligned:
            loops = [wound(each) for each in loops]
        k = joined(loops)
        self.s.fill(
            k[:, :2],
            paint if isinstance(paint, int) else self.paint(paint),
            corner=k[:, 2],
            opacity=opacity,
            clip=clip,
            keep=keep,
            feather=feather,
            blend=blend,
            grain=grain,
        )

    def lines(
        self,
        lines: Sequence[Line],
        colour: Colour,
        *,
        opacity: float = 1.0,
        clip: int = -1,
        blend: str = "over",
    ) -> None:
        """Lines in one colour."""
        if not lines:
            return
        k, width = strung(lines)
        self.s.stroke(
            k[:, :2],
            width,
            self.paint(colour),
            corner=k[:, 2],
            opacity=opacity,
            clip=clip,
            blend=blend,
        )

    def ink(self, loops: Sequence[Loop], colour: Colour, weight: float = 1.0) -> None:
        """The outlines of loops wound clockwise, heavier where they turn away from the light."""
        if not self.hand.line:
            return
        knots, widths = [], []
        for k in loops:
            width = LINE * self.hand.line * weight * (0.86 + 0.34 * _turned_away(k))
            ring = np.concatenate([k[:1], k, k[:1], k[:1]])
            ring[[0, 1, -2, -1], 2] = 1.0
            knots.append(ring)
            widths.append(np.concatenate([[0.0], width, width[:1], [0.0]]))
        at = np.concatenate(knots)
        self.s.stroke(
            at[:, :2],
            np.concatenate(widths),
            self.paint(colour.line()),
            corner=at[:, 2],
            opacity=self.hand.ink,
        )

    # ---- a piece

    def piece(
        self,
        loops: Sequence[Loop],
        colour: Colour,
        *,
        folds: Sequence[Loop] = (),
        deep: Sequence[Loop] = (),
        light: Sequence[Loop] = (),
        seams: Sequence[Line] = (),
        gradient: float = 0.0,
        weight: float = 1.0,
        cast: float = 0.0,
        reg: int = CLOTH,
    ) -> None:
        """A piece with its folds (two tones), lights, seams and outline.

        `gradient` 0..1 darkens it towards the lower right; `cast` is how far its shadow falls, in
        canvas units. Shapes given afterwards can clip to the register `reg`.
        """
        hand = self.hand
        loops = [wound(k) for k in loops]
        if cast:
            self.cast(loops, cast)
        paint: Colour | int = colour
        if gradient and self.look.style != "flat":
            paint = self._darkening(loops, colour, gradient)
        self.fill(loops, paint, keep=reg, grain=hand.grain * 0.3, aligned=True)
        self.fill(
            folds,
            dusk(colour, 1.0 * hand.shade),
            clip=reg,
            feather=hand.soft * 0.5,
            grain=hand.grain * 0.7,
            opacity=0.92,
        )
        darker = dusk(colour, 1.9 * hand.shade)
        self.fill(deep, darker, clip=reg, feather=hand.soft * 0.35, opacity=0.9)
        if hand.glow > 0.3:
            bright, seen = glow(colour, 1.0), 0.75 * hand.glow
            self.fill(light, bright, clip=reg, feather=hand.soft * 0.5, opacity=seen)
        thick = max(hand.line, 0.55)
        sewn = [(points, np.asarray(width) * thick) for points, width in seams]
        self.lines(sewn, seam(colour), clip=reg, opacity=0.85)
        if weight:
            self.ink(loops, colour, weight)

    def _darkening(self, loops: Sequence[Loop], colour: Colour, amount: float) -> int:
        """A colour as a paint that darkens towards the lower right of loops."""
        knots = np.concatenate(list(loops))[:, :2]
        (x0, y0), (x1, y1) = knots.min(axis=0), knots.max(axis=0)
        dark = dusk(colour, 0.7 * amount * self.hand.shade)
        stops = (0, glow(colour, 0.22 * amount), 1), (0.45, colour, 1), (1, dark, 1)
        return self.s.linear((x0, y0), (x0 + 0.45 * (x1 - x0), y1), *stops)

    def cast(
        self, loops: Sequence[Loop], far: float, *, clip: int = -1, strength: float = 1.0
    ) -> None:
        """The shadow that loops throw on what lies under them, downwards and to the right."""
        moved = [k + (0.4 * far, far, 0.0) for k in loops]
        self.fill(
            moved,
            self.hand.tone(DIM),
            blend="multiply",
            clip=clip,
            feather=max(0.002, self.hand.soft * 0.6),
            opacity=min(1.0, 0.8 * strength * self.hand.shade),
        )


def _at_least(colour: Colour, lightness: float) -> Colour:
    return colour.with_(lightness=max(colour.lightness, lightness))


def _turned_away(k: Loop) -> F64:
    """(n,) how far the outline turns from the light at each knot of a loop, -1..1."""
    edge = np.empty((len(k), 2))
    edge[1:-1] = k[2:, :2] - k[:-2, :2]
    edge[0] = k[1, :2] - k[-1, :2]
    edge[-1] = k[0, :2] - k[-2, :2]
    away: F64 = (edge @ _AWAY) / np.maximum(1e-9, np.sqrt((edge * edge).sum(axis=1)))
    return away
