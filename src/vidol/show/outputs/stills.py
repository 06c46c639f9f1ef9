"""Pictures without sound: a still of the moment one second after she has begun to speak, or a short
animation. How they are encoded is the business of vidol.media.stills.

    vidol perform mika.vidol script.md -o show.png
    vidol perform mika.vidol script.md -o show.webp --fps 10
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.media.labels import Label
from vidol.media.stills import write_animation, write_still
from vidol.show.moment import Moment
from vidol.show.outputs.output import Output, Performance
from vidol.show.picture.layouts import Layout

ANIMATION_BYTES: Final = 512 << 20
"""Of raw pictures that an animation may hold: it is made in memory."""
STILLS: Final = (".png", ".jpg", ".jpeg")
ANIMATIONS: Final = (".gif", ".webp")


class Stills(Output):
    """A still or an animation. It is written when it is complete."""

    def __init__(
        self, target: str | Path, *, layout: Layout | None = None, alpha: bool = False
    ) -> None:
        """`layout` is what is shown, at the performance's size if None, where `alpha` leaves the
        background out. Raises InputError for an ending that is no picture's.
        """
        self.path, self._alpha = Path(target), alpha
        kind = self.path.suffix.lower()
        if kind not in (*STILLS, *ANIMATIONS):
            raise InputError(
                f"{target} is no picture's name: end it in .png or .jpg for a still, .gif or .webp"
                " for an animation."
            )
        self.layout, self._still = layout, kind in STILLS
        self._pictures: list[U8] = []
        self._heard: int | None = None  # the number of the moment in which she is first heard
        self._rate, self._most = Fraction(1), 0
        self._label = Label()

    def start(self, performance: Performance) -> None:
        """Raises InputError for an impossible size."""
        self.layout = self.layout or Layout(*performance.size, backdrop=not self._alpha)
        size = (self.layout.width, self.layout.height)
        if not (min(size) >= 16 and max(size) <= 8192):
            raise InputError(
                f"A picture cannot be {size[0]}x{size[1]}: both sides must be between 16 and 8192"
                " pixels."
            )
        self._rate, self._label = performance.rate, Label(visible=performance.label.said)
        self._most = ANIMATION_BYTES // (size[0] * size[1] * (3 if self.layout.backdrop else 4))
        self._pictures, self._heard, self.full = [], None, False

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Raises InputError when an animation becomes too long."""
        if self._heard is None and np.any(moment.sound):
            self._heard = moment.number
        if picture is None:
            picture = self._pictures[-1] if self._pictures else None
        if picture is None:
            return
        if self._still:
            self._pictures = [picture]
            self.full = self._heard is not None and moment.number >= self._heard + self._rate
            return
        if len(self._pictures) >= self._most:
            longest = float(self._most / self._rate)
            raise InputError(
                f"{self.path} would be longer than {longest:.0f} seconds, which an animation of"
                " this size cannot be: shorten the script, make the picture smaller (--size"
                " 480x270 --fps 12 has room for two minutes), or write an .mp4."
            )
        self._pictures.append(picture)

    def stop(self, *, complete: bool) -> None:
        pictures, self._pictures = self._pictures, []
        if not complete or not pictures:
            return
        if self._still:
            write_still(self.path, pictures[-1], label=self._label)
        else:
            write_animation(self.path, pictures, float(self._rate), label=self._label)
