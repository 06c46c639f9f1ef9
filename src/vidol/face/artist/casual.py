"""Casual clothes: hoodie, knitwear, street jacket."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.shapes import Line, Loop, Path, disc, knots, mirror, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

# ---- hoodie

_HOODIE_ARM: Path = (
    (0.79, 1.08, 1), (0.765, 0.82), (0.745, 0.60, 0.3), (0.66, 0.44), (0.55, 0.24, 0.4),
    (0.48, 0.06, 0.5),
)  # fmt: skip
_TEE: Path = (
    (0, 0.165), (0.13, 0.125), (0.225, 0.02), (0.262, -0.10, 0.5), (0.30, 0.10), (0.2, 0.42),
    (0, 0.50),
)  # fmt: skip
_LINING: Path = (
    (0.262, -0.19, 0.7), (0.40, -0.17), (0.42, 0.02), (0.28, 0.30), (0.03, 0.47, 0.6),
    (0.09, 0.33), (0.20, 0.12),
)  # fmt: skip
_LINING_SHADE: Path = (
    (0.30, -0.2, 1), (0.27, 0.05), (0.17, 0.27), (0.02, 0.46, 1), (0.4, 0.4, 1), (0.5, 0.0, 1),
)  # fmt: skip
_HOOD: Path = (
    (0.335, -0.165, 0.6), (0.44, -0.155), (0.575, -0.055), (0.665, 0.085), (0.62, 0.215),
    (0.46, 0.345), (0.24, 0.475), (0.02, 0.575, 0.4), (-0.055, 0.54, 0.5), (0.02, 0.455),
    (0.17, 0.34), (0.285, 0.16), (0.325, -0.02),
)  # fmt: skip


def _fleece(t: Tailor) -> tuple[Colour, Colour, Colour]:
    """Colours of a hoodie: body, sleeves, lining of the hood."""
    soft = mix(t.accent, t.white, 0.38)
    choices = (
        (t.main, t.second, t.accent),
        (t.main, t.main, t.second),
        (t.second, t.second, t.accent),
        (soft, soft, t.second),
        (t.second, t.main, t.accent),
    )
    return choices[t.look.seed % len(choices)]


def hoodie_back(t: Tailor) -> None:
    hood = t.half([(0, -0.24), (0.30, -0.22), (0.52, -0.10), (0.64, 0.06), (0.50, 0.22), (0, 0.25)])
    inside = t.half([(0, -0.12), (0.22, -0.11), (0.40, 0.0), (0.42, 0.2), (0, 0.25)])
    t.piece([hood], dusk(_fleece(t)[0], 1.0), folds=[inside])


def hoodie(t: Tailor) -> None:
    cloth, arm, lining = _fleece(t)
    t.trunk(cloth, [(0, 0.40), (0.14, 0.28), (0.285, -0.05, 0.5)], ease=0.045)
    t.sleeves(arm, ease=0.045, inner=_HOODIE_ARM)
    raglan = t.stitched([(0.535, 0.24), (0.64, 0.43), (0.725, 0.59)], 9)
    t.lines(raglan, dusk(cloth, 1.6), opacity=0.8)
    t.piece(
        [t.half(_TEE)],
        t.white if cloth.lightness < 0.75 else t.second,
        folds=t.pair([(0.27, -0.1, 1), (0.18, 0.20), (0.05, 0.40, 1), (0.3, 0.5, 1)]),
        seams=t.seams([(0.0, 0.205), (0.14, 0.165), (0.245, 0.04)]),
    )
    t.piece(t.pair(_LINING), lining, folds=t.pair(_LINING_SHADE))
    _hood(t, cloth)
    with t.s.on("chest", "outfit"):
        _cords(t, cloth)


def _hood(t: Tailor, cloth: Colour) -> None:
    folds = t.folds(
        ([(0.38, -0.13), (0.45, 0.02), (0.42, 0.16), (0.30, 0.31)], 0.050),
        ([(0.60, 0.0), (0.55, 0.14), (0.42, 0.27), (0.26, 0.40)], 0.050),
        ([(0.04, 0.50), (0.16, 0.44), (0.30, 0.33), (0.38, 0.22)], 0.030),
        root=0.4,
    )
    rim = [(0.335, -0.15), (0.375, -0.02), (0.335, 0.16), (0.215, 0.36), (0.05, 0.485)]
    light = t.cut(
        [(-0.46, -0.12, 1), (-0.58, -0.02), (-0.63, 0.08), (-0.58, 0.12, 1), (-0.54, 0.03)]
    )
    right, left = t.pair(_HOOD)
    stitches = t.stitched(rim, 11)
    t.piece(
        [left],
        cloth,
        folds=folds[1::2],
        light=[light],
        seams=stitches[11:],
        cast=0.012,
        gradient=0.8,
    )
    t.piece([right], cloth, folds=folds[::2], seams=stitches[:11], cast=0.012, gradient=0.8)


def _cords(t: Tailor, cloth: Colour) -> None:
    left, right = t.spot(-0.125, 0.475), t.spot(0.140, 0.470)
    t.button([left, right], 0.026 * t.unit, t.silver)
    cord = t.white if cloth.lightness < 0.7 else t.second
    width = np.full(4, 0.0062)
    for side, hole, low in ((-1, left, 0.80), (1, right, 0.73)):
        hanging = t.at([(side * 0.155, 0.56), (side * 0.135, 0.67), (side * 0.15, low)])
        rope = np.concatenate([hole[None], hanging])
        t.lines([(rope + (0.003, 0.004), width)], dusk(cloth, 1.2), opacity=0.7)
        t.lines([(rope, width + 0.0030)], cord.line())
        t.lines([(rope, width)], cord)
        end = t.spot(side * 0.15, low)
        t.piece([disc(end + (0, 0.011), 0.0052, 0.0125, 6)], t.accent, weight=0.7)


# ---- knitwear

_ROLL: Path = (
    (0, 0.135), (0.17, 0.10), (0.285, -0.03), (0.345, -0.02), (0.33, 0.12), (0.20, 0.22),
    (0, 0.255),
)  # fmt: skip
_TURTLENECK: Path = (
    (0, -0.045), (0.12, -0.075), (0.225, -0.150), (0.275, -0.195, 0.5), (0.325, -0.10),
    (0.35, 0.02), (0.31, 0.115), (0.17, 0.18), (0, 0.20),
)  # fmt: skip
_TURTLENECK_SHADES: Final[tuple[Path, ...]] = (
    ((0.10, -0.05, 1), (0.20, 0.0), (0.22, 0.10), (0.14, 0.185, 1), (0.36, 0.16, 1),
     (0.40, -0.1, 1), (0.28, -0.19, 1)),
    ((-0.30, -0.12, 1), (-0.2, -0.02), (-0.06, 0.03), (0.04, 0.03, 1), (-0.1, 0.065),
     (-0.24, 0.01)),
)  # fmt: skip
_CABLES: Final = (-0.30, 0.0, 0.30)
"""Where cables run down the front."""


def _wool(t: Tailor) -> Colour:
    choices = (t.main, mix(t.accent, t.white, 0.45), mix(t.second, t.white, 0.12), t.main)
    return choices[t.look.seed % len(choices)]


def knit_back(t: Tailor) -> None:
    collar = t.half([(0, -0.20), (0.18, -0.22), (0.285, -0.19, 0.4), (0.31, 0.0), (0, 0.1)])
    t.piece([collar], dusk(_wool(t), 1.2))


def knit(t: Tailor) -> None:
    wool = _wool(t)
    t.trunk(wool, [(0, 0.12), (0.2, 0.06), (0.29, -0.06)], ease=0.035)
    t.sleeves(wool, ease=0.035)
    _cables(t, wool)
    _stitches(t, wool)
    _turtleneck(t, wool)
    with t.s.on("chest", "outfit"):
        if t.look.seed % 2 == 0:
            _chain(t, wool)
        else:
            patch = star(t.spot(0.47, 0.42), 0.075 * t.unit)
            t.piece([patch], t.accent, weight=0.7, cast=0.003)


def _cables(t: Tailor, wool: Colour) -> None:
    """One strand slants over the other, to the left and to the right in turn."""
    cables: list[Loop] = []
    shades: list[Loop] = []
    rails: list[Line] = []
    for x in _CABLES:
        for k in range(7):
            y, side = 0.245 + 0.100 * k, 1 if k % 2 else -1
            cables.append(t.cut([
                (x - side * 0.075, y + 0.015, 0.5), (x - side * 0.035, y - 0.018),
                (x + side * 0.045, y + 0.035), (x + side * 0.078, y + 0.105, 0.5),
                (x + side * 0.030, y + 0.125), (x - side * 0.055, y + 0.070),
            ]))  # fmt: skip
            shades.append(t.cut([
                (x - side * 0.07, y + 0.03, 1), (x - side * 0.02, y + 0.065),
                (x + side * 0.078, y + 0.105, 1), (x + side * 0.030, y + 0.125),
                (x - side * 0.055, y + 0.070),
            ]))  # fmt: skip
        for d in (-0.105, 0.105):
            rail = t.at([(x + d, 0.20), (x + d * 1.02, 0.55), (x + d, 1.0)])
            rails.append((rail, 0.0020))
    t.lines(rails, dusk(wool, 1.3), opacity=0.8)
    t.cast(cables, 0.005)
    t.fill(cables, glow(wool, 0.25))
    t.fill(shades, dusk(wool, 1.1 * t.hand.shade), opacity=0.9)
    outlines = [np.concatenate([k[:, :2], k[:1, :2]]) for k in cables]
    t.lines([(outline, 0.0020) for outline in outlines], dusk(wool, 1.9), opacity=0.75)


def _stitches(t: Tailor, wool: Colour) -> None:
    """Purl stitches between the cables, and ribs along the sleeves."""
    purl: list[Line] = []
    thin = np.array([0.0005, 0.0022, 0.0005])
    for x in (-0.50, -0.15, 0.15, 0.50):
        for k in range(10):
            for d, drop in ((-0.03, 0.0), (0.03, 0.03)):
                y = 0.24 + 0.075 * k + drop
                stitch = [(x + d - 0.016, y), (x + d, y + 0.016), (x + d + 0.016, y)]
                purl.append((t.at(stitch), thin))
    t.lines(purl, dusk(wool, 1.2), opacity=0.8)
    ribs: list[Line] = []
    for i in range(4):
        for side in (1, -1):
            rib = [
                (side * (0.86 + 0.055 * i), 0.34 + 0.02 * i),
                (side * (0.855 + 0.06 * i), 0.62),
                (side * (0.85 + 0.065 * i), 1.0),
            ]
            ribs.append((t.at(rib), 0.0016))
    t.lines(ribs, dusk(wool, 0.9), opacity=0.9)


def _turtleneck(t: Tailor, wool: Colour) -> None:
    t.piece([t.half(_ROLL)], dusk(wool, 0.35), cast=0.011)
    swell = np.array([0.0012, 0.0026, 0.0012])
    rows: list[Line] = []
    for u in np.linspace(-0.95, 0.95, 13).tolist():
        row = [
            (u * 0.235, -0.05 - 0.125 * u * u),
            (u * 0.30, 0.04 - 0.06 * u * u),
            (u * 0.315, 0.19 - 0.085 * u * u),
        ]
        rows.append((t.at(row), swell))
    t.piece(
        [t.half(_TURTLENECK)],
        wool,
        folds=[t.cut(shade) for shade in _TURTLENECK_SHADES],
        light=[t.cut([(-0.31, -0.09, 1), (-0.335, 0.0), (-0.30, 0.09, 1), (-0.29, 0.0)])],
        seams=rows,
        cast=0.008,
    )


def _chain(t: Tailor, wool: Colour) -> None:
    """A fine chain with a stone."""
    chain = t.curve([(-0.30, 0.10), (-0.20, 0.33), (0, 0.475), (0.20, 0.33), (0.30, 0.10)], 14)
    t.lines([(chain + (0.001, 0.003), 0.0022)], dusk(wool, 1.6), opacity=0.6)
    t.lines([(chain, 0.0030)], t.gold)
    t.gem(t.spot(0, 0.515), 0.036 * t.unit, 0.050 * t.unit, t.accent, t.gold)


# ---- street jacket

_SHIRT: Path = (
    (0, 0.135), (0.12, 0.105), (0.215, 0.02), (0.27, -0.09, 0.5), (0.40, 0.1), (0.42, 0.5),
    (0.36, 1.08, 1), (0, 1.08, 1),
)  # fmt: skip
_FRONT: Path = (
    (0.30, -0.10, 0.6), (0.42, -0.05), (0.62, 0.08), (0.70, 0.40), (0.70, 1.08, 1),
    (0.30, 1.08, 1), (0.335, 0.66), (0.345, 0.30), (0.325, 0.05),
)  # fmt: skip
_RIBBED_COLLAR: Path = (
    (0.262, -0.155, 0.7), (0.345, -0.135), (0.425, -0.02), (0.42, 0.09), (0.33, 0.145, 0.7),
    (0.325, 0.04), (0.275, -0.07),
)  # fmt: skip
_PULL: Path = (
    (0.325, 0.20, 0.5), (0.365, 0.20, 0.5), (0.362, 0.30, 0.6), (0.345, 0.325), (0.328, 0.30, 0.6),
)  # fmt: skip


def _shell(t: Tailor) -> Colour:
    return (t.second, t.second, t.accent)[t.look.seed % 3]


def jacket_back(t: Tailor) -> None:
    """The ribbed collar behind the neck."""
    collar = t.half([(0, -0.115), (0.18, -0.145), (0.31, -0.120, 0.4), (0.40, 0.02), (0, 0.10)])
    t.piece([collar], dusk(_shell(t), 1.2))


def jacket(t: Tailor) -> None:
    """An open track jacket over a printed shirt."""
    shell = _shell(t)
    dark = t.second.with_(lightness=min(t.second.lightness, 0.33))
    tee = t.white if shell.lightness < 0.62 else dark
    stripe = t.main if abs(t.main.lightness - shell.lightness) > 0.25 else t.white
    t.trunk(shell, [(0, 0.30), (0.16, 0.10), (0.29, -0.05, 0.5)], ease=0.045)
    t.sleeves(shell, ease=0.045)
    folds = t.folds(
        ([(0.38, 0.20), (0.30, 0.42), (0.32, 0.70)], 0.05),
        ([(0.36, 0.55), (0.26, 0.66), (0.12, 0.70)], 0.035),
        root=0.8,
    )
    seams = t.seams([(0, 0.178), (0.14, 0.145), (0.245, 0.045)])
    t.piece([t.half(_SHIRT)], tee, folds=folds, seams=seams, gradient=0.5)
    _print(t, tee)
    _fronts(t, shell)
    _zip(t, shell)
    _ribbed_collar(t, shell, stripe)
    _stripes(t, stripe)
    at = t.spot(0.52, 0.40)
    t.piece([disc(at, 0.085 * t.unit, n=10)], stripe, weight=0.8, cast=0.003)
    t.fill([star(at, 0.060 * t.unit)], t.accent if shell != t.accent else t.second)


def _fronts(t: Tailor, shell: Colour) -> None:
    folds = t.folds(
        ([(0.72, 0.50), (0.58, 0.52), (0.46, 0.60)], 0.045),
        ([(0.70, 0.62), (0.56, 0.70), (0.48, 0.84)], 0.05),
        ([(0.40, 0.06), (0.50, 0.18), (0.52, 0.36)], -0.04),
        root=0.9,
    )
    t.cast(t.pair(_FRONT), 0.010)
    t.fill(t.pair(_FRONT), shell, keep=CLOTH)
    t.fill(folds, dusk(shell, t.hand.shade), clip=CLOTH, opacity=0.9, feather=t.hand.soft * 0.5)


def _zip(t: Tailor, shell: Colour) -> None:
    tape = t.curve([(0.315, -0.05), (0.338, 0.14), (0.343, 0.34), (0.328, 0.68), (0.305, 1.0)], 12)
    t.lines(t.both(tape, 0.0085), shell.line())
    rows = t.curve([(0.315, 0.10), (0.343, 0.34), (0.328, 0.68), (0.305, 1.0)], 44)
    teeth = [(rows[i : i + 2], 0.0052) for i in range(0, 43, 2)]
    mirrored = [(mirror(tooth, t.a.cx), width) for tooth, width in teeth]
    t.lines([*teeth, *mirrored], t.silver)
    t.piece([t.cut(_PULL)], t.silver, weight=0.7, cast=0.003)


def _ribbed_collar(t: Tailor, shell: Colour, stripe: Colour) -> None:
    ribs: list[Line] = []
    mirrored: list[Line] = []
    width = np.array([0.0022, 0.0012])
    for i in range(6):
        rib = t.at(
            [(0.275 + 0.010 * i, -0.145 + 0.042 * i), (0.355 + 0.012 * i, -0.115 + 0.036 * i)]
        )
        ribs.append((rib, width))
        mirrored.append((mirror(rib, t.a.cx)[::-1], width))
    t.piece(t.pair(_RIBBED_COLLAR), dusk(shell, 0.45), seams=[*ribs, *mirrored], cast=0.008)
    trim = t.curve([(0.335, -0.130), (0.405, -0.01), (0.40, 0.075), (0.335, 0.12)], 7)
    t.lines(t.both(trim, 0.0052), stripe)


def _stripes(t: Tailor, colour: Colour) -> None:
    """Two stripes down each sleeve."""
    arm = t.silhouette(0.045)[4:]
    for inset in (0.055, 0.105):
        down = [(x - inset, y + 0.25 * inset * (y < 0.5)) for x, y, *_ in arm]
        line = t.curve([(0.885 - inset * 0.55, 0.155 + inset * 0.55), *down], 10)
        t.lines(t.both(line, 0.0085), colour)


# What is printed on the shirt, around its middle.
_CAT: Path = (
    (-0.15, -0.16, 0.9), (-0.065, -0.095, 0.4), (0.065, -0.095, 0.4), (0.15, -0.16, 0.9),
    (0.17, 0.02, 0), (0.10, 0.12, 0), (-0.10, 0.12, 0), (-0.17, 0.02, 0),
)  # fmt: skip
_CAT_MOUTH: Final = (
    (-0.035, 0.045),
    (-0.017, 0.06),
    (0, 0.045),
    (0.017, 0.06),
    (0.035, 0.045),
)
_BOLT: Path = (
    (0.05, -0.19, 1), (-0.12, 0.03, 1), (-0.02, 0.03, 1), (-0.06, 0.19, 1), (0.12, -0.05, 1),
    (0.02, -0.05, 1),
)  # fmt: skip
_HEART: Path = (
    (0, -0.06, 0.9), (0.07, -0.14, 0), (0.16, -0.07, 0), (0.10, 0.06, 0), (0, 0.16, 0.9),
    (-0.10, 0.06, 0), (-0.16, -0.07, 0), (-0.07, -0.14, 0),
)  # fmt: skip
_MOON: Path = (
    (0.06, -0.16, 1), (-0.08, -0.14, 0), (-0.16, 0.0, 0), (-0.08, 0.14, 0), (0.06, 0.16, 1),
    (-0.03, 0.08, 0), (-0.055, 0.0, 0), (-0.03, -0.08, 0),
)  # fmt: skip


def _print(t: Tailor, tee: Colour) -> None:
    """A cat, a bolt, a heart or a moon, with two lines of small print."""
    seen = abs(t.accent.lightness - tee.lightness) > 0.15
    ink = t.accent if seen else dusk(t.accent, 1.6)
    u, c = t.unit, t.spot(0, 0.52)
    kind = t.look.seed // 3 % 4
    shape = knots((_CAT, _BOLT, _HEART, _MOON)[kind]) * (u, u, 1) + (*c, 0)
    if kind == 0:
        t.fill([shape], ink)
        eyes = [disc(c + (side * 0.07 * u, 0.005 * u), 0.016 * u, 0.024 * u, 6) for side in (1, -1)]
        t.fill(eyes, tee)
        t.lines([(c + np.array(_CAT_MOUTH) * u, 0.0022)], tee)
    elif kind == 1:
        t.fill([shape], ink)
    elif kind == 2:
        t.fill([shape], ink)
        t.fill([star(c, 0.055 * u)], tee)
    else:
        t.fill([shape, star(c + (0.08 * u, -0.02 * u), 0.055 * u)], ink)
    rows = [
        (t.at([(-0.16, 0.70), (0.16, 0.70)]), 0.0050),
        (t.at([(-0.10, 0.735), (0.10, 0.735)]), 0.0030),
    ]
    t.lines(rows, mix(ink, tee, 0.35))
