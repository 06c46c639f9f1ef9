"""The same picture twice: the same file, or the same picture saved in another size or quality.

Asked one by one in order: the first stays, later ones are told its name. Everything is in a table
on disk, so memory does not grow.

A 64-bit perceptual hash (signs of the lowest frequencies of a discrete cosine transform, as in
Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions") finds candidates:
those of about the same brightness and warmth that share one of its four parts of 16 bits, as any
two do whose hashes differ in up to three bits. What is found is then compared closely. Characters
of one style are drawn over the same outline and differ only here and there: a mouth, a brow, and in
a dark face these differ by little. A copy that was resized or compressed differs along every line,
but to both sides of it alike. So the colours of 32x32 cells are compared after averaging the signed
differences of neighbours, which cancels the second and keeps the first. (Brightness alone would not
do: a red mouth in a brown face is as bright as the face.)
"""

from __future__ import annotations

import errno
import sqlite3
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from vidol.core.arrays import U8
from vidol.core.errors import InputError, OutputError
from vidol.media.alpha import flattened

_FAR: Final = 8
"""Bits in which the hashes of two copies may differ."""
_MOST_CANDIDATES: Final = 256
"""Of each part; a dataset of one flat style has many, and a search must not take ever longer."""
_BRIGHT: Final = 8
_WARM: Final = 16
"""Steps in which brightness and warmth are told apart."""
_NEAR: Final = 2.5
"""By how much those of two copies may differ."""
_SIGN: Final = 1 << 63  # SQLite's numbers are signed
_MOST_COMPARED: Final = 16
_DIFFERS: Final = 11.0
"""The largest difference (0 to 255) of a colour of two copies, averaged over 2x2 cells, for
pictures of 256 pixels and more.
"""
_DIFFERS_SMALL: Final = 20.0
"""In smaller ones a cell has fewer pixels, and what compression does to them evens out less; this
is the most that is allowed.
"""
_CELLS: Final = 32


class Look(NamedTuple):
    """How a picture looks, small."""

    hash: int
    """64 bits."""
    brightness: float
    """0 to 255."""
    warmth: float
    """Red less blue, -255 to 255."""
    cells: bytes
    """32x32 RGB, on grey."""


def look_of(picture: U8) -> Look:
    """Of a finished square, (size, size, 3 or 4)."""
    colours = flattened(picture, 128)
    cells = np.asarray(
        cv2.resize(colours, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA), np.uint8
    )
    low = cv2.dct(cv2.cvtColor(cells, cv2.COLOR_RGB2GRAY).astype(np.float32))[:9, :9]
    waves = np.asarray(low).ravel()[_ORDER] > 0
    red, green, blue = (float(mean) for mean in cells.mean((0, 1)))
    return Look(
        int.from_bytes(np.packbits(waves).tobytes(), "big"),
        (red + green + blue) / 3,
        red - blue,
        cells.tobytes(),
    )


# By rising frequency without the mean, dealt out so that each part has low ones and high ones.
_ZIGZAG: Final = sorted((k for k in range(81) if k), key=lambda k: (sum(divmod(k, 9)), k))[:64]
_ORDER: Final = np.array(_ZIGZAG).reshape(16, 4).T.ravel()


def _parts(look: Look, *beyond: float) -> list[int]:
    """Under what a look is found: its hash's four parts, each with its number and the levels of
    brightness and warmth, at what lies `beyond` them.
    """
    levels = {
        (int(look.brightness + far) // _BRIGHT, int(look.warmth + other + 256) // _WARM)
        for far, other in product(beyond, repeat=2)
    }
    return [_part(look.hash, k, *level) for level, k in product(sorted(levels), range(4))]


def _part(hash_: int, k: int, bright: int, warm: int) -> int:
    return (hash_ >> 16 * k & 0xFFFF) << 14 | k << 12 | (bright & 63) << 6 | warm & 63


class Known:
    """All pictures that were taken, each under the number of its source."""

    def __init__(self, path: Path, *, seen: int, size: int) -> None:
        """Open or begin the table at `path`, for pictures of `size` pixels; what it knows of the
        `seen`-th source and later is forgotten: that work was not finished.

        Raises InputError when the table is damaged, OutputError when it cannot be written.
        """
        self._path = path
        self._differs = min(max(_DIFFERS, _DIFFERS * 256 / size), _DIFFERS_SMALL)
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            # Killing the process loses nothing; after a power cut the journal beside it is no
            # better off.
            self._database.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;CREATE"
                " TABLE IF NOT EXISTS taken (number INTEGER PRIMARY KEY, sha BLOB, name TEXT, cells"
                " BLOB);CREATE UNIQUE INDEX IF NOT EXISTS shas ON taken (sha);CREATE TABLE IF NOT"
                " EXISTS parts (part INT, number INT, hash INT, PRIMARY KEY (part, number)) WITHOUT"
                " ROWID;"
            )
            for table in ("taken", "parts"):
                self._database.execute(f"DELETE FROM {table} WHERE number >= ?", (seen,))  # noqa: S608 - two fixed names
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def before(self, sha256: str, look: Look) -> str:
        """Why a picture is one that was taken before, naming that; empty when it is new."""
        try:
            same = self._database.execute(
                "SELECT name FROM taken WHERE sha = ?", (bytes.fromhex(sha256),)
            ).fetchone()
            if same:
                return f"duplicate: the same file as {same[0]}"
            number = self._near(look)
            if number is None:
                return ""
            name = self._database.execute(
                "SELECT name FROM taken WHERE number = ?", (number,)
            ).fetchone()[0]
        except sqlite3.Error as error:
            raise self._explained(error) from error
        return f"near-duplicate: looks like {name}"

    def take(self, number: int, name: str, sha256: str, look: Look) -> None:
        """Remember a picture."""
        try:
            self._database.execute("BEGIN")
            self._database.execute(
                "INSERT INTO taken VALUES (?, ?, ?, ?)",
                (number, bytes.fromhex(sha256), name, look.cells),
            )
            self._database.executemany(
                "INSERT INTO parts VALUES (?, ?, ?)",
                [(part, number, look.hash - _SIGN) for part in _parts(look, 0.0)],
            )
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def close(self) -> None:
        self._database.close()

    def _near(self, look: Look) -> int | None:
        """The number of the earliest picture that looks the same."""
        rows: list[tuple[int, int]] = []
        for part in _parts(look, -_NEAR, _NEAR):
            rows += self._database.execute(
                "SELECT number, hash FROM parts WHERE part = ? LIMIT ?", (part, _MOST_CANDIDATES)
            ).fetchall()
        if not rows:
            return None
        numbers, hashes = np.array(rows, np.int64).T
        distances = np.bitwise_count((hashes ^ np.int64(look.hash - _SIGN)).view(np.uint64))
        close = sorted(
            {(int(distances[k]), int(numbers[k])) for k in np.flatnonzero(distances <= _FAR)}
        )
        for _, number in close[:_MOST_COMPARED]:
            (cells,) = self._database.execute(
                "SELECT cells FROM taken WHERE number = ?", (number,)
            ).fetchone()
            difference = np.frombuffer(cells, np.uint8).astype(np.float32) - np.frombuffer(
                look.cells, np.uint8
            )
            if (
                np.abs(cv2.blur(difference.reshape(_CELLS, _CELLS, 3), (2, 2))).max()
                <= self._differs
            ):
                return number
        return None

    def _explained(self, error: sqlite3.Error) -> InputError | OutputError:
        if (
            "full" in str(error)
            or "I/O" in str(error)
            or getattr(error, "sqlite_errorcode", 0) == errno.ENOSPC
        ):
            return OutputError(
                f"Cannot write {self._path}: {error}; free some space and run the same command"
                " again, it goes on from here."
            )
        return InputError(
            f"The unfinished work in {self._path.parent} is damaged ({error}): remove that folder"
            " and start again."
        )
