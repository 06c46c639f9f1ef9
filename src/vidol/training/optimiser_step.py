"""How weights change: down the mean gradient of all processes,
where it is a number. Needs torch.
"""

from __future__ import annotations

from itertools import chain

import torch
from torch import Tensor

from vidol.training.processes import Processes


class CheckedStep:
    """See vidol.training.recipe.OptimiserStep."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self.skipped = 0
        """Steps so far whose gradient was not finite,"""
        self.broken = 0
        """and those of them in a row, up to now."""

    def __call__(self, optimiser: torch.optim.Optimizer, loss: Tensor) -> bool:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = parameters_of(optimiser)
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        if self._processes.world > 1:
            self._share(gradients)
        # One infinite element makes the norm infinite, on every process alike.
        if not bool(torch.isfinite(torch.nn.utils.get_total_norm(gradients))):
            optimiser.zero_grad(set_to_none=True)
            self.skipped += 1
            self.broken += 1
            return False
        optimiser.step()
        self.broken = 0
        return True

    def mean(self, value: Tensor) -> float:
        if self._processes.world == 1:
            return float(value.detach())
        return float(self._processes.mean(value.detach().float().clone()))

    def _share(self, gradients: list[Tensor]) -> None:
        """Mean over processes, in one message."""
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        together = self._processes.mean(flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(together[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()


def parameters_of(optimiser: torch.optim.Optimizer) -> list[Tensor]:
    """Of all its groups."""
    return list(chain.from_iterable(group["params"] for group in optimiser.param_groups))
