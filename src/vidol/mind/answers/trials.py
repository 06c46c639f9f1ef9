"""What the gate is fitted by: questions judged as if they had not been learned.

Phrasings that a classifier has not seen are questions in scope; phrasings of intents that it has
not seen, and questions about the world at large, are out of scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.speech import Language
from vidol.mind.answers.exemplars import Exemplars
from vidol.mind.answers.features import Grams, grams
from vidol.mind.answers.gate import Signs
from vidol.mind.answers.linear import Linear
from vidol.mind.answers.reference import bundled_phrasings, elsewhere

_FOLDS: Final = 5
_ENOUGH: Final = 2000
"""Held-out questions after which more folds would not move the threshold."""
_SOME: Final = 400
"""The creator's questions that exemplars are tried with."""
_FEW: Final = 30
"""Held-out questions below which the gate also learns from vidol's own."""


@dataclass(frozen=True, slots=True)
class Trials:
    """The winners' signs of held-out questions."""

    inside: list[Signs]
    """Of questions in scope."""
    outside: list[Signs]
    """Of questions out of scope."""
    right: list[bool]
    """Which of those in scope were matched to their own intent."""


def held_out(rows: Sequence[Grams], labels: NDArray[np.intp], language: Language) -> Trials:
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
    foreign = strange_grams(language)
    trials = Trials([], [], [])
    for fold_index in range(_FOLDS):
        hidden = intent_fold[labels] == fold_index
        left_out = (phrase_fold == fold_index) & ~hidden
        kept = np.flatnonzero(~hidden & ~left_out)
        if not len(kept):
            continue
        names, local = np.unique(labels[kept], return_inverse=True)
        seen = [row for i, row in enumerate(foreign) if i % _FOLDS != fold_index]
        classifier = Linear.fit([rows[i] for i in kept.tolist()], local, language, seen)
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


def left_out(classifier: Exemplars, rows: Sequence[Grams], language: Language) -> Trials:
    """Some of the creator's own questions, and all asked elsewhere, judged without themselves, and
    those of the creator without their class as well. `rows` are what was learned, in its order.
    """
    order = np.random.default_rng(0)
    chosen = order.permutation(len(rows))[:_SOME].tolist()
    trials = Trials([], [], [])
    sizes = np.bincount(classifier.labels)
    for at in chosen:
        label = int(classifier.labels[at])
        first, signs, strange_signs = classifier.tried(at, rows[at])
        if sizes[label] > 1:
            trials.inside.append(signs)
            trials.right.append(first == label)
        trials.outside.append(strange_signs)
    foreign = strange_grams(language)
    places = range(len(rows), len(rows) + len(foreign))
    strange = [
        classifier.without_itself(at, row)[1] for at, row in zip(places, foreign, strict=True)
    ]
    trials.outside.extend(strange * max(1, len(chosen) // len(strange)))
    return trials


def few(trials: Trials) -> bool:
    """Whether too little could be held out to fit a gate by."""
    return min(len(trials.right), len(trials.outside)) < _FEW


def _winners(classifier: Linear | Exemplars, rows: Sequence[Grams]) -> list[Signs]:
    """The signs of the intent that each question is taken for."""
    return [classifier.judge(row)[2][0] for row in rows]


@lru_cache(maxsize=3)
def strange_grams(language: Language) -> list[Grams]:
    """The questions about the world at large, as the classifiers take them."""
    return [grams(question) for question in elsewhere(language)]


@lru_cache(maxsize=6)
def borrowed(language: Language, *, many: bool = False) -> Trials:
    """The same trials on vidol's own questions with one phrasing each; of exemplars, for `many`.

    Half of the intents are known, half unknown.
    """
    pairs = bundled_phrasings(language)
    rows = [grams(question) for question, _ in pairs]
    _, labels = np.unique([intent for _, intent in pairs], return_inverse=True)
    foreign = strange_grams(language)
    trials = Trials([], [], [])
    for half in (0, 1):
        known = labels % 2 == half
        intents = np.unique(labels[known])
        first_of = [int(np.flatnonzero(labels == intent)[0]) for intent in intents]
        phrasings = [rows[i] for i in first_of]
        kind = Exemplars if many else Linear
        classifier = kind.fit(phrasings, np.arange(len(phrasings)), language, foreign[half::2])
        trials.outside.extend(_winners(classifier, foreign[1 - half :: 2]))
        for i, row in enumerate(rows):
            first, _, signs = classifier.judge(row)
            if not known[i]:
                trials.outside.append(signs[0])
            elif i not in first_of:
                trials.inside.append(signs[0])
                trials.right.append(bool(labels[first_of[first]] == labels[i]))
    return trials


def join(a: Trials, b: Trials) -> Trials:
    """Both of them."""
    return Trials(a.inside + b.inside, a.outside + b.outside, a.right + b.right)
