"""A dataset of pictures on disk: made once, read many times, by training, metrics and people.

    DATASET/
      manifest.json        what it is: size, tags, rights, how it was prepared (`Manifest`)
      items.jsonl          one line a picture: where it came from, whose it is, what is on it
      (`Item`)
      index.npy            where each picture lies; read as a memory map, like tags.npy
      tags.npy             which tags each picture has, packed bits; absent when there are none
      pictures-00000.tar   the pictures, PNG; any tar program opens it

Nothing is held in memory in proportion to the number of pictures. Here it is read;
vidol.training.pictures.dataset_writer writes it, and vidol.face.data makes one of raw material.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidol.core.arrays import I64, U8, Bools
from vidol.core.errors import InputError

FORMAT: Final = "vidol-dataset"
VERSION: Final = 1
INDEX: Final = np.dtype(
    [("shard", "<u4"), ("offset", "<u8"), ("size", "<u4"), ("test", "u1"), ("label", "<i4")]
)
"""Of a picture: its shard, where its PNG lies there, whether it is held out, and its class (-1:
none).
"""

_LARGEST_MANIFEST: Final = 16 << 20


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Model):
    """One picture."""

    file: str
    """Where it came from: a path below the source folder, `archive.zip!member` or `film.mp4@12.480`
    (seconds).
    """
    source_sha256: str
    """Of the file (of the film: of the frame's pixels)."""
    licence: str
    holder: str
    consent: str
    """Whose consent the picture rests on, or `not-a-person`."""
    width: int
    height: int
    """Of the source, pixels, upright."""
    crop: tuple[float, float, float, float] | None = None
    """Centre x, centre y, side (source pixels) and angle (degrees, clockwise) of the square that
    was taken; None: all of it.
    """
    face: float | None = None
    """The detector's score, 0 to 1; None when none was looked for."""
    tags: tuple[str, ...] = ()
    """`name` or `key=value`."""
    label: str | None = None
    """Its class."""
    test: bool = False
    """Held out: never trained on."""
    warnings: tuple[str, ...] = ()
    """What a person should look at."""


class Tag(_Model):
    """A tag that pictures of the dataset have."""

    name: str
    count: int = Field(ge=1)


class Manifest(_Model):
    """What a dataset is. Its hash names it in every model that was trained on it."""

    format: Literal["vidol-dataset"] = FORMAT
    version: Literal[1] = VERSION
    kind: Literal["face"] = "face"
    name: str
    made_with: str
    """The version of vidol."""
    size: int = Field(ge=8, le=2048)
    """Side of the pictures, pixels."""
    channels: Literal[3, 4]
    """RGB, or RGBA with straight alpha."""
    count: int = Field(ge=0)
    tests: int = Field(ge=0)
    """Of them held out."""
    tags: tuple[Tag, ...] = ()
    labels: tuple[Tag, ...] = ()
    """The classes."""
    licences: dict[str, int]
    consents: dict[str, int]
    rights_claimed: bool = False
    """Whoever prepared it said "I have the rights" for pictures whose licence or consent is not
    stated.
    """
    settings: dict[str, Any]
    """How it was prepared."""
    items_sha256: str
    """Of items.jsonl."""

    @property
    def sha256(self) -> str:
        """Of the manifest in its canonical form (sorted keys, no spaces)."""
        text = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def changes(self, before: Manifest) -> list[str]:
        """What differs from an earlier manifest, in words; empty when it is the same dataset."""
        fields = {
            "size": "the pictures' size",
            "channels": "the channels",
            "count": "the number of pictures",
            "tests": "the number held out",
        }
        said = [
            f"{words} ({getattr(before, name)}, now {getattr(self, name)})"
            for name, words in fields.items()
            if getattr(self, name) != getattr(before, name)
        ]
        if [tag.name for tag in self.tags] != [tag.name for tag in before.tags]:
            said.append("the tags")
        if [tag.name for tag in self.labels] != [tag.name for tag in before.labels]:
            said.append("the classes")
        if self.settings != before.settings:
            keys = sorted(
                key
                for key in {*self.settings, *before.settings}
                if self.settings.get(key) != before.settings.get(key)
            )
            said.append(f"how it was prepared ({', '.join(keys)})")
        if not said and self.items_sha256 != before.items_sha256:
            said.append("the pictures or what is noted of them")
        return said


class Dataset:
    """A dataset that is read. Safe to be read from several threads."""

    def __init__(self, path: str | Path) -> None:
        """Raises InputError when `path` is no dataset, or a damaged one."""
        self.path = Path(path)
        self.manifest = _read_manifest(self.path)
        self._index = _memory_map(self.path / "index.npy", self.manifest.count)
        if self._index.dtype != INDEX:
            raise InputError(
                f"The dataset {self.path} is damaged: index.npy is of another form. Prepare it"
                " anew."
            )
        self._tags = (
            _memory_map(self.path / "tags.npy", self.manifest.count) if self.manifest.tags else None
        )
        if self._tags is not None and self._tags.shape[1:] != (-(-len(self.manifest.tags) // 8),):
            raise InputError(
                f"The dataset {self.path} is damaged: tags.npy does not hold"
                f" {len(self.manifest.tags)} tags. Prepare it anew."
            )
        self._shards: dict[int, int] = {}
        self._opening = threading.Lock()

    def __len__(self) -> int:
        return self.manifest.count

    def indices(self, *, test: bool) -> I64:
        """The numbers of the pictures that are held out, or of those that are not."""
        return np.flatnonzero(self._index["test"] == int(test)).astype(np.int64)

    def picture(self, number: int) -> U8:
        """One picture, (size, size, channels) uint8, RGB or RGBA with straight alpha. Raises
        InputError when it is damaged.
        """
        entry = self._index[number]
        png = os.pread(self._shard(int(entry["shard"])), int(entry["size"]), int(entry["offset"]))
        size, channels = self.manifest.size, self.manifest.channels
        if not is_png(png, size, channels):  # before anything is decoded
            raise InputError(
                f"Picture {number} of the dataset {self.path} is damaged. Prepare the dataset anew."
            )
        picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
        if picture is None:
            raise InputError(
                f"Picture {number} of the dataset {self.path} is damaged. Prepare the dataset anew."
            )
        return np.asarray(
            cv2.cvtColor(picture, cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA),
            np.uint8,
        )

    def tags(self, numbers: I64) -> Bools:
        """Which tags pictures have, (pictures, tags)."""
        count = len(self.manifest.tags)
        if self._tags is None:
            return np.zeros((len(numbers), 0), bool)
        return np.unpackbits(self._tags[numbers], axis=1, count=count).astype(bool)

    def labels(self, numbers: I64) -> I64:
        """The classes of pictures, -1 where there is none."""
        return np.asarray(self._index["label"][numbers], np.int64)

    def items(self) -> Iterator[Item]:
        """What is noted of every picture, in order."""
        with (self.path / "items.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield Item.model_validate_json(line)

    def close(self) -> None:
        """Close the shards."""
        for handle in self._shards.values():
            os.close(handle)
        self._shards.clear()

    def _shard(self, number: int) -> int:
        with self._opening:
            if number not in self._shards:
                try:
                    self._shards[number] = os.open(self.path / shard_name(number), os.O_RDONLY)
                except OSError as error:
                    raise InputError(
                        f"The dataset {self.path} is incomplete: {shard_name(number)} is missing or"
                        " unreadable."
                    ) from error
            return self._shards[number]


def is_png(png: bytes, size: int, channels: int) -> bool:
    """Whether it is one of that form: PNG, section 11.2.2: width, height, depth and colour type."""
    return png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">IIBB", png[16:26]) == (
        size,
        size,
        8,
        {3: 2, 4: 6}[channels],
    )


def shard_name(number: int) -> str:
    return f"pictures-{number:05}.tar"


def _read_manifest(path: Path) -> Manifest:
    file = path / "manifest.json"
    if not file.is_file():
        raise InputError(
            f"{path} is no dataset: it has no manifest.json. `vidol data face FOLDER -o {path}`"
            " makes one."
        )
    try:
        if file.stat().st_size > _LARGEST_MANIFEST:
            raise InputError(f"{file} is larger than a manifest can be.")
        return Manifest.model_validate_json(file.read_text("utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "not UTF-8"
        raise InputError(
            f"{file} is no manifest that this version reads ({what}): prepare the dataset anew."
        ) from error


def _memory_map(path: Path, count: int) -> NDArray[Any]:
    try:
        table: NDArray[Any] = np.load(path, mmap_mode="r" if count else None, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"The dataset {path.parent} is damaged: {path.name} cannot be read. Prepare it anew."
        ) from error
    if len(table) != count:
        raise InputError(
            f"The dataset {path.parent} is damaged: {path.name} has {len(table)} entries, the"
            f" manifest {count}. Prepare it anew."
        )
    return table
