"""What is read is a file: nothing waits for a pipe, or reads a device that never ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import vidol
from vidol.audience.rules import Rules
from vidol.cli.main import run
from vidol.core import endpoints
from vidol.core.errors import VidolError
from vidol.face.generator.model import FaceModel
from vidol.media.pictures import read_picture
from vidol.media.sound import read_sound
from vidol.mind.persona import Persona
from vidol.show.script import load
from vidol.training.events import read as read_log

READERS: dict[str, Callable[[Path], object]] = {
    "a script": load,
    "a bundle": vidol.load,
    "a persona": Persona.read,
    "rules": Rules.read,
    "a picture": read_picture,
    "a sound": read_sound,
    "knowledge": lambda path: vidol.new("Mika", seed=1).with_knowledge(path),
    "a record": lambda path: vidol.replay(path, path.with_name("film.mp4")),
    "a dataset's source": lambda path: vidol.data(
        "face", source=str(path), out=str(path.with_name("d")), whole=True, i_have_the_rights=True
    ),
    "a model": FaceModel,
}


@pytest.mark.parametrize("name", ["pipe", "pipe.mp4", "pipe.png", "pipe.zip", "endless"])
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_pipes_and_devices_are_a_sentence(read, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "endless":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
    signal.alarm(20)  # ends the test, where it waits
    with pytest.raises(VidolError) as caught:
        read(path)
    signal.alarm(0)
    assert len(str(caught.value).splitlines()) == 1


def test_a_log_that_is_a_pipe_has_no_events(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.jsonl")
    assert list(read_log(tmp_path / "log.jsonl")) == []


@pytest.mark.parametrize("words", [
    ["new", "Mika", "-o", "x" * 300 + ".vidol"],
    ["info", "x" * 300],
    ["perform", "x" * 300, "y", "-o", "film.mp4"],
    ["say", "Hi.", "-o", "x" * 300 + ".wav"],
    ["new", "Mika", "-o", "loop/mika.vidol"],
    ["sample", "x" * 300, "-o", "film.png"],
])  # fmt: skip
def test_names_that_no_disk_takes_are_a_sentence(words, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("folder", ["/proc/vidol", "/dev/null/vidol", "/dev/full", "/" + "x" * 300])
def test_settings_that_cannot_be_kept_are_a_sentence(folder: str, monkeypatch) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", folder)
    with pytest.raises(VidolError, match="VIDOL_CONFIG"):
        endpoints.approve("http://127.0.0.1:9/v1")
    assert not endpoints.approved("http://127.0.0.1:9/v1")


def test_sound_on_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    code = """
import sys, numpy as np, resource, signal
from vidol.media.sound import write_sound
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_sound(sys.argv[1], np.random.default_rng(1).random(99999, np.float32))
except Exception as error:
    print(type(error).__name__, error)
"""
    for name in ("a.wav", "a.flac"):
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path / name],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert done.stdout.startswith("OutputError Cannot write"), done.stdout
    assert list(tmp_path.iterdir()) == []
