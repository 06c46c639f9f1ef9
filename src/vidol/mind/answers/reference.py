"""Vidol's own questions, by which a matcher learns what the creator's cannot tell it.

Small talk and FAQ stand in where the creator's answers have one phrasing each and nothing can be
held out; questions about the world at large show what is asked elsewhere.
"""

from __future__ import annotations

import csv
import io
import tomllib
from functools import lru_cache
from importlib.resources import files

from vidol.core.speech import LANGUAGES, Language


def data(name: str) -> str:
    """A bundled text file of the mind."""
    return files("vidol.mind").joinpath(f"data/{name}").read_text("utf-8")


@lru_cache(maxsize=len(LANGUAGES))
def bundled_phrasings(language: Language) -> tuple[tuple[str, str], ...]:
    """All (question, intent) pairs that come with vidol in that language."""
    pairs: list[tuple[str, str]] = []
    for intent, entry in tomllib.loads(data("smalltalk.toml")).items():
        if not entry.get("exact"):
            pairs += [(question, f"smalltalk.{intent}") for question in entry[language]["ask"]]
    for row in csv.DictReader(io.StringIO(data("demo/faq.csv"))):
        if row["language"] == language:
            pairs += [(question, row["topic"]) for question in row["question"].split("|")]
    return tuple(pairs)


@lru_cache(maxsize=len(LANGUAGES))
def elsewhere(language: Language) -> tuple[str, ...]:
    """Questions about the world at large in that language."""
    return tuple(tomllib.loads(data("elsewhere.toml"))[language])
