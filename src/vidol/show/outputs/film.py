"""The film: pictures and sound as ``.mp4``, or as ``.webm`` with a transparent background. How they
are encoded is the business of vidol.media.film.

    vidol perform mika.vidol script.md -o show.mp4
    vidol live mika.vidol --output film:tonight.mp4
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE
from vidol.media.film import FilmWriter
from vidol.media.labels import Label
from vidol.show.moment import Moment
from vidol.show.outputs.output import Output, Performance
from vidol.show.picture.layouts import Layout

ENDINGS: Final = (".mp4", ".webm")
_BEAT: Final = SAMPLE_RATE // 2  # samples that are handed to the encoder at once


class Film(Output):
    """A film file. It appears when the performance is over; until then, and if that fails, a file
    that was there before is untouched.
    """

    patience = 600.0  # what was not encoded yet is not to be lost

    def __init__(self, target: str | Path, *, layout: Layout | None = None) -> None:
        """`layout` is what is filmed; without one, all there is at the performance's size, with a
        background in an .mp4.

        Raises InputError for an ending that is no film's, or does not go with the layout.
        """
        self.path = Path(target)
        kind = self.path.suffix.lower()
        if kind not in ENDINGS:
            raise InputError(f"{target} is no film's name: end it in .mp4 or .webm.")
        self.alpha = kind == ".webm"
        if layout and not self.alpha and not layout.backdrop:
            raise InputError(
                f"{target} cannot be transparent: MP4 has no transparency, write a .webm."
            )
        if layout and self.alpha and layout.backdrop:
            raise InputError(
                f"{target}: a .webm is written with a transparent background only; ask for it"
                " (--alpha), or write an .mp4."
            )
        self.layout = layout
        self._open = contextlib.ExitStack()
        self._writer: FilmWriter | None = None
        self._last: U8 | None = None
        self._next = 0  # the number of the moment that is to come
        self._end = 0  # the sample up to which there is sound
        self._sound: list[F32] = []

    def start(self, performance: Performance) -> None:
        """Raises InputError for a size that no film can have, OutputError where none can be
        written.
        """
        self.layout = self.layout or Layout(*performance.size, backdrop=not self.alpha)
        self._last, self._sound = None, []
        self._writer = self._open.enter_context(
            FilmWriter(
                self.path,
                self.layout.width,
                self.layout.height,
                performance.rate,
                alpha=self.alpha,
                label=Label(visible=performance.label.said),
            )
        )

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """A moment that was left out shows the picture before it, in silence; one without its
        picture only shows that.
        """
        shown = self._last if picture is None else picture
        if self._writer is None or shown is None:
            return
        try:
            self._write(self._writer, moment, shown)
        except Exception:
            with self._open:  # says in a sentence what is the matter with the disk
                self._writer = None
                raise

    def stop(self, *, complete: bool) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        if complete:
            with self._open:
                self._flush(writer)
        else:
            with contextlib.suppress(_ThrownAway), self._open:
                raise _ThrownAway

    def _write(self, writer: FilmWriter, moment: Moment, picture: U8) -> None:
        if self._last is None:
            self._last, self._next, self._end = picture, moment.number, moment.start
        if moment.start > self._end:
            self._sound.append(np.zeros(moment.start - self._end, np.float32))
        for _ in range(moment.number - self._next):
            writer.picture(self._last)
        writer.picture(picture)
        self._sound.append(moment.sound)
        self._last = picture
        self._next, self._end = moment.number + 1, moment.start + len(moment.sound)
        if sum(map(len, self._sound)) >= _BEAT:
            self._flush(writer)

    def _flush(self, writer: FilmWriter) -> None:
        sound, self._sound = self._sound, []
        if sound:
            writer.sound(np.concatenate(sound))


class _ThrownAway(Exception):
    """Tells the writer that nothing is to come of its film."""
