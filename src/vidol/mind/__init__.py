"""The mind: what a character knows and says. See docs/mind.md.

Works without a language model: intent matching with a calibrated out-of-scope gate, then retrieval
over the creator's documents, in Chinese, Japanese and English. Each name is imported when it is
first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vidol.mind.embedded import EmbeddedMind
    from vidol.mind.knowledge.entries import Answer, Entry, Passage
    from vidol.mind.knowledge.model import Knowledge, default_files
    from vidol.mind.persona import Persona

_HOMES: Final = {
    "Answer": "vidol.mind.knowledge.entries",
    "EmbeddedMind": "vidol.mind.embedded",
    "Entry": "vidol.mind.knowledge.entries",
    "Knowledge": "vidol.mind.knowledge.model",
    "Passage": "vidol.mind.knowledge.entries",
    "Persona": "vidol.mind.persona",
    "default_files": "vidol.mind.knowledge.model",
}

__all__ = [
    "Answer",
    "EmbeddedMind",
    "Entry",
    "Knowledge",
    "Passage",
    "Persona",
    "default_files",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vidol.mind' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
