"""What was listed (vidol.training.data.listing), in a temporary SQLite database that vanishes with
the process: a million files take as much memory as ten.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from vidol.training.data.archives import Member
from vidol.training.data.labels import Fields

PROBLEM: Final = "problem"
_SCHEMA: Final = """
CREATE TABLE items (
    name BLOB PRIMARY KEY, plain TEXT, base TEXT, stem BLOB, kind TEXT, size INT,
    archive INT, member TEXT, reason TEXT, line TEXT
) WITHOUT ROWID;
CREATE TABLE captions (
    stem BLOB PRIMARY KEY, name BLOB, archive INT, member TEXT, used INT DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE lines (file TEXT PRIMARY KEY, fields TEXT, used INT DEFAULT 0) WITHOUT ROWID;
"""
_ENTRIES: Final = """
SELECT items.name, kind, reason, items.archive, items.member, fields,
       captions.name, captions.archive, captions.member
FROM items LEFT JOIN lines ON lines.file = items.line
           LEFT JOIN captions ON captions.stem = items.stem
"""
_RANKED: Final = """
WHERE items.name IN (
    SELECT name FROM (
        SELECT name, row_number() OVER (ORDER BY name) - 1 AS number
        FROM items WHERE kind != 'problem'
    ) WHERE number % ? = 0
) ORDER BY items.name
"""


class Spot(NamedTuple):
    """A file as it was listed: its name below the root, and where it lies in which zip."""

    name: bytes
    archive: int | None = None
    member: Member | None = None


class Entry(NamedTuple):
    """A file with what belongs to it."""

    spot: Spot
    kind: str
    reason: str
    fields: Fields
    caption: Spot | None


class Register:
    """The files, captions and lines of labels of a listing."""

    def __init__(self) -> None:
        # a temporary file of SQLite's own
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; BEGIN;"
            + _SCHEMA
        )

    def add(self, spot: Spot, kind: str, *, size: int = 0, reason: str = "") -> bool:
        """Take a file in; False when there is one of that name."""
        raw = spot.name
        shown_ = unicodedata.normalize("NFC", shown(raw))
        values = (raw, shown_, PurePosixPath(shown_).name, _stem(raw), kind, size)
        added = self._database.execute(
            "INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (*values, spot.archive, _packed(spot.member), reason),
        )
        return bool(added.rowcount)

    def add_caption(self, spot: Spot) -> None:
        self._database.execute(
            "INSERT OR IGNORE INTO captions (stem, name, archive, member) VALUES (?, ?, ?, ?)",
            (_stem(spot.name), spot.name, spot.archive, _packed(spot.member)),
        )

    def add_line(self, file: str, fields: Fields) -> None:
        """A line of the table of labels, and the file that it names."""
        self._database.execute(
            "INSERT OR IGNORE INTO lines (file, fields) VALUES (?, ?)", (file, json.dumps(fields))
        )

    def match(self) -> None:
        """Find the file of every line: by its path, else by its bare name where only one has it."""
        run = self._database.execute
        run("UPDATE items SET line = plain WHERE plain IN (SELECT file FROM lines)")
        run("UPDATE lines SET used = 1 WHERE file IN (SELECT plain FROM items)")
        if run("SELECT 1 FROM lines WHERE NOT used LIMIT 1").fetchone():
            run("CREATE INDEX bases ON items (base)")
            for (file,) in run("SELECT file FROM lines WHERE NOT used"):
                self._match_name(file)
            run("UPDATE lines SET used = 1 WHERE file IN (SELECT line FROM items)")
        run("UPDATE captions SET used = 1 WHERE stem IN (SELECT stem FROM items)")

    def _match_name(self, file: str) -> None:
        found = self._database.execute(
            "SELECT name FROM items WHERE base = ? AND line IS NULL LIMIT 2",
            (PurePosixPath(file).name,),
        ).fetchall()
        if len(found) == 1:
            self._database.execute("UPDATE items SET line = ? WHERE name = ?", (file, found[0][0]))

    def entries(self) -> Iterator[Entry]:
        """All files, in the order of their names as bytes."""
        return self._entries("ORDER BY items.name")

    def every(self, step: int) -> Iterator[Entry]:
        """Each `step`-th of those that are no problem."""
        return self._entries(_RANKED, step)

    def names(self, kind: str) -> Iterator[bytes]:
        """Of the files of a kind."""
        for (name,) in self._database.execute("SELECT name FROM items WHERE kind = ?", (kind,)):
            yield name

    def unmatched(self) -> Iterator[str]:
        """Lines of the table, and captions, whose file does not exist."""
        run = self._database.execute
        for (name,) in run("SELECT file FROM lines WHERE NOT used ORDER BY file"):
            yield name
        # A folder without any caption may still have a README.txt.
        if run("SELECT 1 FROM captions WHERE used LIMIT 1").fetchone():
            for (name,) in run("SELECT name FROM captions WHERE NOT used ORDER BY name"):
                yield shown(name)

    def digest(self) -> str:
        """SHA-256 of all names and sizes, and of the labels."""
        digest, run = hashlib.sha256(), self._database.execute
        for name, size in run("SELECT name, size FROM items ORDER BY name"):
            digest.update(name + b"\0%d\n" % size)
        for line in run("SELECT file, fields FROM lines ORDER BY file"):
            digest.update(json.dumps(line).encode())
        for (name,) in run("SELECT name FROM captions WHERE used ORDER BY name"):
            digest.update(name + b"\n")
        return digest.hexdigest()

    def close(self) -> None:
        self._database.close()

    def _entries(self, which: str, *values: int) -> Iterator[Entry]:
        for row in self._database.execute(_ENTRIES + which, values):
            name, kind, reason, archive, member, fields, caption, *of_caption = row
            yield Entry(
                _spot(name, archive, member),
                kind,
                reason or "",
                json.loads(fields) if fields else {},
                _spot(caption, *of_caption) if caption is not None else None,
            )


def shown(raw: bytes) -> str:
    """A file's name as text that can be written anywhere; bytes that are no UTF-8 are spelt out."""
    return raw.decode("utf-8", "backslashreplace")


def _stem(raw: bytes) -> bytes:
    return raw.rpartition(b".")[0] or raw


def _packed(member: Member | None) -> str | None:
    return json.dumps(member) if member else None


def _spot(name: bytes, archive: int | None, member: str | None) -> Spot:
    return Spot(name, archive, Member(*json.loads(member)) if member else None)
