"""The example plug-in package, installed by pip into a folder of its own and used as a stranger
would use it.
"""

from __future__ import annotations

import pytest

USE = """
import asyncio
import numpy as np
import vidol
from vidol.core.speech import SAMPLE_RATE, Utterance

character = vidol.new("Mika", seed=7).with_plugins(voice="hum")

async def listen():
    voice = character.open_voice()
    text = "Hello 世界"
    pieces = [piece async for piece in voice.speak(Utterance(text))]
    await voice.close()
    words = [word for piece in pieces for word in piece.words]
    assert [text[word.offset:][:word.length] for word in words] == ["Hello", "世", "界"]
    pcm = np.concatenate([piece.pcm for piece in pieces])
    assert pcm.dtype == np.float32 and 0.1 < abs(pcm).max() <= 1
    assert abs(len(pcm) / SAMPLE_RATE - words[-1].end) < 0.001
    return type(voice).__module__

character.save("humming.vidol")
assert vidol.load("humming.vidol").plugins.voice == "hum"
print(asyncio.run(listen()))
"""


@pytest.fixture(scope="module")
def example(with_example):
    return with_example("vidol-hum-voice")


def test_it_is_listed(example, tmp_path) -> None:
    row = example.listed("vidol-hum-voice", tmp_path)
    assert row == ["voice", "hum", "vidol-hum-voice", "1.0.0", "ok"]


def test_a_character_speaks_with_it(example, tmp_path) -> None:
    done = example.python("-c", USE, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "vidol_hum_voice"


def test_without_it_the_bundle_says_what_is_missing(example, tmp_path) -> None:
    assert example.python("-c", USE, folder=tmp_path).returncode == 0
    code = "import vidol; vidol.load('humming.vidol').open_voice()"
    done = example.python("-c", code, folder=tmp_path, VIDOL_PLUGINS="")
    assert "No voice named 'hum' is installed" in done.stderr
