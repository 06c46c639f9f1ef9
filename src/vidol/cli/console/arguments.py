"""What several verbs are asked for, by the same word and in the same form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from vidol.core.errors import InputError

CharacterFile = Annotated[
    Path,
    typer.Argument(
        metavar="CHARACTER",
        help="The character's bundle, a file that ends in .vidol.",
        show_default=False,
    ),
]
SIZE: Final = "Pixels: width and height, as 1280x720, or one side of a square, as 512."


def dimensions(size: str) -> tuple[int, int]:
    """(width, height) of "1280x720", or of "512" for a square. Raises InputError for anything
    else.
    """
    match = re.fullmatch(r"(\d{1,5})(?:[x×*](\d{1,5}))?", size.strip().lower())
    if not match:
        raise InputError(
            f"'{size}' is not a size: write width and height in pixels, as 1280x720, or the side"
            " of a square, as 512."
        )
    return int(match[1]), int(match[2] or match[1])
