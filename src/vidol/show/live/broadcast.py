"""What goes out of a live show: moments thirty times a second, sound before its time, and the
record of all that they were made from.

Nothing here decides what is said: that is the turns' (vidol.show.live.turns).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import BaseModel

from vidol.body.motion import Motion
from vidol.core.acts import Feel
from vidol.core.arrays import U8
from vidol.core.character import Performing
from vidol.core.errors import InputError, OutputError
from vidol.core.face import Face
from vidol.media.visible_label import Mark, VisibleLabel
from vidol.show.clock import Clock
from vidol.show.events import Scene
from vidol.show.messages import Notice
from vidol.show.moment import Moment, Shown
from vidol.show.outputs.browser import Browser, Viewer
from vidol.show.outputs.delivery import Delivery
from vidol.show.outputs.output import Performance
from vidol.show.outputs.sharper import Sharper, size_for
from vidol.show.record import Recorder, opening_of
from vidol.show.record_lines import (
    AskedLine,
    BeginLine,
    CutLine,
    happens,
    quantised,
    take_line,
)
from vidol.show.speaking.takes import Happening, Take
from vidol.show.timeline import FADE, Placed, Timeline

FPS: Final = 30
STAGE: Final = "browser"
"""The name of the output that viewers are."""


class Broadcast:
    """One show on its way to the outputs."""

    def __init__(
        self,
        character: Performing,
        *,
        name: str,
        size: int,
        place: Shown,
        label: VisibleLabel,
        clock: Clock,
        sent: Callable[[int], None],
        played: Callable[[str, int, int], None],
    ) -> None:
        """`name` is this run's, and the seed of her movement; `place` is where she is, `label` the
        label that people see.

        `sent` is told up to which sample sound was sent, `played` which sample sounds at an output
        that knows.
        """
        self.place = place
        """Where all that is known puts her, also what was said but not yet heard."""
        self.size, self.clock, self._name, self._sent = size, clock, name, sent
        self.browser = Browser(size, clock.now)
        self._sharper: dict[int, Sharper] = {}
        self.delivery = Delivery(
            Performance(character.name, Fraction(FPS), (size, size), live=True, label=label),
            clock.now,
            failed=lambda name, error: self.warn("error", "output-failed", f"{name}: {error}"),
            played=played,
        )
        self.timeline = Timeline(
            Motion(name, FPS),
            Fraction(FPS),
            shown=place,
            label=Mark(label.place, character.default_language),
        )
        self.moment: Moment | None = None
        """The last one that went out."""
        self.recorder: Recorder | None = None
        self.frames = 0
        self._ticked: asyncio.Future[None] | None = None

    @property
    def head(self) -> int:
        """The sample of the show at which the next moment begins."""
        return self.timeline.start + self.timeline.head

    @property
    def end(self) -> int:
        """Up to where it is known what is said."""
        return self.timeline.start + self.timeline.end

    async def start(self) -> None:
        """Open the stage."""
        await self.delivery.add(STAGE, self.browser)

    async def close(self) -> None:
        """End the record, if one runs, and the outputs."""
        if self.recorder:
            with contextlib.suppress(OutputError):  # a full disk: nobody is left to be told
                self.stop_recording()
        await self.delivery.close(complete=True)

    async def show_larger(self, viewer: Viewer, wanted: int) -> None:
        """Give a viewer who shows her `wanted` pixels large pictures of the size for that."""
        size = size_for(wanted, self.size)
        if size != self.size and size not in self._sharper:
            output = self._sharper[size] = Sharper(size, lambda: self.browser.of_size(size))
            await self.delivery.add(f"{STAGE} {size}", output)
        self.browser.larger(viewer, None if size == self.size else size)

    # ---- moments

    def tick(self, face: Face) -> Moment:
        """Give the next moment to the outputs."""
        moment = self.moment = self.timeline.moment()
        self.frames += 1
        self.send_sound()
        if self.recorder:
            self.recorder.sound(moment.sound)
            number = self.timeline.number
            if number % FPS == 0:
                self._recorded(lambda recorder: recorder.check(number))
        self.delivery.offer(moment, face)
        return moment

    def ticked(self) -> None:
        """Let those go on that wait for `passed`."""
        if self._ticked and not self._ticked.done():
            self._ticked.set_result(None)

    async def passed(self) -> None:
        """Wait until the next moment has been given."""
        if self._ticked is None or self._ticked.done():
            self._ticked = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._ticked)

    def send_sound(self) -> None:
        """Send what is known of the sound before its time. Where nothing is said nothing is
        sent.
        """
        start = self.timeline.start
        furthest = self.delivery.sound(
            self.head,
            self.end,
            self.timeline.epoch,
            lambda first, stop: self.timeline.sound(first - start, stop - start),
        )
        if furthest:
            self._sent(furthest)

    @property
    def picture_seconds(self) -> float:
        """Drawing and encoding one picture of the stage, mean of the last ones."""
        drawing = self.delivery.drawing(self.browser.stage)
        return self.browser.seconds + (drawing.seconds if drawing else 0.0)

    async def still(self, face: Face) -> U8:
        """The picture of this moment, (size, size, 4) RGBA with straight alpha, labelled."""
        while self.moment is None:
            await self.passed()
        drawing = self.delivery.drawing(self.browser.stage)
        assert drawing is not None, "the stage is open while moments are given"
        alone = await asyncio.wrap_future(drawing.still(self.moment, face))
        return await asyncio.to_thread(self.moment.label.laid, alone)

    # ---- what goes into them

    def play(self, take: Take) -> Placed:
        """Put a take on the timeline; its place is in samples of the show, its sound as 16 bits
        hold it.
        """
        take = quantised(take)
        for _, what in take.cues:
            self._follow(what)
        placed = self.timeline.play(take)
        self.note(lambda: take_line(take, self.timeline.number))
        return Placed(take, self.timeline.start + placed.start)

    def begin(self, what: Happening) -> None:
        """Begin something now."""
        self._follow(what)
        self.timeline.begin(what)
        self.note(lambda: BeginLine(frame=self.timeline.number, what=happens(what)))

    def ask(self, turn: int, text: str = "") -> None:
        """Show a viewer's question, or, without a text, that its turn is over."""
        self.timeline.ask(turn, text)
        self.note(lambda: AskedLine(frame=self.timeline.number, turn=turn, text=text))

    def cut(self) -> int:
        """Silence her at once; returns the sample of the show at which."""
        self.timeline.cut()
        self.note(lambda: CutLine(frame=self.timeline.number))
        self.delivery.clear(self.timeline.epoch, self.head, self.head + FADE)
        return self.head

    def _follow(self, what: Happening) -> None:
        if isinstance(what, Scene):
            self.place = self.place.after(what)

    # ---- the record

    def record(self, path: Path, character: Performing, label: VisibleLabel) -> None:
        """Begin a record at `path`, from this moment, with a timeline of its own, so that it can be
        made again from its own first frame.

        Raises OutputError when the file exists or cannot be written, InputError while another one
        runs.
        """
        if self.recorder:
            raise InputError(
                f"The show is being recorded to {self.recorder.path} already: stop that first."
            )
        before = self.timeline
        controls = self.moment.controls if self.moment else np.zeros(0, np.float32)
        seed = f"{self._name} {before.head}"
        opening = opening_of(
            character,
            label,
            self.clock.wall(),
            fps=FPS,
            size=self.size,
            seed=seed,
            controls=tuple(map(float, controls)),
            background=str(self.place.background),
            framing=self.place.framing,
        )
        self.recorder, self.browser.noted = Recorder(path, opening), self._drawn
        self.timeline = Timeline(
            Motion(seed, FPS),
            Fraction(FPS),
            shown=self.place,
            controls=controls if len(controls) else None,
            label=before.label,
            after=before,
        )
        self._go_on(before)

    def _go_on(self, before: Timeline) -> None:
        """Put on the new timeline what was under way on the one before."""
        self.begin(Feel(before.emotion))
        for take in before.rest():
            self.note(partial(take_line, take, 0))
            self.timeline.play(take)
        if before.asked:
            self.ask(*before.asked)

    def stop_recording(self) -> Path:
        """End the record and return its path. Raises InputError when there is none."""
        if not self.recorder:
            raise InputError("The show is not being recorded.")
        recorder, self.recorder, self.browser.noted = self.recorder, None, None
        recorder.close(self.timeline.number)
        return recorder.path

    def note(self, line: Callable[[], BaseModel]) -> None:
        """Write a line to the record, if one runs."""
        self._recorded(lambda recorder: recorder.write(line()))

    def _drawn(self, number: int, digest: str) -> None:
        first = self.timeline.first
        if self.recorder and number >= first:
            self.recorder.picture(number - first, digest)

    def _recorded(self, work: Callable[[Recorder], None]) -> None:
        """Do something with the record; a disk that is full ends the record and not the show."""
        if self.recorder:
            try:
                work(self.recorder)
            except OutputError as error:
                self.recorder = self.browser.noted = None
                self.warn("error", "recording-failed", str(error))

    def warn(self, level: Literal["info", "warning", "error"], code: str, text: str) -> None:
        """Tell those who watch what a person should know."""
        self.browser.tell(Notice(level=level, code=code, text=text))
