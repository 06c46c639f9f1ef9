"""Robes: kimono and haori, qipao and tang jacket."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.head import skin_colour
from vidol.face.artist.shapes import (
    Line,
    Loop,
    Path,
    band,
    blossom,
    curve,
    disc,
    knots,
    mirror,
    star,
)
from vidol.face.artist.sketch import CLOTH, LOCK
from vidol.face.artist.tailor import Tailor

# ---- kimono

_OUTER_COLLAR: Path = (
    (0, -0.090), (0.20, -0.135), (0.33, -0.185), (0.435, -0.175, 0.3), (0.49, -0.02), (0, 0.14),
)  # fmt: skip
_INNER_COLLAR: Path = (
    (0, -0.045), (0.18, -0.09), (0.29, -0.15, 0.4), (0.36, 0.06), (0, 0.14),
)  # fmt: skip
_KIMONO_INSEAM: Path = ((0.83, 1.08, 1), (0.80, 0.82), (0.79, 0.58, 0.3), (0.775, 0.34))
_KIMONO_SIDE: Path = ((1.03, 0.34, 1), (1.06, 0.6), (1.07, 1.08, 1), (1.4, 1.08, 1), (1.4, 0.3, 1))
# The middles of the collars from the nape down; half-widths are in shoulder half-widths.
_UNDER_COLLAR: Path = ((0.285, -0.135), (0.292, 0.0), (0.20, 0.22), (0.03, 0.44), (-0.05, 0.545))
_OVER_COLLAR: Path = ((0.375, -0.135), (0.40, 0.0), (0.30, 0.26), (0.06, 0.58), (-0.20, 0.95))
_COLLAR_HALF: Final = np.array([0.062, 0.070, 0.074, 0.078, 0.080, 0.080, 0.080, 0.080])


def _crepe(t: Tailor) -> tuple[Colour, Colour]:
    """Colours of a kimono: cloth and collar."""
    if t.broad or t.look.seed % 3:
        return t.main, t.second if t.second.lightness < 0.9 else dusk(t.second, 1.0)
    return t.second, mix(t.main, t.accent, 0.22)


def kimono_back(t: Tailor) -> None:
    """The collar stands off the nape."""
    t.piece([t.half(_OUTER_COLLAR)], dusk(t.second if t.broad else _crepe(t)[1], 0.9))
    t.piece([t.half(_INNER_COLLAR)], dusk(t.white, 0.9))


def kimono(t: Tailor) -> None:
    """Left over right, a white under-collar, bold blossoms, the edge of the obi."""
    cloth, collar = _crepe(t)
    t.sleeve = cloth
    t.trunk(cloth, [(0, 0.55), (0.14, 0.30), (0.33, -0.05, 0.5)], ease=0.02, folds=False)
    _kimono_sleeves(t, cloth)
    folds = t.folds(
        ([(0.78, 0.44), (0.66, 0.52), (0.58, 0.64), (0.55, 0.78)], 0.05),
        ([(0.78, 0.56), (0.70, 0.66), (0.67, 0.80)], 0.05),
        ([(0.46, 0.02), (0.56, 0.14), (0.60, 0.30), (0.56, 0.46)], -0.04),
        root=0.8,
    )
    shade = dusk(cloth, t.hand.shade)
    t.fill(folds, shade, clip=CLOTH, opacity=0.85, feather=t.hand.soft * 0.5)
    if t.broad:
        _pinstripes(t, cloth)
    else:
        _blossoms(t, cloth)
    _kimono_collars(t, collar)
    if t.broad:
        _haori(t)
    else:
        _obi(t)


def _kimono_sleeves(t: Tailor, cloth: Colour) -> None:
    arm = [point for point in t.silhouette(0.05) if point[0] > 0.85]
    sleeve = [(0.79, 0.11, 0.6), *arm, *_KIMONO_INSEAM]
    folds = t.folds(
        ([(0.80, 0.60), (0.92, 0.66), (1.06, 0.66)], -0.05),
        ([(0.80, 0.64), (0.93, 0.79), (1.04, 0.86)], -0.06),
        ([(0.80, 0.20), (0.90, 0.32), (0.93, 0.46)], -0.035),
        root=0.9,
    )
    side = t.cut(_KIMONO_SIDE)
    t.piece(t.pair(sleeve), cloth, folds=[*folds, side], gradient=0.6, reg=LOCK)


def _kimono_collars(t: Tailor, collar: Colour) -> None:
    """The right one, then the left one over it."""
    half = _COLLAR_HALF * t.unit
    thin = np.full(8, 0.030) * t.unit

    def put(path: Path, side: int, shift: float = 0.0) -> Points:
        return curve(t.at([(side * (x + shift), y) for x, y in path]), 8)

    t.piece(
        [band(put(_UNDER_COLLAR, side), half * 0.95, 0.3) for side in (-1, 1)],
        t.white,
        folds=[band(put(_UNDER_COLLAR, side, 0.055), thin) for side in (-1, 1)],
        cast=0.006,
    )
    for side in (-1, 1):
        edge = band(put(_OVER_COLLAR, side, -0.070), half * 0.5, 0.3)
        t.piece([edge], t.accent, weight=0.7, cast=0.003)
        strip = put(_OVER_COLLAR, side)
        t.piece(
            [band(strip, half, 0.4)],
            collar,
            folds=[band(put(_OVER_COLLAR, side, 0.055), thin)],
            seams=[(put(_OVER_COLLAR, side, -0.045), 0.0018)],
            cast=0.009,
        )
        if side == -1 and not t.broad:
            dots = [disc(strip[i], 0.016 * t.unit, n=6) for i in range(1, 7)]
            t.fill(dots, glow(collar, 1.4), clip=CLOTH, opacity=0.7)


def _pinstripes(t: Tailor, cloth: Colour) -> None:
    rows = [t.at([(x, 0.0), (x, 1.05)]) for x in np.arange(-0.75, 0.76, 0.075).tolist()]
    t.lines([(row, 0.0016) for row in rows], dusk(cloth, 1.4), clip=CLOTH, opacity=0.7)


# x, y, radius, turn
_BLOSSOMS: Final = (
    (0.70, 0.30, 0.165, 0.2), (-0.66, 0.62, 0.185, 0.9), (0.50, 0.80, 0.15, 0.5),
    (-0.50, 0.24, 0.105, 0.4), (0.97, 0.62, 0.17, 0.0), (-0.98, 0.42, 0.15, 1.0),
    (0.56, 0.50, 0.075, 0.7), (-0.94, 0.84, 0.12, 0.3), (1.0, 0.90, 0.10, 0.6),
)  # fmt: skip
# x, y, turn
_PETALS: Final = (
    (0.42, 0.30, 1.0), (-0.42, 0.46, 2.2), (0.80, 0.50, 0.4), (-0.76, 0.26, 2.8),
    (-0.46, 0.84, 0.9), (0.70, 0.66, 2.0),
)  # fmt: skip


def _blossoms(t: Tailor, cloth: Colour) -> None:
    """Blossoms on body and sleeves, over a hem that takes their colour."""
    tone = mix(t.second, cloth, 0.35) if cloth.lightness > 0.6 else mix(t.accent, cloth, 0.45)
    stops = (0, tone, 0.0), (0.35, tone, 0.0), (1, tone, 0.75)
    hem = t.s.linear(t.spot(0, 0.30), t.spot(0, 1.0), *stops)
    lower = t.at([(-1.4, 0.2), (1.4, 0.2), (1.4, 1.08), (-1.4, 1.08)])
    for reg in (CLOTH, LOCK):
        t.s.fill(lower, hem, corner=1.0, clip=reg)
    first = t.accent if abs(t.accent.lightness - cloth.lightness) > 0.12 else dusk(t.accent, 1.5)
    pale = mix(first, t.white, 0.72 if cloth.lightness < 0.85 else 0.5)
    front: list[Loop] = []
    back: list[Loop] = []
    hearts: list[Loop] = []
    for i, (x, y, r, turn) in enumerate(_BLOSSOMS):
        c = t.spot(x, y)
        (back if i % 3 == 1 else front).extend(blossom(c, r * t.unit, turn=turn))
        hearts.append(star(c, 0.30 * r * t.unit, 5, 0.35, turn))
    for x, y, turn in _PETALS:
        front += blossom(t.spot(x, y), 0.07 * t.unit, 1, turn)
    for reg in (CLOTH, LOCK):
        t.fill(front, first, clip=reg, opacity=0.92)
        t.fill(back, pale, clip=reg)
        t.fill(hearts, mix(t.gold, t.white, 0.35), clip=reg)


_SCARF: Path = (
    (0, 0.735), (0.30, 0.725), (0.69, 0.755, 0.6), (0.70, 0.795, 0.6), (0.30, 0.785), (0, 0.795),
)  # fmt: skip


def _obi(t: Tailor) -> None:
    t.piece(
        [t.half([(0, 0.775), (0.40, 0.77), (0.70, 0.785, 0.7), (0.74, 1.08, 1), (0, 1.08, 1)])],
        t.accent,
        folds=[t.cut([(0.40, 0.78, 1), (0.46, 1.08, 1), (0.8, 1.08, 1), (0.8, 0.76, 1)])],
        seams=[(t.curve([(-0.7, 0.83), (0, 0.818), (0.7, 0.83)]), 0.002)],
        cast=0.006,
    )
    folds = t.folds(
        ([(0.08, 0.78), (0.26, 0.755), (0.46, 0.76)], 0.022),
        ([(0.42, 0.785), (0.56, 0.768), (0.66, 0.772)], 0.018),
    )
    t.piece([t.half(_SCARF)], mix(t.second, t.white, 0.55), folds=folds, cast=0.003)


# ---- haori

_HAORI: Path = (
    (0.34, -0.135, 0.6), (0.50, -0.035), (0.72, 0.01), (0.96, 0.115), (1.13, 0.32), (1.18, 0.56),
    (1.21, 0.85), (1.24, 1.08, 1), (0.36, 1.08, 1), (0.38, 0.80), (0.44, 0.40), (0.42, 0.12),
)  # fmt: skip
_HAORI_SIDE: Path = ((1.06, 0.34, 1), (1.09, 0.6), (1.09, 1.08, 1), (1.4, 1.08, 1), (1.4, 0.3, 1))
_HAORI_LIGHT: Path = (
    (-0.74, 0.06, 1), (-0.95, 0.165), (-1.08, 0.33), (-1.0, 0.26), (-0.86, 0.15),
)  # fmt: skip


def _haori(t: Tailor) -> None:
    """An open coat over the kimono, with its cord and two crests."""
    cloth = t.sleeve = t.second
    folds = t.folds(
        ([(0.79, 0.52), (0.94, 0.60), (1.10, 0.60)], -0.05),
        ([(0.79, 0.58), (0.93, 0.74), (1.06, 0.82)], -0.06),
        ([(0.78, 0.46), (0.66, 0.56), (0.60, 0.74)], 0.05),
        ([(0.52, 0.03), (0.60, 0.16), (0.62, 0.32)], -0.04),
        root=0.9,
    )
    t.piece(
        t.pair(_HAORI),
        cloth,
        folds=[*folds, t.cut(_HAORI_SIDE)],
        light=[t.cut(_HAORI_LIGHT)],
        seams=t.seams([(0.80, 0.10), (0.785, 0.3), (0.79, 0.55), (0.80, 1.0)]),
        gradient=0.8,
        cast=0.010,
        weight=1.1,
    )
    lapel = t.curve([(0.385, -0.14), (0.44, 0.05), (0.475, 0.40), (0.42, 0.80), (0.40, 1.08)], 8)
    half = np.full(8, 0.062) * t.unit
    t.piece([band(lapel, half), band(mirror(lapel, t.a.cx), half)], glow(cloth, 0.35), cast=0.006)
    crests = [t.spot(side * 0.70, 0.26) for side in (1, -1)]
    t.fill([disc(at, 0.085 * t.unit, n=10) for at in crests], mix(t.white, cloth, 0.1))
    petals: list[Loop] = []
    for at in crests:
        petals += blossom(at, 0.070 * t.unit, 5, -np.pi / 2, 0.0)
    t.fill(petals, cloth)
    with t.s.on("chest", "outfit"):
        _haori_cord(t)


def _haori_cord(t: Tailor) -> None:
    cord = [
        (t.curve([(-0.42, 0.62), (-0.18, 0.70), (0, 0.685)], 7), 0.0068),
        (t.curve([(0.42, 0.62), (0.18, 0.70), (0, 0.685)], 7), 0.0068),
    ]
    t.lines([(p + (0.002, 0.006), w) for p, w in cord], dusk(t.main, 1.4), opacity=0.7)
    t.lines([(p, w * 1.5) for p, w in cord], t.accent.line())
    t.lines(cord, t.accent)
    t.piece([disc(t.spot(0, 0.69), 0.040 * t.unit)], t.accent, weight=0.8, cast=0.004)
    tassel = [(-0.03, 0.72, 0.5), (0.03, 0.72, 0.5), (0.055, 0.85, 0.8), (-0.055, 0.85, 0.8)]
    threads = [(t.at([(x * 0.6, 0.74), (x, 0.84)]), 0.0016) for x in (-0.03, 0.0, 0.03)]
    t.piece([t.cut(tassel)], glow(t.accent, 0.3), seams=threads, weight=0.8)


# ---- qipao (masculine: a jacket buttoned down the middle)

_ARM: Path = (
    (0.785, 0.47, 1), (0.785, 0.80), (0.775, 1.08, 1), (1.0, 1.08, 1), (1.005, 0.80),
    (1.015, 0.46, 1),
)  # fmt: skip
_UNDER_SLEEVE: Path = (
    (0.7, 0.40, 1), (0.75, 0.555), (0.9, 0.60), (1.1, 0.56), (1.1, 0.40, 1),
)  # fmt: skip
_ARM_SIDE: Path = ((0.95, 0.5, 1), (0.96, 0.8), (0.95, 1.08, 1), (1.2, 1.08, 1), (1.2, 0.5, 1))
_SHORT_SLEEVE: Path = (
    (0.80, 0.125, 0.7), (0.885, 0.175), (0.99, 0.31), (1.065, 0.50, 0.7), (0.92, 0.555),
    (0.748, 0.545, 0.6), (0.742, 0.38), (0.762, 0.22),
)  # fmt: skip
_MANDARIN_COLLAR: Path = (
    (0.010, 0.085, 0.8), (0.12, 0.055), (0.215, -0.025), (0.272, -0.160, 0.6),
    (0.330, -0.06, 0.5), (0.305, 0.055), (0.20, 0.155), (0.010, 0.225, 0.8),
)  # fmt: skip
# x, y, turn
_SLANTING_FROGS: Final = ((-0.125, 0.285, 0.35), (-0.455, 0.342, 0.35), (-0.665, 0.485, 0.9))
_MIDDLE_FROGS: Final = ((0.0, 0.285, 0.0), (0.0, 0.455, 0.0), (0.0, 0.625, 0.0), (0.0, 0.795, 0.0))


def _silk(t: Tailor) -> Colour:
    muddy = 55 < t.accent.hue < 125  # what dark yellow is
    deep = t.second if muddy else t.accent.with_(lightness=min(t.accent.lightness, 0.50))
    return (t.second, deep, t.main)[t.look.seed % 3]


def qipao_back(t: Tailor) -> None:
    """The stand collar behind the neck."""
    collar = t.half([(0, -0.160), (0.16, -0.185), (0.255, -0.160, 0.4), (0.30, 0.02), (0, 0.10)])
    t.piece([collar], dusk(_silk(t), 1.1))


def qipao(t: Tailor) -> None:
    """Silk with piping, a slanting front with knotted buttons, a blossoming branch."""
    silk = _silk(t)
    piping = t.gold if silk.lightness < 0.75 else t.accent
    t.trunk(silk, [(0, 0.10), (0.12, 0.07), (0.29, -0.06, 0.5)])
    _branch(t, silk, piping)
    if t.broad:
        t.sleeves(silk)
        t.lines([(t.at([(0.0, 0.12), (0.004, 0.5), (0.0, 1.0)]), 0.0030)], dusk(silk, 2.0))
    else:
        _short_sleeves(t, silk, piping)
        slant = [(0.0, 0.205), (-0.12, 0.275), (-0.34, 0.315), (-0.54, 0.37), (-0.715, 0.56)]
        front = t.curve(slant, 14)
        t.lines([(front + (0.002, 0.006), 0.006)], dusk(silk, 1.8), opacity=0.6)
        t.lines([(front, 0.0062), (front + (0.004, 0.010), 0.0024)], piping)
    t.stand_collar(_MANDARIN_COLLAR, silk)
    edges = t.seams(
        [(0.012, 0.105), (0.13, 0.075), (0.23, -0.01), (0.284, -0.135)],
        [(0.012, 0.212), (0.19, 0.145), (0.295, 0.05), (0.322, -0.055)],
        width=0.0050,
    )
    t.lines(edges, piping, clip=CLOTH)
    with t.s.on("chest", "outfit"):
        frogs = _MIDDLE_FROGS if t.broad else _SLANTING_FROGS
        _frogs(t, [(0.0, 0.150, 0.0), *frogs], piping)
        if not t.broad:
            _pendant(t, piping)


def _short_sleeves(t: Tailor, silk: Colour, piping: Colour) -> None:
    skin = skin_colour(t.look, t.hand)
    with t.s.on("body", "skin"):
        t.piece(t.pair(_ARM), skin, folds=[*t.pair(_UNDER_SLEEVE), t.cut(_ARM_SIDE)])
    folds = t.folds(
        ([(0.80, 0.17), (0.875, 0.26), (0.905, 0.40)], -0.038),
        ([(0.75, 0.50), (0.84, 0.49), (0.93, 0.44)], -0.03),
        root=0.7,
    )
    side = t.cut([(0.97, 0.30, 1), (1.0, 0.42), (1.0, 0.58, 1), (1.2, 0.5, 1)])
    light = t.cut([(-0.90, 0.20, 1), (-1.0, 0.36, 1), (-0.94, 0.30)])
    t.piece(t.pair(_SHORT_SLEEVE), silk, folds=[*folds, side], light=[light])
    hem = t.curve([(0.750, 0.525), (0.92, 0.535), (1.055, 0.482)], 7)
    rows: list[Line] = []
    for edge in (hem, mirror(hem, t.a.cx)):
        rows += [(edge + (0, 0), 0.0052), (edge + (0, -0.009), 0.0022)]
    t.lines(rows, piping)


_CORD: Final = np.array([
    (0.02, 0.0), (0.06, -0.030), (0.115, -0.026), (0.135, 0.0), (0.115, 0.026), (0.06, 0.030),
    (0.02, 0.0),
])  # fmt: skip


def _frogs(t: Tailor, places: list[tuple[float, float, float]], tone: Colour) -> None:
    """Knotted buttons: a ball between two flattened loops of cord."""
    cords: list[tuple[Points, float]] = []
    for x, y, turn in places:
        c, s = np.cos(turn), np.sin(turn)
        for side in (1, -1):
            p = _CORD * (side, 1)
            turned = np.stack([p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c], axis=1)
            cords.append((turned * t.unit + t.spot(x, y), 0.0040))
    t.lines([(p, w * 1.7) for p, w in cords], tone.line())
    t.lines(cords, tone)
    t.button([t.spot(x, y) for x, y, _ in places], 0.026 * t.unit, glow(tone, 0.3))


_TASSEL: Path = ((-0.03, 0.245, 0.5), (0.03, 0.245, 0.5), (0.045, 0.42, 0.8), (-0.045, 0.42, 0.8))


def _pendant(t: Tailor, piping: Colour) -> None:
    """A stone on a cord, with a tassel."""
    at, u = t.spot(-0.125, 0.31), t.unit
    t.lines([(at + np.array([(0, 0.0), (0.004, 0.10), (0.0, 0.17)]) * u, 0.0026)], piping)
    stone = mix(t.accent, t.white, 0.35) if piping != t.accent else t.white
    t.piece([disc(at + (0, 0.20 * u), 0.045 * u, n=8)], stone, weight=0.7, cast=0.003)
    tassel = knots(_TASSEL) * (u, u, 1) + (*at, 0)
    threads = [np.array([(x * 0.6, 0.27), (x, 0.41)]) for x in (-0.02, 0.0, 0.02)]
    t.piece([tassel], piping, seams=[(at + p * u, 0.0014) for p in threads], weight=0.7)


_TWIGS: Final[tuple[Path, ...]] = (
    ((0.45, 0.72), (0.28, 0.70), (0.14, 0.62)),
    ((0.41, 0.54), (0.54, 0.44), (0.58, 0.30)),
    ((0.60, 0.92), (0.42, 0.93), (0.28, 0.88)),
)
# x, y, radius
_PLUM_BLOSSOMS: Final = (
    (0.30, 0.36, 0.085), (0.58, 0.31, 0.065), (0.15, 0.62, 0.075), (0.43, 0.53, 0.095),
    (0.29, 0.88, 0.085), (0.50, 0.77, 0.080), (-0.42, 0.80, 0.10), (-0.56, 0.70, 0.06),
)  # fmt: skip


def _branch(t: Tailor, silk: Colour, piping: Colour) -> None:
    """A plum branch that climbs from the lower right."""
    stem = t.curve([(0.66, 1.05), (0.52, 0.80), (0.40, 0.66), (0.42, 0.50), (0.30, 0.36)], 10)
    wood: list[Line] = [(stem, np.linspace(0.0075, 0.0020, 10))]
    wood += [(t.curve(twig, 6), np.linspace(0.0045, 0.0012, 6)) for twig in _TWIGS]
    t.lines(wood, mix(piping, silk, 0.35), clip=CLOTH, opacity=0.9)
    dark = silk.lightness < 0.6
    petals: list[Loop] = []
    hearts: list[Loop] = []
    for i, (x, y, r) in enumerate(_PLUM_BLOSSOMS):
        petals += blossom(t.spot(x, y), r * t.unit, 5, 0.7 * i, 0.0)
        hearts.append(star(t.spot(x, y), 0.34 * r * t.unit, 5, 0.3))
    t.fill(petals, mix(t.accent, t.white, 0.55) if dark else t.accent, clip=CLOTH)
    t.fill(hearts, t.gold if dark else mix(t.gold, t.white, 0.4), clip=CLOTH)
