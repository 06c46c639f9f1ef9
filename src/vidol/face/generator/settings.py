"""What can be asked of a training of a generator: `vidol train face`, the studio and Python take it
from here. No torch in here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from vidol.face.generator.presets import PRESETS
from vidol.training.options import Argument, Flag, OneOf, Options, Rare

RECIPES: Final = {
    "adversarial": "a generator against a critic",
    "variational": "an encoder and a generator that reconstruct: quick, soft",
    "both": "a generator against a critic, half of its pictures reconstructions",
    "quantised": "a grid of codes, a critic, and a transformer that chooses codes",
}
"""What there is to train, and what it is."""
LOSSES: Final = {
    "pairing": "real and fake are compared with one another; penalties on both",
    "logistic": "with a penalty on real pictures (R1)",
    "non-saturating": "the same without any penalty: DCGAN's",
    "hinge": "with a gradient penalty",
}
"""What generator and critic minimise against each other."""
PRECISIONS: Final = {
    "auto": "the faster one here; of a run that goes on, what it was begun with",
    "bf16": "bfloat16",
    "fp32": "float32",
}


class Settings(Options):
    """What is trained, and how."""

    preset: Annotated[str, OneOf("preset", PRESETS)] = Field(
        default="S", description="Size of the pictures and of the networks."
    )
    recipe: Annotated[str, OneOf("recipe", RECIPES)] = Field(
        default="both", description="What is trained."
    )
    loss: Annotated[str, OneOf("loss", LOSSES)] = Field(
        default="pairing", description="Of the generator against the critic."
    )
    seed: int = Field(default=0, ge=0, description="Of everything that is left to chance.")
    batch: int | None = Field(
        default=None,
        ge=2,
        description="Pictures a step, of all processes together; else the preset's.",
    )
    rate: float | None = Field(
        default=None, gt=0, le=1, description="Learning rate; else the recipe's."
    )
    floor: bool | None = Field(
        default=None,
        description="Augmentation and penalties never below a floor; else by the number of"
        " pictures.",
    )
    mirror: bool | None = Field(
        default=None,
        description="Half of the pictures as their mirror images; else if left and right are"
        " alike.",
    )
    precision: Annotated[str, OneOf("precision", PRECISIONS)] = Field(
        default="auto", description="Of the arithmetic."
    )
    licence: str = Field(
        default="not stated", description="Of the model: an SPDX expression such as CC-BY-4.0."
    )
    rights_claimed: Annotated[bool, Flag("--i-have-the-rights")] = Field(
        default=False,
        description="Train on pictures whose licence or consent nobody stated; the model's card"
        " will say so.",
    )
    look_every: Annotated[int, Rare()] = Field(
        default=8000, ge=1, description="Pictures from one evaluation and preview to the next."
    )


class Search(Options):
    """What is tried to find the settings that suit a dataset, and for how long."""

    dataset: Annotated[Path, Argument()] = Field(
        description="A dataset that `vidol data face` made."
    )
    out: Annotated[Path, Flag("--out", "-o")] = Field(
        description="A folder for the search; with one that was begun, it goes on."
    )
    minutes: float = Field(ge=0.01, description="How long to search.")
    preset: Annotated[str, OneOf("preset", PRESETS)] = Field(
        default="S", description="Size of the pictures and of the networks."
    )
    recipes: Annotated[tuple[Annotated[str, OneOf("recipe", RECIPES)], ...], Flag("--recipe")] = (
        Field(
            default=("both", "adversarial"),
            min_length=1,
            description="Try this recipe; several may be given.",
        )
    )
    folds: int = Field(
        default=3, ge=2, le=10, description="Parts of the pictures; every one is held out in turn."
    )
    seed: int = Field(default=0, ge=0, description="Of everything that is left to chance.")
