"""What is asked for when a dataset is prepared, and what is settled before its first picture is
written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.face.data import rights
from vidol.face.data.framing import Face
from vidol.face.data.listing import Listing

Find = Callable[[U8], Sequence[Face]]
"""Faces in an RGB picture (height, width, 3), the best first."""

SIZES: Final = (64, 128, 256)
"""What is chosen from when no size is asked for."""
SMALLEST, LARGEST_SIZE = 16, 1024


@dataclass(frozen=True, slots=True)
class Options:
    """How a dataset is prepared."""

    size: int | None = None
    """Side of the pictures, pixels; None: the largest of SIZES that most pictures fit."""
    whole: bool = False
    """Take whole pictures instead of looking for faces."""
    flatten: str | None = None
    """``#rrggbb`` behind what can be seen through; None keeps transparency where most pictures have
    it, and is white elsewhere.
    """
    normalise: bool = False
    """Even out exposure and white; see vidol.face.data.colour."""
    hold_out: float = 0.1
    """Share of pictures that are never trained on, 0 to 0.9."""
    every: float = 1.0
    """Seconds between frames of films."""
    licence: str = ""
    holder: str = ""
    consent: str = ""
    """Of all pictures whose own line in the table does not say otherwise."""
    i_have_the_rights: bool = False
    """Take pictures whose licence or consent is not stated; the dataset says so."""
    labels: Path | None = None
    """A table of labels; None: the one at the top of the folder, if there is one."""

    def __post_init__(self) -> None:
        """Raises InputError for a value out of its range."""
        if self.size is not None and not SMALLEST <= self.size <= LARGEST_SIZE:
            raise InputError(
                f"The size {self.size} is out of range: give {SMALLEST} to {LARGEST_SIZE} pixels."
            )
        if self.flatten is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", self.flatten):
            raise InputError(
                f"{self.flatten!r} is no colour: write it as #rrggbb, for instance #ffffff."
            )
        if not 0 <= self.hold_out <= 0.9:
            raise InputError(
                f"{self.hold_out} of the pictures cannot be held out: give a share of 0 to 0.9, for"
                " instance 0.1."
            )
        if not self.every > 0:
            raise InputError(
                f"Frames cannot be {self.every} seconds apart: give a number above 0, for"
                " instance 1."
            )

    def rights(self) -> dict[str, str]:
        """What is stated here. Raises InputError for a licence that is no SPDX expression."""
        return rights.checked(
            {"licence": self.licence, "holder": self.holder, "consent": self.consent},
            "--licence, --holder and --consent",
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before the first picture is written."""

    size: int
    channels: Literal[3, 4]
    background: tuple[int, int, int]
    options: Options
    stated: dict[str, str]
    listing: Listing
    find: Find | None
