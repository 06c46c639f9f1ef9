"""Hair styles: the coordinates of a head of hair, and the order in which it is drawn.

Style coordinates: x in half-widths of the head from the midline, y 0 at the top of the hair, 0.83
at the upper lids, 1 at the eye line (the chin lies near 1.45, the shoulders near 1.75).

    hair_tables   fringes and side locks as numbers
    hair_fringe   these as locks on one head
    hair_cap      what lies on the skull
    hair_crown    the lines and the light on it
    hair_backs    what hangs behind the head; hair_ties what is tied, braided and curled
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist import hair_backs, hair_cap, hair_crown
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.curves import Points
from vidol.face.artist.hair import Hair
from vidol.face.artist.hair_fringe import front_forms, side_forms
from vidol.face.artist.hair_tables import FRONTS
from vidol.face.artist.look import Look

# The band under the cap's edge on the forehead.
_HAIRLINE: Final = (
    (-1.0, 0.82), (-0.86, 0.56), (-0.5, 0.41), (0, 0.375), (0.5, 0.41), (0.86, 0.56), (1.0, 0.82),
    (0.9, 0.3), (0, 0.2), (-0.9, 0.3),
)  # fmt: skip


class Styles:
    """Draws the groups of a look's hair, from the back to the fringe."""

    def __init__(self, hair: Hair, look: Look, a: Anatomy) -> None:
        self.hair = hair
        self.look = look
        self.a = a
        self.style = FRONTS[look.hair_front]
        self.top = a.crown - a.volume
        self.unit = a.eye_y - self.top
        self.wide = a.face_half * 1.05
        # Big heads: what stands far out or up is drawn in, so that it stays on the picture.
        self.room = min(1.0, ((self.top - 0.014) / self.unit - 0.06) / 0.19)
        self.narrow = 1 - min(1.0, (0.44 / self.wide - 1.3) / 0.9)
        self.masculine = look.presentation == "masculine"
        # The upper lids sit higher on heads with larger eyes; tips above the eyes follow them.
        self.lid = (a.eye_y - 1.0 * a.eye_half * a.eye_tall - self.top) / self.unit
        self.puff = self.style.puff + 0.6 * look.hair_volume - (0.35 if self.masculine else 0.0)
        self.forms = front_forms(self)
        self.sides = side_forms(self)

    # ---- coordinates

    def at(self, points: ArrayLike) -> Points:
        """Style coordinates (..., 2) to the canvas."""
        p = np.asarray(points, float)
        x, y = p[..., :1], p[..., 1:]
        far = np.maximum(0.0, np.abs(x) - 1.3)
        side = x - np.sign(x) * far * self.narrow
        down = np.where(y < -0.06, -0.06 + (y + 0.06) * self.room, y)
        scaled = np.concatenate([side, down], axis=-1) * (self.wide, self.unit)
        out: Points = scaled + (self.a.cx, self.top)
        return out

    def jitter(self, shape: tuple[int, ...], by: float) -> F64:
        """Small departures that are the look's own."""
        count = int(np.prod(shape))
        return np.array([self.hair.rng.uniform(-by, by) for _ in range(count)]).reshape(shape)

    def dome(self) -> list[tuple[float, float]]:
        """Right half of the silhouette of the hair on the skull, from the top to beside the ear."""
        p, side = 0.05 * self.puff, 1 + 0.45 * (0.05 * self.puff)
        if self.look.hair_back == "undercut":
            side -= 0.06
        elif self.masculine:
            side -= 0.03
        return [
            (0, -0.03 - p), (0.50, 0.012 - 0.9 * p), (0.95 * side, 0.145 - 0.6 * p),
            (1.22 * side, 0.375 - 0.2 * p), (1.31 * side, 0.67), (1.25 * side, 0.94),
        ]  # fmt: skip

    def length(self, y: float) -> float:
        """A length varied by the look."""
        return 1.2 + (y - 1.2) * (1 + 0.18 * self.look.hair_length)

    # ---- the groups, in drawing order

    def draw_back(self) -> None:
        """Everything behind the neck."""
        hair_backs.draw(self)

    def draw_over_shoulders(self) -> None:
        """Tails, braids and ringlets that fall over the clothes."""
        hair_backs.draw_over(self)

    def front_outlines(self) -> list[Points]:
        """The outlines of the locks that throw a shadow on the face."""
        higher = 0.05 * self.unit if self.look.hair_front == "slick" else 0
        outlines: list[Points] = []
        for f in self.forms + self.sides:
            outlines += list(f.outline)
        return [*outlines, self.at(_HAIRLINE) + (0, higher)]

    def draw_sides(self) -> None:
        if not self.sides:
            return
        h = self.hair
        h.group(self.top, float(max(f.spine[..., 1].max() for f in self.sides)))
        outlines: list[Points] = []
        for f in self.sides:
            outlines += list(f.outline)
        h.mask(outlines, fresh=True)
        if self.look.hair_side == "curled":
            for side in (-1, 1):
                hair_backs.ringlet(self, (side * 1.20, 1.10), (side * 1.20, 1.84), 0.24, side, 4)
            h.group(self.top, float(self.at((0, 1.8))[1]))
        for f in self.sides:
            h.locks(f, bare=0.22)

    def draw_cap(self) -> None:
        """The hair that lies on the skull, under the locks."""
        hair_cap.draw_cap(self)

    def draw_front(self) -> None:
        """The fringe, and lines and light on the crown."""
        for f in self.forms:
            self.hair.locks(f, bare=0.30)
        hair_crown.draw_lines(self)
        hair_crown.draw_halo(self)
