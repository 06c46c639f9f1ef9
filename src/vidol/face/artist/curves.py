"""Curves: the few operations on lists of points that drawing is made of. Points are (n, 2) arrays on the canvas."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]


def mirrored(half: ArrayLike, cx: float) -> Points:
    """A closed outline from its right half, listed from top to bottom with x measured from the midline `cx`."""
    h = np.asarray(half, float)
    other = h[::-1] * (-1, 1)
    if h[0, 0] == 0:
        other = other[:-1]
    if h[-1, 0] == 0:
        other = other[1:]
    return np.concatenate([h, other]) + (cx, 0)


def along(points: ArrayLike, n: int) -> Points:
    """`n` points evenly spaced along the Catmull-Rom curve through `points`."""
    p = np.asarray(points, float)
    tangent = np.gradient(p, axis=0)
    t = np.linspace(0, len(p) - 1, 12 * (len(p) - 1) + 1)
    i = np.minimum(t.astype(int), len(p) - 2)
    u = (t - i)[:, None]
    a, b, ta, tb = p[i], p[i + 1], tangent[i], tangent[i + 1]
    fine = (2 * u**3 - 3 * u**2 + 1) * a + (u**3 - 2 * u**2 + u) * ta + (3 * u**2 - 2 * u**3) * b + (u**3 - u**2) * tb
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
    s = np.linspace(0, length[-1], n)
    return np.stack([np.interp(s, length, fine[:, 0]), np.interp(s, length, fine[:, 1])], axis=1)


def normals(points: Points) -> Points:
    """Unit normals, to the right-hand side of the direction of travel as seen on the picture (y down)."""
    t = np.gradient(points, axis=0)
    t /= np.maximum(1e-9, np.hypot(t[:, 0], t[:, 1]))[:, None]
    return np.stack([-t[:, 1], t[:, 0]], axis=1)


def ribbon(spine: Points, half_width: ArrayLike) -> tuple[Points, Points]:
    """The two edges (left, right of travel) of a band of varying half-width around a spine."""
    n, w = normals(spine), np.asarray(half_width, float)[:, None]
    return spine - n * w, spine + n * w


def ellipse(cx: float, cy: float, rx: float, ry: float, n: int = 12, turn: float = 0.0) -> Points:
    """`n` points of an ellipse turned by `turn` radians."""
    t = np.arange(n) * (2 * np.pi / n)
    x, y = rx * np.cos(t), ry * np.sin(t)
    return np.stack([cx + x * np.cos(turn) - y * np.sin(turn), cy + x * np.sin(turn) + y * np.cos(turn)], axis=1)


def taper(n: int, width: float, peak: float = 0.5, ends: tuple[float, float] = (0.0, 0.0)) -> Points:
    """Widths of a stroke that swells from `ends[0]` to `width` at `peak` and thins to `ends[1]` (factors of width)."""
    t = np.linspace(0, 1, n)
    rise, fall = np.sin(np.pi / 2 * np.clip(t / max(peak, 1e-6), 0, 1)), np.sin(np.pi / 2 * np.clip((1 - t) / max(1 - peak, 1e-6), 0, 1))
    return width * np.where(t < peak, ends[0] + (1 - ends[0]) * rise, ends[1] + (1 - ends[1]) * fall)
