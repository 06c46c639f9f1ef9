"""Pictures in: decoded safely to one form, RGBA uint8 with straight alpha, sRGB.

Whatever a file claims, no more than `largest` pixels are ever decoded, nor more than its bytes can
be a picture of, and a file that is damaged, hostile or no picture at all is an InputError. What is
decoded is brought to that form in strips, so that a picture takes hardly more than its pixels do
twice. Writing pictures is vidol.media.stills.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidol.core.arrays import U8
from vidol.core.errors import InputError

LARGEST: Final = 50_000_000
"""Pixels: twice what an 8K camera gives; 200 MB as RGBA."""
PLAIN: Final = 16_000_000
"""Pixels that any file may have, however small; beyond, each byte accounts for at most"""
_PIXELS_A_BYTE: Final = 4000
"""so many. One colour on 50 million pixels is 97,000 bytes as PNG and a hundred as WebP: a file so
small is no picture of that size to anybody.
"""
_STRIP: Final = 1 << 20
"""Pixels that are brought to the form at once."""
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
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)


def read_picture(
    source: str | Path | bytes, *, largest: int = LARGEST, name: str = "the picture"
) -> U8:
    """Decode a picture to (height, width, 4) RGBA uint8, straight alpha, sRGB, upright.

    `source` is a path, or the file's bytes (then `name` stands for it in errors). Of an animation,
    the first picture. Camera rotation (EXIF) and a colour profile are applied; 16-bit, palette,
    grey and CMYK pictures are converted.

    Raises InputError if the file is missing, of another kind than PNG, JPEG, WebP, GIF, BMP or
    TIFF, damaged, or larger than `largest` pixels or than its bytes account for.
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
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"Cannot read {name}: the picture is damaged ({why}).") from error


def announced(data: bytes) -> int:
    """The pixels that a picture's file says it has; 0 when it says nothing that is understood."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                return picture.width * picture.height
    except Image.DecompressionBombError:
        return 2 * (Image.MAX_IMAGE_PIXELS or LARGEST)
    except _DAMAGE:
        return 0


def _decoded(stream: io.BytesIO | str | Path, largest: int, name: str) -> U8:
    with Image.open(stream, formats=_FORMATS) as picture:
        if picture.width * picture.height > largest:
            raise InputError(
                f"Cannot read {name}: {picture.width}x{picture.height} pixels are more than"
                f" the {largest:,} allowed; make the picture smaller."
            )
        size = len(stream.getbuffer()) if isinstance(stream, io.BytesIO) else _size(stream)
        if picture.width * picture.height > max(PLAIN, size * _PIXELS_A_BYTE):
            raise InputError(
                f"Cannot read {name}: it says that its {size:,} bytes are a picture of"
                f" {picture.width}x{picture.height} pixels; save it again, or make it smaller."
            )
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return _to_rgba(picture)


def _size(path: str | Path) -> int:
    return Path(path).stat().st_size


def _to_rgba(picture: Image.Image) -> U8:
    """Strip by strip: whole copies on the way would take several times what the picture does."""
    form = _form(picture)
    made = np.empty((picture.height, picture.width, 4), np.uint8)
    rows = max(1, _STRIP // picture.width)
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        made[top : top + rows] = np.asarray(form(strip))
    return made


def _form(picture: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What brings a strip of the picture to RGBA."""
    if picture.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        scale = 255 / 65535
        if picture.mode == "F" and _brightest(picture) <= 1:
            scale = 255.0

        def grey(strip: Image.Image) -> Image.Image:
            values = np.nan_to_num(np.asarray(strip, np.float64) * scale)
            made = np.clip(np.round(values), 0, 255).astype(np.uint8)
            return Image.fromarray(made).convert("RGBA")

        return grey
    to_srgb = _to_srgb(picture)
    return lambda strip: to_srgb(strip).convert("RGBA")


def _brightest(picture: Image.Image) -> float:
    """The largest value of a picture of floating-point numbers."""
    extrema = picture.getextrema()
    return float(max(np.ravel(extrema)))


def _to_srgb(picture: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What applies the embedded colour profile. A profile that cannot be read is as good as
    none.
    """
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return lambda strip: strip
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), picture.mode, mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return lambda strip: strip

    def applied(strip: Image.Image) -> Image.Image:
        return ImageCms.applyTransform(strip, transform) or strip

    return applied
