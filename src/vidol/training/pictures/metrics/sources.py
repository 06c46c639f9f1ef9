"""Where pictures to be measured come from, in one form: batches of squares (N, side, side, 3) on
mid-grey.

Every picture goes the way that pictures go into a training (`vidol.training.pictures.feed.fitted`):
its middle square, made smaller by area. So real pictures are in the very form that a model was
asked to learn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import I64, U8
from vidol.core.errors import InputError
from vidol.media.alpha import laid_on
from vidol.media.pictures import read_picture
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import GREY
from vidol.training.pictures.feed import fitted

AT_ONCE: Final = 64
_SUFFIXES: Final = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"}
Batches = Iterator[U8]


@dataclass(frozen=True, slots=True)
class Source:
    """What is measured."""

    name: str
    count: int | None
    """Pictures that there are; None when there is no end of them."""
    side: int | None
    """Their side in pixels; None when they have several."""
    draw: Callable[[int, int, int], Batches]
    """`draw(count, seed, side)` gives so many different pictures, chosen by the seed, of that side.
    """


def prepared(picture: U8, side: int) -> U8:
    """A picture (H, W, 3 or 4) with straight alpha as a square (side, side, 3) on mid-grey."""
    short = min(picture.shape[:2])
    top, left = (picture.shape[0] - short) // 2, (picture.shape[1] - short) // 2
    square = fitted(np.ascontiguousarray(picture[top : top + short, left : left + short]), side)
    return laid_on(square, GREY)


def batched(pictures: Iterator[U8]) -> Batches:
    """Single pictures as batches."""
    batch: list[U8] = []
    for picture in pictures:
        batch.append(picture)
        if len(batch) == AT_ONCE:
            yield np.stack(batch)
            batch = []
    if batch:
        yield np.stack(batch)


def chosen(total: int, count: int, seed: int) -> I64:
    """`count` different numbers below `total`, in random order."""
    return np.random.Generator(np.random.Philox(seed)).permutation(total)[:count]


def of_dataset(dataset: PictureDataset, numbers: Sequence[int] | I64, side: int) -> Batches:
    """Those pictures of a dataset, in that order."""
    return batched(prepared(dataset.picture(int(number)), side) for number in numbers)


def dataset_source(path: Path) -> Source:
    """All pictures of a dataset. Raises InputError when it is none."""
    dataset = PictureDataset(path)
    return Source(
        path.name,
        len(dataset),
        dataset.manifest.size,
        lambda count, seed, side: of_dataset(dataset, chosen(len(dataset), count, seed), side),
    )


def folder_source(path: Path) -> Source:
    """The pictures of a folder and the folders in it. Raises InputError when there are none."""
    if not path.is_dir():
        raise InputError(f"{path} is neither a model nor a dataset nor a folder of pictures.")
    files = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in _SUFFIXES and not file.name.startswith(".")
    )
    if not files:
        raise InputError(f"{path} holds no pictures to measure: PNG, JPEG, WebP, BMP, TIFF or GIF.")

    def draw(count: int, seed: int, side: int) -> Batches:
        return batched(
            prepared(read_picture(files[k]), side) for k in chosen(len(files), count, seed)
        )

    return Source(path.name, len(files), None, draw)
