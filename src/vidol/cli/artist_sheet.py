"""``vidol artist sheet``: many drawings on one picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def artist_sheet(
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="Folder for contact_sheet.webp and expressions.webp."),
    ] = Path(),
    first: Annotated[
        int, typer.Option(help="Seed of the first character on the contact sheet.")
    ] = 0,
    count: Annotated[
        int, typer.Option(min=1, max=1024, help="Characters on the contact sheet.")
    ] = 64,
    seed: Annotated[int, typer.Option(help="Seed of the character on the expression sheet.")] = 7,
    size: Annotated[
        int, typer.Option(min=32, max=2048, help="Pixels per side of one drawing.")
    ] = 320,
) -> None:
    """Draw a contact sheet of characters and an expression sheet of one of them."""
    from rich.console import Console

    from vidol.core.errors import OutputError
    from vidol.face.artist import Look
    from vidol.face.artist.sheets import contact_sheet, expression_sheet
    from vidol.media.labels import Label
    from vidol.media.stills import write_still

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {out} cannot be made: {error.strerror}.") from error
    console = Console()
    with console.status("drawing"):
        for name, sheet in (
            ("contact_sheet.webp", contact_sheet(range(first, first + count), size)),
            ("expressions.webp", expression_sheet(Look.from_seed(seed), size)),
        ):
            write_still(out / name, sheet, label=Label())
            # one line, however long the path
            typer.echo(f"{out / name}: {sheet.shape[1]} x {sheet.shape[0]}")
