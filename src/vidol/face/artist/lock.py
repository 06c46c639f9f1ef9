"""The lock as geometry: a ribbon around a spine, with the shapes of its shadow and its light.

Locks of one group are formed together, as arrays of shape (locks, knots, 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist.curves import Points

N: Final = 9
"""Knots along one edge of a lock."""

# Half-width along a lock as a factor of its widest, from root to tip.
_PROFILES: Final = {
    "point":  (0.45, 0.70, 0.90, 1.00, 0.98, 0.86, 0.66, 0.38, 0.0),
    "leaf":   (0.25, 0.52, 0.80, 0.97, 1.00, 0.90, 0.70, 0.40, 0.0),
    "swell":  (0.30, 0.46, 0.62, 0.78, 0.93, 1.00, 0.92, 0.60, 0.0),
    "full":   (0.80, 0.98, 1.00, 1.00, 0.98, 0.94, 0.84, 0.60, 0.0),
    "strand": (0.50, 0.80, 1.00, 0.96, 0.85, 0.70, 0.50, 0.26, 0.0),
    "wisp":   (0.80, 1.40, 1.75, 1.50, 1.15, 0.88, 0.62, 0.34, 0.0),
    "blunt":  (0.50, 0.72, 0.86, 0.95, 1.00, 1.03, 1.05, 1.05, 1.04),
    "chop":   (0.55, 0.75, 0.90, 0.98, 1.00, 0.98, 0.92, 0.80, 0.50),
    "spike":  (0.55, 0.90, 1.00, 0.96, 0.84, 0.68, 0.48, 0.25, 0.0),
}  # fmt: skip

# How far the shadow reaches in from the dark edge, from root to tip; locks take turns.
_SHADES: Final = np.array([
    (0.0, 0.06, 0.16, 0.28, 0.38, 0.44, 0.46, 0.40, 0.0),
    (0.0, 0.10, 0.28, 0.40, 0.40, 0.32, 0.28, 0.34, 0.0),
    (0.0, 0.00, 0.06, 0.16, 0.32, 0.50, 0.60, 0.56, 0.0),
    (0.0, 0.14, 0.22, 0.22, 0.30, 0.46, 0.40, 0.28, 0.0),
])  # fmt: skip

_T: Final = np.linspace(0, 1, N)
_GLINT: Final = 0.05 * np.sin(np.pi * np.linspace(0, 1, 6))[:, None]
_SPLIT: Final = np.array([0.0, 0.025, 0.045, 0.06, 0.06, 0.0])[:, None]
GLINT_CORNER: Final = np.array([1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
"""Corners of the outlines that `glints` gives."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Some locks of one profile."""

    spine: Points
    """(locks, N, 2)"""
    dark: Points
    """(locks, N, 2), the edge that lies in shadow."""
    lit: Points
    """(locks, N, 2), the other one."""
    outline: Points
    """(locks, m, 2), closed."""
    corner: F64
    """(m,), the corners of an outline."""
    half: F64
    """(locks,), their widest half-widths."""
    pointed: bool


def form(controls: ArrayLike, half: ArrayLike, profile: str = "point") -> Forms:
    """Locks from control points (locks, k, 2) on the canvas and widest half-widths (locks,)."""
    points, widest = np.asarray(controls, float), np.asarray(half, float)
    spine = smooth(points)
    shape = np.array(_PROFILES[profile])
    left, right = sides_of(spine, widest[:, None] * shape)
    pointed = bool(shape[-1] == 0)
    # The light comes from the upper left: whichever edge lies further right is in shadow.
    flip = (right[:, 4, 0] > left[:, 4, 0])[:, None, None]
    dark, lit = np.where(flip, right, left), np.where(flip, left, right)
    outline = round_trip(dark, lit, pointed)
    corner = tip_corners(outline.shape[1], pointed)
    corner[[0, -1]] = 0.3
    return Forms(spine, dark, lit, outline, corner, widest, pointed)


def round_trip(there: Points, back: Points, pointed: bool) -> Points:
    """Down one edge of locks and up the other; where they are pointed, both share their tip."""
    return np.concatenate([there, back[:, -2::-1] if pointed else back[:, ::-1]], axis=1)


def tip_corners(n: int, pointed: bool) -> F64:
    """The corners of an outline of `n` knots that turns at the tip of a lock."""
    corner = np.zeros(n)
    corner[N - 1] = 1.0 if pointed else 0.75
    if not pointed:
        corner[N] = 0.75
    return corner


def smooth(points: Points, n: int = N) -> Points:
    """Smooth lines (..., n, 2) through control points (..., k, 2)."""
    line: Points = _weights(points.shape[-2], n) @ points
    return line


@cache
def _weights(k: int, n: int) -> F64:
    """(n, k) weights of the Catmull-Rom curve through k points."""
    basis = np.eye(k)
    tangent = np.gradient(basis, axis=0)
    t = np.linspace(0, k - 1, n)
    i = np.minimum(t.astype(int), k - 2)
    u = (t - i)[:, None]
    weights: F64 = (
        (2 * u**3 - 3 * u**2 + 1) * basis[i]
        + (u**3 - 2 * u**2 + u) * tangent[i]
        + (3 * u**2 - 2 * u**3) * basis[i + 1]
        + (u**3 - u**2) * tangent[i + 1]
    )
    return weights


def sides_of(spine: Points, half: ArrayLike) -> tuple[Points, Points]:
    """The two edges of bands (..., n, 2) of half-width (..., n) around spines."""
    t = np.gradient(spine, axis=-2)
    t /= np.maximum(1e-9, np.hypot(t[..., 0], t[..., 1]))[..., None]
    n = np.stack([-t[..., 1], t[..., 0]], axis=-1) * np.asarray(half, float)[..., None]
    return spine - n, spine + n


def rise(t: ArrayLike) -> F64:
    """From 0 at 0 to 1 at 1, gently at both ends."""
    u = np.clip(np.asarray(t, float), 0, 1)
    eased: F64 = u * u * (3 - 2 * u)
    return eased


# ---- the shadow and the light of locks


def under(f: Forms) -> Points:
    """The outline of each lock's shadow on the hair below.

    Nothing at the root, a little to the lower right at the tip.
    """
    grow = (0.15 + 0.95 * rise((_T - 0.12) / 0.5))[None, :, None]
    middle = (f.dark + f.lit) / 2
    dark, lit = middle + (f.dark - middle) * grow, middle + (f.lit - middle) * grow
    drop: Points = round_trip(dark, lit, f.pointed) + np.array([0.0045, 0.007])
    return drop


def glints(f: Forms) -> Points:
    """A thin light along the lit side of each lock."""
    lit, across = f.lit[:, 2:8], f.dark[:, 2:8] - f.lit[:, 2:8]
    at = np.linspace(0.16, 0.30, 6)[:, None]
    inner, outer = lit + across * (at + _GLINT), lit + across * (at - _GLINT)
    return np.concatenate([inner, outer[:, -2:0:-1]], axis=1)


def shades(f: Forms, turn: int) -> tuple[Points, F64]:
    """Each lock's own shadow and its corners.

    A band along the dark edge and, in the same path, a split running up from the tip.
    """
    reach = _SHADES[(np.arange(len(f.half)) + turn) % len(_SHADES)]
    if not f.pointed:
        reach = reach.copy()
        reach[:, -1] = 0.34
    inner = f.dark + (f.lit - f.dark) * reach[:, :, None]
    band = np.concatenate([f.dark, inner[:, -2 if f.pointed else -1 : 0 : -1]], axis=1)
    lit, across = f.lit[:, 3:], f.dark[:, 3:] - f.lit[:, 3:]
    at = np.linspace(0.34, 0.48, 6)[:, None]
    near, far = lit + across * (at - _SPLIT), lit + across * (at + _SPLIT)
    split = np.concatenate([far, near[:, -2::-1]], axis=1)
    corner = np.zeros(band.shape[1] + 1 + split.shape[1])
    corner[[0, N - 1, band.shape[1], band.shape[1] + 1, -6, -1]] = 1.0
    return np.concatenate([band, band[:, :1], split], axis=1), corner


# ---- many shapes as one


def chain(
    outlines: Sequence[ArrayLike], corners: Sequence[ArrayLike] | None = None
) -> tuple[Points, F64]:
    """Several closed outlines as one path, and its corners.

    The ways between them are walked twice, so they have no area.
    """
    points: list[Points] = []
    marks: list[F64] = []
    starts: list[Points] = []
    for i, outline in enumerate(outlines):
        p = np.asarray(outline, float)
        c = np.zeros(len(p))
        if corners is not None:
            c[:] = corners[i]
        if _area(p) < 0:
            p, c = np.concatenate([p[:1], p[:0:-1]]), np.concatenate([c[:1], c[:0:-1]])
        c[0] = 1.0
        points += [p, p[:1]]
        marks += [c, np.ones(1)]
        starts.append(p[:1])
    back = starts[-2::-1]
    return np.concatenate(points + back), np.concatenate([*marks, np.ones(len(back))])


def slivers(spines: Points, half: ArrayLike) -> tuple[Points, F64]:
    """Hair-thin tapered strokes around spines (strands, n, 2) as one path.

    Half-width (strands,) or (strands, n).
    """
    count, n = spines.shape[:2]
    width = np.asarray(half, float)
    if width.ndim < 2:
        taper = np.sin(np.pi * np.linspace(0, 1, n))
        width = np.broadcast_to(width, (count,))[:, None] * taper[None]
    left, right = sides_of(spines, width)
    first, last = spines[:, :1], spines[:, -1:]
    loops = np.concatenate([first, right[:, 1:-1], last, left[:, -2:0:-1], first], axis=1)
    corner = np.zeros((count, loops.shape[1]))
    corner[:, [0, n - 1, -1]] = 1.0
    points = np.concatenate([loops.reshape(-1, 2), spines[-2::-1, 0]])
    return points, np.concatenate([corner.ravel(), np.ones(count - 1)])


def grown(outline: ArrayLike, by: float) -> Points:
    """A closed outline pushed outwards."""
    p = np.asarray(outline, float)
    t = np.roll(p, -1, axis=0) - np.roll(p, 1, axis=0)
    t /= np.maximum(1e-9, np.hypot(t[:, 0], t[:, 1]))[:, None]
    out = np.stack([t[:, 1], -t[:, 0]], axis=1)
    wider: Points = p + out * (by if _area(p) > 0 else -by)
    return wider


def _area(p: Points) -> float:
    """Twice the signed area of a closed outline."""
    x, y = p[:, 0], p[:, 1]
    return float(x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0])
