"""Making a recorded show again as a film: the same timeline, fed what the live one was fed, at the
same moments.

The pictures and the sound are compared with the hashes of the record as they are made. Pictures can
be compared only at the size of the show, and only those that were drawn then: a busy machine left
some out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from vidol.body.motion import Motion
from vidol.core.arrays import U8
from vidol.core.controls import NAMES
from vidol.core.errors import InputError
from vidol.core.face import Face
from vidol.core.speech import SAMPLE_RATE
from vidol.media.visible_label import Mark, Place
from vidol.show.film import chosen, delivered, finished, write_subtitles
from vidol.show.labelling import wished
from vidol.show.moment import Moment, Shown
from vidol.show.outputs.delivery import Delivery
from vidol.show.outputs.output import Output, Performance
from vidol.show.performing import Performer, face_of
from vidol.show.picture.drawing import Shot, compose, cutout, figure
from vidol.show.picture.layouts import Layout
from vidol.show.picture.scenes import check_scene
from vidol.show.record import Record, SoundHash, picture_hash, read
from vidol.show.record_lines import (
    AskedLine,
    BeginLine,
    CheckLine,
    CutLine,
    FaceLine,
    Line,
    TakeLine,
    happening,
    take_of,
)
from vidol.show.subtitles import Subtitles
from vidol.show.timeline import Timeline

_LATE: Final = 600
"""Frames after which a picture that no line has a hash of is not kept to be compared."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay."""

    path: Path | None
    """The file, if one was asked for."""
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
    out: str | Path | None = None,
    *,
    outputs: Sequence[str | Output] = (),
    size: tuple[int, int] | None = None,
    captions: bool = True,
    alpha: bool = False,
    srt: bool = True,
    label: Place | None = None,
    progress: Callable[[float], None] | None = None,
) -> Replayed:
    """Make a recorded show (`show.jsonl`) again and write it as `out`, as vidol.perform does, or
    give it to `outputs`, as vidol.perform does.

    `size` is (width, height) in pixels, the show's own if None; at another size pictures are not
    compared. `label` is where the label stands that people see, as it was in the show if None.
    `progress` is given the share that is done, 0..1. Raises InputError for a file that is
    no record or cannot be played, OutputError for what cannot be written.
    """
    known = read(Path(record))
    shown = (known.opening.size, known.opening.size)
    proof = _Proof(compared=size in (None, shown))
    layout = _Compared(*(size or shown), backdrop=not alpha, captions=captions, proof=proof)
    wanted = chosen(out, layout, outputs) | {"proof": _Whole(layout if proof.compares else None)}
    run = _Replay(known, Path(record), proof, label, progress)
    performer = known.opening.performer
    again = Performance(
        performer.name,
        run.timeline.rate,
        size or shown,
        label=wished(performer.label, label, performer.name),
    )
    finished(delivered(wanted, again, run.make))
    if srt and out is not None:
        write_subtitles(out, run.subtitles)
    return Replayed(
        None if out is None else Path(out),
        known.frames,
        known.opening.fps,
        proof.pictures,
        tuple(sorted(proof.different)[:100]),
        proof.same_sound,
        known.torn,
    )


class _Proof:
    """Holds what is made against the hashes of a record. Pictures come from several threads, before
    or after the line that has their hashes.
    """

    def __init__(self, *, compared: bool) -> None:
        self.different: list[int] = []
        self.same_sound = True
        self.compares = compared
        """Whether pictures are of the show's size and can be compared."""
        self.pictures = 0
        """How many were compared."""
        self._sound = SoundHash()
        self._lock = threading.Lock()
        self._shown: dict[int, str] = {}
        self._made: dict[int, str] = {}

    def picture(self, frame: int, rgba: U8) -> None:
        """She was drawn like this."""
        digest = picture_hash(rgba)
        with self._lock:
            self._made[frame] = digest
            self._compare(frame)

    def _compare(self, frame: int) -> None:
        """Compare a picture once both hashes are known."""
        if frame in self._made and frame in self._shown:
            self.pictures += 1
            if self._made.pop(frame) != self._shown.pop(frame):
                self.different.append(frame)

    def sound(self, moment: Moment) -> None:
        """The sound of the next moment."""
        self._sound.add(moment.sound)

    def check(self, line: CheckLine, frame: int) -> None:
        """The record says this of its sound; `frame` is the next."""
        same = line.frame != frame or line.sound == self._sound.digest()
        self.same_sound = self.same_sound and same
        with self._lock:
            for number in [n for n in self._made if n < frame - _LATE and n not in line.pictures]:
                del self._made[number]  # it was not drawn on air
            if self.compares:
                self._shown |= line.pictures
                for number in line.pictures:
                    self._compare(number)


@dataclass(frozen=True, slots=True)
class _Compared(Layout):
    """She as the live stage showed her, held against the record, and the rest laid around her."""

    proof: _Proof | None = field(default=None, compare=False)

    def draw(self, face: Face, shot: Shot, number: int) -> U8:
        rgba = figure(face, shot)
        if self.proof:
            self.proof.picture(number, rgba)
        return compose(shot, rgba) if self.backdrop else cutout(shot, rgba)


class _Whole(Output):
    """Wants every moment to the last, so that all are drawn that can be compared."""

    def __init__(self, layout: Layout | None) -> None:
        self.layout = layout


class _Replay:
    """One run of `replay`."""

    def __init__(
        self,
        record: Record,
        path: Path,
        proof: _Proof,
        label: Place | None,
        progress: Callable[[float], None] | None,
    ) -> None:
        opening = record.opening
        self.record, self.path, self.proof, self.progress = record, path, proof, progress
        self.place = label
        check_scene(opening.background, opening.framing)
        self.face = face_of(opening.performer)
        if len(opening.controls) not in (0, len(NAMES)):
            raise InputError(
                f"{path} was recorded with {len(opening.controls)} control channels, this vidol has"
                f" {len(NAMES)}: use the vidol that made it."
            )
        self.timeline = Timeline(
            Motion(opening.seed, opening.fps),
            Fraction(opening.fps),
            shown=Shown(opening.background, opening.framing),
            controls=np.array(opening.controls, np.float32) if opening.controls else None,
            label=self._mark(opening.performer),
        )
        self.subtitles = Subtitles()

    async def make(self, delivery: Delivery) -> None:
        """Give the outputs all moments."""
        for moment in self.moments():
            await delivery.give(moment, self.face)
            if self.progress and moment.number % 15 == 0:
                self.progress(moment.number / max(1, self.record.frames))

    def moments(self) -> Iterator[Moment]:
        """All of them, each after what came before it in the record."""
        lines = self.record.lines
        line = next(lines, None)
        for number in range(self.record.frames):
            while line and getattr(line, "frame", 0) <= number:
                try:
                    self._apply(line)
                except ValueError as error:
                    raise InputError(
                        f"{self.path} is damaged before frame {number}: {error}."
                    ) from error
                line = next(lines, None)
            moment = self.timeline.moment()
            self.proof.sound(moment)
            yield moment
        while line:
            if isinstance(line, CheckLine):
                self._apply(line)
            line = next(lines, None)

    def _mark(self, performer: Performer) -> Mark:
        label = wished(performer.label, self.place, performer.name)
        return Mark(label.place, performer.language)

    def _apply(self, line: Line) -> None:
        if isinstance(line, TakeLine):
            self.subtitles.add(self.timeline.play(take_of(line)))
        elif isinstance(line, CutLine):
            self.timeline.cut()
            self.subtitles.cut(self.timeline.head / SAMPLE_RATE)
        elif isinstance(line, BeginLine):
            self.timeline.begin(happening(line.what))
        elif isinstance(line, AskedLine):
            self.timeline.ask(line.turn, line.text)
        elif isinstance(line, FaceLine):
            self.face = face_of(line.performer)
            self.timeline.label = self._mark(line.performer)
        elif isinstance(line, CheckLine):
            self.proof.check(line, self.timeline.number)
