"""Misuse of a real studio that takes raw bytes or time to make: viewers that stop reading, headers
that are none, tokens that are guessed.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time

import pytest

import vidol
from vidol.studio import sockets
from vidol.studio.workshop import new_bundle_path

from .conftest import Studio, joined


def stopped_reading(studio: Studio) -> socket.socket:
    """A viewer that has joined and then reads nothing, with little room between."""
    port = int(studio.address.rsplit(":", 1)[1])
    viewer = socket.socket()
    viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    viewer.connect(("127.0.0.1", port))
    lines = (
        "GET /api/live HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
    )
    viewer.sendall(
        "\r\n".join((*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "")).encode()
    )
    assert viewer.recv(12) == b"HTTP/1.1 101"
    join, mask = (
        json.dumps({"type": "join", "seq": 1, "token": studio.token}).encode(),
        os.urandom(4),
    )
    viewer.sendall(
        bytes([0x81, 0x80 | len(join)])
        + mask
        + bytes(byte ^ mask[k % 4] for k, byte in enumerate(join))
    )
    return viewer


def viewers(studio: Studio) -> int:
    with studio.client() as client:
        return int(client.get("/api/health").json()["state"]["viewers"])


async def test_a_viewer_that_stops_reading_is_closed_and_others_see_nothing_of_it(
    studio, monkeypatch
) -> None:
    monkeypatch.setattr(sockets, "BACKLOG_SECONDS", 0.5)
    async with joined(studio) as calm:
        await calm.until(lambda page: page.pictures)
        with stopped_reading(studio) as viewer:
            await calm.until(lambda page: page.of("state") and page.of("state")[-1]["viewers"] == 2)
            count, begun = len(calm.pictures), time.monotonic()
            await calm.until(lambda page: page.of("state")[-1]["viewers"] == 1, 30)
            assert (len(calm.pictures) - count) / (time.monotonic() - begun) > 15
            viewer.settimeout(10)
            left = b""
            # who reads on is told why
            while (1013).to_bytes(2, "big") + b"This viewer is too slow" not in left:
                left = left[-200:] + viewer.recv(1 << 16)
    assert await asyncio.to_thread(viewers, studio) == 0


@pytest.mark.parametrize("header", ["host", "origin"])
def test_headers_that_are_no_address_are_refused(studio, header) -> None:
    with studio.client() as client:
        for value in ("http://[", "[::1", "a]b"):
            answer = client.post("/api/interrupt", headers={header: value})
            assert answer.status_code in (400, 403)
            assert set(answer.json()["error"]) == {"code", "message"}


def test_a_page_keeps_the_token_only_if_it_is_the_right_one(guarded) -> None:
    with guarded.client() as client:
        for wrong in ("wrong", "x;%20Domain=example.org", "a%0d%0aX-Evil:%201"):
            answer = client.get(f"/openapi.json?token={wrong}")
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
            assert "x-evil" not in answer.headers
        cookie = client.get("/openapi.json?token=open%20sesame").headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert client.get("/api/health").status_code == 200  # by the cookie


def test_guessing_the_token_is_slowed_down(guarded) -> None:
    with guarded.client() as client:
        answers = [
            client.get("/api/health", headers={"authorization": f"Bearer {k}"}).status_code
            for k in range(300)
        ]
        assert 429 in answers
        assert set(answers) <= {401, 429}
        time.sleep(4)  # for the tests after this one


def test_who_comes_into_the_studio_replaces_no_bundle_unasked(studio) -> None:
    theirs = studio.folder / "noa.vidol"
    vidol.new("Noa", seed=3).save(theirs)
    before = theirs.read_bytes()
    with studio.client() as client:
        assert (
            client.post("/api/character", json={"name": "Noa", "seed": 4}).json()["file"]
            == "noa-2.vidol"
        )
        assert client.post("/api/character/save").json() == {"file": "noa-2.vidol"}
    assert theirs.read_bytes() == before
    assert vidol.load(studio.folder / "noa-2.vidol").seed == 4
    assert new_bundle_path(studio.folder, "noa").name == "noa-3.vidol"
