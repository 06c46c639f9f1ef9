"""The mouth: two lip curves over its width, drawn anew for every control vector, with teeth and
tongue behind them.

Local units: x from -1 (picture's left) to 1, y down, one unit = the mouth's half-width at rest.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.core.controls import INDEX, Vector
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE, skin_colour
from vidol.face.artist.look import Look, Mouth
from vidol.face.artist.sketch import MOUTH, Sketch

X: Final = np.linspace(-1, 1, 11)
_EDGE: Final = 1 - np.abs(X)

# Rest line at X, width factor, how far the corners sit (positive is down).
_SMILE = -0.13 + 0.27 * (1 - np.abs(X) ** 1.6)
LINES: Final[dict[Mouth, tuple[np.ndarray, float]]] = {
    "smile": (_SMILE, 1.0),
    "neutral": (-0.03 + 0.10 * (1 - X**2), 0.84),
    "cat": (0.16 * (1 - np.abs(X) ** 2) - 0.26 * np.exp(-((X / 0.22) ** 2)) + 0.06, 0.92),
    "small": (-0.04 + 0.14 * (1 - X**2), 0.68),
    "wide": (-0.18 + 0.34 * (1 - np.abs(X) ** 1.8), 1.18),
    "pout": (0.10 - 0.13 * (1 - X**2) + 0.05 * np.exp(-((X / 0.2) ** 2)), 0.66),
    "fang": (_SMILE, 1.02),
    "smirk": (0.02 - 0.17 * X + 0.12 * (1 - X**2), 0.95),
    "line": (np.zeros_like(X), 0.78),
}


class MouthShapes:
    """The mouth of a sketch: `draw` puts it down, `update` shapes it for a control vector."""

    def __init__(self, look: Look, a: Anatomy, hand: Hand) -> None:
        self.look, self.a, self.hand = look, a, hand
        self.line, self.width = LINES[look.mouth]

    def place(self, x: Points, y: Points) -> Points:
        a = self.a
        return np.stack([a.cx + a.mouth_half * x, a.mouth_y + a.mouth_half * y], axis=-1)

    def draw(self, s: Sketch) -> None:
        skin, hand, a = skin_colour(self.look, self.hand), self.hand, self.a
        n = len(X)
        line = mix(skin.line(), Colour(0.33, 0.10, 20), 0.6)
        deep, warm = Colour(0.30, 0.10, 18), Colour(0.47, 0.15, 20)
        seed = np.zeros((1, 2)) + (a.cx, a.mouth_y)
        with s.on("face", "mouth", redrawn=True):
            self.inside = s.fill(
                np.repeat(seed, 2 * n - 2, 0),
                s.linear((a.cx, a.mouth_y - 0.006), (a.cx, a.mouth_y + 0.042), (0, deep, 1),
                    (1, warm, 1)), keep=MOUTH,
                corner=[0.6, *[0] * (n - 2), 0.6, *[0] * (n - 2)],
            )  # fmt: skip
        with s.on("face", "tongue", redrawn=True):
            self.tongue = s.fill(
                np.repeat(seed, 10, 0), s.solid(Colour(0.68, 0.145, 18)), clip=MOUTH
            )
            self.tongue_light = s.fill(
                np.repeat(seed, 8, 0),
                s.solid(Colour(0.78, 0.11, 18)),
                clip=MOUTH,
                feather=0.002,
                opacity=0.7,
            )
        with s.on("face", "teeth", redrawn=True):
            self.teeth = s.fill(
                np.repeat(seed, 2 * n, 0), s.solid(Colour(0.985, 0.008, 70)), clip=MOUTH
            )
            self.lower_teeth = s.fill(
                np.repeat(seed, 2 * n, 0), s.solid(Colour(0.955, 0.010, 60)), clip=MOUTH
            )
            self.fang = s.fill(
                np.repeat(seed, 3, 0), s.solid(Colour(0.985, 0.008, 70)), corner=[0.7, 1, 0.7]
            )
        with s.on("face", "mouth", redrawn=True):
            self.shade = s.fill(
                np.repeat(seed, 2 * n, 0),
                s.solid(Colour(0.25, 0.09, 10)),
                clip=MOUTH,
                opacity=0.2,
                feather=0.002,
            )
            ink = s.solid(line)
            weight = max(0.75, hand.line)
            self.upper = s.stroke(
                np.repeat(seed, n, 0), taper(n, LINE * 1.15 * weight, 0.5, (0.12, 0.12)), ink
            )
            self.under = s.stroke(
                np.repeat(seed, n, 0),
                taper(n, LINE * 0.8 * weight, 0.5, (0.1, 0.1)),
                ink,
                opacity=0.8,
            )
            lip = skin.with_(lightness=skin.lightness - 0.10, chroma=skin.chroma + 0.055, hue=24)
            self.lip = s.stroke(
                np.repeat(seed, 5, 0), taper(5, LINE * 1.3, 0.5), s.solid(lip), opacity=0.75
            )

    def outline(self, controls: Vector) -> tuple[Points, Points, Points, float]:
        """(x, upper, lower, gape): local curves of both lips and how far they stand apart at the
        middle.
        """
        c = controls.__getitem__
        at = INDEX
        smile = np.array([c(at["mouthSmileRight"]), c(at["mouthSmileLeft"])]) + 0.4 * np.array(
            [c(at["mouthDimpleRight"]), c(at["mouthDimpleLeft"])]
        )
        frown = np.array([c(at["mouthFrownRight"]), c(at["mouthFrownLeft"])])
        stretch = 0.5 * (c(at["mouthStretchLeft"]) + c(at["mouthStretchRight"]))
        sneer = 0.6 * self._sides(c(at["noseSneerRight"]), c(at["noseSneerLeft"]))
        press = self._sides(c(at["mouthPressRight"]), c(at["mouthPressLeft"]))
        raise_ = self._sides(c(at["mouthUpperUpRight"]), c(at["mouthUpperUpLeft"])) + sneer
        drop = self._sides(c(at["mouthLowerDownRight"]), c(at["mouthLowerDownLeft"])) + 0.3 * c(
            at["jawForward"]
        )
        pucker, funnel, jaw = c(at["mouthPucker"]), c(at["mouthFunnel"]), c(at["jawOpen"])
        roll_low, roll_up, shrug = (
            c(at["mouthRollLower"]),
            c(at["mouthRollUpper"]),
            c(at["mouthShrugLower"]) - 0.5 * c(at["mouthShrugUpper"]),
        )
        sealed = max(
            c(at["mouthClose"]),
            min(1.0, 1.1 * float(press.mean())),
            0.8 * min(1.0, roll_low + roll_up),
        )
        gape = jaw * (1 - sealed)
        part = 0.30 * (1 - sealed) * min(1.0, 6 * jaw + 0.5)
        lips = part * (raise_ + drop)
        round_ = min(1.0, pucker + 0.75 * funnel)
        width = (
            self.width
            * (1 + 0.20 * smile.mean() + 0.34 * stretch - 0.08 * jaw - 0.10 * press.mean())
            * (1 - 0.46 * pucker - 0.22 * funnel)
            + 0.12 * round_ * jaw
        )
        rest = self.line * (1 - 0.75 * min(1.0, 2.2 * (gape + float(lips.mean()))))
        # Corners rise in a smile and fall in a frown, each side on its own; pressed lips tuck them
        # in, rolled lips bow the line.
        side = np.where(X < 0, smile[0] - frown[0], smile[1] - frown[1])
        bow = (
            -0.42 * side * np.abs(X) ** 1.7
            + 0.16 * side * (1 - X**2)
            - 0.22 * press * np.abs(X) ** 3
            + 0.20 * (roll_low - roll_up) * (1 - X**2)
        )
        power = 2.6 - 0.7 * round_
        up_shape, low_shape = (
            1 - np.abs(X) ** (power + 0.5),
            (1 - np.abs(X) ** power) * (1 - 0.06 * np.cos(np.pi * X)),
        )
        lift = (0.10 * gape + 0.24 * funnel * (gape + 0.25)) * (1 - sealed) + 0.85 * part * raise_
        fall = (1.52 * gape + 0.10 * funnel * (0.3 + gape)) * (1 + 0.10 * smile.mean()) * (
            1 - sealed
        ) + 0.85 * part * drop
        upper = rest + bow - lift * up_shape - 0.10 * shrug * (1 - X**2)
        lower = (
            rest
            + bow
            + fall * low_shape
            - 0.16 * roll_low * _EDGE * min(1.0, 4 * gape)
            - 0.10 * shrug * (1 - X**2)
        )
        shift = (
            0.28 * (c(at["mouthLeft"]) - c(at["mouthRight"]))
            + 0.20 * (c(at["jawLeft"]) - c(at["jawRight"])) * gape
        )
        return X * width + shift, upper, np.maximum(lower, upper), float((lift + fall).max())

    @staticmethod
    def _sides(right: float, left: float) -> Points:
        """A value per knot between those of the character's right (picture's left) and left."""
        return right + (left - right) * (X + 1) / 2

    def update(self, knots: Points, opacity: Points, controls: Vector) -> None:
        """Write the mouth's rest knots and opacities for a control vector."""
        x, upper, lower, gape = self.outline(controls)
        at = self.place
        top, low = at(x, upper), at(x, lower)
        open_ = min(1.0, gape / 0.14)
        knots[self.inside.knots, :2] = np.concatenate([top, low[1:-1][::-1]])
        teeth = (
            np.minimum(upper + 0.10 + 0.12 * min(1.0, gape), upper + 0.46 * (lower - upper)) - 0.02
        )
        knots[self.teeth.knots, :2] = np.concatenate([at(x, upper - 0.1), at(x, teeth)[::-1]])
        stretch = float(controls[INDEX["mouthStretchLeft"]])
        knots[self.lower_teeth.knots, :2] = np.concatenate(
            [
                at(x, lower + 0.1),
                at(x, np.maximum(lower - 0.10, lower - 0.3 * (lower - upper)))[::-1],
            ]
        )
        knots[self.shade.knots, :2] = np.concatenate(
            [at(x, upper - 0.05), at(x, upper + 0.10 + 0.12 * min(1.0, gape) * 1.35)[::-1]]
        )
        tongue = float(controls[INDEX["tongueOut"]])
        middle, bottom, tall = x[5], float(lower[5]), float(lower[5] - upper[5])
        rise = min(0.62, 0.34 + 0.5 * tongue) * tall
        t = np.linspace(0, 2 * np.pi, 10, endpoint=False)
        wide = 0.56 * (x[-1] - x[0]) / 2
        knots[self.tongue.knots, :2] = at(
            middle + wide * 1.15 * np.cos(t), bottom + 0.06 + rise * np.sin(t)
        )
        t = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        knots[self.tongue_light.knots, :2] = at(
            middle - 0.1 * wide + 0.5 * wide * np.cos(t),
            bottom - 0.42 * rise + 0.22 * rise * np.sin(t),
        )
        knots[self.upper.knots, :2], knots[self.under.knots, :2] = top, low
        lip_y = lower[5] + 0.30 + 0.10 * gape
        knots[self.lip.knots, :2] = at(
            middle + np.linspace(-0.26, 0.26, 5), lip_y + np.array([-0.03, 0.02, 0.03, 0.02, -0.03])
        )
        fang = self.look.mouth == "fang"
        fx, fy = float(np.interp(0.52, X, x)), float(np.interp(0.52, X, upper))
        size = 0.20 + 0.16 * open_
        knots[self.fang.knots, :2] = at(
            np.array([fx - 0.13, fx, fx + 0.13]), np.array([fy + 0.02, fy + size, fy - 0.02])
        )
        for shape, value in (
            (self.inside, open_), (self.tongue, open_), (self.tongue_light, 0.7 * open_), (self.teeth, open_ * min(1.0, gape / 0.25)), (self.shade, 0.2 * open_),
            (self.lower_teeth, open_ * stretch * min(1.0, gape / 0.4)), (self.under, 0.85 * open_), (self.fang, 1.0 if fang else 0.0),
        ):  # fmt: skip
            opacity[shape.item] = value
