"""Who presses on a studio: connections that ask nothing or take nothing, too many viewers, sockets
of empty frames, more pictures than can be drawn.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import subprocess
import sys
import time

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from vidol.studio import connections, drawing, sockets
from vidol.studio.refusal import Refused

from .conftest import TOKEN, joined, running
from .test_misuse import stopped_reading
from .test_socket import closed


def opened(studio, data: bytes = b"") -> socket.socket:
    port = int(studio.address.rsplit(":", 1)[1])
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(data)
    return connection


def ended(connection: socket.socket) -> bytes:
    """What comes until the other side has ended the connection."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while data := connection.recv(1 << 16):
            said += data
    return said


HALVES = {
    "nothing": b"",
    "a line": b"GET / HTTP/1.1\r\n",
    "headers without their end": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\r\n",
    "a body that does not come": (
        b"POST /api/say HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
        + TOKEN.encode()
        + b"\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    ),
    "a second one": b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HT",
}


@pytest.mark.parametrize("half", HALVES)
def test_half_a_request_is_not_waited_for_for_ever(studio, monkeypatch, half) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    with opened(studio, HALVES[half]) as connection:
        began = time.monotonic()
        ended(connection)
        assert 0.5 < time.monotonic() - began < 12


def test_a_request_that_trickles_in_is_not_waited_for(studio, monkeypatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    with opened(studio, b"GET / HTTP/1.1\r\n") as connection:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 12:
                connection.sendall(b"a: b\r\n")
                time.sleep(0.2)
        assert time.monotonic() - began < 8


def test_an_upload_that_takes_its_time_comes_through(studio, monkeypatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    pieces = (b"x" * (96 << 10) for _ in range(30) if not time.sleep(0.15))
    with studio.client() as client:
        answer = client.put("/api/character/bundle", content=pieces)
    assert answer.status_code == 400  # it was no bundle, but it came whole


def test_the_oldest_that_ask_nothing_make_room(studio, monkeypatch) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with contextlib.ExitStack() as held:
        idle = [held.enter_context(opened(studio)) for _ in range(60)]
        with studio.client() as client:
            assert client.get("/api/scenes").status_code == 200
        assert ended(idle[0]) == b""
    time.sleep(0.5)


async def test_no_more_viewers_than_there_is_room_for_come_in(studio, monkeypatch) -> None:
    """Also when all come at once."""
    monkeypatch.setattr(sockets, "VIEWERS", 5)
    watching, refused = [], 0
    async with contextlib.AsyncExitStack() as held:
        for _ in range(20):
            link = await held.enter_async_context(websockets.connect(studio.socket, max_size=None))
            watching.append(link)
        join = json.dumps({"type": "join", "seq": 1, "token": TOKEN})
        for link in watching:
            with contextlib.suppress(ConnectionClosed):
                await link.send(join)
        for link in watching:
            try:
                assert json.loads(await link.recv())["type"] == "hello"
            except ConnectionClosed:
                refused += 1
        assert 20 - refused == 5


async def test_a_socket_that_says_nothing_makes_room_for_one_that_joins(
    studio, monkeypatch
) -> None:
    monkeypatch.setattr(sockets, "VIEWERS", 5)
    async with contextlib.AsyncExitStack() as held:
        for _ in range(12):
            await held.enter_async_context(websockets.connect(studio.socket))
        async with joined(studio) as page:
            await page.until(lambda page: page.of("hello"))


def frames(opcode: int, count: int, payload: bytes = b"") -> bytes:
    return (bytes([opcode, 0x80 | len(payload)]) + b"\0\0\0\0" + payload) * count


OLD = json.dumps({"type": "act", "seq": 1, "name": "sad"}).encode()


@pytest.mark.parametrize(
    "flood",
    [
        frames(0x01, 1) + frames(0x00, 60_000),
        frames(0x89, 60_000),
        frames(0x8A, 60_000),
        frames(0x81, 60_000),
        frames(0x81, 20_000, OLD),
    ],
    ids=["empty fragments", "pings", "pongs", "empty messages", "old messages"],
)
async def test_a_flood_of_small_frames_is_ended_and_costs_no_pictures(studio, flood) -> None:
    async with joined(studio) as calm, joined(studio) as other:
        await calm.until(lambda page: page.pictures)
        await other.until(lambda page: page.pictures)
        before = len(calm.pictures)
        pouring = asyncio.create_task(_pour(other.connection, flood))
        await calm.read(2)
        assert len(calm.pictures) - before > 30
        assert await asyncio.wait_for(pouring, 15) in (1008, 1006)


async def _pour(connection, flood: bytes) -> int:
    connection.transport.write(flood)
    return await closed(connection)


async def test_old_messages_come_to_an_end(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        sending = asyncio.create_task(_trickle(page.connection))
        assert await closed(page.connection) == 1008
        sending.cancel()


async def _trickle(connection) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await connection.send(OLD.decode())
            await asyncio.sleep(0.02)


async def test_a_viewer_that_never_reads_again_loses_its_connection(studio, monkeypatch) -> None:
    monkeypatch.setattr(sockets, "BACKLOG_SECONDS", 0.5)
    monkeypatch.setattr(sockets, "GOODBYE_SECONDS", 0.5)
    monkeypatch.setattr(connections, "GOODBYE", 1.0)
    async with joined(studio) as calm:
        await calm.until(lambda page: page.pictures)
        with stopped_reading(studio) as viewer:
            await calm.until(lambda page: page.of("state") and page.of("state")[-1]["viewers"] == 2)
            await calm.until(lambda page: page.of("state")[-1]["viewers"] == 1, 30)
            await calm.read(4)
            # The connection is gone and not merely closing: writing to it is answered by a reset.
            with pytest.raises(ConnectionError):
                for _ in range(50):
                    viewer.sendall(b"x" * 100)
                    await asyncio.sleep(0.05)


async def test_a_picture_of_the_moment_is_drawn_once_for_all_who_ask() -> None:
    made = 0

    async def make() -> bytes:
        nonlocal made
        made += 1
        await asyncio.sleep(0.05)
        return b"%d" % made

    still = drawing.Shared(make, 10.0)
    assert set(await asyncio.gather(*(still.get() for _ in range(50)))) == {b"1"}
    assert await still.get() == b"1"
    await asyncio.sleep(0.3)
    assert await still.get() == b"2"


async def test_no_more_pictures_wait_than_are_worth_waiting_for(monkeypatch) -> None:
    monkeypatch.setattr(drawing, "WAITING", 5)
    slow = [asyncio.create_task(drawing.drawn(lambda: time.sleep(0.02))) for _ in range(30)]
    done = await asyncio.gather(*slow, return_exceptions=True)
    assert sum(isinstance(one, Refused) for one in done) == 25
    assert await drawing.drawn(lambda: 7) == 7


async def test_many_pictures_leave_the_show_its_pace(studio) -> None:
    async with joined(studio) as calm:
        await calm.until(lambda page: page.pictures)
        async with httpx.AsyncClient(
            base_url=studio.address, headers={"authorization": f"Bearer {TOKEN}"}, timeout=60
        ) as client:
            before, began = len(calm.pictures), time.monotonic()
            asking = [client.get("/api/frame.png") for _ in range(60)]
            asking += [
                client.get("/api/background.jpg", params={"width": 3840, "height": 2160 - k})
                for k in range(6)
            ]
            answers = asyncio.gather(*asking)
            await calm.read(3)
            pace = (len(calm.pictures) - before) / (time.monotonic() - began)
            assert {answer.status_code for answer in await answers} <= {200, 429, 503}
        assert pace > 10


def test_logs_do_not_grow_with_what_strangers_send(caplog) -> None:
    logger = logging.getLogger("uvicorn.error")
    with connections.sparing_logs(), caplog.at_level(logging.WARNING):
        for _ in range(1000):
            logger.warning("Invalid HTTP request received.")
        logger.error("something else")
    assert len(caplog.records) <= 12
    assert caplog.records[-1].message == "something else"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_at_the_limit_of_files_the_show_goes_on(tmp_path) -> None:
    """`ulimit -n 96`, and 300 connections that ask nothing."""
    import os

    import vidol

    vidol.new("Mika", seed=7).save(tmp_path / "mika.vidol")
    live = f"{sys.executable} -m vidol.cli.main live {tmp_path}/mika.vidol --no-browser --port 0"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            ["sh", "-c", f"ulimit -n 96; exec {live} --size 64 --token of-mine"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=tmp_path,
            env=os.environ | {"VIDOL_CONFIG": str(tmp_path / "config")},
        )
        with process, contextlib.ExitStack() as held:
            address = process.stdout.readline().split()[4].partition("?")[0]
            port = int(address.rsplit(":", 1)[1].strip("/"))
            for _ in range(300):
                with contextlib.suppress(OSError):
                    held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            answer = httpx.get(
                f"{address}api/health", headers={"authorization": "Bearer of-mine"}, timeout=20
            )
            assert answer.status_code == 200
            process.terminate()
            process.wait(20)
    assert (tmp_path / "log").stat().st_size < 20_000


def test_a_studio_of_its_own_keeps_its_limits(tmp_path) -> None:
    """The limits are taken when they are needed."""
    with running(tmp_path) as live, live.client() as client:
        assert client.get("/api/scenes").status_code == 200
    assert connections.most() <= connections.MOST
