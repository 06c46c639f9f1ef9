"""A script becomes a film: picture and sound agree, she moves,
and a failure leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidol.core.acts import Feel
from vidol.core.errors import InputError, OutputError
from vidol.core.speech import SAMPLE_RATE
from vidol.media.labels import read_label
from vidol.show.events import Cue, Line, Pause, Question, Scene
from vidol.show.film import Progress, perform
from vidol.show.outputs import stills
from vidol.show.speaking.performer import Performer
from vidol.show.speaking.takes import Asked, Take

SIZE = (320, 180)


def write(folder: Path, text: str) -> Path:
    path = folder / "script.md"
    path.write_text(text, encoding="utf-8")
    return path


def decode(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(frames, height, width, 3) and the sound at SAMPLE_RATE."""
    with av.open(str(path)) as film:
        frames = np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])
    with av.open(str(path)) as film:
        sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in film.decode(audio=0)])
    return frames, sound


def mouth(frames: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much of the plain face's dark red mouth is seen in each frame."""
    r, g, b = (frames[..., k].astype(int) for k in range(3))
    return ((r > 80) & (g < 60) & (b < 70)).sum(axis=(1, 2)).astype(float)


def test_lips_and_sound_agree_from_the_first_to_the_last_second(tmp_path: Path, actor) -> None:
    words = "la " * 9 + "la. "
    script = write(tmp_path, "# Scene: #ffffff\n\n" + "\n\n".join(words * 2 for _ in range(3)))
    seen: list[Progress] = []
    film = perform(actor, script, tmp_path / "show.mp4", size=SIZE, progress=seen.append)
    frames, sound = decode(film)
    assert frames.shape[1:] == (180, 320, 3)
    assert abs(len(frames) / 30 - len(sound) / SAMPLE_RATE) < 0.1
    opening = mouth(frames)
    hop = SAMPLE_RATE // 300
    loud = np.abs(sound[: len(sound) // hop * hop]).reshape(-1, hop).mean(axis=1)
    fine = np.interp(np.arange(len(loud)) / 300, (np.arange(len(opening)) + 0.5) / 30, opening)
    for part in (slice(0, 300 * 5), slice(len(loud) - 300 * 6, len(loud) - 300)):
        a, b = fine[part] - fine[part].mean(), loud[part] - loud[part].mean()
        lags = np.arange(-60, 61)
        best = lags[np.argmax([np.dot(np.roll(a, lag), b) for lag in lags])]
        assert abs(best / 300) <= 0.045
    assert seen[-1].share > 0.9
    assert seen[-1].seconds == pytest.approx(len(frames) / 30, abs=0.5)
    assert actor.voice.closed
    assert read_label(film) is not None


def test_she_is_never_frozen(tmp_path: Path, actor) -> None:
    film = perform(
        actor,
        write(tmp_path, "# Scene: #ddeeff\n\nla la la la la la la la. [pause 2s]\n\nla la la"),
        tmp_path / "show.mp4",
        size=SIZE,
    )
    frames, _ = decode(film)
    same = [np.array_equal(a, b) for a, b in pairwise(frames)]
    assert np.mean(same) <= 0.05


def test_scenes_pictures_questions_and_subtitles(tmp_path: Path, actor) -> None:
    Image.new("RGB", (40, 30), (0, 255, 0)).save(tmp_path / "pic.png")
    script = write(
        tmp_path,
        "# Scene: #0000ff\n\nOne.\n\n# Scene: #ff0000 | left third\n\n![green](pic.png) Two two two"
        " two.\n\n> Really?\n\n{本|ほん}。",
    )
    film = perform(actor, script, tmp_path / "show.mp4", size=SIZE, captions=False)
    frames, _ = decode(film)
    assert np.allclose(frames[2, 2, 2], (0, 0, 255), atol=12)
    assert np.allclose(frames[-2, 2, 2], (255, 0, 0), atol=12)
    green = (frames[..., 1] > 200) & (frames[..., 0] < 80)
    assert green.any(axis=(1, 2)).sum() > 20
    subtitles = film.with_suffix(".srt").read_text(encoding="utf-8")
    assert "One." in subtitles
    assert "You asked: Really?" in subtitles
    assert "\n本。" in subtitles


def test_other_kinds_of_output(tmp_path: Path, actor) -> None:
    script = write(tmp_path, "la la la la la la")
    clear = perform(actor, script, tmp_path / "show.webm", size=SIZE, alpha=True)
    with av.open(str(clear)) as film:
        assert film.streams.video[0].metadata["ALPHA_MODE"] == "1"
    still = perform(actor, script, tmp_path / "show.png", size=SIZE)
    with Image.open(still) as picture:
        assert picture.size == SIZE
    moving = perform(actor, script, tmp_path / "show.webp", size=SIZE, fps=10)
    with Image.open(moving) as picture:
        assert picture.n_frames > 10


def test_an_animation_is_small_unless_asked_otherwise_and_says_how_long_it_may_be(
    tmp_path: Path, actor, monkeypatch
) -> None:
    script = write(tmp_path, "la la la la la la")
    moving = perform(actor, script, tmp_path / "show.gif")
    with Image.open(moving) as picture:
        assert picture.size == (480, 270)
        assert picture.info["duration"] in (80, 90)
    monkeypatch.setattr(stills, "ANIMATION_BYTES", 12 * 480 * 270 * 3)
    with pytest.raises(InputError, match=r"longer than 1 seconds.*--size 480x270 --fps 12"):
        perform(actor, script, tmp_path / "show.webp")


def test_what_cannot_be_written_is_said_before_anything_is_drawn(tmp_path: Path, actor) -> None:
    script = write(tmp_path, "Hello.")
    for out, sentence in (("show.avi", "no kind of file"), ("show.webm", "--alpha")):
        with pytest.raises(InputError, match=sentence):
            perform(actor, script, tmp_path / out, size=SIZE)
    with pytest.raises(OutputError):
        perform(actor, script, tmp_path / "missing" / "show.mp4", size=SIZE)
    with pytest.raises(InputError, match="321x180"):
        perform(actor, script, tmp_path / "show.mp4", size=(321, 180))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match=r"broken\.png"):
        perform(
            actor,
            write(tmp_path, "Hello.\n\n![x](broken.png) You."),
            tmp_path / "show.mp4",
            size=SIZE,
        )
    assert not (tmp_path / "show.mp4").exists()


def test_a_failing_voice_leaves_the_old_film(tmp_path: Path, actor) -> None:
    class Hoarse(type(actor.voice)):  # type: ignore[misc]
        async def speak(self, utterance):
            if len(self.said) > 1:
                raise OutputError("The voice broke.")
            async for part in super().speak(utterance):
                yield part

    actor.voice = Hoarse()
    (tmp_path / "show.mp4").write_bytes(b"old")
    with pytest.raises(OutputError, match=r"The voice broke\."):
        perform(
            actor, write(tmp_path, "One. Two. Three. Four. Five."), tmp_path / "show.mp4", size=SIZE
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["script.md", "show.mp4"]
    assert (tmp_path / "show.mp4").read_bytes() == b"old"


def test_a_killed_run_leaves_no_film(tmp_path: Path) -> None:
    write(tmp_path, "la la la la la la. " * 300)
    code = (
        "import vidol.show.film as f; from vidol.testing import PlainCharacter;"
        " print('go', flush=True);"
        " f.perform(PlainCharacter(), 'script.md', 'show.mp4', size=(320, 180))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )
    assert run.stdout is not None
    run.stdout.readline()
    time.sleep(1.0)
    run.send_signal(signal.SIGINT)
    assert run.wait(20) != 0
    run.stdout.close()
    assert [path.name for path in tmp_path.iterdir()] == ["script.md"]


def test_a_disk_that_fills_up_is_one_sentence_and_leaves_the_old_film(tmp_path: Path) -> None:
    """A limit on the file's size stands in for the full disk, which shows itself in the encoder's
    thread in the middle of a film.
    """
    script = write(
        tmp_path,
        "# Scene: studio\n\n" + "She talks and talks and talks, about this and that. " * 20,
    )
    out = tmp_path / "o.mp4"
    out.write_bytes(b"old")
    code = """
import resource, sys
import vidol
from vidol.cli.main import run
vidol.new("Mika", seed=7).save(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
run(["perform", *sys.argv[1:3], "-o", sys.argv[3], "--size", "320x180"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "m.vidol"), str(script), str(out)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "vidol: Cannot write" in done.stderr and "Traceback" not in done.stderr
    assert out.read_bytes() == b"old"
    assert not list(tmp_path.glob(".o.*"))


@pytest.mark.parametrize(
    ("lines", "languages"),
    [
        (("我很开心，谢谢你。", "今日。", "了解。", "大丈夫だよ。", "今日。"), "zh zh zh ja ja"),
        (("はい、そうです。今日。", "時間？"), "ja ja ja"),
    ],
)
def test_what_does_not_tell_is_in_the_language_that_was_spoken(actor, lines, languages) -> None:
    async def collect() -> list[Take]:
        performer = Performer(actor.open_voice(), actor.open_mind(), SIZE)
        return [take async for take in performer.speech(map(Line, lines))]

    takes = asyncio.run(collect())
    pages = [page for take in takes for page in take.captions if page.opens]
    assert [page.language for page in pages] == languages.split()
    assert [said.language for said in actor.voice.said] == languages.split()


def test_takes_give_events_their_times(actor) -> None:
    async def collect() -> list[Take]:
        events = [
            Scene("bokeh"),
            Feel("happy"),
            Line("One two. Three."),
            Pause(0.5),
            Question("Why?"),
        ]
        return [
            take
            async for take in Performer(actor.open_voice(), actor.open_mind(), SIZE).takes(events)
        ]

    takes = asyncio.run(collect())
    happenings = [happening for take in takes for _, happening in take.cues]
    assert happenings[:2] == [Scene("bokeh"), Feel("happy")]
    assert takes[0].cues == ((0.0, Scene("bokeh")),)
    assert [page.text for take in takes for page in take.captions if page.opens] == [
        "One two.",
        "Three.",
        "You asked: Why?",
        "Yes.",
    ]
    assert [happening.text for happening in happenings if isinstance(happening, Asked)] == [
        "Why?",
        "",
    ]
    assert [said.emotion for said in actor.voice.said] == ["happy"] * 4
    for take in takes:
        assert all(0 <= time <= take.seconds for time, _ in take.cues)
        assert all(phone.end <= take.seconds + 1e-6 for phone in take.phones)


def test_what_has_no_voice_is_still_shown(tmp_path: Path, actor) -> None:
    film = perform(actor, write(tmp_path, "!!! ... ???\n\nla"), tmp_path / "show.mp4", size=SIZE)
    assert "la" in film.with_suffix(".srt").read_text(encoding="utf-8")


def test_she_breathes_between_sentences(actor) -> None:
    """A quarter to half a second, longer after a long sentence, in a slow mood, and between
    paragraphs.
    """

    def pauses(*texts: str, mood: str = "neutral") -> list[float]:
        async def collect() -> list[Take]:
            performer = Performer(actor.open_voice(), actor.open_mind(), SIZE)
            events = (Line(text, "en", (Cue(0, Feel(mood)),)) for text in texts)
            return [take async for take in performer.speech(events)]

        silences, since, last = [], 0.0, None
        for take in asyncio.run(collect()):
            if take.phones:
                if last is not None:
                    silences.append(since + take.phones[0].start - last)
                since, last = 0.0, take.phones[-1].end
            since += take.seconds
        return [silence for silence in silences if silence > 0.01]

    short, long = "La. La.", "La " * 30 + "la. La."
    usual, later = pauses(short)[0], pauses(long)[0]
    assert 0.2 <= usual < later <= 0.5
    assert pauses(long, mood="excited")[0] < later
    assert usual < pauses(short, mood="sad")[0] <= 0.5
    assert pauses("La.", "La.")[0] > later
