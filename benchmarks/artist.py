"""How fast the artist draws: frames per second live, and labelled samples per second for training.

Every channel changes in every frame and no frame is drawn twice; frames are drawn by as many
threads as there are cores, at most two, as a performance draws them. Labelled samples are drawn by
one thread: their rate is per core.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import numpy as np

from benchmarks import Row
from vidol.core.controls import HIGH, LOW, Vector
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import samples

CHARACTERS = range(100, 108)
FRAMES = 120


def measure() -> Iterator[Row]:
    """Frames per second at three sizes (the median of eight characters and the slowest), samples
    per second, milliseconds to build.
    """
    artists = [Artist(Look.from_seed(seed)) for seed in CHARACTERS]
    for size in (256, 512, 1024):
        rates = [frames_per_second(artist, size) for artist in artists]
        yield Row(
            f"frames at {size} px, median of {len(rates)} characters",
            round(median(rates), 1),
            "fps",
            ">= 60" if size == 512 else "",
        )
        yield Row(
            f"frames at {size} px, slowest of {len(rates)} characters",
            round(min(rates), 1),
            "fps",
            ">= 60" if size == 512 else "",
        )
    start, count = time.perf_counter(), 512
    for _ in itertools.islice(samples(1, 128), count):
        pass
    yield Row(
        "labelled samples of 128 px, one core",
        round(count / (time.perf_counter() - start), 1),
        "per second",
        ">= 60",
    )
    start = time.perf_counter()
    for seed in range(64):
        Artist(Look.from_seed(seed))
    yield Row(
        "building a character from its seed",
        round((time.perf_counter() - start) / 64 * 1000, 1),
        "ms",
    )


def poses(count: int) -> list[Vector]:
    """Smooth motion in which every channel differs in every frame."""
    t = np.arange(count)[:, None] / 30
    speed = 0.4 + 1.7 * np.arange(len(LOW)) / len(LOW)
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * speed * t + np.arange(len(LOW)))
    return list((LOW + (HIGH - LOW) * wave).astype(np.float32))


def frames_per_second(artist: Artist, size: int) -> float:
    """FRAMES different frames, two threads."""
    motion = poses(FRAMES)
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        # canvases are made once per thread
        list(pool.map(lambda pose: artist.frame(pose, size), motion[:4]))
        start = time.perf_counter()
        for _ in pool.map(lambda pose: artist.frame(pose, size), motion):
            pass
        return FRAMES / (time.perf_counter() - start)
