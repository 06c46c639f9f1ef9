"""Lines to sentences, sentences to pages: nothing lost, cues in place,
pages timed by their words.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vidol.core.acts import Gesture
from vidol.core.speech import Word
from vidol.show.events import Cue, Line, Ruby
from vidol.show.speaking.lines import LONGEST, Pages, sentences, spoken
from vidol.text.sentences import complete, first_clause


def texts(text: str) -> list[str]:
    return [part.text for part in sentences(Line(text))]


def test_sentences_end_where_sentences_end() -> None:
    assert texts("Hello there! I am Dr. Mika, v3.5. See https://a.b/c?d now. Bye") == [
        "Hello there! ", "I am Dr. Mika, v3.5. ", "See https://a.b/c?d now. ", "Bye",
    ]  # fmt: skip
    assert texts("你好！我是米卡。「真的？」她问。") == [
        "你好！",
        "我是米卡。",
        "「真的？」",
        "她问。",
    ]


@given(
    st.text(alphabet="ab .,!。，？「」漢あ\n", max_size=900),
    st.lists(st.integers(0, 900), max_size=9),
)
def test_nothing_is_lost_and_no_piece_is_too_long(text: str, offsets: list[int]) -> None:
    line = Line(
        text, cues=tuple(Cue(min(offset, len(text)), Gesture("nod")) for offset in sorted(offsets))
    )
    parts = list(sentences(line))
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= LONGEST for part in parts)
    if text:
        starts = [sum(len(part.text) for part in parts[:k]) for k in range(len(parts))]
        found = [
            start + cue.offset
            for start, part in zip(starts, parts, strict=True)
            for cue in part.cues
        ]
        assert sorted(found) == [cue.offset for cue in line.cues]


def test_a_growing_text_is_spoken_sentence_by_sentence() -> None:
    assert complete("Yes. No") == len("Yes. ")
    assert complete("Yes") == 0


def test_kana_readings_are_spoken_once_and_map_back() -> None:
    text, back = spoken(Line("今日は天気", ruby=(Ruby(3, 2, "てんき"),)))
    assert text == "今日はてんき"
    assert back == [0, 1, 2, 3, 3, 3, 5]
    assert spoken(Line("重庆", ruby=(Ruby(0, 2, "chóngqìng"),)))[0] == "重庆"


def test_pages_follow_the_words() -> None:
    text = (
        "The quick brown fox jumps over the lazy dog, and then it walks all the way home again,"
        " because foxes are like that and dogs are not."
    )
    words, at = [], 0
    for k, word in enumerate(text.split(" ")):
        words.append(Word(word, at, len(word), 0.3 * k, 0.3 * k + 0.25))
        at += len(word) + 1
    shown = Pages(Line(text), "en", (1280, 720)).between(words, 9.0)
    assert len(shown) > 1
    assert " ".join(page.text for page in shown) == text
    assert shown[0].start == 0.0
    assert shown[-1].end == 9.0
    starts = {text.index(page.text): page.start for page in shown}
    assert starts == {word.offset: word.start for word in words if word.offset in starts}
    assert [page.end for page in shown[:-1]] == [page.start for page in shown[1:]]


def test_pages_go_on_from_take_to_take() -> None:
    text = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen"
    )
    words = [Word(word, text.index(word), len(word), 0.1, 0.3) for word in text.split(" ")]
    whole = [page.text for page in Pages(Line(text), "en", (640, 360)).between(words, 1.0)]
    pages, shown = Pages(Line(text), "en", (640, 360)), []
    for word in words:
        part = pages.between([word], 0.4)
        assert part[0].start == 0.0
        assert part[-1].end == 0.4
        shown += [page.text for page in part if page.opens]
    assert shown == whole


def test_a_first_clause_is_not_chopped_off() -> None:
    assert first_clause("Well, ") == 0
    assert first_clause("Thank you very much, I ") == len("Thank you very much, ")
    assert first_clause("谢谢你的提问，") == len("谢谢你的提问，")
    assert first_clause("There are some 2,000 of them") == 0
