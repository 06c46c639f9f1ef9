"""Example plug-ins as a stranger has them: installed by pip, into a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@pytest.fixture(scope="session")
def with_example(tmp_path_factory) -> Callable[[str], dict[str, str]]:
    """Installs an example by the name of its package; returns the environment that has it."""

    def install(package: str) -> dict[str, str]:
        folder = tmp_path_factory.mktemp(package)
        shutil.copytree(EXAMPLES / package, folder / "source")
        words = ["--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
        subprocess.run(
            [sys.executable, "-m", "pip", "install", *words]
            + ["--target", folder / "site", folder / "source"],
            check=True,
            timeout=120,
            capture_output=True,
        )
        path = os.pathsep.join([str(folder / "site"), os.environ.get("PYTHONPATH", "")])
        return os.environ | {"PYTHONPATH": path, "COLUMNS": "160"}

    return install
