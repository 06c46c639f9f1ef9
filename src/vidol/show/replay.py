"""Making a recorded show again as a film: the same timeline, fed what the live one was fed, at the
same frames.

The pictures and the sound are compared with the hashes of the record as they are made. Pictures can
be compared only at the size of the show, and only those that were drawn then: a busy machine left
some out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from vidol.body.motion import Motion
from vidol.core.arrays import U8
from vidol.core.controls import NAMES
from vidol.core.errors import InputError
from vidol.core.face import Face
from vidol.core.organs import open_alone
from vidol.core.speech import SAMPLE_RATE
from vidol.media.subtitles import Cue, write_srt
from vidol.show.events import Scene
from vidol.show.outputs.files import output
from vidol.show.picture.composition import Stage
from vidol.show.picture.drawing import Shot, compose, cutout, figure
from vidol.show.record import (
    AskedLine,
    BeginLine,
    CheckLine,
    CutLine,
    FaceLine,
    Line,
    Performer,
    Record,
    SoundHash,
    TakeLine,
    happening,
    picture_hash,
    read,
    take_of,
)
from vidol.show.speaking.takes import Asked, Take
from vidol.show.timeline import Frame, Timeline
from vidol.text.language import identify

DRAWERS: Final = 2
IN_FLIGHT: Final = 6


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay."""

    path: Path
    frames: int
    fps: int
    compared: int
    """Pictures that were compared with the record."""
    different: tuple[int, ...]
    """Frames whose picture is not the one that was shown, the first hundred."""
    same_sound: bool
    torn: bool
    """Whether the record stops without an end."""

    @property
    def exact(self) -> bool:
        """Whether sound and every compared picture are the same."""
        return self.same_sound and not self.different


def replay(
    record: str | Path,
    out: str | Path,
    *,
    size: tuple[int, int] | None = None,
    captions: bool = True,
    alpha: bool = False,
    srt: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Replayed:
    """Make a recorded show (`show.jsonl`) again and write it as `out`, as vidol.perform does.

    `size` is (width, height) in pixels, the show's own if None; at another size pictures are not
    compared. `progress` is given the share that is done, 0..1. Raises InputError for a file that is
    no record or cannot be played, OutputError for what cannot be written.
    """
    path = Path(out)
    run = _Replay(read(Path(record)), Path(record), size, captions)
    with (
        output(path, run.size, run.opening.fps, alpha=alpha) as target,
        ThreadPoolExecutor(DRAWERS, "draw") as drawers,
    ):
        drawn: deque[Future[tuple[str, U8]]] = deque()
        numbers: deque[int] = deque()

        def write() -> None:
            digest, picture = drawn.popleft().result()
            run.compare(numbers.popleft(), digest)
            target.picture(picture)

        for frame in run.frames():
            drawn.append(drawers.submit(_draw, run.face, frame.shot, alpha, run.exact_size))
            numbers.append(frame.number)
            target.sound(frame.pcm)
            if len(drawn) >= IN_FLIGHT:
                write()
            if progress and frame.number % 15 == 0:
                progress(frame.number / max(1, run.record.frames))
        while drawn:
            write()
    if srt and path.suffix.lower() in (".mp4", ".webm"):
        write_srt(path.with_suffix(".srt"), run.subtitles)
    return Replayed(
        path,
        run.record.frames,
        run.opening.fps,
        run.compared,
        tuple(run.different[:100]),
        run.same_sound,
        run.record.torn,
    )


def _draw(face: Face, shot: Shot, alpha: bool, compared: bool) -> tuple[str, U8]:
    """(hash of the figure, picture of the film)."""
    rgba = figure(face, shot)
    digest = picture_hash(rgba) if compared else ""
    return digest, cutout(shot, rgba) if alpha else compose(shot, rgba)


class _Replay:
    """One run of `replay`."""

    def __init__(
        self, record: Record, path: Path, size: tuple[int, int] | None, captions: bool
    ) -> None:
        opening = record.opening
        self.record, self.opening, self.path = record, opening, path
        self.size = size or (opening.size, opening.size)
        self.exact_size = self.size == (opening.size, opening.size)
        self.face = _face(opening.performer)
        if len(opening.controls) not in (0, len(NAMES)):
            raise InputError(
                f"{path} was recorded with {len(opening.controls)} control channels, this vidol has"
                f" {len(NAMES)}: use the vidol that made it."
            )
        stage = Stage(
            *self.size,
            opening.fps,
            captions=captions,
            first=Scene(opening.background, opening.framing),
        )
        controls = np.array(opening.controls, np.float32) if opening.controls else None
        self.timeline = Timeline(
            Motion(opening.seed, opening.fps), stage, Fraction(opening.fps), controls
        )
        self.subtitles: list[Cue] = []
        self.expected = {
            frame: digest
            for line in record.lines
            if isinstance(line, CheckLine)
            for frame, digest in line.pictures.items()
        }
        self.compared = 0
        self.different: list[int] = []
        self.same_sound = True
        self._sound = SoundHash()
        self._asked: int | None = None

    def frames(self) -> Iterator[Frame]:
        """All frames, each after what came before it in the record."""
        lines = deque(self.record.lines)
        for number in range(self.record.frames):
            while lines and getattr(lines[0], "frame", 0) <= number:
                line = lines.popleft()
                try:
                    self._apply(line)
                except ValueError as error:
                    raise InputError(
                        f"{self.path} is damaged before frame {number}: {error}."
                    ) from error
            frame = self.timeline.frame()
            self._sound.add(frame.pcm)
            yield frame
        for line in lines:
            if isinstance(line, CheckLine):
                self._apply(line)

    def compare(self, frame: int, digest: str) -> None:
        """Hold a picture against the record."""
        if self.exact_size and frame in self.expected:
            self.compared += 1
            if self.expected[frame] != digest:
                self.different.append(frame)

    def _apply(self, line: Line) -> None:
        if isinstance(line, TakeLine):
            self._play(take_of(line))
        elif isinstance(line, CutLine):
            self.timeline.cut()
            self.subtitles = [
                Cue(cue.start, min(cue.end, self._now), cue.text)
                for cue in self.subtitles
                if cue.start < self._now
            ]
        elif isinstance(line, BeginLine):
            self.timeline.begin(happening(line.what))
        elif isinstance(line, AskedLine):
            self._show(line)
        elif isinstance(line, FaceLine):
            self.face = _face(line.performer)
        elif isinstance(line, CheckLine):
            self.same_sound = self.same_sound and (
                line.frame != self.timeline.number or line.sound == self._sound.digest()
            )

    def _play(self, take: Take) -> None:
        start = self.timeline.play(take).start / SAMPLE_RATE
        for page in take.captions:
            if not page.opens and self.subtitles and self.subtitles[-1].text == page.text:
                before = self.subtitles.pop()
                self.subtitles.append(Cue(before.start, start + page.end, page.text))
            else:
                self.subtitles.append(Cue(start + page.start, start + page.end, page.text))

    @property
    def _now(self) -> float:
        return self.timeline.head / SAMPLE_RATE

    def _show(self, line: AskedLine) -> None:
        """Show the question on the screen while it is answered. It moves nothing: she looked where
        she looked.
        """
        if line.text:
            self._asked = line.turn
            self.timeline.stage.happen(Asked(line.text, identify(line.text)))
        elif self._asked == line.turn:
            self._asked = None
            self.timeline.stage.happen(Asked(""))


def _face(performer: Performer) -> Face:
    """Raises InputError when its plug-in is not installed."""
    part = performer.face.part("face")
    return open_alone(part, name=performer.name, seed=performer.seed)  # type: ignore[no-any-return] # a plug-in's word
