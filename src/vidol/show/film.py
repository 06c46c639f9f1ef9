"""Performing a script: as a film, as pictures, as whatever outputs make of it.

    voice, mind ──► takes ──► moments ──► drawings, outputs
    (ahead, bounded)  (timeline)    (vidol.show.outputs.delivery)

The timeline and the outputs are those that live shows use; here the clock is how fast moments are
taken. Every queue is bounded, so memory does not grow with the script.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, overload

from vidol.body.motion import Motion
from vidol.core.character import Performing
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language
from vidol.media import pictures, sound
from vidol.media.film import exact_rate
from vidol.media.subtitles import write_srt
from vidol.media.visible_label import Mark, Place
from vidol.show.clock import Clock
from vidol.show.events import Line, Question, Scene, ShowPicture
from vidol.show.labelling import label_of
from vidol.show.moment import Shown
from vidol.show.outputs import film as films
from vidol.show.outputs import stills
from vidol.show.outputs.delivery import Delivery
from vidol.show.outputs.output import Output, Performance, opened
from vidol.show.picture.layouts import Layout
from vidol.show.script import Script, load
from vidol.show.speaking.performer import Performer
from vidol.show.speaking.takes import Take
from vidol.show.subtitles import Subtitles
from vidol.show.timeline import Timeline
from vidol.text.language import LETTERS, identify
from vidol.text.typesetting.fonts import missing_characters
from vidol.text.typesetting.ruby import strip_ruby
from vidol.voice.lips import HORIZON

_TELLING: Final = 200  # lines of a script that tell its language
AHEAD: Final = 3
"""Takes that the voice may be ahead of the picture."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a performance is."""

    seconds: float
    """Of the performance so far."""
    share: float
    """Of the script's text spoken so far, 0..1."""
    unspoken: tuple[str, ...] = ()
    """Parts of the text that the voice could not say: only the captions show them."""
    undrawn: str = ""
    """Characters of the captions that no font here has: 〓 stands for them."""


FILM: Final = ((1280, 720), 30)
ANIMATION: Final = ((480, 270), 12)
"""Size in pixels and pictures per second where nobody asked for others: an animation is held in
memory, and a minute of this is.
"""


@overload
def perform(
    character: Performing,
    script: str | Path,
    out: str | Path,
    *,
    outputs: Sequence[str | Output] = ...,
    size: tuple[int, int] | None = ...,
    fps: float | None = ...,
    captions: bool = ...,
    alpha: bool = ...,
    srt: bool = ...,
    label: Place | None = ...,
    progress: Callable[[Progress], None] | None = ...,
) -> Path: ...
@overload
def perform(
    character: Performing,
    script: str | Path,
    out: None = None,
    *,
    outputs: Sequence[str | Output] = ...,
    size: tuple[int, int] | None = ...,
    fps: float | None = ...,
    captions: bool = ...,
    alpha: bool = ...,
    srt: bool = ...,
    label: Place | None = ...,
    progress: Callable[[Progress], None] | None = ...,
) -> None: ...
def perform(
    character: Performing,
    script: str | Path,
    out: str | Path | None = None,
    *,
    outputs: Sequence[str | Output] = (),
    size: tuple[int, int] | None = None,
    fps: float | None = None,
    captions: bool = True,
    alpha: bool = False,
    srt: bool = True,
    label: Place | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Path | None:
    """Perform a script file as a labelled film and return its path.

    The ending of `out` says what is written: ``.mp4`` (H.264 and AAC); ``.webm`` with `alpha` (VP9
    and Opus, transparent, no background); ``.gif`` or ``.webp``, a short silent animation; ``.png``
    or ``.jpg``, a still from the first sentence. `outputs` get the performance too, or alone when
    `out` is None: ``NAME:TARGET`` for a plug-in's (docs/outputs.md), or any
    vidol.show.outputs.Output. `size` is (width, height) in pixels, both even for films, and `fps`
    pictures per second; without them 1280x720 at 30, of an animation 480x270 at 12. `captions`
    burns them in; `srt` writes them beside a film as ``.srt``. `label` is where the label stands
    that people see, as the character has it if None (vidol.media.visible_label). `progress` is
    called about ten times per second of film, from this thread. See docs/scripts.md for the script
    language.

    Raises InputError for a script, size or name that cannot be used, and OutputError if a result
    cannot be written; then, and whenever the run is interrupted, a file that was there before is
    untouched. An output that fails does not end the others: its error is raised when they are done.
    """
    animated = out is not None and Path(out).suffix.lower() in stills.ANIMATIONS
    usual = ANIMATION if animated else FILM
    size, rate = size or usual[0], _rate(fps if fps is not None else usual[1])
    layout = Layout(*size, backdrop=not alpha, captions=captions)
    wanted = chosen(out, layout, outputs)
    performance = Performance(character.name, rate, size, label=label_of(character, label))
    loaded = load(Path(script))
    check(loaded)
    run = _Performance(character, loaded, performance, progress)
    finished(run.make(wanted))
    if out is None:
        return None
    if srt:
        write_subtitles(out, run.subtitles)
    return Path(out)


def _rate(fps: float) -> Fraction:
    if not 1 <= fps <= 240:
        raise InputError(f"A performance cannot have {fps:g} pictures per second: give 1 to 240.")
    return exact_rate(fps)


def chosen(
    out: str | Path | None, layout: Layout, outputs: Sequence[str | Output]
) -> dict[str, Output]:
    """The outputs of a performance by name: the file `out`, a picture of `layout`, and others.

    Raises InputError for names that do not fit, and when there is no output at all.
    """
    wanted: dict[str, Output] = {} if out is None else {str(out): _file(Path(out), layout)}
    for number, output in enumerate(outputs, 1):
        name = output if isinstance(output, str) else f"{type(output).__name__} {number}"
        if name in wanted:
            raise InputError(f"'{name}' is given twice: name every output once.")
        wanted[name] = opened(output) if isinstance(output, str) else output
    if not wanted:
        raise InputError("A performance needs somewhere to go: give a file, or outputs.")
    return wanted


def _file(path: Path, layout: Layout) -> Output:
    kind = path.suffix.lower()
    if kind in films.ENDINGS:
        return films.Film(path, layout=layout)
    if kind in (*stills.STILLS, *stills.ANIMATIONS):
        return stills.Stills(path, layout=layout)
    raise InputError(
        f"{path} is no kind of file that a performance can be: end it in .mp4, .webm (with"
        " --alpha), .gif, .webp, .png or .jpg."
    )


def write_subtitles(out: str | Path, subtitles: Subtitles) -> None:
    """Write the captions beside a film; beside pictures there are none."""
    path = Path(out)
    if path.suffix.lower() in films.ENDINGS:
        write_srt(path.with_suffix(".srt"), subtitles.cues)


def finished(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, also where an event loop runs already (a notebook, a server): there it
    gets a thread of its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, work).result()


async def delivered(
    outputs: Mapping[str, Output],
    performance: Performance,
    work: Callable[[Delivery], Coroutine[Any, Any, None]],
) -> None:
    """Start the outputs, do the work that gives them moments, and finish them.

    Raises what the work raises (then they throw away what they made), else why the first of them
    failed.
    """
    delivery = Delivery(performance, Clock().now)
    try:
        for name, output in outputs.items():
            await delivery.add(name, output)
        await work(delivery)
        await delivery.drained()
    except BaseException:
        await delivery.close(complete=False)
        raise
    await delivery.close(complete=True)
    if delivery.errors:
        raise delivery.errors[0]


class _Performance:
    """One run of `perform`."""

    def __init__(
        self,
        character: Performing,
        script: Script,
        performance: Performance,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.script, self.performance, self.progress = script, performance, progress
        first, shown = script.events[0], Shown()
        motion = Motion(f"{character.name}\n{script.title}", float(performance.rate))
        self.timeline = Timeline(
            motion,
            performance.rate,
            shown=shown.after(first) if isinstance(first, Scene) else shown,
            label=Mark(performance.label.place, _language(script, character.default_language)),
        )
        self.face, self.voice, self.mind = (
            character.open_face(),
            character.open_voice(),
            character.open_mind(),
        )
        self.performer = Performer(self.voice, self.mind, performance.size)
        self.subtitles = Subtitles()
        self.unspoken: tuple[str, ...] = ()
        self.undrawn = dict[str, None]()
        self.ended = False
        self.spoken: deque[tuple[int, int]] = deque()
        self.text = 0
        self.text_in_all = max(
            1, sum(len(event.text) for event in script.events if isinstance(event, Line))
        )

    async def make(self, outputs: Mapping[str, Output]) -> None:
        """Perform the script from its first event to its last."""
        try:
            await delivered(outputs, self.performance, self._run)
        finally:
            await self.voice.close()
            await self.mind.close()

    async def _run(self, delivery: Delivery) -> None:
        """Speak and show side by side. What fails leaves as itself, not as a group."""
        takes: asyncio.Queue[Take | None] = asyncio.Queue(AHEAD)
        try:
            async with asyncio.TaskGroup() as group:
                speaking = group.create_task(self._speak(takes))
                await self._show(takes, delivery)
                speaking.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _speak(self, takes: asyncio.Queue[Take | None]) -> None:
        """Fill the queue of takes, ahead of the picture."""
        async with aclosing(self.performer.takes(self.script.events)) as stream:
            async for take in stream:
                await takes.put(take)
        await takes.put(None)

    async def _show(self, takes: asyncio.Queue[Take | None], delivery: Delivery) -> None:
        """Give the moments of the takes as they come, until they end or nobody wants more."""
        while delivery.wanted:
            while not self._known:
                take = await takes.get()
                if take is None:
                    self.ended = True
                else:
                    self._play(take)
            if self.timeline.head >= self.timeline.end:
                break
            await delivery.give(self.timeline.moment(), self.face)
            self._report()

    def _play(self, take: Take) -> None:
        """Give the timeline a take and note its captions for the .srt."""
        placed = self.timeline.play(take)
        self.unspoken += take.unspoken
        for page in take.captions:
            text = strip_ruby(page.text)
            missing = missing_characters(text, page.language)
            self.undrawn |= dict.fromkeys(letter for letter in text if letter in missing)
        self.spoken.append((placed.start, len(take.text)))
        self.subtitles.add(placed)

    @property
    def _known(self) -> bool:
        """Whether everything is known that the next moment depends on."""
        return self.ended or self.timeline.end - self.timeline.head >= HORIZON * SAMPLE_RATE

    def _report(self) -> None:
        while self.spoken and self.spoken[0][0] <= self.timeline.head:
            self.text += self.spoken.popleft()[1]
        if self.progress and self.timeline.number % 3 == 0:
            share = min(1.0, self.text / self.text_in_all)
            seconds = self.timeline.number / float(self.performance.rate)
            self.progress(Progress(seconds, share, self.unspoken, "".join(self.undrawn)))


def _language(script: Script, usual: Language) -> Language:
    """The one that more than half of it is in, else that in which it begins: who will watch it
    understands that.
    """
    lines = [event for event in script.events if isinstance(event, Line | Question)]
    shares = Counter[Language]()
    for line in lines[:_TELLING]:
        language = (isinstance(line, Line) and line.language) or identify(line.text, usual)
        shares[language] += len(line.text) if language != "en" else len(line.text) // LETTERS
    if not shares:
        return usual
    most = max(shares, key=shares.__getitem__)
    return most if 2 * shares[most] > shares.total() else next(iter(shares))


def check(script: Script) -> None:
    """Open every picture and recording of a script once, so that a broken one is found before the
    first frame is drawn.

    Raises InputError for the first that cannot be used.
    """
    for event in script.events:
        inside = [cue.direction for cue in event.cues] if isinstance(event, Line) else []
        for direction in (event, *inside):
            if isinstance(direction, ShowPicture):
                pictures.read_picture(direction.path)
            elif isinstance(direction, Scene) and isinstance(direction.background, Path):
                pictures.read_picture(direction.background)
            elif isinstance(direction, Line) and direction.recording is not None:
                sound.read_sound(direction.recording)
