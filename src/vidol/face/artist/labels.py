"""Labels: what a drawn sample is, in numbers and words.

They are the ground truth of every face model and metric.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, U8, Bools
from vidol.core.controls import Vector
from vidol.core.face import Picture
from vidol.face.artist import raster
from vidol.face.artist.artist import Artist
from vidol.face.artist.captions import captions
from vidol.face.artist.look import Look
from vidol.face.artist.motion import random_controls
from vidol.face.artist.rig import pose
from vidol.face.artist.sketch import LAYERS, PARTS

GRID = 25
"""Nodes per side of the grid that carries the flow."""


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}_{i}" for i in range(count)]


LANDMARKS = (
    *_numbered("jaw", 15),
    *_numbered("upper_lid_left", 5),
    *_numbered("lower_lid_left", 5),
    *_numbered("upper_lid_right", 5),
    *_numbered("lower_lid_right", 5),
    "pupil_left",
    "pupil_right",
    "nose",
    *_numbered("upper_lip", 5),
    *_numbered("lower_lip", 5),
    *_numbered("brow_left", 3),
    *_numbered("brow_right", 3),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    controls, look and captions are the control vector, the identity parameters and a sentence per
    language.
    """

    picture: Picture
    """(size, size, 4) RGBA."""
    parts: U8
    """(size, size), indices into PARTS of the topmost part, 0 where nothing is drawn."""
    landmarks: F32
    """(len(LANDMARKS), 2) in pixels."""
    flow: F32
    """(size, size, 2): from each pixel of the pose, in pixels, to the same material at rest."""
    valid: Bools
    """(size, size): where that material exists at rest; redrawn lids and mouths have none."""
    controls: Vector
    look: Look
    captions: dict[str, str]


def sample(artist: Artist, controls: Vector, size: int) -> Sample:
    """Draw one picture with all its labels."""
    top = np.empty((size, size), np.uint16)
    picture = artist.view(controls, size, size, float(size), 0.0, 0.0, top)
    part_of = np.concatenate([[0], artist.packed.part_of_item]).astype(np.uint8)
    flow, valid = _flow(artist, controls, top, size)
    return Sample(
        picture,
        part_of[top],
        landmarks(artist, controls) * size,
        flow,
        valid,
        controls,
        artist.look,
        captions(artist.look),
    )


def samples(seed: int, size: int = 128, *, poses: int = 8) -> Iterator[Sample]:
    """Endless labelled samples: new characters, each in `poses` random poses.

    The same seed gives the same samples.
    """
    rng = np.random.default_rng(seed)
    while True:
        artist = Artist(Look.from_seed(int(rng.integers(2**31))))
        for _ in range(poses):
            yield sample(artist, random_controls(rng), size)


def landmarks(artist: Artist, controls: Vector) -> F32:
    """Where the LANDMARKS are for a control vector, (n, 2) in canvas units."""
    knots, _ = artist.knots(controls)
    return np.stack([knots[index, :2].mean(axis=0) for index in artist.landmark_knots])


def _flow(
    artist: Artist, controls: Vector, top: NDArray[np.uint16], size: int
) -> tuple[F32, Bools]:
    line = np.linspace(-0.15, 1.15, GRID)
    nodes = np.stack(np.meshgrid(line, line), axis=-1)
    flat = nodes.reshape(-1, 2)
    posed = pose(controls)
    used = np.unique(artist.packed.layer_of_item)
    layer_of_item = np.full(len(artist.packed.layer_of_item), -1, np.int16)
    grids = []
    for i, layer in enumerate(used[used >= 0]):
        name = LAYERS[layer]
        layer_of_item[artist.packed.layer_of_item == layer] = i
        grids.append(artist.rig.move(name, flat, posed).reshape(GRID, GRID, 2))
    return raster.flow(
        top,
        layer_of_item,
        (nodes * size).astype(np.float32),
        (np.stack(grids) * size).astype(np.float32),
    )


__all__ = ["LANDMARKS", "PARTS", "Sample", "landmarks", "sample", "samples"]
