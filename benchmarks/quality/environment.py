"""The peers' environment: a virtual environment of its own, never among our dependencies.

Both peers pin or import what they do not need here (aim, vector_quantize_pytorch, a CUDA build of
torchvision): they are installed without their dependencies, which follow by name, and peer.py
stands in for the rest. torch and numpy are the very ones that vidol trains with, seen through a
.pth file: nobody has a faster build than another, and it costs a hundred megabytes instead of a
gigabyte.
"""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Final

ALONE: Final = (
    "lightweight-gan==1.2.1",
    "stylegan2_pytorch==1.9.0",
    "torchvision==0.28.0",
    "adabelief-pytorch==0.2.1",
    "kornia==0.9.0",
    "kornia-rs==0.2.0",
)
"""Installed without dependencies."""
OTHERS: Final = (
    "colorama==0.4.6",
    "einops==0.8.2",
    "fire==0.7.1",
    "py==1.11.0",
    "retry==0.9.2",
    "tabulate==0.10.0",
    "tqdm>=4.66",
)
READY: Final = "vidol-peers.txt"


def ready(place: Path, tell: Callable[[str], None]) -> Path:
    """The Python of the environment in `place`, which is made if it is not there. Raises
    RuntimeError with pip's words when it cannot be.
    """
    import torch

    python = place / "bin" / "python"
    here = Path(torch.__file__).parents[1]
    wanted = "\n".join((f"torch {torch.__version__} of {here}", *ALONE, *OTHERS)) + "\n"
    if (place / READY).exists() and (place / READY).read_text("utf-8") == wanted:
        return python
    tell(f"makes the peers' environment in {place}")
    venv.create(place, with_pip=True, clear=True)
    found = subprocess.run(
        (python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"),
        capture_output=True,
        text=True,
        check=True,
    )
    (Path(found.stdout.strip()) / "vidol-torch.pth").write_text(f"{here}\n", encoding="utf-8")
    for arguments in (("--no-deps", *ALONE), OTHERS):
        done = subprocess.run(
            (python, "-m", "pip", "install", "--quiet", *arguments),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(
                f"pip could not install {', '.join(arguments)}: {done.stderr.strip()[-500:]}"
            )
    (place / READY).write_text(wanted, encoding="utf-8")
    return python
