"""Small datasets and networks, with which everything is as with large ones."""

from __future__ import annotations

import numpy as np
import pytest

from vidol.training.pictures.dataset import PictureItem
from vidol.training.pictures.dataset_writer import PictureWriter


def blobs(count, size=16, channels=3, seed=0):
    """Pictures of a coloured disc on a coloured ground; with alpha, on nothing."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size] / size
    made = []
    for _ in range(count):
        inside = (
            (x - rng.uniform(0.35, 0.65)) ** 2 + (y - rng.uniform(0.35, 0.65)) ** 2
            < rng.uniform(0.15, 0.35) ** 2
        )[..., None]
        picture = np.where(inside, rng.integers(100, 256, 3), rng.integers(0, 100, 3))
        made.append(np.dstack((picture, inside[..., 0] * 255)) if channels == 4 else picture)
    return np.asarray(made, np.uint8)


@pytest.fixture
def small(tmp_path):
    """`small(count=64, channels=3, tagged=False, name="set")` writes a dataset and returns its
    path; `lit`: all pictures from the left.
    """

    def make(count=64, channels=3, tagged=False, name="set", licence="CC0-1.0", seed=0, lit=False):
        work = PictureWriter(
            tmp_path / name, name=name, size=16, channels=channels, settings={"seed": seed}
        )
        for k, picture in enumerate(blobs(count, channels=channels, seed=seed)):
            bright = picture[..., :3].mean() > 90
            if lit:
                picture[:, 8:] //= 4
            work.add(
                picture,
                PictureItem(
                    file=f"{k}.png",
                    source_sha256=f"{k:064x}",
                    licence=licence,
                    holder="",
                    consent="not-a-person" if licence != "not stated" else "",
                    width=16,
                    height=16,
                    tags=(
                        (
                            f"light={'high' if bright else 'low'}",
                            *(("even",) if k % 2 == 0 else ()),
                        )
                        if tagged
                        else ()
                    ),
                    test=k % 8 == 7,
                ),
            )
        work.finish()
        return tmp_path / name

    return make
