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

    import vidol

    with Console().status("drawing"):
        files = vidol.sheets(out, first=first, count=count, seed=seed, size=size)
    for file in files:
        typer.echo(file)
