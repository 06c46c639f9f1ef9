"""Material for datasets: pictures that a page sends, and the datasets that are prepared of them.

What came lies in the studio's folder until its dataset is made, then it is removed::

    FOLDER/.material/NAME/asked.json   how it is to be prepared, and whose it is said to be
    FOLDER/.material/NAME/files/       what came, by its names
    FOLDER/.material/NAME/coming/      what is coming

Preparing is `vidol data face`, a job (vidol.studio.jobs): the same work with the same report as in
a terminal, and it goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from pydantic import ValidationError

from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing
from vidol.face.data.options import Options
from vidol.studio.jobs import Jobs
from vidol.studio.trainings import check_name
from vidol.training.data import rights, tables

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 8 << 30
"""Of all files of a dataset together."""
SPARED: Final = 1 << 30
"""Bytes of the disk that are left to everything else."""
_DEEPEST: Final = 16
_LONGEST: Final = 100
"""Characters of a part of a name; 255 bytes are what file systems take."""
_BLOCK: Final = 1 << 20
_DATASET: Final = "dataset"
_NO_NAME: Final = re.compile(
    r'[\x00-\x1f\x7f-\x9f\\:*?"<>|\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)

State = Literal["arriving", "preparing", "failed"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dataset that is not made yet."""

    name: str
    state: State
    files: int
    progress: float
    """Of the preparation, 0 to 1."""
    problem: str


@dataclass
class _Came:
    """What there is of a dataset's material."""

    files: int = 0
    size: int = 0


@dataclass
class Material:
    """The folder in which datasets are, and what they are made of."""

    folder: Path
    jobs: Jobs
    _came: dict[str, _Came] = field(default_factory=dict)

    def begin(self, name: str, options: Options, *, files: int = 0, size: int = 0) -> None:
        """Expect files for a dataset, so many and of so many bytes as far as is known. Raises
        InputError for a name that cannot be or is taken, for rights that cannot be read and for
        more than is taken.
        """
        check_name(name)
        _check_number(files)
        _check_size(size)
        options.rights()
        place = self._place(name)
        if (self.folder / name).exists() or place.exists():
            raise InputError(f"There is something called '{name}' already: choose another name.")
        for made in (place / "files", place / "coming"):
            made.mkdir(parents=True)
        with replacing(place / "asked.json") as part:
            part.write_text(options.model_dump_json(exclude_defaults=True), encoding="utf-8")
        self._came[name] = _Came()

    async def receive(self, name: str, file: str, data: AsyncIterable[bytes]) -> None:
        """Take a file in. Its name is made one of a file below the material's folder; of two that
        become the same, the second gets a number.

        Raises InputError for too many and too much, OutputError when the disk is nearly full.
        """
        place, came = self._known(name), self._counted(name)
        where = PurePosixPath(*plain_parts(file))
        if self._prepares(name):
            raise InputError(f"'{name}' is being prepared already: it takes no more files.")
        _check_number(came.files + 1)
        came.files += 1
        part = place / "coming" / secrets.token_hex(8)
        try:
            await self._write(part, data, came)
            target = _free(place / "files" / where)
            target.parent.mkdir(parents=True, exist_ok=True)
            part.rename(target)
        except OSError as error:
            came.files -= 1
            raise OutputError(f"Cannot keep {where}: {error.strerror}.") from error
        except BaseException:
            came.files -= 1
            raise
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    async def _write(self, part: Path, data: AsyncIterable[bytes], came: _Came) -> None:
        if shutil.disk_usage(self.folder).free < SPARED:
            raise OutputError("The disk is nearly full: free some space, then send it again.")
        size, held = 0, bytearray()
        with part.open("wb") as stream:
            try:
                async for chunk in data:
                    held += chunk
                    came.size += len(chunk)
                    size += len(chunk)
                    _check_size(came.size)
                    if len(held) >= _BLOCK:
                        await asyncio.to_thread(stream.write, bytes(held))
                        held.clear()
                stream.write(held)
            except BaseException:
                came.size -= size
                raise

    def prepare(self, name: str) -> None:
        """Begin to make the dataset of what came, or go on. Raises InputError where nothing came,
        nobody says whose it is, or another one is being prepared.
        """
        place = self._known(name)
        options = self._asked(name)
        if self.jobs.running(_DATASET):
            raise InputError("A dataset is being prepared already: wait until it is done.")
        source = _source(place / "files")
        if source is None:
            raise InputError(f"Nothing came for '{name}' yet: choose pictures first.")
        stated = options.rights()
        if rights.missing(stated) and not options.i_have_the_rights and not _says_rights(source):
            raise InputError(
                "Nobody says under which licence the pictures may be used and whose consent they"
                " rest on: fill both in, or say that you have the rights."
            )
        words = ["data", "face", str(source), "-o", str(self.folder / name), "--progress-lines"]
        self.jobs.start(_DATASET, name, [*words, *_flags(options)])

    async def give_up(self, name: str) -> None:
        """Stop what is made of it, and remove what came. Raises InputError where there is none."""
        place = self._known(name)
        await self.jobs.ended(_DATASET, name)
        self.jobs.forget(_DATASET, name)
        for left in (place, self.folder / f".{name}.part"):
            await asyncio.to_thread(shutil.rmtree, left, ignore_errors=True)
        self._came.pop(name, None)

    def waiting(self) -> list[Waiting]:
        """What is not made yet, by name; what was is tidied away."""
        root = self.folder / ".material"
        if not root.is_dir():
            return []
        found = []
        for place in sorted(root.iterdir()):
            name = place.name
            if self._prepares(name):
                job = self.jobs.latest(_DATASET, name)
                share = (job.progress or 0.0) if job else 0.0
                found.append(Waiting(name, "preparing", self._counted(name).files, share, ""))
            elif (self.folder / name / "manifest.json").is_file():
                shutil.rmtree(place, ignore_errors=True)
                self._came.pop(name, None)
            elif (place / "files").is_dir():
                found.append(self._not_begun(name))
        return found

    def _not_begun(self, name: str) -> Waiting:
        job = self.jobs.latest(_DATASET, name)
        problem = job.error if job and job.state == "failed" else ""
        came = str((self._place(name) / "files").resolve())  # of no use to who sent it
        problem = problem.replace(f"{came}/", "").replace(came, f"'{name}'")
        files = self._counted(name).files
        return Waiting(name, "failed" if problem else "arriving", files, 0.0, problem)

    def _prepares(self, name: str) -> bool:
        job = self.jobs.latest(_DATASET, name)
        return bool(job and job.state == "running")

    def _place(self, name: str) -> Path:
        return self.folder / ".material" / name

    def _known(self, name: str) -> Path:
        check_name(name)
        place = self._place(name)
        if not (place / "files").is_dir():
            raise InputError(f"No material for a dataset '{name}' is here: begin with its name.")
        return place

    def _asked(self, name: str) -> Options:
        try:
            text = (self._place(name) / "asked.json").read_text(encoding="utf-8")
            return Options.model_validate_json(text)
        except (OSError, ValidationError) as error:
            raise InputError(
                f"What was asked for '{name}' is lost: remove it, begin anew."
            ) from error

    def _counted(self, name: str) -> _Came:
        """What came so far; of a studio before this one it is counted."""
        if name not in self._came:
            sizes = [path.stat().st_size for path in _files(self._place(name) / "files")]
            self._came[name] = _Came(len(sizes), sum(sizes))
        return self._came[name]


def _check_number(files: int) -> None:
    if files > MOST_FILES:
        raise InputError(f"A dataset is made of up to {MOST_FILES:,} files: send one zip instead.")


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise InputError(
            f"This is more than the {MOST_BYTES >> 30} GiB of which a dataset is made: send less,"
            " or use `vidol data face` in a terminal."
        )


def plain_parts(name: str) -> list[str]:
    """The parts of the name of a file that someone sent, as parts of a path that stays below any
    folder and that every file system takes. Raises InputError where nothing is left of it.
    """
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    kept = [_part(part) for part in parts if part.strip(". \t")]
    if not kept:
        raise InputError(f"'{name[:80]}' is no name of a file: give it another.")
    return [*kept[-_DEEPEST:]]


def _part(part: str) -> str:
    part = _NO_NAME.sub("_", part).strip().lstrip(".").rstrip(". ") or "_"
    if len(part) > _LONGEST or len(part.encode()) > 200:
        suffix = PurePosixPath(part).suffix[:12]
        stem = part.encode()[: 200 - len(suffix.encode())].decode(errors="ignore")
        part = stem[: _LONGEST - len(suffix)] + suffix
    return part


def _free(path: Path) -> Path:
    """A path that is not taken, neither by a file nor below one."""
    for parent in path.parents:
        if parent.is_file():
            raise InputError(f"{parent.name} is a file and a folder at once: rename one of them.")
    numbered = (path.with_stem(f"{path.stem}-{k}") for k in range(2, MOST_FILES + 2))
    return next(one for one in (path, *numbered) if not one.exists()) if path.exists() else path


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _source(folder: Path) -> Path | None:
    """What is prepared: a zip or a film that came alone, else the folder."""
    files = list(_files(folder))
    alone = len(files) == 1 and files[0].suffix.lower() == ".zip"
    return files[0] if alone else folder if files else None


def _says_rights(source: Path) -> bool:
    """Whether something that came may say whose it is: then preparing finds out."""
    return source.is_file() or any(
        (source / name).is_file() for name in (rights.FILE, *tables.NAMES)
    )


def _flags(options: Options) -> Iterator[str]:
    for name, value in options.model_dump(exclude_defaults=True).items():
        flag = f"--{name.replace('_', '-')}"
        yield flag if value is True else f"{flag}={value}"
