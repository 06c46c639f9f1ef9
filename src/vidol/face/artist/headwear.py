"""Headwear: animal ears, horns, hats, crowns, halo, headphones."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.shapes import band, curve, disc, loop, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.wardrobe import Frame, Wardrobe

CREAM: Final = Colour(0.955, 0.022, 80)


def _ear(
    w: Wardrobe,
    f: Frame,
    shape: list[tuple[float, ...]],
    inner: list[tuple[float, ...]],
    tufts: list[list[tuple[float, ...]]],
    pink: Colour,
    tip: Colour | None,
) -> None:
    fur = w.hair.base
    right = f.flip > 0
    shade = (
        [
            f.cut(
                (0.0, 1.1, 1), (0.10, 0.7), (0.26, 0.2), (0.20, -0.3, 1), (0.9, -0.3, 1),
                (0.9, 1.0, 1),
            )
        ]
        if right
        else [
            f.cut(
                (0.05, 1.1, 1), (-0.16, 0.7), (-0.30, 0.2), (-0.2, -0.3, 1), (-0.06, -0.3, 1),
                (-0.18, 0.2), (-0.06, 0.7),
            )
        ]
    )  # fmt: skip
    light = [] if right else [f.cut((0.50, 0.05, 1), (0.36, 0.5), (0.10, 0.92, 1), (0.42, 0.42))]
    w.piece([f.cut(*shape)], fur, folds=shade, light=light, cast=0.008, weight=0.0)
    if tip is not None:
        w.fill(
            [
                f.cut(
                    (-0.6, 0.62, 1), (-0.22, 0.70), (-0.12, 0.58, 0.8), (0.0, 0.68),
                    (0.12, 0.56, 0.8), (0.22, 0.66), (0.6, 0.55, 1), (0.6, 1.3, 1), (-0.6, 1.3, 1),
                )
            ],
            tip,
            clip=CLOTH,
        )  # fmt: skip
    w.grown(f, shape, fur.line())
    w.piece(
        [f.cut(*inner)],
        pink,
        folds=(
            [f.cut((0.0, 0.9, 1), (0.05, 0.4), (-0.02, -0.2, 1), (0.6, -0.2, 1), (0.5, 0.6))]
            if right
            else [f.cut((-0.5, 0.7, 1), (-0.12, 0.5), (-0.18, -0.2, 1), (-0.6, -0.2, 1))]
        ),
        weight=0.7,
    )
    if tufts:
        w.piece(
            [f.cut(*t) for t in tufts],
            w.hand.tone(CREAM),
            folds=[f.fold(*((p[0], p[1]) for p in t[:3]), width=0.05) for t in tufts],
            weight=0.7,
        )


def cat_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    shape: list[tuple[float, ...]] = [
        (-0.60, -0.45, 0.5), (-0.54, 0.10), (-0.34, 0.62), (-0.05, 1.0, 0.55), (0.34, 0.62),
        (0.58, 0.14), (0.50, -0.45, 0.5),
    ]  # fmt: skip
    inner: list[tuple[float, ...]] = [
        (-0.36, -0.45, 0.5), (-0.33, 0.12), (-0.19, 0.52), (-0.02, 0.78, 0.7), (0.22, 0.48),
        (0.37, 0.10), (0.42, -0.45, 0.5),
    ]  # fmt: skip
    tufts: list[list[tuple[float, ...]]] = [
        [(0.44, -0.40, 0.4), (0.24, 0.05), (0.02, 0.42, 1), (0.10, 0.06), (0.12, -0.40, 0.4)],
        [(0.46, -0.40, 0.4), (0.36, -0.05), (0.16, 0.22, 1), (0.16, -0.1), (0.2, -0.4, 0.4)],
        [(-0.40, -0.40, 0.4), (-0.30, -0.05), (-0.14, 0.26, 1), (-0.10, -0.06),
            (-0.06, -0.40, 0.4)],
    ]  # fmt: skip
    pink = w.hand.tone(mix(Colour(0.78, 0.095, 12), w.hair.base, 0.18))
    with w.s.on("crown", "accessory"):
        for f in w.side(38, 0.122, 14, 0.014, 1.0):
            _ear(w, f, shape, inner, tufts, pink, None)
            w.roots(f)


def fox_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    shape: list[tuple[float, ...]] = [
        (-0.52, -0.45, 0.5), (-0.50, 0.12), (-0.36, 0.60), (-0.02, 1.12, 0.85), (0.40, 0.66),
        (0.60, 0.16), (0.58, -0.45, 0.5),
    ]  # fmt: skip
    inner: list[tuple[float, ...]] = [
        (-0.32, -0.45, 0.5), (-0.31, 0.16), (-0.20, 0.52), (0.0, 0.86, 0.9), (0.26, 0.52),
        (0.38, 0.14), (0.38, -0.45, 0.5),
    ]  # fmt: skip
    tufts: list[list[tuple[float, ...]]] = [
        [(0.42, -0.40, 0.4), (0.30, 0.16), (0.06, 0.66, 1), (0.12, 0.12), (0.06, -0.40, 0.4)],
        [(0.46, -0.40, 0.4), (0.42, 0.05), (0.26, 0.42, 1), (0.22, 0.0), (0.2, -0.4, 0.4)],
        [(-0.36, -0.40, 0.4), (-0.30, 0.10), (-0.12, 0.50, 1), (-0.08, 0.05), (0.0, -0.40, 0.4)],
        [(-0.40, -0.40, 0.4), (-0.36, 0.0), (-0.26, 0.26, 1), (-0.2, -0.05), (-0.2, -0.40, 0.4)],
    ]  # fmt: skip
    tip = dusk(w.hair.base, 2.2) if w.hair.base.lightness > 0.4 else w.hand.tone(CREAM)
    with w.s.on("crown", "accessory"):
        for f in w.side(37, 0.128, 17, 0.016, 1.12):
            _ear(w, f, shape, inner, tufts, dusk(w.hair.base, 1.3).with_(hue=25, chroma=0.07), tip)
            w.roots(f)


def rabbit_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    fur, pink = mix(w.hair.base, w.hand.tone(CREAM), 0.35), w.hand.tone(Colour(0.83, 0.075, 12))
    with w.s.on("crown", "accessory"):
        for f in w.side(27, 0.115, 32, 0.012, 1.6):
            bent = f.flip == w.near
            if bent:  # one ear folds over
                lower = f.cut(
                    (-0.34, -0.45, 0.4), (-0.40, 0.25), (-0.36, 0.72), (0.05, 1.06), (0.52, 0.98),
                    (0.50, 0.60), (0.38, 0.20), (0.36, -0.45, 0.4),
                )  # fmt: skip
                flap = f.cut(
                    (-0.20, 0.88), (0.20, 1.08), (0.60, 1.00), (1.02, 0.64), (1.32, 0.10),
                    (1.30, -0.16, 0.5), (1.02, -0.06), (0.70, 0.30), (0.36, 0.52), (0.0, 0.60, 0.4),
                )  # fmt: skip
                hollow = f.cut(
                    (-0.16, -0.45), (-0.20, 0.25), (-0.14, 0.66), (0.24, 0.66), (0.22, 0.2),
                    (0.2, -0.45),
                )  # fmt: skip
                w.piece(
                    [lower],
                    fur,
                    folds=[
                        f.cut(
                            (0.20, -0.45, 1), (0.24, 0.4), (0.0, 0.7), (0.9, 0.9, 1),
                            (0.9, -0.45, 1),
                        )
                    ],
                    cast=0.008,
                    weight=1.1,
                )  # fmt: skip
                w.fill([hollow], pink, clip=CLOTH)
                w.piece(
                    [flap],
                    fur,
                    folds=[
                        f.fold(
                            (0.02, 0.62), (0.45, 0.58), (0.85, 0.30), (1.26, -0.10),
                            width=0.20,
                            root=0.4,
                        )
                    ],
                    light=[f.fold((0.05, 0.94), (0.5, 0.96), (0.95, 0.62), width=-0.09)],
                    cast=0.008,
                    weight=1.1,
                )  # fmt: skip
            else:
                shape = f.cut(
                    (-0.32, -0.45, 0.4), (-0.44, 0.30), (-0.46, 0.85), (-0.26, 1.40),
                    (0.0, 1.60, 0.35), (0.24, 1.34), (0.42, 0.80), (0.42, 0.25), (0.36, -0.45, 0.4),
                )  # fmt: skip
                hollow = f.cut(
                    (-0.14, -0.45), (-0.23, 0.30), (-0.24, 0.80), (-0.12, 1.18), (0.0, 1.32, 0.5),
                    (0.12, 1.14), (0.22, 0.75), (0.20, 0.25), (0.14, -0.45),
                )  # fmt: skip
                w.piece(
                    [shape],
                    fur,
                    folds=[
                        f.cut(
                            (0.0, 1.7, 1), (0.20, 1.2), (0.27, 0.7), (0.2, -0.45, 1),
                            (0.9, -0.45, 1), (0.9, 1.7, 1),
                        )
                    ],
                    light=[f.fold((-0.36, 0.4), (-0.38, 0.85), (-0.2, 1.32), width=-0.07)],
                    cast=0.008,
                    weight=1.1,
                )  # fmt: skip
                w.piece(
                    [hollow],
                    pink,
                    folds=[
                        f.fold(
                            (-0.12, -0.4), (-0.20, 0.4), (-0.16, 0.9), (0.0, 1.3),
                            width=-0.12,
                            root=0.6,
                        )
                    ],
                    weight=0.6,
                )  # fmt: skip
            w.roots(f, 0.62)


def horns(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    bone = mix(w.second, Colour(0.34, 0.04, 300), 0.55).with_(lightness=0.34)
    with w.s.on("crown", "accessory"):
        for f in w.side(40, 0.120, 8, 0.014, 1.05):
            spine = curve(
                f.at([(0.0, -0.16), (0.09, 0.10), (0.36, 0.44), (0.60, 0.66), (0.66, 1.02)]), 10
            )
            half = (
                np.array([0.31, 0.31, 0.30, 0.28, 0.255, 0.22, 0.18, 0.135, 0.08, 0.004]) * f.size
            )
            horn = band(spine, half, 0.6)
            edge = band(spine + np.array([half * 0.62, half * 0.4]).T, half * 0.62, 0.8)
            t = np.gradient(spine, axis=0)
            t /= np.hypot(t[:, 0], t[:, 1])[:, None]
            n = np.stack([-t[:, 1], t[:, 0]], axis=1)
            rings = [
                (
                    np.stack(
                        [
                            spine[i] - n[i] * half[i],
                            spine[i] + t[i] * 0.09 * f.size,
                            spine[i] + n[i] * half[i],
                        ]
                    ),
                    np.array([0.0010, 0.0034, 0.0010]),
                )
                for i in range(2, 8)
            ]
            light = [
                band(
                    spine[1:8] - np.array([half[1:8] * 0.42, half[1:8] * 0.3]).T,
                    half[1:8] * 0.16,
                    1.0,
                )
            ]
            w.piece([horn], bone, folds=[edge], cast=0.007, weight=1.15)
            w.fill(
                [
                    loop(
                        np.concatenate(
                            [(spine - n * half[:, None])[6:], (spine + n * half[:, None])[6:][::-1]]
                        ),
                        0.3,
                    )
                ],
                w.accent,
                clip=CLOTH,
                opacity=0.85,
                feather=0.006,
            )
            w.fill(light, glow(bone, 1.8), clip=CLOTH, opacity=0.7)
            w.lines(rings, dusk(bone, 2.4), clip=CLOTH, opacity=0.9)
            w.roots(f, 0.60)


def headband(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    cx, cy, rx, ry = w.dome
    t = np.radians(np.linspace(-80, 80, 25))
    sink = 0.002 + 0.040 * np.cos(t)
    arc = np.stack([cx + (rx - sink) * np.sin(t), cy - (ry - sink) * np.cos(t)], axis=1)
    half = np.interp(np.abs(np.linspace(-1, 1, 25)), (0, 0.7, 1), (0.0125, 0.0115, 0.0055)) * w.k
    tone = w.against_hair(w.second, w.main, w.accent)
    with w.s.on("head_front", "accessory"):
        if w.look.outfit in ("gothic", "idol"):
            w.ruffle([arc[3:-3][::-1]], 0.034 * w.k, 9, w.white, cast=0.0, lace=True)
        shape = band(arc, half)
        shade = band(arc[12:] + (0.0, 0.006), half[12:] * 0.8)
        w.piece(
            [shape],
            tone,
            folds=[shade],
            light=[band(arc[5:12] - (0.0, 0.004), half[5:12] * 0.25)],
            cast=0.010,
        )
        w.lines(
            [
                (arc + np.array([0.0, 0.008 * w.k]), 0.0016),
                (arc - np.array([0.0, 0.008 * w.k]), 0.0016),
            ],
            glow(tone, 0.9),
            clip=CLOTH,
            opacity=0.8,
        )
        at = arc[17] if w.near > 0 else arc[7]
        w.bow(at, 0.046 * w.k, w.bright, tails=0.7, turn=0.5 * w.near, cast=0.006)


def beret(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    a, n = w.a, w.near
    f = Frame((a.cx, a.crown + 0.062), min(0.114 * w.k, (a.crown + 0.050) / 1.42), 0.0, n)
    tone = w.against_hair(w.second, w.main, w.accent)
    with w.s.on("head_front", "accessory"):
        body = f.cut(
            (-1.78, -0.62), (-1.86, -0.10), (-1.40, 0.70), (-0.50, 1.16), (0.45, 1.24),
            (1.50, 0.98), (2.26, 0.30), (2.42, -0.46), (2.20, -0.90), (1.72, -0.84), (0.90, -0.34),
            (0.0, -0.16), (-0.90, -0.28), (-1.48, -0.62),
        )  # fmt: skip
        folds = [
            f.cut((2.6, 0.6, 1), (2.05, 0.10), (1.78, -0.40), (1.72, -0.84, 1), (2.3, -1.0, 1),
                (2.8, -0.4, 1)), f.fold((0.95, -0.34), (1.24, 0.10), (1.66, 0.42), (2.06, 0.50),
                width=-0.26, root=0.5),
            f.fold((-0.30, -0.18), (-0.42, 0.26), (-0.30, 0.66), (0.04, 0.96), width=0.16,
                root=0.6), f.fold((-1.44, -0.58), (-1.46, -0.10), (-1.14, 0.36), width=0.20,
                root=0.6), f.fold((0.35, -0.18), (0.54, 0.16), (0.92, 0.50), width=-0.14, root=0.6),
        ]  # fmt: skip
        light = [
            f.cut(
                (-1.50, 0.36, 1), (-1.10, 0.78), (-0.40, 1.04), (0.20, 1.10, 1), (-0.45, 0.86),
                (-1.05, 0.58),
            )
        ]  # fmt: skip
        w.piece(
            [body],
            tone,
            folds=folds,
            light=light if n > 0 else (),
            gradient=0.9,
            cast=0.012,
            weight=1.2,
        )
        stem = f.cut((0.10, 1.18, 0.6), (0.10, 1.38, 0.5), (0.26, 1.40, 0.5), (0.26, 1.18, 0.6))
        w.piece([stem], tone)
        arc = curve(
            f.at([(-1.52, -0.66), (-0.90, -0.32), (0.0, -0.20), (0.90, -0.38), (1.70, -0.88)]), 14
        )
        w.piece(
            [band(arc, np.full(14, 0.12 * f.size), 0.6)],
            dusk(tone, 0.8),
            cast=0.010,
            seams=[(arc + (0, 0.006), 0.0016)],
        )
        w.piece([star(f.at([(-1.02, 0.16)])[0], 0.26 * f.size)], w.gold, weight=0.8, cast=0.004)


def crown(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    foot = w.on_hair(-13 * w.near, 0.024)
    f = Frame(foot, min(0.074 * w.k, (foot[1] - 0.010) / 1.42), np.radians(-12 * w.near))
    gold, lining = w.gold, w.accent
    with w.s.on("crown", "accessory"):
        inside = f.cut(
            (-0.98, 0.30), (-0.5, 0.52), (0, 0.58), (0.5, 0.52), (0.98, 0.30), (0.8, 0.0),
            (0, -0.1), (-0.8, 0.0),
        )  # fmt: skip
        w.piece([inside], dusk(lining, 1.4))
        back = [
            f.cut(
                (-0.75, 0.30, 1), (-0.56, 0.92, 0.95), (-0.30, 0.48, 0.9), (0.0, 1.02, 0.95),
                (0.30, 0.48, 0.9), (0.56, 0.92, 0.95), (0.75, 0.30, 1), (0.4, 0.42), (-0.4, 0.42),
            )
        ]  # fmt: skip
        w.piece(back, dusk(gold, 1.2), weight=0.8)
        front = f.cut(
            (-0.86, -0.20, 0.5), (-1.16, 0.96, 0.95), (-0.62, 0.36, 0.9), (-0.50, 0.86, 0.95),
            (-0.30, 0.26, 0.9), (0.0, 1.06, 0.95), (0.30, 0.26, 0.9), (0.50, 0.86, 0.95),
            (0.62, 0.36, 0.9), (1.16, 0.96, 0.95), (0.86, -0.20, 0.5), (0.45, -0.36), (0, -0.41),
            (-0.45, -0.36),
        )  # fmt: skip
        folds = [
            f.cut((0.36, 0.3, 1), (0.46, -0.4, 1), (1.0, -0.4, 1), (1.4, 1.0, 1), (0.9, 0.6)),
            f.cut((0.0, 1.06, 1), (0.12, 0.5), (0.30, 0.26, 1), (0.06, 0.1), (0.0, 0.4)),
            f.cut((-0.50, 0.86, 1), (-0.40, 0.5), (-0.30, 0.26, 1), (-0.46, 0.2)),
        ]
        w.piece(
            [front],
            gold,
            folds=folds,
            light=[f.cut((-0.84, -0.1, 1), (-1.0, 0.6, 1), (-0.72, 0.3), (-0.66, -0.14, 1))],
            cast=0.009,
        )
        rim = curve(
            f.at([(-0.88, -0.10), (-0.45, -0.24), (0, -0.28), (0.45, -0.24), (0.88, -0.10)]), 9
        )
        w.piece(
            [band(rim, np.full(9, 0.105 * f.size), 0.5)],
            glow(gold, 0.3),
            weight=0.8,
            folds=[band(rim[5:], np.full(4, 0.11 * f.size))],
        )
        tips = f.at([(-1.16, 0.99), (-0.50, 0.90), (0.0, 1.12), (0.50, 0.90), (1.16, 0.99)])
        w.button(tips.tolist(), 0.085 * f.size, glow(gold, 0.5))
        w.gem(f.at([(0, 0.16)])[0], 0.13 * f.size, 0.18 * f.size, w.accent, gold)
        w.fill(
            [
                disc(p, 0.075 * f.size, n=6)
                for p in f.at([(-0.55, -0.225), (0.55, -0.225), (-0.28, -0.262), (0.28, -0.262)])
            ],
            glow(w.accent, 0.8),
        )


def halo(w: Wardrobe, moment: str) -> None:
    if moment not in ("behind", "front"):
        return
    a = w.a
    light = w.hand.tone(Colour(0.93, 0.10, 95))
    t = np.linspace(np.pi, 2 * np.pi, 13) if moment == "behind" else np.linspace(0, np.pi, 13)
    x, y = 0.128 * w.k * np.cos(t), 0.027 * w.k * np.sin(t)
    c, s = np.cos(0.10 * w.near), np.sin(0.10 * w.near)
    arc = np.stack([x * c - y * s, x * s + y * c], axis=1) + (
        a.cx + 0.006 * w.near,
        max(a.crown - a.volume - 0.030, 0.040 + 0.030 * w.k),
    )
    near = 0.4 + 0.6 * np.sin(t) if moment == "front" else 0.4 + 0.25 * np.sin(t)
    width = (0.0085 + 0.0045 * near) * w.k
    with w.s.on("crown", "accessory"):
        w.s.stroke(
            arc, width * 3.6, w.paint(w.gold.with_(lightness=0.9)), opacity=0.38, feather=0.010
        )
        w.s.stroke(arc, width * 1.32, w.paint(w.gold if w.hand.line else light))
        w.s.stroke(arc, width, w.paint(light))
        w.s.stroke(arc - (0.0, 0.0012), width * 0.36, w.paint(w.white))
        if moment == "front":
            w.cast([band(arc + (0.0, 0.022), width * 0.5, 0.2)], 0.010, strength=0.35)


def headphones(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    a, k = w.a, w.k
    cx, cy, rx, ry = w.dome
    t = np.radians(np.linspace(-94, 94, 27))
    arc = np.stack([cx + (rx + 0.010) * np.sin(t), cy + 0.02 - (ry + 0.022) * np.cos(t)], axis=1)
    half = np.interp(np.abs(np.linspace(-1, 1, 27)), (0, 0.55, 1), (0.0150, 0.0135, 0.0095)) * k
    shell = w.against_hair(w.second, w.main, w.accent)
    pad = dusk(shell, 1.3) if shell.lightness > 0.4 else glow(shell, 0.6)
    with w.s.on("crown", "accessory"):
        w.piece([band(arc[6:-6] + (0.0, 0.012), half[6:-6] * 0.9, 0.5)], pad, cast=0.012)
        w.piece(
            [band(arc, half)],
            shell,
            folds=[band(arc[14:] + (-0.002, 0.005), half[14:] * 0.55)],
            light=[band(arc[5:13] + (0.001, -0.0035), half[5:13] * 0.22)],
            weight=1.1,
        )
        lamps = [arc[i : i + 3] for i in (9, 15)]
        w.lines([(p, 0.0046) for p in lamps], glow(w.accent, 0.8))
        y = a.eye_y + 0.030
        for side in (1, -1):
            x = a.cx + side * (rx + 0.006)
            f = Frame((x, y), 0.116 * k, 0.0, side)
            cushion = f.cut(
                (-0.30, 0.62), (0.02, 0.70), (0.10, 0.30), (0.10, -0.35), (0.02, -0.72),
                (-0.30, -0.64), (-0.40, 0.0),
            )  # fmt: skip
            w.piece([cushion], pad, cast=0.010)
            cup = f.cut(
                (0.0, 0.72, 0.3), (0.24, 0.64), (0.42, 0.30), (0.44, -0.25), (0.28, -0.62),
                (0.0, -0.74, 0.3), (-0.08, 0.0),
            )  # fmt: skip
            shade = (
                [
                    f.cut(
                        (0.2, 0.7, 1), (0.28, 0.2), (0.24, -0.3), (0.0, -0.74, 1), (0.6, -0.7, 1),
                        (0.6, 0.7, 1),
                    )
                ]
                if side > 0
                else [
                    f.cut(
                        (-0.05, 0.2, 1), (0.08, -0.3), (0.36, -0.5), (0.3, -0.9, 1), (-0.3, -0.8, 1)
                    )
                ]
            )  # fmt: skip
            w.piece(
                [cup],
                shell,
                folds=shade,
                light=(
                    [f.cut((0.30, 0.50, 1), (0.39, 0.2), (0.40, -0.1, 1), (0.34, 0.2))]
                    if side < 0
                    else ()
                ),
                weight=1.15,
            )
            ring = curve(
                f.at([(0.14, 0.50), (0.30, 0.28), (0.335, -0.02), (0.30, -0.30), (0.15, -0.52)]), 8
            )
            w.s.stroke(ring, 0.016, w.paint(w.accent), opacity=0.35, feather=0.006)
            w.lines([(ring, 0.0062 * k)], glow(w.accent, 0.7))
            w.lines([(ring, 0.0022 * k)], mix(w.accent, w.white, 0.75))
            joint = f.cut(
                (-0.02, 0.66, 0.5), (0.0, 0.98, 0.5), (0.18, 0.98, 0.5), (0.20, 0.60, 0.5)
            )
            w.piece([joint], w.silver, weight=0.8)
