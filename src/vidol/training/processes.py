"""Several processes that train one model together. Needs torch.

    torchrun --nproc-per-node 2 -m vidol.cli.main train face DATASET -o MODEL --minutes 60

starts them, one a graphics card or a part of the processor, and tells each by its environment who
it is (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT). Without that environment a process
is alone, and nothing here is asked of the network.

There is little to it, because the rest of a training knows of no processes: the feed and the random
numbers give each its part of one batch, and gradients are meaned before they are used.
"""

from __future__ import annotations

import atexit
import contextlib
import os
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor

from vidol.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Processes:
    """Who this process is among those that train together, and what it computes on."""

    device: torch.device
    rank: int = 0
    world: int = 1
    """How many there are."""

    @property
    def main(self) -> bool:
        """Whether this is the one that writes."""
        return self.rank == 0

    def mean(self, value: Tensor) -> Tensor:
        """A tensor meaned over all processes."""
        if self.world == 1:
            return value
        dist.all_reduce(value)
        return value.div_(self.world)

    def any(self, *said: bool) -> tuple[bool, ...]:
        """For each of them, whether any process says so: on this all can act alike."""
        if self.world == 1:
            return said
        together = torch.tensor(said, dtype=torch.int32, device=self.device)
        dist.all_reduce(together)
        return tuple(bool(count) for count in together.tolist())


def join() -> Processes:
    """Meet the other processes that the environment tells of. Raises InputError when they cannot be
    met.
    """
    graphics = torch.cuda.is_available()
    world = int(os.environ.get("WORLD_SIZE", "1"))
    rank, here = (
        int(os.environ.get(name, "0")) if world > 1 else 0 for name in ("RANK", "LOCAL_RANK")
    )
    if graphics and here >= torch.cuda.device_count():
        raise InputError(
            f"Process {here} of this machine has no graphics card: there are"
            f" {torch.cuda.device_count()}; start no more processes than that."
        )
    device = torch.device("cuda", here) if graphics else torch.device("cpu")
    if graphics:
        torch.cuda.set_device(device)
    if world > 1 and not dist.is_initialized():
        try:
            dist.init_process_group("nccl" if graphics else "gloo")
        except (ValueError, RuntimeError) as error:
            raise InputError(
                f"The {world} processes that train together do not find one another"
                f" ({' '.join(str(error).split())[:200]}): start them with torchrun."
            ) from error
        atexit.register(_leave)
    return Processes(device, rank, world)


def _leave() -> None:
    """Part from the others. Gloo may abort a process whose others are gone before it: they wait for
    one another a moment, and not for one that fell.
    """
    if dist.get_backend() == "gloo":
        with contextlib.suppress(RuntimeError):
            dist.monitored_barrier(timeout=timedelta(seconds=2))
    dist.destroy_process_group()
