"""Batches of a dataset's pictures in an order that depends on the seed and the number of pictures
seen, and on nothing else.

So a run that goes on after a crash sees what it would have seen, and several processes share one
order: each takes its part of every batch.

Pictures of which left and right are alike on the whole, as portraits from the front are, come as
their mirror images half of the time: that doubles them. Where all look or part their hair to one
side they come as they are.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from vidol.core.arrays import I64, U8, Bools
from vidol.core.errors import InputError
from vidol.training.pictures.dataset import Dataset, Manifest

KEPT_BYTES: Final = 1 << 30
"""Of decoded pictures that are kept in memory; what is beyond is decoded every time it is used."""
AHEAD: Final = 3
"""Batches that are prepared while one is used."""
LOPSIDED: Final = 0.04
"""Lopsidedness from which pictures are not mirrored. Photographed portraits have 0.01, drawn
avatars that all look to one side 0.1 to 0.2.
"""
LOOKED_AT: Final = 500
"""Pictures that decide it."""


class Batch(NamedTuple):
    """Pictures (N, size, size, channels) uint8, RGBA premultiplied, and which conditions they
    fulfil, (N, conditions) bool.
    """

    pictures: U8
    conditions: Bools


class Feed:
    """What a run is fed with: the pictures of a dataset that are not held out."""

    def __init__(
        self,
        dataset: Dataset,
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
        self._dataset, self.size, self.batch, self._seed = dataset, size, batch, seed
        self._rank, self._world = rank, world
        self.numbers = dataset.indices(test=False) if numbers is None else numbers
        if len(self.numbers) < 2:
            raise InputError(
                f"The dataset {dataset.path} has {len(self.numbers)} pictures to train on: at least"
                " 2 are needed, and some hundreds to learn from."
            )
        if dataset.manifest.size < size:
            raise InputError(
                f"The dataset {dataset.path} has pictures of {dataset.manifest.size} px and this"
                f" preset makes {size} px: choose a smaller preset or prepare it larger."
            )
        if batch % world:
            raise InputError(
                f"A batch of {batch} cannot be shared by {world} processes: choose a multiple."
            )
        kept = min(len(self.numbers), KEPT_BYTES // (size * size * dataset.manifest.channels))
        self._kept = np.zeros((kept, size, size, dataset.manifest.channels), np.uint8)
        self._has = np.zeros(kept, bool)
        self.mirror = self._alike() if mirror is None else mirror

    def get(self, seen: int) -> Batch:
        """This process' part of the batch that begins with the `seen`-th picture."""
        part = self.batch // self._world
        places, mirrored = (
            each[self._rank * part : (self._rank + 1) * part]
            for each in self._order(seen, self.batch)
        )
        pictures = [self._picture(int(place)) for place in places]
        return Batch(
            np.stack(
                [
                    picture[:, ::-1] if turned else picture
                    for picture, turned in zip(pictures, mirrored, strict=True)
                ]
            ),
            conditions_of(self._dataset, self.numbers[places]),
        )

    def batches(self, seen: int) -> Generator[Batch]:
        """`get` for one batch after another without end, prepared in a thread."""
        ready: queue.Queue[Batch | BaseException] = queue.Queue(AHEAD)
        stopped = threading.Event()

        def put(thing: Batch | BaseException) -> None:
            while not stopped.is_set():
                try:
                    ready.put(thing, timeout=0.2)
                except queue.Full:
                    continue
                return

        def prepare() -> None:
            at = seen
            try:
                while not stopped.is_set():
                    put(self.get(at))
                    at += self.batch
            except BaseException as error:  # noqa: BLE001 - raised again where the batch is used
                put(error)

        thread = threading.Thread(target=prepare, name="feed", daemon=True)
        thread.start()
        try:
            while True:
                thing = ready.get()
                if isinstance(thing, BaseException):
                    raise thing
                yield thing
        finally:
            stopped.set()
            thread.join()

    def _order(self, seen: int, count: int) -> tuple[I64, Bools]:
        """Which pictures come as the `seen`-th and the next, and whether mirrored: every epoch has
        its own permutation.
        """
        places = np.arange(seen, seen + count)
        epochs = places // len(self.numbers)
        chosen, mirrored = np.empty(count, np.int64), np.zeros(count, bool)
        for epoch in np.unique(epochs):
            random = np.random.Generator(np.random.Philox(key=(self._seed, int(epoch))))
            here = epochs == epoch
            chosen[here] = random.permutation(len(self.numbers))[places[here] % len(self.numbers)]
            if self.mirror:
                mirrored[here] = (random.random(len(self.numbers)) < 0.5)[
                    places[here] % len(self.numbers)
                ]
        return chosen, mirrored

    def _alike(self) -> bool:
        """Whether left and right of the pictures are, of as many as decide it."""
        places = np.linspace(0, len(self.numbers) - 1, min(LOOKED_AT, len(self.numbers))).astype(
            np.int64
        )
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


def condition_names(manifest: Manifest) -> tuple[str, ...]:
    """What pictures of a dataset can be asked for: its tags, and its classes as `class=name`."""
    return (
        *(tag.name for tag in manifest.tags),
        *(f"class={label.name}" for label in manifest.labels),
    )


def condition_groups(names: Sequence[str]) -> tuple[int, ...]:
    """For every condition the number of its group: those with the same key exclude one another, a
    tag without one stands alone.
    """
    keys = [name.partition("=")[0] if "=" in name else name for name in names]
    known = sorted(set(keys))
    return tuple(known.index(key) for key in keys)


def conditions_of(dataset: Dataset, numbers: I64) -> Bools:
    """Which conditions pictures fulfil, (pictures, conditions), in the order of `condition_names`."""
    classes = np.arange(len(dataset.manifest.labels))
    return np.concatenate((dataset.tags(numbers), dataset.labels(numbers)[:, None] == classes), 1)


def fitted(picture: U8, size: int) -> U8:
    """A picture in the size and the form that networks are fed: RGBA premultiplied, made smaller by
    area.
    """
    if picture.shape[2] == 4:
        colours = cv2.multiply(
            picture[..., :3], cv2.cvtColor(picture[..., 3], cv2.COLOR_GRAY2BGR), scale=1 / 255
        )
        picture = np.dstack((colours, picture[..., 3]))
    if picture.shape[0] != size:
        picture = np.asarray(
            cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8
        )
    return picture
