"""A character's own voice: what makes it, and how one is fitted to a look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Variant = Literal["f2", "f5", "edward", "klatt4", "m6", "grandpa"]

# The timbres of espeak-ng that an English speech recogniser (PocketSphinx) understood best, out of
# 40, and the vocal tract
# that each has of its own, as the factor on formants that a grown woman's has at 1.
TRACTS: Final[Mapping[str, float]] = {
    "f2": 1.0,
    "f5": 1.0,
    "edward": 0.88,
    "klatt4": 0.88,
    "m6": 0.88,
    "grandpa": 0.88,
    "mei": 1.0,
}


class VoiceProfile(BaseModel):
    """What makes a voice, the same person in every language. Saved in a character's bundle.

    pitch: median F0 in Hz. tract: factor on formants (1 a grown woman, 0.86 a grown man, above 1
    smaller bodies). rate: factor on natural speed. liveliness: factor on the range of the
    intonation. breathiness: 0 to 1. english, chinese: the timbre of the formant synthesiser;
    japanese has one ("mei").
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    engine: Literal["embedded"] = "embedded"
    english: Variant = "f2"
    chinese: Variant = "f2"
    japanese: Literal["mei"] = "mei"
    pitch: Annotated[float, Field(ge=70, le=450, json_schema_extra={"unit": "Hz"})] = 235.0
    tract: Annotated[float, Field(ge=0.78, le=1.25)] = 1.0
    rate: Annotated[float, Field(ge=0.6, le=1.6)] = 1.0
    liveliness: Annotated[float, Field(ge=0.4, le=1.8)] = 1.0
    breathiness: Annotated[float, Field(ge=0, le=1)] = 0.25

    def variant(self, language: str) -> str:
        """The engine's name of the timbre for a language."""
        return {"en": self.english, "zh": self.chinese, "ja": self.japanese}[language]


# vocal tracts above this are understood better in the timbre f5 (35 % against 61 % of words wrong)
_SMALL: Final = 1.03
# For each presentation: median pitch and vocal tract (low, high), and the timbres to choose from.
_BODIES: Final[
    Mapping[str, tuple[tuple[float, float], tuple[float, float], tuple[Variant, ...]]]
] = {
    "feminine": ((215.0, 280.0), (0.97, 1.04), ("f2", "f5")),
    "androgynous": ((165.0, 198.0), (0.92, 0.97), ("f2", "f5")),
    "masculine": ((105.0, 138.0), (0.84, 0.9), ("edward", "klatt4")),
}
# For each age: factors on pitch, tract and rate, and what is added to breathiness.
_AGES: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "teen-adult": (1.05, 1.02, 1.03, 0.0),
    "adult": (1.0, 1.0, 1.0, 0.0),
    "elder": (0.9, 0.98, 0.88, 0.2),
    "mascot": (1.3, 1.1, 1.03, 0.0),
}


# How lively somebody is, by the mouth that a drawn look has.
_LIVELINESS: Final[Mapping[str, float]] = {
    "wide": 0.9,
    "fang": 0.8,
    "cat": 0.75,
    "smile": 0.6,
    "neutral": 0.4,
    "line": 0.2,
    "smirk": 0.35,
}


def traits(look: Mapping[str, object], seed: int) -> dict[str, object]:
    """The traits for `fit` of a face's settings, whatever face it is: what it does not say is left
    to `fit`. `seed` is the character's.
    """
    return {
        "presentation": look.get("presentation"),
        "age": "mascot" if look.get("proportion") == "chibi" else "adult",
        "energy": _LIVELINESS.get(str(look.get("mouth")), 0.5),
        "seed": look.get("seed", seed),
    }


def fit(look_traits: Mapping[str, object]) -> VoiceProfile:
    """The voice that fits a look: the same traits give the same voice, other seeds other voices.

    Traits, each optional, others ignored: presentation ("feminine", "masculine", "androgynous"),
    age ("teen-adult", "adult", "elder", "mascot"), energy (0 calm to 1 lively), seed (any value).
    Values not known count as the middle ones.
    """
    body = str(look_traits.get("presentation"))
    low_high, tracts, timbres = _BODIES.get(body, _BODIES["androgynous"])
    age = str(look_traits.get("age"))
    pitch_factor, tract_factor, rate_factor, breath = _AGES.get(age, _AGES["adult"])
    given = look_traits.get("energy")
    energy = min(1.0, max(0.0, float(given))) if isinstance(given, int | float) else 0.5
    # Hashed, because neighbouring seeds should not give neighbouring voices.
    digest = hashlib.sha256(f"{look_traits.get('seed', 0)}".encode()).digest()
    draw = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
    height, size, pace, air = draw.random(4)
    # Small bodies speak higher: pitch and tract are drawn together, with some freedom.
    tract = tracts[0] + (tracts[1] - tracts[0]) * (0.6 * height + 0.4 * size)
    timbre: Variant = timbres[int(draw.integers(len(timbres)))]
    if age == "elder" and body == "masculine":
        timbre = "grandpa"
    elif tract * tract_factor > _SMALL:
        timbre = "f5"
    return VoiceProfile(
        english=timbre,
        chinese=timbre,
        pitch=round(
            float(
                (low_high[0] + (low_high[1] - low_high[0]) * (0.75 * height + 0.25 * energy))
                * pitch_factor
            ),
            1,
        ),
        tract=round(float(tract * tract_factor), 3),
        rate=round(float((0.94 + 0.06 * pace + 0.1 * energy) * rate_factor), 3),
        liveliness=round(float(0.8 + 0.45 * energy), 3),
        breathiness=round(float(min(1.0, 0.12 + 0.25 * air + breath)), 3),
    )
