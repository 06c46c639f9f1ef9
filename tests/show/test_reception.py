"""From a viewer's line on any platform to her answer: the inbox before a live show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

import vidol
from vidol.audience.rules import Crowd, Rules
from vidol.core import plugins
from vidol.core.dialogue import Message as Said
from vidol.core.dialogue import ReplyPart, Say
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Phone, Speech, Utterance, Word
from vidol.show.clock import VirtualClock, virtually
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.show.messages import Chat, Clear, ShowMessage, Turn
from vidol.testing.inlets import ScriptedInlet, line


class Beep:
    """A voice that says anything in a quarter of a second."""

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        tone = 0.3 * np.sin(np.arange(SAMPLE_RATE // 4) * 0.05).astype(np.float32)
        word = Word(utterance.text, 0, len(utterance.text), 0.0, 0.25)
        yield Speech(tone, (Phone("a", 0.0, 0.25),), (word,))

    async def close(self) -> None: ...


class Brief:
    """A mind that answers everything with one word."""

    async def reply(self, conversation: Sequence[Said]) -> AsyncIterator[ReplyPart]:
        yield Say("Yes.", "en")

    async def close(self) -> None: ...


@pytest.fixture
def actor(actor):
    actor.open_voice, actor.open_mind = Beep, Brief
    return actor


@dataclass(eq=False)
class Watcher:
    """A viewer that wants no pictures and keeps what it is told."""

    wants_pictures: bool = False
    told: list[ShowMessage] = field(default_factory=list)

    def picture(self, data: bytes) -> None: ...

    def sound(self, data: bytes) -> None: ...

    def tell(self, message: ShowMessage) -> None:
        self.told.append(message)

    def of(self, kind: type) -> list:
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(name, text, platform) of what viewers wrote."""
        chat = [one for one in self.of(Chat) if one.role == "viewer"]
        return [(one.name, one.text, one.platform) for one in chat]

    async def until(self, condition, seconds: float = 8.0) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < end, "it did not happen"
            await asyncio.sleep(0.01)

    async def turns(self, count: int) -> list[Turn]:
        await self.until(lambda: len(self.of(Turn)) >= count)
        return self.of(Turn)


@contextlib.asynccontextmanager
async def on_air(actor, inlets=None, rules=None) -> AsyncIterator[tuple[Reception, Watcher]]:
    show = LiveShow(actor, size=64, clock=VirtualClock())
    reception = Reception(show, inlets, rules)
    tasks = [asyncio.create_task(work()) for work in (show.run, reception.run)]
    watcher = Watcher()
    show.join(watcher)
    await show.on_air()
    try:
        yield reception, watcher
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@virtually
async def test_a_line_of_a_platform_is_shown_and_answered(actor) -> None:
    said = line("Ann: Why?", platform="twitch", author={"id": "77", "name": "Ann"})
    async with on_air(actor, {"twitch": ScriptedInlet([(0.1, said)])}) as (_, watcher):
        (turn,) = await watcher.turns(1)
        assert watcher.lines == [("Ann", "Why?", "twitch")]
        assert (turn.asked, turn.said.strip()) == ("Why?", "Yes.")
        assert turn.owner == "twitch:77"
        assert turn.id == watcher.of(Chat)[0].turn


@virtually
async def test_where_she_is_silent_a_line_is_asked_in_the_moment_it_arrives(actor) -> None:
    async with on_air(actor) as (reception, watcher):
        reception.receive(line("Ann: Why?"))
        assert not reception.inbox.waiting
        (turn,) = await watcher.turns(1)
        assert turn.waited_ms < 50


@virtually
async def test_what_was_paid_for_comes_before_what_waits(actor) -> None:
    paid = {"kind": "superchat", "amount": {"value": 500, "currency": "¥"}}
    async with on_air(actor) as (reception, watcher):
        for said in (line("A: one"), line("B: two"), line("C: three"), line("D: now", **paid)):
            reception.receive(said)
        turns = await watcher.turns(4)
        assert [turn.asked for turn in turns] == ["one", "now", "two", "three"]
        # everybody has seen them in the order in which they were written, at once
        assert [text for _, text, _ in watcher.lines] == ["one", "two", "three", "now"]
        assert watcher.of(Chat)[3].amount == "¥500"
        assert turns[2].waited_ms > 400  # what it waited before she was asked counts


@virtually
async def test_a_gift_is_thanked_for_by_name(actor) -> None:
    gift = {"kind": "gift", "amount": {"value": 100, "currency": "bits"}}
    evil = line("x", author={"id": "1", "name": "[no such direction] {x}"}, **gift)
    async with on_air(actor) as (reception, watcher):
        reception.receive(line("Ann: ", **gift))
        reception.receive(evil)
        turns = await watcher.turns(2)
        assert "Ann" in turns[0].said
        assert "no such direction x" in turns[1].said
        assert [turn.kind for turn in turns] == ["speech", "speech"]
        assert ("Ann", "100 bits", "script") in watcher.lines


@virtually
async def test_who_is_refused_is_told_alone_and_only_where_that_is_possible(actor) -> None:
    bad = {"text": "a spoiler", "reply_to": "7"}
    private = ScriptedInlet([(0, line("Ann: ", id="1", **bad))], private=True)
    public = ScriptedInlet([(0, line("Bob: ", id="2", platform="other", **bad))])
    rules = Rules(blocked_words=("spoiler",))
    async with on_air(actor, {"private": private, "public": public}, rules) as (_, watcher):
        await watcher.until(lambda: private.said)
        ((sentence, to),) = private.said
        assert to == "7"
        assert "not answered here" in sentence
        assert public.said == []
        assert watcher.lines == []


@virtually
async def test_in_a_crowd_all_is_shown_and_one_is_chosen(actor) -> None:
    rules = Rules(crowd=Crowd(waiting=2))
    async with on_air(actor, rules=rules) as (reception, watcher):
        for k in range(5):
            reception.receive(line(f"A{k}: {k}", author={"id": str(k)}))
        reception.receive(line("Bob: Test, are you there?"))
        reception.receive(line("Ann: last"))
        assert len(watcher.lines) == 7
        turns = await watcher.turns(2)
        assert [turn.asked for turn in turns] == ["0", "Test, are you there?"]


@virtually
async def test_an_interruption_drops_what_waits_here_as_well(actor) -> None:
    async with on_air(actor) as (reception, watcher):
        for k in range(4):
            reception.receive(line(f"A{k}: {k}", author={"id": str(k)}))
        await watcher.until(lambda: reception.inbox.given == 2)
        assert reception.interrupt()
        assert not reception.inbox.waiting
        assert watcher.of(Clear)
        await asyncio.sleep(0.3)
        assert {turn.asked for turn in watcher.of(Turn)} <= {"0"}
        assert not reception.interrupt()
        reception.receive(line("Ann: again"))
        await watcher.until(lambda: watcher.of(Turn)[-1].asked == "again")


@virtually
async def test_one_viewers_words_can_be_dropped_alone(actor) -> None:
    async with on_air(actor) as (reception, watcher):
        for name in ("Ann", "Bob", "Cy", "Bob"):
            reception.receive(line(f"{name}: {name}"))
        await watcher.until(lambda: len(reception.inbox.waiting) == 2)
        assert reception.interrupt("script:Bob")
        assert [turn.asked for turn in await watcher.turns(2)] == ["Ann", "Cy"]


@virtually
async def test_a_page_may_cut_her_off_and_a_platform_may_not(actor) -> None:
    async with on_air(actor) as (reception, watcher):
        reception.receive(line("Ann: a long question that is read and answered"))
        await watcher.until(lambda: reception.inbox.given == 1)
        await asyncio.sleep(0.1)
        reception.receive(line("Bob: wait", platform="twitch", behaviour="interrupt"))
        assert not watcher.of(Clear)
        reception.receive(line("Cy: now", platform="web", behaviour="interrupt"))
        assert watcher.of(Clear)
        turns = await watcher.turns(3)
        assert [turn.asked for turn in turns if not turn.interrupted] == ["now", "wait"]


@virtually
async def test_what_was_taken_back_is_not_answered(actor) -> None:
    async with on_air(actor) as (reception, watcher):
        for k in range(3):
            reception.receive(line(f"A{k}: {k}", id=f"m{k}", author={"id": str(k)}))
        reception.receive(line("x", kind="removed", refers_to="m2"))
        await watcher.turns(2)
        await asyncio.sleep(0.2)
        assert [turn.asked for turn in watcher.of(Turn)] == ["0", "1"]
        # whoever watches is told to take it out, and whoever comes later never sees it
        gone = watcher.of(Chat)[2]
        told = [one.text for one in watcher.of(Chat) if one.id == gone.id]
        assert told == ["2", ""]
        late = Watcher()
        reception._show.join(late)
        assert [one.text for one in late.told[0].chat if one.role == "viewer"] == ["0", "1"]


@virtually
async def test_a_broken_inlet_harms_neither_the_others_nor_the_show(actor) -> None:
    inlets = {
        "broken": ScriptedInlet([(0, SystemExit(1))]),
        "good": ScriptedInlet([(0.2, "Ann: Still there?")]),
    }
    async with on_air(actor, inlets) as (reception, watcher):
        (turn,) = await watcher.turns(1)
        assert turn.asked == "Still there?"
        assert reception.supervisor.health("broken").failures == 1
    assert inlets["broken"].closed and inlets["good"].closed


@virtually
async def test_writing_to_a_platform(actor) -> None:
    class ReadsOnly(ScriptedInlet):
        say = None

    twitch = ScriptedInlet([])
    async with on_air(actor, {"twitch": twitch, "file": ReadsOnly([])}) as (reception, _):
        await reception.say("twitch", "Hello!", "thread")
        assert twitch.said == [("Hello!", "thread")]
        with pytest.raises(InputError, match="there are twitch, file"):
            await reception.say("youtube", "x")
        with pytest.raises(InputError, match="it only reads"):
            await reception.say("file", "x")


@virtually
async def test_rules_whose_sentences_cannot_be_said_are_refused(actor) -> None:
    async with on_air(actor) as (reception, _):
        before = reception.rules
        with pytest.raises(InputError, match=r"\[hapy\] is not a direction"):
            reception.rules = Rules(thanks={"gift": {"en": ["[hapy] Thanks"]}})
        assert reception.rules is before


@virtually
async def test_who_performs_is_not_found_out_anew_for_every_line(monkeypatch) -> None:
    """Opening a real persona searches all packages, some fifty milliseconds: a flood would stop
    her.
    """
    show = LiveShow(vidol.new("Mika", seed=7), size=64, clock=VirtualClock())
    reception = Reception(show)

    def searched(*_, **__):
        raise AssertionError("a line made her search for plug-ins")

    monkeypatch.setattr(plugins, "load", searched)
    for k in range(3):
        assert reception.receive(line(f"A{k}: Hello Mika")).verdict == "accepted"
    assert reception.inbox.names == ("Mika",)
