"""Every output gets the performance, each picture is drawn once, and one that fails or is slow
harms no other.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import weakref
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import vidol
from vidol.core.controls import INDEX, rest
from vidol.core.errors import InputError, OutputError
from vidol.core.speech import SAMPLE_RATE
from vidol.show.clock import Clock, VirtualClock, virtually
from vidol.show.film import perform
from vidol.show.live.show import LiveShow
from vidol.show.messages import Notice, ShowMessage
from vidol.show.moment import Moment, Shown
from vidol.show.outputs import Output, Performance
from vidol.show.outputs import delivery as deliveries
from vidol.show.outputs.film import Film
from vidol.show.outputs.output import opened
from vidol.show.picture.layouts import Layout

SMALL = Layout(96, 54)


class Notes(Output):
    """Keeps what it is given."""

    def __init__(self, layout: Layout | None = None, ahead: int = 0) -> None:
        self.layout, self.ahead = layout, ahead
        self.performance: Performance | None = None
        self.moments: list[Moment] = []
        self.pictures: list[np.ndarray | None] = []
        self.sounds: list[tuple[int, int, np.ndarray]] = []
        self.cleared: list[tuple[int, int]] = []
        self.stopped: list[bool] = []
        self.threads: set[int] = set()

    def start(self, performance: Performance) -> None:
        self.performance = performance
        self.threads.add(threading.get_ident())

    def give(self, moment: Moment, picture: np.ndarray | None) -> None:
        self.moments.append(moment)
        self.pictures.append(picture)
        self.threads.add(threading.get_ident())

    def sound(self, pcm: np.ndarray, start: int, epoch: int) -> None:
        self.sounds.append((start, epoch, pcm))

    def clear(self, epoch: int, position: int) -> None:
        self.cleared.append((epoch, position))

    def stop(self, *, complete: bool) -> None:
        self.stopped.append(complete)
        self.threads.add(threading.get_ident())

    @property
    def numbers(self) -> list[int]:
        return [moment.number for moment in self.moments]


class Failing(Notes):
    """Fails at its tenth moment, until it is mended."""

    broken = True

    def give(self, moment: Moment, picture: np.ndarray | None) -> None:
        super().give(moment, picture)
        if self.broken and len(self.moments) >= 10:
            raise ConnectionError("the other side has gone")


class Slow(Notes):
    """Takes its time in the machine's."""

    def give(self, moment: Moment, picture: np.ndarray | None) -> None:
        time.sleep(0.02)
        super().give(moment, picture)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.md"
    path.write_text("# Scene: pink\n\n[happy] la la la la la la la la. [nod] la la.", "utf-8")
    return path


@contextlib.asynccontextmanager
async def on_air(actor, clock=None) -> AsyncIterator[LiveShow]:
    show = LiveShow(actor, size=64, clock=clock or VirtualClock())
    running = asyncio.create_task(show.run())
    await show.on_air()
    try:
        yield show
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def health(show: LiveShow, name: str):
    return next(output for output in show.health().outputs if output.name == name)


# ---- films


def test_all_outputs_of_a_film_get_every_moment_and_each_picture_is_drawn_once(
    actor, script: Path, tmp_path: Path
) -> None:
    drawn = list[int]()
    face = actor.open_face()
    frame = face.frame
    face.frame = lambda controls, size: drawn.append(size) or frame(controls, size)
    actor.open_face = lambda: face
    same, again, other, controls = Notes(SMALL), Notes(SMALL), Notes(Layout(64, 64)), Notes()
    film = perform(
        actor,
        script,
        tmp_path / "show.mp4",
        size=(SMALL.width, SMALL.height),
        outputs=[same, again, other, controls],
    )
    with av.open(str(film)) as made:
        frames = made.streams.video[0].frames
    for notes in (same, again, other, controls):
        assert notes.numbers == list(range(frames))
        assert notes.stopped == [True]
        assert len(notes.threads) == 1
        assert notes.performance.rate == 30
    assert len(drawn) == 2 * frames, "one drawing for each of two layouts"
    assert all(a is b for a, b in zip(same.pictures, again.pictures, strict=True))
    assert {picture.shape for picture in other.pictures} == {(64, 64, 3)}
    assert set(map(type, controls.pictures)) == {type(None)}
    sound = np.concatenate([moment.sound for moment in controls.moments])
    assert len(sound) == round(frames / 30 * SAMPLE_RATE)
    assert np.abs(sound).max() > 0.2
    assert {moment.emotion for moment in controls.moments} == {"neutral", "happy"}
    assert any(moment.caption and moment.speaking for moment in controls.moments)


def test_outputs_alone_need_no_file(actor, script: Path) -> None:
    notes = Notes()
    assert perform(actor, script, outputs=[notes], size=(96, 54)) is None
    assert notes.moments
    with pytest.raises(InputError, match="somewhere to go"):
        perform(actor, script)


def test_an_output_that_fails_does_not_end_the_film(actor, script: Path, tmp_path: Path) -> None:
    failing, notes = Failing(), Notes()
    with pytest.raises(OutputError, match=r"Failing 1 failed \(ConnectionError\): the other side"):
        perform(actor, script, tmp_path / "show.mp4", size=(96, 54), outputs=[failing, notes])
    assert len(failing.moments) == 10
    assert failing.stopped == [False]
    assert notes.stopped == [True]
    with av.open(str(tmp_path / "show.mp4")) as made:
        assert made.streams.video[0].frames == len(notes.moments) > 60


def test_when_every_output_has_failed_nothing_more_is_drawn(actor, script: Path) -> None:
    failing, again = Failing(SMALL), Failing()
    with pytest.raises(OutputError, match="the other side has gone"):
        perform(actor, script, outputs=[failing, again])
    assert failing.stopped == again.stopped == [False]


def test_an_output_that_does_not_start_ends_the_film_before_it_begins(
    actor, script: Path, tmp_path: Path
) -> None:
    class Broken(Notes):
        def start(self, performance: Performance) -> None:
            raise PermissionError("not you")

    notes = Notes()
    with pytest.raises(OutputError, match="not you"):
        perform(actor, script, tmp_path / "show.mp4", size=(96, 54), outputs=[notes, Broken()])
    assert not (tmp_path / "show.mp4").exists()
    assert (notes.moments, notes.stopped) == ([], [False])
    assert actor.voice.closed


def test_a_face_that_fails_ends_the_film(actor, script: Path, tmp_path: Path) -> None:
    class Faceless:
        def frame(self, controls: object, size: int) -> np.ndarray:
            raise ZeroDivisionError("no face today")

    actor.open_face = Faceless
    notes = Notes()
    with pytest.raises(ZeroDivisionError, match="no face today"):
        perform(actor, script, tmp_path / "show.mp4", size=(96, 54), outputs=[notes])
    assert not (tmp_path / "show.mp4").exists()
    assert notes.stopped == [False]


def test_a_slow_output_of_a_film_misses_nothing(actor, script: Path) -> None:
    slow, notes = Slow(), Notes()
    perform(actor, script, outputs=[slow, notes], size=(96, 54))
    assert slow.numbers == notes.numbers


def test_the_pictures_of_a_film_do_not_stay_in_memory(actor, script: Path) -> None:
    drawn: list[weakref.ref[np.ndarray]] = []
    alive: list[int] = []

    class Counting(Output):
        layout = SMALL

        def give(self, moment: Moment, picture: np.ndarray | None) -> None:
            drawn.append(weakref.ref(picture))
            alive.append(sum(one() is not None for one in drawn))

    perform(actor, script, outputs=[Counting()], size=(96, 54))
    assert len(drawn) > 60
    assert max(alive) <= 3 * deliveries.PICTURES


def test_a_still_is_of_the_moment_one_second_after_she_has_begun_to_speak(
    actor, script: Path, tmp_path: Path
) -> None:
    notes = Notes(SMALL)
    still = perform(
        actor, script, tmp_path / "show.png", size=(SMALL.width, SMALL.height), outputs=[notes]
    )
    begun = next(k for k, moment in enumerate(notes.moments) if np.any(moment.sound))
    with Image.open(still) as picture:
        assert np.array_equal(np.asarray(picture), notes.pictures[begun + 30])


def silent(number: int, *, seconds: float = 1 / 30, sound: float = 0.0) -> Moment:
    pcm = np.full(round(seconds * SAMPLE_RATE), sound, np.float32)
    return Moment(
        number, 800 * number, number / 30, rest(), pcm, False, "neutral", None, (), Shown()
    )


def test_a_film_with_moments_left_out_stays_in_step(tmp_path: Path) -> None:
    """A live film on a busy machine: it begins late, misses moments and pictures."""
    film = Film(tmp_path / "show.mp4", layout=Layout(64, 64))
    film.start(Performance("Test", Fraction(30), (64, 64), live=True))
    grey = [np.full((64, 64, 3), value, np.uint8) for value in (0, 80, 160, 240)]
    film.give(silent(10), None)
    for number in range(11, 131):
        if 40 <= number < 70:
            continue
        loud = 0.3 if 70 <= number < 100 else 0.0
        picture = None if number % 2 else grey[(number - 11) // 30]
        film.give(silent(number, sound=loud), picture)
    film.stop(complete=True)
    with av.open(str(tmp_path / "show.mp4")) as made:
        shown = [int(frame.to_ndarray(format="rgb24").mean()) for frame in made.decode(video=0)]
    with av.open(str(tmp_path / "show.mp4")) as made:
        sound = np.concatenate([part.to_ndarray().reshape(-1) for part in made.decode(audio=0)])
    assert len(shown) == 119  # from the first picture, that of moment 12
    assert shown[27:58:10] == pytest.approx([0, 0, 0, 0], abs=6), "the last picture stays"
    assert shown[58] == pytest.approx(80, abs=6)
    loud = np.flatnonzero(np.abs(sound) > 0.15)
    assert (loud[0] / SAMPLE_RATE, loud[-1] / SAMPLE_RATE) == pytest.approx(
        ((70 - 12) / 30, (100 - 12) / 30), abs=0.05
    )


def test_a_film_that_is_thrown_away_leaves_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "show.mp4").write_bytes(b"old")
    film = Film(tmp_path / "show.mp4", layout=Layout(64, 64))
    film.start(Performance("Test", Fraction(30), (64, 64)))
    film.give(silent(0), np.zeros((64, 64, 3), np.uint8))
    film.stop(complete=False)
    film.stop(complete=True)
    assert [path.name for path in tmp_path.iterdir()] == ["show.mp4"]
    assert (tmp_path / "show.mp4").read_bytes() == b"old"


def test_an_output_is_named_by_its_plugin_and_a_target(tmp_path: Path) -> None:
    film = opened(f"film:{tmp_path / 'a:b.mp4'}")
    assert isinstance(film, Film)
    assert film.path.name == "a:b.mp4"
    for wrong in ("film", "film:", ":show.mp4"):
        with pytest.raises(InputError, match="NAME:TARGET"):
            opened(wrong)


# ---- live shows


@virtually
async def test_an_output_of_a_live_show_gets_what_is_said_and_shown(actor) -> None:
    async with on_air(actor) as show:
        notes = Notes(Layout(96, 54))
        name = await show.add_output(notes)
        show.say("[happy] la la la.")
        await asyncio.sleep(2)
        show.scene("pink", "close-up")
        await asyncio.sleep(0.5)
        await show.remove_output(name)
        given = len(notes.moments)
        await asyncio.sleep(0.5)
        assert len(notes.moments) == given, "it was removed"
    assert notes.stopped == [True]
    assert notes.numbers == list(range(notes.numbers[0], notes.numbers[0] + given))
    assert all(picture is not None for picture in notes.pictures)
    sound = np.concatenate([moment.sound for moment in notes.moments])
    assert np.abs(sound).max() > 0.2
    assert notes.moments[-1].shown == Shown("pink", "close-up")
    corner = [int(picture[0, 0, 1]) for picture in notes.pictures]
    assert corner[-1] == 192 != corner[0], "the pink background has not faded in"


@virtually
async def test_a_recording_does_not_disturb_outputs(actor, tmp_path: Path) -> None:
    mika = vidol.new("Mika", seed=7)
    actor.parts = {"face": mika.parts["face"]}  # what a record keeps of her
    async with on_air(actor) as show:
        notes = Notes()
        await show.add_output(notes)
        show.say("la la la la la la.")
        await asyncio.sleep(0.7)
        show.record(tmp_path / "show.jsonl")
        await asyncio.sleep(0.7)
        show.stop_recording()
    first = notes.numbers[0]
    assert notes.numbers == list(range(first, first + len(notes.moments)))
    starts = [moment.start for moment in notes.moments]
    assert starts == [800 * number for number in notes.numbers]
    assert sum(moment.opens is not None for moment in notes.moments[1:]) == 1
    head = [INDEX[name] for name in ("headYaw", "headPitch", "headRoll")]
    turns = np.abs(np.diff([moment.controls[head] for moment in notes.moments], axis=0))
    assert turns.max() < 2, "her head jumps"


@virtually
async def test_an_output_that_fails_is_told_of_and_can_be_restarted(actor) -> None:
    told = list[ShowMessage]()

    class Page:
        wants_pictures = True
        pictures = 0

        def picture(self, data: bytes) -> None:
            self.pictures += 1

        def sound(self, data: bytes) -> None: ...
        def tell(self, message: ShowMessage) -> None:
            told.append(message)

    async with on_air(actor) as show:
        page, failing = Page(), Failing()
        show.join(page)
        await show.add_output(failing, "wire")
        with pytest.raises(InputError, match="already"):
            await show.add_output(Notes(), "wire")
        await asyncio.sleep(1)
        (notice,) = [message for message in told if isinstance(message, Notice)]
        assert (notice.level, notice.code) == ("error", "output-failed")
        assert "the other side has gone" in notice.text
        assert health(show, "wire").state == "failed"
        assert "the other side has gone" in health(show, "wire").problem
        assert (len(failing.moments), failing.stopped) == (10, [False])
        assert page.pictures > 25, "the stage goes on"
        failing.broken = False
        await show.restart_output("wire")
        await asyncio.sleep(1)
        assert health(show, "wire").state == "running"
        assert len(failing.moments) > 30
        with pytest.raises(InputError, match="nothing to restart"):
            await show.restart_output("wire")
        with pytest.raises(InputError, match="no output 'wires'"):
            await show.restart_output("wires")
        with pytest.raises(InputError, match="where viewers are"):
            await show.remove_output("browser")


@virtually
async def test_sound_comes_before_its_time_and_is_void_when_she_is_cut_off(actor) -> None:
    async with on_air(actor) as show:
        notes = Notes(ahead=SAMPLE_RATE // 2)
        await show.add_output(notes)
        show.say("la la la la la la la la la la la la.")
        await asyncio.sleep(1)
        sent = notes.sounds[-1][0] + len(notes.sounds[-1][2])
        assert sent / SAMPLE_RATE == pytest.approx(show.position + 0.5, abs=0.1)
        now = show.position
        assert show.interrupt()
        assert notes.cleared == [(1, round(now * SAMPLE_RATE))], "it is told at once"
        before = len(notes.sounds)
        await asyncio.sleep(1)
        assert len(notes.sounds) == before
        show.say("la la.")
        await asyncio.sleep(1)
        assert {epoch for _, epoch, _ in notes.sounds[before:]} == {1}
        assert {epoch for _, epoch, _ in notes.sounds[:before]} == {0}
        ends = [start + len(pcm) for start, _, pcm in notes.sounds[:before]]
        assert [start for start, _, _ in notes.sounds[1:before]] == ends[:-1], "it has gaps"


@virtually
async def test_what_an_output_says_it_played_is_what_was_heard(actor) -> None:
    """A loudspeaker that stops after two words; nobody else listens."""

    class Speaker(Notes):
        def give(self, moment: Moment, picture: np.ndarray | None) -> None:
            super().give(moment, picture)
            if len(self.moments) <= 20:
                self.performance.played(moment.start, moment.epoch)

    async with on_air(actor) as show:
        speaker = Speaker()
        await show.add_output(speaker, "speaker")
        show.say("one two three four five six seven.")
        await asyncio.sleep(4)
        (record,) = show.turns
        assert record.said.startswith(record.heard)
        assert record.heard.split() == ["one", "two"]
        assert record.heard_ms is not None
        assert health(show, "speaker").played == pytest.approx(19 / 30, abs=0.05)


@virtually
async def test_pictures_are_not_drawn_while_nobody_looks(actor) -> None:
    drawn = list[int]()
    face = actor.open_face()
    frame = face.frame
    face.frame = lambda controls, size: drawn.append(size) or frame(controls, size)
    actor.open_face = lambda: face
    async with on_air(actor) as show:
        await asyncio.sleep(1)
        assert not drawn
        assert (await show.still()).shape == (64, 64, 4)
        assert len(drawn) == 1


async def test_an_output_that_hangs_is_left_behind_and_counted(actor, monkeypatch) -> None:
    """In the machine's time: a thread that never comes back."""
    monkeypatch.setattr(deliveries, "MOMENTS", 10)
    forever = threading.Event()

    class Hanging(Notes):
        patience = 0.3

        def give(self, moment: Moment, picture: np.ndarray | None) -> None:
            forever.wait()

    notes = Notes()
    async with on_air(actor, Clock()) as show:
        await show.add_output(Hanging(), "hanging")
        await show.add_output(notes, "notes")
        await asyncio.sleep(1.5)
        assert len(notes.moments) > 20
        assert health(show, "hanging").given == 0
        assert health(show, "hanging").dropped > 15
        assert health(show, "notes").delay_ms < 500
        ending = time.perf_counter()
    assert time.perf_counter() - ending < 5
    assert notes.stopped == [True]
    forever.set()


@virtually
async def test_a_show_in_virtual_time_is_the_same_every_time(actor) -> None:
    """Two runs: the same moments, to the last bit."""

    async def run() -> Notes:
        show = LiveShow(actor, size=64, name="rehearsal", clock=VirtualClock())
        notes = Notes(Layout(64, 64))
        await show.add_output(notes)  # before the first moment, or it may be missed
        running = asyncio.create_task(show.run())
        await show.on_air()
        show.say("[happy] la la la la.")
        await asyncio.sleep(0.8)
        show.ask("Why?", behaviour="interrupt")
        show.act("wave")
        await asyncio.sleep(1.5)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        return notes

    first, second = await run(), await run()
    assert first.numbers == second.numbers
    for a, b in zip(first.moments, second.moments, strict=True):
        assert np.array_equal(a.controls, b.controls)
        assert np.array_equal(a.sound, b.sound)
        assert (a.began, a.caption, a.epoch) == (b.began, b.caption, b.epoch)
    assert all(map(np.array_equal, first.pictures, second.pictures))
