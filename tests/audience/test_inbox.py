"""The inbox: a small chat is answered line by line, a crowd is chosen from, and every message ends
in exactly one way that is counted and has a reason.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.audience.inbox import Inbox, author_key
from vidol.audience.message import LONGEST_TEXT, Emote, Kind
from vidol.audience.rules import Crowd, Keep, Priority, Rules

from .conftest import message


def texts(inbox: Inbox, now: float = 0.0) -> list[str]:
    """What is given out, one after the other."""
    out = []
    while (item := inbox.next(now)) is not None:
        out.append(item.text or f"({item.message.kind})")
    return out


def reason(inbox: Inbox, *args, now: float = 0.0, **fields) -> str:
    return inbox.offer(message(*args, **fields), now).reason


# ---- a small chat


def test_every_line_of_a_small_chat_is_answered_in_its_order() -> None:
    inbox = Inbox()
    lines = ["Hello", "Hello", "!command", "Who are you?", "日本語？"]
    for k, text in enumerate(lines):
        decision = inbox.offer(message(text, author="ann"), float(k))
        assert decision.verdict == "accepted"
    assert texts(inbox, 5.0) == lines


def test_what_was_paid_for_comes_first_and_gifts_before_chat() -> None:
    inbox = Inbox()
    inbox.offer(message("first"), 0)
    inbox.offer(message("", kind="gift", amount=10), 1)
    inbox.offer(message("paid", kind="superchat", amount=500), 2)
    inbox.offer(message("second"), 3)
    assert texts(inbox, 3) == ["paid", "(gift)", "first", "second"]


def test_a_superchat_without_words_is_thanked_for() -> None:
    inbox = Inbox()
    emote = Emote(start=0, length=3)
    inbox.offer(message(":a:", kind="superchat", amount=5, emotes=(emote,)), 0)
    item = inbox.next(0)
    assert item.text == "" and item.message.kind == "superchat"


def test_gifts_of_one_viewer_that_wait_become_one() -> None:
    inbox = Inbox()
    for _ in range(3):
        last = inbox.offer(message("", kind="gift", amount=10), 0)
    assert (last.verdict, last.reason) == ("merged", "same-gift")
    inbox.offer(message("", author="bob", kind="gift", amount=10), 0)
    first, second = inbox.next(0), inbox.next(0)
    assert first.message.amount.value == 30
    assert second.message.author.id == "bob"
    assert inbox.next(0) is None


def test_lines_expire() -> None:
    inbox = Inbox(Rules(keep=Keep(chat=60)))
    inbox.offer(message("old"), 0)
    inbox.offer(message("new"), 50)
    assert texts(inbox, 61) == ["new"]
    assert inbox.counts["dropped", "expired"] == 1


def test_whoever_is_blocked_is_not_answered() -> None:
    inbox = Inbox(Rules(blocked_authors=("test:7", "Spammer")))
    assert reason(inbox, "hi", author="7") == "blocked-author"
    assert reason(inbox, "hi", author="spammer", platform="other") == "blocked-author"
    assert reason(inbox, "hi", author="7", platform="other") == "waits"


def test_blocked_words_are_seen_through_disguises_and_in_names() -> None:
    inbox = Inbox(Rules(blocked_words=("spoiler", "ネタバレ")))
    for text in ("a spoiler!", "SP0ILER", "s p o i l e r", "ネタバレだよ"):
        assert reason(inbox, text) == "blocked-word", text
    assert reason(inbox, "hi", author="spoiler") == "blocked-word"
    assert reason(inbox, "a spoil") == "waits"


def test_moderated_kinds_are_dropped_only_where_the_rules_say_so() -> None:
    assert reason(Inbox(), "heil hitler") == "waits"
    inbox = Inbox(Rules(moderated=("hate",)))
    assert reason(inbox, "heil hitler") == "moderated"
    assert reason(inbox, "I want to die") == "waits"


def test_what_is_meant_for_others_is_ignored() -> None:
    inbox = Inbox(Rules(ignored_prefixes=("!",), ignored_badges=("bot",)))
    assert reason(inbox, "!song") == "ignored"
    assert reason(inbox, "hello", badges=("bot",)) == "ignored"
    assert reason(inbox, "!song", kind="superchat", amount=5) == "waits"


def test_lines_without_words_and_too_long_ones() -> None:
    inbox = Inbox(Rules(longest=10))
    assert reason(inbox, "  ") == "empty"
    assert reason(inbox, "x" * 11) == "too-long"
    assert inbox.offer(message("x" * 11), 0).sentence.endswith("shorten it to 10 characters.")
    inbox.offer(message("x" * 50, kind="superchat", amount=1), 0)
    assert inbox.next(0).text == "x" * 10


def test_kinds_that_are_not_thanked_are_not_reacted_to() -> None:
    inbox = Inbox()
    assert reason(inbox, "Ann followed", kind="follow") == "not-answered"
    assert reason(Inbox(Rules(thanked=("follow",))), "", kind="follow") == "waits"


def test_one_author_cannot_fill_the_chat() -> None:
    inbox = Inbox(Rules(author_lines=3, author_seconds=10, crowd=Crowd(waiting=100)))
    verdicts = [reason(inbox, str(k), now=k) for k in range(5)]
    assert verdicts == ["waits"] * 3 + ["author-limit"] * 2
    assert reason(inbox, "x", author="bob", now=4) == "waits"
    assert reason(inbox, "", kind="gift", amount=1, now=4) == "waits"
    assert reason(inbox, "later", now=20) == "waits"


def test_a_message_that_was_taken_back_is_not_answered() -> None:
    inbox = Inbox()
    inbox.offer(message("oops", id="m1"), 0)
    inbox.offer(message("fine", id="m2"), 0)
    inbox.offer(message(kind="removed", refers_to="m1"), 1)
    inbox.offer(message(kind="removed", refers_to="m2", platform="other"), 1)
    assert texts(inbox, 1) == ["fine"]


def test_silence_drops_what_waits() -> None:
    inbox = Inbox()
    inbox.offer(message("one"), 0)
    inbox.offer(message("two", author="bob"), 0)
    assert inbox.clear(0, "test:bob") == 1
    assert inbox.clear(0) == 1
    assert inbox.next(0) is None
    assert inbox.counts["dropped", "interrupted"] == 2


def test_only_platforms_that_may_cut_her_off() -> None:
    inbox = Inbox()
    inbox.offer(message("queued"), 0)
    inbox.offer(message("wishes", behaviour="interrupt", platform="twitch"), 0)
    assert inbox.next(0, free=False) is None
    inbox.offer(message("may", behaviour="interrupt", platform="web"), 0)
    item = inbox.next(0, free=False)
    assert item.text == "may" and item.urgent
    assert inbox.next(0, free=False) is None
    assert texts(inbox) == ["queued", "wishes"]


# ---- a crowd


def crowded(**fields) -> Inbox:
    """An inbox in which a crowd waits, of which the first lines are the oldest."""
    inbox = Inbox(Rules(**fields), names=["Mika"])
    for k in range(6):
        inbox.offer(message(f"line {k}", author=f"a{k}"), 0.1 * k)
    assert inbox.crowded
    return inbox


def test_a_crowd_is_chosen_from_by_weight_and_of_equals_the_latest() -> None:
    inbox = crowded()
    for k, text in enumerate(["what is that?", "hello mika", "mikado", "Mikaちゃん、元気？"]):
        inbox.offer(message(text, author=f"b{k}"), 1.0)
    inbox.offer(message("hi", author="mod", badges=("moderator", "vip")), 1.0)
    order = texts(inbox, 1.0)
    assert order[:5] == ["Mikaちゃん、元気？", "hi", "hello mika", "what is that?", "mikado"]
    # as few wait as in a small chat: in their order again
    assert order[5:] == ["line 5", "line 0", "line 1", "line 2", "line 3", "line 4"]


def test_in_a_crowd_old_lines_go() -> None:
    inbox = crowded(crowd=Crowd(waiting=3, fresh=10))
    inbox.offer(message("fresh", author="z"), 9.0)
    assert texts(inbox, 10.3) == ["fresh", "line 3", "line 4", "line 5"]
    assert inbox.counts["dropped", "crowd"] == 3


def test_in_a_crowd_one_answer_does_for_all_who_say_the_same() -> None:
    inbox = crowded()
    decision = inbox.offer(message("LINE 2!!", author="z"), 1.0)
    assert (decision.verdict, decision.reason) == ("merged", "same-line")
    assert inbox.next(1.0).text == "line 2"  # two say it: it weighs more
    inbox.offer(message("and one more", author="y"), 1.5)
    assert inbox.crowded
    assert reason(inbox, "line 2", author="x", now=2.0) == "answered-already"
    inbox.rules = Rules(crowd=Crowd(waiting=2, same=0.0))
    assert reason(inbox, "line 2", author="w", now=2.0) == "waits"


def test_in_a_crowd_nobody_waits_twice_and_whoever_was_answered_steps_back() -> None:
    inbox = crowded()
    assert reason(inbox, "me again", author="a3", now=1.0) == "author-waits"
    first = inbox.next(1.0)
    assert first.message.author.id == "a5"
    inbox.offer(message("once more?", author="a5"), 1.1)  # a question, but answered just now
    inbox.offer(message("and me", author="c"), 1.1)
    assert inbox.next(1.2).text == "and me"


def test_what_was_paid_for_is_outside_of_the_crowd() -> None:
    inbox = crowded()
    for k in range(20):
        decision = inbox.offer(message("paid", kind="superchat", amount=1), 0.1 * k)
        assert decision.verdict == "accepted"
    assert [inbox.next(60.0).text for _ in range(20)] == ["paid"] * 20


def test_there_is_room_for_so_many_and_no_more() -> None:
    inbox = Inbox(Rules(room=3, crowd=Crowd(waiting=100)))
    for k in range(5):
        inbox.offer(message(str(k), author=str(k)), k)
    assert [item.text for item in inbox.waiting] == ["2", "3", "4"]
    for k in range(3):
        inbox.offer(message("", author=str(k), kind="gift", amount=1), 5)
    assert reason(inbox, "too late", now=5) == "crowd"
    assert texts(inbox, 5) == ["(gift)"] * 3


# ---- for every inbox

offers = st.tuples(
    st.sampled_from(["chat"] * 6 + ["superchat", "gift", "membership", "follow", "join"]),
    st.sampled_from(["", "hi", "Hi!", "who?", "mika", "block me", "x" * 60, "!cmd", "もう一度"]),
    st.sampled_from(["ann", "bob", "cy", "evil"]),
    st.sampled_from(["queue", "interrupt", "replace"]),
    st.sampled_from([(), ("moderator",), ("bot",)]),
)
steps = st.lists(
    st.tuples(st.just("offer"), offers)
    | st.tuples(st.just("next"), st.booleans())
    | st.tuples(st.just("clear"), st.sampled_from([None, "web:ann"]))
    | st.tuples(st.just("remove"), st.integers(0, 30))
    | st.tuples(st.just("wait"), st.floats(0, 20)),
    max_size=60,
)
rules = st.builds(
    Rules,
    blocked_authors=st.sampled_from([(), ("evil",)]),
    blocked_words=st.sampled_from([(), ("block",)]),
    ignored_prefixes=st.sampled_from([(), ("!",)]),
    longest=st.integers(1, 500),
    author_lines=st.integers(1, 10),
    room=st.integers(1, 8),
    thanked=st.sampled_from([(), ("gift",), ("superchat", "gift", "follow")]),
    priority=st.builds(Priority, chat=st.integers(-2, 2), gift=st.integers(-2, 2)),
    keep=st.builds(Keep, chat=st.floats(0, 30)),
    crowd=st.builds(Crowd, waiting=st.integers(1, 4), fresh=st.floats(0, 10)),
)


def play(inbox: Inbox, script) -> tuple[int, list, list]:
    """Do what a script says; (offers, items given out, the time of each)."""
    now, count, given, when = 0.0, 0, [], []
    for k, (what, detail) in enumerate(script):
        if what == "wait":
            now += detail
        elif what == "offer":
            kind, text, author, behaviour, badges = detail
            amount = 5 if kind in ("superchat", "gift") else None
            inbox.offer(
                message(
                    text, author, kind=kind, amount=amount, id=str(k),
                    behaviour=behaviour, badges=badges, platform="web",
                ),
                now,
            )  # fmt: skip
            count += 1
        elif what == "remove":
            inbox.offer(message(kind="removed", refers_to=str(detail), platform="web"), now)
            count += 1
        elif what == "clear":
            inbox.clear(now, detail)
        elif (item := inbox.next(now, free=detail)) is not None:
            given.append(item)
            when.append(now)
    return count, given, when


@given(rules, steps)
def test_every_message_ends_in_exactly_one_way(rules, script) -> None:
    told = []
    inbox = Inbox(rules, told=told.append)
    count, given, _ = play(inbox, script)
    by_verdict = Counter()
    for (verdict, _), number in inbox.counts.items():
        by_verdict[verdict] += number
    assert count == len(given) + by_verdict["merged"] + by_verdict["dropped"] + len(inbox.waiting)
    assert inbox.given == len(given)
    assert len(told) == sum(inbox.counts.values())
    assert all(decision.sentence for decision in told)
    gone = [id(item) for item in given] + [id(item) for item in inbox.waiting]
    assert len(gone) == len(set(gone))


@given(rules, steps)
def test_what_is_given_out_keeps_the_rules(rules, script) -> None:
    inbox = Inbox(rules)
    _, given, when = play(inbox, script)
    for item, now in zip(given, when, strict=True):
        kind: Kind = item.message.kind
        assert item.message.author.id not in rules.blocked_authors
        assert not (rules.blocked_words and "block" in item.text)
        assert len(item.text) <= rules.longest <= LONGEST_TEXT
        assert item.text or kind in rules.thanked
        assert now - item.arrived <= getattr(rules.keep, kind)
    assert len(inbox.waiting) <= rules.room


@given(rules, steps)
def test_nothing_less_important_is_given_out_first(rules, script) -> None:
    inbox = Inbox(rules)
    play(inbox, script)
    now = 1e4 if not inbox.waiting else max(item.arrived for item in inbox.waiting)
    out = []
    while (item := inbox.next(now)) is not None:
        out.append(item)
    assert [item.urgent for item in out] == sorted((item.urgent for item in out), reverse=True)
    for urgent in (True, False):
        priorities = [item.priority for item in out if item.urgent is urgent]
        assert priorities == sorted(priorities, reverse=True)


@given(rules, steps)
def test_the_same_calls_give_the_same_decisions(rules, script) -> None:
    first, second = Inbox(rules), Inbox(rules)
    play(first, script)
    play(second, script)
    assert first.counts == second.counts
    assert [item.text for item in first.waiting] == [item.text for item in second.waiting]


@given(st.lists(st.sampled_from(["a", "a?", "mika b", "c c"]), min_size=1, max_size=5))
def test_a_chat_that_is_no_crowd_is_answered_whole_and_in_order(lines) -> None:
    inbox = Inbox(names=["Mika"])
    for line in lines:
        assert inbox.offer(message(line), 0.0).verdict == "accepted"
    assert texts(inbox, 1.0) == lines


def test_a_flood_is_answered_with_what_is_new() -> None:
    """A thousand lines a minute, an answer every five seconds: none is older than ten seconds, and
    what is kept is bounded.
    """
    inbox = Inbox()
    ages = []
    for k in range(5000):
        now = 0.06 * k
        inbox.offer(message(f"line {k}", author=f"a{k % 700}", id=str(k)), now)
        if k % 83 == 82 and (item := inbox.next(now)) is not None:
            ages.append(now - item.arrived)
    assert len(ages) == 60
    assert max(ages) <= 10.0
    assert len(inbox.waiting) <= inbox.rules.room
    assert len(inbox.decisions) <= 100


def test_decisions_can_be_looked_at() -> None:
    inbox = Inbox(names=["Mika"])
    inbox.offer(message("mika?", badges=("owner",)), 3.0)
    (decision,) = inbox.decisions
    assert (decision.verdict, decision.reason, decision.at) == ("accepted", "waits", 3.0)
    assert decision.weight == 3 + 2 + 5
    assert author_key(decision.message) == "test:ann"


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Who are you", True), ("元気ですか", True), ("你好吗", True), ("what?", True),
     ("hello", False), ("whoever", False), ("ですか。と言った", False)],
)  # fmt: skip
def test_questions_weigh_more(text, asks) -> None:
    inbox = Inbox()
    assert (inbox.offer(message(text), 0.0).weight == 2) == asks
