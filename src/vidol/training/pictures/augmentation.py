"""Differentiable augmentation of what a discriminator sees, so that a small dataset is not learned
by heart.

Adaptive (Karras et al. 2020): geometry, colour and cutout, each with probability `p`, which rises
while the discriminator is sure of itself on pictures it has seen. Below 2,000 pictures there is a
floor besides, whatever p is: shift, colour and cutout of every picture, mildly (DiffAugment: Zhao
et al. 2020). Real and fake picture of a pair are changed in the same way.

Pictures are (N, 3 or 4, S, S) in [-1, 1]; the fourth channel, alpha, keeps its values and goes with
the geometry.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from vidol.training.random_streams import RandomStreams

FEW: Final = 2000
"""Training pictures below which the floor is laid."""
TARGET: Final = 0.6
"""Mean sign of (real - fake) critiques that p is steered to."""
MOST: Final = 0.5
"""The highest p: more of it leaks into what is generated."""
SPEED: Final = 100_000
"""Pictures in which p can rise from 0 to 1."""


class Plan(NamedTuple):
    """What is done to each picture of a batch."""

    matrix: Tensor
    """(N, 2, 3) where a point of the result lies in the source, in [-1, 1]."""
    moved: bool
    brightness: Tensor
    contrast: Tensor
    saturation: Tensor
    """(N, 1, 1, 1): added, and factors."""
    hole: Tensor
    """(N, 3): centre x, y and half the side of what is cut out, in [-1, 1]."""


def plan(random: RandomStreams, count: int, p: float, *, floor: bool, size: int) -> Plan:
    """Draw what happens to `count` pairs of pictures of `size` px."""

    def chance() -> Tensor:
        return (random.uniform(count) < p).float()

    def spread(width: float) -> Tensor:
        return random.normal(count) * width

    scale, angle = torch.exp(spread(0.15) * chance()), spread(0.15) * chance()
    stretch = torch.exp(spread(0.08) * chance())
    along, down = spread(0.12) * chance(), spread(0.12) * chance()
    light, contrast = spread(0.2) * chance(), torch.exp(spread(0.3) * chance())
    saturation = torch.exp(spread(0.5) * chance())
    place, hole = random.uniform(count, 2) * 2 - 1, 0.25 * chance()
    if floor:
        step = 2 / size  # whole pixels: nothing is blurred
        shift = ((random.uniform(count, 2) * 2 - 1) * (size / 10)).round() * step
        along, down = along + shift[:, 0], down + shift[:, 1]
        light = light + (random.uniform(count) - 0.5) * 0.4
        contrast = contrast * (0.75 + 0.5 * random.uniform(count))
        saturation = saturation * (0.5 + random.uniform(count))
        hole = torch.maximum(hole, 0.25 * (random.uniform(count) < 0.5).float())
    cosine, sine = torch.cos(angle), torch.sin(angle)
    across = torch.stack((cosine * scale * stretch, -sine * scale, along), 1)
    downwards = torch.stack((sine * scale, cosine * scale / stretch, down), 1)
    light, contrast, saturation = (
        value[:, None, None, None] for value in (light, contrast, saturation)
    )
    return Plan(
        torch.stack((across, downwards), 1),
        p > 0,
        light,
        contrast,
        saturation,
        torch.cat((place, hole[:, None]), 1),
    )


def augmented(pictures: Tensor, what: Plan) -> Tensor:
    """The pictures, changed as planned; gradients pass."""
    colours, alpha = pictures[:, :3], pictures[:, 3:]
    grey = colours.mean(1, keepdim=True)
    mean = grey.mean((2, 3), keepdim=True)
    colours = (
        (grey + (colours - grey) * what.saturation - mean) * what.contrast + mean + what.brightness
    )
    pictures = torch.cat((colours, alpha), 1) if alpha.shape[1] else colours
    size = pictures.shape[-1]
    if what.moved:
        grid = F.affine_grid(what.matrix, [len(pictures), 1, size, size], align_corners=False)
        pictures = F.grid_sample(
            pictures.float(), grid, padding_mode="reflection", align_corners=False
        )
    else:
        pictures = _shifted(pictures, what.matrix[:, :, 2])
    along = (torch.arange(size, device=pictures.device) + 0.5) * (2 / size) - 1
    far = torch.maximum(
        (along[None, None, :] - what.hole[:, 0, None, None]).abs(),
        (along[None, :, None] - what.hole[:, 1, None, None]).abs(),
    )
    return pictures * (far >= what.hole[:, 2, None, None])[:, None]


def _shifted(pictures: Tensor, shift: Tensor) -> Tensor:
    """Moved by whole pixels, reflected at the edges: an index per row and column instead of an
    interpolation.
    """
    size = pictures.shape[-1]
    moved = (shift * (size / 2)).round().long()
    if not bool(moved.any()):
        return pictures
    places = torch.arange(size, device=pictures.device)
    columns, rows = (_reflected(places[None] + moved[:, k, None], size) for k in (0, 1))
    each = torch.arange(len(pictures), device=pictures.device)[:, None, None]
    return pictures.permute(0, 2, 3, 1)[each, rows[:, :, None], columns[:, None, :]].permute(
        0, 3, 1, 2
    )


def _reflected(places: Tensor, size: int) -> Tensor:
    places = places % (2 * size)
    return torch.where(places < size, places, 2 * size - 1 - places)


def adapted(p: float, sureness: float, pictures: int) -> float:
    """The next p, after `pictures` more, for the mean sign of real - fake critiques."""
    return float(min(MOST, max(0.0, p + (1.0 if sureness > TARGET else -1.0) * pictures / SPEED)))
