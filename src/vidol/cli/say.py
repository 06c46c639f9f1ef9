"""``vidol say``: speak a text into a sound file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def say(
    text: Annotated[
        str, typer.Argument(help="What to say, in Chinese, Japanese, English or a mixture.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Sound file to write: .wav or .flac.")],
    character: Annotated[
        Path | None,
        typer.Option(
            help="The bundle of the character who speaks; a plain voice by default.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[
        Literal["zh", "ja", "en"] | None,
        typer.Option(
            help="Of what the text leaves open; found from the text by default.",
            show_default=False,
        ),
    ] = None,
    pitch: Annotated[
        float, typer.Option(help="Semitones above the voice's own pitch.", min=-24, max=24)
    ] = 0.0,
    rate: Annotated[float, typer.Option(help="Speed as a factor.", min=0.5, max=2)] = 1.0,
    spoken_label: Annotated[
        bool,
        typer.Option(
            "--spoken-label", help="Say first, in the text's language, that this was generated."
        ),
    ] = False,
    phones: Annotated[
        bool, typer.Option("--phones", help="Print each phone with its start and end in seconds.")
    ] = False,
) -> None:
    """Speak TEXT in a character's voice, as a sound file."""
    import vidol

    speaker = vidol.load(character) if character else None
    said = vidol.say(
        text,
        out,
        speaker,
        language=language,
        pitch=pitch,
        rate=rate,
        spoken_label=spoken_label,
    )
    for phone in said.phones if phones else ():
        typer.echo(f"{phone.start:8.3f} {phone.end:8.3f}  {phone.symbol}")
    if said.unspoken:
        typer.echo(f"not spoken: {', '.join(said.unspoken)}", err=True)
    typer.echo(f"{said.path}: {said.seconds:.1f} s")
