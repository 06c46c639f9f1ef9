"""Emotions as poses: what each does to the face and to the manner of moving.

A pose is added to the idle motion; transitions are the business of vidol.body.motion. The values
follow the facial action units that FACS (Ekman & Friesen 1978) associates with each emotion,
exaggerated as drawn characters need, and were tuned by looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vidol.core.acts import EMOTIONS
from vidol.core.controls import Vector, both, controls


@dataclass(frozen=True, slots=True)
class Emotion:
    """One emotion: its pose, and factors on the idle motion's speed-independent parts."""

    pose: Vector
    sway: float = 1.0
    """Amplitude of sway and speech nods."""
    blinks: float = 1.0
    """Blinks per unit of time."""
    gaze: tuple[float, float] = (0.0, 0.0)
    """Where the eyes rest, -1..1 to the picture's right and down."""


_TABLE: Final[dict[str, Emotion]] = {
    "neutral": Emotion(controls(**both(mouthSmile=0.22))),
    "happy": Emotion(
        controls(
            **both(mouthSmile=0.95, cheekSquint=0.45, eyeSquint=0.12, browOuterUp=0.3),
            browInnerUp=0.28, jawOpen=0.10, blush=0.25,
            headRoll=3.0, headPitch=1.5,
        ),
        sway=1.15,
    ),
    "laughing": Emotion(
        controls(
            **both(mouthSmile=1.0, cheekSquint=0.7, eyeBlink=0.96, browOuterUp=0.45),
            browInnerUp=0.4, jawOpen=0.62, blush=0.4,
            headPitch=5.0, headRoll=-3.5, bodyRoll=-0.15,
        ),
        sway=1.5,
        blinks=0.5,
    ),
    "sad": Emotion(
        controls(
            **both(mouthFrown=0.75, eyeBlink=0.12),
            browInnerUp=1.0, mouthShrugLower=0.3,
            headPitch=-5.0, headRoll=-4.0,
        ),
        sway=0.6,
        blinks=1.2,
        gaze=(0.0, 0.25),
    ),
    "angry": Emotion(
        controls(
            **both(browDown=1.0, eyeSquint=0.3, mouthFrown=0.75, noseSneer=0.4, mouthPress=0.2),
            cheekPuff=0.5, blush=0.2,
            headPitch=-3.0, bodyYaw=0.12,
        ),
        sway=0.9,
        blinks=0.6,
    ),
    "surprised": Emotion(
        controls(
            **both(eyeWide=1.0, browOuterUp=1.0),
            browInnerUp=1.0, jawOpen=0.42, mouthFunnel=0.35,
            headPitch=3.0,
        ),
        sway=0.7,
        blinks=0.5,
    ),
    "shy": Emotion(
        controls(
            **both(mouthSmile=0.45, cheekSquint=0.2, eyeBlink=0.14),
            browInnerUp=0.75, blush=1.0,
            headPitch=-5.0, headRoll=6.0, headYaw=-7.0, bodyYaw=-0.2,
        ),
        sway=0.8,
        blinks=1.5,
        gaze=(-0.35, 0.2),
    ),
    "thinking": Emotion(
        controls(
            **both(eyeSquint=0.12),
            browDownLeft=0.35, browOuterUpRight=0.75, browInnerUp=0.25,
            mouthPucker=0.35, mouthLeft=0.45,
            headRoll=6.5, headYaw=6.0, headPitch=3.0,
        ),
        sway=0.7,
        gaze=(0.42, -0.5),
    ),
    "sleepy": Emotion(
        controls(
            **both(eyeBlink=0.30, mouthSmile=0.15, browOuterUp=0.45),
            browInnerUp=0.9,
            headPitch=-3.0, headRoll=7.0,
        ),
        sway=0.75,
        blinks=1.3,
    ),
    "smug": Emotion(
        controls(
            **both(eyeBlink=0.16, cheekSquint=0.3),
            mouthSmileLeft=1.0, mouthSmileRight=0.45, browOuterUpLeft=0.75, browDownRight=0.3,
            headPitch=4.0, headRoll=-5.0, headYaw=5.0,
        ),
        sway=0.9,
    ),
    "worried": Emotion(
        controls(
            **both(mouthFrown=0.5, mouthStretch=0.3, eyeWide=0.2),
            browInnerUp=1.0,
            headPitch=-2.0, headRoll=4.0, bodyRoll=0.06,
        ),
        sway=0.8,
        blinks=1.4,
    ),
    "excited": Emotion(
        controls(
            **both(mouthSmile=1.0, eyeWide=0.5, browOuterUp=0.8, cheekSquint=0.25),
            browInnerUp=0.6, jawOpen=0.34, blush=0.4,
            headPitch=3.5,
        ),
        sway=1.6,
        blinks=0.9,
    ),
}  # fmt: skip

POSES: Final[dict[str, Emotion]] = {name: _TABLE[name] for name in EMOTIONS}
