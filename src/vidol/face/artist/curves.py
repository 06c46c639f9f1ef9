"""Curves: the few operations on lists of points that drawing is made of.

Points are (n, 2) arrays on the canvas.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64, I64

Points = F64


def mirrored(half: ArrayLike, cx: float) -> Points:
    """A closed outline from its right half, top to bottom, x measured from the midline `cx`."""
    h = np.asarray(half, float)
    other = h[::-1] * (-1, 1)
    if h[0, 0] == 0:
        other = other[:-1]
    if h[-1, 0] == 0:
        other = other[1:]
    return np.concatenate([h, other]) + (cx, 0)


@cache
def _hermite(n: int) -> tuple[I64, Points, Points, Points, Points]:
    """On a curve through `n` points, 12 a segment: the segments, and the four Hermite weights."""
    t = np.linspace(0, n - 1, 12 * (n - 1) + 1)
    i = np.minimum(t.astype(int), n - 2)
    u = (t - i)[:, None]
    return i, 2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u, 3 * u**2 - 2 * u**3, u**3 - u**2


def along(points: ArrayLike, n: int) -> Points:
    """`n` points evenly spaced along the Catmull-Rom curve through `points`."""
    p = np.asarray(points, float)
    tangent = np.empty_like(p)
    tangent[1:-1] = (p[2:] - p[:-2]) / 2
    tangent[0], tangent[-1] = p[1] - p[0], p[-1] - p[-2]
    i, a, ta, b, tb = _hermite(len(p))
    fine = a * p[i] + ta * tangent[i] + b * p[i + 1] + tb * tangent[i + 1]
    step = np.diff(fine, axis=0)
    length = np.zeros(len(fine))
    np.cumsum(np.hypot(step[:, 0], step[:, 1]), out=length[1:])
    s = length[-1] * _ramp(n)
    out = np.empty((n, 2))
    out[:, 0] = np.interp(s, length, fine[:, 0])
    out[:, 1] = np.interp(s, length, fine[:, 1])
    return out


@cache
def _ramp(n: int) -> Points:
    return np.linspace(0, 1, n)


def normals(points: Points) -> Points:
    """Unit normals, to the right of the direction of travel as seen on the picture (y down)."""
    t = np.empty_like(points)
    t[1:-1] = points[2:] - points[:-2]
    t[0], t[-1] = points[1] - points[0], points[-1] - points[-2]
    t /= np.maximum(1e-9, np.hypot(t[:, 0], t[:, 1]))[:, None]
    t[:, 0], t[:, 1] = -t[:, 1], t[:, 0].copy()
    return t


def ribbon(spine: Points, half_width: ArrayLike) -> tuple[Points, Points]:
    """The two edges (left, right of travel) of a band of varying half-width around a spine."""
    n, w = normals(spine), np.asarray(half_width, float)[:, None]
    return spine - n * w, spine + n * w


def ellipse(cx: float, cy: float, rx: float, ry: float, n: int = 12, turn: float = 0.0) -> Points:
    """`n` points of an ellipse turned by `turn` radians."""
    t = np.arange(n) * (2 * np.pi / n)
    x, y = rx * np.cos(t), ry * np.sin(t)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([cx + x * c - y * s, cy + x * s + y * c], axis=1)


@cache
def taper(
    n: int, width: float, peak: float = 0.5, ends: tuple[float, float] = (0.0, 0.0)
) -> Points:
    """Widths of a stroke that swells to `width` at `peak`, 0..1 along it.

    It begins and ends with `ends`, factors of `width`.
    """
    t = np.linspace(0, 1, n)
    first, last = ends
    rise = first + (1 - first) * np.sin(np.pi / 2 * np.clip(t / max(peak, 1e-6), 0, 1))
    fall = last + (1 - last) * np.sin(np.pi / 2 * np.clip((1 - t) / max(1 - peak, 1e-6), 0, 1))
    out = width * np.where(t < peak, rise, fall)
    out.flags.writeable = False  # shared by every stroke of this form
    return out
