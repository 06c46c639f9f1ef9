"""What is to be said next: intents to speak, by priority, and what each does with speech that is
under way.

An intent says how it treats others (vidol.show.messages.Behaviour), how important it is and
whose it is. This file decides the order and who is cut off; saying and cutting is the live show's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from vidol.core.errors import InputError
from vidol.show.events import Direction, Line, Pause, Scene
from vidol.show.messages import Behaviour

LONGEST: Final = 50
"""Intents that may wait."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Something to answer (`question`) or to say (`events`). Compared by identity of its turn."""

    turn: int
    question: str = ""
    name: str = ""
    """Who asks."""
    events: tuple[Line | Pause | Scene | Direction, ...] = ()
    behaviour: Behaviour = "queue"
    priority: int = 0
    owner: str = ""
    asked: float = 0.0
    """When, by the show's clock."""
    since: float = 0.0
    """The same in seconds since 1970."""


@dataclass(slots=True)
class Agenda:
    """The intents that wait, the next one first."""

    waiting: list[Intent] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, intent: Intent, current: Intent | None) -> bool:
        """Take an intent in; returns whether `current` is to be cut off for it.

        Raises InputError when LONGEST others wait already.
        """
        if intent.behaviour == "replace":
            self.drop(intent.owner)
        if len(self.waiting) >= LONGEST:
            raise InputError(
                f"{LONGEST} things wait to be said already: let some of them end, or interrupt."
            )
        ahead = intent.behaviour == "interrupt"
        place = next(
            (
                k
                for k, other in enumerate(self.waiting)
                if other.priority < intent.priority or (ahead and other.priority == intent.priority)
            ),
            len(self.waiting),
        )
        self.waiting.insert(place, intent)
        self._arrived.set()
        if current is None:
            return False
        if intent.behaviour == "replace":
            return current.owner == intent.owner
        return ahead and current.priority <= intent.priority

    def drop(self, owner: str | None = None) -> list[Intent]:
        """Take out what waits, of one owner or all."""
        dropped = [intent for intent in self.waiting if owner is None or intent.owner == owner]
        self.waiting = [intent for intent in self.waiting if intent not in dropped]
        self._left.set()
        return dropped

    async def next(self) -> Intent:
        """Wait for an intent and take it out."""
        while not self.waiting:
            self._arrived.clear()
            await self._arrived.wait()
        self._left.set()
        return self.waiting.pop(0)

    async def empty(self) -> None:
        """Wait until nothing waits."""
        while self.waiting:
            self._left.clear()
            await self._left.wait()
