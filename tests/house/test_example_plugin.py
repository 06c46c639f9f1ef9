"""Plug-in packages, installed by pip into folders of their own and used as a stranger would use
them: the example of the documentation, and one that brings a kind of parts nobody has heard of.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

USE = """
import asyncio
import numpy as np
import vidol
from vidol.core.speech import SAMPLE_RATE, Utterance

character = vidol.new("Mika", seed=7).with_plugin("voice", "hum")

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
assert vidol.load("humming.vidol").parts["voice"].plugin == "hum"
print(asyncio.run(listen()))
"""


@pytest.fixture
def run(pip_installed, tmp_path):
    """Run `vidol` with the package vidol-pet installed, or without; returns what it printed, and
    with `refused` what it said when it refused.
    """
    environment = pip_installed(ROOT / "tests" / "house" / "vidol-pet")

    def ran(*words: str, pet: bool = True, refused: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "vidol.cli.main", *words],
            env=environment | ({} if pet else {"VIDOL_PLUGINS": ""}),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (2 if refused else 0), done.stdout + done.stderr
        assert refused in done.stderr
        return done.stderr if refused else done.stdout

    return ran


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


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_kind_that_vidol_does_not_know_is_edited_shown_and_carried(run, tmp_path) -> None:
    """One more organ is one folder: nothing of vidol knows of pets."""
    assert "pet" in run("plugins")
    run("new", "Mika", "--seed", "7", "-o", "mika.vidol")
    assert "pet" not in run("info", "mika.vidol")
    run("edit", "mika.vidol", "--set", "pett.call=Tama", refused="did you mean 'pet'?")
    run("edit", "mika.vidol", "--set", "pet.mod=1", refused="did you mean 'mood'?")
    run("edit", "mika.vidol", "--set", "pet.mood=7", refused="less than or equal to 1")

    picture, text = tmp_path / "tama.png", tmp_path / "tama.txt"
    picture.write_bytes(b"\x89PNG of a cat")
    text.write_bytes(b"a cat")
    run("edit", "mika.vidol", "--file", "pet=tama.txt", refused="takes .png")
    words = "--set pet.toys=ball,feather --set pet.sounds.en=Purr. --set pet.lives=7"
    run("edit", "mika.vidol", *words.split(), "--file", "pet=tama.png", "--set", "pet.mood=0.9")
    shown = " ".join(run("info", "mika.vidol").split())
    hair = json.loads(members(tmp_path / "mika.vidol")["parts/face.json"])["settings"]["hair"]
    for fact in ("cat: call Mika's cat", f"fur {hair}", "toys ball feather", "sounds en Purr."):
        assert fact in shown
    assert "tama.png, 13 bytes" in shown
    assert "pet: made by the plug-in cat from settings that the creator chose" in shown
    assert "pet/tama.png: given by the creator; holder not stated" in shown
    # What was proposed with her name in it follows when she is called otherwise.
    run("edit", "mika.vidol", "--name", "Luna")
    assert "call Luna's cat" in " ".join(run("info", "mika.vidol").split())


def test_where_its_package_is_missing_it_is_carried_byte_for_byte(run, tmp_path) -> None:
    (tmp_path / "tama.png").write_bytes(b"\x89PNG of a cat")
    run("new", "Mika", "--seed", "7", "-o", "mika.vidol")
    run("edit", "mika.vidol", "--file", "pet=tama.png", "--holder", "Studio", "--licence", "MIT")
    before = members(tmp_path / "mika.vidol")
    run("edit", "mika.vidol", "--set", "face.hair=#804020", "--name", "Luna", pet=False)
    after = members(tmp_path / "mika.vidol")
    assert after["parts/face.json"] != before["parts/face.json"]
    for name in ("parts/pet.json", "parts/pet/tama.png"):
        assert after[name] == before[name]
    shown = run("info", "mika.vidol", pet=False)
    assert "call Mika's cat" in shown
    assert "No pet named 'cat' is installed" in " ".join(shown.split())
    # It can be changed and dropped all the same, only not judged.
    run("edit", "mika.vidol", "--set", "pet.mood=0.25", pet=False)
    assert "mood 0.25" in run("info", "mika.vidol")
    run("edit", "mika.vidol", "--drop", "pet", pet=False)
    assert not any(name.startswith("parts/pet") for name in members(tmp_path / "mika.vidol"))


def test_it_opens_with_its_siblings(pip_installed, tmp_path) -> None:
    code = """
import vidol
mika = vidol.new("Mika", seed=7).with_settings("pet", call="Tama", sounds={"en": "Purr."})
print(mika.open("pet").purr())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=pip_installed(ROOT / "tests" / "house" / "vidol-pet"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "Tama of Mika: Purr."
