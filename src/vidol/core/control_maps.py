"""Control vectors in the words of other systems: VRM 1.0, VRM 0 and VMC, Live2D, VTube Studio.

Each map is a pure function from one control vector to ``{name: value}`` with every name of that
system that the schema can express, and only those; RANGES of each system hold always. "Left" stays
the character's own in all four (Live2D's L eye closes on the picture's right). What sends the
values (VMC, VTube Studio's API, a glTF file) lives elsewhere.

Sources: VRMC_vrm-1.0 expressions; VRM 0.x blend shape presets as UniVRM writes and VMC sends them;
Live2D Cubism "Standard Parameter List" (2021-08-26); VTube Studio "Supported INPUT parameters".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from vidol.core.arrays import F64
from vidol.core.controls import INDEX, VISEME_SHAPES, VISEMES, Vector, gaze

Ranges = Mapping[str, tuple[float, float, float]]
"""{name: (low, value at rest, high)}"""

# VRM names its vowels by the Japanese ones: ih is [i], ee is [e].
_VOWELS: Final = {"aa": "aa", "ih": "ih", "ou": "ou", "ee": "E", "oh": "oh"}
_VRM0_NAMES: Final = {
    "aa": "A", "ih": "I", "ou": "U", "ee": "E", "oh": "O",
    "blink": "Blink", "blinkLeft": "Blink_L", "blinkRight": "Blink_R",
    "lookUp": "LookUp", "lookDown": "LookDown", "lookLeft": "LookLeft", "lookRight": "LookRight",
    "happy": "Joy", "angry": "Angry", "sad": "Sorrow",
}  # fmt: skip

VRM1_RANGES: Final[Ranges] = dict.fromkeys((*_VRM0_NAMES, "surprised"), (0.0, 0.0, 1.0))
VRM0_RANGES: Final[Ranges] = dict.fromkeys(_VRM0_NAMES.values(), (0.0, 0.0, 1.0))
LIVE2D_RANGES: Final[Ranges] = {
    "ParamAngleX": (-30, 0, 30), "ParamAngleY": (-30, 0, 30), "ParamAngleZ": (-30, 0, 30),
    "ParamEyeLOpen": (0, 1, 1), "ParamEyeLSmile": (0, 0, 1),
    "ParamEyeROpen": (0, 1, 1), "ParamEyeRSmile": (0, 0, 1),
    "ParamEyeBallX": (-1, 0, 1), "ParamEyeBallY": (-1, 0, 1),
    "ParamBrowLY": (-1, 0, 1), "ParamBrowRY": (-1, 0, 1),
    "ParamBrowLX": (-1, 0, 1), "ParamBrowRX": (-1, 0, 1),
    "ParamBrowLAngle": (-1, 0, 1), "ParamBrowRAngle": (-1, 0, 1),
    "ParamBrowLForm": (-1, 0, 1), "ParamBrowRForm": (-1, 0, 1),
    "ParamMouthForm": (-1, 0, 1), "ParamMouthOpenY": (0, 0, 1), "ParamCheek": (0, 0, 1),
    "ParamBodyAngleX": (-10, 0, 10), "ParamBodyAngleZ": (-10, 0, 10), "ParamBreath": (0, 0, 1),
    "ParamHairFront": (-1, 0, 1), "ParamHairSide": (-1, 0, 1), "ParamHairBack": (-1, 0, 1),
}  # fmt: skip
VTUBE_STUDIO_RANGES: Final[Ranges] = {
    "FaceAngleX": (-30, 0, 30), "FaceAngleY": (-30, 0, 30), "FaceAngleZ": (-90, 0, 90),
    "MouthSmile": (0, 0.5, 1), "MouthOpen": (0, 0, 1), "MouthX": (-1, 0, 1),
    "TongueOut": (0, 0, 1), "CheekPuff": (0, 0, 1),
    "Brows": (0, 0.5, 1), "BrowLeftY": (0, 0.5, 1), "BrowRightY": (0, 0.5, 1),
    "FaceAngry": (0, 0, 1),
    "EyeOpenLeft": (0, 1, 1), "EyeOpenRight": (0, 1, 1),
    "EyeLeftX": (-1, 0, 1), "EyeLeftY": (-1, 0, 1),
    "EyeRightX": (-1, 0, 1), "EyeRightY": (-1, 0, 1),
}  # fmt: skip

# Where the jaw is as far open as these systems can say: the schema's own "aa" opens it by 0.75.
_JAW_FULL: Final = 0.8


def vrm1(vector: Vector) -> dict[str, float]:
    """Weights of VRM 1.0 expression presets, 0..1. Head and body are bones in VRM and are not here.

    Expressions add up in VRM, so ``blink`` carries what both eyes share and ``blinkLeft`` and
    ``blinkRight`` the rest. `relaxed` and `neutral` say nothing that a control says, and are left
    out.
    """
    at = _Reader(vector)
    left, right = at("eyeBlinkLeft"), at("eyeBlinkRight")
    both = min(left, right)
    x, y = _mean_gaze(vector)
    frown = at.mean("mouthFrown")
    values = _vowels(vector) | {
        "blink": both,
        "blinkLeft": left - both,
        "blinkRight": right - both,
        "lookUp": max(0.0, -y),
        "lookDown": max(0.0, y),
        "lookLeft": max(0.0, x),  # the character's left is on the picture's right
        "lookRight": max(0.0, -x),
        "happy": at.mean("mouthSmile"),
        # An emotion that takes two features shows only as far as both are there:
        # lowered brows alone are concentration.
        "angry": min(at.mean("browDown"), max(at.mean("noseSneer"), frown)),
        "sad": min(at("browInnerUp"), frown),
        "surprised": min(at.mean("eyeWide"), max(at.mean("browOuterUp"), at("browInnerUp"))),
    }
    return _within(values, VRM1_RANGES)


def vrm0(vector: Vector) -> dict[str, float]:
    """Weights of VRM 0.x presets, 0..1, under the names that VMC sends (/VMC/Ext/Blend/Val)."""
    values = vrm1(vector)
    return {name: values[key] for key, name in _VRM0_NAMES.items()}


def live2d(vector: Vector) -> dict[str, float]:
    """Live2D Cubism standard parameters in their standard ranges (LIVE2D_RANGES)."""
    at = _Reader(vector)
    x, y = _mean_gaze(vector)
    values = {
        "ParamAngleX": at("headYaw"),
        "ParamAngleY": at("headPitch"),
        "ParamAngleZ": at("headRoll"),
        "ParamEyeBallX": x,
        "ParamEyeBallY": -y,
        "ParamMouthForm": _mouth_form(at),
        "ParamMouthOpenY": _mouth_open(at),
        "ParamCheek": at("blush"),
        "ParamBodyAngleX": 10 * at("bodyYaw"),
        "ParamBodyAngleZ": 10 * at("bodyRoll"),
        "ParamBreath": at("breath"),
        "ParamHairFront": at("hairFrontX"),
        "ParamHairSide": at("hairSideX"),
        "ParamHairBack": at("hairBackX"),
    }
    for side, letter in (("Left", "L"), ("Right", "R")):
        frowning, inner = at("browDown" + side), at("browInnerUp")
        smiling_squint = min(at("eyeSquint" + side), at("mouthSmile" + side))
        values |= {
            f"ParamEye{letter}Open": _eye_open(at, side),
            f"ParamEye{letter}Smile": max(at("cheekSquint" + side), smiling_squint),
            f"ParamBrow{letter}Y": _brow_height(at, side),
            f"ParamBrow{letter}X": -frowning,  # minus draws the brows together
            f"ParamBrow{letter}Angle": inner - frowning,  # minus lowers the inner ends
            f"ParamBrow{letter}Form": inner - frowning,
        }
    return _within(values, LIVE2D_RANGES)


def vtube_studio(vector: Vector) -> dict[str, float]:
    """VTube Studio's tracking parameters in their ranges (VTUBE_STUDIO_RANGES).

    As its API's InjectParameterDataRequest takes them: 0..1 parameters that have two directions
    (smile, brows) rest at 0.5. Its eyes count x towards the character's own right: its automatic
    set-up turns them round for ParamEyeBallX.
    """
    at = _Reader(vector)
    (left_x, left_y), (right_x, right_y) = gaze(vector)
    brow_left, brow_right = (0.5 + 0.5 * _brow_height(at, side) for side in ("Left", "Right"))
    values = {
        "FaceAngleX": at("headYaw"),
        "FaceAngleY": at("headPitch"),
        "FaceAngleZ": at("headRoll"),
        "MouthSmile": 0.5 + 0.5 * _mouth_form(at),
        "MouthOpen": _mouth_open(at),
        "MouthX": at("mouthLeft") - at("mouthRight"),
        "TongueOut": at("tongueOut"),
        "CheekPuff": at("cheekPuff"),
        "Brows": (brow_left + brow_right) / 2,
        "BrowLeftY": brow_left,
        "BrowRightY": brow_right,
        "FaceAngry": min(at.mean("browDown"), max(at.mean("noseSneer"), at.mean("mouthFrown"))),
        "EyeOpenLeft": _eye_open(at, "Left"),
        "EyeOpenRight": _eye_open(at, "Right"),
        "EyeLeftX": -left_x,
        "EyeLeftY": -left_y,
        "EyeRightX": -right_x,
        "EyeRightY": -right_y,
    }
    return _within(values, VTUBE_STUDIO_RANGES)


class _Reader:
    """Channels by name: ``at("jawOpen")``, or ``at.mean("eyeWide")`` for a left and right pair."""

    def __init__(self, vector: Vector) -> None:
        self._vector = vector

    def __call__(self, name: str) -> float:
        return float(self._vector[INDEX[name]])

    def mean(self, name: str) -> float:
        return (self(name + "Left") + self(name + "Right")) / 2


def _within(values: dict[str, float], ranges: Ranges) -> dict[str, float]:
    return {name: min(max(values[name], low), high) for name, (low, _, high) in ranges.items()}


def _mean_gaze(vector: Vector) -> tuple[float, float]:
    """x, y in -1..1, right and down in the picture."""
    (left_x, left_y), (right_x, right_y) = gaze(vector)
    return (left_x + right_x) / 2, (left_y + right_y) / 2


def _eye_open(at: _Reader, side: str) -> float:
    # A squint that belongs to a smile is the smile's (ParamEyeLSmile); the rest narrows the eye.
    squint = max(0.0, at("eyeSquint" + side) - at("mouthSmile" + side))
    return (1 - at("eyeBlink" + side)) * (1 - 0.4 * squint)


def _brow_height(at: _Reader, side: str) -> float:
    raised = (at("browInnerUp") + at("browOuterUp" + side)) / 2
    return min(1.0, max(-1.0, raised - at("browDown" + side)))


def _mouth_form(at: _Reader) -> float:
    """-1 frowning or pursed, 0 at rest, 1 smiling or drawn wide."""
    wide = at.mean("mouthSmile") + 0.5 * at.mean("mouthStretch")
    narrow = at.mean("mouthFrown") + 0.7 * max(at("mouthPucker"), at("mouthFunnel"))
    return min(1.0, max(-1.0, wide - narrow))


def _mouth_open(at: _Reader) -> float:
    return min(1.0, max(0.0, at("jawOpen") / _JAW_FULL - at("mouthClose")))


_MOUTH: Final = np.array([i for name, i in INDEX.items() if name.startswith(("jaw", "mouth"))])
_VISEMES_OF_VOWELS: Final = np.array([VISEMES.index(viseme) for viseme in _VOWELS.values()])
_VOWEL_SHAPES: Final = VISEME_SHAPES[np.ix_(_VISEMES_OF_VOWELS, _MOUTH)].astype(np.float64)


def _solvers() -> F64:
    """(31, 5, 5): for every set of vowels, the matrix from correlations to the best weights."""
    gram = _VOWEL_SHAPES @ _VOWEL_SHAPES.T
    solvers = np.zeros((2 ** len(gram) - 1, *gram.shape))
    for i, solver in enumerate(solvers, start=1):
        chosen = [k for k in range(len(gram)) if i >> k & 1]
        solver[np.ix_(chosen, chosen)] = np.linalg.inv(gram[np.ix_(chosen, chosen)])
    return solvers


_SOLVERS: Final = _solvers()


def _vowels(vector: Vector) -> dict[str, float]:
    """The five vowels whose mixture comes nearest to the mouth: weights >= 0 with a sum <= 1.

    Non-negative least squares, solved exactly by trying all sets of vowels: the best fit whose
    weights are all positive.
    """
    correlations = _VOWEL_SHAPES @ vector[_MOUTH].astype(np.float64)
    candidates = _SOLVERS @ correlations
    explained = np.where((candidates >= 0).all(axis=1), candidates @ correlations, 0.0)
    best = int(explained.argmax())
    weights = candidates[best] if explained[best] > 0 else np.zeros(len(_VOWELS))
    return dict(zip(_VOWELS, (weights / max(1.0, weights.sum())).tolist(), strict=True))
