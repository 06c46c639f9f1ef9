"""Alignment of recorded speech, against recordings whose times are known: other voices of the same
engines.
"""

from itertools import pairwise

import numpy as np
import pytest

from vidol.core.errors import InputError
from vidol.core.speech import Utterance
from vidol.voice import EmbeddedVoice, VoiceProfile, align


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We should meet again next week, because the weather will be good."),
        ("zh", "今天天气真好，我们一起去公园散步吧。"),
        ("ja", "明日は雨が降るそうですから、傘を持って行ってください。"),
    ],
)
def test_another_speaker_with_pauses_and_noise(language, text):
    voice = EmbeddedVoice(
        VoiceProfile(english="m6", chinese="m6", pitch=115.0, tract=0.87, rate=0.85)
    )
    parts = list(voice.render(Utterance(text, language)))
    voice.stop()
    words = [w for p in parts for w in p.words]
    pcm = np.concatenate([p.pcm for p in parts])
    # The speaker begins late and stops to think before a word.
    cut = int(words[len(words) // 2].start * 24000)
    pcm = np.concatenate([np.zeros(7200), pcm[:cut], np.zeros(9600), pcm[cut:]])
    pcm = (pcm + np.random.default_rng(0).normal(0, 0.002, len(pcm))).astype(np.float32)
    phones, found = align(pcm, text, language)
    assert [p.symbol for p in phones] == [p.symbol for s in parts for p in s.phones]
    assert all(a.start < b.start for a, b in pairwise(phones))
    true = [w.start + 0.3 + (0.4 if w.start >= cut / 24000 - 1e-3 else 0.0) for w in words]
    errors = np.abs(np.array([w.start for w in found]) - true)
    assert np.median(errors) < 0.02
    assert np.percentile(errors, 90) < 0.05


def test_nothing_to_align():
    with pytest.raises(InputError, match="silent"):
        align(np.zeros(24000, np.float32), "Hello.", "en")
    noise = np.random.default_rng(0).normal(0, 0.1, 24000).astype(np.float32)
    with pytest.raises(InputError, match="no words"):
        align(noise, "😀", "en")
