"""The scripted inlet and the check of inlets: each promise that an inlet may break is found
broken.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from vidol.audience.message import Author, Message
from vidol.testing import inlets
from vidol.testing.inlets import ScriptedInlet, check_inlet, line


class Sound:
    """An inlet that keeps its promises; tests break one at a time."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Message | None] = asyncio.Queue()

    async def messages(self):
        while (message := await self.queue.get()) is not None:
            yield message

    async def close(self) -> None:
        self.queue.put_nowait(None)

    async def write(self) -> None:
        self.queue.put_nowait(line("Ann: Hello"))


async def test_a_sound_inlet_passes_and_its_messages_are_returned() -> None:
    inlet = Sound()
    assert [message.text for message in await check_inlet(inlet, inlet.write)] == ["Hello"] * 2


class Returns(Sound):
    async def messages(self):
        return []


class Ends(Sound):
    async def messages(self):
        yield await self.queue.get()


class Strings(Sound):
    async def write(self) -> None:
        self.queue.put_nowait("Hello")


class SameId(Sound):
    async def write(self) -> None:
        self.queue.put_nowait(line("Ann: Hello", id="1"))


class Milliseconds(Sound):
    async def write(self) -> None:
        self.queue.put_nowait(line("Ann: Hello", time=1e3 * 1_795_860_000 / 40))


class Deaf(Sound):
    async def write(self) -> None:
        pass


class Stubborn(Sound):
    async def messages(self):
        while True:
            try:
                yield await self.queue.get()
            except asyncio.CancelledError:
                continue


class NeverCloses(Sound):
    async def close(self) -> None:
        await asyncio.Event().wait()


class GoesOn(Sound):
    async def close(self) -> None:
        pass


class ClosesOnce(Sound):
    closed = False

    async def close(self) -> None:
        if self.closed:
            raise RuntimeError("closed")
        self.closed = True
        await super().close()


class Blocks(Sound):
    async def messages(self):
        while (message := await self.queue.get()) is not None:
            time.sleep(2 * inlets.STALL)  # noqa: ASYNC251 - which is the point
            yield message


class SaysAtOnce(Sound):
    def say(self, text: str, to: str = "") -> None:
        pass


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Ends, "ended although"),
        (Strings, "not str"),
        (SameId, "the same id"),
        (Milliseconds, "milliseconds"),
        (Deaf, "no message came"),
        (Stubborn, "does not end when it is cancelled"),
        (NeverCloses, r"close\(\) does not end"),
        (GoesOn, r"once close\(\) was called, does not end"),
        (ClosesOnce, "called again, raised RuntimeError"),
        (Blocks, "held up the show"),
        (SaysAtOnce, "must be async"),
    ],
)
async def test_a_broken_promise_is_found(kind, told, monkeypatch) -> None:
    monkeypatch.setattr(inlets, "ENDING", 0.3)
    inlet = kind()
    with pytest.raises(AssertionError, match=told):
        await check_inlet(inlet, inlet.write, seconds=1.0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        inlet.queue.put_nowait(None)
        task.cancel()
    await asyncio.sleep(0.05)


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # the coroutine is never awaited: it is no use
async def test_messages_that_are_returned_are_found() -> None:
    with pytest.raises(AssertionError, match="let it yield messages"):
        await check_inlet(Returns(), Returns().write)


async def test_a_script_is_given_in_its_order_and_fails_where_it_says() -> None:
    inlet = ScriptedInlet(
        [(0.02, "Bob: two"), (0.0, "Ann: one"), (0.02, ConnectionError("lost")), (0.03, "three")]
    )
    got = []
    with pytest.raises(ConnectionError, match="lost"):
        async for message in inlet.messages():
            got.append(message)  # noqa: PERF401 - what came before the failure is wanted
    got += [message async for message in inlet.messages()]
    assert [message.text for message in got] == ["one", "two", "three"]
    assert got[0].author == Author(name="Ann")
    assert inlet.connections == 2
    await inlet.say("Hi", to="1")
    assert inlet.said == [("Hi", "1")]


async def test_a_script_passes_the_check() -> None:
    inlet = ScriptedInlet([(0.3, "Ann: one"), (0.6, "Ann: two"), (60, "Ann: three")])

    async def nothing() -> None:
        """The script writes by itself."""

    assert len(await check_inlet(inlet, nothing)) == 2
