"""The wardrobe: where on a head things sit, and how what grows there is rooted in the hair."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, mix, oklab
from vidol.face.artist.curves import Points
from vidol.face.artist.hair_colour import tones
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.pieces import Pieces
from vidol.face.artist.shapes import Loop, Path, knots, loop, wedge
from vidol.face.artist.sketch import Sketch

# Locks that lap over the foot of what grows out of the hair: outlines, shades, edges.
_LOCKS: Final = (
    ((-0.62, -0.42, 0.4), (-0.58, -0.05), (-0.34, 0.24, 1), (-0.40, -0.05), (-0.22, -0.40, 0.4)),
    ((-0.25, -0.42, 0.4), (-0.24, -0.10), (-0.10, 0.10, 1), (-0.02, -0.12), (0.08, -0.42, 0.4)),
    ((0.44, -0.42, 0.4), (0.47, -0.10), (0.34, 0.20, 1), (0.28, -0.10), (0.10, -0.42, 0.4)),
)
_LOCK_SHADES: Final = (
    (((-0.42, -0.40), (-0.42, -0.05), (-0.34, 0.22)), 0.08),
    (((0.02, -0.40), (-0.05, -0.1), (-0.10, 0.09)), 0.07),
    (((0.38, -0.4), (0.40, -0.08), (0.34, 0.18)), 0.08),
)
_LOCK_EDGES: Final = (
    ((-0.58, -0.10), (-0.52, 0.02), (-0.34, 0.24)),
    ((-0.34, 0.24), (-0.38, 0.0), (-0.30, -0.20)),
    ((-0.22, -0.12), (-0.18, 0.0), (-0.10, 0.10)),
    ((-0.10, 0.10), (-0.04, -0.04), (0.0, -0.18)),
    ((0.46, -0.14), (0.45, 0.02), (0.34, 0.20)),
    ((0.34, 0.20), (0.29, -0.04), (0.20, -0.22)),
)


class Frame:
    """A little coordinate system: x right, y up along `turn`, in multiples of `size`."""

    def __init__(self, origin: ArrayLike, size: float, turn: float = 0.0, flip: int = 1) -> None:
        self.origin = np.asarray(origin, float)
        self.size = size
        self.turn = turn
        self.flip = flip
        self.spread = 1.0
        """Stretches x."""

    def at(self, points: ArrayLike) -> Points:
        """Local points to the canvas."""
        p = np.asarray(points, float)
        x, y = self.flip * self.spread * p[:, 0], -p[:, 1]
        c, s = np.cos(self.turn), np.sin(self.turn)
        placed: Points = np.stack([x * c - y * s, x * s + y * c], axis=1) * self.size + self.origin
        return placed

    def cut(self, *path: tuple[float, ...]) -> Loop:
        """A closed outline from (x, y) or (x, y, corner)."""
        p = knots(path)
        return loop(self.at(p[:, :2]), p[:, 2])

    def fold(self, *points: tuple[float, float], width: float, root: float = 0.0) -> Loop:
        """A wedge along a spine."""
        return wedge(self.at(points), width * self.size, root, self.flip)


class Wardrobe(Pieces):
    """Everything that can be worn on the head, the ears or the neck."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        super().__init__(s, look, hand)
        self.a = a
        self.k = a.face_half / 0.172
        self.hair = tones(look, hand)
        top = a.crown - a.volume
        unit = a.eye_y - top
        self.dome = a.cx, top + 0.70 * unit, min(1.29 * 1.05 * a.face_half, 0.30), 0.72 * unit
        """The round of the hair: middle and half-axes of an ellipse."""
        self.bright = self.against_hair(
            self.accent, mix(self.accent, self.white, 0.62), self.second, self.white
        )
        """For bows and pins."""
        self.near = -1 if look.seed % 2 else 1
        """The side where single pieces sit."""

    def against_hair(self, *colours: Colour) -> Colour:
        """The first of the colours that stands out from the hair, or the one that does so most."""
        hair = np.array(oklab(self.hair.base))

        def apart(colour: Colour) -> float:
            gap = (np.array(oklab(colour)) - hair) * (1.0, 1.6, 1.6)
            return float(np.sqrt((gap**2).sum()))

        return next((c for c in colours if apart(c) > 0.17), max(colours, key=apart))

    def on_hair(self, degrees: float, sink: float = 0.0) -> Points:
        """A point on the hair's silhouette, sunk towards the middle.

        `degrees` count from the top towards the right.
        """
        cx, cy, rx, ry = self.dome
        t = np.radians(degrees)
        return np.array([cx + (rx - sink) * np.sin(t), cy - (ry - sink) * np.cos(t)])

    def side(
        self, degrees: float, size: float, lean: float, sink: float = 0.0, tall: float = 1.1
    ) -> list[Frame]:
        """Frames on both sides of the skull, tilted outwards by `lean` degrees.

        What stands `tall` sizes high stays on the picture.
        """
        foot = self.on_hair(degrees, sink)
        fits = (foot[1] - 0.016) / (tall * np.cos(np.radians(lean)))
        size = min(size * self.k, fits)
        return [
            Frame(self.on_hair(s * degrees, sink), size, s * np.radians(lean), s) for s in (1, -1)
        ]

    def grown(self, f: Frame, shape: Path, line: Colour, weight: float = 1.1) -> None:
        """The outline of something that grows out of the hair: open at its foot."""
        if not self.hand.line:
            return
        k = f.cut(*shape)
        width = np.full(len(k), LINE * self.hand.line * weight)
        width[[0, -1]] *= 0.2
        self.s.stroke(k[:, :2], width, self.paint(line), corner=k[:, 2], opacity=self.hand.ink)

    def roots(self, foot: Frame, spread: float = 1.0) -> None:
        """Locks that lap over the foot of an ear or a horn."""
        f = Frame(foot.origin, foot.size, foot.turn, foot.flip)
        f.spread = spread
        locks = [f.cut(*lock) for lock in _LOCKS]
        self.cast(locks, -0.006, strength=0.8)
        self.fill(locks, self.hair.base)
        shades = [f.fold(*spine, width=width) for spine, width in _LOCK_SHADES]
        self.fill(shades, self.hair.shade, opacity=0.75)
        if self.hand.line:
            width = LINE * self.hand.line * np.array([0.1, 0.8, 0.5])
            edges = [(f.at(edge), width) for edge in _LOCK_EDGES]
            self.lines(edges, self.hair.line, opacity=self.hand.ink)
