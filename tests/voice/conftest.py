"""One voice for all tests of a module: its engines stay warm."""

import pytest

from vidol.core.speech import Utterance
from vidol.voice import EmbeddedVoice, VoiceProfile


@pytest.fixture(scope="session")
def voice():
    voice = EmbeddedVoice(VoiceProfile())
    yield voice
    voice.stop()


@pytest.fixture(scope="session")
def said(voice):
    """Speak a text: (pcm, phones, words, unspoken)."""
    import numpy as np

    def speak(text, language=None, **manner):
        parts = list(voice.render(Utterance(text, language, **manner)))
        pcm = np.concatenate([np.zeros(0, np.float32), *(part.pcm for part in parts)])
        return (
            pcm,
            [p for s in parts for p in s.phones],
            [w for s in parts for w in s.words],
            [u for s in parts for u in s.unspoken],
        )

    return speak
