"""What someone may have meant who wrote a name that does not exist: one rule and one sentence for
every error that suggests.

It stands in the lowest room, not in vidol.text, because plug-ins and settings are named here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from vidol.core.unicode import folded

ALIKE: Final = 0.6
"""Share of letters that two names must have in common, in order (Ratcliff and Obershelp, as difflib
measures it): one slip in a word of three letters, two in one of five.
"""
LISTED: Final = 40
"""Choices that are named before a list is cut short."""
_APART: Final = re.compile(r"[\s_-]+")


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` is nearest to, as it is written; None where none is near. Case, width
    and what joins words (``_``, ``-``, space) do not count.
    """
    known: dict[str, str] = {}
    for choice in choices:
        known.setdefault(_bare(choice), choice)
    found = difflib.get_close_matches(_bare(word), known, n=1, cutoff=ALIKE)
    return known[found[0]] if found else None


def suggestion(word: str, choices: Iterable[str], among: str = "it can be") -> str:
    """How an error goes on that has said what is wrong with `word`: ``did you mean 'happy'?`` where
    a choice is near, else all of them, ``it can be happy, sad, shy.``; `among` opens that list.
    """
    choices = list(choices)
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean '{near}'?"
    more = f" and {len(choices) - LISTED} more" if len(choices) > LISTED else ""
    return f"{among} {', '.join(choices[:LISTED]) or 'nothing'}{more}."


def _bare(name: str) -> str:
    return _APART.sub(" ", folded(name)).strip()
