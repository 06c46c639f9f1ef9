"""The out-of-scope gate: how sure we are that we can answer a question, and when to say so.

A logistic curve over five signs (the winner's margin, its lead over the runner-up and over
questions about the world at large, and how much of the question's words and characters the
phrasings contain at all) gives the confidence. It is fitted by cross-validation on the creator's
own phrasings: held-out phrasings are questions in scope, and all phrasings of held-out intents are
questions out of scope, since the model that judges them has never met their intent; so are
questions about the world at large that come with vidol. The threshold keeps a stated share of the
held-out questions that were matched to their own intent: one that was matched wrongly is better
refused than kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from vidol.core.arrays import F64, Bools

Signs = F64
"""(questions, 5): margin, leads over the runner-up and over elsewhere, known shares.

Of words first, then of characters.
"""
COUNT: Final = 5
_RIDGE: Final = 1.0
"""Strength of the pull towards an equal say of all signs, in questions: matters only for a few."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A fitted gate: confidence = sigmoid((signs - centre) / spread @ weights + bias).

    A question is in scope from `threshold` on.
    """

    centre: Signs
    spread: Signs
    weights: Signs
    bias: float
    threshold: float

    def confidence(self, signs: Signs) -> F64:
        """(questions,) probabilities of being in scope, if in and out of it were equally common."""
        steep = (signs - self.centre) / self.spread @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(steep, -30, 30))))


def fit(inside: Signs, outside: Signs, right: Bools, keep: float) -> Gate:
    """The gate that parts `inside` from `outside` signs.

    It keeps the share `keep` (0..1) of those `inside` that are `right`. Newton's method on the
    class-balanced logistic loss. Signs that speak for "outside" are held at zero weight: more
    margin or more known words never make a question less answerable, whatever a small sample says.
    """
    every = np.concatenate([inside, outside])
    centre, spread = every.mean(0), every.std(0) + 1e-6
    z = (every - centre) / spread
    counts = np.array([len(inside), len(outside)])
    truth = np.repeat([1.0, 0.0], counts)
    importance = np.repeat(0.5 / counts, counts) * len(every)
    active = np.ones(COUNT, bool)
    while True:
        solution = _newton(z[:, active], truth, importance)
        negative = solution[:-1] < 0
        if not negative.any() or active.sum() == 1:
            break
        active[np.flatnonzero(active)[negative]] = False
    weights = np.zeros(COUNT)
    weights[active] = np.maximum(solution[:-1], 0.0)
    gate = Gate(centre, spread, weights, float(solution[-1]), 0.0)
    kept = inside[right] if right.any() else inside
    threshold = float(np.quantile(gate.confidence(kept), 1 - keep))
    return replace(gate, threshold=threshold)


def _newton(z: Signs, truth: Signs, importance: Signs) -> Signs:
    """Weights and bias that minimise the ridge-pulled logistic loss.

    Each step is halved until it helps.
    """
    z = np.c_[z, np.ones(len(z))]
    prior = np.append(np.full(z.shape[1] - 1, 0.5), 0.0)

    def loss(at: Signs) -> float:
        steep = z @ at
        pull = _RIDGE / 2 * ((at - prior) ** 2).sum()
        return float(importance @ (np.logaddexp(0, steep) - truth * steep) + pull)

    solution, best = prior, loss(prior)
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(z @ solution, -30, 30)))
        slope = z.T @ ((p - truth) * importance) + _RIDGE * (solution - prior)
        bend = (z.T * (importance * p * (1 - p))) @ z + _RIDGE * np.eye(z.shape[1])
        step = np.linalg.solve(bend, slope)
        while (reached := loss(solution - step)) > best and float(step @ step) > 1e-12:
            step = step / 2
        if best - reached < 1e-9:
            break
        solution, best = solution - step, reached
    return solution
