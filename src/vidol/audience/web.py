"""The inlet `web`: the chat of the studio's and the stage's own pages.

Whoever serves the pages gives it what is written there; each page is a viewer of its own.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Final

from vidol.audience.message import Author, Message
from vidol.core.dialogue import Behaviour
from vidol.core.errors import InputError

PLATFORM: Final = "web"
LONGEST: Final = 256
"""Lines that may wait to be looked at."""


class WebInlet:
    """All pages of one studio."""

    private = True
    connected = True

    def __init__(self, target: str = "") -> None:
        """Raises InputError for a target: there is only this one."""
        if target:
            raise InputError(f"The platform 'web' is the pages of this studio, without '{target}'.")
        self._lines: asyncio.Queue[Message | None] = asyncio.Queue(LONGEST)
        self._pages: dict[str, Callable[[str], None]] = {}
        self._numbers = itertools.count(1)

    def enter(self, tell: Callable[[str], None], badges: tuple[str, ...] = ()) -> WebPage:
        """Let a page write; `tell` shows a sentence to whoever sits before it, `badges` are what
        they are.
        """
        address = str(next(self._numbers))
        self._pages[address] = tell
        return WebPage(self, address, badges, lambda: self._pages.pop(address, None))

    def give(self, message: Message) -> None:
        """Take a line in. Raises InputError when too many wait."""
        try:
            self._lines.put_nowait(message)
        except asyncio.QueueFull:
            raise InputError("Too many write at this moment: try again.") from None

    async def messages(self) -> AsyncIterator[Message]:
        """The lines as they come, until `close`."""
        while (message := await self._lines.get()) is not None:
            yield message

    async def say(self, text: str, to: str = "") -> None:
        """Show a sentence at the page with the address `to`, or at all."""
        for address, tell in tuple(self._pages.items()):
            if to in ("", address):
                tell(text)

    async def close(self) -> None:
        """End `messages`."""
        if self._lines.full():
            self._lines.get_nowait()
        self._lines.put_nowait(None)


class WebPage:
    """One page, for as long as it is connected."""

    def __init__(
        self,
        inlet: WebInlet,
        address: str,
        badges: tuple[str, ...],
        leave: Callable[[], object],
    ) -> None:
        self.address = address
        self._inlet, self._badges, self._leave = inlet, badges, leave

    def leave(self) -> None:
        """The page is closed."""
        self._leave()

    def write(self, text: str, *, name: str = "", behaviour: Behaviour = "queue") -> None:
        """A line of chat. Raises InputError when too many wait."""
        author = Author(id=self.address, name=name)
        self._inlet.give(
            Message(
                platform=PLATFORM,
                author=author,
                badges=self._badges,
                text=text,
                behaviour=behaviour,
                reply_to=self.address,
            )
        )
