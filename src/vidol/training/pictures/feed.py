"""Batches of a dataset's pictures, in the order of vidol.training.feed.

Pictures of which left and right are alike on the whole, as portraits from the front are, come as
their mirror images half of the time: that doubles them. Where all look or part their hair to one
side they come as they are.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

from vidol.core.arrays import F64, I64, U8
from vidol.core.errors import InputError
from vidol.media.alpha import premultiplied
from vidol.training.data.conditions import conditions_of
from vidol.training.feed import Feed, Items
from vidol.training.pictures.dataset import PictureDataset

KEPT_BYTES: Final = 1 << 30
"""Of decoded pictures that are kept in memory; what is beyond is decoded every time it is used."""
LOPSIDED: Final = 0.04
"""Lopsidedness from which pictures are not mirrored. Photographed portraits have 0.01, drawn
avatars that all look to one side 0.1 to 0.2.
"""
LOOKED_AT: Final = 500
"""Pictures that decide it."""


class PictureFeed(Feed):
    """The pictures of a dataset that are not held out, as `pictures` (N, size, size, channels)
    uint8, RGBA premultiplied.
    """

    def __init__(
        self,
        dataset: PictureDataset,
        size: int,
        batch: int,
        *,
        seed: int,
        rank: int = 0,
        world: int = 1,
        numbers: I64 | None = None,
        mirror: bool | None = None,
    ) -> None:
        """`batch` is of all `world` processes together; `numbers` are some of the pictures that are
        not held out; `mirror` says whether half of them come as their mirror images, None: if left
        and right are alike. Raises InputError for too few pictures and for too small ones.
        """
        numbers = dataset.indices(test=False) if numbers is None else numbers
        if len(numbers) < 2:
            raise InputError(
                f"The dataset {dataset.path} has {len(numbers)} pictures to train on: at least 2"
                " are needed, and some hundreds to learn from."
            )
        if dataset.manifest.size < size:
            raise InputError(
                f"The dataset {dataset.path} has pictures of {dataset.manifest.size} px and this"
                f" preset makes {size} px: choose a smaller preset or prepare it larger."
            )
        super().__init__(numbers, batch, seed=seed, rank=rank, world=world)
        self._dataset, self.size = dataset, size
        channels = dataset.manifest.channels
        kept = min(len(numbers), KEPT_BYTES // (size * size * channels))
        self._kept = np.zeros((kept, size, size, channels), np.uint8)
        self._has = np.zeros(kept, bool)
        self.mirror = self._alike() if mirror is None else mirror

    def settings(self) -> dict[str, Any]:
        return {"mirror": self.mirror}

    def load(self, places: I64, chances: F64) -> Items:
        pictures = np.stack([self._picture(int(place)) for place in places])
        if self.mirror:
            turned = chances < 0.5
            pictures[turned] = pictures[turned, :, ::-1]
        conditions = conditions_of(self._dataset, self.numbers[places])
        return Items({"pictures": pictures}, conditions)

    def _alike(self) -> bool:
        """Whether left and right of the pictures are, of as many as decide it."""
        count = min(LOOKED_AT, len(self.numbers))
        places = np.linspace(0, len(self.numbers) - 1, count).astype(np.int64)
        side = min(self.size, 32)
        small = [
            cv2.resize(self._picture(int(place)), (side, side), interpolation=cv2.INTER_AREA)
            for place in np.unique(places)
        ]
        return lopsidedness(np.stack(small).astype(np.uint8, copy=False)) < LOPSIDED

    def _picture(self, place: int) -> U8:
        if place < len(self._kept) and self._has[place]:
            return np.asarray(self._kept[place], np.uint8)
        picture = fitted(self._dataset.picture(int(self.numbers[place])), self.size)
        if place < len(self._kept):
            self._kept[place] = picture
            self._has[place] = True
        return picture


def lopsidedness(pictures: U8) -> float:
    """The share of the differences between left and right that all pictures (N, S, S, C) have in
    common; about 0 when a set and its mirror image are alike, 1 when all have the same. Of N
    pictures that differ by chance 1/N would be in common: that is taken off.
    """
    odd = (pictures.astype(np.float32) - pictures[:, :, ::-1]) / 2
    common, whole = float(np.square(odd.mean(0)).sum()), float(np.square(odd).sum()) / len(odd)
    return (common - whole / len(odd)) / whole if whole else 0.0


def fitted(picture: U8, size: int) -> U8:
    """A picture in the size and the form that networks are fed: RGBA premultiplied, made smaller by
    area.
    """
    picture = premultiplied(picture)
    if picture.shape[0] != size:
        picture = np.asarray(
            cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8
        )
    return picture
