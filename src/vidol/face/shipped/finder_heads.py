"""Heads that are lit like photographs, made of formulas: what the face finder knows of photographs
before it has seen one. No torch in here.

A head is a field of heights (a skull, brow ridge, eye sockets, nose, cheeks, lips, chin) that is
lit from a random side, with skin of any human tone, eyes, brows, mouth, beard, glasses, hair, a
neck and clothes. What such a head shares with a photograph is the pattern of light and dark that
detectors of faces live on (Viola and Jones, "Rapid Object Detection using a Boosted Cascade of
Simple Features", CVPR 2001, figure 3): eyes darker than cheeks, the ridge of the nose brighter than
both sides of it, a dark mouth, all within hair and ground.

From the brows (y = -0.5) to the chin (y = 0.5) the length is 1; the nose ends at 0, the mouth is at
0.18.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, F64, U8

CANVAS: Final = 128
"""Pixels of a head's picture."""
UNIT: Final = 36.0
"""Pixels from brows to chin."""
MIDDLE: Final = (64.0, 63.0)
"""Where the middle between brows and chin is, pixels."""


def _bytes(table: list[list[int]]) -> F32:
    return np.asarray(np.array(table) / 255, np.float32)


_SKINS: Final = np.array(
    [
        [255, 226, 205],
        [244, 200, 165],
        [226, 172, 135],
        [198, 134, 93],
        [150, 95, 62],
        [105, 66, 43],
        [66, 42, 32],
    ]
)
_HAIRS: Final = _bytes(
    [
        [22, 18, 18],
        [48, 34, 26],
        [88, 58, 36],
        [140, 98, 56],
        [200, 165, 105],
        [140, 62, 30],
        [120, 118, 116],
        [214, 210, 205],
    ]
)
_IRISES: Final = _bytes([[45, 28, 18], [80, 52, 30], [95, 110, 120], [80, 95, 70]])
_V, _U = (
    np.mgrid[0:CANVAS, 0:CANVAS].astype(np.float32)
    + 0.5
    - np.array(MIDDLE[::-1], np.float32)[:, None, None]
) / np.float32(UNIT)


class _Face(NamedTuple):
    """Where every pixel is on a face that is turned: across (0 is its axis), its absolute value,
    down.
    """

    u: F32
    a: F32
    v: F32


def head(random: np.random.Generator) -> tuple[U8, tuple[float, float]]:
    """A head as (128, 128, 4) RGBA, straight alpha, and where the middle between its brows and its
    chin is, pixels.
    """
    wide = float(random.uniform(0.52, 0.7))
    inside = _skull(wide, random)
    yaw, pitch = np.clip(random.normal(0, [0.25, 0.12]), -0.6, 0.3)
    bulge = np.sqrt(np.maximum(0, 1 - inside))
    u = (wide * np.sin(np.arcsin(np.clip(_U / wide, -1, 1)) - yaw)).astype(np.float32)
    face = _Face(u, np.abs(u), (_V - 0.4 * math.sin(pitch) * bulge).astype(np.float32))
    skin = _between(_SKINS, random) * random.uniform(0.92, 1.08, 3).astype(np.float32)
    hair = (
        _between(_HAIRS, random) if random.random() < 0.9 else random.random(3).astype(np.float32)
    )
    light = np.array([random.normal(0, 0.5), -abs(random.normal(0.4, 0.35)), 1.0])
    rgb = np.zeros((CANVAS, CANVAS, 3), np.float32)
    alpha = np.zeros((CANVAS, CANVAS), np.float32)
    length = float(random.choice([0.0, 0.0, 0.3, 0.7, 1.2, 1.9])) + float(random.uniform(-0.1, 0.2))
    if length > 0.25:
        _lay(rgb, alpha, _behind(wide, length, random), _strands(hair, random) * 0.75)
    _neck(rgb, alpha, skin, random)
    _clothes(rgb, alpha, random)
    _ears(rgb, alpha, skin, wide, yaw)
    colours = _painted(face, skin, hair, random)
    _lay(rgb, alpha, _edge(1 - inside, 0.06), _lit(colours, _relief(face, bulge), light, random))
    if random.random() < 0.93:
        _lay(rgb, alpha, _hair_in_front(wide, length, random), _strands(hair, random))
    at = (MIDDLE[0] + UNIT * 0.6 * wide * math.sin(yaw), MIDDLE[1] + UNIT * 0.2 * math.sin(pitch))
    return np.clip(np.dstack((rgb, alpha)) * 255 + 0.5, 0, 255).astype(np.uint8), at


def _skull(wide: float, random: np.random.Generator) -> F32:
    """A field that is below 1 within the outline of the head: rounder above than below."""
    round_ = random.uniform(2.0, 2.7, 2)
    above, below = np.abs((_V + 0.25) / random.uniform(0.85, 1.0)), np.abs((_V + 0.25) / 0.75)
    power = np.where(_V < -0.25, *round_)
    down = np.where(_V < -0.25, above, below)
    return np.asarray(np.abs(_U / wide) ** power + down**power, np.float32)


def _ears(rgb: F32, alpha: F32, skin: F32, wide: float, yaw: float) -> None:
    for side in (-1, 1):
        across = (_U - side * (wide + 0.02) + 0.1 * yaw) / 0.09
        ear = _edge(1 - across**2 - ((_V + 0.18) / 0.2) ** 2, 0.2)
        _lay(rgb, alpha, ear, np.broadcast_to(skin * 0.75, rgb.shape))


def _spot(x: F32, y: F32, cx: float, cy: float, sx: float, sy: float) -> F32:
    return np.asarray(np.exp(-(((x - cx) / sx) ** 2 + ((y - cy) / sy) ** 2)), np.float32)


def _edge(inside: NDArray[np.floating], soft: float) -> F32:
    """0 to 1: where `inside` is above 0, with a soft edge."""
    return np.asarray(np.clip(inside / soft + 0.5, 0, 1), np.float32)


def _between(table: F32, random: np.random.Generator) -> F32:
    at = random.random() * (len(table) - 1)
    low = int(at)
    return np.asarray(table[low] + (at - low) * (table[low + 1] - table[low]), np.float32)


def _lay(rgb: F32, alpha: F32, mask: F32, colour: F32) -> None:
    """A layer on top, in place."""
    below = alpha * (1 - mask)
    alpha[:] = mask + below
    rgb += (mask / np.maximum(alpha, 1e-6))[..., None] * (colour - rgb)


def _strands(hair: F32, random: np.random.Generator) -> F32:
    fine = cv2.resize(
        random.random((9, 48), np.float32), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC
    )
    dome = 1.1 - 0.35 * (_U - random.normal(0, 0.3)) ** 2 - 0.25 * np.abs(_V + 1.0)
    return np.asarray(
        np.clip((hair + 0.04) * ((0.6 + 0.8 * fine) * np.clip(dome, 0.35, 1.2))[..., None], 0, 1),
        np.float32,
    )


def _behind(wide: float, length: float, random: np.random.Generator) -> F32:
    """Hair that falls behind the face."""
    out = wide + random.uniform(0.08, 0.45)
    wave = 0.06 * np.sin(_V * random.uniform(2, 6) + random.uniform(0, 6))
    fall = np.where(
        _V < -0.4,
        (_U / out) ** 2 + ((_V + 0.4) / random.uniform(0.9, 1.1)) ** 2,
        np.abs((_U + wave) / out),
    )
    return _edge(1 - fall, 0.1) * _edge(length - 0.3 - _V, 0.15)


def _neck(rgb: F32, alpha: F32, skin: F32, random: np.random.Generator) -> None:
    shade = np.clip(0.55 + 0.4 * (_V - 0.5), 0.4, 0.85) * random.uniform(0.8, 1.1)
    _lay(
        rgb,
        alpha,
        _edge(random.uniform(0.3, 0.42) - np.abs(_U), 0.06) * _edge(_V - 0.1, 0.1),
        skin * shade[..., None],
    )


def _clothes(rgb: F32, alpha: F32, random: np.random.Generator) -> None:
    top = random.uniform(0.75, 1.0)
    cloth = random.random(3).astype(np.float32) * (0.25 if random.random() < 0.5 else 1.0)
    folds = 0.8 + 0.4 * cv2.resize(
        random.random((6, 6), np.float32), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC
    )
    shoulders = _edge(
        _V - top - random.uniform(0.2, 0.5) * np.maximum(np.abs(_U) - 0.3, 0), 0.06
    ) * _edge(random.uniform(1.3, 2.2) - np.abs(_U), 0.1)
    opening = random.uniform(0.2, 0.4) * (1 - (_V - top) / random.uniform(0.5, 1.2))
    bare = _edge(opening - np.abs(_U), 0.05)
    kind = random.random()
    if kind < 0.75:
        _lay(rgb, alpha, shoulders * (1 - bare if kind < 0.25 else 1), cloth * folds[..., None])
    if kind >= 0.25:
        _lay(
            rgb,
            alpha,
            shoulders if kind >= 0.75 else shoulders * bare,
            np.broadcast_to(random.uniform(0.6, 1, 3).astype(np.float32), rgb.shape),
        )
    if kind >= 0.5:  # a tie
        wide = 0.05 + 0.05 * np.clip(_V - top, 0, 1)
        pattern = 0.7 + 0.3 * np.sin((_U + _V) * random.uniform(5, 60))
        _lay(
            rgb,
            alpha,
            _edge(wide - np.abs(_U), 0.04) * _edge(_V - top, 0.1),
            random.random(3).astype(np.float32) * pattern[..., None],
        )


def _relief(face: _Face, bulge: F32) -> F32:
    """Heights: the skull and what stands on it."""
    u, a, v = face
    rise = np.clip((v + 0.42) / 0.42, 0, 1) * _edge(0.04 - v, 0.08)
    return np.asarray(
        0.75 * bulge
        + 0.2 * rise * np.exp(-((u / (0.06 + 0.06 * rise)) ** 2))
        + 0.05 * _spot(a, v, 0.22, -0.48, 0.18, 0.06)
        - 0.09 * _spot(a, v, 0.25, -0.33, 0.13, 0.09)
        + 0.07 * _spot(a, v, 0.3, 0.0, 0.15, 0.15)
        + 0.04 * _spot(u, v, 0.0, 0.18, 0.2, 0.07)
        - 0.03 * _spot(u, v, 0.0, 0.3, 0.16, 0.04)
        + 0.05 * _spot(u, v, 0.0, 0.43, 0.13, 0.08),
        np.float32,
    )


def _lit(colours: F32, heights: F32, light: F64, random: np.random.Generator) -> F32:
    """Lambert's law with light from all around, darker hollows, and a gloss."""
    down, across = np.gradient(heights, 1 / UNIT)
    length = np.sqrt(across**2 + down**2 + 1)
    towards = light / np.linalg.norm(light)
    facing = np.clip((-across * towards[0] - down * towards[1] + towards[2]) / length, 0, 1)
    around = random.uniform(0.3, 0.8)
    hollow = np.clip(
        (cv2.GaussianBlur(heights, (0, 0), 3) - heights) * random.uniform(2, 9), 0, 0.5
    )
    shade = (around + (1 - around) * facing * 1.15) * (1 - hollow)
    gloss = random.uniform(0, 0.35) * facing**24 * (random.random() < 0.5)
    return np.asarray(
        np.clip(colours * shade[..., None] * random.uniform(0.8, 1.2) + gloss[..., None], 0, 1),
        np.float32,
    )


def _painted(face: _Face, skin: F32, hair: F32, random: np.random.Generator) -> F32:
    """The colours of a face, without light."""
    colours = np.empty((CANVAS, CANVAS, 3), np.float32)
    colours[:] = skin
    blotches = cv2.resize(
        random.random((7, 7), np.float32), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC
    )
    colours *= (1 + random.uniform(0, 0.2) * (blotches - 0.5))[..., None]
    red = random.uniform(0, 0.5) * (
        _spot(face.a, face.v, 0.3, 0.0, 0.18, 0.14) + _spot(face.u, face.v, 0, -0.02, 0.12, 0.12)
    )
    _mix(colours, red, skin * (1.0, 0.7, 0.68))
    _mix(
        colours,
        random.uniform(0, 0.3)
        * np.exp(-(((face.a - 0.14 - 0.6 * np.clip(face.v, 0, 0.3)) / 0.03) ** 2))
        * _edge(0.15 - np.abs(face.v - 0.13), 0.1),
        skin * 0.5,
    )
    if random.random() < 0.4:
        _beard(colours, face, hair, random)
    _mouth(colours, face, skin, random)
    _nose(colours, face, skin, random)
    _eyes(colours, face, skin, random)
    arch = 0.06 * ((face.a - 0.25) / 0.15) ** 2 + random.uniform(-0.05, 0.03)
    brow = np.exp(-(((face.v + 0.5 - arch) / random.uniform(0.02, 0.05)) ** 2)) * _edge(
        0.16 - np.abs(face.a - 0.25), 0.06
    )
    _mix(colours, random.uniform(0.25, 0.95) * brow, np.minimum(hair, skin) * 0.6)
    if random.random() < 0.22:
        _glasses(colours, face, random)
    return colours


def _mix(colours: F32, share: NDArray[np.floating], colour: NDArray[np.floating]) -> None:
    colours += share[..., None].astype(np.float32) * (np.asarray(colour, np.float32) - colours)


def _beard(colours: F32, face: _Face, hair: F32, random: np.random.Generator) -> None:
    thick = random.uniform(0.15, 0.9)
    low = random.uniform(-0.1, 0.3)
    jaw = _edge(face.v - low + 1.2 * np.maximum(face.a - 0.25, 0), 0.15)
    lip = _spot(face.u, face.v, 0, 0.1, 0.22, 0.05)
    grain = 0.7 + 0.6 * random.random((CANVAS, CANVAS), np.float32)
    _mix(
        colours,
        np.clip(thick * np.maximum(jaw * _edge(face.v - 0.02, 0.1), lip), 0, 1),
        hair * cv2.GaussianBlur(grain, (0, 0), 0.8)[..., None],
    )


def _mouth(colours: F32, face: _Face, skin: F32, random: np.random.Generator) -> None:
    wide = random.uniform(0.16, 0.26)
    smile = random.uniform(-0.02, 0.1)
    across = np.clip(1 - (face.u / wide) ** 2, 0, 1)
    middle = face.v - 0.17 - smile * (across - 0.5)
    lips = random.uniform(0.03, 0.07)
    _mix(
        colours,
        random.uniform(0.3, 0.9)
        * _edge(lips * np.sqrt(across) - np.abs(middle), 0.03)
        * (across > 0),
        skin * (0.85, 0.5, 0.5),
    )
    if random.random() < 0.5:  # laughing: teeth between dark corners
        opened = random.uniform(0.02, 0.06)
        _mix(
            colours,
            _edge(1.2 * opened * np.sqrt(across) - np.abs(middle), 0.03) * (across > 0),
            np.array([0.18, 0.06, 0.06]),
        )
        _mix(
            colours,
            0.95 * _edge(0.85 * opened * across - np.abs(middle), 0.03) * (across > 0),
            np.array([0.93, 0.9, 0.86]) * random.uniform(0.75, 1.1),
        )
    else:
        _mix(
            colours,
            random.uniform(0.4, 0.9) * np.exp(-((middle / 0.018) ** 2)) * (across > 0),
            skin * 0.25,
        )


def _nose(colours: F32, face: _Face, skin: F32, random: np.random.Generator) -> None:
    _mix(
        colours,
        random.uniform(0.3, 0.9) * _spot(face.a, face.v, 0.06, 0.01, 0.03, 0.016),
        skin * 0.2,
    )
    _mix(
        colours,
        random.uniform(0.1, 0.4) * _spot(face.a, face.v, 0.12, -0.02, 0.025, 0.05),
        skin * 0.4,
    )
    _mix(
        colours,
        random.uniform(0.1, 0.45) * _spot(face.u, face.v, 0.0, 0.045, 0.12, 0.025),
        skin * 0.4,
    )


def _eyes(colours: F32, face: _Face, skin: F32, random: np.random.Generator) -> None:
    apart, wide, opened = (
        random.uniform(0.23, 0.27),
        random.uniform(0.1, 0.13),
        random.uniform(0.012, 0.055),
    )
    _mix(
        colours,
        random.uniform(0.1, 0.55) * _spot(face.a, face.v, apart, -0.36, 0.15, 0.08),
        skin * 0.35,
    )
    from_middle, down = face.a - apart, face.v + 0.33
    lens = 1 - (from_middle / wide) ** 2
    inside = _edge(opened * lens - np.abs(down), 0.02) * (lens > 0)
    _mix(colours, inside * 0.9, np.array([0.85, 0.83, 0.82]) * random.uniform(0.7, 1.1))
    gaze = face.u - np.sign(face.u) * apart - random.normal(0, 0.02)
    iris = _edge(0.05 - np.hypot(gaze, down), 0.02)
    _mix(colours, inside * iris, _IRISES[random.integers(len(_IRISES))])
    _mix(colours, inside * _edge(0.022 - np.hypot(gaze, down), 0.02), np.zeros(3))
    lid = np.exp(-(((down + opened * np.maximum(lens, 0)) / 0.018) ** 2)) * (
        np.abs(from_middle) < 1.1 * wide
    )
    _mix(colours, random.uniform(0.5, 0.95) * lid, skin * 0.15)
    under = np.exp(-(((down - opened * np.maximum(lens, 0) - 0.01) / 0.015) ** 2)) * (
        np.abs(from_middle) < wide
    )
    _mix(colours, random.uniform(0.1, 0.5) * under, skin * 0.3)


def _glasses(colours: F32, face: _Face, random: np.random.Generator) -> None:
    r = np.sqrt(
        ((face.a - 0.26) / random.uniform(0.17, 0.22)) ** 2
        + ((face.v + 0.31) / random.uniform(0.12, 0.18)) ** 2
    )
    frame = np.exp(-(((r - 1) / random.uniform(0.06, 0.16)) ** 2))
    bridge = np.exp(-(((face.v + 0.36) / 0.02) ** 2)) * (face.a < 0.07)
    dark = random.random(3) * (0.3 if random.random() < 0.75 else 0.9)
    _mix(colours, random.uniform(0, 0.25) * _edge(1 - r, 0.1), np.full(3, random.random()))
    _mix(colours, random.uniform(0.5, 1.0) * np.maximum(frame, bridge), dark)


def _hair_in_front(wide: float, length: float, random: np.random.Generator) -> F32:
    """Hair on the head, with an opening for the face."""
    out, up = wide + random.uniform(0.02, 0.2), random.uniform(0.96, 1.25)
    mass = np.where(
        _V < -0.25, np.abs(_U / out) ** 2.3 + np.abs((_V + 0.25) / up) ** 2.3, np.abs(_U / out)
    )
    parting, slant = random.normal(0, 0.2), random.normal(0, 0.25)
    line = (
        random.uniform(-1.1, -0.75 if random.random() < 0.7 else -0.45)
        + random.uniform(0, 0.5) * (_U - parting) ** 2 / wide**2
        + slant * _U
    )
    ragged = random.uniform(0, 0.1) * cv2.resize(
        random.random((1, 24), np.float32) - 0.5, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC
    )
    sides = wide * random.uniform(0.82, 1.02) - 0.1 * np.clip(_V, -1, 0)
    opening = _edge(_V - line + ragged, 0.08) * _edge(sides - np.abs(_U), 0.06)
    ends = _edge((length - 0.3 if length > 0.25 else random.uniform(-0.4, -0.1)) - _V, 0.12)
    return np.asarray(_edge(1 - mass, 0.1) * (1 - opening) * ends, np.float32)
