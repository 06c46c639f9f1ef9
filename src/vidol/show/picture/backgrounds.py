"""The procedural backgrounds, each drawn once per scene at the film's size.

They are made to stand behind someone: soft, out of focus, darker and cooler than a face, with the
light in the upper left as the artist draws it. Every painter takes (width, height) and returns
(height, width, 3) float32 sRGB in 0..1. They are deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32

Canvas = F32
Colour = tuple[float, float, float]


def _hex(code: str) -> Colour:
    return (int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255)


def _grid(width: int, height: int) -> tuple[Canvas, Canvas]:
    """Coordinates (x, y) with y in 0..1 down and x in the same unit, 0 in the middle."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (x - width / 2) / height, y / height


def _vertical(width: int, height: int, stops: Sequence[tuple[float, str]]) -> Canvas:
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    at = [stop[0] for stop in stops]
    table = np.stack(
        [np.interp(y, at, [_hex(stop[1])[k] for stop in stops]) for k in range(3)], axis=1
    )
    return np.ascontiguousarray(
        np.broadcast_to(table[:, None].astype(np.float32), (height, width, 3))
    )


def _glow(canvas: Canvas, x: float, y: float, radius: float, colour: str, strength: float) -> None:
    """Add a round light (screen), in units of the height from the middle of the top edge."""
    height, width = canvas.shape[:2]
    px, py, reach = width / 2 + x * height, y * height, 3.5 * radius * height
    x0, x1 = max(0, int(px - reach)), min(width, int(px + reach) + 1)
    y0, y1 = max(0, int(py - reach)), min(height, int(py + reach) + 1)
    if x1 <= x0 or y1 <= y0:
        return
    across = np.exp(-(((np.arange(x0, x1, dtype=np.float32) - px) / (radius * height)) ** 2) / 2)
    down = np.exp(-(((np.arange(y0, y1, dtype=np.float32) - py) / (radius * height)) ** 2) / 2)
    part = canvas[y0:y1, x0:x1]
    part += (
        (strength * down[:, None] * across)[..., None]
        * np.array(_hex(colour), np.float32)
        * (1 - part)
    )


def _blur(canvas: Canvas, radius: float) -> Canvas:
    """Gaussian blur with a standard deviation in units of the height; large ones are done at a
    smaller size.
    """
    height, width = canvas.shape[:2]
    sigma = radius * height
    shrink = max(1, int(sigma // 4))
    small = cv2.resize(
        canvas, (max(1, width // shrink), max(1, height // shrink)), interpolation=cv2.INTER_AREA
    )
    soft = cv2.GaussianBlur(
        small, (0, 0), max(0.3, sigma / shrink), borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _clouds(
    width: int, height: int, seed: int, scale: float, stretch: float = 1.0, octaves: int = 5
) -> Canvas:
    """Smooth fractal noise, about 0..1, with features of `scale` heights, wider than high by
    `stretch`.
    """
    random = np.random.default_rng(seed)
    total, weight = np.zeros((height, width), np.float32), 0.0
    for octave in range(octaves):
        cells = 2**octave / scale
        shape = (max(2, int(cells) + 3), max(2, int(cells * width / height / stretch) + 3))
        total += 0.5**octave * np.asarray(
            cv2.resize(
                random.random(shape, np.float32), (width, height), interpolation=cv2.INTER_CUBIC
            ),
            np.float32,
        )
        weight += 0.5**octave
    return np.asarray(total / weight, np.float32)


def _discs(
    canvas: Canvas,
    seed: int,
    count: int,
    colours: Sequence[str],
    size: tuple[float, float],
    area: tuple[float, float],
    strength: float,
) -> Canvas:
    """Out-of-focus lights: discs with a slightly brighter rim, each in its own colour, added with
    screen.
    """
    height, width = canvas.shape[:2]
    random = np.random.default_rng(seed)
    for _ in range(count):
        radius = float(random.uniform(*size)) * height
        x, y = float(random.uniform(0, width)), float(random.uniform(*area)) * height
        colour = np.array(_hex(colours[int(random.integers(len(colours)))]), np.float32)
        amount = strength * float(random.uniform(0.35, 1.0))
        x0, x1 = max(0, int(x - 1.4 * radius) - 3), min(width, int(x + 1.4 * radius) + 4)
        y0, y1 = max(0, int(y - 1.4 * radius) - 3), min(height, int(y + 1.4 * radius) + 4)
        if x1 <= x0 or y1 <= y0:
            continue
        gy, gx = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        distance = np.hypot(gx - x, gy - y)
        soft = max(0.8, 0.14 * radius)
        disc = np.clip((radius - distance) / soft + 0.5, 0, 1) * (
            0.72 + 0.28 * np.exp(-(((radius * 0.94 - distance) / (0.09 * radius + 0.5)) ** 2))
        )
        part = canvas[y0:y1, x0:x1]
        part += (amount * disc)[..., None] * colour * (1 - part)
    return canvas


def _boxes(canvas: Canvas, boxes: Sequence[tuple[float, float, float, float, str]]) -> None:
    """Fill rectangles (x0, y0, x1, y1 in heights from the middle of the top edge, colour)."""
    height, width = canvas.shape[:2]
    for x0, y0, x1, y1, colour in boxes:
        first = (round(width / 2 + x0 * height), round(y0 * height))
        last = (round(width / 2 + x1 * height), round(y1 * height))
        cv2.rectangle(canvas, first, last, _hex(colour), -1)


def _vignette(canvas: Canvas, strength: float) -> Canvas:
    x, y = _grid(canvas.shape[1], canvas.shape[0])
    return np.asarray(
        canvas
        * (1 - strength * np.clip((x / 1.05) ** 2 + ((y - 0.45) / 0.75) ** 2 - 0.35, 0, 1))[
            ..., None
        ],
        np.float32,
    )


def _studio(width: int, height: int) -> Canvas:
    """A streamer's room at dusk: shelves, a lamp, a screen's light and a strip of LEDs, out of
    focus.
    """
    canvas = _vertical(width, height, [(0, "6d6697"), (0.55, "8d7fb0"), (1, "5d5486")])
    random = np.random.default_rng(5)
    for side in (-1, 1):
        for row in range(3):
            y = 0.20 + 0.22 * row
            x0, x1 = sorted((side * 0.42, side * 0.86))
            _boxes(canvas, [(x0, y, x1, y + 0.018, "e6d3c4")])
            x = x0 + 0.02
            while x < x1 - 0.05:
                wide, tall = float(random.uniform(0.018, 0.05)), float(random.uniform(0.06, 0.14))
                colour = ("f2a6b8", "9fc6ec", "f7dfa4", "b9e2c8", "c7aee8", "ffffff", "7f86c4")[
                    int(random.integers(7))
                ]
                _boxes(canvas, [(x, y - tall, x + wide, y, colour)])
                x += wide + float(random.uniform(0.004, 0.05))
    _boxes(
        canvas,
        [
            (-0.30, 0.14, 0.30, 0.58, "4b4877"),
            (-0.28, 0.16, 0.28, 0.56, "8fa6dc"),
            (-0.28, 0.36, 0.28, 0.56, "b193dc"),
        ],
    )
    canvas = _blur(canvas, 0.022)
    for x in np.linspace(-0.9, 0.9, 19):
        _glow(canvas, float(x), 0.055 + 0.03 * math.cos(3.4 * x), 0.011, "fff0c8", 0.95)
        _glow(canvas, float(x), 0.055 + 0.03 * math.cos(3.4 * x), 0.035, "ffd9a0", 0.25)
    _glow(canvas, -0.72, 0.10, 0.30, "ffc9a0", 0.55)
    _glow(canvas, 0.80, 0.85, 0.36, "ff86c8", 0.38)
    _glow(canvas, -0.85, 0.95, 0.34, "7ab8ff", 0.36)
    return _vignette(canvas, 0.5)


def _night_sky(width: int, height: int) -> Canvas:
    """Stars, a moon, a band of haze, and a town's lights under the hills."""
    canvas = _vertical(
        width,
        height,
        [(0, "0d1238"), (0.45, "2a2c6b"), (0.75, "6a4b8f"), (0.9, "c07a9c"), (1, "e9a58f")],
    )
    x, y = _grid(width, height)
    band = np.exp(-(((y - 0.30 - 0.28 * x) / 0.16) ** 2)) * _clouds(width, height, 3, 0.35)
    canvas += 0.34 * band[..., None] * np.array(_hex("a9b4ff"), np.float32) * (1 - canvas)
    random = np.random.default_rng(11)
    stars = np.zeros((height, width), np.float32)
    for _ in range(420):
        place = (
            int(random.uniform(0, width) * 16),
            int(random.uniform(0, 0.72) ** 1.15 * height * 16),
        )
        cv2.circle(
            stars,
            place,
            int(max(5, float(random.pareto(2.6)) * 9 * height / 720)),
            float(random.uniform(0.35, 1.0)),
            -1,
            cv2.LINE_AA,
            4,
        )
    glow = (
        stars
        + 0.9 * cv2.GaussianBlur(stars, (0, 0), height / 260)
        + 0.7 * cv2.GaussianBlur(stars, (0, 0), height / 110)
    )
    canvas += np.clip(glow, 0, 1)[..., None] * np.array(_hex("f4f2ff"), np.float32) * (1 - canvas)
    _glow(canvas, 0.62, 0.20, 0.20, "cfd8ff", 0.32)
    moon = np.zeros((height, width), np.float32)
    cv2.circle(
        moon,
        (round(width / 2 + 0.62 * height), round(0.20 * height)),
        round(0.062 * height),
        1.0,
        -1,
        cv2.LINE_AA,
    )
    canvas += (0.93 * moon * (0.88 + 0.2 * _clouds(width, height, 4, 0.05)))[..., None] * (
        np.array(_hex("fff6dc"), np.float32) - canvas
    )
    for base, rough, colour, seed in ((0.86, 0.10, "4a3a78", 21), (0.93, 0.08, "2c2558", 22)):
        random = np.random.default_rng(seed)
        line = x[0, :, None] * np.array([2.1, 4.7, 9.3, 17.0]) + random.uniform(0, 2 * math.pi, 4)
        ridge = base + rough * (np.sin(line) @ np.array([0.4, 0.25, 0.08, 0.03]))
        mask = np.clip((y - ridge[None]) * height / 2, 0, 1)
        canvas += mask[..., None] * (np.array(_hex(colour), np.float32) - canvas)
    return _discs(
        canvas, 8, 26, ("ffd08a", "ffe7b8", "ff9e9e", "9fd0ff"), (0.006, 0.014), (0.90, 1.0), 0.8
    )


def _window_light(width: int, height: int) -> Canvas:
    """A bright wall in the afternoon, with the window's light and a plant's shadow on it."""
    canvas = _vertical(width, height, [(0, "e3cdbb"), (0.7, "d9bfae"), (1, "c6a698")])
    x, y = _grid(width, height)
    u, v = x + 0.42 * (y - 0.4), y - 0.18 * x
    panes = np.zeros((height, width), np.float32)
    for column in range(3):
        for row in range(2):
            left, top = -0.78 + 0.36 * column, 0.06 + 0.36 * row
            edge = 0.012
            inside = np.minimum(
                np.minimum(u - left, left + 0.32 - u), np.minimum(v - top, top + 0.32 - v)
            )
            panes = np.maximum(panes, np.clip(inside / edge, 0, 1))
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
            centre = (
                width / 2 + (root[0] + length * math.cos(turn)) * height,
                (root[1] + length * math.sin(turn)) * height,
            )
            axes = (round(length * height), round(0.30 * length * height))
            cv2.ellipse(
                leaves,
                (round(centre[0]), round(centre[1])),
                axes,
                math.degrees(turn),
                0,
                360,
                0.0,
                -1,
                cv2.LINE_AA,
            )
    light = _blur(panes, 0.006) * _blur(leaves, 0.010)
    shade = _blur(leaves, 0.016)
    canvas *= (0.86 + 0.14 * shade)[..., None]
    canvas += (0.62 * light)[..., None] * (np.array(_hex("fff3d6"), np.float32) - canvas)
    _glow(canvas, -0.75, 0.15, 0.55, "ffe3ad", 0.4)
    return _vignette(_blur(canvas, 0.004), 0.3)


def _bokeh(width: int, height: int) -> Canvas:
    """Lights of a city evening, far out of focus."""
    canvas = _vertical(width, height, [(0, "2b2550"), (0.6, "5a3a74"), (1, "8a4d7c")])
    _glow(canvas, -0.6, 0.75, 0.5, "ff8fb0", 0.40)
    _glow(canvas, 0.7, 0.3, 0.5, "6aa8ff", 0.34)
    canvas = _discs(
        canvas, 31, 26, ("ffb3c8", "ffd9a0", "a9c8ff", "d7b0ff"), (0.05, 0.12), (0.05, 1.0), 0.30
    )
    canvas = _discs(
        canvas, 32, 46, ("ffe0ec", "fff0cc", "cfe0ff", "ffc0dc"), (0.015, 0.045), (0.2, 1.0), 0.45
    )
    return _vignette(canvas, 0.5)


def _sunset(width: int, height: int) -> Canvas:
    """The sun going down over the sea."""
    canvas = _vertical(
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
    x, y = _grid(width, height)
    sky = y < 0.67
    clouds = np.clip((_clouds(width, height, 14, 0.22, stretch=3.2) - 0.50) * 4.2, 0, 1) * np.clip(
        (0.64 - y) / 0.3, 0, 1
    )
    tint = np.where(
        (y < 0.35)[..., None],
        np.array(_hex("ffb3b8"), np.float32),
        np.array(_hex("ffe0b0"), np.float32),
    )
    canvas += (0.55 * clouds)[..., None] * (_blur(np.ascontiguousarray(tint), 0.08) - canvas)
    sun_x = -0.42
    _glow(canvas, sun_x, 0.62, 0.26, "ffdf9a", 0.75)
    disc = np.clip((0.075 - np.hypot(x - sun_x, y - 0.615)) * height / 1.5, 0, 1) * sky
    canvas += disc[..., None] * (np.array(_hex("fff4d0"), np.float32) - canvas)
    depth = np.clip((y - 0.67) / 0.33, 0, 1)
    ripples = np.sin(
        2 * math.pi * (24 / (0.10 + depth)) + 14 * _clouds(width, height, 15, 0.07, stretch=4)
    )
    path = np.exp(-(((x - sun_x) / (0.05 + 0.22 * depth)) ** 2)) * (ripples > 0.1) * (depth > 0)
    canvas += (0.7 * path * (1 - 0.5 * depth))[..., None] * (
        np.array(_hex("ffe2a6"), np.float32) - canvas
    )
    canvas += (0.07 * ripples * (depth > 0) * (0.3 + depth))[..., None] * np.array(
        _hex("ffb0a0"), np.float32
    )
    return _vignette(_blur(canvas, 0.003), 0.35)


def _stage(width: int, height: int) -> Canvas:
    """A concert: beams from above, haze, and a sea of glow sticks."""
    canvas = _vertical(width, height, [(0, "0f0c2c"), (0.6, "2b1a58"), (1, "170f38")])
    x, y = _grid(width, height)
    haze = 0.6 + 0.8 * _clouds(width, height, 41, 0.4)
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
        canvas += (0.52 * beam)[..., None] * np.array(_hex(colour), np.float32) * (1 - canvas)
        _glow(canvas, lamp, 0.0, 0.035, "ffffff", 0.9)
    _glow(canvas, 0.0, 0.55, 0.38, "c08bff", 0.35)
    return _discs(
        canvas, 43, 70, ("ff7ec0", "7ed0ff", "fff0a0", "a0ffcf"), (0.008, 0.022), (0.86, 1.02), 0.75
    )


def _spring(width: int, height: int) -> Canvas:
    """A soft sky through cherry blossom."""
    canvas = _vertical(width, height, [(0, "9cc9f2"), (0.6, "d6e9f7"), (1, "f7e3ea")])
    cloud = np.clip((_clouds(width, height, 51, 0.35, stretch=2.0) - 0.46) * 3.4, 0, 1)
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
                (*_hex(colour), 1.0),
                -1,
                cv2.LINE_AA,
            )
        layer = _blur(blossom, soft)
        canvas = canvas * (1 - layer[..., 3:]) + layer[..., :3]
    _glow(canvas, -0.7, 0.0, 0.5, "fff6dc", 0.5)
    return np.asarray(canvas, np.float32)


def _cozy(width: int, height: int) -> Canvas:
    """A plain pastel with a quiet pattern: the usual talk-stream card."""
    canvas = _vertical(width, height, [(0, "ffe1ea"), (1, "e5dcff")])
    x, y = _grid(width, height)
    u, v = x + y, x - y
    cell = 0.13
    dots = np.hypot((u / cell) % 1 - 0.5, (v / cell) % 1 - 0.5) * cell
    canvas += (0.42 * np.clip((0.022 - dots) * height / 1.5, 0, 1))[..., None] * (1 - canvas)
    _glow(canvas, -0.5, 0.1, 0.5, "ffffff", 0.5)
    return _vignette(canvas, 0.12)


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
