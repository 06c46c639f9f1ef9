"""How fast raw pictures become a dataset, and whether a hundred times as many take a hundred times
as long and no more memory.

The rate is per core: pictures by the processor time of the whole process, so that other programs do
not count. Growth is measured with small pictures in a zip, each different, prepared by a process of
its own whose peak memory the system reports.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks import Row
from vidol.core.controls import controls
from vidol.face.artist import Artist, Look
from vidol.face.data import Options, prepare
from vidol.media.alpha import flattened

COUNTS = (1_000, 10_000, 100_000)
CHARACTERS = 200


def measure() -> Iterator[Row]:
    """Pictures per second and core at two sizes, then time and memory for each of COUNTS."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draw(folder / "drawings", CHARACTERS)
        for size in (128, 256):
            figures = prepared(folder / "drawings", folder / f"drawings {size}", size)
            yield Row(
                f"drawings of 640 px (JPEG) to {size} px, one core",
                round(CHARACTERS / figures["processor"], 1),
                "pictures per second",
            )
        found = {}
        for count in COUNTS:
            fill(folder / f"{count}.zip", count)
            found[count] = prepared(folder / f"{count}.zip", folder / f"{count}", 32)
            yield Row(
                f"{count:,} pictures of 32 px, one core",
                round(count / found[count]["processor"], 1),
                "pictures per second",
            )
            yield Row(
                f"{count:,} pictures of 32 px, peak memory", round(found[count]["memory"], 1), "MiB"
            )
    few, many = found[COUNTS[0]], found[COUNTS[-1]]
    growth = many["processor"] / COUNTS[-1] / (few["processor"] / COUNTS[0])
    yield Row(
        f"processor time of a picture, {COUNTS[-1]:,} against {COUNTS[0]:,}",
        round(growth, 2),
        "times",
        "<= 1.3",
    )
    yield Row(
        f"memory, {COUNTS[-1]:,} against {COUNTS[0]:,} pictures",
        round(many["memory"] - few["memory"], 1),
        "MiB more",
        "<= 100",
    )


def draw(folder: Path, count: int) -> None:
    """Characters on a plain ground, as somebody would have saved them."""
    folder.mkdir()
    for seed in range(count):
        picture = flattened(Artist(Look.from_seed(seed)).frame(controls(), 640), (225, 230, 240))
        Image.fromarray(picture).save(folder / f"{seed:04}.jpg", quality=90)


def fill(path: Path, count: int) -> None:
    """Pictures of large random squares: no two are alike, and each is a few hundred bytes."""
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for k in range(count):
            colours = np.kron(
                rng.integers(0, 256, (4, 4, 3), np.uint8), np.ones((8, 8, 1), np.uint8)
            )
            archive.writestr(
                f"{k % 1000:03}/{k:07}.png", cv2.imencode(".png", colours)[1].tobytes()
            )


def prepared(source: Path, out: Path, size: int) -> dict[str, float]:
    """Prepare in a process of its own: seconds, seconds of processor time, and MiB at the peak."""
    command = [sys.executable, "-m", "benchmarks.data", str(source), str(out), str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def main(source: str, out: str, size: str) -> None:
    """What `prepared` starts."""
    begun, used = time.perf_counter(), time.process_time()
    manifest = prepare(
        source, out, Options(size=int(size), whole=True, licence="CC0-1.0", consent="not-a-person")
    ).manifest
    figures = {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - used,
        "pictures": manifest.count,
    }
    print(
        json.dumps(figures | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
