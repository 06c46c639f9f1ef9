"""Sheets: many drawings on one picture, to look at and to print: a contact sheet of seeds, an
expression sheet of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.controls import VISEME_SHAPES, VISEMES, Vector, controls, look_at
from vidol.core.face import Picture
from vidol.face.artist.artist import Artist
from vidol.face.artist.look import Look
from vidol.media.alpha import flattened

PAPERS: Final = (
    (238, 236, 246), (246, 238, 236), (234, 242, 244), (244, 243, 234), (240, 244, 236),
)  # fmt: skip


def _both(**values: float) -> dict[str, float]:
    return {name + side: value for name, value in values.items() for side in ("Left", "Right")}


def _viseme(name: str, **more: float) -> Vector:
    shape: Vector = VISEME_SHAPES[VISEMES.index(name)]
    return shape + controls(**more)


def _looking(x: float, y: float, **more: float) -> Vector:
    vector = controls(**more)
    look_at(vector, x, y)
    return vector


EXPRESSIONS: Final[tuple[tuple[str, Vector], ...]] = (
    ("rest", controls()),
    ("smile", controls(**_both(mouthSmile=0.8, cheekSquint=0.2))),
    ("joy", controls(jawOpen=0.55, headRoll=5, browInnerUp=0.3,
        **_both(mouthSmile=0.9, eyeBlink=1, cheekSquint=1))),
    ("laughter", controls(jawOpen=0.85, headPitch=8, blush=0.4,
        **_both(mouthSmile=1, eyeBlink=1, cheekSquint=1, browOuterUp=0.4))),
    ("wink", controls(eyeBlinkLeft=1, cheekSquintLeft=1, headRoll=-7, jawOpen=0.25,
        **_both(mouthSmile=0.9))),
    ("surprise", controls(jawOpen=0.4, mouthFunnel=0.5, browInnerUp=0.9,
        **_both(eyeWide=1, browOuterUp=0.9))),
    ("anger", controls(headPitch=-6, **_both(browDown=1, mouthFrown=0.7, eyeSquint=0.35,
        mouthPress=0.4))),
    ("shouting", controls(jawOpen=0.8, headPitch=4, **_both(browDown=0.9, mouthStretch=0.5,
        eyeSquint=0.2, mouthUpperUp=0.6))),
    ("sadness", _looking(0, 0.4, browInnerUp=1, headPitch=-8,
        **_both(mouthFrown=0.8, eyeBlink=0.25))),
    ("crying", controls(browInnerUp=1, jawOpen=0.35, headPitch=-4,
        **_both(mouthFrown=0.9, eyeBlink=0.9, mouthStretch=0.3))),
    ("shyness", _looking(-0.6, 0.4, blush=1, headRoll=9, headPitch=-8, headYaw=8, browInnerUp=0.6,
        **_both(mouthSmile=0.4))),
    ("sleepiness", controls(headRoll=8, headPitch=-6, jawOpen=0.1, **_both(eyeBlink=0.72))),
    ("sulking", _looking(0.8, 0, headYaw=-14, cheekPuff=1, mouthPucker=0.4,
        **_both(browDown=0.5, mouthFrown=0.3))),
    ("smugness", _looking(0.3, 0.1, headPitch=10, mouthSmileLeft=0.9, mouthSmileRight=0.2,
        browOuterUpLeft=0.8, **_both(eyeBlink=0.35))),
    ("thinking", _looking(0.7, -0.8, headYaw=12, headPitch=10, headRoll=-6, mouthLeft=0.6,
        mouthPucker=0.4, browOuterUpRight=0.6)),
    ("worry", controls(browInnerUp=1, headRoll=-5, **_both(mouthFrown=0.4, mouthStretch=0.3,
        eyeSquint=0.2))),
    ("tongue", controls(tongueOut=1, jawOpen=0.35, eyeBlinkRight=1, cheekSquintRight=1,
        **_both(mouthSmile=0.6))),
    ("blink", controls(**_both(eyeBlink=1))),
    ("half blink", controls(**_both(eyeBlink=0.5))),
    ("aa", _viseme("aa")),
    ("E", _viseme("E")),
    ("ih", _viseme("ih")),
    ("oh", _viseme("oh")),
    ("ou", _viseme("ou")),
    ("PP", _viseme("PP")),
    ("SS", _viseme("SS")),
    ("turn right", controls(headYaw=30, hairSideX=-0.4, hairBackX=-0.5)),
    ("turn left", controls(headYaw=-30, hairSideX=0.4, hairBackX=0.5)),
    ("look up", _looking(0, -0.7, headPitch=28, jawOpen=0.15)),
    ("look down", _looking(0, 0.7, headPitch=-28, **_both(eyeBlink=0.2))),
)  # fmt: skip


def contact_sheet(seeds: Sequence[int], size: int = 320, columns: int = 8) -> U8:
    """Characters at their ease, one per seed, on paper: (rows * size, columns * size, 3)."""

    def draw(seed: int) -> Picture:
        zoom = 1.1 * size
        return Artist(Look.from_seed(seed)).view(
            at_ease(seed), size, size, zoom, size / 2 - zoom / 2, -0.02 * size
        )

    with ThreadPoolExecutor() as pool:
        return tile(list(pool.map(draw, seeds)), columns)


def at_ease(seed: int) -> Vector:
    """A pose as for a portrait: the head a little tilted and turned, the trace of a smile, eyes on
    the viewer.
    """
    rng = np.random.default_rng(seed)
    turn, tilt, smile = rng.normal(0, 6), rng.normal(0, 4), rng.uniform(0.1, 0.6)
    part = 0.25 if rng.random() < 0.3 else 0.0
    return _looking(
        -turn / 40,
        0,
        headYaw=turn,
        headRoll=tilt,
        headPitch=rng.normal(1, 3),
        jawOpen=part,
        bodyYaw=turn / 15,
        **_both(mouthSmile=smile + part, eyeSquint=0.12 * smile, cheekSquint=0.2 * smile),
    )


def expression_sheet(look: Look, size: int = 320, columns: int = 6) -> U8:
    """The EXPRESSIONS of one character, framed on the face."""
    artist = Artist(look)
    zoom = 1.32 * size
    left, top = size / 2 - zoom * artist.anatomy.cx, size * 0.53 - zoom * artist.anatomy.eye_y
    with ThreadPoolExecutor() as pool:
        return tile(
            list(
                pool.map(
                    lambda named: artist.view(named[1], size, size, zoom, left, top), EXPRESSIONS
                )
            ),
            columns,
        )


def tile(pictures: Sequence[Picture], columns: int) -> U8:
    """Square RGBA pictures laid on paper in rows: (rows * size, columns * size, 3) RGB."""
    size = pictures[0].shape[0]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * size, columns * size, 3), 255, np.uint8)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, columns)
        paper = PAPERS[(row * 2 + column) % len(PAPERS)]
        cell = sheet[row * size : (row + 1) * size, column * size : (column + 1) * size]
        cell[...] = flattened(picture, paper)
    return sheet
