"""What is asked for when a dataset of faces is prepared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator

from vidol.core.errors import InputError
from vidol.training import options
from vidol.training.data import rights

SIZES: Final = (64, 128, 256)
"""What is chosen from when no size is asked for."""
SMALLEST, LARGEST_SIZE = 16, 1024


class Options(options.Options):
    """How a dataset is prepared."""

    licence: str = Field(
        default="",
        description="Of the pictures: an SPDX expression such as CC0-1.0 or LicenseRef-mine.",
    )
    holder: str = Field(default="", description="Whose they are.")
    consent: str = Field(
        default="",
        description="Whose consent they rest on, and when it was given; not-a-person for drawings.",
    )
    i_have_the_rights: bool = Field(
        default=False,
        description="Take pictures whose licence or consent nobody states; the dataset will say"
        " so.",
    )
    size: int | None = Field(
        default=None,
        description=f"Pixels a side, {SMALLEST} to {LARGEST_SIZE}; else the largest of 64, 128 and"
        " 256 that fits most.",
    )
    whole: bool = Field(default=False, description="Take whole pictures; do not look for faces.")
    flatten: str | None = Field(
        default=None,
        description="Lay what can be seen through on this colour, as in #ffffff; else transparency"
        " is kept where most pictures have it, and is white elsewhere.",
    )
    normalise: bool = Field(
        default=False,
        description="Even out exposure and white: for photographs, not for drawings.",
    )
    labels: Path | None = Field(
        default=None,
        description="A .csv or .jsonl with labels; else labels.csv or labels.jsonl at the top of"
        " the folder.",
    )
    hold_out: float = Field(
        default=0.1, description="Share of pictures that are never trained on, 0 to 0.9."
    )
    every: float = Field(
        default=1.0, description="Seconds between the frames that are taken from films."
    )

    @field_validator("size")
    @classmethod
    def _size_in_range(cls, size: int | None) -> int | None:
        if size is not None and not SMALLEST <= size <= LARGEST_SIZE:
            raise InputError(
                f"The size {size} is out of range: give {SMALLEST} to {LARGEST_SIZE} pixels."
            )
        return size

    @field_validator("flatten")
    @classmethod
    def _a_colour(cls, flatten: str | None) -> str | None:
        if flatten is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", flatten):
            raise InputError(
                f"{flatten!r} is no colour: write it as #rrggbb, for instance #ffffff."
            )
        return flatten

    @field_validator("hold_out")
    @classmethod
    def _a_share(cls, hold_out: float) -> float:
        if not 0 <= hold_out <= 0.9:
            raise InputError(
                f"{hold_out} of the pictures cannot be held out: give a share of 0 to 0.9, for"
                " instance 0.1."
            )
        return hold_out

    @field_validator("every")
    @classmethod
    def _above_nothing(cls, every: float) -> float:
        if not every > 0:
            raise InputError(
                f"Frames cannot be {every} seconds apart: give a number above 0, for instance 1."
            )
        return every

    def rights(self) -> dict[str, str]:
        """What is stated here. Raises InputError for a licence that is no SPDX expression."""
        return rights.checked(
            {"licence": self.licence, "holder": self.holder, "consent": self.consent},
            "--licence, --holder and --consent",
        )
