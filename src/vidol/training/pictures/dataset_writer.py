"""Writing a dataset (vidol.training.pictures.dataset): a picture at a time, so that an interruption loses
none, and in place only when it is whole.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, Literal

import cv2
import numpy as np

from vidol import __version__
from vidol.core.arrays import U8
from vidol.core.errors import OutputError
from vidol.core.storage import replacing
from vidol.training.pictures.dataset import INDEX, VERSION, Item, Manifest, Tag, is_png, shard_name

SHARD_BYTES: Final = 512 << 20
MOST_TAGS: Final = 4096
_RECORD: Final = 512  # bytes of a tar block


def encoded(picture: U8) -> bytes:
    """A picture, (size, size, 3 or 4) uint8, as a dataset keeps it. It takes as long as all the
    rest of its way there: worth a thread.
    """
    order = cv2.COLOR_RGB2BGR if picture.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
    # Measured: 4.4 ms for a photograph of 256 px where the library's own choice (level 3, best
    # filter a row) takes 7.7, and 4 % more bytes.
    quick = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_PAETH]
    return cv2.imencode(".png", cv2.cvtColor(picture, order), quick)[1].tobytes()


class DatasetWriter:
    """A dataset that is being made, in a hidden folder beside its place; it takes its place when it
    is finished.

    Work that was interrupted goes on where it stopped: when the same dataset is begun again with
    the same settings, `seen` says how many sources have been dealt with. A picture counts when its
    line is in the journal; what a crash left beyond that is cut off.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        name: str,
        size: int,
        channels: Literal[3, 4],
        settings: Mapping[str, Any],
    ) -> None:
        """Raises OutputError when `path` exists, or its folder does not or cannot be written."""
        self.path = Path(path)
        if self.path.exists():
            raise OutputError(
                f"Cannot write the dataset {path}: something is there already; give another name or"
                " remove it first."
            )
        if not self.path.resolve().parent.is_dir():
            raise OutputError(
                f"Cannot write the dataset {path}: the folder {self.path.resolve().parent} does not"
                " exist; create it first."
            )
        self.seen = 0
        self.count = 0
        self._name, self._size, self._channels, self._settings = (
            name,
            size,
            channels,
            dict(settings),
        )
        self._part = self.path.resolve().parent / f".{self.path.resolve().name}.part"
        self._shard_number = self._end = 0
        self._begin()

    @property
    def part(self) -> Path:
        """The hidden folder: what else is needed while the work goes on may lie there; see `last`
        of `finish`.
        """
        return self._part

    def add(self, picture: U8 | bytes, item: Item) -> None:
        """Take a picture in, (size, size, channels) uint8, or what `encoded` made of one. Raises
        OutputError when the disk is full.
        """
        png = picture if isinstance(picture, bytes) else encoded(picture)
        if not is_png(png, self._size, self._channels):
            raise ValueError(
                f"this picture does not belong into a dataset of {self._size} px and"
                f" {self._channels} channels"
            )
        if self._end + len(png) > SHARD_BYTES:
            self._next_shard()
        header = tarfile.TarInfo(f"{self.count:08}.png")
        header.size = len(png)
        offset = self._end + _RECORD
        self._write(
            self._shard, header.tobuf(tarfile.USTAR_FORMAT) + png + bytes(-len(png) % _RECORD)
        )
        self._end = offset + len(png) + (-len(png) % _RECORD)
        self._note(
            {
                "at": [self._shard_number, offset, len(png)],
                "item": item.model_dump(mode="json", exclude_defaults=True),
            }
        )
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

    def finish(
        self, *, rights_claimed: bool = False, last: Callable[[Path], None] | None = None
    ) -> Manifest:
        """Write the tables and the manifest, and put the dataset into its place.

        Before it takes its place, `last` is called with the folder, which can be read as a Dataset
        by then: for a report, and to remove what is no part of the dataset.
        """
        self._write(self._shard, bytes(2 * _RECORD))
        for stream in (self._shard, self._journal):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        manifest = _tables(
            self._part,
            self._name,
            self._size,
            self._channels,
            self._settings,
            rights_claimed=rights_claimed,
        )
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
        begun = {
            "name": self._name,
            "size": self._size,
            "channels": self._channels,
            "settings": self._settings,
            "format": VERSION,
        }
        known = self._part / "begun.json"
        try:
            if self._part.exists() and (
                not known.is_file()
                or json.loads(known.read_text("utf-8")) != json.loads(json.dumps(begun))
            ):
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
                "the disk is full; free some space and run the same command again, it goes on from"
                " here"
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


def _tables(
    part: Path,
    name: str,
    size: int,
    channels: Literal[3, 4],
    settings: dict[str, Any],
    *,
    rights_claimed: bool,
) -> Manifest:
    """Turn the journal into the tables, in two passes over it: what tags there are is known only
    after the first.
    """
    tags, labels, licences, consents = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
    )
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
    places, classes = (
        {tag: k for k, tag in enumerate(sorted(known))},
        {label: k for k, label in enumerate(sorted(labels))},
    )
    index = (
        np.lib.format.open_memmap(part / "index.npy", "w+", INDEX, (count,))
        if count
        else np.zeros(0, INDEX)
    )
    bits = -(-len(places) // 8)
    table = (
        np.lib.format.open_memmap(part / "tags.npy", "w+", np.uint8, (count, bits))
        if count and bits
        else None
    )
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
        name=name,
        made_with=__version__,
        size=size,
        channels=channels,
        count=count,
        tests=tests,
        licences=dict(licences),
        consents=dict(consents),
        tags=tuple(Tag(name=tag, count=tags[tag]) for tag in places),
        labels=tuple(Tag(name=label, count=labels[label]) for label in classes),
        rights_claimed=rights_claimed,
        settings=settings,
        items_sha256=digest.hexdigest(),
    )
    with replacing(part / "manifest.json") as file:
        file.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return manifest
