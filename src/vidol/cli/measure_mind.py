"""``vidol measure mind``: how well questions are told apart, on a labelled file or on CLINC150."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vidol.mind.measure import Report


def measure_mind(
    character: Annotated[
        Path | None, typer.Argument(help="A character's bundle, to measure what it knows.")
    ] = None,
    labelled: Annotated[
        Path | None,
        typer.Argument(
            help=(
                "CSV with the columns question and intent: a FAQ's topic (or one of its questions),"
                " or oos for out of scope."
            )
        ),
    ] = None,
    clinc: Annotated[
        Path | None,
        typer.Option(
            "--clinc", help="CLINC150's data_full.json, or its folder: measures the matcher itself."
        ),
    ] = None,
    shots: Annotated[
        int | None,
        typer.Option(
            "--shots", min=1, help="With --clinc: learn from this many phrasings of each intent."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the numbers as JSON.")
    ] = None,
) -> None:
    """Measure intent accuracy, out-of-scope recall and the curve between them."""
    import json

    from vidol.core.errors import InputError
    from vidol.core.storage import replacing
    from vidol.mind.measure import Split, evaluate, pick, read_clinc

    if clinc is not None:
        split = read_clinc(clinc)
        report = evaluate(
            Split(pick(split.train, shots, 0)[0], split.test, split.outside) if shots else split
        )
    elif character is not None and labelled is not None:
        report = _of_character(character, labelled)
    else:
        raise InputError(
            "Say what to measure:  vidol measure mind CHARACTER.vidol LABELLED.csv  or  vidol"
            " measure mind --clinc data_full.json."
        )
    print(_table(report))
    if out is not None:
        with replacing(out) as part:
            part.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")


def _of_character(character: Path, labelled: Path) -> Report:
    import vidol
    from vidol.core.errors import InputError
    from vidol.mind import EmbeddedMind
    from vidol.mind.measure import of_mind, read_labelled

    mind = vidol.load(character).open_mind()
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
