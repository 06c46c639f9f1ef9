"""The live show: a character on air, what can be asked of her, and where she is shown.

    ask, say ──► turns ──► performer ──► timeline ──► moments ──► outputs
                (agenda)  (voice, mind)  (broadcast,   (each layout drawn once; pages
                                          a tick)       report what they play)

A tick is late when the machine is busy; then pictures are left out and sound goes first, since it
is sent before its time. All methods are called on the event loop of `run`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from vidol.core.acts import EMOTIONS, GESTURES, Feel, Gesture
from vidol.core.arrays import U8
from vidol.core.character import Performing
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language
from vidol.media.visible_label import USUAL, Mark, Place, VisibleLabel
from vidol.show.clock import Clock, Pace
from vidol.show.events import FRAMING, Line, Scene
from vidol.show.labelling import label_of
from vidol.show.live.agenda import Intent
from vidol.show.live.broadcast import FPS, STAGE, Broadcast
from vidol.show.live.conversation import Answers, Conversation
from vidol.show.live.organs import changed_organs, open_organs, speaker_of
from vidol.show.live.turns import DELAY, Turns
from vidol.show.messages import Behaviour, Changed, Chat, Hello, State, Turn
from vidol.show.moment import Shown
from vidol.show.outputs.browser import Viewer
from vidol.show.outputs.output import Output, OutputHealth, opened
from vidol.show.performing import performer_of
from vidol.show.picture.scenes import DEFAULT, check_scene
from vidol.show.record_lines import FaceLine
from vidol.show.script import parse_speech

HEARTBEAT: Final = 2 * FPS
"""Frames after which the state is told again: a page that wants no pictures hears that the show is
there.
"""
LONGEST_TEXT: Final = 500
"""Characters of a question."""
LONGEST_SPEECH: Final = 5000


@dataclass(frozen=True, slots=True)
class Health:
    """How the show keeps its pace."""

    uptime: float
    """Seconds."""
    frames: int
    drawn: int
    dropped: int
    """Pictures left out because drawing was behind."""
    draw_ms: float
    """Drawing and encoding one picture, mean of the last seconds."""
    late_ms: float
    """By how much ticks came late, 99th percentile of the last minute."""
    outputs: tuple[OutputHealth, ...]
    """Each by itself; viewers are the one called "browser"."""


class LiveShow:
    """One character on air. Make it inside an event loop, `await run()`, and use the other methods
    meanwhile.
    """

    def __init__(
        self,
        character: Performing,
        *,
        size: int = 512,
        background: str = DEFAULT,
        framing: str = FRAMING,
        label: Place | None = None,
        name: str = "",
        clock: Clock | None = None,
    ) -> None:
        """`size` is the side of the square pictures in pixels, 64 to 1080. `label` is where the
        label stands that people see, as whoever performs has it if None. `name` is this run's and
        the seed of her movement, made up if empty; `clock` is where the time comes from, the
        machine if None. Raises InputError for what cannot be.
        """
        if not 64 <= size <= 1080:
            raise InputError(
                f"Pictures of {size} pixels cannot be shown live: give a size from 64 to 1080."
            )
        check_scene(background, framing)
        self.character, self.size = character, size
        self._place = label
        self.label = label_of(character, label)
        self.speaker = speaker_of(character, self.label)
        """Who performs, and in which languages; kept, since asking her opens her persona."""
        self._name, self._clock = name or secrets.token_hex(6), clock or Clock()
        self._organs = open_organs(character)
        self._ids = 0
        self._names: dict[str, int] = {}
        self._broadcast = Broadcast(
            character,
            name=self._name,
            size=size,
            place=Shown(background, framing),
            label=self.label,
            clock=self._clock,
            sent=self._sound_sent,
            played=self._output_played,
        )
        self._conversation = Conversation(
            self._publish, self._next, self._clock, lambda: self.speaker.default_language
        )
        self._turns = Turns(self._broadcast, self._conversation, self._next, self._clock)
        self._turns.perform_as(character.name, self._organs)
        self._state: State | None = None
        self._on_air = asyncio.Event()
        self._begun = self._clock.now()
        self._late: deque[float] = deque(maxlen=60 * FPS)

    # ---- what is asked of her

    def ask(
        self,
        text: str,
        *,
        name: str = "",
        behaviour: Behaviour = "queue",
        priority: int = 0,
        owner: str = "",
    ) -> int:
        """Ask her something; returns the turn. Raises InputError for an empty or overlong text, and
        when too much waits.
        """
        text = " ".join(text.split())
        if not 0 < len(text) <= LONGEST_TEXT:
            raise InputError(
                f"A question has 1 to {LONGEST_TEXT} characters, this one has {len(text)}:"
                " shorten it."
            )
        intent = self._intend(
            question=text, name=name, behaviour=behaviour, priority=priority, owner=owner
        )
        self._conversation.asked(intent)
        return intent.turn

    def hear(
        self, text: str, *, name: str = "", owner: str = "", platform: str = "", amount: str = ""
    ) -> Intent:
        """Show a viewer's line in the chat, whether she answers it or not; what is returned is for
        `answer`. `platform` and `amount` say where it was written and what was paid for it.
        """
        line = Intent(
            self._next(),
            " ".join(text.split())[:LONGEST_TEXT],
            name,
            owner=owner,
            asked=self._clock.now(),
            since=self._clock.wall(),
        )
        self._conversation.asked(line, platform, amount)
        return line

    def answer(self, line: Intent, *, behaviour: Behaviour = "queue", priority: int = 0) -> int:
        """Ask her a line that was heard, as `ask` does; returns the turn. Latencies count from when
        it was heard. Raises InputError when too much waits.
        """
        self._turns.add(replace(line, behaviour=behaviour, priority=priority))
        return line.turn

    def withdraw(self, line: Intent) -> None:
        """Take a line that was heard out of the chat: whoever wrote it, or a moderator, took it
        back.
        """
        self._conversation.withdraw(line)

    def say(
        self,
        text: str,
        *,
        language: Language | None = None,
        behaviour: Behaviour = "queue",
        priority: int = 0,
        owner: str = "",
    ) -> int:
        """Have her say a text, with the directions of docs/scripts.md in it; returns the turn.
        Raises InputError as `ask` does, and for wrong directions.
        """
        if len(text) > LONGEST_SPEECH:
            raise InputError(
                f"{LONGEST_SPEECH} characters can be said at once, these are"
                f" {len(text)}: send it in parts."
            )
        events = tuple(
            (
                replace(event, language=event.language or language)
                if isinstance(event, Line)
                else event
            )
            for event in parse_speech(text)
        )
        return self._intend(events=events, behaviour=behaviour, priority=priority, owner=owner).turn

    def act(self, name: str) -> None:
        """Make a gesture or change to an emotion now (vidol.core.acts). Raises InputError for a
        name that is neither.
        """
        if name not in EMOTIONS and name not in GESTURES:
            raise InputError(
                f"'{name}' is neither an emotion nor a gesture: there are"
                f" {', '.join((*EMOTIONS, *GESTURES))}."
            )
        self._broadcast.begin(Feel(name) if name in EMOTIONS else Gesture(name))

    def scene(self, background: str | None = None, framing: str | None = None) -> None:
        """Change the place or the framing now. Raises InputError for names that do not exist."""
        place = self._broadcast.place
        check_scene(background or str(place.background), framing or place.framing)
        self._broadcast.begin(Scene(background, framing))

    def interrupt(self, owner: str | None = None) -> bool:
        """Silence her now and drop what waits; with `owner`, only what is his. Returns whether
        there was anything.
        """
        return self._turns.interrupt(owner)

    async def room(self) -> None:
        """Wait until nothing waits to be said: what is given now is next."""
        await self._turns.agenda.empty()

    # ---- viewers

    def join(self, viewer: Viewer) -> None:
        """Show a viewer the show from now on. Tells it Hello first."""
        viewer.tell(
            Hello(
                show=self._name,
                position=self.position,
                epoch=self._broadcast.timeline.epoch,
                fps=FPS,
                size=self.size,
                delay=DELAY,
                character=self.speaker,
                state=self.state,
                chat=tuple(self._conversation.chat),
            )
        )
        self._broadcast.browser.add(viewer, self._next())

    async def show_larger(self, viewer: Viewer, wanted: int) -> None:
        """Give a viewer pictures for the size in which it shows her, `wanted` pixels, up to 1080;
        none smaller than the show's own.
        """
        await self._broadcast.show_larger(viewer, wanted)

    def leave(self, viewer: Viewer) -> None:
        """Stop showing it."""
        self._broadcast.browser.remove(viewer)

    def played(self, viewer: Viewer, position: float, epoch: int, *, audible: bool = True) -> None:
        """A viewer plays this position (seconds on the show's time line) now; `epoch` is the last
        that it knows.
        """
        number = self._broadcast.browser.number(viewer)
        if number is not None:
            self._turns.played(number, position * SAMPLE_RATE, epoch)

    def answered(self, turn: int, ms: float) -> None:
        """A viewer measured so long from its question to the first audible sample of the answer."""
        self._turns.answered(turn, ms)
        self._conversation.answered(turn, ms)

    # ---- other outputs

    async def add_output(self, output: str | Output, name: str = "") -> str:
        """Give the show to an output from now on: ``NAME:TARGET`` for a plug-in's
        (docs/outputs.md), or any vidol.show.outputs.Output. Returns its name.

        Raises InputError for a name that is in use, and what the output raises while it starts.
        What goes wrong later ends it alone: viewers are told, and `health` says why.
        """
        made = opened(output) if isinstance(output, str) else output
        name = name or (output if isinstance(output, str) else type(made).__name__)
        self._names[name] = self._next()
        await self._broadcast.delivery.add(name, made)
        return name

    async def restart_output(self, name: str) -> None:
        """Start an output again that failed. Raises InputError when there is none of that name or
        it runs, and what the output raises while it starts.
        """
        await self._broadcast.delivery.restart(name)

    async def remove_output(self, name: str) -> None:
        """Finish an output. Raises InputError when there is none of that name, and what the output
        raises while it finishes.
        """
        if name == STAGE:
            raise InputError(f"'{STAGE}' is where viewers are: it cannot be removed.")
        await self._broadcast.delivery.remove(name)

    # ---- what can be seen of it

    @property
    def turns(self) -> Sequence[Turn]:
        """The records of the last turns, the oldest first."""
        return self._conversation.turns

    @property
    def answers(self) -> Answers:
        """How many answers there were since the show began, and how long they took."""
        return self._conversation.answers

    @property
    def position(self) -> float:
        """Now, in seconds on the show's time line."""
        return self._broadcast.head / SAMPLE_RATE

    @property
    def state(self) -> State:
        """What she is doing."""
        turn, broadcast = self._turns.current, self._broadcast
        return State(
            speaking=turn is not None and broadcast.end > broadcast.head,
            turn=turn.intent.turn if turn else None,
            waiting=len(self._turns.agenda.waiting),
            emotion=broadcast.timeline.emotion,
            background=str(broadcast.place.background),
            framing=broadcast.place.framing,
            viewers=len(broadcast.browser),
            recording=broadcast.recorder is not None,
        )

    @property
    def clock(self) -> Clock:
        """Where its time comes from."""
        return self._clock

    def health(self) -> Health:
        """How the show keeps its pace."""
        broadcast = self._broadcast
        late = float(np.percentile(self._late, 99)) if self._late else 0.0
        outputs = broadcast.delivery.health()
        return Health(
            self._clock.now() - self._begun,
            broadcast.frames,
            broadcast.browser.drawn,
            sum(output.dropped for output in outputs if output.name == STAGE),
            round(1000 * broadcast.picture_seconds, 2),
            round(1000 * late, 2),
            outputs,
        )

    async def still(self) -> U8:
        """The picture of this moment, (size, size, 4) RGBA with straight alpha, labelled."""
        return await self._broadcast.still(self._organs.face)

    # ---- recording and changing

    def record(self, path: Path) -> None:
        """Begin a record at `path`, from this moment. Raises OutputError when the file exists or
        cannot be written, InputError while another one runs.
        """
        self._broadcast.record(path, self.character, self.label)

    def stop_recording(self) -> Path:
        """End the record and return its path. Raises InputError when there is none."""
        return self._broadcast.stop_recording()

    async def change(self, character: Performing) -> None:
        """Let another character, or this one edited, perform from now on. What she was saying is
        cut off, the conversation goes on.

        Raises InputError when one of its organs cannot be made; then everything stays as it was.
        """
        before = self._organs
        organs = await asyncio.to_thread(changed_organs, before, self.character, character)
        label = self._label_of(character)
        speaker = await asyncio.to_thread(speaker_of, character, label)
        if organs.voice is not before.voice:
            await organs.warm(speaker.languages)
        # Said before anything changes: a face that no record can hold.
        performer = performer_of(character, label) if self._broadcast.recorder else None
        self.interrupt()
        self.character, self.speaker, self._organs = character, speaker, organs
        self.label = label
        self._broadcast.timeline.label = Mark(label.place, speaker.default_language)
        self._turns.perform_as(character.name, organs)
        if performer is not None:
            frame = self._broadcast.timeline.number
            self._broadcast.note(lambda: FaceLine(frame=frame, performer=performer))
        self._broadcast.browser.tell(Changed(character=speaker))
        await before.close(but=organs)

    # ---- running

    async def run(self) -> None:
        """Perform until cancelled. Closes voice and mind, the outputs,
        and the record if one runs.
        """
        await self._organs.warm(self.speaker.languages)
        talking = asyncio.create_task(self._turns.talk())
        try:
            await self._broadcast.start()
            await self._tick()
        finally:
            talking.cancel()
            self._turns.close()
            await asyncio.gather(talking, return_exceptions=True)
            await self._broadcast.close()
            await self._organs.close()

    async def on_air(self) -> None:
        """Wait until `run` gives moments: the voice has been warmed."""
        await self._on_air.wait()

    async def _tick(self) -> None:
        pace = Pace(self._clock, FPS)
        self._on_air.set()
        while True:
            self._late.append(await pace.next())
            self._give()

    def _give(self) -> None:
        """One moment, and what changed with it."""
        moment = self._broadcast.tick(self._organs.face)
        if self._turns.current:
            self._conversation.grow(self._turns.current, moment.start)
        state = self.state
        if state != self._state or self._broadcast.frames % HEARTBEAT == 0:
            self._state = state
            self._broadcast.browser.tell(state)
        self._broadcast.ticked()

    # ---- small things

    def _label_of(self, character: Performing) -> VisibleLabel:
        """The label when a character takes over: where it was wished for the show, if this one may
        have it there. Outputs that run have said at their start that there is one: nobody takes it
        away under way.
        """
        own = label_of(character)
        may = self._place != "off" or bool(own.reason)
        label = label_of(character, self._place) if may else own
        return USUAL if label.place == "off" and self.label.place != "off" else label

    def _intend(self, **fields: Any) -> Intent:
        intent = Intent(self._next(), asked=self._clock.now(), since=self._clock.wall(), **fields)
        self._turns.add(intent)
        return intent

    def _sound_sent(self, sample: int) -> None:
        self._turns.sent(sample)

    def _output_played(self, name: str, sample: int, epoch: int) -> None:
        if name in self._names:
            self._turns.played(self._names[name], sample, epoch)

    def _publish(self, said: Chat | Turn) -> None:
        """Tell the viewers, and note what does not change any more."""
        self._broadcast.browser.tell(said)
        if isinstance(said, Turn) or said.done:
            self._broadcast.note(lambda: said)

    def _next(self) -> int:
        self._ids += 1
        return self._ids
