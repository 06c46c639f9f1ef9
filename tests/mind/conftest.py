"""A character with a mind, and asking her through a language model."""

from __future__ import annotations

import pytest

from vidol.core.dialogue import Message, Problem, Say
from vidol.mind import EmbeddedMind, Knowledge, Persona
from vidol.mind.language_model import LanguageModel, LanguageModelMind

KNOWN = {
    "faq.csv": (
        b"question,answer\nWhen are you open?|What are your opening hours?,We open at nine.\n"
    ),
    "guide.md": b"# Tickets\n\nA ticket for adults costs twelve euros. Children enter free.\n",
}
QUESTION = "Tell me a story about the purple moon"


@pytest.fixture(scope="module")
def embedded():
    return EmbeddedMind(Persona.default("Mika"), Knowledge.from_files(KNOWN))


async def ask(server, embedded, script, *conversation, question=QUESTION, **fields):
    """The parts of one reply."""
    settings = LanguageModel(
        base_url=server.url,
        model=script,
        **{"first_words_timeout": 1.0, "pause_timeout": 0.5, **fields},
    )
    mind = LanguageModelMind(embedded.persona, embedded.knowledge, settings, embedded)
    try:
        return [
            part async for part in mind.reply([*conversation, Message("viewer", question, "Aoi")])
        ]
    finally:
        await mind.close()


def heard(parts):
    return "".join(part.text for part in parts if isinstance(part, Say))


def problems(parts):
    return [part.text for part in parts if isinstance(part, Problem)]
