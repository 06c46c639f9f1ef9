"""Backgrounds and framings at any shape of film."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from vidol.core.controls import rest
from vidol.show.events import Scene
from vidol.show.picture.composition import Stage
from vidol.show.picture.drawing import Overlay, draw, draw_cutout, lay
from vidol.show.picture.particles import Particles
from vidol.show.picture.scenes import BACKGROUNDS, FRAMINGS, paint
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked


@pytest.mark.parametrize("size", [(320, 180), (90, 160), (64, 64), (800, 100)])
def test_every_background_fills_every_shape(size: tuple[int, int]) -> None:
    for name in (*BACKGROUNDS, "pink", "#102030 to white"):
        picture = paint(name, *size)
        assert picture.shape == (size[1], size[0], 3)
        assert picture.dtype == np.uint8
        assert np.array_equal(picture, paint(name, *size))
        particles = Particles.of(name, *size)
        for overlay in chain(*particles.at(3.0)) if particles else ():
            lay(picture, overlay)


@pytest.mark.parametrize("size", [(320, 180), (90, 160)])
def test_she_is_seen_in_every_framing(size: tuple[int, int], actor) -> None:
    for framing in FRAMINGS:
        stage = Stage(*size, 30, first=Scene("white", framing))
        stage.happen(Asked("Why?", "en"))
        empty = stage.shot(rest(), None).back
        frame = draw(actor.open_face(), stage.shot(rest(), Page("Words.", 0.0, 1.0)))
        assert (np.abs(frame.astype(int) - empty).max(axis=2) > 20).mean() > 0.08
        cutout = draw_cutout(actor.open_face(), stage.shot(rest(), None))
        assert cutout.shape == (*frame.shape[:2], 4)
        assert 0.05 < (cutout[..., 3] > 0).mean() < 0.95


def test_a_framing_glides_and_a_scene_fades(actor) -> None:
    stage = Stage(320, 180, 30, first=Scene("black", "bust"))
    stage.happen(Scene("white", "right third"))
    shots = [stage.shot(rest(), None) for _ in range(40)]
    steps = np.diff([shot.x for shot in shots])
    assert steps.max() < 8
    assert (steps >= 0).all()
    assert shots[-1].x - shots[0].x > 40
    corner = [int(draw(actor.open_face(), shot)[0, 0, 0]) for shot in shots]
    assert corner[0] < 10
    assert corner[-1] > 245
    assert max(np.diff(corner)) < 60


def test_overlays_blend_and_may_reach_over_the_edge() -> None:
    frame = np.full((20, 20, 3), 100, np.uint8)
    half = np.full((10, 10, 4), 128, np.uint8)  # white at half opacity, premultiplied
    lay(frame, Overlay(half, 15, -5))
    assert frame[0, 19, 0] == pytest.approx(178, abs=2)
    assert frame[0, 0, 0] == frame[19, 19, 0] == 100
    lay(frame, Overlay(half, 500, 0))
