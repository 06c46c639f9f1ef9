"""What there is to measure of a trained generator: its pictures, as vidol.training.pictures.metrics
takes them. No torch in here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vidol.core.arrays import U8
from vidol.face.generator.model import FaceModel
from vidol.training.data.conditions import condition_names, conditions_of
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.metrics.sources import (
    AT_ONCE,
    Batches,
    Source,
    batched,
    chosen,
    dataset_source,
    folder_source,
    prepared,
)


def source(path: Path, dataset: PictureDataset) -> Source:
    """What a path gives to measure: a model, a dataset or a folder of pictures. Raises InputError
    for anything else.
    """
    if (path / "model.json").is_file():
        return _of_model(path, dataset)
    return dataset_source(path) if (path / "manifest.json").is_file() else folder_source(path)


def samples(model: FaceModel, dataset: PictureDataset, count: int, seed: int, side: int) -> Batches:
    """Pictures of a model. One with conditions is asked for the tags of as many training pictures
    of the dataset, drawn by the seed.
    """
    asked_for = model.card.conditions or model.card.levels
    drawn = _as_in(model, dataset, count, seed) if asked_for else _free(model, count, seed)
    return batched(prepared(picture, side) for picture in drawn)


def _of_model(path: Path, dataset: PictureDataset) -> Source:
    model = FaceModel(path, exact=True)

    def draw(count: int, seed: int, side: int) -> Batches:
        return samples(model, dataset, count, seed, side)

    return Source(path.resolve().name, None, model.card.size, draw)


def _free(model: FaceModel, count: int, seed: int) -> Iterator[U8]:
    latents = model.latents(count, seed)
    for at in range(0, count, AT_ONCE):
        yield from model.draw(latents[at : at + AT_ONCE])


def _as_in(model: FaceModel, dataset: PictureDataset, count: int, seed: int) -> Iterator[U8]:
    """One after the other, each with the tags of a training picture."""
    names, numbers = condition_names(dataset.manifest), dataset.indices(test=False)
    order = chosen(len(numbers), len(numbers), seed)[np.arange(count) % len(numbers)]
    for k, number in enumerate(order):
        has = conditions_of(dataset, numbers[[number]])[0]
        wanted = {name for name, true in zip(names, has, strict=True) if true}
        tags = [name for name in names if name in wanted and name in model.card.conditions]
        yield model.sample(1, seed=seed * count + k, tags=tags)[0]
