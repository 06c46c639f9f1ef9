"""``vidol ask CHARACTER.vidol "question"``: what the character's mind answers, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from vidol.cli.console.arguments import CharacterFile


def ask(
    character: CharacterFile,
    question: Annotated[
        list[str], typer.Argument(help="What a viewer asks; several are one conversation.")
    ],
    json: Annotated[
        bool, typer.Option("--json", help="Print the reply and its reasons as JSON.")
    ] = False,
) -> None:
    """Ask a character something: the answer, the match behind it with score and runner-up, the
    source, what the character does.
    """
    from json import dumps

    import vidol

    for answer in vidol.ask(vidol.load(character), *question):
        print(dumps(answer, ensure_ascii=False, indent=1) if json else _shown(answer))


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
