"""Notes of a show: what viewers asked, and what they heard of her answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from vidol.show.messages import Turn

Heading = Literal["zh", "ja", "en"]
HEADINGS: Final[dict[Heading, str]] = {"zh": "直播笔记", "ja": "配信メモ", "en": "Show notes"}


def notes(
    record: Annotated[Path, typer.Argument(help="The record of a show, show.jsonl.")],
    language: Annotated[Heading, typer.Option(help="The language of the heading.")] = "en",
) -> None:
    """Print notes of a recorded show in Markdown: what was asked, and what was heard."""
    from vidol.show.record import read

    turns = [line for line in read(record).lines if isinstance(line, Turn)]
    typer.echo(markdown(turns, language), nl=False)


def markdown(turns: Iterable[Turn], language: Heading) -> str:
    """The notes of these turns; speech that nobody asked for is left out."""
    parts = [f"# {HEADINGS[language]}\n"]
    for turn in turns:
        if turn.kind == "answer":
            time = datetime.fromtimestamp(turn.time).astimezone().strftime("%H:%M")
            sources = f" *({', '.join(turn.sources)})*" if turn.sources else ""
            parts.append(f"**{time} {turn.asked}**\n\n{turn.heard or '…'}{sources}\n")
    return "\n".join(parts)
