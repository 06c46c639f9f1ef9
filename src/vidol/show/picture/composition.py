"""What is visible: the scene, the framing, pictures, the question and the caption, and how each
comes and goes.

`Composition` follows the moments of a performance for one size of picture and gives the `Shot` of
those that are drawn. It draws nothing itself except the still things, once each, when they first
appear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from vidol.core.arrays import F64, U8
from vidol.media import pictures
from vidol.media.visible_label import BELOW, CORNER, Mark
from vidol.show.events import Scene, ShowPicture
from vidol.show.moment import Moment, Shown, Visible
from vidol.show.picture import cards
from vidol.show.picture.cards import Box
from vidol.show.picture.drawing import Overlay, Shot
from vidol.show.picture.light import light_of, plain_light
from vidol.show.picture.particles import Particles
from vidol.show.picture.scenes import FRAMINGS, Framing, paint
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked

FADE: Final = 0.5
"""Seconds of a scene's cross-fade and of a picture's entry."""
GLIDE: Final = 0.8
"""Seconds in which the framing moves."""
RISE: Final = 14
"""Pixels that a picture rises while it appears."""
FACE: Final = Box(0.26, 0.25, 0.74, 0.72)
"""Where the face is in her square, forehead to chin: what holds the landmarks of the artist's
characters however they turn (98 % of 480 poses of 80 of them).
"""
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

    def at(self, t: float, rise: int) -> Overlay:
        """It at a time, `rise` pixels lower when it begins."""
        opacity = self.opacity(t)
        y = self.overlay.y + round(rise * (1 - opacity))
        return Overlay(self.overlay.rgba, self.overlay.x, y, opacity)


class Composition:
    """What is visible of a show in pictures of (width, height) pixels."""

    def __init__(
        self, width: int, height: int, *, captions: bool = True, alone: bool = False
    ) -> None:
        """`captions` draws them; `alone` shows nothing but her, where and in the light in which she
        would stand among the rest.
        """
        self.width, self.height = width, height
        self._captions, self._alone = captions, alone
        self._unit = min(height, round(1.3 * width))
        self._shown: Shown | None = None
        self._mark = CORNER

    def follow(self, moment: Moment) -> None:
        """Begin what begins with a moment. Each is to be given once, in order; without the first of
        the timeline, what is shown by then stands at once.

        Raises InputError for a picture that cannot be read.
        """
        self._mark = moment.label
        if self._shown is None or moment.opens is not None:
            self._open(moment.opens or moment.shown, moment.time)
            if moment.opens is None:
                return
        for happening in moment.began:
            if isinstance(happening, Visible):
                self._happen(happening, moment.time)

    def shot(self, moment: Moment) -> Shot:
        """What the picture of a moment shows that was followed."""
        t = moment.time
        for items in (self._pictures, self._questions):
            items[:] = [item for item in items if item.until is None or t - item.until < FADE]
        side, x, y = self._place(t)
        mix = _ease((t - self._changed) / FADE)
        behind, before = self._drift(t, mix)
        over = [
            *(item.at(t, RISE) for item in self._pictures),
            *(item.at(t, 0) for item in self._questions),
            self._caption(moment.caption, moment.label),
            self._label(moment.label),
        ]
        return Shot(
            moment.controls,
            self._sharp(t, side),
            x,
            y,
            side,
            self._back,
            self._before if mix < 1.0 else None,
            mix,
            _table(self._lit(mix)),
            behind,
            (*before, *(overlay for overlay in over if overlay)),
        )

    def _open(self, shown: Shown, t: float) -> None:
        """Begin with what is shown already."""
        self._from = self._to = self._placed(FRAMINGS[shown.framing])
        self._moved = t - GLIDE
        self._before: U8 | None = None
        self._light_before = plain_light()
        self._changed = t - FADE
        self._pictures: list[_Fading] = []
        self._questions: list[_Fading] = []
        self._held: tuple[Path, U8] | None = None
        self._page: tuple[Page, Overlay] | None = None
        self._set_background(shown.background)
        self._shown = shown
        self._reframe(shown, t - GLIDE)
        if not self._alone:
            self._lay_out(shown, t - FADE, picture_anew=True)

    def _happen(self, happening: Visible, t: float) -> None:
        """Begin a change at `t`."""
        assert self._shown is not None
        before, self._shown = self._shown, self._shown.after(happening)
        self._reframe(self._shown, t)
        if isinstance(happening, Scene) and self._shown.background != before.background:
            self._before, self._light_before, self._changed = self._back, self._light, t
            self._set_background(self._shown.background)
        if not self._alone:
            self._lay_out(self._shown, t, picture_anew=not isinstance(happening, Asked))

    def _lay_out(self, shown: Shown, t: float, *, picture_anew: bool) -> None:
        """Put the question and the picture where they cover neither her face nor one another; what
        is not where it was fades from there to here.
        """
        face, asked, what = self._face(), shown.question, shown.picture
        question = None
        if asked:
            question = cards.question(
                asked.text,
                asked.language,
                self.width,
                self.height,
                face,
                self._labelled(),
                right=shown.side > 0,
                low=bool(what) and self.width < self.height,
            )
        self._exchange(self._questions, question, t, anew=False)
        picture = None
        if what:
            above = cards.inked(question).bottom if question else 0.0
            room = self._room(shown.side, face, above)
            picture = cards.picture(self._read(what), self._back, room)
        self._exchange(self._pictures, picture, t, anew=picture_anew)

    def _exchange(
        self, items: list[_Fading], overlay: Overlay | None, t: float, *, anew: bool
    ) -> None:
        """Let an overlay take the place of that which stands."""
        standing = next((item.overlay for item in items if item.until is None), None)
        if not anew and overlay and standing and _same(standing, overlay):
            return
        self._end(items, t)
        if overlay:
            items.append(_Fading(overlay, t))

    def _read(self, what: ShowPicture) -> U8:
        """A picture that is shown, kept while it is."""
        if self._held is None or self._held[0] != what.path:
            self._held = (what.path, pictures.read_picture(what.path))
        return self._held[1]

    def _face(self) -> Box:
        """Where her face is, or will be when she stands still."""
        side, x, y = self._to
        left, top, right, bottom = FACE
        return Box(x + left * side, y + top * side, x + right * side, y + bottom * side)

    def _room(self, side: float, face: Box, above: float) -> Box:
        """Where there is room for a picture: beside her, in a tall picture above her; below what
        stands `above`.
        """
        width, height = self.width, self.height
        gap = 0.02 * height
        if width < height:
            top = max(0.03 * height, above + gap, self._labelled().bottom + gap / 2)
            bottom = max(top + 64, height - self._unit + 0.01 * height)
            return Box(0.07 * width, top, 0.93 * width, bottom)
        reach = min(0.40 * width, (face.left if side < 0 else width - face.right) - 2.5 * gap)
        nearest = (face.left if side < 0 else width - face.right) - gap - reach / 2
        middle = min(0.265 * width, nearest)
        middle = middle if side < 0 else width - middle
        top = max(0.11 * height, above + gap)
        bottom = max(top + 0.2 * height, 0.71 * height)
        return Box(middle - reach / 2, top, middle + reach / 2, bottom)

    def _caption(self, page: Page | None, label: Mark) -> Overlay | None:
        if page is None or not self._captions or self._alone:
            return None
        if self._page is None or self._page[0] != page:
            self._page = (page, cards.caption(page, self.width, self.height))
        caption = self._page[1]
        if label.place != "caption":
            return caption
        return replace(caption, y=caption.y - round(BELOW * self.height))

    def _label(self, label: Mark) -> Overlay | None:
        placed = None if self._alone else label.over(self.width, self.height)
        return placed and Overlay(*placed)

    def _labelled(self) -> Box:
        """Where the label stands, if it is in a corner; a point otherwise."""
        label = self._label(self._mark) if self._mark.place == "corner" else None
        return cards.inked(label) if label else Box(0, 0, 0, 0)

    def _drift(self, t: float, mix: float) -> tuple[tuple[Overlay, ...], tuple[Overlay, ...]]:
        """What drifts behind and in front of her; it comes with its scene."""
        if self._particles is None:
            return (), ()
        behind, before = self._particles.at(t)
        return (
            tuple(replace(dot, opacity=dot.opacity * mix) for dot in behind),
            tuple(replace(dot, opacity=dot.opacity * mix) for dot in before),
        )

    def _sharp(self, t: float, side: float) -> int:
        """Pixels in which a face is drawn that cannot draw itself at any scale: the side that the
        framing rests at is drawn to the pixel; while it glides, the nearer end's drawing is scaled.
        """
        gliding = t - self._moved < GLIDE
        wanted = max(self._from[0], self._to[0]) if gliding else side
        return min(round(wanted), round(SHARPEST * self.height))

    def _lit(self, mix: float) -> F64:
        if mix == 1.0:
            return self._light
        return self._light_before + mix * (self._light - self._light_before)

    def _set_background(self, background: str | Path) -> None:
        self._back = paint(background, self.width, self.height)
        self._light = light_of(background, self._back)
        self._particles = None if self._alone else Particles.of(background, self.width, self.height)

    def _end(self, items: list[_Fading], t: float) -> None:
        for item in items:
            if item.until is None:
                item.until = max(t, item.since + FADE)

    def _reframe(self, shown: Shown, t: float) -> None:
        """Glide to where the scene and a picture beside the speaker put her."""
        name = shown.framing
        if shown.picture:
            name = "right third" if shown.side < 0 else "left third"
        target = self._placed(FRAMINGS[name])
        if target != self._to:
            self._from, self._to, self._moved = self._place(t), target, t

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


def _same(one: Overlay, other: Overlay) -> bool:
    return (one.x, one.y) == (other.x, other.y) and np.array_equal(one.rgba, other.rgba)


def _ease(u: float) -> float:
    """Minimum-jerk ease from 0 to 1."""
    u = min(1.0, max(0.0, u))
    return u * u * u * (10 - 15 * u + 6 * u * u)


def _table(light: F64) -> U8 | None:
    """A tint as a look-up table, (1, 256, 3); None for no tint."""
    if np.all(light > 0.99):
        return None
    return np.asarray(np.arange(256)[:, None] * light + 0.5, np.uint8)[None]
