"""The bow: a tied ribbon with two tails, two loops that show their inside, and a knot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.brush import Brush, dusk, glow
from vidol.face.artist.colour import Colour
from vidol.face.artist.curves import Points
from vidol.face.artist.shapes import Line, Loop, Path, knots, wedge
from vidol.face.artist.sketch import CLOTH

# In sizes of the bow, x away from the knot, y down.
_LOOP: Final = (
    (0.06, -0.07, 0.6), (0.36, -0.31), (0.72, -0.43), (0.95, -0.36), (1.03, -0.06),
    (1.0, 0.26), (0.84, 0.38), (0.52, 0.27), (0.07, 0.08, 0.6),
)  # fmt: skip
_LOOP_LIGHT: Final = ((0.30, -0.20, 0.8), (0.58, -0.34), (0.80, -0.33, 0.8), (0.56, -0.25))
_UNDER_KNOT: Final = ((-0.2, 0.0, 1), (0.2, 0.0, 1), (0.26, 0.34), (0.06, 0.24), (-0.12, 0.30))
_KNOT: Final = (
    (-0.11, -0.13, 0.3), (0.11, -0.14, 0.3), (0.145, 0.0), (0.125, 0.15, 0.3),
    (-0.12, 0.14, 0.3), (-0.145, 0.0),
)  # fmt: skip
_KNOT_SHADE: Final = ((0.03, -0.14, 1), (0.2, -0.14), (0.2, 0.16), (0.0, 0.16, 1), (0.06, 0.0))
_KNOT_LIGHT: Final = ((-0.09, -0.09, 0.6), (0.0, -0.10), (-0.03, 0.0, 0.8))


@dataclass(frozen=True, slots=True)
class Knot:
    """Where a bow is tied, and how."""

    centre: ArrayLike
    size: float
    """Half of its width."""
    turn: float = 0.0
    """Radians."""
    squash: float = 1.0

    def put(self, points: Path, side: int = 1) -> Loop:
        """An outline on the canvas; side -1 mirrors it."""
        p = knots(points)
        x, y = side * p[:, 0] * self.size, p[:, 1] * self.size * self.squash
        c, s = np.cos(self.turn), np.sin(self.turn)
        cx, cy = np.asarray(self.centre, float)
        p[:, 0], p[:, 1] = x * c - y * s + cx, x * s + y * c + cy
        return p

    def line(self, points: Path, side: int = 1) -> Points:
        return self.put(points, side)[:, :2]

    def fold(self, points: Path, width: float, side: int, root: float = 0.0) -> Loop:
        return wedge(self.line(points, side), width * self.size, root, side)


def draw_bow(
    brush: Brush,
    knot: Knot,
    colour: Colour,
    *,
    tails: float,
    cast: float,
    trim: Colour | None,
) -> None:
    """Draw a bow; its tails are `tails` sizes long, `trim` is the colour of its hems, if any."""
    if tails:
        _draw_tails(brush, knot, colour, tails, cast, trim)
    _draw_loops(brush, knot, colour, cast, trim)
    brush.piece(
        [knot.put(_KNOT)],
        glow(colour, 0.25),
        folds=[knot.put(_KNOT_SHADE)],
        light=[knot.put(_KNOT_LIGHT)],
        cast=cast * 0.5,
    )


def _draw_tails(
    brush: Brush, knot: Knot, colour: Colour, tails: float, cast: float, trim: Colour | None
) -> None:
    lengths = ((1, tails), (-1, 1.12 * tails))
    ends: list[Loop] = []
    hems: list[Line] = []
    for side, y in lengths:
        tail = [
            (0.02, 0.0, 1), (0.16, 0.04), (0.34, 0.45 * y), (0.60, 0.96 * y, 1),
            (0.40, 0.98 * y, 0.9), (0.26, 1.10 * y, 1), (0.06, 0.55 * y),
        ]  # fmt: skip
        ends.append(knot.put(tail, side))
        hem = knot.line([(0.30, 1.0 * y), (0.55, 0.86 * y)], side)
        hems.append((hem, 0.05 * knot.size))
    crease = [(0.10, 0.1), (0.20, 0.45 * tails), (0.36, 0.95 * tails)]
    creases = [knot.fold(crease, 0.09, side) for side in (1, -1)]
    under = [knot.put(_UNDER_KNOT)]
    brush.piece(ends, dusk(colour, 0.35), folds=creases, deep=under, cast=cast)
    if trim is not None:
        brush.lines(hems, trim)


def _draw_loops(brush: Brush, knot: Knot, colour: Colour, cast: float, trim: Colour | None) -> None:
    loops: list[Loop] = []
    inside: list[Loop] = []
    folds: list[Loop] = []
    light: list[Loop] = []
    hems: list[Line] = []
    for side, big in ((1, 1.0), (-1, 1.05)):
        loops.append(knot.put([(x * big, y * big, *corner) for x, y, *corner in _LOOP], side))
        mouth = [
            (0.88 * big, -0.30, 0.8), (0.99 * big, -0.22), (0.99 * big, 0.14),
            (0.87 * big, 0.27, 0.8), (0.80, 0.0),
        ]  # fmt: skip
        inside.append(knot.put(mouth, side))
        folds += [
            knot.fold([(0.10, -0.01), (0.36, -0.07), (0.66, -0.17)], 0.085, side, 0.9),
            knot.fold([(0.12, 0.05), (0.40, 0.10), (0.72, 0.16), (0.86, 0.27)], 0.10, side, 0.9),
        ]
        light.append(knot.put(_LOOP_LIGHT, side))
        upper = knot.line([(0.34 * big, -0.24), (0.70 * big, -0.36), (0.90 * big, -0.30)], side)
        lower = knot.line([(0.50 * big, 0.20), (0.80 * big, 0.30), (0.92 * big, 0.22)], side)
        hems += [(upper, 0.035 * knot.size), (lower, 0.035 * knot.size)]
    brush.piece(loops, colour, folds=folds, deep=inside, light=light, cast=cast)
    if trim is not None:
        brush.lines(hems, trim, clip=CLOTH)
