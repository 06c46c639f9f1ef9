"""The concept lexicon through its public functions: what must meet, what must stay apart, and what
must not fire.
"""

from __future__ import annotations

import pytest

from vidol.mind.answers.lexicon import concepts, stem
from vidol.mind.normalise import fold


def named(text: str) -> set[str]:
    """The concepts of a question."""
    return set(concepts(fold(text)))


@pytest.mark.parametrize(
    ("concept", "questions"),
    [
        ("refund", ["can I get my money back", "想把钱退回来", "お金は戻ってきますか"]),
        ("return_goods", ["what is your return policy", "衣服能退货吗", "返品したいのですが"]),
        ("logout", ["how do I log out", "怎么退出登录", "ログアウトの仕方"]),
        ("parking", ["where do I park my car", "車を停める場所、駐車場は", "车停哪儿"]),
        ("not_arrived", ["my parcel has not arrived", "包裹还没收到", "荷物が届かない"]),
    ],
)
def test_a_meaning_is_recognised_in_each_language(concept: str, questions: list[str]) -> None:
    assert all(concept in named(question) for question in questions)


@pytest.mark.parametrize(
    ("one", "other", "question", "opposite"),
    [
        ("open", "close", "几点开门", "几点关门"),
        ("buy", "sell", "where can I buy it", "where can I sell it"),
        ("login", "logout", "how to sign in", "how to sign out"),
        ("refund", "return_goods", "返金", "返品"),
    ],
)
def test_opposites_stay_apart(one: str, other: str, question: str, opposite: str) -> None:
    assert one in named(question) and other not in named(question)
    assert other in named(opposite) and one not in named(opposite)


def test_a_concept_brings_the_wider_ones_with_it() -> None:
    assert {"shipfee", "ship", "price"} <= named("how much is the postage")


@pytest.mark.parametrize("text", ["of course", "大家", "ただいま", "so far"])
def test_hiding_words_say_nothing(text: str) -> None:
    assert not named(text)


def test_words_inside_other_writing_do_not_fire() -> None:
    assert "superchat" not in named("description")
    assert "code" in named("APIの使い方")


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("bought", "buy"),
        ("shipping", "ship"),
        ("opened", "open"),
        ("selling", "sell"),
        ("hated", "hate"),
    ],
)
def test_endings_and_irregular_forms_meet_their_base(form: str, base: str) -> None:
    assert stem(form) == stem(base)


@pytest.mark.parametrize(
    ("one", "other"), [("news", "new"), ("note", "not"), ("wine", "win"), ("dating", "date")]
)
def test_stems_keep_words_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)
