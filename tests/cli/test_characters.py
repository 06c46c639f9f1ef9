"""`vidol new`, `info` and `edit` as users run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import vidol as library
from vidol.avatar import created
from vidol.cli import main
from vidol.core.errors import InputError
from vidol.media.labels import read_label


@pytest.fixture
def vidol(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: str, refused: str = "") -> str:
        """What the command printed; with `refused`, the one line with which it refuses, which holds
        that text.
        """
        with pytest.raises(SystemExit) as end:
            main.run(words)
        printed, complained = capsys.readouterr()
        assert end.value.code == (2 if refused else 0), printed + complained
        if refused:
            assert complained.count("\n") == 1, complained
            assert refused in complained
        return complained if refused else printed

    return run


def test_a_characters_life(vidol) -> None:
    assert "seed 7" in vidol(
        "new",
        "星野 ミカ",
        "--seed",
        "7",
        "--look",
        "eye_shape=cat",
        "--look",
        "accessories=halo,glasses",
    )
    bundle = "星野-ミカ.vidol"
    made = library.load(bundle)
    look = made.settings("face")
    assert (made.name, made.seed, look.eye_shape, look.accessories) == (
        "星野 ミカ",
        7,
        "cat",
        ("halo", "glasses"),
    )

    shown = vidol("info", bundle, "--picture", "mika.png", "--persona", "mika.toml")
    assert read_label("mika.png") is not None
    for fact in (
        "星野 ミカ",
        "seed 7",
        "zh, ja, en",
        "eye_shape cat",
        "not stated",
        "embedded",
    ):
        assert fact in shown
    with Image.open("mika.png") as picture:
        assert (picture.size, picture.mode) == ((512, 512), "RGBA")

    persona = Path("mika.toml")
    persona.write_text(
        persona.read_text(encoding="utf-8").replace("星野 ミカ", "月野ルナ"), encoding="utf-8"
    )
    knowledge = Path("knowledge")
    knowledge.mkdir()
    (knowledge / "faq.csv").write_bytes(
        "question,answer\n你什么时候直播？,每周五晚上八点。\n".encode("gb18030")
    )
    words = (
        "--persona mika.toml --knowledge knowledge --look hair=#804020 --use voice=hum --holder"
        " 工作室 --licence CC-BY-4.0"
    )
    vidol("edit", bundle, "--voice", "pitch=-2", *words.split(), "-o", "luna.vidol")
    luna = library.load("luna.vidol")
    look, voice = luna.settings("face"), luna.parts["voice"]
    assert (luna.name, look.hair, look.eye_shape, voice.plugin) == (
        "月野ルナ",
        "#804020",
        "cat",
        "hum",
    )
    assert voice.settings["pitch"] == pytest.approx(
        made.settings("voice").pitch * 2 ** (-2 / 12), abs=0.1
    )
    assert (luna.rights[0].holder, luna.rights[0].licence) == ("工作室", "CC-BY-4.0")
    assert library.load(bundle) == made
    vidol("edit", "luna.vidol", "--name", "Luna")
    assert library.load("luna.vidol").name == "Luna"


def test_a_language_model_is_set_and_approved_by_who_types_it(vidol, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path / "config"))
    vidol("new", "Mika", "--seed", "7")
    vidol("edit", "mika.vidol", "--llm", "http://127.0.0.1:1/v1", refused="--llm-model")
    vidol(
        "edit",
        "mika.vidol",
        "--llm",
        "http://me:secret@127.0.0.1:1/v1",
        "--llm-model",
        "qwen",
        refused="user name or password",
    )
    vidol("edit", "mika.vidol", "--llm", "http://127.0.0.1:1/v1", "--llm-model", "qwen")
    shown = vidol("info", "mika.vidol")
    assert "base_url http://127.0.0.1:1/v1, model qwen" in shown
    assert "http://127.0.0.1:1 is approved on this machine" in shown
    assert "http://127.0.0.1:1  without a key" in vidol("endpoints")
    vidol("endpoints", "--revoke", "http://127.0.0.1:1/v1/")
    assert "not approved on this machine" in vidol("info", "mika.vidol")
    assert "none is approved" in vidol("endpoints")
    vidol("endpoints", "--revoke", "http://127.0.0.1:1/v1", refused="is not approved")
    monkeypatch.setenv("VIDOL_LLM_ORIGIN", "http://127.0.0.1:1")
    vidol("endpoints", "--revoke", "http://127.0.0.1:1", refused="approved by VIDOL_LLM_ORIGIN")
    monkeypatch.delenv("VIDOL_LLM_ORIGIN")
    vidol("edit", "mika.vidol", "--no-llm")
    assert "language_model" not in library.load("mika.vidol").parts


def test_a_terminal_sees_the_portrait(vidol) -> None:
    vidol("new", "Mika", "--seed", "7")
    terminal = os.environ | {
        "FORCE_COLOR": "1",
        "COLORTERM": "truecolor",
        "TERM": "xterm-256color",
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-m", "vidol.cli.main", "info", "mika.vidol"]
    shown = subprocess.run(
        command, env=terminal, capture_output=True, encoding="utf-8", check=True, timeout=60
    ).stdout
    picture = [line for line in shown.splitlines() if "▀" in line]
    assert 15 <= len(picture) <= 22
    assert "\x1b[38;2;" in picture[10]
    assert "▀" not in vidol("info", "mika.vidol")


def test_names_and_rights_do_not_drive_the_terminal(vidol) -> None:
    library.new("[red]Mika[/red]", seed=1).with_rights(holder="\x1b]0;mine\a").save("mika.vidol")
    shown = vidol("info", "mika.vidol")
    assert "[red]Mika[/red]" in shown
    assert "\x1b" not in shown


def test_refusals_leave_everything_as_it_was(vidol) -> None:
    vidol("new", "Mika", "--seed", "7")
    before = Path("mika.vidol").read_bytes()
    vidol("new", "Mika", refused="--force replaces it")
    vidol(
        "new",
        "Mika",
        "--look",
        "eye_left=blue",
        "-o",
        "other.vidol",
        refused="did you mean 'eyes_left'?",
    )
    vidol("new", "Mika", "-o", "nowhere/mika.vidol", refused="nowhere")
    vidol("edit", "mika.vidol", refused="Nothing to change in mika.vidol")
    vidol("edit", "mika.vidol", "--look", "hair", refused="name=value")
    vidol("edit", "mika.vidol", "--voice", "pitch=high", refused="pitch='high'")
    vidol("edit", "mika.vidol", "--licence", "mine!", refused="SPDX")
    vidol("edit", "mika.vidol", "--use", "face=drawm", refused="did you mean 'drawn'?")
    vidol("edit", "mika.vidol", "--persona", "none.toml", refused="none.toml")
    vidol("edit", "mika.vidol", "--knowledge", "none", refused="none")
    vidol("edit", "none.vidol", "--name", "x", refused="none.vidol does not exist")
    vidol("info", "mika.vidol", "--picture", "nowhere/mika.png", refused="nowhere")
    assert Path("mika.vidol").read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["mika.vidol"]


@pytest.mark.parametrize("word", ["name", "cls", "self", "kind", "changes", "chosen", "look", ""])
def test_a_look_may_be_asked_for_anything_by_name(word):
    """Names of fields that are names of Python's or of ours on the way there."""
    with pytest.raises(InputError, match="The face has no "):
        created("Mika", 7, {word: "x"})
    mika = created("Mika", 7, {"seed": 3, "hair": "#112233"})
    look = mika.settings("face")
    assert (mika.seed, look.seed, look.hair) == (7, 3, "#112233")
    for change in (mika.with_look, mika.with_voice):
        with pytest.raises(InputError, match=" has no "):
            change(**{word: "x"})
