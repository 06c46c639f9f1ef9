"""The socket: one viewer of the live show, pictures and sound out, what it says in.

A viewer must never hold the show or other viewers up: what goes out waits in a queue of its own,
pictures that have become old are left out, and one that falls too far behind is closed. What comes
in is bounded in size and rate before it is looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import MutableMapping
from typing import Any, Final

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from vidol.audience.web import WebPage
from vidol.core.errors import InputError
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.show.messages import Notice, ShowMessage
from vidol.studio.languages import translated
from vidol.studio.limits import Bucket
from vidol.studio.messages import (
    PAGE_MESSAGE,
    Answered,
    Ask,
    Interrupt,
    Join,
    Move,
    PageMessage,
    Pictures,
    Played,
    Speak,
    Stats,
)
from vidol.studio.refusal import Refused
from vidol.studio.sessions import Role, Session, Sessions

MESSAGE_BYTES: Final = 64 << 10
"""The largest message that is read; larger ones end the connection (1009)."""
NEWEST: Final = 3
"""Pictures that wait for a slow viewer."""
BACKLOG_BYTES: Final = 4 << 20
BACKLOG_SECONDS: Final = 5.0
"""What a viewer may be behind, and how long it may take nothing at all, before it is closed."""
GOODBYE_SECONDS: Final = 5.0
"""For telling a viewer that is too slow why it is closed; it may never read that."""
JOIN_SECONDS: Final = 10.0
MISTAKES: Final = 10
"""Messages that are none, before the connection is closed."""
VIEWERS: Final = 64
_BADGES: Final[dict[Role, tuple[str, ...]]] = {"owner": ("owner",), "operator": ("moderator",)}
"""What those who write in a page are to the audience."""

BAD_DATA, TOO_BAD, TRY_LATER = 1003, 1008, 1013  # RFC 6455, section 7.4.1, and the IANA registry


class SocketViewer:
    """A viewer behind a socket. The show calls it on the event loop; `pump` sends."""

    def __init__(self, socket: WebSocket, join: Join) -> None:
        self._socket = socket
        self.wants_pictures, self._wants_sound = join.pictures, join.sound
        self.language = join.language
        self.stats: Stats | None = None
        # when, what, whether it is a picture
        self._out: deque[tuple[float, bytes | str, bool]] = deque()
        self._bytes = self._pictures = 0
        self._more = asyncio.Event()
        self.too_slow = asyncio.Event()

    def picture(self, data: bytes) -> None:
        if self._pictures >= NEWEST:
            oldest = next(k for k, (_, _, is_picture) in enumerate(self._out) if is_picture)
            self._bytes -= len(self._out[oldest][1])
            del self._out[oldest]
            self._pictures -= 1
        self._pictures += 1
        self._put(data, picture=True)

    def sound(self, data: bytes) -> None:
        if self._wants_sound:
            self._put(data)

    def tell(self, message: ShowMessage) -> None:
        if isinstance(message, Notice):
            said = translated(message.text, self.language)
            message = message.model_copy(update={"text": said})
        self._put(message.model_dump_json())

    def _put(self, data: bytes | str, *, picture: bool = False) -> None:
        now = time.monotonic()
        behind = now - self._out[0][0] if self._out else 0.0
        if self._bytes > BACKLOG_BYTES or behind > BACKLOG_SECONDS:
            self.too_slow.set()
            return
        self._out.append((now, data, picture))
        self._bytes += len(data)
        self._more.set()

    async def pump(self) -> None:
        """Send what waits, until the viewer takes nothing any more."""
        while True:
            if not self._out:
                self._more.clear()
                await self._more.wait()
                continue
            _, data, picture = self._out.popleft()
            self._bytes -= len(data)
            self._pictures -= picture
            try:
                # A silent show queues pictures alone, and of those only the newest: that a viewer
                # has stopped to read shows here.
                async with asyncio.timeout(BACKLOG_SECONDS):
                    await (
                        self._socket.send_text(data)
                        if isinstance(data, str)
                        else self._socket.send_bytes(data)
                    )
            except TimeoutError:
                self.too_slow.set()
                return


class Sockets:
    """All viewers behind sockets."""

    def __init__(self, sessions: Sessions, reception: Reception) -> None:
        self.viewers: set[SocketViewer] = set()
        self._sessions, self._reception = sessions, reception
        self._joining: dict[WebSocket, asyncio.Timeout] = {}

    async def serve(self, socket: WebSocket, show: LiveShow) -> None:
        """One connection from its first message to its end."""
        await socket.accept()
        try:
            join = await self._join(socket)
        except WebSocketDisconnect:
            return
        if join is None:
            return
        message, session = join
        # Nothing may happen between counting and being counted.
        if len(self.viewers) >= VIEWERS:
            await socket.close(TRY_LATER, f"{VIEWERS} viewers watch already.")
            return
        viewer = SocketViewer(socket, message)
        self.viewers.add(viewer)
        try:
            connected = await self._sessions.opened(session, message.language)
            try:
                await self._watch(socket, show, viewer, session, message)
            finally:
                await self._sessions.closed(connected)
        finally:
            self.viewers.discard(viewer)

    async def _watch(
        self,
        socket: WebSocket,
        show: LiveShow,
        viewer: SocketViewer,
        session: Session,
        join: Join,
    ) -> None:
        """Show a viewer the show until the connection ends."""
        show.join(viewer)
        listener = _Listener(socket, show, self._reception, viewer, session, join.seq)
        listener.sized(join.size)
        work: list[asyncio.Task[Any]] = [
            asyncio.create_task(task)
            for task in (viewer.pump(), viewer.too_slow.wait(), listener.listen())
        ]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.exception()  # a connection that broke needs no report
        finally:
            show.leave(viewer)
            listener.leave()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
        if viewer.too_slow.is_set():
            # gone already, or never reads it
            with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await socket.close(TRY_LATER, "This viewer is too slow for the show.")

    async def _join(self, socket: WebSocket) -> tuple[Join, Session] | None:
        """The first message and whose it is; None when it did not come or was none, and the
        connection is closed.
        """
        try:
            text = await self._first(socket)
            message = PAGE_MESSAGE.validate_json(text)
            if not isinstance(message, Join):
                raise InputError("The first message must be a join.")
            client = socket.client.host if socket.client else ""
            session = self._sessions.of(message.token or _in_address(socket), client)
        except (TimeoutError, ValidationError, InputError, Refused) as error:
            reason = (
                error.sentence
                if isinstance(error, Refused)
                else "The first message must be a join, within ten seconds."
            )
            await socket.close(TOO_BAD, reason[:120])
            return None
        except _Binary:
            await socket.close(BAD_DATA, "Messages are JSON text.")
            return None
        return message, session

    async def _first(self, socket: WebSocket) -> str:
        """The first message. Of too many that have yet to say who they are, the one that has
        waited for longest goes. Raises TimeoutError.
        """
        if len(self._joining) >= VIEWERS:
            next(iter(self._joining.values())).reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(JOIN_SECONDS) as patience:
                self._joining[socket] = patience
                return _text(await socket.receive())
        finally:
            self._joining.pop(socket, None)


class _Binary(Exception):
    """Bytes came where text was expected."""


def _text(message: MutableMapping[str, Any]) -> str:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    text = message.get("text")
    if not isinstance(text, str):
        raise _Binary
    return text


def _in_address(socket: WebSocket) -> str | None:
    """A cookie is not enough here: what comes over a socket is acted upon."""
    return socket.query_params.get("token")


class _Listener:
    """What one viewer says."""

    def __init__(
        self,
        socket: WebSocket,
        show: LiveShow,
        reception: Reception,
        viewer: SocketViewer,
        session: Session,
        seq: int,
    ) -> None:
        self._socket, self._show, self._reception = socket, show, reception
        self._viewer, self._session, self._seq = viewer, session, seq
        web, badges = reception.web, _BADGES.get(session.role, ())
        self._chat: WebPage | None = web.enter(self._refused, badges) if web else None
        self._mistakes = 0
        self._sizing: asyncio.Task[None] | None = None
        self._all, self._asks, self._played = Bucket(20, 40), Bucket(2, 5), Bucket(40, 80)

    def leave(self) -> None:
        """The page is gone."""
        if self._chat is not None:
            self._chat.leave()
        if self._sizing is not None:
            self._sizing.cancel()

    async def listen(self) -> None:
        """Until the connection ends, or is ended for what comes over it."""
        while True:
            try:
                text = _text(await self._socket.receive())
            except WebSocketDisconnect:
                return
            except _Binary:
                await self._socket.close(BAD_DATA, "Messages are JSON text.")
                return
            problem = self._heard(text)
            if problem:
                self._mistakes += 1
                self._viewer.tell(Notice(level="warning", code="not-understood", text=problem))
            if self._mistakes >= MISTAKES:
                await self._socket.close(TOO_BAD, "Too many messages that are none.")
                return

    def _heard(self, text: str) -> str:
        """Do what a message says; returns what is wrong with it."""
        try:
            message = PAGE_MESSAGE.validate_json(text)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
            return (
                f"A message is not understood: {'.'.join(map(str, fault['loc']))[:80]}:"
                f" {fault['msg'][:120]}."
            )
        if message.seq <= self._seq:
            self._mistakes += not self._all.take()  # ignored, and not for ever
            return ""
        self._seq = message.seq
        try:
            self._do(message)
        except InputError as error:
            self._refused(str(error))
        except Refused as refused:
            self._viewer.tell(Notice(level="warning", code=refused.code, text=refused.sentence))
        return ""

    def _refused(self, sentence: str) -> None:
        """Say why something is not done."""
        self._viewer.tell(Notice(level="warning", code="refused", text=sentence))

    def _do(self, message: PageMessage) -> None:
        show = self._show
        self._session.check(message.type)
        if isinstance(message, Played):
            if self._played.take():
                show.played(self._viewer, message.position, message.epoch, audible=message.audible)
            return
        if isinstance(message, Interrupt):  # whoever wants silence gets it, however much was said
            self._reception.interrupt()
            return
        if not self._all.take() or (isinstance(message, Ask | Speak) and not self._asks.take()):
            self._mistakes += 1
            raise InputError("Too many messages: wait a moment.")
        if isinstance(message, Ask):
            self._session.check(f"ask to {message.behaviour}")
            self._ask(message)
        elif isinstance(message, Speak):
            show.say(
                message.text,
                language=message.language,
                behaviour=message.behaviour,
                priority=message.priority,
                owner=message.owner,
            )
        elif isinstance(message, Move):
            show.act(message.name)
        elif isinstance(message, Pictures):
            self._viewer.wants_pictures = message.on
            if message.size is not None:
                self.sized(message.size)
        elif isinstance(message, Answered):
            show.answered(message.turn, message.ms)
        elif isinstance(message, Stats):
            self._viewer.stats = message

    def sized(self, size: int) -> None:
        """Pictures for another size from now on."""
        if self._sizing:
            self._sizing.cancel()
        self._sizing = asyncio.create_task(self._show.show_larger(self._viewer, size))

    def _ask(self, message: Ask) -> None:
        """A line of chat, which the inbox looks at before she does."""
        if self._chat is None:
            raise InputError("This show takes no lines from its pages.")
        self._chat.write(message.text, name=message.name, behaviour=message.behaviour)
