"""A recorded show is made again exactly, whatever happened in it, and survives being killed."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import vidol
from vidol.core.controls import rest
from vidol.core.errors import InputError, OutputError
from vidol.show.clock import VirtualClock, virtually
from vidol.show.live.show import LiveShow
from vidol.show.moment import Moment
from vidol.show.outputs import Output
from vidol.show.record import read
from vidol.show.replay import replay


def png(picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@dataclass(eq=False)
class Watcher:
    wants_pictures: bool = True

    def picture(self, data: bytes) -> None: ...
    def sound(self, data: bytes) -> None: ...
    def tell(self, message: object) -> None: ...


class Moments(Output):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[Moment] = []

    def give(self, moment: Moment, picture: object) -> None:
        self.taken.append(moment)


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    """A show in which everything happens; the record begins and ends in the middle of a
    sentence.
    """
    path = tmp_path_factory.mktemp("record") / "show.jsonl"

    @virtually
    async def perform() -> None:
        show = LiveShow(vidol.new("Mika", seed=7), size=96, clock=VirtualClock())
        running = asyncio.create_task(show.run())
        show.join(Watcher())
        show.say(
            "[happy] A sentence that has begun before the record does, and goes on for a while."
        )
        await asyncio.sleep(1.2)
        show.record(path)
        with pytest.raises(InputError, match="already"):
            show.record(path)
        await asyncio.sleep(0.8)
        show.interrupt()
        show.ask("你是谁？")
        show.act("wave")
        await asyncio.sleep(1.0)
        show.scene("night sky", "close-up")
        await show.change(vidol.new("Rin", seed=12))
        show.say("Now I am another one.")
        await asyncio.sleep(1.5)
        assert show.stop_recording() == path
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    perform()
    return path


def test_the_replay_is_the_show(record: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    done = replay(record, film)
    assert done.compared > 60
    assert done.different == ()
    assert done.same_sound
    assert not done.torn
    with av.open(str(film)) as made:
        assert (made.streams.video[0].width, made.streams.video[0].frames) == (96, done.frames)
    assert "你是谁" not in film.with_suffix(".srt").read_text(encoding="utf-8")
    assert "Now I am" in film.with_suffix(".srt").read_text(encoding="utf-8")
    wide = replay(record, tmp_path / "wide.mp4", size=(320, 180))
    assert (wide.compared, wide.same_sound) == (0, True)


def test_a_record_of_the_first_version_is_made_again_exactly(tmp_path: Path) -> None:
    """It was made by vidol 0.1.0, with her controls at every frame. Where this processor's
    arithmetic gives the same controls to the last bit, the pictures must be the same as well.
    """
    known = Path(__file__).parent / "records" / "show-1.jsonl"
    expected = np.load(known.with_suffix(".npz"))["controls"]
    moments = Moments()
    done = replay(known, tmp_path / "film.mp4", outputs=[moments])
    controls = np.stack([moment.controls for moment in moments.taken])
    assert done.same_sound
    assert done.compared == done.frames == len(expected) == 135
    assert np.allclose(controls, expected, rtol=0, atol=1e-4)
    if np.array_equal(controls, expected):
        # The last scene is a gradient, which gave a light then and gives none since.
        assert all(number >= 89 for number in done.different)


def test_the_comparison_notices_what_is_not_the_same(record: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    begin = next(
        k for k, line in enumerate(lines) if line["type"] == "begin" and line["what"].get("gesture")
    )
    other = tmp_path / "other.jsonl"
    other.write_text(
        "".join(json.dumps(line) + "\n" for k, line in enumerate(lines) if k != begin),
        encoding="utf-8",
    )
    done = replay(other, tmp_path / "other.mp4")
    assert done.different
    assert done.same_sound
    cut = next(k for k, line in enumerate(lines) if line["type"] == "cut")
    other.write_text(
        "".join(json.dumps(line) + "\n" for k, line in enumerate(lines) if k != cut),
        encoding="utf-8",
    )
    assert not replay(other, tmp_path / "other.mp4").same_sound


def test_a_killed_show_is_readable_to_its_last_event(tmp_path: Path) -> None:
    path = tmp_path / "show.jsonl"
    code = f"""
import asyncio, vidol, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_record import Watcher
from pathlib import Path
from vidol.show.live.show import LiveShow
async def main():
    show = LiveShow(vidol.new("Mika", seed=7), size=96)
    running = asyncio.create_task(show.run())
    show.join(Watcher())
    await asyncio.sleep(0.5)
    show.record(Path({str(path)!r}))
    show.say("This sentence is never going to be finished, because somebody pulls the plug.")
    await running
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        end = time.monotonic() + 20
        while not (path.exists() and path.read_bytes().count(b'"type":"check"') >= 2):
            assert time.monotonic() < end
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    whole = path.read_bytes()
    known = read(path)
    assert known.torn
    assert any(getattr(line, "text", "").startswith("This") for line in known.lines)
    path.write_bytes(whole + b'{"type":"check","fra')  # the last line was being written
    assert list(read(path).lines) == list(known.lines)
    done = replay(path, tmp_path / "film.mp4")
    assert done.torn
    assert done.exact
    assert done.compared > 20


def test_what_is_no_record_is_refused(record: Path, tmp_path: Path) -> None:
    text = record.read_text(encoding="utf-8")
    for content, sentence in {
        "": "not the record",
        "hello\n": "not the record",
        '{"type":"take"}\n': "not the record",
        text.replace('"version":2', '"version":9', 1): "version 9",
        text.replace('"samples":', '"samples":1', 1): "damaged",
        text.replace('"type":"cut"', '"type":"cutt"', 1): "damaged",
        text.replace('"sound":"', '"sound":"AAAA', 1): "damaged",
    }.items():
        path = tmp_path / "bad.jsonl"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=sentence):
            replay(path, tmp_path / "film.mp4")
        assert not (tmp_path / "film.mp4").exists()
    with pytest.raises(InputError, match="cannot be read"):
        replay(tmp_path / "none.jsonl", tmp_path / "film.mp4")


def test_a_record_never_overwrites_another(record: Path) -> None:
    before = record.read_bytes()

    async def try_to() -> None:
        show = LiveShow(vidol.new("Mika", seed=7), size=96)
        with pytest.raises(OutputError, match="exists"):
            show.record(record)

    asyncio.run(try_to())
    assert record.read_bytes() == before


def test_a_record_of_version_1_is_replayed_exactly(tmp_path: Path) -> None:
    """Written when who performs was a plug-in's name and a look."""
    old = Path(__file__).with_name("old-record.jsonl")
    assert json.loads(old.read_text("utf-8").splitlines()[0])["version"] == 1
    done = replay(old, tmp_path / "old.mp4")
    assert (done.frames, done.compared) == (141, 140)
    assert done.exact


FACE = """
from vidol.media.pictures import read_picture

class Picture:
    suffixes = (".png",)
    def __init__(self, material):
        self.rgba = read_picture(material.files["her.png"])
    def frame(self, controls, size):
        picture = self.rgba[: size, : size].copy()
        picture[0, 0, 0] = int(100 * abs(float(controls.sum()))) % 256
        return picture
"""


def test_the_files_of_a_face_are_in_the_record(package, tmp_path: Path) -> None:
    package("faces", "[vidol.faces]\npicture = faces:Picture\n", FACE)
    mika = vidol.new("Mika", seed=7)
    mika.save(tmp_path / "mika.vidol")
    picture = mika.open_face().frame(rest(), 96)
    her = mika.with_plugin("face", "picture").with_files("face", {"her.png": png(picture)})
    path = tmp_path / "show.jsonl"

    async def perform() -> None:
        show = LiveShow(her, size=96)
        running = asyncio.create_task(show.run())
        await show.on_air()
        show.join(Watcher())
        show.record(path)
        await asyncio.sleep(0.5)
        large = her.with_files("face", {"more.png": bytes(6 << 20)})
        with pytest.raises(InputError, match="6 MiB"):
            await show.change(large)
        assert show.character is her
        show.stop_recording()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    asyncio.run(perform())
    assert read(path).opening.performer.face.files == {"her.png": png(picture)}
    done = replay(path, tmp_path / "film.mp4")
    assert done.compared > 5
    assert done.exact
