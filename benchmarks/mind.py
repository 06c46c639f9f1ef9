"""Measures the embedded mind: intent accuracy and out-of-scope recall, with full data and with 1, 3
and 5 phrasings.

    python benchmarks/mind.py --data /path/to/data --out results.json

--data is a folder that holds CLINC150 (clinc150/data/data_full.json, from
github.com/clinc/oos-eval, CC BY 3.0). The Chinese
and Japanese sets stand in benchmarks/data (25 intents with 8 phrasings each, 100 questions out of
scope; written for vidol,
CC0-1.0; by the same hands as the mind's lexicon, so read them as the easier case).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vidol.core.dialogue import Message, Say
from vidol.mind import EmbeddedMind, Knowledge, Persona
from vidol.mind.measure import Report, Split, evaluate, pick, read_clinc, read_labelled

if TYPE_CHECKING:
    from benchmarks import Row

HERE = Path(__file__).parent
SHOTS = (1, 3, 5)


def main() -> None:
    """Print the tables and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--data",
        type=Path,
        help="folder that holds clinc150/; without it, only zh, ja and latency are measured",
    )
    parser.add_argument("--out", type=Path, help="where to write the numbers as JSON")
    options = parser.parse_args()
    results: dict[str, Any] = {}
    for name, reports in sets(options.data):
        results[name] = summary(reports)
        show(name, results[name])
    results["first_say_ms"] = first_say()
    print(
        f"\nquestion to first Say, warm: p50 {results['first_say_ms']['p50']:.1f} ms, p95"
        f" {results['first_say_ms']['p95']:.1f} ms"
    )
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")


def measure() -> Iterator[Row]:
    """The mind's numbers for `python -m benchmarks`; CLINC150's where VIDOL_DATA names the folder
    that holds clinc150/.
    """
    from benchmarks import Row

    data = os.environ.get("VIDOL_DATA")
    for name, reports in sets(Path(data) if data else None):
        found = summary(reports)
        full = name.startswith("CLINC150, all")
        yield Row(
            f"{name}: in-scope accuracy, no gate",
            100 * found["accuracy"],
            "%",
            ">= 92" if full else "",
        )
        yield Row(
            f"{name}: in-scope accuracy with the gate",
            100 * found["chosen"]["in_scope_accuracy"],
            "%",
        )
        yield Row(
            f"{name}: out-of-scope recall with the gate", 100 * found["chosen"]["oos_recall"], "%"
        )
        if full:
            fitting = [
                point["oos_recall"] for point in found["curve"] if point["in_scope_accuracy"] >= 0.9
            ]
            yield Row(
                f"{name}: best out-of-scope recall at >= 90 % in scope",
                100 * max(fitting, default=0.0),
                "%",
                ">= 75",
            )
            yield Row(f"{name}: fit", found["fit_seconds"], "s", "<= 60")
            yield Row(f"{name}: answer, p95", found["answer_ms_p95"], "ms", "<= 5")
    yield Row("question to first piece of text, p95", first_say()["p95"], "ms", "<= 20")


def sets(data: Path | None) -> Iterator[tuple[str, list[Report]]]:
    """Each experiment with its repetitions."""
    if data:
        clinc = read_clinc(data / "clinc150")
        yield "CLINC150, all 100 phrasings", [evaluate(clinc)]
        for shots in SHOTS:
            yield (
                f"CLINC150, {shots} per intent",
                [
                    evaluate(Split(pick(clinc.train, shots, seed)[0], clinc.test, clinc.outside))
                    for seed in range(3)
                ],
            )
    for language in ("zh", "ja"):
        inside, outside = read_labelled(HERE / "data" / f"mind_{language}.csv")
        for shots in (*SHOTS, 7):
            yield (
                f"{language}, {shots} per intent",
                [evaluate(Split(*pick(inside, shots, seed), outside)) for seed in range(10)],
            )


def summary(reports: list[Report]) -> dict[str, Any]:
    """Means over repetitions, point by point of the curve."""
    plain = [report.as_json() for report in reports]
    means = {
        key: float(np.mean([one[key] for one in plain]))
        for key in plain[0]
        if key not in {"chosen", "curve"}
    }
    curve = [
        {
            key: float(np.mean([asdict(report.curve[i])[key] for report in reports]))
            for key in asdict(point)
        }
        for i, point in enumerate(reports[0].curve)
    ]
    chosen = {
        key: float(np.mean([asdict(report.chosen)[key] for report in reports]))
        for key in asdict(reports[0].chosen)
    }
    return {**means, "chosen": chosen, "curve": curve, "repetitions": len(reports)}


def show(name: str, found: dict[str, Any]) -> None:
    """One experiment as text."""
    print(
        f"\n{name}: accuracy without gate {found['accuracy']:.1%}, AUROC {found['auroc']:.3f}, fit"
        f" {found['fit_seconds']:.1f} s, answer p50 {found['answer_ms_p50']:.2f} ms, p95"
        f" {found['answer_ms_p95']:.2f} ms"
    )
    for label, point in [("chosen", found["chosen"]), *(("", point) for point in found["curve"])]:
        print(
            f"  {label:>6}  keeps {point['keep']:6.1%} of right  in-scope"
            f" {point['in_scope_accuracy']:6.1%}  OOS recall {point['oos_recall']:6.1%}"
        )


def first_say() -> dict[str, float]:
    """Milliseconds from a question to the first piece of text, on a warm mind, over questions it
    was never asked.
    """
    mind = EmbeddedMind(Persona.default("Mika"), Knowledge.default())
    questions = [
        question
        for language in ("zh", "ja")
        for pair in (read_labelled(HERE / "data" / f"mind_{language}.csv"),)
        for question in [*(text for text, _ in pair[0]), *pair[1]]
    ]

    async def one(question: str) -> float:
        start = time.perf_counter()
        async for part in mind.reply([Message("viewer", question)]):
            if isinstance(part, Say):
                break
        return (time.perf_counter() - start) * 1000

    times = [asyncio.run(one(question)) for question in questions]
    return {
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "questions": len(times),
    }


if __name__ == "__main__":
    main()
