"""The example inlet, installed by pip into a folder of its own: it keeps what the protocol
promises, and in a live show she answers a line that somebody writes into the file.
"""

from __future__ import annotations

import subprocess
import sys
import time

import httpx
import pytest

import vidol

from .conftest import VIDOL

CHECK = """
import asyncio
from pathlib import Path
from vidol.audience.inlet import open_inlet
from vidol.testing.inlets import check_inlet

chat = Path("chat.txt")
chat.touch()

async def write():
    with chat.open("a", encoding="utf-8") as file:
        file.write("Ann: Hello: you\\n")

for message in asyncio.run(check_inlet(open_inlet("file:chat.txt"), write)):
    print(message.platform, message.author.id, message.words)
"""


@pytest.fixture(scope="module")
def example(with_example):
    return with_example("vidol-file-inlet")


def test_it_is_listed(example, tmp_path) -> None:
    row = example.listed("vidol-file-inlet", tmp_path)
    assert row == ["platform", "file", "vidol-file-inlet", "1.0.0", "ok"]


def test_it_keeps_what_the_protocol_promises(example, tmp_path) -> None:
    done = example.python("-c", CHECK, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["file Ann Hello: you"] * 2


def test_she_answers_a_line_that_is_written_to_the_file(example, tmp_path) -> None:
    vidol.new("Mika", seed=7).save(tmp_path / "mika.vidol")
    chat = tmp_path / "chat.txt"
    chat.write_text("Old: not this one\n", encoding="utf-8")
    words = ["live", "mika.vidol", "--port", "0", "--no-browser", "--size", "64"]
    show = subprocess.Popen(
        [sys.executable, *VIDOL, *words, "--platform", "file:chat.txt"],
        env=example.environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        place = httpx.URL(show.stdout.readline().split(" is live at ")[1].split()[0])
        own = {"authorization": f"Bearer {place.params['token']}"}
        with httpx.Client(base_url=place.join("/"), headers=own, timeout=30) as client:
            until(lambda: inlet(client)["condition"] in ("open", "connecting"))
            time.sleep(0.5)  # it follows the file from where it ends
            with chat.open("a", encoding="utf-8") as file:
                file.write("Ann: Who are you?\n")
            until(lambda: client.get("/api/turns").json()["turns"])
            (turn,) = client.get("/api/turns").json()["turns"]
            assert (turn["asked"], turn["owner"]) == ("Who are you?", "file:Ann")
            assert "Mika" in turn["said"]
            assert inlet(client)["messages"] == 1
    finally:
        show.terminate()
        show.wait(30)
        show.stdout.close()


def inlet(client: httpx.Client) -> dict:
    """What the studio says of it."""
    inlets = client.get("/api/audience").json()["inlets"]
    return next(one for one in inlets if one["name"] == "file:chat.txt")


def until(condition, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def test_without_it_the_verb_says_what_is_missing(example, tmp_path) -> None:
    vidol.new("Mika", seed=7).save(tmp_path / "mika.vidol")
    words = [*VIDOL, "live", "mika.vidol", "--platform", "file:x"]
    done = example.python(*words, folder=tmp_path, VIDOL_PLUGINS="")
    assert done.returncode == 2
    assert "No platform named 'file' is installed" in done.stderr
