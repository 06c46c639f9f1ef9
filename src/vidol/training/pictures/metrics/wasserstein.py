"""The sliced Wasserstein distance between patches of Laplacian pyramids: texture at each scale,
without any network.

Karras et al., "Progressive Growing of GANs", ICLR 2018, section 5: 7x7 patches at random places of
every level, normalised per colour channel, compared along 512 random directions by the mean
absolute difference of the sorted projections. The pyramid is that of Burt and Adelson 1983 with the
taps 1 4 6 4 1.

Two things differ from the paper. Both sets are normalised with the mean and deviation of the real
one: normalised each by its own, a set of pictures with all colours turned would look perfect. And
there are at most 2^17 patches a level instead of 2^21.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vidol.core.arrays import F32, U8
from vidol.training.pictures.metrics.mind_distance import directions

PATCH: Final = 7
PER_PICTURE: Final = 128
MOST: Final = 1 << 17
"""Patches of a level: 77 MB."""
DIRECTIONS: Final = 512
SMALLEST: Final = 16
"""Side of the coarsest level, pixels."""
DEFINITION: Final = (
    f"laplacian-pyramid 1-4-6-4-1 reflect; patch {PATCH}; most {MOST}; directions {DIRECTIONS};"
    f" levels to {SMALLEST} px; real set normalises"
)
"""What a number depends on; its hash is noted with the number, as that of a network's weights is.
"""

_AT_ONCE: Final = 32
_DIRECTIONS_AT_ONCE: Final = 16
_TAPS: Final = np.array([1, 4, 6, 4, 1], np.float32) / 16


def pyramid(pictures: F32) -> list[F32]:
    """Levels of pictures (N, S, S, C), from the finest band on; the last one is what is left, of 16
    to 31 px where S >= 16.

    Every level but the last is what the next coarser picture cannot say: their sum, each brought up
    to S, is the picture.
    """
    levels = []
    while pictures.shape[1] >= 2 * SMALLEST:
        coarser = _blur(pictures)[:, ::2, ::2]
        levels.append(pictures - enlarged(coarser, pictures.shape[1]))
        pictures = coarser
    return [*levels, pictures]


def enlarged(pictures: F32, side: int) -> F32:
    """A coarser level (N, s, s, C) as large as the finer one, whose side is 2 s or 2 s - 1."""
    spread = np.zeros((len(pictures), side, side, pictures.shape[3]), np.float32)
    spread[:, ::2, ::2] = 4 * pictures
    return _blur(spread)


def _blur(pictures: F32) -> F32:
    for axis in (1, 2):
        edges = [(0, 0)] * 4
        edges[axis] = (2, 2)
        wide = np.pad(pictures, edges, mode="reflect")
        length = pictures.shape[axis]
        pictures = sum(
            tap * np.take(wide, range(at, at + length), axis) for at, tap in enumerate(_TAPS)
        )
    return pictures


def patches(pictures: U8, per_picture: int, random: np.random.Generator) -> list[F32]:
    """Patches of every level, each (N * per_picture, 7, 7, C), of pictures (N, S, S, C), S >= 7."""
    levels: list[list[F32]] = []
    for at in range(0, len(pictures), _AT_ONCE):
        for number, level in enumerate(pyramid(pictures[at : at + _AT_ONCE].astype(np.float32))):
            if number == len(levels):
                levels.append([])
            y, x = random.integers(0, level.shape[1] - PATCH + 1, (2, len(level), per_picture))
            windows = np.lib.stride_tricks.sliding_window_view(level, (PATCH, PATCH), (1, 2))
            chosen = windows[np.arange(len(level))[:, None], y, x]
            levels[number].append(
                chosen.reshape(-1, level.shape[3], PATCH, PATCH).transpose(0, 2, 3, 1)
            )
    return [np.concatenate(level) for level in levels]


def per_picture(count: int) -> int:
    """Patches that are taken of each of `count` pictures, at each level."""
    return max(1, min(PER_PICTURE, MOST // count))


def compared(real: Sequence[F32], fake: Sequence[F32], seed: int = 0) -> list[float]:
    """Distance at each level, from the finest on, times 1,000 as in the paper; the same numbers of
    patches on both sides.
    """
    found = []
    for ours, theirs in zip(real, fake, strict=True):
        mean = ours.mean((0, 1, 2), dtype=np.float64).astype(np.float32)
        deviation = np.maximum(ours.std((0, 1, 2), dtype=np.float64), 1e-6).astype(np.float32)
        x, y = (((level - mean) / deviation).reshape(len(level), -1) for level in (ours, theirs))
        along = np.split(
            directions(DIRECTIONS, x.shape[1], seed).astype(np.float32),
            DIRECTIONS // _DIRECTIONS_AT_ONCE,
        )
        found.append(
            1000
            * float(
                np.mean(
                    [np.abs(np.sort(some @ x.T) - np.sort(some @ y.T)).mean() for some in along]
                )
            )
        )
    return found


def sliced_wasserstein(real: U8, fake: U8, *, seed: int = 0) -> list[float]:
    """`compared` for two sets of pictures (N, S, S, C) of the same form. Raises ValueError when
    their forms differ.
    """
    if real.shape != fake.shape or real.shape[1] < PATCH:
        raise ValueError(f"sets of {real.shape} and {fake.shape} cannot be compared patch by patch")
    random = np.random.Generator(np.random.Philox(seed))
    sides = [patches(pictures, per_picture(len(real)), random) for pictures in (real, fake)]
    return compared(sides[0], sides[1], seed)
