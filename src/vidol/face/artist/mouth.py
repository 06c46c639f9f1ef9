"""The mouth: two lip curves over its width, drawn anew for every control vector.

Teeth and tongue lie behind them. Local units: x from -1 (picture's left) to 1, y down, one unit =
the mouth's half-width at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
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

N: Final = 11
X: Final = np.linspace(-1, 1, N)
_EDGE: Final = 1 - np.abs(X)
_MIDDLE: Final = 1 - X**2

# Rest line at X, width factor.
_SMILE = -0.13 + 0.27 * (1 - np.abs(X) ** 1.6)
LINES: Final[dict[Mouth, tuple[Points, float]]] = {
    "smile": (_SMILE, 1.0),
    "neutral": (-0.03 + 0.10 * _MIDDLE, 0.84),
    "cat": (0.16 * (1 - np.abs(X) ** 2) - 0.26 * np.exp(-((X / 0.22) ** 2)) + 0.06, 0.92),
    "small": (-0.04 + 0.14 * _MIDDLE, 0.68),
    "wide": (-0.18 + 0.34 * (1 - np.abs(X) ** 1.8), 1.18),
    "pout": (0.10 - 0.13 * _MIDDLE + 0.05 * np.exp(-((X / 0.2) ** 2)), 0.66),
    "fang": (_SMILE, 1.02),
    "smirk": (0.02 - 0.17 * X + 0.12 * _MIDDLE, 0.95),
    "line": (np.zeros_like(X), 0.78),
}

_DEEP: Final = Colour(0.30, 0.10, 18)
_WARM: Final = Colour(0.47, 0.15, 20)
_TONGUE: Final = Colour(0.68, 0.145, 18)
_TONGUE_LIGHT: Final = Colour(0.78, 0.11, 18)
_TEETH: Final = Colour(0.985, 0.008, 70)
_LOWER_TEETH: Final = Colour(0.955, 0.010, 60)
_SHADE: Final = Colour(0.25, 0.09, 10)
_UNDER_LIP: Final = np.array([-0.03, 0.02, 0.03, 0.02, -0.03])


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a control vector asks of the lips."""

    smile: Points
    """(2,), the picture's left corner first; so is frown."""
    frown: Points
    press: Points
    """At X; so are raised and dropped."""
    raised: Points
    dropped: Points
    stretch: float
    pucker: float
    funnel: float
    jaw: float
    close: float
    roll_low: float
    roll_up: float
    shrug: float
    mouth_side: float
    jaw_side: float

    @property
    def sealed(self) -> float:
        """How firmly the lips hold shut, 0..1."""
        pressed = min(1.0, 1.1 * float(self.press.mean()))
        rolled = 0.8 * min(1.0, self.roll_low + self.roll_up)
        return max(self.close, pressed, rolled)


class MouthShapes:
    """The mouth of a sketch: `draw` puts it down, `update` shapes it for a control vector."""

    def __init__(self, look: Look, a: Anatomy, hand: Hand) -> None:
        self.look = look
        self.a = a
        self.hand = hand
        self.line, self.width = LINES[look.mouth]

    def place(self, x: Points, y: Points) -> Points:
        a = self.a
        return np.stack([a.cx + a.mouth_half * x, a.mouth_y + a.mouth_half * y], axis=-1)

    # ---- drawing

    def draw(self, s: Sketch) -> None:
        """From the back to the front; `update` puts all into its place."""
        with s.on("face", "mouth", redrawn=True):
            self._draw_inside(s)
        with s.on("face", "tongue", redrawn=True):
            self.tongue = s.fill(self._knots(10), s.solid(_TONGUE), clip=MOUTH)
            shine = s.solid(_TONGUE_LIGHT)
            self.tongue_light = s.fill(
                self._knots(8), shine, clip=MOUTH, feather=0.002, opacity=0.7
            )
        with s.on("face", "teeth", redrawn=True):
            self.teeth = s.fill(self._knots(2 * N), s.solid(_TEETH), clip=MOUTH)
            self.lower_teeth = s.fill(self._knots(2 * N), s.solid(_LOWER_TEETH), clip=MOUTH)
            self.fang = s.fill(self._knots(3), s.solid(_TEETH), corner=[0.7, 1, 0.7])
        with s.on("face", "mouth", redrawn=True):
            dark = s.solid(_SHADE)
            self.shade = s.fill(self._knots(2 * N), dark, clip=MOUTH, opacity=0.2, feather=0.002)
            self._draw_lips(s)

    def _knots(self, n: int) -> Points:
        """As many knots, all in the middle of the mouth."""
        return np.repeat(np.zeros((1, 2)) + (self.a.cx, self.a.mouth_y), n, 0)

    def _draw_inside(self, s: Sketch) -> None:
        x, y = self.a.cx, self.a.mouth_y
        self.inside = s.fill(
            self._knots(2 * N - 2),
            s.linear((x, y - 0.006), (x, y + 0.042), (0, _DEEP, 1), (1, _WARM, 1)),
            keep=MOUTH,
            corner=[0.6, *[0] * (N - 2), 0.6, *[0] * (N - 2)],
        )

    def _draw_lips(self, s: Sketch) -> None:
        skin = skin_colour(self.look, self.hand)
        ink = s.solid(mix(skin.line(), Colour(0.33, 0.10, 20), 0.6))
        weight = max(0.75, self.hand.line)
        heavy = taper(N, LINE * 1.15 * weight, 0.5, (0.12, 0.12))
        light = taper(N, LINE * 0.8 * weight, 0.5, (0.1, 0.1))
        self.upper = s.stroke(self._knots(N), heavy, ink)
        self.under = s.stroke(self._knots(N), light, ink, opacity=0.8)
        red = skin.with_(lightness=skin.lightness - 0.10, chroma=skin.chroma + 0.055, hue=24)
        self.lip = s.stroke(self._knots(5), taper(5, LINE * 1.3, 0.5), s.solid(red), opacity=0.75)

    # ---- performance

    def outline(self, controls: Vector) -> tuple[Points, Points, Points, float]:
        """(x, upper, lower, gape): local curves of both lips, and how far they stand apart."""
        w = _read(controls)
        sealed = w.sealed
        gape = w.jaw * (1 - sealed)
        part = 0.30 * (1 - sealed) * min(1.0, 6 * w.jaw + 0.5)
        lips = part * (w.raised + w.dropped)
        round_ = min(1.0, w.pucker + 0.75 * w.funnel)
        rest = self.line * (1 - 0.75 * min(1.0, 2.2 * (gape + float(lips.mean()))))
        line = rest + _bow(w)
        power = 2.6 - 0.7 * round_
        up_shape = 1 - np.abs(X) ** (power + 0.5)
        low_shape = (1 - np.abs(X) ** power) * (1 - 0.06 * np.cos(np.pi * X))
        rise = 0.10 * gape + 0.24 * w.funnel * (gape + 0.25)
        lift = rise * (1 - sealed) + 0.85 * part * w.raised
        drop = (1.52 * gape + 0.10 * w.funnel * (0.3 + gape)) * (1 + 0.10 * w.smile.mean())
        fall = drop * (1 - sealed) + 0.85 * part * w.dropped
        rolled_in = 0.16 * w.roll_low * _EDGE * min(1.0, 4 * gape)
        shrugged = 0.10 * w.shrug * _MIDDLE
        upper = line - lift * up_shape - shrugged
        lower = line + fall * low_shape - rolled_in - shrugged
        shift = 0.28 * w.mouth_side + 0.20 * w.jaw_side * gape
        x = X * self._width(w, round_) + shift
        return x, upper, np.maximum(lower, upper), float((lift + fall).max())

    def _width(self, w: _Wish, round_: float) -> float:
        spread = 1 + 0.20 * w.smile.mean() + 0.34 * w.stretch - 0.08 * w.jaw
        spread = spread - 0.10 * w.press.mean()
        narrowed = 1 - 0.46 * w.pucker - 0.22 * w.funnel
        return float(self.width * spread * narrowed + 0.12 * round_ * w.jaw)

    def update(self, knots: Points, opacity: Points, controls: Vector) -> None:
        """Write the mouth's rest knots and opacities for a control vector."""
        x, upper, lower, gape = self.outline(controls)
        at = self.place
        top, low = at(x, upper), at(x, lower)
        knots[self.inside.knots, :2] = np.concatenate([top, low[1:-1][::-1]])
        knots[self.upper.knots, :2] = top
        knots[self.under.knots, :2] = low
        shade = upper + 0.10 + 0.12 * min(1.0, gape) * 1.35
        knots[self.shade.knots, :2] = np.concatenate([at(x, upper - 0.05), at(x, shade)[::-1]])
        self._move_teeth(knots, x, upper, lower, gape)
        self._move_tongue(knots, x, upper, lower, float(controls[INDEX["tongueOut"]]))
        under_lip = lower[5] + 0.30 + 0.10 * gape + _UNDER_LIP
        knots[self.lip.knots, :2] = at(x[5] + np.linspace(-0.26, 0.26, 5), under_lip)
        open_ = min(1.0, gape / 0.14)
        stretch = float(controls[INDEX["mouthStretchLeft"]])
        opacity[self.inside.item] = open_
        opacity[self.tongue.item] = open_
        opacity[self.tongue_light.item] = 0.7 * open_
        opacity[self.teeth.item] = open_ * min(1.0, gape / 0.25)
        opacity[self.lower_teeth.item] = open_ * stretch * min(1.0, gape / 0.4)
        opacity[self.shade.item] = 0.2 * open_
        opacity[self.under.item] = 0.85 * open_
        opacity[self.fang.item] = 1.0 if self.look.mouth == "fang" else 0.0

    def _move_teeth(
        self, knots: Points, x: Points, upper: Points, lower: Points, gape: float
    ) -> None:
        at, tall = self.place, lower - upper
        ends = np.minimum(upper + 0.10 + 0.12 * min(1.0, gape), upper + 0.46 * tall) - 0.02
        knots[self.teeth.knots, :2] = np.concatenate([at(x, upper - 0.1), at(x, ends)[::-1]])
        ends = np.maximum(lower - 0.10, lower - 0.3 * tall)
        knots[self.lower_teeth.knots, :2] = np.concatenate([at(x, lower + 0.1), at(x, ends)[::-1]])
        fx, fy = float(np.interp(0.52, X, x)), float(np.interp(0.52, X, upper))
        size = 0.20 + 0.16 * min(1.0, gape / 0.14)
        knots[self.fang.knots, :2] = at(
            np.array([fx - 0.13, fx, fx + 0.13]), np.array([fy + 0.02, fy + size, fy - 0.02])
        )

    def _move_tongue(
        self, knots: Points, x: Points, upper: Points, lower: Points, out: float
    ) -> None:
        middle, bottom = x[5], float(lower[5])
        rise = min(0.62, 0.34 + 0.5 * out) * float(lower[5] - upper[5])
        wide = 0.56 * (x[-1] - x[0]) / 2
        t = np.linspace(0, 2 * np.pi, 10, endpoint=False)
        knots[self.tongue.knots, :2] = self.place(
            middle + wide * 1.15 * np.cos(t), bottom + 0.06 + rise * np.sin(t)
        )
        t = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        knots[self.tongue_light.knots, :2] = self.place(
            middle - 0.1 * wide + 0.5 * wide * np.cos(t),
            bottom - 0.42 * rise + 0.22 * rise * np.sin(t),
        )


def _read(controls: Vector) -> _Wish:
    def c(name: str) -> float:
        value: float = controls[INDEX[name]]
        return value

    def corners(name: str) -> Points:
        return np.array([c(f"{name}Right"), c(f"{name}Left")])

    def sides(name: str) -> Points:
        """A value at X between those of the character's right (picture's left) and left."""
        right, left = c(f"{name}Right"), c(f"{name}Left")
        return right + (left - right) * (X + 1) / 2

    return _Wish(
        smile=corners("mouthSmile") + 0.4 * corners("mouthDimple"),
        frown=corners("mouthFrown"),
        press=sides("mouthPress"),
        raised=sides("mouthUpperUp") + 0.6 * sides("noseSneer"),
        dropped=sides("mouthLowerDown") + 0.3 * c("jawForward"),
        stretch=0.5 * (c("mouthStretchLeft") + c("mouthStretchRight")),
        pucker=c("mouthPucker"),
        funnel=c("mouthFunnel"),
        jaw=c("jawOpen"),
        close=c("mouthClose"),
        roll_low=c("mouthRollLower"),
        roll_up=c("mouthRollUpper"),
        shrug=c("mouthShrugLower") - 0.5 * c("mouthShrugUpper"),
        mouth_side=c("mouthLeft") - c("mouthRight"),
        jaw_side=c("jawLeft") - c("jawRight"),
    )


def _bow(w: _Wish) -> Points:
    """How the line bends.

    Corners rise in a smile and fall in a frown, each side on its own; pressed lips tuck them in,
    rolled lips bow the line.
    """
    right, left = w.smile - w.frown
    side = np.where(X < 0, right, left)
    bow: Points = (
        -0.42 * side * np.abs(X) ** 1.7
        + 0.16 * side * _MIDDLE
        - 0.22 * w.press * np.abs(X) ** 3
        + 0.20 * (w.roll_low - w.roll_up) * _MIDDLE
    )
    return bow
