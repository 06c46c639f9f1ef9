"""A mage's cloak: a capelet with a broad embroidered hem over a robe, closed by a jewel."""

from __future__ import annotations

from typing import Final

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.shapes import Loop, Path, disc, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.tailor import Tailor

_HIGH_COLLAR: Path = (
    (0, -0.10), (0.20, -0.16), (0.36, -0.27, 0.5), (0.46, -0.22, 0.4), (0.50, 0.0), (0, 0.12),
)  # fmt: skip
_LINING: Path = (
    (0, -0.06), (0.18, -0.12), (0.345, -0.235, 0.6), (0.42, -0.18, 0.5), (0.44, 0.0), (0, 0.12),
)  # fmt: skip
_BIB: Path = (
    (0, 0.12), (0.12, 0.08), (0.26, -0.05), (0.30, 0.25), (0.20, 0.60), (0.15, 1.08, 1),
    (0, 1.08, 1),
)  # fmt: skip
_CAPE: Path = (
    (0.325, -0.145, 0.6), (0.46, -0.055), (0.70, 0.045), (0.93, 0.155), (1.09, 0.35),
    (1.17, 0.58), (1.20, 0.74, 0.6), (0.96, 0.80), (0.68, 0.805), (0.42, 0.77), (0.235, 0.72, 0.6),
    (0.245, 0.50), (0.20, 0.33), (0.06, 0.215, 0.6), (0.05, 0.165, 0.6), (0.18, 0.12), (0.28, 0.0),
)  # fmt: skip
_CAPE_SHADE: Path = (
    (1.02, 0.28, 1), (1.09, 0.50), (1.10, 0.85, 1), (1.4, 0.8, 1), (1.3, 0.3, 1),
)  # fmt: skip
_CAPE_LIGHT: Path = (
    (-0.50, 0.0, 1), (-0.74, 0.10), (-0.95, 0.22), (-1.06, 0.40, 1), (-0.90, 0.25), (-0.70, 0.15),
)  # fmt: skip
_HEM: Path = ((1.185, 0.665), (0.96, 0.725), (0.68, 0.73), (0.43, 0.695), (0.245, 0.645))
_SIGNS: Final = ((0.36, 0.725), (0.58, 0.765), (0.80, 0.772), (1.02, 0.750))
"""Where dots and stars are embroidered along the hem, in turn."""
_LAPEL: Path = (
    (0.285, -0.175, 0.7), (0.37, -0.250, 0.5), (0.475, -0.175, 0.4), (0.50, -0.02), (0.38, 0.08),
    (0.20, 0.17, 0.6), (0.27, 0.06), (0.315, -0.06),
)  # fmt: skip
_LAPEL_SHADE: Path = (
    (0.30, -0.17, 1), (0.36, -0.08), (0.32, 0.06), (0.2, 0.17, 1), (0.27, 0.06), (0.31, -0.06),
)  # fmt: skip


def cloak_back(t: Tailor) -> None:
    """The high collar and its lining."""
    t.piece([t.half(_HIGH_COLLAR)], t.second)
    t.piece([t.half(_LINING)], dusk(t.accent, 1.1))


def cloak(t: Tailor) -> None:
    """The robe, the capelet over it, its hem, its collar, and the jewel on a chain."""
    robe, cape = t.main, t.second
    t.trunk(robe, [(0, 0.16), (0.12, 0.10), (0.28, -0.06, 0.5)])
    t.sleeves(robe)
    t.lines([(t.at([(0.0, 0.2), (0.003, 0.6), (0.0, 1.0)]), 0.0026)], dusk(robe, 1.9))
    bib = t.white if robe.lightness < 0.85 else mix(t.white, t.accent, 0.22)
    folds = t.folds(([(0.28, 0.2), (0.20, 0.5), (0.13, 0.9)], 0.05), root=1.0)
    t.piece([t.half(_BIB)], bib, folds=folds)
    t.button([t.spot(0, y) for y in (0.52, 0.66, 0.80)], 0.024 * t.unit, t.gold)
    t.shirt_collar(t.white, round_=not t.broad)
    _cape(t, cape)
    _embroidery(t)
    t.piece(t.pair(_LAPEL), glow(cape, 0.3), folds=t.pair(_LAPEL_SHADE), cast=0.009)
    edge = [(0.375, -0.23), (0.455, -0.165), (0.478, -0.025), (0.37, 0.058), (0.22, 0.14)]
    t.lines(t.seams(edge, width=0.0046), t.gold, clip=CLOTH)
    with t.s.on("chest", "outfit"):
        _jewel(t)


def _cape(t: Tailor, cape: Colour) -> None:
    folds = t.folds(
        ([(0.36, 0.80), (0.345, 0.60), (0.30, 0.38), (0.20, 0.22)], 0.060),
        ([(0.58, 0.82), (0.545, 0.58), (0.47, 0.34), (0.36, 0.12)], 0.070),
        ([(0.80, 0.82), (0.79, 0.60), (0.74, 0.38), (0.64, 0.18)], 0.070),
        ([(1.02, 0.80), (1.02, 0.60), (0.97, 0.42)], 0.060),
        root=1.0,
    )
    t.piece(
        t.pair(_CAPE),
        cape,
        folds=[*folds, t.cut(_CAPE_SHADE)],
        light=[t.cut(_CAPE_LIGHT)],
        gradient=0.8,
        cast=0.013,
        weight=1.15,
    )


def _embroidery(t: Tailor) -> None:
    hem = t.curve(_HEM, 16)
    edge = t.curve([(0.225, 0.70), (0.228, 0.50), (0.185, 0.345), (0.06, 0.225)], 9)
    t.lines([*t.both(hem, 0.0055), *t.both(edge, 0.0050)], t.gold, clip=CLOTH)
    t.lines(t.both(hem + (0.0, 0.020), 0.0024), t.gold, clip=CLOTH)
    signs: list[Loop] = []
    for i, (x, y) in enumerate(_SIGNS):
        for at in (t.spot(x, y - 0.005), t.spot(-x, y - 0.005)):
            small_star = star(at, 0.030 * t.unit, 4, 0.4)
            signs.append(small_star if i % 2 else disc(at, 0.017 * t.unit, n=6))
    t.fill(signs, glow(t.gold, 0.4), clip=CLOTH)
    stars = [
        star(t.spot(x, y), r * t.unit, 4, 0.32)
        for x, y, r in (
            (0.66, 0.42, 0.085), (-0.66, 0.42, 0.085), (0.80, 0.54, 0.045), (-0.80, 0.54, 0.045),
        )
    ]  # fmt: skip
    t.fill(stars, t.gold, clip=CLOTH, opacity=0.9)


def _jewel(t: Tailor) -> None:
    hanging = [(-0.20, 0.235), (-0.1, 0.30), (0, 0.32), (0.1, 0.30), (0.20, 0.235)]
    chain = [(t.curve(hanging, 9) + (0, drop), 0.0034) for drop in (0.0, 0.012)]
    t.lines([(p + (0.001, 0.004), w) for p, w in chain], dusk(t.white, 2.4), opacity=0.5)
    t.lines(chain, t.gold)
    t.gem(t.spot(0, 0.215), 0.075 * t.unit, 0.085 * t.unit, t.accent, t.gold)
    t.button([t.spot(side * 0.205, 0.235) for side in (1, -1)], 0.032 * t.unit, t.gold)
