"""What a folder, a zip or a film holds: listed once, kept on disk, given out in the order of the
names.

The list lives in a temporary SQLite database that vanishes with the process, so a million pictures
take as much memory as ten. The order, and with it every decision that depends on what came before,
is the same on every machine: names are compared as bytes. Nothing outside is ever touched: links
are listed and not followed, names in zips that climb are listed and not read.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, Protocol, TextIO

from vidol.core.errors import InputError, OutputError
from vidol.face.data import archives, rights, tables
from vidol.face.data.archives import Member
from vidol.face.data.labels import Fields, Keys

PICTURES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff"}
)
FILMS: Final = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".wmv"}
)
UNREAD: Final = frozenset(
    {
        ".heic",
        ".heif",
        ".avif",
        ".jxl",
        ".psd",
        ".svg",
        ".tga",
        ".exr",
        ".jp2",
        ".dng",
        ".cr2",
        ".nef",
        ".arw",
    }
)
"""Pictures that vidol does not decode: each is listed, so that nobody wonders where they went."""
LARGEST_FILE: Final = 256 << 20
"""Bytes of a picture file."""
LARGEST_CAPTION: Final = 64 << 10
LARGEST_TABLE: Final = 64 << 20
"""Bytes of a table inside a zip; beside it there is no limit."""
MOST_CLASSES: Final = 1000
_DEEPEST: Final = 64
_MAGIC: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")

_SCHEMA: Final = """
CREATE TABLE items (name BLOB PRIMARY KEY, plain TEXT, base TEXT, stem BLOB, kind TEXT, size INT, archive INT, member TEXT, reason TEXT, line TEXT)
    WITHOUT ROWID;
CREATE TABLE captions (stem BLOB PRIMARY KEY, name BLOB, archive INT, member TEXT, used INT DEFAULT 0) WITHOUT ROWID;
CREATE TABLE lines (file TEXT PRIMARY KEY, fields TEXT, used INT DEFAULT 0) WITHOUT ROWID;
"""
_SOURCES: Final = """
SELECT items.name, kind, items.archive, items.member, reason, fields, captions.name, captions.archive, captions.member
FROM items LEFT JOIN lines ON lines.file = items.line LEFT JOIN captions ON captions.stem = items.stem
"""


class _Level(Protocol):
    """An open folder."""

    def __next__(self) -> os.DirEntry[str]: ...
    def __iter__(self) -> Iterator[os.DirEntry[str]]: ...
    def close(self) -> None: ...


class Place(NamedTuple):
    """Where the bytes of a file are: a path, or a member of the zip there."""

    path: Path
    member: Member | None

    def read(self, most: int) -> bytes:
        """All of it. Raises InputError (a reason, without the name) when it is unreadable or has
        more than `most` bytes.
        """
        if self.member is not None:
            return archives.read(self.path, self.member, most)
        try:
            # A name may have become a pipe or a link since it was listed: neither waited for nor
            # followed.
            handle = os.open(
                self.path,
                os.O_RDONLY
                | getattr(os, "O_NONBLOCK", 0)
                | getattr(os, "O_NOFOLLOW", 0)
                | getattr(os, "O_BINARY", 0),
            )
            with os.fdopen(handle, "rb") as file:
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode):
                    raise InputError("no regular file")
                data = file.read(most + 1) if about.st_size <= most else b""
        except OSError as error:
            raise InputError(f"unreadable: {error.strerror}") from error
        if about.st_size > most or len(data) > most:
            raise InputError(f"too large: {about.st_size:,} bytes, {most:,} are allowed")
        return data


class Source(NamedTuple):
    """One thing that pictures come from."""

    name: str
    kind: str
    """``picture``, ``film`` or, when it is not to be read, ``problem``."""
    reason: str
    """The problem."""
    place: Place
    label: str | None
    """The class that its folder stands for."""
    fields: Fields
    """Its line in the table of labels."""
    caption: Place | None


@dataclass
class Listing:
    """See the module. Made by `Listing.of`."""

    root: Path
    keys: Keys = field(default_factory=Keys)
    sha256: str = ""
    """Of all names and sizes, and of the labels: tells whether two listings are of the same."""
    pictures: int = 0
    films: int = 0
    problems: int = 0
    others: Counter[str] = field(default_factory=Counter)
    """Files that are neither picture nor label, by their ending."""
    rights: dict[str, str] = field(default_factory=dict)
    """What rights.json states."""
    states_rights: bool = False
    """Whether any line of the table states a licence or a consent."""
    table: str = ""
    """The table of labels that was read."""
    lines: int = 0
    _archives: list[tuple[Path, str]] = field(default_factory=list)
    """Zips that were listed, and what stands before the names of their members."""
    _own_table: Path | None = None
    _common: tuple[str, ...] | None = None
    _classes: bool = False

    def __post_init__(self) -> None:
        # a temporary file of SQLite's own
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; BEGIN;"
            + _SCHEMA
        )

    @classmethod
    def of(cls, source: Path, labels: Path | None = None) -> Listing:
        """List a folder, a zip or a single film or picture, with the table of labels that is given
        or lies at its top.

        Raises InputError when `source` does not exist, is of another kind or damaged, or a table or
        rights.json is wrong; OutputError when there is no room for the list where temporary files
        go.
        """
        if not source.exists():
            raise InputError(f"Cannot read {source}: there is no such folder or file.")
        listing = cls(source.resolve())
        try:
            if labels is not None:
                listing._read_table(tables.opened(labels), str(labels))
            listing._list_root(source)
            listing._match()
            listing._classes = bool(listing.classes())
            listing.sha256 = listing._digest()
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"Cannot list {source}: {error}; make room where temporary files go, or set TMPDIR"
                " to a folder that has some."
            ) from error
        except OSError as error:
            raise InputError(f"Cannot read {source}: {error.strerror}.") from error
        return listing

    def __iter__(self) -> Iterator[Source]:
        return self._sources("ORDER BY items.name")

    def sample(self, count: int) -> Iterator[Source]:
        """At most `count` pictures and films, evenly spread over the whole list."""
        step = max(1, -(-(self.pictures + self.films) // count))
        ranked = (
            "SELECT name FROM (SELECT name, row_number() OVER (ORDER BY name) - 1 AS number FROM"
            " items WHERE kind != 'problem') WHERE number % ? = 0"
        )
        return self._sources(f"WHERE items.name IN ({ranked}) ORDER BY items.name", step)

    def unmatched(self) -> Iterator[str]:
        """Lines of the table, and captions, whose picture does not exist."""
        for (name,) in self._database.execute(
            "SELECT file FROM lines WHERE NOT used ORDER BY file"
        ):
            yield name
        # A folder without any caption may still have a README.txt.
        if self._database.execute("SELECT 1 FROM captions WHERE used LIMIT 1").fetchone():
            for (name,) in self._database.execute(
                "SELECT name FROM captions WHERE NOT used ORDER BY name"
            ):
                yield _shown(name)

    def classes(self) -> list[str]:
        """The names of the folders that stand for classes; none when there are fewer than two, or
        too many for that.
        """
        found: set[str] = set()
        for (name,) in self._database.execute("SELECT name FROM items WHERE kind = 'picture'"):
            label = self._folder(name)
            if label is not None:
                found.add(label)
            if len(found) > MOST_CLASSES:
                return []
        return sorted(found) if len(found) > 1 else []

    def close(self) -> None:
        self._database.close()

    def _sources(self, which: str, *values: int) -> Iterator[Source]:
        rows = self._database.execute(_SOURCES + which, values)
        for (
            name,
            kind,
            archive,
            member,
            reason,
            fields,
            caption,
            caption_archive,
            caption_member,
        ) in rows:
            yield Source(
                self._prefix() + _shown(name),
                kind,
                reason or "",
                self._place(name, archive, member),
                self._folder(name) if self._classes else None,
                json.loads(fields) if fields else {},
                (
                    self._place(caption, caption_archive, caption_member)
                    if caption is not None
                    else None
                ),
            )

    def _place(self, name: bytes, archive: int | None, member: str | None) -> Place:
        if archive is None:
            return Place(self.root / os.fsdecode(name) if self.root.is_dir() else self.root, None)
        return Place(self._archives[archive][0], Member(*json.loads(member)) if member else None)

    def _prefix(self) -> str:
        return (
            f"{_shown(os.fsencode(self.root.name))}!"
            if self._archives and self._archives[0] == (self.root, "")
            else ""
        )

    def _folder(self, name: bytes) -> str | None:
        """The first folder in a name below what all pictures have in common."""
        parts, common = _folders(name), self._common or ()
        return _shown(os.fsencode(parts[len(common)])) if len(parts) > len(common) else None

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
        shown = unicodedata.normalize("NFC", _shown(raw))
        packed = json.dumps(member) if member else None
        stem = raw.rpartition(b".")[0] or raw
        if kind == "caption":
            self._database.execute(
                "INSERT OR IGNORE INTO captions (stem, name, archive, member) VALUES (?, ?, ?, ?)",
                (stem, raw, archive, packed),
            )
            return
        added = self._database.execute(
            "INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (raw, shown, PurePosixPath(shown).name, stem, kind, size, archive, packed, reason),
        )
        if added.rowcount:
            self.pictures += kind == "picture"
            self.films += kind == "film"
            self.problems += kind == "problem"
            if kind == "picture":
                folders = _folders(raw)
                self._common = folders if self._common is None else _shared(self._common, folders)

    # -- listing
    #
    # ------------------------------------------------------------------------------------------------------------------

    def _list_root(self, source: Path) -> None:
        root, suffix = self.root, self.root.suffix.lower()
        if root.is_dir():
            if _own(root / rights.FILE):
                self.rights = rights.of_folder(
                    (root / rights.FILE).read_bytes(), str(source / rights.FILE)
                )
            table = next((root / name for name in tables.NAMES if _own(root / name)), None)
            if table is not None and not self.table:
                self._own_table = table
                self._read_table(tables.opened(table), str(source / table.name))
            self._list_folder()
        elif suffix in FILMS or suffix in PICTURES:
            self._add(root.name, "film" if suffix in FILMS else "picture", size=root.stat().st_size)
        elif suffix == ".zip":
            self._list_zip(root, "")
        else:
            raise InputError(
                f"Cannot read {source}: give a folder of pictures, a .zip, or a film"
                f" ({', '.join(sorted(FILMS))})."
            )

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
                self._add(
                    name,
                    "problem",
                    reason=(
                        "a link: links are not followed; give the folder that it points to, or copy"
                        " the file"
                    ),
                )
            elif entry.is_dir():
                if (Path(entry.path) / "items.jsonl").is_file() and (
                    Path(entry.path) / "manifest.json"
                ).is_file():
                    self._add(name, "problem", reason="a dataset: it is prepared already")
                elif len(stack) >= _DEEPEST:
                    self._add(
                        name, "problem", reason=f"too deep: folders are read {_DEEPEST} levels down"
                    )
                else:
                    stack.append(os.scandir(entry.path))
            elif entry.is_file():
                self._list_file(name, entry.stat().st_size, Path(entry.path), top=len(stack) == 1)
            else:
                self._add(name, "problem", reason="no regular file")
        except OSError as error:
            self._add(name, "problem", reason=f"unreadable: {error.strerror}")

    def _list_file(self, name: str, size: int, path: Path, *, top: bool) -> None:
        suffix = PurePosixPath(name).suffix.lower()
        if top and (name == rights.FILE or path == self._own_table):
            return
        if suffix == ".zip":
            try:
                self._list_zip(path, name + "!")
            except InputError as error:
                self._add(name, "problem", size=size, reason=f"damaged: {error}")
        elif suffix in PICTURES or suffix in FILMS:
            self._add(name, "picture" if suffix in PICTURES else "film", size=size)
        elif suffix == ".txt":
            self._add(name, "caption")
        elif suffix in UNREAD:
            self._add(
                name,
                "problem",
                size=size,
                reason=f"not a kind that is read ({suffix}): save it as PNG, JPEG or WebP",
            )
        elif _looks_like_a_picture(path):
            self._add(name, "picture", size=size)
        else:
            self.others[suffix or "without an ending"] += 1

    def _list_zip(self, path: Path, prefix: str) -> None:
        self._archives.append((path, prefix))
        archive = len(self._archives) - 1
        for member in archives.members(path):
            parts = PurePosixPath(member.name).parts
            suffix, name = PurePosixPath(member.name).suffix.lower(), prefix + member.name
            known = suffix in PICTURES or suffix in FILMS or suffix in UNREAD or suffix == ".zip"
            if any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts):
                continue
            if known and (reason := member.problem):
                self._add(name, "problem", reason=reason)
            elif suffix in PICTURES:
                self._add(name, "picture", size=member.size, archive=archive, member=member)
            elif suffix == ".txt" and not member.problem:
                self._add(name, "caption", archive=archive, member=member)
            elif known:
                reason = (
                    "films"
                    if suffix in FILMS
                    else "zips"
                    if suffix == ".zip"
                    else f"{suffix} files"
                )
                self._add(name, "problem", reason=f"inside a zip, {reason} are not read: unpack it")
            elif (
                not prefix
                and len(parts) == 1
                and (member.name == rights.FILE or (member.name in tables.NAMES and not self.table))
                and not member.problem
            ):
                self._read_beside(member.name, Place(path, member))
            else:
                self.others[suffix or "without an ending"] += 1

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
                stated = rights.checked(
                    {
                        key: value
                        for key in rights.FIELDS
                        if isinstance(value := fields.get(key), str)
                    },
                    f"{where}, entry {number}",
                )
                self.states_rights = self.states_rights or bool(stated)
                self.keys.count(fields)
                self.lines += 1
                self._database.execute(
                    "INSERT OR IGNORE INTO lines (file, fields) VALUES (?, ?)",
                    (name, json.dumps(fields)),
                )

    def _match(self) -> None:
        """Find the picture of every line: by its path, else by its bare name where only one picture
        has it.
        """
        run = self._database.execute
        run("UPDATE items SET line = plain WHERE plain IN (SELECT file FROM lines)")
        run("UPDATE lines SET used = 1 WHERE file IN (SELECT plain FROM items)")
        if self.lines and run("SELECT 1 FROM lines WHERE NOT used LIMIT 1").fetchone():
            run("CREATE INDEX bases ON items (base)")
            for (file,) in run("SELECT file FROM lines WHERE NOT used"):
                found = run(
                    "SELECT name FROM items WHERE base = ? AND line IS NULL LIMIT 2",
                    (PurePosixPath(file).name,),
                ).fetchall()
                if len(found) == 1:
                    run("UPDATE items SET line = ? WHERE name = ?", (file, found[0][0]))
            run("UPDATE lines SET used = 1 WHERE file IN (SELECT line FROM items)")
        run("UPDATE captions SET used = 1 WHERE stem IN (SELECT stem FROM items)")

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, size in self._database.execute("SELECT name, size FROM items ORDER BY name"):
            digest.update(name + b"\0%d\n" % size)
        for line in self._database.execute("SELECT file, fields FROM lines ORDER BY file"):
            digest.update(json.dumps(line).encode())
        for (name,) in self._database.execute("SELECT name FROM captions WHERE used ORDER BY name"):
            digest.update(name + b"\n")
        return digest.hexdigest()


def _own(path: Path) -> bool:
    """Whether it is a file of the folder, not a link to somewhere else."""
    return path.is_file() and not path.is_symlink()


def _shown(raw: bytes) -> str:
    """A file's name as text that can be written anywhere; bytes that are no UTF-8 are spelt out."""
    return raw.decode("utf-8", "backslashreplace")


def _folders(raw: bytes) -> tuple[str, ...]:
    """The folders in a name; a zip counts as one."""
    return tuple(os.fsdecode(raw).replace(".zip!", "/").split("/")[:-1])


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """What two paths begin with."""
    return tuple(x for x, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _looks_like_a_picture(path: Path) -> bool:
    """For files without an ending: many collections name pictures by their hash alone."""
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(4).startswith(_MAGIC)
