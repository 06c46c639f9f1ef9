"""Connections as they come in, before anything is known of who it is: how many there may be, how
long one may keep the studio waiting, and how much may come over a socket.

What Uvicorn does with HTTP and WebSocket stays; added is what it leaves to a proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from vidol.studio.limits import Bucket, Buckets

MOST: Final = 256
"""Connections at once, sockets among them."""
PATIENCE: Final = 10.0
"""Seconds for a request to come, and one more for every so many bytes of it:"""
PACE: Final = 64 << 10
STALLED: Final = 60.0
"""Seconds in which a client may take nothing of its answer."""
FRAMES, FRAMES_AT_ONCE = 60.0, 300.0
"""Frames that a socket may send a second, whatever is in them."""
GOODBYE: Final = 15.0
"""Seconds that a socket has to take its last words when it is closed."""
_LOOK: Final = 2.0
_SLICE: Final = 1 << 10
"""Bytes of a socket that are taken apart at once: frames may be as small as two bytes."""
_LOGS: Final = ("uvicorn.error", "asyncio")
_LINES, _LINES_AT_ONCE = 0.1, 10.0


class HttpConnection(H11Protocol):
    """A connection that asks by HTTP."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._stall: asyncio.TimerHandle | None = None
        self._waits()
        self._watch: asyncio.TimerHandle | None = self.loop.call_later(_LOOK, self._look)
        self._make_room()

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._waits()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._calm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._let_go()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._let_go()
        super().handle_websocket_upgrade(event)

    @property
    def asks(self) -> bool:
        """Whether a request is still to come, in whole or in part."""
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def _waits(self) -> None:
        """From now on a request is waited for."""
        self.since, self._came = time.monotonic(), 0

    def _look(self) -> None:
        late = time.monotonic() - self.since > PATIENCE + self._came / PACE
        if self.asks and late:
            self.transport.abort()
            return
        self._watch = self.loop.call_later(_LOOK, self._look)

    def _make_room(self) -> None:
        """Where there are too many, the one that has kept us waiting for longest goes."""
        if len(self.connections) <= most():
            return
        waiting = [one for one in self.connections if isinstance(one, HttpConnection) and one.asks]
        last = min(waiting, key=lambda one: one.since, default=self)
        self.connections.discard(last)
        last.transport.abort()

    def _calm(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _let_go(self) -> None:
        self._calm()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None


class SocketConnection(WebSocketsSansIOProtocol):
    """A connection that has become a socket."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._allowed = Bucket(FRAMES, FRAMES_AT_ONCE)

    def data_received(self, data: bytes) -> None:
        if not self.handshake_complete:
            super().data_received(data)
            return
        for at in range(0, len(data), _SLICE):
            if self.transport.is_closing():
                return
            super().data_received(data[at : at + _SLICE])

    def handle_cont(self, event: Frame) -> None:
        if self._counted():
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        if self._counted():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        if self._counted():
            super().handle_bytes(event)

    def handle_ping(self) -> None:
        if self._counted():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._counted():
            super().handle_pong(event)

    async def run_asgi(self) -> None:
        try:
            await super().run_asgi()
        finally:
            # what waits for one who reads nothing would hold the connection for ever
            self.loop.call_later(GOODBYE, self.transport.abort)

    def _counted(self) -> bool:
        """Whether one more frame may come; where it may not, the connection ends."""
        if self._allowed.take():
            return True
        if not (self.close_sent or self.transport.is_closing()):
            self.conn.fail(1008, "Too many messages.")
            self.close_sent = True
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1008})
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
        return False


def most() -> int:
    """Connections at once: no more than half of the files that this process may have open."""
    if sys.platform == "win32":
        return MOST
    import resource

    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST if files < 0 else min(MOST, files // 2)


class _Sparing(logging.Filter):
    """Lets the same line of code speak ten times, and then once in ten seconds: what strangers
    cause must not fill a disk.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines = Buckets(_LINES, _LINES_AT_ONCE)

    def filter(self, record: logging.LogRecord) -> bool:
        return self._lines.take(f"{record.pathname}:{record.lineno}")


@contextlib.contextmanager
def sparing_logs() -> Iterator[None]:
    """Keep the logs of the server short while this runs."""
    sparing = _Sparing()
    loggers = [logging.getLogger(name) for name in _LOGS]
    for logger in loggers:
        logger.addFilter(sparing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(sparing)
