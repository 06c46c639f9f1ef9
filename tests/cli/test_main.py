"""The command line's frame: help, errors in one line, exit codes, interruption; as processes, the
way users run it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from vidol.cli import main
from vidol.cli.console.arguments import dimensions
from vidol.core.errors import InputError


def vidol(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vidol.cli.main", *words],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=60,
        check=False,
    )


def refusal(*words: str, **environment: str) -> str:
    """The one line on stderr with which vidol refuses, exit code 2."""
    done = vidol(*words, **environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("vidol: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_help_lists_every_verb_without_importing_any() -> None:
    for words in ([], ["--help"], ["help"]):
        done = vidol(*words)
        assert done.returncode == 0
        for verbs in main.VERBS.values():
            assert all(verb.name in done.stdout and verb.help in done.stdout for verb in verbs)


def test_the_table_and_the_folder_agree() -> None:
    """Every row leads to a function, every file has a row: a new verb that is forgotten in the
    table fails here.
    """
    rows = [verb for verbs in main.VERBS.values() for verb in verbs]
    for verb in rows:
        function = getattr(import_module(f"vidol.cli.{verb.function}"), verb.function)
        assert function.__doc__, f"{verb.name} has no docstring to show as its help"
    folder = Path(main.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "main"} == {
        verb.function for verb in rows
    }


OF_FACES = [
    f"{verb} face" for verb in ("data", "train", "tune", "sample", "reconstruct", "measure")
] + ["measure mind"]


@pytest.mark.parametrize(
    "verb", [verb.name for verbs in main.VERBS.values() for verb in verbs] + OF_FACES
)
def test_every_verb_explains_itself(verb) -> None:
    done = vidol(*verb.split(), "--help")
    assert done.returncode == 0, done.stderr
    assert f"vidol {verb}" in done.stdout
    assert vidol("help", *verb.split()).stdout == done.stdout


def test_unknown_verbs_and_misplaced_options() -> None:
    assert "did you mean vidol plugins?" in refusal("plugin")
    assert "vidol --help" in refusal("qqqqqq")
    assert "--seed" in refusal("--seed", "7", "new")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("info", "CHARACTER is missing"),
        ("edit", "CHARACTER is missing"),
        ("live", "CHARACTER is missing"),
        ("perform", "CHARACTER is missing"),
        ("ask", "CHARACTER is missing"),
        ("ask mika.vidol", "QUESTION is missing"),
        ("info one.vidol two.vidol", "'two.vidol' is more than vidol info takes"),
        ("new Mika --sed 7", "did you mean '--seed'?"),
        ("new Mika --seed x", "--seed cannot be that: input should be a valid integer;"),
        ("say Hi -o hi.wav --language fr", "'fr' is not one of 'zh', 'ja', 'en'"),
        ("data face pictures -o out --sise 64", "did you mean '--size'?"),
        ("measure mind", "vidol measure mind CHARACTER.vidol LABELLED.csv"),
        ("train mind faces", "cannot be asked to train: it knows measure"),
        ("data fase", "did you mean 'face'?"),
    ],
)
def test_a_usage_error_is_one_sentence_that_leads_on(words, said) -> None:
    assert said in refusal(*words.split())


def test_the_backgrounds_stand_in_the_help() -> None:
    from vidol.show.picture.scenes import BACKGROUNDS

    shown = vidol("live", "--help", COLUMNS="400").stdout
    assert ", ".join(BACKGROUNDS) in shown


def test_a_size_is_width_and_height_or_the_side_of_a_square() -> None:
    assert dimensions("1280x720") == (1280, 720)
    assert dimensions("512") == (512, 512)
    for wrong in ("", "12x", "-5", "1280 720", "999999"):
        with pytest.raises(InputError, match="write width and height"):
            dimensions(wrong)


def test_version() -> None:
    assert vidol("--version").stdout == f"vidol {main.__version__}\n"


def test_errors_are_one_line_that_names_the_file(tmp_path) -> None:
    assert "没有.vidol does not exist" in refusal("info", str(tmp_path / "没有.vidol"))


def test_output_is_utf8_whatever_the_locale(tmp_path) -> None:
    assert "不存在.vidol" in refusal(
        "info",
        str(tmp_path / "不存在.vidol"),
        LC_ALL="C",
        PYTHONCOERCECLOCALE="0",
        PYTHONUTF8="0",
        PYTHONIOENCODING="latin-1",
    )


def test_a_bug_shows_its_traceback(monkeypatch) -> None:
    monkeypatch.setattr("vidol.cli.plugins.plugins", _boom)
    with pytest.raises(ZeroDivisionError):
        main.run(["plugins"])


def test_an_interruption_is_one_line_and_130(monkeypatch, capsys) -> None:
    monkeypatch.setattr("vidol.cli.plugins.plugins", _interrupt)
    with pytest.raises(SystemExit) as end:
        main.run(["plugins"])
    assert end.value.code == 130
    assert capsys.readouterr().err.count("\n") == 1


def _boom() -> None:
    """Has a bug."""
    raise ZeroDivisionError


def _interrupt() -> None:
    """Is stopped by Ctrl-C."""
    raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes")
def test_ctrl_c_while_a_verb_is_imported(tmp_path) -> None:
    slow = tmp_path / "sitecustomize.py"
    slow.write_text(
        "import sys, types\nclass Slow:\n def find_spec(self, name, *a):\n  if name =="
        " 'vidol.cli.plugins':\n   print('now', flush=True); import time;"
        " time.sleep(30)\nsys.meta_path.insert(0, Slow())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-m", "vidol.cli.main", "plugins"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ
        | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "now\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert (
            process.stderr.read() == "vidol: interrupted; nothing half-written was left behind.\n"
        )
