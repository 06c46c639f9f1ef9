"""Captions: what is set is what a typesetter in each language would set."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidol.core.speech import LANGUAGES, Language
from vidol.media.captions import CaptionStyle, caption_pages, render_caption
from vidol.text.typesetting.bidi import base_level, embedding_levels, visual_runs
from vidol.text.typesetting.breaks import units
from vidol.text.typesetting.fonts import MISSING, font_for, missing_characters
from vidol.text.typesetting.linebreak import line_breaks
from vidol.text.typesetting.lines import Paragraph
from vidol.text.typesetting.ruby import apply_ruby, parse_ruby, strip_ruby
from vidol.text.typesetting.shape import shape_line

NEVER_FIRST = "。、，．！？：；）］｝」』】〉》ゃゅょっァィゥェォッャュョー々…‥"
NEVER_LAST = "（［｛「『【〈《"


def pieces(text: str, language: Language = "ja") -> list[str]:
    return [text[unit.start : unit.end] for unit in units(text, language)]


def lines_of(text: str, language: Language, limit: float, count: int = 2) -> list[str]:
    plain, readings = parse_ruby(text)
    paragraph = Paragraph(plain, readings, language, 40, 20, limit)
    return [plain[start:end].strip() for start, end in paragraph.lines(limit, count) or []]


def glyph_ids(text: str, language: Language = "en") -> list[int]:
    return [glyph.index for glyph in shape_line(text, 40, language).glyphs]


class TestShaping:
    def test_arabic_letters_join(self) -> None:
        # this font draws the letter's dot as a glyph of its own
        (dot,) = set(glyph_ids("ب")) & set(glyph_ids("بب"))
        joined = [index for index in glyph_ids("بببب") if index != dot]
        assert len(joined) == 4
        assert len(set(joined)) == 3  # initial, two medial, final
        assert not set(joined) & set(glyph_ids("ب"))  # none of them the isolated form

    def test_lam_alef_is_a_ligature(self) -> None:
        assert not set(glyph_ids("لا")) & {*glyph_ids("ل"), *glyph_ids("ا")}

    def test_right_to_left_reads_from_the_right(self) -> None:
        line = shape_line("שלום abc", 40, "en")
        # first letter furthest right, the Latin word left of all
        assert line.spans[0][0] > line.spans[3][0] > line.spans[5][1]
        assert line.spans[5][0] < line.spans[6][0] < line.spans[7][0]  # but itself left to right

    def test_emoji_have_their_colours_and_letters_keep_theirs(self) -> None:
        def colours(text: str) -> int:
            shown = render_caption(text, 640, 360, language="zh").astype(int)
            vivid = np.ptp(shown[..., :3], axis=2) > 90
            return int((vivid & (shown[..., 3] > 200)).sum())

        assert min(map(colours, ("🎉", "😀", "❤️", "🇯🇵"))) > 40
        assert colours("好，A★") == 0

    def test_emoji_sequences_are_one_glyph(self) -> None:
        for emoji in ("👨‍👩‍👧‍👦", "🇯🇵", "👍🏽"):
            assert len([index for index in glyph_ids(emoji) if index]) == 1, emoji

    def test_chinese_and_japanese_forms_differ(self) -> None:
        assert font_for("骨", "zh") != font_for("骨", "ja")
        chinese, japanese = (
            render_caption("骨直令", 640, 360, language=language) for language in ("zh", "ja")
        )
        assert not np.array_equal(chinese, japanese)

    def test_no_tofu_in_what_users_write(self) -> None:
        gb2312 = "".join(
            bytes([a, b]).decode("gb2312", "ignore")
            for a in range(0xB0, 0xF8)
            for b in range(0xA1, 0xFF)
        )
        big5 = "".join(
            bytes([a, b]).decode("big5", "ignore")
            for a in range(0xA4, 0xC7)
            for b in [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
        )
        jis = "".join(
            bytes([a, b]).decode("euc_jp", "ignore")
            for a in range(0xA1, 0xF5)
            for b in range(0xA1, 0xFF)
        )
        for text, language in ((gb2312, "zh"), (big5, "zh"), (jis, "ja")):
            assert len(text) > 5000
            assert missing_characters(text, language) <= {"≒"}
        assert missing_characters("‘“”’…—～￥！？＠ａｚ０９ﾊﾝｶｸ①Ⅷ㎏♪★☆ Ünïcödé", "ja") == set()

    def test_what_no_font_has_is_shown_as_missing(self) -> None:
        assert missing_characters("한글ok", "ja") == {"한", "글"}
        assert glyph_ids("한", "ja") == glyph_ids(MISSING, "ja")

    def test_brackets_that_meet_close_up(self) -> None:
        apart = sum(shape_line(part, 40, "ja").width for part in ("「歌」", "『曲』"))
        assert shape_line("「歌」『曲』", 40, "ja").width == pytest.approx(apart - 20)
        wide = sum(shape_line(part, 40, "zh").width for part in ("”", "。"))
        assert shape_line("”。", 40, "zh").width == pytest.approx(wide - 20)
        narrow = sum(shape_line(part, 40, "en").width for part in ("”", ","))
        # kerned, not closed up
        assert shape_line("”,", 40, "en").width == pytest.approx(narrow, abs=5)

    def test_latin_and_han_get_a_thin_space(self) -> None:
        apart = shape_line("第", 40, "ja").width + shape_line("3", 40, "ja").width
        assert shape_line("第3", 40, "ja").width == pytest.approx(apart + 5)


class TestDirections:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("abc אבג", "abc גבא"),
            ("אבג abc 12", "abc 12 גבא"),  # a number goes along with the Latin before it
            ("אב 12.5% ג", "ג 12.5% בא"),
            ("ابج 12-13", "13-12 جبا"),
            ("שלום (abc) טוב", "בוט (abc) םולש"),
            ("今日 שלום 。", "今日 םולש 。"),
        ],
    )
    def test_visual_order(self, text: str, shown: str) -> None:
        runs = visual_runs(embedding_levels(text, base_level(text)))
        mirrored = str.maketrans("()", ")(")
        seen = "".join(
            text[a:b] if level % 2 == 0 else text[a:b][::-1].translate(mirrored)
            for a, b, level in runs
        )
        assert seen == shown

    @given(st.text(max_size=30))
    def test_every_character_is_shown_once(self, text: str) -> None:
        runs = visual_runs(embedding_levels(text, base_level(text)))
        assert sorted(i for a, b, _ in runs for i in range(a, b)) == list(range(len(text)))


class TestLineBreaking:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("今日は、晴れ。", ["今", "日", "は、", "晴", "れ。"]),
            ("「歌」だ！？", ["「歌」", "だ！？"]),
            ("ちょっとキャー", ["ちょっ", "と", "キャー"]),
            ("人々……そう", ["人々……", "そ", "う"]),
            ("价格￥1,234.50元", ["价", "格", "￥1,234.50", "元"]),
            ("100%好", ["100%", "好"]),
            ("他说“好”的", ["他", "说", "“好”", "的"]),
            ("it's a well-known (old) fact", ["it's ", "a ", "well-", "known ", "(old) ", "fact"]),
            ("3.14 and 1/2", ["3.14 ", "and ", "1/2"]),
            ("👨‍👩‍👧‍👦🇯🇵🇨🇳❤️", ["👨‍👩‍👧‍👦", "🇯🇵", "🇨🇳", "❤️"]),
            ("a\u00a0b c\u2060d", ["a\u00a0b ", "c\u2060d"]),
            ("two\nlines", ["two\n", "lines"]),
        ],
    )
    def test_units(self, text: str, expected: list[str]) -> None:
        assert pieces(text) == expected

    def test_addresses_break_at_their_slashes_only(self) -> None:
        assert all(
            piece[-1] in "/?" or piece == "c=d" for piece in pieces("https://example.com/a/b?c=d")
        )

    @given(
        st.text(
            st.sampled_from("今日は歌うキャッー「」『』（）。、！？…々aZ9 -%“”👍🇯🇵\n"), max_size=40
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_kinsoku_holds_everywhere(self, text: str) -> None:
        for position, forced in line_breaks(text)[:-1]:
            if not forced and not text[position - 1].isspace():
                assert text[position] not in NEVER_FIRST
                assert text[position - 1] not in NEVER_LAST

    @given(st.text(max_size=60))
    @settings(max_examples=150, deadline=None)
    def test_units_cover_the_text(self, text: str) -> None:
        assert "".join(pieces(text, "en")) == text

    def test_lines_are_even_and_end_with_phrases(self) -> None:
        lines = lines_of(
            "明日の配信では新しい歌を披露する予定なので、ぜひ見に来てください。", "ja", 1000
        )
        assert lines == ["明日の配信では新しい歌を披露する", "予定なので、ぜひ見に来てください。"]
        lines = lines_of("Hello everyone, thank you for coming to my stream today", "en", 1000)
        assert len(lines) == 2
        assert abs(len(lines[0]) - len(lines[1])) < 10

    def test_a_word_longer_than_the_line_is_cut(self) -> None:
        text = "W" * 200
        plain = Paragraph(text, (), "en", 40, 20, 500)
        lines = plain.lines(500, 100)
        assert lines is not None
        assert "".join(text[a:b] for a, b in lines) == text
        assert all(shape_line(text[a:b], 40, "en").width <= 500 for a, b in lines)


class TestRuby:
    def test_markup(self) -> None:
        text = "{今日|きょう}は{晴|は}れ {not ruby} {a|} {|b}"
        plain, readings = parse_ruby(text)
        assert plain == strip_ruby(text) == "今日は晴れ {not ruby} {a|} {|b}"
        assert [(plain[r.start : r.end], r.text) for r in readings] == [
            ("今日", "きょう"),
            ("晴", "は"),
        ]
        assert apply_ruby(text) == "きょうははれ {not ruby} {a|} {|b}"

    def test_a_base_is_never_parted(self) -> None:
        for width in range(240, 800, 40):
            for line in lines_of("{一所懸命|いっしょけんめい}に{歌|うた}う", "ja", width, 20):
                assert ("一" in line) == ("命" in line)

    def test_readings_stand_above_their_base(self) -> None:
        plain, readings = parse_ruby("ここは{東京|とうきょう}だ")
        line = Paragraph(plain, readings, "ja", 40, 20, 1000).set_line(0, len(plain))
        centre = sum(glyph.x + 10 for glyph in line.ruby) / len(line.ruby)
        # between the third character's start (120) and the fourth's end (200)
        assert centre == pytest.approx(160, abs=2)

    def test_a_long_reading_makes_room(self) -> None:
        plain, readings = parse_ruby("は{志|こころざし}が")
        line = Paragraph(plain, readings, "ja", 40, 20, 1000).set_line(0, 3)
        assert line.glyphs[2].x - line.glyphs[0].x == pytest.approx(80 + (100 - 40 - 20), abs=1)


class TestPicture:
    @pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 360), (720, 1280)])
    def test_it_fits_the_film(self, size: tuple[int, int]) -> None:
        width, height = size
        for language, text in (
            ("zh", "大家好，我是美香！" * 3),
            ("ja", "{今日|きょう}は、" * 6),
            ("en", "supercalifragilistic " * 12),
        ):
            strip = render_caption(text, width, height, language=language)
            assert strip.shape[1:] == (width, 4)
            assert 0 < strip.shape[0] <= 0.6 * height
            ink = np.flatnonzero((strip[..., 3] > 250).any(0))
            assert ink[0] > 0.03 * width
            assert ink[-1] < 0.97 * width
            assert abs((ink[0] + ink[-1]) / 2 - width / 2) < 3
            assert strip[0, :, 3].max() <= 4  # nothing is cut off at the top

    def test_far_too_long_a_text_is_set_small_and_cut(self) -> None:
        start = time.process_time()
        strip = render_caption("今日はいい天気ですね。" * 9000, 640, 360, language="ja")
        assert strip.shape[0] <= 360
        assert time.process_time() - start < 5

    def test_it_reads_on_any_background(self) -> None:
        """White ink is everywhere edged by dark: contrast of 7:1 within the strip itself, whatever
        lies under it.
        """
        strip = render_caption("読めますか Readable 可读", 1280, 720, language="ja")
        ink = (strip[..., 3] == 255) & (strip[..., :3].min(2) > 250)
        edge = (strip[..., 3] > 230) & (strip[..., :3].max(2) < 60)
        assert ink.sum() > 2000
        assert edge.sum() > ink.sum() / 2

    def test_nothing_gives_nothing(self) -> None:
        for text in ("", " \n\t ", "\u202e\u200f\u0000"):
            assert not render_caption(text, 640, 360, language="en")[..., 3].any()

    def test_spoken_characters_change_colour(self) -> None:
        plain, half = (
            render_caption("歌いましょう", 640, 360, language="ja", spoken=n) for n in (0, 3)
        )
        changed = np.flatnonzero((plain != half).any((0, 2)))
        assert changed.size
        assert changed.max() <= 320 + 2
        assert np.array_equal(plain[..., 3], half[..., 3])

    def test_a_new_caption_is_quick(self) -> None:
        render_caption("暖机", 1280, 720, language="zh")
        times = []
        for i in range(20):
            start = time.process_time()
            render_caption(
                f"大家好，我是虚拟主播美香！今天是第{i}次直播，我会唱一首新歌。",
                1280,
                720,
                language="zh",
            )
            times.append(time.process_time() - start)
        assert np.median(times) < 0.02  # 4 ms where nothing else runs

    @given(st.text(max_size=40), st.sampled_from(LANGUAGES))
    @settings(max_examples=60, deadline=None)
    def test_anything_can_be_drawn(self, text: str, language: Language) -> None:
        assert render_caption(text, 640, 360, language=language).shape[1:] == (640, 4)


class TestPages:
    def test_a_short_text_is_one_page(self) -> None:
        pages = caption_pages("{今日|きょう}は。", 1280, 720, language="ja")
        assert [(page.text, page.start, page.end) for page in pages] == [
            ("{今日|きょう}は。", 0, 4)
        ]

    def test_pages_end_with_sentences(self) -> None:
        text = (
            "大家好，欢迎来到我的直播间。今天我们要聊一聊怎么做一个虚拟主播。首先需要一个形象，"
            "然后需要一个声音，最后需要有趣的灵魂！准备好了吗？那我们开始吧。"
        )
        pages = caption_pages(text, 1280, 720, language="zh")
        assert "".join(page.text for page in pages) == text
        assert [page.text[-1] in "。！？，" for page in pages] == [True] * len(pages)
        assert sum(page.text[-1] in "。！？" for page in pages) >= len(pages) - 1

    @given(st.text(st.sampled_from("今日は歌う。、！{|}きょ ab.\n\u202e🎉"), max_size=200))
    @settings(max_examples=80, deadline=None)
    def test_pages_cover_the_text_and_fit(self, text: str) -> None:
        style = CaptionStyle()
        pages = caption_pages(text, 640, 360, language="ja", style=style)
        plain = strip_ruby(text)
        covered = "".join(plain[page.start : page.end] for page in pages)
        assert covered.replace(" ", "").replace("\n", "") == plain.replace(" ", "").replace(
            "\n", ""
        )
        assert all(a.end <= b.start for a, b in itertools.pairwise(pages))

    def test_a_hundred_thousand_characters_take_seconds(self) -> None:
        start = time.process_time()
        pages = caption_pages("今日はとてもいい天気ですね。" * 7200, 1280, 720, language="ja")
        assert len(pages) > 1000
        assert time.process_time() - start < 15
