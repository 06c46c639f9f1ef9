"""Pieces: things made of several pieces, which clothes and accessories share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64, Bools
from vidol.face.artist.bow import Knot, draw_bow
from vidol.face.artist.brush import Brush, dusk, glow
from vidol.face.artist.colour import Colour
from vidol.face.artist.curves import Points
from vidol.face.artist.head import LINE
from vidol.face.artist.shapes import Line, Loop, disc, loop, normals, resampled
from vidol.face.artist.sketch import CLOTH

_CREASE: Final = np.array([0.6, 0.6, 0.8, 1.0])
"""The corners of a fold in a frill."""


class Pieces(Brush):
    """A brush that knows bows, frills, stones and buttons."""

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
        """A tied ribbon; `size` is half of its width, and its tails are `tails` sizes long."""
        draw_bow(self, Knot(centre, size, turn, squash), colour, tails=tails, cast=cast, trim=trim)

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
        """Gathered frills that hang to the right of lines.

        Scalloped hems, folds from the gathers, lace holes if asked.
        """
        peak = np.arange(2 * count + 1) % 2 == 1
        corner = _scallops(peak)
        valleys, peaks = np.nonzero(~peak)[0][1:-1], np.nonzero(peak)[0]
        shapes: list[Loop] = []
        folds: list[Loop] = []
        seams: list[Line] = []
        holes: list[Points] = []
        for line in lines:
            base = resampled(line, len(peak))
            out = normals(base) * depth
            hem = base + out * np.where(peak, 1.0, 0.80)[:, None]
            drop = hem - base
            across = np.stack([out[:, 1], -out[:, 0]], axis=1)
            shapes.append(loop(np.concatenate([base, hem[::-1]]), corner))
            for i in valleys:
                folds.append(_gather(base[i], hem[i], across[i]))
                crease = np.stack([hem[i], base[i] + 0.15 * drop[i]])
                seams.append((crease, (LINE * 0.75, LINE * 0.2)))
            for i in peaks:
                crease = np.stack([base[i], base[i] + 0.5 * drop[i]])
                seams.append((crease, (LINE * 0.6, 0.0)))
                holes.append(base[i] + 0.74 * drop[i])
        self.piece(shapes, colour, folds=folds, seams=seams, cast=cast, weight=weight)
        if lace:
            rings = [disc(hole, 0.09 * depth, n=6) for hole in holes]
            self.fill(rings, dusk(colour, 1.6), clip=CLOTH)

    def gem(
        self, centre: ArrayLike, rx: float, ry: float, colour: Colour, rim: Colour | None = None
    ) -> None:
        """A cut stone in its setting."""
        x, y = np.asarray(centre, float)
        if rim is not None:
            shade = disc((x + 0.5 * rx, y + 0.6 * ry), rx * 1.1, ry * 1.0)
            self.piece([disc((x, y), rx * 1.38, ry * 1.32, 10)], rim, folds=[shade], cast=0.003)
        facet = [
            (x - rx, y - 0.1 * ry), (x, y - 0.35 * ry), (x + rx, y - 0.1 * ry),
            (x + rx, y - ry), (x - rx, y - ry),
        ]  # fmt: skip
        self.piece([disc((x, y), rx, ry, 10)], colour, folds=[loop(facet, 1)], weight=0.7)
        shine = disc((x, y + 0.55 * ry), 0.5 * rx, 0.28 * ry, 6)
        self.fill([shine], glow(colour, 1.6), clip=CLOTH, opacity=0.8)
        spark = disc((x - 0.36 * rx, y - 0.40 * ry), 0.24 * rx, 0.22 * ry, 6)
        self.fill([spark], self.white, opacity=0.95)

    def button(self, centres: Sequence[ArrayLike], r: float, colour: Colour) -> None:
        """Round buttons with a rim and a light."""
        at = [np.asarray(centre, float) for centre in centres]
        rims = [disc(c, r) for c in at]
        shades = [disc(c + (0.25 * r, 0.3 * r), 0.85 * r) for c in at]
        lights = [disc(c - (0.30 * r, 0.34 * r), 0.24 * r, n=6) for c in at]
        self.piece(rims, colour, folds=shades, cast=0.0025, weight=0.7)
        self.fill([disc(c, 0.50 * r, n=6) for c in at], colour, clip=CLOTH)
        self.fill(lights, glow(colour, 1.8), opacity=0.9)


def _scallops(peak: Bools) -> F64:
    """The corners of a frill's outline: sharp where the hem is gathered, and at its four ends."""
    n = len(peak)
    corner = np.concatenate([np.full(n, 0.2), np.where(peak, 0.0, 0.75)[::-1]])
    corner[[0, n - 1, n, -1]] = 1.0
    return corner


def _gather(base: Points, hem: Points, across: Points) -> Loop:
    """The fold that falls from a gather."""
    edges = [base - across * 0.1, base + across * 0.12, hem + across * 0.30, hem]
    return loop(np.stack(edges), _CREASE)
