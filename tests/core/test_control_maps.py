"""Every control vector comes out in range in the words of every system, and the known poses say
what they should.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vidol.core import control_maps as maps
from vidol.core.controls import HIGH, LOW, NAMES, VISEME_SHAPES, VISEMES, controls, look_at, rest

SYSTEMS = [
    (maps.vrm1, maps.VRM1_RANGES),
    (maps.vrm0, maps.VRM0_RANGES),
    (maps.live2d, maps.LIVE2D_RANGES),
    (maps.vtube_studio, maps.VTUBE_STUDIO_RANGES),
]
vectors = hnp.arrays(np.float32, len(NAMES), elements=st.floats(0, 1, width=32)).map(
    lambda unit: LOW + unit * (HIGH - LOW)
)


@pytest.mark.parametrize(("project", "ranges"), SYSTEMS)
@given(vector=vectors)
def test_every_value_is_named_and_in_range(project, ranges, vector) -> None:
    values = project(vector)
    assert values.keys() == ranges.keys()
    for name, value in values.items():
        low, _, high = ranges[name]
        assert low <= value <= high, name


@pytest.mark.parametrize(("project", "ranges"), SYSTEMS)
def test_the_resting_face_is_each_systems_rest(project, ranges) -> None:
    assert project(rest()) == pytest.approx(
        {name: at_rest for name, (_, at_rest, _) in ranges.items()}
    )


@pytest.mark.parametrize(
    ("viseme", "preset", "vrm0"),
    [("aa", "aa", "A"), ("ih", "ih", "I"), ("ou", "ou", "U"), ("E", "ee", "E"), ("oh", "oh", "O")],
)
@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_a_vowel_comes_back_as_itself(viseme, preset, vrm0, strength) -> None:
    shape = np.float32(strength) * VISEME_SHAPES[VISEMES.index(viseme)]
    assert maps.vrm1(shape)[preset] == pytest.approx(strength, abs=0.02)
    assert sum(maps.vrm1(shape)[name] for name in ("aa", "ih", "ou", "ee", "oh")) == pytest.approx(
        strength, abs=0.05
    )
    assert maps.vrm0(shape)[vrm0] == maps.vrm1(shape)[preset]


@given(vectors)
def test_vowels_never_overdrive_the_mouth_and_blinks_add_up(vector) -> None:
    values = maps.vrm1(vector)
    assert sum(values[name] for name in ("aa", "ih", "ou", "ee", "oh")) <= 1 + 1e-9
    for side in ("Left", "Right"):
        assert values["blink"] + values[f"blink{side}"] == pytest.approx(
            vector[NAMES.index(f"eyeBlink{side}")]
        )


def test_directions() -> None:
    vector = controls(headYaw=20, headPitch=10, headRoll=-5)
    look_at(vector, 1.0, -0.5)  # right and up in the picture
    assert maps.vrm1(vector)["lookLeft"] == 1  # the character's own left
    assert maps.vrm1(vector)["lookUp"] == 0.5
    assert maps.vrm1(vector)["lookRight"] == maps.vrm1(vector)["lookDown"] == 0
    cubism = maps.live2d(vector)
    assert (cubism["ParamAngleX"], cubism["ParamAngleY"], cubism["ParamAngleZ"]) == (20, 10, -5)
    assert (cubism["ParamEyeBallX"], cubism["ParamEyeBallY"]) == (1, 0.5)
    studio = maps.vtube_studio(vector)
    assert (studio["EyeLeftX"], studio["EyeRightX"], studio["EyeLeftY"]) == (-1, -1, 0.5)


def test_expressions() -> None:
    wink = controls(eyeBlinkLeft=1)
    assert maps.live2d(wink)["ParamEyeLOpen"] == 0
    assert maps.live2d(wink)["ParamEyeROpen"] == 1
    assert maps.vtube_studio(wink)["EyeOpenLeft"] == 0
    smile = controls(mouthSmileLeft=0.8, mouthSmileRight=0.8)
    assert maps.vrm1(smile)["happy"] == pytest.approx(0.8)
    assert maps.live2d(smile)["ParamMouthForm"] == pytest.approx(0.8)
    assert maps.vtube_studio(smile)["MouthSmile"] == pytest.approx(0.9)
    anger = controls(browDownLeft=1, browDownRight=1, noseSneerLeft=1, noseSneerRight=1)
    assert maps.vrm0(anger)["Angry"] == maps.vtube_studio(anger)["FaceAngry"] == 1
    assert maps.live2d(anger)["ParamBrowLAngle"] == maps.live2d(anger)["ParamBrowRY"] == -1
