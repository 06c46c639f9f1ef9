"""Scenes: which backgrounds and framings there are, and the still picture behind the speaker.

A background is a name of vidol.show.picture.backgrounds, a colour, a gradient (``pink to white``)
or a picture file. A framing says where in the frame the character's square stands and how large it
is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import ImageColor

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.media import pictures
from vidol.media.alpha import flattened
from vidol.show.events import BACKGROUND
from vidol.show.picture.backgrounds import PAINTERS

RGB = U8
"""(height, width, 3), sRGB."""


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the character's square stands: all in units of the frame's height except `x`, in units
    of its width.
    """

    side: float
    """Side of the square."""
    x: float
    """Horizontal centre, 0..1."""
    top: float
    """Upper edge, from the frame's upper edge."""


FRAMINGS: Final[dict[str, Framing]] = {
    "bust": Framing(1.05, 0.5, -0.025),
    "close-up": Framing(1.32, 0.5, -0.16),
    "left third": Framing(1.0, 0.30, 0.005),
    "right third": Framing(1.0, 0.70, 0.005),
}
BACKGROUNDS: Final = tuple(PAINTERS)
DEFAULT: Final = BACKGROUND


def is_paint(written: str) -> bool:
    """Whether `written` is a colour or a gradient."""
    try:
        _colours(written)
    except ValueError:
        return False
    return True


def check_scene(background: str, framing: str) -> None:
    """Raises InputError for what is no background of a live show, or no framing."""
    if background not in BACKGROUNDS and not is_paint(background):
        raise InputError(
            f"'{background}' is not a background: there are {', '.join(BACKGROUNDS)}, and colours"
            " such as #ffd0e0 or pink to white."
        )
    if framing not in FRAMINGS:
        raise InputError(f"'{framing}' is not a framing: there are {', '.join(FRAMINGS)}.")


def _colours(written: str) -> list[F32]:
    return [
        np.array(ImageColor.getrgb(part.strip())[:3], np.float32) for part in written.split(" to ")
    ]


def paint(background: str | Path, width: int, height: int) -> RGB:
    """The still picture of a background, (height, width, 3) uint8 RGB. Raises InputError for a
    picture that cannot be read.
    """
    if isinstance(background, Path):
        return _cover(pictures.read_picture(background), width, height)
    if background in PAINTERS:
        return dither(PAINTERS[background](width, height))
    try:
        colours = _colours(background)
    except ValueError as error:
        raise InputError(
            f"'{background}' is not a background: backgrounds are {', '.join(BACKGROUNDS)}, a"
            " colour, a gradient or a picture file."
        ) from error
    if len(colours) == 1:
        return np.broadcast_to(colours[0], (height, width, 3)).astype(np.uint8)
    rows = np.linspace(0, len(colours) - 1, height, dtype=np.float32)
    table = np.stack(
        [
            np.interp(rows, np.arange(len(colours)), [colour[k] for colour in colours])
            for k in range(3)
        ],
        axis=1,
    )
    return dither(np.repeat(table[:, None].astype(np.float32) / 255, width, axis=1))


def dither(picture: F32) -> RGB:
    """Float RGB 0..1 to bytes, with a grain of one step, so that smooth gradients do not show
    bands.
    """
    height, width = picture.shape[:2]
    grain = np.random.default_rng(1).random((height, width, 1), np.float32)
    return np.asarray(np.clip(picture * 255 + grain, 0, 255), np.uint8)


def _cover(picture: U8, width: int, height: int) -> RGB:
    """Scale and crop a picture so that it fills the frame; transparent parts become white."""
    h, w = picture.shape[:2]
    scale = max(width / w, height / h)
    cut_w, cut_h = min(w, round(width / scale)), min(h, round(height / scale))
    x, y = (w - cut_w) // 2, (h - cut_h) // 2
    cut = picture[y : y + cut_h, x : x + cut_w]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    rgba = cv2.resize(cut, (width, height), interpolation=way)
    return flattened(np.asarray(rgba, np.uint8), 255)
