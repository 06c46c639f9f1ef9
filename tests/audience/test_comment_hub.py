"""The comment hub against a real WebSocket server, with everything that a server may do wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable

import pytest

from vidol.audience.comment_hub import MAX_BYTES, CommentHub
from vidol.audience.inlet import open_inlet, open_inlets
from vidol.audience.supervisor import BURST, PACE, Supervisor
from vidol.core import plugins
from vidol.core.errors import InputError
from vidol.testing.inlets import check_inlet

from .conftest import hub, until


def comment(number: int, text: str = "", **data) -> dict:
    said = {
        "id": f"c{number}",
        "userId": f"u{number}",
        "name": f"Viewer {number}",
        "comment": text or f"line {number}",
        "timestamp": time.time() * 1000,
        **data,
    }
    return {"service": "youtube", "name": "frame", "data": said}


def comments(*numbers: int, kind: str = "comments", **data) -> dict:
    return {"type": kind, "data": {"comments": [comment(k, **data) for k in numbers]}}


class Listening:
    """A comment hub that a supervisor keeps running; its pauses are a twentieth as long."""

    def __init__(self, url: str) -> None:
        self.inlet = CommentHub(url)
        self.got: list = []
        self.supervisor = Supervisor(
            {"hub": self.inlet},
            lambda _, message: self.got.append(message),
            sleep=lambda seconds: asyncio.sleep(seconds / 20),
        )

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.got]

    async def until(self, count: int, seconds: float = 8.0) -> list[str]:
        await until(lambda: len(self.got) >= count, seconds)
        return self.texts


@contextlib.asynccontextmanager
async def listening(url: str):
    heard = Listening(url)
    task = asyncio.create_task(heard.supervisor.run())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_is_an_inlet() -> None:
    async with hub() as server:
        number = iter(range(100))

        async def write() -> None:
            await server.connected()
            await server.send({"author": "Ann", "text": f"line {next(number)}"})

        messages = await check_inlet(CommentHub(server.url), write)
        assert [message.text for message in messages] == ["line 0", "line 1"]
    # what an older OneComme is asked for, and a newer one wants to be told
    assert set(server.paths) == {"/sub?p=comments,deleted"}


async def test_lines_of_onecomme_and_plain_ones_on_one_connection() -> None:
    async with hub() as server, listening(server.url) as heard:
        await server.connected()
        await server.send(comments(1, 2))
        await server.send({"author": "Ann", "text": "plain"})
        assert await heard.until(3) == ["line 1", "line 2", "plain"]
        health = heard.supervisor.health("hub")
        assert (health.condition, health.problem, health.messages) == ("open", "", 3)


async def test_a_hub_that_is_not_there_yet_is_waited_for() -> None:
    async with hub() as server:
        port = server.port
    async with listening(f"ws://127.0.0.1:{port}/chat") as heard:
        await asyncio.sleep(0.2)
        health = heard.supervisor.health("hub")
        assert health.failures >= 1
        assert "does not answer" in health.problem
        async with hub(port) as server:
            await server.connected()
            await server.send(comments(1))
            assert await heard.until(1) == ["line 1"]


@pytest.mark.parametrize("code", [1000, 1001, 1011])
async def test_a_connection_that_is_closed_is_made_again(code) -> None:
    async with hub() as server, listening(server.url) as heard:
        await server.connected()
        await server.send(comments(1))
        await heard.until(1)
        await server.connections[-1].close(code)
        await server.connected(2)
        await server.send(comments(2))
        assert await heard.until(2) == ["line 1", "line 2"]
        assert heard.supervisor.health("hub").failures == 1


async def test_a_connection_that_breaks_in_the_middle_of_a_message() -> None:
    async with hub() as server, listening(server.url) as heard:
        first = await server.connected()
        await server.send(comments(1))
        await heard.until(1)
        # half of a text frame of 200 bytes, then the cable
        first.transport.write(b"\x81\x7e\x00\xc8" + b'{"author": "Ann", "text": "half')
        await asyncio.sleep(0.05)
        first.transport.abort()
        await server.connected(2)
        await server.send(comments(2))
        assert await heard.until(2) == ["line 1", "line 2"]


async def test_what_was_said_before_is_not_answered_and_what_was_missed_is() -> None:
    async with hub() as server:
        history = comments(1, 2, kind="connected")

        async def greet(connection) -> None:
            await connection.send(json.dumps(history))

        server.greeting = greet
        async with listening(server.url) as heard:
            await server.connected()
            await server.send(comments(3))
            assert await heard.until(1) == ["line 3"]
            # the connection is lost; meanwhile 4 was said, and 5 (long ago by its time) came in
            old = comment(5, timestamp=(time.time() - 3600) * 1000)
            history = comments(1, 2, 3, 4, kind="connected")
            history["data"]["comments"].append(old)
            await server.connections[-1].close()
            await server.connected(2)
            await server.send(comments(6))
            assert await heard.until(3) == ["line 3", "line 4", "line 6"]


async def test_what_was_taken_back_is_told() -> None:
    async with hub() as server, listening(server.url) as heard:
        await server.connected()
        await server.send(comments(1))
        await server.send({"type": "deleted", "data": [{"id": "c1"}, {"id": "unknown"}]})
        await heard.until(2)
        removed = heard.got[1]
        assert (removed.kind, removed.refers_to, removed.platform) == ("removed", "c1", "youtube")


async def test_garbage_costs_nothing_but_itself() -> None:
    async with hub() as server, listening(server.url) as heard:
        connection = await server.connected()
        for garbage in (
            "not json",
            "[" * 100_000,
            "null",
            "{}",
            '{"type": []}',
            '{"type": "comments", "data": {"comments": [1, null, {}]}}',
            b"\xff\xfe\x00binary",
            "",
        ):
            await connection.send(garbage)
        await server.connected()
        await asyncio.sleep(0.1)
        assert "none was understood" in heard.supervisor.health("hub").problem
        await server.send(comments(1))
        assert await heard.until(1) == ["line 1"]
        health = heard.supervisor.health("hub")
        assert (health.failures, health.problem) == (0, "")


async def test_a_frame_that_is_too_large_ends_the_connection_and_not_more() -> None:
    async with hub() as server, listening(server.url) as heard:
        connection = await server.connected()
        await connection.send(json.dumps({"author": "Ann", "text": "x" * MAX_BYTES}))
        await server.connected(2)
        await server.send(comments(1))
        assert await heard.until(1) == ["line 1"]


async def test_a_flood_is_taken_in_at_a_pace_and_the_loop_lives() -> None:
    async with hub() as server, listening(server.url) as heard:
        connection = await server.connected()

        async def pour() -> None:
            with contextlib.suppress(Exception):
                for k in range(20_000):
                    await connection.send(json.dumps(comments(k)))
                    await asyncio.sleep(0)  # it shares the loop with what is tested

        pouring = asyncio.create_task(pour())
        loop = asyncio.get_running_loop()
        worst, end = 0.0, loop.time() + 1.0
        while loop.time() < end:
            before = loop.time()
            await asyncio.sleep(0.01)
            worst = max(worst, loop.time() - before)
        assert 100 < len(heard.got) < BURST + 20 * PACE + 100  # its pauses are a twentieth here
        assert worst < 0.25
        pouring.cancel()
        await asyncio.gather(pouring, return_exceptions=True)


async def test_a_slow_hub_is_waited_for() -> None:
    async with hub() as server, listening(server.url) as heard:
        connection = await server.connected()

        async def piecemeal():
            for piece in ('{"author": "Ann",', ' "text": "sl', 'ow"}'):
                yield piece
                await asyncio.sleep(0.15)

        await connection.send(piecemeal())
        assert await heard.until(1) == ["slow"]
        assert heard.supervisor.health("hub").failures == 0


async def test_a_server_that_speaks_no_websocket() -> None:
    async def answer(reader, writer) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, listening(f"ws://127.0.0.1:{port}") as heard:
        await asyncio.sleep(0.3)
        health = heard.supervisor.health("hub")
        assert health.failures >= 1
        assert "200" in health.problem


async def test_closing_ends_a_connection_that_is_being_listened_to() -> None:
    async with hub() as server:
        inlet = CommentHub(server.url)
        assert not inlet.connected
        waiting = asyncio.create_task(anext(inlet.messages(), None))
        await server.connected()
        assert inlet.connected
        await inlet.close()
        async with asyncio.timeout(3):
            assert await waiting is None
        assert not inlet.connected
        assert [message async for message in inlet.messages()] == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "127.0.0.1:11180", "ws://", "ws://:80", "ws://x:99999", "ws://[::1"]
)  # fmt: skip
def test_what_is_no_address_of_a_hub(target) -> None:
    with pytest.raises(InputError, match="not the address of a comment hub"):
        open_inlet(f"comment-hub:{target}")


def test_inlets_by_the_words_that_name_them() -> None:
    words = ["comment-hub", "comment-hub:ws://127.0.0.1:9000/x"]
    assert list(open_inlets(words)) == words
    with pytest.raises(InputError, match="given twice"):
        open_inlets(["comment-hub", "comment-hub"])
    with pytest.raises(InputError, match="did you mean 'comment-hub'"):
        open_inlet("coment-hub:ws://127.0.0.1")


def test_a_plug_in_that_is_no_inlet_is_named(monkeypatch) -> None:
    made: list[Callable[[str], object]] = [len, lambda target: 1 / int(target)]
    monkeypatch.setattr(plugins, "load", lambda *_: made.pop(0))
    with pytest.raises(InputError, match=r"'x' is no inlet: it has no messages\(\)"):
        open_inlet("x")
    with pytest.raises(
        InputError, match=r"does not take '0' \(ZeroDivisionError: division by zero"
    ):
        open_inlet("x:0")
