"""From a question to the intent it asks for, with a confidence and whether it is in scope.

    matcher = Matcher.fit([("when do you stream", "schedule"), ("who drew you", "artist"), ...])
    match = matcher.match("what time is the stream?")
    match.intent, match.score, match.runner_up, match.inside

TF-IDF over words, character n-grams and concepts (vidol.mind.answers.features), a linear
one-vs-rest classifier (vidol.mind.answers.linear; where there are very many intents, the nearest
phrasings: vidol.mind.answers.exemplars) and a calibrated gate (vidol.mind.answers.gate).
Fitting is deterministic. The model is numbers and strings: it is kept as .npz, never as a pickle.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.dialogue import Match
from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.mind.answers import gate as gates
from vidol.mind.answers import trials
from vidol.mind.answers.exemplars import Exemplars
from vidol.mind.answers.features import Grams, Sparse, Vocabulary, grams
from vidol.mind.answers.gate import Gate
from vidol.mind.answers.linear import Linear
from vidol.mind.normalise import fold
from vidol.text.language import identify

KEEP: Final = 0.98
"""Share of rightly matched questions that the gate lets through, judged by cross-validation."""
# Below MANY phrasings per intent, keeping more would let in twice as many questions that nothing
# answers.
KEEP_FEW: Final = 0.95
MANY: Final = 20
FORMAT: Final = 1
LINEAR_CLASSES: Final = 200
"""Intents that are told apart by the linear classifier, however many phrasings they have."""
LINEAR_MOST: Final = 300_000
"""Phrasings times intents up to which it tells more of them apart: it takes about two seconds."""
Classifier = Linear | Exemplars


class Matcher:
    """A fitted matcher. Immutable; `match` may be called from several threads."""

    def __init__(
        self, intents: Sequence[str], classifier: Classifier, gate: Gate, exact: dict[str, int]
    ) -> None:
        self.intents = list(intents)
        self.gate = gate
        self._classifier = classifier
        self._exact = exact

    @classmethod
    def fit(cls, phrasings: Sequence[tuple[str, str]], keep: float | None = None) -> Matcher:
        """Learn from (question, intent) pairs.

        `keep` is the share of rightly matched questions that the gate shall let through. Raises
        InputError when there is no phrasing or a share outside 0.5..1.
        """
        if not phrasings:
            raise InputError(
                "There is nothing to answer: a matcher needs at least one question with its answer."
            )
        intents = sorted({intent for _, intent in phrasings})
        if keep is None:
            keep = KEEP if len(phrasings) >= MANY * len(intents) else KEEP_FEW
        if not 0.5 <= keep <= 1:
            raise InputError(
                f"keep is {keep}, but the share of in-scope questions to let through must lie"
                " between 0.5 and 1."
            )
        index = {intent: i for i, intent in enumerate(intents)}
        language = identify(" ".join(question for question, _ in phrasings[:200]))
        rows = [grams(question) for question, _ in phrasings]
        labels = np.array([index[intent] for _, intent in phrasings], np.intp)
        exact: dict[str, int] = {}
        for question, intent in phrasings:
            exact.setdefault(fold(question), index[intent])
        classifier, gate = _learned(rows, labels, language, keep)
        return cls(intents, classifier, gate, exact)

    def match(self, question: str, threshold: float | None = None) -> Match:
        """The best intent for a question.

        `threshold` replaces the calibrated one, in the unit of the score.
        """
        first, second, signs = self._classifier.judge(grams(question))
        score, other_score = self.gate.confidence(signs).tolist()
        same = self._exact.get(fold(question))
        if same is not None:
            second = first if same != first else second
            first = same
            score, other_score = 1.0, min(other_score, 0.5)
        limit = self.gate.threshold if threshold is None else threshold
        return Match(
            intent=self.intents[first],
            score=score,
            runner_up=self.intents[second],
            runner_up_score=other_score,
            inside=score >= limit,
        )

    def save(self, path: Path) -> None:
        """Write the model as .npz: arrays, and the tokens as JSON. Never a pickle."""
        classifier, gate = self._classifier, self.gate
        text = {
            "format": FORMAT,
            "intents": self.intents,
            "tokens": classifier.vocabulary.tokens,
            "weights": classifier.vocabulary.weights,
            "exact": self._exact,
        }
        if isinstance(classifier, Linear):
            text["own"] = classifier.own
            arrays: dict[str, NDArray[Any]] = {"linear": classifier.weights}
        else:
            rows = classifier.rows
            arrays = {
                "start": rows.start,
                "columns": rows.columns,
                "values": rows.values,
                "labels": classifier.labels,
            }
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                text=np.frombuffer(json.dumps(text, ensure_ascii=False).encode(), np.uint8),
                idf=classifier.vocabulary.idf,
                gate=np.stack([gate.centre, gate.spread, gate.weights]),
                verdict=np.array([gate.bias, gate.threshold]),
                **arrays,  # type: ignore[arg-type] # its type names other arguments
            )

    @classmethod
    def load(cls, path: Path) -> Matcher:
        """Read what `save` wrote. Raises InputError for anything else."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                text = json.loads(held["text"].tobytes())
                if text["format"] != FORMAT:
                    raise InputError(
                        f"{path} holds a matcher of format {text['format']}, this vidol reads"
                        f" {FORMAT}: rebuild it from its knowledge."
                    )
                classifier = _read_classifier(text, held)
                centre, spread, weights = held["gate"]
                bias, threshold = (float(value) for value in held["verdict"])
        except (
            OSError, ValueError, KeyError, IndexError, EOFError, RecursionError, zipfile.BadZipFile,
            zlib.error,
        ) as error:  # fmt: skip
            raise InputError(
                f"{path} is not a matcher that vidol wrote ({error}): rebuild it from its"
                " knowledge."
            ) from error
        gate = Gate(centre, spread, weights, bias, threshold)
        return cls(text["intents"], classifier, gate, text["exact"])


def _read_classifier(text: Mapping[str, Any], held: Mapping[str, Any]) -> Classifier:
    vocabulary = Vocabulary(text["tokens"], held["idf"], text["weights"])
    if "linear" in held:
        return Linear(vocabulary, held["linear"], text["own"])
    rows = Sparse(held["start"], held["columns"], held["values"], len(vocabulary.tokens))
    return Exemplars(vocabulary, rows, held["labels"])


def _learned(
    rows: Sequence[Grams], labels: NDArray[np.intp], language: Language, keep: float
) -> tuple[Classifier, Gate]:
    """The classifier for that many phrasings and intents, and the gate for it."""
    intents = int(labels.max()) + 1
    many = intents > LINEAR_CLASSES and intents * len(rows) > LINEAR_MOST
    foreign = trials.strange_grams(language)
    classifier: Classifier
    if many:
        order = np.argsort(labels, kind="stable")
        rows = [rows[i] for i in order.tolist()]
        classifier = Exemplars.fit(rows, labels[order], language, foreign)
        found = trials.left_out(classifier, rows, language)
    else:
        found = trials.held_out(rows, labels, language)
    if trials.few(found):
        found = trials.join(found, trials.borrowed(language, many=many))
    gate = gates.fit(np.array(found.inside), np.array(found.outside), np.array(found.right), keep)
    if not many:
        classifier = Linear.fit(rows, labels, language, foreign)
    return classifier, gate
