"""vidol: from raw material to a live virtual streamer.

>>> import vidol
>>> character = vidol.new("Mika", seed=7)
>>> character.save("mika.vidol")
>>> vidol.perform(character, "script.md", "show.mp4")

The names below are the public interface; each is imported from its room when it is first used, so
that ``import vidol`` costs nothing. What is not listed here may change between versions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from vidol.core.version import __version__ as __version__

if TYPE_CHECKING:
    from vidol.avatar import Character, load, new
    from vidol.core.errors import InputError, MissingExtra, OutputError, VidolError
    from vidol.face.artist.sheets import sheets
    from vidol.show.asking import ask
    from vidol.show.film import perform
    from vidol.show.replay import replay
    from vidol.show.saying import say
    from vidol.studio.server import live
    from vidol.training.calls import data, measure, reconstruct, sample, train, tune

_HOMES: Final = {
    "Character": "vidol.avatar",
    "InputError": "vidol.core.errors",
    "MissingExtra": "vidol.core.errors",
    "OutputError": "vidol.core.errors",
    "VidolError": "vidol.core.errors",
    "ask": "vidol.show.asking",
    "data": "vidol.training.calls",
    "live": "vidol.studio.server",
    "load": "vidol.avatar",
    "measure": "vidol.training.calls",
    "new": "vidol.avatar",
    "perform": "vidol.show.film",
    "reconstruct": "vidol.training.calls",
    "replay": "vidol.show.replay",
    "sample": "vidol.training.calls",
    "say": "vidol.show.saying",
    "sheets": "vidol.face.artist.sheets",
    "train": "vidol.training.calls",
    "tune": "vidol.training.calls",
}

__all__ = [
    "Character",
    "InputError",
    "MissingExtra",
    "OutputError",
    "VidolError",
    "ask",
    "data",
    "live",
    "load",
    "measure",
    "new",
    "perform",
    "reconstruct",
    "replay",
    "sample",
    "say",
    "sheets",
    "train",
    "tune",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vidol' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
