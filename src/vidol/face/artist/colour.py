"""Colour for drawing: OKLCH to sRGB, and the artist's rules of shading.

OKLCH: Ottosson 2020, https://bottosson.github.io/posts/oklab/.

A colour is (L, C, h): lightness 0..1, chroma 0..0.37, hue in degrees. Shadows turn towards violet
and gain chroma, lights turn towards yellow: never a mix with black or white.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from vidol.core.arrays import F64

RGB = tuple[float, float, float]


class Colour(NamedTuple):
    """An OKLCH colour."""

    lightness: float
    chroma: float
    hue: float

    def rgb(self) -> RGB:
        """sRGB 0..1; chroma is lowered until the colour fits the gamut."""
        chroma = self.chroma
        for _ in range(12):
            rgb = _oklch_to_linear(self.lightness, chroma, self.hue)
            if all(-0.002 <= v <= 1.002 for v in rgb):
                break
            chroma *= 0.9
        r, g, b = (_encode(min(1.0, max(0.0, v))) for v in rgb)
        return r, g, b

    def shade(self, amount: float = 1.0) -> Colour:
        """The colour in shadow.

        At amount 1 it is 0.12 darker, turned up to 12 degrees towards violet, a little more
        saturated.
        """
        return Colour(
            max(0.0, self.lightness - 0.12 * amount),
            self.chroma * (1 + 0.03 * amount) + 0.004 * amount,
            _turn(self.hue, 295, 12 * amount),
        )

    def light(self, amount: float = 1.0) -> Colour:
        """The colour in light: 0.10 lighter at amount 1, turned up to 14 degrees towards yellow."""
        return Colour(
            min(0.985, self.lightness + 0.10 * amount),
            self.chroma * (1 - 0.22 * amount),
            _turn(self.hue, 90, 14 * amount),
        )

    def line(self) -> Colour:
        """The line that borders this fill: a dark, saturated relative of it."""
        return Colour(
            min(0.36, 0.16 + 0.22 * self.lightness),
            min(0.11, self.chroma * 0.75 + 0.025),
            _turn(self.hue, 320, 14),
        )

    def with_(
        self, lightness: float | None = None, chroma: float | None = None, hue: float | None = None
    ) -> Colour:
        """A copy with some of its coordinates replaced."""
        return Colour(
            self.lightness if lightness is None else lightness,
            self.chroma if chroma is None else chroma,
            self.hue if hue is None else hue % 360,
        )


def oklab(colour: Colour) -> tuple[float, float, float]:
    """The colour as OKLab (L, a, b)."""
    hue = math.radians(colour.hue)
    return colour.lightness, colour.chroma * math.cos(hue), colour.chroma * math.sin(hue)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """The colour `t` of the way from a to b, through OKLab so that hues cross no third hue."""
    lightness, x, y = (p + (q - p) * t for p, q in zip(oklab(a), oklab(b), strict=True))
    return Colour(lightness, math.hypot(x, y), math.degrees(math.atan2(y, x)) % 360)


_TO_LMS = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def oklab_to_srgb(lab: F64) -> F64:
    """(n, 3) OKLab to (n, 3) sRGB 0..1, clipped to the gamut."""
    linear = np.clip(((lab @ _TO_LMS.T) ** 3) @ _TO_RGB.T, 0, 1)
    curve = 1.055 * linear ** (1 / 2.4) - 0.055
    encoded: F64 = np.where(linear <= 0.0031308, 12.92 * linear, curve)
    return encoded


def from_hex(text: str) -> Colour:
    """The OKLCH colour of an sRGB hex code such as ``#f2a0c0``."""
    r, g, b = (_decode(int(text.lstrip("#")[i : i + 2], 16) / 255) for i in (0, 2, 4))
    l_ = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m_ = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s_ = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_
    x = 1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_
    y = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_
    return Colour(lightness, math.hypot(x, y), math.degrees(math.atan2(y, x)) % 360)


def to_hex(colour: Colour) -> str:
    """The sRGB hex code of a colour, with ``#``."""
    return "#" + "".join(f"{round(v * 255):02x}" for v in colour.rgb())


def _turn(hue: float, towards: float, degrees: float) -> float:
    difference = (towards - hue + 180) % 360 - 180
    return (hue + max(-degrees, min(degrees, difference))) % 360


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> RGB:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )


def _encode(v: float) -> float:
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


def _decode(v: float) -> float:
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
