"""Zips as a stream: a million members are listed without being held, each is read alone, and
nothing is ever extracted.

Python's zipfile keeps an object for every member (a gigabyte for a million) and believes what they
say of themselves. This reads the central directory entry by entry (APPNOTE 4.3.12, with zip64) and
unpacks no byte more than was announced and allowed.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from vidol.core.errors import InputError
from vidol.core.files import regular

_END: Final = struct.Struct("<4s4H2LH")  # end of central directory, APPNOTE 4.3.16
_END64: Final = struct.Struct("<4sQ2H2L4Q")  # its zip64 form, 4.3.14
_LOCATOR64: Final = struct.Struct("<4sLQL")  # 4.3.15
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")  # 4.3.12
_LOCAL: Final = struct.Struct("<4s5H3L2H")  # 4.3.7
_MOST_COMMENT: Final = 65535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 1
_UTF8: Final = 0x800
_LINK: Final = 0o120000
# Deflate reaches 1032. A picture of any use stays far below this; a small one may do what it likes.
_MOST_RATIO: Final = 200
_RATIO_COUNTS_FROM: Final = 16 << 20


class Member(NamedTuple):
    """One file in a zip, as its directory announces it."""

    name: str
    """As it stands there; it may climb out of any folder, see `problem`."""
    offset: int
    """Of its local header, bytes."""
    packed: int
    size: int
    """Unpacked, bytes."""
    method: int
    crc: int
    flags: int
    mode: int
    """Unix permissions and type, 0 when unknown."""

    @property
    def problem(self) -> str:
        """Why it is not to be read; empty when nothing speaks against it."""
        parts = self.name.replace("\\", "/").split("/")
        if (
            ".." in parts
            or self.name.startswith(("/", "\\"))
            or parts[0].endswith(":")
            or "\0" in self.name
        ):
            return "unsafe path: its name leads out of the zip"
        if self.mode & 0o170000 == _LINK:
            return "a link: links are not followed"
        if self.flags & _ENCRYPTED:
            return "encrypted: unpack the zip with its password first"
        if self.method not in (_STORED, _DEFLATED):
            return (
                f"packed in a way that is not read (method {self.method}): make the zip anew with"
                " ordinary compression"
            )
        if self.size > max(_RATIO_COUNTS_FROM, _MOST_RATIO * self.packed):
            return f"a bomb: {self.packed:,} bytes would unpack to {self.size:,}"
        return ""


def members(path: Path) -> Iterator[Member]:
    """The files of a zip in the order of its directory. Raises InputError when it is damaged, in
    parts, or its members overlap.
    """
    try:
        with regular(path).open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            start, end, shift = _directory(path, file, length)
            file.seek(start)
            total = 0
            while file.tell() < end:
                member = _entry(path, file, shift)
                total += member.packed
                # the same bytes under many names: a small file that unpacks to petabytes
                if total > length:
                    raise InputError(
                        f"{path} is not read: its members overlap, as those of a zip bomb do."
                    )
                if not member.name.endswith("/"):
                    yield member
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from error


def read(path: Path, member: Member, most: int) -> bytes:
    """The bytes of a member. Raises InputError (a reason, without the name) when it is damaged or
    unpacks to more than `most` bytes.
    """
    if member.size > most or member.packed > most:
        raise InputError(
            f"too large: {max(member.size, member.packed):,} bytes, {most:,} are allowed"
        )
    try:
        with path.open("rb") as file:
            file.seek(member.offset)
            head = file.read(_LOCAL.size)
            if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
                raise InputError("damaged: the zip does not hold it where it says")
            *_, name, extra = _LOCAL.unpack(head)
            file.seek(name + extra, os.SEEK_CUR)
            packed = file.read(member.packed)
    except OSError as error:
        raise InputError(f"unreadable: {error.strerror}") from error
    try:
        data = (
            packed
            if member.method == _STORED
            else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
        )
    except zlib.error as error:
        raise InputError(f"damaged in the zip: {error}") from error
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise InputError("damaged in the zip: it does not have the announced size and checksum")
    return data


def _directory(path: Path, file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Where the central directory begins and ends, and by how much every offset in it is to be
    shifted (a program may stand before a zip).
    """
    tail = min(length, _END.size + _MOST_COMMENT)
    file.seek(length - tail)
    data = file.read(tail)
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) - at < _END.size:
        raise InputError(
            f"Cannot read {path}: it is no zip, or its end is missing; fetch or make it again."
        )
    _, disk, first, here, count, size, offset, _ = _END.unpack_from(data, at)
    end = length - tail + at
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset):
        file.seek(max(0, end - _LOCATOR64.size))
        locator = file.read(_LOCATOR64.size)
        if locator[:4] == b"PK\x06\x07":
            file.seek(_LOCATOR64.unpack(locator)[2])
            record = file.read(_END64.size)
            if len(record) < _END64.size or record[:4] != b"PK\x06\x06":
                raise InputError(
                    f"Cannot read {path}: the zip is damaged at its end; fetch or make it again."
                )
            *_, disk, first, here, count, size, offset = _END64.unpack(record)
            end = file.tell() - _END64.size
    start = end - size
    if disk or first or here != count or start < offset:
        raise InputError(
            f"Cannot read {path}: the zip is damaged or one part of several; fetch or make it again"
            " as one."
        )
    return start, end, start - offset


def _entry(path: Path, file: BinaryIO, shift: int) -> Member:
    head = file.read(_ENTRY.size)
    if len(head) < _ENTRY.size or head[:4] != b"PK\x01\x02":
        raise InputError(
            f"Cannot read {path}: the zip's table of contents is damaged; fetch or make it again."
        )
    (
        _,
        _,
        _,
        flags,
        method,
        _,
        _,
        crc,
        packed,
        size,
        names,
        extras,
        comments,
        _,
        _,
        attributes,
        offset,
    ) = _ENTRY.unpack(head)
    raw, extra = file.read(names), file.read(extras)
    file.seek(comments, os.SEEK_CUR)
    packed, size, offset = _widened(extra, packed, size, offset)
    return Member(
        _name(raw, flags), offset + shift, packed, size, method, crc, flags, attributes >> 16
    )


def _name(raw: bytes, flags: int) -> str:
    """UTF-8, flagged or not, since nearly everybody writes it; else what the standard says was
    meant before: code page 437.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace") if flags & _UTF8 else raw.decode("cp437")


def _widened(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Numbers that need more than 32 bits stand in an extra field (APPNOTE 4.5.3), in this order
    and only where needed.
    """
    values = {"size": size, "packed": packed, "offset": offset}
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            values = {
                key: next(wide, value) if value == 0xFFFFFFFF else value
                for key, value in values.items()
            }
        at += 4 + length
    return values["packed"], values["size"], values["offset"]
