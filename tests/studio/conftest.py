"""A studio in this process on a free port, and what tests use to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

import vidol
from vidol.show.messages import HEADER
from vidol.studio.server import bound, serve
from vidol.studio.sessions import Tokens

TOKEN = "of-this-machine-0123456789"
OWN = Tokens(TOKEN, private=True)


@dataclass
class Studio:
    """A running studio."""

    address: str
    folder: Path
    token: str | None
    """That its clients and pages have, None for those that say theirs themselves."""

    @property
    def socket(self) -> str:
        return self.address.replace("http", "ws") + "/api/live"

    def client(self, **headers: str) -> httpx.Client:
        if self.token is not None:
            headers.setdefault("authorization", f"Bearer {self.token}")
        return httpx.Client(base_url=self.address, headers=headers, timeout=30)


@contextlib.contextmanager
def running(folder: Path, tokens: Tokens = OWN, size: int = 96, **options: Any) -> Iterator[Studio]:
    path = folder / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    ready, ended = threading.Event(), threading.Event()
    loop = asyncio.new_event_loop()
    main: list[asyncio.Task[None]] = []

    async def work() -> None:
        main.append(
            asyncio.ensure_future(
                serve(
                    vidol.load(path),
                    path,
                    listener,
                    tokens=tokens,
                    size=size,
                    background="studio",
                    recordings=folder / "recordings",
                    training=folder / "training",
                    ready=ready.set,
                    **options,
                )
            )
        )
        with contextlib.suppress(asyncio.CancelledError):
            await main[0]

    def run() -> None:
        loop.run_until_complete(work())
        loop.close()
        ended.set()

    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(30)
    try:
        token = tokens.owner if tokens is OWN else None
        yield Studio(f"http://127.0.0.1:{port}", folder, token)
    finally:
        loop.call_soon_threadsafe(main[0].cancel)
        assert ended.wait(20)


@pytest.fixture(scope="module")
def studio(tmp_path_factory) -> Iterator[Studio]:
    with running(tmp_path_factory.mktemp("studio")) as live:
        yield live


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[Studio]:
    """A studio whose token its clients must say themselves."""
    with running(tmp_path_factory.mktemp("guarded"), tokens=Tokens("open sesame")) as live:
        yield live


class Page:
    """A page on the socket, as a test sees it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.seq = 1
        self.said: list[dict[str, Any]] = []
        self.pictures: list[bytes] = []
        self.sound: list[tuple[int, int, bytes]] = []

    async def send(self, kind: str, **fields: Any) -> None:
        self.seq += 1
        await self.connection.send(json.dumps({"type": kind, "seq": self.seq, **fields}))

    async def until(self, condition: Any, seconds: float = 10.0) -> Any:
        """Read until `condition(page)` is true; returns what it gives."""
        async with asyncio.timeout(seconds):
            while not (found := condition(self)):
                self.take(await self.connection.recv())
            return found

    async def read(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await self.until(lambda _: False, seconds)

    def take(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self.said.append(json.loads(message))
            return
        kind, _, _, epoch, position = HEADER.unpack_from(message)
        if kind == 1:
            self.pictures.append(message)
        else:
            self.sound.append((epoch, position, message[HEADER.size :]))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.said if message["type"] == kind]


@contextlib.asynccontextmanager
async def joined(studio: Studio, **fields: Any):
    async with websockets.connect(studio.socket, compression=None, max_size=None) as connection:
        page = Page(connection)
        own = {"token": studio.token} if studio.token else {}
        await connection.send(json.dumps({"type": "join", "seq": 1, **own, **fields}))
        yield page


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
