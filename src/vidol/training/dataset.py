"""A dataset of pictures on disk: made once, read many times, by training, metrics and people.

    DATASET/
      manifest.json        what it is: size, tags, rights, how it was prepared (`Manifest`)
      items.jsonl          one line a picture: where it came from, whose it is, what is on it (`Item`)
      index.npy            where each picture lies; read as a memory map, like tags.npy
      tags.npy             which tags each picture has, packed bits; absent when there are none
      pictures-00000.tar   the pictures, PNG; any tar program opens it

Nothing is held in memory in proportion to the number of pictures. How raw material becomes such a folder is not this module's
business (see vidol.face.data); it only writes what it is given and reads it again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import struct
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidol import __version__
from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing

FORMAT: Final = "vidol-dataset"
VERSION: Final = 1
SHARD_BYTES: Final = 512 << 20
MOST_TAGS: Final = 4096
INDEX: Final = np.dtype([("shard", "<u4"), ("offset", "<u8"), ("size", "<u4"), ("test", "u1"), ("label", "<i4")])
"""Of a picture: its shard, where its PNG lies there, whether it is held out, and its class (-1: none)."""
Bytes = NDArray[np.uint8]

_RECORD: Final = 512  # bytes of a tar block
_LARGEST_MANIFEST: Final = 16 << 20


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Model):
    """One picture."""

    file: str
    """Where it came from: a path below the source folder, `archive.zip!member` or `film.mp4@12.480` (seconds)."""
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
    """Centre x, centre y, side (source pixels) and angle (degrees, clockwise) of the square that was taken; None: all of it."""
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
    """Whoever prepared it said "I have the rights" for pictures whose licence or consent is not stated."""
    settings: dict[str, Any]
    """How it was prepared."""
    items_sha256: str
    """Of items.jsonl."""

    @property
    def sha256(self) -> str:
        """Of the manifest in its canonical form (sorted keys, no spaces)."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def changes(self, before: Manifest) -> list[str]:
        """What differs from an earlier manifest, in words; empty when it is the same dataset."""
        fields = {"size": "the pictures' size", "channels": "the channels", "count": "the number of pictures", "tests": "the number held out"}
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
            keys = sorted(key for key in {*self.settings, *before.settings} if self.settings.get(key) != before.settings.get(key))
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
            raise InputError(f"The dataset {self.path} is damaged: index.npy is of another form. Prepare it anew.")
        self._tags = _memory_map(self.path / "tags.npy", self.manifest.count) if self.manifest.tags else None
        if self._tags is not None and self._tags.shape[1:] != (-(-len(self.manifest.tags) // 8),):
            raise InputError(f"The dataset {self.path} is damaged: tags.npy does not hold {len(self.manifest.tags)} tags. Prepare it anew.")
        self._shards: dict[int, int] = {}
        self._opening = threading.Lock()

    def __len__(self) -> int:
        return self.manifest.count

    def indices(self, *, test: bool) -> NDArray[np.int64]:
        """The numbers of the pictures that are held out, or of those that are not."""
        return np.flatnonzero(self._index["test"] == int(test)).astype(np.int64)

    def picture(self, number: int) -> Bytes:
        """One picture, (size, size, channels) uint8, RGB or RGBA with straight alpha. Raises InputError when it is damaged."""
        entry = self._index[number]
        png = os.pread(self._shard(int(entry["shard"])), int(entry["size"]), int(entry["offset"]))
        size, channels = self.manifest.size, self.manifest.channels
        if not _is_png(png, size, channels):  # before anything is decoded
            raise InputError(f"Picture {number} of the dataset {self.path} is damaged. Prepare the dataset anew.")
        picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
        if picture is None:
            raise InputError(f"Picture {number} of the dataset {self.path} is damaged. Prepare the dataset anew.")
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA), np.uint8)

    def tags(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which tags pictures have, (pictures, tags)."""
        count = len(self.manifest.tags)
        if self._tags is None:
            return np.zeros((len(numbers), 0), bool)
        return np.unpackbits(self._tags[numbers], axis=1, count=count).astype(bool)

    def labels(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
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
                    raise InputError(f"The dataset {self.path} is incomplete: {shard_name(number)} is missing or unreadable.") from error
            return self._shards[number]


def encoded(picture: Bytes) -> bytes:
    """A picture, (size, size, 3 or 4) uint8, as a dataset keeps it. It takes as long as all the rest of its way there: worth a thread."""
    order = cv2.COLOR_RGB2BGR if picture.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
    # Measured: 4.4 ms for a photograph of 256 px where the library's own choice (level 3, best filter a row) takes 7.7, and 4 % more bytes.
    quick = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_PAETH]
    return cv2.imencode(".png", cv2.cvtColor(picture, order), quick)[1].tobytes()


def _is_png(png: bytes, size: int, channels: int) -> bool:
    """Whether it is one of that form: PNG, section 11.2.2: width, height, depth and colour type."""
    return png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">IIBB", png[16:26]) == (size, size, 8, {3: 2, 4: 6}[channels])


def shard_name(number: int) -> str:
    return f"pictures-{number:05}.tar"


class DatasetWriter:
    """A dataset that is being made, in a hidden folder beside its place; it takes its place when it is finished.

    Work that was interrupted goes on where it stopped: when the same dataset is begun again with the same settings, `seen` says
    how many sources have been dealt with. A picture counts when its line is in the journal; what a crash left beyond that is cut off.
    """

    def __init__(self, path: str | Path, *, name: str, size: int, channels: Literal[3, 4], settings: Mapping[str, Any]) -> None:
        """Raises OutputError when `path` exists, or its folder does not or cannot be written."""
        self.path = Path(path)
        if self.path.exists():
            raise OutputError(f"Cannot write the dataset {path}: something is there already; give another name or remove it first.")
        if not self.path.resolve().parent.is_dir():
            raise OutputError(f"Cannot write the dataset {path}: the folder {self.path.resolve().parent} does not exist; create it first.")
        self.seen = 0
        self.count = 0
        self._name, self._size, self._channels, self._settings = name, size, channels, dict(settings)
        self._part = self.path.resolve().parent / f".{self.path.resolve().name}.part"
        self._shard_number = self._end = 0
        self._begin()

    @property
    def part(self) -> Path:
        """The hidden folder: what else is needed while the work goes on may lie there; see `last` of `finish`."""
        return self._part

    def add(self, picture: Bytes | bytes, item: Item) -> None:
        """Take a picture in, (size, size, channels) uint8, or what `encoded` made of one. Raises OutputError when the disk is full."""
        png = picture if isinstance(picture, bytes) else encoded(picture)
        if not _is_png(png, self._size, self._channels):
            raise ValueError(f"this picture does not belong into a dataset of {self._size} px and {self._channels} channels")
        if self._end + len(png) > SHARD_BYTES:
            self._next_shard()
        header = tarfile.TarInfo(f"{self.count:08}.png")
        header.size = len(png)
        offset = self._end + _RECORD
        self._write(self._shard, header.tobuf(tarfile.USTAR_FORMAT) + png + bytes(-len(png) % _RECORD))
        self._end = offset + len(png) + (-len(png) % _RECORD)
        self._note({"at": [self._shard_number, offset, len(png)], "item": item.model_dump(mode="json", exclude_defaults=True)})
        self.count += 1

    def skip(self, file: str, reason: str) -> None:
        """A source gave no picture."""
        self._note({"skipped": file, "reason": reason})

    def skipped(self) -> Iterator[tuple[str, str]]:
        """Every source that gave no picture, and why."""
        self._journal.flush()
        for line in _journal(self._part / "journal.jsonl"):
            if "skipped" in line:
                yield line["skipped"], line["reason"]

    def finish(self, *, rights_claimed: bool = False, last: Callable[[Path], None] | None = None) -> Manifest:
        """Write the tables and the manifest, and put the dataset into its place.

        Before it takes its place, `last` is called with the folder, which can be read as a Dataset by then: for a report, and to
        remove what is no part of the dataset.
        """
        self._write(self._shard, bytes(2 * _RECORD))
        for stream in (self._shard, self._journal):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        manifest = _tables(self._part, self._name, self._size, self._channels, self._settings, rights_claimed=rights_claimed)
        if last is not None:
            last(self._part)
        for left in ("journal.jsonl", "begun.json"):
            (self._part / left).unlink()
        try:
            self._part.rename(self.path)
        except OSError as error:
            raise OutputError(f"Cannot write the dataset {self.path}: {error.strerror}.") from error
        return manifest

    def discard(self) -> None:
        """Give the work up and remove what there is of it."""
        self.close()
        shutil.rmtree(self._part, ignore_errors=True)

    def close(self) -> None:
        """Stop for now; the same call goes on later."""
        for stream in (self._shard, self._journal):
            stream.close()

    def _begin(self) -> None:
        begun = {"name": self._name, "size": self._size, "channels": self._channels, "settings": self._settings, "format": VERSION}
        known = self._part / "begun.json"
        try:
            if self._part.exists() and (not known.is_file() or json.loads(known.read_text("utf-8")) != json.loads(json.dumps(begun))):
                shutil.rmtree(self._part)  # begun otherwise, or torn: nothing of it can be used
            self._part.mkdir(exist_ok=True)
            with replacing(known) as part:
                part.write_text(json.dumps(begun), encoding="utf-8")
            whole = 0
            journal = self._part / "journal.jsonl"
            for line in _journal(journal) if journal.exists() else ():
                whole += line["bytes"]
                self.seen += 1
                if "at" in line:
                    self.count += 1
                    self._shard_number, offset, size = line["at"]
                    self._end = offset + size + (-size % _RECORD)
            self._journal = journal.open("ab")
            self._journal.truncate(whole)
            self._shard = (self._part / shard_name(self._shard_number)).open("ab")
            self._shard.truncate(self._end)
        except OSError as error:
            raise OutputError(f"Cannot write the dataset {self.path}: {error.strerror}.") from error

    def _next_shard(self) -> None:
        self._write(self._shard, bytes(2 * _RECORD))
        self._shard.close()
        self._shard_number += 1
        self._end = 0
        self._shard = (self._part / shard_name(self._shard_number)).open("ab")
        self._shard.truncate(0)

    def _note(self, line: Mapping[str, Any]) -> None:
        self._shard.flush()  # a picture is there before its line is
        self._write(self._journal, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._journal.flush()
        self.seen += 1

    def _write(self, stream: IO[bytes], data: bytes) -> None:
        try:
            stream.write(data)
        except OSError as error:
            why = (
                "the disk is full; free some space and run the same command again, it goes on from here"
                if error.errno == errno.ENOSPC
                else error.strerror
            )
            raise OutputError(f"Cannot write the dataset {self.path}: {why}.") from error


def _journal(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal, each with its length in `bytes`; one that a crash tore ends it."""
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            try:
                yield {**json.loads(line), "bytes": len(line)}
            except ValueError:
                return


def _tables(part: Path, name: str, size: int, channels: Literal[3, 4], settings: dict[str, Any], *, rights_claimed: bool) -> Manifest:
    """Turn the journal into the tables, in two passes over it: what tags there are is known only after the first."""
    tags, labels, licences, consents = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    count = tests = 0
    for line in _journal(part / "journal.jsonl"):
        if "item" in line:
            item = Item.model_validate(line["item"])
            count, tests = count + 1, tests + item.test
            tags.update(item.tags)
            labels.update([item.label] if item.label is not None else [])
            licences[item.licence] += 1
            consents[item.consent] += 1
    known = sorted(tags, key=lambda tag: (-tags[tag], tag))[:MOST_TAGS]
    places, classes = {tag: k for k, tag in enumerate(sorted(known))}, {label: k for k, label in enumerate(sorted(labels))}
    index = np.lib.format.open_memmap(part / "index.npy", "w+", INDEX, (count,)) if count else np.zeros(0, INDEX)
    bits = -(-len(places) // 8)
    table = np.lib.format.open_memmap(part / "tags.npy", "w+", np.uint8, (count, bits)) if count and bits else None
    digest = hashlib.sha256()
    with (part / "items.jsonl").open("wb") as items:
        number = 0
        for line in _journal(part / "journal.jsonl"):
            if "item" not in line:
                continue
            item = Item.model_validate(line["item"])
            index[number] = (*line["at"], item.test, classes.get(item.label or "", -1))
            if table is not None:
                has = np.zeros(len(places), bool)
                has[[places[tag] for tag in item.tags if tag in places]] = True
                table[number] = np.packbits(has)
            text = item.model_dump_json(exclude_defaults=True).encode() + b"\n"
            digest.update(text)
            items.write(text)
            number += 1
    if isinstance(index, np.memmap):
        index.flush()
    else:
        np.save(part / "index.npy", index)
    if table is not None:
        table.flush()
    manifest = Manifest(
        name=name, made_with=__version__, size=size, channels=channels, count=count, tests=tests, licences=dict(licences), consents=dict(consents),
        tags=tuple(Tag(name=tag, count=tags[tag]) for tag in places), labels=tuple(Tag(name=label, count=labels[label]) for label in classes),
        rights_claimed=rights_claimed, settings=settings, items_sha256=digest.hexdigest(),
    )  # fmt: skip
    with replacing(part / "manifest.json") as file:
        file.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return manifest


def _read_manifest(path: Path) -> Manifest:
    file = path / "manifest.json"
    if not file.is_file():
        raise InputError(f"{path} is no dataset: it has no manifest.json. `vidol data face FOLDER -o {path}` makes one.")
    try:
        if file.stat().st_size > _LARGEST_MANIFEST:
            raise InputError(f"{file} is larger than a manifest can be.")
        return Manifest.model_validate_json(file.read_text("utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "not UTF-8"
        raise InputError(f"{file} is no manifest that this version reads ({what}): prepare the dataset anew.") from error


def _memory_map(path: Path, count: int) -> NDArray[Any]:
    try:
        table: NDArray[Any] = np.load(path, mmap_mode="r" if count else None, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise InputError(f"The dataset {path.parent} is damaged: {path.name} cannot be read. Prepare it anew.") from error
    if len(table) != count:
        raise InputError(f"The dataset {path.parent} is damaged: {path.name} has {len(table)} entries, the manifest {count}. Prepare it anew.")
    return table
