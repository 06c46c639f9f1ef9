"""The sketch: shapes are put down once per character, each knot with the layer it moves with.

A shape is a list of (x, y) knots on the unit canvas. Everything that later moves them
(vidol.face.artist.rig) is a function of a knot's rest position and its layer, so that labels can
say where every pixel came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vidol.core.arrays import F32, F64, U8
from vidol.face.artist.colour import Colour, oklab, oklab_to_srgb
from vidol.face.artist.raster import ITEM, PAINT, TABLE

Points = F64

LAYERS: Final = (
    "body", "neck", "hair_back", "head_back", "ear", "skin", "face", "nose",
    "iris_left", "iris_right", "brow_left", "brow_right",
    "hair_side", "hair_front", "head_front", "crown", "hanging", "chest", "arm", "hand",
)  # fmt: skip
LAYER: Final = {name: i for i, name in enumerate(LAYERS)}

PARTS: Final = (
    "none", "skin", "neck", "ear",
    "eye_white", "iris", "lashes", "brow", "nose", "mouth", "teeth", "tongue",
    "hair_front", "hair_side", "hair_back", "outfit", "accessory", "hand",
)  # fmt: skip
PART: Final = {name: i for i, name in enumerate(PARTS)}

# Kinds of paints, of shapes and of blending, as the native rasteriser numbers them.
SOLID, LINEAR, RADIAL = range(3)
FILL, STROKE = range(2)
BLEND: Final = {"over": 0, "multiply": 1, "screen": 2, "atop": 3}

# Mask registers: a shape that is kept in one clips those put down after it.
FACE, EYE, IRIS, LOCK, MOUTH, CLOTH = range(6)
UNITE: Final = 100  # added to a register: the shape joins what is kept there


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a shape lies in the packed arrays: its item and its knots."""

    item: int
    knots: slice


class Sketch:
    """Collects shapes; `pack()` gives the arrays that the rasteriser draws."""

    def __init__(self) -> None:
        self._knots: list[Points] = []  # (n, 4): x, y, width, corner
        self._layers: list[NDArray[np.int16]] = []
        self._count = 0
        self._entries = 0
        self._items: list[tuple[object, ...]] = []
        self._paints: list[tuple[int, ...]] = []
        self._tables: list[F32] = []
        self._solids: dict[tuple[float, ...], int] = {}
        self._opacity: list[float] = []
        self._parts: list[int] = []
        self._item_layers: list[int] = []
        self._redrawn: list[bool] = []
        self.layer = "skin"
        self.part = "none"
        self.redrawn = False

    @contextmanager
    def on(self, layer: str, part: str, *, redrawn: bool = False) -> Iterator[None]:
        """Shapes inside move with `layer` and are labelled `part`.

        `redrawn` ones change their form, so they have no flow.
        """
        before = self.layer, self.part, self.redrawn
        self._set(layer, part, redrawn)
        yield
        self._set(*before)

    def _set(self, layer: str, part: str, redrawn: bool) -> None:
        self.layer = layer
        self.part = part
        self.redrawn = redrawn

    # ---- paints

    def solid(self, colour: Colour, alpha: float = 1.0) -> int:
        """A paint of one colour."""
        key = (*colour.rgb(), alpha)
        if key not in self._solids:
            self._tables.append(np.array([key], np.float32))
            self._paints.append((SOLID, 0, 0, 0, self._table_at(), 0))
            self._solids[key] = len(self._paints) - 1
        return self._solids[key]

    def linear(self, start: ArrayLike, end: ArrayLike, *stops: tuple[float, Colour, float]) -> int:
        """A gradient from start to end; stops are (position 0..1, colour, alpha).

        Its anchors move with the layer.
        """
        first = self._add(np.stack([np.asarray(start, float), np.asarray(end, float)]))
        self._tables.append(_ramp(stops))
        self._paints.append((LINEAR, first, first + 1, first, self._table_at(), 0))
        return len(self._paints) - 1

    def radial(
        self, centre: ArrayLike, rx: float, ry: float, *stops: tuple[float, Colour, float]
    ) -> int:
        """An elliptical gradient from the centre outwards."""
        c = np.asarray(centre, float)
        first = self._add(np.stack([c, c + (rx, 0), c + (0, ry)]))
        self._tables.append(_ramp(stops))
        self._paints.append((RADIAL, first, first + 1, first + 2, self._table_at(), 0))
        return len(self._paints) - 1

    @property
    def item_count(self) -> int:
        """Shapes put down so far."""
        return len(self._items)

    # ---- shapes

    def fill(
        self,
        points: ArrayLike,
        paint: int,
        *,
        corner: ArrayLike = 0.0,
        blend: str = "over",
        clip: int = -1,
        keep: int = -1,
        feather: float = 0.0,
        opacity: float = 1.0,
        grain: float = 0.0,
    ) -> Shape:
        """A closed shape. corner 0..1 per knot: 1 is sharp.

        clip and keep name mask registers: where the shape is seen, and where it is remembered
        (UNITE added: together with what is there).
        """
        return self._shape(
            FILL,
            self._add(points, corner=corner),
            closed=True,
            paint=paint,
            blend=blend,
            clip=clip,
            keep=keep,
            feather=feather,
            opacity=opacity,
            grain=grain,
        )

    def stroke(
        self,
        points: ArrayLike,
        width: ArrayLike,
        paint: int,
        *,
        corner: ArrayLike = 0.0,
        closed: bool = False,
        blend: str = "over",
        clip: int = -1,
        feather: float = 0.0,
        opacity: float = 1.0,
        grain: float = 0.0,
    ) -> Shape:
        """A line with its width in canvas units at each knot."""
        return self._shape(
            STROKE,
            self._add(points, width, corner),
            closed=closed,
            paint=paint,
            blend=blend,
            clip=clip,
            keep=-1,
            feather=feather,
            opacity=opacity,
            grain=grain,
        )

    def _shape(
        self,
        kind: int,
        first: int,
        *,
        closed: bool,
        paint: int,
        blend: str,
        clip: int,
        keep: int,
        feather: float,
        opacity: float,
        grain: float,
    ) -> Shape:
        """A shape of the knots from `first` on."""
        count = self._count - first
        mode = BLEND[blend]
        self._items.append((kind, first, count, closed, paint, mode, clip, keep, feather, grain))
        self._opacity.append(opacity)
        self._parts.append(PART[self.part])
        self._item_layers.append(-1 if self.redrawn else LAYER[self.layer])
        return Shape(len(self._items) - 1, slice(first, self._count))

    def _add(self, points: ArrayLike, width: ArrayLike = 0.0, corner: ArrayLike = 0.0) -> int:
        """Put knots down; returns the index of the first."""
        at = np.asarray(points, float)
        knots = np.empty((len(at), 4))
        knots[:, :2] = at
        knots[:, 2] = width
        knots[:, 3] = corner
        self._knots.append(knots)
        self._layers.append(np.full(len(at), LAYER[self.layer], np.int16))
        first = self._count
        self._count += len(at)
        return first

    def _table_at(self) -> int:
        """Index of the first entry of the table just added."""
        first = self._entries
        self._entries += len(self._tables[-1])
        return first

    def pack(self) -> Packed:
        """Everything as flat arrays."""
        return Packed(
            np.array(self._items, ITEM),
            np.array(self._paints, PAINT),
            np.concatenate(self._tables),
            np.concatenate(self._knots).astype(np.float32),
            np.array(self._opacity, np.float32),
            np.concatenate(self._layers),
            np.array(self._parts, np.uint8),
            np.array(self._item_layers, np.int16),
        )


@dataclass(frozen=True, slots=True)
class Packed:
    """A sketch as arrays.

    Knots are (n, 4): x, y, width, corner. Items have an opacity, a part and a layer (-1: redrawn).
    """

    items: NDArray[np.void]
    paints: NDArray[np.void]
    tables: F32
    knots: F32
    opacity: F32
    layer_of_knot: NDArray[np.int16]
    part_of_item: U8
    layer_of_item: NDArray[np.int16]


def _ramp(stops: Sequence[tuple[float, Colour, float]]) -> F32:
    at, colours, alpha = zip(*stops, strict=True)
    lab = np.array([oklab(colour) for colour in colours])
    t = np.linspace(0, 1, TABLE)
    ramp = np.stack([np.interp(t, at, lab[:, i]) for i in range(3)], axis=1)
    table = np.empty((TABLE, 4), np.float32)
    table[:, :3] = oklab_to_srgb(ramp)
    table[:, 3] = np.interp(t, at, alpha)
    return table
