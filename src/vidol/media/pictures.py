"""Pictures in: decoded safely to one form, RGBA uint8 with straight alpha, sRGB.

Whatever a file claims, no more than `largest` pixels are ever decoded, and a file that is damaged,
hostile or no picture at all is an InputError. Writing pictures is vidol.media.stills.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidol.core.arrays import U8
from vidol.core.errors import InputError

LARGEST: Final = 50_000_000
"""Pixels: twice what an 8K camera gives; 200 MB as RGBA."""
# Others are rare, and each decoder is a door.
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
# What decoders raise for damaged files, beside the errors they name.
_DAMAGE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
    Image.DecompressionBombError,
    ArithmeticError,
    LookupError,
    TypeError,
)


def read_picture(
    source: str | Path | bytes, *, largest: int = LARGEST, name: str = "the picture"
) -> U8:
    """Decode a picture to (height, width, 4) RGBA uint8, straight alpha, sRGB, upright.

    `source` is a path, or the file's bytes (then `name` stands for it in errors). Of an animation,
    the first picture. Camera rotation (EXIF) and a colour profile are applied; 16-bit, palette,
    grey and CMYK pictures are converted.

    Raises InputError if the file is missing, of another kind than PNG, JPEG, WebP, GIF, BMP or
    TIFF, damaged, or larger than `largest` pixels.
    """
    if not isinstance(source, bytes):
        name = str(source)
        if not Path(source).is_file():
            raise InputError(f"Cannot read {name}: there is no such file.")
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is judged here
            return _decoded(stream, largest, name)
    except UnidentifiedImageError as error:
        raise InputError(
            f"Cannot read {name}: it is no picture that vidol knows"
            " (PNG, JPEG, WebP, GIF, BMP or TIFF)."
        ) from error
    except _DAMAGE as error:
        raise InputError(f"Cannot read {name}: the picture is damaged ({error}).") from error


def _decoded(stream: io.BytesIO | str | Path, largest: int, name: str) -> U8:
    with Image.open(stream, formats=_FORMATS) as picture:
        if picture.width * picture.height > largest:
            raise InputError(
                f"Cannot read {name}: {picture.width}x{picture.height} pixels are more than"
                f" the {largest:,} allowed; make the picture smaller."
            )
        picture.load()
        return _to_rgba(ImageOps.exif_transpose(picture))


def _to_rgba(picture: Image.Image) -> U8:
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
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    srgb = ImageCms.createProfile("sRGB")
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
