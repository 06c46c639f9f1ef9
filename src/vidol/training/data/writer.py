"""Writing a dataset (vidol.training.data.dataset): an item at a time, so that an interruption loses
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Generic

import numpy as np

from vidol.core.errors import OutputError
from vidol.core.storage import replacing
from vidol.core.version import __version__
from vidol.training.data.dataset import INDEX, I, M, shard_name
from vidol.training.data.manifest import VERSION, Item, Tag

SHARD_BYTES: Final = 512 << 20
MOST_TAGS: Final = 4096
_RECORD: Final = 512  # bytes of a tar block


class DatasetWriter(Generic[M, I]):
    """A dataset that is being made, in a hidden folder beside its place; it takes its place when it
    is finished.

    Work that was interrupted goes on where it stopped: when the same dataset is begun again with
    the same settings, `seen` says how many sources have been dealt with. An item counts when its
    line is in the journal; what a crash left beyond that is cut off.
    """

    def __init__(
        self,
        path: str | Path,
        manifest: type[M],
        item: type[I],
        *,
        ending: str,
        name: str,
        settings: Mapping[str, Any],
        **kind: Any,
    ) -> None:
        """`ending` is of the items' files, as in ".png"; `kind` are the manifest's fields that are
        not of every dataset.

        Raises OutputError when `path` exists, or its folder does not or cannot be written.
        """
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
        self._manifest, self._item, self._ending = manifest, item, ending
        self._about: dict[str, Any] = {"name": name, "settings": dict(settings), **kind}
        self._part = self.path.resolve().parent / f".{self.path.resolve().name}.part"
        self._shard_number = self._end = 0
        self._begin()

    @property
    def part(self) -> Path:
        """The hidden folder: what else is needed while the work goes on may lie there; see `last`
        of `finish`.
        """
        return self._part

    def add_file(self, data: bytes, item: I) -> None:
        """Take an item in. Raises OutputError when the disk is full."""
        if self._end + len(data) > SHARD_BYTES:
            self._next_shard()
        header = tarfile.TarInfo(f"{self.count:08}{self._ending}")
        header.size = len(data)
        offset, filled = self._end + _RECORD, -len(data) % _RECORD
        self._write(self._shard, header.tobuf(tarfile.USTAR_FORMAT) + data + bytes(filled))
        self._end = offset + len(data) + filled
        noted = item.model_dump(mode="json", exclude_defaults=True)
        self._note({"at": [self._shard_number, offset, len(data)], "item": noted})
        self.count += 1

    def skip(self, file: str, reason: str) -> None:
        """A source gave no item."""
        self._note({"skipped": file, "reason": reason})

    def skipped(self) -> Iterator[tuple[str, str]]:
        """Every source that gave no item, and why."""
        self._journal.flush()
        for line in _journal(self._part / "journal.jsonl"):
            if "skipped" in line:
                yield line["skipped"], line["reason"]

    def finish(
        self, *, rights_claimed: bool = False, last: Callable[[Path], None] | None = None
    ) -> M:
        """Write the tables and the manifest, and put the dataset into its place.

        Before it takes its place, `last` is called with the folder, which can be read as a dataset
        by then: for a report, and to remove what is no part of the dataset.
        """
        self._write(self._shard, bytes(2 * _RECORD))
        for stream in (self._shard, self._journal):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        manifest = self._tables(rights_claimed=rights_claimed)
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
        begun = json.loads(json.dumps({**self._about, "format": VERSION}))
        known = self._part / "begun.json"
        try:
            if self._part.exists() and (
                not known.is_file() or json.loads(known.read_text("utf-8")) != begun
            ):
                shutil.rmtree(self._part)  # begun otherwise, or torn: nothing of it can be used
            self._part.mkdir(exist_ok=True)
            with replacing(known) as part:
                part.write_text(json.dumps(begun), encoding="utf-8")
            self._go_on()
        except OSError as error:
            raise OutputError(f"Cannot write the dataset {self.path}: {error.strerror}.") from error

    def _go_on(self) -> None:
        """Open the journal and the shard where the whole lines of the journal end."""
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
        self._shard = self._opened_shard()
        self._shard.truncate(self._end)

    def _opened_shard(self) -> IO[bytes]:
        return (self._part / shard_name(self._manifest.things, self._shard_number)).open("ab")

    def _next_shard(self) -> None:
        self._write(self._shard, bytes(2 * _RECORD))
        self._shard.close()
        self._shard_number += 1
        self._end = 0
        self._shard = self._opened_shard()
        self._shard.truncate(0)

    def _note(self, line: Mapping[str, Any]) -> None:
        self._shard.flush()  # an item is there before its line is
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

    def _tables(self, *, rights_claimed: bool) -> M:
        """Turn the journal into the tables, in two passes over it: what tags there are is known
        only after the first.
        """
        counts = _Counts()
        for _, item in self._noted():
            counts.add(item)
        digest = self._write_items(counts)
        manifest = self._manifest(
            made_with=__version__,
            **self._about,
            **counts.fields(),
            rights_claimed=rights_claimed,
            items_sha256=digest,
        )
        with replacing(self._part / "manifest.json") as file:
            file.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
        return manifest

    def _noted(self) -> Iterator[tuple[list[int], I]]:
        """Where each item lies, and what is noted of it."""
        for line in _journal(self._part / "journal.jsonl"):
            if "item" in line:
                yield line["at"], self._item.model_validate(line["item"])

    def _write_items(self, counts: _Counts) -> str:
        """Write index.npy, tags.npy and items.jsonl; the SHA-256 of the last."""
        tags = {tag: number for number, tag in enumerate(counts.tags_kept())}
        classes = {label: number for number, label in enumerate(sorted(counts.labels))}
        index = _table(self._part / "index.npy", INDEX, (counts.count,))
        bits = _table(self._part / "tags.npy", np.uint8, (counts.count, -(-len(tags) // 8)))
        digest = hashlib.sha256()
        with (self._part / "items.jsonl").open("wb") as items:
            for number, (at, item) in enumerate(self._noted()):
                index[number] = (*at, item.test, classes.get(item.label or "", -1))
                has = np.zeros(len(tags), bool)
                has[[tags[tag] for tag in item.tags if tag in tags]] = True
                bits[number] = np.packbits(has)
                text = item.model_dump_json(exclude_defaults=True).encode() + b"\n"
                digest.update(text)
                items.write(text)
        for table in (index, bits):
            if isinstance(table, np.memmap):
                table.flush()
        return digest.hexdigest()


@dataclass(slots=True)
class _Counts:
    """What a manifest says of all items together."""

    count: int = 0
    tests: int = 0
    tags: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    consents: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item) -> None:
        self.count += 1
        self.tests += item.test
        self.tags.update(item.tags)
        self.labels.update([item.label] if item.label is not None else [])
        self.licences[item.licence] += 1
        self.consents[item.consent] += 1

    def tags_kept(self) -> list[str]:
        """The most frequent ones, by name."""
        frequent = sorted(self.tags, key=lambda tag: (-self.tags[tag], tag))
        return sorted(frequent[:MOST_TAGS])

    def fields(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "tests": self.tests,
            "licences": dict(self.licences),
            "consents": dict(self.consents),
            "tags": tuple(Tag(name=tag, count=self.tags[tag]) for tag in self.tags_kept()),
            "labels": tuple(
                Tag(name=label, count=count) for label, count in sorted(self.labels.items())
            ),
        }


def _table(path: Path, kind: Any, shape: tuple[int, ...]) -> Any:
    """A new array on disk, mapped into memory; one without entries cannot be, and lies there if it
    has columns.
    """
    if 0 not in shape:
        return np.lib.format.open_memmap(path, "w+", kind, shape)
    empty = np.zeros(shape, kind)
    if len(shape) == 1:
        np.save(path, empty)
    return empty


def _journal(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal, each with its length in `bytes`;
    one that a crash tore ends it.
    """
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            try:
                yield {**json.loads(line), "bytes": len(line)}
            except (ValueError, RecursionError):
                return
