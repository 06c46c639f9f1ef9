"""What the backgrounds (vidol.show.picture.backgrounds) are painted with: gradients, lights,
clouds, blur.

A canvas is (height, width, 3) float32 sRGB in 0..1. Places and sizes are in units of its height.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from vidol.core.arrays import F32

Canvas = F32
Colour = tuple[float, float, float]


def rgb(code: str) -> Colour:
    """Of six hexadecimal digits."""
    return (int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255)


def grid(width: int, height: int) -> tuple[Canvas, Canvas]:
    """Coordinates (x, y) with y in 0..1 down and x in the same unit, 0 in the middle."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (x - width / 2) / height, y / height


def gradient(width: int, height: int, stops: Sequence[tuple[float, str]]) -> Canvas:
    """A canvas that changes from top (0) to bottom (1) by stops (place, colour)."""
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    at = [stop[0] for stop in stops]
    table = np.stack(
        [np.interp(y, at, [rgb(stop[1])[k] for stop in stops]) for k in range(3)], axis=1
    )
    return np.ascontiguousarray(
        np.broadcast_to(table[:, None].astype(np.float32), (height, width, 3))
    )


def glow(canvas: Canvas, x: float, y: float, radius: float, colour: str, strength: float) -> None:
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
        * np.array(rgb(colour), np.float32)
        * (1 - part)
    )


def blur(canvas: Canvas, radius: float) -> Canvas:
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


def clouds(
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


def lights(
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
        colour = np.array(rgb(colours[int(random.integers(len(colours)))]), np.float32)
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


def boxes(canvas: Canvas, filled: Sequence[tuple[float, float, float, float, str]]) -> None:
    """Fill rectangles (x0, y0, x1, y1 in heights from the middle of the top edge, colour)."""
    height, width = canvas.shape[:2]
    for x0, y0, x1, y1, colour in filled:
        first = (round(width / 2 + x0 * height), round(y0 * height))
        last = (round(width / 2 + x1 * height), round(y1 * height))
        cv2.rectangle(canvas, first, last, rgb(colour), -1)


def vignette(canvas: Canvas, strength: float) -> Canvas:
    """The canvas, darker towards its corners."""
    x, y = grid(canvas.shape[1], canvas.shape[0])
    return np.asarray(
        canvas
        * (1 - strength * np.clip((x / 1.05) ** 2 + ((y - 0.45) / 0.75) ** 2 - 0.35, 0, 1))[
            ..., None
        ],
        np.float32,
    )
