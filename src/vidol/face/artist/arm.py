"""The waving arm: the character's right hand, palm to the viewer, that gestures raise into the
picture.

Drawn as it is when raised; lowered, it lies below the picture and is not drawn at all. Local units:
one is a palm's width, x to the picture's right, y down, the wrist at the origin.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour
from vidol.face.artist.curves import Points, along, ribbon, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE, skin_colour
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import CLOTH, LOCK, Shape, Sketch

# base x, base y, degrees from upright (positive to the picture's right), length, half-width; the
# thumb first
FINGERS: Final = (
    (0.30, -0.24, 47, 0.80, 0.150), (-0.37, -0.84, -18, 0.66, 0.118),
    (-0.13, -0.95, -7, 0.86, 0.130), (0.12, -0.98, 2, 0.94, 0.134), (0.36, -0.90, 11, 0.84, 0.130),
)  # fmt: skip
PALM: Final = (
    (-0.33, 0.14), (-0.46, -0.22), (-0.505, -0.58), (-0.47, -0.90), (-0.26, -1.02), (0.0, -1.07),
    (0.24, -1.06), (0.46, -0.96), (0.50, -0.72), (0.52, -0.42),
    (0.43, -0.10), (0.33, 0.14),
)  # fmt: skip


def draw_arm(s: Sketch, look: Look, a: Anatomy, hand: Hand, sleeve: Colour | None) -> list[Shape]:
    """The arm in a sleeve of this colour, or bare; returns its shapes."""
    arm = _Arm(s, look, a, hand)
    with s.on("arm", "hand", redrawn=True):
        arm.forearm(sleeve is None)
    with s.on("hand", "hand", redrawn=True):
        arm.open_hand()
    if sleeve is not None:
        with s.on("arm", "outfit", redrawn=True):
            arm.sleeve(sleeve)
    return arm.shapes


class _Arm:
    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s, self.a, self.style = s, a, hand
        self.skin = skin_colour(look, hand)
        self.line = s.solid(self.skin.line())
        self.shade = s.solid(self.skin.shade(0.95 * hand.shade))
        self.size = a.hand_size * (1.12 if look.presentation == "masculine" else 1.0)
        self.shapes: list[Shape] = []

    def at(self, points: object) -> Points:
        """Local points to the canvas."""
        at: Points = np.asarray(points, float) * self.size + np.array(self.a.wrist)
        return at

    def ink(
        self, points: object, weight: float = 1.0, ends: tuple[float, float] = (0.15, 0.15)
    ) -> None:
        if self.style.line:
            knots = along(self.at(points), 9)
            width = taper(9, LINE * self.style.line * weight, 0.5, ends)
            self.shapes.append(self.s.stroke(knots, width, self.line, opacity=self.style.ink))

    def forearm(self, bare: bool) -> None:
        """Skin from the wrist down; covered by a sleeve from the middle on."""
        s = self.s
        low = 5.2 if bare else 1.6
        wide = 0.62 if bare else 0.42
        outline = self.at(
            [(-0.33, -0.05), (-0.34, 0.5), (-wide, low), (wide, low), (0.35, 0.5), (0.33, -0.05)]
        )
        self.shapes.append(
            s.fill(outline, s.solid(self.skin), keep=LOCK, corner=[0, 0, 1, 1, 0, 0])
        )
        side = self.at([(0.33, -0.05), (0.35, 0.5), (wide, low), (0.45 * wide, low), (0.12, 0.5)])
        self.shapes.append(
            s.fill(side, self.shade, clip=LOCK, blend="atop", feather=self.style.soft, opacity=0.8)
        )
        self.ink([(-0.33, 0.1), (-0.34, 0.5), (-wide, low)], 1.05)
        self.ink([(0.33, 0.1), (0.35, 0.5), (wide, low)], 1.15)

    def open_hand(self) -> None:
        """Thumb and fingers, then the palm over their roots."""
        s, skin = self.s, self.skin
        warm = skin.with_(lightness=skin.lightness - 0.025, chroma=skin.chroma + 0.035, hue=28)
        for finger in FINGERS:
            outline, tip, base = _finger(*finger)
            points = self.at(outline)
            paint = s.linear(
                self.at(tip), self.at(base), (0, warm, 1), (0.45, skin, 1), (1, skin, 1)
            )
            self.shapes.append(s.fill(points, paint, keep=LOCK))
            shadow = np.concatenate([points[6:], (points[6:] * 0.5 + points[4::-1] * 0.5)[::-1]])
            self.shapes.append(
                s.fill(
                    shadow,
                    self.shade,
                    clip=LOCK,
                    blend="atop",
                    feather=self.style.soft * 0.5,
                    opacity=0.75,
                )
            )
            self.ink(outline, 1.0)
        palm = self.at(PALM)
        self.shapes.append(s.fill(palm, s.solid(skin), keep=LOCK, corner=[1, *[0] * 10, 1]))
        heel = self.at([
            (0.33, 0.14), (0.43, -0.10), (0.52, -0.42), (0.50, -0.72), (0.36, -0.52), (0.22, -0.20),
            (0.16, 0.14)
        ])  # fmt: skip
        self.shapes.append(
            s.fill(
                heel,
                self.shade,
                clip=LOCK,
                blend="atop",
                feather=max(0.002, self.style.soft),
                opacity=0.7,
            )
        )
        blush = s.radial(
            self.at((0.0, -0.62)), 0.42 * self.size, 0.36 * self.size, (0, warm, 0.7), (1, warm, 0)
        )
        self.shapes.append(
            s.fill(
                self.at([(-0.45, -0.3), (-0.45, -0.95), (0.45, -0.95), (0.45, -0.3)]),
                blush,
                clip=LOCK,
                blend="atop",
            )
        )
        self.ink([(-0.335, 0.10), (-0.46, -0.22), (-0.505, -0.58), (-0.48, -0.84)], 1.05)
        self.ink([(0.335, 0.10), (0.42, -0.08), (0.44, -0.22)], 1.1)
        self.ink([(0.53, -0.47), (0.505, -0.66), (0.50, -0.86)], 0.9)
        for crease in (
            ((0.38, -0.40), (0.16, -0.36), (0.10, -0.02)),
            ((-0.42, -0.66), (-0.12, -0.72), (0.20, -0.84)),
        ):
            self.shapes.append(
                s.stroke(
                    along(self.at(crease), 6),
                    taper(6, LINE * 0.7, 0.5),
                    s.solid(skin.shade(1.7)),
                    opacity=0.55,
                )
            )

    def sleeve(self, colour: Colour) -> None:
        """A sleeve with its cuff."""
        s, hand = self.s, self.style
        outline = self.at([
            (-0.54, 0.62), (-0.66, 1.5), (-0.92, 5.6), (0.92, 5.6), (0.68, 1.5), (0.54, 0.62),
            (0.0, 0.72)
        ])  # fmt: skip
        self.shapes.append(
            s.fill(outline, s.solid(colour), keep=CLOTH, corner=[0.7, 0, 1, 1, 0, 0.7, 0])
        )
        dark = s.solid(
            colour.shade(0.95 * hand.shade) if colour.lightness > 0.38 else colour.shade(0.5)
        )
        side = self.at(
            [(0.54, 0.62), (0.68, 1.5), (0.92, 5.6), (0.3, 5.6), (0.24, 1.6), (0.34, 0.68)]
        )
        self.shapes.append(
            s.fill(
                side,
                dark,
                clip=CLOTH,
                blend="atop",
                feather=hand.soft,
                opacity=0.8,
                grain=hand.grain,
            )
        )
        for y, reach in ((1.25, 0.55), (1.9, -0.6), (2.7, 0.5)):
            left, right = ribbon(
                along(self.at([(-0.85, y), (-0.2, y + 0.16), (reach, y + 0.05)]), 6),
                np.array([0.0, 0.55, 0.8, 0.7, 0.4, 0.0]) * 0.09 * self.size,
            )
            self.shapes.append(
                s.fill(
                    np.concatenate([left, right[::-1]]),
                    dark,
                    clip=CLOTH,
                    blend="atop",
                    opacity=0.75,
                )
            )
        cuff = self.at(
            [(-0.58, 0.56), (-0.62, 0.92), (0.0, 1.02), (0.62, 0.92), (0.58, 0.56), (0.0, 0.66)]
        )
        self.shapes.append(
            s.fill(cuff, s.solid(colour.light(0.35)), corner=[0.8, 0.8, 0, 0.8, 0.8, 0])
        )
        ink = s.solid(colour.line())
        if hand.line:
            for points, weight in (
                (cuff[[0, 1]], 1.0), (cuff[[1, 2, 3]], 0.8), (cuff[[3, 4]], 1.0), (cuff[[0, 5, 4]], 0.9), (outline[[0, 1, 2]], 1.1), (outline[[5, 4, 3]], 1.2),
            ):  # fmt: skip
                self.shapes.append(
                    s.stroke(
                        along(points, 8),
                        taper(8, LINE * hand.line * weight, 0.5, (0.5, 0.5)),
                        ink,
                        opacity=hand.ink,
                    )
                )


def _finger(
    x: float, y: float, degrees: float, length: float, half: float
) -> tuple[Points, Points, Points]:
    """(outline of 11 points, from the left of the base round the tip to its right; tip; base)."""
    turn = np.radians(degrees)
    up, side = np.array([np.sin(turn), -np.cos(turn)]), np.array([np.cos(turn), np.sin(turn)])
    base = np.array([x, y])
    shape = ((0.0, 1.0), (0.35, 1.0), (0.62, 0.97), (0.83, 0.88), (0.95, 0.60))
    left = [base + up * length * t - side * half * w for t, w in shape]
    right = [base + up * length * t + side * half * w for t, w in shape]
    tip = base + up * length
    return np.array([*left, tip, *right[::-1]]), tip, base
