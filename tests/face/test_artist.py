"""The artist: deterministic, obedient to every channel, whole at any size and in any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from vidol.core.controls import CHANNELS, INDEX, VISEME_SHAPES, VISEMES, controls, rest
from vidol.core.errors import InputError
from vidol.face.artist import Artist, Look
from vidol.face.artist import look as looks
from vidol.face.artist.labels import landmarks
from vidol.face.artist.motion import random_controls

SIZE = 160


@pytest.fixture(scope="module")
def artist() -> Artist:
    return Artist(
        Look.from_seed(
            3,
            style="cel",
            presentation="feminine",
            proportion="standard",
            hair_front="curtain",
            hair_side="long",
            hair_back="long",
            accessories=("earrings",),
        )
    )


def test_the_same_seed_and_controls_draw_the_same_picture() -> None:
    pose = random_controls(np.random.default_rng(1))
    one, two = (Artist(Look.from_seed(11)).frame(pose, SIZE) for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, Artist(Look.from_seed(12)).frame(pose, SIZE))


def test_background_is_transparent_and_the_character_is_not(artist: Artist) -> None:
    picture = artist.portrait(SIZE)
    assert picture.shape == (SIZE, SIZE, 4) and picture.dtype == np.uint8
    assert (picture[:3, :, 3] == 0).all(), "the top edge is not transparent"
    assert picture[SIZE // 2, SIZE // 2, 3] == 255, "the face is not opaque"
    assert 0.2 < (picture[..., 3] > 0).mean() < 0.9


@pytest.mark.parametrize("channel", [c.name for c in CHANNELS])
def test_every_channel_moves_something(artist: Artist, channel: str) -> None:
    value = controls(**{channel: 30.0 if channel.startswith("head") else 1.0})
    # These shape an open mouth: closed lips show nothing of them.
    # A lowered hand is not seen.
    base = (
        controls(jawOpen=0.5)
        if channel in ("mouthClose", "jawLeft", "jawRight", "tongueOut")
        else controls(handRaise=channel == "handWave")
    )
    difference = np.abs(artist.frame(base + value, 320).astype(int) - artist.frame(base, 320)).max(
        axis=2
    )
    assert (difference > 24).sum() >= 4, f"{channel} changes only {(difference > 24).sum()} pixels"


@pytest.mark.parametrize(
    "field",
    [
        "style",
        "hair_front",
        "hair_side",
        "hair_back",
        "eye_shape",
        "iris",
        "brow",
        "mouth",
        "outfit",
        "proportion",
        "hair_pattern",
    ],
)
def test_every_choice_is_drawn_and_differs(field: str) -> None:
    choices = get_args(Look.model_fields[field].annotation)
    pictures = [
        Artist(Look.model_validate({"hair_front": "curtain", field: choice})).portrait(SIZE)
        for choice in choices
    ]
    for i, one in enumerate(pictures):
        for j in range(i):
            assert not np.array_equal(one, pictures[j]), (
                f"{field}: {choices[i]} looks like {choices[j]}"
            )


@pytest.mark.parametrize("name", get_args(looks.Accessory))
def test_every_accessory_is_drawn(name: str) -> None:
    bare, worn = (Artist(Look(accessories=worn)).portrait(SIZE) for worn in ((), (name,)))
    assert (np.abs(bare.astype(int) - worn).max(axis=2) > 30).sum() > 8


def test_eyes_close_and_mouth_opens_where_the_controls_say(artist: Artist) -> None:
    def gap(pose: dict[str, float], upper: str, lower: str) -> float:
        from vidol.face.artist.labels import LANDMARKS

        at = dict(zip(LANDMARKS, landmarks(artist, controls(**pose)), strict=True))
        return float(at[lower][1] - at[upper][1])

    assert (
        gap({"eyeBlinkLeft": 1}, "upper_lid_left_2", "lower_lid_left_2")
        < 0.005
        < 0.05
        < gap({"eyeBlinkLeft": 1}, "upper_lid_right_2", "lower_lid_right_2")
    )
    assert (
        gap({}, "upper_lip_2", "lower_lip_2")
        < 0.003
        < 0.03
        < gap({"jawOpen": 1}, "upper_lip_2", "lower_lip_2")
    )


def test_bilabials_seal_the_lips_and_vowels_open_them(artist: Artist) -> None:
    from vidol.face.artist.labels import LANDMARKS

    top, bottom = LANDMARKS.index("upper_lip_2"), LANDMARKS.index("lower_lip_2")

    def opening(viseme: str) -> float:
        at = landmarks(artist, VISEME_SHAPES[VISEMES.index(viseme)])
        return float(at[bottom, 1] - at[top, 1])

    assert opening("PP") < 0.002
    assert opening("aa") > opening("E") > opening("ih") > opening("PP")
    assert opening("oh") > opening("ou")


def test_turning_the_head_shifts_near_layers_more_than_far_ones(artist: Artist) -> None:
    from vidol.face.artist.rig import pose

    turned = pose(controls(headYaw=25))
    middle = np.array([[artist.anatomy.cx, artist.anatomy.eye_y]])
    shift = {
        layer: artist.rig.move(layer, middle, turned)[0, 0] - middle[0, 0]
        for layer in ("hair_back", "ear", "face", "nose")
    }
    assert shift["hair_back"] < shift["ear"] + 0.05 < shift["face"] + 0.05 < shift["nose"] + 0.05
    assert shift["face"] > 0.03


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    values=st.lists(st.floats(-2, 2), min_size=len(INDEX), max_size=len(INDEX)),
)
def test_any_controls_give_a_picture(seed: int, values: list[float]) -> None:
    pose = np.array(values, np.float32) * np.array(
        [30 if c.high == 30 else 1 for c in CHANNELS], np.float32
    )
    picture = Artist(Look.from_seed(seed)).frame(pose, 64)
    assert picture[..., 3].any()


def test_threads_do_not_disturb_each_other(artist: Artist) -> None:
    rng = np.random.default_rng(5)
    poses = [random_controls(rng) for _ in range(24)]
    alone = [artist.frame(pose, SIZE) for pose in poses]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda pose: artist.frame(pose, SIZE), poses))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("size", [1, 7, 64, 1500])
def test_any_size(artist: Artist, size: int) -> None:
    assert artist.portrait(size).shape == (size, size, 4)


def test_bad_requests_are_named(artist: Artist) -> None:
    with pytest.raises(InputError, match="0 x 0"):
        artist.frame(rest(), 0)
    with pytest.raises(InputError, match="channels"):
        artist.frame(np.zeros(3, np.float32), 64)
    with pytest.raises(ValidationError, match="hair_front"):
        Look(hair_front="mohawk")  # type: ignore[arg-type]


def test_looks_vary_and_survive_a_round_trip() -> None:
    drawn = [Look.from_seed(seed) for seed in range(300)]
    assert {look.presentation for look in drawn} == {"feminine", "masculine", "androgynous"}
    assert (
        len({look.style for look in drawn}) == 6 and len({look.hair_back for look in drawn}) >= 10
    )
    assert any(look.eyes_left != look.eyes_right for look in drawn)
    for look in drawn[:20]:
        assert Look.model_validate(look.model_dump(mode="json")) == look
    assert Look.from_seed(4, hair="#112233").hair == "#112233"
