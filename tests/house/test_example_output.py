"""The example output, installed by pip into a folder of its own: it gets the moments of a film and
of a live show.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

import vidol
from vidol.core.controls import INDEX

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
VIDOL = [sys.executable, "-m", "vidol.cli.main"]


@pytest.fixture(scope="module")
def environment(pip_installed) -> dict[str, str]:
    return pip_installed(EXAMPLES / "vidol-jsonl-output")


@pytest.fixture
def mika(tmp_path: Path) -> Path:
    vidol.new("Mika", seed=7).save(tmp_path / "mika.vidol")
    return tmp_path / "mika.vidol"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def plugins(environment: dict[str, str]) -> list[str]:
    listed = subprocess.run(
        [*VIDOL, "plugins"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    return next(line for line in listed.splitlines() if "jsonl" in line).split()


def test_it_is_listed(environment, pip_installed, tmp_path) -> None:
    assert plugins(environment) == ["output", "jsonl", "vidol-jsonl-output", "1.0.0", "ok"]
    source = shutil.copytree(EXAMPLES / "vidol-jsonl-output", tmp_path / "former")
    project = source / "pyproject.toml"
    written = project.read_text("utf-8").replace("vidol.outputs", "vidol.stages")
    project.write_text(written, encoding="utf-8")
    former = pip_installed(source)
    assert plugins(former) == ["output", "jsonl", "vidol-jsonl-output", "1.0.0", "ok"]


def test_it_gets_the_moments_of_a_film(environment, mika: Path) -> None:
    script = mika.with_name("script.md")
    script.write_text("[happy] Hello there! [nod]", encoding="utf-8")
    out = ["-o", "show.mp4", "--size", "320x180"]
    for words in (out, []):
        subprocess.run(
            [*VIDOL, "perform", mika, script, *words, "--output", "jsonl:controls.jsonl"],
            env=environment,
            cwd=mika.parent,
            check=True,
            capture_output=True,
        )
        first, *moments = lines(mika.with_name("controls.jsonl"))
        assert first == {"name": "Mika", "rate": 30.0}
        assert [moment["n"] for moment in moments] == list(range(len(moments)))
        assert any(moment["controls"].get("jawOpen", 0) > 0.1 for moment in moments)
        assert {name for moment in moments for name in moment["controls"]} <= set(INDEX)
        film = mika.with_name("show.mp4")
        if words:
            with av.open(str(film)) as made:
                assert made.streams.video[0].frames == len(moments)
            film.unlink()
    assert not film.exists(), "a film nobody asked for"


def test_it_gets_the_moments_of_a_live_show(environment, mika: Path) -> None:
    path = mika.with_name("live.jsonl")
    words = ["live", mika, "--port", "0", "--no-browser", "--size", "64"]
    with subprocess.Popen(
        [*VIDOL, *words, "--output", f"jsonl:{path}"],
        env=environment,
        cwd=mika.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as live:
        end = time.monotonic() + 60
        while not path.exists() or path.read_bytes().count(b"\n") < 40:
            assert time.monotonic() < end, "no moments came"
            assert live.poll() is None, live.stderr.read()
            time.sleep(0.1)
        live.send_signal(signal.SIGINT)
        assert live.wait(30) == 130
    first, *moments = lines(path)
    assert first["name"] == "Mika"
    numbers = [moment["n"] for moment in moments]
    assert len(numbers) >= 39
    assert numbers == sorted(set(numbers))


def test_what_cannot_be_an_output_is_one_sentence(environment, mika: Path) -> None:
    for output, sentence in {
        "controls.jsonl": "write NAME:TARGET",
        "jsnl:controls.jsonl": "did you mean 'jsonl'?",
        "film:show.avi": "end it in .mp4 or .webm",
        "jsonl:missing/controls.jsonl": "No such file",
    }.items():
        done = subprocess.run(
            [*VIDOL, "perform", mika, "--output", output],
            env=environment,
            cwd=mika.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert sentence in done.stderr.replace("\n", " "), done.stderr
        assert "Traceback" not in done.stderr
