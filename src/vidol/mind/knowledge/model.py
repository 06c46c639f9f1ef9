"""Knowledge as data: entries of a FAQ, and passages of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vidol.core.speech import Language


@dataclass(frozen=True, slots=True)
class Answer:
    """One wording of an answer. `action` is a name of vidol.core.acts or empty; `source` is the
    file it comes from.
    """

    text: str
    language: Language
    action: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be asked and what is answered. Several answers are wordings to choose from, or
    translations.
    """

    topic: str
    questions: tuple[tuple[str, Language], ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, short enough to be read aloud in part. `page` counts from 1, 0 where
    there are no pages.
    """

    text: str
    language: Language
    source: str
    heading: str = ""
    page: int = 0

    @property
    def place(self) -> str:
        """Where a reader finds it: "guide.pdf, page 3", "rules.md, Refunds"."""
        return ", ".join(
            part
            for part in (self.source, f"page {self.page}" if self.page else self.heading)
            if part
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a mind may answer from."""

    entries: tuple[Entry, ...] = ()
    passages: tuple[Passage, ...] = ()

    @staticmethod
    def from_folder(folder: Path) -> Knowledge:
        """Read a folder: see vidol.mind.knowledge.folder."""
        from vidol.mind.knowledge.folder import from_folder

        return from_folder(folder)

    @staticmethod
    def from_files(files: Mapping[str, bytes]) -> Knowledge:
        """Read files that are already in memory, by their names in the folder: see
        vidol.mind.knowledge.folder.
        """
        from vidol.mind.knowledge.folder import from_files

        return from_files(files)

    @staticmethod
    def default() -> Knowledge:
        """What the character of the demo knows: a FAQ about herself and vidol, in Chinese, Japanese
        and English.
        """
        return Knowledge.from_files(default_files())


def default_files() -> dict[str, bytes]:
    """The files of Knowledge.default, for a new character's bundle."""
    from importlib.resources import files

    return {"faq.csv": files("vidol.mind").joinpath("data/faq.csv").read_bytes()}
