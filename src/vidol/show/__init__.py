"""The show: a character performs. Everything is lazy, so importing it costs nothing.

script     Markdown to events                 speaking   events to takes (sound with times)
timeline   takes to moments: the order        moment     what one is, without pixels
picture    moments to pictures                outputs    where they go
film       a script, as fast as it is taken   live       thirty a second, for an audience
record     a live show as events              replay     and again, exactly
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
