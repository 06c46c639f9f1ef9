"""Accessories: ears, ribbons, glasses and the rest; each says at which moments of the drawing its pieces are put down.

Things that stand on the skull move with the layer "crown", things that lie on the hair or before the eyes with
"head_front", what dangles with "hanging".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points, along
from vidol.face.artist.hair import tones
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Accessory, Look
from vidol.face.artist.pieces import Loop, Pieces, band, blossom, disc, dusk, glow, loop, mirror, star, wedge
from vidol.face.artist.sketch import CLOTH, Sketch

CREAM: Final = Colour(0.955, 0.022, 80)
COVERED_NECKS: Final = {"knit", "gothic", "idol"}


class Frame:
    """A little coordinate system: x right, y up along `turn`, in multiples of `size`."""

    def __init__(self, origin: ArrayLike, size: float, turn: float = 0.0, flip: int = 1) -> None:
        self.origin, self.size, self.turn, self.flip, self.spread = np.asarray(origin, float), size, turn, flip, 1.0

    def at(self, points: ArrayLike) -> Points:
        """Local points to the canvas."""
        p = np.asarray(points, float)
        x, y = self.flip * self.spread * p[:, 0], -p[:, 1]
        c, s = np.cos(self.turn), np.sin(self.turn)
        return np.stack([x * c - y * s, x * s + y * c], axis=1) * self.size + self.origin

    def cut(self, *points: tuple[float, ...]) -> Loop:
        """A closed outline from (x, y) or (x, y, corner)."""
        p = np.array([(*q, 0.0)[:3] for q in points], float)
        return loop(self.at(p[:, :2]), p[:, 2])

    def fold(self, *points: tuple[float, float], width: float, root: float = 0.0) -> Loop:
        """A wedge along a spine."""
        return wedge(self.at(points), width * self.size, root, self.flip)


class Wardrobe(Pieces):
    """Everything that can be worn on the head, the ears or the neck."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        super().__init__(s, look, hand)
        self.a, self.k = a, a.face_half / 0.172
        self.hair = tones(look, hand)
        top = a.crown - a.volume
        unit = a.eye_y - top
        self.dome = a.cx, top + 0.70 * unit, min(1.29 * 1.05 * a.face_half, 0.30), 0.72 * unit  # the round of the hair
        self.near = -1 if look.seed % 2 else 1  # the side where single pieces sit

    def on_hair(self, degrees: float, sink: float = 0.0) -> Points:
        """A point on the hair's silhouette, `degrees` from the top towards the right, sunk towards the middle."""
        cx, cy, rx, ry = self.dome
        t = np.radians(degrees)
        return np.array([cx + (rx - sink) * np.sin(t), cy - (ry - sink) * np.cos(t)])

    def side(self, degrees: float, size: float, lean: float, sink: float = 0.0, tall: float = 1.1) -> list[Frame]:
        """Frames on both sides of the skull; `lean` tilts them outwards, in degrees; what stands `tall` sizes high stays on the picture."""
        foot = self.on_hair(degrees, sink)
        fits = (foot[1] - 0.016) / (tall * np.cos(np.radians(lean)))
        return [Frame(self.on_hair(s * degrees, sink), min(size * self.k, fits), s * np.radians(lean), s) for s in (1, -1)]

    # ---- animal ears and horns (under the fringe)

    def _ear(self, f: Frame, shape: list[tuple[float, ...]], inner: list[tuple[float, ...]], tufts: list[list[tuple[float, ...]]], pink: Colour, tip: Colour | None) -> None:
        fur = self.hair.base
        right = f.flip > 0
        shade = [f.cut((0.0, 1.1, 1), (0.10, 0.7), (0.26, 0.2), (0.20, -0.3, 1), (0.9, -0.3, 1), (0.9, 1.0, 1))] if right else [f.cut((0.05, 1.1, 1), (-0.16, 0.7), (-0.30, 0.2), (-0.2, -0.3, 1), (-0.06, -0.3, 1), (-0.18, 0.2), (-0.06, 0.7))]
        light = [] if right else [f.cut((0.50, 0.05, 1), (0.36, 0.5), (0.10, 0.92, 1), (0.42, 0.42))]
        self.piece([f.cut(*shape)], fur, folds=shade, light=light, cast=0.008, weight=0.0)
        if tip is not None:
            self.fill([f.cut((-0.6, 0.62, 1), (-0.22, 0.70), (-0.12, 0.58, 0.8), (0.0, 0.68), (0.12, 0.56, 0.8), (0.22, 0.66), (0.6, 0.55, 1), (0.6, 1.3, 1), (-0.6, 1.3, 1))], tip, clip=CLOTH)
        self._grown(f, shape, fur.line())
        self.piece([f.cut(*inner)], pink, folds=[f.cut((0.0, 0.9, 1), (0.05, 0.4), (-0.02, -0.2, 1), (0.6, -0.2, 1), (0.5, 0.6))] if right else [f.cut((-0.5, 0.7, 1), (-0.12, 0.5), (-0.18, -0.2, 1), (-0.6, -0.2, 1))], weight=0.7)
        if tufts:
            self.piece([f.cut(*t) for t in tufts], self.hand.tone(CREAM), folds=[f.fold(t[0][:2], t[1][:2], t[2][:2], width=0.05) for t in tufts], weight=0.7)

    def _grown(self, f: Frame, shape: Sequence[tuple[float, ...]], line: Colour, weight: float = 1.1) -> None:
        """The outline of something that grows out of the hair: open at its foot."""
        if self.hand.line:
            k = f.cut(*shape)
            width = np.full(len(k), LINE * self.hand.line * weight)
            width[[0, -1]] *= 0.2
            self.s.stroke(k[:, :2], width, self.paint(line), corner=k[:, 2], opacity=self.hand.ink)

    def _roots(self, foot: Frame, spread: float = 1.0) -> None:
        """Locks that lap over the foot of an ear or a horn."""
        f = Frame(foot.origin, foot.size, foot.turn, foot.flip)
        f.spread = spread
        locks = [
            f.cut((-0.62, -0.42, 0.4), (-0.58, -0.05), (-0.34, 0.24, 1), (-0.40, -0.05), (-0.22, -0.40, 0.4)), f.cut((-0.25, -0.42, 0.4), (-0.24, -0.10), (-0.10, 0.10, 1), (-0.02, -0.12), (0.08, -0.42, 0.4)),
            f.cut((0.44, -0.42, 0.4), (0.47, -0.10), (0.34, 0.20, 1), (0.28, -0.10), (0.10, -0.42, 0.4)),
        ]  # fmt: skip
        self.cast(locks, -0.006, strength=0.8)
        self.fill(locks, self.hair.base)
        self.fill([f.fold((-0.42, -0.40), (-0.42, -0.05), (-0.34, 0.22), width=0.08), f.fold((0.02, -0.40), (-0.05, -0.1), (-0.10, 0.09), width=0.07), f.fold((0.38, -0.4), (0.40, -0.08), (0.34, 0.18), width=0.08)], self.hair.shade, opacity=0.75)
        if self.hand.line:
            edges = [f.at(p) for p in ([(-0.58, -0.10), (-0.52, 0.02), (-0.34, 0.24)], [(-0.34, 0.24), (-0.38, 0.0), (-0.30, -0.20)], [(-0.22, -0.12), (-0.18, 0.0), (-0.10, 0.10)], [(-0.10, 0.10), (-0.04, -0.04), (0.0, -0.18)], [(0.46, -0.14), (0.45, 0.02), (0.34, 0.20)], [(0.34, 0.20), (0.29, -0.04), (0.20, -0.22)])]
            self.lines([(e, LINE * self.hand.line * np.array([0.1, 0.8, 0.5])) for e in edges], self.hair.line, opacity=self.hand.ink)

    def cat_ears(self, moment: str) -> None:
        if moment != "under_fringe":
            return
        shape: list[tuple[float, ...]] = [(-0.60, -0.45, 0.5), (-0.54, 0.10), (-0.34, 0.62), (-0.05, 1.0, 0.55), (0.34, 0.62), (0.58, 0.14), (0.50, -0.45, 0.5)]
        inner: list[tuple[float, ...]] = [(-0.36, -0.45, 0.5), (-0.33, 0.12), (-0.19, 0.52), (-0.02, 0.78, 0.7), (0.22, 0.48), (0.37, 0.10), (0.42, -0.45, 0.5)]
        tufts: list[list[tuple[float, ...]]] = [
            [(0.44, -0.40, 0.4), (0.24, 0.05), (0.02, 0.42, 1), (0.10, 0.06), (0.12, -0.40, 0.4)], [(0.46, -0.40, 0.4), (0.36, -0.05), (0.16, 0.22, 1), (0.16, -0.1), (0.2, -0.4, 0.4)],
            [(-0.40, -0.40, 0.4), (-0.30, -0.05), (-0.14, 0.26, 1), (-0.10, -0.06), (-0.06, -0.40, 0.4)],
        ]  # fmt: skip
        pink = self.hand.tone(mix(Colour(0.78, 0.095, 12), self.hair.base, 0.18))
        with self.s.on("crown", "accessory"):
            for f in self.side(38, 0.122, 14, 0.014, 1.0):
                self._ear(f, shape, inner, tufts, pink, None)
                self._roots(f)

    def fox_ears(self, moment: str) -> None:
        if moment != "under_fringe":
            return
        shape: list[tuple[float, ...]] = [(-0.52, -0.45, 0.5), (-0.50, 0.12), (-0.36, 0.60), (-0.02, 1.12, 0.85), (0.40, 0.66), (0.60, 0.16), (0.58, -0.45, 0.5)]
        inner: list[tuple[float, ...]] = [(-0.32, -0.45, 0.5), (-0.31, 0.16), (-0.20, 0.52), (0.0, 0.86, 0.9), (0.26, 0.52), (0.38, 0.14), (0.38, -0.45, 0.5)]
        tufts: list[list[tuple[float, ...]]] = [
            [(0.42, -0.40, 0.4), (0.30, 0.16), (0.06, 0.66, 1), (0.12, 0.12), (0.06, -0.40, 0.4)], [(0.46, -0.40, 0.4), (0.42, 0.05), (0.26, 0.42, 1), (0.22, 0.0), (0.2, -0.4, 0.4)],
            [(-0.36, -0.40, 0.4), (-0.30, 0.10), (-0.12, 0.50, 1), (-0.08, 0.05), (0.0, -0.40, 0.4)], [(-0.40, -0.40, 0.4), (-0.36, 0.0), (-0.26, 0.26, 1), (-0.2, -0.05), (-0.2, -0.40, 0.4)],
        ]  # fmt: skip
        tip = dusk(self.hair.base, 2.2) if self.hair.base.lightness > 0.4 else self.hand.tone(CREAM)
        with self.s.on("crown", "accessory"):
            for f in self.side(37, 0.128, 17, 0.016, 1.12):
                self._ear(f, shape, inner, tufts, dusk(self.hair.base, 1.3).with_(hue=25, chroma=0.07), tip)
                self._roots(f)

    def rabbit_ears(self, moment: str) -> None:
        if moment != "under_fringe":
            return
        fur, pink = mix(self.hair.base, self.hand.tone(CREAM), 0.35), self.hand.tone(Colour(0.83, 0.075, 12))
        with self.s.on("crown", "accessory"):
            for f in self.side(27, 0.115, 32, 0.012, 1.6):
                bent = f.flip == self.near
                if bent:  # one ear folds over
                    lower = f.cut((-0.34, -0.45, 0.4), (-0.40, 0.25), (-0.36, 0.72), (0.05, 1.06), (0.52, 0.98), (0.50, 0.60), (0.38, 0.20), (0.36, -0.45, 0.4))
                    flap = f.cut((-0.20, 0.88), (0.20, 1.08), (0.60, 1.00), (1.02, 0.64), (1.32, 0.10), (1.30, -0.16, 0.5), (1.02, -0.06), (0.70, 0.30), (0.36, 0.52), (0.0, 0.60, 0.4))
                    hollow = f.cut((-0.16, -0.45), (-0.20, 0.25), (-0.14, 0.66), (0.24, 0.66), (0.22, 0.2), (0.2, -0.45))
                    self.piece([lower], fur, folds=[f.cut((0.20, -0.45, 1), (0.24, 0.4), (0.0, 0.7), (0.9, 0.9, 1), (0.9, -0.45, 1))], cast=0.008, weight=1.1)
                    self.fill([hollow], pink, clip=CLOTH)
                    self.piece([flap], fur, folds=[f.fold((0.02, 0.62), (0.45, 0.58), (0.85, 0.30), (1.26, -0.10), width=0.20, root=0.4)], light=[f.fold((0.05, 0.94), (0.5, 0.96), (0.95, 0.62), width=-0.09)], cast=0.008, weight=1.1)
                else:
                    shape = f.cut((-0.32, -0.45, 0.4), (-0.44, 0.30), (-0.46, 0.85), (-0.26, 1.40), (0.0, 1.60, 0.35), (0.24, 1.34), (0.42, 0.80), (0.42, 0.25), (0.36, -0.45, 0.4))
                    hollow = f.cut((-0.14, -0.45), (-0.23, 0.30), (-0.24, 0.80), (-0.12, 1.18), (0.0, 1.32, 0.5), (0.12, 1.14), (0.22, 0.75), (0.20, 0.25), (0.14, -0.45))
                    self.piece([shape], fur, folds=[f.cut((0.0, 1.7, 1), (0.20, 1.2), (0.27, 0.7), (0.2, -0.45, 1), (0.9, -0.45, 1), (0.9, 1.7, 1))], light=[f.fold((-0.36, 0.4), (-0.38, 0.85), (-0.2, 1.32), width=-0.07)], cast=0.008, weight=1.1)
                    self.piece([hollow], pink, folds=[f.fold((-0.12, -0.4), (-0.20, 0.4), (-0.16, 0.9), (0.0, 1.3), width=-0.12, root=0.6)], weight=0.6)
                self._roots(f, 0.62)

    def horns(self, moment: str) -> None:
        if moment != "under_fringe":
            return
        bone = mix(self.second, Colour(0.34, 0.04, 300), 0.55).with_(lightness=0.34)
        with self.s.on("crown", "accessory"):
            for f in self.side(40, 0.120, 8, 0.014, 1.05):
                spine = along(f.at([(0.0, -0.16), (0.09, 0.10), (0.36, 0.44), (0.60, 0.66), (0.66, 1.02)]), 10)
                half = np.array([0.31, 0.31, 0.30, 0.28, 0.255, 0.22, 0.18, 0.135, 0.08, 0.004]) * f.size
                horn = band(spine, half, 0.6)
                edge = band(spine + np.array([half * 0.62, half * 0.4]).T, half * 0.62, 0.8)
                t = np.gradient(spine, axis=0)
                t /= np.hypot(t[:, 0], t[:, 1])[:, None]
                n = np.stack([-t[:, 1], t[:, 0]], axis=1)
                rings = []
                for i in (2, 3, 4, 5, 6, 7):
                    rings.append((np.stack([spine[i] - n[i] * half[i], spine[i] + t[i] * 0.09 * f.size, spine[i] + n[i] * half[i]]), np.array([0.0010, 0.0034, 0.0010])))
                light = [band(spine[1:8] - np.array([half[1:8] * 0.42, half[1:8] * 0.3]).T, half[1:8] * 0.16, 1.0)]
                self.piece([horn], bone, folds=[edge], cast=0.007, weight=1.15)
                self.fill([loop(np.concatenate([(spine - n * half[:, None])[6:], (spine + n * half[:, None])[6:][::-1]]), 0.3)], self.accent, clip=CLOTH, opacity=0.85, feather=0.006)
                self.fill(light, glow(bone, 1.8), clip=CLOTH, opacity=0.7)
                self.lines(rings, dusk(bone, 2.4), clip=CLOTH, opacity=0.9)
                self._roots(f, 0.60)

    # ---- ribbons, flowers, pins (on the hair)

    def ribbon(self, moment: str) -> None:
        if moment == "front":
            at = self.on_hair(24 * self.near, 0.026)
            with self.s.on("crown", "accessory"):
                self.bow(at, 0.128 * self.k, self.accent, tails=0.85, turn=0.36 * self.near, cast=0.010, trim=glow(self.accent, 1.1))

    def side_ribbon(self, moment: str) -> None:
        if moment != "front":
            return
        a = self.a
        low = {"twin_tails": 0.30, "buns": 0.22, "low_twins": 1.06, "braid": 0.9}.get(self.look.hair_back, 0.60)
        top = a.crown - a.volume
        for side in (1, -1):
            x, y = a.cx + side * (0.186 + 0.018 * min(1.0, low)) * self.k, top + low * (a.eye_y - top)
            with self.s.on("head_front", "accessory"):
                self.bow((x, y), 0.050 * self.k, self.accent, tails=1.7, turn=0.22 * side, cast=0.007)

    def flower(self, moment: str) -> None:
        if moment != "front":
            return
        f = Frame(self.on_hair(56 * self.near, 0.040), 0.056 * self.k, 0.2 * self.near, self.near)
        tone = self.accent if abs(self.accent.lightness - self.hair.base.lightness) > 0.1 else mix(self.accent, self.white, 0.6)
        leaf = self.hand.tone(Colour(0.58, 0.10, 145))
        with self.s.on("head_front", "accessory"):
            leaves = [f.cut((0.2, -0.3, 0.6), (0.70, -1.0), (1.35, -1.32, 1), (1.15, -0.62), (0.6, 0.0)), f.cut((-0.3, 0.3, 0.6), (-1.0, 0.6), (-1.50, 0.50, 1), (-1.1, 0.05), (-0.5, -0.2))]
            self.piece(leaves, leaf, folds=[f.fold((0.3, -0.25), (0.8, -0.75), (1.30, -1.28), width=0.18), f.fold((-0.4, 0.1), (-1.0, 0.32), (-1.45, 0.48), width=-0.14)], cast=0.008)
            outer, inner = blossom(f.origin, 1.12 * f.size, 6, 0.3, 0.06), blossom(f.origin, 0.74 * f.size, 5, 0.9, 0.08)
            veins = [wedge(np.stack([f.origin + (p[0, :2] - f.origin) * 0.5, p[3, :2] * 0.35 + p[5, :2] * 0.25 + f.origin * 0.4]), 0.10 * f.size) for p in outer]
            self.piece(outer, tone, folds=veins, cast=0.008)
            self.cast(inner, 0.004)
            self.piece(inner, glow(tone, 0.75), folds=[disc(f.origin, 0.30 * f.size)])
            self.piece([star(f.origin, 0.24 * f.size, 6, 0.6)], self.gold, weight=0.6)

    def hairpin(self, moment: str) -> None:
        if moment != "front":
            return
        f = Frame(self.on_hair(-68 * self.near, 0.056), 0.040 * self.k, 0.0, -self.near)
        with self.s.on("head_front", "accessory"):
            for tone, ends in ((self.accent, ((-0.72, -0.50), (0.72, 0.50))), (glow(self.accent, 0.5), ((-0.66, 0.56), (0.66, -0.56)))):
                pin = band(f.at(np.linspace(*np.array(ends), 4)), 0.155 * f.size, 0.35)
                slit = [(f.at(np.linspace(*(0.86 * np.array(ends)), 3)), 0.05 * f.size)]
                self.piece([pin], tone, cast=0.006)
                self.lines(slit, dusk(tone, 1.7), clip=CLOTH)
                self.lines([(f.at(np.linspace(*(0.8 * np.array(ends)), 3)) - (0.0016, 0.0030), (0, 0.0022, 0))], glow(tone, 1.8), clip=CLOTH)

    def star_clip(self, moment: str) -> None:
        if moment != "front":
            return
        at = self.on_hair(-48 * self.near, 0.055)
        r = 0.034 * self.k
        tone = mix(self.gold, self.accent, 0.15) if self.look.seed % 3 else self.accent
        with self.s.on("head_front", "accessory"):
            for centre, size, turn in ((at, 1.0, -1.35), (at + (0.045 * self.near * self.k, -0.026 * self.k), 0.52, -1.9)):
                shape = star(centre, r * size, 5, 0.52, turn)
                lower = star(centre + (0.30 * r * size, 0.34 * r * size), r * size, 5, 0.52, turn)
                self.piece([shape], tone, folds=[lower], cast=0.006 * size, weight=0.9)
                self.fill([star(centre, 0.55 * r * size, 5, 0.52, turn)], glow(tone, 0.9), clip=CLOTH, opacity=0.7)
                self.fill([disc(centre + (-0.28 * r * size, -0.30 * r * size), 0.13 * r * size, n=6)], self.white, opacity=0.9)

    def headband(self, moment: str) -> None:
        if moment != "front":
            return
        cx, cy, rx, ry = self.dome
        t = np.radians(np.linspace(-80, 80, 25))
        sink = 0.002 + 0.040 * np.cos(t)
        arc = np.stack([cx + (rx - sink) * np.sin(t), cy - (ry - sink) * np.cos(t)], axis=1)
        half = np.interp(np.abs(np.linspace(-1, 1, 25)), (0, 0.7, 1), (0.0125, 0.0115, 0.0055)) * self.k
        with self.s.on("head_front", "accessory"):
            if self.look.outfit in ("gothic", "idol"):
                self.ruffle([arc[3:-3][::-1]], 0.034 * self.k, 9, self.white, cast=0.0, lace=True)
            shape = band(arc, half)
            shade = band(arc[12:] + (0.0, 0.006), half[12:] * 0.8)
            self.piece([shape], self.second, folds=[shade], light=[band(arc[5:12] - (0.0, 0.004), half[5:12] * 0.25)], cast=0.010)
            self.lines([(arc + np.array([0.0, 0.008 * self.k]), 0.0016), (arc - np.array([0.0, 0.008 * self.k]), 0.0016)], glow(self.second, 0.9), clip=CLOTH, opacity=0.8)
            at = arc[17] if self.near > 0 else arc[7]
            self.bow(at, 0.046 * self.k, self.accent, tails=0.7, turn=0.5 * self.near, cast=0.006)

    # ---- hats and crowns

    def beret(self, moment: str) -> None:
        if moment != "front":
            return
        a, n = self.a, self.near
        f = Frame((a.cx, a.crown + 0.062), 0.114 * self.k, 0.0, n)
        tone = self.second if abs(self.second.lightness - self.hair.base.lightness) > 0.14 else self.main if abs(self.main.lightness - self.hair.base.lightness) > 0.14 else self.accent
        with self.s.on("head_front", "accessory"):
            body = f.cut((-1.78, -0.62), (-1.86, -0.10), (-1.40, 0.70), (-0.50, 1.16), (0.45, 1.24), (1.50, 0.98), (2.26, 0.30), (2.42, -0.46), (2.20, -0.90), (1.72, -0.84), (0.90, -0.34), (0.0, -0.16), (-0.90, -0.28), (-1.48, -0.62))
            folds = [
                f.cut((2.6, 0.6, 1), (2.05, 0.10), (1.78, -0.40), (1.72, -0.84, 1), (2.3, -1.0, 1), (2.8, -0.4, 1)), f.fold((0.95, -0.34), (1.24, 0.10), (1.66, 0.42), (2.06, 0.50), width=-0.26, root=0.5),
                f.fold((-0.30, -0.18), (-0.42, 0.26), (-0.30, 0.66), (0.04, 0.96), width=0.16, root=0.6), f.fold((-1.44, -0.58), (-1.46, -0.10), (-1.14, 0.36), width=0.20, root=0.6), f.fold((0.35, -0.18), (0.54, 0.16), (0.92, 0.50), width=-0.14, root=0.6),
            ]  # fmt: skip
            light = [f.cut((-1.50, 0.36, 1), (-1.10, 0.78), (-0.40, 1.04), (0.20, 1.10, 1), (-0.45, 0.86), (-1.05, 0.58))]
            self.piece([body], tone, folds=folds, light=light if n > 0 else (), gradient=0.9, cast=0.012, weight=1.2)
            stem = f.cut((0.10, 1.18, 0.6), (0.10, 1.38, 0.5), (0.26, 1.40, 0.5), (0.26, 1.18, 0.6))
            self.piece([stem], tone)
            arc = along(f.at([(-1.52, -0.66), (-0.90, -0.32), (0.0, -0.20), (0.90, -0.38), (1.70, -0.88)]), 14)
            self.piece([band(arc, np.full(14, 0.12 * f.size), 0.6)], dusk(tone, 0.8), cast=0.010, seams=[(arc + (0, 0.006), 0.0016)])
            self.piece([star(f.at([(-1.02, 0.16)])[0], 0.26 * f.size)], self.gold, weight=0.8, cast=0.004)

    def crown(self, moment: str) -> None:
        if moment != "front":
            return
        f = Frame(self.on_hair(-13 * self.near, 0.024), 0.074 * self.k, np.radians(-12 * self.near))
        gold, lining = self.gold, self.accent
        with self.s.on("crown", "accessory"):
            inside = f.cut((-0.98, 0.30), (-0.5, 0.52), (0, 0.58), (0.5, 0.52), (0.98, 0.30), (0.8, 0.0), (0, -0.1), (-0.8, 0.0))
            self.piece([inside], dusk(lining, 1.4))
            back = [f.cut((-0.75, 0.30, 1), (-0.56, 0.92, 0.95), (-0.30, 0.48, 0.9), (0.0, 1.02, 0.95), (0.30, 0.48, 0.9), (0.56, 0.92, 0.95), (0.75, 0.30, 1), (0.4, 0.42), (-0.4, 0.42))]
            self.piece(back, dusk(gold, 1.2), weight=0.8)
            front = f.cut((-0.86, -0.20, 0.5), (-1.16, 0.96, 0.95), (-0.62, 0.36, 0.9), (-0.50, 0.86, 0.95), (-0.30, 0.26, 0.9), (0.0, 1.06, 0.95), (0.30, 0.26, 0.9), (0.50, 0.86, 0.95), (0.62, 0.36, 0.9), (1.16, 0.96, 0.95), (0.86, -0.20, 0.5), (0.45, -0.36), (0, -0.41), (-0.45, -0.36))
            folds = [f.cut((0.36, 0.3, 1), (0.46, -0.4, 1), (1.0, -0.4, 1), (1.4, 1.0, 1), (0.9, 0.6)), f.cut((0.0, 1.06, 1), (0.12, 0.5), (0.30, 0.26, 1), (0.06, 0.1), (0.0, 0.4)), f.cut((-0.50, 0.86, 1), (-0.40, 0.5), (-0.30, 0.26, 1), (-0.46, 0.2))]
            self.piece([front], gold, folds=folds, light=[f.cut((-0.84, -0.1, 1), (-1.0, 0.6, 1), (-0.72, 0.3), (-0.66, -0.14, 1))], cast=0.009)
            rim = along(f.at([(-0.88, -0.10), (-0.45, -0.24), (0, -0.28), (0.45, -0.24), (0.88, -0.10)]), 9)
            self.piece([band(rim, np.full(9, 0.105 * f.size), 0.5)], glow(gold, 0.3), weight=0.8, folds=[band(rim[5:], np.full(4, 0.11 * f.size))])
            tips = f.at([(-1.16, 0.99), (-0.50, 0.90), (0.0, 1.12), (0.50, 0.90), (1.16, 0.99)])
            self.button(tips.tolist(), 0.085 * f.size, glow(gold, 0.5))
            self.gem(f.at([(0, 0.16)])[0], 0.13 * f.size, 0.18 * f.size, self.accent, gold)
            self.fill([disc(p, 0.075 * f.size, n=6) for p in f.at([(-0.55, -0.225), (0.55, -0.225), (-0.28, -0.262), (0.28, -0.262)])], glow(self.accent, 0.8))

    def halo(self, moment: str) -> None:
        if moment not in ("behind", "front"):
            return
        a = self.a
        light = self.hand.tone(Colour(0.93, 0.10, 95))
        t = np.linspace(np.pi, 2 * np.pi, 13) if moment == "behind" else np.linspace(0, np.pi, 13)
        x, y = 0.128 * self.k * np.cos(t), 0.027 * self.k * np.sin(t)
        c, s = np.cos(0.10 * self.near), np.sin(0.10 * self.near)
        arc = np.stack([x * c - y * s, x * s + y * c], axis=1) + (a.cx + 0.006 * self.near, a.crown - a.volume - 0.030)
        near = 0.4 + 0.6 * np.sin(t) if moment == "front" else 0.4 + 0.25 * np.sin(t)
        w = (0.0085 + 0.0045 * near) * self.k
        with self.s.on("crown", "accessory"):
            self.s.stroke(arc, w * 3.6, self.paint(self.gold.with_(lightness=0.9)), opacity=0.38, feather=0.010)
            self.s.stroke(arc, w * 1.32, self.paint(self.gold if self.hand.line else light))
            self.s.stroke(arc, w, self.paint(light))
            self.s.stroke(arc - (0.0, 0.0012), w * 0.36, self.paint(self.white))
            if moment == "front":
                self.cast([band(arc + (0.0, 0.022), w * 0.5, 0.2)], 0.010, strength=0.35)

    def headphones(self, moment: str) -> None:
        if moment != "front":
            return
        a, k = self.a, self.k
        cx, cy, rx, ry = self.dome
        t = np.radians(np.linspace(-94, 94, 27))
        arc = np.stack([cx + (rx + 0.010) * np.sin(t), cy + 0.02 - (ry + 0.022) * np.cos(t)], axis=1)
        half = np.interp(np.abs(np.linspace(-1, 1, 27)), (0, 0.55, 1), (0.0150, 0.0135, 0.0095)) * k
        shell = self.second if abs(self.second.lightness - self.hair.base.lightness) > 0.12 else self.main
        pad = dusk(shell, 1.3) if shell.lightness > 0.4 else glow(shell, 0.6)
        with self.s.on("crown", "accessory"):
            self.piece([band(arc[6:-6] + (0.0, 0.012), half[6:-6] * 0.9, 0.5)], pad, cast=0.012)
            self.piece([band(arc, half)], shell, folds=[band(arc[14:] + (-0.002, 0.005), half[14:] * 0.55)], light=[band(arc[5:13] + (0.001, -0.0035), half[5:13] * 0.22)], weight=1.1)
            lamps = [arc[i : i + 3] for i in (9, 15)]
            self.lines([(p, 0.0046) for p in lamps], glow(self.accent, 0.8))
            y = a.eye_y + 0.030
            for side in (1, -1):
                x = a.cx + side * (rx + 0.006)
                f = Frame((x, y), 0.116 * k, 0.0, side)
                cushion = f.cut((-0.30, 0.62), (0.02, 0.70), (0.10, 0.30), (0.10, -0.35), (0.02, -0.72), (-0.30, -0.64), (-0.40, 0.0))
                self.piece([cushion], pad, cast=0.010)
                cup = f.cut((0.0, 0.72, 0.3), (0.24, 0.64), (0.42, 0.30), (0.44, -0.25), (0.28, -0.62), (0.0, -0.74, 0.3), (-0.08, 0.0))
                shade = [f.cut((0.2, 0.7, 1), (0.28, 0.2), (0.24, -0.3), (0.0, -0.74, 1), (0.6, -0.7, 1), (0.6, 0.7, 1))] if side > 0 else [f.cut((-0.05, 0.2, 1), (0.08, -0.3), (0.36, -0.5), (0.3, -0.9, 1), (-0.3, -0.8, 1))]
                self.piece([cup], shell, folds=shade, light=[f.cut((0.30, 0.50, 1), (0.39, 0.2), (0.40, -0.1, 1), (0.34, 0.2))] if side < 0 else (), weight=1.15)
                ring = along(f.at([(0.14, 0.50), (0.30, 0.28), (0.335, -0.02), (0.30, -0.30), (0.15, -0.52)]), 8)
                self.s.stroke(ring, 0.016, self.paint(self.accent), opacity=0.35, feather=0.006)
                self.lines([(ring, 0.0062 * k)], glow(self.accent, 0.7))
                self.lines([(ring, 0.0022 * k)], mix(self.accent, self.white, 0.75))
                joint = f.cut((-0.02, 0.66, 0.5), (0.0, 0.98, 0.5), (0.18, 0.98, 0.5), (0.20, 0.60, 0.5))
                self.piece([joint], self.silver, weight=0.8)

    # ---- face, ears and neck

    def glasses(self, moment: str) -> None:
        if moment != "face":
            return
        a, hand = self.a, self.hand
        rim = self.second if self.second.lightness < 0.5 else self.accent
        rim = rim.with_(lightness=min(rim.lightness, 0.42))
        ry = a.eye_half * (0.80 + 0.28 * a.eye_tall)
        rx = min(a.eye_half * 1.16, a.eye_dx - 0.010)
        y = a.eye_y + 0.012
        square = self.look.seed % 2
        shape = [(-1, 0.0), (-0.94, 0.62), (-0.6, 0.95), (0, 1.02), (0.62, 0.95), (0.98, 0.55), (1.02, -0.05), (0.9, -0.60), (0.5, -0.86), (0, -0.92), (-0.5, -0.86), (-0.9, -0.60)]
        if square:
            shape = [(-1, 0.2), (-0.97, 0.72), (-0.70, 0.86), (0, 0.88), (0.78, 0.90), (1.08, 0.80), (1.06, 0.2), (0.92, -0.56), (0.62, -0.80), (0, -0.86), (-0.60, -0.78), (-0.90, -0.50)]
        with self.s.on("head_front", "accessory"):
            for side in (1, -1):
                f = Frame((a.cx + side * a.eye_dx * 1.02, y), 1.0, 0.0, side)
                lens = loop(f.at([(px * rx, py * ry) for px, py in shape]))
                self.fill([lens], self.white, opacity=0.10, keep=CLOTH)
                shine = [loop(np.array([(u * rx + a.cx + side * a.eye_dx, y - v * ry) for u, v in ((-0.75, 1.2), (-0.25, 1.2), (-0.95, -1.2), (-1.45, -1.2))]), 1.0), loop(np.array([(u * rx + a.cx + side * a.eye_dx, y - v * ry) for u, v in ((-0.05, 1.2), (0.10, 1.2), (-0.60, -1.2), (-0.75, -1.2))]), 1.0)]
                self.fill(shine, self.white, opacity=0.30 * max(0.5, hand.glow), clip=CLOTH)
                ring = np.concatenate([lens, lens[:1]])[:, :2]
                weight = np.array([1.0 + 0.55 * max(0.0, py) for _, py in [*shape, shape[0]]])
                if square:
                    weight = np.array([max(0.42, 0.7 + 0.6 * py) for _, py in [*shape, shape[0]]])
                self.lines([(ring + (0.002, 0.006), LINE * 1.3)], DIM_LINE, opacity=0.35, blend="multiply")
                self.s.stroke(ring, LINE * 1.9 * weight, self.paint(rim), closed=False)
                temple = f.at([((1.03) * rx, 0.30 * ry), (a.face_half * 0.99 - a.eye_dx, 0.22 * ry)])
                self.lines([(temple, (LINE * 2.2, LINE * 1.7))], rim)
                glint = f.at([(-0.70 * rx, (0.80 if square else 0.86) * ry), (-0.15 * rx, (0.90 if square else 1.02) * ry)])
                self.lines([(glint, (LINE * 0.2, LINE * 0.7))], glow(rim, 2.6))
            gap = a.eye_dx * 1.02 - rx
            bridge = along(np.array([(a.cx - gap, y - 0.10 * ry), (a.cx - 0.4 * gap, y - 0.30 * ry), (a.cx + 0.4 * gap, y - 0.30 * ry), (a.cx + gap, y - 0.10 * ry)]), 7)
            self.lines([(bridge, LINE * 2.0)], rim)

    def earrings(self, moment: str) -> None:
        if moment != "ears":
            return
        a = self.a
        with self.s.on("hanging", "accessory"):
            for side in (1, -1):
                f = Frame((a.cx + side * (a.face_half * 0.985 + 0.004), a.nose_y - 0.006), 0.022 * self.k, 0.0, side)
                self.piece([disc(f.origin, 0.26 * f.size)], self.gold, weight=0.7)
                if self.look.seed % 2:
                    self.lines([(f.at([(0, -0.2), (0, -0.8)]), 0.0026)], self.gold)
                    drop = f.cut((0, -0.60, 0.8), (0.42, -1.5), (0.36, -2.05), (0, -2.30), (-0.36, -2.05), (-0.42, -1.5))
                    self.piece([drop], self.accent, folds=[f.cut((0.1, -0.7, 1), (0.1, -1.6), (-0.1, -2.3, 1), (0.6, -2.3, 1), (0.6, -0.9, 1))], weight=0.8)
                    self.fill([disc(f.at([(-0.12, -1.5)])[0], 0.11 * f.size, 0.22 * f.size, 6)], self.white, opacity=0.85)
                else:
                    ring = disc(f.at([(0, -1.15)])[0], 0.78 * f.size, 0.92 * f.size, 12)[:, :2]
                    self.s.stroke(ring, 0.0056, self.paint(self.gold.line()), closed=True)
                    self.s.stroke(ring, 0.0036, self.paint(self.gold), closed=True)
                    self.fill([star(f.at([(0, -1.15)])[0], 0.42 * f.size)], self.accent)

    def choker(self, moment: str) -> None:
        a = self.a
        if moment != "chest" or self.look.outfit in COVERED_NECKS or (self.look.outfit == "sailor" and self.look.presentation == "masculine"):
            return
        n, y = a.neck_half, a.chin + 0.58 * (a.collar_y - a.chin)
        line = along(np.array([(a.cx - 1.0 * n, y - 0.009), (a.cx - 0.5 * n, y + 0.001), (a.cx, y + 0.004), (a.cx + 0.5 * n, y + 0.001), (a.cx + 1.0 * n, y - 0.009)]), 9)
        tone = self.second.with_(lightness=min(self.second.lightness, 0.36))
        half = np.full(9, 0.0068)
        with self.s.on("neck", "accessory"):
            self.piece([band(line, half)], tone, folds=[band(line[5:] + (0, 0.002), half[5:] * 0.7)], light=[band(line[1:4] - (0, 0.002), half[1:4] * 0.3)], cast=0.005)
            self.lines([(line + (0, 0.0062), 0.0014), (line - (0, 0.0062), 0.0014)], glow(tone, 1.2), clip=CLOTH)
            centre = np.array([a.cx, y + 0.0175])
            ring = disc(centre - (0, 0.007), 0.0042, n=8)[:, :2]
            self.s.stroke(ring, 0.0018, self.paint(self.gold), closed=True)
            if self.look.seed % 3 == 0:
                u = 0.0098
                heart = loop(np.array([(0, -0.35), (0.5, -0.95), (1.05, -0.45), (0.6, 0.4), (0, 1.05), (-0.6, 0.4), (-1.05, -0.45), (-0.5, -0.95)]) * u + centre + (0, 0.006), (0.9, 0, 0, 0, 0.9, 0, 0, 0))
                self.piece([heart], self.accent, folds=[heart + (0.35 * u, 0.3 * u, 0)], cast=0.003, weight=0.7)
                self.fill([disc(centre + (-0.004, 0.003), 0.0018, n=6)], self.white, opacity=0.9)
            else:
                self.gem(centre + (0, 0.005), 0.0068, 0.0088, self.accent, self.gold)


DIM_LINE: Final = Colour(0.55, 0.06, 296)

DRAW: Final[dict[Accessory, Callable[[Wardrobe, str], None]]] = {
    "cat_ears": Wardrobe.cat_ears, "fox_ears": Wardrobe.fox_ears, "rabbit_ears": Wardrobe.rabbit_ears, "ribbon": Wardrobe.ribbon, "side_ribbon": Wardrobe.side_ribbon,
    "glasses": Wardrobe.glasses, "headphones": Wardrobe.headphones, "halo": Wardrobe.halo, "horns": Wardrobe.horns, "flower": Wardrobe.flower, "hairpin": Wardrobe.hairpin,
    "beret": Wardrobe.beret, "crown": Wardrobe.crown, "choker": Wardrobe.choker, "earrings": Wardrobe.earrings, "star_clip": Wardrobe.star_clip, "headband": Wardrobe.headband,
}  # fmt: skip
# Drawing order among what is worn on the head: broad things first.
ORDER: Final = tuple(DRAW)


def draw_accessories(s: Sketch, look: Look, a: Anatomy, hand: Hand, moment: str) -> None:
    """Draw the pieces that belong at this moment: behind, back, chest, ears, face, under_fringe or front."""
    worn = [name for name in ORDER if name in look.accessories]
    if not worn:
        return
    wardrobe = Wardrobe(s, look, a, hand)
    for name in worn:
        DRAW[name](wardrobe, moment)
