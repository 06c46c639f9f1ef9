"""A face for vidol that is a picture cut out of paper: it hops with her mouth and leans with her
head. The picture travels in the bundle.
"""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from vidol.core.arrays import F32
from vidol.core.controls import INDEX, Vector
from vidol.core.errors import InputError
from vidol.core.face import Picture
from vidol.core.parts import Material, Proposal, Proposed
from vidol.media.pictures import read_picture


class Paper(BaseModel):
    """What can be chosen of the face."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bounce: float = Field(default=0.1, ge=0, le=0.5, description="How high it hops, in heights.")
    lean: float = Field(default=1.0, ge=0, le=3, description="How far it leans, as a factor.")


class PaperFace:
    """A picture that hops while she speaks."""

    Settings = Paper
    suffixes = (".png", ".jpg", ".jpeg", ".webp")

    def __init__(self, material: Material[Paper]) -> None:
        """Raises InputError unless there is one picture that can be read."""
        self._settings = material.settings
        rgba = _picture(material).astype(np.float32)
        rgba[..., :3] *= rgba[..., 3:] / 255  # so that edges blend with nothing behind them
        self._sheet = rgba
        self._cut: dict[int, F32] = {}

    @staticmethod
    def check(material: Material[Paper]) -> None:
        """What is wrong shows when the part is changed, and not on air."""
        _picture(material)

    @staticmethod
    def propose(proposal: Proposal) -> Proposed[Paper]:
        """As lively as her voice, where she has one."""
        lively = float(proposal.settings("voice").get("liveliness", 1.0))
        return Proposed(Paper(bounce=min(0.5, 0.1 * lively)), origin="hops as her voice does")

    def frame(self, controls: Vector, size: int) -> Picture:
        """(size, size, 4) RGBA with straight alpha: the same controls give the same picture."""
        paper = self._in_size(size)
        height, width = paper.shape[:2]
        angle = self._settings.lean * float(controls[INDEX["headRoll"]])
        hop = self._settings.bounce * float(controls[INDEX["jawOpen"]])
        place = cv2.getRotationMatrix2D((width / 2, height), -angle, 1.0)
        place[:, 2] += (size / 2 - width / 2, size * (1 - hop) - height)
        drawn = np.asarray(cv2.warpAffine(paper, place, (size, size)), np.float32)
        drawn[..., :3] *= 255 / np.maximum(drawn[..., 3:], 1)
        return np.asarray(np.clip(drawn + 0.5, 0, 255), np.uint8)

    def _in_size(self, size: int) -> F32:
        """The picture for a stage of that size; shows ask for one or two sizes all the time."""
        if size not in self._cut:
            scale = 0.85 * size / max(self._sheet.shape[:2])
            width, height = (max(1, round(scale * side)) for side in self._sheet.shape[1::-1])
            smaller = cv2.resize(self._sheet, (width, height), interpolation=cv2.INTER_AREA)
            self._cut[size] = np.asarray(smaller, np.float32)
        return self._cut[size]


def _picture(material: Material[Paper]) -> Picture:
    if len(material.files) != 1:
        raise InputError(
            "A paper face is one picture: vidol edit FILE.vidol --use face=paper --file"
            " face=PICTURE.png"
        )
    return read_picture(next(iter(material.files.values())))
