"""Random numbers of a training step: they depend on the seed and the step alone, so nothing of them
has to be saved to go on exactly.

With several processes every one draws for the whole batch and takes its part: together they do what
one process with the whole batch does.
"""

from __future__ import annotations

import torch
from torch import Tensor


class RandomStreams:
    """The random numbers of one step, in the order in which they are asked for."""

    def __init__(
        self, seed: int, step: int, device: torch.device, *, rank: int = 0, world: int = 1
    ) -> None:
        self._generator = torch.Generator().manual_seed(
            (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9) % (1 << 63)
        )
        self._device, self._rank, self._world = device, rank, world

    def normal(self, count: int, *shape: int) -> Tensor:
        """Standard normal numbers, (count, *shape); `count` is this process' part."""
        return self._mine(torch.randn(count * self._world, *shape, generator=self._generator))

    def uniform(self, count: int, *shape: int) -> Tensor:
        """Numbers in [0, 1), likewise."""
        return self._mine(torch.rand(count * self._world, *shape, generator=self._generator))

    def _mine(self, drawn: Tensor) -> Tensor:
        return drawn.chunk(self._world)[self._rank].to(self._device)
