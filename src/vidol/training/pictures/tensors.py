"""Pictures as networks take them, and back. Needs torch."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn

from vidol.core.arrays import U8

Module = TypeVar("Module", bound=nn.Module)


def as_tensor(pictures: U8, device: torch.device) -> Tensor:
    """Pictures (N, S, S, channels) uint8 as (N, channels, S, S) in [-1, 1], channels last in
    memory.
    """
    planes = torch.from_numpy(pictures).to(device).permute(0, 3, 1, 2)
    scaled = planes.float().div(127.5).sub(1)
    return scaled.contiguous(memory_format=torch.channels_last)


def as_pictures(made: Tensor) -> U8:
    """Network output (N, channels, S, S) in [-1, 1] as (N, S, S, channels) uint8."""
    levels = made.float().clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)
    pictures: U8 = levels.permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return pictures


def channels_last(module: Module) -> Module:
    """The module with the weights of its convolutions in the order that they run fastest in."""
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # torch forgot it in the types
    return module
