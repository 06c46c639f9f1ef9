"""Random control vectors: plausible poses and faces for training data, covering every channel."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.core.controls import HIGH, INDEX, LOW, VISEME_SHAPES, Vector, look_at, rest


def random_controls(rng: np.random.Generator) -> Vector:
    """One random pose.

    Head and gaze, lids and brows, an emotion or a viseme on the mouth, hair in motion.
    """
    c = rest()
    _pose(c, rng)
    _lids(c, rng)
    _brows(c, rng)
    _mouth(c, rng)
    if rng.random() < 0.25:
        _put(c, float(rng.random()), "blush")
    return np.clip(c, LOW, HIGH)


def _put(c: Vector, value: float, *names: str) -> None:
    for name in names:
        c[INDEX[name]] = value


def _sides(name: str) -> tuple[str, str]:
    return f"{name}Left", f"{name}Right"


_SPREADS: Final = {"headYaw": 14, "headPitch": 9, "headRoll": 7, "bodyYaw": 0.4, "bodyRoll": 0.4}


def _pose(c: Vector, rng: np.random.Generator) -> None:
    for name, spread in _SPREADS.items():
        _put(c, float(rng.normal(0, spread)), name)
    for name in ("hairFront", "hairSide", "hairBack", "accessory"):
        _put(c, float(rng.normal(0, 0.35)), name + "X")
        _put(c, float(rng.normal(0, 0.25)), name + "Y")
    if rng.random() < 0.1:
        _put(c, float(rng.random()), "handRaise")
        _put(c, float(rng.normal(0, 0.5)), "handWave")
    _put(c, float(rng.random()), "breath")
    look_at(c, float(rng.normal(0, 0.4)), float(rng.normal(0, 0.3)))


def _lids(c: Vector, rng: np.random.Generator) -> None:
    lids, amount = rng.random(), float(rng.random())
    if lids < 0.15:
        _put(c, amount, *_sides("eyeBlink"))
    elif lids < 0.22:
        _put(c, 1.0, _sides("eyeBlink")[int(rng.integers(2))])
    elif lids < 0.32:
        _put(c, amount, *_sides("eyeWide"))
    elif lids < 0.42:
        _put(c, amount, *_sides("eyeSquint"))


def _brows(c: Vector, rng: np.random.Generator) -> None:
    brows, amount = rng.random(), float(rng.random())
    if brows < 0.2:
        _put(c, amount, *_sides("browDown"))
    elif brows < 0.4:
        _put(c, amount, "browInnerUp")
    elif brows < 0.55:
        _put(c, amount, *_sides("browOuterUp"))


# Seldom seen, each alone.
_RARE: Final = (
    "cheekPuff", "mouthLeft", "mouthRight", "jawLeft", "jawRight",
    "noseSneerLeft", "mouthShrugLower", "tongueOut", "mouthSmileLeft", "mouthSmileRight",
)  # fmt: skip


def _mouth(c: Vector, rng: np.random.Generator) -> None:
    if rng.random() < 0.6:
        weights = rng.dirichlet(np.full(len(VISEME_SHAPES), 0.15)).astype(np.float32)
        c += weights @ VISEME_SHAPES * np.float32(rng.uniform(0.6, 1.2))
    mood, amount = rng.random(), float(rng.random())
    if mood < 0.35:
        _put(c, amount, *_sides("mouthSmile"))
        if rng.random() < 0.4:
            _put(c, float(rng.random()), *_sides("cheekSquint"))
    elif mood < 0.5:
        _put(c, amount, *_sides("mouthFrown"))
    elif mood < 0.6:
        _put(c, amount, str(rng.choice(_RARE)))
