"""What several verbs are asked for, by the same word and in the same form."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from vidol.core.errors import InputError

if TYPE_CHECKING:
    from vidol.avatar import Character

CharacterFile = Annotated[
    Path,
    typer.Argument(
        metavar="CHARACTER",
        help="The character's bundle, a file that ends in .vidol.",
        show_default=False,
    ),
]
LabelPlace = Annotated[
    Literal["corner", "caption", "off"] | None,
    typer.Option(
        "--label",
        help=(
            "Where pictures say that the character is virtual: in a corner or below the captions;"
            " off needs a reason, which is asked once and kept in the bundle. Left out, as the"
            " character has it: in the corner."
        ),
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


def labelled(character: Character, path: Path, place: str | None) -> Character:
    """The character, once there is a reason for a label that is left off: where somebody is there
    to ask, it is asked and written into the bundle at `path`.
    """
    from vidol.show.labelling import label_of

    if place != "off" or label_of(character).reason or not sys.stdin.isatty():
        return character
    reason = typer.prompt(
        f"Pictures say that {character.name} is virtual, as several countries ask for. Why may"
        " they be without it?"
    )
    character = character.with_settings("label", reason=reason)
    character.save(path)
    return character
