"""Questions asked without a show: what her mind answers, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from vidol.core.character import Performing
from vidol.core.dialogue import (
    Act,
    Cite,
    Considered,
    Considering,
    Message,
    Mind,
    Problem,
    ReplyPart,
    Say,
)


def ask(character: Performing, *questions: str) -> list[dict[str, Any]]:
    """Her answers to the questions of one conversation, each as plain data: ``question``, ``text``,
    ``language``, ``actions``, ``sources``, and where the mind gives its reasons ``how`` and
    ``match`` with score and runner-up. `vidol ask --json` prints the same.

    Raises InputError when her mind cannot be opened.
    """
    return asyncio.run(_asked(character.open_mind(), questions))


async def _asked(mind: Mind, questions: Sequence[str]) -> list[dict[str, Any]]:
    conversation: list[Message] = []
    answers = []
    try:
        for question in questions:
            conversation.append(Message("viewer", question))
            answers.append(await _answer(mind, conversation))
            conversation.append(Message("character", answers[-1]["text"]))
    finally:
        await mind.close()
    return answers


async def _answer(mind: Mind, conversation: list[Message]) -> dict[str, Any]:
    if isinstance(mind, Considering):
        considered = mind.consider(conversation)
        return _plain(conversation[-1].text, considered.parts) | _reasons(considered)
    return _plain(conversation[-1].text, [part async for part in mind.reply(conversation)])


def _plain(question: str, parts: Sequence[ReplyPart]) -> dict[str, Any]:
    """A reply as plain data."""
    said = [part for part in parts if isinstance(part, Say)]
    cites = [part for part in parts if isinstance(part, Cite)]
    problems = [part.text for part in parts if isinstance(part, Problem)]
    answer = {
        "question": question,
        "text": "".join(part.text for part in said),
        "language": said[0].language if said else None,
        "actions": [part.name for part in parts if isinstance(part, Act)],
        "sources": [{"source": cite.source, "quote": cite.quote} for cite in cites],
    }
    return answer | ({"problems": problems} if problems else {})


def _reasons(considered: Considered) -> dict[str, Any]:
    reasons: dict[str, Any] = {
        "language": considered.language,
        "how": considered.how,
        "source": considered.source,
    }
    match = considered.match
    if match:
        reasons["match"] = {
            "question": considered.matched,
            "score": round(match.score, 4),
            "in_scope": match.inside,
            "runner_up": considered.runner_up,
            "runner_up_score": round(match.runner_up_score, 4),
        }
    return reasons
