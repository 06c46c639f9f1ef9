"""Alpha: every value of every rule, against whole numbers; what is laid over what; and who relies
on it.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from PIL import Image

from vidol.media.alpha import bled, faded, flattened, laid_on, over, premultiplied, straight

COLOUR, ALPHA = (
    values.astype(np.uint8) for values in np.meshgrid(np.arange(256), np.arange(256), indexing="ij")
)
EVERY = np.dstack((COLOUR, COLOUR, COLOUR, ALPHA))
"""Every colour with every alpha, straight."""
WHOLE = EVERY.astype(np.int64)


def rounded(product):
    return (product + 127) // 255


def test_premultiplying_rounds_to_the_nearest():
    expected = rounded(WHOLE[..., 0] * WHOLE[..., 3])
    assert np.array_equal(premultiplied(EVERY)[..., 0], expected)
    assert np.array_equal(premultiplied(EVERY)[..., 3], ALPHA)
    assert np.array_equal(faded(COLOUR, ALPHA), expected)
    assert np.array_equal(premultiplied(EVERY), Image.fromarray(EVERY).convert("RGBa"))


def test_making_straight_undoes_it():
    back = straight(premultiplied(EVERY))
    assert np.array_equal(back[..., 3], ALPHA)
    seen = ALPHA > 0
    # of a colour that was kept in few steps, half a step is lost
    off = np.abs(back[..., 0].astype(int) - COLOUR)[seen]
    assert (off <= np.ceil(127.5 / ALPHA[seen])).all()
    assert not back[~seen].any()
    opaque = EVERY[:, 255:]
    assert np.array_equal(straight(premultiplied(opaque)), opaque)


def test_the_rounding_of_straight_colours_is_pinned():
    """Exact replays compare pictures by hash: this rounding may not change."""
    possible = EVERY[COLOUR <= ALPHA][None]
    digest = hashlib.sha256(straight(possible).tobytes()).hexdigest()
    assert digest == "43bcefea8a5e358cbf1524f6afbfbfc23e80226ffd63b272ef6d67e99dc24ad0"


@pytest.mark.parametrize("ground", [0, 1, 127, 128, 254, 255])
def test_laying_on_a_ground_rounds_to_the_nearest(ground):
    exact = WHOLE[..., 0] * WHOLE[..., 3] + ground * (255 - WHOLE[..., 3])
    assert np.array_equal(flattened(EVERY, ground)[..., 0], rounded(exact))
    colours = np.array([ground, 255 - ground, 7])
    assert np.array_equal(flattened(EVERY, colours)[..., 0], flattened(EVERY, ground)[..., 0])
    assert np.array_equal(flattened(EVERY[None], ground)[0], flattened(EVERY, ground))
    upper = premultiplied(EVERY)
    lower = np.full((256, 256, 3), ground, np.uint8)
    assert np.array_equal(over(upper, lower), laid_on(upper, ground))
    assert np.abs(laid_on(upper, ground).astype(int) - flattened(EVERY, ground)).max() <= 1


def test_two_that_are_seen_through_are_seen_through_together():
    lower = premultiplied(np.dstack((COLOUR, COLOUR, COLOUR, np.full_like(ALPHA, 100))))
    both = over(premultiplied(EVERY), lower)
    assert np.array_equal(both[..., 3], ALPHA + rounded(100 * (255 - WHOLE[..., 3])))


def test_opaque_pictures_pass_through():
    rgb = EVERY[..., :3]
    for unchanged in (premultiplied(rgb), straight(rgb), flattened(rgb, 9), laid_on(rgb, 9)):
        assert unchanged is rgb


def test_colour_flows_into_what_is_not_seen():
    figure = np.zeros((64, 64, 4), np.uint8)
    figure[16:48, 16:48] = (200, 100, 50, 255)
    figure[20:24, 20:24, 3] = 1
    result = bled(figure)
    seen = figure[..., 3] > 0
    assert np.array_equal(result[seen], figure[seen][:, :3])
    assert np.abs(result[32, 12].astype(int) - (200, 100, 50)).max() < 12
    assert np.array_equal(bled(figure[..., [2, 1, 0, 3]]), result[..., ::-1])
    assert (bled(np.zeros((9, 5, 4), np.uint8)) == 128).all()
