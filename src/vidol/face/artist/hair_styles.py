"""Hair styles: the groups of a look's hair, in the order in which they are drawn.

hairdo        the coordinates of a head of hair
hair_tables   fringes and side locks as numbers
hair_fringe   these as locks on one head
hair_cap      what lies on the skull
hair_crown    the lines and the light on it
hair_backs    what hangs behind the head; hair_ties what is tied, braided and curled
"""

from __future__ import annotations

from typing import Final

from vidol.face.artist import hair_backs, hair_cap, hair_crown
from vidol.face.artist.curves import Points
from vidol.face.artist.hair_fringe import front_forms, side_forms
from vidol.face.artist.hairdo import Hairdo

# The band under the cap's edge on the forehead.
_HAIRLINE: Final = (
    (-1.0, 0.82), (-0.86, 0.56), (-0.5, 0.41), (0, 0.375), (0.5, 0.41), (0.86, 0.56), (1.0, 0.82),
    (0.9, 0.3), (0, 0.2), (-0.9, 0.3),
)  # fmt: skip


class Styles:
    """Draws the groups of a look's hair, from the back to the fringe."""

    def __init__(self, hairdo: Hairdo) -> None:
        self._hairdo = hairdo
        self._fringe = front_forms(hairdo)
        self._sides = side_forms(hairdo)

    def draw_back(self) -> None:
        """Everything behind the neck."""
        hair_backs.draw(self._hairdo)

    def draw_over_shoulders(self) -> None:
        """Tails, braids and ringlets that fall over the clothes."""
        hair_backs.draw_over(self._hairdo)

    def front_outlines(self) -> list[Points]:
        """The outlines of the locks that throw a shadow on the face."""
        h = self._hairdo
        higher = 0.05 * h.unit if h.look.hair_front == "slick" else 0
        outlines: list[Points] = []
        for f in self._fringe + self._sides:
            outlines += list(f.outline)
        return [*outlines, h.at(_HAIRLINE) + (0, higher)]

    def draw_sides(self) -> None:
        if not self._sides:
            return
        h = self._hairdo
        h.hair.group(h.top, float(max(f.spine[..., 1].max() for f in self._sides)))
        outlines: list[Points] = []
        for f in self._sides:
            outlines += list(f.outline)
        h.hair.mask(outlines, fresh=True)
        if h.look.hair_side == "curled":
            for side in (-1, 1):
                hair_backs.ringlet(h, (side * 1.20, 1.10), (side * 1.20, 1.84), 0.24, side, 4)
            h.hair.group(h.top, float(h.at((0, 1.8))[1]))
        for f in self._sides:
            h.hair.locks(f, bare=0.22)

    def draw_cap(self) -> None:
        """The hair that lies on the skull, under the locks."""
        hair_cap.draw_cap(self._hairdo, self._fringe, fresh=not self._sides)

    def draw_front(self) -> None:
        """The fringe, and lines and light on the crown."""
        for f in self._fringe:
            self._hairdo.hair.locks(f, bare=0.30)
        hair_crown.draw_lines(self._hairdo)
        hair_crown.draw_halo(self._hairdo)
