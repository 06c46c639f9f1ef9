"""Viewers that show her larger are given larger pictures, as far as the machine can."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest

from vidol.show.messages import HEADER
from vidol.show.outputs.sharper import SIZES, Sharper, size_for

from .conftest import joined


def side(message: bytes) -> int:
    """Of the picture in a message, colours and alpha alike."""
    body = message[HEADER.size :]
    (length,) = struct.unpack_from("<I", body)
    sizes = {
        cv2.imdecode(np.frombuffer(part, np.uint8), cv2.IMREAD_UNCHANGED).shape[:2]
        for part in (body[4 : 4 + length], body[4 + length :])
    }
    ((height, width),) = sizes
    assert height == width
    return int(width)


async def test_pictures_come_in_the_size_in_which_they_are_shown(studio) -> None:
    async with joined(studio, size=700) as large, joined(studio) as small:
        for page, wanted in ((large, 720), (small, 96)):
            await page.until(lambda page, wanted=wanted: page.pictures and side(
                page.pictures[-1]
            ) == wanted, 30)  # fmt: skip
        await large.send("pictures", on=True, size=100)
        await large.until(lambda page: side(page.pictures[-1]) == 96, 30)
        await large.send("pictures", on=True, size=50_000)
        await large.until(lambda page: side(page.pictures[-1]) == 1080, 30)
        await large.send("pictures", on=True)  # hidden and seen again: as it was
        large.pictures.clear()
        await large.until(lambda page: len(page.pictures) > 2, 30)
        assert {side(picture) for picture in large.pictures[1:]} == {1080}


@pytest.mark.parametrize(
    ("wanted", "own", "size"),
    [
        (0, 512, 512), (512, 512, 512), (580, 512, 512), (600, 512, 720), (780, 512, 720),
        (800, 512, 1080), (1080, 512, 1080), (1170, 512, 1080), (99_999, 512, 1080),
        (1080, 1080, 1080), (1080, 720, 1080), (700, 720, 720), (900, 1000, 1000),
    ],
)  # fmt: skip
def test_the_size_that_is_drawn(wanted, own, size) -> None:
    assert size_for(wanted, own) == size


async def test_the_pace_is_one_that_holds() -> None:
    output = Sharper(SIZES[0], lambda: [lambda _: None])
    picture = np.zeros((8, 8, 4), np.uint8)
    moment = type("Moment", (), {"epoch": 0, "start": 0})

    def give(count: int, *, every: int) -> None:
        for k in range(count):
            output.give(moment, None if k % every == 0 else picture)

    give(60, every=2)
    assert output.stride == 3
    assert [output.watched() for _ in range(6)].count(True) == 2
    give(300, every=2)
    assert output.stride == 4
    give(300, every=10**6)  # one miss, at the beginning
    assert output.stride == 4
    give(30 * 11, every=10**6)
    give(30 * 10, every=10**6)
    assert output.stride < 4
