"""Roles: what owners, operators and viewers may over HTTP and over the socket of a real studio."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import get_args

import httpx
import pytest
from fastapi.routing import APIRoute
from websockets.exceptions import ConnectionClosed

import vidol
from vidol.core.errors import InputError
from vidol.studio import messages
from vidol.studio.app import Studio as Parts
from vidol.studio.app import routers
from vidol.studio.asyncapi import of_page
from vidol.studio.sessions import MAY, ROLES, Session, Sessions, Tokens
from vidol.studio.store import MemoryStore

from .conftest import Studio, joined, running
from .test_api import refused

TOKENS = Tokens(owner="mine alone", operator="on duty", viewer="in the hall")


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[Studio]:
    """A studio with a token for every role."""
    with running(tmp_path_factory.mktemp("house"), tokens=TOKENS) as live:
        yield live


def come_as(house: Studio, role: str):
    return house.client(authorization=f"Bearer {getattr(TOKENS, role)}")


def test_the_table_names_every_route_and_message_once() -> None:
    nothing = Parts(*(None for field in fields(Parts) if field.default is MISSING))
    routes = {
        f"{method} {route.path}"
        for router in routers(nothing)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    types = {get_args(model.model_fields["type"].annotation)[0] for model in of_page()}
    behaviours = get_args(messages.Ask.model_fields["behaviour"].annotation)
    named = [what for whats in MAY.values() for what in whats]
    assert sorted(named) == sorted(routes | types | {f"ask to {one}" for one in behaviours})


def test_each_role_says_who_it_is(house) -> None:
    for role in ROLES:
        with come_as(house, role) as client:
            assert client.get("/api/session").json() == {"role": role, "here": True}
    with house.client() as client:
        refused(client.get("/api/session"), 401, "token")


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_is_refused_with_the_role_it_needs(house, role) -> None:
    """Every route of the table, asked with a path that leads to it and a body that is none."""
    filled = {"{name:path}": "x", "{name}": "x", "{seed}": "1", "{file:path}": "x"}
    called = {"operator": "This is for operators", "owner": "This is for the owner"}
    mine = ROLES.index(role)
    with come_as(house, role) as client:
        for needed, routes in MAY.items():
            for route in routes:
                method, _, path = route.partition(" /")
                if not path:
                    continue
                for part, value in filled.items():
                    path = path.replace(part, value)
                if ROLES.index(needed) > mine:
                    answer = client.request(method, f"/{path}", json={"nonsense": True})
                    assert role in refused(answer, 403, called[needed]), route


def test_a_viewer_watches_and_asks(house) -> None:
    with come_as(house, "viewer") as client:
        for path in ("scenes", "frame.png", "background.jpg", "health"):
            assert client.get(f"/api/{path}").status_code == 200
        assert client.get("/metrics").status_code == 200
        assert client.post("/api/ask", json={"text": "Who are you?"}).json()["turn"] > 0
        refused(
            client.post("/api/ask", json={"text": "Me first!", "behaviour": "interrupt"}),
            403,
            "operators",
        )


def test_an_operator_runs_the_show_and_changes_nothing(house) -> None:
    with come_as(house, "operator") as client:
        assert client.post("/api/say", json={"text": "Welcome!"}).status_code == 200
        assert client.post("/api/interrupt").status_code == 200
        assert client.post("/api/scene", json={"background": "night sky"}).status_code == 204
        assert client.get("/api/character").json()["name"] == "Mika"
        name = client.post("/api/recordings").json()["name"]
        assert client.post("/api/recordings/stop").json() == {"name": name}
        refused(client.delete(f"/api/recordings/{name}"), 403, "the owner")
        refused(client.patch("/api/character", json={"approve": True}), 403, "the owner")
        refused(client.put("/api/character/bundle", content=b"zip"), 403, "the owner")
        refused(client.post("/api/knowledge", files={"file": ("a.txt", b"a")}), 403, "the owner")
        refused(
            client.post("/api/training", json={"dataset": "d", "name": "n", "minutes": 1}),
            403,
            "the owner",
        )
        assert client.get(f"/api/recordings/{name}").status_code == 200


def test_the_owner_may_everything(house) -> None:
    with come_as(house, "owner") as client:
        changed = client.patch("/api/character", json={"persona": {"small_talk": "brief"}})
        assert changed.json()["persona"]["small_talk"] == "brief"
        assert client.post("/api/character/save").status_code == 200
        assert client.get("/api/training").json()["models"] == []
        for name in [one["name"] for one in client.get("/api/recordings").json()["recordings"]]:
            assert client.delete(f"/api/recordings/{name}").status_code == 204


async def test_a_viewer_on_the_socket_asks_but_does_not_direct(house) -> None:
    async with joined(house, token=TOKENS.viewer) as page:
        await page.until(lambda page: page.of("hello"))
        for kind, more in {
            "say": {"text": "Hello!"},
            "act": {"name": "wave"},
            "interrupt": {},
            "ask": {"text": "Me first!", "behaviour": "interrupt"},
        }.items():
            page.said.clear()
            await page.send(kind, **more)
            (notice,) = await page.until(lambda page: page.of("notice"))
            assert notice["code"] == "role"
            assert "operators" in notice["text"]
            assert "viewer" in notice["text"]
        await page.send("ask", text="Who are you?")
        await page.until(
            lambda page: any(turn["asked"] == "Who are you?" for turn in page.of("turn")), 20
        )
        assert not any(turn["asked"] == "Me first!" for turn in page.of("turn"))


async def test_an_operator_on_the_socket_directs_her(house) -> None:
    async with joined(house, token=TOKENS.operator) as page:
        await page.until(lambda page: page.pictures)
        await page.send("act", name="sad")
        await page.until(lambda page: any(state["emotion"] == "sad" for state in page.of("state")))
        await page.send("say", text="La la la la la, la la la la la, la la la la.")
        await page.until(lambda page: page.sound)
        await page.send("interrupt")
        await page.until(lambda page: page.of("clear"))
        assert page.of("notice") == []


async def test_who_is_connected_is_known_until_they_go(house) -> None:
    async with joined(house, token=TOKENS.viewer, language="ja") as page:
        await page.until(lambda page: page.of("hello"))
        with come_as(house, "operator") as client:
            (found,) = client.get("/api/sessions").json()["sessions"]
        assert (found["role"], found["language"], found["here"]) == ("viewer", "ja", True)
        await page.connection.close()
    with come_as(house, "operator") as client:
        assert client.get("/api/sessions").json()["sessions"] == []


async def test_nobody_joins_without_a_token_of_the_house(house) -> None:
    for wrong in (None, "", "on  duty", "mine alone "):
        async with joined(house, token=wrong) as page:
            with pytest.raises(ConnectionClosed) as ended:
                await page.until(lambda page: page.of("hello"))
            assert ended.value.rcvd.code == 1008


def test_a_link_for_viewers_does_not_take_the_owners_cookie_away(house) -> None:
    def cookie(client, token: str) -> str | None:
        answer = client.get("/openapi.json", params={"token": token})
        return answer.headers.get("set-cookie")

    with house.client() as client:
        assert cookie(client, TOKENS.viewer)
        assert client.get("/api/session").json()["role"] == "viewer"
        assert cookie(client, TOKENS.owner)
        assert cookie(client, TOKENS.viewer) is None
        assert client.get("/api/session").json()["role"] == "owner"
        # who says a token is who it says, whatever the browser keeps
        with_header = {"authorization": f"Bearer {TOKENS.viewer}"}
        assert client.get("/api/session", headers=with_header).json()["role"] == "viewer"


def test_keys_and_approvals_are_of_this_machine_even_for_the_owner(
    house, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path))
    with come_as(house, "owner") as client:
        client.headers["x-forwarded-for"] = "192.168.1.7"  # as a proxy on this machine says it
        assert client.get("/api/session").json() == {"role": "owner", "here": False}
        refused(
            client.patch("/api/character", json={"approve": True}), 403, "only from the machine"
        )


def test_whoever_has_the_token_of_this_machine_is_the_owner(studio) -> None:
    with studio.client() as client:
        assert client.get("/api/session").json() == {"role": "owner", "here": True}
    refused(httpx.get(f"{studio.address}/api/session"), 401, "token")


def test_who_comes_from_elsewhere_is_the_owner_by_the_token_but_not_here() -> None:
    sessions = Sessions(TOKENS, MemoryStore())
    assert sessions.of(TOKENS.owner, "192.168.1.7") == Session("owner", here=False)
    assert sessions.of(TOKENS.owner, "::1") == Session("owner", here=True)


@pytest.mark.parametrize(
    ("tokens", "word"),
    [
        ({"owner": "a", "viewer": "a"}, "same"),
        ({"owner": ""}, "1 to 200"),
        ({"owner": "a" * 201}, "1 to 200"),
        ({"viewer": "a"}, "owner"),
        ({}, "owner"),
    ],
)
def test_tokens_that_tell_nobody_apart_are_refused(tokens, word) -> None:
    with pytest.raises(InputError, match=word):
        Tokens(**tokens)


def test_vidol_live_prints_a_link_for_every_role(tmp_path) -> None:
    path = tmp_path / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    command = [sys.executable, "-m", "vidol.cli.main", "live", str(path), "--no-browser"]
    command += ["--port", "0", "--size", "64", "--recordings", str(tmp_path)]
    command += ["--operator-token", "on duty", "--viewer-token", "in the hall"]
    own = os.environ | {"VIDOL_CONFIG": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own) as process:
        try:
            lines = [process.stdout.readline() for _ in range(3)]
        finally:
            process.kill()
    owner, operators, viewers = (re.search(r"http://\S+", line)[0] for line in lines)
    assert lines[0].startswith("Mika is live at ")
    assert len(owner.partition("?token=")[2]) >= 20  # made up, since others have one
    assert lines[1].startswith("  for operators: ")
    assert operators.endswith("/?token=on%20duty")
    assert lines[2].startswith("  for viewers: ")
    assert viewers.endswith("/?token=in%20the%20hall")
