"""Moments: what one frame of a performance is, without a pixel.

A timeline (vidol.show.timeline) makes them one after another. Whoever shows a performance makes of
them what it needs: a composition the picture, a film its sound, an output of a protocol the
controls alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from vidol.core.arrays import F32
from vidol.core.controls import Vector
from vidol.media.visible_label import CORNER, Mark
from vidol.show.events import BACKGROUND, FRAMING, HidePicture, Scene, ShowPicture
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked, Happening

Visible = Scene | ShowPicture | HidePicture | Asked
"""What changes the picture beside her, and not herself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the picture besides her, and where: enough to know which way she looks, and to
    begin a picture in the middle of a show.
    """

    background: str | Path = BACKGROUND
    framing: str = FRAMING
    """That the scene asks for; a picture beside her moves her out of its way."""
    picture: ShowPicture | None = None
    question: Asked | None = None

    def after(self, happening: Visible) -> Shown:
        """What is shown once this has happened."""
        if isinstance(happening, Scene):
            return replace(
                self,
                background=(
                    self.background if happening.background is None else happening.background
                ),
                framing=happening.framing or self.framing,
                picture=None,
            )
        if isinstance(happening, Asked):
            return replace(self, question=happening if happening.text else None)
        return replace(self, picture=happening if isinstance(happening, ShowPicture) else None)

    @property
    def side(self) -> float:
        """Where there is room beside her, for a picture or a question: -1 left, 1 right."""
        return 1.0 if self.framing == "left third" else -1.0

    @property
    def interest(self) -> float:
        """The side of a picture that is shown, as her gaze wants it: -1 left, 1 right, 0 none."""
        return self.side if self.picture else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One frame of a performance."""

    number: int
    """Counted from 0 at the beginning of the show."""
    start: int
    """The sample of the show at which it begins."""
    time: float
    """Seconds since its timeline began; a recording begins another one. What fades and drifts goes
    by it.
    """
    controls: Vector
    """How she stands: vidol.core.controls.NAMES says what each value is."""
    sound: F32
    """(samples,) of its time at SAMPLE_RATE, within -1..1."""
    speaking: bool
    """Whether a take is being played."""
    emotion: str
    """Of vidol.core.acts.EMOTIONS."""
    caption: Page | None
    """The page that is read now, its times in seconds since the timeline began."""
    began: tuple[Happening, ...]
    """What begins with it, in order."""
    shown: Shown
    """What is shown once that has begun."""
    epoch: int = 0
    """How often she was silenced before."""
    opens: Shown | None = None
    """In the first moment of a timeline: what is shown before anything begins. Pictures start from
    it at once, whatever they showed.
    """
    label: Mark = CORNER
    """What every picture of it says to those who see it. One that shows it without her surroundings
    (a layout that is `alone`) has it beside her.
    """
