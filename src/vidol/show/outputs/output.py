"""What an output is: where a performance goes. Films, pictures and the browser stage are outputs;
so is anything that a plug-in makes of a performance (group ``vidol.outputs``, docs/outputs.md).

An output is given moments (vidol.show.moment) in order, in a thread of its own, and may take its
time: it holds up neither the show nor other outputs. What becomes of a slow one differs. In a film
every moment waits until all have taken it; in a live show moments are left out for it, and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError, VidolError
from vidol.core.plugins import load
from vidol.media.visible_label import USUAL, VisibleLabel
from vidol.show.moment import Moment
from vidol.show.picture.layouts import Layout

GROUP: Final = "vidol.outputs"


def _unheard(sample: int, epoch: int) -> None:
    """Nobody wants to know what sounds."""


@dataclass(frozen=True, slots=True)
class Performance:
    """What an output is told before its first moment."""

    name: str
    """Who performs."""
    rate: Fraction
    """Moments per second."""
    size: tuple[int, int]
    """(width, height) in pixels of pictures for which nobody asked for another size."""
    live: bool = False
    """Whether moments come at their times and may be left out; else they come as fast as they are
    taken, every one.
    """
    label: VisibleLabel = USUAL
    """The label that people see in its pictures (every moment has it too), or why there is none:
    what is exported says so.
    """
    played: Callable[[int, int], None] = _unheard
    """To be told, from any thread, which sample of the show sounds now, and the last epoch that is
    known there, by outputs that know. What counts as heard goes by it.
    """


class Output:
    """Where a performance goes; this one takes it and does nothing. Others override what they need.

    All but `sound` and `clear` is called in one thread, one call after another. What is raised ends
    this output alone; it is told to `stop` and may be started again.
    """

    layout: Layout | None = None
    """The picture that it wants drawn, None for none. It may be set in `start`, and stays."""
    ahead: int = 0
    """Samples by which it wants sound before its time; 0 for none, what it gets then comes with its
    moments.
    """
    patience: float = 30.0
    """Seconds that it may take to stop in a live show, with what still waits for it; then it is
    left to itself.
    """
    full: bool = False
    """Whether it has all that it wants: it is told to stop, and a film ends when all are."""

    def watched(self) -> bool:
        """Whether there is anybody to show something to. While there is nobody, no moment is given
        and nothing drawn for it. Called on the event loop, at every moment.
        """
        return True

    def start(self, performance: Performance) -> None:
        """Get ready. What is raised here is raised to who wanted the output."""

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Take the next moment. `picture` is of the layout and may be read by others too: it must
        not be changed. It is None where none was wanted, or drawing was behind.
        """

    def sound(self, pcm: F32, start: int, epoch: int) -> None:
        """Take sound before its time: it follows what came before, up to `ahead` from now on, and
        nothing comes where nothing is said. `start` is its first sample's in the show. Called on
        the event loop; returns at once.
        """

    def clear(self, epoch: int, position: int) -> None:
        """She was silenced at sample `position`: sound of earlier epochs that did not yet sound
        never will. Called on the event loop at once, also while `give` is at work; returns at once.
        """

    def stop(self, *, complete: bool) -> None:
        """It is over. What was written is to be finished, or, if not `complete` (the performance
        failed, or the output itself), thrown away.
        """


State = Literal["starting", "running", "failed", "done"]


@dataclass(frozen=True, slots=True)
class OutputHealth:
    """How an output keeps up."""

    name: str
    state: State
    given: int
    """Moments that it took."""
    dropped: int
    """Moments that were left out for it, or came without their picture."""
    delay_ms: float
    """From a moment's time until it was taken, picture and all, mean of the last ones."""
    played: float | None
    """Which second of the show it said sounds there, None if it says nothing of that."""
    problem: str
    """Why it failed, in one sentence."""


def opened(written: str) -> Output:
    """The output that ``NAME:TARGET`` asks for, by a plug-in's name. Raises InputError when there
    is no such plug-in, or it cannot be made for that target.
    """
    name, colon, target = written.partition(":")
    if not colon or not name or not target:
        raise InputError(
            f"'{written}' does not say where a performance goes: write NAME:TARGET, as"
            " film:show.mp4; `vidol plugins` lists the outputs."
        )
    make = load(GROUP, name)
    try:
        output = make(target)
    except VidolError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())
        raise InputError(
            f"The output '{name}' cannot be made for '{target}' ({type(error).__name__}): {said}."
        ) from error
    if not isinstance(output, Output):
        raise InputError(
            f"The output '{name}' is a {type(output).__name__}, which is no"
            " vidol.show.outputs.Output: ask who made it."
        )
    return output
