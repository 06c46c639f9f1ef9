"""The pages' own chat as an inlet."""

from __future__ import annotations

import asyncio

import pytest

from vidol.audience.inlet import open_inlet
from vidol.audience.web import LONGEST, WebInlet
from vidol.core.errors import InputError
from vidol.testing.inlets import check_inlet


async def test_it_is_an_inlet() -> None:
    web = open_inlet("web")
    assert isinstance(web, WebInlet)
    page = web.enter(lambda _: None)

    async def write() -> None:
        page.write("Hello", name="Ann")

    messages = await check_inlet(web, write)
    assert [message.author.name for message in messages] == ["Ann", "Ann"]
    assert messages[0].author.id == messages[1].author.id
    assert messages[0].platform == "web"


async def test_a_sentence_reaches_the_page_that_it_is_for() -> None:
    web = WebInlet()
    told: list[tuple[int, str]] = []
    pages = [web.enter(lambda text, k=k: told.append((k, text))) for k in range(3)]
    pages[1].write("Hello", behaviour="interrupt")
    message = await anext(web.messages())
    assert message.behaviour == "interrupt"
    await web.say("No.", to=message.reply_to)
    assert told == [(1, "No.")]
    pages[1].leave()
    await web.say("Nobody hears it.", to=message.reply_to)
    await web.say("All.")
    assert told[1:] == [(0, "All."), (2, "All.")]


async def test_a_flood_is_refused_and_closing_still_ends_it() -> None:
    web = WebInlet()
    page = web.enter(lambda _: None)
    for _ in range(LONGEST):
        page.write("x")
    with pytest.raises(InputError, match="try again"):
        page.write("one too many")
    await web.close()
    async with asyncio.timeout(2):
        assert len([message async for message in web.messages()]) == LONGEST - 1


def test_it_takes_no_target() -> None:
    with pytest.raises(InputError, match="without 'x'"):
        open_inlet("web:x")
