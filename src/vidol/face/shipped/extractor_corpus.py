"""What the metrics' own feature extractor is trained on: drawings of the artist with what they
show. No torch in here.

Its characters come from seeds from 2^40 on, which nothing else in vidol draws from: every other
drawing is held out from it.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import numpy as np

from vidol.core.arrays import F32, I64, U8
from vidol.core.controls import INDEX, Vector
from vidol.face.artist import Artist, Look
from vidol.face.artist import look as names
from vidol.face.artist.labels import LANDMARKS, landmarks
from vidol.face.artist.motion import random_controls
from vidol.face.shipped.corpus import fill, opened

FIRST_SEED: Final = 1 << 40
SIDE: Final = 72
"""Of the drawings; the network sees 64 px of them."""
POSES: Final = 5
FACE: Final = (0.5, 0.42)
"""About where a face is on the canvas."""
HAIR_COLOURS: Final = (
    "black",
    "grey",
    "white",
    "brown",
    "blond",
    "red",
    "green",
    "cyan",
    "blue",
    "purple",
    "pink",
)
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "hair_colour": HAIR_COLOURS,
    **{
        field: get_args(kind)
        for field, kind in (
            ("style", names.Style), ("proportion", names.Proportion),
            ("hair_front", names.HairFront), ("hair_side", names.HairSide),
            ("hair_back", names.HairBack), ("hair_pattern", names.HairPattern),
            ("outfit", names.Outfit), ("eye_shape", names.EyeShape),
            ("iris", names.IrisStyle), ("brow", names.Brow), ("mouth", names.Mouth),
        )
    },
}  # fmt: skip
"""What is asked about a look, and the answers."""
ACCESSORIES: Final[tuple[str, ...]] = get_args(names.Accessory)
COLOURS: Final = (
    "skin",
    "hair",
    "hair_second",
    "eyes_left",
    "outfit_main",
    "outfit_second",
    "accent",
)
PROPORTIONS: Final = (
    "face_width",
    "face_length",
    "jaw",
    "eye_size",
    "eye_spacing",
    "mouth_width",
    "hair_volume",
    "hair_length",
    "lashes",
    "blush",
)
VALUES: Final = 3 * len(COLOURS) + len(PROPORTIONS) + len(INDEX)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Memory maps of N drawings."""

    pictures: U8
    """(N, 72, 72, 4) RGBA, straight alpha."""
    landmarks: F32
    """(N, landmarks, 2) in pixels."""
    classes: I64
    """(N, CLASSES), which answer is right."""
    accessories: F32
    """(N, ACCESSORIES), 0 or 1."""
    values: F32
    """(N, VALUES): colours 0 to 1, proportions, controls."""


def hair_colour(code: str) -> str:
    """The family that a colour of hair, `#rrggbb`, belongs to."""
    hue, lightness, saturation = colorsys.rgb_to_hls(
        *(int(code[k : k + 2], 16) / 255 for k in (1, 3, 5))
    )
    if saturation * (1 - abs(2 * lightness - 1)) < 0.12:
        if lightness < 0.33:
            return "black"
        return "grey" if lightness < 0.75 else "white"
    if lightness < 0.16:
        return "black"
    degrees = 360 * hue
    if degrees < 55:
        if degrees < 14:
            return "red"
        return "brown" if lightness < 0.5 else "blond"
    for limit, name in (
        (70, "blond"),
        (160, "green"),
        (200, "cyan"),
        (250, "blue"),
        (290, "purple"),
        (345, "pink"),
    ):
        if degrees < limit:
            return name
    return "red"


def drawn(folder: Path, characters: int) -> Corpus:
    """The corpus of a folder, drawn as far as it is not there yet."""
    count = characters * POSES
    tables = opened(
        folder,
        count,
        {
            "pictures": (np.uint8, (SIDE, SIDE, 4)),
            "landmarks": (np.float32, (len(LANDMARKS), 2)),
            "classes": (np.int64, (len(CLASSES),)),
            "accessories": (np.float32, (len(ACCESSORIES),)),
            "values": (np.float32, (VALUES,)),
        },
    )
    corpus = Corpus(**tables)
    fill(folder, count, tables, characters, lambda number: _draw(corpus, number))
    return corpus


def _draw(corpus: Corpus, number: int) -> None:
    """All poses of a character: every other one whole, the rest nearer."""
    random = np.random.default_rng(FIRST_SEED + number)
    look = Look.from_seed(FIRST_SEED + number)
    artist = Artist(look)
    for k in range(number * POSES, (number + 1) * POSES):
        controls = random_controls(random)
        scale = SIDE * (1.0 if k % 2 else float(random.uniform(0.9, 1.7)))
        dx, dy = (
            SIDE / 2 - scale * at + (0.0 if k % 2 else float(random.normal(0, 3))) for at in FACE
        )
        if k % 2:
            dx = dy = 0.0
        corpus.pictures[k] = artist.view(controls, SIDE, SIDE, scale, dx, dy)
        corpus.landmarks[k] = landmarks(artist, controls) * scale + (dx, dy)
        corpus.classes[k] = _answers(look)
        corpus.accessories[k] = [name in look.accessories for name in ACCESSORIES]
        corpus.values[k] = _values(look, controls)


def _answers(look: Look) -> list[int]:
    said = look.model_dump() | {"hair_colour": hair_colour(look.hair)}
    return [answers.index(said[question]) for question, answers in CLASSES.items()]


def _values(look: Look, controls: Vector) -> F32:
    colours = [int(getattr(look, name)[k : k + 2], 16) / 255 for name in COLOURS for k in (1, 3, 5)]
    return np.concatenate(
        (colours, [getattr(look, name) for name in PROPORTIONS], _scaled(controls))
    ).astype(np.float32)


def _scaled(controls: Vector) -> Vector:
    """Controls with angles brought to the range of the others."""
    scaled = controls.copy()
    for name in ("headYaw", "headPitch", "headRoll"):
        scaled[INDEX[name]] /= 20
    return scaled
