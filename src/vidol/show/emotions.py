"""Emotions as poses: what each does to the face and to the manner of moving.

A pose is added to the idle motion; transitions are the business of vidol.show.motion. The values follow the
facial action units that FACS (Ekman & Friesen 1978) associates with each emotion, exaggerated as drawn
characters need, and were tuned by looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vidol.core.acts import EMOTIONS
from vidol.core.controls import Vector, controls


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


def _both(**values: float) -> dict[str, float]:
    return {name + side: value for name, value in values.items() for side in ("Left", "Right")}


_TABLE: Final[dict[str, Emotion]] = {
    "neutral": Emotion(controls(**_both(mouthSmile=0.16))),
    "happy": Emotion(
        controls(**_both(mouthSmile=0.72, cheekSquint=0.35, eyeSquint=0.18, browOuterUp=0.22), browInnerUp=0.18, blush=0.16, headRoll=2.5, headPitch=1.5),
        sway=1.15,
    ),
    "laughing": Emotion(
        controls(
            **_both(mouthSmile=0.95, cheekSquint=0.7, eyeBlink=0.94, eyeSquint=0.4, browOuterUp=0.35),
            browInnerUp=0.3, jawOpen=0.42, blush=0.3, headPitch=5.0, headRoll=-3.0, bodyRoll=-0.12,
        ),
        sway=1.5,
        blinks=0.5,
    ),
    "sad": Emotion(
        controls(**_both(mouthFrown=0.55, browOuterUp=0.0, eyeSquint=0.12, eyeBlink=0.2), browInnerUp=0.8, mouthShrugLower=0.25, headPitch=-6.0, headRoll=-3.0),
        sway=0.6,
        blinks=1.2,
        gaze=(0.0, 0.22),
    ),
    "angry": Emotion(
        controls(**_both(browDown=0.85, eyeSquint=0.32, mouthFrown=0.5, noseSneer=0.35, mouthPress=0.2), headPitch=-3.5, bodyYaw=0.1, cheekPuff=0.2),
        sway=0.9,
        blinks=0.6,
    ),
    "surprised": Emotion(
        controls(**_both(eyeWide=0.9, browOuterUp=0.85), browInnerUp=0.9, jawOpen=0.26, mouthFunnel=0.25, headPitch=2.5, bodyRoll=0.0),
        sway=0.7,
        blinks=0.5,
    ),
    "shy": Emotion(
        controls(**_both(mouthSmile=0.35, cheekSquint=0.2, eyeSquint=0.1, eyeBlink=0.12), browInnerUp=0.55, blush=0.95, headPitch=-5.0, headRoll=5.0, headYaw=-6.0, bodyYaw=-0.15),
        sway=0.8,
        blinks=1.5,
        gaze=(-0.3, 0.18),
    ),
    "thinking": Emotion(
        controls(browDownLeft=0.25, browOuterUpRight=0.55, browInnerUp=0.2, mouthPucker=0.25, mouthLeft=0.3, **_both(eyeSquint=0.15), headRoll=5.5, headYaw=5.0, headPitch=2.5),
        sway=0.7,
        gaze=(0.38, -0.42),
    ),
    "sleepy": Emotion(
        controls(**_both(eyeBlink=0.52, mouthSmile=0.1, browOuterUp=0.1), browInnerUp=0.25, headPitch=-5.0, headRoll=6.0),
        sway=0.75,
        blinks=1.3,
        gaze=(0.0, 0.12),
    ),
    "smug": Emotion(
        controls(
            mouthSmileLeft=0.8, mouthSmileRight=0.35, browOuterUpLeft=0.55, browDownRight=0.15, **_both(eyeBlink=0.26, eyeSquint=0.3, cheekSquint=0.2),
            headPitch=4.0, headRoll=-4.0, headYaw=4.0,
        ),
        sway=0.9,
    ),
    "worried": Emotion(
        controls(**_both(mouthFrown=0.35, mouthStretch=0.2, eyeWide=0.15), browInnerUp=0.95, headPitch=-2.0, headRoll=3.0, bodyRoll=0.05),
        sway=0.8,
        blinks=1.4,
    ),
    "excited": Emotion(
        controls(**_both(mouthSmile=0.9, eyeWide=0.45, browOuterUp=0.6, cheekSquint=0.25), browInnerUp=0.45, jawOpen=0.18, blush=0.35, headPitch=3.0),
        sway=1.6,
        blinks=0.9,
    ),
}  # fmt: skip

POSES: Final[dict[str, Emotion]] = {name: _TABLE[name] for name in EMOTIONS}
