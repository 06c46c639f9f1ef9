"""A voice for vidol that hums every syllable: the smallest complete plug-in, to start your own
from.

A voice is any class that is called with the material of a part (vidol.core.parts.Material) and has
two methods, ``speak`` and ``close`` (vidol.core.speech.Voice). It yields sound as it becomes ready,
with the times of the phones (for the lips) and of the words (for captions and gestures). What of it
can be chosen is in its ``Settings``: the command line and the studio go by them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from vidol.core.parts import Material
from vidol.core.speech import SAMPLE_RATE, Phone, Speech, Utterance, Word

SECONDS_PER_SYLLABLE = 0.18
MELODY = (0, 2, 4, 7, 9)  # semitones: any order of this scale sounds well

# A Chinese character or a kana is a syllable; any other word has as many as it has groups of
# vowels.
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)


class Hum(BaseModel):
    """What can be chosen of the voice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pitch: float = Field(default=220.0, ge=70, le=450, json_schema_extra={"unit": "Hz"})


class HumVoice:
    """Says everything in one syllable, around one pitch."""

    Settings = Hum

    def __init__(self, material: Material[Hum]) -> None:
        self._pitch = material.settings.pitch

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Hum the text word by word."""
        seconds = SECONDS_PER_SYLLABLE / utterance.rate
        now = 0.0
        for match in _WORDS.finditer(utterance.text):
            text = match.group()
            syllables = max(1, len(_VOWELS.findall(text)))
            notes = [
                MELODY[(ord(text[0]) + i) % len(MELODY)] + utterance.pitch for i in range(syllables)
            ]
            pcm = np.concatenate([_tone(self._pitch * 2 ** (note / 12), seconds) for note in notes])
            phones = tuple(
                phone
                for start in now + seconds * np.arange(syllables)
                for phone in (
                    Phone("m", float(start), float(start + 0.3 * seconds)),
                    Phone("a", float(start + 0.3 * seconds), float(start + seconds)),
                )
            )
            end = now + len(pcm) / SAMPLE_RATE
            yield Speech(pcm, phones, (Word(text, match.start(), len(text), now, end),))
            now = end

    async def close(self) -> None:
        """Nothing to release."""


def _tone(frequency: float, seconds: float) -> NDArray[np.float32]:
    """A soft tone: three partials of `frequency` (Hz) under a bell-shaped envelope."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = sum(np.sin(2 * np.pi * frequency * k * time) / k**2 for k in (1, 2, 3))
    return (0.3 * wave * np.sin(np.pi * time / seconds) ** 2).astype(np.float32)
