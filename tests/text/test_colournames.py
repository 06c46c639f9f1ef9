"""Colours by what people call them, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vidol
from vidol.core.errors import InputError
from vidol.text.colournames import NAMES, colour_of, is_colour, name_of

ALIKE = [
    ("red", "Red", "ｒｅｄ", "red hair", "红", "红色", "红色的", "赤い", "赤い髪", "レッド"),
    ("dark red", "darkred", "Dark-Red", "dark_red", "深红", "暗红色", "深紅"),
    ("pink", "粉色", "粉红", "粉紅色", "ピンク", "ピンクの", "桃色"),
    ("silver", "银", "银色", "銀色", "银发", "シルバー"),
    ("blonde", "blond", "金发", "金髪", "ブロンド"),
    ("ash blonde", "Ash-Blonde", "灰金", "アッシュブロンド"),
    ("black", "黑色", "黒", "黒髪", "ブラック"),
    ("brown", "棕色", "褐色", "茶色", "ブラウン"),
    ("light blue", "浅蓝", "天蓝色", "水色", "スカイブルー"),
    ("blue", "蓝", "藍色", "青い", "ブルー"),
    ("pale purple", "浅紫", "浅紫色", "淡い紫", "薄い紫"),
    ("dark teal", "深青绿", "濃い青緑"),
    ("#abc", "#aabbcc"),
    ("#804020", "804020"),
]  # fmt: skip


@pytest.mark.parametrize("words", ALIKE)
def test_a_colour_is_the_same_in_every_language(words: tuple[str, ...]) -> None:
    assert len({colour_of(word) for word in words}) == 1, {word: colour_of(word) for word in words}


def test_what_css_names_is_known_and_what_is_called_so_looks_so() -> None:
    assert (colour_of("rebeccapurple"), colour_of("hot pink")) == ("#663399", "#ff69b4")
    assert all(name_of(colour_of(name)) == name for name in NAMES)
    dark, plain, light = (colour_of(word) for word in ("dark mint", "mint", "light mint"))
    assert dark < plain < light


@given(st.text(max_size=60))
def test_any_text_is_a_colour_or_one_sentence(text: str) -> None:
    try:
        found = colour_of(text)
    except ValueError as error:
        found, said = "#000", str(error)
        assert said.startswith("no colour is called so") and len(said) < 120 and "\n" not in said
    assert is_colour(found)


def test_a_look_takes_words_and_the_error_names_the_nearest() -> None:
    rin = vidol.new("Rin", seed=3, hair="ash blonde", eyes_left="翡翠色")
    assert (rin.settings("face").hair, rin.with_look(skin="桃色").settings("face").skin) == (
        "#c4b395",
        "#f7a8c4",
    )
    with pytest.raises(
        InputError, match=r"^The face cannot have hair='rde': .*did you mean red\.$"
    ):
        rin.with_look(hair="rde")
    with pytest.raises(InputError, match="hair=5"):
        rin.with_look(hair=5)
