"""The files that a dataset is made of: where their bytes are, and what is said of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vidol.core.errors import InputError
from vidol.training.data import archives
from vidol.training.data.archives import Member
from vidol.training.data.labels import Fields


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which files of a folder are read, for one kind of dataset."""

    main: str
    """What most items come from, as in `picture`: captions stand beside these files, folders of
    them may be classes, and they alone are read inside zips.
    """
    endings: Mapping[str, str]
    """`.png` is a `picture`, `.mp4` a `film`."""
    unread: frozenset[str]
    """Endings of the same that are not decoded: each is listed, so that nobody wonders where they
    went.
    """
    instead: str
    """What to make of those, as in `save it as PNG`."""
    wanted: str
    """What may be given, as in `a folder of pictures, a .zip, or a film`."""
    magic: tuple[bytes, ...] = ()
    """How files begin that are of the main kind without any ending."""

    def of(self, suffix: str) -> str | None:
        """The kind of a file by its ending."""
        return self.endings.get(suffix)


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
            data, size = self._read_file(most)
        except OSError as error:
            raise InputError(f"unreadable: {error.strerror}") from error
        if size > most or len(data) > most:
            raise InputError(f"too large: {size:,} bytes, {most:,} are allowed")
        return data

    def _read_file(self, most: int) -> tuple[bytes, int]:
        # A name may have become a pipe or a link since it was listed: neither waited for nor
        # followed.
        careful = ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY")
        flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in careful)
        with os.fdopen(os.open(self.path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise InputError("no regular file")
            return file.read(most + 1) if about.st_size <= most else b"", about.st_size


class Source(NamedTuple):
    """One thing that items come from."""

    name: str
    kind: str
    """One of `Kinds.endings`, or `problem` when it is not to be read."""
    reason: str
    """The problem."""
    place: Place
    label: str | None
    """The class that its folder stands for."""
    fields: Fields
    """Its line in the table of labels."""
    caption: Place | None
