"""Pictures in: decoded safely to one form, RGBA uint8 with straight alpha, sRGB; and laid over frames.

Whatever a file claims, no more than `largest` pixels are ever decoded, and a file that is damaged, hostile or no picture at all is an
InputError. Writing pictures is vidol.media.stills.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidol.core.errors import InputError

LARGEST: Final = 50_000_000
"""Pixels: twice what an 8K camera gives; 200 MB as RGBA."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")  # others are rare, and each decoder is a door


def read_picture(source: str | Path | bytes, *, largest: int = LARGEST, name: str = "the picture") -> NDArray[np.uint8]:
    """Decode a picture to (height, width, 4) RGBA uint8, straight alpha, sRGB, upright.

    `source` is a path, or the file's bytes (then `name` stands for it in errors). Of an animation, the first picture. Camera
    rotation (EXIF) and a colour profile are applied; 16-bit, palette, grey and CMYK pictures are converted.

    Raises InputError if the file is missing, of another kind than PNG, JPEG, WebP, GIF, BMP or TIFF, damaged, or larger than `largest`
    pixels.
    """
    if not isinstance(source, bytes):
        name = str(source)
        if not Path(source).is_file():
            raise InputError(f"Cannot read {name}: there is no such file.")
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is judged below
            with Image.open(stream, formats=_FORMATS) as picture:
                if picture.width * picture.height > largest:
                    raise InputError(
                        f"Cannot read {name}: {picture.width}x{picture.height} pixels are more than the {largest:,} allowed; make the picture smaller."
                    )
                picture.load()
                return _to_rgba(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise InputError(f"Cannot read {name}: it is no picture that vidol knows (PNG, JPEG, WebP, GIF, BMP or TIFF).") from error
    except InputError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError, ArithmeticError, LookupError, TypeError) as error:
        raise InputError(f"Cannot read {name}: the picture is damaged ({error}).") from error


def _to_rgba(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.asarray(picture, np.float64)
        scale = 255 / 65535 if picture.mode != "F" or values.max(initial=0) > 1 else 255.0
        picture = Image.fromarray(np.clip(np.round(values * scale), 0, 255).astype(np.uint8))
    else:
        picture = _to_srgb(picture)
    return np.array(picture.convert("RGBA"))


def _to_srgb(picture: Image.Image) -> Image.Image:
    """Apply an embedded colour profile. A profile that cannot be read is as good as none."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    try:
        return (
            ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


class Overlay:
    """A picture made ready to be laid over many frames: a caption, a picture beside the speaker.

    Only the part that is not transparent is touched, in place, in 8 bits: a caption at 720p costs about a fifth of a
    millisecond a frame.
    """

    def __init__(self, rgba: NDArray[np.uint8], opacity: float = 1.0) -> None:
        """`rgba`: (height, width, 4) uint8, straight alpha; `opacity` 0 to 1 fades all of it."""
        rows, columns = np.flatnonzero(rgba[..., 3].any(1)), np.flatnonzero(rgba[..., 3].any(0))
        self._top, self._left = (int(rows[0]), int(columns[0])) if len(rows) else (0, 0)
        part = rgba[self._top : rows[-1] + 1, self._left : columns[-1] + 1] if len(rows) else rgba[:0, :0]
        alpha = cv2.convertScaleAbs(part[..., 3], alpha=opacity) if part.size else part[..., 3]
        self._alpha = np.ascontiguousarray(alpha)
        spread = np.repeat(self._alpha[..., None], 3, 2)
        self._colour = cv2.multiply(np.ascontiguousarray(part[..., :3]), spread, scale=1 / 255) if part.size else part[..., :3]
        self._kept = 255 - spread

    def lay(self, frame: NDArray[np.uint8], left: int = 0, top: int = 0) -> None:
        """Draw onto `frame` ((height, width, 3 or 4) uint8, straight alpha), in place; what lies outside of it is cut off."""
        left, top = left + self._left, top + self._top
        height, width = self._kept.shape[:2]
        y0, y1, x0, x1 = max(0, top), min(frame.shape[0], top + height), max(0, left), min(frame.shape[1], left + width)
        if y0 >= y1 or x0 >= x1:
            return
        there = frame[y0:y1, x0:x1]
        part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        if frame.shape[2] == 3:
            there[:] = cv2.add(cv2.multiply(there, self._kept[part], scale=1 / 255), self._colour[part])
        else:
            _lay_straight(there, self._colour[part], self._kept[part][..., :1], self._alpha[part][..., None])


def _lay_straight(there: NDArray[np.uint8], colour: NDArray[Any], kept: NDArray[Any], alpha: NDArray[Any]) -> None:
    """Porter and Duff's "over" (1984) for a frame that is itself transparent."""
    below = there[..., 3:].astype(np.float32) * kept / 255
    total = below + alpha
    mixed = colour + there[..., :3] * below / 255
    there[..., :3] = np.where(total > 0, np.minimum(mixed * 255 / np.maximum(total, 1e-6), 255) + 0.5, there[..., :3])
    there[..., 3:] = np.minimum(total + 0.5, 255)
