"""From a question to the intent it asks for, with a confidence and whether it is in scope.

    matcher = Matcher.fit([("when do you stream", "schedule"), ("who drew you", "artist"), ...])
    match = matcher.match("what time is the stream?")
    match.intent, match.score, match.runner_up, match.inside

TF-IDF over words, character n-grams and concepts (vidol.mind.answers.features), a linear
one-vs-rest classifier (vidol.mind.answers.linear) and a calibrated gate (vidol.mind.answers.gate).
Fitting is deterministic. The model is numbers and strings: it is kept as .npz, never as a pickle.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32
from vidol.core.dialogue import Match
from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.mind.answers import gate as gates
from vidol.mind.answers.features import Grams, Vocabulary, grams
from vidol.mind.answers.gate import Gate, Signs
from vidol.mind.answers.linear import train
from vidol.mind.answers.reference import bundled_phrasings, elsewhere
from vidol.mind.normalise import fold
from vidol.text.language import identify

KEEP: Final = 0.98
"""Share of rightly matched questions that the gate lets through, judged by cross-validation."""
# Below MANY phrasings per intent, keeping more would let in twice as many questions that nothing
# answers.
KEEP_FEW: Final = 0.95
MANY: Final = 20
# English words carry more of themselves.
WEIGHTS: Final[Mapping[Language, tuple[float, float, float]]] = {
    "en": (0.7, 1.0, 0.5),
    "zh": (0.7, 1.0, 1.0),
    "ja": (0.7, 1.0, 1.0),
}
"""Length of the word, character and concept block of a question's vector."""
FORMAT: Final = 1
_FOLDS: Final = 5
_EPOCHS: Final = 6
"""Within 0.2 points of twenty on CLINC150."""
_ENOUGH: Final = 2000
"""Held-out questions after which more folds would not move the threshold."""
_FEW: Final = 30
"""Held-out questions below which the gate also learns from vidol's own."""


class _Classifier:
    """Vocabulary and weights, without the gate.

    The last class stands for elsewhere: it never wins, it warns.
    """

    def __init__(self, vocabulary: Vocabulary, weights: F32, own: int) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self.own = own
        """Columns of the creator's own tokens: those from there on occur elsewhere only."""
        self._rare = float(vocabulary.idf.max(initial=1.0))

    @classmethod
    def fit(
        cls,
        rows: Sequence[Grams],
        labels: NDArray[np.intp],
        language: Language,
        strange: Sequence[Grams],
    ) -> _Classifier:
        """`strange` are the questions asked elsewhere."""
        every, classes = [*rows, *strange], int(labels.max()) + 1
        vocabulary = Vocabulary.learn(every, WEIGHTS[language])
        labels = np.concatenate([labels, np.full(len(strange), classes)])
        matrix = vocabulary.matrix(every)
        own = int(matrix.columns[: matrix.start[len(rows)]].max(initial=-1)) + 1
        return cls(vocabulary, train(matrix, labels, classes + 1, epochs=_EPOCHS), own)

    def judge(self, row: Grams) -> tuple[int, int, Signs]:
        """Winner, runner-up, and the gate's signs for both, shape (2, gate.COUNT)."""
        columns, values = self.vocabulary.vector(row)
        every = values @ self.weights[columns] + self.weights[-1]
        margins, outside = every[:-1], float(every[-1])
        first = second = 0
        if len(margins) > 1:
            first, second = np.argsort(-margins, kind="stable")[:2].tolist()
        top, other = float(margins[first]), float(margins[second])
        known = (self._known("w", row[0]), self._known("c", row[1]))
        signs = [
            (top, top - other, top - outside, *known),
            (other, other - top, other - outside, *known),
        ]
        return first, second, np.array(signs)

    def _known(self, block: str, tokens: Sequence[str]) -> float:
        """Share of a question's tokens, by IDF, that some phrasing of the creator's contains."""
        known = total = 0.0
        for token in set(tokens):
            column = self.vocabulary.column.get(block + token)
            if column is None:
                total += self._rare
                continue
            weight = float(self.vocabulary.idf[column])
            total += weight
            if column < self.own:
                known += weight
        return known / total if total else 0.0


class Matcher:
    """A fitted matcher. Immutable; `match` may be called from several threads."""

    def __init__(
        self, intents: Sequence[str], classifier: _Classifier, gate: Gate, exact: dict[str, int]
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
        trials = _held_out(rows, labels, language)
        if len(trials.right) < _FEW or len(trials.outside) < _FEW:
            trials = _join(trials, _borrowed(language))
        inside, outside = np.array(trials.inside), np.array(trials.outside)
        gate = gates.fit(inside, outside, np.array(trials.right), keep)
        classifier = _Classifier.fit(rows, labels, language, _elsewhere(language))
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
        vocabulary, gate = self._classifier.vocabulary, self.gate
        text = {
            "format": FORMAT,
            "intents": self.intents,
            "tokens": vocabulary.tokens,
            "weights": vocabulary.weights,
            "exact": self._exact,
            "own": self._classifier.own,
        }
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                text=np.frombuffer(json.dumps(text, ensure_ascii=False).encode(), np.uint8),
                idf=vocabulary.idf,
                linear=self._classifier.weights,
                gate=np.stack([gate.centre, gate.spread, gate.weights]),
                verdict=np.array([gate.bias, gate.threshold]),
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
                classifier = _Classifier(
                    Vocabulary(text["tokens"], held["idf"], text["weights"]),
                    held["linear"],
                    text["own"],
                )
                centre, spread, weights = held["gate"]
                bias, threshold = (float(value) for value in held["verdict"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise InputError(
                f"{path} is not a matcher that vidol wrote ({error}): rebuild it from its"
                " knowledge."
            ) from error
        gate = Gate(centre, spread, weights, bias, threshold)
        return cls(text["intents"], classifier, gate, text["exact"])


@dataclass(frozen=True, slots=True)
class _Trials:
    """The winners' signs of held-out questions."""

    inside: list[Signs]
    """Of questions in scope."""
    outside: list[Signs]
    """Of questions out of scope."""
    right: list[bool]
    """Which of those in scope were matched to their own intent."""


def _held_out(rows: Sequence[Grams], labels: NDArray[np.intp], language: Language) -> _Trials:
    """Cross-validation on the creator's own questions and those asked elsewhere.

    It holds out phrasings, whole intents, and a part of the questions asked elsewhere, all at once.
    """
    order = np.random.default_rng(0)
    classes = int(labels.max()) + 1
    phrase_fold = np.zeros(len(rows), np.intp)
    intent_fold = order.permutation(classes) % _FOLDS
    for intent in range(classes):
        mine = np.flatnonzero(labels == intent)
        phrase_fold[mine] = (order.permutation(len(mine)) + order.integers(_FOLDS)) % _FOLDS
    foreign = _elsewhere(language)
    trials = _Trials([], [], [])
    for fold_index in range(_FOLDS):
        hidden = intent_fold[labels] == fold_index
        left_out = (phrase_fold == fold_index) & ~hidden
        kept = np.flatnonzero(~hidden & ~left_out)
        if not len(kept):
            continue
        names, local = np.unique(labels[kept], return_inverse=True)
        seen = [row for i, row in enumerate(foreign) if i % _FOLDS != fold_index]
        classifier = _Classifier.fit([rows[i] for i in kept.tolist()], local, language, seen)
        asked = order.permutation(np.flatnonzero(left_out & np.isin(labels, names)))
        for i in asked[:_ENOUGH].tolist():
            first, _, signs = classifier.judge(rows[i])
            trials.inside.append(signs[0])
            trials.right.append(bool(names[first] == labels[i]))
        unmet = order.permutation(np.flatnonzero(hidden))[:_ENOUGH].tolist()
        trials.outside.extend(_winners(classifier, [rows[i] for i in unmet]))
        # Both kinds of strange question count alike, however many the creator's own are.
        strange = foreign[fold_index::_FOLDS]
        times = max(1, len(unmet) // len(strange))
        trials.outside.extend(_winners(classifier, strange) * times)
        if len(trials.inside) >= _ENOUGH:
            break
    return trials


def _winners(classifier: _Classifier, rows: Sequence[Grams]) -> list[Signs]:
    """The signs of the intent that each question is taken for."""
    return [classifier.judge(row)[2][0] for row in rows]


@lru_cache(maxsize=3)
def _elsewhere(language: Language) -> list[Grams]:
    return [grams(question) for question in elsewhere(language)]


@lru_cache(maxsize=3)
def _borrowed(language: Language) -> _Trials:
    """The same trials on vidol's own questions with one phrasing each.

    Half of the intents are known, half unknown.
    """
    pairs = bundled_phrasings(language)
    rows = [grams(question) for question, _ in pairs]
    _, labels = np.unique([intent for _, intent in pairs], return_inverse=True)
    foreign = _elsewhere(language)
    trials = _Trials([], [], [])
    for half in (0, 1):
        known = labels % 2 == half
        intents = np.unique(labels[known])
        first_of = [int(np.flatnonzero(labels == intent)[0]) for intent in intents]
        phrasings = [rows[i] for i in first_of]
        classifier = _Classifier.fit(
            phrasings, np.arange(len(phrasings)), language, foreign[half::2]
        )
        trials.outside.extend(_winners(classifier, foreign[1 - half :: 2]))
        for i, row in enumerate(rows):
            first, _, signs = classifier.judge(row)
            if not known[i]:
                trials.outside.append(signs[0])
            elif i not in first_of:
                trials.inside.append(signs[0])
                trials.right.append(bool(labels[first_of[first]] == labels[i]))
    return trials


def _join(a: _Trials, b: _Trials) -> _Trials:
    return _Trials(a.inside + b.inside, a.outside + b.outside, a.right + b.right)
