"""The binding to the native rasteriser: a packed scene and a canvas that draws it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, Bools
from vidol.core.errors import VidolError
from vidol.core.face import Picture

_ITEM_INTEGERS: Final = (
    "kind", "first", "count", "closed", "paint", "blend", "clip", "keep",
)  # fmt: skip
ITEM: Final = np.dtype([
    *((name, np.int32) for name in _ITEM_INTEGERS),
    ("feather", np.float32),
    ("grain", np.float32),
])  # fmt: skip
PAINT: Final = np.dtype([(name, np.int32) for name in ("kind", "a", "b", "c", "table", "unused")])
TABLE: Final = 64
"""Colours of one gradient table."""


@cache
def _library() -> ctypes.CDLL:
    ending = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")
    folder = Path(__file__).parent / "native"
    try:
        base = ctypes.CDLL(str(folder / f"raster_base{ending}"))
    except OSError as error:
        raise VidolError(
            f"The artist's native part is missing or broken ({error}): reinstall vidol with"
            "  pip install --force-reinstall vidol."
        ) from error
    modern = folder / f"raster_v3{ending}"
    library = ctypes.CDLL(str(modern)) if modern.exists() and base.vr_modern() else base
    address = ctypes.c_void_p
    integer = ctypes.c_int
    real = ctypes.c_float
    library.vr_new.restype = address
    library.vr_new.argtypes = [integer, integer]
    library.vr_free.restype = None
    library.vr_free.argtypes = [address]
    # canvas, items, their number, paints, tables, knots, opacity, scale, dx, dy, picture, top
    library.vr_draw.restype = integer
    library.vr_draw.argtypes = [
        address, address, integer, *[address] * 4, real, real, real, address, address,
    ]  # fmt: skip
    # top, width, height, layer of item, layers, grid, rest, posed, vectors, valid
    library.vr_flow.restype = None
    library.vr_flow.argtypes = [
        address, integer, integer, address, integer, integer, integer, *[address] * 4,
    ]  # fmt: skip
    return library


class Canvas:
    """Working memory for pictures of one size.

    Not for two threads at once; drawing releases the interpreter lock.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._native = _library().vr_new(width, height)
        if not self._native:
            raise MemoryError(f"no memory for a canvas of {width} x {height}")

    def __del__(self) -> None:
        if getattr(self, "_native", None):
            _library().vr_free(self._native)

    def draw(
        self,
        items: NDArray[np.void],
        paints: NDArray[np.void],
        tables: F32,
        knots: F32,
        opacity: F32,
        scale: float,
        dx: float,
        dy: float,
        top: NDArray[np.uint16] | None = None,
    ) -> Picture:
        """Draw items over knots (n, 4), canvas unit = `scale` pixels, origin at pixel (dx, dy).

        `top` (height, width), if given, receives 1 + the index of the topmost opaque item of each
        pixel, 0 for none.
        """
        out = np.empty((self.height, self.width, 4), np.uint8)
        done = _library().vr_draw(
            self._native, items.ctypes.data, len(items), paints.ctypes.data, tables.ctypes.data,
            knots.ctypes.data, opacity.ctypes.data,
            scale, dx, dy, out.ctypes.data, None if top is None else top.ctypes.data,
        )  # fmt: skip
        if not done:
            raise MemoryError(
                f"no memory to draw {len(items)} shapes at {self.width} x {self.height}"
            )
        return out


def flow(
    top: NDArray[np.uint16],
    layer_of_item: NDArray[np.int16],
    rest: F32,
    posed: F32,
) -> tuple[F32, Bools]:
    """Dense flow from pose to rest in pixels, (height, width, 2), and where it is valid.

    `rest` (gh, gw, 2) are the nodes of a grid in pixels and `posed` (layers, gh, gw, 2) where each
    layer takes them.
    """
    height, width = top.shape
    vectors = np.zeros((height, width, 2), np.float32)
    valid = np.zeros((height, width), np.uint8)
    layers, gh, gw, _ = posed.shape
    _library().vr_flow(
        top.ctypes.data,
        width,
        height,
        layer_of_item.ctypes.data,
        layers,
        gw,
        gh,
        rest.ctypes.data,
        posed.ctypes.data,
        vectors.ctypes.data,
        valid.ctypes.data,
    )
    return vectors, valid.astype(np.bool_)
