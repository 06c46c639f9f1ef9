"""Headwear: horns, headband, beret, crown, halo, headphones."""

from __future__ import annotations

import numpy as np

from vidol.face.artist.brush import dusk, glow
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.curves import Points
from vidol.face.artist.shapes import Line, Path, band, curve, disc, loop, star
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.wardrobe import Frame, Wardrobe

# ---- horns


def horns(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    bone = mix(w.second, Colour(0.34, 0.04, 300), 0.55).with_(lightness=0.34)
    with w.s.on("crown", "accessory"):
        for f in w.side(40, 0.120, 8, 0.014, 1.05):
            _horn(w, f, bone)
            w.roots(f, 0.60)


def _horn(w: Wardrobe, f: Frame, bone: Colour) -> None:
    spine = curve(f.at([(0.0, -0.16), (0.09, 0.10), (0.36, 0.44), (0.60, 0.66), (0.66, 1.02)]), 10)
    half = np.array([0.31, 0.31, 0.30, 0.28, 0.255, 0.22, 0.18, 0.135, 0.08, 0.004]) * f.size
    along = np.gradient(spine, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    left, right = spine - across * half[:, None], spine + across * half[:, None]
    edge = band(spine + np.array([half * 0.62, half * 0.4]).T, half * 0.62, 0.8)
    w.piece([band(spine, half, 0.6)], bone, folds=[edge], cast=0.007, weight=1.15)
    tip = loop(np.concatenate([left[6:], right[6:][::-1]]), 0.3)
    w.fill([tip], w.accent, clip=CLOTH, opacity=0.85, feather=0.006)
    lit = spine[1:8] - np.array([half[1:8] * 0.42, half[1:8] * 0.3]).T
    w.fill([band(lit, half[1:8] * 0.16, 1.0)], glow(bone, 1.8), clip=CLOTH, opacity=0.7)
    rings: list[Line] = []
    for i in range(2, 8):
        ring = np.stack([left[i], spine[i] + along[i] * 0.09 * f.size, right[i]])
        rings.append((ring, np.array([0.0010, 0.0034, 0.0010])))
    w.lines(rings, dusk(bone, 2.4), clip=CLOTH, opacity=0.9)


# ---- headband


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
        w.piece(
            [band(arc, half)],
            tone,
            folds=[band(arc[12:] + (0.0, 0.006), half[12:] * 0.8)],
            light=[band(arc[5:12] - (0.0, 0.004), half[5:12] * 0.25)],
            cast=0.010,
        )
        beside = np.array([0.0, 0.008 * w.k])
        stitches = [(arc + beside, 0.0016), (arc - beside, 0.0016)]
        w.lines(stitches, glow(tone, 0.9), clip=CLOTH, opacity=0.8)
        at = arc[17] if w.near > 0 else arc[7]
        w.bow(at, 0.046 * w.k, w.bright, tails=0.7, turn=0.5 * w.near, cast=0.006)


# ---- beret

_BERET: Path = (
    (-1.78, -0.62), (-1.86, -0.10), (-1.40, 0.70), (-0.50, 1.16), (0.45, 1.24), (1.50, 0.98),
    (2.26, 0.30), (2.42, -0.46), (2.20, -0.90), (1.72, -0.84), (0.90, -0.34), (0.0, -0.16),
    (-0.90, -0.28), (-1.48, -0.62),
)  # fmt: skip
_BERET_SHADE: Path = (
    (2.6, 0.6, 1), (2.05, 0.10), (1.78, -0.40), (1.72, -0.84, 1), (2.3, -1.0, 1), (2.8, -0.4, 1),
)  # fmt: skip
_BERET_LIGHT: Path = (
    (-1.50, 0.36, 1), (-1.10, 0.78), (-0.40, 1.04), (0.20, 1.10, 1), (-0.45, 0.86), (-1.05, 0.58),
)  # fmt: skip
_BERET_BAND: Path = ((-1.52, -0.66), (-0.90, -0.32), (0.0, -0.20), (0.90, -0.38), (1.70, -0.88))


def beret(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    a, n = w.a, w.near
    f = Frame((a.cx, a.crown + 0.062), min(0.114 * w.k, (a.crown + 0.050) / 1.42), 0.0, n)
    tone = w.against_hair(w.second, w.main, w.accent)
    with w.s.on("head_front", "accessory"):
        folds = [
            f.cut(*_BERET_SHADE),
            f.fold((0.95, -0.34), (1.24, 0.10), (1.66, 0.42), (2.06, 0.50), width=-0.26, root=0.5),
            f.fold(
                (-0.30, -0.18), (-0.42, 0.26), (-0.30, 0.66), (0.04, 0.96), width=0.16, root=0.6
            ),
            f.fold((-1.44, -0.58), (-1.46, -0.10), (-1.14, 0.36), width=0.20, root=0.6),
            f.fold((0.35, -0.18), (0.54, 0.16), (0.92, 0.50), width=-0.14, root=0.6),
        ]
        w.piece(
            [f.cut(*_BERET)],
            tone,
            folds=folds,
            light=[f.cut(*_BERET_LIGHT)] if n > 0 else (),
            gradient=0.9,
            cast=0.012,
            weight=1.2,
        )
        stem = f.cut((0.10, 1.18, 0.6), (0.10, 1.38, 0.5), (0.26, 1.40, 0.5), (0.26, 1.18, 0.6))
        w.piece([stem], tone)
        arc = curve(f.at(_BERET_BAND), 14)
        ribbon = band(arc, np.full(14, 0.12 * f.size), 0.6)
        w.piece([ribbon], dusk(tone, 0.8), seams=[(arc + (0, 0.006), 0.0016)], cast=0.010)
        w.piece([star(f.at([(-1.02, 0.16)])[0], 0.26 * f.size)], w.gold, weight=0.8, cast=0.004)


# ---- crown

_CROWN_INSIDE: Path = (
    (-0.98, 0.30), (-0.5, 0.52), (0, 0.58), (0.5, 0.52), (0.98, 0.30), (0.8, 0.0), (0, -0.1),
    (-0.8, 0.0),
)  # fmt: skip
_CROWN_BACK: Path = (
    (-0.75, 0.30, 1), (-0.56, 0.92, 0.95), (-0.30, 0.48, 0.9), (0.0, 1.02, 0.95),
    (0.30, 0.48, 0.9), (0.56, 0.92, 0.95), (0.75, 0.30, 1), (0.4, 0.42), (-0.4, 0.42),
)  # fmt: skip
_CROWN_FRONT: Path = (
    (-0.86, -0.20, 0.5), (-1.16, 0.96, 0.95), (-0.62, 0.36, 0.9), (-0.50, 0.86, 0.95),
    (-0.30, 0.26, 0.9), (0.0, 1.06, 0.95), (0.30, 0.26, 0.9), (0.50, 0.86, 0.95),
    (0.62, 0.36, 0.9), (1.16, 0.96, 0.95), (0.86, -0.20, 0.5), (0.45, -0.36), (0, -0.41),
    (-0.45, -0.36),
)  # fmt: skip


def crown(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    foot = w.on_hair(-13 * w.near, 0.024)
    f = Frame(foot, min(0.074 * w.k, (foot[1] - 0.010) / 1.42), np.radians(-12 * w.near))
    with w.s.on("crown", "accessory"):
        w.piece([f.cut(*_CROWN_INSIDE)], dusk(w.accent, 1.4))
        w.piece([f.cut(*_CROWN_BACK)], dusk(w.gold, 1.2), weight=0.8)
        folds = [
            f.cut((0.36, 0.3, 1), (0.46, -0.4, 1), (1.0, -0.4, 1), (1.4, 1.0, 1), (0.9, 0.6)),
            f.cut((0.0, 1.06, 1), (0.12, 0.5), (0.30, 0.26, 1), (0.06, 0.1), (0.0, 0.4)),
            f.cut((-0.50, 0.86, 1), (-0.40, 0.5), (-0.30, 0.26, 1), (-0.46, 0.2)),
        ]
        light = f.cut((-0.84, -0.1, 1), (-1.0, 0.6, 1), (-0.72, 0.3), (-0.66, -0.14, 1))
        w.piece([f.cut(*_CROWN_FRONT)], w.gold, folds=folds, light=[light], cast=0.009)
        _crown_jewels(w, f)


def _crown_jewels(w: Wardrobe, f: Frame) -> None:
    rim = curve(f.at([(-0.88, -0.10), (-0.45, -0.24), (0, -0.28), (0.45, -0.24), (0.88, -0.10)]), 9)
    w.piece(
        [band(rim, np.full(9, 0.105 * f.size), 0.5)],
        glow(w.gold, 0.3),
        folds=[band(rim[5:], np.full(4, 0.11 * f.size))],
        weight=0.8,
    )
    tips = f.at([(-1.16, 0.99), (-0.50, 0.90), (0.0, 1.12), (0.50, 0.90), (1.16, 0.99)])
    w.button(tips.tolist(), 0.085 * f.size, glow(w.gold, 0.5))
    w.gem(f.at([(0, 0.16)])[0], 0.13 * f.size, 0.18 * f.size, w.accent, w.gold)
    beads = f.at([(-0.55, -0.225), (0.55, -0.225), (-0.28, -0.262), (0.28, -0.262)])
    w.fill([disc(bead, 0.075 * f.size, n=6) for bead in beads], glow(w.accent, 0.8))


# ---- halo


def halo(w: Wardrobe, moment: str) -> None:
    """A ring of light: its far half behind the head, its near half before it."""
    if moment not in ("behind", "front"):
        return
    far = moment == "behind"
    light = w.hand.tone(Colour(0.93, 0.10, 95))
    t = np.linspace(np.pi, 2 * np.pi, 13) if far else np.linspace(0, np.pi, 13)
    arc = _halo_arc(w, t)
    near = 0.4 + (0.25 if far else 0.6) * np.sin(t)
    width = (0.0085 + 0.0045 * near) * w.k
    with w.s.on("crown", "accessory"):
        shine = w.paint(w.gold.with_(lightness=0.9))
        w.s.stroke(arc, width * 3.6, shine, opacity=0.38, feather=0.010)
        w.s.stroke(arc, width * 1.32, w.paint(w.gold if w.hand.line else light))
        w.s.stroke(arc, width, w.paint(light))
        w.s.stroke(arc - (0.0, 0.0012), width * 0.36, w.paint(w.white))
        if not far:
            w.cast([band(arc + (0.0, 0.022), width * 0.5, 0.2)], 0.010, strength=0.35)


def _halo_arc(w: Wardrobe, t: Points) -> Points:
    """Points of a flat ring over the crown, leaning a little to one side."""
    a = w.a
    x, y = 0.128 * w.k * np.cos(t), 0.027 * w.k * np.sin(t)
    c, s = np.cos(0.10 * w.near), np.sin(0.10 * w.near)
    middle = (a.cx + 0.006 * w.near, max(a.crown - a.volume - 0.030, 0.040 + 0.030 * w.k))
    return np.stack([x * c - y * s, x * s + y * c], axis=1) + middle


# ---- headphones

_CUSHION: Path = (
    (-0.30, 0.62), (0.02, 0.70), (0.10, 0.30), (0.10, -0.35), (0.02, -0.72), (-0.30, -0.64),
    (-0.40, 0.0),
)  # fmt: skip
_CUP: Path = (
    (0.0, 0.72, 0.3), (0.24, 0.64), (0.42, 0.30), (0.44, -0.25), (0.28, -0.62), (0.0, -0.74, 0.3),
    (-0.08, 0.0),
)  # fmt: skip
_RIGHT_CUP_SHADE: Path = (
    (0.2, 0.7, 1), (0.28, 0.2), (0.24, -0.3), (0.0, -0.74, 1), (0.6, -0.7, 1), (0.6, 0.7, 1),
)  # fmt: skip
_LEFT_CUP_SHADE: Path = (
    (-0.05, 0.2, 1), (0.08, -0.3), (0.36, -0.5), (0.3, -0.9, 1), (-0.3, -0.8, 1),
)  # fmt: skip
_LEFT_CUP_LIGHT: Path = ((0.30, 0.50, 1), (0.39, 0.2), (0.40, -0.1, 1), (0.34, 0.2))


def headphones(w: Wardrobe, moment: str) -> None:
    if moment != "front":
        return
    cx, cy, rx, ry = w.dome
    t = np.radians(np.linspace(-94, 94, 27))
    arc = np.stack([cx + (rx + 0.010) * np.sin(t), cy + 0.02 - (ry + 0.022) * np.cos(t)], axis=1)
    half = np.interp(np.abs(np.linspace(-1, 1, 27)), (0, 0.55, 1), (0.0150, 0.0135, 0.0095)) * w.k
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
        w.lines([(arc[i : i + 3], 0.0046) for i in (9, 15)], glow(w.accent, 0.8))
        for side in (1, -1):
            at = (w.a.cx + side * (rx + 0.006), w.a.eye_y + 0.030)
            _cup(w, Frame(at, 0.116 * w.k, 0.0, side), shell, pad)


def _cup(w: Wardrobe, f: Frame, shell: Colour, pad: Colour) -> None:
    right = f.flip > 0
    w.piece([f.cut(*_CUSHION)], pad, cast=0.010)
    w.piece(
        [f.cut(*_CUP)],
        shell,
        folds=[f.cut(*(_RIGHT_CUP_SHADE if right else _LEFT_CUP_SHADE))],
        light=() if right else [f.cut(*_LEFT_CUP_LIGHT)],
        weight=1.15,
    )
    glowing = f.at([(0.14, 0.50), (0.30, 0.28), (0.335, -0.02), (0.30, -0.30), (0.15, -0.52)])
    ring = curve(glowing, 8)
    w.s.stroke(ring, 0.016, w.paint(w.accent), opacity=0.35, feather=0.006)
    w.lines([(ring, 0.0062 * w.k)], glow(w.accent, 0.7))
    w.lines([(ring, 0.0022 * w.k)], mix(w.accent, w.white, 0.75))
    joint = f.cut((-0.02, 0.66, 0.5), (0.0, 0.98, 0.5), (0.18, 0.98, 0.5), (0.20, 0.60, 0.5))
    w.piece([joint], w.silver, weight=0.8)
