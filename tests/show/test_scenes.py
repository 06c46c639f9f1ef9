"""Backgrounds and framings at any shape of film."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import cv2
import numpy as np
import pytest
from PIL import Image

import vidol
from vidol.core.controls import rest
from vidol.core.errors import InputError
from vidol.media.visible_label import Mark
from vidol.show.events import BACKGROUND, FRAMING, Scene, ShowPicture
from vidol.show.moment import Moment, Shown
from vidol.show.picture import cards
from vidol.show.picture.composition import FACE, Composition
from vidol.show.picture.drawing import Overlay, draw, draw_cutout, lay
from vidol.show.picture.particles import Particles
from vidol.show.picture.scenes import BACKGROUNDS, FRAMINGS, paint
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked


def moment(
    number: int, *began, caption: Page | None = None, opens: Shown | None = None, shown=None
) -> Moment:
    """One of a show at thirty a second in which this begins."""
    return Moment(
        number, 800 * number, number * (1 / 30), rest(), np.zeros(800, np.float32), False,
        "neutral", caption, began, shown or Shown(), opens=opens,
    )  # fmt: skip


def opened(width: int, height: int, background: str, framing: str) -> Composition:
    composition = Composition(width, height)
    composition.follow(moment(0, opens=Shown(background, framing)))
    return composition


@pytest.mark.parametrize("size", [(320, 180), (90, 160), (64, 64), (800, 100)])
def test_every_background_fills_every_shape(size: tuple[int, int]) -> None:
    for name in (*BACKGROUNDS, "pink", "#102030 to white"):
        picture = paint(name, *size)
        assert picture.shape == (size[1], size[0], 3)
        assert picture.dtype == np.uint8
        assert np.array_equal(picture, paint(name, *size))
        particles = Particles.of(name, *size)
        for overlay in chain(*particles.at(3.0)) if particles else ():
            lay(picture, overlay)


@pytest.mark.parametrize("size", [(320, 180), (90, 160)])
def test_she_is_seen_in_every_framing(size: tuple[int, int], actor) -> None:
    for framing in FRAMINGS:
        composition = opened(*size, "white", framing)
        composition.follow(moment(1, Asked("Why?", "en")))
        empty = composition.shot(moment(1)).back
        words = moment(2, caption=Page("Words.", 0.0, 1.0))
        frame = draw(actor.open_face(), composition.shot(words))
        assert (np.abs(frame.astype(int) - empty).max(axis=2) > 20).mean() > 0.08
        cutout = draw_cutout(actor.open_face(), composition.shot(moment(3)))
        assert cutout.shape == (*frame.shape[:2], 4)
        assert 0.05 < (cutout[..., 3] > 0).mean() < 0.95


def test_a_framing_glides_and_a_scene_fades(actor) -> None:
    composition = opened(320, 180, "black", "bust")
    composition.follow(moment(1, Scene("white", "right third")))
    shots = [composition.shot(moment(number)) for number in range(1, 41)]
    steps = np.diff([shot.x for shot in shots])
    assert steps.max() < 8
    assert (steps >= 0).all()
    assert shots[-1].x - shots[0].x > 40
    corner = [int(draw(actor.open_face(), shot)[0, 0, 0]) for shot in shots]
    assert corner[0] < 10
    assert corner[-1] > 245
    assert max(np.diff(corner)) < 60


def test_pictures_left_out_change_no_other(actor) -> None:
    """What fades and glides goes by the moments' time, not by how many of them are drawn."""
    every, few = opened(320, 180, "studio", "bust"), opened(320, 180, "studio", "bust")
    for number in range(1, 40):
        began = {5: (Scene("spring", "close-up"),), 12: (Asked("Why?", "en"),)}.get(number, ())
        for composition in (every, few):
            composition.follow(moment(number, *began))
        drawn = draw(actor.open_face(), every.shot(moment(number)))
        if number % 7 == 0:
            assert np.array_equal(drawn, draw(actor.open_face(), few.shot(moment(number))))


def test_a_picture_begun_in_the_middle_of_a_show_is_the_same_once_all_has_settled(
    actor, tmp_path
) -> None:
    Image.new("RGB", (40, 30), (0, 255, 0)).save(tmp_path / "green.png")
    happened = (
        Scene("sunset", "left third"),
        ShowPicture(tmp_path / "green.png"),
        Asked("Why?", "en"),
    )
    early, shown = opened(320, 180, "studio", "bust"), Shown()
    early.follow(moment(1, *happened))
    for what in happened:
        shown = shown.after(what)
    late = Composition(320, 180)
    late.follow(moment(60, shown=shown))
    pictures = [draw(actor.open_face(), each.shot(moment(60))) for each in (early, late)]
    assert np.array_equal(*pictures)
    late.follow(moment(61, opens=Shown("white")))  # another timeline begins: at once, all of it
    again = draw(actor.open_face(), late.shot(moment(61)))
    assert np.array_equal(
        again, draw(actor.open_face(), opened(320, 180, "white", "bust").shot(moment(61)))
    )


def test_what_is_shown_turns_her_eyes() -> None:
    picture = ShowPicture("a.png")
    assert Shown().after(picture).interest == -1.0
    left = Shown().after(Scene(None, "left third"))
    assert left.after(picture).interest == left.side == 1.0
    assert left.after(picture).after(Scene("pink")).interest == 0.0
    assert left.after(Asked("Why?")).question == Asked("Why?")
    assert left.after(Asked("Why?")).after(Asked("")).question is None
    assert BACKGROUND in BACKGROUNDS
    assert FRAMING in FRAMINGS


def test_alone_she_stands_where_she_would_among_the_rest(tmp_path) -> None:
    alone, among = Composition(320, 180, alone=True), Composition(320, 180)
    missing = ShowPicture(tmp_path / "missing.png")
    for composition in (alone, among):
        composition.follow(moment(0, opens=Shown("sunset", "bust")))
    alone.follow(moment(1, missing))  # is not even opened
    with pytest.raises(InputError, match="missing"):
        among.follow(moment(1, missing))
    Image.new("RGB", (40, 30)).save(tmp_path / "missing.png")
    among.follow(moment(1, missing))
    shots = [each.shot(moment(9)) for each in (alone, among)]
    assert (shots[0].x, shots[0].y, shots[0].side) == (shots[1].x, shots[1].y, shots[1].side)
    assert np.array_equal(shots[0].light, shots[1].light)
    assert not shots[0].over and not shots[0].behind
    assert shots[1].over


def test_overlays_blend_and_may_reach_over_the_edge() -> None:
    frame = np.full((20, 20, 3), 100, np.uint8)
    half = np.full((10, 10, 4), 128, np.uint8)  # white at half opacity, premultiplied
    lay(frame, Overlay(half, 15, -5))
    assert frame[0, 19, 0] == pytest.approx(178, abs=2)
    assert frame[0, 0, 0] == frame[19, 19, 0] == 100
    lay(frame, Overlay(half, 500, 0))


def test_a_small_picture_that_can_be_seen_through_is_enlarged_without_false_colours() -> None:
    """White and black at four fifths on paper: a fifth of the paper is always seen."""
    square = np.full((16, 16, 4), 204, np.uint8)
    square[..., :3] = 0
    square[4:12, 4:12, :3] = 255
    paper = np.full((360, 640, 3), 140, np.uint8)  # too near to grey and white to do without
    room = cards.Box(30, 30, 300, 330)
    card = cards.picture(square, paper, room).rgba
    height, width = card.shape[0] // 4, card.shape[1] // 4
    assert card[height:-height, width:-width, :3].min() >= 45


def drawn(face, background) -> np.ndarray:
    """Who stands there, (height, width, 3) sRGB."""
    composition = opened(160, 160, background, "close-up")
    return draw(face, composition.shot(moment(1)))[..., :3]


def lab(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


@pytest.mark.parametrize("skin", ["#fbe3d6", "#5c3a28"])
def test_a_colour_behind_is_no_light_and_a_place_gives_little(tmp_path, skin: str) -> None:
    face = vidol.new("A", seed=7, skin=skin, hair="#f0f0f4").open_face()
    plain = drawn(face, "white")
    middle = np.s_[75:110, 60:100]  # the face
    is_skin = np.abs(plain[middle].astype(int) - plain[88, 80]).max(axis=2) < 3
    assert is_skin.mean() > 0.2
    screen = np.zeros((90, 160, 3), np.uint8)
    screen[..., 1] = np.linspace(150, 255, 160)
    Image.fromarray(screen).save(tmp_path / "screen.png")
    for colour in ("#00ff00", "blue", "black", "#ff00ff to #00ffff", tmp_path / "screen.png"):
        assert np.array_equal(drawn(face, colour)[middle][is_skin], plain[middle][is_skin]), colour
    screen[:, :80] = (255, 0, 200)
    Image.fromarray(screen).save(tmp_path / "neon.png")
    for place in (*BACKGROUNDS, tmp_path / "neon.png"):
        moved = lab(drawn(face, place))[middle] - lab(plain)[middle]
        lightness, a, b = moved[is_skin].mean(axis=0)
        assert np.hypot(a, b) < 4.5 and abs(lightness) < 6, place


LONG = {
    "zh": "请问这个软件可以在没有网络的普通笔记本电脑上使用吗？需要显卡吗？谢谢！" * 2,
    "ja": "ネットのない普通のノートパソコンでも使えますか？グラフィックカードは必要ですか？" * 2,
    "en": "Can I use this without a network on an ordinary laptop, and does it need a card? " * 2,
}


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("side", [(160, 90), (40, 30), (1, 1), (3, 20), (20, 3)])
@pytest.mark.parametrize("size", [(1920, 1080), (640, 360), (720, 1280), (512, 512), (360, 640)])
def test_nothing_covers_her_face_nor_a_question_a_picture(
    tmp_path, size, side, framing, language
) -> None:
    Image.new("RGB", side, "green").save(tmp_path / "shown.png")
    width, height = size
    picture, asked = ShowPicture(tmp_path / "shown.png"), Asked(LONG[language], language)
    page = Page(LONG[language][:40], 0, 9, language)
    label = Mark("corner", language)
    for shown in (
        Shown("#445", framing, None, asked),
        Shown("#445", framing, picture),
        Shown("#445", framing, picture, asked),
    ):
        composition = Composition(width, height)
        composition.follow(replace(moment(300, opens=shown), caption=page, label=label))
        shot = composition.shot(replace(moment(300), caption=page, label=label))
        face = cards.Box(
            *(at + share * shot.side for at, share in zip((shot.x, shot.y) * 2, FACE, strict=True))
        )
        boxes = [cards.inked(overlay) for overlay in shot.over]
        assert len(boxes) == 2 + bool(shown.picture) + bool(shown.question)  # caption and label too
        assert not [box for box in boxes if box.meets(face)]
        cards_and_label = [*boxes[:-2], boxes[-1]]
        assert not any(one.meets(other) for one, other in combinations(cards_and_label, 2))


def test_a_picture_that_can_be_seen_through_stands_on_the_scene_where_it_is_seen() -> None:
    logo = np.zeros((60, 60, 4), np.uint8)
    logo[20:40, 5:55] = (20, 20, 30, 255)
    room = cards.Box(20, 20, 140, 140)
    bright, dark = (np.full((180, 320, 3), value, np.uint8) for value in (220, 30))
    free = cards.picture(logo, bright, room).rgba
    framed = cards.picture(logo, dark, room).rgba
    assert free[..., :3].max() <= 40  # no paper anywhere
    assert framed[..., :3].max() > 240
    opaque = cards.picture(np.full((60, 60, 4), 255, np.uint8) // 2 + 127, bright, room).rgba
    assert opaque.shape[0] > free.shape[0] - 60
