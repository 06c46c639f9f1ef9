"""The label that people see: on everything that is exported, in their language, and never left off
without a reason.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

import vidol
from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.core.parts import Part
from vidol.media.labels import read_label
from vidol.media.visible_label import Mark
from vidol.show.film import perform
from vidol.show.live.show import LiveShow
from vidol.show.messages import Changed, Hello
from vidol.show.outputs import Output
from vidol.show.picture.layouts import Layout
from vidol.show.replay import replay
from vidol.testing import PlainCharacter

REASON = "the stream's frame says it"
SIZE = (320, 180)


class Pictures(Output):
    """Somebody's plug-in, which knows nothing of labels."""

    def __init__(self) -> None:
        self.layout = Layout(200, 200)
        self.pictures: list[U8] = []

    def give(self, moment, picture) -> None:
        if picture is not None:
            self.pictures.append(picture)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.md"
    path.write_text("# Scene: #808080\n\nla la", encoding="utf-8")
    return path


def reasoned(place: str = "corner") -> PlainCharacter:
    """Somebody who has said why the label may be missing."""
    character = PlainCharacter()
    part = Part("label", "visible", {"place": place, "reason": REASON})
    character.parts = {**character.parts, "label": part}
    return character


def picture(path: Path) -> U8:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGBA"))


def film(path: Path) -> list[U8]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def where(a: U8, b: U8) -> tuple[int, int, int, int]:
    """(x, y, width, height) of the part in which two pictures differ."""
    difference = np.abs(a.astype(int) - b).max(axis=2)
    return tuple(cv2.boundingRect((difference > 40).astype(np.uint8)))


def test_every_export_has_it_from_the_first_picture_on(tmp_path: Path, script: Path) -> None:
    with_it, without = Pictures(), Pictures()
    perform(
        reasoned(),
        script,
        tmp_path / "a.mp4",
        outputs=[with_it, f"stills:{tmp_path / 'a.gif'}", f"stills:{tmp_path / 'a.png'}"],
        size=SIZE,
    )
    off = [without, f"stills:{tmp_path / 'b.gif'}", f"stills:{tmp_path / 'b.png'}"]
    perform(reasoned(), script, tmp_path / "b.mp4", outputs=off, size=SIZE, label="off")
    frames, bare = film(tmp_path / "a.mp4"), film(tmp_path / "b.mp4")
    pairs = [
        (frames[0], bare[0]),
        (frames[-1], bare[-1]),
        *(
            (picture(tmp_path / f"a.{kind}"), picture(tmp_path / f"b.{kind}"))
            for kind in ("gif", "png")
        ),
        (with_it.pictures[0], without.pictures[0]),
    ]
    for marked, plain in pairs:
        height, width = marked.shape[:2]
        x, y, w, h = where(marked, plain)
        assert x > 0.5 * width and y + h < 0.2 * height
        assert w > 0.15 * width and h > 0.04 * min(width, height)
    assert read_label(tmp_path / "a.mp4").visible == "corner"
    for kind in ("mp4", "gif", "png"):
        assert read_label(tmp_path / f"b.{kind}").visible == f"off: {REASON}"


def test_it_stands_on_nothing_too(tmp_path: Path, script: Path) -> None:
    perform(PlainCharacter(), script, tmp_path / "a.png", size=SIZE, alpha=True)
    corner = picture(tmp_path / "a.png")[:30, 220:]
    assert (corner[..., 3] > 250).any(), "the letters are opaque"
    assert (corner[0, :, 3] == 0).all()


def test_below_the_captions_they_make_room(tmp_path: Path, script: Path) -> None:
    perform(reasoned(), script, tmp_path / "a.png", size=SIZE, label="caption", captions=False)
    perform(reasoned(), script, tmp_path / "b.png", size=SIZE, label="off", captions=False)
    _, top, _, height = where(picture(tmp_path / "a.png"), picture(tmp_path / "b.png"))
    assert top > 0.9 * SIZE[1] and height > 4
    perform(reasoned("caption"), script, tmp_path / "c.png", size=SIZE)
    caption = where(picture(tmp_path / "c.png"), picture(tmp_path / "a.png"))
    assert caption[1] + caption[3] <= top + 1


def test_it_is_off_for_a_reason_alone(tmp_path: Path, script: Path) -> None:
    with pytest.raises(InputError, match="say once why"):
        perform(PlainCharacter(), script, tmp_path / "a.mp4", label="off")
    assert not (tmp_path / "a.mp4").exists()
    mika = vidol.new("Mika", seed=7)
    with pytest.raises(InputError, match="without a reason"):
        mika.with_settings("label", place="off")
    mika.with_settings("label", place="off", reason=REASON).save(tmp_path / "mika.vidol")
    kept = vidol.load(tmp_path / "mika.vidol").settings("label")
    assert (kept.place, kept.reason) == ("off", REASON)


@pytest.mark.parametrize("language", ["zh", "ja", "en"])
def test_it_is_large_enough_for_a_phone(language) -> None:
    for width, height in ((1920, 1080), (1080, 1920), (512, 512), (64, 64), (4000, 16)):
        mark, x, y = Mark("corner", language).over(width, height)
        h, w = mark.shape[:2]
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
        if min(width, height) >= 512:
            # 844 points: a phone held sideways
            assert h * 844 / max(width, height) > 18


def test_the_script_tells_its_language(tmp_path: Path, actor) -> None:
    seen = {}
    for language, text in {"en": "la la la", "zh": "你好，大家。", "ja": "こんにちは"}.items():
        (tmp_path / "s.md").write_text(f"# Scene: #808080\n\n{text}", encoding="utf-8")
        output = Pictures()
        perform(actor, tmp_path / "s.md", outputs=[output])
        seen[language] = output.pictures[0][:24, 60:]
    assert not np.array_equal(seen["en"], seen["zh"])
    assert not np.array_equal(seen["zh"], seen["ja"])


class Watcher:
    """A page that plays nothing."""

    wants_pictures = False

    def __init__(self) -> None:
        self.told = []

    def picture(self, data: bytes) -> None: ...
    def sound(self, data: bytes) -> None: ...
    def tell(self, message) -> None:
        self.told.append(message)

    def label(self, kind: type) -> str:
        """Where the page that was told this last has the label."""
        return [message for message in self.told if isinstance(message, kind)][-1].character.label


@contextlib.asynccontextmanager
async def on_air(character, label=None) -> AsyncIterator[tuple[LiveShow, Watcher]]:
    show, page = LiveShow(character, size=64, label=label), Watcher()
    running = asyncio.create_task(show.run())
    show.join(page)
    await show.on_air()
    yield show, page
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_on_air_it_stays_whoever_takes_over(tmp_path: Path) -> None:
    mika = vidol.new("Mika", seed=7)
    silent = mika.with_settings("label", place="off", reason=REASON)
    async with on_air(mika) as (show, page):
        assert page.label(Hello) == "corner"
        assert (await show.still())[:6, 40:, 3].any()
        show.record(tmp_path / "on.jsonl")
        await show.change(silent)
        assert page.label(Changed) == "corner"
        await asyncio.sleep(0.3)
        show.stop_recording()
    async with on_air(silent) as (show, page):
        assert page.label(Hello) == "off"
        show.record(tmp_path / "off.jsonl")
        await asyncio.sleep(0.3)
        show.stop_recording()
    for name, said in {"on": "corner", "off": f"off: {REASON}"}.items():
        done = replay(tmp_path / f"{name}.jsonl", tmp_path / f"{name}.png", size=SIZE)
        assert read_label(done.path).visible == said
    assert where(picture(tmp_path / "on.png"), picture(tmp_path / "off.png"))[2] > 20
    with pytest.raises(InputError, match="say once why"):
        replay(tmp_path / "on.jsonl", tmp_path / "b.png", label="off")


async def test_where_it_was_wished_for_a_show_it_stays_when_she_is_edited() -> None:
    mika = vidol.new("Mika", seed=7)
    reasoned = mika.with_settings("label", reason=REASON)
    async with on_air(mika, "caption") as (show, page):
        await show.change(mika.with_name("Mia"))
        assert page.label(Changed) == "caption"
    async with on_air(reasoned, "off") as (show, page):
        await show.change(reasoned.with_name("Mia"))
        assert page.label(Changed) == "off"
        await show.change(mika)  # who has given no reason
        assert page.label(Changed) == "corner"
