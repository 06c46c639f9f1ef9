"""The pictures: each part of a folder as an array that peers take, and as a dataset that vidol
takes, of the same bytes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import U8
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.metrics.sources import prepared

SIDE: Final = 64
SETS: Final = {
    "avatars_lorelei": ("--licence", "CC0-1.0", "--consent", "not-a-person"),
    "portrait_photos": ("--i-have-the-rights",),  # to measure with, and for nothing else
}
"""Folders of the benchmarks' data, and what `vidol data face` is told of their rights."""
_ORDER: Final = 20261121
_SUFFIXES: Final = {".png", ".jpg"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some pictures of a set."""

    dataset: Path
    array: Path
    """(N, 64, 64, 3) uint8, .npy."""

    def pictures(self) -> U8:
        return np.asarray(np.load(self.array), np.uint8)


def files(data: Path, name: str) -> list[Path]:
    """The pictures of a set, in an order that is random and always the same."""
    folder = data / name
    found = (
        sorted(path for path in folder.glob("*") if path.suffix in _SUFFIXES)
        if folder.is_dir()
        else []
    )
    if not found:
        raise FileNotFoundError(
            f"{folder} has no pictures: --data (or VIDOL_DATA) must name the folder that holds"
            f" {name}/."
        )
    return [found[k] for k in np.random.Generator(np.random.Philox(_ORDER)).permutation(len(found))]


def part(work: Path, name: str, label: str, chosen: Sequence[Path]) -> Part:
    """`chosen` pictures of a set as `label`, made once. They go through `vidol data face` without
    their labels: peers have none.
    """
    place = work / "material" / f"{name} {label} {len(chosen)}"
    made = Part(place / "dataset", place / "pictures.npy")
    if made.array.exists():
        return made
    shutil.rmtree(place, ignore_errors=True)
    (place / "raw").mkdir(parents=True)
    for path in chosen:
        shutil.copyfile(path, place / "raw" / path.name)
    command = (
        "data",
        "face",
        str(place / "raw"),
        "-o",
        str(made.dataset),
        "--whole",
        "--size",
        str(SIDE),
        "--flatten",
        "#ffffff",
        "--hold-out",
        "0",
    )
    done = subprocess.run(
        (sys.executable, "-m", "vidol.cli.main", *command, *SETS[name]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"vidol data face failed for {name}: {done.stderr.strip()[-500:]}")
    dataset = PictureDataset(made.dataset)
    pictures = np.stack([prepared(dataset.picture(number), SIDE) for number in range(len(dataset))])
    unfinished = place / "part.npy"
    np.save(unfinished, pictures)
    unfinished.replace(made.array)
    shutil.rmtree(place / "raw")
    return made
