"""The label that people see: a small mark in a picture which says that she is virtual.

It stands in the upper right corner, or below the captions, from the first picture to the last, and
in the writing of who is spoken to, large enough to be read on a phone. In the corner the Chinese
one is as high as GB 45438-2025 asks for, 5 % of the picture's shorter side, and has the words that
it asks for. The label for machines is vidol.media.labels.

    VisibleLabel   what a character's part ``label`` says: where it stands, or why it does not
    Mark           what of it is drawn
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from vidol.core.arrays import U8
from vidol.core.parts import Material
from vidol.core.speech import Language
from vidol.media.alpha import over, premultiplied, straight
from vidol.media.captions import CaptionStyle, render_words

Place = Literal["corner", "caption", "off"]
TEXTS: Final[dict[Language, str]] = {
    "zh": "AI生成 · 虚拟",
    "ja": "AI生成 · バーチャル",
    "en": "AI · virtual",
}
EM: Final[dict[Language, float]] = {"zh": 0.055, "ja": 0.05, "en": 0.044}
"""Of the letters, as a share of the picture's shorter side. Han letters are 0.92 em high."""
BELOW: Final = 0.034
"""By which captions stand higher over a label below them, as a share of the picture's height."""
_SMALLER: Final = 0.8  # below the captions
_EDGE: Final = 0.028  # between the label and the picture's edges, as a share of the shorter side
_PLATE: Final = (24, 18, 34)
_OPACITY: Final = 0.55
_STYLE: Final = CaptionStyle(max_lines=1, outline_width=0.02)


class VisibleLabel(BaseModel):
    """Where the label stands in the pictures of a character."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Annotated[Place, Field(description="Where it stands; off needs a reason.")] = "corner"
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=300),
        Field(description="Why it may be left out; exports say it too."),
    ] = ""

    @model_validator(mode="after")
    def _with_a_reason(self) -> VisibleLabel:
        if self.place == "off" and not self.reason:
            raise ValueError("place is off without a reason: say why in label.reason")
        return self

    @property
    def said(self) -> str:
        """What an export says of it: ``corner``, or ``off: shown beside the stream``."""
        return f"off: {self.reason}" if self.place == "off" else self.place


USUAL: Final = VisibleLabel()
"""Where nobody has chosen."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The label in a picture."""

    place: Place = "corner"
    language: Language = "en"

    def over(self, width: int, height: int) -> tuple[U8, int, int] | None:
        """It for a picture of (width, height) pixels: (h, w, 4) premultiplied, read-only, and its
        upper left corner; None where there is to be none.
        """
        return None if self.place == "off" else _placed(self, width, height)

    def laid(self, picture: U8) -> U8:
        """A picture, (height, width, 3 or 4) with straight alpha, with the label in it: a copy."""
        placed = self.over(picture.shape[1], picture.shape[0])
        if placed is None:
            return picture
        mark, x, y = placed
        marked = picture.copy()
        part = marked[y : y + mark.shape[0], x : x + mark.shape[1]]
        part[...] = straight(over(mark, premultiplied(part)))
        return marked


CORNER: Final = Mark()
"""The usual one, for whoever speaks English."""


class _Visible:
    """The plug-in ``visible`` of labels."""

    Settings = VisibleLabel

    def __call__(self, material: Material[VisibleLabel]) -> VisibleLabel:
        """What was chosen."""
        return material.settings


visible: Final = _Visible()


@lru_cache(maxsize=16)
def _placed(mark: Mark, width: int, height: int) -> tuple[U8, int, int]:
    short = min(width, height)
    corner = mark.place == "corner"
    edge = max(2, round(_EDGE * short))
    em = EM[mark.language] * short * (1 if corner else _SMALLER)
    plate = _plate(TEXTS[mark.language], mark.language, em)
    plate = plate[: height - 1, : width - 1]
    h, w = plate.shape[:2]
    x = width - w - edge if corner else (width - w) // 2
    y = edge if corner else height - h - edge // 4
    return plate, max(0, x), max(0, y)


def _plate(text: str, language: Language, em: float) -> U8:
    """The words on a dark plate with round ends, premultiplied."""
    size = max(7, round(em))
    words = render_words(text, 16 * size, size, language=language, style=_STYLE)
    letters = premultiplied(words)
    pad_x, pad_y = round(0.5 * em), round(0.24 * em)
    h, w = letters.shape[0] + 2 * pad_y, letters.shape[1] + 2 * pad_x
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) + 0.5
    past = np.maximum(np.abs(x - w / 2) - (w - h) / 2, 0)
    inside = np.clip(h / 2 - np.hypot(past, y - h / 2) + 0.5, 0, 1)
    plate = np.zeros((h, w, 4), np.uint8)
    plate[..., 3] = np.round(255 * _OPACITY * inside)
    plate[..., :3] = np.round(np.multiply.outer(_OPACITY * inside, _PLATE))
    inner = plate[pad_y : h - pad_y, pad_x : w - pad_x]
    inner[...] = over(letters, inner)
    plate.flags.writeable = False
    return plate
