"""``vidol data face``: a folder of pictures to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

if TYPE_CHECKING:
    from vidol.face.data import Prepared


def data_face(
    folder: Annotated[
        Path, typer.Argument(help="A folder of pictures and films, a .zip of pictures, or a film.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The dataset: a new folder.")],
    licence: Annotated[
        str,
        typer.Option(
            "--licence",
            help="Of the pictures: an SPDX expression such as CC0-1.0 or LicenseRef-mine.",
        ),
    ] = "",
    holder: Annotated[str, typer.Option("--holder", help="Whose they are.")] = "",
    consent: Annotated[
        str,
        typer.Option(
            "--consent",
            help="Whose consent they rest on, and when it was given; not-a-person for drawings.",
        ),
    ] = "",
    rights: Annotated[
        bool,
        typer.Option(
            "--i-have-the-rights",
            help="Take pictures whose licence or consent nobody states; the dataset will say so.",
        ),
    ] = False,
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            help="Pixels a side, 16 to 1024; else the largest of 64, 128 and 256 that fits most.",
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Take whole pictures; do not look for faces.")
    ] = False,
    flatten: Annotated[
        str | None,
        typer.Option(
            "--flatten", help="Lay what can be seen through on this colour, as in #ffffff."
        ),
    ] = None,
    normalise: Annotated[
        bool,
        typer.Option(
            "--normalise", help="Even out exposure and white: for photographs, not for drawings."
        ),
    ] = False,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            help="A .csv or .jsonl with labels; else labels.csv or labels.jsonl in FOLDER.",
        ),
    ] = None,
    hold_out: Annotated[
        float, typer.Option("--hold-out", help="Share of pictures that are never trained on.")
    ] = 0.1,
    every: Annotated[
        float, typer.Option("--every", help="Seconds between the frames that are taken from films.")
    ] = 1.0,
) -> None:
    """Make a dataset that faces can be trained on, with a report to read before. Ctrl-C stops; the
    same command goes on.
    """
    from vidol.face.data import Options, prepare

    options = Options(
        size=size,
        whole=whole,
        flatten=flatten,
        normalise=normalise,
        hold_out=hold_out,
        every=every,
        licence=licence,
        holder=holder,
        consent=consent,
        i_have_the_rights=rights,
        labels=labels,
    )
    with _Line() as line:
        try:
            prepared = prepare(folder, out, options, tell=line.show)
        except KeyboardInterrupt:
            line.stop()
            typer.echo(
                f"stopped after {line.done:,} of about {line.all:,}; the same command goes on from"
                " here.",
                err=True,
            )
            raise typer.Exit(130) from None
    _announce(prepared)


def _announce(prepared: Prepared) -> None:
    """The report in a few lines."""
    manifest, found = prepared.manifest, prepared.report
    form = f"{manifest.size}x{manifest.size} {'RGBA' if manifest.channels == 4 else 'RGB'}"
    typer.echo(
        f"{prepared.path}: {manifest.count:,} pictures of {form}, {manifest.tests:,} held out,"
        f" {len(manifest.tags):,} tags, {len(manifest.labels):,} classes"
    )
    for reason in found["skipped"]:
        typer.echo(f"  left out, {reason['reason']}: {reason['count']:,}")
    for name, count in found["warnings"].items():
        typer.echo(f"  to look at, {name}: {count:,}")
    missing = found["labels_without_picture"]
    if missing["count"]:
        named = ", ".join(missing["first"][:5])
        typer.echo(
            f"  labels without a picture: {missing['count']:,}"
            f" ({named}{', ...' if missing['count'] > 5 else ''})"
        )
    for sentence in found["advice"]:
        typer.echo(f"  {sentence}")
    typer.echo(
        f"read {prepared.path / 'report.md'} and look at {prepared.path / 'contact.png'} before you"
        " train"
    )


class _Line:
    """One line that says how far it is; a line every half minute where nobody can see it change."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        columns = (
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task("looks through the material", total=None, said="")
        self.done = self.all = 0
        self._first: tuple[float, int] | None = None
        self._spoke = 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._bar.stop()

    def show(self, done: int, every: int, taken: int) -> None:
        import time

        now = time.monotonic()
        self._first = self._first or (now, done)
        self.done, self.all = done, every
        if now - self._spoke < (30 if self._bar.disable else 0.2) and done < every:
            return
        if self._spoke or not self._bar.disable:
            rate = (done - self._first[1]) / max(now - self._first[0], 1e-9)
            said = f"{done:,} of {every:,}, {taken:,} taken, {rate:.0f}/s"
            self._bar.update(
                self._task, description="prepares", completed=done, total=every, said=said
            )
            if self._bar.disable:
                typer.echo(said, err=True)
        self._spoke = now
