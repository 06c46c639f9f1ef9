"""Putting one frame of the show together: background, character, and what lies over them.

`draw` is a function of its `Shot` alone and keeps no state, so several threads draw different
frames at once. Most of its time is spent in OpenCV and in the face, which both release the
interpreter. Colours are blended as sRGB bytes, as players blend them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import U8
from vidol.core.controls import Vector
from vidol.core.face import Face, FramingFace
from vidol.media.alpha import colours, faded, over, premultiplied, straight

SHADOW: Final = 0.24
"""Darkness of the shadow that the character throws on what is behind."""
_SHADOW_SCALE: Final = 6  # the shadow is soft: it is computed at a sixth of the size


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture with alpha that lies over the frame: (h, w, 4) uint8, premultiplied; upper left
    corner in pixels; opacity 0..1.
    """

    rgba: U8
    x: int
    y: int
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Shot:
    """Everything that one frame shows."""

    controls: Vector
    size: int
    """Pixels of the square in which the face is drawn."""
    x: float
    y: float
    side: float
    """Where the square's upper left corner stands in the frame and how large it is there, in
    pixels.
    """
    back: U8
    """(height, width, 3) behind the character."""
    before: U8 | None = None
    """The background that `back` fades in over."""
    mix: float = 1.0
    """How far it has."""
    light: U8 | None = None
    """(1, 256, 3) table that tints the character with the light of the place."""
    behind: tuple[Overlay, ...] = ()
    over: tuple[Overlay, ...] = ()


def draw(face: Face, shot: Shot) -> U8:
    """The frame, (height, width, 3) RGB."""
    frame = _behind(shot)
    bounds = x0, y0, x1, y1 = _bounds(shot, frame.shape[1], frame.shape[0])
    if x1 > x0 and y1 > y0:
        rgb, alpha = _figure(face, shot, bounds)
        _blend(frame[y0:y1, x0:x1], rgb, alpha, shadow=True)
    for overlay in shot.over:
        lay(frame, overlay)
    return frame


def figure(face: Face, shot: Shot) -> U8:
    """The character alone, (height, width, 4) RGBA with straight alpha: what a live stage shows
    over whatever lies behind it.
    """
    height, width = shot.back.shape[:2]
    if isinstance(face, FramingFace):
        rgba = face.view(shot.controls, width, height, shot.side, shot.x, shot.y)
        if shot.light is not None:
            identity = np.arange(256, dtype=np.uint8)[None, :, None]
            rgba = np.asarray(
                cv2.LUT(rgba, np.concatenate([shot.light, identity], axis=2)), np.uint8
            )
        return rgba
    frame = np.zeros((height, width, 4), np.uint8)
    bounds = x0, y0, x1, y1 = _bounds(shot, width, height)
    if x1 > x0 and y1 > y0:
        frame[y0:y1, x0:x1, :3], frame[y0:y1, x0:x1, 3] = _figure(face, shot, bounds)
    return straight(frame)


def compose(shot: Shot, rgba: U8) -> U8:
    """The frame around a `figure` that was drawn already, (height, width, 3) RGB."""
    frame = _behind(shot)
    alpha = np.ascontiguousarray(rgba[..., 3])
    _blend(frame, faded(colours(rgba), alpha), alpha, shadow=True)
    for overlay in shot.over:
        lay(frame, overlay)
    return frame


def cutout(shot: Shot, rgba: U8) -> U8:
    """What lies over a `figure` that was drawn already laid over it, (height, width, 4) RGBA with
    straight alpha.
    """
    if not shot.over:
        return rgba
    frame = premultiplied(rgba)
    for overlay in shot.over:
        lay(frame, overlay)
    return straight(frame)


def draw_cutout(face: Face, shot: Shot) -> U8:
    """The frame without its background, (height, width, 4) RGBA with straight alpha."""
    height, width = shot.back.shape[:2]
    frame = np.zeros((height, width, 4), np.uint8)
    bounds = x0, y0, x1, y1 = _bounds(shot, width, height)
    if x1 > x0 and y1 > y0:
        rgb, alpha = _figure(face, shot, bounds)
        frame[y0:y1, x0:x1, :3], frame[y0:y1, x0:x1, 3] = rgb, alpha
    for overlay in shot.over:
        lay(frame, overlay)
    return straight(frame)


def _behind(shot: Shot) -> U8:
    """The background with what lies on it behind the character."""
    if shot.before is not None and shot.mix < 1.0:
        frame = np.asarray(
            cv2.addWeighted(shot.back, shot.mix, shot.before, 1.0 - shot.mix, 0.0), np.uint8
        )
    else:
        frame = shot.back.copy()
    for overlay in shot.behind:
        lay(frame, overlay)
    return frame


def _bounds(shot: Shot, width: int, height: int) -> tuple[int, int, int, int]:
    """The part of the frame that the character's square covers, in whole pixels."""
    x, y, side = shot.x, shot.y, shot.side
    return (
        max(0, int(np.floor(x))),
        max(0, int(np.floor(y))),
        min(width, int(np.ceil(x + side))),
        min(height, int(np.ceil(y + side))),
    )


def _figure(face: Face, shot: Shot, bounds: tuple[int, int, int, int]) -> tuple[U8, U8]:
    """The character as it stands in its part of the frame: premultiplied RGB and alpha."""
    x0, y0, x1, y1 = bounds
    x, y, size = shot.x - x0, shot.y - y0, (x1 - x0, y1 - y0)
    rgba = (
        face.view(shot.controls, *size, shot.side, x, y)
        if isinstance(face, FramingFace)
        else face.frame(shot.controls, shot.size)
    )
    alpha = np.ascontiguousarray(rgba[..., 3])
    rgb = cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB)
    if shot.light is not None:
        rgb = cv2.LUT(rgb, shot.light)
    rgb = faded(np.asarray(rgb, np.uint8), alpha)
    if isinstance(face, FramingFace):
        return np.asarray(rgb), alpha
    scale = shot.side / shot.size
    # The centre of pixel i lies at i + 0.5: the half pixels keep the picture in place at every
    # scale.
    move = np.array([[scale, 0, x + 0.5 * scale - 0.5], [0, scale, y + 0.5 * scale - 0.5]])
    return (
        np.asarray(cv2.warpAffine(rgb, move, size, flags=cv2.INTER_LINEAR), np.uint8),
        np.asarray(cv2.warpAffine(alpha, move, size, flags=cv2.INTER_LINEAR), np.uint8),
    )


def _blend(part: U8, rgb: U8, alpha: U8, *, shadow: bool) -> None:
    """Lay premultiplied `rgb` over `part`, in place; with `shadow`, darken what is left of it
    around the figure.
    """
    clear = np.asarray(cv2.bitwise_not(alpha), np.uint8)
    if shadow:
        clear = faded(clear, _shadow(alpha))
    part[...] = cv2.add(faded(part, clear), rgb)


def _shadow(alpha: U8) -> U8:
    """How much light (0..255) passes the figure's soft shadow, which falls a little to the lower
    right.
    """
    height, width = alpha.shape
    small = cv2.resize(
        alpha,
        (max(1, width // _SHADOW_SCALE), max(1, height // _SHADOW_SCALE)),
        interpolation=cv2.INTER_AREA,
    )
    shift = np.array([[1, 0, 0.022 * small.shape[1]], [0, 1, 0.016 * small.shape[0]]])
    small = cv2.warpAffine(
        small, shift, (small.shape[1], small.shape[0]), borderMode=cv2.BORDER_REPLICATE
    )
    soft = cv2.GaussianBlur(
        small, (0, 0), max(1.0, 0.038 * small.shape[0]), borderType=cv2.BORDER_CONSTANT
    )
    light = cv2.convertScaleAbs(soft, alpha=SHADOW)
    return np.asarray(
        cv2.resize(cv2.bitwise_not(light), (width, height), interpolation=cv2.INTER_LINEAR),
        np.uint8,
    )


def lay(frame: U8, overlay: Overlay) -> None:
    """Lay an overlay over `frame`, (height, width, 3) or premultiplied (height, width, 4), in
    place; parts outside are cut off.
    """
    height, width = frame.shape[:2]
    h, w = overlay.rgba.shape[:2]
    x0, y0, x1, y1 = (
        max(0, overlay.x),
        max(0, overlay.y),
        min(width, overlay.x + w),
        min(height, overlay.y + h),
    )
    if x1 <= x0 or y1 <= y0 or overlay.opacity <= 0.0:
        return
    piece = overlay.rgba[y0 - overlay.y : y1 - overlay.y, x0 - overlay.x : x1 - overlay.x]
    if overlay.opacity < 1.0:
        piece = np.asarray(cv2.convertScaleAbs(piece, alpha=overlay.opacity), np.uint8)
    frame[y0:y1, x0:x1] = over(piece, frame[y0:y1, x0:x1])
