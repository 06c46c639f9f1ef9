"""One rule for the ends of sentences: a table of hard ones, what must hold of any text, and the
rooms that go by it.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.mind.language_model.sentences import Sentences
from vidol.show.events import Line
from vidol.show.speaking import lines
from vidol.text.sentences import (
    bare_sentences,
    complete,
    first_clause,
    first_sentence,
    is_whole,
    sentences,
    spans,
)
from vidol.text.typesetting.breaks import SENTENCE, units
from vidol.voice.languages import pieces

HARD = [
    # abbreviations, initials, numbers
    "I am Dr. Mika, v3.5. |Ask me.",
    "Dr. Smith of the U.S. team met Mr. Lee. |Then he left...",
    "No. 5 is alive. |No. |I mean it.",
    "Cats, dogs, etc. and more. |Cats, dogs, etc. |Then go.",
    "J. R. R. Tolkien wrote it. |So do I. |Then we left.",
    "We met John F. Kennedy at 5 p.m. on Monday. |At 5 p.m. |The end.",
    "Is it 3.14? |It costs 2.000 or 1,5 e.g. here. |Yes.",
    "1. Open it. |2. Close it.\n|3. Done.",
    "That was in 2024. |Version v2.0 came, see Fig. 3 vs. Fig. 4. |Good.",
    # ellipses
    "Well... maybe. |Wait... |What? |So...yes. |Hmm… |I see.",
    "那个……|我想想。|好吧...|走了。",
    "えっと…|そうですね。|まあ……|いいか。",
    # quotes and brackets
    '"Really?" she asked. |"I see." |He left (at last!). |"Bye."',
    "‘Stop!’ he said. |“Why?” |Nobody knew.",
    "他说：“真的吗？”|没人回答。|（笑。）|好。",
    "「行くの？」と聞いた。|「はい。」|彼は言った。|『終わり。』",
    "「すごい！」って言った。|（拍手！）|次。",
    # addresses
    "See https://a.b/c?d=1!x and www.a.b. |Write to a.b@c.de. |Bye!",
    "看https://a.b/c?d。|再见。",
    # unspaced, mixed
    "OK.|好的。|价格是3.5元。|Hello!|How are you?",
    "ＯＫ！|３．１です．|次。",
    "Hi!?! |你好？！|はい！！|ok",
    "One\n|two\n\n|three",
    "مرحبا؟ |نعم۔ |x",
]  # fmt: skip


@pytest.mark.parametrize("marked", HARD)
def test_the_table(marked):
    assert sentences(marked.replace("|", "")) == marked.split("|")


@pytest.mark.parametrize("marked", HARD)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_table_as_it_grows(marked, size):
    text = marked.replace("|", "")
    assert grown(text, size) == marked.split("|")


def grown(text, size, longest=None):
    """The pieces of a text that comes `size` characters at a time."""
    pieces, held = [], ""
    for start in range(0, len(text), size):
        held += text[start : start + size]
        while ready := first_sentence(held, longest):
            pieces.append(held[:ready])
            held = held[ready:]
    return pieces + sentences(held, longest)


WORDS = (
    "Dr. Mr. U.S. p.m. e.g. etc. No. I. J. vs. 3.14 v2.0 1. 12. ... … ?! \" ' ( )"
    " 「 」 “ ” 。 ！ ？ . , ， 、 :"
    " a the The He と って を 好 漢 です https://a.b?c= @ \n - — \ue000 \ue001 😀 é"
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS.split(" ")), st.sampled_from(["", " ", "", "  "])), max_size=40
).map(lambda pairs: "".join(word + space for word, space in pairs))


@given(st.one_of(TEXTS, st.text(max_size=200)), st.sampled_from([None, 5, 40]))
def test_pieces_make_up_the_text_and_are_no_longer_than_asked(text, longest):
    pieces = sentences(text, longest)
    assert "".join(pieces) == text
    assert all(pieces)
    assert longest is None or all(len(piece) <= longest for piece in pieces)
    assert [text[a:b] for a, b in spans(text, longest)] == pieces


@given(st.one_of(TEXTS, st.text(max_size=120)), st.integers(1, 9), st.sampled_from([None, 12, 40]))
def test_a_growing_text_falls_into_the_pieces_of_the_whole(text, size, longest):
    assert grown(text, size, longest) == sentences(text, longest)


@given(TEXTS, st.text('ab .。」"', max_size=6))
def test_what_is_complete_stays_so_whatever_follows(text, more):
    ready = complete(text)
    assert sentences(text + more)[: len(sentences(text[:ready]))] == sentences(text[:ready])


WHOLE = ["Dr. Mika", "No. 5", "e.g. this", "John F. Kennedy", "3.14", "v2.0", "“Why?” she said",
         "「え？」と言う", "(no!) really", "a.b@c.de", "https://a.b/?c.d"]  # fmt: skip


@given(
    st.lists(st.sampled_from(WHOLE), min_size=1, max_size=6), st.sampled_from([". ", "! ", "。"])
)
def test_what_belongs_together_is_never_split(parts, mark):
    said = [f"It is {part} indeed{mark}" for part in parts]
    assert sentences("".join(said)) == said


@given(
    st.lists(st.sampled_from(["好", "あ", "a", " ", "，", ", ", "e\u0301"]), max_size=300).map(
        "".join
    )
)
def test_long_sentences_are_cut_at_clauses_or_spaces(text):
    pieces = sentences(text, 40)
    for piece, following in pairwise(pieces):
        assert piece[-1] in " ，" or len(piece) >= 39
        assert following[0] != "\u0301"


def test_long_text_is_found_piece_by_piece():
    assert next(spans("無" * 100_000, 240)) == (0, 240)
    assert sentences("a" * 30 + ", " + "b" * 20 + " c" * 5, 40)[0] == "a" * 30 + ", "


def test_hostile_text_takes_no_longer():
    for text in (
        "." * 50_000,
        ". " * 30_000,
        "a." * 30_000,
        '."' * 20_000,
        "1. " * 20_000,
        "@" * 50_000 + "?a",
    ):
        assert "".join(sentences(text)) == text
        complete(text, 160)


@pytest.mark.parametrize(
    ("text", "whole"),
    [("Yes.", True), ("Yes. ", True), ("Yes", False), ("Yes,", False), ("line\n", True),
     ("你好！」", True), ("I met Dr.", False), ("Really...", True),
     ("and so on etc.", True), ("good.\ue000 ", True), ("", False), ("  ", False), ("3.5", False)],
)  # fmt: skip
def test_a_text_that_looks_whole(text, whole):
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "length"),
    [("Well, ", 0), ("Thank you very much, I ", 21), ("谢谢你的提问，我", 7),
     ("There are some 2,000 of them", 0), ("The score was three—to", 20),
     ("はい、", 0), ("はい、そうです、", 8), ("Pages 10–20 are missing", 0),
     ("你好你好你好,我是", 7)],
)  # fmt: skip
def test_a_first_clause_is_not_chopped_off(text, length):
    assert first_clause(text) == length


ROOMS = [marked.split("|") for marked in HARD if "www" not in marked and "http" not in marked]


@pytest.mark.parametrize("parts", ROOMS, ids=lambda parts: parts[0])
def test_all_rooms_agree(parts):
    """A script's lines, a model's reply, a document's passages, a voice's pieces, a caption's
    pages.
    """
    text = "".join(parts)
    said = [part.strip() for part in parts]
    assert [part.text.strip() for part in lines.sentences(Line(text))] == said
    # A model's list numbers are not said, nor what is mostly signs.
    left = iter(" ".join(each.split()) for each in said)
    for piece in spoken_by_model(text):
        assert any(whole.endswith(piece.strip()) for whole in left), piece
    assert bare_sentences(text) == said
    ends = {end for _, end in spans(text)}
    starts = {piece.offset for piece in pieces(text)}
    for start in (0, *ends):
        assert start == len(text) or any(start <= other <= start + 4 for other in starts), text[
            start:
        ]
    for unit in units(text, "en"):
        if unit.quality == SENTENCE and text[unit.end - 1] not in "\n\"'“‘":
            assert unit.end in ends


def spoken_by_model(text):
    """What is said of a reply that comes three characters at a time, without its first clause."""
    reply = Sentences("Mika")
    reply._begun = True
    given = [
        piece for start in range(0, len(text), 3) for piece in reply.feed(text[start : start + 3])
    ]
    return given + reply.end()
