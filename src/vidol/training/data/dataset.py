"""A dataset on disk: made once, read many times, by training, metrics and people.

    DATASET/
      manifest.json       what it is: tags, rights, how it was prepared
      items.jsonl         one line an item: where it came from, whose it is, what is on it
      index.npy           where each item lies; read as a memory map, like tags.npy
      tags.npy            which tags each item has, packed bits; absent when there are none
      pictures-00000.tar  the items, one file each, named after what they are; any tar program
                          opens it

Nothing is held in memory in proportion to the number of items. What the bytes of an item mean is
the kind's business: vidol.training.pictures.dataset knows pictures. vidol.training.data.writer
writes one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from tokenize import TokenError
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from vidol.core.arrays import I64, Bools
from vidol.core.errors import InputError
from vidol.training.data.manifest import Item, Manifest

INDEX: Final = np.dtype(
    [("shard", "<u4"), ("offset", "<u8"), ("size", "<u4"), ("test", "u1"), ("label", "<i4")]
)
"""Of an item: its shard, where its file lies there, whether it is held out, and its class (-1:
none).
"""

LARGEST_ITEM: Final = 256 << 20
"""Bytes of an item's file."""
_LARGEST_MANIFEST: Final = 16 << 20
_LONGEST_LINE: Final = 1 << 20
# What NumPy raises for damaged files; it reads their heads as Python.
_NO_TABLE: Final = (
    *(OSError, ValueError, EOFError, TypeError, LookupError, SyntaxError),
    *(RecursionError, MemoryError, OverflowError, TokenError),
)
M = TypeVar("M", bound=Manifest)
I = TypeVar("I", bound=Item)


class Dataset(Generic[M, I]):
    """A dataset that is read. Safe to be read from several threads."""

    def __init__(self, path: str | Path, manifest: type[M], item: type[I]) -> None:
        """Raises InputError when `path` is no dataset of this kind, or a damaged one."""
        self.path, self._item = Path(path), item
        self.manifest = _read_manifest(self.path, manifest)
        self._index = _memory_map(self.path / "index.npy", self.manifest.count)
        if self._index.dtype != INDEX:
            raise self._damaged("index.npy is of another form")
        self._tags = self._read_tags()
        self._shards: dict[int, tuple[int, int]] = {}
        self._opening = threading.Lock()

    def __len__(self) -> int:
        return self.manifest.count

    def indices(self, *, test: bool) -> I64:
        """The numbers of the items that are held out, or of those that are not."""
        return np.flatnonzero(self._index["test"] == int(test)).astype(np.int64)

    def read(self, number: int) -> bytes:
        """The file of an item. Raises InputError when its shard is missing or too short."""
        entry = self._index[number]
        shard, length = self._shard(int(entry["shard"]))
        offset, size = int(entry["offset"]), int(entry["size"])
        if size > LARGEST_ITEM or offset + size > length:
            raise self._damaged(f"item {number} lies beyond its shard")
        return os.pread(shard, size, offset)

    def tags(self, numbers: I64) -> Bools:
        """Which tags items have, (items, tags)."""
        count = len(self.manifest.tags)
        if self._tags is None:
            return np.zeros((len(numbers), 0), bool)
        return np.unpackbits(self._tags[numbers], axis=1, count=count).astype(bool)

    def labels(self, numbers: I64) -> I64:
        """The classes of items, -1 where there is none."""
        return np.asarray(self._index["label"][numbers], np.int64)

    def items(self) -> Iterator[I]:
        """What is noted of every item, in order. Raises InputError where that is damaged."""
        number = 0
        try:
            if not (self.path / "items.jsonl").is_file():
                raise FileNotFoundError
            with (self.path / "items.jsonl").open("rb") as lines:
                while line := lines.readline(_LONGEST_LINE):
                    number += 1
                    yield self._item.model_validate_json(line)
        except (OSError, ValidationError) as error:
            raise self._damaged(f"line {number} of items.jsonl cannot be read") from error
        if number != self.manifest.count:
            raise self._damaged(f"items.jsonl has {number:,} lines")

    def close(self) -> None:
        """Close the shards."""
        for handle, _ in self._shards.values():
            os.close(handle)
        self._shards.clear()

    def _read_tags(self) -> NDArray[Any] | None:
        count = len(self.manifest.tags)
        if not count:
            return None
        tags = _memory_map(self.path / "tags.npy", self.manifest.count)
        if tags.shape[1:] != (-(-count // 8),) or tags.dtype != np.uint8:
            raise self._damaged(f"tags.npy does not hold {count} tags")
        return tags

    def _shard(self, number: int) -> tuple[int, int]:
        """The open file of a shard, and its length."""
        name = shard_name(self.manifest.things, number)
        with self._opening:
            if number not in self._shards:
                path = self.path / name
                try:
                    if not path.is_file():  # a pipe would be waited for
                        raise FileNotFoundError
                    self._shards[number] = os.open(path, os.O_RDONLY), path.stat().st_size
                except OSError as error:
                    raise InputError(
                        f"The dataset {self.path} is incomplete: {name} is missing or unreadable."
                    ) from error
            return self._shards[number]

    def _damaged(self, what: str) -> InputError:
        return InputError(f"The dataset {self.path} is damaged: {what}. Prepare it anew.")


def shard_name(things: str, number: int) -> str:
    return f"{things}-{number:05}.tar"


def _read_manifest(path: Path, kind: type[M]) -> M:
    file = path / "manifest.json"
    if not file.is_file():
        organ = kind.model_fields["kind"].get_default() or "ORGAN"
        raise InputError(
            f"{path} is no dataset: it has no manifest.json. `vidol data {organ} FOLDER -o {path}`"
            " makes one."
        )
    try:
        if file.stat().st_size > _LARGEST_MANIFEST:
            raise InputError(f"{file} is larger than a manifest can be.")
        return kind.model_validate_json(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"Cannot read {file}: {error.strerror}.") from error
    except (ValidationError, UnicodeDecodeError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "not UTF-8"
        raise InputError(
            f"{file} is no manifest that this version reads ({what}): prepare the dataset anew."
        ) from error


def _memory_map(path: Path, count: int) -> NDArray[Any]:
    """A table of `count` entries. Raises InputError for a file that is none."""
    try:
        if not path.is_file():  # a pipe would be waited for
            raise FileNotFoundError
        with path.open("rb") as file:
            if file.read(len(np.lib.format.MAGIC_PREFIX)) != np.lib.format.MAGIC_PREFIX:
                raise ValueError("not NumPy's")
        table: NDArray[Any] = np.load(path, mmap_mode="r" if count else None, allow_pickle=False)
        entries = table.shape[0]
    except _NO_TABLE as error:
        raise InputError(
            f"The dataset {path.parent} is damaged: {path.name} cannot be read. Prepare it anew."
        ) from error
    if entries != count:
        raise InputError(
            f"The dataset {path.parent} is damaged: {path.name} has {entries} entries, the"
            f" manifest {count}. Prepare it anew."
        )
    return table
