"""TOML of strangers: what the parser of Python's library takes no measure of is refused first."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

DEEPEST: Final = 64
"""Dots in a name: of what each table of it is in, `tomllib` keeps every beginning, and 200 kB of
dots took all memory.
"""
_SINGLE: Final = re.compile(r"(?<!\.)\.(?!\.)")  # leaders in a text are no name


def parsed(text: str) -> dict[str, Any]:
    """The tables of a document. Raises ValueError for what is no TOML, or is nested too deeply."""
    for number, line in enumerate(text.split("\n"), 1):
        name = line if line.lstrip().startswith("[") else line.partition("=")[0]
        if len(_SINGLE.findall(name)) > DEEPEST:
            raise ValueError(f"a name of more than {DEEPEST} parts (at line {number})")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("values are nested too deeply") from error
