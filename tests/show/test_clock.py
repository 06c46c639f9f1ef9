"""Moments keep their pace by any clock, and virtual time goes on only when nothing is left to
do.
"""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from vidol.show.clock import ASLEEP, Clock, Pace, VirtualClock, virtually


class Stepped(Clock):
    """A clock that a test sets; sleeping costs what is asked for and a bit more."""

    def __init__(self, oversleep: float = 0.0) -> None:
        self.time, self.oversleep = 100.0, oversleep
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds + (self.oversleep if seconds else 0.0)


async def test_lateness_does_not_add_up() -> None:
    clock = Stepped(oversleep=0.004)
    pace = Pace(clock, 30)
    late = [await pace.next() for _ in range(300)]
    assert late[0] == 0.0
    assert max(late) == pytest.approx(0.004)
    assert clock.time - 100.0 == pytest.approx(299 / 30 + 0.004)


async def test_what_was_missed_is_made_up_unless_the_machine_slept() -> None:
    clock = Stepped()
    pace = Pace(clock, 10)
    await pace.next()
    clock.time += 0.35  # three moments are overdue
    late = [await pace.next() for _ in range(4)]
    assert late == pytest.approx([0.25, 0.15, 0.05, 0.0])
    clock.time += ASLEEP + 5.0
    late = [await pace.next() for _ in range(3)]
    assert late[0] == pytest.approx(ASLEEP + 4.9)
    assert late[1:] == pytest.approx([0.0, 0.0])


async def test_the_machines_clock_goes_on_and_lets_others_work() -> None:
    clock, others = Clock(), list[int]()
    before, wall = clock.now(), clock.wall()
    task = asyncio.create_task(asyncio.sleep(0, others.append(1)))
    await clock.sleep(0.02)
    await task
    assert 0.015 < clock.now() - before < 5
    assert abs(clock.wall() - wall - (clock.now() - before)) < 0.5


def test_an_hour_of_virtual_time_passes_at_once_and_in_order() -> None:
    happened = list[tuple[str, float]]()

    @virtually
    async def rehearsal(name: str) -> str:
        clock = VirtualClock()
        wall = clock.wall()

        async def every(what: str, seconds: float, times: int) -> None:
            for _ in range(times):
                await clock.sleep(seconds)
                happened.append((what, clock.now()))

        await asyncio.gather(every("slow", 1800, 2), every("quick", 1200, 3))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 60)
        assert clock.wall() - wall == pytest.approx(clock.now()) == pytest.approx(3660)
        return name

    begun = time.perf_counter()
    assert rehearsal("hour") == "hour"
    assert time.perf_counter() - begun < 5
    assert [what for what, _ in happened] == ["quick", "slow", "quick", "slow", "quick"]
    assert [at for _, at in happened] == pytest.approx([1200, 1800, 2400, 3600, 3600])


@virtually
async def test_virtual_time_stands_still_while_a_thread_works() -> None:
    clock, ticks = VirtualClock(), list[float]()

    async def tick() -> None:
        while True:
            await clock.sleep(0.01)
            ticks.append(clock.now())

    ticking = asyncio.create_task(tick())
    await clock.sleep(0.1)
    before = clock.now()
    assert await asyncio.to_thread(lambda: time.sleep(0.2) or threading.get_ident()) > 0
    assert clock.now() - before < 0.02
    seen = len(ticks)
    await clock.sleep(0.1)
    assert len(ticks) - seen == pytest.approx(10, abs=1)
    ticking.cancel()


async def test_a_virtual_clock_needs_a_virtual_loop() -> None:
    with pytest.raises(RuntimeError, match="virtually"):
        VirtualClock().now()
