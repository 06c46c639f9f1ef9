"""Uniforms: a sailor's (masculine: a stand-collared school jacket), a suit, shirt and vest."""

from __future__ import annotations

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.shapes import Path, disc, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

# ---- sailor

_DICKEY: Path = (
    (0, 0.215), (0.10, 0.195), (0.215, 0.125, 0.6), (0.24, 0.30), (0.10, 0.56), (0, 0.60),
)  # fmt: skip
_FLAP: Path = (
    (0.030, 0.54, 0.6), (0.135, 0.335), (0.235, 0.11), (0.283, -0.10, 0.7), (0.40, -0.055),
    (0.60, 0.035), (0.80, 0.145, 0.75), (0.83, 0.27), (0.80, 0.40, 0.85), (0.62, 0.455),
    (0.40, 0.52), (0.17, 0.60), (0.05, 0.62, 0.6),
)  # fmt: skip
_FLAP_SHADE: Path = (
    (0.29, -0.10, 1), (0.34, 0.02), (0.30, 0.16), (0.17, 0.38), (0.06, 0.55, 1), (0.20, 0.22),
)  # fmt: skip
_FLAP_LIGHT: Path = (
    (-0.42, -0.02, 1), (-0.62, 0.075), (-0.78, 0.165), (-0.77, 0.25, 1), (-0.62, 0.15),
)  # fmt: skip


def _navy(t: Tailor) -> tuple[Colour, Colour]:
    """Colours of a sailor uniform: blouse and collar; every third is a dark winter one."""
    summer = t.look.seed % 3 or t.main.lightness < 0.6
    return (t.main, t.second) if summer else (t.second, t.main)


def sailor_back(t: Tailor) -> None:
    if t.broad:
        t.shirt_collar_back(_serge(t))
        return
    collar = t.half([(0, -0.10), (0.18, -0.135), (0.295, -0.105, 0.4), (0.36, 0.05), (0, 0.12)])
    stripe = t.curve([(-0.27, -0.07), (0, -0.045), (0.27, -0.07)])
    t.piece([collar], dusk(_navy(t)[1], 0.8), seams=[(stripe, 0.004)])


def sailor(t: Tailor) -> None:
    if t.broad:
        _gakuran(t)
        return
    blouse, collar = _navy(t)
    t.trunk(blouse, [(0, 0.46), (0.16, 0.20), (0.285, -0.03, 0.5)])
    t.sleeves(blouse, stitched=True)
    stripes = t.white if collar.lightness < 0.7 else blouse
    t.piece([t.half(_DICKEY)], collar, cast=0.003)
    band = t.curve([(-0.20, 0.165), (-0.1, 0.235), (0, 0.255), (0.1, 0.235), (0.20, 0.165)])
    t.lines([(band, 0.0045)], stripes, clip=CLOTH)
    t.fill([star(t.spot(0, 0.37), 0.045 * t.unit)], t.accent)
    _sailor_collar(t, collar, stripes)
    with t.s.on("chest", "outfit"):
        trim = glow(t.accent, 0.9)
        t.bow(t.spot(0, 0.575), 0.31 * t.unit, t.accent, tails=1.25, cast=0.008, trim=trim)


def _sailor_collar(t: Tailor, collar: Colour, stripes: Colour) -> None:
    folds = t.folds(
        ([(0.06, 0.58), (0.26, 0.42), (0.42, 0.28), (0.50, 0.12)], -0.040),
        ([(0.08, 0.60), (0.36, 0.46), (0.58, 0.37), (0.76, 0.33)], 0.032),
        root=0.9,
    )
    folds += t.pair(_FLAP_SHADE)
    t.piece(t.pair(_FLAP), collar, folds=folds, light=[t.cut(_FLAP_LIGHT)], cast=0.011)
    for inset, width in ((0.0, 0.0058), (0.042, 0.0030)):
        edge = [
            (0.355, -0.03 + inset), (0.58, 0.072 + inset), (0.755 - inset, 0.165 + 0.7 * inset),
            (0.775 - inset, 0.26), (0.755 - inset, 0.36 - inset), (0.60, 0.415 - inset),
            (0.40, 0.475 - inset), (0.19, 0.545 - inset),
        ]  # fmt: skip
        stripe = t.curve(edge, 14)
        mirrored = stripe * (-1, 1) + (2 * t.a.cx, 0)
        t.lines([(stripe, width), (mirrored, width)], stripes, clip=CLOTH)


# ---- a school jacket with a stand collar

_INNER_COLLAR: Path = (
    (0, 0.055), (0.10, 0.035), (0.20, -0.03), (0.262, -0.175, 0.7), (0.31, -0.08), (0.2, 0.10),
    (0, 0.18),
)  # fmt: skip
_INNER_SHADE: Path = (
    (0.26, -0.18, 1), (0.20, -0.02), (0.02, 0.07, 1), (0.02, 0.11, 1), (0.24, 0.0),
)  # fmt: skip
_STAND_COLLAR: Path = (
    (0.012, 0.085, 0.8), (0.12, 0.055), (0.215, -0.025), (0.272, -0.150, 0.8),
    (0.335, -0.055, 0.5), (0.31, 0.06), (0.20, 0.155), (0.012, 0.22, 0.8),
)  # fmt: skip


def _serge(t: Tailor) -> Colour:
    lightness, chroma = min(t.second.lightness, 0.36), min(t.second.chroma, 0.06)
    return t.second.with_(lightness=lightness, chroma=chroma)


def _gakuran(t: Tailor) -> None:
    cloth = _serge(t)
    t.trunk(cloth, [(0, 0.10), (0.12, 0.07), (0.29, -0.06, 0.5)])
    t.sleeves(cloth)
    t.piece([t.half(_INNER_COLLAR)], t.white, folds=t.pair(_INNER_SHADE), cast=0.004)
    t.stand_collar(_STAND_COLLAR, cloth)
    piping = t.seams([(0.022, 0.125), (0.14, 0.085), (0.25, -0.015), (0.292, -0.10)], width=0.005)
    t.lines(piping, t.accent, clip=CLOTH)
    placket = [(0.055, 0.20, 1), (0.062, 0.6), (0.058, 1.08, 1), (0.02, 1.08, 1), (0.02, 0.2, 1)]
    t.piece([t.cut(placket)], dusk(cloth, 0.8), weight=0.5)
    t.fill([disc(t.spot(0.185, 0.035), 0.026 * t.unit)], t.gold)
    t.button([t.spot(0.0, y) for y in (0.305, 0.50, 0.695, 0.89)], 0.044 * t.unit, t.gold)
    _pocket(t, 0.36, 0.50, cloth)


def _pocket(t: Tailor, x: float, y: float, cloth: Colour) -> None:
    """A breast pocket."""
    pocket = t.cut([
        (x, y, 0.9), (x + 0.225, y - 0.02, 0.9), (x + 0.23, y + 0.032, 0.9),
        (x + 0.004, y + 0.055, 0.9),
    ])  # fmt: skip
    t.piece([pocket], cloth, cast=0.003, weight=0.75)


def _pocket_square(t: Tailor, x: float, y: float) -> None:
    """A kerchief that looks out of the pocket at the same place."""
    square = t.cut([
        (x + 0.02, y + 0.03, 1), (x + 0.05, y - 0.075, 0.9), (x + 0.10, y - 0.02, 0.8),
        (x + 0.15, y - 0.085, 0.9), (x + 0.20, y + 0.02, 1),
    ])  # fmt: skip
    shade = t.cut([
        (x + 0.1, y - 0.02, 1), (x + 0.15, y - 0.09, 1), (x + 0.2, y + 0.03, 1),
        (x + 0.12, y + 0.03, 1),
    ])  # fmt: skip
    t.piece([square], t.accent, folds=[shade], weight=0.7)


# ---- suit

_SHIRT_FRONT: Path = (
    (0, 0.12), (0.12, 0.07), (0.27, -0.06), (0.32, 0.2), (0.30, 1.08, 1), (0, 1.08, 1),
)  # fmt: skip
_JACKET_FRONT: Path = (
    (0.305, -0.09, 0.7), (0.42, -0.03), (0.60, 0.10), (0.70, 0.40), (0.70, 1.08, 1),
    (0.02, 1.08, 1), (0.045, 0.93), (0.14, 0.62), (0.25, 0.26), (0.30, 0.05),
)  # fmt: skip
_LAPEL: Path = (
    (0.285, -0.125, 0.7), (0.355, -0.085), (0.44, 0.02), (0.545, 0.145, 0.9), (0.455, 0.215, 0.9),
    (0.625, 0.235, 0.95), (0.60, 0.36), (0.46, 0.56), (0.10, 0.90, 0.8), (0.075, 0.86),
    (0.165, 0.58), (0.265, 0.26), (0.305, 0.06),
)  # fmt: skip
_LAPEL_SHADE: Path = (
    (0.30, 0.08, 1), (0.265, 0.26), (0.165, 0.58), (0.075, 0.88, 1), (0.22, 0.58), (0.31, 0.30),
)  # fmt: skip


def suit_back(t: Tailor) -> None:
    collar = t.half([(0, -0.085), (0.18, -0.11), (0.31, -0.10, 0.4), (0.42, 0.02), (0, 0.12)])
    t.piece([collar], dusk(t.second, 0.9))
    t.shirt_collar_back(_shirting(t))


def _shirting(t: Tailor) -> Colour:
    return t.main if t.main.lightness > 0.82 else mix(t.white, t.main, 0.18)


def suit(t: Tailor) -> None:
    shirt, jacket = _shirting(t), t.second
    t.trunk(jacket, [(0, 0.60), (0.16, 0.30), (0.29, -0.04, 0.5)])
    t.sleeves(jacket)
    folds = t.folds(([(0.25, 0.22), (0.20, 0.5), (0.12, 0.8)], 0.07), root=1.0)
    placket = t.seams([(0.035, 0.2), (0.035, 0.6), (0.035, 1.0)], both=False)
    t.piece([t.half(_SHIRT_FRONT)], shirt, folds=folds, seams=placket)
    t.shirt_collar(shirt, spread=0.02)
    with t.s.on("chest", "outfit"):
        if t.broad or t.look.presentation == "androgynous":
            t.tie(t.accent, stripe=glow(t.accent, 1.2) if t.look.seed % 3 == 0 else None)
            t.lines([(t.at([(-0.085, 0.74), (0.085, 0.73)]), 0.0052)], t.gold)
        else:
            t.bow(t.spot(0, 0.205), 0.215 * t.unit, t.accent, tails=1.5, cast=0.006)
            t.gem(t.spot(0, 0.205), 0.038 * t.unit, 0.044 * t.unit, glow(t.accent, 0.6), t.gold)
    _suit_fronts(t, jacket)
    _pocket_square(t, 0.40, 0.66)
    _pocket(t, 0.40, 0.66, jacket)
    t.piece([star(t.spot(-0.50, 0.30), 0.042 * t.unit)], t.gold, weight=0.6, cast=0.002)


def _suit_fronts(t: Tailor, jacket: Colour) -> None:
    folds = t.folds(
        ([(0.08, 0.86), (0.26, 0.78), (0.44, 0.76)], 0.040),
        ([(0.10, 0.88), (0.28, 0.88), (0.46, 0.92)], 0.035),
        root=1.0,
    )
    t.fill(t.pair(_JACKET_FRONT), jacket, keep=CLOTH)
    t.fill(folds, dusk(jacket, t.hand.shade), clip=CLOTH, opacity=0.85)
    light = [
        t.cut([(-0.61, 0.255, 1), (-0.58, 0.36), (-0.45, 0.54), (-0.12, 0.86, 1), (-0.46, 0.50)]),
        t.cut([(-0.44, 0.03, 1), (-0.54, 0.145, 1), (-0.44, 0.075)]),
    ]
    t.piece(
        t.pair(_LAPEL),
        glow(jacket, 0.3),
        folds=t.pair(_LAPEL_SHADE),
        light=light,
        seams=t.seams([(0.318, 0.10), (0.385, 0.15), (0.455, 0.215)], width=0.0032),
        cast=0.009,
    )
    stitches = t.stitched([(0.60, 0.265), (0.575, 0.36), (0.44, 0.545), (0.13, 0.845)], 16)
    t.lines(stitches, dusk(jacket, 1.4), opacity=0.7)


# ---- shirt and vest

_VEST: Path = (
    (0.42, -0.02, 0.6), (0.56, 0.045, 0.6), (0.665, 0.20), (0.70, 0.42), (0.75, 0.60, 0.6),
    (0.735, 0.82), (0.72, 1.08, 1), (0.0, 1.08, 1), (0.0, 0.83, 0.3), (0.12, 0.62),
    (0.285, 0.34), (0.40, 0.10),
)  # fmt: skip


def shirt_back(t: Tailor) -> None:
    t.shirt_collar_back(_shirting(t))


def shirt(t: Tailor) -> None:
    cloth, vest = _shirting(t), t.second
    t.trunk(cloth, [(0, 0.34), (0.14, 0.14), (0.285, -0.05, 0.5)])
    t.sleeves(cloth, ease=0.02)
    placket = t.seams(
        [(0.05, 0.2), (0.052, 0.5), (0.05, 0.8)],
        [(-0.05, 0.2), (-0.048, 0.5), (-0.05, 0.8)],
        both=False,
    )
    t.lines(placket, dusk(cloth, 1.8), opacity=0.8)
    t.button([t.spot(0, y) for y in (0.36, 0.50)], 0.020 * t.unit, mix(cloth, t.second, 0.35))
    _vest(t, vest)
    t.shirt_collar(cloth, round_=not t.broad, open_=0.6 if t.broad else 0.0)
    with t.s.on("chest", "outfit"):
        if t.broad:
            t.tie(t.accent, y=0.215, width=0.9, turn=0.02)
        else:
            t.bow(t.spot(0, 0.215), 0.19 * t.unit, t.accent, tails=2.3, cast=0.005, squash=0.9)
        chain = t.curve([(0.055, 0.74), (0.16, 0.84), (0.30, 0.83), (0.40, 0.72)], 9)
        t.lines([(chain + (0.001, 0.003), 0.003)], dusk(vest, 1.8), opacity=0.7)
        t.lines([(chain, 0.0034)], t.gold)
    pocket = [(0.345, 0.70, 0.9), (0.53, 0.685, 0.9), (0.533, 0.728, 0.9), (0.348, 0.745, 0.9)]
    t.piece([t.cut(pocket)], glow(vest, 0.3), cast=0.003, weight=0.7)


def _vest(t: Tailor, vest: Colour) -> None:
    folds = t.folds(
        ([(0.73, 0.56), (0.60, 0.57), (0.47, 0.62)], 0.05),
        ([(0.72, 0.66), (0.58, 0.74), (0.50, 0.86)], 0.05),
        ([(0.04, 0.84), (0.20, 0.80), (0.36, 0.80)], 0.04),
        root=1.0,
    )
    shade = t.cut([(0.70, 0.30, 1), (0.66, 0.6), (0.60, 1.08, 1), (0.9, 1.08, 1), (0.9, 0.3, 1)])
    right, left = t.pair(_VEST)
    stitches = t.stitched([(0.425, 0.10), (0.32, 0.33), (0.155, 0.61), (0.03, 0.79)], 16)
    t.piece([left], vest, folds=folds, seams=stitches[16:], cast=0.008, gradient=0.8)
    t.piece([right], vest, folds=[*folds, shade], seams=stitches[:16], cast=0.008, gradient=0.8)
    armhole = [(0.60, 0.08), (0.675, 0.22), (0.71, 0.42), (0.745, 0.57)]
    other = [(-x, y) for x, y in armhole]
    edges = [(t.curve(armhole, 8), 0.0024), (t.curve(other, 8), 0.0024)]
    t.lines(edges, t.accent, opacity=0.9)
    t.button([t.spot(0.035, 0.885)], 0.030 * t.unit, t.gold)
