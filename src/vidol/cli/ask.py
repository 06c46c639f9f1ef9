"""``vidol ask CHARACTER.vidol "question"``: what the character's mind answers, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from vidol.core.dialogue import Mind


def ask(
    character: Annotated[
        Path, typer.Argument(help="The character's bundle, a file that ends in .vidol.")
    ],
    question: Annotated[
        list[str], typer.Argument(help="What a viewer asks; several are one conversation.")
    ],
    json: Annotated[
        bool, typer.Option("--json", help="Print the reply and its reasons as JSON.")
    ] = False,
) -> None:
    """Ask a character something: her answer, the match behind it with score and runner-up, the
    source, what she does.
    """
    import asyncio
    from json import dumps

    import vidol
    from vidol.core.dialogue import Message

    mind = vidol.load(character).open_mind()

    async def talk() -> None:
        conversation: list[Message] = []
        try:
            for text in question:
                conversation.append(Message("viewer", text))
                answer = await _answer(mind, conversation)
                conversation.append(Message("character", answer["text"]))
                print(dumps(answer, ensure_ascii=False, indent=1) if json else _shown(answer))
        finally:
            await mind.close()

    asyncio.run(talk())


async def _answer(mind: Mind, conversation: list[Any]) -> dict[str, Any]:
    """The reply as plain data; with the reasons where the mind gives them."""
    from vidol.core.dialogue import Act, Cite, Problem, Say
    from vidol.mind import EmbeddedMind

    considered = mind.consider(conversation) if isinstance(mind, EmbeddedMind) else None
    parts = (
        list(considered.parts) if considered else [part async for part in mind.reply(conversation)]
    )
    said = [part for part in parts if isinstance(part, Say)]
    answer: dict[str, Any] = {
        "question": conversation[-1].text,
        "text": "".join(part.text for part in said),
        "language": said[0].language if said else None,
        "actions": [part.name for part in parts if isinstance(part, Act)],
        "sources": [
            {"source": part.source, "quote": part.quote} for part in parts if isinstance(part, Cite)
        ],
    }
    problems = [part.text for part in parts if isinstance(part, Problem)]
    if problems:
        answer["problems"] = problems
    if considered:
        answer |= {
            "language": considered.language,
            "how": considered.how,
            "source": considered.source,
        }
        if considered.match:
            answer["match"] = {
                "question": considered.matched,
                "score": round(considered.match.score, 4),
                "in_scope": considered.match.inside,
                "runner_up": considered.runner_up,
                "runner_up_score": round(considered.match.runner_up_score, 4),
            }
    return answer


def _shown(answer: dict[str, Any]) -> str:
    lines = [answer["text"], ""]
    lines.append(
        "  ".join(
            f"{name}: {value}"
            for name, value in (("how", answer.get("how")), ("language", answer["language"]))
            if value
        )
    )
    lines += [f"problem: {problem}" for problem in answer.get("problems", ())]
    if answer["actions"]:
        lines.append(f"actions: {', '.join(answer['actions'])}")
    match = answer.get("match")
    if match:
        verdict = "in scope" if match["in_scope"] else "out of scope"
        lines.append(
            f"match: {match['question']} ({match['score']:.2f}, {verdict}); runner-up:"
            f" {match['runner_up']} ({match['runner_up_score']:.2f})"
        )
    lines += [
        f"source: {place}"
        for place in dict.fromkeys(
            [answer.get("source"), *(cite["source"] for cite in answer["sources"])]
        )
        if place
    ]
    return "\n".join(lines) + "\n"
