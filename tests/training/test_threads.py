"""A training computes with as many threads as are faster at the time."""

from __future__ import annotations

import pytest
import torch

from vidol.training import threads
from vidol.training.threads import Threads


class Machine:
    """Steps that take as long as is said for each number of threads."""

    def __init__(self, seconds: dict[int, float]) -> None:
        self.seconds, self.now = seconds, 0.0
        self.threads = Threads(among=tuple(seconds), now=lambda: self.now)

    def run(self, steps: int) -> list[int]:
        """The number of threads of each."""
        used = []
        for _ in range(steps):
            with self.threads.step():
                used.append(torch.get_num_threads())
                self.now += self.seconds[used[-1]]
        return used


@pytest.fixture(autouse=True)
def as_before():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def test_the_faster_number_goes_on() -> None:
    assert Machine({2: 0.9, 1: 0.1}).run(20)[8:] == [1] * 12
    assert Machine({2: 0.1, 1: 0.18}).run(20)[8:] == [2] * 12
    assert Machine({2: 0.1, 1: 0.09}).run(20)[8:] == [2] * 12, "what is about as fast is noise"


def test_it_is_tried_again_when_the_machine_becomes_busy_and_when_it_is_free() -> None:
    machine = Machine({2: 0.5, 1: 0.8})
    assert machine.run(100)[-1] == 2
    machine.seconds = {2: 5.0, 1: 0.9}  # something else runs
    assert machine.run(20)[-1] == 1
    machine.seconds = {2: 0.5, 1: 0.8}
    assert machine.run(round(threads.AGAIN / 0.8) + 20)[-1] == 2


def test_a_number_that_somebody_fixed_is_kept(monkeypatch) -> None:
    monkeypatch.setenv(threads.FIXED, "3")
    assert threads.choices() == (torch.get_num_threads(),)
    monkeypatch.delenv(threads.FIXED)
    torch.set_num_threads(4)
    assert threads.choices() == (4, 1)
