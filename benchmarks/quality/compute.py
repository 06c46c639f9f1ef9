"""What a training picture costs us: FLOPs, counted as peer.py counts those of the peers, and time.

    python -m benchmarks.quality.compute flops DATASET
    python -m benchmarks.quality.compute rate DATASET PRESET PRECISION

prints one number.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from torch.utils.flop_counter import FlopCounterMode

from vidol.face.generator.recipes.critic import LAZY
from vidol.face.generator.recipes.train import Run
from vidol.face.generator.settings import Settings

BATCH: Final = 2


class _Everywhere(contextlib.nullcontext[None]):
    """Counts belong to no module."""

    parents = ("Global",)


def flops(dataset: Path, place: Path, recipe: str = "both", preset: str = "S") -> float:
    """FLOPs of a training picture, two a multiplication: the mean over the steps from one gradient
    penalty to the next, forward and backward.

    `place` is where a run may be made; nothing of it is kept.
    """
    run = Run(
        dataset,
        place,
        Settings(preset=preset, recipe=recipe, batch=BATCH, precision="fp32", rights_claimed=True),
    )
    batch = next(iter(run.training.feed.batches(0)))
    counted = []
    for number in (0, 1):
        run.training.progress.step = number
        counter: Any = FlopCounterMode(display=False)
        # its own hangs hooks on modules, which gradient penalties do not bear
        counter.mod_tracker = _Everywhere()
        with counter:
            run.training.step(batch)
        counted.append(counter.get_total_flops())
    return float((counted[0] + (LAZY - 1) * counted[1]) / LAZY / BATCH)


def rate(dataset: Path, place: Path, preset: str, precision: str) -> float:
    """Training pictures per second, as a run forecasts them."""
    return (
        1000
        / Run(dataset, place, Settings(preset=preset, precision=precision, rights_claimed=True))
        .forecast()
        .seconds_per_1000
    )


def main(arguments: list[str]) -> None:
    """For another process: print the FLOPs of a dataset's preset S, or the rate of a preset in a
    precision.
    """
    what, dataset, *rest = arguments
    with tempfile.TemporaryDirectory() as place:
        found = (
            flops(Path(dataset), Path(place) / "run")
            if what == "flops"
            else rate(Path(dataset), Path(place) / "run", *rest)
        )
    print(found)


if __name__ == "__main__":
    main(sys.argv[1:])
