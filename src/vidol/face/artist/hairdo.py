"""One head of hair: what it is drawn with, and the coordinates that its styles are given in.

Style coordinates: x in half-widths of the head from the midline, y 0 at the top of the hair, 0.83
at the upper lids, 1 at the eye line (the chin lies near 1.45, the shoulders near 1.75).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.curves import Points
from vidol.face.artist.hair import Hair
from vidol.face.artist.hair_tables import FRONTS
from vidol.face.artist.look import Look


class Hairdo:
    """The measures of a look's hair on a head."""

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
