"""The character's portrait, as a PNG for files and as coarse pixels for terminals."""

from __future__ import annotations

import io
import logging
from typing import Final, Protocol

import numpy as np
from PIL import Image

from vidol.core.face import Picture
from vidol.media.pictures import read_picture

log = logging.getLogger(__name__)

SIZE: Final = 512


class Pictured(Protocol):
    """Somebody who has a portrait."""

    @property
    def name(self) -> str: ...
    @property
    def picture(self) -> bytes: ...
    def portrait(self, size: int) -> Picture: ...


def png(character: Pictured) -> bytes:
    """SIZE x SIZE, transparent, sRGB; empty for somebody without a face and without a picture. The
    same character gives the same bytes.

    Where no face can draw her here, because she has none, its plug-in is not installed or fails, it
    is the picture that her bundle came with.
    """
    try:
        drawn = character.portrait(SIZE)
    except Exception as error:  # noqa: BLE001 - saving must not depend on a stranger's plug-in
        log.info("the portrait of %s is kept as it was: %s", character.name, error)
        return character.picture
    file = io.BytesIO()
    Image.fromarray(drawn).save(file, "PNG", optimize=False, compress_level=9)
    return file.getvalue()


def small(picture: bytes, columns: int) -> list[list[tuple[int, int, int] | None]]:
    """A portrait as rows of `columns` pixels each as (red, green, blue), None where the character
    is not.

    Raises InputError when it is no picture.
    """
    rgba = read_picture(picture)
    # Averaged with premultiplied alpha: the colour of what is transparent must not bleed in.
    image = (
        Image.fromarray(rgba)
        .convert("RGBa")
        .resize((columns, columns), Image.Resampling.BOX)
        .convert("RGBA")
    )
    return [
        [(red, green, blue) if alpha >= 128 else None for red, green, blue, alpha in row]
        for row in np.asarray(image).tolist()
    ]
