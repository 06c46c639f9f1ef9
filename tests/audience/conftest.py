"""Messages in short, and a hub that does what a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import websockets
from websockets.asyncio.server import ServerConnection, serve

from vidol.audience.message import Amount, Author, Message


def message(text: str = "", author: str = "ann", **fields: Any) -> Message:
    fields = {"platform": "test", "author": Author(id=author, name=author.title()), **fields}
    if "amount" in fields and not isinstance(fields["amount"], Amount | None):
        fields["amount"] = Amount(value=fields["amount"], currency="JPY")
    return Message(text=text, **fields)


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until it is so."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end, "it did not happen"
        await asyncio.sleep(0.01)


class Hub:
    """A WebSocket server of a comment hub, driven by a test."""

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self.paths: list[str] = []
        self.greeting: Callable[[ServerConnection], Awaitable[None]] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/sub"

    async def handle(self, connection: ServerConnection) -> None:
        self.paths.append(connection.request.path)
        self.connections.append(connection)
        with contextlib.suppress(websockets.exceptions.ConnectionClosed):
            if self.greeting is not None:
                await self.greeting(connection)
            await connection.wait_closed()

    async def connected(self, count: int = 1, seconds: float = 5.0) -> ServerConnection:
        """Wait until it was connected to so often; the last connection."""
        await until(lambda: len(self.connections) >= count, seconds)
        return self.connections[-1]

    async def send(self, data: object) -> None:
        await self.connections[-1].send(json.dumps(data))


@contextlib.asynccontextmanager
async def hub(port: int = 0) -> AsyncIterator[Hub]:
    served = Hub()
    async with serve(served.handle, "127.0.0.1", port, max_size=None) as server:
        served.port = next(iter(server.sockets)).getsockname()[1]
        yield served
