"""``vidol info``: what is inside a bundle, with a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidol.cli.console.arguments import CharacterFile

if TYPE_CHECKING:
    from rich.text import Text

    from vidol.avatar import Character
    from vidol.core.parts import Part

PICTURE_COLUMNS = 44
LONGEST = 72
"""Characters of one setting that are shown."""


def info(
    character: CharacterFile,
    picture: Annotated[
        Path | None,
        typer.Option(
            help="Write the portrait to this file: .png, .webp or .jpg.", show_default=False
        ),
    ] = None,
    persona: Annotated[
        Path | None,
        typer.Option(
            help="Write the persona to this TOML file, to change it and `vidol edit --persona` it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show what is inside a bundle, with a picture.

    A terminal with colours shows the portrait itself.
    """
    import sys

    from rich.console import Console
    from rich.table import Table

    import vidol
    from vidol.avatar.portrait import png, small
    from vidol.core import organs
    from vidol.core.errors import InputError
    from vidol.media.labels import Label
    from vidol.media.pictures import read_picture
    from vidol.media.stills import write_still
    from vidol.media.visible_label import Mark
    from vidol.show.labelling import label_of

    loaded = vidol.load(character)
    portrait = png(loaded)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    if console.is_terminal and console.color_system in {"truecolor", "256"} and portrait:
        console.print(_half_blocks(small(portrait, min(PICTURE_COLUMNS, console.width))))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _rows(loaded, character):
        table.add_row(label, _plain(value))
    console.print(table)
    if picture:
        if not portrait:
            raise InputError(f"{loaded.name} has no face here that could be drawn.")
        seen = label_of(loaded)
        marked = Mark(seen.place, loaded.default_language).laid(read_picture(portrait))
        write_still(picture, marked, label=Label(visible=seen.said))
        print(f"The portrait is at {picture}")
    if persona:
        organs.part_of(loaded, "persona")
        loaded.open("persona").save(persona)
        print(f"The persona is at {persona}")


def _plain(text: str) -> Text:
    """Text as it is: a name with square brackets is not markup, and one with escape codes does not
    drive the terminal.
    """
    from rich.text import Text

    from vidol.cli.main import CONTROLS

    return Text(text.translate(CONTROLS))


def _rows(character: Character, bundle: Path) -> Iterator[tuple[str, str]]:
    yield "name", character.name
    yield "file", f"{bundle}, {_size(bundle.stat().st_size)}"
    yield "created", f"{character.created:%Y-%m-%d %H:%M} UTC, seed {character.seed}"
    yield "languages", ", ".join(character.languages)
    for part in character.parts.values():
        yield part.kind.replace("_", " "), _part(character, part)
        for name, data in sorted(part.files.items()):
            yield "", f"{name}, {_size(len(data))}"
    for i, record in enumerate(character.rights):
        consent = f", consent: {record.consent}" if record.consent else ""
        yield (
            "" if i else "rights",
            (
                f"{record.part}: {record.origin}; holder {record.holder}, licence"
                f" {record.licence}{consent}"
            ),
        )


def _part(character: Character, part: Part) -> str:
    """``drawn: hair #804020, iris star``; what is wrong with it, where something is."""
    from vidol.core.errors import InputError

    settings = ", ".join(
        f"{name} {_short(value)}"
        for name, value in part.settings.items()
        if value not in ("", [], {}, None)
    )
    try:
        character.settings(part.kind)
        problem = ""
    except InputError as error:
        problem = f" ({error})"
    said = f"{part.plugin}: {settings}" if settings else part.plugin
    return said + "".join(_approvals(character, part.kind)) + problem


def _approvals(character: Character, kind: str) -> Iterator[str]:
    from vidol.core.endpoints import approved, origin

    for address in character.endpoints().get(kind, ()):
        if approved(address):
            yield f"; {origin(address)} is approved on this machine"
        else:
            yield f"; {origin(address)} is not approved on this machine: nothing is sent to it"


def _short(value: object) -> str:
    """A setting in a few words: the values of lists and tables one after another."""
    if isinstance(value, dict):
        text = "; ".join(f"{key} {_short(item)}" for key, item in value.items())
    elif isinstance(value, list):
        text = " ".join(map(str, value))
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _size(count: int) -> str:
    return (
        f"{count} bytes"
        if count < 1000
        else f"{count / 1000:.0f} kB"
        if count < 1_000_000
        else f"{count / 1e6:.1f} MB"
    )


def _half_blocks(picture: list[list[tuple[int, int, int] | None]]) -> Text:
    """Rows of pixels as text, two rows a line: the upper half block has one pixel as its colour,
    the other behind it.
    """
    from rich.style import Style
    from rich.text import Text

    def colour(pixel: tuple[int, int, int] | None) -> str | None:
        return None if pixel is None else "#{:02x}{:02x}{:02x}".format(*pixel)

    text = Text()
    for upper, lower in zip(picture[::2], picture[1::2], strict=False):
        for above, below in zip(upper, lower, strict=True):
            if above is None and below is None:
                text.append(" ")
            elif above is None:
                text.append("▄", Style(color=colour(below)))
            else:
                text.append("▀", Style(color=colour(above), bgcolor=colour(below)))
        text.append("\n")
    return text
