"""Costumes: stage dress and stage jacket, gothic dress and coat, a mage's cloak."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.head import skin_colour
from vidol.face.artist.shapes import Loop, band, disc, mirror, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

# ---- stage dress, stage jacket


def idol_back(t: Tailor) -> None:
    """The detached collar (dress) or the stand collar (jacket)."""
    if t.broad:
        t.shirt_collar_back(t.main)
    else:
        t.piece(
            [t.half([(0, -0.185), (0.16, -0.20), (0.235, -0.175, 0.4), (0.25, -0.05), (0, -0.05)])],
            dusk(t.white, 1.0),
        )


def idol(t: Tailor) -> None:
    """Sweetheart bodice, frills and puffed sleeves; masculine: a braided stage jacket."""
    if t.broad:
        _stage_jacket(t)
        return
    dress, panel = (
        (t.main, t.second) if t.look.seed % 3 else (t.second, mix(t.accent, t.white, 0.30))
    )
    skin = skin_colour(t.look, t.hand)
    with t.s.on("body", "skin"):
        arm = t.pair([
            (0.80, 0.56, 1), (0.815, 0.80), (0.80, 1.08, 1), (1.055, 1.08, 1), (1.065, 0.80),
            (1.08, 0.56, 1)
        ])  # fmt: skip
        t.piece(
            arm,
            skin,
            folds=[
                *t.pair([(0.9, 0.55, 1), (0.9, 0.70), (1.0, 0.745), (1.1, 0.72), (1.1, 0.55, 1)]),
                t.cut([(1.0, 0.7, 1), (1.01, 0.85), (1.0, 1.08, 1), (1.2, 1.08, 1), (1.2, 0.7, 1)]),
            ],
        )
    bodice = t.half([
        (0, 0.435, 0.5), (0.14, 0.365), (0.34, 0.325), (0.54, 0.36), (0.69, 0.40, 0.6),
        (0.735, 0.60), (0.70, 0.84), (0.69, 1.08, 1), (0, 1.08, 1)
    ])  # fmt: skip
    folds = [
        t.cut([
            (0.66, 0.46, 1), (0.62, 0.66), (0.46, 0.82), (0.20, 0.86, 1), (0.36, 0.95),
            (0.40, 1.08, 1), (0.9, 1.08, 1), (0.9, 0.4, 1)
        ]),
        *t.folds(([(0.70, 0.54), (0.58, 0.56), (0.48, 0.62)], 0.04), root=1.0),
    ]  # fmt: skip
    folds += [
        t.cut([
            (-0.62, 0.62, 1), (-0.54, 0.78), (-0.40, 0.85), (-0.22, 0.86, 1), (-0.42, 0.93),
            (-0.58, 0.88)
        ])
    ]  # fmt: skip
    strap = t.pair([
        (0.36, 0.36, 1), (0.41, 0.16), (0.465, 0.015, 0.5), (0.53, 0.035, 0.5), (0.49, 0.17),
        (0.47, 0.37, 1)
    ])  # fmt: skip
    t.piece(strap, panel, cast=0.005, weight=0.8)
    t.piece(
        [bodice],
        panel,
        folds=folds,
        light=[t.cut([(-0.60, 0.42, 1), (-0.44, 0.37), (-0.26, 0.38, 1), (-0.42, 0.43)])],
        gradient=0.7,
        cast=0.004,
    )
    front = t.half(
        [(0, 0.46, 0.5), (0.12, 0.42, 0.6), (0.165, 0.60), (0.12, 1.08, 1), (0, 1.08, 1)]
    )
    t.piece(
        [front],
        dress,
        folds=[
            t.cut([(0.05, 0.44, 1), (0.09, 0.7), (0.05, 1.08, 1), (0.2, 1.08, 1), (0.2, 0.4, 1)])
        ],
        weight=0.8,
    )
    t.lines(
        [
            (t.curve([(s * 0.135, 0.44), (s * 0.175, 0.60), (s * 0.135, 1.0)], 7), 0.0044)
            for s in (1, -1)
        ],
        t.gold,
    )
    t.lines(
        [(t.at([(-0.09, y), (0.09, y + 0.05)]), 0.003) for y in (0.76, 0.83)]
        + [(t.at([(0.09, y), (-0.09, y + 0.05)]), 0.003) for y in (0.76, 0.83)],
        t.accent,
    )
    puff = [
        (0.66, 0.30, 0.6), (0.72, 0.13), (0.88, 0.075), (1.07, 0.14), (1.20, 0.33), (1.215, 0.55),
        (1.12, 0.635, 0.5), (0.95, 0.665), (0.79, 0.625, 0.5), (0.74, 0.48),
    ]  # fmt: skip
    shades = t.folds(
        ([(0.80, 0.62), (0.84, 0.50), (0.83, 0.36), (0.80, 0.24)], 0.05),
        ([(0.92, 0.65), (0.965, 0.50), (0.96, 0.36), (0.92, 0.24)], 0.05),
        ([(1.04, 0.65), (1.09, 0.52), (1.09, 0.40), (1.06, 0.30)], 0.05),
        ([(0.72, 0.26), (0.82, 0.24), (0.92, 0.28)], -0.03), root=0.8,
    )  # fmt: skip
    shades += [
        t.cut([
            (1.13, 0.22, 1), (1.15, 0.40), (1.10, 0.60), (1.0, 0.68, 1), (1.4, 0.7, 1),
            (1.4, 0.2, 1)
        ])
    ]  # fmt: skip
    light = [
        t.cut([
            (-0.76, 0.16, 1), (-0.90, 0.105), (-1.05, 0.17), (-1.14, 0.31, 1), (-1.0, 0.205),
            (-0.88, 0.165)
        ])
    ]  # fmt: skip
    t.piece(t.pair(puff), dress, folds=shades, light=light, gradient=0.6, cast=0.008)
    cuff = t.curve([(0.765, 0.615), (0.86, 0.665), (1.0, 0.675), (1.14, 0.625), (1.185, 0.575)], 9)
    half = np.full(9, 0.024 * t.unit)
    t.ruffle([cuff, mirror(cuff, t.a.cx)], 0.085 * t.unit, 6, t.white, cast=0.006)
    t.piece([band(cuff, half), band(mirror(cuff, t.a.cx), half)], t.accent, weight=0.8)
    top = t.curve(
        [
            (-0.70, 0.395), (-0.52, 0.345), (-0.32, 0.315), (-0.14, 0.355), (0, 0.425),
            (0.14, 0.355), (0.32, 0.315), (0.52, 0.345), (0.70, 0.395),
        ],
        33,
    )  # fmt: skip
    t.ruffle([top], 0.092 * t.unit, 13, t.white, cast=0.008, lace=True)
    t.lines([(top + (0, 0.004), 0.0046)], t.accent)
    wing = [
        (0.010, -0.06, 0.8), (0.12, -0.085), (0.205, -0.155), (0.232, -0.185, 0.6), (0.262, -0.10),
        (0.235, -0.005), (0.15, 0.075, 0.8), (0.02, 0.025, 0.7),
    ]  # fmt: skip
    t.piece(
        t.pair(wing),
        t.white,
        folds=t.folds(([(0.22, -0.16), (0.14, -0.06), (0.03, -0.02)], 0.03), root=0.5),
        seams=t.stitched([(0.03, 0.0), (0.145, 0.045), (0.215, -0.02), (0.235, -0.1)], 9),
        cast=0.006,
    )
    with t.s.on("chest", "outfit"):
        t.bow(t.spot(0, 0.005), 0.125 * t.unit, t.accent, tails=0.0, cast=0.004)
        t.bow(t.spot(0, 0.515), 0.33 * t.unit, t.accent, tails=1.15, cast=0.008, trim=t.gold)
        t.gem(
            t.spot(0, 0.515), 0.050 * t.unit, 0.058 * t.unit, mix(t.accent, t.white, 0.25), t.gold
        )
    t.piece([star(t.spot(0.50, 0.50), 0.055 * t.unit)], t.gold, weight=0.6, cast=0.003)


def _stage_jacket(t: Tailor) -> None:
    cloth, facing = t.main, t.second
    t.trunk(cloth, [(0, 0.15), (0.14, 0.10), (0.29, -0.06, 0.5)])
    t.sleeves(cloth)
    plastron = t.half([
        (0, 0.14), (0.14, 0.12), (0.27, 0.02, 0.6), (0.46, 0.10, 0.5), (0.44, 0.40), (0.34, 0.80),
        (0.30, 1.08, 1), (0, 1.08, 1)
    ])  # fmt: skip
    t.piece(
        [plastron],
        facing,
        folds=t.folds(
            ([(0.44, 0.36), (0.28, 0.44), (0.16, 0.47)], 0.04),
            ([(0.38, 0.66), (0.26, 0.72), (0.15, 0.74)], 0.04),
            root=0.9,
        ),
        cast=0.006,
        gradient=0.6,
    )
    edge = t.curve([(0.30, 0.045), (0.445, 0.115), (0.425, 0.40), (0.325, 0.80), (0.30, 1.0)], 12)
    t.lines([(edge, 0.0056), (mirror(edge, t.a.cx), 0.0056)], t.gold)
    rows = (0.30, 0.47, 0.64, 0.81)
    braid = [
        (
            t.curve(
                [(-0.29, y - 0.05), (-0.12, y), (0.0, y + 0.012), (0.12, y), (0.29, y - 0.05)], 9
            ),
            0.0062,
        )
        for y in rows
    ]
    t.lines([(p + (0.001, 0.004), w) for p, w in braid], dusk(facing, 1.8), opacity=0.7)
    t.lines(braid, t.gold)
    t.button([t.spot(s * 0.29, y - 0.05) for s in (1, -1) for y in rows], 0.032 * t.unit, t.gold)
    collar = t.pair([
        (0.012, 0.075, 0.8), (0.12, 0.045), (0.215, -0.045), (0.272, -0.175, 0.8),
        (0.345, -0.075, 0.5), (0.32, 0.05), (0.20, 0.155), (0.012, 0.215, 0.8)
    ])  # fmt: skip
    t.piece(
        collar,
        facing,
        folds=t.pair([
            (0.35, -0.07, 1), (0.32, 0.05), (0.2, 0.155), (0.0, 0.215, 1), (0.0, 0.18, 1),
            (0.17, 0.12), (0.27, 0.02)
        ]),
        cast=0.008,
    )  # fmt: skip
    t.lines(
        t.seams(
            [(0.02, 0.185), (0.19, 0.13), (0.30, 0.035), (0.325, -0.07)],
            [(0.02, 0.098), (0.13, 0.068), (0.23, -0.02), (0.278, -0.14)],
            width=0.0046,
        ),
        t.gold,
        clip=CLOTH,
    )
    fringe = t.curve([(0.80, 0.225), (0.93, 0.265), (1.05, 0.25), (1.10, 0.19)], 8)
    t.ruffle([fringe, mirror(fringe, t.a.cx)], 0.10 * t.unit, 7, t.gold, cast=0.005, weight=0.7)
    boards = t.pair([
        (0.56, 0.005, 0.5), (0.92, 0.115, 0.2), (1.06, 0.21), (1.03, 0.27, 0.2), (0.90, 0.24, 0.2),
        (0.53, 0.085, 0.5)
    ])  # fmt: skip
    t.piece(
        boards,
        facing,
        weight=0.9,
        cast=0.004,
        light=t.pair([(0.60, 0.03, 1), (0.86, 0.115), (1.0, 0.19, 1), (0.84, 0.14)]),
    )
    stripe = t.curve([(0.58, 0.03), (0.92, 0.14), (1.04, 0.225)], 6)
    t.lines([(stripe, 0.0036), (mirror(stripe, t.a.cx), 0.0036)], t.gold)
    with t.s.on("chest", "outfit"):
        cords = [
            (t.curve([(0.92, 0.20), (0.82, 0.46 + d), (0.62, 0.50 + d), (0.45, 0.30)], 10), 0.0062)
            for d in (0.0, 0.11)
        ]
        t.lines([(p + (0.002, 0.006), w) for p, w in cords], dusk(cloth, 1.6), opacity=0.6)
        t.lines([(p, w * 1.5) for p, w in cords], t.gold.line())
        t.lines(cords, t.gold)
        t.gem(t.spot(0, 0.135), 0.052 * t.unit, 0.058 * t.unit, t.accent, t.gold)


# ---- gothic


def _black(t: Tailor) -> Colour:
    return t.second.with_(lightness=min(t.second.lightness, 0.30))


def _lace(t: Tailor) -> Colour:
    return t.main if t.main.lightness > 0.75 else mix(t.white, t.main, 0.2)


def gothic_back(t: Tailor) -> None:
    """The lace collar behind the neck."""
    line = t.curve([(-0.30, -0.05), (-0.2, -0.12), (0, -0.15), (0.2, -0.12), (0.30, -0.05)], 15)
    t.ruffle([line[::-1]], 0.10 * t.unit, 8, dusk(_lace(t), 0.7), cast=0.0)
    t.piece(
        [t.half([(0, -0.16), (0.16, -0.175), (0.25, -0.14, 0.4), (0.30, 0.02), (0, 0.08)])],
        dusk(_black(t), 0.8),
    )


def gothic(t: Tailor) -> None:
    """A dark dress with a lace collar, a fall of ruffles and lacing; masculine: a coat over a
    jabot.
    """
    cloth, lace = _black(t), _lace(t)
    t.trunk(cloth, [(0, 0.10), (0.2, 0.06), (0.29, -0.06, 0.5)])
    if t.broad:
        t.sleeves(cloth)
        shirt = t.half([
            (0, 0.06), (0.14, 0.04), (0.28, -0.04), (0.36, 0.2), (0.28, 0.7), (0.12, 1.08, 1),
            (0, 1.08, 1)
        ])  # fmt: skip
        t.piece(
            [shirt],
            dusk(t.accent, 0.8).with_(chroma=t.accent.chroma * 0.7),
            folds=t.folds(([(0.30, 0.2), (0.24, 0.5), (0.12, 0.9)], 0.06), root=1.0),
            gradient=0.7,
        )
        coat = [
            (0.30, -0.19, 0.8), (0.40, -0.16), (0.56, 0.02), (0.66, 0.20, 0.9), (0.60, 0.46),
            (0.40, 0.76), (0.16, 1.08, 1), (0.10, 1.08, 1), (0.26, 0.66), (0.345, 0.30),
            (0.325, 0.0),
        ]  # fmt: skip
        t.piece(
            t.pair(coat),
            glow(cloth, 0.45),
            folds=t.pair([
                (0.33, 0.0, 1), (0.345, 0.3), (0.26, 0.66), (0.10, 1.08, 1), (0.34, 0.66),
                (0.41, 0.3)
            ]),
            light=[t.cut([(-0.56, 0.04, 1), (-0.645, 0.20, 1), (-0.585, 0.45, 1), (-0.60, 0.2)])],
            cast=0.009,
        )  # fmt: skip
        t.lines(
            t.seams(
                [
                    (0.395, -0.13), (0.535, 0.04), (0.625, 0.205), (0.57, 0.44), (0.385, 0.72),
                    (0.17, 1.02),
                ],
                width=0.0040,
            ),
            t.accent,
            clip=CLOTH,
        )  # fmt: skip
        t.button(
            [t.spot(s * 0.46, y) for s in (1, -1) for y in (0.74, 0.88)], 0.030 * t.unit, t.silver
        )
    else:
        puff = [
            (0.735, 0.36, 0.5), (0.70, 0.18), (0.82, 0.075), (1.0, 0.10), (1.145, 0.27),
            (1.18, 0.48), (1.12, 0.60, 0.5), (0.95, 0.64), (0.78, 0.60, 0.5),
        ]  # fmt: skip
        shades = t.folds(
            ([(0.80, 0.60), (0.83, 0.47), (0.82, 0.33), (0.79, 0.22)], 0.05),
            ([(0.92, 0.63), (0.955, 0.49), (0.95, 0.35), (0.91, 0.22)], 0.05),
            ([(1.03, 0.62), (1.07, 0.50), (1.07, 0.38), (1.03, 0.27)], 0.05),
            root=0.8,
        )  # fmt: skip
        low = t.pair(
            [(0.78, 0.58, 1), (0.95, 0.62), (1.12, 0.58), (1.12, 1.08, 1), (0.80, 1.08, 1)]
        )
        t.piece(
            low, cloth, folds=t.folds(([(0.80, 0.72), (0.92, 0.78), (1.06, 0.78)], -0.05), root=0.9)
        )
        light = [
            t.cut([
                (-0.74, 0.18, 1), (-0.86, 0.115), (-1.0, 0.15), (-1.11, 0.29, 1), (-0.97, 0.19),
                (-0.86, 0.165)
            ])
        ]  # fmt: skip
        t.piece(t.pair(puff), cloth, folds=shades, light=light, gradient=0.7, cast=0.006)
        cuff = t.curve([(0.765, 0.585), (0.86, 0.63), (1.0, 0.64), (1.12, 0.59), (1.16, 0.54)], 9)
        t.ruffle([cuff, mirror(cuff, t.a.cx)], 0.095 * t.unit, 6, lace, cast=0.006)
        ribbon = np.full(9, 0.020 * t.unit)
        t.piece([band(cuff, ribbon), band(mirror(cuff, t.a.cx), ribbon)], t.accent, weight=0.8)
        yoke = t.curve([(0.58, 0.04), (0.60, 0.22), (0.50, 0.50), (0.36, 0.80), (0.30, 1.08)], 13)
        t.ruffle([yoke[::-1], mirror(yoke[::-1], t.a.cx)], 0.085 * t.unit, 9, lace, cast=0.007)
        panel = t.half([
            (0, 0.05), (0.30, 0.0), (0.57, 0.05, 0.6), (0.585, 0.22), (0.485, 0.50), (0.345, 0.80),
            (0.285, 1.08, 1), (0, 1.08, 1)
        ])  # fmt: skip
        t.piece(
            [panel],
            glow(cloth, 0.30),
            folds=t.folds(
                ([(0.54, 0.26), (0.40, 0.36), (0.26, 0.42)], 0.04),
                ([(0.44, 0.52), (0.34, 0.58), (0.22, 0.62)], 0.04),
                root=0.9,
            ),
            cast=0.004,
            gradient=0.6,
        )
        cross = [
            (t.at([(s * -0.105, y), (s * 0.105, y + 0.085)]), 0.0048)
            for y in (0.60, 0.70, 0.80)
            for s in (1, -1)
        ]
        t.lines([(p + (0.0015, 0.003), w) for p, w in cross], dusk(cloth, 2.0), opacity=0.7)
        t.lines(cross, t.accent)
        t.button(
            [t.spot(s * 0.115, y) for s in (1, -1) for y in (0.60, 0.69, 0.79)],
            0.020 * t.unit,
            t.silver,
        )
    for y, w, depth in ((0.335, 0.125, 0.155), (0.215, 0.105, 0.160)):
        t.ruffle(
            [t.curve([(-w, y - 0.01), (0, y + 0.02), (w, y - 0.01)], 9)],
            depth * t.unit,
            4,
            lace,
            cast=0.006,
        )
    collar = t.half([
        (0, -0.035), (0.10, -0.06), (0.20, -0.135), (0.262, -0.165, 0.6), (0.30, -0.05),
        (0.24, 0.06), (0.10, 0.125), (0, 0.135)
    ])  # fmt: skip
    ring = t.curve(
        [
            (0.325, -0.055), (0.25, 0.055), (0.11, 0.115), (0, 0.125), (-0.11, 0.115),
            (-0.25, 0.055), (-0.325, -0.055),
        ],
        21,
    )  # fmt: skip
    t.ruffle([ring[::-1]], 0.105 * t.unit, 9, lace, cast=0.008, lace=True)
    t.piece(
        [collar],
        cloth,
        light=[t.cut([(-0.24, -0.10, 1), (-0.26, -0.03), (-0.2, 0.05, 1), (-0.21, -0.03)])],
        folds=[
            t.cut([(0.12, -0.06, 1), (0.2, 0.02), (0.14, 0.11, 1), (0.35, 0.1, 1), (0.3, -0.17, 1)])
        ],
    )
    with t.s.on("chest", "outfit"):
        if not t.broad:
            t.bow(t.spot(0, 0.125), 0.20 * t.unit, t.accent, tails=1.1, cast=0.006)
        t.gem(
            t.spot(0, 0.115),
            0.052 * t.unit,
            0.060 * t.unit,
            t.accent if t.broad else dusk(t.accent, 1.2),
            t.silver,
        )


# ---- a mage's cloak


def cloak_back(t: Tailor) -> None:
    """The high collar and its lining."""
    t.piece(
        [
            t.half([
                (0, -0.10), (0.20, -0.16), (0.36, -0.27, 0.5), (0.46, -0.22, 0.4), (0.50, 0.0),
                (0, 0.12)
            ])
        ],
        t.second,
    )  # fmt: skip
    t.piece(
        [
            t.half([
                (0, -0.06), (0.18, -0.12), (0.345, -0.235, 0.6), (0.42, -0.18, 0.5), (0.44, 0.0),
                (0, 0.12)
            ])
        ],
        dusk(t.accent, 1.1),
    )  # fmt: skip


def cloak(t: Tailor) -> None:
    """A capelet with a broad embroidered hem over a robe, closed by a jewel on a chain."""
    robe, cape = t.main, t.second
    t.trunk(robe, [(0, 0.16), (0.12, 0.10), (0.28, -0.06, 0.5)])
    t.sleeves(robe)
    t.lines([(t.at([(0.0, 0.2), (0.003, 0.6), (0.0, 1.0)]), 0.0026)], dusk(robe, 1.9))
    bib = t.half([
        (0, 0.12), (0.12, 0.08), (0.26, -0.05), (0.30, 0.25), (0.20, 0.60), (0.15, 1.08, 1),
        (0, 1.08, 1)
    ])  # fmt: skip
    t.piece(
        [bib],
        t.white if robe.lightness < 0.85 else mix(t.white, t.accent, 0.22),
        folds=t.folds(([(0.28, 0.2), (0.20, 0.5), (0.13, 0.9)], 0.05), root=1.0),
    )
    t.button([t.spot(0, y) for y in (0.52, 0.66, 0.80)], 0.024 * t.unit, t.gold)
    t.shirt_collar(t.white, round_=not t.broad)
    side = [
        (0.325, -0.145, 0.6), (0.46, -0.055), (0.70, 0.045), (0.93, 0.155), (1.09, 0.35),
        (1.17, 0.58), (1.20, 0.74, 0.6), (0.96, 0.80), (0.68, 0.805), (0.42, 0.77),
        (0.235, 0.72, 0.6),
        (0.245, 0.50), (0.20, 0.33), (0.06, 0.215, 0.6), (0.05, 0.165, 0.6), (0.18, 0.12),
        (0.28, 0.0),
    ]  # fmt: skip
    folds = t.folds(
        ([(0.36, 0.80), (0.345, 0.60), (0.30, 0.38), (0.20, 0.22)], 0.060),
        ([(0.58, 0.82), (0.545, 0.58), (0.47, 0.34), (0.36, 0.12)], 0.070),
        ([(0.80, 0.82), (0.79, 0.60), (0.74, 0.38), (0.64, 0.18)], 0.070),
        ([(1.02, 0.80), (1.02, 0.60), (0.97, 0.42)], 0.060), root=1.0,
    )  # fmt: skip
    shade = [t.cut([(1.02, 0.28, 1), (1.09, 0.50), (1.10, 0.85, 1), (1.4, 0.8, 1), (1.3, 0.3, 1)])]
    light = [
        t.cut([
            (-0.50, 0.0, 1), (-0.74, 0.10), (-0.95, 0.22), (-1.06, 0.40, 1), (-0.90, 0.25),
            (-0.70, 0.15)
        ])
    ]  # fmt: skip
    t.piece(
        t.pair(side),
        cape,
        folds=[*folds, *shade],
        light=light,
        gradient=0.8,
        cast=0.013,
        weight=1.15,
    )
    hem = t.curve([(1.185, 0.665), (0.96, 0.725), (0.68, 0.73), (0.43, 0.695), (0.245, 0.645)], 16)
    edge = t.curve([(0.225, 0.70), (0.228, 0.50), (0.185, 0.345), (0.06, 0.225)], 9)
    t.lines(
        [(p, w) for k, w in ((hem, 0.0055), (edge, 0.0050)) for p in (k, mirror(k, t.a.cx))],
        t.gold,
        clip=CLOTH,
    )
    low = hem + (0.0, 0.020)
    t.lines([(p, 0.0024) for p in (low, mirror(low, t.a.cx))], t.gold, clip=CLOTH)
    spots = [
        (i, t.spot(side * x, y - 0.005))
        for i, (x, y) in enumerate(((0.36, 0.725), (0.58, 0.765), (0.80, 0.772), (1.02, 0.750)))
        for side in (1, -1)
    ]
    signs: list[Loop] = [
        star(c, 0.030 * t.unit, 4, 0.4) if i % 2 else disc(c, 0.017 * t.unit, n=6) for i, c in spots
    ]
    t.fill(signs, glow(t.gold, 0.4), clip=CLOTH)
    moons = [star(t.spot(s * 0.66, 0.42), 0.085 * t.unit, 4, 0.32) for s in (1, -1)] + [
        star(t.spot(s * 0.80, 0.54), 0.045 * t.unit, 4, 0.32) for s in (1, -1)
    ]
    t.fill(moons, t.gold, clip=CLOTH, opacity=0.9)
    fold = t.pair([
        (0.285, -0.175, 0.7), (0.37, -0.250, 0.5), (0.475, -0.175, 0.4), (0.50, -0.02),
        (0.38, 0.08), (0.20, 0.17, 0.6), (0.27, 0.06), (0.315, -0.06)
    ])  # fmt: skip
    t.piece(
        fold,
        glow(cape, 0.3),
        folds=t.pair([
            (0.30, -0.17, 1), (0.36, -0.08), (0.32, 0.06), (0.2, 0.17, 1), (0.27, 0.06),
            (0.31, -0.06)
        ]),
        cast=0.009,
    )  # fmt: skip
    t.lines(
        t.seams(
            [(0.375, -0.23), (0.455, -0.165), (0.478, -0.025), (0.37, 0.058), (0.22, 0.14)],
            width=0.0046,
        ),
        t.gold,
        clip=CLOTH,
    )
    with t.s.on("chest", "outfit"):
        chain = [
            (
                t.curve([(-0.20, 0.235), (-0.1, 0.30), (0, 0.32), (0.1, 0.30), (0.20, 0.235)], 9)
                + (0, d),
                0.0034,
            )
            for d in (0.0, 0.012)
        ]
        t.lines([(p + (0.001, 0.004), w) for p, w in chain], dusk(t.white, 2.4), opacity=0.5)
        t.lines(chain, t.gold)
        t.gem(t.spot(0, 0.215), 0.075 * t.unit, 0.085 * t.unit, t.accent, t.gold)
        t.button([t.spot(s * 0.205, 0.235) for s in (1, -1)], 0.032 * t.unit, t.gold)
