"""Secrets of a studio: what others of the same machine, and pages in the same browser, do not get.

A process of another user cannot be had in every place where tests run; what it could do over the
network is done here, without what that user has not got: the token.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

import vidol
from vidol.studio import invitation as invitations
from vidol.studio.invitation import Invitation
from vidol.studio.own_token import own_token, tokens_for
from vidol.studio.security import cookie
from vidol.studio.sessions import MAY, Tokens, unguessable

from .conftest import TOKEN, running
from .test_api import refused


def test_who_has_no_token_gets_nothing_of_a_loopback_studio(studio) -> None:
    filled = {"{name:path}": "x", "{name}": "x", "{seed}": "1", "{file:path}": "x", "{kind}": "x"}
    routes = [what for named in MAY.values() for what in named if " /" in what]
    assert len(routes) > 40
    for route in routes:
        method, path = route.split(" ")
        for part, value in filled.items():
            path = path.replace(part, value)
        for headers in ({}, {"authorization": "Bearer guess"}, {"cookie": "vidol_token=guess"}):
            with httpx.Client(base_url=studio.address) as stranger:
                answer = stranger.request(method, path, json={}, headers=headers)
            assert answer.status_code in (401, 429), route
        time.sleep(0.1)  # a stranger may ask thirty times a second


async def test_nobody_joins_a_loopback_studio_without_its_token(studio) -> None:
    await asyncio.sleep(4)
    for words in ({}, {"token": "guess"}, {"token": ""}):
        async with websockets.connect(studio.socket) as connection:
            await connection.send(json.dumps({"type": "join", "seq": 1, **words}))
            with pytest.raises(ConnectionClosed) as ended:
                await connection.recv()
            assert ended.value.rcvd.code == 1008


def test_a_stranger_approves_no_endpoint(studio, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path))
    time.sleep(1)
    change = {"language_model": {"base_url": "http://127.0.0.1:1/v1", "model": "m"}}
    answer = httpx.patch(f"{studio.address}/api/character", json={**change, "approve": True})
    assert answer.status_code == 401
    assert not (tmp_path / "endpoints.json").exists()


def test_pages_say_nothing_of_the_show_to_a_stranger(studio) -> None:
    for path in ("/", "/stage", "/openapi.json", "/asyncapi.json"):
        text = httpx.get(studio.address + path, timeout=30).text
        assert path.endswith(".json") or "Mika" not in text  # there it is an example
        assert TOKEN not in text


def test_what_a_browser_keeps_reads_and_changes_nothing(studio) -> None:
    """A cookie goes to every server of the machine, whatever its port."""
    with httpx.Client(base_url=studio.address) as page:
        page.get("/openapi.json", params={"token": TOKEN})
        ((name, value),) = page.cookies.items()
        assert TOKEN not in value
        assert page.get("/api/looks/7.webp").status_code == 200
        assert page.get("/api/character/bundle").status_code == 200
        refused(page.post("/api/say", json={"text": "Hello!"}), 401, "token")
        refused(page.patch("/api/character", json={"approve": True}), 401, "token")
        refused(page.delete("/api/recordings/x"), 401, "token")
        for forged in (value[:-1], value + "0", TOKEN, ""):
            answer = httpx.get(f"{studio.address}/api/session", cookies={name: forged}, timeout=30)
            assert answer.status_code == 401


async def test_a_cookie_alone_opens_no_socket(studio) -> None:
    async with httpx.AsyncClient(base_url=studio.address) as page:
        await page.get("/openapi.json", params={"token": TOKEN})
        ((name, value),) = page.cookies.items()
    headers = {"cookie": f"{name}={value}"}
    async with websockets.connect(studio.socket, additional_headers=headers) as connection:
        await connection.send(json.dumps({"type": "join", "seq": 1}))
        with pytest.raises(ConnectionClosed):
            await connection.recv()


def test_the_own_token_is_kept_for_this_person_alone(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path / "config"))
    token, file = own_token(), tmp_path / "config/studio-token"
    assert unguessable(token)
    assert own_token() == token == file.read_text("utf-8").strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)  # others may have read it
    assert own_token() != token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for nonsense in (b"", b"short", b"\xff\xfe" * 30, b"a" * 50, b"line one and more\nline two ok"):
        file.write_bytes(nonsense)
        assert unguessable(own_token())
    file.unlink()
    file.mkdir()
    assert unguessable(own_token())  # for this call alone


def test_what_is_reached_over_a_network_does_not_get_the_own_token(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path))
    own = tokens_for("127.0.0.1")
    assert own == tokens_for("localhost") == tokens_for("::1")
    assert own.private
    for shared in (tokens_for("0.0.0.0"), tokens_for("127.0.0.1", viewer="in the hall")):
        assert shared.owner != own.owner
        assert not shared.private
    assert tokens_for("127.0.0.1", "my own") == Tokens("my own")


def live(tmp_path, *options: str, **environment: str) -> subprocess.Popen[str]:
    path = tmp_path / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    command = [sys.executable, "-m", "vidol.cli.main", "live", str(path), "--port", "0"]
    command += ["--size", "64", "--recordings", str(tmp_path), *options]
    surroundings = os.environ | {"VIDOL_CONFIG": str(tmp_path / "config")} | environment
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings
    )


def test_the_printed_address_has_the_token_and_the_opened_one_has_not(tmp_path) -> None:
    """Whatever a browser is started with can be read by everybody (ps)."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    with live(tmp_path, BROWSER=str(browser)) as process:
        try:
            printed = re.search(r"http://\S+", process.stdout.readline())[0]
            while not opened.exists():
                time.sleep(0.05)
            address = opened.read_text().strip()
            token = (tmp_path / "config/studio-token").read_text().strip()
            assert printed.endswith(f"/?token={token}")
            assert token not in address
            first = httpx.get(address)
            assert (first.status_code, first.headers["location"]) == (303, f"/?token={token}")
            second = httpx.get(address)  # taken up: it is a page like any other
            assert second.status_code in (200, 503)
            assert token not in second.text
        finally:
            process.kill()


def test_an_invitation_is_for_this_person_at_this_machine_once(monkeypatch) -> None:
    monkeypatch.setattr(invitations, "_TABLES", ())
    invitation, here = Invitation(), ("127.0.0.1", 5000)
    assert not invitation.accept(invitation.code, here, 8420)  # not begun
    invitation.begin()
    assert not invitation.accept("guess", here, 8420)
    assert not invitation.accept(invitation.code, ("192.168.1.7", 5000), 8420)
    assert invitation.accept(invitation.code, here, 8420)
    assert not invitation.accept(invitation.code, here, 8420)
    invitation.begin()
    monkeypatch.setattr(invitations, "SECONDS", 0)
    assert Invitation().accept(invitation.code, here, 8420) is False


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell whose it is")
@pytest.mark.parametrize(("person", "let_in"), [(os.getuid(), True), (0, True), (4711, False)])
def test_another_person_of_the_machine_does_not_take_up_an_invitation(
    monkeypatch, tmp_path, person, let_in
) -> None:
    table = tmp_path / "tcp"
    rows = [(5000, 8420, person), (5000, 9999, 0), (5001, 8420, os.getuid())]
    table.write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
        + "".join(
            f"   0: 0100007F:{theirs:04X} 0100007F:{ours:04X} 01 00000000:00000000 00:00000000"
            f" 00000000 {uid:5} 0 397800\n"
            for theirs, ours, uid in rows
        )
    )
    monkeypatch.setattr(invitations, "_TABLES", (table, tmp_path / "missing"))
    invitation = Invitation()
    invitation.begin()
    assert invitation.accept(invitation.code, ("127.0.0.1", 5000), 8420) is let_in


def test_a_proxy_named_in_a_request_does_not_make_guesses_more(tmp_path) -> None:
    with running(tmp_path, tokens=Tokens("1234")) as live, live.client() as client:

        def guess(k: int) -> int:
            headers = {"x-forwarded-for": f"10.0.{k // 256}.{k % 256}", "x-real-ip": f"10.1.0.{k}"}
            headers["authorization"] = f"Bearer {k}"
            return client.get("/api/health", headers=headers).status_code

        began = time.monotonic()
        with ThreadPoolExecutor(8) as several:
            codes = list(several.map(guess, range(600)))
        looked_at = sum(code != 429 for code in codes)
        assert looked_at <= 100 + 30 * (time.monotonic() - began) + 1


def test_guesses_of_others_do_not_lock_out_who_has_the_token(studio) -> None:
    with studio.client() as owner, httpx.Client(base_url=studio.address) as stranger:
        bad = {"authorization": "Bearer guess"}
        codes = [stranger.get("/api/health", headers=bad).status_code for _ in range(300)]
        assert 429 in codes
        assert owner.get("/api/scenes").status_code == 200
    time.sleep(4)


def test_who_comes_through_a_proxy_is_not_at_this_machine(studio) -> None:
    with studio.client() as client:
        assert client.get("/api/session").json()["here"]
        for headers in (
            {"x-forwarded-for": "192.168.1.7"},
            {"x-forwarded-for": "127.0.0.1, 192.168.1.7"},
            {"x-real-ip": "192.168.1.7"},
            {"forwarded": "for=192.168.1.7"},
            {"via": "1.1 proxy"},
            {"x-forwarded-for": "nonsense"},
        ):
            assert not client.get("/api/session", headers=headers).json()["here"], headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pictures_of_the_show_are_not_for_pages_of_others(studio, site) -> None:
    """An <img> of any page asks with what the browser has, and drawing costs the show its pace."""
    with studio.client() as client:
        for path in ("/api/frame.png", "/api/background.jpg", "/openapi.json", "/"):
            image = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
            refused(client.get(path, headers=image), 403, "another site")
            frame = image | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
            refused(client.get(path, headers=frame), 403, "another site")
        link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
        assert client.get("/openapi.json", headers=link).status_code == 200
        refused(client.get("/api/frame.png", headers=link), 403, "another site")
        refused(client.get("/api/scenes", headers={"origin": "http://evil.example"}), 403)


def test_a_cookie_of_any_size_is_read_in_no_time(studio) -> None:
    for header in (
        ('a="' + "\\" * 30_000)[:59_000],
        "a=" * 29_000,
        '"' * 59_000,
        ("; " * 29_000).strip(),
        "a=1;" * 14_000,
        "=" * 59_000,
    ):
        began = time.perf_counter()
        answer = httpx.get(f"{studio.address}/api/health", headers={"cookie": header})
        assert answer.status_code in (401, 429)
        assert time.perf_counter() - began < 1
        began = time.perf_counter()
        assert cookie(header, "vidol_token") is None
        assert time.perf_counter() - began < 0.1
    assert cookie("a=1; vidol_x = y ; vidol_x=z", "vidol_x") == "y"
