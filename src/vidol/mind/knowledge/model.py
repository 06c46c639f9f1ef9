"""Knowledge as data: what a mind may answer from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vidol.mind.knowledge.entries import Entry, Passage
from vidol.mind.knowledge.folder import read_files_of, read_folder


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a mind may answer from."""

    entries: tuple[Entry, ...] = ()
    passages: tuple[Passage, ...] = ()

    @staticmethod
    def from_folder(folder: Path) -> Knowledge:
        """Read a folder: see vidol.mind.knowledge.folder."""
        return Knowledge.from_files(read_folder(folder))

    @staticmethod
    def from_files(files: Mapping[str, bytes]) -> Knowledge:
        """Read files that are already in memory, by their names in the folder: see
        vidol.mind.knowledge.folder.
        """
        return Knowledge(*read_files_of(files))

    @staticmethod
    def default() -> Knowledge:
        """What the character of the demo knows: a FAQ about herself and vidol, in Chinese, Japanese
        and English.
        """
        return Knowledge.from_files(default_files())


def default_files() -> dict[str, bytes]:
    """The files of Knowledge.default."""
    from importlib.resources import files

    return {"faq.csv": files("vidol.mind").joinpath("data/demo/faq.csv").read_bytes()}
