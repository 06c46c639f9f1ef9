"""The voice: text to sound with timed phones and words (`EmbeddedVoice`), and sound's shapes on the
lips (`lips`).

languages/    text to what is said: language splitting, numbers and dates, pieces
engines/      what is said to sound: espeak-ng, OpenJTalk (in processes of their own)
embedded.py   the Voice that streams them as one person
profile.py    what makes a person's voice, and how one is fitted to a look
sound.py      level, tone, joins
phones.py     the phone inventory and its mouth shapes
lips.py       timed phones to control frames
alignment.py  phone times of recorded speech from its transcript
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidol.voice.alignment import align
    from vidol.voice.embedded import EmbeddedVoice
    from vidol.voice.languages import split
    from vidol.voice.lips import lip_controls, mouth
    from vidol.voice.profile import VoiceProfile, fit

__all__ = ["EmbeddedVoice", "VoiceProfile", "align", "fit", "lip_controls", "mouth", "split"]

_HOMES = {
    "EmbeddedVoice": "embedded", "VoiceProfile": "profile", "fit": "profile", "align": "alignment",
    "lip_controls": "lips", "mouth": "lips", "split": "languages",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Load what is asked for on first use: importing vidol.voice alone costs nothing (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'vidol.voice' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(f"vidol.voice.{_HOMES[name]}"), name)
