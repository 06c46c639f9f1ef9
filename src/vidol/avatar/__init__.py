"""The character and its bundle: created from a seed, changed by copies, saved and loaded as one
file.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from vidol.avatar.character import Character
from vidol.core.speech import Language

__all__ = ["Character", "created", "load", "new"]

_ROLLED_SEEDS: Final = 1_000_000  # enough never to meet one's twin, short enough to say aloud
_FIRST: Final = {
    "face": "drawn",
    "voice": "embedded",
    "persona": "written",
    "knowledge": "documents",
    "mind": "embedded",
}
"""What a new character is made of, in the order in which the plug-ins propose: a voice fits the
face that is there before it.
"""


def new(name: str, seed: int | None = None, **look: object) -> Character:
    """A character from a seed: its look, and a voice that fits it. The same arguments give the same
    character.

    It begins with vidol's own persona, which ``with_persona`` replaces, and knows nothing: see
    ``with_knowledge``.

    `look` are fields of vidol.face.artist.Look; what is not given is chosen around them. Without a
    seed, one is rolled and kept in ``Character.seed``.

    Raises InputError for an empty or overlong name, or a look that cannot be.
    """
    return created(name, seed, look)


def created(
    name: str, seed: int | None, look: Mapping[str, Any], language: Language | None = None
) -> Character:
    """`new`, with the look as it was typed or sent: any word may be a name in it, `seed` too.
    `language` is what is spoken where a message does not tell, English if None.
    """
    seed = secrets.randbelow(_ROLLED_SEEDS) if seed is None else seed
    character = Character(name, seed, datetime.now(UTC).replace(microsecond=0))
    chosen = {"face": look, "persona": {"default_language": language} if language else {}}
    for kind, plugin in _FIRST.items():
        character = character.with_plugin(kind, plugin, **chosen.get(kind, {}))
    return character


def load(path: str | Path) -> Character:
    """Read a bundle.

    Raises InputError, one sentence that names the file and the way out, when it is missing,
    damaged, hostile or newer than this vidol.
    """
    return Character.load(path)
