"""The waving arm: the character's right hand, palm to the viewer, that gestures raise into view.

Drawn as it is when raised; lowered, it lies below the picture and is not drawn at all. Local units:
one is a palm's width, x to the picture's right, y down, the wrist at the origin.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour
from vidol.face.artist.curves import Points, along, ribbon, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE, skin_colour
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import CLOTH, LOCK, Shape, Sketch

# Of each finger: where its root is, degrees from upright (positive to the picture's right), its
# length and its half-width.
FINGERS: Final = (
    ( 0.30, -0.24,  47, 0.80, 0.150),  # thumb
    (-0.37, -0.84, -18, 0.66, 0.118),  # little finger
    (-0.13, -0.95,  -7, 0.86, 0.130),
    ( 0.12, -0.98,   2, 0.94, 0.134),
    ( 0.36, -0.90,  11, 0.84, 0.130),  # index
)  # fmt: skip
PALM: Final = (
    (-0.33, 0.14), (-0.46, -0.22), (-0.505, -0.58), (-0.47, -0.90),  # up the outer edge
    (-0.26, -1.02), (0.0, -1.07), (0.24, -1.06), (0.46, -0.96),      # under the fingers
    (0.50, -0.72), (0.52, -0.42), (0.43, -0.10), (0.33, 0.14),       # down past the thumb
)  # fmt: skip
HEEL: Final = (  # of the palm, in shadow below the thumb
    (0.33, 0.14), (0.43, -0.10), (0.52, -0.42), (0.50, -0.72),
    (0.36, -0.52), (0.22, -0.20), (0.16, 0.14),
)  # fmt: skip
PALM_EDGES: Final = (
    (1.05, ((-0.335, 0.10), (-0.46, -0.22), (-0.505, -0.58), (-0.48, -0.84))),
    (1.10, ((0.335, 0.10), (0.42, -0.08), (0.44, -0.22))),
    (0.90, ((0.53, -0.47), (0.505, -0.66), (0.50, -0.86))),
)
CREASES: Final = (
    ((0.38, -0.40), (0.16, -0.36), (0.10, -0.02)),  # around the ball of the thumb
    ((-0.42, -0.66), (-0.12, -0.72), (0.20, -0.84)),
)
SLEEVE: Final = (
    (-0.54, 0.62), (-0.66, 1.5), (-0.92, 5.6),
    (0.92, 5.6), (0.68, 1.5), (0.54, 0.62), (0.0, 0.72),
)  # fmt: skip
SLEEVE_SIDE: Final = (
    (0.54, 0.62), (0.68, 1.5), (0.92, 5.6),
    (0.3, 5.6), (0.24, 1.6), (0.34, 0.68),
)  # fmt: skip
CUFF: Final = (
    (-0.58, 0.56), (-0.62, 0.92), (0.0, 1.02),
    (0.62, 0.92), (0.58, 0.56), (0.0, 0.66),
)  # fmt: skip


def draw_arm(s: Sketch, look: Look, a: Anatomy, hand: Hand, sleeve: Colour | None) -> list[Shape]:
    """The arm in a sleeve of this colour, or bare; returns its shapes."""
    arm = _Arm(s, look, a, hand)
    with s.on("arm", "hand", redrawn=True):
        arm.forearm(sleeve is None)
    with s.on("hand", "hand", redrawn=True):
        arm.fingers()
        arm.palm()
    if sleeve is not None:
        with s.on("arm", "outfit", redrawn=True):
            arm.sleeve(sleeve)
    return arm.shapes


class _Arm:
    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s = s
        self.a = a
        self.style = hand
        self.skin = skin_colour(look, hand)
        self.warm = self.skin.with_(
            lightness=self.skin.lightness - 0.025, chroma=self.skin.chroma + 0.035, hue=28
        )
        self.line = s.solid(self.skin.line())
        self.dim = s.solid(self.skin.shade(0.95 * hand.shade))
        self.size = a.hand_size * (1.12 if look.presentation == "masculine" else 1.0)
        self.shapes: list[Shape] = []

    def at(self, points: ArrayLike) -> Points:
        """Local points to the canvas."""
        at: Points = np.asarray(points, float) * self.size + np.array(self.a.wrist)
        return at

    # ---- strokes of the brush, in canvas points

    def fill(self, points: Points, paint: int, keep: int = -1, corner: ArrayLike = 0.0) -> None:
        self.shapes.append(self.s.fill(points, paint, keep=keep, corner=corner))

    def over(
        self,
        points: Points,
        paint: int,
        clip: int,
        opacity: float = 1.0,
        feather: float = 0.0,
        grain: float = 0.0,
    ) -> None:
        """Shadow or light on what was kept last in the register `clip`."""
        self.shapes.append(
            self.s.fill(
                points,
                paint,
                clip=clip,
                blend="atop",
                feather=feather,
                opacity=opacity,
                grain=grain,
            )
        )

    def ink(
        self,
        points: Points,
        weight: float = 1.0,
        *,
        paint: int | None = None,
        n: int = 9,
        ends: tuple[float, float] = (0.15, 0.15),
    ) -> None:
        """An outline through points, in the skin's line or in another paint."""
        if not self.style.line:
            return
        width = taper(n, LINE * self.style.line * weight, 0.5, ends)
        colour = self.line if paint is None else paint
        self.shapes.append(self.s.stroke(along(points, n), width, colour, opacity=self.style.ink))

    # ---- what is drawn

    def forearm(self, bare: bool) -> None:
        """Skin from the wrist down; covered by a sleeve from the middle on."""
        low = 5.2 if bare else 1.6
        wide = 0.62 if bare else 0.42
        left = [(-0.33, -0.05), (-0.34, 0.5), (-wide, low)]
        right = [(wide, low), (0.35, 0.5), (0.33, -0.05)]
        outline = self.at([*left, *right])
        self.fill(outline, self.s.solid(self.skin), keep=LOCK, corner=[0, 0, 1, 1, 0, 0])
        side = self.at([*right[::-1], (0.45 * wide, low), (0.12, 0.5)])
        self.over(side, self.dim, LOCK, opacity=0.8, feather=self.style.soft)
        self.ink(self.at([(-0.33, 0.1), (-0.34, 0.5), (-wide, low)]), 1.05)
        self.ink(self.at([(0.33, 0.1), (0.35, 0.5), (wide, low)]), 1.15)

    def fingers(self) -> None:
        """Thumb and fingers, their tips warm, each in shadow on its right."""
        for finger in FINGERS:
            outline, tip, base = _finger(*finger)
            points = self.at(outline)
            stops = (0, self.warm, 1), (0.45, self.skin, 1), (1, self.skin, 1)
            paint = self.s.linear(self.at(tip), self.at(base), *stops)
            self.fill(points, paint, keep=LOCK)
            right, left = points[6:], points[4::-1]
            middle = right * 0.5 + left * 0.5
            shadow = np.concatenate([right, middle[::-1]])
            self.over(shadow, self.dim, LOCK, opacity=0.75, feather=self.style.soft * 0.5)
            self.ink(points)

    def palm(self) -> None:
        """The palm, over the roots of the fingers."""
        s = self.s
        self.fill(self.at(PALM), s.solid(self.skin), keep=LOCK, corner=[1, *[0] * 10, 1])
        soft = max(0.002, self.style.soft)
        self.over(self.at(HEEL), self.dim, LOCK, opacity=0.7, feather=soft)
        rx, ry = 0.42 * self.size, 0.36 * self.size
        blush = s.radial(self.at((0.0, -0.62)), rx, ry, (0, self.warm, 0.7), (1, self.warm, 0))
        inside = self.at([(-0.45, -0.3), (-0.45, -0.95), (0.45, -0.95), (0.45, -0.3)])
        self.over(inside, blush, LOCK)
        for weight, edge in PALM_EDGES:
            self.ink(self.at(edge), weight)
        for crease in CREASES:
            line = along(self.at(crease), 6)
            paint = s.solid(self.skin.shade(1.7))
            self.shapes.append(s.stroke(line, taper(6, LINE * 0.7, 0.5), paint, opacity=0.55))

    def sleeve(self, colour: Colour) -> None:
        """A sleeve with its cuff."""
        s, hand = self.s, self.style
        outline = self.at(SLEEVE)
        self.fill(outline, s.solid(colour), keep=CLOTH, corner=[0.7, 0, 1, 1, 0, 0.7, 0])
        # nearly black cloth gets less shadow, so that its folds are seen
        strength = 0.95 * hand.shade if colour.lightness > 0.38 else 0.5
        dark = s.solid(colour.shade(strength))
        side = self.at(SLEEVE_SIDE)
        self.over(side, dark, CLOTH, opacity=0.8, feather=hand.soft, grain=hand.grain)
        for y, reach in ((1.25, 0.55), (1.9, -0.6), (2.7, 0.5)):
            self._fold(y, reach, dark)
        cuff = self.at(CUFF)
        self.fill(cuff, s.solid(colour.light(0.35)), corner=[0.8, 0.8, 0, 0.8, 0.8, 0])
        ink = s.solid(colour.line())
        for line, weight in (
            (cuff[[0, 1]], 1.0),
            (cuff[[1, 2, 3]], 0.8),
            (cuff[[3, 4]], 1.0),
            (cuff[[0, 5, 4]], 0.9),
            (outline[[0, 1, 2]], 1.1),
            (outline[[5, 4, 3]], 1.2),
        ):
            self.ink(line, weight, paint=ink, n=8, ends=(0.5, 0.5))

    def _fold(self, y: float, reach: float, paint: int) -> None:
        """A fold that runs from the sleeve's left edge at height y to x = `reach`."""
        spine = along(self.at([(-0.85, y), (-0.2, y + 0.16), (reach, y + 0.05)]), 6)
        half = np.array([0.0, 0.55, 0.8, 0.7, 0.4, 0.0]) * 0.09 * self.size
        left, right = ribbon(spine, half)
        self.over(np.concatenate([left, right[::-1]]), paint, CLOTH, opacity=0.75)


def _finger(
    x: float, y: float, degrees: float, length: float, half: float
) -> tuple[Points, Points, Points]:
    """(outline of 11 points, from the left of the base round the tip to its right; tip; base)."""
    turn = np.radians(degrees)
    up = np.array([np.sin(turn), -np.cos(turn)])
    side = np.array([np.cos(turn), np.sin(turn)])
    base = np.array([x, y])
    shape = ((0.0, 1.0), (0.35, 1.0), (0.62, 0.97), (0.83, 0.88), (0.95, 0.60))
    left = [base + up * length * t - side * half * w for t, w in shape]
    right = [base + up * length * t + side * half * w for t, w in shape]
    tip = base + up * length
    return np.array([*left, tip, *right[::-1]]), tip, base
