"""Pictures out: stills (PNG, JPEG, WebP) and short animations (GIF, WebP), each with its label.

Films with sound are vidol.media.film.
"""

from __future__ import annotations

import io
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
# Per second: the only times that each format knows.
_GIF_TICK: Final = 100
_WEBP_TICK: Final = 1000
_TRANSPARENT: Final = 255  # the palette's last entry


def write_still(path: str | Path, picture: U8, *, label: Label | None = None) -> None:
    """Write a picture as the kind that the file's name says.

    picture: (height, width, 3 or 4) uint8 sRGB, straight alpha. JPEG has no transparency: there it
    is laid on white. Raises InputError for another ending than .png, .jpg, .jpeg or .webp,
    OutputError if the file cannot be written.
    """
    data = still(picture, _kind(path, _STILLS), label=label)
    with replacing(path) as part:
        part.write_bytes(data)


def still(picture: U8, kind: str, *, label: Label | None = None) -> bytes:
    """The file that `write_still` writes; `kind` is its ending, as ".png"."""
    label = label or Label()
    image = Image.fromarray(picture)
    options: dict[str, Any]
    if kind == ".png":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", label.xmp().decode())
        options = {"format": "PNG", "pnginfo": info, "compress_level": 6}
    elif kind == ".webp":
        options = {"format": "WEBP", "quality": 92, "method": 4, "alpha_quality": 100}
        options["xmp"] = label.xmp()
    else:
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
        image = white
        options = {"format": "JPEG", "quality": 92, "subsampling": 0, "optimize": True}
        options["xmp"] = label.xmp()
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def write_animation(
    path: str | Path,
    pictures: Iterable[U8],
    fps: float,
    *,
    label: Label | None = None,
) -> None:
    """Write pictures, (height, width, 3 or 4) uint8 each, as a GIF or WebP that plays for ever.

    `fps` pictures per second. All are held in memory: this is for seconds, not for films. GIF knows
    hundredths of a second only, and players slow down below two of them: beyond 50 fps it plays
    slower; its transparency is all or nothing. Times are rounded so that they never add up to a
    drift.
    """
    kind = _kind(path, _ANIMATIONS)
    label = label or Label()
    frames = [np.asarray(picture) for picture in pictures]
    if not frames or fps <= 0:
        raise InputError(
            f"Cannot write {path}: an animation needs at least one picture and a rate above 0."
        )
    options: dict[str, Any]
    if kind == ".gif":
        images = _to_palette(frames)
        options = {"format": "GIF", "disposal": 2, "optimize": False, "comment": label.comment()}
        options["transparency"] = _TRANSPARENT
        options["duration"] = _durations(len(frames), fps, _GIF_TICK, shortest=2)
    else:
        images = [Image.fromarray(frame) for frame in frames]
        options = {"format": "WEBP", "quality": 85, "method": 4, "minimize_size": False}
        options["xmp"] = label.xmp()
        options["duration"] = _durations(len(frames), fps, _WEBP_TICK, shortest=1)
    with replacing(path) as part:
        images[0].save(part, save_all=True, append_images=images[1:], loop=0, **options)


def _durations(count: int, fps: float, tick: int, *, shortest: int) -> list[int]:
    """How long each picture shows, in ms, where time has `tick` parts a second."""
    times = [round(i * tick / fps) for i in range(count + 1)]
    return [max(shortest, after - before) * 1000 // tick for before, after in pairwise(times)]


def _to_palette(frames: Sequence[U8]) -> list[Image.Image]:
    """The pictures, dithered, in one palette of 255 colours, so that still parts do not flicker."""
    palette = _common_palette(frames)
    images = []
    for frame in frames:
        image = Image.fromarray(_opaque(frame)).quantize(
            palette=palette, dither=Image.Dither.FLOYDSTEINBERG
        )
        if frame.shape[2] == 4:
            hidden = (frame[..., 3] < 128).astype(np.uint8) * 255
            image.paste(_TRANSPARENT, mask=Image.fromarray(hidden))
        images.append(image)
    return images


def _common_palette(frames: Sequence[U8]) -> Image.Image:
    """255 colours chosen from a sample of all pictures."""
    sampled = frames[:: max(1, len(frames) // 16)]
    sample = np.concatenate([_some_pixels(frame) for frame in sampled])
    # the colours as a picture, which is what the quantiser takes
    side = int(np.ceil(np.sqrt(len(sample))))
    square = Image.fromarray(np.resize(sample, (side, side, 3)))
    return square.quantize(_TRANSPARENT, method=Image.Quantize.MEDIANCUT, kmeans=2)


def _some_pixels(frame: U8) -> U8:
    """(n, 3): about 128 x 128 pixels, evenly spread."""
    stride = max(1, int(np.sqrt(frame.shape[0] * frame.shape[1] / 16384)))
    return _opaque(frame)[::stride, ::stride].reshape(-1, 3)


def _opaque(frame: U8) -> U8:
    """RGB, where transparent parts are grey.

    Their hidden colours would take up the palette, or leak through the dither.
    """
    if frame.shape[2] == 3:
        return frame
    return np.where(frame[..., 3:] < 128, np.uint8(128), frame[..., :3])


def _kind(path: str | Path, allowed: tuple[str, ...]) -> str:
    kind = Path(path).suffix.lower()
    if kind not in allowed:
        raise InputError(
            f"Cannot write {path}: its name must end in {', '.join(allowed[:-1])} or {allowed[-1]}."
        )
    return kind
