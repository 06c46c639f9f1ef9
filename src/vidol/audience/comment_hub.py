"""The inlet `comment-hub`: any program that gathers the chat of several platforms and hands it on
over a WebSocket as JSON.

    vidol live mika.vidol --platform comment-hub                                    # OneComme
    vidol live mika.vidol --platform comment-hub:ws://127.0.0.1:9000/chat

It only listens. vidol.audience.shapes says what is understood. When a connection is lost and made
again, OneComme tells what was said meanwhile: that of the last minute is taken in, what was said
before the first connection is not.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from time import time
from typing import Final
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from vidol.audience.message import Author, Message
from vidol.audience.shapes import Frame, frame_of
from vidol.core.errors import InputError
from vidol.core.transport import proxy_for

ONECOMME: Final = "ws://127.0.0.1:11180/sub?p=comments,deleted"
"""Where OneComme serves; since its version 8 a client says what it wants."""
MAX_BYTES: Final = 1 << 20
"""The largest frame that is read; a larger one ends the connection."""
KNOWN: Final = 5000
"""Messages that are remembered, to know them in a hub's history and when they are taken back."""
MISSED: Final = 60.0
"""Seconds: what was said that long ago, while there was no connection, is not answered any more."""
OPENING: Final = 10.0
PING: Final = 20.0
"""Seconds between signs of life that are asked of the hub, and that it has to answer."""


class CommentHub:
    """One hub."""

    def __init__(self, target: str = "", *, now: Callable[[], float] = time) -> None:
        """`target` is its address, OneComme's on this machine if it is "". Raises InputError for
        what is none.
        """
        self._url = _checked(target or ONECOMME)
        self._now = now
        self._socket: ClientConnection | None = None
        self._known: OrderedDict[str, tuple[str, Author]] = OrderedDict()
        self._connections = self._understood = self._unread = 0
        self._closed = False

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self._socket is not None

    def health(self) -> str:
        """What is amiss."""
        if self._unread and not self._understood:
            return (
                f"{self._unread} messages came and none was understood: docs/audience.md shows what"
                " a hub may send."
            )
        return ""

    async def messages(self) -> AsyncIterator[Message]:
        """One connection. Raises ConnectionError when it cannot be made and when it ends."""
        if self._closed:
            return
        proxy = proxy_for(self._url)
        try:
            socket = await connect(
                self._url,
                compression=None,
                max_size=MAX_BYTES,
                max_queue=16,
                open_timeout=OPENING,
                close_timeout=1,
                ping_interval=PING,
                ping_timeout=PING,
                proxy=proxy.address if proxy else None,
            )
        except (OSError, TimeoutError, WebSocketException, ImportError) as error:
            # a SOCKS proxy needs a package that vidol does not bring
            why = str(error) or type(error).__name__
            raise ConnectionError(f"{self._url} does not answer ({why})") from error
        self._connections += 1
        self._socket = socket
        try:
            while True:
                for message in self._read(await socket.recv()):
                    yield message
        except ConnectionClosed as error:
            if not self._closed:
                raise ConnectionError(f"{self._url} ended the connection ({error})") from error
        finally:
            self._socket = None
            await socket.close()

    async def close(self) -> None:
        """End the connection for good."""
        self._closed = True
        if self._socket is not None:
            await self._socket.close()

    def _read(self, data: str | bytes) -> Iterator[Message]:
        """The messages in one frame. Whatever it holds, nothing is raised."""
        try:
            frame = frame_of(json.loads(data))
        except (ValueError, RecursionError):
            self._unread += 1
            return
        self._unread += frame.unread
        self._understood += len(frame.messages) + len(frame.removed)
        for message in frame.messages:
            before = message.id in self._known
            self._know(message)
            if not frame.history or (self._was_missed(message) and not before):
                yield message
        yield from self._taken_back(frame)

    def _was_missed(self, message: Message) -> bool:
        return self._connections > 1 and self._now() - message.time < MISSED

    def _taken_back(self, frame: Frame) -> Iterator[Message]:
        for removed in frame.removed:
            if removed in self._known:
                platform, author = self._known[removed]
                yield Message(
                    id=f"removed {removed}",
                    platform=platform,
                    kind="removed",
                    author=author,
                    refers_to=removed,
                )

    def _know(self, message: Message) -> None:
        self._known[message.id] = message.platform, message.author
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)


def _checked(target: str) -> str:
    try:
        parts = urlsplit(target)
        sound = parts.scheme in ("ws", "wss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InputError(
            f"'{target[:200]}' is not the address of a comment hub: give one as"
            " comment-hub:ws://127.0.0.1:11180/sub."
        )
    if parts.path == "/sub" and not parts.query:  # OneComme's, without what its version 8 asks for
        return f"{target}?{urlsplit(ONECOMME).query}"
    return target
