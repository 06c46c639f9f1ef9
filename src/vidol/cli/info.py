"""``vidol info``: what is inside a bundle, with a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from vidol.avatar import Character

PICTURE_COLUMNS = 44


def info(
    bundle: Annotated[Path, typer.Argument(help="The bundle to look into.", show_default=False)],
    picture: Annotated[
        Path | None, typer.Option(help="Write the portrait to this PNG file.", show_default=False)
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

    character = vidol.load(bundle)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    if console.is_terminal and console.color_system in {"truecolor", "256"}:
        console.print(_half_blocks(small(character, min(PICTURE_COLUMNS, console.width))))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _rows(character, bundle):
        table.add_row(label, _plain(value))
    console.print(table)
    if picture:
        from vidol.core.storage import replacing

        with replacing(picture) as part:
            part.write_bytes(png(character))
        print(f"The portrait is at {picture}")
    if persona:
        character.persona.save(persona)
        print(f"The persona is at {persona}")


def _plain(text: str) -> Text:
    """Text as it is: a name with square brackets is not markup, and one with escape codes does not
    drive the terminal.
    """
    from rich.text import Text

    from vidol.cli.main import CONTROLS

    return Text(text.translate(CONTROLS))


def _rows(character: Character, bundle: Path) -> Iterable[tuple[str, str]]:
    from vidol.core.endpoints import approved

    yield "name", character.name
    yield "file", f"{bundle}, {_size(bundle.stat().st_size)}"
    yield "created", f"{character.created:%Y-%m-%d %H:%M} UTC, seed {character.seed}"
    yield "languages", ", ".join(character.persona.languages)
    look = character.look.model_dump()
    # proportions say little as numbers
    yield (
        "look",
        _fields({name: value for name, value in look.items() if isinstance(value, str | tuple)}),
    )
    yield "voice", _fields(character.voice_profile.model_dump())
    yield "plug-ins", _fields(character.plugins.model_dump())
    for label, endpoint in (
        ("language model", character.language_model),
        ("transcription", character.transcription),
    ):
        if endpoint is not None:
            state = (
                "approved on this machine"
                if approved(endpoint.base_url)
                else "not approved on this machine: nothing is sent to it"
            )
            yield label, f"{endpoint.model} at {endpoint.base_url}, {state}"
    yield "greeting", character.persona.greeting[character.persona.default_language]
    if not character.knowledge:
        yield "knowledge", "none; `vidol edit --knowledge FOLDER` adds an FAQ and documents"
    for i, (name, data) in enumerate(sorted(character.knowledge.items())):
        yield "" if i else "knowledge", f"{name}, {_size(len(data))}"
    for i, record in enumerate(character.rights):
        consent = f", consent: {record.consent}" if record.consent else ""
        yield (
            "" if i else "rights",
            (
                f"{record.part}: {record.origin}; holder {record.holder}, licence"
                f" {record.licence}{consent}"
            ),
        )


def _fields(fields: dict[str, object]) -> str:
    """``hair #804020, iris star``; empty fields go without saying."""
    return ", ".join(
        f"{name} {' '.join(value) if isinstance(value, tuple) else value}"
        for name, value in fields.items()
        if value not in ("", ())
    )


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
