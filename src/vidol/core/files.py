"""Files that somebody gives to a part: one file, or a folder with all that is in it, read with
bounds.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from vidol.core.errors import InputError

MIB: Final = 2**20
# What nobody put there: settings and previews of the systems' file managers and network drives,
# locks, backups and unfinished work of editors, half a download, links that only a desktop follows.
_FOLDERS_LEFT: Final = frozenset({
    "__macosx", "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle",
    "__pycache__", "cvs", "network trash folder", "temporary items",
})  # fmt: skip
_FILES_LEFT: Final = frozenset({
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "autorun.inf",
    "folder.htt", "nfo.db", "sync.ffs_db",
})  # fmt: skip
_ENDINGS_LEFT: Final = (
    "~", ".bak", ".bak1", ".bk", ".backup", ".old", ".orig", ".rej", ".sav", ".tmp", ".temp",
    ".swp", ".swo", ".swn", ".un~", ".wbk", ".asd", ".lock", ".lck", ".part", ".partial",
    ".crdownload", ".download", ".lnk", ".url", ".webloc", ".desktop", ".pyc",
)  # fmt: skip
_NUMBERED_LEFT: Final = re.compile(r".*\.(?:sw[a-z]|~\d+~|bak\d*|save\.?\d*)")
MAX_FILES: Final = 2000
MAX_BYTES: Final = 512 * MIB


def read_files(
    path: Path,
    *,
    accept: Callable[[str, int], object],
    files: int = MAX_FILES,
    size: int = MAX_BYTES,
    hint: str = "leave some of them out",
) -> dict[str, bytes]:
    """The file at `path` by its name, or every file of the folder `path` and its subfolders by its
    name in there, with "/" on every system. Hidden ones and what systems and editors leave behind
    are left out.

    `accept` is called with each name and size in bytes before anything is read, and raises
    InputError for what is not wanted. At most `files` files and `size` bytes are read; `hint` says
    what to do about more.

    Raises InputError, naming the file and the way out, for what is missing or cannot be read, too
    much, and a link that leads out of the folder.
    """
    found: dict[str, bytes] = {}
    total = 0
    for name, place in _listed(path):
        length = place.stat().st_size
        accept(name, length)
        total += length
        if total > size or len(found) >= files:
            raise InputError(f"{path} holds more than {files} files or {size // MIB} MiB: {hint}.")
        try:
            found[name] = place.read_bytes()
        except OSError as error:
            raise InputError(
                f"{place} cannot be read ({error.strerror}): check its permissions."
            ) from error
    return found


def regular(path: Path) -> Path:
    """The path again, of a file that is to be read. Raises InputError for a pipe, a socket or a
    device, which would be waited for, or never end; whoever reads it says what else is wrong.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return path
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(f"{path} is a pipe, a socket or a device: give a file.")
    return path


def is_left_behind(name: str) -> bool:
    """Whether a file of that name in a folder is hidden, or something that a system or an editor
    left there: Thumbs.db, __MACOSX/x, ~$faq.docx, faq.csv~.
    """
    *folders, file = (part.lower() for part in PurePosixPath(name).parts)
    if any(part.startswith(".") for part in (*folders, file)):
        return True
    if not _FOLDERS_LEFT.isdisjoint(folders):
        return True
    locked = file.startswith(("~$", "~wrl", ".#")) or (file[0] == "#" and file[-1] == "#")
    return (
        locked
        or file in _FILES_LEFT
        or file.endswith(_ENDINGS_LEFT)
        or _NUMBERED_LEFT.fullmatch(file) is not None
    )


def _listed(path: Path) -> list[tuple[str, Path]]:
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise InputError(f"{path} is neither a file nor a folder that can be read.")
    root = path.resolve()
    listed = []
    for place in sorted(path.rglob("*")):
        name = place.relative_to(path).as_posix()
        if is_left_behind(name) or place.is_dir():
            continue
        if not place.resolve().is_relative_to(root):
            raise InputError(
                f"{place} is a link that leads out of {path}: put a copy of the file there instead."
            )
        if not place.is_file():
            raise InputError(f"{place} is not a regular file: remove it from the folder.")
        listed.append((name, place))
    return listed
