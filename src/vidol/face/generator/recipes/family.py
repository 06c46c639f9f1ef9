"""The family of face recipes: the same networks and the same loop, and what is minimised.

adversarial   a generator against a critic
variational   an encoder and a generator that reconstruct (Kingma and Welling 2013)
both          a generator against a critic, half of its pictures reconstructions: the default. The
reconstructions keep it from collapsing
where pictures are few, and give an encoder for nothing (after Larsen et al. 2015, with R3GAN's
loss)
quantised     reconstruction through a grid of codes against a critic, and a prior that chooses
codes
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.face.generator.networks import (
    CODES,
    LATENT,
    Discriminator,
    Encoder,
    Generator,
    Prior,
    Quantised,
)
from vidol.face.generator.presets import Preset
from vidol.face.generator.recipes.critic import LAZY, Critic
from vidol.face.generator.recipes.losses import laplacian, standard_normal
from vidol.training.feed import Items
from vidol.training.pictures.tensors import as_pictures, as_tensor, channels_last
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Batch, OptimiserStep, Step, conditions_on
from vidol.training.samples import PictureSample

BETAS: Final = (0.0, 0.99)
"""Of Adam against a critic: no momentum (Mescheder et al. 2018)."""
Network = TypeVar("Network", bound=nn.Module)
CHOOSING: Final = 8
"""Steps in which the prior chooses its codes."""


class GeneratorRecipe(ABC):
    """What all have in common."""

    averaged: tuple[str, ...] = ("generator",)
    period: int = LAZY
    RATE = 4e-4
    """Learning rate when none is asked for."""

    def __init__(
        self,
        name: str,
        preset: Preset,
        channels: int,
        groups: Sequence[int] = (),
        *,
        loss: str = "pairing",
        few: bool = False,
        rate: float | None = None,
    ) -> None:
        """`groups`: for every condition the number of its group (all colours of hair are one);
        `few`: augmentation and gamma have a floor.
        """
        self.name, self.preset, self.channels = name, preset, channels
        self.groups, self.conditions = tuple(groups), len(groups)
        self.loss, self.few, self.rate = loss, few, rate or self.RATE
        self.numbers: dict[str, float] = {}
        self.modules: MutableMapping[str, nn.Module] = {}
        self.optimisers: MutableMapping[str, torch.optim.Optimizer] = {}
        self.said: dict[str, float] = {}

    def batch(self, items: Items, device: torch.device) -> Batch:
        pictures = as_tensor(items.arrays["pictures"], device)
        return Batch({"pictures": pictures}, conditions_on(items, device))

    @abstractmethod
    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        """See vidol.training.recipe.Recipe."""

    def settings(self) -> dict[str, Any]:
        return {
            "recipe": self.name,
            "loss": self.loss,
            "preset": self.preset.as_json(),
            "channels": self.channels,
            "groups": self.groups,
            "few": self.few,
            "rate": self.rate,
        }

    def samples(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Sequence[PictureSample]:
        return [PictureSample(as_pictures(self._made(modules, random, count, conditions)))]

    def _made(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Tensor:
        """New pictures, (count, channels, size, size) in [-1, 1]."""
        return torch.as_tensor(modules["generator"](random.normal(count, LATENT), conditions))

    def _holds(self, name: str, module: Network) -> Network:
        """A network that the recipe trains."""
        self.modules[name] = channels_last(module)
        return module

    def _adam(
        self,
        name: str,
        *modules: nn.Module,
        betas: tuple[float, float] = BETAS,
        rate: float | None = None,
    ) -> torch.optim.Optimizer:
        parameters = [parameter for module in modules for parameter in module.parameters()]
        self.optimisers[name] = torch.optim.Adam(
            parameters, rate or self.rate, betas, eps=1e-8, foreach=True
        )
        return self.optimisers[name]

    def _critic(self) -> Critic:
        discriminator = self._holds(
            "discriminator", Discriminator(self.preset, self.channels, self.conditions)
        )
        return Critic(
            discriminator,
            self._adam("discriminator", discriminator),
            loss=self.loss,
            size=self.preset.size,
            few=self.few,
            numbers=self.numbers,
            report=self.said.__setitem__,
        )

    def _known(self, batch: Batch, random: RandomStreams) -> Batch:
        """Some groups of conditions are not told (after classifier-free dropping: Ho and Salimans
        2022), so that any few of them can be asked for, or none.
        """
        if batch.conditions is None:
            return batch
        count = len(batch)
        # the share of groups that a picture keeps; of a third of them all
        told = random.uniform(count, 1)
        told = torch.where(told > 2 / 3, 2.0, told * 1.5)
        kept = (random.uniform(count, max(self.groups) + 1) < told).float()[:, list(self.groups)]
        return replace(batch, conditions=batch.conditions * kept)


class Adversarial(GeneratorRecipe):
    """A generator against a critic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.generator = self._holds(
            "generator", Generator(self.preset, self.channels, self.conditions)
        )
        self._learner = self._adam("generator", self.generator)
        self.critic = self._critic()

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        batch = self._known(batch, random)
        fake = self.generator(random.normal(len(batch), LATENT), batch.conditions)
        real = self.critic.learn(batch, fake.detach(), random, now, update)
        loss, _ = self.critic.judge(fake, batch.conditions, real)
        update(self._learner, loss)
        self.critic.adapt(now, self.said["sureness"])
        return self.said


class Variational(GeneratorRecipe):
    """An encoder and a generator that reconstruct, with latents near the standard normal."""

    averaged = ("generator", "encoder")
    period = 1
    DETAIL: Final = 40.0
    """Weight of the reconstruction against the divergence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.generator = self._holds(
            "generator", Generator(self.preset, self.channels, self.conditions)
        )
        self.encoder = self._holds("encoder", Encoder(self.preset, self.channels))
        self._learner = self._adam(
            "generator", self.generator, self.encoder, betas=(0.9, 0.99), rate=2 * self.rate
        )

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        batch = self._known(batch, random)
        mean, spread = self.encoder(batch["pictures"])
        latent = mean + (0.5 * spread).exp() * random.normal(len(mean), LATENT)
        rebuilt = laplacian(self.generator(latent, batch.conditions), batch["pictures"])
        divergence = standard_normal(mean, spread)
        update(self._learner, rebuilt + divergence / (self.DETAIL * LATENT))
        return {"reconstruction": float(rebuilt.detach()), "divergence": float(divergence.detach())}


class Both(GeneratorRecipe):
    """A generator against a critic; half of its pictures are reconstructions of those that they are
    compared with.
    """

    averaged = ("generator", "encoder")
    REBUILD: Final = (10.0, 2.0)
    """Weight of the reconstruction, at first and at last: it shows the way, then most of the say is
    the critic's.
    """
    HALVED: Final = 6000
    """Pictures in which that weight falls by half."""
    FEATURES: Final = 0.1
    DIVERGENCE: Final = 1 / (40 * LATENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.generator = self._holds(
            "generator", Generator(self.preset, self.channels, self.conditions)
        )
        self.encoder = self._holds("encoder", Encoder(self.preset, self.channels))
        self._learner = self._adam("generator", self.generator, self.encoder)
        self.critic = self._critic()

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        batch = self._known(batch, random)
        # Every other picture, so that several processes with parts of a batch rebuild the same ones
        # as one with all of it.
        originals = batch["pictures"][::2]
        mean, spread = self.encoder(originals)
        noise = random.normal(len(batch), LATENT)
        latent = noise.clone()
        latent[::2] = mean + (0.5 * spread).exp() * noise[::2]
        fake = self.generator(latent, batch.conditions)
        real = self.critic.learn(batch, fake.detach(), random, now, update)
        loss, maps = self.critic.judge(fake, batch.conditions, real)
        rebuilt = laplacian(fake[::2], originals)
        pairs = zip(maps, real[1], strict=True)
        alike = torch.stack([_alike(mine[::2], theirs[::2]) for mine, theirs in pairs])
        divergence = standard_normal(mean, spread)
        first, last = self.REBUILD
        weight = max(last, first * 0.5 ** (now.seen / self.HALVED))
        update(
            self._learner,
            loss + weight * rebuilt + self.FEATURES * alike.mean() + self.DIVERGENCE * divergence,
        )
        self.said |= {
            "reconstruction": float(rebuilt.detach()),
            "features": float(alike.mean().detach()),
            "divergence": float(divergence.detach()),
        }
        self.critic.adapt(now, self.said["sureness"])
        return self.said


def _alike(features: Tensor, wanted: Tensor) -> Tensor:
    """L1 distance of feature maps, for each picture in means of its wanted ones' size."""
    wanted = wanted.float()
    apart = (features.float() - wanted).abs().mean((1, 2, 3))
    return (apart / (wanted.abs().mean((1, 2, 3)) + 1e-6)).mean()


class Discrete(GeneratorRecipe):
    """Reconstruction through a grid of codes against a critic, and a prior that learns which grids
    there are.
    """

    averaged = ("coder", "prior")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coder = self._holds("coder", Quantised(self.preset, self.channels))
        self.prior = self._holds(
            "prior", Prior(self.coder.grid**2, self.conditions, self.preset.prior)
        )
        self._learner = self._adam("coder", self.coder)
        self._chooser = self._adam("prior", self.prior, betas=(0.9, 0.98), rate=3e-4)
        self.critic = self._critic()

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        batch = self._known(batch, random)
        grid = self.coder.encode(batch["pictures"])
        fake = self.coder.decode(grid)
        real = self.critic.learn(batch, fake.detach(), random, now, update)
        loss, _ = self.critic.judge(fake, batch.conditions, real)
        rebuilt = laplacian(fake, batch["pictures"])
        update(self._learner, 0.1 * loss + rebuilt)
        codes = self.coder.numbers(grid.detach())
        hidden = random.uniform(*codes.shape) < torch.cos(
            0.5 * math.pi * random.uniform(len(codes), 1)
        )
        scores = self.prior(codes.masked_fill(hidden, CODES), batch.conditions)
        missed = hidden * F.cross_entropy(
            scores.transpose(1, 2).float(), codes, reduction="none", label_smoothing=0.1
        )
        chosen = (missed.sum(1) / hidden.sum(1).clamp(min=1)).mean()
        update(self._chooser, chosen)
        self.said |= {"reconstruction": float(rebuilt.detach()), "prior": float(chosen.detach())}
        self.critic.adapt(now, self.said["sureness"])
        return self.said

    def _made(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Tensor:
        coder, prior = modules["coder"], modules["prior"]
        assert isinstance(coder, Quantised)
        assert isinstance(prior, Prior)
        grids = coder.grids(choose(prior, coder.grid**2, random, count, conditions))
        return coder.decode(grids.to(next(coder.parameters()).dtype))


def choose(
    prior: Prior, tokens: int, random: RandomStreams, count: int, conditions: Tensor | None
) -> Tensor:
    """Grids of codes, (count, tokens): all unknown at first, those that the prior is surest of stay
    (MaskGIT, section 3.2).
    """
    codes = torch.full((count, tokens), CODES, device=next(prior.parameters()).device)
    for step in range(CHOOSING):
        scores = prior(codes, conditions).float()
        gumbel = -torch.log(-torch.log(random.uniform(count, tokens, CODES).clamp(1e-9, 1 - 1e-7)))
        drawn = (scores + gumbel).argmax(-1)
        sure = scores.log_softmax(-1).gather(-1, drawn[..., None])[..., 0]
        hidden = codes == CODES
        drawn = torch.where(hidden, drawn, codes)
        done = (step + 1) / CHOOSING
        unknown = int(tokens * math.cos(0.5 * math.pi * done))
        luck = -torch.log(-torch.log(random.uniform(count, tokens).clamp(1e-9, 1 - 1e-7)))
        order = torch.where(hidden, sure + 4.0 * (1 - done) * luck, torch.inf).argsort(-1)
        codes = drawn.scatter(1, order[:, :unknown], CODES) if unknown else drawn
    return codes


RECIPES: Final[dict[str, type[GeneratorRecipe]]] = {
    "adversarial": Adversarial,
    "variational": Variational,
    "both": Both,
    "quantised": Discrete,
}
