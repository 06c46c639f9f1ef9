"""The live show: the timeline at thirty frames a second, a queue of things to say, and viewers who
see and hear it.

    ask, say ──► agenda ──► performer ──► timeline ──► pictures, sound ──► viewers
                              (voice, mind)  (a tick)     (drawn in threads)   (report what they
                              play)

Every buffer between the mind and the glass, and who empties it when she is interrupted: the agenda
(`interrupt`), the performer's stream (its task is cancelled, which stops voice and mind), the
timeline (`Timeline.cut`), what viewers hold (`Clear` with a new epoch).

A tick is late when the machine is busy; then pictures are left out and sound goes first, since it
is sent SOUND_AHEAD before its time. All methods are called on the event loop of `run`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from vidol.body.motion import Motion
from vidol.core.acts import EMOTIONS, GESTURES, Feel, Gesture
from vidol.core.arrays import U8
from vidol.core.character import Performing
from vidol.core.dialogue import Message as Said
from vidol.core.dialogue import Mind, Problem, ReplyPart, Say
from vidol.core.errors import InputError, OutputError
from vidol.core.face import Face
from vidol.core.organs import answering, unchanged
from vidol.core.speech import SAMPLE_RATE, Language, Voice
from vidol.show.events import Line, Scene
from vidol.show.live.agenda import Agenda, Intent
from vidol.show.live.conversation import Captions, Conversation
from vidol.show.live.messages import (
    Behaviour,
    Changed,
    Chat,
    Clear,
    Hello,
    Notice,
    Speaker,
    State,
    Turn,
)
from vidol.show.live.turn import Spoken
from vidol.show.live.viewers import Viewer, Viewers
from vidol.show.outputs.encoding import sound_bytes
from vidol.show.picture.composition import Stage
from vidol.show.picture.drawing import Shot
from vidol.show.picture.scenes import BACKGROUNDS, DEFAULT, FRAMINGS, is_paint
from vidol.show.record import (
    AskedLine,
    BeginLine,
    CutLine,
    FaceLine,
    Recorder,
    happens,
    opening_of,
    performer_of,
    picture_hash,
    quantised,
    take_line,
)
from vidol.show.script import parse_speech
from vidol.show.speaking.performer import Performer
from vidol.show.speaking.takes import Happening, Take
from vidol.show.timeline import FADE, Timeline

log = logging.getLogger(__name__)

FPS: Final = 30
LEAD: Final = 0.04
"""Seconds of silence before a sentence: shorter than in a film, because somebody waits for the
answer.
"""
DELAY: Final = 0.12
"""Seconds that a page is asked to stay behind."""
SOUND_AHEAD: Final = SAMPLE_RATE // 4
"""Samples by which sound is sent before its time."""
AHEAD: Final = 2 * SAMPLE_RATE
"""Samples that the performer may be ahead of the timeline."""
ASLEEP: Final = 0.5
"""Seconds of lateness after which the clock is set anew: the machine slept, and nobody wants to
catch up.
"""
PATIENCE: Final = 0.6
"""Seconds that a turn waits for the last reports of pages, beyond the time they need to play it."""
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
        framing: str = "bust",
    ) -> None:
        """`size` is the side of the square pictures in pixels, 64 to 1080. Raises InputError for
        what cannot be.
        """
        if not 64 <= size <= 1080:
            raise InputError(
                f"Pictures of {size} pixels cannot be shown live: give a size from 64 to 1080."
            )
        _check_scene(background, framing)
        self.character, self.size = character, size
        self._name = secrets.token_hex(6)
        self._face, self._voice, self._mind = (
            character.open_face(),
            character.open_voice(),
            character.open_mind(),
        )
        self._performer = self._new_performer()
        self._background, self._framing = background, framing
        self._timeline = self._new_timeline()
        self._base = 0  # where the timeline begins on the show's time line, in samples
        self._epoch = 0
        self._sent = 0  # up to where sound was sent
        self._agenda = Agenda()
        self._speaking: Spoken | None = None
        self._task: asyncio.Task[None] | None = None
        self._settling: dict[asyncio.Task[None], Spoken] = {}
        self._ids = 0
        self._conversation = Conversation(self._publish, self._next)
        self._captions = Captions(self._next)
        self._viewers = Viewers()
        self._state: State | None = None
        self._shot: Shot | None = None
        self._recorder: Recorder | None = None
        self._ticked: asyncio.Future[None] | None = None
        self._on_air = asyncio.Event()
        self._begun = time.perf_counter()
        self._frames = 0
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
        intent = Intent(
            self._next(),
            text,
            name,
            (),
            behaviour,
            priority,
            owner,
            time.perf_counter(),
            time.time(),
        )
        self._intend(intent)
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
            asked=time.perf_counter(),
            since=time.time(),
        )
        self._conversation.asked(line, platform, amount)
        return line

    def answer(self, line: Intent, *, behaviour: Behaviour = "queue", priority: int = 0) -> int:
        """Ask her a line that was heard, as `ask` does; returns the turn. Latencies count from when
        it was heard. Raises InputError when too much waits.
        """
        self._intend(replace(line, behaviour=behaviour, priority=priority))
        return line.turn

    def withdraw(self, line: Intent) -> None:
        """Take a line that was heard out of the chat: whoever wrote it, or a moderator, took it back."""
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
                f"She can be given {LONGEST_SPEECH} characters to say at once, these are"
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
        intent = Intent(
            self._next(),
            "",
            "",
            events,
            behaviour,
            priority,
            owner,
            time.perf_counter(),
            time.time(),
        )
        self._intend(intent)
        return intent.turn

    def act(self, name: str) -> None:
        """Make a gesture or change to an emotion now (vidol.core.acts). Raises InputError for a
        name that is neither.
        """
        if name not in EMOTIONS and name not in GESTURES:
            raise InputError(
                f"'{name}' is neither an emotion nor a gesture: there are"
                f" {', '.join((*EMOTIONS, *GESTURES))}."
            )
        self._begin(Feel(name) if name in EMOTIONS else Gesture(name))

    def scene(self, background: str | None = None, framing: str | None = None) -> None:
        """Change the place or the framing now. Raises InputError for names that do not exist."""
        _check_scene(background or self._background, framing or self._framing)
        self._begin(Scene(background, framing))

    def interrupt(self, owner: str | None = None) -> bool:
        """Silence her now and drop what waits; with `owner`, only what is his. Returns whether
        there was anything.
        """
        dropped = self._agenda.drop(owner)
        cut = self._speaking is not None and owner in (None, self._speaking.intent.owner)
        if cut:
            self._cut()
        return cut or bool(dropped)

    async def room(self) -> None:
        """Wait until nothing waits to be said: what is given now is next."""
        await self._agenda.empty()

    # ---- viewers

    def join(self, viewer: Viewer) -> None:
        """Show a viewer the show from now on. Tells it Hello first."""
        viewer.tell(
            Hello(
                show=self._name,
                position=self.position,
                epoch=self._epoch,
                fps=FPS,
                size=self.size,
                delay=DELAY,
                character=_speaker(self.character),
                state=self.state,
                chat=tuple(self._conversation.chat),
            )
        )
        self._viewers.add(viewer, self._next())

    def leave(self, viewer: Viewer) -> None:
        """Stop showing it."""
        self._viewers.remove(viewer)

    def played(self, viewer: Viewer, position: float, epoch: int, *, audible: bool = True) -> None:
        """A viewer plays this position (seconds on the show's time line) now; `epoch` is the last
        that it knows.
        """
        number = self._viewers.number(viewer)
        for spoken in (self._speaking, *self._settling.values()):
            if number is not None and spoken is not None:
                spoken.report(number, position * SAMPLE_RATE, epoch)

    def answered(self, turn: int, ms: float) -> None:
        """A viewer measured so long from its question to the first audible sample of the answer."""
        for spoken in (self._speaking, *self._settling.values()):
            if spoken is not None and spoken.intent.turn == turn:
                spoken.page_ms = ms
        self._conversation.answered(turn, ms)

    # ---- what can be seen of it

    @property
    def turns(self) -> Sequence[Turn]:
        """The records of the last turns, the oldest first."""
        return self._conversation.turns

    @property
    def position(self) -> float:
        """Now, in seconds on the show's time line."""
        return (self._base + self._timeline.head) / SAMPLE_RATE

    @property
    def state(self) -> State:
        """What she is doing."""
        return State(
            speaking=self._speaking is not None
            and self._base + self._timeline.end > self._base + self._timeline.head,
            turn=self._speaking.intent.turn if self._speaking else None,
            waiting=len(self._agenda.waiting),
            emotion=self._timeline.emotion,
            background=self._background,
            framing=self._framing,
            viewers=len(self._viewers),
            recording=self._recorder is not None,
        )

    @property
    def speaker(self) -> Speaker:
        """Who performs, and in which languages."""
        return _speaker(self.character)

    def health(self) -> Health:
        """How the show keeps its pace."""
        late = float(np.percentile(self._late, 99)) if self._late else 0.0
        return Health(
            time.perf_counter() - self._begun,
            self._frames,
            self._viewers.drawn,
            self._viewers.dropped,
            round(self._viewers.draw_ms, 2),
            round(1000 * late, 2),
        )

    async def still(self) -> U8:
        """The picture of this moment, (size, size, 4) RGBA with straight alpha."""
        face, shot = self._face, self._shot or self._timeline.frame().shot
        return await self._viewers.still(face, shot)

    # ---- recording and changing

    def record(self, path: Path) -> None:
        """Begin a record at `path`, from this moment. Raises OutputError when the file exists or
        cannot be written, InputError while another one runs.
        """
        if self._recorder:
            raise InputError(
                f"The show is being recorded to {self._recorder.path} already: stop that first."
            )
        before = self._timeline
        controls = self._shot.controls if self._shot else np.zeros(0, np.float32)
        seed = f"{self._name} {before.head}"
        opening = opening_of(
            self.character,
            fps=FPS,
            size=self.size,
            seed=seed,
            controls=tuple(map(float, controls)),
            background=self._background,
            framing=self._framing,
        )
        self._recorder = Recorder(path, opening)
        # The record begins with a timeline of its own, so that it can be made again from its own
        # first frame.
        self._base += before.head
        self._timeline = self._new_timeline(seed, controls if len(controls) else None)
        self._begin(Feel(before.emotion))
        for take in before.rest():
            self._note(take_line(take, 0))
            self._timeline.play(take)

    def stop_recording(self) -> Path:
        """End the record and return its path. Raises InputError when there is none."""
        if not self._recorder:
            raise InputError("The show is not being recorded.")
        recorder, self._recorder = self._recorder, None
        recorder.close(self._timeline.number)
        return recorder.path

    async def change(self, character: Performing) -> None:
        """Let another character, or this one edited, perform from now on. What she was saying is
        cut off, the conversation goes on.

        Raises InputError when one of its organs cannot be made; then everything stays as it was.
        """
        face, voice, mind = await asyncio.to_thread(self._organs, character)
        if voice is not self._voice:
            await _warm(voice, character)
        performer = performer_of(character) if self._recorder else None
        self.interrupt()
        old = [
            organ for organ, new in ((self._voice, voice), (self._mind, mind)) if organ is not new
        ]
        self.character, self._face, self._voice, self._mind = character, face, voice, mind
        self._performer = self._new_performer()
        if performer:
            self._note(FaceLine(frame=self._timeline.number, performer=performer))
        self._viewers.tell(Changed(character=_speaker(character)))
        for organ in old:
            await organ.close()

    def _organs(self, character: Performing) -> tuple[Face, Voice, Mind]:
        """Those of another character. What does not differ from the present one's is kept: a voice
        takes seconds to warm, a mind to learn.
        """

        def same(kind: str) -> bool:
            return unchanged(kind, self.character, character)

        named = self.character.name == character.name
        answers = answering(character.parts)
        return (
            self._face if same("face") else character.open_face(),
            self._voice if same("voice") else character.open_voice(),
            self._mind if named and same(answers) else character.open_mind(),
        )

    # ---- running

    async def run(self) -> None:
        """Perform until cancelled. Closes voice and mind, and the record if one runs."""
        await _warm(self._voice, self.character)
        tasks = [asyncio.create_task(work()) for work in (self._talk, self._viewers.deliver)]
        try:
            await self._tick()
        finally:
            for task in (*tasks, *self._settling, *([self._task] if self._task else [])):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._recorder:
                self.stop_recording()
            self._viewers.close()
            await self._voice.close()
            await self._mind.close()

    async def on_air(self) -> None:
        """Wait until `run` gives frames: the voice has been warmed."""
        await self._on_air.wait()

    async def _tick(self) -> None:
        """Give one frame every 1/30 s, counted from an absolute start so that lateness does not add
        up.
        """
        start, given = time.perf_counter(), 0
        self._on_air.set()
        while True:
            late = time.perf_counter() - start - given / FPS
            if late < 0:
                await asyncio.sleep(-late)
                late = time.perf_counter() - start - given / FPS
            else:
                await asyncio.sleep(0)
            if late > ASLEEP:
                start += late
            self._late.append(max(0.0, late))
            self._give()
            given += 1

    def _give(self) -> None:
        """One frame: its sound, its picture, and what changed with it."""
        number = self._timeline.number
        position = self._base + self._timeline.head
        frame = self._timeline.frame()
        self._shot = frame.shot
        self._frames += 1
        self._send_sound()
        if self._recorder:
            self._recorder.sound(frame.pcm)
            if number % FPS == FPS - 1:
                self._protected(lambda recorder: recorder.check(number + 1))
        recorder = self._recorder
        note = (
            None if recorder is None else lambda rgba: recorder.picture(number, picture_hash(rgba))
        )
        self._viewers.picture(self._face, frame.shot, self._epoch, position, note)
        if self._speaking:
            self._conversation.grow(self._speaking, self.character.name, position)
        state = self.state
        if state != self._state or self._frames % HEARTBEAT == 0:
            self._state = state
            self._viewers.tell(state)
        if self._ticked and not self._ticked.done():
            self._ticked.set_result(None)

    def _send_sound(self) -> None:
        """Send what is known of the sound, up to SOUND_AHEAD before its time. Where nothing is said
        nothing is sent.
        """
        head, end = self._base + self._timeline.head, self._base + self._timeline.end
        start, stop = max(self._sent, head), min(end, head + SOUND_AHEAD)
        if stop <= start:
            return
        data = sound_bytes(
            self._timeline.sound(start - self._base, stop - self._base), self._epoch, start
        )
        self._viewers.sound(data)
        self._sent = stop
        if self._speaking:
            self._speaking.sent(stop)

    # ---- talking

    async def _talk(self) -> None:
        """Say what is on the agenda, one after another."""
        while True:
            intent = await self._agenda.next()
            self._speaking = spoken = Spoken(intent, self._epoch)
            self._task = asyncio.create_task(self._speak(spoken))
            await asyncio.wait([self._task])
            if self._speaking is spoken:
                self._speaking = None
                self._settle(spoken)

    async def _speak(self, spoken: Spoken) -> None:
        """Perform one intent to its end. Cancelled, it stops voice and mind."""
        try:
            async with aclosing(self._takes(spoken)) as takes:
                async for take in takes:
                    self._play(take, spoken)
                    while self._timeline.end - self._timeline.head > AHEAD:
                        await self._tick_passed()
        except Exception as error:
            log.exception("turn %d failed", spoken.intent.turn)
            spoken.problem = f"{type(error).__name__}: {error}"
            self._viewers.tell(Notice(level="error", code="turn-failed", text=spoken.problem))
        while self._base + self._timeline.head < spoken.end:
            await self._tick_passed()

    async def _takes(self, spoken: Spoken) -> AsyncGenerator[Take]:
        intent = spoken.intent
        if intent.question:
            self._conversation.remember(Said("viewer", intent.question, intent.name))
            if self._recorder:
                self._note(
                    AskedLine(frame=self._timeline.number, turn=intent.turn, text=intent.question)
                )
            self._performer.mind = _Timed(self._mind, spoken, self._warn)
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

    def _play(self, take: Take, spoken: Spoken) -> None:
        """Put a take on the timeline and send what can be sent of it."""
        take = quantised(take)
        for _, what in take.cues:
            self._follow(what)
        placed = self._timeline.play(take)
        if self._recorder:
            self._note(take_line(take, self._timeline.number))
        start = self._base + placed.start
        spoken.add(start, take)
        for caption in self._captions.of(take, spoken.intent.turn, self._epoch, start):
            self._viewers.tell(caption)
        self._send_sound()

    def _cut(self) -> None:
        """Silence her: what she was saying ends here."""
        spoken, self._speaking = self._speaking, None
        if spoken is None:
            return
        spoken.cut_at = time.perf_counter()
        if self._task:
            self._task.cancel()
        self._timeline.cut()
        if self._recorder:
            self._note(CutLine(frame=self._timeline.number))
        head = self._base + self._timeline.head
        spoken.end = min(spoken.end, head)
        self._epoch += 1
        self._sent = head + FADE
        self._captions.cut()
        self._viewers.tell(Clear(epoch=self._epoch, position=head / SAMPLE_RATE))
        self._settle(spoken)

    def _settle(self, spoken: Spoken) -> None:
        """End a turn: note at once what was heard as far as is known, and again when the pages have
        reported.
        """
        place = Said("character", spoken.heard(whole=spoken.cut_at is None))
        if place.text:
            self._conversation.remember(place)
        task = asyncio.create_task(self._settled(spoken, place))
        self._settling[task] = spoken
        task.add_done_callback(lambda done: self._settling.pop(done, None))

    async def _settled(self, spoken: Spoken, place: Said) -> None:
        until = time.perf_counter() + PATIENCE + (0.0 if spoken.cut_at else 2 * DELAY)
        while not spoken.settled and time.perf_counter() < until:
            await self._tick_passed()
        heard = spoken.heard(whole=spoken.cut_at is None and spoken.settled)
        self._conversation.correct(place, heard)
        if self._recorder and spoken.intent.question:
            self._note(AskedLine(frame=self._timeline.number, turn=spoken.intent.turn))
        self._conversation.end(spoken, self.character.name, heard)

    # ---- small things

    def _intend(self, intent: Intent) -> None:
        if self._agenda.add(intent, self._speaking.intent if self._speaking else None):
            self._cut()

    def _begin(self, what: Happening) -> None:
        self._follow(what)
        self._timeline.begin(what)
        if self._recorder:
            self._note(BeginLine(frame=self._timeline.number, what=happens(what)))

    def _follow(self, what: Happening) -> None:
        """Know where she is."""
        if isinstance(what, Scene):
            self._background = str(what.background or self._background)
            self._framing = what.framing or self._framing

    def _publish(self, said: Chat | Turn) -> None:
        """Tell the viewers, and note what does not change any more."""
        self._viewers.tell(said)
        if self._recorder and (isinstance(said, Turn) or said.done):
            self._note(said)

    def _note(self, line: object) -> None:
        self._protected(lambda recorder: recorder.write(line))  # type: ignore[arg-type]

    def _protected(self, work: Callable[[Recorder], None]) -> None:
        """Write to the record; a disk that is full ends the record and not the show."""
        if self._recorder:
            try:
                work(self._recorder)
            except OutputError as error:
                self._recorder = None
                self._viewers.tell(Notice(level="error", code="recording-failed", text=str(error)))

    def _warn(self, problem: str) -> None:
        self._viewers.tell(Notice(level="warning", code="mind", text=problem))

    async def _tick_passed(self) -> None:
        if self._ticked is None or self._ticked.done():
            self._ticked = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._ticked)

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _new_performer(self) -> Performer:
        return Performer(self._voice, self._mind, (self.size, self.size), lead=LEAD)

    def _new_timeline(self, seed: str = "", controls: object = None) -> Timeline:
        first = Scene(self._background, self._framing)
        stage = Stage(self.size, self.size, FPS, captions=False, first=first)
        return Timeline(Motion(seed or self._name, FPS), stage, Fraction(FPS), controls)  # type: ignore[arg-type]


class _Timed:
    """A mind whose first words are timed, and whose problems are noted instead of said."""

    def __init__(self, mind: Mind, spoken: Spoken, report: Callable[[str], None]) -> None:
        self._mind, self._spoken, self._report = mind, spoken, report

    async def reply(self, conversation: Sequence[Said]) -> AsyncIterator[ReplyPart]:
        async with aclosing(self._mind.reply(conversation)) as parts:  # type: ignore[type-var]
            async for part in parts:
                if isinstance(part, Problem):
                    self._spoken.problem = part.text
                    self._report(part.text)
                    continue
                if isinstance(part, Say) and self._spoken.mind_at is None:
                    self._spoken.mind_at = time.perf_counter()
                yield part

    async def close(self) -> None:
        """The mind is closed by who made it."""


async def _warm(voice: Voice, character: Performing) -> None:
    """Load what the first word would otherwise wait for."""
    warm = getattr(voice, "warm", None)
    if warm is not None:
        await warm(*_speaker(character).languages)


def _speaker(character: Performing) -> Speaker:
    return Speaker(
        name=character.name,
        languages=character.languages,
        default_language=character.default_language,
    )


def _check_scene(background: str, framing: str) -> None:
    if background not in BACKGROUNDS and not is_paint(background):
        raise InputError(
            f"'{background}' is not a background: there are {', '.join(BACKGROUNDS)}, and colours"
            " such as #ffd0e0 or pink to white."
        )
    if framing not in FRAMINGS:
        raise InputError(f"'{framing}' is not a framing: there are {', '.join(FRAMINGS)}.")
