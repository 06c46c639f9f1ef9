"""Performing a script as a film.

    voice, mind ──► takes ──► frames ──► film
    (ahead, bounded)  (controls)  (drawn in threads)  (encoded in a thread)

The timeline is the one that live shows use (vidol.show.timeline); a film's clock is how fast frames
can be drawn. Every queue is bounded, so memory does not grow with the script.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vidol.body.motion import Motion
from vidol.core.arrays import F32, U8
from vidol.core.character import Performing
from vidol.core.speech import SAMPLE_RATE
from vidol.media import pictures, sound
from vidol.media.subtitles import Cue, write_srt
from vidol.show.events import Line, Scene, ShowPicture
from vidol.show.outputs.files import Output, output
from vidol.show.picture.composition import Stage
from vidol.show.picture.drawing import draw, draw_cutout
from vidol.show.script import Script, load
from vidol.show.speaking.performer import Performer
from vidol.show.speaking.takes import Take
from vidol.show.timeline import Timeline
from vidol.voice.lips import HORIZON

AHEAD: Final = 3
"""Takes that the voice may be ahead of the picture."""
IN_FLIGHT: Final = 6
"""Frames that are being drawn or wait to be written."""
DRAWERS: Final = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a performance is."""

    seconds: float
    """Of film drawn so far."""
    share: float
    """Of the script's text spoken so far, 0..1."""
    unspoken: tuple[str, ...] = ()
    """Parts of the text that the voice could not say: only the captions show them."""


def perform(
    character: Performing,
    script: str | Path,
    out: str | Path,
    *,
    size: tuple[int, int] = (1280, 720),
    fps: float = 30,
    captions: bool = True,
    alpha: bool = False,
    srt: bool = True,
    progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Perform a script file as a labelled film and return its path.

    The ending of `out` says what is written: ``.mp4`` (H.264 and AAC); ``.webm`` with `alpha` (VP9
    and Opus, transparent, no background); ``.gif`` or ``.webp``, a short silent animation; ``.png``
    or ``.jpg``, a still from the first sentence. `size` is (width, height) in pixels, both even for
    films; `captions` burns them in; `srt` writes them beside a film as ``.srt``. `progress` is
    called about ten times per second of film, from this thread. See docs/scripts.md for the script
    language.

    Raises InputError for a script, size or name that cannot be used, and OutputError if the result
    cannot be written; then, and whenever the run is interrupted, a file that was there before is
    untouched.
    """
    path = Path(out)
    target = output(path, size, fps, alpha=alpha)
    loaded = load(Path(script))
    check(loaded)
    run = _Performance(character, loaded, target, size, captions, progress)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(run.make())
    # called from a notebook or a server: its loop is taken, so this one gets a thread of its own
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, run.make()).result()
    if srt and path.suffix.lower() in (".mp4", ".webm"):
        write_srt(path.with_suffix(".srt"), run.subtitles)
    return path


class _Performance:
    """One run of `perform`."""

    def __init__(
        self,
        character: Performing,
        script: Script,
        target: Output,
        size: tuple[int, int],
        captions: bool,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.script, self.target, self.progress = script, target, progress
        self.rate = target.rate
        self.draw = draw_cutout if target.alpha else draw
        first = script.events[0] if isinstance(script.events[0], Scene) else None
        motion = Motion(f"{character.name}\n{script.title}", float(self.rate))
        self.timeline = Timeline(
            motion, Stage(*size, float(self.rate), captions=captions, first=first), self.rate
        )
        self.face, self.voice, self.mind = (
            character.open_face(),
            character.open_voice(),
            character.open_mind(),
        )
        self.performer = Performer(self.voice, self.mind, size)
        self.subtitles: list[Cue] = []
        self.unspoken: tuple[str, ...] = ()
        self.pictures_written = self.samples_written = 0
        self.ended = False
        self.spoken: deque[tuple[int, int]] = deque()
        self.text = 0
        self.text_in_all = max(
            1, sum(len(event.text) for event in script.events if isinstance(event, Line))
        )

    async def make(self) -> None:
        """Perform the script from its first event to its last."""
        takes: asyncio.Queue[Take | None] = asyncio.Queue(AHEAD)
        with (
            ThreadPoolExecutor(DRAWERS, "draw") as drawers,
            ThreadPoolExecutor(1, "write") as writing,
        ):
            try:
                with self.target:
                    await self._run(takes, drawers, writing)
            finally:
                await self.voice.close()
                await self.mind.close()

    async def _run(
        self,
        takes: asyncio.Queue[Take | None],
        drawers: ThreadPoolExecutor,
        writing: ThreadPoolExecutor,
    ) -> None:
        """Speak and draw side by side. What fails leaves as itself, not as a group: the target
        explains a full disk.
        """
        try:
            async with asyncio.TaskGroup() as group:
                speaking = group.create_task(self._speak(takes))
                await self._film(takes, drawers, writing)
                speaking.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _speak(self, takes: asyncio.Queue[Take | None]) -> None:
        """Fill the queue of takes, ahead of the picture."""
        async with aclosing(self.performer.takes(self.script.events)) as stream:
            async for take in stream:
                await takes.put(take)
        await takes.put(None)

    async def _film(
        self,
        takes: asyncio.Queue[Take | None],
        drawers: ThreadPoolExecutor,
        writing: ThreadPoolExecutor,
    ) -> None:
        """Draw and write the takes as they come. Frames are drawn in parallel and written in order."""
        loop = asyncio.get_running_loop()
        drawn: deque[Future[U8]] = deque()
        sound: deque[F32] = deque()

        async def write() -> None:
            picture = await asyncio.wrap_future(drawn.popleft())
            await loop.run_in_executor(writing, self._write, picture, sound)

        while not self.target.full:
            while not self._known:
                take = await takes.get()
                if take is None:
                    self.ended = True
                else:
                    self._play(take)
                    sound.append(take.pcm)
            if self.timeline.head >= self.timeline.end:
                break
            drawn.append(drawers.submit(self.draw, self.face, self.timeline.frame().shot))
            self._report()
            if len(drawn) >= IN_FLIGHT:
                await write()
        while drawn:
            await write()
        while sound:
            self.target.sound(sound.popleft())

    def _write(self, picture: U8, sound: deque[F32]) -> None:
        """Write a picture, and every half second the sound up to half a second ahead of it. Runs in
        the writing thread.
        """
        self.target.picture(picture)
        self.pictures_written += 1
        beat = max(1, round(self.rate / 2))
        if (self.pictures_written - 1) % beat == 0:
            wanted = (
                int((self.pictures_written + beat) / self.rate * SAMPLE_RATE) - self.samples_written
            )
            while wanted > 0 and sound:
                piece = sound.popleft()
                if len(piece) > wanted:
                    sound.appendleft(piece[wanted:])
                self.target.sound(piece[:wanted])
                self.samples_written += len(piece[:wanted])
                wanted -= len(piece[:wanted])

    def _play(self, take: Take) -> None:
        """Give the timeline a take and note its captions for the .srt."""
        placed = self.timeline.play(take)
        self.unspoken += take.unspoken
        self.spoken.append((placed.start, len(take.text)))
        start = placed.start / SAMPLE_RATE
        for page in take.captions:
            if not page.opens and self.subtitles and self.subtitles[-1].text == page.text:
                self.subtitles[-1] = replace(self.subtitles[-1], end=start + page.end)
            else:
                self.subtitles.append(Cue(start + page.start, start + page.end, page.text))

    @property
    def _known(self) -> bool:
        """Whether everything is known that the next frame depends on."""
        return self.ended or self.timeline.end - self.timeline.head >= HORIZON * SAMPLE_RATE

    def _report(self) -> None:
        while self.spoken and self.spoken[0][0] <= self.timeline.head:
            self.text += self.spoken.popleft()[1]
        if self.progress and self.timeline.number % 3 == 0:
            share = min(1.0, self.text / self.text_in_all)
            self.progress(Progress(self.timeline.number / float(self.rate), share, self.unspoken))


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
