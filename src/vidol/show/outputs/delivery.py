"""Delivery: every moment to every output that wants it.

    timeline ──► moment ──► drawings (each layout once) ──► outputs (each in its thread)

There are two ways to be slow. In a film (`give`) a moment waits until every output has room for it,
so that none misses any, and memory stays bounded. In a live show (`offer`) nothing waits: where
drawing is behind, or an output takes long, pictures are left out, and sound and controls go on;
where an output takes nothing any more, moments are. Each counts what it missed. Layouts that came
later yield to those before them: the stage is the first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Final

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.core.face import Face
from vidol.show.moment import Moment
from vidol.show.outputs.output import Output, OutputHealth, Performance
from vidol.show.outputs.running import Running
from vidol.show.picture.layouts import Drawing, Layout

log = logging.getLogger(__name__)

PICTURES: Final = 6
"""Pictures that wait for an output, or are being drawn for it: memory stays bounded."""
MOMENTS: Final = 90
"""Moments that wait for an output of a live show: three seconds. Without pictures they are small.
"""
DRAWING: Final = 4
"""Pictures of a layout that are being drawn in a live show; a moment that finds so many leaves its
own out.
"""
YIELDING: Final = 2
"""Pictures of an earlier layout that are being drawn in a live show when later ones leave theirs
out: the stage comes first.
"""


class Delivery:
    """The outputs of one performance. Used on one event loop."""

    def __init__(
        self,
        performance: Performance,
        now: Callable[[], float],
        *,
        failed: Callable[[str, Exception], None] | None = None,
        played: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """`performance` is what outputs are told of it, `now` a clock in seconds.

        `failed` is called when an output fails on the way, `played` when one says which sample of
        the show sounds there, and in which epoch; both on the event loop.
        """
        self._performance, self._now = performance, now
        self._on_failure, self._on_played = failed, played
        self._outputs: dict[str, Running] = {}
        self._drawings: dict[Layout, Drawing] = {}
        self._undrawn: Exception | None = None
        self._room = asyncio.Event()

    @property
    def wanted(self) -> bool:
        """Whether any output takes more."""
        return any(True for _ in self._takers())

    @property
    def errors(self) -> list[Exception]:
        """Why outputs failed, of those that did."""
        return [running.error for running in self._outputs.values() if running.error]

    def health(self) -> tuple[OutputHealth, ...]:
        """How each output keeps up."""
        return tuple(running.health() for running in self._outputs.values())

    def drawing(self, layout: Layout) -> Drawing | None:
        """The drawing of a layout, None if no output wants it."""
        return self._drawings.get(layout)

    async def add(self, name: str, output: Output) -> None:
        """Start an output and give it every moment from now on. Raises InputError for a name that
        is in use, and what the output raises.
        """
        if name in self._outputs:
            raise InputError(f"There is an output '{name}' already: remove it first.")
        moments = MOMENTS if self._performance.live else PICTURES
        running = Running(name, output, self._now, (moments, PICTURES), self._changed)
        self._outputs[name] = running
        try:
            await self._start(running)
        except BaseException:
            self._outputs.pop(name, None)
            await running.stop(complete=False)
            raise

    async def restart(self, name: str) -> None:
        """Start an output again that failed. Raises InputError when there is none of that name or
        it runs, and what the output raises.
        """
        running = self._known(name)
        if running.state == "running":
            raise InputError(f"The output '{name}' runs: there is nothing to restart.")
        await self._start(running)

    async def remove(self, name: str) -> None:
        """Finish an output and give it nothing more. Raises InputError when there is none of that
        name, and what the output raises while it finishes.
        """
        running = self._known(name)
        before = running.error
        await self._stop(running, complete=True)
        self._outputs.pop(name, None)
        await self._tidy()
        if running.error and running.error is not before:
            raise running.error

    async def give(self, moment: Moment, face: Face) -> None:
        """Give a moment to every output, when all have room for it. Raises what went wrong while a
        picture was drawn.
        """
        await self._until(lambda: all(running.room for running in self._takers()))
        self._hand_out(moment, face)

    async def drained(self) -> None:
        """Wait until every output has taken what it was given. Raises as `give` does."""
        await self._until(lambda: all(not running.waiting for running in self._takers()))

    def offer(self, moment: Moment, face: Face) -> None:
        """Give a moment to those that have room for it now."""
        self._hand_out(moment, face)

    def sound(self, head: int, end: int, epoch: int, source: Callable[[int, int], F32]) -> int:
        """Send sound before its time to those that want it so: `head` is now and `end` is up to
        where it is known, `source(start, stop)` gives it. Returns up to where it was sent.
        """
        furthest = 0
        for running in self._takers():
            start = max(running.sent, head)
            stop = min(end, head + running.output.ahead)
            if stop > start and running.output.ahead:
                self._told(
                    running, partial(running.output.sound, source(start, stop), start, epoch)
                )
                running.sent = furthest = max(stop, furthest)
        return furthest

    def clear(self, epoch: int, position: int, sent: int) -> None:
        """She was silenced at sample `position`; up to `sent` there is nothing to send."""
        for running in self._takers():
            running.sent = sent
            self._told(running, partial(running.output.clear, epoch, position))

    async def close(self, *, complete: bool) -> None:
        """Finish every output (or have it throw away what it made); what goes wrong with that is in
        `errors`.
        """
        stopping = (self._stop(running, complete=complete) for running in self._outputs.values())
        await asyncio.gather(*stopping)
        for drawing in self._drawings.values():
            await asyncio.to_thread(drawing.close)

    def _hand_out(self, moment: Moment, face: Face) -> None:
        takers = [running for running in self._takers() if running.output.watched()]
        wanted = {running.output.layout for running in takers if running.room_for_picture}
        pictures = dict[Layout | None, Future[U8]]()
        late = False
        for layout, drawing in self._drawings.items():
            unfinished = drawing.unfinished if self._performance.live else 0
            if layout in wanted and not late and unfinished < DRAWING:
                picture = pictures[layout] = drawing.draw(moment, face)
                picture.add_done_callback(self._drawn)
            else:
                drawing.follow(moment)
            late = late or unfinished >= YIELDING
        for running in takers:
            running.give(moment, pictures.get(running.output.layout))

    async def _until(self, condition: Callable[[], bool]) -> None:
        while self._undrawn is None and not condition():
            self._room.clear()
            await self._room.wait()
        if self._undrawn is not None:
            raise self._undrawn

    def _drawn(self, picture: Future[U8]) -> None:
        """Runs in a drawing thread."""
        error = picture.exception()
        if not isinstance(error, Exception):
            return
        if self._performance.live:  # a face is anyone's plug-in: it must not end the show
            log.warning("a picture could not be drawn: %s", error)
        else:
            self._undrawn = self._undrawn or error

    async def _start(self, running: Running) -> None:
        loop = asyncio.get_running_loop()

        def played(sample: int, epoch: int) -> None:
            loop.call_soon_threadsafe(self._played, running, sample, epoch)

        await running.start(replace(self._performance, played=played))
        layout = running.output.layout
        if layout is not None and layout not in self._drawings:
            self._drawings[layout] = Drawing(layout, self._now)

    async def _stop(self, running: Running, *, complete: bool) -> None:
        patience = running.output.patience if self._performance.live else None
        try:
            await asyncio.wait_for(running.stop(complete=complete), patience)
        except TimeoutError:
            log.warning("the output %s does not stop: it is left to itself", running.name)

    def _changed(self, running: Running) -> None:
        self._room.set()
        if running.error and not running.reported:
            running.reported = True
            if self._on_failure:
                self._on_failure(running.name, running.error)

    def _played(self, running: Running, sample: int, epoch: int) -> None:
        running.played = max(sample, running.played or 0)
        if self._on_played:
            self._on_played(running.name, sample, epoch)

    def _told(self, running: Running, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - an output is anyone's plug-in
            running.fail(error)

    def _takers(self) -> Iterator[Running]:
        return (running for running in tuple(self._outputs.values()) if running.state == "running")

    def _known(self, name: str) -> Running:
        if name not in self._outputs:
            raise InputError(
                f"There is no output '{name}': there are {', '.join(self._outputs) or 'none'}."
            )
        return self._outputs[name]

    async def _tidy(self) -> None:
        """Forget layouts that nobody wants any more."""
        wanted = {running.output.layout for running in self._outputs.values()}
        for layout in [layout for layout in self._drawings if layout not in wanted]:
            await asyncio.to_thread(self._drawings.pop(layout).close)
