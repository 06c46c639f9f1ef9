"""What a performance can be written as: a film, a short animation, a still.

Each takes the pictures and the sound of a performance in order and is a context manager: what it
writes appears when the block ends well. How each is encoded is the business of vidol.media.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.media.film import FilmWriter
from vidol.media.labels import Label
from vidol.media.stills import write_animation, write_still

ANIMATION_BYTES: Final = 512 << 20
"""Of raw pictures that an animation may hold: it is made in memory."""


class Output(Protocol):
    """Where a performance goes."""

    @property
    def rate(self) -> Fraction:
        """Pictures per second."""
        ...

    @property
    def alpha(self) -> bool:
        """Whether pictures are RGBA without a background."""
        ...

    @property
    def full(self) -> bool:
        """Whether nothing more is wanted, though the performance goes on."""
        ...

    def picture(self, picture: U8) -> None: ...
    def sound(self, pcm: F32) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def output(path: Path, size: tuple[int, int], fps: float, *, alpha: bool) -> Output:
    """The output that the ending of `path` asks for. Raises InputError for endings that do not fit
    and impossible sizes and rates.
    """
    kind = path.suffix.lower()
    if kind == ".mp4" and alpha:
        raise InputError(f"{path} cannot be transparent: MP4 has no transparency, write a .webm.")
    if kind == ".webm" and not alpha:
        raise InputError(
            f"{path}: a .webm is written with a transparent background only; ask for it (--alpha),"
            " or write an .mp4."
        )
    if kind in (".mp4", ".webm"):
        return _Film(path, size, fps, alpha)
    if kind in (".gif", ".webp", ".png", ".jpg", ".jpeg"):
        return _Pictures(path, size, fps, alpha, still=kind not in (".gif", ".webp"))
    raise InputError(
        f"{path} is no kind of file that a performance can be: end it in .mp4, .webm (with"
        " --alpha), .gif, .webp, .png or .jpg."
    )


class _Film(FilmWriter):
    full = False

    def __init__(self, path: Path, size: tuple[int, int], fps: float, alpha: bool) -> None:
        super().__init__(path, *size, fps, alpha=alpha, label=Label())

    @property
    def rate(self) -> Fraction:
        return self.fps


class _Pictures:
    """A short silent animation, or a still of the moment one second after she has begun to speak."""

    def __init__(
        self, path: Path, size: tuple[int, int], fps: float, alpha: bool, *, still: bool
    ) -> None:
        if not (min(size) >= 16 and max(size) <= 8192):
            raise InputError(
                f"A picture cannot be {size[0]}x{size[1]}: both sides must be between 16 and 8192"
                " pixels."
            )
        if not 1 <= fps <= 240:
            raise InputError(
                f"An animation cannot have {fps:g} pictures per second: give 1 to 240."
            )
        self.path, self.alpha, self.still = path, alpha, still
        self.rate = Fraction(fps).limit_denominator(1001)
        self.most = ANIMATION_BYTES // (size[0] * size[1] * (4 if alpha else 3))
        self.pictures: list[U8] = []
        self.heard = 0

    @property
    def full(self) -> bool:
        return self.still and self.heard > self.rate

    def picture(self, picture: U8) -> None:
        self.heard += bool(self.heard)
        if self.still:
            if self.heard <= self.rate:
                self.pictures = [picture]
            return
        if len(self.pictures) >= self.most:
            raise InputError(
                f"{self.path} would be longer than {self.most / self.rate:.0f} seconds, which an"
                " animation of this size cannot be: shorten the script, make the picture smaller"
                " (--size, --fps), or write an .mp4."
            )
        self.pictures.append(picture)

    def sound(self, pcm: F32) -> None:
        self.heard = max(self.heard, int(bool(np.any(pcm))))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        if self.still:
            write_still(self.path, self.pictures[-1])
        else:
            write_animation(self.path, self.pictures, float(self.rate))
