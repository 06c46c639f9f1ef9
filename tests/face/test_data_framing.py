"""Squares out of pictures: upright, antialiased, with nothing invented; and what is said of their
quality.
"""

from __future__ import annotations

from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from vidol.core.controls import controls
from vidol.face.artist import Artist, Look
from vidol.face.data import colour, framing, quality
from vidol.face.data.framing import Square
from vidol.media.alpha import flattened


def character(seed, size=256):
    return Artist(Look.from_seed(seed)).frame(controls(), size)


def solid(picture):
    return np.dstack((picture, np.full(picture.shape[:2], 255, np.uint8)))


def test_what_needs_no_change_is_not_changed() -> None:
    picture = solid(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    assert np.array_equal(framing.cut(picture, None, 64, opaque=True), picture)
    part = framing.cut(picture, Square(20, 30, 16), 16, opaque=True)
    assert np.array_equal(part, picture[22:38, 12:28])


@pytest.mark.parametrize("angle", [0.0, 30.0])
def test_fine_patterns_become_grey_and_not_stripes(angle) -> None:
    stripes = solid(
        np.repeat(np.tile(np.array([0, 255], np.uint8), 512)[None, :, None], 1024, 0).repeat(3, 2)
    )
    small = framing.cut(stripes, Square(512, 512, 600, angle), 48, opaque=True)[
        4:-4, 4:-4, :3
    ].astype(int)
    assert np.abs(small - 127.5).max() < 4


def test_nothing_bleeds_from_what_cannot_be_seen() -> None:
    picture = np.zeros((200, 200, 4), np.uint8)
    picture[..., :3] = (255, 0, 0)  # invisible red
    picture[50:150, 50:150] = (0, 0, 255, 255)
    for square in (None, Square(100, 100, 180, 15.0), Square(100, 100, 260, 0.0)):
        small = framing.cut(picture, square, 40, opaque=False)
        seen = small[small[..., 3] > 40]
        assert len(seen) > 200 and seen[:, 0].max() <= 12 and seen[:, 2].min() >= 243


@given(st.floats(-170, 170), st.floats(0.6, 3.0))
def test_a_leaning_picture_is_set_upright(angle, scale) -> None:
    y, x = np.mgrid[0:128, 0:128] / 128
    upright = solid((np.dstack((x, y, (x + y) / 2)) * 255).astype(np.uint8))
    matrix = cv2.getRotationMatrix2D((63.5, 63.5), -angle, scale)  # clockwise
    matrix[:, 2] += 250 - 63.5
    leaning = cv2.warpAffine(upright, matrix, (500, 500), flags=cv2.INTER_CUBIC)
    back = framing.cut(leaning, Square(250.5, 250.5, 128 * scale, angle), 64, opaque=True)
    wanted = framing.cut(upright, None, 64, opaque=True)
    assert np.abs(back[6:-6, 6:-6].astype(int) - wanted[6:-6, 6:-6]).max() <= 6


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.02, 1.5),
    st.floats(-180, 180),
    st.integers(20, 900),
    st.integers(20, 900),
)
def test_the_square_holds_the_face_and_stays_inside_where_it_can(
    x, y, share, angle, width, height
) -> None:
    face = SimpleNamespace(
        x=x * width, y=y * height, side=share * min(width, height), angle=angle, score=1.0
    )
    square = framing.around(face, width, height)
    assert 1.6 * face.side - 1e-6 <= square.side <= 2.2 * face.side + 1e-6
    assert max(abs(square.x - face.x), abs(square.y - face.y)) <= 0.46 * face.side
    inner = (min(face.x, width - face.x), min(face.y, height - face.y))
    if min(inner) > 1.6 * face.side:
        assert framing.outside(square, width, height) == 0
    cut = framing.cut(np.full((height, width, 4), 255, np.uint8), square, 16, opaque=True)
    assert cut.shape == (16, 16, 4) and cut.min() >= 254


def test_beyond_the_edge_a_photograph_goes_on_and_a_drawing_ends() -> None:
    picture = np.full((50, 50, 4), (10, 200, 30, 255), np.uint8)
    square = Square(0, 25, 40)
    assert np.array_equal(framing.cut(picture, square, 8, opaque=True)[0, 0], [10, 200, 30, 255])
    assert framing.cut(picture, square, 8, opaque=False)[4].tolist()[:3] == [[0, 0, 0, 0]] * 3
    assert framing.outside(square, 50, 50) == pytest.approx(0.5)


def test_evened_light_is_nearer_to_neutral_and_never_wild() -> None:
    rng = np.random.default_rng(0)
    scene = np.asarray(
        Image.fromarray(rng.integers(30, 226, (8, 8, 3), np.uint8)).resize(
            (128, 128), Image.Resampling.BICUBIC
        )
    )
    warm = np.clip(scene * np.array([0.8, 0.6, 0.4]), 0, 255).astype(np.uint8)
    after = colour.evened(warm)
    cast, before = (np.ptp(picture.reshape(-1, 3).mean(0)) for picture in (after, warm))
    assert cast < before and colour.exposure(warm) < colour.exposure(after) < 0.5
    for extreme in (
        np.zeros((32, 32, 4), np.uint8),
        np.full((32, 32, 3), 255, np.uint8),
        np.full((32, 32, 4), 9, np.uint8),
    ):
        assert colour.evened(extreme).shape == extreme.shape
    clear = solid(warm)
    clear[:64, :, 3] = 7
    assert np.array_equal(colour.evened(clear)[..., 3], clear[..., 3])


def kinds(picture):
    return [
        warning.partition(":")[0] for warning in quality.warnings(np.ascontiguousarray(picture))
    ]


def test_sound_drawings_get_no_warnings_and_spoilt_ones_do() -> None:
    for seed in range(6):
        drawing = flattened(character(seed), (200, 215, 235))
        image = Image.fromarray(drawing)
        assert kinds(drawing) == [] == kinds(character(seed))
        assert kinds(np.asarray(image.filter(ImageFilter.GaussianBlur(6)))) == ["blurred"]
        assert kinds(drawing // 6) == ["dark"] and kinds(255 - drawing // 12)[0] == "pale"
        barred = drawing.copy()
        barred[-28:] = (20, 20, 20)
        cv2.putText(
            barred, "(c) a studio", (60, 246), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (240, 240, 240), 1
        )
        assert kinds(barred) == ["frame"] and "bottom" in next(iter(quality.warnings(barred)))
        framed = np.full_like(drawing, (180, 30, 30))
        framed[12:-12, 12:-12] = drawing[12:-12, 12:-12]
        assert next(iter(quality.warnings(framed))).startswith(
            "frame: a bar or a border at the top, bottom, left, right"
        )


def test_a_figure_that_is_cut_off_straight_is_no_bar() -> None:
    picture = np.full((128, 128, 3), 255, np.uint8)
    cv2.circle(picture, (64, 50), 35, (180, 120, 90), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (64, 122), (56, 44), 0, 180, 360, (30, 60, 160), -1, cv2.LINE_AA)
    assert kinds(picture) == []
    clear = np.dstack((picture, np.where((picture == 255).all(2), 0, 255).astype(np.uint8)))
    clear[122:, :] = 0
    clear[100:122, :] = (30, 60, 160, 255)
    assert kinds(clear) == []


def test_blank_pictures_are_told() -> None:
    assert quality.blank(np.full((16, 16, 3), 77, np.uint8)) and quality.blank(
        np.zeros((16, 16, 4), np.uint8)
    )
    assert not quality.blank(character(0, 64))
