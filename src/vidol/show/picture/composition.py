"""What is visible: the scene, the framing, pictures, the question and the caption, and how each
comes and goes.

`Stage` is a streaming state like vidol.body.motion: it is told what happens and gives one `Shot`
per frame. It draws nothing itself except the still things, once each, when they first appear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F64, U8
from vidol.core.controls import Vector
from vidol.media import pictures
from vidol.show.events import HidePicture, Scene, ShowPicture
from vidol.show.picture import cards
from vidol.show.picture.drawing import Overlay, Shot
from vidol.show.picture.particles import Particles
from vidol.show.picture.scenes import DEFAULT, FRAMINGS, Framing, paint
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked

FADE: Final = 0.5
"""Seconds of a scene's cross-fade and of a picture's entry."""
GLIDE: Final = 0.8
"""Seconds in which the framing moves."""
SHARPEST: Final = 1.12
"""The face is drawn at most this many frame heights large; closer framings enlarge it."""


@dataclass(slots=True)
class _Fading:
    """Something that fades in at `since` and, once `until` is set, out."""

    overlay: Overlay
    since: float
    until: float | None = None

    def opacity(self, t: float) -> float:
        rise = _ease((t - self.since) / FADE)
        return rise if self.until is None else min(rise, 1.0 - _ease((t - self.until) / FADE))


class Stage:
    """The visible state of one show, (width, height) pixels at `fps` frames per second."""

    def __init__(
        self,
        width: int,
        height: int,
        fps: float,
        *,
        captions: bool = True,
        first: Scene | None = None,
    ) -> None:
        self.width, self.height = width, height
        self._dt, self._frame = 1 / fps, 0
        self._captions = captions
        self._unit = min(height, round(1.3 * width))
        self._base = "bust"
        self._from = self._to = self._placed(FRAMINGS["bust"])
        self._moved = -GLIDE
        self._background: str | Path = DEFAULT
        self._before: U8 | None = None
        self._light_before = _light(None)
        self._changed = -FADE
        self._pictures: list[_Fading] = []
        self._questions: list[_Fading] = []
        self._page: tuple[Page, Overlay] | None = None
        self._set_background((first and first.background) or DEFAULT)
        if first and first.framing:
            self._base = first.framing
            self._from = self._to = self._placed(FRAMINGS[self._base])

    @property
    def time(self) -> float:
        """Seconds since the start, at the next frame."""
        return self._frame * self._dt

    def happen(self, happening: Scene | ShowPicture | HidePicture | Asked) -> None:
        """Begin a change at the next frame. Raises InputError for a picture that cannot be read."""
        t = self.time
        if isinstance(happening, Scene):
            self._end(self._pictures)
            if happening.background is not None and happening.background != self._background:
                self._before, self._light_before, self._changed = self._back, self._light, t
                self._set_background(happening.background)
            self._base = happening.framing or self._base
        elif isinstance(happening, ShowPicture):
            self._end(self._pictures)
            overlay = cards.picture(
                pictures.read_picture(happening.path),
                self.width,
                self.height,
                self._unit,
                left=self._picture_left(),
            )
            self._pictures.append(_Fading(overlay, t))
        elif isinstance(happening, HidePicture):
            self._end(self._pictures)
        else:
            self._end(self._questions)
            if happening.text:
                self._questions.append(
                    _Fading(
                        cards.question(
                            happening.text,
                            happening.language,
                            self.width,
                            self.height,
                            right=self.question_side > 0,
                        ),
                        t,
                    )
                )
        self._reframe()

    @property
    def interest(self) -> float:
        """The side of a picture that is shown, as the character's gaze wants it: -1 left, 1 right,
        0 none.
        """
        shown = any(item.until is None for item in self._pictures)
        return (-1.0 if self._picture_left() else 1.0) if shown else 0.0

    @property
    def question_side(self) -> float:
        """Where a viewer's question stands: -1 left, 1 right."""
        return 1.0 if self._base == "left third" else -1.0

    def shot(self, controls: Vector, page: Page | None) -> Shot:
        """The next frame, with the face's controls and the caption's page."""
        t = self.time
        for items in (self._pictures, self._questions):
            items[:] = [item for item in items if item.until is None or t - item.until < FADE]
        place = self._place(t)
        side, x, y = place
        # The side that the framing rests at is drawn to the pixel; while it glides, the nearer
        # end's drawing is scaled.
        size = min(
            round(max(self._from[0], self._to[0])) if t - self._moved < GLIDE else round(side),
            round(SHARPEST * self.height),
        )
        mix = _ease((t - self._changed) / FADE)
        over = [
            Overlay(
                item.overlay.rgba,
                item.overlay.x,
                item.overlay.y + round(14 * (1 - item.opacity(t))),
                item.opacity(t),
            )
            for item in self._pictures
        ]
        over += [
            Overlay(item.overlay.rgba, item.overlay.x, item.overlay.y, item.opacity(t))
            for item in self._questions
        ]
        drift = [
            [replace(dot, opacity=dot.opacity * mix) for dot in dots]
            for dots in (self._particles.at(t) if self._particles else ([], []))
        ]
        light = (
            self._light
            if mix == 1.0
            else self._light_before + mix * (self._light - self._light_before)
        )
        caption = self._caption(page)
        self._frame += 1
        return Shot(
            controls,
            size,
            x,
            y,
            side,
            self._back,
            self._before if mix < 1.0 else None,
            mix,
            _table(light),
            tuple(drift[0]),
            (*drift[1], *over, *([caption] if caption else [])),
        )

    def _set_background(self, background: str | Path) -> None:
        self._background = background
        self._back = paint(background, self.width, self.height)
        self._light = _light(self._back)
        self._particles = Particles.of(background, self.width, self.height)

    def _end(self, items: list[_Fading]) -> None:
        for item in items:
            if item.until is None:
                item.until = max(self.time, item.since + FADE)

    def _picture_left(self) -> bool:
        return self._base != "left third"

    def _reframe(self) -> None:
        """Glide to where the scene and a picture beside the speaker put her."""
        name = self._base
        if any(item.until is None for item in self._pictures):
            name = "right third" if self._picture_left() else "left third"
        target = self._placed(FRAMINGS[name])
        if target != self._to:
            self._from, self._to, self._moved = self._place(self.time), target, self.time

    def _placed(self, framing: Framing) -> tuple[float, float, float]:
        """(side, x, y) of a framing in whole pixels; what does not fit a tall frame stands at its
        lower edge.
        """
        side = round(framing.side * self._unit)
        top = self.height - self._unit + round(framing.top * self._unit)
        wide = self.width >= self.height
        return (
            float(side),
            float(round((framing.x if wide else 0.5) * self.width - side / 2)),
            float(top),
        )

    def _place(self, t: float) -> tuple[float, float, float]:
        u = _ease((t - self._moved) / GLIDE)
        side, x, y = (a + (b - a) * u for a, b in zip(self._from, self._to, strict=True))
        return side, x, y

    def _caption(self, page: Page | None) -> Overlay | None:
        if page is None or not self._captions:
            return None
        if self._page is None or self._page[0] != page:
            self._page = (page, cards.caption(page, self.width, self.height))
        return self._page[1]


def _ease(u: float) -> float:
    """Minimum-jerk ease from 0 to 1."""
    u = min(1.0, max(0.0, u))
    return u * u * u * (10 - 15 * u + 6 * u * u)


def _light(back: U8 | None) -> F64:
    """The tint (r, g, b) that a place gives to who stands in it: towards its mean colour, darker in
    the dark, never much.
    """
    if back is None:
        return np.ones(3)
    mean = cv2.resize(back, (8, 8), interpolation=cv2.INTER_AREA).reshape(-1, 3).mean(axis=0) / 255
    luma = float(mean @ np.array([0.2126, 0.7152, 0.0722]))
    gain = (1 + 0.16 * (mean / max(luma, 0.05) - 1)).clip(0.88, 1.08) * (
        0.93 + 0.07 * min(1.0, luma / 0.45)
    )
    return np.asarray(gain.clip(0, 1), np.float64)


def _table(light: F64) -> U8 | None:
    """A tint as a look-up table, (1, 256, 3); None for no tint."""
    if np.all(light > 0.99):
        return None
    return np.asarray(np.arange(256)[:, None] * light + 0.5, np.uint8)[None]
