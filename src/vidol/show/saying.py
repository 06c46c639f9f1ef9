"""A text spoken into a sound file, without a show around it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vidol.core.character import Performing
from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Language, Phone, Speech, Utterance, Voice
from vidol.media.labels import Label
from vidol.media.sound import FORMATS, write_sound
from vidol.voice import EmbeddedVoice


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a text."""

    path: Path
    seconds: float
    phones: tuple[Phone, ...]
    unspoken: tuple[str, ...]
    """Parts of it that the voice could not say."""


def say(
    text: str,
    out: str | Path,
    character: Performing | None = None,
    *,
    language: str | None = None,
    pitch: float = 0.0,
    rate: float = 1.0,
) -> Said:
    """Speak a text in a character's voice, a plain one without a character, into `out`, a ``.wav``
    or ``.flac`` of 24 kHz, mono, 16 bits, labelled as generated. A file that was there is replaced
    when this one is whole.

    `language` is zh, ja or en for what the text leaves open; `pitch` semitones above the voice's
    own; `rate` a factor of its speed, 0.5 to 2. Raises InputError for what cannot be, and where
    nothing of the text can be said; OutputError when `out` cannot be written.
    """
    path, chosen = Path(out), _language(language)
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: the name must end in .wav or .flac.")
    voice = character.open_voice() if character else EmbeddedVoice()
    if chosen and isinstance(voice, EmbeddedVoice):
        voice.require(chosen)
    parts = asyncio.run(_spoken(voice, Utterance(text, chosen, rate, pitch)))
    pcm = np.concatenate([np.zeros(0, np.float32), *(part.pcm for part in parts)])
    unspoken = tuple(missed for part in parts for missed in part.unspoken)
    if not len(pcm):
        why = f": no voice reads {', '.join(unspoken)}" if unspoken else ""
        raise InputError(f"Nothing of the text can be said{why}.")
    write_sound(path, pcm, label=Label())
    phones = tuple(phone for part in parts for phone in part.phones)
    return Said(path, len(pcm) / SAMPLE_RATE, phones, unspoken)


async def _spoken(voice: Voice, utterance: Utterance) -> list[Speech]:
    try:
        return [part async for part in voice.speak(utterance)]
    finally:
        await voice.close()


def _language(name: str | None) -> Language | None:
    found = next((known for known in LANGUAGES if known == name), None)
    if name and not found:
        hint = suggestion(name, LANGUAGES, "there are")
        raise InputError(f"'{name}' is not a language that vidol speaks; {hint}")
    return found
