"""What an installed vidol weighs, by distribution, and how fast its command line answers.

Counts the files of vidol and of everything it requires, as pip recorded them, and the byte code
compiled from them; not pip itself, nor what else is in the environment.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata

from benchmarks import Row

NAMED = 12
"""How many of the largest distributions are listed by name."""


def measure() -> Iterator[Row]:
    """Megabytes (10**6 bytes) of base, base with zh and ja, and the largest parts; seconds of
    ``vidol --help``.
    """
    base, full = closure(()), closure(("zh", "ja"))
    sizes = {name: megabytes(name) for name in full}
    yield Row("installed, base", round(sum(sizes[name] for name in base), 1), "MB", "<= 650")
    yield Row("installed, with zh and ja", round(sum(sizes.values()), 1), "MB", "<= 1000")
    largest = sorted(sizes, key=lambda name: -sizes[name])
    for name in largest[:NAMED]:
        yield Row(f"  {name}{'' if name in base else ' (zh, ja)'}", round(sizes[name], 1), "MB")
    yield Row(
        f"  {len(largest[NAMED:])} others",
        round(sum(sizes[name] for name in largest[NAMED:]), 1),
        "MB",
    )
    yield Row(
        "vidol --help, best of 10",
        round(min(seconds("-m", "vidol.cli.main", "--help") for _ in range(10)), 3),
        "s",
        "<= 0.5",
    )
    yield Row(
        "import vidol, beyond Python itself",
        round(
            min(seconds("-c", "import vidol") for _ in range(10))
            - min(seconds("-c", "") for _ in range(10)),
            3,
        ),
        "s",
    )


def closure(extras: tuple[str, ...]) -> set[str]:
    """The distributions that vidol with `extras` needs, itself included, among those installed."""
    found: set[str] = set()
    pending = [("vidol", extras)]
    while pending:
        name, wanted = pending.pop()
        try:
            requirements = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            continue  # required on other systems only
        if name in found and not wanted:
            continue
        found.add(name)
        for requirement in requirements:
            extra = re.search(r"""extra\s*==\s*['"]([^'"]+)""", requirement)
            match = re.match(r"[A-Za-z0-9._-]+", requirement)
            if match and (not extra or extra[1] in wanted):
                pending.append((re.sub(r"[-_.]+", "-", match[0]).lower(), ()))
    return found


def megabytes(name: str) -> float:
    """Bytes on disk of a distribution's files, in millions."""
    files = metadata.distribution(name).files or []
    return sum(path.stat().st_size for file in files if (path := file.locate()).is_file()) / 1e6  # type: ignore[attr-defined] # a Path


def seconds(*arguments: str) -> float:
    """How long a fresh interpreter takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start
