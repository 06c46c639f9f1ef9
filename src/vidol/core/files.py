"""Files that somebody gives to a part: one file, or a folder with all that is in it, read with
bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from vidol.core.errors import InputError

MIB: Final = 2**20
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
    name in there, with "/" on every system. Hidden ones are left out.

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


def _listed(path: Path) -> list[tuple[str, Path]]:
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise InputError(f"{path} is neither a file nor a folder that can be read.")
    root = path.resolve()
    listed = []
    for place in sorted(path.rglob("*")):
        name = place.relative_to(path).as_posix()
        if any(part.startswith(".") for part in PurePosixPath(name).parts) or place.is_dir():
            continue
        if not place.resolve().is_relative_to(root):
            raise InputError(
                f"{place} is a link that leads out of {path}: put a copy of the file there instead."
            )
        if not place.is_file():
            raise InputError(f"{place} is not a regular file: remove it from the folder.")
        listed.append((name, place))
    return listed
