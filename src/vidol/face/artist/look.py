"""The look: the identity parameters of a drawn character, and how they are chosen from a seed."""

from __future__ import annotations

import random
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from vidol.face.artist import palettes
from vidol.face.artist.colour import to_hex

Presentation = Literal["feminine", "masculine", "androgynous"]
Style = Literal["cel", "soft", "flat", "painterly", "sketch", "pastel"]
Proportion = Literal["standard", "chibi", "tall"]
EyeShape = Literal[
    "round", "almond", "droopy", "upturned", "half_lidded", "narrow", "cat", "doll", "gentle"
]
IrisStyle = Literal["classic", "ring", "gem", "star", "heart", "slit", "galaxy", "soft"]
Brow = Literal["soft", "straight", "arched", "thick", "short", "angled", "worried"]
Mouth = Literal["smile", "neutral", "cat", "small", "wide", "pout", "fang", "smirk", "line"]
HairFront = Literal[
    "parted",
    "swept_left",
    "swept_right",
    "blunt",
    "curtain",
    "messy",
    "spiky",
    "wispy",
    "asymmetric",
    "between_eyes",
    "rounded",
    "fluffy",
    "slick",
    "choppy",
]
HairSide = Literal[
    "none", "short", "jaw", "long", "hime", "wavy", "curled", "thin", "layered", "tucked"
]
HairBack = Literal[
    "pixie",
    "bob",
    "medium",
    "long",
    "long_wavy",
    "twin_tails",
    "low_twins",
    "ponytail",
    "side_pony",
    "braid",
    "buns",
    "wolf",
    "spiky",
    "drills",
    "undercut",
]
Outfit = Literal[
    "sailor",
    "hoodie",
    "suit",
    "kimono",
    "idol",
    "knit",
    "shirt",
    "gothic",
    "jacket",
    "qipao",
    "cloak",
]
Accessory = Literal[
    "cat_ears", "fox_ears", "rabbit_ears", "ribbon", "side_ribbon", "glasses", "headphones", "halo",
    "horns", "flower", "hairpin", "beret", "crown", "choker",
    "earrings", "star_clip", "headband", "ahoge",
]  # fmt: skip
HairPattern = Literal["plain", "gradient", "inner", "streaks", "split"]
Hex = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", json_schema_extra={"format": "color"})]
Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]


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
    def from_seed(cls, seed: int, **chosen: object) -> Look:
        """A whole character from a seed; fields given by name are kept and the others chosen around
        them.
        """
        return _choose(random.Random(f"vidol look {DECK} {seed}"), seed, dict(chosen))


def _choose(rng: random.Random, seed: int, chosen: dict[str, object]) -> Look:
    presentation = str(
        chosen.get("presentation") or rng.choices(get_args(Presentation), (0.58, 0.27, 0.15))[0]
    )
    masculine, feminine = presentation == "masculine", presentation == "feminine"
    palette = palettes.pick(rng)
    style = rng.choices(get_args(Style), (0.5, 0.2, 0.08, 0.09, 0.06, 0.07))[0]
    chibi = rng.random() < 0.12

    def around(mean: float = 0.0, spread: float = 0.45) -> float:
        return round(max(-1.0, min(1.0, rng.gauss(mean, spread))), 3)

    fields: dict[str, object] = {
        "presentation": presentation,
        "style": style,
        "proportion": (
            "chibi" if chibi else "tall" if masculine and rng.random() < 0.6 else "standard"
        ),
        "palette": palette.name,
        **{name: to_hex(colour) for name, colour in palettes.colours(palette, rng).items()},
        "hair_pattern": rng.choices(get_args(HairPattern), (0.5, 0.2, 0.14, 0.1, 0.06))[0],
        "face_width": around(0.1 if masculine else 0.0),
        "face_length": around(0.5 if masculine else 0.0),
        "jaw": around(0.55 if masculine else -0.1),
        "eye_size": around(-0.55 if masculine else 0.1),
        "eye_spacing": around(0, 0.35),
        "eye_height": around(0, 0.35),
        "eye_tilt": around(0.1, 0.35),
        "mouth_width": around(0.15 if masculine else 0.0),
        "brow_height": around(-0.5 if masculine else 0.1),
        "shoulders": around(0.6 if masculine else -0.2, 0.3),
        "hair_volume": around(),
        "hair_length": around(),
        "eye_shape": rng.choice(
            ("almond", "narrow", "half_lidded", "upturned", "droopy", "gentle")
            if masculine
            else get_args(EyeShape)
        ),
        "iris": rng.choices(get_args(IrisStyle), (0.4, 0.14, 0.12, 0.08, 0.03, 0.07, 0.06, 0.1))[0],
        "brow": rng.choice(
            ("straight", "thick", "angled", "arched") if masculine else get_args(Brow)
        ),
        "mouth": rng.choices(
            get_args(Mouth), (0.40, 0.10, 0.10, 0.10, 0.11, 0.04, 0.07, 0.05, 0.03)
        )[0],
        "lashes": round(
            (
                rng.uniform(0.1, 0.3)
                if masculine
                else rng.uniform(0.5, 1.0)
                if feminine
                else rng.uniform(0.3, 0.6)
            ),
            3,
        ),
        "blush": round(rng.uniform(0, 0.15) if masculine else rng.uniform(0.15, 0.6), 3),
        "freckles": rng.random() < 0.05,
        "mole": rng.random() < 0.1,
        "hair_front": rng.choice(
            (
                "messy",
                "spiky",
                "swept_left",
                "swept_right",
                "slick",
                "curtain",
                "asymmetric",
                "choppy",
                "between_eyes",
            )
            if masculine
            else get_args(HairFront)
        ),
        "hair_side": rng.choice(
            ("none", "short", "layered", "tucked") if masculine else get_args(HairSide)
        ),
        "hair_back": rng.choice(
            ("pixie", "undercut", "wolf", "spiky", "medium") if masculine else get_args(HairBack)
        ),
        "outfit": rng.choice(get_args(Outfit)),
        "accessories": _accessories(rng, masculine),
    }
    if rng.random() > 0.06:  # heterochromia is rare
        fields["eyes_right"] = fields["eyes_left"]
    return Look.model_validate({**fields, **chosen, "seed": seed})


def _accessories(rng: random.Random, masculine: bool) -> tuple[str, ...]:
    head = rng.choices(
        (
            "",
            "cat_ears",
            "fox_ears",
            "rabbit_ears",
            "headphones",
            "halo",
            "horns",
            "beret",
            "crown",
            "headband",
            "ribbon",
        ),
        (
            0.42,
            0.08,
            0.06,
            0.03 if masculine else 0.05,
            0.08,
            0.04,
            0.06,
            0.04,
            0.03,
            0.0 if masculine else 0.04,
            0.0 if masculine else 0.08,
        ),
    )[0]
    rest = [
        name
        for name, chance in (
            ("glasses", 0.12), ("hairpin", 0.02 if masculine else 0.16),
            ("flower", 0.01 if masculine else 0.08), ("star_clip", 0.02 if masculine else 0.08),
            ("side_ribbon", 0.0 if masculine else 0.07), ("choker", 0.05 if masculine else 0.12),
            ("earrings", 0.14), ("ahoge", 0.3),
        )
        if rng.random() < chance
    ]  # fmt: skip
    return tuple(name for name in (head, *rest) if name)
