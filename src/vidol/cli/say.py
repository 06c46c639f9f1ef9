"""``vidol say``: speak a text into a sound file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def say(
    text: Annotated[
        str, typer.Argument(help="What to say, in Chinese, Japanese, English or a mixture.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Sound file to write: .wav or .flac.")],
    character: Annotated[
        Path | None,
        typer.Option(
            help="Bundle of the character who speaks; a plain voice by default.", show_default=False
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="zh, ja or en for what the text leaves open; found from the text by default.",
            show_default=False,
        ),
    ] = None,
    pitch: Annotated[
        float, typer.Option(help="Semitones above the voice's own pitch.", min=-24, max=24)
    ] = 0.0,
    rate: Annotated[float, typer.Option(help="Speed as a factor.", min=0.5, max=2)] = 1.0,
    phones: Annotated[
        bool, typer.Option("--phones", help="Print each phone with its start and end in seconds.")
    ] = False,
) -> None:
    """Speak TEXT in a character's voice, as a sound file."""
    import asyncio

    import numpy as np
    import soundfile

    import vidol
    from vidol.core.errors import InputError
    from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Speech, Utterance
    from vidol.core.storage import replacing
    from vidol.voice import EmbeddedVoice

    chosen = next((known for known in LANGUAGES if known == language), None)
    if language and not chosen:
        raise InputError(
            f"'{language}' is not a language that vidol speaks: choose one of"
            f" {', '.join(LANGUAGES)}."
        )
    if out.suffix.lower() not in {".wav", ".flac"}:
        raise InputError(f"{out}: the name must end in .wav or .flac.")
    voice = vidol.load(character).open_voice() if character else EmbeddedVoice()
    if chosen and isinstance(voice, EmbeddedVoice):
        voice.require(chosen)

    async def speak() -> list[Speech]:
        try:
            return [part async for part in voice.speak(Utterance(text, chosen, rate, pitch))]
        finally:
            await voice.close()

    parts = asyncio.run(speak())
    pcm = np.concatenate([np.zeros(0, np.float32), *(part.pcm for part in parts)])
    missed = [text for part in parts for text in part.unspoken]
    if not len(pcm):
        raise InputError(
            "Nothing of the text can be"
            f" said{': no voice reads ' + ', '.join(missed) if missed else ''}."
        )
    with replacing(out) as beside:
        soundfile.write(beside, pcm, SAMPLE_RATE, format=out.suffix[1:].upper(), subtype="PCM_16")
    for phone in (phone for part in parts for phone in part.phones if phones):
        typer.echo(f"{phone.start:8.3f} {phone.end:8.3f}  {phone.symbol}")
    if missed:
        typer.echo(f"not spoken: {', '.join(missed)}", err=True)
    typer.echo(f"{out}: {len(pcm) / SAMPLE_RATE:.1f} s")
