"""Keeping inlets running, in virtual time: a day of failures takes a moment."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from vidol.audience.supervisor import BURST, FIRST, LONGEST, PACE, STEADY, Supervisor
from vidol.core.errors import InputError
from vidol.show.clock import virtually
from vidol.testing.inlets import ScriptedInlet, line


def now() -> float:
    return asyncio.get_running_loop().time()


@contextlib.asynccontextmanager
async def running(chance: float = 0.0, **inlets):
    got: list[tuple[str, str]] = []
    supervisor = Supervisor(
        inlets,
        lambda name, message: got.append((name, message.text)),
        now=now,
        chance=lambda: chance,
    )
    task = asyncio.create_task(supervisor.run())
    await asyncio.sleep(0)
    try:
        yield supervisor, got
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@virtually
async def test_messages_come_through_and_an_end_is_no_failure() -> None:
    inlet = ScriptedInlet([(1, "Ann: one"), (2, "Ann: two")])
    async with running(a=inlet) as (supervisor, got):
        assert supervisor.health("a").condition == "connecting"
        await asyncio.sleep(1.5)
        assert got == [("a", "one")]
        assert supervisor.health("a").condition == "open"
        await asyncio.sleep(10)
        assert got == [("a", "one"), ("a", "two")]
        health = supervisor.health("a")
        assert (health.condition, health.messages, health.failures) == ("ended", 2, 0)
        assert inlet.connections == 1
    assert inlet.closed


@virtually
async def test_one_that_fails_is_tried_again_after_longer_and_longer() -> None:
    tries: list[float] = []

    class Never:
        async def messages(self):
            tries.append(now())
            raise ConnectionError("nobody\nthere")
            yield

        async def close(self):
            pass

    async with running(a=Never()) as (supervisor, _):
        await asyncio.sleep(400)
        gaps = [b - a for a, b in zip(tries, tries[1:], strict=False)]
        assert gaps[:7] == [1, 2, 4, 8, 16, 32, LONGEST]
        assert set(gaps[7:]) == {LONGEST}
        health = supervisor.health("a")
        assert health.condition == "waiting"
        assert health.problem == "ConnectionError: nobody there"
        assert now() < health.next_try <= now() + LONGEST
        assert health.failures == len(tries)


@virtually
async def test_jitter_shortens_a_pause_by_up_to_half() -> None:
    inlet = ScriptedInlet([(0, OSError("x")), (0, "Ann: hi")])
    async with running(chance=1.0, a=inlet) as (_, got):
        await asyncio.sleep(FIRST / 2 - 0.01)
        assert not got
        await asyncio.sleep(0.02)
        assert got == [("a", "hi")]


@virtually
async def test_a_connection_that_held_begins_anew() -> None:
    steps = [(0, OSError()), (0, OSError()), (0, OSError()), (STEADY + 1, OSError())]
    inlet = ScriptedInlet([*steps, (STEADY + 1, "Ann: hi")])
    async with running(a=inlet) as (supervisor, got):
        await asyncio.sleep(1 + 2 + 4 + STEADY + 1 + 0.9)
        assert supervisor.health("a").failures == 4
        assert not got
        await asyncio.sleep(0.2)  # one second after a steady connection, not eight
        assert got == [("a", "hi")]


@virtually
async def test_repeats_are_dropped_also_between_inlets() -> None:
    one, two = line("Ann: one", id="1"), line("Ann: two", id="2")
    elsewhere = line("Ann: one", id="1", platform="other")
    a = ScriptedInlet([(0, one), (0, OSError()), (1, one), (1, two)])
    b = ScriptedInlet([(5, two), (5, elsewhere)])
    async with running(a=a, b=b) as (supervisor, got):
        await asyncio.sleep(10)
        assert got == [("a", "one"), ("a", "two"), ("b", "one")]
        assert supervisor.health("a").repeats == 1
        assert supervisor.health("b").repeats == 1


@pytest.mark.parametrize(
    "failure",
    [ValueError("bug"), SystemExit(1), asyncio.CancelledError(), RecursionError(), MemoryError()],
    ids=lambda failure: type(failure).__name__,
)
@virtually
async def test_no_failure_of_an_inlet_ends_another_one(failure) -> None:
    bad = ScriptedInlet([(1, failure), (1, "Bad: back")])
    good = ScriptedInlet([(0.5, "Ann: one"), (30, "Ann: two")])
    async with running(bad=bad, good=good) as (supervisor, got):
        await asyncio.sleep(40)
        assert got == [("good", "one"), ("bad", "back"), ("good", "two")]
        assert supervisor.health("bad").failures == 1


@virtually
async def test_what_a_person_has_to_do_first_is_said_and_waited_for() -> None:
    inlet = ScriptedInlet([(1, InputError("The token has expired."))])
    async with running(a=inlet) as (supervisor, _):
        await asyncio.sleep(3600)
        health = supervisor.health("a")
        assert (health.condition, health.problem) == ("failed", "The token has expired.")
        assert inlet.connections == 1


@virtually
async def test_what_is_no_inlet_harms_nobody() -> None:
    class Wrong:
        def messages(self):
            return 7

    good = ScriptedInlet([(1, "Ann: hi")])
    async with running(wrong=Wrong(), good=good) as (supervisor, got):
        await asyncio.sleep(5)
        assert got == [("good", "hi")]
        assert "TypeError" in supervisor.health("wrong").problem


@virtually
async def test_an_inlet_that_pours_is_taken_from_at_a_pace() -> None:
    class Pours:
        given = 0

        async def messages(self):
            while True:
                self.given += 1
                yield line("Flood: x")

        async def close(self):
            pass

    pours = Pours()
    calm = ScriptedInlet([(k / 10, f"Ann: {k}") for k in range(1, 50)])
    async with running(pours=pours, calm=calm) as (_, got):
        await asyncio.sleep(5)
        assert BURST < pours.given < BURST + 5 * PACE + 10
        assert sum(name == "calm" for name, _ in got) == 49


async def test_an_iterator_that_never_waits_does_not_hold_up_the_loop() -> None:
    """In real time: an inlet with a full buffer must not starve the show."""

    class Full:
        async def messages(self):
            while True:
                yield line("Flood: x")

        async def close(self):
            pass

    task = asyncio.create_task(Supervisor({"full": Full()}, lambda *_: None).run())
    loop, worst, ticks = asyncio.get_running_loop(), 0.0, 0
    end = loop.time() + 0.6
    while loop.time() < end:
        before = loop.time()
        await asyncio.sleep(0.01)
        worst = max(worst, loop.time() - before)
        ticks += 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ticks > 20
    assert worst < 0.2


@virtually
async def test_an_error_of_the_receiver_is_not_the_inlets(caplog) -> None:
    def receive(*_):
        raise InputError("no room")

    inlet = ScriptedInlet([(0, "Ann: one"), (1, "Ann: two")])
    supervisor = Supervisor({"a": inlet}, receive, now=now)
    task = asyncio.create_task(supervisor.run())
    await asyncio.sleep(5)
    assert supervisor.health("a").condition == "ended"
    assert supervisor.health("a").messages == 2
    assert "no room" in caplog.text
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@virtually
async def test_all_are_closed_even_one_that_will_not() -> None:
    class Stubborn(ScriptedInlet):
        async def close(self):
            raise OSError("no")

    stubborn, good = Stubborn([]), ScriptedInlet([])
    async with running(stubborn=stubborn, good=good):
        await asyncio.sleep(1)
    assert good.closed


@virtually
async def test_an_inlet_says_itself_what_is_amiss() -> None:
    class Says(ScriptedInlet):
        connected = True

        def health(self):
            return "Nothing was understood."

    inlet = Says([(100, "Ann: hi")])
    async with running(a=inlet) as (supervisor, _):
        health = supervisor.health("a")
        assert (health.condition, health.problem) == ("open", "Nothing was understood.")
