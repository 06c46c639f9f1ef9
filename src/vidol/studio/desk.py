"""What the studio works on: the show, the character that performs, where she is saved, what was
recorded, how it goes.

Routes and sockets use it; it knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vidol.avatar import Character
from vidol.core.errors import InputError
from vidol.mind import EmbeddedMind, Knowledge
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.studio.recordings import Recordings
from vidol.studio.trainings import Trainings

HISTORY: Final = 600
"""Seconds of the show's health that are kept."""


@dataclass(frozen=True, slots=True)
class Second:
    """One second of the show."""

    time: float
    """Seconds since 1970."""
    drawn: int
    dropped: int
    late_ms: float
    draw_ms: float
    memory_mb: float
    viewers: int


@dataclass
class Desk:
    """One studio."""

    show: LiveShow
    path: Path
    """The bundle that saving writes."""
    recordings: Recordings
    trainings: Trainings
    reception: Reception
    unsaved: bool = False
    history: deque[Second] = field(default_factory=lambda: deque(maxlen=HISTORY))
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
                mind = await asyncio.to_thread(
                    lambda: EmbeddedMind(
                        character.persona, Knowledge.from_files(character.knowledge)
                    )
                )
                self._tester = character, mind
            return self._tester[1]

    async def watch(self) -> None:
        """Note the show's health once a second, until cancelled."""
        before = self.show.health()
        while True:
            await asyncio.sleep(1)
            now = self.show.health()
            self.history.append(
                Second(
                    time.time(),
                    now.drawn - before.drawn,
                    now.dropped - before.dropped,
                    now.late_ms,
                    now.draw_ms,
                    round(memory_mb(), 1),
                    self.show.state.viewers,
                )
            )
            before = now


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


def memory_mb() -> float:
    """Resident memory of this process in MB (10^6 bytes)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return (
            int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )
    # where there is no /proc: the peak, in KiB or on macOS in bytes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
