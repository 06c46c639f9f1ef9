"""Text of others: what is taken out, what is joined, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.unicode import is_control
from vidol.text.cleaning import fit, one_line, unwrapped, without_controls
from vidol.text.scripts import close_up, han, is_wide, kana, runs, weight


def test_control_characters_go_and_lines_stay():
    assert without_controls("a\x00b\x1b[0m\tc\nd\u2028e\ud800") == "ab[0m\tc\nde"
    assert [each for each in "\u200dé\U0001f600 \u3000" if is_control(each)] == []


def test_a_quoted_text_is_one_line_of_bounded_length():
    assert one_line("  a\r\n b\x07\u202ec ") == "a b c"
    assert one_line("天" * 500, 160) == "天" * 160


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("今天\n天气", "今天天气"), ("です。\n  次は", "です。次は"), ("so it\nis", "so it is"),
        ("用OBS\n直播", "用OBS 直播"),
        ("как\nдела", "как дела"), ("오늘\n날씨", "오늘 날씨"), ("a\n\n\nb  c", "a b c"),
        ("\n", ""),
    ],
)  # fmt: skip
def test_broken_lines_are_joined_as_each_writing_does(lines, joined):
    assert unwrapped(lines) == joined


def test_scripts_are_told_apart():
    assert han("漢字とカナ、々〆〇 한글 abc") == "漢字々〆〇"
    assert kana("漢字とカナー、ｶﾅ・한글") == "とカナーｶﾅ"
    assert runs("VTuberの 朝活,ok") == ["VTuber", "の", "朝活", ",ok"]
    assert weight("Hi 天気\ue000") == 7
    assert is_wide("한") and not close_up("한", "글") and close_up("天", "，")


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned_and_stays_clean(text):
    assert not any(map(is_control, one_line(text)))
    assert not {"\n", "\r", "\u2028"} & set(unwrapped(text))
    for clean in (one_line, unwrapped, without_controls):
        assert clean(clean(text)) == clean(text)


def test_fitting_keeps_places_and_agrees_on_what_is_no_writing():
    every = "".join(map(chr, range(0x30000)))
    fitted = fit(every)
    assert len(fitted) == len(every)
    changed = {one for one, two in zip(every, fitted, strict=True) if one != two}
    assert changed >= set(filter(is_control, every))
    assert "\u202e" in changed
    assert not changed & set("aé漢字🙂\u200d\u0301 ")
