"""Batches in an order that depends on the seed and the number of items seen, and on nothing else.

So a run that goes on after a crash sees what it would have seen, and several processes share one
order: each takes its part of every batch. What an item is, is the business of the feed that derives
from this one: vidol.training.pictures.feed gives pictures. No torch in here.
"""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F64, I64, Bools
from vidol.core.errors import InputError

AHEAD: Final = 3
"""Batches that are prepared while one is used."""


class Items(NamedTuple):
    """Items of a batch: arrays by name, (N, ...) each, and which conditions they fulfil."""

    arrays: Mapping[str, NDArray[Any]]
    conditions: Bools
    """(N, conditions)."""


class Feed(ABC):
    """What a run is fed with."""

    def __init__(
        self, numbers: I64, batch: int, *, seed: int, rank: int = 0, world: int = 1
    ) -> None:
        """`numbers` are those of the items, in a dataset's order; `batch` is of all `world`
        processes together.

        Raises InputError when they cannot share it.
        """
        self.numbers, self.batch = numbers, batch
        self._seed, self._rank, self._world = seed, rank, world
        self._epoch: tuple[int, I64, F64] | None = None
        if batch % world:
            raise InputError(
                f"A batch of {batch} cannot be shared by {world} processes: choose a multiple."
            )

    @abstractmethod
    def load(self, places: I64, chances: F64) -> Items:
        """The items at these places of `numbers`. `chances`, one in [0, 1) for each, decide what is
        left to chance: whether a picture is mirrored, where a sound is cut.
        """

    def settings(self) -> dict[str, Any]:
        """What of it a run that goes on must have again, beside `batch`."""
        return {}

    def get(self, seen: int) -> Items:
        """This process' part of the batch that begins with the `seen`-th item."""
        part = self.batch // self._world
        mine = slice(self._rank * part, (self._rank + 1) * part)
        places, chances = self._order(seen)
        return self.load(places[mine], chances[mine])

    def batches(self, seen: int) -> Generator[Items]:
        """`get` for one batch after another without end, prepared in a thread."""
        ready: queue.Queue[Items | BaseException] = queue.Queue(AHEAD)
        stopped = threading.Event()
        thread = threading.Thread(
            target=self._prepare, args=(seen, ready, stopped), name="feed", daemon=True
        )
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

    def _prepare(
        self, seen: int, ready: queue.Queue[Items | BaseException], stopped: threading.Event
    ) -> None:
        def put(thing: Items | BaseException) -> None:
            while not stopped.is_set():
                with suppress(queue.Full):
                    ready.put(thing, timeout=0.2)
                    return

        try:
            while not stopped.is_set():
                put(self.get(seen))
                seen += self.batch
        except BaseException as error:  # noqa: BLE001 - raised again where the batch is used
            put(error)

    def _order(self, seen: int) -> tuple[I64, F64]:
        """Which items come as the `seen`-th and the next of a batch, as places, and their chances:
        every epoch has its own permutation.
        """
        at = np.arange(seen, seen + self.batch)
        epochs, within = np.divmod(at, len(self.numbers))
        places, chances = np.empty(self.batch, np.int64), np.empty(self.batch)
        for epoch in np.unique(epochs):
            here = epochs == epoch
            permutation, drawn = self._of_epoch(int(epoch))
            places[here], chances[here] = permutation[within[here]], drawn[within[here]]
        return places, chances

    def _of_epoch(self, epoch: int) -> tuple[I64, F64]:
        """The permutation of an epoch and its chances; the last one is kept."""
        kept = self._epoch
        if kept is None or kept[0] != epoch:
            random = np.random.Generator(np.random.Philox(key=(self._seed, epoch)))
            count = len(self.numbers)
            kept = self._epoch = (epoch, random.permutation(count), random.random(count))
        return kept[1], kept[2]
