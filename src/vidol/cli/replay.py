"""``vidol replay``: a recorded live show as a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidol.cli.console.arguments import SIZE, LabelPlace, dimensions


def replay(
    record: Annotated[Path, typer.Argument(help="The record of a live show, a show.jsonl.")],
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
        typer.Option(help=f"{SIZE} Left out, the show's own.", show_default=False),
    ] = None,
    captions: Annotated[
        bool, typer.Option("--captions/--no-captions", help="Draw the captions into the picture.")
    ] = True,
    alpha: Annotated[bool, typer.Option("--alpha", help="Leave the background out.")] = False,
    label: LabelPlace = None,
    progress_lines: Annotated[
        bool,
        typer.Option(
            "--progress-lines",
            help="Print the share that is done, 0 to 1, line by line, for programs.",
        ),
    ] = False,
) -> None:
    """Make the live show in RECORD again as a film, and compare every picture and the sound with
    what was on air.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from vidol.show.replay import replay as make

    outputs = output or []
    bar = Progress(
        TextColumn("[bold]replaying"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f}%"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    task = bar.add_task("", total=1.0)

    def show(share: float) -> None:
        if progress_lines:
            print(f"{share:.3f}", flush=True)
            return
        bar.start()
        bar.update(task, completed=share)

    try:
        done = make(
            record,
            out or (None if outputs else Path("show.mp4")),
            outputs=outputs,
            size=dimensions(size) if size else None,
            captions=captions,
            alpha=alpha,
            label=label,
            progress=show,
        )
        bar.update(task, completed=1.0)
    finally:
        if bar.live.is_started:
            bar.stop()
    typer.echo(
        f"{done.path or ', '.join(outputs)}: {done.frames / done.fps:.1f} s."
        f" {_verdict(done.compared, len(done.different), done.same_sound)}"
    )
    if done.torn:
        typer.echo(
            "The record has no end: the show was killed, or is still on air. All that it holds was"
            " replayed.",
            err=True,
        )


def _verdict(compared: int, different: int, same_sound: bool) -> str:
    pictures = (
        f"{compared} pictures compared with the show:"
        f" {'all the same' if not different else f'{different} differ'}"
        if compared
        else "no pictures compared"
    )
    return f"{pictures}; {'the same sound' if same_sound else 'the sound differs'}."
