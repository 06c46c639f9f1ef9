"""Compile the artist's rasteriser with Zig's C compiler from PyPI: none need be installed.

On x86-64 two builds are made, one for every processor and one for x86-64-v3 (AVX2); the runtime
picks.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

FOLDER = Path("src/vidol/face/artist/native")
# No contraction to fused multiply-add: both builds must draw the same picture.
FLAGS = [
    "-std=c11", "-O3", "-ffp-contract=off", "-fno-math-errno",
    "-shared", "-fPIC", "-fvisibility=hidden",
    "-Wall", "-Wextra", "-g0", "-s",
]  # fmt: skip


def suffix() -> str:
    """The file ending of a shared library on this system."""
    return {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")


def build_native(root: Path) -> list[Path]:
    """Compile raster.c under `root` and return the libraries.

    Those newer than their source are kept.
    """
    source = root / FOLDER / "raster.c"
    variants = {"raster_base": "baseline"}
    if _machine() == "x86_64":
        variants["raster_v3"] = "x86_64_v3"
    built = []
    for name, cpu in variants.items():
        library = root / FOLDER / (name + suffix())
        if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
            _compile(source, library, cpu)
        built.append(library)
    return built


def _machine() -> str:
    """The kind of processor, by one name on every system."""
    return platform.machine().lower().replace("amd64", "x86_64")


def _compile(source: Path, library: Path, cpu: str) -> None:
    beside = library.with_name(f".{library.name}.{os.getpid()}")
    command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, f"-mcpu={cpu}"]
    if sys.platform == "linux":
        # Zig's compiler pins the oldest C library it targets, so that a wheel built on a new system
        # runs on an older one.
        command += ["-target", f"{_machine()}-linux-gnu.2.17"]
    command += [str(source), "-o", str(beside)]
    if sys.platform != "win32":
        command.append("-lm")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"compiling {source} failed:\n{done.stderr}")
    beside.replace(library)
