"""``vidol measure mind``: how well a character tells questions apart, on a labelled file, or how
well her matcher does on CLINC150.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from vidol.avatar.character import Character
from vidol.core.errors import InputError
from vidol.core.storage import replacing
from vidol.training.options import Argument, Flag, Options
from vidol.training.trainer import Terminal, Trainer, Verb

if TYPE_CHECKING:
    from vidol.mind.measure import Report


class Measured(Options):
    """A character on labelled questions, or the matcher on CLINC150."""

    character: Annotated[Path | None, Argument()] = Field(
        default=None, description="The character's bundle, a file that ends in .vidol."
    )
    labelled: Annotated[Path | None, Argument()] = Field(
        default=None,
        description="CSV with the columns question and intent: a FAQ's topic (or one of its"
        " questions), or oos for out of scope.",
    )
    clinc: Path | None = Field(
        default=None,
        description="CLINC150's data_full.json, or its folder: measures the matcher itself.",
    )
    shots: int | None = Field(
        default=None,
        ge=1,
        description="With --clinc: learn from this many phrasings of each intent.",
    )
    out: Annotated[Path | None, Flag("--out", "-o")] = Field(
        default=None, description="Write the numbers as JSON."
    )


def _measure(asked: Measured, terminal: Terminal) -> None:
    report = _report(asked)
    terminal.say(_table(report))
    if asked.out is not None:
        with replacing(asked.out) as part:
            part.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")


def _report(asked: Measured) -> Report:
    from vidol.mind.measure import Split, evaluate, pick, read_clinc

    if asked.clinc is not None:
        split = read_clinc(asked.clinc)
        if asked.shots:
            split = Split(pick(split.train, asked.shots, 0)[0], split.test, split.outside)
        return evaluate(split)
    if asked.character is not None and asked.labelled is not None:
        return _of_character(asked.character, asked.labelled)
    raise InputError(
        "Say what to measure:  vidol measure mind CHARACTER.vidol LABELLED.csv  or  vidol measure"
        " mind --clinc data_full.json."
    )


def _of_character(character: Path, labelled: Path) -> Report:
    from vidol.mind import EmbeddedMind
    from vidol.mind.measure import of_mind, read_labelled

    mind = Character.load(character).open_mind()
    if not isinstance(mind, EmbeddedMind):
        raise InputError(
            f"{character} has the mind of a plug-in, which gives no scores: only the embedded mind"
            " can be measured."
        )
    return of_mind(mind, *read_labelled(labelled))


def _table(report: Report) -> str:
    lines = [
        (
            f"{report.intents} intents, {report.phrasings} phrasings; tested with {report.tested}"
            f" questions in scope and {report.outside} out of scope"
        ),
        f"in-scope accuracy without the gate: {report.accuracy:.1%}   AUROC: {report.auroc:.3f}",
        (
            f"learned in {report.fit_seconds:.1f} s; answers in {report.answer_ms_p50:.2f} ms (p95"
            f" {report.answer_ms_p95:.2f} ms)"
        ),
        "",
        "            keeps of right   in-scope accuracy   out-of-scope recall",
    ]
    for label, point in [("the gate", report.chosen), *(("", point) for point in report.curve)]:
        lines.append(
            f"{label:>8}    {point.keep:14.1%}   {point.in_scope_accuracy:17.1%}  "
            f" {point.oos_recall:19.1%}"
        )
    return "\n".join(lines)


trainer: Final = Trainer(
    measure=Verb(
        "Measure how well questions are told apart: intent accuracy, out-of-scope recall and the"
        " curve between them.",
        Measured,
        _measure,
    )
)
