"""What comment hubs send becomes messages: the three documented shapes,
and whatever else may come.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.audience.message import LONGEST_TEXT, Amount, Message
from vidol.audience.shapes import frame_of


def onecomme(service: str = "youtube", **data: object) -> dict:
    """A comment as OneComme's types describe it."""
    said = {
        "id": "yt-1",
        "userId": "UC123",
        "liveId": "live",
        "name": "Ann",
        "displayName": "Ann",
        "isOwner": False,
        "hasGift": False,
        "profileImage": "https://example.com/a.png",
        "badges": [],
        "timestamp": "2026-11-28T10:00:00.000Z",
        "comment": "Who are you?",
        "isModerator": False,
        "isMember": False,
    }
    return {
        "id": "frame",
        "service": service,
        "name": "My stream",
        "url": "https://example.com/watch",
        "color": {"r": 0, "g": 0, "b": 0},
        "data": said | data,
    }


def one(data: object) -> Message:
    frame = frame_of(data)
    assert not frame.unread, frame
    (message,) = frame.messages
    return message


def of_onecomme(service: str = "youtube", **data: object) -> Message:
    return one({"type": "comments", "data": {"comments": [onecomme(service, **data)]}})


def test_a_comment_of_onecomme() -> None:
    message = of_onecomme(
        isModerator=True, isMember=True, badges=[{"label": "Member (1 year)", "url": "https://x/y"}]
    )
    assert message.id == "yt-1"
    assert (message.platform, message.channel) == ("youtube", "My stream")
    assert (message.author.id, message.author.name) == ("UC123", "Ann")
    assert message.badges == ("moderator", "member", "member (1 year)")
    assert (message.kind, message.text) == ("chat", "Who are you?")
    assert message.time == 1795860000.0


def test_html_of_onecomme_is_read_as_a_reader_sees_it() -> None:
    message = of_onecomme(
        comment='a &lt;b&gt; <img src="https://x/e.png" alt=":smile:">'
        "&amp; c<br>d<script>x</script>"
    )
    assert message.text == "a <b> :smile:& c d"
    (emote,) = message.emotes
    assert message.text[emote.start :][: emote.length] == emote.name == ":smile:"
    assert emote.url == "https://x/e.png"
    assert message.words == "a <b> & c d"


@pytest.mark.parametrize(
    ("service", "data", "kind", "amount"),
    [
        ("youtube", {"hasGift": True, "price": 500, "unit": "¥", "paidText": "¥500"},
            "superchat", Amount(value=500, currency="¥")),
        ("youtube", {"comment": "", "giftType": "supersticker", "paidText": "$1,234.50"},
            "gift", Amount(value=1234.5, currency="$")),
        ("youtube", {"comment": "", "giftType": "sponsorgift"}, "membership", None),
        ("youtube", {"comment": "A year!", "giftType": "milestonechat"}, "chat", None),
        ("twitch", {"comment": "Cheer100 go!", "bits": "100"},
            "superchat", Amount(value=100, currency="bits")),
        ("bilibili", {"comment": "", "price": 30}, "gift", Amount(value=30, currency="points")),
        ("tiktok", {"comment": "", "giftType": "social"}, "follow", None),
        ("niconama", {"price": 0}, "chat", None),
    ],
)  # fmt: skip
def test_what_was_paid_in_onecomme(service, data, kind, amount) -> None:
    message = of_onecomme(service, **data)
    assert (message.platform, message.kind, message.amount) == (service, kind, amount)


def test_what_onecomme_says_of_itself_is_no_message() -> None:
    assert not frame_of({"type": "comments", "data": {"comments": [onecomme("system")]}}).messages
    hidden = onecomme(commentVisible=False)
    received = onecomme(giftType="giftreceived")
    assert not frame_of({"type": "comments", "data": {"comments": [hidden, received]}}).messages
    for kind in ("meta", "config", "userDatas", "clear", "pinned", "waitingList"):
        frame = frame_of({"type": kind, "data": {"anything": 1}})
        assert not frame.messages and not frame.unread


def test_history_is_marked() -> None:
    comments = {"comments": [onecomme()]}
    assert frame_of({"type": "connected", "data": {**comments, "config": {}}}).history
    assert frame_of({"type": "comments", "data": {**comments, "options": {"init": True}}}).history
    assert not frame_of({"type": "comments", "data": {**comments, "options": {}}}).history


def test_what_was_taken_back_is_named() -> None:
    frame = frame_of({"type": "deleted", "data": [{"id": "a", "message": "gone"}, {"id": "b"}]})
    assert frame.removed == ("a", "b")
    assert frame_of({"type": "delete-message", "content": 1, "messageId": 52}).removed == ("52",)


def test_one_bad_comment_costs_only_itself() -> None:
    comments = [onecomme(), "nonsense", {"service": "youtube"}, onecomme(id="yt-2")]
    frame = frame_of({"type": "comments", "data": {"comments": comments}})
    assert [message.id for message in frame.messages] == ["yt-1", "yt-2"]
    assert frame.unread == 2


def test_a_line_of_social_stream() -> None:
    message = one(
        {
            "id": 77,
            "type": "twitch",
            "chatname": "St<b>e</b>ve",
            "chatmessage": 'Hello <img src="https://x/k.png" alt="Kappa"> &amp; you',
            "chatimg": "https://x/a.png",
            "hasDonation": "",
            "membership": "",
            "moderator": True,
            "userid": "user123",
            "textonly": False,
        }
    )
    assert (message.id, message.platform) == ("77", "twitch")
    assert (message.author.id, message.author.name) == ("user123", "Steve")
    assert message.text == "Hello Kappa & you"
    assert message.badges == ("moderator",)
    assert message.kind == "chat"


def test_donations_and_events_of_social_stream() -> None:
    base = {"type": "youtube", "chatname": "Ann", "chatmessage": "Hi <3", "textonly": True}
    paid = one(base | {"hasDonation": "€5,50"})
    assert (paid.kind, paid.text, paid.amount) == (
        "superchat",
        "Hi <3",
        Amount(value=5.5, currency="€"),
    )
    cheer = one(base | {"chatmessage": "", "hasDonation": "100 bits"})
    assert (cheer.kind, cheer.amount) == ("gift", Amount(value=100, currency="bits"))
    follow = one(base | {"event": "new_follower", "chatmessage": "Ann has followed"})
    assert (follow.kind, follow.text) == ("follow", "")
    assert not frame_of(base | {"event": "viewer_update", "meta": 12}).messages


@pytest.mark.parametrize(
    "said",
    [
        {"author": "Ann", "text": "Hello"},
        {"author": {"id": "7", "name": "Ann"}, "text": "Hello"},
        {"name": "Ann", "message": "Hello"},
        {"username": "Ann", "comment": "Hello"},
        {"user": {"display_name": "Ann"}, "body": "Hello"},
        [{"author": "Ann", "text": "Hello"}],
        {"type": "message", "data": {"author": "Ann", "text": "Hello"}},
        {"type": "message", "content": {"id": 52, "author": {"name": "Ann"}, "text": "Hello"}},
        {"event": "chat", "payload": {"message": {"user": "Ann", "text": "Hello"}}},
    ],
)
def test_plain_lines(said) -> None:
    message = one(said)
    assert (message.author.name, message.text, message.kind) == ("Ann", "Hello", "chat")


def test_every_field_of_a_plain_line() -> None:
    message = one(
        {
            "id": "m1",
            "platform": "Kick",
            "channel": "room",
            "author": {"id": "7", "name": "Ann", "badges": ["VIP"]},
            "text": "Hello",
            "amount": {"value": 5, "currency": "USD"},
            "timestamp": 1795860000123,
        }
    )
    assert message == Message(
        id="m1",
        platform="kick",
        channel="room",
        kind="superchat",
        author={"id": "7", "name": "Ann"},
        badges=("vip",),
        text="Hello",
        amount=Amount(value=5, currency="USD"),
        time=1795860000.123,
    )
    assert one({"author": "A", "kind": "follow"}).kind == "follow"
    assert one({"author": "A", "text": "x", "price": "NT$75"}).amount == Amount(
        value=75, currency="NT$"
    )


def test_a_line_without_an_id_is_the_same_when_it_comes_again() -> None:
    said = {"author": "Ann", "text": "Hello", "time": 5}
    assert one(said).id == one(dict(said)).id
    assert one(said).id != one(said | {"text": "Hallo"}).id
    assert one({"author": "Ann", "text": "Hello"}).id != one({"author": "Ann", "text": "Hello"}).id


@pytest.mark.parametrize(
    ("written", "value", "currency"),
    [
        ("$5.00", 5, "$"), ("¥1,000", 1000, "¥"), ("1.234,50 €", 1234.5, "€"), ("CA$20", 20, "CA$"),
        ("₩5,000", 5000, "₩"), ("100 bits", 100, "bits"), ("R$ 2,5", 2.5, "R$"), (12, 12, "points"),
    ],
)  # fmt: skip
def test_amounts(written, value, currency) -> None:
    message = one({"author": "Ann", "amount": written})
    assert message.amount == Amount(value=value, currency=currency)


@pytest.mark.parametrize("written", ["", "free", None, -3, True, [], {}, "NaN", 0, float("inf")])
def test_what_is_no_amount(written) -> None:
    assert one({"author": "Ann", "text": "x", "amount": written}).amount is None


def test_endless_text_is_cut() -> None:
    assert len(of_onecomme(comment="<" * 500_000).text) <= LONGEST_TEXT
    assert len(one({"author": "x" * 10_000, "text": "y" * 100_000}).text) == LONGEST_TEXT


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(
            ["type", "data", "comments", "comment", "text", "author", "name", "id", "userId",
             "service", "chatname", "chatmessage", "event", "hasDonation", "amount", "value",
             "time", "currency", "badges", "kind", "options", "init", "price", "bits", "timestamp",
             "content"]
        ) | st.text(max_size=5),
        inner, max_size=8,
    ),
    max_leaves=25,
)  # fmt: skip


@given(json_values)
def test_nothing_that_comes_is_an_error(data) -> None:
    frame = frame_of(data)
    for message in frame.messages:
        assert Message.model_validate_json(message.model_dump_json()) == message


@given(json_values, st.sampled_from(["comments", "connected", "deleted"]))
def test_nothing_in_the_shape_of_onecomme_is_an_error(data, kind) -> None:
    frame_of({"type": kind, "data": data})
    frame = frame_of({"type": kind, "data": {"comments": [onecomme(comment=data), data]}})
    json.dumps([message.model_dump(mode="json") for message in frame.messages])
