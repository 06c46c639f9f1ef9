"""What becomes a tag: `key=value` from the columns of a table, plain names from captions.

A model can be asked for what it has seen often enough under one name. So a key with more values
than MOST_VALUES (file names, ids, free text) makes no tags, nor does one that says the same of
every picture; colours become their names; and keys that only say yes or no become plain tags for
the yes. `Keys` counts all this in one pass, in memory that is bounded whatever the table holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from vidol.core.errors import InputError
from vidol.text.colournames import is_colour, name_of
from vidol.training.data.rights import FIELDS

MOST_VALUES: Final = 64
MOST_KEYS: Final = 2000
MOST_LENGTH: Final = 100
"""Characters of a tag; what is longer is a sentence."""
FILE_KEYS: Final = ("file", "file_name", "filename", "image", "path")
"""Columns that name the picture; the first of them that a table has."""
_CLASS: Final = ("class", "label")
_NAMES: Final = ("tags", "caption", "text")
"""Columns with names, separated by commas."""
_YES, _NO = (
    frozenset({"1", "true", "yes", "True", "TRUE", "Yes"}),
    frozenset({"0", "-1", "false", "no", "False", "FALSE", "No", ""}),
)

Fields = dict[str, str | list[str]]
"""A line of a table: by column, a text or several."""


def plain(text: str) -> str:
    """One spelling for what looks the same: NFC, single spaces, none around; halves of surrogate
    pairs spelt out.
    """
    return (
        " ".join(unicodedata.normalize("NFC", text).split())
        .encode("utf-8", "backslashreplace")
        .decode("utf-8")
    )


def fields_of(line: Mapping[str, Any]) -> Fields:
    """A line of CSV or JSON with all values as texts; empty ones are left out, and deeper objects
    refused with a ValueError.
    """
    fields: Fields = {}
    for key, value in line.items():
        name = plain(key)
        name = "licence" if name == "license" else name
        if isinstance(value, list):
            fields[name] = [text for one in value if (text := _text(one))]
        elif text := _text(value):
            fields[name] = text
    return fields


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (str, int, float)):
        return plain("" if value is None else str(value))
    raise ValueError("a value must be a text, a number, true, false or a list of these")


def _named(value: str) -> str:
    return name_of(value.lower()) if is_colour(value) else value


def names_of(caption: str) -> Iterator[str]:
    """The names of a caption, `silver hair, smile, hat`; sentences are left out."""
    for part in caption.replace("\n", ",").split(","):
        name = plain(part)
        if name and len(name) <= MOST_LENGTH:
            yield name


@dataclass
class _Key:
    lines: int = 0
    values: set[str] = field(default_factory=set)

    @property
    def too_many(self) -> bool:
        return len(self.values) > MOST_VALUES

    @property
    def yes_or_no(self) -> bool:
        return bool(self.values & _YES) and self.values <= _YES | _NO


class Keys:
    """The columns of a table: which make tags, and how. First `count` every line, then ask for
    `tags`.
    """

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}
        self._lines = 0

    def count(self, fields: Fields) -> None:
        """Take a line into account. Raises InputError when there are more keys than any table of
        labels has.
        """
        self._lines += 1
        for key, value in fields.items():
            if key in (*FILE_KEYS, *_CLASS, *_NAMES, *FIELDS) or isinstance(value, list):
                continue
            if len(self._keys) >= MOST_KEYS and key not in self._keys:
                raise InputError(
                    f"A table of labels cannot have more than {MOST_KEYS:,} different keys."
                )
            known = self._keys.setdefault(key, _Key())
            known.lines += 1
            if not known.too_many:
                known.values.add(_named(value))

    def tags(self, fields: Fields) -> list[str]:
        """The tags of a line."""
        tags: list[str] = []
        for key, value in fields.items():
            if isinstance(value, list):
                if key not in (*FILE_KEYS, *_CLASS, *FIELDS):
                    tags += chain.from_iterable(map(names_of, value))
            elif key in _NAMES:
                tags += names_of(value)
            elif key in self._keys and not self._silent(key):
                tags += self._tag(key, value)
        return tags

    def passed_over(self) -> dict[str, str]:
        """The keys that make no tags, and why."""
        return {key: why for key in self._keys if (why := self._silent(key))}

    def _tag(self, key: str, value: str) -> list[str]:
        known = self._keys[key]
        if known.yes_or_no:
            return [key] if key and value in _YES else []
        tag = f"{key}={_named(value)}"
        return [tag] if len(tag) <= MOST_LENGTH else []

    def _silent(self, key: str) -> str:
        known = self._keys[key]
        if known.too_many:
            return f"more than {MOST_VALUES} different values"
        if len(known.values) == 1 and known.lines == self._lines > 1:
            return f"the same for every picture ({next(iter(known.values))})"
        return ""


def class_of(fields: Fields) -> str | None:
    """The class that a line states."""
    for key in _CLASS:
        value = fields.get(key)
        if isinstance(value, str):
            return value[:MOST_LENGTH]
    return None


def rights_of(fields: Fields) -> dict[str, str]:
    """The licence, holder and consent that a line states."""
    return {key: value for key in FIELDS if isinstance(value := fields.get(key), str)}
