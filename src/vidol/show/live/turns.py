"""Turns: what is asked of her waits on the agenda, is in progress while she says it, and settles
when those who watch have reported what they heard.

    ask, say ──► agenda ──► in progress ──► settling ──► a record, and her memory

Every buffer between the mind and the glass, and who empties it when she is interrupted: the agenda
(`interrupt`), the performer's stream (its task is cancelled, which stops voice and mind), the
timeline (`Timeline.cut`), what outputs hold (`Output.clear`; the browser's pages are told a new
epoch).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from vidol.core.dialogue import Message
from vidol.core.speech import SAMPLE_RATE
from vidol.show.clock import Clock
from vidol.show.live.agenda import Agenda, Intent
from vidol.show.live.broadcast import Broadcast
from vidol.show.live.conversation import Captions, Conversation
from vidol.show.live.organs import AttentiveMind, Organs
from vidol.show.live.turn import TurnInProgress
from vidol.show.speaking.performer import Performer
from vidol.show.speaking.takes import Take

log = logging.getLogger(__name__)

LEAD: Final = 0.04
"""Seconds of silence before a sentence: shorter than in a film, because somebody waits for the
answer.
"""
DELAY: Final = 0.12
"""Seconds that a page is asked to stay behind."""
AHEAD: Final = 2 * SAMPLE_RATE
"""Samples that the performer may be ahead of the timeline."""
PATIENCE: Final = 0.6
"""Seconds that a turn waits for the last reports of pages, beyond the time they need to play it."""


class Turns:
    """All of them, one after another."""

    def __init__(
        self,
        broadcast: Broadcast,
        conversation: Conversation,
        number: Callable[[], int],
        clock: Clock,
    ) -> None:
        """`number` gives ids."""
        self.current: TurnInProgress | None = None
        self.agenda = Agenda()
        self._broadcast, self._conversation, self._clock = broadcast, conversation, clock
        self._captions = Captions(number)
        self._task: asyncio.Task[None] | None = None
        self._settling: dict[asyncio.Task[None], TurnInProgress] = {}

    def perform_as(self, name: str, organs: Organs) -> None:
        """From now on she of this name, with these organs, says what is on the agenda."""
        self._name, self._organs = name, organs
        size = self._broadcast.size
        self._performer = Performer(organs.voice, organs.mind, (size, size), lead=LEAD)

    def add(self, intent: Intent) -> None:
        """Take an intent in. Raises InputError when too much waits."""
        if self.agenda.add(intent, self.current.intent if self.current else None):
            self._cut()

    def interrupt(self, owner: str | None) -> bool:
        """Silence her and drop what waits; with `owner`, only what is his. Returns whether there
        was anything.
        """
        dropped = self.agenda.drop(owner)
        cut = self.current is not None and owner in (None, self.current.intent.owner)
        if cut:
            self._cut()
        return cut or bool(dropped)

    def played(self, who: int, sample: float, epoch: int) -> None:
        """A page, or an output that knows, says which sample of the show sounds there; `epoch` is
        the last that it knows.
        """
        for turn in self._unsettled():
            turn.report(who, sample, epoch)

    def answered(self, number: int, ms: float) -> None:
        """A viewer measured so long from its question to the first audible sample of the answer."""
        for turn in self._unsettled():
            if turn.intent.turn == number:
                turn.page_ms = ms

    def sent(self, sample: int) -> None:
        """Sound was sent up to there."""
        if self.current:
            self.current.sent(sample)

    async def talk(self) -> None:
        """Say what is on the agenda, one after another, until cancelled."""
        while True:
            intent = await self.agenda.next()
            epoch = self._broadcast.timeline.epoch
            self.current = turn = TurnInProgress(intent, self._name, epoch, self._clock)
            self._task = asyncio.create_task(self._speak(turn))
            await asyncio.wait([self._task])
            if self.current is turn:
                self.current = None
                self._settle(turn)

    def close(self) -> None:
        """Give up what is said and what settles."""
        for task in (*self._settling, *([self._task] if self._task else [])):
            task.cancel()

    async def _speak(self, turn: TurnInProgress) -> None:
        """Perform one intent to its end. Cancelled, it stops voice and mind."""
        timeline = self._broadcast
        try:
            async with aclosing(self._takes(turn)) as takes:
                async for take in takes:
                    self._play(take, turn)
                    while timeline.end - timeline.head > AHEAD:
                        await timeline.passed()
        except Exception as error:
            log.exception("turn %d failed", turn.intent.turn)
            turn.problem = f"{type(error).__name__}: {error}"
            self._broadcast.warn("error", "turn-failed", turn.problem)
        while timeline.head < turn.end:
            await timeline.passed()

    async def _takes(self, turn: TurnInProgress) -> AsyncGenerator[Take]:
        intent = turn.intent
        if intent.question:
            self._conversation.remember(Message("viewer", intent.question, intent.name))
            self._broadcast.ask(intent.turn, intent.question)
            self._performer.mind = AttentiveMind(
                self._organs.mind, turn.answered, lambda problem: self._trouble(turn, problem)
            )
            async with aclosing(self._performer.answer(self._conversation.memory)) as takes:
                async for take in takes:
                    yield take
        else:
            async with aclosing(self._performer.speech(intent.events)) as takes:
                async for take in takes:
                    yield take
            rest = self._performer.rest()
            if rest:
                yield rest

    def _trouble(self, turn: TurnInProgress, problem: str) -> None:
        turn.problem = problem
        self._broadcast.warn("warning", "mind", problem)

    def _play(self, take: Take, turn: TurnInProgress) -> None:
        """Put a take on the timeline and send what can be sent of it."""
        placed = self._broadcast.play(take)
        turn.add(placed.start, placed.take)
        epoch = self._broadcast.timeline.epoch
        for caption in self._captions.of(placed.take, turn.intent.turn, epoch, placed.start):
            self._broadcast.browser.tell(caption)
        self._broadcast.send_sound()

    def _cut(self) -> None:
        """Silence her: what she was saying ends here."""
        turn, self.current = self.current, None
        if turn is None:
            return
        turn.cut_at = self._clock.now()
        if self._task:
            self._task.cancel()
        self._captions.cut()
        turn.end = min(turn.end, self._broadcast.cut())
        self._settle(turn)

    def _settle(self, turn: TurnInProgress) -> None:
        """End a turn: note at once what was heard as far as is known, and again when the pages have
        reported.
        """
        place = Message("character", turn.heard(whole=turn.cut_at is None))
        if place.text:
            self._conversation.remember(place)
        task = asyncio.create_task(self._settled(turn, place))
        self._settling[task] = turn
        task.add_done_callback(lambda done: self._settling.pop(done, None))

    async def _settled(self, turn: TurnInProgress, place: Message) -> None:
        until = self._clock.now() + PATIENCE + (0.0 if turn.cut_at else 2 * DELAY)
        while not turn.settled and self._clock.now() < until:
            await self._broadcast.passed()
        heard = turn.heard(whole=turn.cut_at is None and turn.settled)
        self._conversation.correct(place, heard)
        if turn.intent.question:
            self._broadcast.ask(turn.intent.turn)
        self._conversation.end(turn, heard)

    def _unsettled(self) -> tuple[TurnInProgress, ...]:
        return (*([self.current] if self.current else []), *self._settling.values())
