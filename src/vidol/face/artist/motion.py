"""Random control vectors: poses and faces as training data wants them, plausible together and covering every channel."""

from __future__ import annotations

import numpy as np

from vidol.core.controls import HIGH, INDEX, LOW, VISEME_SHAPES, Vector, look_at, rest


def random_controls(rng: np.random.Generator) -> Vector:
    """One random pose: head, gaze, blink, brows, an emotion or a viseme on the mouth, hair in motion."""
    c = rest()

    def put(value: float, *names: str) -> None:
        for name in names:
            c[INDEX[name]] = value

    for name, spread in (("headYaw", 14), ("headPitch", 9), ("headRoll", 7), ("bodyYaw", 0.4), ("bodyRoll", 0.4)):
        put(float(rng.normal(0, spread)), name)
    for name in ("hairFront", "hairSide", "hairBack", "accessory"):
        put(float(rng.normal(0, 0.35)), name + "X")
        put(float(rng.normal(0, 0.25)), name + "Y")
    put(float(rng.random()), "breath")
    look_at(c, float(rng.normal(0, 0.4)), float(rng.normal(0, 0.3)))
    lids = rng.random()
    if lids < 0.15:
        put(float(rng.random()), "eyeBlinkLeft", "eyeBlinkRight")
    elif lids < 0.22:
        put(1.0, str(rng.choice(["eyeBlinkLeft", "eyeBlinkRight"])))
    elif lids < 0.32:
        put(float(rng.random()), "eyeWideLeft", "eyeWideRight")
    elif lids < 0.42:
        put(float(rng.random()), "eyeSquintLeft", "eyeSquintRight")
    brow = rng.random()
    if brow < 0.2:
        put(float(rng.random()), "browDownLeft", "browDownRight")
    elif brow < 0.4:
        put(float(rng.random()), "browInnerUp")
    elif brow < 0.55:
        put(float(rng.random()), "browOuterUpLeft", "browOuterUpRight")
    if rng.random() < 0.6:
        weights = rng.dirichlet(np.full(len(VISEME_SHAPES), 0.15)).astype(np.float32)
        c += weights @ VISEME_SHAPES * np.float32(rng.uniform(0.6, 1.2))
    mood = rng.random()
    if mood < 0.35:
        put(float(rng.random()), "mouthSmileLeft", "mouthSmileRight")
        if rng.random() < 0.4:
            put(float(rng.random()), "cheekSquintLeft", "cheekSquintRight")
    elif mood < 0.5:
        put(float(rng.random()), "mouthFrownLeft", "mouthFrownRight")
    elif mood < 0.6:
        name = str(rng.choice(["cheekPuff", "mouthLeft", "mouthRight", "jawLeft", "jawRight", "noseSneerLeft", "mouthShrugLower", "tongueOut", "mouthSmileLeft", "mouthSmileRight"]))
        put(float(rng.random()), name)
    if rng.random() < 0.25:
        put(float(rng.random()), "blush")
    return np.clip(c, LOW, HIGH)
