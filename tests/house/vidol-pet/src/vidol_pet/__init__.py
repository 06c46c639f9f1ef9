"""A pet beside the streamer: a kind of parts that vidol has never heard of, in one file.

vidol shows it, edits it, carries its picture and its rights, and asks it nothing else. There is a
voice as well, with settings that no other voice has.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vidol.core.errors import InputError
from vidol.core.parts import Material, Proposal, Proposed
from vidol.testing import ToneVoice


class Pet(BaseModel):
    """What can be chosen of a pet."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"groups": {"coat": ["fur", "pattern"], "manner": ["mood", "toys"]}},
    )

    call: Annotated[str, Field(min_length=1, max_length=40)] = "Neko"
    fur: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", json_schema_extra={"format": "color"})] = (
        "#c8963c"
    )
    pattern: Literal["plain", "striped", "spotted"] = "plain"
    mood: Annotated[float, Field(ge=0, le=1)] = 0.5
    lives: Annotated[int, Field(ge=1, le=9)] = 9
    indoors: bool = True
    toys: tuple[Literal["ball", "mouse", "feather"], ...] = ()
    tricks: Annotated[list[str], Field(max_length=20)] = []
    sounds: dict[Literal["zh", "ja", "en"], str] = {"en": "Meow."}
    favourite: Literal["fish", "milk"] | None = None


class Cat:
    """Purrs when it is asked to, in the words of who it belongs to."""

    Settings = Pet
    suffixes = (".png",)
    opens = ("persona",)

    def __init__(self, material: Material[Pet]) -> None:
        self.pet = material.settings
        self.picture = next(iter(material.files.values()), b"")
        persona = material.open("persona")
        self.language = persona.default_language if persona else "en"
        self.owner = material.name

    def purr(self) -> str:
        """What it says."""
        return f"{self.pet.call} of {self.owner}: {self.pet.sounds[self.language]}"

    @classmethod
    def propose(cls, proposal: Proposal) -> Proposed[Pet]:
        """A coat of the colour of her hair."""
        hair = proposal.settings("face").get("hair", Pet().fur)
        call = f"{proposal.name}'s cat"
        return Proposed(
            Pet.model_validate({"fur": hair, "call": call}),
            origin=f"a cat for seed {proposal.seed}",
            holder="the cat's people",
            licence="CC0-1.0",
        )

    @staticmethod
    def check(material: Material[Pet]) -> None:
        """Say now what would be wrong on air."""
        if len(material.files) > 1:
            raise InputError("A cat has one picture: remove the others.")
        for name, data in material.files.items():
            if not data.startswith(b"\x89PNG"):
                raise InputError(f"{name} is no PNG: give the cat another picture.")


class Loudness(BaseModel):
    """What can be chosen of the voice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    volume: Annotated[float, Field(ge=0, le=1)] = 0.5


class Meow(ToneVoice):
    """Speaks as a cat would, in tones."""

    Settings = Loudness

    def __init__(self, material: Material[Loudness]) -> None:
        super().__init__()
        self.volume = material.settings.volume
