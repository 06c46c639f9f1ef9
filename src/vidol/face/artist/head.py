"""The skin: neck and shoulders, ears, face, nose, blush and marks."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex
from vidol.face.artist.curves import Points, along, ellipse, mirrored, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import FACE, LOCK, Shape, Sketch

LINE: Final = 0.0030
"""Weight of an outline on the unit canvas."""

# Freckles under one eye: x and y in their spread.
_FRECKLES: Final = ((-0.6, 0), (-0.2, 0.5), (0.25, -0.1), (0.65, 0.4), (0.0, -0.5))


def skin_colour(look: Look, hand: Hand) -> Colour:
    return hand.tone(from_hex(look.skin))


def face_outline(a: Anatomy) -> Points:
    """The closed outline of the face, clockwise from the top of the skull."""
    h = a.face_half
    chin, eye = a.chin, a.eye_y
    low = chin - eye
    square = max(0.0, a.jaw)
    half = [
        (0, a.crown), (0.60 * h, a.crown + 0.025), (0.93 * h, a.crown + 0.115),
        (1.005 * h, eye - 0.085), (0.995 * h, eye - 0.01), (0.945 * h, eye + 0.24 * low),
        ((0.830 + 0.05 * square) * h, eye + 0.50 * low),
        ((0.588 + 0.09 * a.jaw) * h, eye + 0.755 * low),
        ((0.292 + 0.08 * a.jaw) * h, eye + 0.930 * low),
        ((0.105 + 0.05 * a.jaw) * h, chin - 0.0015), (0, chin),
    ]  # fmt: skip
    return mirrored(half, a.cx)


# ---- neck and ears


def draw_neck(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
    """Neck and shoulders, with the shadow that the head throws on them."""
    skin = skin_colour(look, hand)
    n, sh = a.neck_half, a.shoulder_half
    chin = a.chin
    half = [
        (0, chin - 0.13),
        (n * 0.98, chin - 0.13),
        (n * 0.94, chin + 0.45 * max(0.0, a.collar_y - 0.035 - chin)),
        (n * 0.98, a.collar_y - 0.035),
        (n * 1.35, a.collar_y),
        (sh * 0.62, a.shoulder_y - 0.012),
        (sh * 0.90, a.shoulder_y + 0.040),
        (sh * 0.96, 0.92),
        (sh * 0.84, 1.04),
        (0, 1.06),
    ]
    below_chin = [
        (0, chin - 0.13), (n * 1.2, chin - 0.13), (n * 1.15, chin + 0.022),
        (n * 0.7, chin + 0.058), (n * 0.25, chin + 0.068), (0, chin + 0.069),
    ]  # fmt: skip
    with s.on("neck", "neck"):
        outline = mirrored(half, a.cx)
        corner = [1, 1, *[0] * (len(outline) - 3), 1]
        s.fill(outline, s.solid(skin), keep=LOCK, grain=hand.grain * 0.3, corner=corner)
        shadow = s.solid(skin.shade(1.15 * hand.shade))
        drop = mirrored(below_chin, a.cx) + (0.010, 0)
        s.fill(drop, shadow, clip=LOCK, feather=hand.soft * 0.8, blend="atop")
        _draw_neck_lines(s, a, hand, skin, half[1:6])


def _draw_neck_lines(
    s: Sketch, a: Anatomy, hand: Hand, skin: Colour, right: list[tuple[float, float]]
) -> None:
    """Collarbones, and the outline of the neck, given as its right side from the midline."""
    n = a.neck_half
    line = s.solid(skin.line())
    bone_line = [
        (a.cx + n * 0.30, a.collar_y + 0.018),
        (a.cx + n * 0.95, a.collar_y + 0.010),
        (a.cx + n * 1.9, a.collar_y - 0.004),
    ]
    collar = along(bone_line, 6)
    thin = taper(6, LINE * 0.75 * max(hand.line, 0.4), 0.35)
    for side in (1, -1):
        bone = (collar - (a.cx, 0)) * (side, 1) + (a.cx, 0)
        s.stroke(bone, thin, s.solid(skin.shade(1.8)), opacity=0.7)
        if hand.line:
            edge = along([(a.cx + side * x, y) for x, y in right], 10)
            s.stroke(edge, taper(10, LINE * hand.line, 0.45, (0.4, 0.3)), line, opacity=hand.ink)


def draw_ears(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
    """Both ears, from the eye line to the nose."""
    skin = skin_colour(look, hand)
    top, bottom = a.eye_y - 0.022, a.nose_y - 0.006
    tall = bottom - top
    x = a.face_half * 0.975
    shell = np.array([
        (x - 0.012, top + 0.15 * tall), (x + 0.012, top - 0.02 * tall),
        (x + 0.030, top + 0.10 * tall), (x + 0.031, top + 0.38 * tall),
        (x + 0.019, top + 0.72 * tall), (x + 0.008, bottom),
        (x - 0.016, bottom - 0.05 * tall),
    ])  # fmt: skip
    hollow = np.array([
        (x - 0.004, top + 0.24 * tall), (x + 0.016, top + 0.16 * tall),
        (x + 0.021, top + 0.36 * tall), (x + 0.012, top + 0.60 * tall),
        (x, top + 0.72 * tall),
    ])  # fmt: skip
    warm = skin.shade(0.35).with_(chroma=skin.chroma + 0.03)
    for side in (1, -1):
        outer = shell * (side, 1) + (a.cx, 0)
        inner = hollow * (side, 1) + (a.cx, 0)
        with s.on("ear", "ear"):
            body = s.linear(outer[2], outer[5], (0, skin, 1), (1, warm, 1))
            s.fill(outer, body, keep=LOCK)
            s.fill(
                inner,
                s.solid(skin.shade(1.0 * hand.shade)),
                clip=LOCK,
                feather=hand.soft * 0.5,
                blend="atop",
                opacity=0.8,
            )
            if hand.line:
                width = taper(12, LINE * hand.line, 0.5, (0.2, 0.2))
                s.stroke(along(outer, 12), width, s.solid(skin.line()), opacity=hand.ink)


# ---- face


def draw_face(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> Shape:
    """The face itself: fill, the form shadow on the far side of the light, outline."""
    skin = skin_colour(look, hand)
    h, cx = a.face_half, a.cx
    far = [
        (cx + 1.05 * h, a.eye_y - 0.06), (cx + 1.05 * h, a.eye_y + 0.10),
        (cx + 0.75 * h, a.chin - 0.01), (cx + 0.30 * h, a.chin + 0.01),
        (cx + 0.05 * h, a.chin + 0.006), (cx + 0.42 * h, a.chin - 0.022),
        (cx + 0.74 * h, a.chin - 0.060), (cx + 0.915 * h, a.eye_y + 0.055),
    ]  # fmt: skip
    with s.on("skin", "skin"):
        stops = (0, skin, 1), (0.72, skin, 1), (1, skin.shade(0.22 * hand.shade), 1)
        lit = s.linear((cx - 0.05, a.eye_y - 0.12), (cx + 0.05, a.chin), *stops)
        face = s.fill(face_outline(a), lit, keep=FACE, grain=hand.grain * 0.15)
        s.fill(
            far,
            s.solid(skin.shade(0.9 * hand.shade)),
            clip=FACE,
            blend="atop",
            feather=max(0.003, hand.soft),
            opacity=0.85,
            grain=hand.grain * 0.6,
        )
        if hand.glow > 0.6:
            for side, light in ((-1, 0.55), (1, 0.3)):
                cheek = ellipse(cx + side * a.eye_dx * 1.06, a.nose_y - 0.012, 0.028, 0.018)
                s.fill(
                    cheek,
                    s.solid(skin.light(0.9)),
                    clip=FACE,
                    blend="atop",
                    feather=0.012,
                    opacity=light * 0.5,
                )
    return face


def draw_face_line(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
    """The outline of cheeks and jaw, heavier towards the chin."""
    if not hand.line:
        return
    outline = face_outline(a)
    half = (len(outline) + 2) // 2
    t = np.linspace(-1, 1, 30)
    weight = 0.45 + 0.75 * np.exp(-((t / 0.42) ** 2))
    width = LINE * hand.line * weight * np.clip((1 - np.abs(t)) * 8, 0, 1)
    with s.on("skin", "skin"):
        ring = np.concatenate([outline[3:half], outline[half : len(outline) - 2]])
        s.stroke(along(ring, 30), width, s.solid(skin_colour(look, hand).line()), opacity=hand.ink)


def draw_nose(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> tuple[Shape, list[Shape]]:
    """A tapered mark, the soft red of its tip and a small light.

    Returns the mark, and the wrinkles (left, right) of a sneer.
    """
    skin = skin_colour(look, hand)
    x, y = a.cx, a.nose_y
    if look.presentation == "masculine":
        mark = [
            (x + 0.0055, y - 0.034), (x + 0.0075, y - 0.015), (x + 0.0095, y - 0.001),
            (x + 0.0015, y + 0.006),
        ]  # fmt: skip
    else:
        mark = [(x + 0.0035, y - 0.008), (x + 0.0060, y + 0.001), (x + 0.0005, y + 0.0045)]
    with s.on("nose", "nose"):
        red = skin.with_(chroma=skin.chroma + 0.06, hue=28)
        tip = s.radial((x, y), 0.020, 0.014, (0, red, 0.30), (1, skin, 0))
        s.fill(ellipse(x, y, 0.020, 0.014), tip, clip=FACE, blend="atop")
        width = taper(7, LINE * 0.95, 0.62)
        nose = s.stroke(along(mark, 7), width, s.solid(skin.shade(2.3)), opacity=0.9)
        if hand.glow > 0.6:
            s.fill(
                ellipse(x - 0.002, y - 0.006, 0.0030, 0.0042, 8),
                s.solid(skin.light(1.3)),
                opacity=0.8 * hand.glow,
                feather=0.001,
            )
        wrinkles = []
        for side in (1, -1):
            fold = [
                (x + side * 0.010, y - 0.034), (x + side * 0.015, y - 0.026),
                (x + side * 0.014, y - 0.017),
            ]  # fmt: skip
            width, paint = taper(5, LINE * 0.9, 0.4), s.solid(skin.shade(2.2))
            wrinkles.append(s.stroke(along(fold, 5), width, paint, opacity=0.0))
    return nose, wrinkles


def draw_marks(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> list[Shape]:
    """Blush (returned, because a performance deepens it), freckles and a mole."""
    skin = skin_colour(look, hand)
    with s.on("face", "skin"):
        blush = [*_draw_blush(s, a, skin, 1), *_draw_blush(s, a, skin, -1)]
        if look.freckles:
            _draw_freckles(s, a, skin)
        if look.mole:
            y = a.eye_y + a.eye_half * a.eye_tall * 0.98 + 0.012
            spot = ellipse(a.cx + a.eye_dx * 1.02, y, 0.0026, 0.0026, 7)
            s.fill(spot, s.solid(skin.line()), clip=FACE)
    return blush


def _draw_blush(s: Sketch, a: Anatomy, skin: Colour, side: int) -> list[Shape]:
    """A red cheek with three dashes on it."""
    red = Colour(min(0.80, skin.lightness - 0.07), max(0.13, skin.chroma + 0.09), 22)
    x, y = a.cx + side * a.eye_dx * 1.18, a.eye_y + 0.62 * (a.mouth_y - a.eye_y)
    stops = (0, red, 0.75), (0.45, red, 0.45), (1, red, 0)
    soft = s.radial((x, y), 0.044, 0.026, *stops)
    shapes = [s.fill(ellipse(x, y, 0.044, 0.026), soft, clip=FACE, blend="atop")]
    for i in range(3):
        middle = x + (i - 1) * 0.0125
        dash = along([(middle + 0.0035, y - 0.007), (middle - 0.0035, y + 0.006)], 4)
        width = taper(4, 0.0026, 0.5, (0.3, 0.3))
        paint = s.solid(red.with_(lightness=red.lightness - 0.08))
        shapes.append(s.stroke(dash, width, paint, clip=FACE, opacity=0.8))
    return shapes


def _draw_freckles(s: Sketch, a: Anatomy, skin: Colour) -> None:
    for i, (dx, dy) in enumerate(_FRECKLES):
        for side in (1, -1):
            x = a.cx + side * (a.eye_dx * 0.95 + 0.02 * dx)
            y = a.nose_y - 0.008 + 0.008 * dy
            spot = ellipse(x, y, 0.0019 + 0.0003 * (i % 2), 0.0019, 6)
            s.fill(spot, s.solid(skin.shade(1.7).with_(hue=50)), clip=FACE, opacity=0.7)
