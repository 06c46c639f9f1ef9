"""What a recipe is to the loop: networks, optimisers, one step, and samples to look at. Needs
torch.

A recipe says nothing of pictures, sound or motion to the loop: its batches are tensors by name, its
samples say themselves what they are (vidol.training.samples).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from vidol.training.feed import Items
from vidol.training.random_streams import RandomStreams
from vidol.training.samples import Sample


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of a step on their device: `batch["pictures"]` is a tensor (N, ...)."""

    tensors: Mapping[str, Tensor]
    conditions: Tensor | None = None
    """What is asked of every item, (N, conditions) in 0..1; None where nothing can be asked for."""

    def __getitem__(self, name: str) -> Tensor:
        return self.tensors[name]

    def __len__(self) -> int:
        return len(next(iter(self.tensors.values())))


class Step(NamedTuple):
    """How far a training is before a step."""

    number: int
    seen: int
    """Items so far, of all processes."""
    batch: int
    """Items of this step, of all processes."""


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
    period: int
    """Every so many steps one costs more than the others, the step 0 among them; 1: all are alike.
    """

    def batch(self, items: Items, device: torch.device) -> Batch:
        """What a feed gave, as the networks take it."""
        ...

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        """One step; returns what is worth a curve."""
        ...

    def samples(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Sequence[Sample]:
        """What the averaged `modules` make, `count` of each kind."""
        ...

    def settings(self) -> dict[str, Any]:
        """What it was made with, for the model card and to recognise its checkpoints."""
        ...


def as_they_are(items: Items, device: torch.device) -> Batch:
    """Items as float32 tensors of the same numbers."""
    tensors = {
        name: torch.from_numpy(array).to(device).float() for name, array in items.arrays.items()
    }
    return Batch(tensors, conditions_on(items, device))


def conditions_on(items: Items, device: torch.device) -> Tensor | None:
    """The conditions of items as a tensor, None where there are none."""
    if not items.conditions.shape[1]:
        return None
    return torch.from_numpy(items.conditions).to(device).float()
