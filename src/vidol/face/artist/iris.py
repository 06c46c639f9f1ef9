"""The iris: rim, body, structure, pupil, the dark under the lid and the light at the bottom."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points, ellipse
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import IrisStyle
from vidol.face.artist.sketch import EYE, IRIS, Shape, Sketch

# Where a galaxy has its stars, in radii of the iris, and their radii.
_STARS: Final = (
    (-0.45, 0.30, 0.07), (0.35, 0.05, 0.05), (0.10, 0.55, 0.06), (-0.2, -0.35, 0.04),
    (0.5, 0.45, 0.045),
)  # fmt: skip
_HEART: Final = np.array([
    (0, 0.9), (-0.55, 0.35), (-0.95, -0.15), (-0.8, -0.65), (-0.4, -0.75), (0, -0.35),
    (0.4, -0.75), (0.8, -0.65), (0.95, -0.15), (0.55, 0.35),
])  # fmt: skip


class Iris:
    """Draws one iris: an ellipse at (cx, cy) with half-axes rx and ry, on the canvas."""

    def __init__(
        self,
        s: Sketch,
        style: IrisStyle,
        hand: Hand,
        colour: Colour,
        centre: Points,
        rx: float,
        ry: float,
    ) -> None:
        self.s = s
        self.style = style
        self.hand = hand
        self.colour = colour
        self.cx, self.cy = centre
        self.rx, self.ry = rx, ry
        self.dark = Colour(
            max(0.14, colour.lightness * 0.36),
            min(0.13, colour.chroma * 0.8 + 0.03),
            colour.hue - 12,
        )
        self.bright = Colour(
            min(0.92, max(0.66, colour.lightness + 0.17)),
            min(0.20, colour.chroma * 1.12 + 0.02),
            colour.hue + 12,
        )

    def draw(self) -> Shape:
        """Put it down, clipped to the eye; returns its rim."""
        s = self.s
        cx, cy = self.cx, self.cy
        rx, ry = self.rx, self.ry
        deep = mix(self.dark, self.colour, 0.35)
        body = s.linear(
            (cx, cy - ry), (cx, cy + ry),
            (0, self.dark, 1), (0.30, deep, 1), (0.62, self.colour, 1), (1, self.bright, 1),
        )  # fmt: skip
        outside = s.solid(self.dark.with_(lightness=self.dark.lightness * 0.82))
        rim = s.fill(ellipse(cx, cy, rx, ry, 14), outside, clip=EYE, keep=IRIS)
        s.fill(ellipse(cx, cy, rx * 0.90, ry * 0.92, 14), body, clip=EYE)
        self._draw_structure()
        self._draw_pupil()
        self._draw_light()
        if self.style == "galaxy":
            white = Colour(0.98, 0.02, 90)
            for dx, dy, r in _STARS:
                spot = ellipse(cx + dx * rx, cy + dy * ry, r * rx, r * rx, 6)
                s.fill(spot, s.solid(white), clip=IRIS)
        return rim

    # ---- structure

    def _draw_structure(self) -> None:
        s = self.s
        if self.style == "ring":
            ring = ellipse(self.cx, self.cy, self.rx * 0.66, self.ry * 0.66, 14)
            s.stroke(ring, 0.0042, s.solid(self.bright), closed=True, clip=EYE, opacity=0.75)
        if self.style in ("gem", "galaxy"):
            self._draw_facets()
        elif self.style != "soft":
            self._draw_streaks()

    def _ray(self, t: float) -> Points:
        """From the middle to the rim, at an angle."""
        return np.array([np.cos(t), np.sin(t)]) * (self.rx, self.ry)

    def _draw_facets(self) -> None:
        middle, low = np.array((self.cx, self.cy)), np.array((self.cx, self.cy + 0.10 * self.ry))
        for i in range(7):
            t = np.pi * (0.06 + 0.88 * i / 6)
            ray, beside = self._ray(t), self._ray(t + 0.28)
            facet = np.array(
                [low + ray * (0.42, 0.42), middle + ray * 0.86, middle + beside * 0.80]
            )
            colour = self.bright if i % 2 else mix(self.bright, self.colour, 0.5)
            self.s.fill(facet, self.s.solid(colour), corner=0.9, clip=EYE, opacity=0.55)

    def _draw_streaks(self) -> None:
        """Streaks that run from the pupil to the lower rim."""
        middle = np.array((self.cx, self.cy))
        for i in range(9):
            ray = self._ray(np.pi * (0.02 + 0.96 * i / 8))
            streak = np.array([middle + ray * 0.42, middle + ray * (0.74 + 0.08 * (i % 2))])
            paint = self.s.solid(self.bright)
            self.s.stroke(streak, [0.0030, 0.0004], paint, clip=EYE, opacity=0.38)

    # ---- pupil and light

    def _draw_pupil(self) -> None:
        s = self.s
        cx, cy = self.cx, self.cy
        rx, ry = self.rx, self.ry
        black = self.dark.with_(lightness=max(0.09, self.dark.lightness * 0.5))
        if self.style == "slit":
            slit = np.array([
                (cx, cy - 0.66 * ry), (cx + 0.17 * rx, cy), (cx, cy + 0.60 * ry),
                (cx - 0.17 * rx, cy),
            ])  # fmt: skip
            s.fill(slit, s.solid(black), corner=[0.8, 0, 0.8, 0], clip=EYE)
        elif self.style == "star":
            s.fill(self._star(), s.solid(self.bright.light(0.5)), corner=0.75, clip=EYE)
        elif self.style == "heart":
            heart = _HEART * (rx * 0.52, ry * 0.46) + (cx, cy)
            s.fill(heart, s.solid(Colour(0.70, 0.20, 10)), corner=0.75, clip=EYE)
        else:
            round_ = ellipse(cx, cy - 0.02 * ry, rx * 0.40, ry * 0.42, 12)
            feather = max(0.002, self.hand.soft * 0.3)
            s.fill(round_, s.solid(black), clip=EYE, feather=feather)

    def _star(self) -> Points:
        t = -np.pi / 2 + np.arange(10) * np.pi / 5
        r = np.where(np.arange(10) % 2, 0.45, 1.0)
        rx, ry = self.rx * 0.52, self.ry * 0.46
        return np.stack([self.cx + rx * r * np.cos(t), self.cy + ry * r * np.sin(t)], axis=1)

    def _draw_light(self) -> None:
        """Dark under the lid, bounced light below."""
        s = self.s
        cx, cy = self.cx, self.cy
        rx, ry = self.rx, self.ry
        s.fill(
            ellipse(cx, cy - 0.72 * ry, rx * 0.98, ry * 0.62, 12),
            s.solid(self.dark),
            clip=IRIS,
            blend="atop",
            feather=0.006,
            opacity=0.70,
        )
        stops = (0, self.bright.light(0.9), 0.95), (0.55, self.bright, 0.55), (1, self.bright, 0)
        s.fill(
            ellipse(cx, cy + 0.66 * ry, rx * 0.74, ry * 0.44, 12),
            s.radial((cx, cy + 0.74 * ry), rx * 0.72, ry * 0.42, *stops),
            clip=IRIS,
            blend="screen",
            opacity=0.95 * max(0.55, self.hand.glow),
        )
