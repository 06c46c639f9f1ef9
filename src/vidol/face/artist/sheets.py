"""Sheets: many drawings on one picture, to look at and to print.

A contact sheet shows a character for each of many seeds, an expression sheet one character.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.controls import VISEME_SHAPES, VISEMES, Vector, both, controls, look_at
from vidol.core.errors import InputError, OutputError
from vidol.core.face import Picture
from vidol.face.artist.artist import Artist
from vidol.face.artist.look import Look
from vidol.media.alpha import flattened
from vidol.media.labels import Label
from vidol.media.stills import write_still

PAPERS: Final = (
    (238, 236, 246),
    (246, 238, 236),
    (234, 242, 244),
    (244, 243, 234),
    (240, 244, 236),
)


def _viseme(name: str) -> Vector:
    shape: Vector = VISEME_SHAPES[VISEMES.index(name)]
    return shape + controls()


def _looking(x: float, y: float, **more: float) -> Vector:
    vector = controls(**more)
    look_at(vector, x, y)
    return vector


EXPRESSIONS: Final[tuple[tuple[str, Vector], ...]] = (
    ("rest", controls()),
    ("smile", controls(**both(mouthSmile=0.8, cheekSquint=0.2))),
    ("joy", controls(
        **both(mouthSmile=0.9, eyeBlink=1, cheekSquint=1),
        jawOpen=0.55, headRoll=5, browInnerUp=0.3)),
    ("laughter", controls(
        **both(mouthSmile=1, eyeBlink=1, cheekSquint=1, browOuterUp=0.4),
        jawOpen=0.85, headPitch=8, blush=0.4)),
    ("wink", controls(
        **both(mouthSmile=0.9),
        eyeBlinkLeft=1, cheekSquintLeft=1, headRoll=-7, jawOpen=0.25)),
    ("surprise", controls(
        **both(eyeWide=1, browOuterUp=0.9),
        jawOpen=0.4, mouthFunnel=0.5, browInnerUp=0.9)),
    ("anger", controls(
        **both(browDown=1, mouthFrown=0.7, eyeSquint=0.35, mouthPress=0.4),
        headPitch=-6)),
    ("shouting", controls(
        **both(browDown=0.9, mouthStretch=0.5, eyeSquint=0.2, mouthUpperUp=0.6),
        jawOpen=0.8, headPitch=4)),
    ("sadness", _looking(0, 0.4,
        **both(mouthFrown=0.8, eyeBlink=0.25),
        browInnerUp=1, headPitch=-8)),
    ("crying", controls(
        **both(mouthFrown=0.9, eyeBlink=0.9, mouthStretch=0.3),
        browInnerUp=1, jawOpen=0.35, headPitch=-4)),
    ("shyness", _looking(-0.6, 0.4,
        **both(mouthSmile=0.4),
        blush=1, headRoll=9, headPitch=-8, headYaw=8, browInnerUp=0.6)),
    ("sleepiness", controls(
        **both(eyeBlink=0.72),
        headRoll=8, headPitch=-6, jawOpen=0.1)),
    ("sulking", _looking(0.8, 0,
        **both(browDown=0.5, mouthFrown=0.3),
        headYaw=-14, cheekPuff=1, mouthPucker=0.4)),
    ("smugness", _looking(0.3, 0.1,
        **both(eyeBlink=0.35),
        headPitch=10, mouthSmileLeft=0.9, mouthSmileRight=0.2, browOuterUpLeft=0.8)),
    ("thinking", _looking(0.7, -0.8,
        headYaw=12, headPitch=10, headRoll=-6,
        mouthLeft=0.6, mouthPucker=0.4, browOuterUpRight=0.6)),
    ("worry", controls(
        **both(mouthFrown=0.4, mouthStretch=0.3, eyeSquint=0.2),
        browInnerUp=1, headRoll=-5)),
    ("tongue", controls(
        **both(mouthSmile=0.6),
        tongueOut=1, jawOpen=0.35, eyeBlinkRight=1, cheekSquintRight=1)),
    ("blink", controls(**both(eyeBlink=1))),
    ("half blink", controls(**both(eyeBlink=0.5))),
    *((name, _viseme(name)) for name in ("aa", "E", "ih", "oh", "ou", "PP", "SS")),
    ("turn right", controls(headYaw=30, hairSideX=-0.4, hairBackX=-0.5)),
    ("turn left", controls(headYaw=-30, hairSideX=0.4, hairBackX=0.5)),
    ("look up", _looking(0, -0.7, headPitch=28, jawOpen=0.15)),
    ("look down", _looking(0, 0.7, **both(eyeBlink=0.2), headPitch=-28)),
)  # fmt: skip


def sheets(
    out: str | Path = ".", *, first: int = 0, count: int = 64, seed: int = 7, size: int = 320
) -> tuple[Path, Path]:
    """Draw a contact sheet of `count` characters from the seed `first` on, and an expression sheet
    of the character of `seed`, as contact_sheet.webp and expressions.webp in the folder `out`,
    which is made where it is not there.

    `size` is the side of one drawing in pixels. Returns the two files. Raises InputError for sizes
    that cannot be drawn, OutputError when they cannot be written.
    """
    if not (32 <= size <= 2048 and 1 <= count <= 1024):
        raise InputError(
            f"{count} drawings of {size} px cannot be on a sheet: at most 1024, of 32 to 2048 px."
        )
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    files = folder / "contact_sheet.webp", folder / "expressions.webp"
    write_still(files[0], contact_sheet(range(first, first + count), size), label=Label())
    write_still(files[1], expression_sheet(Look.from_seed(seed), size), label=Label())
    return files


def contact_sheet(seeds: Sequence[int], size: int = 320, columns: int = 8) -> U8:
    """Characters at their ease, one per seed, on paper: (rows * size, columns * size, 3)."""
    zoom = 1.1 * size
    left, top = size / 2 - zoom / 2, -0.02 * size

    def draw(seed: int) -> Picture:
        return Artist(Look.from_seed(seed)).view(at_ease(seed), size, size, zoom, left, top)

    with ThreadPoolExecutor() as pool:
        return tile(list(pool.map(draw, seeds)), columns)


def at_ease(seed: int) -> Vector:
    """A pose as for a portrait.

    The head is a little tilted and turned, the mouth has the trace of a smile, the eyes are on the
    viewer.
    """
    rng = np.random.default_rng(seed)
    turn = rng.normal(0, 6)
    tilt = rng.normal(0, 4)
    smile = rng.uniform(0.1, 0.6)
    parted = 0.25 if rng.random() < 0.3 else 0.0
    return _looking(
        -turn / 40,
        0,
        headYaw=turn,
        headRoll=tilt,
        headPitch=rng.normal(1, 3),
        jawOpen=parted,
        bodyYaw=turn / 15,
        **both(mouthSmile=smile + parted, eyeSquint=0.12 * smile, cheekSquint=0.2 * smile),
    )


def expression_sheet(look: Look, size: int = 320, columns: int = 6) -> U8:
    """The EXPRESSIONS of one character, framed on the face."""
    artist = Artist(look)
    zoom = 1.32 * size
    left = size / 2 - zoom * artist.anatomy.cx
    top = size * 0.53 - zoom * artist.anatomy.eye_y

    def draw(expression: tuple[str, Vector]) -> Picture:
        return artist.view(expression[1], size, size, zoom, left, top)

    with ThreadPoolExecutor() as pool:
        return tile(list(pool.map(draw, EXPRESSIONS)), columns)


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
