"""One identification of languages, and every room that asks agrees with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.speech import LANGUAGES
from vidol.mind import Knowledge
from vidol.text.language import evidence, identify, written_by
from vidol.text.scripts import han
from vidol.voice.languages import split

# What each is by default: of a character that speaks English, Chinese, Japanese.
TABLE = [
    # written by one of the two alone
    ("感谢", "zh zh zh"), ("营业时间", "zh zh zh"), ("営業時間", "ja ja ja"), ("申込", "ja ja ja"),
    ("你是谁", "zh zh zh"), ("對不起", "zh zh zh"),
    ("動画", "ja ja ja"),  # a traditional and a simplified character: China mixes them in no text
    ("来週", "ja ja ja"), ("誕生日", "ja ja ja"), ("生日", "zh zh zh"), ("几点了", "zh zh zh"),
    ("没収", "ja ja ja"),
    # written alike by both: the default stands, and without one what is said more
    ("了解", "ja zh ja"), ("感謝", "ja zh ja"), ("今日", "ja zh ja"), ("最高", "ja zh ja"),
    ("草", "zh zh ja"), ("大人", "zh zh ja"),
    ("東京", "zh zh ja"), ("把握", "zh zh ja"), ("会社", "ja zh ja"), ("本日休業", "zh zh ja"),
    ("GPU必要？", "zh zh ja"),
    # Japanese without kana
    ("今日配信？", "ja ja ja"), ("何時", "ja ja ja"), ("値段", "ja ja ja"), ("元気？", "ja ja ja"),
    ("名前", "ja ja ja"),
    ("今週", "ja zh ja"), ("時間", "ja zh ja"), ("三時半", "ja zh ja"), ("残念…", "ja zh ja"),
    ("大丈夫？", "ja ja ja"), ("料金", "ja ja ja"), ("無料", "ja ja ja"), ("雑談配信", "ja ja ja"),
    ("営業時間", "ja ja ja"), ("1000円", "ja ja ja"), ("千円", "ja ja ja"),
    # which lean to Japanese, and do not add up against a Chinese conversation
    ("今日電話時間", "ja zh ja"), ("何時開始", "ja zh ja"), ("今日開播時間", "zh zh ja"),
    ("男子漢大丈夫", "zh zh ja"), ("二〇二四年", "zh zh ja"), ("二〇二四年我很开心", "zh zh zh"),
    ("100元", "zh zh ja"), ("五百圓", "zh zh zh"), ("1000日元", "zh zh zh"),
    # mixed
    ("我想吃たこ焼き，你呢？", "zh zh zh"), ("鲜の每日", "zh zh zh"), ("老街の茶", "ja ja ja"),
    ("Discord链接在哪", "zh zh zh"),
    ("Discordのリンクは？", "ja ja ja"), ("ok 好的", "zh zh zh"), ("Hello 世界", "zh zh ja"),
    ("I had a great time in 東京", "en en en"),
    # what is quoted is not the speaker's own
    ("「谢谢」の意味は？", "ja ja ja"), ("我喜欢《君の名は。》", "zh zh zh"),
    ('What does "谢谢" mean?', "en en en"), ("「こんにちは」", "ja ja ja"),
    # nothing that tells
    ("123 😀", "en zh ja"), ("", "en zh ja"), ("안녕하세요", "en zh ja"), ("Привет", "en zh ja"),
    ("ｺﾝﾆﾁﾊ", "ja ja ja"), ("ｈｅｌｌｏ", "en en en"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_the_table(text, expected):
    assert " ".join(identify(text, default) for default in ("en", "zh", "ja")) == expected


@pytest.mark.parametrize("text", [text for text, _ in TABLE if han(text) == text.strip("？")])
@pytest.mark.parametrize("default", [None, "zh", "ja"])
def test_voice_speaks_the_language_that_the_mind_answers_in(text, default):
    spoken = {span.language for span in split(text, default)}
    assert spoken == ({identify(text, default or "en")} if text else set())


def test_the_mind_files_what_it_knows_under_the_same_language():
    texts = [text for text, _ in TABLE if han(text)]
    rows = [f'"{text.replace(chr(34), chr(34) * 2)}",{text}' for text in texts]
    knowledge = Knowledge.from_files({"a.csv": "\n".join(["question,answer", *rows]).encode()})
    filed = dict(question for entry in knowledge.entries for question in entry.questions)
    assert filed == {text: identify(text) for text in texts}


def test_letters_count_only_where_english_is_an_answer():
    text = "My favourite is definitely 寿司, it is so good"
    assert identify(text) == "en"
    assert identify(text, "ja", ("ja", "zh")) == "ja"
    assert identify("hello", "ja", ("ja", "zh")) == "ja"


@pytest.mark.parametrize(
    ("run", "language"),
    [("开心", "zh"), ("申込", "ja"), ("動画", "ja"), ("東京", None), ("説明", "ja"), ("說明", "zh"),
     ("说明", "zh"), ("畑仕事", "ja"), ("你", "zh"), ("", None)],
)  # fmt: skip
def test_national_character_sets_tell(run, language):
    assert written_by(run) == language


def test_evidence_is_counted():
    assert evidence("我们") > evidence("我的") > 0 > evidence("仕事") > evidence("営業")


@given(st.text(max_size=80), st.sampled_from(LANGUAGES), st.sets(st.sampled_from(LANGUAGES)))
def test_any_text_has_a_language(text, default, among):
    assert identify(text, default, tuple(among | {default})) in among | {default}
