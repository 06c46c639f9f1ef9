"""Changes of a character in words, as a command line gives them: ``face.hair=#804020``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from vidol.avatar.character import Character
from vidol.core import organs
from vidol.core.errors import InputError
from vidol.core.parts import Part, label
from vidol.core.settings import having, parsed


def with_assignments(character: Character, assignments: Iterable[str]) -> Character:
    """A copy with settings of parts changed: each assignment is ``KIND.NAME=VALUE``, and of a table
    ``KIND.NAME.KEY=VALUE``. Values are read as vidol.core.settings.parsed says; a frequency in Hz
    may be a step in semitones, ``voice.pitch=+2``.

    Raises InputError for what is no assignment, for a kind or a name that does not exist, with the
    nearest that does, and for a value that it cannot have.
    """
    wanted: dict[str, list[str]] = {}
    for assignment in assignments:
        kind, dot, rest = assignment.partition(".")
        if not dot or "=" in kind or "=" not in rest:
            raise InputError(
                f"'{assignment[:100]}' sets nothing: write it as KIND.NAME=VALUE, as in"
                " face.hair=#804020."
            )
        wanted.setdefault(kind.strip(), []).append(rest)
    for kind, words in wanted.items():
        character = with_words(character, kind, words)
    return character


def with_words(character: Character, kind: str, words: Iterable[str]) -> Character:
    """A copy with settings of one part changed, each word ``NAME=VALUE``. Raises InputError as
    `with_assignments` does.
    """
    part = character.parts.get(kind) or Part(kind, character.plugin_for(kind))
    plugin = organs.installed(kind, part.plugin)
    if plugin is None:
        return character.with_settings(kind, **_unknown(words))
    model = organs.settings_class(plugin)
    fields = parsed(model, words, label(kind), part.settings)
    for name in fields.keys() & set(having(model, "unit", "Hz")):
        fields[name] = _in_hertz(fields[name], part.settings.get(name))
    return character.with_settings(kind, **fields)


def _unknown(words: Iterable[str]) -> dict[str, Any]:
    """Settings of a plug-in that is not here to say what they are: JSON where they are that."""
    fields = {}
    for word in words:
        name, _, text = word.partition("=")
        try:
            fields[name.strip()] = json.loads(text)
        except (ValueError, RecursionError):
            fields[name.strip()] = text.strip()
    return fields


def _in_hertz(value: object, now: object) -> object:
    """A frequency with a sign is a step in semitones from the present one."""
    if isinstance(now, int | float) and re.fullmatch(r"[+-]\d+(\.\d+)?", str(value)):
        return round(now * 2 ** (float(str(value)) / 12), 1)
    return value
