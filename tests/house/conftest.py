"""Example packages, installed by pip as a stranger would install them."""

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
def installed(tmp_path_factory) -> Callable[..., dict[str, str]]:
    """Installs an example into a folder of its own; returns an environment in which it is found.
    `change` may rewrite its pyproject.toml before.
    """

    def install(
        example: str, change: Callable[[str], str] = lambda project: project
    ) -> dict[str, str]:
        folder = tmp_path_factory.mktemp("plugin")
        shutil.copytree(EXAMPLES / example, folder / "source")
        project = folder / "source" / "pyproject.toml"
        project.write_text(change(project.read_text("utf-8")), encoding="utf-8")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-build-isolation",
                "--no-deps",
                "--no-index",
                "--target",
                folder / "site",
                folder / "source",
            ],
            check=True,
            timeout=120,
            capture_output=True,
        )
        return os.environ | {
            "PYTHONPATH": os.pathsep.join([str(folder / "site"), os.environ.get("PYTHONPATH", "")]),
            "COLUMNS": "160",
        }

    return install
