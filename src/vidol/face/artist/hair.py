"""Hair: the lock, its light and shadow, and the colours that a head of hair is painted with.

A lock is a ribbon around a spine that starts narrow at the crown, widens and ends in a point. A style (hair_front,
hair_side, hair_back) is a set of spines; everything that makes hair look like hair is here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex, mix
from vidol.face.artist.curves import Points, along, ribbon, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import FACE, LOCK, Sketch

# Half-width along a lock as a factor of its widest: pointed, blunt, and swelling towards the tip.
PROFILES: Final = {
    "point": (0.50, 0.80, 0.97, 1.00, 0.92, 0.74, 0.45, 0.0),
    "leaf": (0.25, 0.62, 0.90, 1.00, 0.94, 0.72, 0.40, 0.0),
    "blunt": (0.55, 0.78, 0.92, 0.98, 1.00, 1.00, 0.96, 0.72),
    "strand": (0.60, 0.90, 1.00, 0.95, 0.80, 0.60, 0.32, 0.0),
    "full": (0.85, 1.00, 1.00, 0.98, 0.92, 0.80, 0.55, 0.0),
}
N: Final = 8


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a head of hair, from root to tip."""

    root: Colour
    base: Colour
    tip: Colour
    shade: Colour
    deep: Colour
    light: Colour
    line: Colour
    inner: Colour


def tones(look: Look, hand: Hand) -> Tones:
    """Colours for a look: gradients and inner colours come from its pattern."""
    base, second = hand.tone(from_hex(look.hair)), hand.tone(from_hex(look.hair_second))
    tip = second if look.hair_pattern == "gradient" else base.light(0.25)
    inner = second if look.hair_pattern == "inner" else base.shade(1.1)
    return Tones(
        root=base.shade(0.40),
        base=base,
        tip=tip,
        shade=base.shade(1.15 * hand.shade),
        deep=base.shade(2.1 * hand.shade) if look.hair_pattern != "inner" else second.shade(1.0),
        light=base.light(1.5 if base.lightness > 0.45 else 2.3),
        line=base.line(),
        inner=inner,
    )


class Hair:
    """Paints locks on a sketch in one look's colours."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s, self.look, self.a, self.hand = s, look, a, hand
        self.t = tones(look, hand)
        self._gradients: dict[tuple[object, ...], int] = {}
        self._count = 0

    # ---- paints

    def _body(self, spine: Points, tone: str) -> int:
        t = self.t
        base = {"base": t.base, "inner": t.inner, "second": self.hand.tone(from_hex(self.look.hair_second))}[tone]
        tip = t.tip if tone == "base" else base.light(0.2)
        root = t.root if tone == "base" else base.shade(0.5)
        if self.look.style == "flat" and self.look.hair_pattern != "gradient":
            return self.s.solid(base)
        start, end = spine[0], spine[-1]
        return self.s.linear(start, end, (0, root, 1), (0.28, base, 1), (0.62, base, 1), (1, tip, 1))

    # ---- a lock

    def lock(
        self,
        spine: ArrayLike,
        half_width: float,
        *,
        profile: str = "point",
        tone: str | None = None,
        shine: bool = True,
        shaded: float = 1.0,
        line: float = 1.0,
        corner_tip: bool = True,
    ) -> Points:
        """One lock around a spine from root to tip; returns its outline (for the shadow it throws)."""
        s, t, hand = self.s, self.t, self.hand
        self._count += 1
        if tone is None:
            striped = self.look.hair_pattern == "streaks" and self._count % 4 == 2
            split = self.look.hair_pattern == "split" and float(np.mean(np.asarray(spine)[:, 0])) > self.a.cx
            tone = "second" if striped or split else "base"
        at = along(spine, N)
        left, right = ribbon(at, half_width * np.asarray(PROFILES[profile]))
        outline, corner = _outline(left, right, profile, corner_tip)
        body = self._body(at, tone)
        s.fill(outline, body, corner=corner, keep=LOCK, grain=hand.grain * 0.25)
        own = self.t.base if tone == "base" else self.t.inner if tone == "inner" else self.hand.tone(from_hex(self.look.hair_second))
        shade = s.solid(own.shade(1.05 * hand.shade * shaded))
        # The light comes from the upper left: whichever edge lies further right is in shadow.
        dark, lit = (right, left) if right[N // 2, 0] > left[N // 2, 0] else (left, right)
        inner = dark + (lit - dark) * np.array([0.10, 0.22, 0.34, 0.42, 0.46, 0.46, 0.40, 0.0])[:, None]
        if shaded:
            s.fill(
                np.concatenate([dark[1:], inner[1:-1][::-1]]), shade, clip=LOCK, blend="atop", corner=[1, *[0] * (N - 3), 1, *[0] * (N - 2)], feather=hand.soft * 0.7,
                opacity=0.72, grain=hand.grain,
            )  # fmt: skip
        if half_width > 0.016 and hand.line:
            for f, o in ((0.36, 0.55), (0.66, 0.4)):
                strand = lit + (dark - lit) * f
                s.stroke(strand[2 : N - 1], taper(N - 3, LINE * 0.55 * hand.line, 0.4), s.solid(own.shade(1.9)), clip=LOCK, opacity=o)
        if shine and hand.glow > 0.45:
            self._halo(lit, dark, own)
        if hand.line and line:
            w = LINE * 0.92 * hand.line * line
            ink = s.solid(own.line())
            s.stroke(dark, taper(N, w * 1.15, 0.6, (0.15, 0.35)), ink, opacity=hand.ink)
            s.stroke(lit, taper(N, w * 0.85, 0.6, (0.15, 0.35)), ink, opacity=hand.ink)
        return outline

    def _halo(self, lit: Points, dark: Points, own: Colour) -> None:
        """The ring of light around the crown, where this lock crosses it; its ends are jagged."""
        spine = (lit + dark) / 2
        cx, cy, rx, _ = self.a.skull
        ring = cy - 0.052 + 0.040 * ((spine[:, 0] - cx) / rx) ** 2
        height = spine[:, 1] - ring
        cross = np.nonzero((height[:-1] < 0) & (height[1:] >= 0))[0]
        if not len(cross) or abs(spine[cross[0], 0] - cx) > rx * 1.05:
            return
        i = int(cross[0])
        at = i + height[i] / (height[i] - height[i + 1])
        light = own.light(1.5 if own.lightness > 0.45 else 2.2)

        def point(across: float, down: float) -> Points:
            k = np.clip(at + down, 0, N - 1)
            a = np.array([np.interp(k, np.arange(N), lit[:, j]) for j in range(2)])
            b = np.array([np.interp(k, np.arange(N), dark[:, j]) for j in range(2)])
            return a + (b - a) * across

        jag = 0.12 + 0.10 * (self._count % 3)
        band = np.array(
            [point(0.06, -0.42), point(0.30, -0.55), point(0.55, -0.45), point(0.80, -0.30), point(0.92, -0.05), point(0.80, 0.28), point(0.66, 0.10), point(0.50, 0.52 + jag),
             point(0.36, 0.16), point(0.20, 0.62), point(0.10, 0.18)]
        )  # fmt: skip
        corner = [0.5, 0, 0, 0, 0.8, 1, 0.8, 1, 0.8, 1, 0.6]
        self.s.fill(band, self.s.solid(light), clip=LOCK, blend="atop", corner=corner, opacity=0.58 * self.hand.glow, feather=self.hand.soft * 0.5)

    def mass(self, outline: ArrayLike, tone: str = "base", *, corner: ArrayLike = 0.0, dark: float = 0.0, keep: int = -1) -> None:
        """A body of hair without locks: the cap over the skull, or the hair behind the neck."""
        t = self.t
        base = {"base": t.base, "inner": t.inner, "deep": t.deep}[tone]
        pts = np.asarray(outline, float)
        top, bottom = pts[:, 1].min(), pts[:, 1].max()
        paint = self.s.linear((self.a.cx, top), (self.a.cx, bottom), (0, base.shade(0.25 + dark), 1), (0.4, base.shade(dark), 1), (1, base.shade(0.9 * self.hand.shade + dark), 1))
        self.s.fill(pts, paint, corner=corner, keep=keep)

    def outline(self, outline: ArrayLike, *, weight: float = 1.0) -> None:
        """A line along the silhouette."""
        if self.hand.line:
            at = np.asarray(outline, float)
            self.s.stroke(at, taper(len(at), LINE * 1.1 * self.hand.line * weight, 0.5, (0.2, 0.2)), self.s.solid(self.t.line), opacity=self.hand.ink)


def cast_shadow(s: Sketch, look: Look, hand: Hand, outlines: Sequence[Points], drop: float = 0.013) -> None:
    """The shadow that locks throw on the face, a little below and to the right of them."""
    skin = hand.tone(from_hex(look.skin))
    paint = s.solid(mix(skin.shade(1.1 * hand.shade), from_hex(look.hair), 0.08))
    for outline in outlines:
        s.fill(outline + (0.004, drop), paint, clip=FACE, blend="atop", feather=hand.soft * 0.6, grain=hand.grain * 0.4)


def lock_outline(spine: Points, half_width: float, profile: str) -> Points:
    """The outline of a lock around N spine points."""
    return _outline(*ribbon(spine, half_width * np.asarray(PROFILES[profile])), profile, True)[0]


def _outline(left: Points, right: Points, profile: str, corner_tip: bool) -> tuple[Points, list[float]]:
    if PROFILES[profile][-1] == 0:
        tip = left[-1:]
        return np.concatenate([left[:-1], tip, right[:-1][::-1]]), [0.3, *[0] * (N - 2), 1.0 if corner_tip else 0.0, *[0] * (N - 2), 0.3]
    return np.concatenate([left, right[::-1]]), [0.3, *[0] * (N - 2), 0.7, 0.7, *[0] * (N - 2), 0.3]
