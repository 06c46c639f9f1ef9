"""The show: a character performs. Scripts become films here; everything is lazy, so importing it
costs nothing.

script        Markdown to events            performer   events to takes (sound with times)
motion        the body on top of the lips    stage       what is visible, and how it comes and goes
compose       one frame                     film        takes to a film: the clock
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vidol.show.film import Progress, perform

_HOMES: Final = {"Progress": "vidol.show.film", "perform": "vidol.show.film"}

__all__ = ["Progress", "perform"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vidol.show' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
