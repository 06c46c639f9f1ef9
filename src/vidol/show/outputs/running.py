"""An output at work: its thread, what waits for it, and how it keeps up."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, Final, TypeVar

from vidol.core.arrays import U8
from vidol.core.errors import OutputError, VidolError
from vidol.core.speech import SAMPLE_RATE
from vidol.show.moment import Moment
from vidol.show.outputs.output import Output, OutputHealth, Performance, State

log = logging.getLogger(__name__)

T = TypeVar("T")

_RECENT: Final = 0.05  # weight of the newest moment in the mean delay


class Worker(Executor):
    """One thread that does its jobs in order. Unlike a pool's it is a daemon: a job that never ends
    holds nobody up when the program does.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = (
            queue.SimpleQueue()
        )
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do a job when those before it are done."""
        future: Future[T] = Future()
        self._jobs.put((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:
        """End when the jobs are done."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
                future.set_exception(error)


class Running:
    """One output from its start to its end. Used on the event loop; the output itself works in a
    thread.
    """

    def __init__(
        self,
        name: str,
        output: Output,
        now: Callable[[], float],
        most: tuple[int, int],
        changed: Callable[[Running], None],
    ) -> None:
        """At most so many (moments, pictures) wait for the output. `changed` is called when one was
        taken, and when it failed or is done.
        """
        self.name, self.output = name, output
        self.sent = 0
        """Up to which sample it was given sound before its time."""
        self.played: int | None = None
        self.state: State = "starting"
        self.error: Exception | None = None
        self.reported = False
        """Whether it was said that it failed."""
        self._now, self._changed = now, changed
        self._most_moments, self._most_pictures = most
        self._worker = Worker(name)
        self.waiting = 0
        """Moments that it did not take yet."""
        self._pictures = 0  # those of them with a picture
        self._given = self._left_out = self._undrawn = 0
        self._delay = 0.0

    @property
    def room(self) -> bool:
        """Whether it can be given a moment."""
        return self.waiting < self._most_moments

    @property
    def room_for_picture(self) -> bool:
        """Whether it can be given one with its picture."""
        return self.room and self._pictures < self._most_pictures

    async def start(self, performance: Performance) -> None:
        """Start it, or start it again after it failed. Raises what the output does, as a
        VidolError.
        """
        self.state, self.error, self.reported = "starting", None, False
        try:
            await self._call(self.output.start, performance)
        except Exception as error:  # noqa: BLE001 - an output is anyone's plug-in
            self._broken(error)
            self.reported = True
            assert self.error is not None
            raise self.error from self.error.__cause__
        self.state = "running"

    def give(self, moment: Moment, picture: Future[U8] | None) -> None:
        """Give it a moment, which it takes when its picture is drawn; what it has no room for is
        left out.
        """
        if not self.room:
            self._left_out += 1
            return
        if not self.room_for_picture:
            picture = None
        self._left_out += picture is None and self.output.layout is not None
        self.waiting += 1
        self._pictures += picture is not None
        loop, since = asyncio.get_running_loop(), self._now()
        loop.run_in_executor(self._worker, self._take, moment, picture, since).add_done_callback(
            partial(self._taken, picture is not None)
        )

    def fail(self, error: Exception) -> None:
        """It did something wrong on the event loop."""
        self._broken(error)
        self._worker.submit(self._abandon)
        self._changed(self)

    async def stop(self, *, complete: bool) -> None:
        """Let it take what waits, and end it. What goes wrong is in `error`."""
        try:
            await self._call(self._finish, complete)
        finally:
            self._worker.shutdown()

    def health(self) -> OutputHealth:
        """How it keeps up."""
        return OutputHealth(
            self.name,
            self.state,
            self._given,
            self._left_out + self._undrawn,
            round(1000 * self._delay, 2),
            None if self.played is None else self.played / SAMPLE_RATE,
            "" if self.error is None else str(self.error),
        )

    async def _call(self, work: Callable[..., None], *args: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._worker, work, *args)

    def _take(self, moment: Moment, picture: Future[U8] | None, since: float) -> None:
        """Runs in the thread. Waits for the picture, so that moments come in order."""
        drawn = None if picture is None or picture.exception() else picture.result()
        if self.state != "running":
            return
        self._undrawn += picture is not None and drawn is None
        try:
            self.output.give(moment, drawn)
            self._given += 1
            self._delay += _RECENT * (self._now() - since - self._delay)
            if self.output.full:
                self._finish(complete=True)
        except Exception as error:  # noqa: BLE001 - an output is anyone's plug-in
            self._broken(error)
            self._abandon()

    def _taken(self, with_picture: bool, done: asyncio.Future[None]) -> None:
        self.waiting -= 1
        self._pictures -= with_picture
        self._changed(self)

    def _finish(self, complete: bool) -> None:
        """Runs in the thread."""
        if self.state != "running":
            return
        self.state = "done"
        try:
            self.output.stop(complete=complete)
        except Exception as error:  # noqa: BLE001
            self._broken(error)

    def _abandon(self) -> None:
        """Let an output that failed throw away what it has. Runs in the thread."""
        try:
            self.output.stop(complete=False)
        except Exception as error:  # noqa: BLE001 - what made it fail is known already
            log.debug("%s could not be stopped: %s", self.name, error)

    def _broken(self, error: Exception) -> None:
        self.state = "failed"
        self.error = error if isinstance(error, VidolError) else _in_a_sentence(self.name, error)


def _in_a_sentence(name: str, error: Exception) -> OutputError:
    said = " ".join(str(error).split())
    problem = OutputError(
        f"The output {name} failed ({type(error).__name__}): {said or 'no word'}."
    )
    problem.__cause__ = error
    return problem
