"""How many pictures a second `vidol train face` takes in: the presets S, M and L, in float32 and
bfloat16, on one and on two cores.

Measured as the forecast of a run measures it: the mean of the steps from one gradient penalty to
the next, with the recipe `both` and the preset's batch, each in a process of its own with as many
threads as cores.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import GIVEN, Row
from benchmarks.data import draw
from benchmarks.quality import page
from benchmarks.quality.session import called
from vidol.face.data import Options, prepare

PRESETS: Final = {"S": 64, "M": 128, "L": 256}
CHARACTERS: Final = 64


def measure() -> Iterator[Row]:
    """Pictures per second, the best of two measurements."""
    found: dict[tuple[str, str, int], float] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draw(folder / "drawings", CHARACTERS)
        prepare(
            folder / "drawings",
            folder / "dataset",
            Options(size=256, whole=True, licence="CC0-1.0", consent="not-a-person"),
        )
        for preset, side in PRESETS.items():
            for precision in ("fp32", "bf16"):
                for threads in range(1, min(2, len(GIVEN.cores)) + 1):
                    command = (
                        sys.executable,
                        "-m",
                        "benchmarks.quality.compute",
                        "rate",
                        str(folder / "dataset"),
                        preset,
                        precision,
                    )
                    rate = max(float(called(command, GIVEN.cores[:threads])) for _ in range(2))
                    found[preset, precision, threads] = rate
                    yield Row(
                        f"preset {preset}, {side} px, {precision}, {threads}"
                        f" core{'s' if threads > 1 else ''}",
                        round(rate, 1),
                        "pictures per second",
                    )
    page.publish_training(found, GIVEN.work.resolve() if GIVEN.quick else None)
