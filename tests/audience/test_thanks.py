"""Thanks: a sentence in her language, and names of strangers that cannot do anything but be
said.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.audience.message import Author
from vidol.audience.rules import Rules
from vidol.audience.thanks import Thanks
from vidol.show.events import Line
from vidol.show.script import parse_speech

from .conftest import message

KINDS = ("superchat", "gift", "membership", "follow", "join")


def spoken(sentence: str) -> str:
    return "".join(event.text for event in parse_speech(sentence) if isinstance(event, Line))


@pytest.mark.parametrize(("kind", "language"), list(product(KINDS, ("zh", "ja", "en"))))
def test_every_kind_is_thanked_for_in_every_language(kind, language) -> None:
    thanks = Thanks(Rules())
    amount = 5 if kind == "superchat" else None
    for turn in range(4):
        named = thanks.sentence(message("", kind=kind, amount=amount), language, turn)
        assert "Ann" in spoken(named)
        nobody = message("", kind=kind, amount=amount, author="1")
        nobody = nobody.model_copy(update={"author": Author(id="1", name="")})
        assert spoken(thanks.sentence(nobody, language, turn))
    many = {thanks.sentence(message("", kind="gift"), language, turn) for turn in range(4)}
    assert len(many) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("xX_Dark_Xx", "xX Dark Xx"),
        ("[angry] Bob", "angry Bob"),
        ("{a|b}", "a b"),
        ("<!-- x", "x"),
        ("---", ""),
        ("n1gger", ""),
        ("buy-followers.example.com", "buy-followers example com"),
        ("ねこ・太郎★", "ねこ・太郎"),
        ("O'Brien", "O'Brien"),
        ("a" * 60, "a" * 30),
    ],
)
def test_names_as_they_are_said(name, said) -> None:
    assert Thanks(Rules()).spoken(name) == said


@given(st.text(max_size=60))
def test_no_name_is_a_direction(name) -> None:
    thanks = Thanks(Rules(thanks={"gift": {"en": ["{name}"]}}))
    said = thanks.spoken(name)
    gift = message("", kind="gift").model_copy(update={"author": Author(id="1", name=name)})
    sentence = thanks.sentence(gift, "en", 0)
    if said:
        assert spoken(sentence) == said


def test_own_sentences_take_the_place_of_ours() -> None:
    rules = Rules(
        blocked_words=("darth",),
        thanks={"gift": {"en": ["[wave] {amount} from {name}!"]}},
    )
    thanks = Thanks(rules)
    assert thanks.sentence(message("", kind="gift", amount=1200), "en", 0) == (
        "[wave] 1,200 JPY from Ann!"
    )
    # what it needs is not there: ours
    assert "1,200" not in thanks.sentence(message("", "darth", kind="gift", amount=1200), "en", 0)
    assert "Ann" in thanks.sentence(message("", kind="gift"), "en", 0)
    assert "Ann" in thanks.sentence(message("", kind="gift", amount=1), "ja", 0)
