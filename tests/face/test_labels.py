"""Labels are true: flow carries the rest picture onto the pose, masks cover what is drawn, captions
say what is seen.
"""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from vidol.core.controls import controls
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import LANDMARKS, PARTS, sample, samples

SIZE = 256


def test_flow_carries_the_rest_picture_onto_the_pose() -> None:
    artist = Artist(Look.from_seed(12, style="flat"))
    pose = controls(
        headYaw=22, headPitch=-8, headRoll=6, hairSideX=0.5, eyeLookOutLeft=0.6, eyeLookInRight=0.6
    )
    drawn = sample(artist, pose, SIZE)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    warped = cv2.remap(
        artist.portrait(SIZE), x + drawn.flow[..., 0], y + drawn.flow[..., 1], cv2.INTER_LINEAR
    )
    inside = drawn.valid & (drawn.picture[..., 3] == 255)

    def wrong(picture: np.ndarray) -> float:
        return float(
            (
                np.abs(picture[inside][:, :3].astype(int) - drawn.picture[inside][:, :3]).max(
                    axis=1
                )
                > 40
            ).mean()
        )

    assert inside.sum() > 0.2 * SIZE * SIZE
    # Where the pose uncovers what another layer hid at rest, no flow can be right; elsewhere it
    # must be.
    assert wrong(warped) < 0.08 < 0.15 < wrong(artist.portrait(SIZE)), (
        wrong(warped),
        wrong(artist.portrait(SIZE)),
    )


def test_masks_and_landmarks_agree_with_the_picture() -> None:
    artist = Artist(Look.from_seed(3, hair_front="curtain", eye_shape="round", accessories=()))
    drawn = sample(artist, controls(jawOpen=0.8), SIZE)
    assert (drawn.parts[drawn.picture[..., 3] == 0] == 0).all()
    assert {
        "skin",
        "neck",
        "eye_white",
        "iris",
        "lashes",
        "mouth",
        "teeth",
        "tongue",
        "hair_front",
        "hair_back",
        "outfit",
    } <= {PARTS[i] for i in np.unique(drawn.parts)}
    at = dict(zip(LANDMARKS, drawn.landmarks, strict=True))
    assert PARTS[drawn.parts[tuple(at["pupil_left"].astype(int)[::-1])]] == "iris"
    assert at["pupil_left"][0] > at["pupil_right"][0], (
        "the character's left eye lies on the picture's right"
    )
    middle = (at["upper_lip_2"] + at["lower_lip_2"]) / 2
    assert PARTS[drawn.parts[int(middle[1]), int(middle[0])]] in ("mouth", "tongue", "teeth")


def test_samples_are_deterministic_and_various() -> None:
    first = list(itertools.islice(samples(9, 64, poses=2), 6))
    again = list(itertools.islice(samples(9, 64, poses=2), 6))
    assert all(
        np.array_equal(a.picture, b.picture) and np.array_equal(a.flow, b.flow)
        for a, b in zip(first, again, strict=True)
    )
    assert len({s.captions["en"] for s in first}) == 3


def test_captions_name_what_is_drawn_in_three_languages() -> None:
    look = Look(
        hair="#f3b6c6",
        eyes_left="#3f6fd8",
        eyes_right="#3f6fd8",
        hair_back="twin_tails",
        outfit="sailor",
        accessories=("cat_ears", "glasses"),
    )
    said = sample(Artist(look), controls(), 32).captions
    assert all(
        word in said["en"]
        for word in ("pink", "twin tails", "blue eyes", "sailor", "cat ears and glasses")
    )
    assert all(word in said["zh"] for word in ("粉", "双马尾", "蓝", "水手服", "猫耳"))
    assert all(
        word in said["ja"] for word in ("ピンク", "ツインテール", "青い", "セーラー服", "猫耳")
    )
