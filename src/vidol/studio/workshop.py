"""The character that is worked on while she performs: changes one after another, saving, and trying
what she would answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from vidol.avatar import Character
from vidol.core.errors import InputError
from vidol.mind import EmbeddedMind, Knowledge, Persona
from vidol.show.live.show import LiveShow


@dataclass
class Workshop:
    """One character at a time."""

    show: LiveShow
    path: Path
    """The bundle that saving writes."""
    unsaved: bool = False
    _editing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tester: tuple[Character, EmbeddedMind] | None = None

    @property
    def character(self) -> Character:
        """Who performs."""
        assert isinstance(self.show.character, Character)
        return self.show.character

    async def edit(
        self, change: Callable[[Character], Character], *, path: Path | None = None
    ) -> Character:
        """Let a changed character perform. Edits are done one after another; one that fails changes
        nothing.

        Raises InputError for a change that cannot be.
        """
        async with self._editing:
            changed = await asyncio.to_thread(change, self.character)
            if changed != self.character:
                await self.show.change(changed)
                self.unsaved = True
            self.path = path or self.path
            return changed

    async def save(self, path: Path | None = None) -> Path:
        """Write the character's bundle. Raises OutputError."""
        async with self._editing:
            target = path or self.path
            await asyncio.to_thread(self.character.save, target)
            self.path, self.unsaved = target, False
            return target

    async def tester(self) -> EmbeddedMind:
        """The embedded mind over the character's knowledge, for test questions; learned once per
        character.
        """
        async with self._editing:
            character = self.character
            if self._tester is None or self._tester[0] is not character:
                mind = await asyncio.to_thread(_embedded_mind, character)
                self._tester = character, mind
            return self._tester[1]


def _embedded_mind(character: Character) -> EmbeddedMind:
    persona = character.open("persona") or Persona.default(character.name)
    return EmbeddedMind(persona, character.open("knowledge") or Knowledge())


def bundle_path(folder: Path, name: str) -> Path:
    """Where a bundle that a page names is written: in `folder`, never elsewhere.

    Raises InputError for a name that is a path.
    """
    stem = name.strip().removesuffix(".vidol")
    if (
        not stem
        or stem.startswith(".")
        or any(char in stem for char in "/\\:\0")
        or any(ord(char) < 32 for char in stem)
        or len(stem) > 100
    ):
        raise InputError(
            f"'{name[:100]}' cannot be the name of a bundle: give a plain file name, as mika.vidol."
        )
    return folder / f"{stem}.vidol"


def new_bundle_path(folder: Path, stem: str) -> Path:
    """Where a character that came into the studio is saved: a file that is not there yet, since
    nobody chose to replace one.
    """
    names = (stem, *(f"{stem}-{k}" for k in range(2, 10_000)))
    return next(path for path in (bundle_path(folder, name) for name in names) if not path.exists())
