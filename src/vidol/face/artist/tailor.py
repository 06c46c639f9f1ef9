"""The tailor: coordinates on the body, and what clothes share: trunk, sleeves, collars, ties."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour
from vidol.face.artist.curves import Points
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Look
from vidol.face.artist.pieces import Pieces
from vidol.face.artist.shapes import (
    Line,
    Loop,
    Path,
    curve,
    knots,
    loop,
    mirror,
    stitches,
    wedge,
)
from vidol.face.artist.sketch import CLOTH, Sketch

# The right shoulder and arm as a silhouette, from the foot of the neck to the lower edge.
SOFT: Path = (
    (0.30, -0.045, 0.4), (0.50, 0.025), (0.70, 0.085), (0.875, 0.175), (0.985, 0.33), (1.03, 0.56),
    (1.045, 0.85), (1.05, 1.08, 1),
)  # fmt: skip
BROAD: Path = (
    (0.30, -0.05, 0.4), (0.50, 0.005), (0.72, 0.055), (0.93, 0.155), (1.06, 0.33), (1.10, 0.56),
    (1.13, 0.85), (1.16, 1.08, 1),
)  # fmt: skip

# What lies in shadow on a chest: under the arms (the left one is narrower), and a soft crescent
# under each side of it.
_UNDER_ARM: Path = (
    (0.80, 0.44, 1), (0.74, 0.60), (0.665, 0.80), (0.64, 1.08, 1), (0.90, 1.08, 1), (0.84, 0.7),
)  # fmt: skip
_UNDER_LEFT_ARM: Path = (
    (0.80, 0.46, 1), (0.75, 0.62), (0.70, 0.84), (0.69, 1.08, 1), (0.90, 1.08, 1), (0.84, 0.7),
)  # fmt: skip
_BREAST: Path = (
    (0.60, 0.66, 1), (0.585, 0.82), (0.42, 0.93), (0.20, 0.93, 1), (0.42, 0.885), (0.54, 0.80),
)  # fmt: skip
_LEFT_BREAST: Path = (
    (0.58, 0.70, 1), (0.56, 0.84), (0.42, 0.92), (0.24, 0.93, 1), (0.42, 0.895), (0.53, 0.82),
)  # fmt: skip
# The inner edge of a sleeve, from the lower edge up.
_INSEAM: Path = (
    (0.775, 1.08, 1), (0.765, 0.80), (0.752, 0.58, 0.2), (0.742, 0.38), (0.762, 0.22),
)  # fmt: skip
_STAND_SHADE: Path = (
    (0.34, -0.06, 1), (0.31, 0.06), (0.2, 0.155), (0.0, 0.22, 1), (0.0, 0.19, 1), (0.17, 0.12),
    (0.27, 0.02),
)  # fmt: skip
# Where a head and its hair throw their shadow: x in half-widths of the neck, y from the collar,
# and how far y grows with the shadow's reach.
_HEAD_SHADOW = np.array([
    (-2.2, -0.03, 0), (0, -0.045, 0), (2.5, -0.035, 0),
    (2.9, 0, 0.006), (1.7, 0, 0.024), (0.4, 0, 0.040), (-1.2, 0, 0.016),
])  # fmt: skip


class Tailor(Pieces):
    """Cuts cloth to one look's body.

    Coordinates: x in shoulder half-widths from the midline, y 0 at the collar and 0.87 at the lower
    edge of the picture.
    """

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        super().__init__(s, look, hand)
        self.a = a
        self.unit = a.shoulder_half
        self.broad = look.presentation == "masculine"
        self.sleeve: Colour | None = None
        """The colour of what covers the arms down to the wrist, if anything does."""
        self._origin = np.array([a.cx, a.collar_y])
        self._scale = np.array([a.shoulder_half, 1.04 - a.collar_y])

    # ---- coordinates

    def at(self, points: Path) -> Points:
        """Body coordinates to the canvas."""
        placed: Points = np.asarray(points, float) * self._scale + self._origin
        return placed

    def spot(self, x: float, y: float) -> Points:
        """One point of the body on the canvas."""
        placed: Points = self._origin + self._scale * (x, y)
        return placed

    def cut(self, points: Path) -> Loop:
        """A closed outline."""
        p = knots(points)
        p[:, :2] = p[:, :2] * self._scale + self._origin
        return p

    def half(self, points: Path) -> Loop:
        """A closed symmetrical outline from its right half, from top to bottom."""
        right = self.cut(points)
        left = mirror(right, self.a.cx)
        # Points on the midline are their own mirror images.
        first = 1 if points[-1][0] == 0 else 0
        last = len(left) - (1 if points[0][0] == 0 else 0)
        return np.concatenate([right, left[first:last]])

    def left(self, points: Path) -> Loop:
        """A closed outline on the left, given as its mirror image on the right."""
        return mirror(self.cut(points), self.a.cx)

    def pair(self, points: Path) -> list[Loop]:
        """An outline of the right side and its mirror image."""
        right = self.cut(points)
        return [right, mirror(right, self.a.cx)]

    def curve(self, points: Path, n: int = 10) -> Points:
        """Evenly spaced points along a smooth line."""
        return curve(self.at(points), n)

    def folds(self, *specs: tuple[Path, float], root: float = 0.0, both: bool = True) -> list[Loop]:
        """Wedges (spine, width in shoulder half-widths), on both sides of the body."""
        out = []
        for points, width in specs:
            right = wedge(self.at(points), width * self.unit, root)
            out += [right, mirror(right, self.a.cx)] if both else [right]
        return out

    def seams(self, *paths: Path, width: float = 0.0022, both: bool = True) -> list[Line]:
        """Sewn lines, thinner at both ends."""
        out: list[Line] = []
        for points in paths:
            at = self.curve(points, 6)
            w = width * np.array([0.5, 0.9, 1.0, 1.0, 0.9, 0.4])
            out += [(at, w), (mirror(at, self.a.cx), w)] if both else [(at, w)]
        return out

    def stitched(self, points: Path, count: int = 14, both: bool = True) -> list[Line]:
        """A row of stitches."""
        at = self.curve(points, 16)
        rows = stitches(at, count, 0.0016)
        if both:
            rows += stitches(mirror(at, self.a.cx), count, 0.0016)
        return rows

    def both(self, points: Points, width: float) -> list[Line]:
        """A line on the right and its mirror image."""
        return [(points, width), (mirror(points, self.a.cx), width)]

    # ---- the body of a garment

    def silhouette(self, ease: float = 0.0) -> list[tuple[float, ...]]:
        """The right shoulder and arm, as far outside the body as the cloth is thick."""
        return [
            (x + ease * min(1.0, 0.35 + y), y - 0.6 * ease * (y < 0.3), *r)
            for x, y, *r in (BROAD if self.broad else SOFT)
        ]

    def trunk(self, colour: Colour, neck: Path, *, ease: float = 0.0, folds: bool = True) -> None:
        """Chest and shoulders under one piece of cloth.

        `neck` is the right half of its neckline, from the midline outwards.
        """
        outline = self.half([*neck, *self.silhouette(ease), (0, 1.08, 1)])
        shades = self._chest_folds() if folds else []
        under_arm = ([(0.77, 0.49), (0.745, 0.60), (0.735, 0.72)], 0.030)
        deep = self.folds(under_arm, root=0.5) if folds else []
        self.piece([outline], colour, folds=shades, deep=deep, gradient=1.0, weight=1.15)

    def _chest_folds(self) -> list[Loop]:
        shades = self.folds(
            ([(0.76, 0.50), (0.62, 0.47), (0.50, 0.49), (0.40, 0.55)], 0.045),
            ([(0.75, 0.58), (0.62, 0.62), (0.52, 0.70), (0.47, 0.82)], 0.055),
            ([(0.36, 0.04), (0.47, 0.12), (0.53, 0.22), (0.55, 0.34)], -0.040),
            root=0.8,
        )
        shades += [self.cut(_UNDER_ARM), self.left(_UNDER_LEFT_ARM)]
        if not self.broad:
            shades += [self.cut(_BREAST), self.left(_LEFT_BREAST)]
        return shades

    def sleeves(
        self,
        colour: Colour,
        *,
        ease: float = 0.0,
        inner: Path | None = None,
        reg: int = CLOTH,
        stitched: bool = False,
    ) -> None:
        """Set-in sleeves over the trunk, with the folds of a hanging arm.

        `inner`: the inner edge of sleeves that are cut to the collar.
        """
        self.sleeve = colour
        e = ease
        deep = self.folds(([(0.755, 0.56), (0.82, 0.60), (0.88, 0.605)], -0.020), root=0.9)
        light = self.cut([
            (-0.90, 0.20, 1), (-1.0 - e, 0.36), (-1.035 - e, 0.58), (-1.0 - e, 0.52),
            (-0.95 - e, 0.36),
        ])  # fmt: skip
        if stitched:
            seams = self.stitched([(0.82, 0.15), (0.785, 0.25), (0.768, 0.38), (0.775, 0.54)], 9)
        else:
            seams = self.seams([(0.80, 0.14), (0.775, 0.24), (0.762, 0.38), (0.772, 0.55)])
        self.piece(
            self.pair(self._sleeve(ease, inner)),
            colour,
            folds=self._sleeve_folds(ease),
            deep=deep,
            light=[light],
            seams=seams,
            reg=reg,
        )

    def _sleeve(self, ease: float, inner: Path | None) -> Path:
        """The outline of the right sleeve."""
        line = self.silhouette(ease)
        if inner:
            top = line[1:3]
        elif self.broad:
            top = [(0.83, 0.105 - 0.4 * ease, 0.7)]
        else:
            top = [(0.80, 0.125 - 0.4 * ease, 0.7)]
        outer = [point for point in line if point[0] > top[0][0] + 0.02 or point[1] > 0.3]
        return [*top, *outer, *(inner or _INSEAM)]

    def _sleeve_folds(self, ease: float) -> list[Loop]:
        e = ease
        folds = self.folds(
            ([(0.76, 0.60), (0.87, 0.645), (0.97, 0.635), (1.04 + e, 0.59)], -0.045),
            ([(0.77, 0.70), (0.86, 0.77), (0.96, 0.79), (1.03 + e, 0.77)], -0.055),
            ([(0.80, 0.17), (0.875, 0.26), (0.905, 0.37), (0.90, 0.48)], -0.038),
            root=0.7,
        )
        right = self.cut([
            (0.99 + e, 0.36, 1), (1.03 + e, 0.56), (1.035 + e, 0.82), (1.04 + e, 1.08, 1),
            (1.3, 1.08, 1), (1.3, 0.3, 1), (1.02 + e, 0.28, 1),
        ])  # fmt: skip
        left = self.cut(
            [(-0.70, 0.50, 1), (-0.84, 0.66), (-0.87, 0.86), (-0.88, 1.08, 1), (-0.60, 1.08, 1)]
        )
        return [*folds, right, left]

    def head_shadow(self, reach: float = 1.0) -> None:
        """What head and hair throw on neck and chest: multiplied over everything drawn so far."""
        x, y, grows = _HEAD_SHADOW.T
        down = self.a.collar_y + (y + grows * reach)
        shape = loop(np.stack([x * self.a.neck_half + self.a.cx, down], axis=1))
        self.fill(
            [shape],
            dusk(self.white, 2.0),
            blend="multiply",
            clip=CLOTH,
            feather=max(0.004, self.hand.soft),
            opacity=0.55 * self.hand.shade,
        )

    # ---- collars and ties

    def shirt_collar_back(self, colour: Colour) -> None:
        """The stand of a collar behind the neck."""
        band = self.half(
            [(0, -0.150), (0.16, -0.175), (0.255, -0.150, 0.4), (0.30, 0.02), (0, 0.10)]
        )
        shade = self.half([(0, -0.11), (0.20, -0.12), (0.30, -0.06), (0.30, 0.02), (0, 0.10)])
        self.piece([band], dusk(colour, 0.9), folds=[shade])

    def shirt_collar(
        self, colour: Colour, *, open_: float = 0.0, spread: float = 0.0, round_: bool = False
    ) -> None:
        """Two collar leaves that come round the neck and fall over its front."""
        o, tip = 0.03 * open_, 0.0 if round_ else 0.6
        leaf = [
            (0.262, -0.155, 0.7), (0.315, -0.065), (0.375, 0.075, 0.25), (0.335 + spread, 0.20),
            (0.235 + spread, 0.30 + o, 0.35 + tip), (0.13, 0.23 + o),
            (0.022, 0.155 + 2 * o, 0.8), (0.11, 0.065 + o), (0.20, -0.045),
        ]  # fmt: skip
        if round_:
            leaf[3:5] = [(0.37, 0.20), (0.27, 0.30), (0.16, 0.285)]
        inset = [
            (0.345, 0.075), (0.310 + spread, 0.19), (0.232 + spread, 0.268 + o), (0.13, 0.20 + o),
            (0.05, 0.15 + 2 * o),
        ]  # fmt: skip
        roll = ([(0.265, -0.14), (0.22, -0.01), (0.13, 0.09), (0.04, 0.16)], 0.030)
        self.piece(
            self.pair(leaf),
            colour,
            folds=self.folds(roll, root=0.5),
            light=[self.left([(0.30, -0.06, 1), (0.345, 0.06), (0.32, 0.13, 1), (0.30, 0.04)])],
            seams=self.stitched(inset, 9),
            cast=0.007,
        )

    def stand_collar(self, outline: Path, colour: Colour) -> None:
        """A collar that stands round the neck, given as its right half."""
        light = [(-0.23, -0.03, 1), (-0.27, -0.09), (-0.30, -0.04, 1), (-0.2, 0.07)]
        self.piece(
            self.pair(outline),
            colour,
            folds=self.pair(_STAND_SHADE),
            light=[self.cut(light)],
            cast=0.008,
        )

    def tie(
        self,
        colour: Colour,
        *,
        y: float = 0.165,
        width: float = 1.0,
        stripe: Colour | None = None,
        turn: float = 0.0,
    ) -> None:
        """A necktie: blade, stripes, knot."""
        w = 0.085 * width
        blade = self.cut([
            (-0.045, y + 0.09, 1), (0.045, y + 0.09, 1), (w + turn, y + 0.42),
            (w * 1.35 + turn, y + 0.80), (turn, 1.08, 1), (-w * 1.25 + turn, y + 0.80),
            (-w * 0.85 + turn, y + 0.42),
        ])  # fmt: skip
        shade = self.cut([
            (0.01, y + 0.08, 1), (0.3, y + 0.08, 1), (0.3, 1.08, 1), (0.045 + turn, 1.08, 1),
            (0.04 + turn, y + 0.45), (0.0, y + 0.2),
        ])  # fmt: skip
        self.piece([blade], colour, folds=[shade], cast=0.006)
        if stripe is not None:
            heights = (y + 0.22, y + 0.38, y + 0.54, y + 0.70)
            rows = [self.at([(-0.2 + turn, k + 0.13), (0.2 + turn, k - 0.06)]) for k in heights]
            self.lines([(row, 0.0045) for row in rows], stripe, clip=CLOTH, opacity=0.9)
        self._knot(colour, y)

    def _knot(self, colour: Colour, y: float) -> None:
        knot = self.cut([
            (-0.070, y - 0.015, 0.5), (0.0, y - 0.03), (0.072, y - 0.015, 0.5),
            (0.046, y + 0.105, 0.6), (-0.042, y + 0.105, 0.6),
        ])  # fmt: skip
        shade = self.cut([
            (0.025, y - 0.03, 1), (0.09, y - 0.03, 1), (0.06, y + 0.12, 1), (-0.01, y + 0.12, 1),
            (0.022, y + 0.05),
        ])  # fmt: skip
        light = self.cut([(-0.05, y, 1), (-0.015, y - 0.008), (-0.03, y + 0.05, 1)])
        self.piece([knot], glow(colour, 0.2), folds=[shade], light=[light], cast=0.004)
