"""What a dataset says of itself (manifest.json) and of each of its items (items.jsonl)."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = "vidol-dataset"
VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Model):
    """One item; a kind of dataset adds what it measures."""

    file: str
    """Where it came from: a path below the source folder, `archive.zip!member` or `film.mp4@12.480`
    (seconds).
    """
    source_sha256: str
    """Of the file (of the film: of the frame's pixels)."""
    licence: str
    holder: str
    consent: str
    """Whose consent it rests on, or `not-a-person`."""
    tags: tuple[str, ...] = ()
    """`name` or `key=value`."""
    label: str | None = None
    """Its class."""
    test: bool = False
    """Held out: never trained on."""
    warnings: tuple[str, ...] = ()
    """What a person should look at."""


class Tag(_Model):
    """A tag that items of the dataset have."""

    name: str
    count: int = Field(ge=1)


class Manifest(_Model):
    """What a dataset is. Its hash names it in every model that was trained on it."""

    things: ClassVar[str] = "items"
    """What its items are called, in sentences and in the names of its shards."""
    compared: ClassVar[dict[str, str]] = {}
    """Fields of the kind that must be the same for a run to go on, and their names in words."""

    format: Literal["vidol-dataset"] = FORMAT
    version: Literal[1] = VERSION
    kind: str
    """The organ that is trained on it."""
    name: str
    made_with: str
    """The version of vidol."""
    count: int = Field(ge=0)
    tests: int = Field(ge=0)
    """Of them held out."""
    tags: tuple[Tag, ...] = ()
    labels: tuple[Tag, ...] = ()
    """The classes."""
    licences: dict[str, int]
    consents: dict[str, int]
    rights_claimed: bool = False
    """Whoever prepared it said "I have the rights" for items whose licence or consent is not
    stated.
    """
    settings: dict[str, Any]
    """How it was prepared."""
    items_sha256: str
    """Of items.jsonl."""

    @property
    def sha256(self) -> str:
        """Of the manifest in its canonical form (sorted keys, no spaces)."""
        text = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def changes(self, before: Self) -> list[str]:
        """What differs from an earlier manifest, in words; empty when it is the same dataset."""
        numbers = {"count": f"the number of {self.things}", "tests": "the number held out"}
        said = [
            f"{words} ({getattr(before, name)}, now {getattr(self, name)})"
            for name, words in (self.compared | numbers).items()
            if getattr(self, name) != getattr(before, name)
        ]
        if _names(self.tags) != _names(before.tags):
            said.append("the tags")
        if _names(self.labels) != _names(before.labels):
            said.append("the classes")
        if keys := _differing(self.settings, before.settings):
            said.append(f"how it was prepared ({', '.join(keys)})")
        if not said and self.items_sha256 != before.items_sha256:
            said.append(f"the {self.things} or what is noted of them")
        return said


def _names(tags: tuple[Tag, ...]) -> list[str]:
    return [tag.name for tag in tags]


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))
