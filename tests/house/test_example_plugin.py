"""The example plug-in package, installed by pip into a folder of its own and used as a stranger
would use it.
"""

from __future__ import annotations

import subprocess
import sys

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
def environment(installed) -> dict[str, str]:
    return installed("vidol-hum-voice")


def test_it_is_listed(environment) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "vidol.cli.main", "plugins"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    row = next(line for line in listed.splitlines() if "hum" in line)
    assert row.split() == ["voice", "hum", "vidol-hum-voice", "1.0.0", "ok"]


def test_a_character_speaks_with_it(environment, tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", USE],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "vidol_hum_voice"


def test_without_it_the_bundle_says_what_is_missing(environment, tmp_path) -> None:
    subprocess.run(
        [sys.executable, "-c", USE], env=environment, cwd=tmp_path, check=True, capture_output=True
    )
    code = "import vidol; vidol.load('humming.vidol').open_voice()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"VIDOL_PLUGINS": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No voice named 'hum' is installed" in done.stderr
