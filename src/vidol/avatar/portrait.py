"""The character's portrait, as a PNG for files and as coarse pixels for terminals."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from vidol.avatar.character import Character

SIZE: Final = 512


def png(character: Character) -> bytes:
    """SIZE x SIZE, transparent, sRGB. The same character gives the same bytes."""
    file = io.BytesIO()
    Image.fromarray(character.portrait(SIZE)).save(file, "PNG", optimize=False, compress_level=9)
    return file.getvalue()


def small(character: Character, columns: int) -> list[list[tuple[int, int, int] | None]]:
    """Rows of `columns` pixels each as (red, green, blue), None where the character is not."""
    # Averaged with premultiplied alpha: the colour of what is transparent must not bleed in.
    image = (
        Image.fromarray(character.portrait(SIZE))
        .convert("RGBa")
        .resize((columns, columns), Image.Resampling.BOX)
        .convert("RGBA")
    )
    return [
        [(red, green, blue) if alpha >= 128 else None for red, green, blue, alpha in row]
        for row in np.asarray(image).tolist()
    ]
