"""What the two small networks that come with vidol have in common: what they are made of, how they
are trained, and the file that they become.
"""

from __future__ import annotations

import logging
import math
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.core.storage import replacing
from vidol.training import checkpoint

LARGE: Final = 1000
"""Numbers from which a weight is kept in half precision."""
_LOG: Final = logging.getLogger(__name__)


class Block(nn.Module):
    """Two convolutions beside a skip."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            unit(wide, wide), nn.Conv2d(wide, wide, 3, padding=1, bias=False), nn.BatchNorm2d(wide)
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.inner(x))


def unit(wide: int, out: int, stride: int = 1) -> nn.Sequential:
    """A convolution of 3 x 3, normalised and rectified."""
    return nn.Sequential(
        nn.Conv2d(wide, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU()
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast."""

    steps: int
    batch: int
    """Pictures of a step."""
    rate: float
    """The highest learning rate, after `warm` steps; from there it falls as a cosine to 0."""
    warm: int
    clip: float
    """The longest gradient."""
    saved: int = 500
    """Steps between checkpoints."""

    def rate_at(self, step: int) -> float:
        """The learning rate of a step."""
        risen = min(1.0, (step + 1) / self.warm)
        return self.rate * risen * (0.5 + 0.5 * math.cos(math.pi * step / self.steps))


def trained(
    network: nn.Module,
    losses: Callable[[int], Iterable[Tensor]],
    work: Path,
    plan: Plan,
    minutes: float,
) -> bool:
    """Train with AdamW to the end, or for `minutes` and return False; goes on from what is in
    `work`. `losses(step)` gives those from that step on.
    """
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=0.02)
    begun, began = _resumed(network, optimiser, work), time.monotonic()
    for step, found in zip(range(begun, plan.steps), losses(begun), strict=False):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(step)
        optimiser.zero_grad(set_to_none=True)
        found.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), plan.clip)
        optimiser.step()
        seconds = time.monotonic() - began
        done, over = step + 1 == plan.steps, seconds > 60 * minutes
        if step % 20 == 0:
            said = (step, plan.steps, float(found.detach()), seconds)
            _LOG.info("step %d of %d, loss %.3f, %.0f s", *said)
        if done or over or (step + 1) % plan.saved == 0:
            tensors = checkpoint.module_tensors("network", network)
            tensors |= checkpoint.optimiser_tensors("optimiser", optimiser)
            checkpoint.save(work, (step + 1) * plan.batch, tensors, {"step": step + 1})
        if over and not done:
            return False
    return True


def _resumed(network: nn.Module, optimiser: torch.optim.Optimizer, work: Path) -> int:
    """Restore the newest checkpoint; the step to go on with, 0 where there is none."""
    if not checkpoint.found(work):
        return 0
    tensors, state, _ = checkpoint.newest(work)
    checkpoint.restore_module("network", network, tensors)
    checkpoint.restore_optimiser("optimiser", optimiser, tensors)
    return int(state["step"])


def exported(
    module: nn.Module,
    example: Tensor,
    path: Path,
    names: tuple[str, ...],
    axes: Mapping[str, Mapping[int, str]],
) -> bytes:
    """Write the ONNX model of a module with one input, weights in half precision; `names` are of
    its input and its outputs. Returns the file's bytes.
    """
    import onnx

    with replacing(path) as part:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter on its own future
            torch.onnx.export(
                module.eval(),
                (example,),
                str(part),
                input_names=[names[0]],
                output_names=list(names[1:]),
                opset_version=18,
                dynamo=False,
                dynamic_axes={name: dict(axis) for name, axis in axes.items()},
            )
        model = onnx.load(part)
        _halve(model)
        onnx.checker.check_model(model)
        data: bytes = model.SerializeToString()
        part.write_bytes(data)
    return data


def _halve(model: Any) -> None:
    """Keep large weights as float16, which a Cast brings back: half the file, and arithmetic in
    single precision as before.
    """
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and math.prod(weight.dims) > LARGE:
            name = weight.name
            small = numpy_helper.from_array(
                numpy_helper.to_array(weight).astype(np.float16), name + ".half"
            )
            weight.CopyFrom(small)
            casts.append(helper.make_node("Cast", [small.name], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
