"""Entries of a FAQ, and passages of documents."""

from __future__ import annotations

from dataclasses import dataclass

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
