"""One turn of a live show while it is spoken: its latencies, and what of it has been heard.

Pages report what they really play. What was heard is what the page that is furthest has played;
where no page ever reported (a show that only its API drives), it is what was sent. All positions
are samples of the show's time line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vidol.core.speech import SAMPLE_RATE
from vidol.show.clock import Clock
from vidol.show.live.agenda import Intent
from vidol.show.messages import Turn
from vidol.show.speaking.takes import Take

AUDIBLE: Final = 10 ** (-40 / 20)
"""-40 dBFS as an amplitude: from here on a listener hears that she answers."""


@dataclass(slots=True)
class _Report:
    """What a page said it plays."""

    position: float
    at: float
    """When, by the show's clock."""


@dataclass(slots=True)
class TurnInProgress:
    """A turn from its beginning to its settlement."""

    intent: Intent
    name: str
    """Who says it."""
    epoch: int
    clock: Clock
    begun: float = field(init=False)
    line: int = 0
    """The id of its chat line, 0 before there is one."""
    mind_at: float | None = None
    voice_at: float | None = None
    sent_at: float | None = None
    heard_at: float | None = None
    silent_at: float | None = None
    cut_at: float | None = None
    page_ms: float | None = None
    end: int = 0
    """Where its sound ends; where it was cut off, once it was."""
    problem: str = ""
    sources: list[str] = field(default_factory=list)
    _takes: list[tuple[int, Take]] = field(default_factory=list)
    _audible: int | None = None
    _reports: dict[int, _Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begun = self.clock.now()

    def answered(self) -> None:
        """The mind gave words of it."""
        if self.mind_at is None:
            self.mind_at = self.clock.now()

    def add(self, start: int, take: Take) -> None:
        """A take of it begins at `start`."""
        self._takes.append((start, take))
        self.end = start + len(take.pcm)
        self.sources += [cite.source for cite in take.sources if cite.source not in self.sources]
        if self.voice_at is None and take.phones:
            self.voice_at = self.clock.now()
        if self._audible is None:
            loud = np.flatnonzero(np.abs(take.pcm) > AUDIBLE)
            self._audible = start + int(loud[0]) if len(loud) else None

    def sent(self, position: int) -> None:
        """Its sound was sent up to `position`."""
        if self.sent_at is None and self._audible is not None and position > self._audible:
            self.sent_at = self.clock.now()

    def begun_by(self, position: float) -> str:
        """What she has begun to say by `position`."""
        return "".join(take.text for start, take in self._takes if start <= position)

    def report(self, viewer: int, position: float, epoch: int) -> None:
        """A page says which position sounds there now. After a cut, its first report of the new
        epoch is where it fell silent.
        """
        now = self.clock.now()
        if self.cut_at is not None and epoch > self.epoch and self.silent_at is None:
            self.silent_at = now
        if not self._takes or position < self._takes[0][0]:
            return
        before = self._reports.get(viewer)
        self._reports[viewer] = _Report(max(position, before.position) if before else position, now)
        if self.heard_at is None and self._audible is not None and position >= self._audible:
            self.heard_at = now - (position - self._audible) / SAMPLE_RATE

    def reached(self) -> float:
        """The furthest position that was heard, as far as is known now."""
        if not self._reports:
            return float(self.end)
        if self.cut_at is None or self.silent_at is not None:
            return min(self.end, max(report.position for report in self._reports.values()))
        # A page has played on since its last report, until the cut reached it.
        return min(
            self.end,
            max(
                report.position + max(0.0, self.cut_at - report.at) * SAMPLE_RATE
                for report in self._reports.values()
            ),
        )

    @property
    def settled(self) -> bool:
        """Whether the pages have said all that they will."""
        if self.cut_at is not None:
            return self.silent_at is not None or not self._reports
        return not self._reports or self.reached() >= self.end - SAMPLE_RATE // 20

    def heard(self, *, whole: bool = False) -> str:
        """What was heard of it: `whole` when it ended by itself and every page that was there
        played it out.
        """
        if whole:
            return "".join(take.text for _, take in self._takes)
        reached = self.reached()
        return "".join(
            take.heard((reached - start) / SAMPLE_RATE)
            for start, take in self._takes
            if start <= reached
        )

    def record(self, heard: str) -> Turn:
        """Its record."""
        intent = self.intent

        def ms(at: float | None) -> float | None:
            return None if at is None else round(1000 * (at - intent.asked), 1)

        return Turn(
            id=intent.turn,
            kind="answer" if intent.question else "speech",
            owner=intent.owner,
            asked=intent.question,
            time=intent.since,
            waited_ms=ms(self.begun) or 0.0,
            mind_ms=ms(self.mind_at),
            voice_ms=ms(self.voice_at),
            sent_ms=ms(self.sent_at),
            heard_ms=ms(self.heard_at),
            page_ms=self.page_ms,
            silence_ms=(
                None
                if self.cut_at is None or self.silent_at is None
                else round(1000 * (self.silent_at - self.cut_at), 1)
            ),
            said="".join(take.text for _, take in self._takes),
            heard=heard,
            interrupted=self.cut_at is not None,
            sources=tuple(self.sources),
            problem=self.problem,
        )
