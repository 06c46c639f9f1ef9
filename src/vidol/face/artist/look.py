"""The look: the identity parameters of a drawn character, and how they are chosen from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from vidol.face.artist import palettes
from vidol.face.artist.colour import to_hex
from vidol.text.colournames import colour_of

Presentation = Literal["feminine", "masculine", "androgynous"]
Style = Literal["cel", "soft", "flat", "painterly", "sketch", "pastel"]
Proportion = Literal["standard", "chibi", "tall"]
EyeShape = Literal[
    "round", "almond", "droopy", "upturned", "half_lidded", "narrow", "cat", "doll", "gentle",
]  # fmt: skip
IrisStyle = Literal["classic", "ring", "gem", "star", "heart", "slit", "galaxy", "soft"]
Brow = Literal["soft", "straight", "arched", "thick", "short", "angled", "worried"]
Mouth = Literal["smile", "neutral", "cat", "small", "wide", "pout", "fang", "smirk", "line"]
HairFront = Literal[
    "parted", "swept_left", "swept_right", "blunt", "curtain", "messy", "spiky",
    "wispy", "asymmetric", "between_eyes", "rounded", "fluffy", "slick", "choppy",
]  # fmt: skip
HairSide = Literal[
    "none", "short", "jaw", "long", "hime", "wavy", "curled", "thin", "layered", "tucked",
]  # fmt: skip
HairBack = Literal[
    "pixie", "bob", "medium", "long", "long_wavy", "twin_tails", "low_twins", "ponytail",
    "side_pony", "braid", "buns", "wolf", "spiky", "drills", "undercut",
]  # fmt: skip
Outfit = Literal[
    "sailor", "hoodie", "suit", "kimono", "idol", "knit",
    "shirt", "gothic", "jacket", "qipao", "cloak",
]  # fmt: skip
Accessory = Literal[
    "cat_ears", "fox_ears", "rabbit_ears", "ribbon", "side_ribbon", "glasses",
    "headphones", "halo", "horns", "flower", "hairpin", "beret",
    "crown", "choker", "earrings", "star_clip", "headband", "ahoge",
]  # fmt: skip
HairPattern = Literal["plain", "gradient", "inner", "streaks", "split"]
Hex = Annotated[
    str,
    BeforeValidator(lambda written: colour_of(written) if isinstance(written, str) else written),
    Field(pattern=r"^#[0-9a-fA-F]{6}$", json_schema_extra={"format": "color"}),
]
"""A colour as #rrggbb; whoever chooses one may write a word for it (vidol.text.colournames)."""
Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]

_Name = TypeVar("_Name", bound=str)

DECK: Final = 22
"""Which deck of characters seeds draw from. Another number gives every seed another character."""

# How forms show the fields (vidol.core.settings); one that no group names comes last by itself.
_GROUPS: Final[dict[str, JsonValue]] = {
    "style": ["presentation", "style", "proportion", "shoulders"],
    "face": ["skin", "face_width", "face_length", "jaw", "blush", "freckles", "mole", "mouth",
        "mouth_width"],
    "eyes": ["eye_shape", "iris", "eyes_left", "eyes_right", "eye_size", "eye_spacing",
        "eye_height", "eye_tilt", "lashes", "brow", "brow_height"],
    "hair": ["hair_front", "hair_side", "hair_back", "hair", "hair_second", "hair_pattern",
        "hair_volume", "hair_length"],
    "outfit": ["outfit", "outfit_main", "outfit_second", "accent", "accessories"],
}  # fmt: skip


class Look(BaseModel):
    """Identity parameters. Every field has a default; `from_seed` chooses all of them in harmony.

    Signed proportions run from -1 to 1 with 0 the ideal of the style; colours are sRGB hex codes.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"groups": _GROUPS, "hidden": ["seed", "palette"]},
    )

    seed: int = 0
    presentation: Presentation = "feminine"
    style: Style = "cel"
    proportion: Proportion = "standard"
    palette: str = "custom"

    skin: Hex = "#fbe3d6"
    hair: Hex = "#6a7fd0"
    hair_second: Hex = "#e58bb8"
    hair_pattern: HairPattern = "plain"
    eyes_left: Hex = "#3f6fd8"
    eyes_right: Hex = "#3f6fd8"
    outfit_main: Hex = "#f4f2f0"
    outfit_second: Hex = "#33405f"
    accent: Hex = "#e0486e"

    face_width: Signed = 0.0
    face_length: Signed = 0.0
    jaw: Signed = 0.0
    eye_size: Signed = 0.0
    eye_spacing: Signed = 0.0
    eye_height: Signed = 0.0
    eye_tilt: Signed = 0.0
    mouth_width: Signed = 0.0
    brow_height: Signed = 0.0
    shoulders: Signed = 0.0
    hair_volume: Signed = 0.0
    hair_length: Signed = 0.0

    eye_shape: EyeShape = "round"
    iris: IrisStyle = "classic"
    brow: Brow = "soft"
    mouth: Mouth = "smile"
    lashes: Unit = 0.6
    blush: Unit = 0.35
    freckles: bool = False
    mole: bool = False
    hair_front: HairFront = "parted"
    hair_side: HairSide = "jaw"
    hair_back: HairBack = "long"
    outfit: Outfit = "sailor"
    accessories: tuple[Accessory, ...] = ()

    @classmethod
    def from_seed(cls, seed: int, /, **chosen: object) -> Look:
        """A whole character from a seed; fields given by name are kept, the others chosen."""
        return _choose(random.Random(f"vidol look {DECK} {seed}"), seed, dict(chosen))


# ---- how often what is chosen

_PRESENTATIONS: Final[dict[Presentation, float]] = {
    "feminine": 0.58, "masculine": 0.27, "androgynous": 0.15,
}  # fmt: skip
_STYLES: Final[dict[Style, float]] = {
    "cel": 0.50, "soft": 0.20, "flat": 0.08, "painterly": 0.09, "sketch": 0.06, "pastel": 0.07,
}  # fmt: skip
_PATTERNS: Final[dict[HairPattern, float]] = {
    "plain": 0.50, "gradient": 0.20, "inner": 0.14, "streaks": 0.10, "split": 0.06,
}  # fmt: skip
_IRISES: Final[dict[IrisStyle, float]] = {
    "classic": 0.40, "ring": 0.14, "gem": 0.12, "star": 0.08,
    "heart": 0.03, "slit": 0.07, "galaxy": 0.06, "soft": 0.10,
}  # fmt: skip
_MOUTHS: Final[dict[Mouth, float]] = {
    "smile": 0.40, "neutral": 0.10, "cat": 0.10, "small": 0.10, "wide": 0.11,
    "pout": 0.04, "fang": 0.07, "smirk": 0.05, "line": 0.03,
}  # fmt: skip

# The mean of a proportion, masculine and otherwise, and how far characters spread around it.
_PROPORTIONS: Final = {
    "face_width":  ( 0.10,  0.00, 0.45),
    "face_length": ( 0.50,  0.00, 0.45),
    "jaw":         ( 0.55, -0.10, 0.45),
    "eye_size":    (-0.55,  0.10, 0.45),
    "eye_spacing": ( 0.00,  0.00, 0.35),
    "eye_height":  ( 0.00,  0.00, 0.35),
    "eye_tilt":    ( 0.10,  0.10, 0.35),
    "mouth_width": ( 0.15,  0.00, 0.45),
    "brow_height": (-0.50,  0.10, 0.45),
    "shoulders":   ( 0.60, -0.20, 0.30),
    "hair_volume": ( 0.00,  0.00, 0.45),
    "hair_length": ( 0.00,  0.00, 0.45),
}  # fmt: skip

# What a masculine character chooses from; others choose from everything.
_MASCULINE: Final[dict[str, tuple[str, ...]]] = {
    "eye_shape": ("almond", "narrow", "half_lidded", "upturned", "droopy", "gentle"),
    "brow": ("straight", "thick", "angled", "arched"),
    "hair_front": (
        "messy", "spiky", "swept_left", "swept_right", "slick",
        "curtain", "asymmetric", "choppy", "between_eyes",
    ),
    "hair_side": ("none", "short", "layered", "tucked"),
    "hair_back": ("pixie", "undercut", "wolf", "spiky", "medium"),
}  # fmt: skip

# The chance of an accessory, masculine and otherwise: one of these on the head, "" for none...
_ON_THE_HEAD: Final = {
    "":            (0.42, 0.42),
    "cat_ears":    (0.08, 0.08),
    "fox_ears":    (0.06, 0.06),
    "rabbit_ears": (0.03, 0.05),
    "headphones":  (0.08, 0.08),
    "halo":        (0.04, 0.04),
    "horns":       (0.06, 0.06),
    "beret":       (0.04, 0.04),
    "crown":       (0.03, 0.03),
    "headband":    (0.00, 0.04),
    "ribbon":      (0.00, 0.08),
}  # fmt: skip
# ... and any of these.
_BESIDES: Final = {
    "glasses":     (0.12, 0.12),
    "hairpin":     (0.02, 0.16),
    "flower":      (0.01, 0.08),
    "star_clip":   (0.02, 0.08),
    "side_ribbon": (0.00, 0.07),
    "choker":      (0.05, 0.12),
    "earrings":    (0.14, 0.14),
    "ahoge":       (0.30, 0.30),
}  # fmt: skip


# The order in which numbers are drawn below decides which character a seed gives: keep it, or deal
# another DECK.


def _choose(rng: random.Random, seed: int, chosen: dict[str, object]) -> Look:
    presentation = str(chosen.get("presentation") or _drawn(rng, _PRESENTATIONS))
    masculine = presentation == "masculine"
    palette = palettes.pick(rng)
    fields: dict[str, object] = {
        "presentation": presentation,
        "style": _drawn(rng, _STYLES),
        "proportion": _height(rng, masculine),
        "palette": palette.name,
        **{name: to_hex(colour) for name, colour in palettes.colours(palette, rng).items()},
        "hair_pattern": _drawn(rng, _PATTERNS),
        **_proportions(rng, masculine),
        **_features(rng, presentation),
        "hair_front": _one_of(rng, masculine, "hair_front", get_args(HairFront)),
        "hair_side": _one_of(rng, masculine, "hair_side", get_args(HairSide)),
        "hair_back": _one_of(rng, masculine, "hair_back", get_args(HairBack)),
        "outfit": rng.choice(get_args(Outfit)),
        "accessories": _accessories(rng, masculine),
    }
    if rng.random() > 0.06:  # heterochromia is rare
        fields["eyes_right"] = fields["eyes_left"]
    return Look.model_validate({**fields, **chosen, "seed": seed})


def _proportions(rng: random.Random, masculine: bool) -> dict[str, float]:
    chosen = {}
    for name, (if_masculine, otherwise, spread) in _PROPORTIONS.items():
        drawn = rng.gauss(if_masculine if masculine else otherwise, spread)
        chosen[name] = round(max(-1.0, min(1.0, drawn)), 3)
    return chosen


def _features(rng: random.Random, presentation: str) -> dict[str, object]:
    """What is drawn on the face."""
    masculine = presentation == "masculine"
    lashes = {"masculine": (0.1, 0.3), "feminine": (0.5, 1.0)}.get(presentation, (0.3, 0.6))
    blush = (0.0, 0.15) if masculine else (0.15, 0.6)
    return {
        "eye_shape": _one_of(rng, masculine, "eye_shape", get_args(EyeShape)),
        "iris": _drawn(rng, _IRISES),
        "brow": _one_of(rng, masculine, "brow", get_args(Brow)),
        "mouth": _drawn(rng, _MOUTHS),
        "lashes": round(rng.uniform(*lashes), 3),
        "blush": round(rng.uniform(*blush), 3),
        "freckles": rng.random() < 0.05,
        "mole": rng.random() < 0.1,
    }


def _drawn(rng: random.Random, chances: Mapping[_Name, float]) -> _Name:
    return rng.choices(list(chances), list(chances.values()))[0]


def _one_of(rng: random.Random, masculine: bool, field: str, options: Sequence[str]) -> str:
    return rng.choice(_MASCULINE[field] if masculine else options)


def _height(rng: random.Random, masculine: bool) -> Proportion:
    if rng.random() < 0.12:
        return "chibi"
    return "tall" if masculine and rng.random() < 0.6 else "standard"


def _accessories(rng: random.Random, masculine: bool) -> tuple[str, ...]:
    column = 0 if masculine else 1
    head = _drawn(rng, {name: chances[column] for name, chances in _ON_THE_HEAD.items()})
    worn = [head] if head else []
    for name, chances in _BESIDES.items():
        if rng.random() < chances[column]:
            worn.append(name)
    return tuple(worn)
