"""Gothic clothes: a dark dress with a lace collar, a fall of ruffles and lacing; or a coat."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.shapes import Path, band, mirror
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

_STAND: Path = (
    (0, -0.035), (0.10, -0.06), (0.20, -0.135), (0.262, -0.165, 0.6), (0.30, -0.05),
    (0.24, 0.06), (0.10, 0.125), (0, 0.135),
)  # fmt: skip
_LACE_RING: Path = (
    (0.325, -0.055), (0.25, 0.055), (0.11, 0.115), (0, 0.125), (-0.11, 0.115), (-0.25, 0.055),
    (-0.325, -0.055),
)  # fmt: skip


def _black(t: Tailor) -> Colour:
    return t.second.with_(lightness=min(t.second.lightness, 0.30))


def _lace(t: Tailor) -> Colour:
    return t.main if t.main.lightness > 0.75 else mix(t.white, t.main, 0.2)


def gothic_back(t: Tailor) -> None:
    """The lace collar behind the neck."""
    line = t.curve([(-0.30, -0.05), (-0.2, -0.12), (0, -0.15), (0.2, -0.12), (0.30, -0.05)], 15)
    t.ruffle([line[::-1]], 0.10 * t.unit, 8, dusk(_lace(t), 0.7), cast=0.0)
    stand = t.half([(0, -0.16), (0.16, -0.175), (0.25, -0.14, 0.4), (0.30, 0.02), (0, 0.08)])
    t.piece([stand], dusk(_black(t), 0.8))


def gothic(t: Tailor) -> None:
    """A dark dress; masculine: a coat over a jabot."""
    cloth, lace = _black(t), _lace(t)
    t.trunk(cloth, [(0, 0.10), (0.2, 0.06), (0.29, -0.06, 0.5)])
    if t.broad:
        _coat(t, cloth)
    else:
        _puffs(t, cloth, lace)
        _laced_panel(t, cloth, lace)
    for y, w, depth in ((0.335, 0.125, 0.155), (0.215, 0.105, 0.160)):
        fall = t.curve([(-w, y - 0.01), (0, y + 0.02), (w, y - 0.01)], 9)
        t.ruffle([fall], depth * t.unit, 4, lace, cast=0.006)
    _lace_collar(t, cloth, lace)
    with t.s.on("chest", "outfit"):
        if not t.broad:
            t.bow(t.spot(0, 0.125), 0.20 * t.unit, t.accent, tails=1.1, cast=0.006)
        stone = t.accent if t.broad else dusk(t.accent, 1.2)
        t.gem(t.spot(0, 0.115), 0.052 * t.unit, 0.060 * t.unit, stone, t.silver)


def _lace_collar(t: Tailor, cloth: Colour, lace: Colour) -> None:
    ring = t.curve(_LACE_RING, 21)
    t.ruffle([ring[::-1]], 0.105 * t.unit, 9, lace, cast=0.008, lace=True)
    light = [(-0.24, -0.10, 1), (-0.26, -0.03), (-0.2, 0.05, 1), (-0.21, -0.03)]
    shade = [(0.12, -0.06, 1), (0.2, 0.02), (0.14, 0.11, 1), (0.35, 0.1, 1), (0.3, -0.17, 1)]
    t.piece([t.half(_STAND)], cloth, folds=[t.cut(shade)], light=[t.cut(light)])


# ---- coat

_SHIRT: Path = (
    (0, 0.06), (0.14, 0.04), (0.28, -0.04), (0.36, 0.2), (0.28, 0.7), (0.12, 1.08, 1),
    (0, 1.08, 1),
)  # fmt: skip
_LAPEL: Path = (
    (0.30, -0.19, 0.8), (0.40, -0.16), (0.56, 0.02), (0.66, 0.20, 0.9), (0.60, 0.46),
    (0.40, 0.76), (0.16, 1.08, 1), (0.10, 1.08, 1), (0.26, 0.66), (0.345, 0.30), (0.325, 0.0),
)  # fmt: skip
_LAPEL_SHADE: Path = (
    (0.33, 0.0, 1), (0.345, 0.3), (0.26, 0.66), (0.10, 1.08, 1), (0.34, 0.66), (0.41, 0.3),
)  # fmt: skip
_LAPEL_EDGE: Path = (
    (0.395, -0.13), (0.535, 0.04), (0.625, 0.205), (0.57, 0.44), (0.385, 0.72), (0.17, 1.02),
)  # fmt: skip


def _coat(t: Tailor, cloth: Colour) -> None:
    t.sleeves(cloth)
    t.piece(
        [t.half(_SHIRT)],
        dusk(t.accent, 0.8).with_(chroma=t.accent.chroma * 0.7),
        folds=t.folds(([(0.30, 0.2), (0.24, 0.5), (0.12, 0.9)], 0.06), root=1.0),
        gradient=0.7,
    )
    t.piece(
        t.pair(_LAPEL),
        glow(cloth, 0.45),
        folds=t.pair(_LAPEL_SHADE),
        light=[t.cut([(-0.56, 0.04, 1), (-0.645, 0.20, 1), (-0.585, 0.45, 1), (-0.60, 0.2)])],
        cast=0.009,
    )
    t.lines(t.seams(_LAPEL_EDGE, width=0.0040), t.accent, clip=CLOTH)
    buttons = [t.spot(x, y) for x, y in ((0.46, 0.74), (0.46, 0.88), (-0.46, 0.74), (-0.46, 0.88))]
    t.button(buttons, 0.030 * t.unit, t.silver)


# ---- dress

_PUFF: Path = (
    (0.735, 0.36, 0.5), (0.70, 0.18), (0.82, 0.075), (1.0, 0.10), (1.145, 0.27), (1.18, 0.48),
    (1.12, 0.60, 0.5), (0.95, 0.64), (0.78, 0.60, 0.5),
)  # fmt: skip
_PUFF_LIGHT: Path = (
    (-0.74, 0.18, 1), (-0.86, 0.115), (-1.0, 0.15), (-1.11, 0.29, 1), (-0.97, 0.19),
    (-0.86, 0.165),
)  # fmt: skip
_LOWER_SLEEVE: Path = (
    (0.78, 0.58, 1), (0.95, 0.62), (1.12, 0.58), (1.12, 1.08, 1), (0.80, 1.08, 1),
)  # fmt: skip
_CUFF: Path = ((0.765, 0.585), (0.86, 0.63), (1.0, 0.64), (1.12, 0.59), (1.16, 0.54))
_PANEL: Path = (
    (0, 0.05), (0.30, 0.0), (0.57, 0.05, 0.6), (0.585, 0.22), (0.485, 0.50), (0.345, 0.80),
    (0.285, 1.08, 1), (0, 1.08, 1),
)  # fmt: skip


def _puffs(t: Tailor, cloth: Colour, lace: Colour) -> None:
    """Narrow sleeves, puffed at the shoulder, with lace where the puff ends."""
    low = t.folds(([(0.80, 0.72), (0.92, 0.78), (1.06, 0.78)], -0.05), root=0.9)
    t.piece(t.pair(_LOWER_SLEEVE), cloth, folds=low)
    folds = t.folds(
        ([(0.80, 0.60), (0.83, 0.47), (0.82, 0.33), (0.79, 0.22)], 0.05),
        ([(0.92, 0.63), (0.955, 0.49), (0.95, 0.35), (0.91, 0.22)], 0.05),
        ([(1.03, 0.62), (1.07, 0.50), (1.07, 0.38), (1.03, 0.27)], 0.05),
        root=0.8,
    )
    t.piece(t.pair(_PUFF), cloth, folds=folds, light=[t.cut(_PUFF_LIGHT)], gradient=0.7, cast=0.006)
    cuff = t.curve(_CUFF, 9)
    other = mirror(cuff, t.a.cx)
    half = np.full(9, 0.020 * t.unit)
    t.ruffle([cuff, other], 0.095 * t.unit, 6, lace, cast=0.006)
    t.piece([band(cuff, half), band(other, half)], t.accent, weight=0.8)


def _laced_panel(t: Tailor, cloth: Colour, lace: Colour) -> None:
    yoke = t.curve([(0.58, 0.04), (0.60, 0.22), (0.50, 0.50), (0.36, 0.80), (0.30, 1.08)], 13)[::-1]
    t.ruffle([yoke, mirror(yoke, t.a.cx)], 0.085 * t.unit, 9, lace, cast=0.007)
    folds = t.folds(
        ([(0.54, 0.26), (0.40, 0.36), (0.26, 0.42)], 0.04),
        ([(0.44, 0.52), (0.34, 0.58), (0.22, 0.62)], 0.04),
        root=0.9,
    )
    t.piece([t.half(_PANEL)], glow(cloth, 0.30), folds=folds, cast=0.004, gradient=0.6)
    cross: list[tuple[Points, float]] = []
    for y in (0.60, 0.70, 0.80):
        for s in (1, -1):
            strand = t.at([(s * -0.105, y), (s * 0.105, y + 0.085)])
            cross.append((strand, 0.0048))
    t.lines([(p + (0.0015, 0.003), w) for p, w in cross], dusk(cloth, 2.0), opacity=0.7)
    t.lines(cross, t.accent)
    eyes = [t.spot(0.115, y) for y in (0.60, 0.69, 0.79)]
    eyes += [t.spot(-0.115, y) for y in (0.60, 0.69, 0.79)]
    t.button(eyes, 0.020 * t.unit, t.silver)
