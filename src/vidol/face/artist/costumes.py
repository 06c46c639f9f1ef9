"""Costumes: the clothes with patterns, lace and frills (kimono, stage dress and stage jacket, gothic dress and coat)."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points, along
from vidol.face.artist.head import skin_colour
from vidol.face.artist.pieces import Loop, band, blossom, disc, dusk, glow, mirror, star
from vidol.face.artist.sketch import CLOTH, LOCK
from vidol.face.artist.tailor import Tailor

# ---- kimono


def kimono_back(t: Tailor) -> None:
    """The collar stands off the nape."""
    outer = t.half([(0, -0.090), (0.20, -0.135), (0.33, -0.185), (0.435, -0.175, 0.3), (0.49, -0.02), (0, 0.14)])
    t.piece([outer], dusk(t.second, 0.9))
    t.piece([t.half([(0, -0.045), (0.18, -0.09), (0.29, -0.15, 0.4), (0.36, 0.06), (0, 0.14)])], dusk(t.white, 0.9))


def kimono(t: Tailor) -> None:
    """Left over right, a white under-collar, bold blossoms, the edge of the obi."""
    cloth = t.main
    t.trunk(cloth, [(0, 0.55), (0.14, 0.30), (0.33, -0.05, 0.5)], ease=0.02, folds=False)
    line = t.silhouette(0.05)
    sleeve = [(0.79, 0.11, 0.6), *[p for p in line if p[0] > 0.85], (0.83, 1.08, 1), (0.80, 0.82), (0.79, 0.58, 0.3), (0.775, 0.34)]
    folds = t.folds(([(0.80, 0.60), (0.92, 0.66), (1.06, 0.66)], -0.05), ([(0.80, 0.64), (0.93, 0.79), (1.04, 0.86)], -0.06), ([(0.80, 0.20), (0.90, 0.32), (0.93, 0.46)], -0.035), root=0.9)
    folds += [t.cut([(1.03, 0.34, 1), (1.06, 0.6), (1.07, 1.08, 1), (1.4, 1.08, 1), (1.4, 0.3, 1)])]
    t.piece(t.pair(sleeve), cloth, folds=folds, gradient=0.6, reg=LOCK)
    body_folds = t.folds(([(0.78, 0.44), (0.66, 0.52), (0.58, 0.64), (0.55, 0.78)], 0.05), ([(0.78, 0.56), (0.70, 0.66), (0.67, 0.80)], 0.05), ([(0.46, 0.02), (0.56, 0.14), (0.60, 0.30), (0.56, 0.46)], -0.04), root=0.8)
    t.fill(body_folds, dusk(cloth, t.hand.shade), clip=CLOTH, opacity=0.85, feather=t.hand.soft * 0.5)
    _blossoms(t, cloth)
    under = [(0.285, -0.135), (0.292, 0.0), (0.20, 0.22), (0.03, 0.44), (-0.05, 0.545)]
    over = [(0.375, -0.135), (0.40, 0.0), (0.30, 0.26), (0.06, 0.58), (-0.20, 0.95)]
    half = np.array([0.062, 0.070, 0.074, 0.078, 0.080, 0.080, 0.080, 0.080]) * t.unit
    thin = np.full(8, 0.030) * t.unit
    collar = t.second if t.second.lightness < 0.9 else dusk(t.second, 1.0)
    edge = t.accent

    def put(points: list[tuple[float, float]], side: int, shift: float = 0.0) -> Points:
        return along(t.at([(side * (x + shift), y) for x, y in points]), 8)

    t.piece([band(put(under, side), half * 0.95) for side in (-1, 1)], t.white, folds=[band(put(under, side, 0.055), thin) for side in (-1, 1)], cast=0.006)
    for side in (-1, 1):
        t.piece([band(put(over, side, -0.070), half * 0.5)], edge, weight=0.7, cast=0.003)
        strip = put(over, side)
        t.piece([band(strip, half, 0.4)], collar, folds=[band(put(over, side, 0.055), thin)], seams=[(put(over, side, -0.045), 0.0018)], cast=0.009)
        if side == -1 and not t.broad:
            t.fill([disc(strip[i], 0.016 * t.unit, n=6) for i in range(1, 7)], glow(collar, 1.4), clip=CLOTH, opacity=0.7)
    if t.broad:
        _haori(t)
    else:
        _obi(t)


def _blossoms(t: Tailor, cloth: Colour) -> None:
    if t.broad:  # fine vertical stripes
        rows = [(t.at([(x, 0.0), (x, 1.05)]), 0.0016) for x in np.arange(-0.75, 0.76, 0.075)]
        t.lines(rows, dusk(cloth, 1.4), clip=CLOTH, opacity=0.7)
        return
    tone = mix(t.second, cloth, 0.35)
    hem = t.s.linear(t.spot(0, 0.30), t.spot(0, 1.0), (0, tone, 0.0), (0.35, tone, 0.0), (1, tone, 0.75))
    for reg in (CLOTH, LOCK):
        t.s.fill(t.at([(-1.4, 0.2), (1.4, 0.2), (1.4, 1.08), (-1.4, 1.08)]), hem, corner=1.0, clip=reg)
    big = ((0.70, 0.30, 0.165, 0.2), (-0.66, 0.62, 0.185, 0.9), (0.50, 0.80, 0.15, 0.5), (-0.50, 0.24, 0.105, 0.4), (0.97, 0.62, 0.17, 0.0), (-0.98, 0.42, 0.15, 1.0), (0.56, 0.50, 0.075, 0.7), (-0.94, 0.84, 0.12, 0.3), (1.0, 0.90, 0.10, 0.6))
    first = t.accent if abs(t.accent.lightness - cloth.lightness) > 0.12 else dusk(t.accent, 1.5)
    pale = mix(first, t.white, 0.72) if cloth.lightness < 0.85 else mix(first, t.white, 0.5)
    front: list[Loop] = []
    back: list[Loop] = []
    hearts: list[Loop] = []
    for i, (x, y, r, turn) in enumerate(big):
        c = t.spot(x, y)
        (back if i % 3 == 1 else front).extend(blossom(c, r * t.unit, turn=turn))
        hearts.append(star(c, 0.30 * r * t.unit, 5, 0.35, turn))
    petals = [blossom(t.spot(x, y), 0.07 * t.unit, 1, turn)[0] for x, y, turn in ((0.42, 0.30, 1.0), (-0.42, 0.46, 2.2), (0.80, 0.50, 0.4), (-0.76, 0.26, 2.8), (-0.46, 0.84, 0.9), (0.70, 0.66, 2.0))]
    for reg in (CLOTH, LOCK):
        t.fill([*front, *petals], first, clip=reg, opacity=0.92)
        t.fill(back, pale, clip=reg)
        t.fill(hearts, mix(t.gold, t.white, 0.35), clip=reg)


def _obi(t: Tailor) -> None:
    obi = t.half([(0, 0.775), (0.40, 0.77), (0.70, 0.785, 0.7), (0.74, 1.08, 1), (0, 1.08, 1)])
    t.piece([obi], t.accent, cast=0.006, folds=[t.cut([(0.40, 0.78, 1), (0.46, 1.08, 1), (0.8, 1.08, 1), (0.8, 0.76, 1)])], seams=[(t.curve([(-0.7, 0.83), (0, 0.818), (0.7, 0.83)]), 0.002)])
    scarf = t.half([(0, 0.735), (0.30, 0.725), (0.69, 0.755, 0.6), (0.70, 0.795, 0.6), (0.30, 0.785), (0, 0.795)])
    soft = mix(t.second, t.white, 0.55)
    t.piece([scarf], soft, folds=t.folds(([(0.08, 0.78), (0.26, 0.755), (0.46, 0.76)], 0.022), ([(0.42, 0.785), (0.56, 0.768), (0.66, 0.772)], 0.018)), cast=0.003)


def _haori(t: Tailor) -> None:
    """An open coat over the kimono, with its cord and two crests."""
    cloth = t.second
    front = [(0.34, -0.135, 0.6), (0.50, -0.035), (0.72, 0.01), (0.96, 0.115), (1.13, 0.32), (1.18, 0.56), (1.21, 0.85), (1.24, 1.08, 1), (0.36, 1.08, 1), (0.38, 0.80), (0.44, 0.40), (0.42, 0.12)]
    folds = t.folds(([(0.79, 0.52), (0.94, 0.60), (1.10, 0.60)], -0.05), ([(0.79, 0.58), (0.93, 0.74), (1.06, 0.82)], -0.06), ([(0.78, 0.46), (0.66, 0.56), (0.60, 0.74)], 0.05), ([(0.52, 0.03), (0.60, 0.16), (0.62, 0.32)], -0.04), root=0.9)
    folds += [t.cut([(1.06, 0.34, 1), (1.09, 0.6), (1.09, 1.08, 1), (1.4, 1.08, 1), (1.4, 0.3, 1)])]
    seams = t.seams([(0.80, 0.10), (0.785, 0.3), (0.79, 0.55), (0.80, 1.0)])
    light = [t.cut([(-0.74, 0.06, 1), (-0.95, 0.165), (-1.08, 0.33), (-1.0, 0.26), (-0.86, 0.15)])]
    t.piece(t.pair(front), cloth, folds=folds, seams=seams, light=light, gradient=0.8, cast=0.010, weight=1.1)
    lapel = t.curve([(0.385, -0.14), (0.44, 0.05), (0.475, 0.40), (0.42, 0.80), (0.40, 1.08)], 8)
    half = np.full(8, 0.062) * t.unit
    t.piece([band(lapel, half), band(mirror(lapel, t.a.cx), half)], glow(cloth, 0.35), cast=0.006)
    crest = [c for side in (1, -1) for c in blossom(t.spot(side * 0.70, 0.26), 0.070 * t.unit, 5, -np.pi / 2, 0.0)]
    t.fill([disc(t.spot(side * 0.70, 0.26), 0.085 * t.unit, n=10) for side in (1, -1)], mix(t.white, cloth, 0.1))
    t.fill(crest, cloth)
    with t.s.on("chest", "outfit"):
        cord = [(t.curve([(-0.42, 0.62), (-0.18, 0.70), (0, 0.685)], 7), 0.0068), (t.curve([(0.42, 0.62), (0.18, 0.70), (0, 0.685)], 7), 0.0068)]
        t.lines([(p + (0.002, 0.006), w) for p, w in cord], dusk(t.main, 1.4), opacity=0.7)
        t.lines([(p, w * 1.5) for p, w in cord], t.accent.line())
        t.lines(cord, t.accent)
        t.piece([disc(t.spot(0, 0.69), 0.040 * t.unit)], t.accent, weight=0.8, cast=0.004)
        t.piece([t.cut([(-0.03, 0.72, 0.5), (0.03, 0.72, 0.5), (0.055, 0.85, 0.8), (-0.055, 0.85, 0.8)])], glow(t.accent, 0.3), seams=[(t.at([(x * 0.6, 0.74), (x, 0.84)]), 0.0016) for x in (-0.03, 0.0, 0.03)], weight=0.8)


# ---- stage dress, stage jacket


def idol_back(t: Tailor) -> None:
    """The detached collar (dress) or the stand collar (jacket)."""
    if t.broad:
        t.shirt_collar_back(t.main)
    else:
        t.piece([t.half([(0, -0.185), (0.16, -0.20), (0.235, -0.175, 0.4), (0.25, -0.05), (0, -0.05)])], dusk(t.white, 1.0))


def idol(t: Tailor) -> None:
    """Sweetheart bodice, frills and puffed sleeves; masculine: a braided stage jacket."""
    if t.broad:
        _stage_jacket(t)
        return
    dress, panel = t.main, t.second
    skin = skin_colour(t.look, t.hand)
    with t.s.on("body", "skin"):
        arm = t.pair([(0.80, 0.56, 1), (0.815, 0.80), (0.80, 1.08, 1), (1.055, 1.08, 1), (1.065, 0.80), (1.08, 0.56, 1)])
        t.piece(arm, skin, folds=[*t.pair([(0.9, 0.55, 1), (0.9, 0.70), (1.0, 0.745), (1.1, 0.72), (1.1, 0.55, 1)]), t.cut([(1.0, 0.7, 1), (1.01, 0.85), (1.0, 1.08, 1), (1.2, 1.08, 1), (1.2, 0.7, 1)])])
    bodice = t.half([(0, 0.435, 0.5), (0.14, 0.365), (0.34, 0.325), (0.54, 0.36), (0.69, 0.40, 0.6), (0.735, 0.60), (0.70, 0.84), (0.69, 1.08, 1), (0, 1.08, 1)])
    folds = [t.cut([(0.66, 0.46, 1), (0.62, 0.66), (0.46, 0.82), (0.20, 0.86, 1), (0.36, 0.95), (0.40, 1.08, 1), (0.9, 1.08, 1), (0.9, 0.4, 1)]), *t.folds(([(0.70, 0.54), (0.58, 0.56), (0.48, 0.62)], 0.04), root=1.0)]
    folds += [t.cut([(-0.62, 0.62, 1), (-0.54, 0.78), (-0.40, 0.85), (-0.22, 0.86, 1), (-0.42, 0.93), (-0.58, 0.88)])]
    strap = t.pair([(0.36, 0.36, 1), (0.41, 0.16), (0.465, 0.015, 0.5), (0.53, 0.035, 0.5), (0.49, 0.17), (0.47, 0.37, 1)])
    t.piece(strap, panel, cast=0.005, weight=0.8)
    t.piece([bodice], panel, folds=folds, light=[t.cut([(-0.60, 0.42, 1), (-0.44, 0.37), (-0.26, 0.38, 1), (-0.42, 0.43)])], gradient=0.7, cast=0.004)
    front = t.half([(0, 0.46, 0.5), (0.12, 0.42, 0.6), (0.165, 0.60), (0.12, 1.08, 1), (0, 1.08, 1)])
    t.piece([front], dress, folds=[t.cut([(0.05, 0.44, 1), (0.09, 0.7), (0.05, 1.08, 1), (0.2, 1.08, 1), (0.2, 0.4, 1)])], weight=0.8)
    t.lines([(t.curve([(s * 0.135, 0.44), (s * 0.175, 0.60), (s * 0.135, 1.0)], 7), 0.0044) for s in (1, -1)], t.gold)
    t.lines([(t.at([(-0.09, y), (0.09, y + 0.05)]), 0.003) for y in (0.76, 0.83)] + [(t.at([(0.09, y), (-0.09, y + 0.05)]), 0.003) for y in (0.76, 0.83)], t.accent)
    puff = [(0.66, 0.30, 0.6), (0.72, 0.13), (0.88, 0.075), (1.07, 0.14), (1.20, 0.33), (1.215, 0.55), (1.12, 0.635, 0.5), (0.95, 0.665), (0.79, 0.625, 0.5), (0.74, 0.48)]
    shades = t.folds(
        ([(0.80, 0.62), (0.84, 0.50), (0.83, 0.36), (0.80, 0.24)], 0.05), ([(0.92, 0.65), (0.965, 0.50), (0.96, 0.36), (0.92, 0.24)], 0.05),
        ([(1.04, 0.65), (1.09, 0.52), (1.09, 0.40), (1.06, 0.30)], 0.05), ([(0.72, 0.26), (0.82, 0.24), (0.92, 0.28)], -0.03), root=0.8,
    )  # fmt: skip
    shades += [t.cut([(1.13, 0.22, 1), (1.15, 0.40), (1.10, 0.60), (1.0, 0.68, 1), (1.4, 0.7, 1), (1.4, 0.2, 1)])]
    light = [t.cut([(-0.76, 0.16, 1), (-0.90, 0.105), (-1.05, 0.17), (-1.14, 0.31, 1), (-1.0, 0.205), (-0.88, 0.165)])]
    t.piece(t.pair(puff), dress, folds=shades, light=light, gradient=0.6, cast=0.008)
    cuff = t.curve([(0.765, 0.615), (0.86, 0.665), (1.0, 0.675), (1.14, 0.625), (1.185, 0.575)], 9)
    half = np.full(9, 0.024 * t.unit)
    t.ruffle([cuff, mirror(cuff, t.a.cx)], 0.085 * t.unit, 6, t.white, cast=0.006)
    t.piece([band(cuff, half), band(mirror(cuff, t.a.cx), half)], t.accent, weight=0.8)
    top = t.curve([(-0.70, 0.395), (-0.52, 0.345), (-0.32, 0.315), (-0.14, 0.355), (0, 0.425), (0.14, 0.355), (0.32, 0.315), (0.52, 0.345), (0.70, 0.395)], 33)
    t.ruffle([top], 0.092 * t.unit, 13, t.white, cast=0.008, lace=True)
    t.lines([(top + (0, 0.004), 0.0046)], t.accent)
    wing = [(0.010, -0.06, 0.8), (0.12, -0.085), (0.205, -0.155), (0.232, -0.185, 0.6), (0.262, -0.10), (0.235, -0.005), (0.15, 0.075, 0.8), (0.02, 0.025, 0.7)]
    t.piece(t.pair(wing), t.white, folds=t.folds(([(0.22, -0.16), (0.14, -0.06), (0.03, -0.02)], 0.03), root=0.5), seams=t.stitched([(0.03, 0.0), (0.145, 0.045), (0.215, -0.02), (0.235, -0.1)], 9), cast=0.006)
    with t.s.on("chest", "outfit"):
        t.bow(t.spot(0, 0.005), 0.125 * t.unit, t.accent, tails=0.0, cast=0.004)
        t.bow(t.spot(0, 0.515), 0.33 * t.unit, t.accent, tails=1.15, cast=0.008, trim=t.gold)
        t.gem(t.spot(0, 0.515), 0.050 * t.unit, 0.058 * t.unit, mix(t.accent, t.white, 0.25), t.gold)
    t.piece([star(t.spot(0.50, 0.50), 0.055 * t.unit)], t.gold, weight=0.6, cast=0.003)


def _stage_jacket(t: Tailor) -> None:
    cloth, facing = t.main, t.second
    t.trunk(cloth, [(0, 0.15), (0.14, 0.10), (0.29, -0.06, 0.5)])
    t.sleeves(cloth)
    plastron = t.half([(0, 0.14), (0.14, 0.12), (0.27, 0.02, 0.6), (0.46, 0.10, 0.5), (0.44, 0.40), (0.34, 0.80), (0.30, 1.08, 1), (0, 1.08, 1)])
    t.piece([plastron], facing, folds=t.folds(([(0.44, 0.36), (0.28, 0.44), (0.16, 0.47)], 0.04), ([(0.38, 0.66), (0.26, 0.72), (0.15, 0.74)], 0.04), root=0.9), cast=0.006, gradient=0.6)
    edge = t.curve([(0.30, 0.045), (0.445, 0.115), (0.425, 0.40), (0.325, 0.80), (0.30, 1.0)], 12)
    t.lines([(edge, 0.0056), (mirror(edge, t.a.cx), 0.0056)], t.gold)
    braid = []
    for y in (0.30, 0.47, 0.64, 0.81):
        braid.append((t.curve([(-0.29, y - 0.05), (-0.12, y), (0.0, y + 0.012), (0.12, y), (0.29, y - 0.05)], 9), 0.0062))
    t.lines([(p + (0.001, 0.004), w) for p, w in braid], dusk(facing, 1.8), opacity=0.7)
    t.lines(braid, t.gold)
    t.button([t.spot(s * 0.29, y - 0.05) for s in (1, -1) for y in (0.30, 0.47, 0.64, 0.81)], 0.032 * t.unit, t.gold)
    collar = t.pair([(0.012, 0.075, 0.8), (0.12, 0.045), (0.215, -0.045), (0.272, -0.175, 0.8), (0.345, -0.075, 0.5), (0.32, 0.05), (0.20, 0.155), (0.012, 0.215, 0.8)])
    t.piece(collar, facing, folds=t.pair([(0.35, -0.07, 1), (0.32, 0.05), (0.2, 0.155), (0.0, 0.215, 1), (0.0, 0.18, 1), (0.17, 0.12), (0.27, 0.02)]), cast=0.008)
    t.lines(t.seams([(0.02, 0.185), (0.19, 0.13), (0.30, 0.035), (0.325, -0.07)], [(0.02, 0.098), (0.13, 0.068), (0.23, -0.02), (0.278, -0.14)], width=0.0046), t.gold, clip=CLOTH)
    fringe = t.curve([(0.80, 0.225), (0.93, 0.265), (1.05, 0.25), (1.10, 0.19)], 8)
    t.ruffle([fringe, mirror(fringe, t.a.cx)], 0.10 * t.unit, 7, t.gold, cast=0.005, weight=0.7)
    boards = t.pair([(0.56, 0.005, 0.5), (0.92, 0.115, 0.2), (1.06, 0.21), (1.03, 0.27, 0.2), (0.90, 0.24, 0.2), (0.53, 0.085, 0.5)])
    t.piece(boards, facing, weight=0.9, cast=0.004, light=t.pair([(0.60, 0.03, 1), (0.86, 0.115), (1.0, 0.19, 1), (0.84, 0.14)]))
    stripe = t.curve([(0.58, 0.03), (0.92, 0.14), (1.04, 0.225)], 6)
    t.lines([(stripe, 0.0036), (mirror(stripe, t.a.cx), 0.0036)], t.gold)
    with t.s.on("chest", "outfit"):
        cords = [(t.curve([(0.92, 0.20), (0.82, 0.46 + d), (0.62, 0.50 + d), (0.45, 0.30)], 10), 0.0062) for d in (0.0, 0.11)]
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
    t.piece([t.half([(0, -0.16), (0.16, -0.175), (0.25, -0.14, 0.4), (0.30, 0.02), (0, 0.08)])], dusk(_black(t), 0.8))


def gothic(t: Tailor) -> None:
    """A dark dress with a lace collar, a fall of ruffles and lacing; masculine: a coat over a jabot."""
    cloth, lace = _black(t), _lace(t)
    t.trunk(cloth, [(0, 0.10), (0.2, 0.06), (0.29, -0.06, 0.5)])
    if t.broad:
        t.sleeves(cloth)
        shirt = t.half([(0, 0.06), (0.14, 0.04), (0.28, -0.04), (0.36, 0.2), (0.28, 0.7), (0.12, 1.08, 1), (0, 1.08, 1)])
        t.piece([shirt], dusk(t.accent, 0.8).with_(chroma=t.accent.chroma * 0.7), folds=t.folds(([(0.30, 0.2), (0.24, 0.5), (0.12, 0.9)], 0.06), root=1.0), gradient=0.7)
        coat = [(0.30, -0.19, 0.8), (0.40, -0.16), (0.56, 0.02), (0.66, 0.20, 0.9), (0.60, 0.46), (0.40, 0.76), (0.16, 1.08, 1), (0.10, 1.08, 1), (0.26, 0.66), (0.345, 0.30), (0.325, 0.0)]
        t.piece(t.pair(coat), glow(cloth, 0.45), folds=t.pair([(0.33, 0.0, 1), (0.345, 0.3), (0.26, 0.66), (0.10, 1.08, 1), (0.34, 0.66), (0.41, 0.3)]), light=[t.cut([(-0.56, 0.04, 1), (-0.645, 0.20, 1), (-0.585, 0.45, 1), (-0.60, 0.2)])], cast=0.009)
        t.lines(t.seams([(0.395, -0.13), (0.535, 0.04), (0.625, 0.205), (0.57, 0.44), (0.385, 0.72), (0.17, 1.02)], width=0.0040), t.accent, clip=CLOTH)
        t.button([t.spot(s * 0.46, y) for s in (1, -1) for y in (0.74, 0.88)], 0.030 * t.unit, t.silver)
    else:
        puff = [(0.735, 0.36, 0.5), (0.70, 0.18), (0.82, 0.075), (1.0, 0.10), (1.145, 0.27), (1.18, 0.48), (1.12, 0.60, 0.5), (0.95, 0.64), (0.78, 0.60, 0.5)]
        shades = t.folds(([(0.80, 0.60), (0.83, 0.47), (0.82, 0.33), (0.79, 0.22)], 0.05), ([(0.92, 0.63), (0.955, 0.49), (0.95, 0.35), (0.91, 0.22)], 0.05), ([(1.03, 0.62), (1.07, 0.50), (1.07, 0.38), (1.03, 0.27)], 0.05), root=0.8)
        low = t.pair([(0.78, 0.58, 1), (0.95, 0.62), (1.12, 0.58), (1.12, 1.08, 1), (0.80, 1.08, 1)])
        t.piece(low, cloth, folds=t.folds(([(0.80, 0.72), (0.92, 0.78), (1.06, 0.78)], -0.05), root=0.9))
        light = [t.cut([(-0.74, 0.18, 1), (-0.86, 0.115), (-1.0, 0.15), (-1.11, 0.29, 1), (-0.97, 0.19), (-0.86, 0.165)])]
        t.piece(t.pair(puff), cloth, folds=shades, light=light, gradient=0.7, cast=0.006)
        cuff = t.curve([(0.765, 0.585), (0.86, 0.63), (1.0, 0.64), (1.12, 0.59), (1.16, 0.54)], 9)
        t.ruffle([cuff, mirror(cuff, t.a.cx)], 0.095 * t.unit, 6, lace, cast=0.006)
        ribbon = np.full(9, 0.020 * t.unit)
        t.piece([band(cuff, ribbon), band(mirror(cuff, t.a.cx), ribbon)], t.accent, weight=0.8)
        yoke = t.curve([(0.58, 0.04), (0.60, 0.22), (0.50, 0.50), (0.36, 0.80), (0.30, 1.08)], 13)
        t.ruffle([yoke[::-1], mirror(yoke[::-1], t.a.cx)], 0.085 * t.unit, 9, lace, cast=0.007)
        panel = t.half([(0, 0.05), (0.30, 0.0), (0.57, 0.05, 0.6), (0.585, 0.22), (0.485, 0.50), (0.345, 0.80), (0.285, 1.08, 1), (0, 1.08, 1)])
        t.piece([panel], glow(cloth, 0.30), folds=t.folds(([(0.54, 0.26), (0.40, 0.36), (0.26, 0.42)], 0.04), ([(0.44, 0.52), (0.34, 0.58), (0.22, 0.62)], 0.04), root=0.9), cast=0.004, gradient=0.6)
        cross = [(t.at([(s * -0.105, y), (s * 0.105, y + 0.085)]), 0.0048) for y in (0.60, 0.70, 0.80) for s in (1, -1)]
        t.lines([(p + (0.0015, 0.003), w) for p, w in cross], dusk(cloth, 2.0), opacity=0.7)
        t.lines(cross, t.accent)
        t.button([t.spot(s * 0.115, y) for s in (1, -1) for y in (0.60, 0.69, 0.79)], 0.020 * t.unit, t.silver)
    for y, w, depth in ((0.34, 0.125, 0.155), (0.22, 0.105, 0.150), (0.11, 0.08, 0.140)):
        t.ruffle([t.curve([(-w, y - 0.01), (0, y + 0.02), (w, y - 0.01)], 9)], depth * t.unit, 4, lace, cast=0.006)
    collar = t.half([(0, -0.035), (0.10, -0.06), (0.20, -0.135), (0.262, -0.165, 0.6), (0.30, -0.05), (0.24, 0.06), (0.10, 0.125), (0, 0.135)])
    ring = t.curve([(0.325, -0.055), (0.25, 0.055), (0.11, 0.115), (0, 0.125), (-0.11, 0.115), (-0.25, 0.055), (-0.325, -0.055)], 21)
    t.ruffle([ring[::-1]], 0.105 * t.unit, 9, lace, cast=0.008, lace=True)
    t.piece([collar], cloth, light=[t.cut([(-0.24, -0.10, 1), (-0.26, -0.03), (-0.2, 0.05, 1), (-0.21, -0.03)])], folds=[t.cut([(0.12, -0.06, 1), (0.2, 0.02), (0.14, 0.11, 1), (0.35, 0.1, 1), (0.3, -0.17, 1)])])
    with t.s.on("chest", "outfit"):
        if not t.broad:
            t.bow(t.spot(0, 0.125), 0.20 * t.unit, t.accent, tails=1.1, cast=0.006)
        t.gem(t.spot(0, 0.115), 0.052 * t.unit, 0.060 * t.unit, t.accent if t.broad else dusk(t.accent, 1.2), t.silver)
