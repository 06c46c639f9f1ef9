"""What a folder, a zip or a single file holds: listed once, kept on disk, given out in the order of
the names.

The list lies in a database (vidol.training.data.register), so a million files take as much memory
as ten. The order, and with it every decision that depends on what came before, is the same on every
machine: names are compared as bytes. Nothing outside is ever touched: links are listed and not
followed, names in zips that climb are listed and not read.
"""

from __future__ import annotations

import io
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Final, Protocol, TextIO

from vidol.core.errors import InputError, OutputError
from vidol.training.data import archives, rights, tables
from vidol.training.data.archives import Member
from vidol.training.data.labels import Keys, rights_of
from vidol.training.data.register import PROBLEM, Entry, Register, Spot, shown
from vidol.training.data.sources import Kinds, Place, Source

LARGEST_TABLE: Final = 64 << 20
"""Bytes of a table inside a zip; beside it there is no limit."""
MOST_CLASSES: Final = 1000
_DEEPEST: Final = 64


class _Level(Protocol):
    """An open folder."""

    def __next__(self) -> os.DirEntry[str]: ...
    def __iter__(self) -> Iterator[os.DirEntry[str]]: ...
    def close(self) -> None: ...


class Listing:
    """See the module. Made by `Listing.of`."""

    def __init__(self, root: Path, kinds: Kinds) -> None:
        self.root, self._kinds = root, kinds
        self.keys = Keys()
        self.sha256 = ""
        """Of all names and sizes, and of the labels: tells whether two listings are of the same."""
        self.counts: Counter[str] = Counter()
        """Files that are read, by their kind, and problems."""
        self.others: Counter[str] = Counter()
        """Files that are neither of a kind nor label, by their ending."""
        self.rights: dict[str, str] = {}
        """What rights.json states."""
        self.states_rights = False
        """Whether any line of the table states a licence or a consent."""
        self.table = ""
        """The table of labels that was read."""
        self.lines = 0
        self._register = Register()
        self._archives: list[tuple[Path, str]] = []
        """Zips that were listed, and what stands before the names of their members."""
        self._own_table: Path | None = None
        self._common: tuple[str, ...] | None = None
        self._classes = False

    @classmethod
    def of(cls, source: Path, kinds: Kinds, labels: Path | None = None) -> Listing:
        """List a folder, a zip or a single file, with the table of labels that is given or lies at
        its top.

        Raises InputError when `source` does not exist, is of another kind or damaged, or a table or
        rights.json is wrong; OutputError when there is no room for the list where temporary files
        go.
        """
        if not source.exists():
            raise InputError(f"Cannot read {source}: there is no such folder or file.")
        listing = cls(source.resolve(), kinds)
        try:
            if labels is not None:
                listing._read_table(tables.opened(labels), str(labels))
            listing._list_root(source)
            listing._register.match()
            listing._classes = bool(listing.classes())
            listing.sha256 = listing._register.digest()
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"Cannot list {source}: {error}; make room where temporary files go, or set TMPDIR"
                " to a folder that has some."
            ) from error
        except OSError as error:
            raise InputError(f"Cannot read {source}: {error.strerror}.") from error
        return listing

    @property
    def readable(self) -> int:
        """Files that are no problem."""
        return self.counts.total() - self.counts[PROBLEM]

    def __iter__(self) -> Iterator[Source]:
        return map(self._source, self._register.entries())

    def sample(self, count: int) -> Iterator[Source]:
        """At most `count` of what is readable, evenly spread over the whole list."""
        return map(self._source, self._register.every(max(1, -(-self.readable // count))))

    def unmatched(self) -> Iterator[str]:
        """Lines of the table, and captions, whose file does not exist."""
        return self._register.unmatched()

    def classes(self) -> list[str]:
        """The names of the folders that stand for classes; none when there are fewer than two, or
        too many for that.
        """
        found: set[str] = set()
        for name in self._register.names(self._kinds.main):
            label = self._folder(name)
            if label is not None:
                found.add(label)
            if len(found) > MOST_CLASSES:
                return []
        return sorted(found) if len(found) > 1 else []

    def close(self) -> None:
        self._register.close()

    def _source(self, entry: Entry) -> Source:
        name = entry.spot.name
        return Source(
            self._prefix() + shown(name),
            entry.kind,
            entry.reason,
            self._place(entry.spot),
            self._folder(name) if self._classes else None,
            entry.fields,
            self._place(entry.caption) if entry.caption is not None else None,
        )

    def _place(self, spot: Spot) -> Place:
        if spot.archive is not None:
            return Place(self._archives[spot.archive][0], spot.member)
        return Place(self.root / os.fsdecode(spot.name) if self.root.is_dir() else self.root, None)

    def _prefix(self) -> str:
        is_zip = bool(self._archives) and self._archives[0] == (self.root, "")
        return f"{shown(os.fsencode(self.root.name))}!" if is_zip else ""

    def _folder(self, name: bytes) -> str | None:
        """The first folder in a name below what all files of the main kind have in common."""
        parts, common = _folders(name), self._common or ()
        return shown(os.fsencode(parts[len(common)])) if len(parts) > len(common) else None

    # ---- listing

    def _add(
        self,
        name: str,
        kind: str,
        *,
        size: int = 0,
        archive: int | None = None,
        member: Member | None = None,
        reason: str = "",
    ) -> None:
        raw = name.encode("utf-8", "surrogateescape")
        if not self._register.add(Spot(raw, archive, member), kind, size=size, reason=reason):
            return
        self.counts[kind] += 1
        if kind == self._kinds.main:
            folders = _folders(raw)
            self._common = folders if self._common is None else _shared(self._common, folders)

    def _add_problem(self, name: str, reason: str, size: int = 0) -> None:
        self._add(name, PROBLEM, size=size, reason=reason)

    def _add_caption(
        self, name: str, archive: int | None = None, member: Member | None = None
    ) -> None:
        raw = name.encode("utf-8", "surrogateescape")
        self._register.add_caption(Spot(raw, archive, member))

    def _list_root(self, source: Path) -> None:
        root, suffix = self.root, self.root.suffix.lower()
        kind = self._kinds.of(suffix)
        if root.is_dir():
            self._read_top(source)
            self._list_folder()
        elif kind is not None:
            self._add(root.name, kind, size=root.stat().st_size)
        elif suffix == ".zip":
            self._list_zip(root, "")
        else:
            raise InputError(f"Cannot read {source}: give {self._kinds.wanted}.")

    def _read_top(self, source: Path) -> None:
        """The rights.json and the table of labels of a folder."""
        root = self.root
        if _own(root / rights.FILE):
            stated = (root / rights.FILE).read_bytes()
            self.rights = rights.of_folder(stated, str(source / rights.FILE))
        table = next((root / name for name in tables.NAMES if _own(root / name)), None)
        if table is not None and not self.table:
            self._own_table = table
            self._read_table(tables.opened(table), str(source / table.name))

    def _list_folder(self) -> None:
        """Depth first with one open folder a level: neither a wide nor a deep tree is ever held."""
        stack: list[_Level] = [os.scandir(self.root)]
        try:
            while stack:
                entry = next(stack[-1], None)
                if entry is None:
                    stack.pop().close()
                elif not entry.name.startswith(".") and entry.name != "__MACOSX":
                    self._list_entry(entry, stack)
        finally:
            for level in stack:
                level.close()

    def _list_entry(self, entry: os.DirEntry[str], stack: list[_Level]) -> None:
        name = entry.path[len(str(self.root)) :].replace(os.sep, "/").lstrip("/")
        try:
            if entry.is_symlink():
                self._add_problem(
                    name,
                    "a link: links are not followed; give the folder that it points to, or copy"
                    " the file",
                )
            elif entry.is_dir():
                if _is_dataset(Path(entry.path)):
                    self._add_problem(name, "a dataset: it is prepared already")
                elif len(stack) >= _DEEPEST:
                    self._add_problem(name, f"too deep: folders are read {_DEEPEST} levels down")
                else:
                    stack.append(os.scandir(entry.path))
            elif entry.is_file():
                self._list_file(name, entry.stat().st_size, Path(entry.path), top=len(stack) == 1)
            else:
                self._add_problem(name, "no regular file")
        except OSError as error:
            self._add_problem(name, f"unreadable: {error.strerror}")

    def _list_file(self, name: str, size: int, path: Path, *, top: bool) -> None:
        suffix = PurePosixPath(name).suffix.lower()
        if top and (name == rights.FILE or path == self._own_table):
            return
        kind = self._kinds.of(suffix)
        if suffix == ".zip":
            try:
                self._list_zip(path, name + "!")
            except InputError as error:
                self._add_problem(name, f"damaged: {error}", size)
        elif kind is not None:
            self._add(name, kind, size=size)
        elif suffix == ".txt":
            self._add_caption(name)
        elif suffix in self._kinds.unread:
            reason = f"not a kind that is read ({suffix}): {self._kinds.instead}"
            self._add_problem(name, reason, size)
        elif not suffix and self._begins_like_one(path):
            self._add(name, self._kinds.main, size=size)
        else:
            self.others[suffix or "without an ending"] += 1

    def _begins_like_one(self, path: Path) -> bool:
        """For files without an ending: many collections name pictures by their hash alone."""
        longest = max(map(len, self._kinds.magic), default=0)
        with path.open("rb") as file:
            return bool(longest) and file.read(longest).startswith(self._kinds.magic)

    def _list_zip(self, path: Path, prefix: str) -> None:
        self._archives.append((path, prefix))
        archive = len(self._archives) - 1
        for member in archives.members(path):
            parts = PurePosixPath(member.name).parts
            hidden = [part for part in parts if part.startswith(".") and part != ".."]
            if not hidden and "__MACOSX" not in parts:
                self._list_member(member, Place(path, member), prefix, archive)

    def _list_member(self, member: Member, place: Place, prefix: str, archive: int) -> None:
        suffix, name = PurePosixPath(member.name).suffix.lower(), prefix + member.name
        kind = self._kinds.of(suffix)
        known = kind is not None or suffix in self._kinds.unread or suffix == ".zip"
        if known and (reason := member.problem):
            self._add_problem(name, reason)
        elif kind == self._kinds.main:
            main = self._kinds.main
            self._add(name, main, size=member.size, archive=archive, member=member)
        elif suffix == ".txt" and not member.problem:
            self._add_caption(name, archive, member)
        elif known:
            named = f"{kind}s" if kind else f"{suffix} files"
            what = "zips" if suffix == ".zip" else named
            self._add_problem(name, f"inside a zip, {what} are not read: unpack it")
        elif not prefix and not member.problem and self._says_something(member.name):
            self._read_beside(member.name, place)
        else:
            self.others[suffix or "without an ending"] += 1

    # ---- tables and rights

    def _says_something(self, name: str) -> bool:
        """Whether a file at the top of a zip is about the others."""
        return name == rights.FILE or (name in tables.NAMES and not self.table)

    def _read_beside(self, name: str, place: Place) -> None:
        """A rights.json or a table of labels inside a zip."""
        where = f"{place.path}!{name}"
        try:
            data = place.read(LARGEST_TABLE)
        except InputError as error:
            raise InputError(
                f"Cannot read {where}: {error}. Lay it beside the zip and give it with --labels."
            ) from error
        if name == rights.FILE:
            self.rights = rights.of_folder(data, where)
        else:
            self._read_table(io.TextIOWrapper(io.BytesIO(data), tables.ENCODING, newline=""), where)

    def _read_table(self, text: TextIO, where: str) -> None:
        self.table = where
        with text:
            for number, (name, fields) in enumerate(tables.lines(text, where), 1):
                stated = rights.checked(rights_of(fields), f"{where}, entry {number}")
                self.states_rights = self.states_rights or bool(stated)
                self.keys.count(fields)
                self.lines += 1
                self._register.add_line(name, fields)


def _own(path: Path) -> bool:
    """Whether it is a file of the folder, not a link to somewhere else."""
    return path.is_file() and not path.is_symlink()


def _is_dataset(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("items.jsonl", "manifest.json"))


def _folders(raw: bytes) -> tuple[str, ...]:
    """The folders in a name; a zip counts as one."""
    return tuple(os.fsdecode(raw).replace(".zip!", "/").split("/")[:-1])


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """What two paths begin with."""
    return tuple(x for x, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
