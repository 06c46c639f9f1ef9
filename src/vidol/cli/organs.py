"""``vidol data | train | tune | sample | reconstruct | measure ORGAN``: verbs that an organ brings.

What there is to ask comes from the organ's models, what is done from its trainer
(vidol.training.trainer); a package's organ is asked for like vidol's own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import typer

from vidol.cli.console.options import choices, command
from vidol.cli.console.terminal import Terminal
from vidol.cli.console.usage import invoke
from vidol.core import plugins
from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.core.nearest import suggestion
from vidol.training.calls import GROUP, trainer_of
from vidol.training.trainer import Verb

INTERRUPTED: Final = 130
OF_MODELS: Final = ("sample", "reconstruct")
"""Verbs that may leave the organ out: a model says itself what it is."""


def organs(verb: str, words: Sequence[str]) -> int:
    """Run a verb with the words behind it, ORGAN the first of them; returns the exit code."""
    if not words or words[0] in {"-h", "--help"}:
        alone = _alone(verb) if verb in OF_MODELS else None
        if alone is None:
            typer.echo(_overview(verb))
            return 0
        words = [alone, *words]
    organ, rest = _organ(verb, words)
    offered = trainer_of(organ).verbs()
    if verb not in offered:
        raise InputError(
            f"The organ '{organ}' cannot be asked to {verb}: it knows {', '.join(offered)}."
        )
    return _run(f"vidol {verb} {organ}", offered[verb], rest)


def _run(name: str, verb: Verb, words: Sequence[str]) -> int:
    def run(asked: Any) -> None:
        with Terminal(name.split()[1]) as terminal:
            if verb.run(asked, terminal) is False:
                raise typer.Exit(INTERRUPTED)

    # Plain help: columns in boxes leave no room for words on 80 columns.
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(help=verb.help, epilog=choices(verb.asked))(command(verb.asked, run))
    return invoke(app, words, name)


def _organ(verb: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The organ that is meant, and the words behind it."""
    known = plugins.find(GROUP)
    named = words[0] in known and (len(words) > 1 or verb not in OF_MODELS)
    if named and verb in OF_MODELS and words[1].startswith("-"):
        named = not _kind(words[0])  # a model in a folder that is called like an organ
    if named:
        return words[0], words[1:]
    if verb in OF_MODELS and (
        organ := next((kind for word in words if (kind := _kind(word))), _alone(verb))
    ):
        return organ, words
    hint = suggestion(words[0], known, "there are")
    raise InputError(f"'{words[0]}' is no organ that can be asked to {verb}; {hint}")


def _kind(word: str) -> str | None:
    """What the model in a folder says that it is; None where there is none."""
    with suppress(OSError, ValueError, AttributeError, RecursionError, InputError):
        said = json.loads(regular(Path(word) / "model.json").read_text("utf-8")).get("kind")
        return said if isinstance(said, str) else None
    return None


def _alone(verb: str) -> str | None:
    """The organ that offers a verb, where only one does."""
    offering = [organ for organ in plugins.find(GROUP) if verb in trainer_of(organ).verbs()]
    return offering[0] if len(offering) == 1 else None


def _overview(verb: str) -> str:
    """The organs that offer a verb."""
    rows = []
    for organ in plugins.find(GROUP):
        offered = trainer_of(organ).verbs()
        if verb in offered:
            rows.append(f"  {organ:<10}{offered[verb].help.partition('. ')[0].rstrip('.')}.")
    return "\n".join(
        (
            f"Usage: vidol {verb} ORGAN ...",
            "",
            *rows,
            "",
            f"`vidol {verb} ORGAN --help` explains it.",
        )
    )
