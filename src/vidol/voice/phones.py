"""The phone inventory: IPA symbols that every engine's phones map to, and the mouth shape of each.

A `Gesture` says what the lips do for a phone: its viseme targets in order (two or three for a glide
such as Mandarin "iao"), how strongly it pulls on its neighbours, and whether it closes the lips.
Weights of a target sum to at most 1; the rest is the resting mouth, which is how reduced vowels
stay small. Written for this project from articulatory phonetics.

Not here: how gestures blend in time (vidol.voice.lips).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from vidol.core.arrays import F64
from vidol.core.controls import VISEMES

Target = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Gesture:
    """What the mouth does for one phone."""

    targets: tuple[Target, ...]
    """Viseme weights, in order, spread evenly over the phone."""
    pull: float
    """Dominance over neighbours, 0..1 (Cohen and Massaro 1993)."""
    reach: float
    """Seconds over which it is anticipated and let go."""
    closes: str = ""
    """Lips meet ("PP") or lip meets teeth ("FF")."""


def _vowel(*targets: Target, reach: float = 0.045) -> Gesture:
    return Gesture(targets, 1.0, reach)


def _consonant(target: Target, pull: float = 0.45, reach: float = 0.035) -> Gesture:
    return Gesture((target,), pull, reach)


_AA: Final[Target] = {"aa": 1.0}
_E: Final[Target] = {"E": 1.0}
_I: Final[Target] = {"ih": 1.0}
_O: Final[Target] = {"oh": 1.0}
_U: Final[Target] = {"ou": 1.0}
_SCHWA: Final[Target] = {"E": 0.35, "aa": 0.3}
# Lip rounding begins well before the sound it belongs to (Lubker and Gay 1982).
_ROUND_REACH: Final = 0.08
_NEARLY_SHUT: Final[Target] = {"nn": 0.35}

_GESTURES: Final[Mapping[str, Gesture]] = {
    # Open and mid vowels
    "a": _vowel(_AA), "ɑ": _vowel(_AA), "ɑː": _vowel(_AA),
    "ɒ": _vowel({"aa": 0.6, "oh": 0.4}),
    "ʌ": _vowel({"aa": 0.75, "E": 0.1}),
    "ɐ": _vowel({"aa": 0.6, "E": 0.1}),
    "æ": _vowel({"aa": 0.6, "E": 0.4}),
    "ə": Gesture((_SCHWA,), 0.7, 0.04),
    "ɛ": _vowel(_E), "e": _vowel(_E),
    "ɤ": _vowel({"E": 0.5, "oh": 0.2}),
    "ɜː": _vowel({"RR": 0.6, "E": 0.4}),
    "ɚ": Gesture(({"RR": 0.7, "E": 0.15},), 0.8, 0.05),
    # Close vowels
    "i": _vowel(_I), "iː": _vowel(_I),
    "ɪ": _vowel({"ih": 0.75, "E": 0.15}),
    "ᵻ": Gesture(({"ih": 0.6},), 0.7, 0.04),
    "ɿ": _vowel({"SS": 0.55, "ih": 0.3}),
    "ʅ": _vowel({"CH": 0.35, "ih": 0.35}),
    "ɯ": _vowel({"ou": 0.5, "ih": 0.2}),
    # Rounded vowels
    "o": _vowel(_O, reach=_ROUND_REACH),
    "ɔ": _vowel({"oh": 0.8, "aa": 0.2}, reach=_ROUND_REACH),
    "ɔː": _vowel({"oh": 0.85, "aa": 0.15}, reach=_ROUND_REACH),
    "u": _vowel(_U, reach=_ROUND_REACH), "uː": _vowel(_U, reach=_ROUND_REACH),
    "ʊ": _vowel({"ou": 0.65, "oh": 0.2}, reach=_ROUND_REACH),
    "y": _vowel({"ou": 0.9, "ih": 0.1}, reach=_ROUND_REACH),
    # Devoiced vowels of Japanese: the mouth barely leaves the consonant
    "ḁ": Gesture(({"aa": 0.3},), 0.4, 0.05),
    "i̥": Gesture(({"ih": 0.35},), 0.4, 0.05),
    "ɯ̥": Gesture(({"ou": 0.3},), 0.4, 0.05),
    "e̥": Gesture(({"E": 0.3},), 0.4, 0.05),
    "o̥": Gesture(({"oh": 0.35},), 0.4, 0.05),
    # Glides of English
    "aɪ": _vowel(_AA, {"ih": 0.7, "E": 0.2}),
    "aʊ": _vowel(_AA, {"ou": 0.7, "oh": 0.2}),
    "eɪ": _vowel(_E, {"ih": 0.85}),
    "oʊ": _vowel(_O, _U, reach=_ROUND_REACH),
    "ɔɪ": _vowel(_O, {"ih": 0.8}, reach=_ROUND_REACH),
    # Finals of Mandarin
    "ai": _vowel(_AA, {"ih": 0.6, "E": 0.3}),
    "ei": _vowel(_E, {"ih": 0.8}),
    "ɑu": _vowel(_AA, {"oh": 0.7, "ou": 0.2}, reach=0.05),
    "ou": _vowel(_O, _U, reach=_ROUND_REACH),
    "iɑ": _vowel(_I, _AA), "iɛ": _vowel(_I, _E),
    "io": _vowel(_I, _O), "iou": _vowel(_I, _O, _U),
    "ua": _vowel(_U, _AA, reach=0.06),
    "uo": _vowel(_U, _O, reach=_ROUND_REACH),
    "uə": _vowel(_U, _SCHWA, reach=0.06),
    "uai": _vowel(_U, _AA, {"ih": 0.6, "E": 0.3}, reach=0.06),
    "uei": _vowel(_U, _E, {"ih": 0.8}, reach=0.06),
    "yɛ": _vowel(_U, _E, reach=0.06),
    "yæ": _vowel(_U, {"aa": 0.5, "E": 0.5}, reach=0.06),
    "yə": _vowel(_U, _SCHWA, reach=0.06),
    "yi": _vowel(_U, _I, reach=0.06),
    # Lips: they meet, always (the closure is laid over the blend, so they need no pull of their
    # own in it)
    **dict.fromkeys(("p", "pʰ", "b", "m", "pʲ", "bʲ", "mʲ"),
                    Gesture(({"PP": 1.0},), 0.25, 0.03, "PP")),
    **dict.fromkeys(("f", "v"), Gesture(({"FF": 1.0},), 0.3, 0.03, "FF")),
    "ɸ": _consonant({"ou": 0.5, "FF": 0.25}, 0.7),
    "w": Gesture((_U,), 0.9, 0.07),
    "ɥ": Gesture((_U,), 0.9, 0.07),
    # Tongue tip
    **dict.fromkeys(("θ", "ð"), _consonant({"TH": 0.9}, 0.7)),
    **dict.fromkeys(("t", "tʰ", "d", "ɾ", "tʲ", "dʲ", "ɾʲ"), _consonant({"DD": 0.85})),
    **dict.fromkeys(("n", "l", "ɲ"), _consonant({"nn": 0.85})),
    **dict.fromkeys(("s", "z", "ts", "tsʰ", "dz"), _consonant({"SS": 0.95}, 0.75)),
    **dict.fromkeys(("ʃ", "ʒ", "tʃ", "dʒ"), Gesture(({"CH": 0.95},), 0.8, 0.06)),
    **dict.fromkeys(("ʂ", "ʈʂ", "ʈʂʰ", "ʐ"), Gesture(({"CH": 0.65, "RR": 0.25},), 0.8, 0.06)),
    **dict.fromkeys(("ɕ", "tɕ", "tɕʰ", "dʑ", "ʑ"), _consonant({"SS": 0.45, "ih": 0.45}, 0.7)),
    "ɹ": Gesture(({"RR": 0.95},), 0.75, 0.06),
    "j": _consonant({"ih": 0.9}, 0.6, 0.06),
    # Back of the tongue and throat: the lips keep the shape of the vowels around
    **dict.fromkeys(("k", "kʰ", "ɡ", "ŋ", "χ", "kʲ", "ɡʲ"), _consonant({"kk": 0.8}, 0.3)),
    **dict.fromkeys(("h", "ʔ"), _consonant({"kk": 0.5}, 0.15)),
    "ç": _consonant({"ih": 0.6}, 0.4),
    "ɴ": _consonant(_NEARLY_SHUT, 0.8, 0.05),
}  # fmt: skip

PHONES: Final = tuple(_GESTURES)
"""The inventory. A pause is a gap between phones, not a phone."""

_ESPEAK: Final[Mapping[str, tuple[str, ...]]] = {
    # Mandarin
    "ph": ("pʰ",), "th": ("tʰ",), "kh": ("kʰ",), "tsh": ("tsʰ",), "tɕh": ("tɕʰ",),
    "s.": ("ʂ",), "ts.": ("ʈʂ",), "ts.h": ("ʈʂʰ",), "x": ("χ",),
    "i.": ("ʅ",), "i̪": ("ɿ",), "o-": ("ɤ",), "ŋ-": ("ŋ",), "ər": ("ɚ",), "onɡ": ("ʊ", "ŋ"),
    # English
    "r": ("ɹ",), "r̩": ("ɚ",), "ɝ": ("ɜː",), "n̩": ("n",), "ɬ": ("l",), "ɫ": ("l",), "ʍ": ("w",),
    "a": ("a",), "ɑː": ("ɑː",), "əl": ("ə", "l"), "iə": ("i", "ə"),
    "ɛɹ": ("ɛ", "ɹ"), "ɪɹ": ("ɪ", "ɹ"), "ʊɹ": ("ʊ", "ɹ"), "ɔːɹ": ("ɔː", "ɹ"), "ɑːɹ": ("ɑː", "ɹ"),
    "aɪɚ": ("aɪ", "ɚ"), "aɪə": ("aɪ", "ə"),
}  # fmt: skip

_OPENJTALK: Final[Mapping[str, str]] = {
    "u": "ɯ", "A": "ḁ", "I": "i̥", "U": "ɯ̥", "E": "e̥", "O": "o̥",
    "N": "ɴ", "cl": "ʔ",
    "ky": "kʲ", "kw": "k", "g": "ɡ", "gy": "ɡʲ", "gw": "ɡ",
    "sh": "ɕ", "j": "dʑ", "z": "dz", "ch": "tɕ", "ts": "ts",
    "ty": "tʲ", "dy": "dʲ", "ny": "ɲ", "hy": "ç", "f": "ɸ",
    "by": "bʲ", "py": "pʲ", "my": "mʲ", "y": "j", "r": "ɾ", "ry": "ɾʲ",
}  # fmt: skip


def from_espeak(symbol: str) -> tuple[str, ...]:
    """The inventory's phones for one espeak-ng IPA event, in order.

    () for a pause or a mark that is no sound.
    """
    bare = symbol.replace("ˈ", "").replace("ˌ", "")
    if bare in _GESTURES:
        return (bare,)
    if bare in _ESPEAK:
        return _ESPEAK[bare]
    if not bare or bare.startswith("("):
        return ()
    # A composite the tables lack: take the inventory's symbols out of it, longest first.
    found: list[str] = []
    while bare:
        heads = (bare[:n] for n in range(len(bare), 0, -1))
        match = next((head for head in heads if head in _GESTURES), "")
        if match:
            found.append(match)
        bare = bare[len(match) or 1 :]
    return tuple(found)


def from_openjtalk(symbol: str) -> str:
    """The inventory's phone for one OpenJTalk phoneme; "" for a pause (sil, pau)."""
    mapped = _OPENJTALK.get(symbol, symbol)
    return mapped if mapped in _GESTURES else ""


def gesture(symbol: str) -> Gesture:
    """What the mouth does for `symbol`.

    A symbol outside the inventory (another engine's) opens the mouth a little.
    """
    return _GESTURES.get(symbol, _UNKNOWN)


def is_vowel(symbol: str) -> bool:
    """Whether `symbol` is the nucleus of a syllable."""
    return symbol[:1] in set("aɑɒʌɐæəɛeɤɜɚiɪᵻɿʅɯoɔuʊyḁ")


@cache
def targets(symbol: str) -> F64:
    """(n, 15) viseme weights of the phone's targets, in order.

    Each row sums to 1 with the resting mouth.
    """
    return np.stack([_row(target.items()) for target in gesture(symbol).targets])


def _row(weights: Iterable[tuple[str, float]]) -> F64:
    row = np.zeros(len(VISEMES))
    for viseme, weight in weights:
        row[VISEMES.index(viseme)] = weight
    row[0] += 1.0 - row.sum()
    return row


_UNKNOWN: Final = Gesture(({"E": 0.4},), 0.5, 0.06)
