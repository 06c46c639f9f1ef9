"""The rig: where a control vector takes a point of each layer.

Every function here depends on a point's rest position and its layer alone, so the same code moves
the knots of the drawing and the nodes of the flow grids. The head turns as a set of depths (2.5-D):
each layer has a depth over the picture plane, and turning shears it by that depth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.arrays import F64
from vidol.core.controls import INDEX, Vector, gaze
from vidol.face.artist.anatomy import Anatomy

Points = F64

# Layers that swing: where their swing begins below the eye line, over what length it grows, and how
# far the tips go.
HANG: Final = {
    "hair_front": (-0.20, 0.34, 0.026),
    "hair_side":  (-0.10, 0.50, 0.050),
    "hair_back":  (-0.05, 0.60, 0.060),
    "hanging":    ( 0.07, 0.10, 0.022),  # held at the ear lobe
}  # fmt: skip

# The controls that make them swing, without X and Y.
_SWAY: Final = {
    "hair_front": "hairFront",
    "hair_side": "hairSide",
    "hair_back": "hairBack",
    "hanging": "accessory",
}

# Depths of layers that are flat, and how far others lie over the round of the face.
_FLAT: Final = {"ear": -0.015, "hanging": -0.015, "head_back": -0.02, "crown": 0.04}
_LIFT: Final = {
    "nose": 0.022,
    "brow_left": 0.006,
    "brow_right": 0.006,
    "head_front": 0.03,
    "hair_front": 0.030,
    "hair_side": 0.012,
}

# Radians that a degree of the controls turns the head. A drawn head shows less turn than the number
# says: at 30 degrees the far eye must still be whole.
YAW: Final = math.radians(0.84)
PITCH: Final = math.radians(0.66)
ROLL: Final = math.radians(0.75)


@dataclass(frozen=True, slots=True)
class Pose:
    """The numbers of one control vector that the layers need."""

    yaw: float
    pitch: float
    roll: float
    body_yaw: float
    body_roll: float
    breath: float
    jaw: float
    puff: float
    forward: float
    gaze_left: tuple[float, float]
    gaze_right: tuple[float, float]
    wide_left: float
    wide_right: float
    brow_left: tuple[float, float, float]  # (inner rise, outer rise, furrow)
    brow_right: tuple[float, float, float]
    sneer: float
    hand_raise: float
    hand_wave: float
    sway: dict[str, tuple[float, float]]


def pose(controls: Vector) -> Pose:
    """Read a control vector."""
    c = dict(zip(INDEX, controls.tolist(), strict=True))
    left, right = gaze(controls)
    return Pose(
        yaw=c["headYaw"] * YAW,
        pitch=c["headPitch"] * PITCH,
        roll=c["headRoll"] * ROLL,
        body_yaw=c["bodyYaw"],
        body_roll=math.radians(4.0) * c["bodyRoll"],
        breath=c["breath"],
        jaw=c["jawOpen"] * (1 - 0.8 * c["mouthClose"]),
        puff=c["cheekPuff"],
        forward=c["jawForward"],
        gaze_left=left,
        gaze_right=right,
        wide_left=c["eyeWideLeft"],
        wide_right=c["eyeWideRight"],
        brow_left=_brow(c, "Left"),
        brow_right=_brow(c, "Right"),
        sneer=0.5 * (c["noseSneerLeft"] + c["noseSneerRight"]),
        hand_raise=c["handRaise"],
        hand_wave=c["handWave"],
        sway={layer: (c[f"{name}X"], c[f"{name}Y"]) for layer, name in _SWAY.items()},
    )


def _brow(c: dict[str, float], side: str) -> tuple[float, float, float]:
    down = c[f"browDown{side}"]
    return c["browInnerUp"] - down, c[f"browOuterUp{side}"] - 0.35 * down, down


def _smooth(t: Points) -> Points:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def _rotate(d: Points, sin: float, cos: float) -> Points:
    # Written out: a matrix product this small would wake the threads of the linear algebra library.
    out = np.empty_like(d)
    out[:, 0] = d[:, 0] * cos - d[:, 1] * sin
    out[:, 1] = d[:, 0] * sin + d[:, 1] * cos
    return out


class Rig:
    """Moves points of each layer for one anatomy."""

    def __init__(self, anatomy: Anatomy) -> None:
        self.a = anatomy
        self.middle = anatomy.eye_y - 0.005

    def move(self, layer: str, points: Points, p: Pose) -> Points:
        """Where `p` takes rest points (n, 2) of a layer."""
        if layer in ("body", "chest"):
            return self._body(points, p)
        if layer == "neck":
            return self._neck(points, p)
        if layer in ("arm", "hand"):
            return self._arm(layer == "hand", points, p)
        local = self._local(layer, points, p)
        turned = self._turn(layer, points, local, p)
        if layer in ("hair_side", "hair_back"):
            # Long hair hangs: below the chin it follows the shoulders more than the skull.
            hold = (1 - 0.8 * _smooth((points[:, 1] - self.a.chin + 0.06) / 0.36))[:, None]
            turned = turned * hold + self._body(local, p) * (1 - hold)
        return turned

    # ---- what happens on the head before it turns

    def _local(self, layer: str, points: Points, p: Pose) -> Points:
        if layer in ("skin", "face"):
            return self._flesh(points, p)
        if layer in ("iris_left", "iris_right"):
            return self._iris(layer == "iris_left", points, p)
        if layer in ("brow_left", "brow_right"):
            return self._brow(layer == "brow_left", points, p)
        if layer in HANG:
            return self._hang(layer, points, p)
        out = points.copy()
        if layer == "nose":
            out[:, 1] -= 0.006 * p.sneer
        return out

    def _flesh(self, points: Points, p: Pose) -> Points:
        """The jaw drops what lies below the nose; puffed cheeks stand out beside the mouth."""
        a = self.a
        x, y = points[:, 0], points[:, 1]
        out = points.copy()
        below_nose = _smooth((y - a.nose_y) / (a.chin - a.nose_y))
        out[:, 1] += (0.020 * p.jaw + 0.007 * p.forward) * below_nose
        if p.puff:
            at_mouth = np.exp(-(((y - a.mouth_y + 0.01) / 0.04) ** 2))
            beside = at_mouth * _smooth(np.abs(x - a.cx) / a.face_half)
            out[:, 0] += 0.010 * p.puff * beside * np.sign(x - a.cx)
        return out

    def _iris(self, left: bool, points: Points, p: Pose) -> Points:
        """Gaze moves the iris; wide eyes show a small one."""
        a = self.a
        x, y = p.gaze_left if left else p.gaze_right
        wide = p.wide_left if left else p.wide_right
        middle = np.array([a.cx + (a.eye_dx if left else -a.eye_dx), a.eye_y])
        out: Points = (points - middle) * (1 - 0.13 * wide) + middle
        out[:, 0] += 0.34 * a.eye_half * x
        out[:, 1] += 0.22 * a.eye_half * a.eye_tall * y
        return out

    def _brow(self, left: bool, points: Points, p: Pose) -> Points:
        """Inner and outer ends rise and fall on their own; a furrow draws the brows together."""
        a = self.a
        side = 1.0 if left else -1.0
        inner, outer, furrow = p.brow_left if left else p.brow_right
        from_inner = side * (points[:, 0] - a.cx) - a.eye_dx + a.eye_half
        along = np.clip(from_inner / (2 * a.eye_half), 0, 1)
        rise = (
            inner * (1 - along) ** 1.3
            + outer * along**1.2
            + 0.25 * (inner + outer) * np.sin(np.pi * along)
        )
        out = points.copy()
        out[:, 1] -= 0.032 * rise
        out[:, 0] -= side * 0.009 * furrow
        return out

    def _hang(self, layer: str, points: Points, p: Pose) -> Points:
        """What hangs swings from its roots: the further down, the further."""
        start, length, reach = HANG[layer]
        x, y = p.sway[layer]
        weight = np.clip((points[:, 1] - self.middle - start) / length, 0, 1.3) ** 1.5
        out = points.copy()
        out[:, 0] += reach * x * weight
        out[:, 1] += 0.5 * reach * y * weight
        return out

    # ---- the head

    def depth(self, layer: str, points: Points) -> Points:
        """Depth of rest points over the picture plane (n,), positive towards the viewer."""
        if layer == "hair_back":  # close behind the cap at the top, further behind the neck
            return 0.02 - 0.06 * np.clip((points[:, 1] - self.a.eye_y) / 0.2, 0, 1)
        if layer in _FLAT:
            return np.full(len(points), _FLAT[layer])
        dx, dy = points[:, 0] - self.a.cx, points[:, 1] - self.middle
        wide = 0.228 * (self.a.face_half / 0.172)
        rim = 1 - (dx / wide) ** 2 - (dy / 0.38) ** 2
        return 0.150 * np.sqrt(np.maximum(0.015, rim)) + _LIFT.get(layer, 0.0)

    def _turn(self, layer: str, rest: Points, local: Points, p: Pose) -> Points:
        z = self.depth(layer, rest)
        dx, dy = local[:, 0] - self.a.cx, local[:, 1] - self.middle
        sin_y, cos_y = math.sin(p.yaw), math.cos(p.yaw)
        sin_p, cos_p = math.sin(p.pitch), math.cos(p.pitch)
        # A round head keeps its width when it turns: only what lies on its front is foreshortened.
        rim = _smooth(np.abs(dx) / (1.2 * self.a.face_half) - 0.15)
        rim = rim * (1.0 if layer.startswith("hair") else 0.35)
        # the head also turns about the spine, which lies behind the face
        x = dx * (cos_y + (1 - cos_y) * rim) + z * sin_y - 0.042 * sin_y
        y = dy * cos_p - z * sin_p + 0.03 * sin_p
        return self._carry(np.stack([x + self.a.cx, y + self.middle], axis=1), p)

    def _carry(self, points: Points, p: Pose) -> Points:
        """Tilt the whole head about the top of the neck and let the body carry it."""
        pivot = np.array([self.a.cx, self.a.chin + 0.03])
        sin_r, cos_r = math.sin(p.roll), math.cos(p.roll)
        tilted = _rotate(points - pivot, sin_r, cos_r) + pivot
        return self._lean(tilted + np.array([0.010 * p.body_yaw, -0.0045 * p.breath]), p)

    # ---- the body

    def _lean(self, points: Points, p: Pose) -> Points:
        if not p.body_roll:
            return points
        pivot = np.array([self.a.cx, 1.1])
        sin_r, cos_r = math.sin(p.body_roll), math.cos(p.body_roll)
        leant: Points = _rotate(points - pivot, sin_r, cos_r) + pivot
        return leant

    def _body(self, points: Points, p: Pose) -> Points:
        dx = points[:, 0] - self.a.cx
        out = points.copy()
        bulge = np.clip(1 - (dx / 0.34) ** 2, 0, 1)
        turn = p.body_yaw + 0.18 * p.yaw
        out[:, 0] += turn * 0.026 * bulge - abs(turn) * 0.05 * dx
        chest = np.clip((1.02 - points[:, 1]) / 0.25, 0, 1)
        out[:, 1] -= 0.0060 * p.breath * chest
        return self._lean(out, p)

    def _arm(self, hand: bool, points: Points, p: Pose) -> Points:
        """The forearm swings about its elbow below the picture and the hand about the wrist.

        Lowered, both lie out of sight.
        """
        wrist = np.array(self.a.wrist)
        elbow = wrist + (0.05, 0.42)
        out = points
        if hand:
            turn = math.radians(15) * p.hand_wave
            out = _rotate(out - wrist, math.sin(turn), math.cos(turn)) + wrist
        turn = math.radians(6) * p.hand_wave - math.radians(38) * (1 - p.hand_raise)
        out = _rotate(out - elbow, math.sin(turn), math.cos(turn)) + elbow
        below = 0.50 * (1 - p.hand_raise) - 0.004 * p.breath
        return self._lean(out + np.array([0.0, below]), p)

    def _neck(self, points: Points, p: Pose) -> Points:
        """Its foot moves with the body and its top with the head."""
        foot = self.a.collar_y + 0.02
        top = _smooth((foot - points[:, 1]) / (foot - self.a.chin + 0.03))[:, None]
        turned = self._carry(points + np.array([0.02 * math.sin(p.yaw), 0.0]), p)
        return self._body(points, p) * (1 - top) + turned * top
