"""Hair that is tied, braided, put up or curled. Coordinates as in `hairdo`."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.curves import Points, ellipse
from vidol.face.artist.hair_pieces import (
    TIPS,
    Line,
    fall,
    grouped,
    mass,
    shell,
    skull,
    strands,
    tie,
)
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.lock import chain
from vidol.face.artist.shapes import Path
from vidol.face.artist.sketch import LOCK


def _nape(h: Hairdo, low: float = 1.36) -> None:
    """Hair drawn up from the neck."""
    half = [
        (0, 0.0), (0.5, 0.05), (0.94, 0.2), (1.14, 0.55), (1.13, 0.95), (0.97, 1.14),
        (0.84, low - 0.04), (0.78, low - 0.13), (0.56, low + 0.17), (0.50, low),
        (0.36, low + 0.09), (0, low + 0.02),
    ]  # fmt: skip
    mass(h, half, low + 0.2, corner=TIPS)


def _gathered(h: Hairdo, line: Line, half: float, low: float, flare: float) -> None:
    """Hair that is gathered at the neck from both sides."""
    locks = [fall(h, [line], (half,), "full")]
    mass(h, skull(low, 0.95, flare), 1.6, locks, TIPS)
    grouped(h, locks, fresh=False)


# ---- tails


def twin_tails(h: Hairdo) -> None:
    _nape(h)
    low = h.length(2.35)
    lines = [
        [(0.85, 0.42), (1.50, 0.30), (2.06, 0.78), (2.04, 1.50), (2.22, low - 0.42)],
        [(0.85, 0.46), (1.34, 0.44), (1.62, 0.95), (1.50, 1.60), (1.36, low + 0.02)],
        [(0.85, 0.42), (1.46, 0.34), (1.90, 0.84), (1.86, 1.55), (1.96, low - 0.02)],
        [(0.85, 0.44), (1.40, 0.40), (1.74, 0.90), (1.70, 1.60), (1.62, low + 0.16)],
    ]
    with h.hair.s.on("hair_side", "hair_back"):
        grouped(h, [fall(h, lines, (0.18, 0.20, 0.22, 0.24), "swell")])
        for side in (1, -1):
            tie(h, side * 1.22, 0.40, 0.17, side * 1.15)


def low_twins(h: Hairdo) -> None:
    line = [(0.7, 0.5), (1.18, 0.85), (1.24, 1.15), (1.06, 1.52)]
    _gathered(h, line, 0.22, low=1.46, flare=1.2)


def low_twins_over(h: Hairdo) -> None:
    low = h.length(2.36)
    lines = [
        [(1.02, 1.40), (1.34, 1.62), (1.36, 1.95), (1.44, low - 0.16)],
        [(1.02, 1.40), (1.12, 1.64), (1.06, 1.95), (0.94, low - 0.10)],
        [(1.02, 1.36), (1.24, 1.62), (1.22, 1.98), (1.18, low + 0.06)],
    ]
    grouped(h, [fall(h, lines, (0.15, 0.15, 0.20), "swell")])
    for side in (1, -1):
        tie(h, side * 1.05, 1.46, 0.15, side * 0.35)


def ponytail(h: Hairdo) -> None:
    low = h.length(2.25)
    lines = [
        [(0.45, 0.16), (0.86, -0.10), (1.60, 0.16), (1.98, 0.95), (2.10, low - 0.45)],
        [(0.45, 0.18), (0.86, 0.02), (1.42, 0.38), (1.56, 1.10), (1.44, low)],
        [(0.45, 0.16), (0.86, -0.07), (1.54, 0.22), (1.84, 1.00), (1.84, low - 0.10)],
        [(0.45, 0.16), (0.86, -0.03), (1.48, 0.28), (1.70, 1.05), (1.66, low + 0.12)],
    ]
    grouped(h, [strands(h, lines, (0.16, 0.20, 0.22, 0.24), "swell")])
    tie(h, 0.84, -0.01, 0.17, 1.25)
    _nape(h)


def side_pony(h: Hairdo) -> None:
    line = [(0.7, 0.5), (1.16, 0.9), (1.20, 1.20), (1.00, 1.54)]
    _gathered(h, line, 0.20, low=1.48, flare=1.18)


def side_pony_over(h: Hairdo) -> None:
    low = h.length(2.38)
    lines = [
        [(1.00, 1.30), (1.50, 1.50), (1.58, 1.90), (1.68, low - 0.22)],
        [(1.00, 1.30), (1.22, 1.56), (1.16, 1.95), (0.98, low - 0.12)],
        [(1.00, 1.30), (1.40, 1.52), (1.42, 1.95), (1.44, low)],
        [(1.00, 1.28), (1.32, 1.54), (1.30, 2.0), (1.20, low + 0.10)],
    ]
    grouped(h, [strands(h, lines, (0.16, 0.17, 0.20, 0.22), "swell")])
    tie(h, 1.10, 1.42, 0.18, 0.55)


# ---- braid

# One lobe of a braid: across it, from its middle outwards, and along it.
_LOBE: Final = np.array([
    (0.15, -0.55), (0.85, -0.50), (1.10, 0.05), (0.85, 0.70), (0.20, 1.35), (-0.55, 1.55),
    (-0.45, 0.75), (-0.25, 0.0),
])  # fmt: skip
_LOBE_CORNERS: Final = (0.2, 0, 0, 0, 0, 1, 0, 0)
_OUTER_SHADE: Final = np.array([
    (0.98, 0.55), (0.20, 1.35), (-0.55, 1.55), (-0.45, 0.75), (-0.10, 1.05), (0.45, 0.78),
])  # fmt: skip
_INNER_SHADE: Final = np.array([
    (-0.25, 0.0), (0.1, -0.5), (0.16, 0.15), (0.0, 0.9), (-0.55, 1.55), (-0.45, 0.75),
])  # fmt: skip
_LOBE_HAIRS: Final = np.array([
    [(0.55, -0.35), (0.62, 0.2), (0.25, 0.95)],
    [(0.85, -0.1), (0.82, 0.4), (0.4, 1.0)],
])  # fmt: skip
_LOBES: Final = 9


def braid(h: Hairdo) -> None:
    line = [(0.7, 0.5), (1.16, 0.9), (1.20, 1.18), (1.00, 1.50)]
    _gathered(h, line, 0.20, low=1.46, flare=1.18)


def braid_over(h: Hairdo) -> None:
    hair = h.hair
    low = min(h.length(2.25), 2.30)
    hair.group(h.top, float(h.at((0, low + 0.25))[1]))
    course = [(1.04, 1.24), (1.26, 1.56), (1.22, 1.90), (1.08, low)]
    spine = hair.curve(h.at(course), _LOBES + 1)
    ends = [
        [(1.06, low - 0.06), (1.15, low + 0.06), (1.12, low + 0.26)],
        [(1.05, low - 0.06), (0.96, low + 0.06), (0.92, low + 0.22)],
        [(1.06, low - 0.06), (1.06, low + 0.08), (1.02, low + 0.34)],
    ]
    tuft = strands(h, ends, (0.07, 0.07, 0.09), "swell")
    hair.mask(list(tuft.outline), fresh=True)
    hair.locks(tuft, bare=0.1, shine=0)
    for i in range(_LOBES - 1, -1, -1):
        _draw_lobe(h, i, spine[i], spine[i + 1])
    tie(h, 1.06, low - 0.01, 0.11, 0.1)


def _draw_lobe(h: Hairdo, i: int, start: Points, end: Points) -> None:
    """A drop from the outer edge down over the middle: it covers the beginning of the next one."""
    hair = h.hair
    along, width = end - start, (0.205 - 0.008 * i) * h.wide
    across = np.array([-along[1], along[0]]) / max(1e-9, float(np.hypot(*along)))
    side = 1 if i % 2 else -1

    def put(points: Points) -> Points:
        placed: Points = start + points[..., :1] * side * across * width + points[..., 1:] * along
        return placed

    tone = hair.tone(float(start[0]))
    shell(h, [put(_LOBE)], tone, [_LOBE_CORNERS])
    t = hair.tones_of(tone)
    dark = _OUTER_SHADE if side > 0 else _INNER_SHADE
    hair.shade(put(dark), t.shade, [0.6, 0, 1, 0, 0, 0])
    hair.strands(
        hair.curve(put(_LOBE_HAIRS), 6),
        np.array([0.08, 0.05]) * width,
        t.light if i % 3 else t.deep,
        opacity=0.5 * max(0.4, hair.hand.glow),
        clip=LOCK,
    )


# ---- buns

# On the round of a bun, in its radii.
_BUN_SHADE: Final = np.array([
    (0.95, -0.45), (1.08, 0.2), (0.7, 0.9), (0.0, 1.05), (-0.8, 0.75), (-0.2, 0.70),
    (0.45, 0.42), (0.72, 0.0),
])  # fmt: skip
_BUN_TURNS: Final = np.array([
    [(-0.95, 0.35), (-0.70, -0.45), (0.0, -0.78), (0.72, -0.35)],
    [(-0.80, 0.60), (-0.35, -0.15), (0.20, -0.42), (0.88, 0.05)],
    [(-0.50, 0.85), (-0.05, 0.20), (0.40, 0.02), (0.80, 0.45)],
    [(-0.15, 0.98), (0.15, 0.55), (0.4, 0.4), (0.55, 0.72)],
])  # fmt: skip
_BUN_LIGHTS: Final = np.array([
    [(-0.72, -0.05), (-0.45, -0.52), (0.0, -0.62)],
    [(-0.42, 0.05), (-0.12, -0.22), (0.2, -0.3)],
])  # fmt: skip


def buns(h: Hairdo) -> None:
    _nape(h)
    loose = [[(0.7, 0.6), (1.08, 1.0), (1.06, 1.30), (0.90, 1.62)]]
    grouped(h, [fall(h, loose, (0.10,), "strand")], fresh=False)
    with h.hair.s.on("hair_side", "hair_back"):
        for side in (1, -1):
            _draw_bun(h, side)
            tie(h, side * 0.84, 0.22, 0.26, side * 0.75)


def _draw_bun(h: Hairdo, side: int) -> None:
    hair = h.hair
    cx, cy = h.at((side * 0.98, 0.07)).tolist()
    r = 0.38 * h.wide
    tone = hair.tone(cx)
    t = hair.tones_of(tone)
    ball = ellipse(cx, cy, r * 1.04, r * 0.96, 12, 0.2)
    hair.group(cy - r, cy + 2.2 * r)
    hair.mask([ball], fresh=True)
    shell(h, [ball], tone)
    hair.shade(_BUN_SHADE * r + (cx, cy), t.shade)
    turns = hair.curve(_BUN_TURNS * (r * side, r) + (cx, cy), 8)
    thin = np.array([0.030, 0.040, 0.034, 0.026]) * r
    hair.strands(turns, thin, t.deep, opacity=0.85, clip=LOCK)
    lights = hair.curve(_BUN_LIGHTS * r + (cx, cy), 6)
    thick, opacity = np.array([0.09, 0.06]) * r, 0.7 * hair.hand.glow
    hair.strands(lights, thick, t.light, opacity=opacity, clip=LOCK)


# ---- drills

# One band of a drill curl: in half-widths of the curl and in its steps, and 1 where it is drawn in
# as the curl ends.
_BAND: Final = (
    (-0.90, 0.02, 0), (-0.45, 0.24, 0), (0.05, 0.30, 0), (0.52, 0.22, 0), (0.90, 0.02, 0),
    (1.05, 0.42, 0), (1.0, 0.86, 1), (0.55, 1.12, 1), (0.0, 1.22, 1), (-0.55, 1.14, 1),
    (-1.0, 0.88, 1), (-1.05, 0.44, 0),
)  # fmt: skip
_BAND_CORNERS: Final = (0.5, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0)
_BAND_SHADE: Final = (
    (0.42, 0.25, 0), (0.90, 0.02, 0), (1.05, 0.42, 0), (1.0, 0.86, 1), (0.55, 1.12, 1),
    (0.0, 1.22, 1), (-0.45, 1.15, 1), (0.10, 1.0, 0), (0.44, 0.70, 0),
)  # fmt: skip
_BAND_SHADE_CORNERS: Final = (0.5, 0.5, 0, 0, 0, 0, 1, 0, 0)
_BAND_LIGHT: Final = ((-0.66, 0.24, 0), (-0.42, 0.32, 0), (-0.36, 0.84, 0), (-0.56, 0.74, 0))


def drills(h: Hairdo) -> None:
    line = [(0.7, 0.5), (1.20, 0.8), (1.28, 1.05), (1.20, 1.30)]
    _gathered(h, line, 0.22, low=1.46, flare=1.2)


def drills_over(h: Hairdo) -> None:
    low = min(h.length(2.25), 2.32)
    for side in (-1, 1):
        ringlet(h, (side * 1.34, 0.98), (side * 1.40, low), 0.36, side, 6)


def ringlet(
    h: Hairdo,
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    side: int,
    count: int,
) -> None:
    """A drill curl: bands that wind around a narrowing cone, its dark inside showing."""
    hair = h.hair
    s = hair.s
    (x0, y0), (x1, y1) = start, end
    tone = hair.tone(float(h.at(start)[0]))
    t = hair.tones_of(tone)
    hair.group(float(h.at((0, y0))[1]), float(h.at((0, y1))[1]))
    bulge = y0 + 0.3 * (y1 - y0)
    cone = [
        (x0 - 0.55 * width, y0), (x0 + 0.55 * width, y0), (x0 + 0.66 * width, bulge),
        (x1 + 0.08 * width, y1 - 0.05), (x1 - 0.08 * width, y1 - 0.05), (x0 - 0.66 * width, bulge),
    ]  # fmt: skip
    inside = hair.second.shade if h.look.hair_pattern == "inner" else t.deep
    s.fill(h.at(cone), s.solid(inside))
    bands: list[Points] = []
    shades: list[Points] = []
    lights: list[Points] = []
    step = (y1 - y0) / (count + 0.3)
    tilt = -side * 0.22 * step
    for i in range(count):
        u = i / count
        wide = width * (1.0 - 0.66 * u**1.4) * (0.88 if i == 0 else 1.0)
        middle = (x0 + (x1 - x0) * u, y0 + step * i)
        narrow = 0.90 if i < count - 1 else 0.5
        for path, turns in ((_BAND, bands), (_BAND_SHADE, shades), (_BAND_LIGHT, lights)):
            turns.append(h.at(_turn(path, middle, wide, step, tilt, narrow)))
    shell(h, bands, tone, [_BAND_CORNERS] * count)
    points, c = chain(shades, [_BAND_SHADE_CORNERS] * count)
    hair.shade(points, t.shade, c)
    points, c = chain(lights)
    hair.light(points, t.light, c)


def _turn(
    path: Path, middle: tuple[float, float], wide: float, step: float, tilt: float, end: float
) -> Points:
    """A shape of one band on the curl; `end` is how far it is drawn in."""
    x, y, drawn_in = np.array(path).T
    x = x * np.where(drawn_in, end, 1.0)
    return np.stack([middle[0] + x * wide, middle[1] + y * step + x * tilt], axis=1)
