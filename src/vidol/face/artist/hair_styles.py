"""Hair styles as tables of locks.

Coordinates: x in face half-widths from the midline, y 0 at the top of the hair, 1 at the eye line (the chin is near
1.45, the shoulders near 2). A front lock is (tip x, tip y, half-width, bend); it grows from the parting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.curves import Points, along
from vidol.face.artist.hair import Hair, N, lock_outline
from vidol.face.artist.look import HairBack, HairFront, HairSide, Look

Lock = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Front:
    """A fringe: where it parts, and its locks in drawing order."""

    part: float
    locks: tuple[Lock, ...]
    profile: str = "point"
    lift: float = 0.0  # how far the roots stand up before they fall


FRONTS: Final[dict[HairFront, Front]] = {
    "parted": Front(-0.22, (
        (1.10, 1.34, 0.17, 0.10), (-1.10, 1.30, 0.17, -0.10), (0.88, 1.14, 0.20, 0.06), (-0.90, 1.10, 0.19, -0.06), (0.60, 1.00, 0.21, 0.04), (-0.64, 0.97, 0.19, -0.05),
        (0.30, 0.90, 0.20, 0.02), (-0.40, 0.84, 0.16, -0.03), (0.02, 0.80, 0.15, 0.02))),
    "swept_left": Front(0.42, (
        (1.10, 1.24, 0.17, 0.08), (-1.12, 1.32, 0.18, -0.14), (0.90, 1.02, 0.17, 0.06), (-0.94, 1.12, 0.22, -0.12), (-0.66, 1.03, 0.23, -0.14), (0.68, 0.84, 0.14, 0.05),
        (-0.36, 0.97, 0.23, -0.16), (-0.06, 0.92, 0.21, -0.16), (0.24, 0.83, 0.16, -0.12))),
    "swept_right": Front(-0.42, (
        (-1.10, 1.24, 0.17, -0.08), (1.12, 1.32, 0.18, 0.14), (-0.90, 1.02, 0.17, -0.06), (0.94, 1.12, 0.22, 0.12), (0.66, 1.03, 0.23, 0.14), (-0.68, 0.84, 0.14, -0.05),
        (0.36, 0.97, 0.23, 0.16), (0.06, 0.92, 0.21, 0.16), (-0.24, 0.83, 0.16, 0.12))),
    "blunt": Front(0.0, (
        (-1.08, 1.22, 0.16, -0.06), (1.08, 1.22, 0.16, 0.06), (-0.82, 0.97, 0.19, -0.04), (0.82, 0.97, 0.19, 0.04), (-0.50, 0.92, 0.20, -0.03), (0.50, 0.93, 0.20, 0.03),
        (-0.17, 0.90, 0.20, -0.01), (0.18, 0.905, 0.20, 0.01)), "blunt"),
    "curtain": Front(0.0, (
        (1.12, 1.52, 0.18, 0.18), (-1.12, 1.52, 0.18, -0.18), (0.98, 1.24, 0.22, 0.20), (-0.98, 1.22, 0.22, -0.20), (0.72, 1.00, 0.22, 0.20), (-0.72, 0.99, 0.22, -0.20),
        (0.46, 0.80, 0.17, 0.14), (-0.45, 0.79, 0.17, -0.14)), "point", 0.05),
    "messy": Front(0.10, (
        (-1.16, 1.18, 0.17, 0.06), (1.16, 1.22, 0.17, -0.06), (0.92, 1.06, 0.19, -0.10), (-0.84, 1.10, 0.19, 0.10), (-0.58, 0.90, 0.19, -0.10), (0.62, 0.94, 0.20, 0.12),
        (-0.26, 1.00, 0.18, 0.10), (0.34, 0.86, 0.18, -0.10), (0.06, 0.95, 0.16, -0.12), (-0.42, 0.74, 0.11, 0.12))),
    "spiky": Front(-0.1, (
        (-1.22, 1.04, 0.17, 0.10), (1.24, 1.06, 0.17, -0.10), (-0.92, 1.00, 0.18, 0.08), (0.92, 1.00, 0.18, -0.08), (-0.60, 0.88, 0.17, 0.08), (0.60, 0.90, 0.18, -0.06),
        (0.28, 0.82, 0.16, -0.08), (-0.30, 0.94, 0.16, 0.06), (0.00, 0.86, 0.14, 0.06)), "leaf", 0.06),
    "wispy": Front(0.05, (
        (-1.10, 1.36, 0.13, -0.10), (1.10, 1.36, 0.13, 0.10), (-0.86, 1.08, 0.15, -0.06), (0.86, 1.08, 0.15, 0.06), (-0.62, 0.95, 0.15, -0.05), (0.62, 0.97, 0.15, 0.05),
        (-0.38, 0.98, 0.14, 0.03), (0.38, 0.91, 0.14, 0.03), (-0.12, 0.90, 0.13, -0.02), (0.14, 0.97, 0.13, -0.03))),
    "asymmetric": Front(-0.50, (
        (-1.08, 1.12, 0.16, -0.06), (1.16, 1.62, 0.19, 0.14), (1.00, 1.30, 0.24, 0.14), (-0.86, 0.94, 0.15, -0.04), (0.72, 1.14, 0.25, 0.14), (0.38, 1.04, 0.24, 0.14),
        (0.04, 0.94, 0.21, 0.12), (-0.26, 0.82, 0.15, 0.08))),
    "between_eyes": Front(0.0, (
        (-1.12, 1.28, 0.17, -0.10), (1.12, 1.28, 0.17, 0.10), (-0.86, 1.08, 0.19, -0.08), (0.86, 1.08, 0.19, 0.08), (-0.54, 0.96, 0.20, -0.06), (0.54, 0.96, 0.20, 0.06),
        (-0.26, 0.86, 0.15, -0.06), (0.28, 0.85, 0.15, 0.06), (0.02, 1.12, 0.15, 0.04))),
    "rounded": Front(0.0, (
        (-1.08, 1.26, 0.16, -0.08), (1.08, 1.26, 0.16, 0.08), (-0.88, 1.05, 0.19, 0.04), (0.88, 1.05, 0.19, -0.04), (-0.62, 0.96, 0.19, 0.04), (0.62, 0.96, 0.19, -0.04),
        (-0.36, 0.91, 0.19, 0.03), (0.36, 0.91, 0.19, -0.03), (-0.10, 0.89, 0.18, 0.01), (0.14, 0.89, 0.16, 0.0)), "full"),
    "fluffy": Front(0.15, (
        (-1.16, 1.20, 0.20, 0.16), (1.16, 1.20, 0.20, -0.16), (-0.86, 1.00, 0.23, 0.16), (0.88, 1.02, 0.22, -0.16), (-0.52, 0.93, 0.23, 0.14), (0.58, 0.92, 0.22, -0.12),
        (-0.20, 0.90, 0.21, 0.12), (0.24, 0.88, 0.19, -0.08)), "leaf", 0.04),
    "slick": Front(0.30, (
        (1.12, 1.12, 0.17, 0.22), (-1.12, 1.14, 0.18, -0.20), (0.98, 0.86, 0.18, 0.26), (-0.98, 0.84, 0.22, -0.24), (-0.72, 0.66, 0.22, -0.24), (0.78, 0.62, 0.16, 0.20),
        (-0.40, 0.58, 0.18, -0.22), (-0.52, 0.94, 0.07, -0.18)), "point", 0.08),
    "choppy": Front(-0.05, (
        (-1.12, 1.20, 0.17, -0.04), (1.12, 1.16, 0.17, 0.04), (-0.88, 0.98, 0.18, 0.02), (0.88, 1.04, 0.18, -0.02), (-0.62, 1.03, 0.15, -0.02), (0.64, 0.91, 0.16, 0.02),
        (-0.40, 0.88, 0.16, 0.02), (0.40, 0.99, 0.15, -0.02), (-0.16, 0.96, 0.15, 0.0), (0.14, 0.86, 0.15, 0.02)), "strand"),
}  # fmt: skip

# Side locks: (root x, root y, bend x, bend y, tip x, tip y, half-width, profile), mirrored; drawn outer first.
SIDES: Final[dict[HairSide, tuple[tuple[float, float, float, float, float, float, float, str], ...]]] = {
    "none": (),
    "short": ((0.80, 0.35, 1.12, 0.80, 1.02, 1.20, 0.13, "point"),),
    "jaw": ((0.86, 0.35, 1.20, 0.95, 1.06, 1.56, 0.15, "point"), (0.80, 0.40, 1.06, 0.95, 0.93, 1.40, 0.11, "strand")),
    "long": ((0.86, 0.35, 1.24, 1.05, 1.12, 2.15, 0.17, "point"), (0.80, 0.40, 1.08, 1.00, 1.00, 1.86, 0.12, "strand")),
    "hime": ((0.84, 0.35, 1.10, 0.90, 1.00, 1.42, 0.19, "blunt"),),
    "wavy": ((0.86, 0.35, 1.30, 0.98, 1.02, 1.84, 0.15, "leaf"), (0.80, 0.40, 1.08, 1.10, 1.16, 1.62, 0.11, "leaf")),
    "curled": ((0.86, 0.35, 1.24, 1.00, 0.86, 1.62, 0.16, "full"), (0.80, 0.40, 1.06, 0.90, 0.88, 1.30, 0.10, "strand")),
    "thin": ((0.82, 0.40, 1.10, 1.00, 1.02, 1.72, 0.07, "strand"),),
    "layered": ((0.86, 0.35, 1.26, 0.90, 1.16, 1.40, 0.14, "point"), (0.82, 0.40, 1.16, 0.85, 1.02, 1.20, 0.12, "point"), (0.80, 0.40, 1.04, 0.80, 0.92, 1.04, 0.09, "point")),
    "tucked": ((0.80, 0.35, 1.12, 0.70, 1.10, 1.02, 0.12, "point"),),
}  # fmt: skip


class Styles:
    """Draws the three groups of a look's hair."""

    def __init__(self, hair: Hair, look: Look, a: Anatomy) -> None:
        self.hair, self.look, self.a = hair, look, a
        self.top = a.crown - a.volume
        self.unit = a.eye_y - self.top
        self.wide = a.face_half * (1.05 + 0.8 * (a.volume - 0.04) / 0.152)

    def at(self, points: Sequence[Sequence[float]]) -> Points:
        """Style coordinates to the canvas."""
        p = np.asarray(points, float)
        return np.stack([self.a.cx + self.wide * p[:, 0], self.top + self.unit * p[:, 1]], axis=1)

    # ---- the fringe

    def front_spines(self) -> list[tuple[Points, float, str]]:
        style = FRONTS[self.look.hair_front]
        out = []
        for x, y, half, bend in style.locks:
            root_x = style.part + 0.20 * (x - style.part)
            root = (root_x, 0.045 + 0.10 * abs(root_x - style.part) - 0.3 * style.lift)
            shoulder = (style.part + 0.68 * (x - style.part) + 0.35 * bend, 0.20 * y + 0.07 + 0.05 * (x - style.part) ** 2 - style.lift)
            middle = (style.part + 0.94 * (x - style.part) + bend, 0.62 * y)
            out.append((self.at([root, shoulder, middle, (x, y)]), half * self.wide, style.profile))
        return out

    def draw_cap(self) -> None:
        """The hair that lies on the skull, under the locks."""
        half = [(0, -0.01), (0.46, 0.025), (0.86, 0.17), (1.10, 0.42), (1.19, 0.70), (1.18, 0.95), (1.04, 1.02), (0.97, 0.80), (0.84, 0.60), (0.5, 0.50), (0, 0.48)]
        right = self.at(half)
        left = self.at([(-x, y) for x, y in half[::-1] if x > 0])
        self.hair.mass(np.concatenate([right, left]))
        rim = self.at([(-1.19, 0.78), (-1.10, 0.42), (-0.86, 0.17), (-0.46, 0.025), (0, -0.01), (0.46, 0.025), (0.86, 0.17), (1.10, 0.42), (1.19, 0.78)])
        self.hair.outline(along(rim, 18), weight=1.1)

    def front_outlines(self) -> list[Points]:
        """The outlines of the fringe's locks, for the shadow they throw."""
        return [lock_outline(along(spine, N), half, profile) for spine, half, profile in self.front_spines()]

    def draw_front(self) -> None:
        for spine, half, profile in self.front_spines():
            self.hair.lock(spine, half, profile=profile)

    # ---- the sides

    def side_spines(self) -> list[tuple[Points, float, str]]:
        out = []
        longer = 1 + 0.12 * self.look.hair_length
        for rx, ry, bx, by, tx, ty, half, profile in SIDES[self.look.hair_side]:
            for side in (1, -1):
                droop = 0.03 if side < 0 else 0.0  # one side a little longer: perfect symmetry reads as dead
                out.append((self.at([(side * rx, ry), (side * bx, by), (side * tx, by + (ty - by) * longer + droop)]), half * self.wide, profile))
        return out

    def draw_sides(self) -> None:
        for spine, half, profile in self.side_spines():
            self.hair.lock(spine, half, profile=profile)

    # ---- the back

    def draw_back(self) -> None:
        BACKS[self.look.hair_back](self)

    def back_mass(self, half: Sequence[tuple[float, float]], tone: str = "deep") -> None:
        """The dark inside of the hair behind the neck, from its right half."""
        pts = [*half, *[(-x, y) for x, y in half[::-1] if x > 0]]
        self.hair.mass(self.at(pts), tone)

    def pair(self, points: Sequence[tuple[float, float]], half: float, profile: str = "point", **options: object) -> None:
        """A lock and its mirror image."""
        for side in (1, -1):
            self.hair.lock(self.at([(side * x, y + (0.03 if side < 0 else 0)) for x, y in points]), half * self.wide, profile=profile, shine=False, **options)  # type: ignore[arg-type]

    def length(self, y: float) -> float:
        """A length varied by the look."""
        return 1.2 + (y - 1.2) * (1 + 0.18 * self.look.hair_length)


def _dome(reach: float, low: float, flare: float = 1.2) -> list[tuple[float, float]]:
    """Right half of hair that falls to `low`, at most `flare` wide."""
    return [(0, 0.0), (0.5, 0.02), (0.92, 0.24), (1.14, 0.62), (flare, 1.0), (reach, low - 0.15), (reach * 0.8, low), (0, low + 0.02)]


def _pixie(h: Styles) -> None:
    h.back_mass(_dome(0.95, 1.35, 1.14))
    for x, y in ((1.12, 1.30), (0.92, 1.46), (0.62, 1.52)):
        h.pair([(0.85, 0.5), (1.18, 0.95), (x, y)], 0.14)


def _undercut(h: Styles) -> None:
    h.back_mass(_dome(0.88, 1.22, 1.08))
    h.pair([(0.85, 0.45), (1.12, 0.85), (1.02, 1.22)], 0.13)


def _bob(h: Styles) -> None:
    low = h.length(1.55)
    h.back_mass(_dome(1.18, low, 1.30))
    for x, d in ((0.62, 0.05), (0.90, 0.03), (1.12, 0.0)):
        h.pair([(0.95, 0.4), (1.34, 1.0), (x, low + d)], 0.20, "full")


def _medium(h: Styles) -> None:
    low = h.length(1.85)
    h.back_mass(_dome(1.15, low, 1.26))
    for x, d, w in ((0.70, 0.10, 0.20), (1.00, 0.05, 0.20), (1.30, -0.02, 0.18)):
        h.pair([(0.95, 0.4), (1.32, 1.05), (x, low + d)], w)


def _wolf(h: Styles) -> None:
    low = h.length(1.70)
    h.back_mass(_dome(1.0, low - 0.1, 1.22))
    for x, y, b in ((0.70, low + 0.20, 1.05), (1.05, low + 0.12, 1.20), (1.38, low - 0.12, 1.22), (1.36, low - 0.45, 1.20)):
        h.pair([(0.92, 0.4), (b + 0.1, 0.95), (x, y)], 0.16)


def _spiky(h: Styles) -> None:
    h.back_mass(_dome(1.02, 1.4, 1.2))
    for x, y, bx, by in ((0.95, 1.62, 1.2, 1.1), (1.35, 1.42, 1.25, 0.95), (1.50, 1.08, 1.22, 0.75), (1.45, 0.72, 1.12, 0.5), (1.22, 0.36, 0.98, 0.28)):
        h.pair([(0.70, 0.35), (bx, by), (x, y)], 0.17, "leaf")


def _long(h: Styles) -> None:
    low = h.length(2.75)
    h.back_mass(_dome(1.35, low, 1.30))
    for x, d, w in ((0.80, 0.12, 0.26), (1.12, 0.06, 0.26), (1.42, -0.05, 0.22)):
        h.pair([(0.95, 0.4), (1.34, 1.0), (x + 0.02, 1.9), (x, low + d)], w, "strand")


def _long_wavy(h: Styles) -> None:
    low = h.length(2.6)
    h.back_mass(_dome(1.45, low, 1.34))
    for x, d, w in ((0.85, 0.12, 0.26), (1.20, 0.05, 0.26), (1.55, -0.08, 0.22)):
        h.pair([(0.95, 0.4), (1.40, 0.95), (x - 0.12, 1.45), (x + 0.14, 1.95), (x - 0.05, low + d)], w, "leaf")


def _twin_tails(h: Styles) -> None:
    h.back_mass(_dome(0.92, 1.32, 1.16))
    low = h.length(2.65)
    for bx, by, tx, ty, w in ((2.15, 1.0, 1.95, low - 0.3, 0.24), (1.75, 1.1, 1.45, low, 0.26), (1.95, 1.05, 1.70, low + 0.08, 0.22)):
        h.pair([(1.02, 0.42), (bx - 0.35, 0.55), (bx, by), (tx, ty)], w, "leaf")


def _low_twins(h: Styles) -> None:
    h.back_mass(_dome(1.0, 1.45, 1.22))
    low = h.length(2.45)
    for bx, tx, ty, w in ((1.45, 1.35, low, 0.22), (1.30, 1.05, low + 0.1, 0.24)):
        h.pair([(0.98, 1.25), (bx, 1.75), (tx, ty)], w, "leaf")


def _tail(h: Styles, root: tuple[float, float], bends: Sequence[tuple[float, float, float, float, float]]) -> None:
    for bx, by, tx, ty, w in bends:
        h.hair.lock(h.at([root, (bx, by), (tx, ty)]), w * h.wide, profile="leaf", shine=False)


def _ponytail(h: Styles) -> None:
    low = h.length(2.3)
    _tail(h, (0.25, 0.12), ((1.65, 0.35, 1.75, low - 0.35, 0.28), (1.45, 0.45, 1.38, low, 0.30), (1.55, 0.4, 1.60, low - 0.1, 0.22)))
    h.back_mass(_dome(0.90, 1.30, 1.16))


def _side_pony(h: Styles) -> None:
    low = h.length(2.4)
    h.back_mass(_dome(1.0, 1.42, 1.2))
    _tail(h, (1.02, 1.18), ((1.75, 1.5, 1.42, low, 0.26), (1.55, 1.6, 1.10, low + 0.06, 0.26), (1.65, 1.55, 1.28, low - 0.2, 0.20)))


def _braid(h: Styles) -> None:
    h.back_mass(_dome(1.0, 1.45, 1.2))
    low = h.length(2.5)
    count = 6
    for i in range(count):
        y = 1.45 + (low - 1.45) * i / count
        x = 1.20 - 0.06 * i
        for turn in (-1, 1):
            h.hair.lock(h.at([(x + turn * 0.24, y - 0.02), (x + turn * 0.20, y + 0.14), (x - turn * 0.10, y + 0.30)]), 0.13 * h.wide, profile="full", shine=False, line=0.9)
    h.hair.lock(h.at([(0.86, low - 0.04), (0.88, low + 0.12), (0.80, low + 0.3)]), 0.12 * h.wide, profile="leaf", shine=False)


def _buns(h: Styles) -> None:
    for side in (1, -1):
        for dx, dy, w in ((0.0, 0.0, 0.30), (0.10, 0.10, 0.24), (-0.10, 0.06, 0.22)):
            x = side * (0.86 + dx)
            h.hair.lock(h.at([(x - side * 0.26, -0.02 + dy), (x + side * 0.05, -0.16 + dy), (x + side * 0.30, 0.06 + dy), (x + side * 0.12, 0.30 + dy)]), w * h.wide, profile="full", shine=False)
    h.back_mass(_dome(0.95, 1.40, 1.18))
    h.pair([(0.9, 0.5), (1.16, 1.0), (0.95, 1.52)], 0.12)


def _drills(h: Styles) -> None:
    h.back_mass(_dome(1.05, 1.5, 1.24))
    for side in (1, -1):
        for i in range(5):
            y, w = 1.18 + 0.24 * i, 0.34 - 0.045 * i
            x = side * (1.38 - 0.02 * i)
            h.hair.lock(h.at([(x - side * w, y - 0.05), (x - side * 0.1 * w, y + 0.13), (x + side * w, y + 0.02)]), 0.15 * h.wide, profile="full", shine=False)


BACKS: Final = {
    "pixie": _pixie, "bob": _bob, "medium": _medium, "long": _long, "long_wavy": _long_wavy, "twin_tails": _twin_tails, "low_twins": _low_twins,
    "ponytail": _ponytail, "side_pony": _side_pony, "braid": _braid, "buns": _buns, "wolf": _wolf, "spiky": _spiky, "drills": _drills, "undercut": _undercut,
}  # fmt: skip
