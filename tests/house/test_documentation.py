"""Documentation is executed: the examples of every page run, in order, in one folder of their own.

A fenced block marked ``python`` is executed; one marked ``sh`` is run line by line with `vidol` on
the path. A block that must not run (it needs a microphone, say) is marked ``python no-run`` or ``sh
no-run``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(python|sh)( no-run)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    found = sorted(
        [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "examples").glob("*/README.md")]
    )
    return [page for page in found if blocks(page)]


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, code) of the blocks that run."""
    return [
        (language, code)
        for language, no_run, code in FENCE.findall(page.read_text(encoding="utf-8"))
        if not no_run
    ]


def as_script(code: list[tuple[str, str]]) -> str:
    """One Python program that does what the page's blocks do, in their order, and stops at the
    first that fails.
    """
    lines = ["import subprocess"]
    for language, block in code:
        if language == "python":
            lines.append(block)
        else:
            lines += [
                f"subprocess.run({line!r}, shell=True, check=True)"
                for line in block.splitlines()
                if line.strip() and not line.startswith("#")
            ]
    return "\n".join(lines)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_run(page, tmp_path) -> None:
    # what examples approve stays with them
    environment = os.environ | {"VIDOL_CONFIG": str(tmp_path / "config")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONWARNINGS": "error",
    }
    done = subprocess.run(
        [sys.executable, "-c", as_script(blocks(page))],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_failing_example_would_be_noticed(tmp_path) -> None:
    for language, line in (("python", "assert 1 == 2"), ("sh", "vidol nonsense")):
        page = tmp_path / "page.md"
        page.write_text(
            f"Words.\n\n```{language}\n{line}\n```\n\n```{language} no-run\n{line}\n```\n"
        )
        assert blocks(page) == [(language, line + "\n")]
        assert subprocess.run(
            [sys.executable, "-c", as_script(blocks(page))], capture_output=True, check=False
        ).returncode


# What serves until it is ended, or trains: their examples are marked no-run, and tests/cli,
# tests/studio and tests/training run them.
LONG = {"live", "train", "tune", "sample", "reconstruct", "measure"}


def test_every_public_name_has_an_example() -> None:
    import vidol

    executed = "\n".join(code for page in pages() for _, code in blocks(page))
    written = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    missing = [
        name
        for name in vidol.__all__
        if f"vidol.{name}" not in (written if name in LONG else executed)
        and not name.endswith(("Error", "Extra"))
    ]
    assert not missing, f"no executed example in docs/ shows: {missing}"


def test_the_map_of_the_house_is_true() -> None:
    """Every file and folder that CONTRIBUTING.md names exists, and every room is on the map."""
    tree = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    folders: list[str] = []
    named: set[Path] = set()
    for line in filter(str.strip, tree.splitlines()):
        name, depth = line.split()[0], (len(line) - len(line.lstrip())) // 2
        folders[depth:] = [name]
        named.add(ROOT.joinpath(*folders))
    missing = [str(path) for path in named if not path.exists()]
    assert not missing, f"CONTRIBUTING.md names what is not there: {missing}"
    rooms = {path.parent for path in (ROOT / "src" / "vidol").glob("*/__init__.py")}
    drawn = {room for path in named for room in (path, *path.parents)}
    assert rooms <= drawn, f"not on the map: {rooms - drawn}"
