"""Text to what is said: languages, readings, places in the original."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidol.voice.languages import pieces, split
from vidol.voice.languages.pieces import LONGEST


def read(text, language):
    """What is said, without marks."""
    words = [w.text for p in pieces(text, language) for w in p.words if not w.mark]
    return (" " if language == "en" else "").join(words)


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("今日はVTuberの日！", None, [("ja", "今日は"), ("en", "VTuber"), ("ja", "の日！")]),
        ("大家好，我是米卡。Hello!", None, [("zh", "大家好，我是米卡。"), ("en", "Hello!")]),
        ("東京", "ja", [("ja", "東京")]),
        ("東京", "zh", [("zh", "東京")]),
        (
            "我想吃たこ焼き，你呢？",
            "zh",
            [("zh", "我想吃"), ("ja", "たこ焼き，"), ("zh", "你呢？")],
        ),
        ("开心", "ja", [("zh", "开心")]),  # characters that Japanese does not write
        ("申込", "zh", [("ja", "申込")]),  # and one that Chinese does not
        ("Tシャツ", None, [("ja", "Tシャツ")]),
        (
            "hello مرحبا 안녕 สวัสดี です",
            None,
            [("en", "hello "), (None, "مرحبا 안녕 สวัสดี "), ("ja", "です")],
        ),
        ("iPhone 15を買った。", None, [("en", "iPhone "), ("ja", "15を買った。")]),
    ],
)
def test_split(text, default, expected):
    assert [(s.language, s.text) for s in split(text, default)] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2024年3月5日", "zh", "二零二四年三月五日"),
        ("2024-03-05", "zh", "二零二四年三月五日"),
        ("15:05", "zh", "十五点零五分"),
        ("¥1,980.50", "zh", "一千九百八十点五元"),
        ("12.5%的人", "zh", "百分之十二点五的人"),
        ("3000日元，5万美元，2块钱", "zh", "三千日元五万美元两块钱"),
        ("2个2kg第2", "zh", "两个两公斤第二"),
        ("13800138000", "zh", "幺三八零零幺三八零零零"),
        ("100001000", "zh", "一亿零一千"),
        ("-5℃，3/4，3~5天", "zh", "负五摄氏度四分之三三到五天"),
        ("2+3=5", "zh", "二加三等于五"),
        ("3kgで¥1,980", "ja", "3キログラムで1980円"),
        ("2024/3/5の3:05pm", "ja", "2024年3月5日の午後3時5分"),
        ("50%〜60%", "ja", "50パーセントから60パーセント"),
        ("すごいwww", "ja", "すごいわら"),
        ("$3.50 or 1 kg", "en", "three dollars and fifty cents or one kilogram"),
        (
            "In 1984, 21st of 1984 items",
            "en",
            "In nineteen eighty four twenty first of nineteen eighty four items",
        ),
        ("2024-03-05 at 9:30am", "en", "March fifth, twenty twenty four at nine thirty A M"),
        (
            "www.example.com/live, a_b@c.io",
            "en",
            "example dot com slash live a underscore b at c dot io",
        ),
        (
            "#NewOutfit by @mika_ch v1.2.0",
            "en",
            "hashtag New Outfit by mika ch one point two point zero",
        ),
        ("the 1990s, the FAQ", "en", "the nineteen nineties the F.A.Q."),
        (
            "1,234,567",
            "en",
            "one million two hundred thirty four thousand five hundred sixty seven",
        ),
        ("good 😀👩‍👩‍👧🇯🇵 day ❤️", "en", "good day"),
        ("１２３ｶﾞﾝﾀﾞﾑ", "ja", "123ガンダム"),
    ],
)
def test_readings(text, language, expected):
    assert read(text, language) == expected


def test_offsets_point_into_the_original():
    text = "\u200f価格は\u202b¥1,980\u202cです\x07。ｶﾞﾝﾀﾞﾑ good"
    found = {
        w.text: text[w.offset : w.offset + w.length] for p in pieces(text, "ja") for w in p.words
    }
    assert found["1980円"].strip("\u202b\u202c") == "¥1,980"
    assert found["ガンダム"] == "ｶﾞﾝﾀﾞﾑ"
    assert found["good"] == "good"


def test_first_piece_ends_at_its_first_comma():
    first, second = pieces("Well now, this is a longer sentence, with more to say.", "en")
    assert first.length == len("Well now, ") - 1 or first.length == len("Well now,")
    assert len(second.words) > 8


def test_abbreviations_end_no_sentence():
    text = "Dr. Smith of the U.S. team met Mr. Lee. Then he left..."
    assert [text[p.offset : p.offset + p.length].strip() for p in pieces(text, "en")] == [
        "Dr. Smith of the U.S. team met Mr. Lee.",
        "Then he left...",
    ]


def test_long_text_is_cut_lazily():
    text = "無" * 100_000
    stream = pieces(text, "ja")
    assert next(stream).length <= LONGEST
    assert sum(p.length for p in pieces(text, "ja")) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "zh", "ja", "en"]))
def test_any_text(text, default):
    assert "".join(s.text for s in split(text, default)) == text
    end = 0
    for piece in pieces(text, default):
        assert piece.offset >= end
        end = piece.offset + piece.length
        for word in piece.words:
            assert piece.offset <= word.offset
            assert word.offset + word.length <= end
            assert word.text
    assert end <= len(text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(list("0123456789,.:/-+%$¥€@#~ kgmAPw年元円个つ")), max_size=24).map(
        "".join
    ),
    st.sampled_from(["zh", "ja", "en"]),
)
def test_any_numbers(text, default):
    for piece in pieces(text, default):
        assert all(word.mark or word.text.strip() for word in piece.words)


def test_the_first_piece_does_not_end_within_an_abbreviation():
    text = "It opens at 9 a.m. every day, e.g. today."
    said = [text[piece.offset : piece.offset + piece.length] for piece in pieces(text)]
    assert said == ["It opens at 9 a.m. every day,", " e.g. today."]
