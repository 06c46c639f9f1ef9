"""The adversary: a discriminator that learns, judges, and keeps itself in check."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor

from vidol.face.generator.networks import Discriminator
from vidol.face.generator.recipes.losses import LOSSES, one_centred, zero_centred
from vidol.training.pictures.augmentation import adapted, augmented, plan
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Batch, OptimiserStep, Step

LAZY: Final = 4
"""Penalties are taken every so many steps, and weigh so many times as much: on a CPU their double
backward costs most of a step.
"""
SHARE: Final = 0.15
"""Of the discriminator's loss that the gradient penalties are steered to, by their weight gamma."""
WIDEST: Final = 10.0
"""By how much gamma may leave where it begins, either way; it never falls below that where pictures
are few.
"""
STEERING: Final = 0.02
"""Of the way, in logarithms, per measured penalty."""


class Critic:
    """Discriminator, its optimiser, penalties with a weight that tunes itself, and augmentation
    that adapts.
    """

    def __init__(
        self,
        discriminator: Discriminator,
        optimiser: torch.optim.Optimizer,
        *,
        loss: str,
        size: int,
        few: bool,
        numbers: dict[str, float],
        report: Callable[[str, float], None],
    ) -> None:
        """`few`: the dataset is small; augmentation and gamma have a floor. Its numbers, gamma and
        p, are kept in `numbers`.
        """
        self.discriminator, self.optimiser = discriminator, optimiser
        self._loss, self._size, self._few = LOSSES[loss], size, few
        self._numbers, self._report = numbers, report
        self.start = 2 * (size / 64) ** 2
        numbers.setdefault("gamma", self.start)
        numbers.setdefault("augment", 0.0)

    def learn(
        self, batch: Batch, fake: Tensor, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> tuple[Tensor, list[Tensor]]:
        """Learn to tell `fake` (detached) from the pictures of a batch; returns the critique of the
        real ones and its features, for `judge`.
        """
        self._plan = plan(
            random, len(fake), self._numbers["augment"], floor=self._few, size=self._size
        )
        self.discriminator.requires_grad_(True)
        real, fake = self._seen(batch["pictures"]), self._seen(fake)
        penalise = now.number % LAZY == 0 and bool(self._loss.penalties)
        real.requires_grad_(penalise)
        fake.requires_grad_(penalise)
        said_real, maps = self.discriminator(real, batch.conditions)
        said_fake, _ = self.discriminator(fake, batch.conditions)
        loss = self._loss.discriminator(said_real, said_fake)
        paid = update.mean(loss.detach())
        self._report("discriminator", paid)
        self._report("sureness", update.mean((said_real - said_fake).detach().sign().mean()))
        total = loss
        if penalise:
            if "between" in self._loss.penalties:
                penalty = self._between(batch, real, fake, random)
            else:
                penalty = self._at_pictures((real, said_real), (fake, said_fake), paid, update)
            total = loss + LAZY * penalty
        update(self.optimiser, total)
        return said_real.detach(), [layer.detach() for layer in maps]

    def judge(
        self, fake: Tensor, conditions: Tensor | None, real: tuple[Tensor, list[Tensor]]
    ) -> tuple[Tensor, list[Tensor]]:
        """The generator's loss for `fake`, and the features of it; `real` is what `learn` returned
        for the pictures they are paired with.
        """
        self.discriminator.requires_grad_(False)
        said, maps = self.discriminator(self._seen(fake), conditions)
        loss = self._loss.generator(real[0], said)
        self._report("generator", float(loss.detach()))
        return loss, maps

    def adapt(self, now: Step, sureness: float) -> None:
        """Steer the augmentation after a step."""
        self._numbers["augment"] = adapted(self._numbers["augment"], sureness, now.batch)

    def _seen(self, pictures: Tensor) -> Tensor:
        return (
            augmented(pictures, self._plan)
            if self._few or self._numbers["augment"] > 0
            else pictures
        )

    def _between(self, batch: Batch, real: Tensor, fake: Tensor, random: RandomStreams) -> Tensor:
        """The gradient penalty on the lines from real to fake pictures."""
        return 10 * one_centred(
            lambda at: self.discriminator(at, batch.conditions)[0],
            real.detach(),
            fake.detach(),
            random.uniform(len(fake)),
        )

    def _at_pictures(
        self,
        real: tuple[Tensor, Tensor],
        fake: tuple[Tensor, Tensor],
        paid: float,
        update: OptimiserStep,
    ) -> Tensor:
        """The gradient penalty at pictures and what was said of them; and gamma steered by it."""
        slopes = zero_centred(real[1], real[0])
        if "fake" in self._loss.penalties:
            slopes = slopes + zero_centred(fake[1], fake[0])
        gamma = self._numbers["gamma"]
        strength = update.mean(0.5 * gamma * slopes.detach())
        self._report("penalty", strength)
        if strength > 0 and math.isfinite(strength):
            self._numbers["gamma"] = self._steered(gamma, strength, paid)
        return 0.5 * gamma * slopes

    def _steered(self, gamma: float, strength: float, paid: float) -> float:
        """A critic that is steep although it pays for it makes gamma rise; where it is flat, gamma
        lets it be sharper. With few pictures it is flat because it knows them by heart.
        """
        aim = math.log(gamma) + STEERING * math.log(strength / (SHARE * max(paid, 1e-3)))
        low = math.log(self.start / (1 if self._few else WIDEST))
        high = math.log(self.start * WIDEST)
        return math.exp(min(high, max(low, aim)))
