"""Hair: the brush that paints locks, in one look's colours.

Locks share one gradient, so that their roots melt into the hair they grow from and only their lower
halves part. Where locks grow and what a hairstyle looks like is said in `hair_styles` and the
modules that it draws with; nothing here knows a style.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.hair_colour import Tones, shadow, tones, workable
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.lock import (
    GLINT_CORNER,
    Forms,
    N,
    chain,
    glints,
    rise,
    round_trip,
    shades,
    slivers,
    smooth,
    tip_corners,
    under,
)
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import FACE, IRIS, LOCK, UNITE, Sketch

MASS: Final = IRIS
"""Register of the hair drawn so far in a group: the eyes' are free while hair is drawn."""


class Hair:
    """Paints locks on a sketch in one look's colours."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s = s
        self.look = look
        self.a = a
        self.hand = hand
        self.t = tones(look, hand)
        second = workable(look.hair_second, hand)
        self.second = Tones.of(second, second.light(0.2), hand)
        dim = shadow(second if look.hair_pattern == "inner" else self.t.base, 0.55)
        self.back = Tones.of(dim, second if look.hair_pattern == "gradient" else dim, hand)
        self.rng = random.Random(f"hair {look.seed}")
        self.parting = a.cx
        """Where two halves of different colours meet."""
        self._paints: dict[tuple[object, ...], int] = {}
        self._solids: dict[Colour, int] = {}
        self._span = (a.crown, 1.0)
        self._count = 0

    # ---- groups

    def group(self, top: float, low: float) -> None:
        """Begin a group of locks whose gradient runs from canvas height `top` down to `low`."""
        self._span = top, low
        self._paints.clear()

    def mask(self, outlines: Sequence[ArrayLike], *, fresh: bool) -> None:
        """Remember where hair lies (fresh: forget the rest), so that shadows and lights stay on it.

        Draws nothing.
        """
        points, corner = chain(outlines)
        keep = MASS if fresh else MASS + UNITE
        self.s.fill(points, self.s.solid(self.t.base), corner=corner, keep=keep, opacity=0.0)

    def tones_of(self, tone: str) -> Tones:
        return {"second": self.second, "back": self.back}.get(tone, self.t)

    def body(self, tone: str) -> int:
        """The group's gradient in one tone."""
        key = (tone, self.s.layer)
        if key not in self._paints:
            self._paints[key] = self._gradient(tone)
        return self._paints[key]

    def _gradient(self, tone: str) -> int:
        t = self.tones_of(tone)
        top, low = self._span
        dipped = self.look.hair_pattern == "gradient"
        if self.look.style == "flat" and not dipped:
            return self.s.solid(t.base)
        stops: list[tuple[float, Colour, float]]
        if dipped and tone != "second":
            root = shadow(t.base, 0.35)
            stops = [(0, root, 1), (0.25, t.base, 1), (0.50, t.base, 1), (0.92, t.tip, 1)]
        else:
            root = shadow(t.base, 0.45)
            stops = [(0, root, 1), (0.30, t.base, 1), (0.66, t.base, 1)]
        stops.append((1, t.tip, 1))
        return self.s.linear((self.a.cx, top), (self.a.cx, low), *stops)

    def tone(self, x: float) -> str:
        """Which colour the next lock of the visible hair has, at canvas x."""
        self._count += 1
        pattern = self.look.hair_pattern
        if pattern == "streaks":
            second = self._count % 4 == 2
        elif pattern == "inner":
            near = abs(x - self.a.cx) < 1.02 * self.a.face_half
            second = near and self.s.layer == "hair_back"
        else:
            second = pattern == "split" and x > self.parting
        return "second" if second else "base"

    # ---- locks

    def locks(
        self,
        forms: Forms,
        *,
        cast: float = 0.6,
        bare: float = 0.25,
        shine: float = 1.0,
    ) -> None:
        """Paint locks in order.

        cast: shadow thrown on hair below; bare: share of the root without line; shine: light.
        """
        s, hand = self.s, self.hand
        dim, dim_corner = shades(forms, self._count)
        bright = glints(forms)
        edge = round_trip(forms.lit, forms.dark, forms.pointed)
        weight = LINE * 0.95 * hand.line * _edge_weight(forms, bare)
        edge_corner = tip_corners(edge.shape[1], forms.pointed)
        below = under(forms) if cast else forms.outline
        for i, half in enumerate(forms.half.tolist()):
            name = self.tone(float(forms.spine[i, 5, 0]))
            t = self.tones_of(name)
            if cast:
                s.fill(
                    below[i],
                    self.solid(t.deep),
                    clip=MASS,
                    blend="atop",
                    corner=forms.corner,
                    opacity=cast * 0.8,
                    feather=hand.soft * 0.25,
                )
            s.fill(
                forms.outline[i],
                self.body(name),
                corner=forms.corner,
                keep=LOCK,
                grain=hand.grain * 0.2,
            )
            self.shade(dim[i], t.shade, dim_corner)
            if shine and half > 0.020:
                self.light(bright[i], t.light, GLINT_CORNER, 0.55 * shine, soft=0)
            if hand.line:
                s.stroke(edge[i], weight, self.solid(t.line), corner=edge_corner, opacity=hand.ink)

    def solid(self, colour: Colour) -> int:
        """A paint of one of the hair's colours; the same few are asked for a hundred times."""
        if colour not in self._solids:
            self._solids[colour] = self.s.solid(colour)
        return self._solids[colour]

    def shade(
        self,
        points: Points,
        colour: Colour,
        corner: ArrayLike = 0.0,
        opacity: float = 0.85,
        *,
        clip: int = LOCK,
    ) -> None:
        """A shadow on the last lock, or on all the hair of the group."""
        hand = self.hand
        self.s.fill(
            points,
            self.solid(colour),
            corner=corner,
            clip=clip,
            blend="atop",
            feather=hand.soft * 0.6,
            opacity=opacity,
            grain=hand.grain * 0.7,
        )

    def light(
        self,
        points: Points,
        colour: Colour,
        corner: ArrayLike = 0.0,
        opacity: float = 0.6,
        *,
        clip: int = LOCK,
        soft: float = 0.4,
    ) -> None:
        """A light on the last lock, or on all the hair of the group."""
        hand = self.hand
        self.s.fill(
            points,
            self.solid(colour),
            corner=corner,
            clip=clip,
            blend="atop",
            feather=hand.soft * soft,
            opacity=opacity * hand.glow,
        )

    # ---- larger shapes

    def fill(self, outline: ArrayLike, tone: str) -> None:
        """A body of hair in the group's gradient."""
        self.s.fill(outline, self.body(tone), grain=self.hand.grain * 0.2)

    def strands(
        self,
        spines: Points,
        half: ArrayLike,
        colour: Colour,
        *,
        opacity: float = 0.6,
        clip: int = MASS,
    ) -> None:
        """Thin strokes of one colour, all in one shape."""
        points, corner = slivers(spines, half)
        self.s.fill(
            points,
            self.solid(colour),
            corner=corner,
            clip=clip,
            blend="atop" if clip >= 0 else "over",
            opacity=opacity,
            feather=self.hand.soft * 0.2,
        )

    def ink(self, at: ArrayLike, weight: ArrayLike = 1.0) -> None:
        """A line of the hair's own dark."""
        if not self.hand.line:
            return
        width = LINE * self.hand.line * np.asarray(weight, float)
        self.s.stroke(at, width, self.solid(self.t.line), opacity=self.hand.ink)

    def curve(self, points: Sequence[ArrayLike] | Points, n: int = N) -> Points:
        """A smooth line (n, 2), or several (lines, n, 2), through control points."""
        return smooth(np.asarray(points, float), n)


def _edge_weight(forms: Forms, bare: float) -> F64:
    """How heavy the line around a lock is, down the lit edge and up the dark one."""
    grow = rise((np.linspace(0, 1, N) - bare) / 0.38)
    back = 1.2 * grow[::-1]
    return np.concatenate([0.8 * grow, back[1:] if forms.pointed else back])


def cast_shadow(
    s: Sketch, look: Look, hand: Hand, outlines: Sequence[Points], drop: float = 0.013
) -> None:
    """The shadow that locks throw on the face, a little below and to the right of them."""
    if not outlines:
        return
    skin = hand.tone(from_hex(look.skin))
    paint = s.solid(mix(skin.shade(1.1 * hand.shade), from_hex(look.hair), 0.08))
    points, corner = chain(outlines)
    s.fill(
        points + (0.004, drop),
        paint,
        corner=corner,
        clip=FACE,
        blend="atop",
        feather=hand.soft * 0.6,
        grain=hand.grain * 0.4,
    )
