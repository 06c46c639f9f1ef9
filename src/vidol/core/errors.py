"""Everything vidol raises on purpose.

    VidolError            one clear sentence: the file or value, what was expected, what to do
    ├── InputError        what the user gave cannot be used (a file, a value, a script line)
    ├── OutputError       a result cannot be written (no permission, full disk)
    └── MissingExtra      an optional part is not installed; names the pip command that brings it

The command line turns each into one line and exit code 2; anything else is a bug and shows its
traceback.

What was given is repeated so that it is recognised, not at length: a sentence that would be longer
than LONGEST is cut in its middle, where such things stand.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

LONGEST: Final = 1600
"""Characters of a sentence; the lists of choices that errors give have up to 900."""
_END: Final = 500
"""Characters that stay at its end, which says what to do."""


class VidolError(Exception):
    """A failure the user can act on. ``str(error)`` is one sentence fit to be shown."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(shortened(str(sentence)))


def shortened(sentence: str) -> str:
    """A sentence without the middle of what is too long in it."""
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[: LONGEST - _END]} ... {sentence[-_END:]}"


class InputError(VidolError):
    """What the user gave cannot be used."""


class OutputError(VidolError):
    """A result cannot be written."""


class MissingExtra(VidolError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional part of vidol: install it with  pip install"
            f" {_requirement(extra)}"
        )
        self.extra = extra


def _requirement(extra: str) -> str:
    """What pip is to be given: from where vidol was installed, as pip noted it (PEP 610)."""
    try:
        noted = json.loads(metadata.distribution("vidol").read_text("direct_url.json") or "{}")
        address, folder = str(noted.get("url", "")), noted.get("dir_info")
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        address, folder = "", None
    place = Path(unquote(urlsplit(address).path))
    if folder is None or not place.is_dir():
        return f"'vidol[{extra}] @ {address}'" if address else f"'vidol[{extra}]'"
    editable = "-e " if folder.get("editable") else ""
    return f"{editable}'{place}[{extra}]'"
