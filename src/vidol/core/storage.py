"""Writing files whole or not at all.

Every result that vidol writes goes through `replacing`: it is written beside its destination under
a hidden name and takes its place in one step (POSIX rename) when it is complete. Whatever happens
on the way, an exception, Ctrl-C, a full disk or a killed process, the file that was there before
stays as it was.

This module knows nothing of formats; what is inside a file is the business of the room that writes
it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from vidol.core.errors import OutputError

if sys.platform != "win32":
    import fcntl

_PART = ".part"
# As `_create_part` names it: a stem of at most 40 characters, eight digits, and an ending.
_ABANDONED = re.compile(r"\.[^/]{1,40}\.[0-9a-f]{8}\.part(\.[^./]*)?", re.DOTALL)

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or write elsewhere",
    errno.EDQUOT: "the disk quota is used up; free some space or write elsewhere",
    errno.EFBIG: (
        "the file would be larger than this system allows; make it shorter or write elsewhere"
    ),
    errno.EACCES: "permission is denied; choose a folder that you may write to",
    errno.EPERM: "permission is denied; choose a folder that you may write to",
    errno.EROFS: "the disk is read-only; write elsewhere",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "its links go in a circle; name the file itself",
    errno.ENOTDIR: "a part of its name is no folder; choose another place",
    errno.EIO: "the disk reports an input/output error; write elsewhere",
}


def reason(error: OSError) -> str | None:
    """Why a file cannot be used, as the end of a sentence that says what to do; None where that is
    no matter of disks, names and permissions.
    """
    return _REASONS.get(error.errno or 0)


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a new empty file beside `path` to write to; when the block ends well, it becomes `path`.

    The file keeps the suffix of `path`, so that libraries which choose a format by name work on it.
    It is flushed to disk before it takes its place. If the block raises (KeyboardInterrupt
    included), it is removed and `path` is untouched. A process that is killed leaves it behind
    hidden; the next `replacing` in the same folder removes it, whatever it writes.

    Raises OutputError, with the reason in a sentence, if `path` cannot be written: missing folder,
    no permission, a folder or a device in its place, full disk. An OSError of the block that means
    one of these becomes OutputError too.
    """
    target = _checked_target(Path(path))
    part, lock = _create_part(target)
    try:
        yield part
        _flush(part)
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except OSError as error:
        why = reason(error)
        if why is None or not _is_about(error, part):
            raise
        raise OutputError(f"Cannot write {path}: {why}.") from error
    finally:
        part.unlink(missing_ok=True)
        os.close(lock)
    _flush_folder(target.parent)


def _checked_target(path: Path) -> Path:
    """The file to replace, after the checks that need no writing; a link is followed."""
    if not path.name:
        raise OutputError(f"Cannot write {str(path)!r}: it names no file.")
    target = Path(os.path.realpath(path))
    try:
        if not target.parent.is_dir():
            raise OutputError(
                f"Cannot write {path}: the folder {target.parent} does not exist; create it first."
            )
        if target.is_dir():
            raise OutputError(f"Cannot write {path}: it is a folder; give the name of a file.")
        if target.exists() and not target.is_file():
            raise OutputError(
                f"Cannot write {path}: it is a device or a pipe, and results are written to regular"
                " files only."
            )
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {reason(error) or error.strerror}.") from error
    return target


def _create_part(target: Path) -> tuple[Path, int]:
    """Create the hidden file and hold a lock on it, which tells others that its writer lives."""
    stem = target.stem[:40]  # so that a long but valid name does not become too long
    try:
        _remove_abandoned(target.parent)
        while True:
            part = target.parent / f".{stem}.{secrets.token_hex(4)}{_PART}{target.suffix}"
            lock = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
            _lock(lock)
            if part.exists():  # else another process swept it away between the two calls
                return part, lock
            os.close(lock)
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {reason(error) or error.strerror}.") from error


def _remove_abandoned(folder: Path) -> None:
    """Delete hidden files of ours whose writer died: the system released its lock."""
    for found in folder.iterdir():
        if not _ABANDONED.fullmatch(found.name) or found.is_symlink() or not found.is_file():
            continue
        with contextlib.suppress(OSError):  # locked: its writer lives
            handle = os.open(found, os.O_RDWR)
            try:
                _lock(handle)
                found.unlink()
            finally:
                os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file for as long as this process lives, or raise OSError if another holds it."""
    # there, a file that its writer holds open cannot be deleted, which serves the same purpose
    if sys.platform != "win32":
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _flush(path: Path) -> None:
    """Make the system write the file's bytes to the disk: a full disk may show itself only here."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    """Make the rename durable where the system can (not on Windows, nor on some network disks)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_about(error: OSError, part: Path) -> bool:
    """Whether the error came from writing `part`.

    One that names another file (an unreadable input, say) is not ours to explain.
    """
    named = error.filename
    if named is None or named == b"":
        return True
    return str(part) in str(named)
