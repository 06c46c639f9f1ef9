"""The socket of a real studio: what viewers get, and viewers who misbehave."""

from __future__ import annotations

import asyncio
import json

import numpy as np
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from .conftest import Page, joined


async def closed(connection) -> int:
    """The code with which the other side closes."""
    with pytest.raises(ConnectionClosed) as ended:
        async with asyncio.timeout(15):
            while True:
                await connection.recv()
    return ended.value.rcvd.code if ended.value.rcvd else 1006


async def test_a_question_is_answered_over_the_socket(studio) -> None:
    async with joined(studio, language="zh") as page:
        await page.until(lambda page: page.of("hello") and len(page.pictures) > 3)
        await page.send("ask", text="Who are you?", behaviour="interrupt")
        await page.until(lambda page: page.of("turn"), 15)
        (turn,) = page.of("turn")
        assert turn["asked"] == "Who are you?"
        assert "Mika" in turn["said"]
        assert any(caption["translations"].get("zh") for caption in page.of("caption"))
        pcm = np.concatenate([np.frombuffer(data, "<i2") for _, _, data in page.sound])
        assert np.abs(pcm).max() > 2000


async def test_interruption_clears_and_no_old_sound_follows(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        await page.send(
            "say",
            text=(
                "This is quite a long sentence, that goes on and on, and on, until somebody has had"
                " enough of it."
            ),
        )
        await page.until(lambda page: page.sound)
        await page.send("interrupt")
        clear = await page.until(lambda page: page.of("clear"))
        count = len(page.sound)
        await page.send("played", position=clear[0]["position"] - 0.1, epoch=clear[0]["epoch"])
        await page.read(0.7)
        assert len(page.sound) == count
        assert page.of("turn")[-1]["interrupted"]


async def test_ten_viewers_get_the_same_bytes(studio) -> None:
    async with asyncio.TaskGroup() as group:

        async def watch() -> Page:
            async with joined(studio) as page:
                await page.until(lambda page: len(page.pictures) > 25, 20)
                return page

        watching = [group.create_task(watch()) for _ in range(10)]
    seen = [{data[8:16]: data for data in task.result().pictures} for task in watching]
    common = set.intersection(*(set(pictures) for pictures in seen))
    assert len(common) >= 5
    assert all(len({pictures[position] for pictures in seen}) == 1 for position in common)


async def test_a_hidden_page_gets_no_pictures_but_all_else(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        await page.send("pictures", on=False)
        await page.read(0.4)
        count = len(page.pictures)
        await page.send("act", name="happy")
        await page.until(
            lambda page: any(state["emotion"] == "happy" for state in page.of("state"))
        )
        assert len(page.pictures) - count <= 2


@pytest.mark.parametrize(
    "first",
    [
        "{}",
        "[]",
        "not json",
        '{"type":"ask","seq":1,"text":"hi"}',
        '{"type":"join","seq":-1}',
        '{"type":"join","seq":1,"pictures":"yes"}',
        "\x00",
        "null",
    ],
)
async def test_whoever_does_not_join_is_closed(studio, first) -> None:
    async with websockets.connect(studio.socket) as connection:
        await connection.send(first)
        assert await closed(connection) == 1008


async def test_binary_is_closed(studio) -> None:
    async with websockets.connect(studio.socket) as connection:
        await connection.send(b"\x01" * 100)
        assert await closed(connection) == 1003
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        await page.connection.send(b"\x01" * 100)
        assert await closed(page.connection) == 1003


async def test_a_message_of_a_megabyte_is_closed(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        # the other end may close while this is still being sent
        with pytest.raises(ConnectionClosed):
            await page.connection.send("x" * (1 << 20))
            await closed(page.connection)
            raise ConnectionClosed(None, None)


async def test_nonsense_is_named_and_then_closed(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        for wrong in (
            {"type": "ask", "text": 7},
            {"type": "fly"},
            {"type": "played", "position": "now", "epoch": 1},
            {"type": "played", "position": float("inf"), "epoch": 1},
        ):
            await page.connection.send(json.dumps({"seq": 5, **wrong}))
        await page.until(
            lambda page: len([n for n in page.of("notice") if n["code"] == "not-understood"]) == 4
        )
        for _ in range(10):
            await page.connection.send("{")
        assert await closed(page.connection) == 1008


async def test_old_sequence_numbers_do_nothing(studio) -> None:
    async with joined(studio) as page:
        await page.until(lambda page: page.pictures)
        await page.connection.send(json.dumps({"type": "act", "seq": 10, "name": "sad"}))
        await page.until(lambda page: any(state["emotion"] == "sad" for state in page.of("state")))
        for old in (10, 9, 0):
            await page.connection.send(json.dumps({"type": "act", "seq": old, "name": "angry"}))
        await page.read(0.5)
        assert page.of("state")[-1]["emotion"] == "sad"


async def test_a_flood_is_held_off_and_others_see_nothing_of_it(studio) -> None:
    async with joined(studio) as calm, joined(studio) as flood:
        await calm.until(lambda page: page.pictures)
        await flood.until(lambda page: page.pictures)

        async def pour() -> None:
            with pytest.raises(ConnectionClosed):
                for k in range(3000):
                    await flood.send("ask", text=f"Question {k}?")
                await closed(flood.connection)
                raise ConnectionClosed(None, None)

        pouring = asyncio.create_task(pour())
        count = len(calm.pictures)
        await calm.read(1.5)
        assert len(calm.pictures) - count > 20
        await pouring
        await calm.send("interrupt")
        await calm.until(lambda page: page.of("state") and page.of("state")[-1]["waiting"] == 0)


async def test_another_origin_may_not_connect(studio) -> None:
    for origin in ("http://evil.example", "null"):
        with pytest.raises((ConnectionClosed, websockets.exceptions.InvalidStatus)):
            async with websockets.connect(studio.socket, origin=origin) as connection:
                await connection.recv()


async def test_the_token_is_asked_for(guarded) -> None:
    async with joined(guarded) as page:
        assert await closed(page.connection) == 1008
    async with joined(guarded, token="wrong") as page:
        assert await closed(page.connection) == 1008
    async with joined(guarded, token="open sesame") as page:
        await page.until(lambda page: page.of("hello") and page.pictures)
