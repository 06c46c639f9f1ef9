"""Layouts: the pictures that outputs ask for, each drawn once for all that ask for the same.

A `Drawing` follows every moment, so that what fades and glides is right whenever a picture is
wanted, and draws those it is asked for in threads of its own: a large layout does not stand in the
way of a small one.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from vidol.core.arrays import U8
from vidol.core.face import Face
from vidol.show.moment import Moment, Visible
from vidol.show.picture.composition import Composition
from vidol.show.picture.drawing import Shot, draw, draw_cutout, figure

log = logging.getLogger(__name__)

DRAWERS: Final = 2
"""Threads of a layout. Most of drawing releases the interpreter."""
_RECENT: Final = 0.05  # weight of the newest picture in the mean time of drawing


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture of the show. Equal layouts are drawn once."""

    width: int
    height: int
    """In pixels."""
    backdrop: bool = True
    """With the place behind her, (height, width, 3) RGB; without, (height, width, 4) RGBA with
    straight alpha. sRGB, uint8.
    """
    captions: bool = True
    alone: bool = False
    """Nothing but her: no caption, question, picture or drift. Has no backdrop."""

    def composition(self) -> Composition:
        """What is visible in it."""
        return Composition(self.width, self.height, captions=self.captions, alone=self.alone)

    def draw(self, face: Face, shot: Shot, number: int) -> U8:
        """The picture of a shot; `number` is the moment's. Called by several threads at once."""
        if self.alone:
            return figure(face, shot)
        return draw(face, shot) if self.backdrop else draw_cutout(face, shot)


@dataclass(slots=True)
class _Task:
    moment: Moment
    face: Face | None
    picture: Future[U8] | None
    """None where the moment is only followed."""


class Drawing:
    """A layout as a performance goes by."""

    def __init__(self, layout: Layout, now: Callable[[], float]) -> None:
        """`now` is a clock in seconds."""
        self.layout = layout
        self.seconds = 0.0
        """Drawing one picture, mean of the last ones."""
        self._now = now
        self._composition = layout.composition()
        self._order = threading.Lock()
        self._waiting: deque[_Task] = deque()
        self._pictures: deque[Future[U8]] = deque()
        self._drawers = ThreadPoolExecutor(DRAWERS, "draw")

    def draw(self, moment: Moment, face: Face) -> Future[U8]:
        """The picture of the next moment. What goes wrong while it is drawn is raised by the
        future.
        """
        picture: Future[U8] = Future()
        self._forget_finished()
        self._pictures.append(picture)
        self._take(_Task(moment, face, picture))
        return picture

    @property
    def unfinished(self) -> int:
        """Pictures that are being drawn or wait for it."""
        self._forget_finished()
        return len(self._pictures)

    def follow(self, moment: Moment) -> None:
        """Let the next moment pass without a picture."""
        if moment.opens or any(isinstance(what, Visible) for what in moment.began):
            self._take(_Task(moment, None, None))

    def still(self, moment: Moment, face: Face) -> Future[U8]:
        """The picture of the last moment once more."""
        return self._drawers.submit(self._again, moment, face)

    def close(self) -> None:
        """Draw what waits, and end."""
        self._drawers.shutdown(wait=True)

    def _forget_finished(self) -> None:
        # A future keeps its picture: of those that are drawn, whoever asked has them.
        while self._pictures and self._pictures[0].done():
            self._pictures.popleft()

    def _take(self, task: _Task) -> None:
        self._waiting.append(task)
        self._drawers.submit(self._next)

    def _next(self) -> None:
        """Do the next task. Compositions are followed in order, one after another; the drawing
        itself is done side by side.
        """
        shot, problem = None, None
        with self._order:
            task = self._waiting.popleft()
            try:
                self._composition.follow(task.moment)
                shot = self._composition.shot(task.moment) if task.picture else None
            except Exception as error:  # noqa: BLE001 - handed on with the picture
                problem = error
        if task.picture is None:
            if problem:
                log.warning("what is shown could not be changed: %s", problem)
        elif shot is None or task.face is None:
            task.picture.set_exception(problem or RuntimeError("there is nothing to draw"))
        else:
            self._draw(task.picture, task.face, shot, task.moment.number)

    def _draw(self, picture: Future[U8], face: Face, shot: Shot, number: int) -> None:
        begun = self._now()
        try:
            drawn = self.layout.draw(face, shot, number)
        except Exception as error:  # noqa: BLE001 - a face is anyone's plug-in
            picture.set_exception(error)
            return
        self.seconds += _RECENT * (self._now() - begun - self.seconds)
        picture.set_result(drawn)

    def _again(self, moment: Moment, face: Face) -> U8:
        with self._order:
            self._composition.follow(replace(moment, opens=None, began=()))
            shot = self._composition.shot(moment)
        return self.layout.draw(face, shot, moment.number)
