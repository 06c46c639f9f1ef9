"""Hair: the lock, its light and shadow, and the colours that a head of hair is painted with.

A lock is a ribbon around a spine. Locks of one group are formed together (arrays of shape (locks,
knots, 2)) and share one gradient, so that their roots melt into the hair they grow from and only
their lower halves part. Where locks grow and what a hairstyle looks like is said in `hair_styles`
and `hair_backs`; nothing here knows a style.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import FACE, IRIS, LOCK, UNITE, Sketch

N: Final = 9
"""Knots along one edge of a lock."""
MASS: Final = IRIS
"""Register of the hair drawn so far in a group: the eyes' registers are free while hair is drawn.
"""

# Half-width along a lock as a factor of its widest, from root to tip.
PROFILES: Final = {
    name: np.array(values)
    for name, values in {
        "point": (0.45, 0.70, 0.90, 1.00, 0.98, 0.86, 0.66, 0.38, 0.0),
        "leaf": (0.25, 0.52, 0.80, 0.97, 1.00, 0.90, 0.70, 0.40, 0.0),
        "swell": (0.30, 0.46, 0.62, 0.78, 0.93, 1.00, 0.92, 0.60, 0.0),
        "full": (0.80, 0.98, 1.00, 1.00, 0.98, 0.94, 0.84, 0.60, 0.0),
        "strand": (0.50, 0.80, 1.00, 0.96, 0.85, 0.70, 0.50, 0.26, 0.0),
        "wisp": (0.80, 1.40, 1.75, 1.50, 1.15, 0.88, 0.62, 0.34, 0.0),
        "blunt": (0.50, 0.72, 0.86, 0.95, 1.00, 1.03, 1.05, 1.05, 1.04),
        "chop": (0.55, 0.75, 0.90, 0.98, 1.00, 0.98, 0.92, 0.80, 0.50),
        "spike": (0.55, 0.90, 1.00, 0.96, 0.84, 0.68, 0.48, 0.25, 0.0),
    }.items()
}

# How far the shadow reaches in from the dark edge, from root to tip; locks take turns.
_SHADES: Final = np.array([
    (0.0, 0.06, 0.16, 0.28, 0.38, 0.44, 0.46, 0.40, 0.0),
    (0.0, 0.10, 0.28, 0.40, 0.40, 0.32, 0.28, 0.34, 0.0),
    (0.0, 0.00, 0.06, 0.16, 0.32, 0.50, 0.60, 0.56, 0.0),
    (0.0, 0.14, 0.22, 0.22, 0.30, 0.46, 0.40, 0.28, 0.0)
])  # fmt: skip


def shadow(c: Colour, amount: float) -> Colour:
    """Hair in shadow: calmer than skin or cloth in shadow, because large dark saturated areas look
    neon.
    """
    depth = (0.105 if c.lightness > 0.5 else 0.05 + 0.11 * c.lightness) * amount
    chroma = c.chroma * (1 - 0.07 * amount) + (0.010 * amount if c.lightness > 0.8 else 0.0)
    return Colour(max(0.10, c.lightness - depth), min(chroma, 0.145), c.shade(min(1.0, amount)).hue)


def gleam(c: Colour, amount: float = 1.0) -> Colour:
    """Hair in light."""
    if c.lightness > 0.86:
        return Colour(0.99, c.chroma * 0.3, c.hue)
    if c.lightness > 0.45:
        return Colour(
            min(0.985, c.lightness + 0.155 * amount),
            c.chroma * (1 - 0.20 * amount),
            c.light(0.55).hue,
        )
    return Colour(
        c.lightness + 0.20 * amount,
        c.chroma * 0.92 + 0.012,
        c.light(0.45).hue if c.chroma > 0.03 else 265,
    )


def _workable(c: Colour) -> Colour:
    """Black hair is drawn as a very dark colour, so that its shadows and lines still show."""
    return c.with_(lightness=0.24 + 0.2 * c.lightness) if c.lightness < 0.3 else c


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one strand of hair: in light, shadow and deep shadow, its line, and its tip."""

    base: Colour
    tip: Colour
    shade: Colour
    deep: Colour
    light: Colour
    line: Colour


def tones(look: Look, hand: Hand) -> Tones:
    """The tones of a look's hair, as its roots have them."""
    base = _workable(hand.tone(from_hex(look.hair)))
    dipped = look.hair_pattern == "gradient"
    return _tones(
        base,
        (
            _workable(hand.tone(from_hex(look.hair_second)))
            if dipped
            else base.light(0.22 if base.lightness > 0.3 else 0.4)
        ),
        hand,
    )


def _tones(base: Colour, tip: Colour, hand: Hand) -> Tones:
    return Tones(
        base,
        tip,
        shadow(base, 1.15 * hand.shade),
        shadow(base, 2.3 * hand.shade),
        gleam(base),
        base.line(),
    )


@dataclass(frozen=True, slots=True)
class Forms:
    """Locks as geometry: spines and edges (locks, N, 2), closed outlines (locks, m, 2) and the
    corners of an outline.
    """

    spine: Points
    dark: Points
    lit: Points
    outline: Points
    corner: F64
    half: F64
    pointed: bool


@cache
def _weights(k: int, n: int) -> F64:
    """(n, k) weights of the Catmull-Rom curve through k points."""
    basis = np.eye(k)
    tangent = np.gradient(basis, axis=0)
    t = np.linspace(0, k - 1, n)
    i = np.minimum(t.astype(int), k - 2)
    u = (t - i)[:, None]
    a, b, ta, tb = basis[i], basis[i + 1], tangent[i], tangent[i + 1]
    weights: F64 = (
        (2 * u**3 - 3 * u**2 + 1) * a
        + (u**3 - 2 * u**2 + u) * ta
        + (3 * u**2 - 2 * u**3) * b
        + (u**3 - u**2) * tb
    )
    return weights


def sides_of(spine: Points, half: ArrayLike) -> tuple[Points, Points]:
    """The two edges of bands (..., n, 2) of half-width (..., n) around spines."""
    t = np.gradient(spine, axis=-2)
    t /= np.maximum(1e-9, np.hypot(t[..., 0], t[..., 1]))[..., None]
    n = np.stack([-t[..., 1], t[..., 0]], axis=-1) * np.asarray(half, float)[..., None]
    return spine - n, spine + n


def form(controls: ArrayLike, half: ArrayLike, profile: str = "point") -> Forms:
    """Locks from control points (locks, k, 2) on the canvas and widest half-widths (locks,)."""
    points, widest = np.asarray(controls, float), np.asarray(half, float)
    spine = _weights(points.shape[1], N) @ points
    shape = PROFILES[profile]
    left, right = sides_of(spine, widest[:, None] * shape)
    pointed = bool(shape[-1] == 0)
    # The light comes from the upper left: whichever edge lies further right is in shadow.
    flip = (right[:, 4, 0] > left[:, 4, 0])[:, None, None]
    dark, lit = np.where(flip, right, left), np.where(flip, left, right)
    body = np.concatenate(
        [dark[:, :-1], dark[:, -1:], lit[:, -2::-1]] if pointed else [dark, lit[:, ::-1]], axis=1
    )
    corner = np.zeros(body.shape[1])
    corner[[0, -1]] = 0.3
    corner[N - 1] = 1.0 if pointed else 0.75
    if not pointed:
        corner[N] = 0.75
    return Forms(spine, dark, lit, body, corner, widest, pointed)


def _area(p: Points) -> float:
    """Twice the signed area of a closed outline."""
    x, y = p[:, 0], p[:, 1]
    return float(x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0])


def chain(
    outlines: Sequence[ArrayLike], corners: Sequence[ArrayLike] | None = None
) -> tuple[Points, F64]:
    """Several closed outlines as one path (and its corners): the ways between them are walked
    twice, so they have no area.
    """
    points: list[Points] = []
    marks: list[F64] = []
    starts: list[Points] = []
    for i, outline in enumerate(outlines):
        p = np.asarray(outline, float)
        c = (
            np.zeros(len(p))
            if corners is None
            else np.broadcast_to(np.asarray(corners[i], float), len(p)).copy()
        )
        if _area(p) < 0:
            p, c = np.concatenate([p[:1], p[:0:-1]]), np.concatenate([c[:1], c[:0:-1]])
        c[0] = 1.0
        points += [p, p[:1]]
        marks += [c, np.ones(1)]
        starts.append(p[:1])
    back = starts[-2::-1]
    return np.concatenate(points + back), np.concatenate([*marks, np.ones(len(back))])


def slivers(spines: Points, half: ArrayLike) -> tuple[Points, F64]:
    """Hair-thin tapered strokes around spines (strands, n, 2) as one path; half-width (strands,) or
    (strands, n).
    """
    count, n = spines.shape[:2]
    width = np.asarray(half, float)
    if width.ndim < 2:
        width = (
            np.broadcast_to(width, (count,))[:, None] * np.sin(np.pi * np.linspace(0, 1, n))[None]
        )
    left, right = sides_of(spines, width)
    loops = np.concatenate(
        [spines[:, :1], right[:, 1:-1], spines[:, -1:], left[:, -2:0:-1], spines[:, :1]], axis=1
    )
    corner = np.zeros((count, loops.shape[1]))
    corner[:, [0, n - 1, -1]] = 1.0
    return np.concatenate([loops.reshape(-1, 2), spines[-2::-1, 0]]), np.concatenate(
        [corner.ravel(), np.ones(count - 1)]
    )


def grown(outline: ArrayLike, by: float) -> Points:
    """A closed outline pushed outwards."""
    p = np.asarray(outline, float)
    t = np.roll(p, -1, axis=0) - np.roll(p, 1, axis=0)
    t /= np.maximum(1e-9, np.hypot(t[:, 0], t[:, 1]))[:, None]
    out = np.stack([t[:, 1], -t[:, 0]], axis=1)
    wider: Points = p + out * (by if _area(p) > 0 else -by)
    return wider


def _rise(t: ArrayLike) -> F64:
    u = np.clip(np.asarray(t, float), 0, 1)
    eased: F64 = u * u * (3 - 2 * u)
    return eased


_T: Final = np.linspace(0, 1, N)
_GLINT: Final = 0.05 * np.sin(np.pi * np.linspace(0, 1, 6))[:, None]
_GLINT_CORNER: Final = np.array([1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
_SPLIT: Final = np.array([0.0, 0.025, 0.045, 0.06, 0.06, 0.0])[:, None]


def _under(f: Forms) -> Points:
    """The outline of each lock's shadow on the hair below: nothing at the root, a little to the
    lower right at the tip.
    """
    grow = (0.15 + 0.95 * _rise((_T - 0.12) / 0.5))[None, :, None]
    middle = (f.dark + f.lit) / 2
    dark, lit = middle + (f.dark - middle) * grow, middle + (f.lit - middle) * grow
    out = np.concatenate([dark, lit[:, -2::-1] if f.pointed else lit[:, ::-1]], axis=1)
    drop: Points = out + np.array([0.0045, 0.007])
    return drop


def _glints(f: Forms) -> Points:
    """A thin light along the lit side of each lock."""
    lit, across = f.lit[:, 2:8], f.dark[:, 2:8] - f.lit[:, 2:8]
    at = np.linspace(0.16, 0.30, 6)[:, None]
    return np.concatenate(
        [lit + across * (at + _GLINT), (lit + across * (at - _GLINT))[:, -2:0:-1]], axis=1
    )


def _shades(f: Forms, turn: int) -> tuple[Points, F64]:
    """Each lock's own shadow and its corners: a band along the dark edge and, in the same path, a
    split running up from the tip.
    """
    reach = _SHADES[(np.arange(len(f.half)) + turn) % len(_SHADES)]
    if not f.pointed:
        reach = reach.copy()
        reach[:, -1] = 0.34
    inner = f.dark + (f.lit - f.dark) * reach[:, :, None]
    band = np.concatenate([f.dark, inner[:, -2 if f.pointed else -1 : 0 : -1]], axis=1)
    lit, across = f.lit[:, 3:], f.dark[:, 3:] - f.lit[:, 3:]
    at = np.linspace(0.34, 0.48, 6)[:, None]
    split = np.concatenate(
        [lit + across * (at + _SPLIT), (lit + across * (at - _SPLIT))[:, -2::-1]], axis=1
    )
    corner = np.zeros(band.shape[1] + 1 + split.shape[1])
    corner[[0, N - 1, band.shape[1], band.shape[1] + 1, -6, -1]] = 1.0
    return np.concatenate([band, band[:, :1], split], axis=1), corner


class Hair:
    """Paints locks on a sketch in one look's colours."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s, self.look, self.a, self.hand = s, look, a, hand
        self.t = tones(look, hand)
        base, second = self.t.base, _workable(hand.tone(from_hex(look.hair_second)))
        self.second = _tones(second, second.light(0.2), hand)
        dim = shadow(second if look.hair_pattern == "inner" else base, 0.55)
        self.back = _tones(dim, second if look.hair_pattern == "gradient" else dim, hand)
        self.rng = random.Random(f"hair {look.seed}")
        self._paints: dict[tuple[object, ...], int] = {}
        self._solids: dict[Colour, int] = {}
        self._span = (a.crown, 1.0)
        self.parting = a.cx  # where two halves of different colours meet
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
        self.s.fill(
            points,
            self.s.solid(self.t.base),
            corner=corner,
            keep=MASS + (0 if fresh else UNITE),
            opacity=0.0,
        )

    def tones_of(self, tone: str) -> Tones:
        return self.second if tone == "second" else self.back if tone == "back" else self.t

    def body(self, tone: str) -> int:
        """The group's gradient in one tone."""
        key = (tone, self.s.layer)
        if key not in self._paints:
            t, (top, low) = self.tones_of(tone), self._span
            cx = self.a.cx
            if self.look.style == "flat" and self.look.hair_pattern != "gradient":
                self._paints[key] = self.s.solid(t.base)
            else:
                dipped = self.look.hair_pattern == "gradient" and tone != "second"
                stops = (
                    (
                        (0.0, shadow(t.base, 0.35), 1.0), (0.25, t.base, 1.0), (0.50, t.base, 1.0),
                        (0.92, t.tip, 1.0), (1.0, t.tip, 1.0),
                    )
                    if dipped
                    else (
                        (0.0, shadow(t.base, 0.45), 1.0), (0.30, t.base, 1.0), (0.66, t.base, 1.0),
                        (1.0, t.tip, 1.0),
                    )
                )  # fmt: skip
                self._paints[key] = self.s.linear((cx, top), (cx, low), *stops)
        return self._paints[key]

    def tone(self, x: float) -> str:
        """Which colour the next lock of the visible hair has, at canvas x."""
        self._count += 1
        if self.look.hair_pattern == "streaks":
            return "second" if self._count % 4 == 2 else "base"
        if self.look.hair_pattern == "inner" and self.s.layer == "hair_back":
            return "second" if abs(x - self.a.cx) < 1.02 * self.a.face_half else "base"
        return "second" if self.look.hair_pattern == "split" and x > self.parting else "base"

    # ---- locks

    def locks(
        self,
        forms: Forms,
        *,
        tone: str | None = None,
        cast: float = 0.6,
        lines: float = 1.0,
        bare: float = 0.25,
        shine: float = 1.0,
    ) -> None:
        """Paint locks in order. cast: shadow thrown on hair below; lines: weight; bare: share of
        the root without line.
        """
        shades, shade_corner = _shades(forms, self._count)
        glints = _glints(forms)
        edge = np.concatenate(
            [forms.lit, forms.dark[:, -2::-1] if forms.pointed else forms.dark[:, ::-1]], axis=1
        )
        grow = _rise((_T - bare) / 0.38)
        weight = (
            LINE
            * 0.95
            * self.hand.line
            * lines
            * np.concatenate([0.8 * grow, (1.2 * grow[::-1])[1 if forms.pointed else 0 :]])
        )
        ends = np.zeros(edge.shape[1])
        ends[N - 1] = 1.0 if forms.pointed else 0.75
        if not forms.pointed:
            ends[N] = 0.75
        under = _under(forms) if cast else forms.outline
        s, hand = self.s, self.hand
        for i, half in enumerate(forms.half.tolist()):
            name = tone or self.tone(float(forms.spine[i, 5, 0]))
            t = self.tones_of(name)
            if cast:
                s.fill(
                    under[i],
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
            self.shade(shades[i], t.shade, shade_corner)
            if shine and half > 0.020:
                self.light(glints[i], t.light, _GLINT_CORNER, 0.55 * shine, soft=0)
            if hand.line and lines:
                s.stroke(edge[i], weight, self.solid(t.line), corner=ends, opacity=hand.ink)

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

    def fill(
        self,
        outline: ArrayLike,
        tone: str = "base",
        *,
        corner: ArrayLike = 0.0,
        dark: float = 0.0,
        keep: int = -1,
    ) -> None:
        """A body of hair in the group's gradient, or darkened evenly."""
        paint = (
            self.body(tone)
            if not dark
            else self.s.solid(shadow(self.tones_of(tone).base, dark * self.hand.shade))
        )
        self.s.fill(outline, paint, corner=corner, keep=keep, grain=self.hand.grain * 0.2)

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
        blend = "atop" if clip >= 0 else "over"
        self.s.fill(
            points,
            self.solid(colour),
            corner=corner,
            clip=clip,
            blend=blend,
            opacity=opacity,
            feather=self.hand.soft * 0.2,
        )

    def ink(
        self, at: ArrayLike, weight: ArrayLike = 1.0, *, tone: str = "base", closed: bool = False
    ) -> None:
        """A line of the hair's own dark."""
        if self.hand.line:
            width = LINE * self.hand.line * np.asarray(weight, float)
            self.s.stroke(
                at,
                width,
                self.solid(self.tones_of(tone).line),
                closed=closed,
                opacity=self.hand.ink,
            )

    def curve(self, points: Sequence[ArrayLike] | Points, n: int = N) -> Points:
        """A smooth line (n, 2), or several (lines, n, 2), through control points."""
        p = np.asarray(points, float)
        line: Points = _weights(p.shape[-2], n) @ p
        return line


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
