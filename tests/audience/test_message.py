"""Messages come from strangers: whatever a field holds, a message is bounded, printable and the
same after a journey as JSON.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vidol.audience.message import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_BADGES,
    MOST_EMOTES,
    Amount,
    Author,
    Emote,
    Message,
)

texts = st.text(st.characters(codec=None), max_size=80)  # halves of surrogate pairs too
emotes = st.builds(
    Emote, start=st.integers(0, 100), length=st.integers(1, 20), name=texts, url=texts
)
messages = st.builds(
    Message,
    platform=texts.filter(lambda text: any(c.isalnum() for c in text)),
    author=st.builds(Author, id=st.text("abc", min_size=1), name=texts),
    badges=st.lists(texts, max_size=30).map(tuple),
    text=texts,
    emotes=st.lists(emotes, max_size=10).map(tuple),
    amount=st.none() | st.builds(
        Amount,
        value=st.floats(0, 1e12),
        currency=st.text("A¥$b ", min_size=1).filter(str.strip),
    ),
    time=st.floats(0, 1e11),
    kind=st.sampled_from(["chat", "gift", "membership", "follow", "join"]),
)  # fmt: skip


@given(messages)
def test_a_message_is_the_same_after_a_journey_as_json(message) -> None:
    assert Message.model_validate_json(message.model_dump_json()) == message


@given(messages)
def test_nothing_in_it_drives_a_terminal_or_turns_the_text_round(message) -> None:
    fields = (message.text, message.author.name, message.platform, *message.badges, message.words)
    for char in "".join(fields):
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(messages)
def test_emotes_lie_in_the_text_and_not_over_each_other(message) -> None:
    at = 0
    for emote in message.emotes:
        assert emote.start >= at
        at = emote.start + emote.length
    assert at <= len(message.text)


def test_endless_fields_are_cut() -> None:
    long = "x" * 100_000
    message = Message(
        platform=long,
        author=Author(id=long, name=long),
        text=long,
        badges=tuple(f"{k}{long}" for k in range(100)),
        emotes=tuple(Emote(start=k, length=1) for k in range(1000)),
        reply_to=long,
    )
    assert len(message.text) == LONGEST_TEXT
    assert len(message.author.name) == LONGEST_NAME
    assert len(message.badges) == MOST_BADGES
    assert len(message.emotes) == MOST_EMOTES
    assert len(message.model_dump_json()) < 40_000


def test_words_are_the_text_without_emotes() -> None:
    message = Message(
        platform="x",
        author=Author(name="Ann"),
        text="Hi :smile: there:wave:",
        emotes=(Emote(start=16, length=6), Emote(start=3, length=7)),
    )
    assert message.words == "Hi there"
    assert Message(platform="x", author=Author(name="A"), text=" a\n b ").words == "a b"


def test_an_author_without_an_id_goes_by_the_name() -> None:
    assert Author(name="Ann").id == "Ann"
    assert Author(id=42, name="Ann").id == "42"
    with pytest.raises(ValidationError):
        Author(name="")
    with pytest.raises(ValidationError):
        Author(name="\x00\u202e")


def test_a_message_does_not_change() -> None:
    message = Message(platform="x", author=Author(name="Ann"))
    with pytest.raises(ValidationError):
        message.text = "other"
    assert hash(message)


@pytest.mark.parametrize(
    "fields",
    [
        {"txt": "Hello"},
        {"platform": ""},
        {"kind": "shout"},
        {"time": float("nan")},
        {"time": -1},
        {"kind": "superchat"},
        {"kind": "removed"},
        {"amount": {"value": -1, "currency": "JPY"}},
        {"amount": {"value": float("inf"), "currency": "JPY"}},
        {"amount": {"value": 1, "currency": ""}},
        {"behaviour": "shout"},
    ],
)
def test_what_cannot_be_meant_is_an_error(fields) -> None:
    with pytest.raises(ValidationError):
        Message(**{"platform": "x", "author": {"name": "Ann"}, **fields})


@pytest.mark.parametrize(
    ("amount", "shown"),
    [((500, "JPY"), "500 JPY"), ((1000, "¥"), "¥1,000"), ((5.5, "$"), "$5.50"),
     ((1, "bits"), "1 bits")],
)  # fmt: skip
def test_amounts_as_they_are_read(amount, shown) -> None:
    assert str(Amount(value=amount[0], currency=amount[1])) == shown
