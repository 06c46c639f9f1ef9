"""What is trained how long, and the trainings of every system as tasks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.quality.material import Part
from benchmarks.quality.tasks import Task

OURS: Final = "vidol"
PEERS: Final = ("lightweight-gan", "stylegan2-pytorch")
CUT: Final = ", cut"
DEFAULT: Final = ", default"
RECIPE: Final = "both"
"""Of ours: the default of `vidol train face`."""
MARKS: Final = (
    512,
    1024,
    1536,
    2048,
    3072,
    4096,
    6144,
    8192,
    12_288,
    16_384,
    24_576,
    32_768,
    49_152,
    65_536,
    98_304,
)
"""Pictures seen at which samples are kept, to compare systems at equal pictures: multiples of every
cut system's batch.
"""
FACTORS: Final = (0.5, 1.0, 2.0)
"""Of the default learning rate: what is tried."""
RATE: Final = 2e-4
"""The default of both peers."""
BATCH: Final = {"batch_size": 8, "gradient_accumulate_every": 1}
"""Of peers that are cut: ours. Their defaults, 40 and 30 pictures a step, would leave them a
hundred steps in these minutes.
"""
AUGMENTED: Final[dict[str, dict[str, Any]]] = {
    "lightweight-gan": {},
    "stylegan2-pytorch": {"aug_prob": 0.25},
}
"""What each recommends for small data: lightweight-gan chooses its own probability by itself,
stylegan2-pytorch names this one.
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything."""

    seconds: float = 1200.0
    trial: float = 90.0
    loss: float = 600.0
    """Seconds of each training with `few` pictures in the table of losses."""
    samples: int = 1000
    default_samples: int = 250
    """Of peers at their defaults, whose pictures cost the most by far."""
    trained: int = 2000
    trial_trained: int = 1600
    """Pictures that learning rates are tried on; the rest of the trained ones choose among them."""
    few: int = 500
    held_out: int = 1000
    photos: int = 400
    """Photographs that are trained on; the rest is held out."""
    marks: tuple[int, ...] = MARKS


QUICK: Final = Scale(60, 10, 60, 200, 60, 600, 480, 200, 200, 400, (32, 64, 128, 256, 1024))


@dataclass(frozen=True, slots=True)
class Cut:
    """A peer made to cost what we cost."""

    options: dict[str, Any]
    flops: float


def ours(
    folder: Path,
    part: Part,
    seconds: float | None,
    *,
    seed: int,
    rate: float | None,
    samples: int,
    marks: tuple[int, ...] = (),
    recipe: str = RECIPE,
    loss: str = "pairing",
    pictures: int | None = None,
) -> Task:
    """A training of vidol, for so many `seconds` or until it has seen so many `pictures`."""
    settings = {
        "system": OURS,
        "dataset": str(part.dataset),
        "seconds": seconds,
        "pictures": pictures,
        "seed": seed,
        "rate": rate,
        "marks": list(marks),
        "samples": samples,
        "preset": "S",
        "recipe": recipe,
        "loss": loss,
    }
    return Task(folder, (sys.executable, "-m", "benchmarks.quality.ours"), settings)


def peer(
    folder: Path,
    python: Path,
    system: str,
    part: Part,
    seconds: float,
    *,
    seed: int,
    rate: float | None,
    samples: int,
    cut: Cut | None,
    marks: tuple[int, ...] = (),
) -> Task:
    """A training of a peer: at the defaults of its command line, or cut."""
    settings = {
        "system": system,
        "pictures": str(part.array),
        "seconds": seconds,
        "seed": seed,
        "rate": rate,
        "marks": list(marks),
        "samples": samples,
        "options": {} if cut is None else cut.options,
    }
    return Task(folder, (str(python), str(Path(__file__).with_name("peer.py")), "run"), settings)


def score(
    folder: Path,
    trained: Part,
    held_out: Part,
    samples: dict[str, str],
    extractors: dict[str, str],
    briefly: Sequence[str] = (),
) -> Task:
    """The judging of arrays of samples; an empty name of a file stands for real pictures. Of some,
    `briefly`, only one KID is wanted.
    """
    settings = {
        "trained": str(trained.array),
        "held_out": str(held_out.array),
        "samples": samples,
        "extractors": extractors,
        "briefly": list(briefly),
    }
    return Task(folder, (sys.executable, "-m", "benchmarks.quality.judging"), settings)
