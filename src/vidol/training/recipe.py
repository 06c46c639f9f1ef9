"""What a recipe is to the loop: networks, optimisers, and one step."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from vidol.training.random_streams import RandomStreams


class Given(NamedTuple):
    """A batch on its device: pictures (N, channels, size, size) in [-1, 1], and conditions (N,
    tags) in 0..1 or None.
    """

    pictures: Tensor
    conditions: Tensor | None


class Step(NamedTuple):
    """How far a training is before a step."""

    step: int
    pictures: int
    """Seen so far, by all processes."""
    batch: int
    """Pictures of this step, of all processes."""


class OptimiserStep(Protocol):
    """What the loop gives a step to change weights with."""

    def __call__(self, optimiser: torch.optim.Optimizer, loss: Tensor) -> bool:
        """Go down the gradient of `loss`, meaned over all processes; False where it was not finite
        and nothing was changed.
        """
        ...

    def mean(self, value: Tensor) -> float:
        """A number meaned over all processes."""
        ...


class Recipe(Protocol):
    """How something is trained. Everything that changes is in modules, optimisers or numbers, so
    that the loop can save it.
    """

    name: str
    modules: MutableMapping[str, nn.Module]
    """Everything with weights."""
    averaged: tuple[str, ...]
    """The modules of which a moving average is kept: those that are used afterwards."""
    optimisers: MutableMapping[str, torch.optim.Optimizer]
    numbers: dict[str, float]
    """Whatever else changes: strengths that adapt themselves."""

    def step(
        self, given: Given, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        """One step; returns what is worth a curve."""
        ...

    def samples(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Tensor:
        """New pictures of the averaged `modules`, (count, channels, size, size) in [-1, 1]."""
        ...

    def settings(self) -> dict[str, Any]:
        """What it was made with, for the model card and to recognise its checkpoints."""
        ...
