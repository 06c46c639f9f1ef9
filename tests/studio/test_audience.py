"""Viewers of pages and of platforms in a real studio: their lines go through the inbox, and whoever
runs the show sees what was decided.
"""

from __future__ import annotations

import json

import pytest
import websockets

from vidol.audience.comment_hub import CommentHub
from vidol.audience.rules import Rules

from .conftest import Studio, free_port, joined, running


@pytest.fixture(scope="module")
def hub_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def studio(tmp_path_factory, hub_port):
    inlets = {"hub": CommentHub(f"ws://127.0.0.1:{hub_port}/chat")}
    rules = Rules(blocked_words=("spoiler",))
    with running(tmp_path_factory.mktemp("audience"), inlets=inlets, rules=rules) as live:
        yield live


def audience(studio: Studio) -> dict:
    with studio.client() as client:
        return client.get("/api/audience").raise_for_status().json()


async def test_a_line_of_a_page_goes_through_the_inbox(studio) -> None:
    async with joined(studio, pictures=False) as page:
        await page.send("ask", text="Who are you?", name="Ann", behaviour="interrupt")
        await page.until(lambda page: page.of("turn"), 20)
        (line,) = [chat for chat in page.of("chat") if chat["role"] == "viewer"]
        assert (line["name"], line["text"], line["platform"]) == ("Ann", "Who are you?", "web")
        assert page.of("turn")[0]["id"] == line["turn"]
        assert page.of("turn")[0]["owner"].startswith("web:")
    seen = audience(studio)
    assert [inlet["name"] for inlet in seen["inlets"]] == ["web", "hub"]
    web = seen["inlets"][0]
    assert (web["condition"], web["problem"], web["writes"]) == ("open", "", True)
    decision = seen["inbox"]["decisions"][0]
    assert decision["message"]["text"] == "Who are you?"
    assert (decision["verdict"], decision["reason"]) == ("accepted", "waits")
    assert seen["inbox"]["given"] == 1
    assert seen["inbox"]["waiting"] == []
    assert seen["rules"]["blocked_words"] == ["spoiler"]


async def test_a_refusal_reaches_the_page_that_wrote_and_no_other(studio) -> None:
    async with joined(studio, pictures=False) as page, joined(studio, pictures=False) as other:
        await other.until(lambda page: page.of("hello"))
        await page.send("ask", text="Tell me a spoiler")
        (notice,) = await page.until(lambda page: page.of("notice"))
        assert notice["code"] == "refused"
        assert notice["text"].startswith("There is a word in it that is not answered here")
        await page.send("ask", text=" ")
        await page.until(lambda page: len(page.of("notice")) == 2)
        assert "no words" in page.of("notice")[1]["text"]
        await other.read(0.2)
        assert not other.of("notice") and not other.of("chat")


async def test_a_comment_hub_that_comes_later_is_listened_to(studio, hub_port) -> None:
    async def serve(connection) -> None:
        comment = {"id": "c1", "userId": "u1", "name": "Bob", "comment": "Hello Mika"}
        data = {"comments": [{"service": "youtube", "name": "frame", "data": comment}]}
        await connection.send(json.dumps({"type": "comments", "data": data}))
        await connection.wait_closed()

    async with joined(studio, pictures=False) as page:
        await page.until(lambda page: page.of("hello"))
        with studio.client() as client:
            hub = client.get("/api/audience").json()["inlets"][1]
            assert hub["condition"] in ("waiting", "connecting")
            assert hub["writes"] is False
        async with websockets.serve(serve, "127.0.0.1", hub_port):
            await page.until(lambda page: page.of("turn"), 70)
        lines = [(chat["name"], chat["platform"]) for chat in page.of("chat")]
        assert ("Bob", "youtube") in lines
        assert page.of("turn")[-1]["owner"] == "youtube:u1"


async def test_rules_can_be_changed_while_she_is_live(studio) -> None:
    with studio.client() as client:
        for wrong, told in (
            ({"blocked_word": ["x"]}, "did you mean 'blocked_words'?"),
            ({"thanks": {"gift": {"en": ["[hapy] Thanks"]}}}, "did you mean 'happy'"),
        ):
            answer = client.put("/api/audience/rules", json=wrong)
            assert answer.status_code == 400
            assert told in answer.json()["error"]["message"]
        assert client.put("/api/audience/rules", json=[1]).status_code == 422
        rules = client.put("/api/audience/rules", json={"longest": 20}).raise_for_status().json()
        assert (rules["longest"], rules["blocked_words"]) == (20, [])
    async with joined(studio, pictures=False) as page:
        await page.send("ask", text="This is much longer than twenty characters.")
        (notice,) = await page.until(lambda page: page.of("notice"))
        assert "shorten it to 20 characters" in notice["text"]
    with studio.client() as client:
        client.put("/api/audience/rules", json=Rules().model_dump(mode="json")).raise_for_status()


async def test_an_interruption_drops_what_waits_in_the_inbox(studio) -> None:
    async with joined(studio, pictures=False) as page:
        for k in range(4):
            await page.send("ask", text=f"Who are you, number {k}?")
        await page.until(lambda page: len(page.of("chat")) >= 4)
        assert audience(studio)["inbox"]["waiting"]
        with studio.client() as client:
            assert client.post("/api/interrupt").json()["interrupted"]
        assert not audience(studio)["inbox"]["waiting"]


async def test_writing_to_pages(studio) -> None:
    async with joined(studio, pictures=False) as page:
        await page.until(lambda page: page.of("hello"))
        with studio.client() as client:
            line = {"inlet": "web", "text": "We begin in a minute."}
            assert client.post("/api/audience/say", json=line).status_code == 204
            hub = client.post("/api/audience/say", json={"inlet": "hub", "text": "x"})
            assert hub.status_code == 400
            assert "only reads" in hub.json()["error"]["message"]
        (notice,) = await page.until(lambda page: page.of("notice"))
        assert notice["text"] == "We begin in a minute."
