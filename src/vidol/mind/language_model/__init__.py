"""Answers of a language model behind any OpenAI-compatible endpoint, with the embedded mind to fall
back on. See docs/language-models.md.

settings.py   where the model is and how it is asked; part of a character
prompt.py     what it is told: who she is, how to speak and act, what is known, what was said
client.py     the protocol: tokens as they come, every fault as one sentence
thoughts.py   what stands before a thought's close that nothing opened
tags.py       tokens to text, actions and citations; what is not for people goes
marks.py      what tags and tokens mean; leads.py what lines begin with, passages.py where each ends
directions.py stage directions, told from words in brackets and emphasis
sentences.py  text to clauses that a voice can start on; nonsense is noticed
patience.py   waiting for the next piece without breaking the stream
breaker.py    an endpoint that failed is not asked again before it answers a probe
mind.py       the Mind that puts these together
connection.py what the studio's "test connection" asks
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vidol.mind.language_model.connection import check, models
    from vidol.mind.language_model.mind import LanguageModelMind
    from vidol.mind.language_model.settings import LanguageModel

_HOMES: Final = {
    "LanguageModel": "settings",
    "LanguageModelMind": "mind",
    "check": "connection",
    "models": "connection",
}

__all__ = ["LanguageModel", "LanguageModelMind", "check", "models"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vidol.mind.language_model' has no attribute '{name}'")
    return getattr(import_module(f"vidol.mind.language_model.{_HOMES[name]}"), name)
