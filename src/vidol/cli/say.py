"""``vidol say``: speak a text into a sound file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def say(
    text: Annotated[str, typer.Argument(help="What to say, in Chinese, Japanese, English or a mixture.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Sound file to write: .wav or .flac.")],
    language: Annotated[str | None, typer.Option(help="zh, ja or en for what the text leaves open; found from the text by default.")] = None,
    pitch: Annotated[float, typer.Option(help="Semitones above the voice's own pitch.", min=-24, max=24)] = 0.0,
    rate: Annotated[float, typer.Option(help="Speed as a factor.", min=0.5, max=2)] = 1.0,
    phones: Annotated[bool, typer.Option("--phones", help="Print each phone with its start and end in seconds.")] = False,
) -> None:
    """Speak TEXT with the embedded voice."""
    import asyncio

    import numpy as np
    import soundfile

    from vidol.core.errors import InputError
    from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Speech, Utterance
    from vidol.core.storage import replacing
    from vidol.voice.embedded import EmbeddedVoice

    chosen = next((known for known in LANGUAGES if known == language), None)
    if language and not chosen:
        raise InputError(f"'{language}' is not a language of the embedded voice: choose one of {', '.join(LANGUAGES)}.")
    if out.suffix.lower() not in (".wav", ".flac"):
        raise InputError(f"{out}: the name must end in .wav or .flac.")
    if chosen:
        EmbeddedVoice.require(chosen)

    async def speak() -> list[Speech]:
        async with EmbeddedVoice() as voice:
            return [part async for part in voice.speak(Utterance(text, chosen, rate, pitch))]

    parts = asyncio.run(speak())
    pcm = np.concatenate([np.zeros(0, np.float32), *(part.pcm for part in parts)])
    if not len(pcm):
        raise InputError("Nothing in the text can be said: it has no Chinese, Japanese or English words.")
    with replacing(out) as beside:
        soundfile.write(beside, pcm, SAMPLE_RATE, format=out.suffix[1:].upper(), subtype="PCM_16")
    if phones:
        for phone in (phone for part in parts for phone in part.phones):
            typer.echo(f"{phone.start:8.3f} {phone.end:8.3f}  {phone.symbol}")
    for missed in (missed for part in parts for missed in part.unspoken):
        typer.echo(f"not spoken: {missed}", err=True)
    typer.echo(f"{out}: {len(pcm) / SAMPLE_RATE:.1f} s")
