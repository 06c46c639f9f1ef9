"""Shapes: outlines, folds, bands, stars and petals as knots, and many of them as one shape.

A loop is a closed outline as (n, 3) knots: x, y, corner (1 is sharp). Many loops of one colour go
into a single shape of the sketch, so that a garment with eighty folds is still a few dozen shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist.curves import Points

Loop = F64
Path = Sequence[tuple[float, ...]]
"""(x, y) or (x, y, corner) each, in coordinates of one's own."""
Line = tuple[Points, ArrayLike]
"""Points, and the width at each of them."""

# A petal that points to the right, its tip but for the notch.
_PETAL: Final = ((0.10, 0.0, 1), (0.42, -0.33, 0), (0.80, -0.34, 0))


def knots(path: Path) -> Loop:
    """A path as (n, 3) knots; where it names no corner, it is round."""
    return np.array([(*point, 0.0)[:3] for point in path], float)


def loop(points: ArrayLike, corner: ArrayLike = 0.0) -> Loop:
    """A closed outline from canvas points (n, 2), or from knots (n, 3) that carry corners."""
    p = np.asarray(points, float)
    if p.shape[1] == 3:
        return p
    out = np.empty((len(p), 3))
    out[:, :2], out[:, 2] = p, corner
    return out


def mirror(points: F64, cx: float) -> F64:
    """The mirror image of points or loops, wound the same way as before."""
    out = points[::-1].copy()
    out[:, 0] = 2 * cx - out[:, 0]
    return out


def wound(k: Loop) -> Loop:
    """The loop, clockwise as seen on the picture."""
    x, y = k[:, 0], k[:, 1]
    area = np.dot(x[:-1], y[1:]) - np.dot(y[:-1], x[1:]) + x[-1] * y[0] - y[-1] * x[0]
    return k if area >= 0 else k[::-1]


@cache
def _weights(k: int, n: int) -> Points:
    """(n, k): what each of k points weighs at n steps along the Catmull-Rom curve through them."""
    return np.stack([_along(basis, n) for basis in np.eye(k)], axis=1)


def _along(values: Points, n: int) -> Points:
    slope = np.gradient(values)
    t = np.linspace(0, len(values) - 1, n)
    i = np.minimum(t.astype(int), len(values) - 2)
    u = t - i
    smooth: Points = (
        (2 * u**3 - 3 * u**2 + 1) * values[i]
        + (u**3 - 2 * u**2 + u) * slope[i]
        + (3 * u**2 - 2 * u**3) * values[i + 1]
        + (u**3 - u**2) * slope[i + 1]
    )
    return smooth


def curve(points: ArrayLike, n: int) -> Points:
    """`n` points along the Catmull-Rom curve through `points`, as many between any two of them.

    Quicker than curves.along.
    """
    p = np.asarray(points, float)
    smooth: Points = _weights(len(p), n) @ p
    return smooth


def normals(points: Points) -> Points:
    """Unit normals of a line, to the right of travel on the picture.

    Unlike curves.normals made for very many short lines.
    """
    t = np.empty_like(points)
    t[1:-1] = points[2:] - points[:-2]
    t[0], t[-1] = points[1] - points[0], points[-1] - points[-2]
    t /= np.maximum(1e-9, np.sqrt((t * t).sum(axis=1)))[:, None]
    out = np.empty_like(t)
    out[:, 0], out[:, 1] = -t[:, 1], t[:, 0]
    return out


def joined(loops: Sequence[Loop]) -> Loop:
    """Many loops, all wound the same way, as one.

    Bridges run from a hub to each loop and back, so they enclose nothing.
    """
    if len(loops) == 1:
        return loops[0]
    hub = np.array([[*loops[0][0, :2], 1.0]])
    parts = []
    for k in loops:
        gate = np.array([[*k[0, :2], 1.0]])
        parts += [hub, gate, k[1:], gate]
    return np.concatenate(parts)


def strung(lines: Sequence[Line]) -> tuple[Loop, Points]:
    """Many lines as one: between them the pen is lifted, its width zero."""
    strings, widths = [], []
    for points, width in lines:
        k, w = np.zeros((len(points) + 2, 3)), np.zeros(len(points) + 2)
        k[1:-1, :2] = points
        k[0, :2], k[-1, :2] = points[0], points[-1]
        k[[0, -1], 2] = 1.0
        w[1:-1] = width
        strings.append(k)
        widths.append(w)
    return np.concatenate(strings), np.concatenate(widths)


@cache
def _leaf(n: int, root: float) -> Points:
    return np.interp(np.linspace(0, 1, n), (0, 0.3, 0.7, 1), (root, 1.0, 0.62, 0.0))[:, None]


def wedge(points: ArrayLike, width: float, root: float = 0.0, side: int = 1) -> Loop:
    """A fold: a crisp leaf along a spine, straight on one side.

    As wide at its root as `root` says, running out to a point.
    """
    p = np.asarray(points, float)
    other = p + normals(p) * (_leaf(len(p), root) * (side * width))
    back = other[-2:0:-1] if not root else other[-2::-1]
    corner = np.zeros(len(p) + len(back))
    corner[[0, len(p) - 1]] = 1.0
    if root:
        corner[-1] = 1.0
    return loop(np.concatenate([p, back]), corner)


def band(points: Points, half: ArrayLike, ends: float = 1.0) -> Loop:
    """A strip of the given half-width along a line."""
    n = normals(points) * np.broadcast_to(np.asarray(half, float), len(points))[:, None]
    corner = np.zeros(2 * len(points))
    corner[[0, len(points) - 1, len(points), -1]] = ends
    return loop(np.concatenate([points - n, (points + n)[::-1]]), corner)


@cache
def _circle(n: int) -> Points:
    t = np.arange(n) * (2 * np.pi / n)
    return np.stack([np.cos(t), np.sin(t), np.zeros(n)], axis=1)


def disc(centre: ArrayLike, rx: float, ry: float | None = None, n: int = 8) -> Loop:
    """An ellipse."""
    out: Loop = _circle(n) * (rx, rx if ry is None else ry, 0.0)
    out[:, :2] += np.asarray(centre, float)
    return out


def star(
    centre: ArrayLike, r: float, points: int = 5, inner: float = 0.48, turn: float = -np.pi / 2
) -> Loop:
    """A star, its points a little blunt."""
    k = np.arange(2 * points)
    t, radius = turn + k * np.pi / points, r * np.where(k % 2, inner, 1.0)
    rays = np.stack([radius * np.cos(t), radius * np.sin(t)], axis=1)
    return loop(np.asarray(centre, float) + rays, np.where(k % 2, 0.8, 0.92))


def blossom(
    centre: ArrayLike,
    r: float,
    petals: int = 5,
    turn: float = 0.0,
    notch: float = 0.16,
    squash: float = 1.0,
) -> list[Loop]:
    """Petals around a centre.

    Each has a notch at its tip (a cherry's); notch 0 gives round ones (a plum's).
    """
    tip = 0.9 if notch else 0.0
    x, y, corner = np.array([
        *_PETAL,
        (1.0, -0.13, tip), (1.0 - notch, 0.0, 1 if notch else 0), (1.0, 0.13, tip),
        *((x, -y, corner) for x, y, corner in _PETAL[:0:-1]),
    ]).T  # fmt: skip
    out = []
    for i in range(petals):
        angle = turn + i * 2 * np.pi / petals
        c, s = np.cos(angle), np.sin(angle)
        petal = np.stack([x * c - y * s, (y * c + x * s) * squash], axis=1)
        out.append(loop(petal * r + np.asarray(centre, float), corner))
    return out


def stitches(points: Points, count: int, width: float) -> list[Line]:
    """Dashes along a line."""
    at = resampled(points, 2 * count)
    return [(at[i : i + 2], width) for i in range(0, 2 * count, 2)]


def resampled(line: Points, n: int) -> Points:
    """`n` points along a line, as many between any two of its own."""
    steps, at = np.linspace(0, len(line) - 1, n), np.arange(len(line))
    return np.stack([np.interp(steps, at, line[:, i]) for i in range(2)], axis=1)
