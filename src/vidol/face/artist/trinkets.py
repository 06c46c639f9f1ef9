"""Trinkets: ribbons, flowers and pins in the hair, glasses, earrings, choker."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look
from vidol.face.artist.shapes import Loop, Path, band, blossom, curve, disc, loop, star, wedge
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.wardrobe import Frame, Wardrobe

COVERED_NECKS: Final = {"knit", "gothic", "idol", "qipao"}
DIM_LINE: Final = Colour(0.55, 0.06, 296)  # what the shadow of a thin frame multiplies by
_TIED_AT: Final = {"twin_tails": 0.30, "buns": 0.22, "low_twins": 1.06, "braid": 0.9}
"""How far down from the top of the hair to the eyes side ribbons are tied."""


def ribbon(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    at, turn = w.on_hair(24 * w.near, 0.026), 0.36 * w.near
    trim = glow(w.bright, 1.1)
    with w.s.on("crown", "accessory"):
        w.bow(at, 0.128 * w.k, w.bright, tails=0.85, turn=turn, cast=0.010, trim=trim)


def side_ribbon(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    a = w.a
    low = _TIED_AT.get(w.look.hair_back, 0.60)
    top = a.crown - a.volume
    for side in (1, -1):
        x = a.cx + side * (0.186 + 0.018 * min(1.0, low)) * w.k
        y = top + low * (a.eye_y - top)
        with w.s.on("head_front", "accessory"):
            w.bow((x, y), 0.050 * w.k, w.bright, tails=1.7, turn=0.22 * side, cast=0.007)


def flower(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    f = Frame(w.on_hair(56 * w.near, 0.040), 0.056 * w.k, 0.2 * w.near, w.near)
    tone = w.bright
    leaf = w.hand.tone(Colour(0.58, 0.10, 145))
    with w.s.on("head_front", "accessory"):
        leaves = [
            f.cut((0.2, -0.3, 0.6), (0.70, -1.0), (1.35, -1.32, 1), (1.15, -0.62), (0.6, 0.0)),
            f.cut((-0.3, 0.3, 0.6), (-1.0, 0.6), (-1.50, 0.50, 1), (-1.1, 0.05), (-0.5, -0.2)),
        ]
        middles = [
            f.fold((0.3, -0.25), (0.8, -0.75), (1.30, -1.28), width=0.18),
            f.fold((-0.4, 0.1), (-1.0, 0.32), (-1.45, 0.48), width=-0.14),
        ]
        w.piece(leaves, leaf, folds=middles, cast=0.008)
        outer = blossom(f.origin, 1.12 * f.size, 6, 0.3, 0.06)
        inner = blossom(f.origin, 0.74 * f.size, 5, 0.9, 0.08)
        w.piece(outer, tone, folds=[_vein(f, petal) for petal in outer], cast=0.008)
        w.cast(inner, 0.004)
        w.piece(inner, glow(tone, 0.75), folds=[disc(f.origin, 0.30 * f.size)])
        w.piece([star(f.origin, 0.24 * f.size, 6, 0.6)], w.gold, weight=0.6)


def _vein(f: Frame, petal: Loop) -> Loop:
    root = f.origin + (petal[0, :2] - f.origin) * 0.5
    end = petal[3, :2] * 0.35 + petal[5, :2] * 0.25 + f.origin * 0.4
    return wedge(np.stack([root, end]), 0.10 * f.size)


def hairpin(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    f = Frame(w.on_hair(-68 * w.near, 0.056), 0.040 * w.k, 0.0, -w.near)
    with w.s.on("head_front", "accessory"):
        # two pins, crossed
        for tone, x, y in ((w.bright, -0.72, -0.50), (glow(w.bright, 0.5), -0.66, 0.56)):
            start, end = np.array([x, y]), np.array([-x, -y])
            pin = f.at(start + np.linspace(0, 1, 4)[:, None] * (end - start))
            middle = f.origin + 0.82 * (pin - f.origin)
            shine = middle - (0.0016, 0.0030)
            w.piece([band(pin, 0.155 * f.size, 0.35)], tone, cast=0.006)
            w.lines([(middle, 0.05 * f.size)], dusk(tone, 1.7), clip=CLOTH)
            w.lines([(shine, (0, 0.0022, 0.0022, 0))], glow(tone, 1.8), clip=CLOTH)


def star_clip(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    at = w.on_hair(-48 * w.near, 0.055)
    beside = at + (0.045 * w.near * w.k, -0.026 * w.k)
    tone = w.against_hair(mix(w.gold, w.accent, 0.15), w.bright) if w.look.seed % 3 else w.bright
    with w.s.on("head_front", "accessory"):
        for centre, size, turn in ((at, 1.0, -1.35), (beside, 0.52, -1.9)):
            r = 0.034 * w.k * size
            shape = star(centre, r, 5, 0.52, turn)
            lower = star(centre + (0.30 * r, 0.34 * r), r, 5, 0.52, turn)
            w.piece([shape], tone, folds=[lower], cast=0.006 * size, weight=0.9)
            inside = star(centre, 0.55 * r, 5, 0.52, turn)
            w.fill([inside], glow(tone, 0.9), clip=CLOTH, opacity=0.7)
            spark = disc(centre + (-0.28 * r, -0.30 * r), 0.13 * r, n=6)
            w.fill([spark], w.white, opacity=0.9)


# Right lenses, from the middle of the face outwards, in their half-axes.
_ROUND_LENS: Path = (
    (-1, 0.0), (-0.94, 0.62), (-0.6, 0.95), (0, 1.02), (0.62, 0.95), (0.98, 0.55), (1.02, -0.05),
    (0.9, -0.60), (0.5, -0.86), (0, -0.92), (-0.5, -0.86), (-0.9, -0.60),
)  # fmt: skip
_SQUARE_LENS: Path = (
    (-1, 0.2), (-0.97, 0.72), (-0.70, 0.86), (0, 0.88), (0.78, 0.90), (1.08, 0.80), (1.06, 0.2),
    (0.92, -0.56), (0.62, -0.80), (0, -0.86), (-0.60, -0.78), (-0.90, -0.50),
)  # fmt: skip
_SHINES: Final[tuple[Path, ...]] = (
    ((-0.75, 1.2), (-0.25, 1.2), (-0.95, -1.2), (-1.45, -1.2)),
    ((-0.05, 1.2), (0.10, 1.2), (-0.60, -1.2), (-0.75, -1.2)),
)


def glasses(w: Wardrobe, moment: str) -> None:
    if moment != "face":
        return
    a = w.a
    rim = w.second if w.second.lightness < 0.5 else w.accent
    rim = rim.with_(lightness=min(rim.lightness, 0.42))
    rx = min(a.eye_half * 1.16, a.eye_dx - 0.010)
    ry = a.eye_half * (0.80 + 0.28 * a.eye_tall)
    y = a.eye_y + 0.012
    with w.s.on("head_front", "accessory"):
        for side in (1, -1):
            _lens(w, side, rx, ry, y, rim)
        gap = a.eye_dx * 1.02 - rx
        bridge = [
            (a.cx - gap, y - 0.10 * ry), (a.cx - 0.4 * gap, y - 0.30 * ry),
            (a.cx + 0.4 * gap, y - 0.30 * ry), (a.cx + gap, y - 0.10 * ry),
        ]  # fmt: skip
        w.lines([(curve(bridge, 7), LINE * 2.0)], rim)


def _lens(w: Wardrobe, side: int, rx: float, ry: float, y: float, rim: Colour) -> None:
    a = w.a
    f = Frame((a.cx + side * a.eye_dx * 1.02, y), 1.0, 0.0, side)
    square = w.look.seed % 2 == 1
    shape = _SQUARE_LENS if square else _ROUND_LENS
    lens = loop(f.at([(u * rx, v * ry) for u, v in shape]))
    w.fill([lens], w.white, opacity=0.10, keep=CLOTH)
    middle = (a.cx + side * a.eye_dx, y)
    shines = [loop(np.array(shine) * (rx, -ry) + middle, 1.0) for shine in _SHINES]
    w.fill(shines, w.white, opacity=0.30 * max(0.5, w.hand.glow), clip=CLOTH)
    ring = np.concatenate([lens, lens[:1]])[:, :2]
    up = np.array([v for _, v in (*shape, shape[0])])
    weight = np.maximum(0.42, 0.7 + 0.6 * up) if square else 1.0 + 0.55 * np.maximum(0.0, up)
    w.lines([(ring + (0.002, 0.006), LINE * 1.3)], DIM_LINE, opacity=0.35, blend="multiply")
    w.s.stroke(ring, LINE * 1.9 * weight, w.paint(rim), closed=False)
    temple = f.at([(1.03 * rx, 0.30 * ry), (a.face_half * 0.99 - a.eye_dx, 0.22 * ry)])
    w.lines([(temple, (LINE * 2.2, LINE * 1.7))], rim)
    low, high = (0.80, 0.90) if square else (0.86, 1.02)
    glint = f.at([(-0.70 * rx, low * ry), (-0.15 * rx, high * ry)])
    w.lines([(glint, (LINE * 0.2, LINE * 0.7))], glow(rim, 2.6))


_DROP: Path = (
    (0, -0.60, 0.8), (0.42, -1.5), (0.36, -2.05), (0, -2.30), (-0.36, -2.05), (-0.42, -1.5),
)  # fmt: skip
_DROP_SHADE: Path = ((0.1, -0.7, 1), (0.1, -1.6), (-0.1, -2.3, 1), (0.6, -2.3, 1), (0.6, -0.9, 1))


def earrings(w: Wardrobe, moment: str) -> None:
    """Drops, or hoops with a star."""
    if moment != "ears":
        return
    a = w.a
    with w.s.on("hanging", "accessory"):
        for side in (1, -1):
            lobe = (a.cx + side * (a.face_half * 0.985 + 0.004), a.nose_y - 0.006)
            f = Frame(lobe, 0.022 * w.k, 0.0, side)
            w.piece([disc(f.origin, 0.26 * f.size)], w.gold, weight=0.7)
            if w.look.seed % 2:
                w.lines([(f.at([(0, -0.2), (0, -0.8)]), 0.0026)], w.gold)
                w.piece([f.cut(*_DROP)], w.accent, folds=[f.cut(*_DROP_SHADE)], weight=0.8)
                spark = disc(f.at([(-0.12, -1.5)])[0], 0.11 * f.size, 0.22 * f.size, 6)
                w.fill([spark], w.white, opacity=0.85)
            else:
                middle = f.at([(0, -1.15)])[0]
                ring = disc(middle, 0.78 * f.size, 0.92 * f.size, 12)[:, :2]
                w.s.stroke(ring, 0.0056, w.paint(w.gold.line()), closed=True)
                w.s.stroke(ring, 0.0036, w.paint(w.gold), closed=True)
                w.fill([star(middle, 0.42 * f.size)], w.accent)


_HEART: Final = np.array([
    (0, -0.35), (0.5, -0.95), (1.05, -0.45), (0.6, 0.4), (0, 1.05), (-0.6, 0.4), (-1.05, -0.45),
    (-0.5, -0.95),
])  # fmt: skip
_HEART_CORNERS: Final = (0.9, 0, 0, 0, 0.9, 0, 0, 0)


def choker(w: Wardrobe, moment: str) -> None:
    if moment != "chest" or _has_covered_neck(w.look):
        return
    a = w.a
    n, y = a.neck_half, a.chin + 0.58 * (a.collar_y - a.chin)
    around = [
        (a.cx - 0.955 * n, y - 0.008), (a.cx - 0.5 * n, y + 0.001), (a.cx, y + 0.004),
        (a.cx + 0.5 * n, y + 0.001), (a.cx + 0.955 * n, y - 0.008),
    ]  # fmt: skip
    line = curve(around, 9)
    tone = w.second.with_(lightness=min(w.second.lightness, 0.36))
    half = np.full(9, 0.0068)
    with w.s.on("neck", "accessory"):
        w.piece(
            [band(line, half)],
            tone,
            folds=[band(line[5:] + (0, 0.002), half[5:] * 0.7)],
            light=[band(line[1:4] - (0, 0.002), half[1:4] * 0.3)],
            cast=0.005,
        )
        hems = [(line + (0, 0.0062), 0.0014), (line - (0, 0.0062), 0.0014)]
        w.lines(hems, glow(tone, 1.2), clip=CLOTH)
        centre = np.array([a.cx, y + 0.0175])
        ring = disc(centre - (0, 0.007), 0.0042, n=8)[:, :2]
        w.s.stroke(ring, 0.0018, w.paint(w.gold), closed=True)
        if w.look.seed % 3 == 0:
            u = 0.0098
            heart = loop(_HEART * u + centre + (0, 0.006), _HEART_CORNERS)
            shade = heart + (0.35 * u, 0.3 * u, 0)
            w.piece([heart], w.accent, folds=[shade], cast=0.003, weight=0.7)
            w.fill([disc(centre + (-0.004, 0.003), 0.0018, n=6)], w.white, opacity=0.9)
        else:
            w.gem(centre + (0, 0.005), 0.0068, 0.0088, w.accent, w.gold)


def _has_covered_neck(look: Look) -> bool:
    """Whether the clothes leave no room for a choker."""
    if look.outfit == "sailor":
        return look.presentation == "masculine"
    return look.outfit in COVERED_NECKS
