"""The control schema: everything a performance can move, as one vector of named channels.

Directions are the picture's: x to the right, y down, as the viewer sees it. "Left" and "Right" in
the ARKit names are the character's own, so ``eyeBlinkLeft`` closes the eye on the picture's right.

The 52 face channels are Apple's ARKit blend shape locations (ARFaceAnchor.BlendShapeLocation), each
0..1. The other channels are vidol's; CHANNELS gives their ranges. Hair and accessory channels carry
what a spring simulation computed (vidol.body.springs): a face only draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from vidol.core.arrays import F32
from vidol.core.errors import InputError

Vector = F32

ARKIT: Final = (
    "eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft",
    "eyeSquintLeft", "eyeWideLeft",
    "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight", "eyeLookOutRight", "eyeLookUpRight",
    "eyeSquintRight", "eyeWideRight",
    "jawForward", "jawLeft", "jawRight", "jawOpen",
    "mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft", "mouthRight",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight",
    "mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight",
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthPressLeft", "mouthPressRight",
    "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight",
    "noseSneerLeft", "noseSneerRight", "tongueOut",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: its name, its closed range and what it means. Rest is always 0."""

    name: str
    low: float
    high: float
    meaning: str


CHANNELS: Final[tuple[Channel, ...]] = (
    *(Channel(name, 0.0, 1.0, "ARKit blend shape") for name in ARKIT),
    Channel("headYaw", -30.0, 30.0, "degrees; positive turns the face to the picture's right"),
    Channel("headPitch", -30.0, 30.0, "degrees; positive looks up"),
    Channel("headRoll", -30.0, 30.0, "degrees; positive tilts the crown to the picture's right"),
    Channel("bodyYaw", -1.0, 1.0, "shoulders turn; positive to the picture's right"),
    Channel("bodyRoll", -1.0, 1.0, "shoulders lean; positive to the picture's right"),
    Channel("breath", 0.0, 1.0, "0 breathed out, 1 breathed in"),
    Channel("blush", 0.0, 1.0, "reddening of the cheeks beyond the character's own"),
    Channel("handRaise", 0.0, 1.0, "the right hand rises into the picture, palm to the viewer"),
    Channel("handWave", -1.0, 1.0, "tilt of the raised hand; positive to the picture's right"),
    Channel("hairFrontX", -1.0, 1.0, "tip displacement of the fringe, from its spring"),
    Channel("hairFrontY", -1.0, 1.0, "tip displacement of the fringe, from its spring"),
    Channel("hairSideX", -1.0, 1.0, "tip displacement of the side locks, from their spring"),
    Channel("hairSideY", -1.0, 1.0, "tip displacement of the side locks, from their spring"),
    Channel("hairBackX", -1.0, 1.0, "tip displacement of the back hair, from its spring"),
    Channel("hairBackY", -1.0, 1.0, "tip displacement of the back hair, from its spring"),
    Channel("accessoryX", -1.0, 1.0, "tip displacement of hanging accessories, from their spring"),
    Channel("accessoryY", -1.0, 1.0, "tip displacement of hanging accessories, from their spring"),
)
NAMES: Final = tuple(channel.name for channel in CHANNELS)
INDEX: Final[Mapping[str, int]] = {name: i for i, name in enumerate(NAMES)}
LOW: Final = np.array([channel.low for channel in CHANNELS], np.float32)
HIGH: Final = np.array([channel.high for channel in CHANNELS], np.float32)

# The 15 visemes of Oculus OVR LipSync / OpenXR, in their order.
VISEMES: Final = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip


def rest() -> Vector:
    """The resting face: all channels 0, shape (len(NAMES),) float32."""
    return np.zeros(len(NAMES), np.float32)


def controls(**values: float) -> Vector:
    """A control vector with the named channels set and the others at rest, clipped to their ranges.

    Raises InputError for a name that is not in the schema.
    """
    vector = rest()
    for name, value in values.items():
        if name not in INDEX:
            raise InputError(
                f"'{name}' is not a control channel: see vidol.core.controls.NAMES for the"
                f" {len(NAMES)} names."
            )
        vector[INDEX[name]] = value
    return np.clip(vector, LOW, HIGH)


def look_at(vector: Vector, x: float, y: float) -> None:
    """Point both eyes, in place: x, y in -1..1 (right and down in the picture)."""
    # The character's left eye is on the picture's right:
    # looking right moves it outwards, the other one inwards.
    targets = {
        "eyeLookOutLeft": x,
        "eyeLookInRight": x,
        "eyeLookInLeft": -x,
        "eyeLookOutRight": -x,
        "eyeLookDownLeft": y,
        "eyeLookDownRight": y,
        "eyeLookUpLeft": -y,
        "eyeLookUpRight": -y,
    }
    for name, value in targets.items():
        vector[INDEX[name]] = min(1.0, max(0.0, value))


def gaze(vector: Vector) -> tuple[tuple[float, float], tuple[float, float]]:
    """Gaze of the (left, right) eye as (x, y) in -1..1, right and down in the picture."""
    at = INDEX
    left = (
        float(vector[at["eyeLookOutLeft"]] - vector[at["eyeLookInLeft"]]),
        float(vector[at["eyeLookDownLeft"]] - vector[at["eyeLookUpLeft"]]),
    )
    right = (
        float(vector[at["eyeLookInRight"]] - vector[at["eyeLookOutRight"]]),
        float(vector[at["eyeLookDownRight"]] - vector[at["eyeLookUpRight"]]),
    )
    return left, right


def both(**values: float) -> dict[str, float]:
    """Each value under its name with Left and with Right."""
    left = {f"{name}Left": value for name, value in values.items()}
    right = {f"{name}Right": value for name, value in values.items()}
    return left | right


# Mouth shapes of the visemes in ARKit channels. Written for this project from articulatory
# phonetics: which lips close, round or spread and how far the jaw drops for each class of sounds.
_VISEME_SHAPES: Final[Mapping[str, Mapping[str, float]]] = {
    "sil": {},
    "PP": {"mouthClose": 0.3, "mouthRollLower": 0.35, "mouthRollUpper": 0.3,
           **both(mouthPress=0.6)},
    "FF": {"jawOpen": 0.10, "mouthRollLower": 0.65, **both(mouthUpperUp=0.35, mouthStretch=0.1)},
    "TH": {"jawOpen": 0.18, "tongueOut": 0.35, **both(mouthUpperUp=0.2, mouthLowerDown=0.2)},
    "DD": {"jawOpen": 0.17, **both(mouthUpperUp=0.25, mouthLowerDown=0.3, mouthStretch=0.12)},
    "kk": {"jawOpen": 0.22, **both(mouthLowerDown=0.2, mouthStretch=0.1)},
    "CH": {"jawOpen": 0.16, "mouthFunnel": 0.55, "mouthPucker": 0.15,
           **both(mouthUpperUp=0.3, mouthLowerDown=0.35)},
    "SS": {"jawOpen": 0.08, **both(mouthStretch=0.4, mouthUpperUp=0.3, mouthLowerDown=0.4)},
    "nn": {"jawOpen": 0.14, **both(mouthUpperUp=0.15, mouthLowerDown=0.2)},
    "RR": {"jawOpen": 0.18, "mouthFunnel": 0.4, "mouthPucker": 0.2},
    "aa": {"jawOpen": 0.75, **both(mouthLowerDown=0.35, mouthUpperUp=0.3)},
    "E": {"jawOpen": 0.38, **both(mouthStretch=0.45, mouthLowerDown=0.3, mouthUpperUp=0.25)},
    "ih": {"jawOpen": 0.20, **both(mouthStretch=0.6, mouthSmile=0.12, mouthLowerDown=0.25,
                                   mouthUpperUp=0.2)},
    "oh": {"jawOpen": 0.48, "mouthFunnel": 0.6, "mouthPucker": 0.25},
    "ou": {"jawOpen": 0.20, "mouthPucker": 0.75, "mouthFunnel": 0.35},
}  # fmt: skip
VISEME_SHAPES: Final = np.stack([controls(**_VISEME_SHAPES[name]) for name in VISEMES])
"""(15, channels): ``weights @ VISEME_SHAPES`` turns viseme weights into controls."""
