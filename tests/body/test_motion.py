"""The performance's movement: alive, never frozen, never twitching, and the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vidol.body.motion import Motion
from vidol.core.acts import EMOTIONS, GESTURES, Feel, Gesture, Look
from vidol.core.controls import HIGH, INDEX, LOW, NAMES, VISEME_SHAPES, VISEMES, controls

FPS = 30
HEAD = [INDEX[name] for name in ("headYaw", "headPitch", "headRoll")]
HAIR = [INDEX[name] for name in NAMES if name.startswith(("hair", "accessory"))]
BLINK = INDEX["eyeBlinkLeft"]


def run(motion: Motion, seconds: float) -> NDArray[np.float32]:
    return np.stack([motion.step() for _ in range(round(seconds * FPS))])


def eventful(seed: int, seconds: float = 60.0) -> NDArray[np.float32]:
    """A performance in which something begins every 0.7 s: the roughest that a script can ask
    for.
    """
    motion, random = Motion(seed, FPS), np.random.default_rng(seed)
    frames = []
    for n in range(round(seconds * FPS)):
        if n % 21 == 0:
            match random.integers(4):
                case 0:
                    motion.act(Feel(EMOTIONS[random.integers(len(EMOTIONS))]))
                case 1:
                    motion.act(Gesture(GESTURES[random.integers(len(GESTURES))]))
                case 2:
                    motion.act(Look(*random.uniform(-1, 1, 2)))
                case _:
                    motion.begin_phrase()
                    motion.stress(1.0)
        frames.append(
            motion.step(
                VISEME_SHAPES[random.integers(15)] if n % 90 > 30 else None, float(random.random())
            )
        )
    return np.stack(frames)


def test_the_same_seed_and_events_give_the_same_performance() -> None:
    assert np.array_equal(eventful(3, 10), eventful(3, 10))
    assert not np.array_equal(eventful(3, 10), eventful(4, 10))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_heads_turn_at_human_speed_without_jerks(seed: int) -> None:
    head = eventful(seed)[:, HEAD]
    speed = np.diff(head, axis=0) * FPS
    jerk = np.diff(speed, n=2, axis=0) * FPS**2
    assert np.abs(speed).max() < 150  # degrees per second; conversation reaches about 200
    # The fastest gesture, a shake of 20 degrees in 0.3 s at minimum jerk, has 60 * 20 / 0.3^3 =
    # 44,000 degrees/s^3 at its peak.
    assert np.percentile(np.abs(jerk), 99.5) < 44_000
    # A twitch is fast one way in one frame and fast the other way in the next.
    reversals = (speed[1:] * speed[:-1] < 0) & (
        np.minimum(np.abs(speed[1:]), np.abs(speed[:-1])) > 25
    )
    assert reversals.mean() < 0.002


def test_controls_stay_in_range_and_never_freeze() -> None:
    frames = eventful(5)
    assert frames.min(axis=0) == pytest.approx(np.maximum(frames.min(axis=0), LOW))
    assert frames.max(axis=0) == pytest.approx(np.minimum(frames.max(axis=0), HIGH))
    idle = run(Motion(6, FPS), 30)
    moved = np.abs(np.diff(idle[:, HEAD], axis=0)).max(axis=1)
    assert (moved > 1e-3).mean() > 0.99


def test_blinks_come_every_few_seconds_and_last_as_long_as_blinks_do() -> None:
    lid = run(Motion(7, FPS), 120)[:, BLINK]
    shut = lid > 0.5
    starts = np.flatnonzero(~shut[:-1] & shut[1:])
    assert 20 < len(starts) < 60  # 2 to 6 s apart, some double
    lengths = [np.argmin(shut[start + 1 :]) / FPS for start in starts[:-1]]
    assert 0.05 < np.mean(lengths) < 0.16
    assert lid[shut].max() > 0.98


def test_emotions_arrive_smoothly_and_stay() -> None:
    for emotion in EMOTIONS:
        motion = Motion(8, FPS)
        run(motion, 1)
        motion.act(Feel(emotion))
        frames = run(motion, 2)
        assert np.abs(np.diff(frames[:, INDEX["mouthSmileLeft"]])).max() < 0.2
    motion.act(Feel("happy"))
    happy = run(motion, 2)[-1]
    motion.act(Feel("sad"))
    sad = run(motion, 2)[-1]
    assert happy[INDEX["mouthSmileLeft"]] > 0.6
    assert sad[INDEX["mouthSmileLeft"]] < 0.1
    assert sad[INDEX["mouthFrownLeft"]] > 0.4


@pytest.mark.parametrize("gesture", GESTURES)
def test_gestures_are_seen_and_leave_nothing_behind(gesture: str) -> None:
    plain, acting = Motion(9, FPS), Motion(9, FPS)
    run(plain, 1), run(acting, 1)
    acting.act(Gesture(gesture))
    difference = np.abs(run(acting, 5) - run(plain, 5))
    assert difference[:90].max() > 0.3
    assert difference[-1].max() < 0.02


def test_the_gaze_goes_where_it_is_told_and_comes_back() -> None:
    motion = Motion(10, FPS)
    run(motion, 1)
    motion.act(Look(1.0, 0.0))
    out = run(motion, 1)[-1]
    assert out[INDEX["eyeLookOutLeft"]] > 0.4
    assert out[INDEX["headYaw"]] > 5
    back = run(motion, 20)[-300:]
    assert (
        np.median(np.abs(back[:, INDEX["eyeLookOutLeft"]] - back[:, INDEX["eyeLookInLeft"]])) < 0.25
    )


def test_lips_close_whatever_the_emotion() -> None:
    for emotion in ("laughing", "surprised", "excited"):
        motion = Motion(11, FPS)
        motion.act(Feel(emotion))
        run(motion, 2)
        for _ in range(12):
            spoken = motion.step(VISEME_SHAPES[VISEMES.index("PP")], 0.5)
        assert spoken[INDEX["jawOpen"]] < 0.05
        wide = motion.step(controls(jawOpen=0.75), 0.5)
        assert wide[INDEX["jawOpen"]] > 0.7
        assert wide[INDEX["mouthSmileLeft"]] > 0.3 or emotion == "surprised"


def test_hair_lags_behind_the_head_overshoots_and_settles() -> None:
    plain, turning = Motion(12, FPS), Motion(12, FPS)
    turning.act(Look(1.0, 0.0))
    lag = (run(turning, 2) - run(plain, 2))[:, INDEX["hairSideX"]]
    assert lag[:10].min() < -0.03  # the head goes right, the tips stay behind
    assert lag[10:].max() > 0.005
    assert np.abs(eventful(13)[:, HAIR]).max() <= 1.0
