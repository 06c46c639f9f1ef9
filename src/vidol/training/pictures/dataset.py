"""A dataset of pictures: squares of one size, PNG in the shards of vidol.training.data.dataset.

vidol.training.pictures.dataset_writer writes one, and vidol.face.data makes one of raw material.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import ClassVar, Literal

import cv2
import numpy as np
from pydantic import Field

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.training.data.dataset import Dataset
from vidol.training.data.manifest import Item, Manifest


class PictureItem(Item):
    """One picture."""

    width: int
    height: int
    """Of the source, pixels, upright."""
    crop: tuple[float, float, float, float] | None = None
    """Centre x, centre y, side (source pixels) and angle (degrees, clockwise) of the square that
    was taken; None: all of it.
    """
    face: float | None = None
    """The detector's score, 0 to 1; None when none was looked for."""


class PictureManifest(Manifest):
    """What a dataset of pictures is."""

    things: ClassVar[str] = "pictures"
    compared: ClassVar[dict[str, str]] = {"size": "the pictures' size", "channels": "the channels"}

    kind: Literal["face"] = "face"
    size: int = Field(ge=8, le=2048)
    """Side of the pictures, pixels."""
    channels: Literal[3, 4]
    """RGB, or RGBA with straight alpha."""


class PictureDataset(Dataset[PictureManifest, PictureItem]):
    """A dataset of pictures that is read. Safe to be read from several threads."""

    def __init__(self, path: str | Path) -> None:
        """Raises InputError when `path` is no dataset of pictures, or a damaged one."""
        super().__init__(path, PictureManifest, PictureItem)

    def picture(self, number: int) -> U8:
        """One picture, (size, size, channels) uint8, RGB or RGBA with straight alpha. Raises
        InputError when it is damaged.
        """
        png, channels = self.read(number), self.manifest.channels
        if not is_png(png, self.manifest.size, channels):  # before anything is decoded
            raise self._damaged_picture(number)
        size = self.manifest.size
        try:
            picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
        except cv2.error as error:
            raise self._damaged_picture(number) from error
        if picture is None or picture.shape != (size, size, channels) or picture.dtype != np.uint8:
            raise self._damaged_picture(number)
        order = cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA
        return np.asarray(cv2.cvtColor(picture, order), np.uint8)

    def _damaged_picture(self, number: int) -> InputError:
        return InputError(
            f"Picture {number} of the dataset {self.path} is damaged. Prepare the dataset anew."
        )


def is_png(png: bytes, size: int, channels: int) -> bool:
    """Whether it is one of that form: PNG, section 11.2.2: width, height, depth and colour type."""
    form = struct.pack(">IIBB", size, size, 8, {3: 2, 4: 6}[channels])
    return png[:8] == b"\x89PNG\r\n\x1a\n" and png[16:26] == form
