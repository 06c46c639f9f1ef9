"""What a training made, to be looked at and listened to: pictures, sound, motion. No torch in here.

A sample knows how it is written beside a run and how it is shown on a board (TensorBoard, Weights &
Biases). Whatever it is, there is a picture of it: pictures side by side, a spectrogram, a chart of
channels; so that every page that shows a run can show it.
"""

from __future__ import annotations

import colorsys
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.storage import replacing
from vidol.media.labels import Label
from vidol.media.sheets import sheet
from vidol.media.sound import write_sound
from vidol.media.stills import write_still

PAUSE: Final = 0.3
"""Seconds of silence between the sounds of a file."""
_WINDOW, _HOP = 1024, 256
_RANGE: Final = 80.0
"""Decibels below the loudest that a spectrogram shows."""
_CHART: Final = (640, 96)
"""Pixels of the chart of one motion."""
_ROWS: Final = 8
"""Sounds or motions that are drawn, one above the other."""


class Board(Protocol):
    """Where curves and samples are shown besides the log."""

    def curve(self, items: int, values: Mapping[str, float]) -> None:
        """Numbers after so many items."""
        ...

    def picture(self, items: int, name: str, picture: U8) -> None:
        """(H, W, 3)."""
        ...

    def sound(self, items: int, name: str, pcm: F32, rate: int) -> None:
        """(samples,) in -1..1, at `rate` a second."""
        ...

    def close(self) -> None: ...


class Sample(Protocol):
    """Several things of a kind that a training made."""

    @property
    def name(self) -> str:
        """Among the samples of a recipe; part of its files' names, unless it is empty."""
        ...

    def picture(self) -> U8:
        """To look at, (H, W, 3)."""
        ...

    def write(self, stem: Path) -> dict[str, Path]:
        """Write it to files whose names begin with `stem`; what each is ("picture", "sound",
        "motion") and where. There is always a picture. Raises OutputError.
        """
        ...

    def show(self, board: Board, items: int) -> None:
        """Show it, as made after so many items."""
        ...


@dataclass(frozen=True, slots=True)
class PictureSample:
    """Pictures."""

    pictures: U8
    """(N, H, W, 3 or 4), sRGB; RGBA premultiplied, as networks make it."""
    name: str = ""

    def picture(self) -> U8:
        colours = self.pictures[..., :3]
        if self.pictures.shape[-1] == 4:
            bare = 255 - self.pictures[..., 3:].astype(np.uint16)
            colours = np.minimum(colours + bare, 255).astype(np.uint8)
        return sheet(colours)

    def write(self, stem: Path) -> dict[str, Path]:
        return {"picture": _written(stem, self.picture())}

    def show(self, board: Board, items: int) -> None:
        board.picture(items, self.name or "samples", self.picture())


@dataclass(frozen=True, slots=True)
class SoundSample:
    """Sounds; in a file they follow one another."""

    sounds: Sequence[F32]
    """(samples,) each, mono, in -1..1."""
    rate: int
    """Samples a second."""
    name: str = ""

    def picture(self) -> U8:
        return _stacked([_spectrogram(pcm) for pcm in self.sounds[:_ROWS]])

    def write(self, stem: Path) -> dict[str, Path]:
        sound = _named(stem, ".wav")
        write_sound(sound, self._joined(), rate=self.rate, label=Label())
        return {"picture": _written(stem, self.picture()), "sound": sound}

    def show(self, board: Board, items: int) -> None:
        name = self.name or "samples"
        board.picture(items, name, self.picture())
        board.sound(items, name, self._joined(), self.rate)

    def _joined(self) -> F32:
        silence = np.zeros(round(PAUSE * self.rate), np.float32)
        parts = [self.sounds[0]]
        for pcm in self.sounds[1:]:
            parts += [silence, pcm]
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class MotionSample:
    """Motions: named channels over time."""

    motions: Sequence[F32]
    """(frames, channels) each."""
    channels: tuple[str, ...]
    unit: str
    """Of the values, as in `radians`."""
    rate: float
    """Frames a second."""
    name: str = ""

    def picture(self) -> U8:
        shown = self.motions[:_ROWS]
        low = min(float(motion.min()) for motion in shown)
        high = max(float(motion.max()) for motion in shown)
        return _stacked([_chart(motion, low, high) for motion in shown])

    def write(self, stem: Path) -> dict[str, Path]:
        motion = _named(stem, ".motion.json")
        said = {
            "format": "vidol-motion-sample",
            "rate": self.rate,
            "unit": self.unit,
            "channels": self.channels,
            "motions": [np.round(one.astype(np.float64), 6).tolist() for one in self.motions],
        }
        with replacing(motion) as part:
            part.write_text(json.dumps(said) + "\n", encoding="utf-8")
        return {"picture": _written(stem, self.picture()), "motion": motion}

    def show(self, board: Board, items: int) -> None:
        board.picture(items, self.name or "samples", self.picture())


def _named(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def _written(stem: Path, picture: U8) -> Path:
    path = _named(stem, ".png")
    write_still(path, picture, label=Label())
    return path


def _stacked(pictures: Sequence[U8]) -> U8:
    """Pictures (H, W, 3) one above the other, with a line between, to the width of the widest."""
    wide = max(picture.shape[1] for picture in pictures)
    filled = [
        np.pad(picture, ((0, 2), (0, wide - picture.shape[1]), (0, 0)), constant_values=255)
        for picture in pictures
    ]
    return np.concatenate(filled)


def _spectrogram(pcm: F32) -> U8:
    """Decibels over time, low notes below: (513, frames, 3); dark is quiet."""
    padded = np.pad(pcm, (_WINDOW // 2, _WINDOW // 2 + _HOP))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    strength = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW), axis=1)).T[::-1]
    decibels = 20 * np.log10(np.maximum(strength, 1e-9))
    share = np.clip(1 + (decibels - decibels.max()) / _RANGE, 0, 1)
    grey = np.round(share * 255).astype(np.uint8)
    return np.asarray(
        cv2.cvtColor(cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB), np.uint8
    )


def _chart(motion: F32, low: float, high: float) -> U8:
    """The channels of a motion as lines over time, from `low` at the bottom to `high` at the
    top.
    """
    width, height = _CHART
    chart = np.full((height, width, 3), 250, np.uint8)
    across = np.linspace(2, width - 3, len(motion))
    for number, values in enumerate(motion.T):
        down = (height - 5) * (1 - (values - low) / max(high - low, 1e-9)) + 2
        colour = colorsys.hsv_to_rgb(number * 0.382 % 1, 0.8, 0.7)
        points = np.stack((across, down), 1).round().astype(np.int32)
        cv2.polylines(
            chart,
            [points],
            isClosed=False,
            color=tuple(255 * part for part in colour),
            lineType=cv2.LINE_AA,
        )
    return chart
