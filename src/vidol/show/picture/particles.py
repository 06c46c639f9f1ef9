"""What drifts through a scene: dust in the light, petals, fireflies, sparks. A few small sprites,
so they cost next to nothing.

Where each one is depends on the time alone, so any frame can be drawn by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.show.picture.drawing import Overlay

_PHASES: Final = 4
"""Sprites are kept at quarter-pixel offsets: slow drift would otherwise be seen to jump from pixel
to pixel.
"""
_TURNS: Final = 16


@dataclass(frozen=True, slots=True)
class _Kind:
    """Sizes and speeds in units of the frame's height (per second)."""

    shape: str
    count: int
    size: tuple[float, float]
    velocity: tuple[float, float]
    colours: tuple[str, ...]
    opacity: float
    sway: float = 0.015
    twinkle: float = 0.5
    front: float = 0.0
    """The share that drifts in front of the character."""


_KINDS: Final = {
    "studio": _Kind("disc", 14, (0.004, 0.010), (0.004, -0.012), ("fff0d0", "ffd9ec"), 0.35),
    "night sky": _Kind(
        "disc", 16, (0.003, 0.007), (0.006, -0.008), ("fff3b0", "d9f0ff"), 0.75, 0.03, 0.9
    ),
    "window light": _Kind("disc", 22, (0.002, 0.006), (0.010, 0.006), ("fffdf0",), 0.55, 0.02, 0.6),
    "bokeh": _Kind(
        "disc", 14, (0.016, 0.040), (0.003, -0.014), ("ffe3ee", "fff1d6", "dbe6ff"), 0.22, 0.01, 0.4
    ),
    "sunset": _Kind("disc", 12, (0.003, 0.007), (0.008, -0.010), ("fff0c0",), 0.6, 0.02, 0.8),
    "stage": _Kind(
        "disc", 20, (0.003, 0.008), (0.0, -0.050), ("ff9ed6", "9fe0ff", "fff2a8"), 0.75, 0.012, 0.6
    ),
    "spring": _Kind(
        "petal",
        18,
        (0.008, 0.014),
        (0.030, 0.075),
        ("ffc2d6", "ffd7e4", "ffb3cc"),
        0.95,
        0.04,
        0.0,
        0.25,
    ),
}


@dataclass(frozen=True, slots=True)
class _Particle:
    x: float
    y: float
    speed: float
    phase: float
    opacity: float
    front: bool
    sprites: tuple[U8, ...]


class Particles:
    """The drift of one scene."""

    def __init__(self, kind: _Kind, width: int, height: int) -> None:
        self._kind, self._width, self._height = kind, width, height
        random = np.random.default_rng(61)
        self._all = []
        for _ in range(kind.count):
            radius = float(random.uniform(*kind.size)) * height
            colour = kind.colours[int(random.integers(len(kind.colours)))]
            sprites = _petals(radius, colour) if kind.shape == "petal" else _discs(radius, colour)
            self._all.append(
                _Particle(
                    float(random.uniform(0, width)),
                    float(random.uniform(0, height)),
                    float(random.uniform(0.6, 1.4)),
                    float(random.uniform(0, 2 * math.pi)),
                    kind.opacity * float(random.uniform(0.4, 1.0)),
                    bool(random.random() < kind.front),
                    sprites,
                )
            )

    @staticmethod
    def of(background: str | Path, width: int, height: int) -> Particles | None:
        """The drift that belongs to a background; None if there is none."""
        kind = _KINDS.get(background) if isinstance(background, str) else None
        return Particles(kind, width, height) if kind else None

    def at(self, t: float) -> tuple[list[Overlay], list[Overlay]]:
        """(behind the character, in front of her) at `t` seconds."""
        behind, front = list[Overlay](), list[Overlay]()
        kind = self._kind
        margin = 2.5 * kind.size[1] * self._height
        for particle in self._all:
            sway = kind.sway * self._height * math.sin(0.7 * particle.speed * t + particle.phase)
            x = (particle.x + kind.velocity[0] * self._height * particle.speed * t + sway) % (
                self._width + 2 * margin
            ) - margin
            y = (particle.y + kind.velocity[1] * self._height * particle.speed * t) % (
                self._height + 2 * margin
            ) - margin
            opacity = particle.opacity * (
                1
                - kind.twinkle
                * (0.5 + 0.5 * math.sin(1.3 * particle.speed * t + 2 * particle.phase))
            )
            (front if particle.front else behind).append(self._place(particle, x, y, t, opacity))
        return behind, front

    def _place(self, particle: _Particle, x: float, y: float, t: float, opacity: float) -> Overlay:
        left, top = math.floor(x), math.floor(y)
        if self._kind.shape == "petal":
            index = int(t * 5 * particle.speed + particle.phase * 3) % _TURNS
        else:
            index = int((y - top) * _PHASES) * _PHASES + int((x - left) * _PHASES)
        return Overlay(particle.sprites[index], left, top, opacity)


def _discs(radius: float, colour: str) -> tuple[U8, ...]:
    """A soft disc at each quarter-pixel offset, premultiplied."""
    size = math.ceil(2 * radius) + 4
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) + 0.5
    return tuple(
        _tinted(
            np.clip(
                (radius - np.hypot(x - size / 2 - dx / _PHASES, y - size / 2 - dy / _PHASES))
                / max(1.0, 0.45 * radius),
                0,
                1,
            ),
            colour,
        )
        for dy in range(_PHASES)
        for dx in range(_PHASES)
    )


def _petals(radius: float, colour: str) -> tuple[U8, ...]:
    """A petal at each step of its tumble: it turns in the picture and about its own axis."""
    size = math.ceil(2.6 * radius) + 4
    result = []
    for k in range(_TURNS):
        angle = 2 * math.pi * k / _TURNS
        mask = np.zeros((size * 4, size * 4), np.float32)
        axes = (round(4 * radius), max(2, round(4 * radius * (0.28 + 0.34 * abs(math.cos(angle))))))
        cv2.ellipse(
            mask,
            (size * 2, size * 2),
            axes,
            math.degrees(angle) * 0.5 + 20,
            0,
            360,
            1.0,
            -1,
            cv2.LINE_AA,
        )
        result.append(
            _tinted(
                np.asarray(
                    cv2.resize(mask, (size, size), interpolation=cv2.INTER_AREA), np.float32
                ),
                colour,
            )
        )
    return tuple(result)


def _tinted(mask: F32, colour: str) -> U8:
    rgb = np.array([int(colour[k : k + 2], 16) for k in (0, 2, 4)], np.float32)
    return np.dstack([mask[..., None] * rgb, 255 * mask]).round().astype(np.uint8)
