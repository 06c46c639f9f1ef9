"""Measuring a matcher on labelled questions: accuracy in scope, recall out of scope, and the whole
curve between them.

A labelled file is CSV with the columns ``question`` and ``intent``; several questions may stand in
a cell, parted by ``|``; the intent ``oos`` marks questions that nothing answers. CLINC150's
``data_full.json`` is read as it is (Larson et al., "An Evaluation Dataset for Intent Classification
and Out-of-Scope Prediction", EMNLP 2019).
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from vidol.core.dialogue import Match
from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.core.nearest import nearest
from vidol.mind import smalltalk
from vidol.mind.answers.matcher import Matcher
from vidol.mind.embedded import EmbeddedMind
from vidol.mind.understanding import Understanding
from vidol.text.encodings import decode
from vidol.text.language import identify

OUTSIDE: Final = "oos"
KEEPS: Final = (0.995, 0.99, 0.985, 0.98, 0.97, 0.95, 0.93, 0.9, 0.85, 0.8)
Labelled = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Split:
    """Questions to learn from, questions in scope to test with, and questions out of scope."""

    train: Labelled
    test: Labelled
    outside: list[str]


@dataclass(frozen=True, slots=True)
class Point:
    """One place of the curve. Shares of 0..1; `threshold` is the gate's,
    in the unit of the score.
    """

    keep: float
    """Share of rightly matched test questions that the gate lets through."""
    threshold: float
    in_scope_accuracy: float
    """Share of questions in scope that are let through and answered with their own intent."""
    oos_recall: float
    """Share of questions out of scope that are refused."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a measurement found. `chosen` is the point that the calibrated gate stands at; `curve`
    moves its threshold.
    """

    intents: int
    phrasings: int
    tested: int
    outside: int
    accuracy: float
    """In-scope accuracy without the gate."""
    auroc: float
    """Chance that a question in scope scores above one out of scope."""
    chosen: Point
    curve: tuple[Point, ...]
    fit_seconds: float
    answer_ms_p50: float
    answer_ms_p95: float

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        return asdict(self)


def read_labelled(path: Path) -> tuple[Labelled, list[str]]:
    """Questions in scope with their intents, and those out of scope. Raises InputError naming file
    and line.
    """
    reader = csv.reader(io.StringIO(decode(_bytes(path), str(path))), strict=True)
    header = [cell.strip().lower() for cell in next(reader, [])]
    if not {"question", "intent"} <= set(header):
        raise InputError(
            f"{path} needs the columns question and intent in its first line; it has"
            f" {', '.join(header)[:100] or 'none'}."
        )
    question, intent = header.index("question"), header.index("intent")
    inside: Labelled = []
    outside: list[str] = []
    try:
        for cells in reader:
            if len(cells) <= max(question, intent):
                raise InputError(
                    f"{path}, line {reader.line_num}, has {len(cells)} cells: it needs a question"
                    " and an intent."
                )
            for text in filter(None, (part.strip() for part in cells[question].split("|"))):
                if cells[intent].strip().lower() == OUTSIDE:
                    outside.append(text)
                else:
                    inside.append((text, cells[intent].strip()))
    except csv.Error as error:
        raise InputError(
            f"{path}, line {reader.line_num}, is not sound CSV ({error}): close its quotes."
        ) from error
    if not inside:
        raise InputError(
            f"{path} holds no questions with an intent other than '{OUTSIDE}': there is nothing to"
            " measure."
        )
    return inside, outside


def read_clinc(path: Path) -> Split:
    """CLINC150 from ``data_full.json``, or from the folder that holds it (or holds ``data/``).
    Raises InputError.
    """
    tried = [path, path / "data_full.json", path / "data" / "data_full.json"]
    file = next((one for one in tried if one.is_file()), None)
    if file is None:
        raise InputError(
            f"{path} holds no data_full.json: get it from the repository clinc/oos-eval, folder"
            " data."
        )
    try:
        held = json.loads(_bytes(file))
        parts = {
            name: [(str(text), str(intent)) for text, intent in held[name]]
            for name in ("train", "test", "oos_test")
        }
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{file} is not CLINC150's data_full.json ({error}): it needs the lists train, test and"
            " oos_test."
        ) from error
    return Split(parts["train"], parts["test"], [text for text, _ in parts["oos_test"]])


def _bytes(path: Path) -> bytes:
    try:
        return regular(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def pick(pairs: Labelled, shots: int, seed: int) -> tuple[Labelled, Labelled]:
    """`shots` phrasings of each intent, drawn by `seed`, and all others."""
    order = np.random.default_rng(seed).permutation(len(pairs))
    left: dict[str, int] = {}
    taken: Labelled = []
    rest: Labelled = []
    for i in order.tolist():
        count = left.get(pairs[i][1], 0)
        (taken if count < shots else rest).append(pairs[i])
        left[pairs[i][1]] = count + 1
    return taken, rest


def evaluate(split: Split) -> Report:
    """Fit on `split.train` and measure on the rest."""
    start = time.perf_counter()
    matcher = Matcher.fit(split.train)
    seconds = time.perf_counter() - start
    report = judge(matcher.match, matcher.gate.threshold, split.test, split.outside)
    return Report(
        len(matcher.intents), len(split.train), *report, seconds, *_latency(matcher.match, split)
    )


def of_mind(mind: EmbeddedMind, inside: Labelled, outside: list[str]) -> Report:
    """How a character's mind does on labelled questions; an intent is a topic of her FAQ, one of
    its questions, or small talk's name.

    Scores compare across her languages by their distance to each one's threshold. Raises InputError
    for an unknown intent.
    """
    names = _intents(mind)
    labelled = [(text, _known(intent, names, mind.persona.name)) for text, intent in inside]
    match = partial(_matched, mind)
    start = time.perf_counter()
    Understanding(mind.persona, mind.knowledge.entries)
    seconds = time.perf_counter() - start
    report = judge(match, 0.5, labelled, outside)
    phrasings = sum(len(entry.questions) for entry in mind.knowledge.entries)
    latency = _latency(match, Split([], inside, outside))
    return Report(len(mind.knowledge.entries), phrasings, *report, seconds, *latency)


def _intents(mind: EmbeddedMind) -> dict[str, str]:
    """The topic that each name of an intent stands for: a topic,
    one of its questions, small talk.
    """
    names: dict[str, str] = {}
    for entry in mind.knowledge.entries:
        names |= dict.fromkeys((entry.topic, *dict(entry.questions)), entry.topic)
    return {name: name for name in smalltalk.topics()} | names


def _known(intent: str, names: Mapping[str, str], character: str) -> str:
    if intent in names:
        return names[intent]
    near = nearest(intent, names)
    hint = f"did you mean '{near}'?" if near else "use a topic of the FAQ, or 'oos'."
    raise InputError(
        f"The intent '{intent[:80]}' is neither a topic nor a question that {character} knows;"
        f" {hint}"
    )


def _matched(mind: EmbeddedMind, question: str) -> Match:
    """What a question is taken for, with a score whose threshold is a half in every language."""
    language = identify(question, mind.persona.default_language)
    understood = mind.understanding.match(question, language)
    if understood is None:
        return Match("", 0.0, "", 0.0, inside=False)
    topic = understood.entry.topic if understood.entry else understood.topic
    if understood.match is None:
        return Match(topic, 1.0, "", 0.0, inside=True)
    score, limit = understood.match.score, mind.understanding.threshold(understood.language)
    below = score / limit / 2 if score < limit else 0.0
    even = below if score < limit else 0.5 + (score - limit) / (1 - limit + 1e-9) / 2
    return Match(topic, even, "", 0.0, understood.match.inside)


def judge(
    match: Callable[[str], Match],
    threshold: float,
    test: Sequence[tuple[str, str]],
    outside: Sequence[str],
) -> tuple[int, int, float, float, Point, tuple[Point, ...]]:
    """Tested, outside, accuracy, AUROC, the chosen point and the curve,
    of anything that matches.
    """
    found = [match(question) for question, _ in test]
    right = np.array(
        [one.intent == intent for one, (_, intent) in zip(found, test, strict=True)], bool
    )
    inner = np.array([one.score for one in found])
    outer = np.array([match(question).score for question in outside])

    def point(at: float) -> Point:
        passed = inner >= at
        kept = float(passed[right].mean()) if right.any() else 0.0
        return Point(
            kept,
            at,
            float((right & passed).mean()),
            float((outer < at).mean()) if len(outer) else 0.0,
        )

    sure = inner[right] if right.any() else inner
    curve = tuple(point(float(np.quantile(sure, 1 - keep))) for keep in KEEPS)
    return (
        len(test),
        len(outside),
        float(right.mean()),
        _auroc(inner, outer),
        point(threshold),
        curve,
    )


def _auroc(inner: np.ndarray[Any, Any], outer: np.ndarray[Any, Any]) -> float:
    if not len(outer) or not len(inner):
        return 0.0
    above = np.searchsorted(np.sort(outer), inner, "left") + np.searchsorted(
        np.sort(outer), inner, "right"
    )
    return float(above.mean() / 2 / len(outer))


def _latency(match: Callable[[str], Match], split: Split) -> tuple[float, float]:
    times = []
    for question, _ in split.test[:500]:
        start = time.perf_counter()
        match(question)
        times.append((time.perf_counter() - start) * 1000)
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))
