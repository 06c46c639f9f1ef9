"""What right and wrong matches look like when each answer has a single phrasing, measured on vidol's own questions.

A creator whose answers have one phrasing each leaves nothing to hold out, so the gate borrows these signs. They are
computed from the bundled small talk and FAQ, in the language of the creator's questions.
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
        pairs += [(question, f"smalltalk.{intent}") for question in entry[language]["ask"]]
    for row in csv.DictReader(io.StringIO(data("faq.csv"))):
        if row["language"] == language:
            pairs += [(question, row["topic"]) for question in row["question"].split("|")]
    return tuple(pairs)
