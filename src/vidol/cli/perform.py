"""``vidol perform``: a character performs a script as a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidol.cli.console.arguments import SIZE, CharacterFile, LabelPlace, dimensions, labelled


def perform(
    character: CharacterFile,
    script: Annotated[
        Path | None,
        typer.Argument(
            help="The script, a Markdown file; left out, the demo script that comes with vidol."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=(
                "What to write: .mp4, .webm (with --alpha), .gif, .webp, .png or .jpg; show.mp4"
                " where no --output is named either."
            ),
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            help="Another output, NAME:TARGET, beside the file or instead of it; may be repeated.",
            show_default=False,
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            help=f"{SIZE} Left out, 1280x720; of a .gif or .webp 480x270.", show_default=False
        ),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(
            help="Pictures per second. Left out, 30; of a .gif or .webp 12.", show_default=False
        ),
    ] = None,
    captions: Annotated[
        bool,
        typer.Option(
            "--captions/--no-captions",
            help="Draw the captions into the picture; a film has them as .srt anyway.",
        ),
    ] = True,
    alpha: Annotated[
        bool,
        typer.Option(
            "--alpha",
            help="Leave the background out: a transparent .webm, or a transparent picture.",
        ),
    ] = False,
    label: LabelPlace = None,
) -> None:
    """Let CHARACTER perform SCRIPT. The script language is described in docs/scripts.md."""
    import time

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    import vidol
    from vidol.show.data import DEMO
    from vidol.show.film import Progress as Performed

    picture, outputs = dimensions(size) if size else None, output or []
    path = out or (None if outputs else Path("show.mp4"))
    loaded = labelled(vidol.load(character), character, label)
    console = Console(stderr=True)
    began = time.perf_counter()
    last = Performed(0.0, 0.0)
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f}%"),
        TextColumn("{task.fields[seconds]:6.1f} s of film"),
        TextColumn("{task.fields[speed]:4.2f}x real time"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    task = bar.add_task(f"{loaded.name} performs", total=1.0, seconds=0.0, speed=0.0)

    def show(now: Performed) -> None:
        nonlocal last
        last = now
        bar.start()  # not before there is a first frame: an error in the script stands alone
        bar.update(
            task,
            completed=now.share,
            seconds=now.seconds,
            speed=now.seconds / (time.perf_counter() - began),
        )

    try:
        vidol.perform(
            loaded,
            script or DEMO,
            path,
            outputs=outputs,
            size=picture,
            fps=fps,
            captions=captions,
            alpha=alpha,
            label=label,
            progress=show,
        )
        bar.update(task, completed=1.0)
    finally:
        if bar.live.is_started:
            bar.stop()
    spent = time.perf_counter() - began
    for text in last.unspoken[:5]:
        typer.echo(f"not spoken, only shown (no installed voice says it): {text[:60]}", err=True)
    if captions and last.undrawn:
        typer.echo(
            f"not drawn, shown as 〓 (vidol brings no font for it): {last.undrawn[:60]}", err=True
        )
    typer.echo(
        f"{path or ', '.join(outputs)}: {last.seconds:.1f} s in {spent:.1f} s,"
        f" {last.seconds / spent:.2f}x real time"
    )
