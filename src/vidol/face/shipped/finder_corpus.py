"""What the face finder is trained on: heads with where their faces are. No torch in here.

Four sources, all drawn or drawings: the artist's characters; heads lit like photographs
(finder_heads); and, where the folder of pictures is there, Lorelei avatars (CC0-1.0) and people of
Noto Emoji (Apache-2.0), both of which draw every face at a place that is known. The artist's
characters come from seeds from 2^41 on, which nothing else in vidol draws from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from PIL import Image

from vidol.core.arrays import F32, F64, U8
from vidol.core.controls import Vector
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import LANDMARKS, landmarks
from vidol.face.artist.motion import random_controls
from vidol.face.finder import SIDE_OF_BROWS_TO_CHIN
from vidol.face.shipped.corpus import fill, opened
from vidol.face.shipped.finder_heads import CANVAS, MIDDLE, UNIT, head

FIRST_SEED: Final = 1 << 41
SOURCES: Final = ("artist", "heads", "lorelei", "emoji")
CHARACTERS: Final = 1200
POSES: Final = 4
HEADS: Final = 5000
LORELEI: Final = 3000
"""The first of them are trained on; the others are for benchmarks/finder.py."""
LORELEI_FACE: Final = (0.58, 0.395, 0.74)
EMOJI_FACES: Final[dict[str, tuple[float, float, float]]] = {
    "1f466": (0.5, 0.54, 0.96), "1f467": (0.5, 0.54, 0.96), "1f468": (0.5, 0.5, 0.96),
    "1f469": (0.5, 0.51, 0.96), "1f470": (0.5, 0.4, 0.69),
    "1f471": (0.5, 0.4, 0.69), "1f472": (0.5, 0.42, 0.71), "1f473": (0.5, 0.4, 0.69),
    "1f474": (0.5, 0.53, 0.96), "1f475": (0.5, 0.53, 0.96),
    "1f476": (0.5, 0.53, 0.96), "1f477": (0.5, 0.4, 0.69), "1f478": (0.5, 0.56, 0.96),
    "1f47c": (0.5, 0.57, 0.93), "1f481": (0.325, 0.4, 0.68),
    "1f486": (0.5, 0.4, 0.69), "1f646": (0.5, 0.39, 0.68), "1f64b": (0.515, 0.39, 0.69),
    "1f64d": (0.505, 0.46, 0.76), "1f64e": (0.5, 0.33, 0.61),
    "1f935": (0.5, 0.39, 0.69), "1f9d1": (0.5, 0.52, 0.96), "1f9d2": (0.5, 0.55, 0.96),
    "1f9d3": (0.5, 0.54, 0.96), "1f9d4": (0.5, 0.5, 0.95),
    "1f9d5": (0.5, 0.4, 0.7), "1f9d9": (0.445, 0.39, 0.68), "1f9db": (0.5, 0.39, 0.69),
    "1f9dd": (0.5, 0.39, 0.69),
}  # fmt: skip
"""Of both: x of the face, y of its brows and its chin, in shares of the picture, read off the
pictures: all of a kind draw it at the same place.
"""
_NUMBER: Final = {name: number for number, name in enumerate(LANDMARKS)}


class Corpus(NamedTuple):
    """Memory maps of N heads."""

    pictures: U8
    """(N, 128, 128, 4) RGBA, straight alpha."""
    faces: F32
    """(N, 4): x, y, side in pixels, angle in degrees clockwise; as vidol.face.finder.Found."""
    sources: U8
    """(N,), numbers of SOURCES."""


class _Part(NamedTuple):
    """What is drawn in one go: a character in all poses, a head, a picture."""

    source: str
    number: int
    file: Path | None = None
    layout: tuple[float, float, float] = (0.0, 0.0, 0.0)
    poses: int = 1


def drawn(folder: Path, drawings: Path | None) -> Corpus:
    """The corpus of a folder, drawn as far as it is not there yet; `drawings` holds
    avatars_lorelei/ and noto_emoji_faces/.
    """
    parts = list(_parts(drawings))
    begins = np.concatenate(([0], np.cumsum([part.poses for part in parts])))
    count = int(begins[-1])
    tables = opened(
        folder,
        count,
        {
            "pictures": (np.uint8, (CANVAS, CANVAS, 4)),
            "faces": (np.float32, (4,)),
            "sources": (np.uint8, ()),
        },
    )
    corpus = Corpus(**tables)
    fill(folder, count, tables, len(parts), lambda k: _draw(corpus, int(begins[k]), parts[k]))
    return corpus


def _parts(drawings: Path | None) -> Iterator[_Part]:
    for number in range(CHARACTERS):
        yield _Part("artist", number, poses=POSES)
    for number in range(HEADS):
        yield _Part("heads", number)
    if drawings is None:
        return
    for number in range(LORELEI):
        yield _Part(
            "lorelei", number, drawings / "avatars_lorelei" / f"{number:05}.png", LORELEI_FACE
        )
    folder = drawings / "noto_emoji_faces" / "png" / str(CANVAS)
    for number, (code, layout) in enumerate(EMOJI_FACES.items()):
        for file in sorted(folder.glob(f"emoji_u{code}*.png")):
            yield _Part("emoji", number, file, layout)


def _draw(corpus: Corpus, first: int, part: _Part) -> None:
    corpus.sources[first : first + part.poses] = SOURCES.index(part.source)
    if part.source == "artist":
        return _draw_character(corpus, first, part.number)
    if part.source == "heads":
        picture, (x, y) = head(np.random.Generator(np.random.Philox(key=(2, part.number))))
        brows, chin = y - UNIT / 2, y + UNIT / 2
    else:
        assert part.file is not None
        with Image.open(part.file) as image:
            picture = _cut_out(np.array(image.convert("RGBA").resize((CANVAS, CANVAS))))
        x, brows, chin = (CANVAS * at for at in part.layout)
    side = SIDE_OF_BROWS_TO_CHIN * (chin - brows)
    corpus.pictures[first] = picture
    corpus.faces[first] = (x, chin - side / 2, side, 0.0)
    return None


def _cut_out(picture: U8) -> U8:
    """An opaque drawing on white without its ground."""
    if picture[..., 3].min() < 255:
        return picture
    mask = np.zeros((CANVAS + 2, CANVAS + 2), np.uint8)
    for corner in ((0, 0), (CANVAS - 1, 0), (0, CANVAS - 1), (CANVAS - 1, CANVAS - 1)):
        if not mask[corner[1] + 1, corner[0] + 1]:
            how = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
            cv2.floodFill(
                np.ascontiguousarray(picture[..., :3]),
                mask,
                corner,
                (0, 0, 0),
                (10, 10, 10),
                (10, 10, 10),
                how,
            )
    picture[..., 3] = np.where(mask[1:-1, 1:-1] > 0, 0, 255)
    return picture


def _draw_character(corpus: Corpus, first: int, number: int) -> None:
    random = np.random.default_rng(FIRST_SEED + number)
    artist = Artist(Look.from_seed(FIRST_SEED + number))
    for k in range(first, first + POSES):
        controls = random_controls(random)
        x, y, side, angle = face_of(artist, controls)
        scale = UNIT * SIDE_OF_BROWS_TO_CHIN / side
        dx, dy = MIDDLE[0] - scale * x, MIDDLE[1] - scale * y
        corpus.pictures[k] = artist.view(controls, CANVAS, CANVAS, scale, dx, dy)
        corpus.faces[k] = (x * scale + dx, y * scale + dy, side * scale, angle)


def face_of(artist: Artist, controls: Vector) -> tuple[float, float, float, float]:
    """Where a character's face is, as vidol.face.finder.Found has it: x, y, side in canvas units,
    angle in degrees.
    """
    points = landmarks(artist, controls).astype(np.float64)

    def mean(*names: str) -> F64:
        return np.asarray(points[[_NUMBER[name] for name in names]].mean(0))

    def eye(side: str) -> F64:
        lids = product(("upper", "lower"), range(5))
        return mean(*(f"{lid}_lid_{side}_{i}" for lid, i in lids))

    eyes = sorted((eye("left"), eye("right")), key=lambda at: float(at[0]))
    across = eyes[1] - eyes[0]
    lean = math.atan2(across[1], across[0])
    up = np.array([math.sin(lean), -math.cos(lean)])
    ends = product(("left", "right"), range(3))
    brows, chin = mean(*(f"brow_{side}_{i}" for side, i in ends)), mean("jaw_7")
    side = SIDE_OF_BROWS_TO_CHIN * float((brows - chin) @ up)
    x, y = (brows + chin) / 2 + (SIDE_OF_BROWS_TO_CHIN - 1) / 2 / SIDE_OF_BROWS_TO_CHIN * side * up
    return float(x), float(y), side, math.degrees(lean)
