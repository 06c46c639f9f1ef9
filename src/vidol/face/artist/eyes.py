"""Eyes and brows. Lids are curves over the eye's width that are drawn anew for every opening, never
squashed.

Local units: x from -1 (inner corner) to 1 (outer corner), y down, one unit = the eye's half-width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.arrays import I64
from vidol.core.controls import INDEX, Vector, gaze
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex, mix
from vidol.face.artist.curves import Points, along, ellipse, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE, skin_colour
from vidol.face.artist.look import EyeShape, Look
from vidol.face.artist.sketch import EYE, IRIS, Shape, Sketch

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


class Eyes:
    """Both eyes of a sketch: `draw` puts them down, `update` draws their lids for a control vector."""

    def __init__(self, look: Look, a: Anatomy, hand: Hand) -> None:
        self.look, self.a, self.hand = look, a, hand
        upper, lower = LIDS[look.eye_shape]
        self.upper, self.lower = np.array(upper), np.array(lower)
        middle = self.upper[4], self.lower[4]
        tall = middle[1] - middle[0]
        self.ry = max(0.55 * tall, 0.66)
        self.rx = 0.76 if look.presentation != "masculine" else 0.66
        self.iris_y = middle[1] - self.ry + 0.03
        masculine = look.presentation == "masculine"
        self.lash = (0.085 if masculine else 0.105) + (0.05 if masculine else 0.10) * look.lashes
        # Closed: a calm arc at the lower lid; smiling: an arch.
        self.calm = 0.78 * self.lower + 0.10 * (1 - X**2)
        self.smile = 0.46 - 0.72 * (1 - np.abs(X) ** 2.2)
        self._eyes: list[_Eye] = []

    def place(self, side: int, x: Points, y: Points) -> Points:
        """Local coordinates to the canvas."""
        a = self.a
        return np.stack(
            [
                a.cx + side * (a.eye_dx + a.eye_half * x),
                a.eye_y + a.eye_half * (a.eye_tall * y - a.eye_tilt * x),
            ],
            axis=-1,
        )

    def at(self, side: int, x: float, y: float) -> Points:
        return self.place(side, np.array(x), np.array(y))

    # ---- drawing

    def draw(self, s: Sketch) -> None:
        for side in (1, -1):
            self._eyes.append(self._draw(s, side))

    def _draw(self, s: Sketch, side: int) -> _Eye:
        look, hand = self.look, self.hand
        colour = hand.tone(from_hex(look.eyes_left if side > 0 else look.eyes_right))
        skin, hair = skin_colour(look, hand), hand.tone(from_hex(look.hair))
        ink = mix(hair.line().with_(lightness=0.22), skin.line().with_(lightness=0.24), 0.35)
        eye = np.zeros((18, 2)) + self.at(side, 0, 0)
        with s.on("face", "eye_white", redrawn=True):
            top, bottom = self.at(side, 0, self.upper[4]), self.at(side, 0, self.lower[4])
            white = s.fill(
                eye,
                s.linear(
                    top,
                    bottom,
                    (0, Colour(0.86, 0.025, 290), 1), (0.45, Colour(0.965, 0.008, 300), 1),
                    (1, Colour(0.985, 0.006, 60), 1),
                ),
                keep=EYE,
            )  # fmt: skip
        iris, rim = self._draw_iris(s, side, colour)
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
            lower = s.stroke(
                np.zeros((7, 2)) + eye[0],
                taper(7, LINE * 0.95, 0.7, (0.0, 0.4)),
                s.solid(mix(ink, skin.shade(2), 0.35)),
                opacity=0.85,
            )
            crease = s.stroke(
                np.zeros((7, 2)) + eye[0],
                taper(7, LINE * 0.85, 0.55),
                s.solid(skin.shade(2.2)),
                opacity=0.8,
            )
            warm = mix(ink, Colour(0.42, 0.10, 40), 0.5)
            lash = s.fill(
                np.zeros((20, 2)) + eye[0],
                s.linear(
                    self.at(side, -1, 0),
                    self.at(side, 1, 0),
                    (0, warm, 1), (0.35, ink, 1), (1, ink, 1),
                ),
                corner=[1, *[0] * 8, 0.3, 1, 0.3, *[0] * 7, 0.3],
            )  # fmt: skip
            spikes = [
                s.fill(np.zeros((4, 2)) + eye[0], s.solid(ink), corner=[1, 0.2, 1, 0.2])
                for _ in range(4 if look.lashes > 0.75 else 3 if look.lashes > 0.4 else 1)
            ]
        return _Eye(side, white, shadow, lash, spikes, crease, lower, lights, light_rest, iris, rim)

    def _draw_iris(self, s: Sketch, side: int, colour: Colour) -> tuple[list[int], Shape]:
        a, hand, style = self.a, self.hand, self.look.iris
        k = a.eye_half
        rx, ry = self.rx * k, self.ry * k * a.eye_tall
        cx, cy = self.at(side, 0.0, self.iris_y)
        dark = Colour(
            max(0.14, colour.lightness * 0.36),
            min(0.13, colour.chroma * 0.8 + 0.03),
            colour.hue - 12,
        )
        deep = mix(dark, colour, 0.35)
        bright = Colour(
            min(0.92, max(0.66, colour.lightness + 0.17)),
            min(0.20, colour.chroma * 1.12 + 0.02),
            colour.hue + 12,
        )
        first = s.item_count
        with s.on("iris_left" if side > 0 else "iris_right", "iris"):
            body = s.linear(
                (cx, cy - ry), (cx, cy + ry), (0, dark, 1), (0.30, deep, 1), (0.62, colour, 1),
                (1, bright, 1),
            )  # fmt: skip
            rim = s.fill(
                ellipse(cx, cy, rx, ry, 14),
                s.solid(dark.with_(lightness=dark.lightness * 0.82)),
                clip=EYE,
                keep=IRIS,
            )
            s.fill(ellipse(cx, cy, rx * 0.90, ry * 0.92, 14), body, clip=EYE)
            if style == "ring":
                s.stroke(
                    ellipse(cx, cy, rx * 0.66, ry * 0.66, 14),
                    0.0042,
                    s.solid(bright),
                    closed=True,
                    clip=EYE,
                    opacity=0.75,
                )
            if style in ("gem", "galaxy"):
                for i in range(7):
                    t = np.pi * (0.06 + 0.88 * i / 6)
                    d = np.array([np.cos(t), np.sin(t)])
                    facet = np.array(
                        [
                            (cx, cy + 0.10 * ry) + d * (rx, ry) * (0.42, 0.42),
                            (cx, cy) + d * (rx, ry) * 0.86,
                            (cx, cy)
                            + np.array([np.cos(t + 0.28), np.sin(t + 0.28)]) * (rx, ry) * 0.80,
                        ]
                    )
                    s.fill(
                        facet,
                        s.solid(bright if i % 2 else mix(bright, colour, 0.5)),
                        corner=0.9,
                        clip=EYE,
                        opacity=0.55,
                    )
            elif style != "soft":
                for i in range(9):  # streaks that run from the pupil to the lower rim
                    t = np.pi * (0.02 + 0.96 * i / 8)
                    d = np.array([np.cos(t), np.sin(t)]) * (rx, ry)
                    s.stroke(
                        np.array([(cx, cy) + d * 0.42, (cx, cy) + d * (0.74 + 0.08 * (i % 2))]),
                        [0.0030, 0.0004],
                        s.solid(bright),
                        clip=EYE,
                        opacity=0.38,
                    )
            # the pupil
            black = dark.with_(lightness=max(0.09, dark.lightness * 0.5))
            if style == "slit":
                s.fill(
                    np.array([
                        (cx, cy - 0.66 * ry), (cx + 0.17 * rx, cy), (cx, cy + 0.60 * ry),
                        (cx - 0.17 * rx, cy)
                    ]),
                    s.solid(black),
                    corner=[0.8, 0, 0.8, 0],
                    clip=EYE,
                )  # fmt: skip
            elif style in ("star", "heart"):
                s.fill(
                    _emblem(style, cx, cy, rx * 0.52, ry * 0.46),
                    s.solid(bright.light(0.5) if style == "star" else Colour(0.70, 0.20, 10)),
                    corner=0.75,
                    clip=EYE,
                )
            else:
                s.fill(
                    ellipse(cx, cy - 0.02 * ry, rx * 0.40, ry * 0.42, 12),
                    s.solid(black),
                    clip=EYE,
                    feather=max(0.002, hand.soft * 0.3),
                )
            # dark under the lid, bounce light below
            s.fill(
                ellipse(cx, cy - 0.72 * ry, rx * 0.98, ry * 0.62, 12),
                s.solid(dark),
                clip=IRIS,
                blend="atop",
                feather=0.006,
                opacity=0.70,
            )
            glow = s.radial(
                (cx, cy + 0.74 * ry),
                rx * 0.72,
                ry * 0.42,
                (0, bright.light(0.9), 0.95), (0.55, bright, 0.55), (1, bright, 0),
            )  # fmt: skip
            s.fill(
                ellipse(cx, cy + 0.66 * ry, rx * 0.74, ry * 0.44, 12),
                glow,
                clip=IRIS,
                blend="screen",
                opacity=0.95 * max(0.55, hand.glow),
            )
            if style == "galaxy":
                for dx, dy, r in (
                    (-0.45, 0.30, 0.07),
                    (0.35, 0.05, 0.05),
                    (0.10, 0.55, 0.06),
                    (-0.2, -0.35, 0.04),
                    (0.5, 0.45, 0.045),
                ):
                    s.fill(
                        ellipse(cx + dx * rx, cy + dy * ry, r * rx, r * rx, 6),
                        s.solid(Colour(0.98, 0.02, 90)),
                        clip=IRIS,
                    )
        return list(range(first, s.item_count)), rim

    def _draw_lights(self, s: Sketch, side: int) -> tuple[list[Shape], list[Points]]:
        # The light comes from the picture's upper left for both eyes, so catch-lights are not
        # mirrored.
        k, a = self.a.eye_half, self.a
        cx, cy = self.at(side, 0, self.iris_y)
        ry = self.ry * k * a.eye_tall
        white = s.solid(Colour(0.995, 0.004, 90))
        spots = [
            (-0.26, -0.44, 0.205, 0.185, 0.0, 1.0), (0.27, 0.36, 0.105, 0.085, 0.0, 0.95),
            (0.02, -0.22, 0.06, 0.045, 0.0, 0.8),
        ]  # fmt: skip
        if self.hand.glow < 0.6:
            spots = spots[:1]
        shapes, rests = [], []
        with s.on("face", "iris", redrawn=True):
            for dx, dy, w, h, turn, opacity in spots:
                at = ellipse(cx + dx * k, cy + dy * ry, w * k, h * ry * 1.15, 9, turn)
                shapes.append(s.fill(at, white, clip=EYE, opacity=opacity))
                rests.append(at)
        return shapes, rests

    # ---- performance

    def update(self, knots: Points, opacity: Points, controls: Vector) -> None:
        """Write the lids' rest knots and opacities for a control vector."""
        at = INDEX
        looks = gaze(controls)
        for eye in self._eyes:
            name = "Left" if eye.side > 0 else "Right"
            blink, wide, squint, cheek = (
                float(controls[at[f"{c}{name}"]])
                for c in ("eyeBlink", "eyeWide", "eyeSquint", "cheekSquint")
            )
            down = looks[0 if eye.side > 0 else 1][1]
            self._lids(eye, knots, opacity, blink, wide, squint, cheek, down)
            gx, gy = looks[0 if eye.side > 0 else 1]
            shift = (
                np.array(
                    [0.34 * self.a.eye_half * gx, 0.22 * self.a.eye_half * self.a.eye_tall * gy]
                )
                * 0.45
            )
            for light, rest in zip(eye.lights, eye.light_rest, strict=True):
                knots[light.knots, :2] = rest + shift
                opacity[light.item] = self._light_opacity(light, eye) * max(0.0, 1 - 1.3 * blink)

    def _light_opacity(self, light: Shape, eye: _Eye) -> float:
        return (1.0, 0.95, 0.8)[eye.lights.index(light)]

    def _lids(
        self,
        eye: _Eye,
        knots: Points,
        opacity: Points,
        blink: float,
        wide: float,
        squint: float,
        cheek: float,
        down: float,
    ) -> None:
        side = eye.side
        closed = self.calm + (self.smile - self.calm) * cheek
        c = blink * blink * (3 - 2 * blink)
        upper = self.upper * (1 + 0.20 * wide - 0.22 * squint) + 0.06 * down
        lower = self.lower * (1 + 0.08 * wide - 0.34 * squint - 0.34 * cheek * (1 - c))
        upper[0], upper[8], lower[0], lower[8] = (
            self.upper[0],
            self.upper[8],
            self.upper[0],
            self.upper[8],
        )
        lid, under = upper + (closed - upper) * c, lower + (closed - lower) * c**1.6
        # A lid half closed hangs to the outside; falling to the nose it would read as anger.
        hang = 0.15 * np.sin(np.pi * c) * (1 - cheek)
        lid = lid + hang * X
        under = np.maximum(under + hang * X**5, lid)
        edge, low = self.place(side, X, lid), self.place(side, X, under)
        knots[eye.white.knots, :2] = np.concatenate([edge, low[::-1]])
        depth = 0.30 * (1 - c) * np.array([0.4, 0.8, 1, 1.05, 1.05, 1, 0.95, 0.8, 0.4])
        knots[eye.shadow.knots, :2] = np.concatenate(
            [
                self.place(side, X, lid - 0.05),
                self.place(side, X, np.minimum(lid + depth, under + 0.02))[::-1],
            ]
        )
        thick = (
            self.lash
            * np.array([0.30, 0.62, 0.86, 1.0, 1.10, 1.22, 1.36, 1.40, 1.05])
            * (1 - 0.30 * c)
        )
        wing_x, wing_y = (
            1.17 + 0.06 * self.look.lashes,
            lid[8]
            - (0.20 + 0.10 * self.look.lashes) * (1 - 0.9 * c * (1 - cheek))
            + 0.10 * c * (1 - cheek),
        )
        top = self.place(side, X * 1.03, lid - thick)
        knots[eye.lash.knots, :2] = np.concatenate(
            [
                self.place(side, X[:1] - 0.05, lid[:1] + 0.04),
                edge[1:],
                self.place(side, np.array([1.06]), lid[8:] - 0.03),
                self.place(side, np.array([wing_x]), np.array([wing_y])),
                top[::-1],
            ]
        )
        self._spikes(eye, knots, lid, thick, c * (1 - cheek))
        fold = slice(1, 8)
        knots[eye.crease.knots, :2] = self.place(
            side, X[fold] * 0.96 + 0.04, (lid - thick - 0.17 + 0.10 * c)[fold]
        )
        opacity[eye.crease.item] = 0.75 * (1 - 0.9 * c)
        outer = np.linspace(0.0, 1.0, 7)
        knots[eye.lower.knots, :2] = self.place(side, outer, np.interp(outer, X, under) + 0.02)
        opacity[eye.lower.item] = 0.8 * (1 - c)
        opacity[eye.shadow.item] = 0.42 * (1 - c)
        for item in eye.iris:
            opacity[item] = self._iris_opacity[item] if c < 0.97 else 0.0

    def landmarks(self) -> dict[str, list[slice | I64]]:
        """Knots of five points of each lid, inner corner first, and of each iris, by side."""
        out: dict[str, list[slice | I64]] = {}
        for eye in self._eyes:
            start, side = eye.white.knots.start, "left" if eye.side > 0 else "right"
            out[f"upper_lid_{side}"] = [np.array([start + i]) for i in (0, 2, 4, 6, 8)]
            out[f"lower_lid_{side}"] = [np.array([start + 17 - i]) for i in (0, 2, 4, 6, 8)]
            out[f"pupil_{side}"] = [eye.rim.knots]
        return out

    def remember(self, opacity: Points) -> None:
        """Keep the drawn opacities of the irises, which a closed lid hides."""
        self._iris_opacity = {item: float(opacity[item]) for eye in self._eyes for item in eye.iris}

    def _spikes(self, eye: _Eye, knots: Points, lid: Points, thick: Points, droop: float) -> None:
        long = 0.6 + 0.6 * self.look.lashes
        for shape, (x, dx, dy) in zip(
            eye.spikes,
            ((0.96, 0.30, -0.07), (0.76, 0.31, -0.17), (0.50, 0.25, -0.21), (0.22, 0.16, -0.19)),
            strict=False,
        ):
            y = float(np.interp(x, X, lid - thick))
            tip_x, tip_y = x + dx * long, y + dy * long * (1 - 1.9 * droop)
            base = float(np.interp(x, X, lid)) - 0.02
            pts_x = np.array([x - 0.20, x + 0.30 * (tip_x - x), tip_x, x + 0.06])
            pts_y = np.array(
                [
                    float(np.interp(x - 0.20, X, lid - thick)) + 0.04,
                    y + 0.22 * (tip_y - y),
                    tip_y,
                    min(y + 0.08, base),
                ]
            )
            knots[shape.knots, :2] = self.place(eye.side, pts_x, pts_y)


def _emblem(style: str, cx: float, cy: float, rx: float, ry: float) -> Points:
    if style == "star":
        t = -np.pi / 2 + np.arange(10) * np.pi / 5
        r = np.where(np.arange(10) % 2, 0.45, 1.0)
        return np.stack([cx + rx * r * np.cos(t), cy + ry * r * np.sin(t)], axis=1)
    heart = np.array([
        (0, 0.9), (-0.55, 0.35), (-0.95, -0.15), (-0.8, -0.65), (-0.4, -0.75), (0, -0.35),
        (0.4, -0.75), (0.8, -0.65), (0.95, -0.15), (0.55, 0.35)
    ])  # fmt: skip
    return heart * (rx, ry) + (cx, cy)


BROWS: Final = {  # (x, y) along the brow, thickness as a factor, slant
    "soft":     (((-0.80, 0.02), (-0.3, -0.12), (0.35, -0.16), (1.02, 0.08)), 1.0),
    "straight": (((-0.90, 0.02), (-0.3, -0.06), (0.35, -0.10), (1.02, -0.02)), 1.2),
    "arched":   (((-0.84, 0.10), (-0.3, -0.12), (0.42, -0.28), (1.05, 0.06)), 0.9),
    "thick":    (((-0.92, 0.08), (-0.3, -0.08), (0.35, -0.16), (0.98, 0.02)), 1.75),
    "short":    (((-0.62, 0.06), (-0.25, -0.06), (0.15, -0.08), (0.50, 0.04)), 1.7),
    "angled":   (((-0.88, 0.12), (-0.3, -0.04), (0.40, -0.24), (1.05, -0.10)), 1.2),
    "worried":  (((-0.85, -0.20), (-0.3, -0.20), (0.35, -0.10), (1.00, 0.16)), 0.95),
}  # fmt: skip


def draw_brows(s: Sketch, look: Look, a: Anatomy, hand: Hand, opacity: float = 1.0) -> list[Shape]:
    """Both brows (left, right) as tapered strokes, thickest near the inner third."""
    spine, thick = BROWS[look.brow]
    hair, skin = hand.tone(from_hex(look.hair)), skin_colour(look, hand)
    colour = mix(
        hair.line().with_(lightness=min(0.62, 0.26 + 0.36 * hair.lightness)), skin.line(), 0.25
    )
    thick *= 1.35 if look.presentation == "masculine" else 1.0
    shapes = []
    for side in (1, -1):
        with s.on("brow_left" if side > 0 else "brow_right", "brow"):
            at = along(
                [
                    (
                        a.cx + side * (a.eye_dx + a.eye_half * x),
                        a.brow_y + a.eye_half * (y - a.eye_tilt * x),
                    )
                    for x, y in spine
                ],
                9,
            )
            shapes.append(
                s.stroke(
                    at,
                    taper(9, 0.0074 * thick, 0.34, (0.30, 0.0)),
                    s.solid(colour),
                    opacity=opacity,
                )
            )
    return shapes
