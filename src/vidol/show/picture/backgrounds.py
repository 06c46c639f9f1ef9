"""The procedural backgrounds, each drawn once per scene at the film's size.

They are made to stand behind someone: soft, out of focus, darker and cooler than a face, with the
light in the upper left as the artist draws it. Every painter takes (width, height) and returns
(height, width, 3) float32 sRGB in 0..1. They are deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import cv2
import numpy as np

from vidol.show.picture import brushes
from vidol.show.picture.brushes import Canvas


def _ink(code: str) -> Canvas:
    """A colour to paint with, (3,)."""
    return np.array(brushes.rgb(code), np.float32)


def _studio(width: int, height: int) -> Canvas:
    """A streamer's room at dusk: shelves, a lamp, a screen's light and a strip of LEDs, out of
    focus.
    """
    canvas = brushes.gradient(width, height, [(0, "6d6697"), (0.55, "8d7fb0"), (1, "5d5486")])
    random = np.random.default_rng(5)
    for side in (-1, 1):
        for row in range(3):
            y = 0.20 + 0.22 * row
            x0, x1 = sorted((side * 0.42, side * 0.86))
            brushes.boxes(canvas, [(x0, y, x1, y + 0.018, "e6d3c4")])
            x = x0 + 0.02
            while x < x1 - 0.05:
                wide, tall = float(random.uniform(0.018, 0.05)), float(random.uniform(0.06, 0.14))
                colour = ("f2a6b8", "9fc6ec", "f7dfa4", "b9e2c8", "c7aee8", "ffffff", "7f86c4")[
                    int(random.integers(7))
                ]
                brushes.boxes(canvas, [(x, y - tall, x + wide, y, colour)])
                x += wide + float(random.uniform(0.004, 0.05))
    brushes.boxes(
        canvas,
        [
            (-0.30, 0.14, 0.30, 0.58, "4b4877"),
            (-0.28, 0.16, 0.28, 0.56, "8fa6dc"),
            (-0.28, 0.36, 0.28, 0.56, "b193dc"),
        ],
    )
    canvas = brushes.blur(canvas, 0.022)
    for x in np.linspace(-0.9, 0.9, 19):
        brushes.glow(canvas, float(x), 0.055 + 0.03 * math.cos(3.4 * x), 0.011, "fff0c8", 0.95)
        brushes.glow(canvas, float(x), 0.055 + 0.03 * math.cos(3.4 * x), 0.035, "ffd9a0", 0.25)
    brushes.glow(canvas, -0.72, 0.10, 0.30, "ffc9a0", 0.55)
    brushes.glow(canvas, 0.80, 0.85, 0.36, "ff86c8", 0.38)
    brushes.glow(canvas, -0.85, 0.95, 0.34, "7ab8ff", 0.36)
    return brushes.vignette(canvas, 0.5)


def _night_sky(width: int, height: int) -> Canvas:
    """Stars, a moon, a band of haze, and a town's lights under the hills."""
    canvas = brushes.gradient(
        width,
        height,
        [(0, "0d1238"), (0.45, "2a2c6b"), (0.75, "6a4b8f"), (0.9, "c07a9c"), (1, "e9a58f")],
    )
    x, y = brushes.grid(width, height)
    band = np.exp(-(((y - 0.30 - 0.28 * x) / 0.16) ** 2)) * brushes.clouds(width, height, 3, 0.35)
    canvas += 0.34 * band[..., None] * _ink("a9b4ff") * (1 - canvas)
    canvas += _stars(width, height)[..., None] * _ink("f4f2ff") * (1 - canvas)
    brushes.glow(canvas, 0.62, 0.20, 0.20, "cfd8ff", 0.32)
    canvas += _moon(width, height)[..., None] * (_ink("fff6dc") - canvas)
    for base, rough, colour, seed in ((0.86, 0.10, "4a3a78", 21), (0.93, 0.08, "2c2558", 22)):
        random = np.random.default_rng(seed)
        line = x[0, :, None] * np.array([2.1, 4.7, 9.3, 17.0]) + random.uniform(0, 2 * math.pi, 4)
        ridge = base + rough * (np.sin(line) @ np.array([0.4, 0.25, 0.08, 0.03]))
        mask = np.clip((y - ridge[None]) * height / 2, 0, 1)
        canvas += mask[..., None] * (_ink(colour) - canvas)
    return brushes.lights(
        canvas, 8, 26, ("ffd08a", "ffe7b8", "ff9e9e", "9fd0ff"), (0.006, 0.014), (0.90, 1.0), 0.8
    )


def _stars(width: int, height: int) -> Canvas:
    """How brightly stars shine, (height, width) 0..1, each with its glow."""
    random = np.random.default_rng(11)
    stars = np.zeros((height, width), np.float32)
    for _ in range(420):
        place = (
            int(random.uniform(0, width) * 16),
            int(random.uniform(0, 0.72) ** 1.15 * height * 16),
        )
        size = int(max(5, float(random.pareto(2.6)) * 9 * height / 720))
        bright = float(random.uniform(0.35, 1.0))
        cv2.circle(stars, place, size, bright, -1, cv2.LINE_AA, 4)
    near, far = (cv2.GaussianBlur(stars, (0, 0), height / share) for share in (260, 110))
    return np.asarray(np.clip(stars + 0.9 * near + 0.7 * far, 0, 1), np.float32)


def _moon(width: int, height: int) -> Canvas:
    """How much of the moon is seen, (height, width) 0..1, with its seas."""
    moon = np.zeros((height, width), np.float32)
    middle = (round(width / 2 + 0.62 * height), round(0.20 * height))
    cv2.circle(moon, middle, round(0.062 * height), 1.0, -1, cv2.LINE_AA)
    return 0.93 * moon * (0.88 + 0.2 * brushes.clouds(width, height, 4, 0.05))


def _window_light(width: int, height: int) -> Canvas:
    """A bright wall in the afternoon, with the window's light and a plant's shadow on it."""
    canvas = brushes.gradient(width, height, [(0, "e3cdbb"), (0.7, "d9bfae"), (1, "c6a698")])
    x, y = brushes.grid(width, height)
    panes = _panes(x + 0.42 * (y - 0.4), y - 0.18 * x)
    leaves = _leaves(width, height)
    light = brushes.blur(panes, 0.006) * brushes.blur(leaves, 0.010)
    shade = brushes.blur(leaves, 0.016)
    canvas *= (0.86 + 0.14 * shade)[..., None]
    canvas += (0.62 * light)[..., None] * (_ink("fff3d6") - canvas)
    brushes.glow(canvas, -0.75, 0.15, 0.55, "ffe3ad", 0.4)
    return brushes.vignette(brushes.blur(canvas, 0.004), 0.3)


def _panes(u: Canvas, v: Canvas) -> Canvas:
    """Where light falls through a window, 0..1; (u, v) are coordinates on the slanting light."""
    panes = np.zeros(u.shape, np.float32)
    edge = 0.012
    for column in range(3):
        for row in range(2):
            left, top = -0.78 + 0.36 * column, 0.06 + 0.36 * row
            inside = np.minimum(
                np.minimum(u - left, left + 0.32 - u), np.minimum(v - top, top + 0.32 - v)
            )
            panes = np.maximum(panes, np.clip(inside / edge, 0, 1))
    return panes


def _leaves(width: int, height: int) -> Canvas:
    """What light a plant lets through, (height, width): 0 where its leaves are, else 1."""
    leaves = np.ones((height, width), np.float32)
    random = np.random.default_rng(9)
    for stem in range(6):
        angle = -2.75 + 0.27 * stem
        for k in range(9):
            reach = 0.10 + 0.062 * k
            bend = angle + 0.05 * k * (1 if stem % 2 else -1)
            root = (0.97 + reach * math.cos(bend), 1.0 + reach * math.sin(bend))
            turn = bend + (0.75 if k % 2 else -0.75) + float(random.uniform(-0.15, 0.15))
            length = 0.085 - 0.004 * k
            middle = (
                round(width / 2 + (root[0] + length * math.cos(turn)) * height),
                round((root[1] + length * math.sin(turn)) * height),
            )
            axes = (round(length * height), round(0.30 * length * height))
            tilt = math.degrees(turn)
            cv2.ellipse(leaves, middle, axes, tilt, 0, 360, 0.0, -1, cv2.LINE_AA)
    return leaves


def _bokeh(width: int, height: int) -> Canvas:
    """Lights of a city evening, far out of focus."""
    canvas = brushes.gradient(width, height, [(0, "2b2550"), (0.6, "5a3a74"), (1, "8a4d7c")])
    brushes.glow(canvas, -0.6, 0.75, 0.5, "ff8fb0", 0.40)
    brushes.glow(canvas, 0.7, 0.3, 0.5, "6aa8ff", 0.34)
    canvas = brushes.lights(
        canvas, 31, 26, ("ffb3c8", "ffd9a0", "a9c8ff", "d7b0ff"), (0.05, 0.12), (0.05, 1.0), 0.30
    )
    canvas = brushes.lights(
        canvas, 32, 46, ("ffe0ec", "fff0cc", "cfe0ff", "ffc0dc"), (0.015, 0.045), (0.2, 1.0), 0.45
    )
    return brushes.vignette(canvas, 0.5)


def _sunset(width: int, height: int) -> Canvas:
    """The sun going down over the sea."""
    canvas = brushes.gradient(
        width,
        height,
        [
            (0, "4b4f9e"),
            (0.3, "a86bb0"),
            (0.5, "f0907f"),
            (0.66, "ffd08a"),
            (0.68, "f2a988"),
            (0.72, "a86f9c"),
            (1, "3d3f7e"),
        ],
    )
    x, y = brushes.grid(width, height)
    sky = y < 0.67
    clouds = np.clip(
        (brushes.clouds(width, height, 14, 0.22, stretch=3.2) - 0.50) * 4.2, 0, 1
    ) * np.clip((0.64 - y) / 0.3, 0, 1)
    tint = np.where((y < 0.35)[..., None], _ink("ffb3b8"), _ink("ffe0b0"))
    canvas += (0.55 * clouds)[..., None] * (brushes.blur(np.ascontiguousarray(tint), 0.08) - canvas)
    sun_x = -0.42
    brushes.glow(canvas, sun_x, 0.62, 0.26, "ffdf9a", 0.75)
    disc = np.clip((0.075 - np.hypot(x - sun_x, y - 0.615)) * height / 1.5, 0, 1) * sky
    canvas += disc[..., None] * (_ink("fff4d0") - canvas)
    depth = np.clip((y - 0.67) / 0.33, 0, 1)
    ripples = np.sin(
        2 * math.pi * (24 / (0.10 + depth))
        + 14 * brushes.clouds(width, height, 15, 0.07, stretch=4)
    )
    path = np.exp(-(((x - sun_x) / (0.05 + 0.22 * depth)) ** 2)) * (ripples > 0.1) * (depth > 0)
    canvas += (0.7 * path * (1 - 0.5 * depth))[..., None] * (_ink("ffe2a6") - canvas)
    canvas += (0.07 * ripples * (depth > 0) * (0.3 + depth))[..., None] * _ink("ffb0a0")
    return brushes.vignette(brushes.blur(canvas, 0.003), 0.35)


def _stage(width: int, height: int) -> Canvas:
    """A concert: beams from above, haze, and a sea of glow sticks."""
    canvas = brushes.gradient(width, height, [(0, "0f0c2c"), (0.6, "2b1a58"), (1, "170f38")])
    x, y = brushes.grid(width, height)
    haze = 0.6 + 0.8 * brushes.clouds(width, height, 41, 0.4)
    for lamp, aim, colour in (
        (-0.8, 0.30, "5fb4ff"),
        (-0.4, -0.10, "ff6fc0"),
        (0.0, 0.0, "fff0d8"),
        (0.4, 0.14, "a07bff"),
        (0.8, -0.28, "57e0d0"),
    ):
        axis = lamp + (aim - lamp) * (y + 0.05)
        spread = 0.03 + 0.17 * y
        beam = np.exp(-(((x - axis) / spread) ** 2)) * np.exp(-1.1 * y) * haze
        canvas += (0.52 * beam)[..., None] * _ink(colour) * (1 - canvas)
        brushes.glow(canvas, lamp, 0.0, 0.035, "ffffff", 0.9)
    brushes.glow(canvas, 0.0, 0.55, 0.38, "c08bff", 0.35)
    return brushes.lights(
        canvas, 43, 70, ("ff7ec0", "7ed0ff", "fff0a0", "a0ffcf"), (0.008, 0.022), (0.86, 1.02), 0.75
    )


def _spring(width: int, height: int) -> Canvas:
    """A soft sky through cherry blossom."""
    canvas = brushes.gradient(width, height, [(0, "9cc9f2"), (0.6, "d6e9f7"), (1, "f7e3ea")])
    cloud = np.clip((brushes.clouds(width, height, 51, 0.35, stretch=2.0) - 0.46) * 3.4, 0, 1)
    canvas += (0.8 * cloud)[..., None] * (1 - canvas)
    random = np.random.default_rng(52)
    for count, size, soft in ((260, 0.024, 0.016), (230, 0.018, 0.006)):
        blossom = np.zeros((height, width, 4), np.float32)
        for _ in range(count):
            side = -1 if random.random() < 0.55 else 1
            reach = float(random.random()) ** 1.6
            place_x = width / 2 + side * (1.0 - 0.72 * reach) * height
            place_y = (
                0.02
                + 0.42 * float(random.random()) ** 1.5 * (1 - reach)
                + 0.10 * float(random.random())
            ) * height
            colour = ("ffc4d8", "ffd9e6", "ffb0ca", "fff0f5")[int(random.integers(4))]
            radius = round(size * float(random.uniform(0.5, 1.4)) * height)
            cv2.circle(
                blossom,
                (round(place_x), round(place_y)),
                radius,
                (*brushes.rgb(colour), 1.0),
                -1,
                cv2.LINE_AA,
            )
        layer = brushes.blur(blossom, soft)
        canvas = canvas * (1 - layer[..., 3:]) + layer[..., :3]
    brushes.glow(canvas, -0.7, 0.0, 0.5, "fff6dc", 0.5)
    return np.asarray(canvas, np.float32)


def _cozy(width: int, height: int) -> Canvas:
    """A plain pastel with a quiet pattern: the usual talk-stream card."""
    canvas = brushes.gradient(width, height, [(0, "ffe1ea"), (1, "e5dcff")])
    x, y = brushes.grid(width, height)
    u, v = x + y, x - y
    cell = 0.13
    dots = np.hypot((u / cell) % 1 - 0.5, (v / cell) % 1 - 0.5) * cell
    canvas += (0.42 * np.clip((0.022 - dots) * height / 1.5, 0, 1))[..., None] * (1 - canvas)
    brushes.glow(canvas, -0.5, 0.1, 0.5, "ffffff", 0.5)
    return brushes.vignette(canvas, 0.12)


PAINTERS: Final[Mapping[str, Callable[[int, int], Canvas]]] = {
    "studio": _studio,
    "night sky": _night_sky,
    "window light": _window_light,
    "bokeh": _bokeh,
    "sunset": _sunset,
    "stage": _stage,
    "spring": _spring,
    "cozy": _cozy,
}
