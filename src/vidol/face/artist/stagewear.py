"""Clothes for a stage: an idol's dress, and a braided jacket, its masculine cut."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.brush import dusk
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.head import skin_colour
from vidol.face.artist.shapes import Path, band, mirror, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

# ---- dress

_ARM: Path = (
    (0.80, 0.56, 1), (0.815, 0.80), (0.80, 1.08, 1), (1.055, 1.08, 1), (1.065, 0.80),
    (1.08, 0.56, 1),
)  # fmt: skip
_UNDER_PUFF: Path = ((0.9, 0.55, 1), (0.9, 0.70), (1.0, 0.745), (1.1, 0.72), (1.1, 0.55, 1))
_ARM_SIDE: Path = ((1.0, 0.7, 1), (1.01, 0.85), (1.0, 1.08, 1), (1.2, 1.08, 1), (1.2, 0.7, 1))
_STRAP: Path = (
    (0.36, 0.36, 1), (0.41, 0.16), (0.465, 0.015, 0.5), (0.53, 0.035, 0.5), (0.49, 0.17),
    (0.47, 0.37, 1),
)  # fmt: skip
_BODICE: Path = (
    (0, 0.435, 0.5), (0.14, 0.365), (0.34, 0.325), (0.54, 0.36), (0.69, 0.40, 0.6),
    (0.735, 0.60), (0.70, 0.84), (0.69, 1.08, 1), (0, 1.08, 1),
)  # fmt: skip
_BODICE_SHADE: Path = (
    (0.66, 0.46, 1), (0.62, 0.66), (0.46, 0.82), (0.20, 0.86, 1), (0.36, 0.95),
    (0.40, 1.08, 1), (0.9, 1.08, 1), (0.9, 0.4, 1),
)  # fmt: skip
_LEFT_SHADE: Path = (
    (-0.62, 0.62, 1), (-0.54, 0.78), (-0.40, 0.85), (-0.22, 0.86, 1), (-0.42, 0.93), (-0.58, 0.88),
)  # fmt: skip
_FRONT: Path = ((0, 0.46, 0.5), (0.12, 0.42, 0.6), (0.165, 0.60), (0.12, 1.08, 1), (0, 1.08, 1))
_FRONT_SHADE: Path = ((0.05, 0.44, 1), (0.09, 0.7), (0.05, 1.08, 1), (0.2, 1.08, 1), (0.2, 0.4, 1))
_NECKLINE: Path = (
    (-0.70, 0.395), (-0.52, 0.345), (-0.32, 0.315), (-0.14, 0.355), (0, 0.425), (0.14, 0.355),
    (0.32, 0.315), (0.52, 0.345), (0.70, 0.395),
)  # fmt: skip
_PUFF: Path = (
    (0.66, 0.30, 0.6), (0.72, 0.13), (0.88, 0.075), (1.07, 0.14), (1.20, 0.33), (1.215, 0.55),
    (1.12, 0.635, 0.5), (0.95, 0.665), (0.79, 0.625, 0.5), (0.74, 0.48),
)  # fmt: skip
_PUFF_SHADE: Path = (
    (1.13, 0.22, 1), (1.15, 0.40), (1.10, 0.60), (1.0, 0.68, 1), (1.4, 0.7, 1), (1.4, 0.2, 1),
)  # fmt: skip
_PUFF_LIGHT: Path = (
    (-0.76, 0.16, 1), (-0.90, 0.105), (-1.05, 0.17), (-1.14, 0.31, 1), (-1.0, 0.205),
    (-0.88, 0.165),
)  # fmt: skip
_CUFF: Path = ((0.765, 0.615), (0.86, 0.665), (1.0, 0.675), (1.14, 0.625), (1.185, 0.575))
_WING: Path = (
    (0.010, -0.06, 0.8), (0.12, -0.085), (0.205, -0.155), (0.232, -0.185, 0.6), (0.262, -0.10),
    (0.235, -0.005), (0.15, 0.075, 0.8), (0.02, 0.025, 0.7),
)  # fmt: skip


def idol_back(t: Tailor) -> None:
    """The detached collar (dress) or the stand collar (jacket)."""
    if t.broad:
        t.shirt_collar_back(t.main)
        return
    collar = [(0, -0.185), (0.16, -0.20), (0.235, -0.175, 0.4), (0.25, -0.05), (0, -0.05)]
    t.piece([t.half(collar)], dusk(t.white, 1.0))


def idol(t: Tailor) -> None:
    """Sweetheart bodice, frills and puffed sleeves; masculine: a braided stage jacket."""
    if t.broad:
        _stage_jacket(t)
        return
    dress, panel = t.main, t.second
    if t.look.seed % 3 == 0:
        dress, panel = t.second, mix(t.accent, t.white, 0.30)
    with t.s.on("body", "skin"):
        skin = skin_colour(t.look, t.hand)
        t.piece(t.pair(_ARM), skin, folds=[*t.pair(_UNDER_PUFF), t.cut(_ARM_SIDE)])
    _bodice(t, dress, panel)
    _puffs(t, dress)
    top = t.curve(_NECKLINE, 33)
    t.ruffle([top], 0.092 * t.unit, 13, t.white, cast=0.008, lace=True)
    t.lines([(top + (0, 0.004), 0.0046)], t.accent)
    t.piece(
        t.pair(_WING),
        t.white,
        folds=t.folds(([(0.22, -0.16), (0.14, -0.06), (0.03, -0.02)], 0.03), root=0.5),
        seams=t.stitched([(0.03, 0.0), (0.145, 0.045), (0.215, -0.02), (0.235, -0.1)], 9),
        cast=0.006,
    )
    with t.s.on("chest", "outfit"):
        t.bow(t.spot(0, 0.005), 0.125 * t.unit, t.accent, tails=0.0, cast=0.004)
        t.bow(t.spot(0, 0.515), 0.33 * t.unit, t.accent, tails=1.15, cast=0.008, trim=t.gold)
        stone = mix(t.accent, t.white, 0.25)
        t.gem(t.spot(0, 0.515), 0.050 * t.unit, 0.058 * t.unit, stone, t.gold)
    t.piece([star(t.spot(0.50, 0.50), 0.055 * t.unit)], t.gold, weight=0.6, cast=0.003)


def _bodice(t: Tailor, dress: Colour, panel: Colour) -> None:
    t.piece(t.pair(_STRAP), panel, cast=0.005, weight=0.8)
    side = t.folds(([(0.70, 0.54), (0.58, 0.56), (0.48, 0.62)], 0.04), root=1.0)
    t.piece(
        [t.half(_BODICE)],
        panel,
        folds=[t.cut(_BODICE_SHADE), *side, t.cut(_LEFT_SHADE)],
        light=[t.cut([(-0.60, 0.42, 1), (-0.44, 0.37), (-0.26, 0.38, 1), (-0.42, 0.43)])],
        gradient=0.7,
        cast=0.004,
    )
    t.piece([t.half(_FRONT)], dress, folds=[t.cut(_FRONT_SHADE)], weight=0.8)
    right = [(0.135, 0.44), (0.175, 0.60), (0.135, 1.0)]
    left = [(-x, y) for x, y in right]
    t.lines([(t.curve(right, 7), 0.0044), (t.curve(left, 7), 0.0044)], t.gold)
    rising = [t.at([(-0.09, y), (0.09, y + 0.05)]) for y in (0.76, 0.83)]
    falling = [t.at([(0.09, y), (-0.09, y + 0.05)]) for y in (0.76, 0.83)]
    t.lines([(lace, 0.003) for lace in (*rising, *falling)], t.accent)


def _puffs(t: Tailor, dress: Colour) -> None:
    folds = t.folds(
        ([(0.80, 0.62), (0.84, 0.50), (0.83, 0.36), (0.80, 0.24)], 0.05),
        ([(0.92, 0.65), (0.965, 0.50), (0.96, 0.36), (0.92, 0.24)], 0.05),
        ([(1.04, 0.65), (1.09, 0.52), (1.09, 0.40), (1.06, 0.30)], 0.05),
        ([(0.72, 0.26), (0.82, 0.24), (0.92, 0.28)], -0.03),
        root=0.8,
    )
    t.piece(
        t.pair(_PUFF),
        dress,
        folds=[*folds, t.cut(_PUFF_SHADE)],
        light=[t.cut(_PUFF_LIGHT)],
        gradient=0.6,
        cast=0.008,
    )
    cuff = t.curve(_CUFF, 9)
    other = mirror(cuff, t.a.cx)
    half = np.full(9, 0.024 * t.unit)
    t.ruffle([cuff, other], 0.085 * t.unit, 6, t.white, cast=0.006)
    t.piece([band(cuff, half), band(other, half)], t.accent, weight=0.8)


# ---- jacket

_PLASTRON: Path = (
    (0, 0.14), (0.14, 0.12), (0.27, 0.02, 0.6), (0.46, 0.10, 0.5), (0.44, 0.40), (0.34, 0.80),
    (0.30, 1.08, 1), (0, 1.08, 1),
)  # fmt: skip
_PLASTRON_EDGE: Path = ((0.30, 0.045), (0.445, 0.115), (0.425, 0.40), (0.325, 0.80), (0.30, 1.0))
_STAND_COLLAR: Path = (
    (0.012, 0.075, 0.8), (0.12, 0.045), (0.215, -0.045), (0.272, -0.175, 0.8),
    (0.345, -0.075, 0.5), (0.32, 0.05), (0.20, 0.155), (0.012, 0.215, 0.8),
)  # fmt: skip
_STAND_SHADE: Path = (
    (0.35, -0.07, 1), (0.32, 0.05), (0.2, 0.155), (0.0, 0.215, 1), (0.0, 0.18, 1), (0.17, 0.12),
    (0.27, 0.02),
)  # fmt: skip
_SHOULDER_BOARD: Path = (
    (0.56, 0.005, 0.5), (0.92, 0.115, 0.2), (1.06, 0.21), (1.03, 0.27, 0.2), (0.90, 0.24, 0.2),
    (0.53, 0.085, 0.5),
)  # fmt: skip


def _stage_jacket(t: Tailor) -> None:
    cloth, facing = t.main, t.second
    t.trunk(cloth, [(0, 0.15), (0.14, 0.10), (0.29, -0.06, 0.5)])
    t.sleeves(cloth)
    _plastron(t, facing)
    t.piece(t.pair(_STAND_COLLAR), facing, folds=t.pair(_STAND_SHADE), cast=0.008)
    edges = t.seams(
        [(0.02, 0.185), (0.19, 0.13), (0.30, 0.035), (0.325, -0.07)],
        [(0.02, 0.098), (0.13, 0.068), (0.23, -0.02), (0.278, -0.14)],
        width=0.0046,
    )
    t.lines(edges, t.gold, clip=CLOTH)
    _epaulettes(t, facing)
    with t.s.on("chest", "outfit"):
        cords: list[tuple[Points, float]] = []
        for drop in (0.0, 0.11):
            cord = [(0.92, 0.20), (0.82, 0.46 + drop), (0.62, 0.50 + drop), (0.45, 0.30)]
            cords.append((t.curve(cord, 10), 0.0062))
        t.lines([(p + (0.002, 0.006), w) for p, w in cords], dusk(cloth, 1.6), opacity=0.6)
        t.lines([(p, w * 1.5) for p, w in cords], t.gold.line())
        t.lines(cords, t.gold)
        t.gem(t.spot(0, 0.135), 0.052 * t.unit, 0.058 * t.unit, t.accent, t.gold)


def _plastron(t: Tailor, facing: Colour) -> None:
    folds = t.folds(
        ([(0.44, 0.36), (0.28, 0.44), (0.16, 0.47)], 0.04),
        ([(0.38, 0.66), (0.26, 0.72), (0.15, 0.74)], 0.04),
        root=0.9,
    )
    t.piece([t.half(_PLASTRON)], facing, folds=folds, cast=0.006, gradient=0.6)
    t.lines(t.both(t.curve(_PLASTRON_EDGE, 12), 0.0056), t.gold)
    heights = (0.30, 0.47, 0.64, 0.81)
    braids: list[tuple[Points, float]] = []
    for y in heights:
        braid = [(-0.29, y - 0.05), (-0.12, y), (0.0, y + 0.012), (0.12, y), (0.29, y - 0.05)]
        braids.append((t.curve(braid, 9), 0.0062))
    shadows = [(p + (0.001, 0.004), w) for p, w in braids]
    t.lines(shadows, dusk(facing, 1.8), opacity=0.7)
    t.lines(braids, t.gold)
    ends = [t.spot(0.29, y - 0.05) for y in heights] + [t.spot(-0.29, y - 0.05) for y in heights]
    t.button(ends, 0.032 * t.unit, t.gold)


def _epaulettes(t: Tailor, facing: Colour) -> None:
    fringe = t.curve([(0.80, 0.225), (0.93, 0.265), (1.05, 0.25), (1.10, 0.19)], 8)
    t.ruffle([fringe, mirror(fringe, t.a.cx)], 0.10 * t.unit, 7, t.gold, cast=0.005, weight=0.7)
    light = t.pair([(0.60, 0.03, 1), (0.86, 0.115), (1.0, 0.19, 1), (0.84, 0.14)])
    t.piece(t.pair(_SHOULDER_BOARD), facing, light=light, weight=0.9, cast=0.004)
    t.lines(t.both(t.curve([(0.58, 0.03), (0.92, 0.14), (1.04, 0.225)], 6), 0.0036), t.gold)
