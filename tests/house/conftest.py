"""Example plug-ins as a stranger has them: installed by pip, and used from the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
VIDOL = ("-m", "vidol.cli.main")


@dataclass(frozen=True)
class Example:
    """An example that is installed, and the environment of processes that have it."""

    environment: dict[str, str]

    def python(self, *words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the interpreter to its end, with `more` in its environment."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment | more,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def listed(self, package: str, folder: Path) -> list[str]:
        """The words of its row in `vidol plugins`."""
        done = self.python(*VIDOL, "plugins", folder=folder)
        return next(line for line in done.stdout.splitlines() if package in line).split()


@pytest.fixture(scope="session")
def with_example(pip_installed) -> Callable[[str], Example]:
    """Installs an example by the name of its package."""
    return lambda package: Example(pip_installed(EXAMPLES / package))
