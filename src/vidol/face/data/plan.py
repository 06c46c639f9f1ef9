"""What is settled before the first picture of a dataset is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from vidol.core.arrays import U8
from vidol.face.data.framing import Face
from vidol.face.data.options import Options
from vidol.training.data.listing import Listing

Find = Callable[[U8], Sequence[Face]]
"""Faces in an RGB picture (height, width, 3), the best first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How every picture is made."""

    size: int
    channels: Literal[3, 4]
    background: tuple[int, int, int]
    options: Options
    stated: dict[str, str]
    """Of licence, holder and consent, for what says nothing itself."""
    listing: Listing
    find: Find | None
