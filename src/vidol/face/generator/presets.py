"""The sizes in which generators are made. No torch in here: the command line shows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Preset:
    """The widths of feature maps from 4 px up to the picture's size (`shuffle` halves that: the
    last doubling is a pixel shuffle).
    """

    size: int
    """Of the pictures, pixels."""
    generator: tuple[int, ...]
    discriminator: tuple[int, ...]
    encoder: tuple[int, ...]
    shuffle: int = 1
    batch: int = 8
    prior: int = 256
    """Width of the transformer that chooses codes."""
    deep: int = 3
    """How often pictures are halved on the way to the grid of codes (a pixel shuffle is one halving
    more).
    """
    useful: int = 20_000
    """Pictures until a first useful result: of S as measured (docs/quality.md), of the others
    estimated.
    """
    cost: float = 1.0
    """Time of a training picture: measured in turns on one core, float32, batches of 8."""

    def __str__(self) -> str:
        return f"{self.size} px; a first useful result after about {self.useful:,} pictures"

    def as_json(self) -> dict[str, Any]:
        """What the networks depend on; checkpoints are recognised by it."""
        said = asdict(self)
        return {name: said[name] for name in said if name not in ("deep", "useful", "cost")}


PRESETS: Final = {
    # Narrow, and few pictures a step: in the hours that a processor has, many steps of a small
    # network beat few of a large one (docs/training.md).
    #                 4    8    16   32   64  128
    "S": Preset(
        64,
        generator=(128, 128, 96, 48, 16),
        discriminator=(128, 128, 96, 48, 16),
        encoder=(128, 96, 64, 32, 16),
        prior=192,
    ),
    "M": Preset(
        128,
        generator=(128, 128, 128, 80, 48, 16),
        discriminator=(128, 128, 112, 64, 40, 16),
        encoder=(128, 96, 64, 48, 32, 16),
        useful=30_000,
        cost=3.0,
    ),
    "L": Preset(
        256,
        generator=(160, 160, 128, 96, 64, 24),
        discriminator=(160, 160, 128, 80, 48, 24),
        encoder=(128, 96, 64, 48, 32, 24),
        shuffle=2,
        useful=40_000,
        cost=5.0,
    ),
    "XL": Preset(
        256,
        generator=(512, 512, 384, 320, 224, 128),
        discriminator=(512, 512, 384, 320, 192, 96),
        encoder=(384, 256, 256, 160, 96, 48),
        shuffle=2,
        batch=64,
        prior=512,
        useful=100_000,
        cost=42.0,
    ),
}
