"""What is looked at while a face recipe trains: is it better than before, is it collapsing, is it
learning pictures by heart?

Always with the same feature extractor, which needs no weights of anybody and is in no loss, and
always beside what held-out pictures get from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import torch
from torch import nn

from vidol.core.arrays import I64, U8
from vidol.media.alpha import laid_on
from vidol.training.data.conditions import conditions_of
from vidol.training.loop import Judged
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import GREY, Features, RandomConvolutions, Seen, joined
from vidol.training.pictures.feed import PictureFeed
from vidol.training.pictures.metrics.diversity import diversity
from vidol.training.pictures.metrics.kernel import kid
from vidol.training.pictures.metrics.memorisation import memorisation
from vidol.training.pictures.metrics.sources import prepared
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Recipe
from vidol.training.samples import PictureSample

COUNT: Final = 400
"""Pictures a side."""
SEARCHED: Final = 4000
"""Training pictures among which copies are looked for."""
AT_ONCE: Final = 50
FEWEST: Final = 40
"""Pictures a side below which nothing can be said."""
EARLY: Final = 24_000
"""Pictures before which nothing is an alarm: a beginner's pictures are all alike."""
ALIKE: Final = 0.5
"""Spread beside real pictures below which the generator has collapsed."""
COPIED: Final = 0.3
"""Share of memorised pictures above the held-out ones' that is too much."""


class Monitor:
    """An `Evaluate` for the loop. Two evaluations in a row must agree before there is an alarm."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: PictureDataset,
        feed: PictureFeed,
        device: torch.device,
        history: Sequence[Mapping[str, float]],
    ) -> None:
        """`history` holds the run's evaluations so far; the loop appends to it."""
        self._recipe, self._feed, self._dataset, self._device = recipe, feed, dataset, device
        self._extractor = RandomConvolutions()
        held_out = dataset.indices(test=True)
        self._count = min(COUNT, len(feed.numbers))
        train = feed.numbers[:SEARCHED]
        self._train = real(self._extractor, dataset, train, feed.size).features
        self._held_out = real(self._extractor, dataset, held_out[:COUNT], feed.size, mirrored=True)
        self._numbers = train[: self._count]
        self._history = history

    @property
    def able(self) -> bool:
        """Whether the dataset is large enough to say anything."""
        return self._count >= FEWEST

    def __call__(self, modules: Mapping[str, nn.Module], items: int) -> Judged:
        """KID (x 1000), spread, and where pictures are held out the share that is memorised; of new
        pictures that `modules` make.
        """
        known = len(self._held_out.features) >= FEWEST
        made = self._extractor.seen(
            drawn(self._recipe, modules, self._dataset, self._numbers, self._device), mirrored=known
        )
        some = self._train[: len(made.features)]
        values = {
            "kid": 1000 * kid(some, made.features, seed=0).value,
            "spread": diversity(some, made.features).spread,
        }
        if known:
            values["memorised"] = memorisation(
                self._train, self._held_out.both, made.both
            ).memorised
        before = self._history[-1] if self._history else None
        agreed = before is not None and bool(_suspicion(before, before["items"]))
        return Judged(values["kid"], values, _suspicion(values, items) if agreed else "")


def _suspicion(values: Mapping[str, float], pictures: float) -> str:
    """What an evaluation after so many pictures would be an alarm for; empty when all is well."""
    if pictures < EARLY:
        return ""
    if values["spread"] < ALIKE:
        return (
            "The generator has collapsed: its pictures differ from one another"
            f" {values['spread']:.0%} as much as real ones. The run went back to its best"
            " checkpoint. Train with --recipe both, lower --rate, or give more pictures."
        )
    if values.get("memorised", 0.0) > 0.05 + COPIED:
        return (
            f"The generator learns pictures by heart: {values['memorised']:.0%} of its pictures are"
            " nearer to a training picture than new ones are. The run went back to its best"
            " checkpoint. Give more pictures, or stop earlier with --pictures."
        )
    return ""


def real(
    extractor: Features,
    dataset: PictureDataset,
    numbers: I64,
    size: int,
    *,
    mirrored: bool = False,
) -> Seen:
    """What an extractor says of pictures of a dataset in `size` px, and of their mirror images if
    wanted.
    """
    parts = []
    for at in range(0, len(numbers), AT_ONCE):
        some = [
            prepared(dataset.picture(int(number)), size) for number in numbers[at : at + AT_ONCE]
        ]
        parts.append(extractor.seen(np.stack(some), mirrored=mirrored))
    return joined(parts) if parts else Seen(np.zeros((0, extractor.dimension), np.float32))


def drawn(
    recipe: Recipe,
    modules: Mapping[str, nn.Module],
    dataset: PictureDataset,
    numbers: I64,
    device: torch.device,
) -> U8:
    """As many new pictures as `numbers`, asked for what those pictures of the dataset show; RGB on
    mid-grey, always the same latents.
    """
    made = []
    for k, at in enumerate(range(0, len(numbers), AT_ONCE)):
        conditions = conditions_of(dataset, numbers[at : at + AT_ONCE])
        wanted = torch.from_numpy(conditions).float().to(device) if conditions.shape[1] else None
        random = RandomStreams(77, k, device)
        for sample in recipe.samples(modules, random, len(conditions), wanted):
            assert isinstance(sample, PictureSample)
            made.append(laid_on(sample.pictures, GREY))
    return np.concatenate(made)
