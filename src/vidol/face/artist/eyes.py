"""Eyes: lids are curves over the eye's width that are drawn anew for every opening, never squashed.

Local units: x from -1 (inner corner) to 1 (outer corner), y down, one unit = the eye's half-width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import I64
from vidol.core.controls import INDEX, Vector, gaze
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex, mix
from vidol.face.artist.curves import Points, ellipse, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE, skin_colour
from vidol.face.artist.iris import Iris
from vidol.face.artist.look import EyeShape, Look
from vidol.face.artist.sketch import EYE, Shape, Sketch

X: Final = np.array([-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1])

# Upper and lower lid at X, from the inner corner outwards.
LIDS: Final[dict[EyeShape, tuple[tuple[float, ...], tuple[float, ...]]]] = {
    "round":       ((0.14, -0.50, -0.78, -0.92, -0.98, -0.97, -0.88, -0.62, 0.00),
                    (0.14, 0.54, 0.66, 0.72, 0.75, 0.74, 0.67, 0.46, 0.00)),
    "almond":      ((0.18, -0.34, -0.60, -0.75, -0.83, -0.84, -0.77, -0.54, -0.12),
                    (0.18, 0.44, 0.53, 0.58, 0.60, 0.57, 0.48, 0.29, -0.12)),
    "droopy":      ((-0.02, -0.54, -0.80, -0.93, -0.97, -0.92, -0.77, -0.44, 0.18),
                    (-0.02, 0.42, 0.58, 0.68, 0.74, 0.76, 0.72, 0.56, 0.18)),
    "upturned":    ((0.28, -0.28, -0.60, -0.80, -0.93, -0.98, -0.95, -0.78, -0.36),
                    (0.28, 0.55, 0.63, 0.66, 0.64, 0.55, 0.39, 0.11, -0.36)),
    "half_lidded": ((0.10, -0.30, -0.46, -0.53, -0.56, -0.56, -0.51, -0.39, -0.02),
                    (0.10, 0.46, 0.60, 0.68, 0.71, 0.69, 0.59, 0.37, -0.02)),
    "narrow":      ((0.16, -0.22, -0.44, -0.57, -0.64, -0.66, -0.61, -0.45, -0.16),
                    (0.16, 0.33, 0.42, 0.46, 0.46, 0.42, 0.33, 0.15, -0.16)),
    "cat":         ((0.36, -0.20, -0.56, -0.82, -0.97, -1.02, -0.97, -0.79, -0.44),
                    (0.36, 0.58, 0.63, 0.61, 0.54, 0.43, 0.24, -0.04, -0.44)),
    "doll":        ((0.08, -0.62, -0.93, -1.07, -1.12, -1.11, -1.01, -0.74, -0.06),
                    (0.08, 0.58, 0.77, 0.86, 0.90, 0.89, 0.81, 0.56, -0.06)),
    "gentle":      ((0.10, -0.40, -0.65, -0.79, -0.85, -0.83, -0.73, -0.48, 0.06),
                    (0.10, 0.46, 0.59, 0.65, 0.68, 0.66, 0.59, 0.41, 0.06)),
}  # fmt: skip

# Catch-lights, the largest first: x in eye units, y in radii of the iris, their size, opacity.
_LIGHTS: Final = (
    (-0.26, -0.44, 0.205, 0.185, 1.0),
    (0.27, 0.36, 0.105, 0.085, 0.95),
    (0.02, -0.22, 0.06, 0.045, 0.8),
)
# Spikes of the lashes: x of the root, the way to the tip.
_SPIKES: Final = (
    (0.96, 0.30, -0.07),
    (0.76, 0.31, -0.17),
    (0.50, 0.25, -0.21),
    (0.22, 0.16, -0.19),
)
# At X: how deep the lid's shadow falls, and how thick the lashes are.
_SHADOW: Final = np.array([0.4, 0.8, 1, 1.05, 1.05, 1, 0.95, 0.8, 0.4])
_LASHES: Final = np.array([0.30, 0.62, 0.86, 1.0, 1.10, 1.22, 1.36, 1.40, 1.05])


@dataclass(slots=True)
class _Eye:
    """Handles of one eye's shapes."""

    side: int
    white: Shape
    shadow: Shape
    lash: Shape
    spikes: list[Shape]
    crease: Shape
    lower: Shape
    lights: list[Shape]
    light_rest: list[Points]
    iris: list[int]
    rim: Shape


@dataclass(frozen=True, slots=True)
class _Opening:
    """How far one eye is open: the lids at X, in eye units."""

    lid: Points
    under: Points
    closed: float
    """0 open, 1 closed."""
    calm: float
    """How much of that is sleep and not a smile."""


class Eyes:
    """Both eyes of a sketch: `draw` puts them down, `update` moves their lids."""

    def __init__(self, look: Look, a: Anatomy, hand: Hand) -> None:
        self.look = look
        self.a = a
        self.hand = hand
        upper, lower = LIDS[look.eye_shape]
        self.upper, self.lower = np.array(upper), np.array(lower)
        top, bottom = self.upper[4], self.lower[4]
        masculine = look.presentation == "masculine"
        self.ry = max(0.55 * (bottom - top), 0.66)
        self.rx = 0.66 if masculine else 0.76
        self.iris_y = bottom - self.ry + 0.03
        self.lash = (0.085 if masculine else 0.105) + (0.05 if masculine else 0.10) * look.lashes
        # Closed: a calm arc at the lower lid; smiling: an arch.
        self.calm = 0.78 * self.lower + 0.10 * (1 - X**2)
        self.smile = 0.46 - 0.72 * (1 - np.abs(X) ** 2.2)
        self._eyes: list[_Eye] = []
        self._iris_opacity: dict[int, float] = {}

    def place(self, side: int, x: ArrayLike, y: ArrayLike) -> Points:
        """Local coordinates to the canvas."""
        a = self.a
        x, y = np.asarray(x), np.asarray(y)
        across = a.cx + side * (a.eye_dx + a.eye_half * x)
        down = a.eye_y + a.eye_half * (a.eye_tall * y - a.eye_tilt * x)
        return np.stack([across, down], axis=-1)

    # ---- drawing

    def draw(self, s: Sketch) -> None:
        for side in (1, -1):
            self._eyes.append(self._draw(s, side))

    def _draw(self, s: Sketch, side: int) -> _Eye:
        """From the white to the lashes; what moves is put into its place by `update`."""
        hand = self.hand
        eye = np.zeros((18, 2)) + self.place(side, 0, 0)
        with s.on("face", "eye_white", redrawn=True):
            top, bottom = self.place(side, 0, self.upper[4]), self.place(side, 0, self.lower[4])
            stops = (
                (0, Colour(0.86, 0.025, 290), 1),
                (0.45, Colour(0.965, 0.008, 300), 1),
                (1, Colour(0.985, 0.006, 60), 1),
            )
            white = s.fill(eye, s.linear(top, bottom, *stops), keep=EYE)
        iris, rim = self._draw_iris(s, side)
        with s.on("face", "iris", redrawn=True):
            shadow = s.fill(
                eye,
                s.solid(Colour(0.45, 0.06, 290)),
                clip=EYE,
                blend="multiply",
                feather=max(hand.soft * 0.4, 0.002),
                opacity=0.42,
            )
        lights, light_rest = self._draw_lights(s, side)
        with s.on("face", "lashes", redrawn=True):
            lower, crease, lash, spikes = self._draw_lashes(s, side)
        return _Eye(side, white, shadow, lash, spikes, crease, lower, lights, light_rest, iris, rim)

    def _draw_iris(self, s: Sketch, side: int) -> tuple[list[int], Shape]:
        """The items of an iris, and its rim."""
        look, k = self.look, self.a.eye_half
        colour = self.hand.tone(from_hex(look.eyes_left if side > 0 else look.eyes_right))
        centre, ry = self.place(side, 0.0, self.iris_y), self.ry * k * self.a.eye_tall
        first = s.item_count
        with s.on("iris_left" if side > 0 else "iris_right", "iris"):
            rim = Iris(s, look.iris, self.hand, colour, centre, self.rx * k, ry).draw()
        return list(range(first, s.item_count)), rim

    def _draw_lights(self, s: Sketch, side: int) -> tuple[list[Shape], list[Points]]:
        """Catch-lights, which are not mirrored: the light comes from the upper left for both."""
        k, a = self.a.eye_half, self.a
        cx, cy = self.place(side, 0, self.iris_y)
        ry = self.ry * k * a.eye_tall
        white = s.solid(Colour(0.995, 0.004, 90))
        shapes, rests = [], []
        with s.on("face", "iris", redrawn=True):
            for dx, dy, w, h, opacity in _LIGHTS if self.hand.glow >= 0.6 else _LIGHTS[:1]:
                at = ellipse(cx + dx * k, cy + dy * ry, w * k, h * ry * 1.15, 9)
                shapes.append(s.fill(at, white, clip=EYE, opacity=opacity))
                rests.append(at)
        return shapes, rests

    def _draw_lashes(self, s: Sketch, side: int) -> tuple[Shape, Shape, Shape, list[Shape]]:
        """Lower lashes, crease of the lid, upper lashes and their spikes."""
        look, hand = self.look, self.hand
        skin, hair = skin_colour(look, hand), hand.tone(from_hex(look.hair))
        ink = mix(hair.line().with_(lightness=0.22), skin.line().with_(lightness=0.24), 0.35)
        middle = self.place(side, 0, 0)
        lower = s.stroke(
            np.zeros((7, 2)) + middle,
            taper(7, LINE * 0.95, 0.7, (0.0, 0.4)),
            s.solid(mix(ink, skin.shade(2), 0.35)),
            opacity=0.85,
        )
        fold = taper(7, LINE * 0.85, 0.55)
        crease = s.stroke(np.zeros((7, 2)) + middle, fold, s.solid(skin.shade(2.2)), opacity=0.8)
        stops = (0, mix(ink, Colour(0.42, 0.10, 40), 0.5), 1), (0.35, ink, 1), (1, ink, 1)
        lash = s.fill(
            np.zeros((20, 2)) + middle,
            s.linear(self.place(side, -1, 0), self.place(side, 1, 0), *stops),
            corner=[1, *[0] * 8, 0.3, 1, 0.3, *[0] * 7, 0.3],
        )
        count = 3 if look.lashes > 0.4 else 1
        if look.lashes > 0.75:
            count = 4
        spikes = [
            s.fill(np.zeros((4, 2)) + middle, s.solid(ink), corner=[1, 0.2, 1, 0.2])
            for _ in range(count)
        ]
        return lower, crease, lash, spikes

    # ---- performance

    def remember(self, opacity: Points) -> None:
        """Keep the drawn opacities of the irises, which a closed lid hides."""
        for eye in self._eyes:
            self._iris_opacity |= {item: float(opacity[item]) for item in eye.iris}

    def update(self, knots: Points, opacity: Points, controls: Vector) -> None:
        """Write the lids' rest knots and opacities for a control vector."""
        k = self.a.eye_half
        for eye, (x, y) in zip(self._eyes, gaze(controls), strict=True):
            name = "Left" if eye.side > 0 else "Right"
            blink, wide, squint, cheek = (
                float(controls[INDEX[channel + name]])
                for channel in ("eyeBlink", "eyeWide", "eyeSquint", "cheekSquint")
            )
            self._move_lids(eye, knots, opacity, self._opening(blink, wide, squint, cheek, y))
            reach = np.array([0.34 * k * x, 0.22 * k * self.a.eye_tall * y]) * 0.45
            seen = max(0.0, 1 - 1.3 * blink)
            for light, rest, (*_, full) in zip(eye.lights, eye.light_rest, _LIGHTS, strict=False):
                knots[light.knots, :2] = rest + reach
                opacity[light.item] = full * seen

    def _opening(
        self, blink: float, wide: float, squint: float, cheek: float, down: float
    ) -> _Opening:
        closed = self.calm + (self.smile - self.calm) * cheek
        c = blink * blink * (3 - 2 * blink)
        upper = self.upper * (1 + 0.20 * wide - 0.22 * squint) + 0.06 * down
        lower = self.lower * (1 + 0.08 * wide - 0.34 * squint - 0.34 * cheek * (1 - c))
        corners = [0, 8]
        upper[corners] = lower[corners] = self.upper[corners]
        lid, under = upper + (closed - upper) * c, lower + (closed - lower) * c**1.6
        # A lid half closed hangs to the outside; falling to the nose it would read as anger.
        hang = 0.15 * np.sin(np.pi * c) * (1 - cheek)
        lid = lid + hang * X
        return _Opening(lid, np.maximum(under + hang * X**5, lid), c, 1 - cheek)

    def _move_lids(self, eye: _Eye, knots: Points, opacity: Points, o: _Opening) -> None:
        side = eye.side
        lid, under = o.lid, o.under
        c = o.closed
        low = self.place(side, X, under)
        knots[eye.white.knots, :2] = np.concatenate([self.place(side, X, lid), low[::-1]])
        falls = np.minimum(lid + 0.30 * (1 - c) * _SHADOW, under + 0.02)
        top, bottom = self.place(side, X, lid - 0.05), self.place(side, X, falls)
        knots[eye.shadow.knots, :2] = np.concatenate([top, bottom[::-1]])
        thick = self.lash * _LASHES * (1 - 0.30 * c)
        knots[eye.lash.knots, :2] = self._lash(side, o, thick)
        self._move_spikes(eye, knots, o, thick)
        fold = slice(1, 8)
        above = (lid - thick - 0.17 + 0.10 * c)[fold]
        knots[eye.crease.knots, :2] = self.place(side, X[fold] * 0.96 + 0.04, above)
        opacity[eye.crease.item] = 0.75 * (1 - 0.9 * c)
        outer = np.linspace(0.0, 1.0, 7)
        knots[eye.lower.knots, :2] = self.place(side, outer, np.interp(outer, X, under) + 0.02)
        opacity[eye.lower.item] = 0.8 * (1 - c)
        opacity[eye.shadow.item] = 0.42 * (1 - c)
        for item in eye.iris:
            opacity[item] = self._iris_opacity[item] if c < 0.97 else 0.0

    def _lash(self, side: int, o: _Opening, thick: Points) -> Points:
        """The outline of the upper lashes: along the lid, round the wing, and back above it."""
        lid, lashes = o.lid, self.look.lashes
        wing_x = 1.17 + 0.06 * lashes
        up = (0.20 + 0.10 * lashes) * (1 - 0.9 * o.closed * o.calm)
        wing_y = lid[8] - up + 0.10 * o.closed * o.calm
        return np.concatenate([
            self.place(side, X[:1] - 0.05, lid[:1] + 0.04),
            self.place(side, X[1:], lid[1:]),
            self.place(side, [1.06], lid[8:] - 0.03),
            self.place(side, [wing_x], [wing_y]),
            self.place(side, X * 1.03, lid - thick)[::-1],
        ])  # fmt: skip

    def _move_spikes(self, eye: _Eye, knots: Points, o: _Opening, thick: Points) -> None:
        long = 0.6 + 0.6 * self.look.lashes
        upright = 1 - 1.9 * (o.closed * o.calm)
        above = o.lid - thick
        for shape, (x, dx, dy) in zip(eye.spikes, _SPIKES, strict=False):
            y = float(np.interp(x, X, above))
            tip_x, tip_y = x + dx * long, y + dy * long * upright
            root = float(np.interp(x - 0.20, X, above)) + 0.04
            base = float(np.interp(x, X, o.lid)) - 0.02
            across = [x - 0.20, x + 0.30 * (tip_x - x), tip_x, x + 0.06]
            down = [root, y + 0.22 * (tip_y - y), tip_y, min(y + 0.08, base)]
            knots[shape.knots, :2] = self.place(eye.side, across, down)

    # ---- labels

    def landmarks(self) -> dict[str, list[slice | I64]]:
        """Knots of five points of each lid, inner corner first, and of each iris, by side."""
        out: dict[str, list[slice | I64]] = {}
        for eye in self._eyes:
            start, side = eye.white.knots.start, "left" if eye.side > 0 else "right"
            out[f"upper_lid_{side}"] = [np.array([start + i]) for i in (0, 2, 4, 6, 8)]
            out[f"lower_lid_{side}"] = [np.array([start + 17 - i]) for i in (0, 2, 4, 6, 8)]
            out[f"pupil_{side}"] = [eye.rim.knots]
        return out
