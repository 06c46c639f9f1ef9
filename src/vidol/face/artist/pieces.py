"""Pieces: how a made thing (cloth, ribbon, metal, fur) is painted: fill, folds in two tones, light,
seams, outline, cast shadow.

Clothes and accessories are lists of pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.colour import Colour, from_hex
from vidol.face.artist.curves import Points
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.shapes import Line, Loop, disc, joined, loop, normals, strung, wedge, wound
from vidol.face.artist.sketch import CLOTH, Sketch

GOLD: Final = Colour(0.80, 0.125, 84)
SILVER: Final = Colour(0.86, 0.012, 260)
WHITE: Final = Colour(0.972, 0.008, 320)
DIM: Final = Colour(0.80, 0.060, 296)  # what a cast shadow multiplies by


def dusk(colour: Colour, amount: float) -> Colour:
    """A made thing's colour in shadow: white cloth turns lilac, dark cloth keeps some light so that
    its folds are seen.
    """
    if colour.lightness > 0.80 and colour.chroma < 0.035:
        return Colour(colour.lightness - 0.095 * amount, 0.018 + 0.016 * amount, 288)
    if colour.lightness < 0.38:
        return Colour(
            colour.lightness * (1 - 0.22 * amount), colour.chroma * (1 + 0.06 * amount), colour.hue
        )
    return colour.shade(0.95 * amount)


def glow(colour: Colour, amount: float) -> Colour:
    """A made thing's colour in light."""
    return colour.light(amount * (1.25 if colour.lightness < 0.38 else 0.85))


def seam(colour: Colour) -> Colour:
    """The colour of a line inside a thing: darker than it, or lighter where it is nearly black."""
    return colour.light(1.3) if colour.lightness < 0.33 else dusk(colour, 2.1)


_CREASE: Final = np.array([0.6, 0.6, 0.8, 1.0])
# how far an edge, by its direction, turns from the light at the upper left
_AWAY: Final = np.array([-0.86, 0.5])


class Pieces:
    """Paints pieces on a sketch with one look's colours and hand."""

    def __init__(self, s: Sketch, look: Look, hand: Hand) -> None:
        self.s, self.look, self.hand = s, look, hand
        self._paints: dict[Colour, int] = {}
        main, second, accent = (
            from_hex(c) for c in (look.outfit_main, look.outfit_second, look.accent)
        )
        if abs(main.lightness - second.lightness) < 0.16:  # two cloths of one value read as one
            second = second.with_(
                lightness=main.lightness + (0.24 if main.lightness < 0.5 else -0.24)
            )
        accent = accent.with_(lightness=max(accent.lightness, 0.50))
        self.main, self.second, self.accent = (
            hand.tone(c.with_(lightness=max(c.lightness, 0.245))) for c in (main, second, accent)
        )
        self.white, self.gold, self.silver = hand.tone(WHITE), hand.tone(GOLD), hand.tone(SILVER)

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
        k = (
            loops[0]
            if len(loops) == 1
            else joined(loops if aligned else [wound(each) for each in loops])
        )
        colour = paint if isinstance(paint, int) else self.paint(paint)
        self.s.fill(
            k[:, :2],
            colour,
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
        if lines:
            k, w = strung(lines)
            self.s.stroke(
                k[:, :2],
                w,
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
            edge = np.empty((len(k), 2))
            edge[1:-1] = k[2:, :2] - k[:-2, :2]
            edge[0], edge[-1] = k[1, :2] - k[-1, :2], k[0, :2] - k[-2, :2]
            away = (edge @ _AWAY) / np.maximum(1e-9, np.sqrt((edge * edge).sum(axis=1)))
            w = LINE * self.hand.line * weight * (0.86 + 0.34 * away)
            ring = np.concatenate([k[:1], k, k[:1], k[:1]])
            ring[[0, 1, -2, -1], 2] = 1.0
            knots.append(ring)
            widths.append(np.concatenate([[0.0], w, w[:1], [0.0]]))
        at, width = np.concatenate(knots), np.concatenate(widths)
        self.s.stroke(
            at[:, :2], width, self.paint(colour.line()), corner=at[:, 2], opacity=self.hand.ink
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
        """A piece with its folds (two tones), lights, seams and outline; `cast` is how far its
        shadow falls, in canvas units.

        `gradient` 0..1 darkens it towards the lower right. Shapes given afterwards can clip to the
        register `reg`.
        """
        hand = self.hand
        loops = [wound(k) for k in loops]
        if cast:
            self.cast(loops, cast)
        paint: Colour | int = colour
        if gradient and self.look.style != "flat":
            k = loops[0] if len(loops) == 1 else np.concatenate(list(loops))
            (x0, y0), (x1, y1) = k[:, :2].min(axis=0), k[:, :2].max(axis=0)
            paint = self.s.linear(
                (x0, y0), (x0 + 0.45 * (x1 - x0), y1), (0, glow(colour, 0.22 * gradient), 1),
                (0.45, colour, 1), (1, dusk(colour, 0.7 * gradient * hand.shade), 1),
            )  # fmt: skip
        self.fill(loops, paint, keep=reg, grain=hand.grain * 0.3, aligned=True)
        if folds:
            self.fill(
                folds,
                dusk(colour, 1.0 * hand.shade),
                clip=reg,
                feather=hand.soft * 0.5,
                grain=hand.grain * 0.7,
                opacity=0.92,
            )
        if deep:
            self.fill(
                deep,
                dusk(colour, 1.9 * hand.shade),
                clip=reg,
                feather=hand.soft * 0.35,
                opacity=0.9,
            )
        if light and hand.glow > 0.3:
            self.fill(
                light,
                glow(colour, 1.0),
                clip=reg,
                feather=hand.soft * 0.5,
                opacity=0.75 * hand.glow,
            )
        if seams:
            self.lines(
                [(p, np.asarray(w) * max(hand.line, 0.55)) for p, w in seams],
                seam(colour),
                clip=reg,
                opacity=0.85,
            )
        if weight:
            self.ink(loops, colour, weight)

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

    # ---- things made of several pieces

    def bow(
        self,
        centre: ArrayLike,
        size: float,
        colour: Colour,
        *,
        tails: float = 1.0,
        turn: float = 0.0,
        cast: float = 0.006,
        squash: float = 1.0,
        trim: Colour | None = None,
    ) -> None:
        """A tied ribbon: two tails, two loops that show their inside, a knot. `size` is half of its
        width.
        """
        c, s = np.cos(turn), np.sin(turn)
        origin = np.asarray(centre, float)

        def put(points: Sequence[tuple[float, ...]], side: int = 1) -> Loop:
            p = np.array([(*q, 0.0)[:3] for q in points], float)
            x, y = side * p[:, 0] * size, p[:, 1] * size * squash
            p[:, 0], p[:, 1] = x * c - y * s + origin[0], x * s + y * c + origin[1]
            return p

        def folded(
            points: Sequence[tuple[float, ...]], width: float, side: int, root: float = 0.0
        ) -> Loop:
            return wedge(put(points, side)[:, :2], width * size, root, side)

        if tails:
            ends = []
            for side, long in ((1, 1.0), (-1, 1.12)):
                y = tails * long
                ends.append(
                    put(
                        [
                            (0.02, 0.0, 1), (0.16, 0.04), (0.34, 0.45 * y), (0.60, 0.96 * y, 1),
                            (0.40, 0.98 * y, 0.9), (0.26, 1.10 * y, 1), (0.06, 0.55 * y),
                        ],
                        side,
                    )
                )  # fmt: skip
            creases = [
                folded([(0.10, 0.1), (0.20, 0.45 * tails), (0.36, 0.95 * tails)], 0.09, side)
                for side in (1, -1)
            ]
            under = [
                put([(-0.2, 0.0, 1), (0.2, 0.0, 1), (0.26, 0.34), (0.06, 0.24), (-0.12, 0.30)])
            ]
            self.piece(ends, dusk(colour, 0.35), folds=creases, deep=under, cast=cast)
            if trim is not None:
                self.lines(
                    [
                        (put([(0.30, 1.0 * y), (0.55, 0.86 * y)], side)[:, :2], 0.05 * size)
                        for side, y in ((1, tails), (-1, 1.12 * tails))
                    ],
                    trim,
                )
        loops, inside, folds, light, hem = [], [], [], [], []
        for side, big in ((1, 1.0), (-1, 1.05)):
            edge = [
                (0.06, -0.07, 0.6), (0.36, -0.31), (0.72, -0.43), (0.95, -0.36), (1.03, -0.06),
                (1.0, 0.26), (0.84, 0.38), (0.52, 0.27), (0.07, 0.08, 0.6),
            ]  # fmt: skip
            loops.append(put([(x * big, y * big, *r) for x, y, *r in edge], side))
            inside.append(
                put(
                    [
                        (0.88 * big, -0.30, 0.8), (0.99 * big, -0.22), (0.99 * big, 0.14),
                        (0.87 * big, 0.27, 0.8), (0.80, 0.0),
                    ],
                    side,
                )
            )  # fmt: skip
            folds += [
                folded([(0.10, -0.01), (0.36, -0.07), (0.66, -0.17)], 0.085, side, 0.9),
                folded([(0.12, 0.05), (0.40, 0.10), (0.72, 0.16), (0.86, 0.27)], 0.10, side, 0.9),
            ]
            light.append(
                put([(0.30, -0.20, 0.8), (0.58, -0.34), (0.80, -0.33, 0.8), (0.56, -0.25)], side)
            )
            hem.append(
                (
                    put([(0.34 * big, -0.24), (0.70 * big, -0.36), (0.90 * big, -0.30)], side)[
                        :, :2
                    ],
                    0.035 * size,
                )
            )
            hem.append(
                (
                    put([(0.50 * big, 0.20), (0.80 * big, 0.30), (0.92 * big, 0.22)], side)[:, :2],
                    0.035 * size,
                )
            )
        self.piece(loops, colour, folds=folds, deep=inside, light=light, cast=cast)
        if trim is not None:
            self.lines(hem, trim, clip=CLOTH)
        knot = put([
            (-0.11, -0.13, 0.3), (0.11, -0.14, 0.3), (0.145, 0.0), (0.125, 0.15, 0.3),
            (-0.12, 0.14, 0.3), (-0.145, 0.0)
        ])  # fmt: skip
        self.piece(
            [knot],
            glow(colour, 0.25),
            folds=[put([(0.03, -0.14, 1), (0.2, -0.14), (0.2, 0.16), (0.0, 0.16, 1), (0.06, 0.0)])],
            light=[put([(-0.09, -0.09, 0.6), (0.0, -0.10), (-0.03, 0.0, 0.8)])],
            cast=cast * 0.5,
        )

    def ruffle(
        self,
        lines: Sequence[Points],
        depth: float,
        count: int,
        colour: Colour,
        *,
        cast: float = 0.004,
        lace: bool = False,
        weight: float = 0.8,
    ) -> None:
        """Gathered frills that hang to the right of lines: scalloped hems, folds from the gathers,
        lace holes if asked.
        """
        n = 2 * count
        odd = np.arange(n + 1) % 2 == 1
        valleys, peaks = np.nonzero(~odd)[0][1:-1], np.nonzero(odd)[0]
        corner = np.concatenate([np.full(n + 1, 0.2), np.where(odd, 0.0, 0.75)[::-1]])
        corner[[0, n, n + 1, -1]] = 1.0
        shapes, folds, holes = [], [], []
        seams: list[Line] = []
        for line in lines:
            steps, at = np.linspace(0, len(line) - 1, n + 1), np.arange(len(line))
            base = np.stack(
                [np.interp(steps, at, line[:, 0]), np.interp(steps, at, line[:, 1])], axis=1
            )
            out = normals(base) * depth
            hem = base + out * np.where(odd, 1.0, 0.80)[:, None]
            t = np.stack([out[:, 1], -out[:, 0]], axis=1)
            shapes.append(loop(np.concatenate([base, hem[::-1]]), corner))
            folds += [
                loop(
                    np.stack(
                        [base[i] - t[i] * 0.1, base[i] + t[i] * 0.12, hem[i] + t[i] * 0.30, hem[i]]
                    ),
                    _CREASE,
                )
                for i in valleys
            ]
            seams += [
                (np.stack([hem[i], base[i] + 0.15 * (hem[i] - base[i])]), (LINE * 0.75, LINE * 0.2))
                for i in valleys
            ]
            seams += [
                (np.stack([base[i], base[i] + 0.5 * (hem[i] - base[i])]), (LINE * 0.6, 0.0))
                for i in peaks
            ]
            holes += [base[i] + 0.74 * (hem[i] - base[i]) for i in peaks]
        self.piece(shapes, colour, folds=folds, seams=seams, cast=cast, weight=weight)
        if lace:
            self.fill(
                [disc(hole, 0.09 * depth, n=6) for hole in holes], dusk(colour, 1.6), clip=CLOTH
            )

    def gem(
        self, centre: ArrayLike, rx: float, ry: float, colour: Colour, rim: Colour | None = None
    ) -> None:
        """A cut stone in its setting."""
        x, y = np.asarray(centre, float)
        if rim is not None:
            self.piece(
                [disc((x, y), rx * 1.38, ry * 1.32, 10)],
                rim,
                folds=[disc((x + 0.5 * rx, y + 0.6 * ry), rx * 1.1, ry * 1.0)],
                cast=0.003,
            )
        stone = disc((x, y), rx, ry, 10)
        self.piece(
            [stone],
            colour,
            folds=[
                loop(
                    [
                        (x - rx, y - 0.1 * ry), (x, y - 0.35 * ry), (x + rx, y - 0.1 * ry),
                        (x + rx, y - ry), (x - rx, y - ry),
                    ],
                    1,
                )
            ],
            weight=0.7,
        )  # fmt: skip
        self.fill(
            [disc((x, y + 0.55 * ry), 0.5 * rx, 0.28 * ry, 6)],
            glow(colour, 1.6),
            clip=CLOTH,
            opacity=0.8,
        )
        self.fill(
            [disc((x - 0.36 * rx, y - 0.40 * ry), 0.24 * rx, 0.22 * ry, 6)],
            self.white,
            opacity=0.95,
        )

    def button(self, centres: Sequence[ArrayLike], r: float, colour: Colour) -> None:
        """Round buttons with a rim and a light."""
        at = [np.asarray(c, float) for c in centres]
        self.piece(
            [disc(c, r) for c in at],
            colour,
            folds=[disc(c + (0.25 * r, 0.3 * r), 0.85 * r) for c in at],
            cast=0.0025,
            weight=0.7,
        )
        self.fill([disc(c, 0.50 * r, n=6) for c in at], colour, clip=CLOTH)
        self.fill(
            [disc(c - (0.30 * r, 0.34 * r), 0.24 * r, n=6) for c in at],
            glow(colour, 1.8),
            opacity=0.9,
        )
