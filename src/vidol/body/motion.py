"""The performance on top of the lips, frame by frame: from emotions to blinks, nods and hair.

`Motion` is a streaming state: it is told what to do as it happens and gives one control vector per
frame, so a film and a live show use it alike. Every part is smooth by construction (critically
damped followers, minimum-jerk key frames, sines, springs), which is what keeps it from twitching;
see tests/body/test_motion.py for the bounds.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.body.emotions import POSES
from vidol.body.gestures import MOVEMENTS, Movement
from vidol.body.idle import Blinks, Gaze, Sway, breath
from vidol.body.springs import Springs
from vidol.core.acts import Feel, Gesture, Look
from vidol.core.arrays import F64
from vidol.core.controls import HIGH, INDEX, LOW, NAMES, Vector, look_at

_YAW, _PITCH, _ROLL, _BODY_YAW, _BODY_ROLL = (
    INDEX[name] for name in ("headYaw", "headPitch", "headRoll", "bodyYaw", "bodyRoll")
)
_BLINK: Final = np.array([INDEX["eyeBlinkLeft"], INDEX["eyeBlinkRight"]])
_WIDE: Final = np.array([INDEX["eyeWideLeft"], INDEX["eyeWideRight"]])
_SMILE: Final = np.array([INDEX["mouthSmileLeft"], INDEX["mouthSmileRight"]])
_BROWS: Final = np.array(
    [INDEX[name] for name in ("browInnerUp", "browOuterUpLeft", "browOuterUpRight")]
)
_BREATH, _FUNNEL, _PUCKER = (INDEX[name] for name in ("breath", "mouthFunnel", "mouthPucker"))


def _kept(name: str) -> float:
    """How much of the emotion remains in a channel while the lips speak.

    A smile stays, an open jaw gives way to the words.
    """
    if not name.startswith(("mouth", "jaw", "tongue", "cheekPuff")):
        return 1.0
    if "Smile" in name or "Frown" in name:
        return 0.6
    return 0.0 if name in ("jawOpen", "cheekPuff") else 0.2


_KEPT: Final = np.array([_kept(name) for name in NAMES], np.float32)

# Followers' angular frequency in rad/s, per channel:
# a face changes in about 0.4 s, a head in 0.7 s, blood in 2 s.
_FOLLOW: Final = np.full(len(NAMES), 14.0)
_FOLLOW[[_YAW, _PITCH, _ROLL, _BODY_YAW, _BODY_ROLL]] = 8.0
_FOLLOW[INDEX["blush"]] = 3.0

_STRESS: Final = Movement({"headPitch": ((0.0, 0.0), (0.13, -3.4), (0.42, 0.0))})
_RAISE: Final = Movement(
    dict.fromkeys(
        ("browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
        ((0.0, 0.0), (0.12, 0.34), (0.5, 0.0)),
    )
)
_CLOSE: Final = Movement({"headPitch": ((0.0, 0.0), (0.2, -4.2), (0.62, 0.0))})

EYE_SPEED: Final = 60.0
"""rad/s of the eyes' follower: a saccade is over in about 80 ms."""


class _Follower:
    """Follows a target with no step in speed or acceleration.

    A first-order lag into a critically damped spring: x" = w^2 (y - x) - 2 w x' and
    y' = 2 w (target - y), both integrated exactly, so stable at any frame rate.
    """

    def __init__(self, omega: float | F64, start: NDArray[np.floating]) -> None:
        self.omega = omega
        self.x = start.astype(np.float64)
        self.y = self.x.copy()
        self.v = np.zeros(start.shape)

    def step(self, target: NDArray[np.floating], dt: float) -> F64:
        decay = np.exp(-self.omega * dt)
        self.y = target + (self.y - target) * decay**2
        gap = self.x - self.y
        slope = self.v + self.omega * gap
        self.x = self.y + (gap + slope * dt) * decay
        self.v = (self.v - self.omega * slope * dt) * decay
        return self.x


@dataclass(slots=True)
class _Playing:
    movement: Movement
    start: float
    scale: float = 1.0
    name: str = ""


class Motion:
    """One character's movement.

    Deterministic: the same seed, frame rate and events give the same controls.
    """

    def __init__(self, seed: int | str, fps: float) -> None:
        number = zlib.crc32(seed.encode()) if isinstance(seed, str) else seed
        sway, blinks, gaze, chance = np.random.default_rng(number).spawn(4)
        self._dt = 1 / fps
        self._frame = 0
        self._emotion = "neutral"
        self._since = 0.0
        self._pose = _Follower(_FOLLOW, POSES["neutral"].pose)
        self._eyes = _Follower(EYE_SPEED, np.zeros(2))
        self._head = _Follower(6.5, np.zeros(5))
        self._level = _Follower(np.array([14.0, 14.0, 3.0]), np.array([0.0, 0.0, 1.0]))
        self._sway = Sway(sway)
        self._blinks = Blinks(blinks)
        self._gaze = Gaze(gaze)
        self._random = chance
        self._springs = Springs(fps)
        self._playing: list[_Playing] = []
        self._phrase = np.zeros(3)
        self._interest = 0.0

    @property
    def time(self) -> float:
        """Seconds since the start, at the next frame."""
        return self._frame * self._dt

    def act(self, direction: Feel | Gesture | Look) -> None:
        """Begin an emotion, a gesture or a look at the next frame."""
        if isinstance(direction, Feel):
            self._emotion, self._since = direction.emotion, self.time
        elif isinstance(direction, Gesture):
            name = direction.name
            if not any(playing.name == name for playing in self._playing):
                self._playing.append(_Playing(MOVEMENTS[name], self.time, name=name))
        else:
            self._gaze.look(direction.x, direction.y, self.time)

    def attend(self, side: float) -> None:
        """Share attention with what is at `side`, -1 (picture's left) .. 1; 0: only the viewer."""
        self._interest = side

    def stress(self, strength: float) -> None:
        """A stressed word begins: a small nod, sometimes the brows. `strength` 0..1."""
        scale = strength * POSES[self._emotion].sway
        if self._random.random() < 0.7:
            self._playing.append(_Playing(_STRESS, self.time, scale))
        if self._random.random() < 0.45:
            self._playing.append(_Playing(_RAISE, self.time, scale))

    def begin_phrase(self) -> None:
        """A phrase begins: the head takes a new attitude."""
        self._phrase = self._random.uniform(-1.0, 1.0, 3) * (5.0, 1.8, 3.2)

    def end_phrase(self) -> None:
        """A phrase ends: a closing nod, often a blink."""
        self._playing.append(_Playing(_CLOSE, self.time, float(self._random.uniform(0.5, 1.0))))
        if self._random.random() < 0.3:
            self._blinks.soon(self.time + 0.05)

    def step(self, lips: Vector | None = None, energy: float = 0.0) -> Vector:
        """The next frame's controls, (len(NAMES),) float32.

        `lips` are the mouth's controls while she speaks (None: silent); `energy` is the loudness of
        the speech, 0..1.
        """
        t, dt = self.time, self._dt
        emotion = POSES[self._emotion]
        levels = np.array([0.0 if lips is None else 1.0, energy, emotion.sway])
        speaking, level, sway = self._level.step(levels, dt)
        out = self._pose.step(self._target(t), dt).astype(np.float32)
        self._turn(out, t, float(sway), float(speaking), float(level))
        self._play(out, t)
        self._look(out, t)
        _speak(out, lips, float(np.clip(speaking, 0.0, 1.0)))
        self._lids(out, t, emotion.blinks)
        np.clip(out, LOW, HIGH, out=out)
        self._springs.step(out)
        self._frame += 1
        return out

    def _target(self, t: float) -> Vector:
        """The emotion's pose now.

        Eyes that it closes open now and then, because the viewer wants to be seen.
        """
        pose = POSES[self._emotion].pose
        if pose[_BLINK[0]] > 0.8 and (t - self._since) % 4.4 > 2.6:
            pose = pose.copy()
            pose[_BLINK] = 0.12
        return pose

    def _turn(self, out: Vector, t: float, sway: float, speaking: float, level: float) -> None:
        """Breath, sway, the attitude of the phrase, and the head's share of the gaze."""
        wave = self._sway.at(t)
        self._gaze.step(t, POSES[self._emotion].gaze, self._interest)
        if self._gaze.shift > 0.35 and self._random.random() < 0.6:
            self._blinks.soon(t)
        attitude = self._phrase * speaking * sway
        gaze_x, gaze_y = self._gaze.x, self._gaze.y
        follow = np.array(
            [
                attitude[0] + 13.0 * gaze_x + 4.0 * self._interest,
                attitude[1] - 9.0 * gaze_y,
                attitude[2],
                0.3 * gaze_x + 0.15 * self._interest,
                0.02 * attitude[2],
            ]
        )
        yaw, pitch, roll, body_yaw, body_roll = self._head.step(follow, dt=self._dt)
        breathing = breath(t)
        out[_BREATH] += breathing
        out[_YAW] += yaw + 3.2 * sway * wave[0]
        nodding = speaking * 3.2 * (level - 0.35)
        out[_PITCH] += pitch + 1.5 * sway * wave[1] + 0.5 * breathing + nodding
        out[_ROLL] += roll + 2.2 * sway * wave[2]
        out[_BODY_YAW] += body_yaw + 0.09 * sway * wave[3]
        out[_BODY_ROLL] += body_roll + 0.10 * sway * wave[4]
        if self._emotion == "laughing":
            rise = min(1.0, (t - self._since) / 0.6)
            out[_PITCH] += 1.3 * rise * math.sin(2 * math.pi * 3.1 * (t - self._since))

    def _play(self, out: Vector, t: float) -> None:
        """Add the gestures and accents that are under way."""
        self._playing = [
            playing for playing in self._playing if t - playing.start < playing.movement.duration
        ]
        for playing in self._playing:
            out += playing.scale * playing.movement.at(t - playing.start)

    def _look(self, out: Vector, t: float) -> None:
        """Point the eyes.

        They counter the head's turn, so that they stay on what they look at (the vestibulo-ocular
        reflex).
        """
        x, y = self._eyes.step(np.array([self._gaze.x, self._gaze.y]), self._dt)
        eye_x = float(np.clip(x - 0.75 * out[_YAW] / 30, -0.9, 0.9))
        eye_y = float(np.clip(y + 0.6 * out[_PITCH] / 30, -0.8, 0.8))
        look_at(out, eye_x, eye_y)
        out[_BLINK] += max(0.0, 0.3 * eye_y)  # the lid follows the eye down
        out[_BROWS] += max(0.0, -0.3 * eye_y) + 0.06 * min(1.0, abs(eye_x))

    def _lids(self, out: Vector, t: float, rate: float) -> None:
        """Close the lids for a blink, from wherever the emotion and the gaze hold them."""
        closed = self._blinks.at(t, rate)
        out[_BLINK] = 1.0 - (1.0 - np.clip(out[_BLINK], 0.0, 1.0)) * (1.0 - closed)
        out[_WIDE] *= 1.0 - closed


def _speak(out: Vector, lips: Vector | None, speaking: float) -> None:
    """Let the lips take the mouth over, in place, with the emotion's smile or frown in them."""
    out *= 1.0 - speaking * (1.0 - _KEPT)
    if lips is None:
        return
    out[_SMILE] *= 1.0 - 0.55 * min(1.0, float(lips[_PUCKER] + lips[_FUNNEL]))
    out += lips
