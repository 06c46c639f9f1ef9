"""``vidol new``: a character from a seed, saved as a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    name: Annotated[
        str, typer.Argument(help="What the character is called, in any script.", show_default=False)
    ],
    seed: Annotated[
        int | None,
        typer.Option(
            help="The same seed draws the same character; without one, a new one is rolled.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="The bundle to write; without it, NAME.vidol.", show_default=False
        ),
    ] = None,
    look: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Choose a part of the look, e.g. hair=#804020 or hair=red; may be repeated.",
        ),
    ] = None,
    persona: Annotated[
        Path | None,
        typer.Option(help="A persona file: manner, greeting, languages.", show_default=False),
    ] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option(
            help="A folder with the FAQ and documents to answer from.", show_default=False
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a bundle that is there already.")
    ] = False,
) -> None:
    """Create a character and save it as a bundle.

    Everything that is not chosen follows from the seed: look, colours, and a voice that fits.
    `vidol edit` changes it later.
    """
    from vidol.avatar import created
    from vidol.core.errors import OutputError
    from vidol.core.settings import parsed
    from vidol.face.artist import Look

    path = out or Path(_file_name(name))
    if path.exists() and not force:
        raise OutputError(
            f"{path} exists; --force replaces it, -o writes elsewhere, `vidol edit {path}` changes"
            " the character in it."
        )
    character = created(name, seed, parsed(Look, look or [], "the look"))
    if persona:
        character = character.with_persona(persona).with_name(name)
    if knowledge:
        character = character.with_knowledge(knowledge)
    character.save(path)
    print(
        f"{path}: {character.name}, drawn from seed {character.seed}. `vidol info {path}` shows the"
        " character."
    )


def _file_name(name: str) -> str:
    """A name any file system takes: 'Mika Aoi' gives 'mika-aoi.vidol', '星野 ミカ' gives
    '星野-ミカ.vidol'.
    """
    stem = "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")
    return f"{stem or 'character'}.vidol"
