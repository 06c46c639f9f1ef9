"""Pictures out: stills (PNG, JPEG, WebP) and short animations (GIF, WebP), each with its label.

Films with sound are vidol.media.film.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, PngImagePlugin

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.core.storage import replacing
from vidol.media.labels import Label

_STILLS: Final = (".png", ".jpg", ".jpeg", ".webp")
_ANIMATIONS: Final = (".gif", ".webp")
_GIF_TICK: Final = 100  # per second, the only times GIF knows
_TRANSPARENT: Final = 255  # the palette's last entry


def write_still(path: str | Path, picture: U8, *, label: Label | None = None) -> None:
    """Write (height, width, 3 or 4) uint8 sRGB, straight alpha, as the kind of picture that the
    file's name says.

    JPEG has no transparency: there the picture is laid on white. Raises InputError for another
    ending than .png, .jpg, .jpeg or .webp, OutputError if the file cannot be written.
    """
    kind = _kind(path, _STILLS)
    label = label or Label()
    image = Image.fromarray(picture)
    options: dict[str, Any] = {"xmp": label.xmp()}
    if kind == ".png":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", label.xmp().decode())
        options = {"pnginfo": info, "compress_level": 6}
    elif kind == ".webp":
        options |= {"quality": 92, "method": 4, "alpha_quality": 100}
    else:
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
        image, options = white, options | {"quality": 92, "subsampling": 0, "optimize": True}
    with replacing(path) as part:
        image.save(part, format={".png": "PNG", ".webp": "WEBP"}.get(kind, "JPEG"), **options)


def write_animation(
    path: str | Path,
    pictures: Iterable[U8],
    fps: float,
    *,
    label: Label | None = None,
) -> None:
    """Write pictures, (height, width, 3 or 4) uint8 each, as a GIF or WebP that plays for ever at
    `fps` pictures per second.

    All pictures are held in memory: this is for seconds, not for films. GIF knows hundredths of a
    second only, and players slow down below two of them: beyond 50 fps it plays slower; its
    transparency is all or nothing. Times are rounded so that they never add up to a drift.
    """
    kind = _kind(path, _ANIMATIONS)
    label = label or Label()
    frames = [np.asarray(picture) for picture in pictures]
    if not frames or fps <= 0:
        raise InputError(
            f"Cannot write {path}: an animation needs at least one picture and a rate above 0."
        )
    tick = _GIF_TICK if kind == ".gif" else 1000
    times = [round(i * tick / fps) for i in range(len(frames) + 1)]
    durations = [
        max(2 if kind == ".gif" else 1, after - before) * 1000 // tick
        for before, after in pairwise(times)
    ]
    options: dict[str, Any] = {"save_all": True, "duration": durations, "loop": 0}
    if kind == ".gif":
        images = _to_palette(frames)
        options |= {
            "comment": label.comment(),
            "disposal": 2,
            "transparency": _TRANSPARENT,
            "optimize": False,
        }
    else:
        images = [Image.fromarray(frame) for frame in frames]
        options |= {"xmp": label.xmp(), "quality": 85, "method": 4, "minimize_size": False}
    with replacing(path) as part:
        images[0].save(
            part, format="GIF" if kind == ".gif" else "WEBP", append_images=images[1:], **options
        )


def _to_palette(frames: Sequence[U8]) -> list[Image.Image]:
    """One palette of 255 colours for all pictures, chosen from a sample of them, so that still
    parts do not flicker; dithered.
    """
    sample = np.concatenate(
        [
            _opaque(frame)[:: _stride(frame), :: _stride(frame)].reshape(-1, 3)
            for frame in frames[:: max(1, len(frames) // 16)]
        ]
    )
    side = int(np.ceil(np.sqrt(len(sample))))
    # the colours as a picture, which is what the quantiser takes
    square = np.resize(sample, (side, side, 3))
    palette = Image.fromarray(square).quantize(
        _TRANSPARENT, method=Image.Quantize.MEDIANCUT, kmeans=2
    )
    images = []
    for frame in frames:
        image = Image.fromarray(_opaque(frame)).quantize(
            palette=palette, dither=Image.Dither.FLOYDSTEINBERG
        )
        if frame.shape[2] == 4:
            image.paste(
                _TRANSPARENT, mask=Image.fromarray((frame[..., 3] < 128).astype(np.uint8) * 255)
            )
        images.append(image)
    return images


def _opaque(frame: U8) -> U8:
    """RGB, with transparent parts grey so that their hidden colours do not take up the palette or
    leak through the dither.
    """
    if frame.shape[2] == 3:
        return frame
    return np.where(frame[..., 3:] < 128, np.uint8(128), frame[..., :3])


def _stride(frame: U8) -> int:
    return max(1, int(np.sqrt(frame.shape[0] * frame.shape[1] / 16384)))


def _kind(path: str | Path, allowed: tuple[str, ...]) -> str:
    kind = Path(path).suffix.lower()
    if kind not in allowed:
        raise InputError(
            f"Cannot write {path}: its name must end in {', '.join(allowed[:-1])} or {allowed[-1]}."
        )
    return kind
