"""The bundle as a file: a zip of named members, written whole and read with suspicion.

This module knows zips, names, sizes and nothing of characters. `read` accepts only what `write`
could have made: any other zip is refused with one sentence, before memory or time is spent on it.
Nothing is ever extracted to disk.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from vidol.core.errors import InputError
from vidol.core.files import MIB, regular
from vidol.core.parts import path_problem
from vidol.core.storage import replacing

MAX_BYTES: Final = 512 * MIB
"""Of the file, and of all its members unpacked."""
MAX_MEMBER_BYTES: Final = 128 * MIB
MAX_MEMBERS: Final = 2000
MAX_NAME: Final = 260
"""Characters: the longest name of a part's file, and the folder it lies in."""
_MAX_DIRECTORY_BYTES: Final = MAX_MEMBERS * (46 + 4 * MAX_NAME + 64)
# Deflate cannot do better than 1032; text in use reaches 10, JSON 20. Small members may do what
# they like.
_MAX_RATIO: Final = 100
_RATIO_COUNTS_FROM: Final = MIB

_STORED_AS_IS: Final = (".png", ".jpg", ".webp", ".wav", ".flac", ".pdf")
_END: Final = struct.Struct("<4s4H2LH")  # end of central directory record, APPNOTE 4.3.16
_LOCATOR64: Final = b"PK\x06\x07"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write(path: Path, members: Mapping[str, bytes]) -> None:
    """Write the members to a zip at `path`, in their order. The same members give the same bytes.

    Raises InputError when the members exceed what `read` accepts, OutputError when `path` cannot be
    written.
    """
    _check_amount(path, len(members), sum(map(len, members.values())))
    for name, data in members.items():
        problem = path_problem(name, MAX_NAME) or (
            f"is larger than {MAX_MEMBER_BYTES // MIB} MiB" if len(data) > MAX_MEMBER_BYTES else ""
        )
        if problem:
            raise InputError(
                f"{path} cannot hold {name!r}: it {problem}; rename it, make it smaller or leave it"
                " out."
            )
    with replacing(path) as part, zipfile.ZipFile(part, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # Unix, wherever this runs
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            stored = name.lower().endswith(_STORED_AS_IS) or _compresses_too_well(data)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=9)


def _compresses_too_well(data: bytes) -> bool:
    """Whether `read` would take it for a bomb: ten thousand blank lines are a creator's right."""
    return (
        len(data) >= _RATIO_COUNTS_FROM
        and len(zlib.compress(data, 9)) * _MAX_RATIO < len(data) + 1000
    )


def read(path: Path) -> dict[str, bytes]:
    """The members of the zip at `path`, by name, in their order.

    Raises InputError for anything but a sound zip within the limits above: missing, empty, cut off,
    encrypted, with a name that leaves the bundle or occurs twice, with links, or unpacking to far
    more than it should.
    """
    try:
        with regular(path).open("rb") as file:
            count = _check_end(path, file)
            with zipfile.ZipFile(file) as archive:
                if len(archive.infolist()) != count:
                    raise zipfile.BadZipFile("its table of contents is not whole")
                # not `is_dir`, which falls over a member without a name
                infos = [info for info in archive.infolist() if info.filename[-1:] != "/"]
                _check_directory(path, infos)
                return {info.filename: archive.read(info) for info in infos}
    except FileNotFoundError:
        raise InputError(
            f"{path} does not exist; `vidol new NAME -o {path.name}` would create it."
        ) from None
    except IsADirectoryError:
        raise InputError(
            f"{path} is a folder; give the path of a bundle, a file that ends in .vidol."
        ) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
        RuntimeError,  # NotImplementedError is one
        ValueError,
        struct.error,
    ) as error:
        raise InputError(
            f"{path} is damaged ({_plain(error)}); copy or download it again, or take an older"
            " copy."
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _plain(error: Exception) -> str:
    return str(error).rstrip(".").splitlines()[0][:200] if str(error) else type(error).__name__


def _check_end(path: Path, file: BinaryIO) -> int:
    """Look at the zip's end record before zipfile does, which would read a directory of any length
    into memory.

    Returns the number of members that the record counts.
    """
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise InputError(f"{path} is empty; copy or download it again.")
    if size > MAX_BYTES:
        raise InputError(
            f"{path} is {size // MIB} MiB large; a bundle has at most {MAX_BYTES // MIB} MiB. It is"
            " not one, or not a sound one."
        )
    start = file.read(4)
    if start not in {b"PK\x03\x04", b"PK\x05\x06"}:
        raise InputError(
            f"{path} is not a vidol bundle; a bundle is made by `vidol new NAME -o FILE.vidol`."
        )
    if size < _END.size:
        raise InputError(f"{path} is cut off after {size} bytes; copy or download it again.")
    tail = min(size, _END.size + 20)
    file.seek(-tail, io.SEEK_END)
    ending = file.read(tail)
    signature, _, _, _, count, length, offset, comment = _END.unpack(ending[-_END.size :])
    if signature != b"PK\x05\x06" or comment:
        raise InputError(
            f"{path} is cut off, or something was added to its end; copy or download it again."
        )
    if (
        ending.startswith(_LOCATOR64)
        or offset + length + _END.size != size
        or length > _MAX_DIRECTORY_BYTES
    ):
        raise InputError(
            f"{path} is not a sound bundle: its table of contents does not fit the file. Do not use"
            " it; take another copy."
        )
    _check_amount(path, count, 0)
    file.seek(0)
    return int(count)


def _check_amount(path: Path, count: int, size: int) -> None:
    if count > MAX_MEMBERS:
        raise InputError(
            f"{path} would hold {count} files; a bundle holds at most {MAX_MEMBERS}: join some of"
            " them."
        )
    if size > MAX_BYTES:
        raise InputError(
            f"{path} would unpack to {size // MIB} MiB; a bundle holds at most {MAX_BYTES // MIB}"
            " MiB: leave some files out."
        )


def _check_directory(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Every member by what the directory says of it. zipfile holds the data to these sizes when it
    unpacks.
    """
    _check_amount(path, len(infos), sum(info.file_size for info in infos))
    seen: set[str] = set()
    for info in infos:
        problem = path_problem(info.orig_filename, MAX_NAME) or _member_problem(info)
        # Names that differ only in case are one file on macOS and Windows.
        key = unicodedata.normalize("NFC", info.filename).casefold()
        if not problem and key in seen:
            problem = "occurs twice"
        seen.add(key)
        if problem:
            raise InputError(
                f"{path} is not a sound bundle: its member {info.orig_filename[:MAX_NAME]!r}"
                f" {problem}. Do not use it; take another copy."
            )


def _member_problem(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "is a link or a device"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "is packed in a way that bundles do not use"
    if info.file_size > MAX_MEMBER_BYTES:
        return f"unpacks to more than {MAX_MEMBER_BYTES // MIB} MiB"
    if info.file_size >= _RATIO_COUNTS_FROM and info.file_size > _MAX_RATIO * max(
        info.compress_size, 1
    ):
        return (
            f"unpacks to {info.file_size // max(info.compress_size, 1)} times its size, as zip"
            " bombs do"
        )
    return ""
