"""A live show: what is asked is answered soon, interruption reaches every buffer, and memory keeps
what was heard.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from vidol.core.dialogue import Message, Problem, ReplyPart, Say
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Phone, Speech, Utterance, Word
from vidol.show.clock import VirtualClock, virtually
from vidol.show.live.agenda import Agenda, Intent
from vidol.show.live.show import LiveShow
from vidol.show.messages import (
    HEADER,
    PICTURE,
    SOUND,
    Caption,
    Chat,
    Clear,
    Hello,
    Notice,
    ShowMessage,
    Turn,
)


@dataclass(eq=False)
class Page:
    """A viewer that plays what it gets 0.1 s behind the pictures, and says so, as a page does."""

    show: LiveShow
    delay: float = 0.1
    wants_pictures: bool = True
    told: list[ShowMessage] = field(default_factory=list)
    sounds: list[tuple[int, int, np.ndarray]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    epoch: int = 0
    position: float = 0.0

    def picture(self, data: bytes) -> None:
        kind, _, _, _, position = HEADER.unpack_from(data)
        assert kind == PICTURE
        self.pictures.append(data)
        self.position = max(0.0, position / SAMPLE_RATE - self.delay)
        if len(self.pictures) % 3 == 0:
            self.show.played(self, self.position, self.epoch)

    def sound(self, data: bytes) -> None:
        kind, _, _, epoch, position = HEADER.unpack_from(data)
        assert kind == SOUND
        self.sounds.append((epoch, position, np.frombuffer(data, "<i2", offset=HEADER.size)))

    def tell(self, message: ShowMessage) -> None:
        self.told.append(message)
        if isinstance(message, Clear):
            self.epoch = message.epoch
            self.show.played(self, self.position, self.epoch)

    def of(self, kind: type) -> list:
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def lines(self) -> dict[int, Chat]:
        """The chat as a page shows it: the last state of every line."""
        return {line.id: line for line in self.of(Chat)}


@contextlib.asynccontextmanager
async def on_air(actor, **options) -> AsyncIterator[tuple[LiveShow, Page]]:
    show = LiveShow(actor, size=64, clock=VirtualClock(), **options)
    running = asyncio.create_task(show.run())
    page = Page(show)
    show.join(page)
    try:
        yield show, page
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    now = asyncio.get_running_loop().time
    end = now() + seconds
    while not condition():
        assert now() < end, "it did not happen"
        await asyncio.sleep(0.01)


@dataclass
class SlowVoice:
    """Says one word a quarter of a second, and takes as long to make it: like a voice that is just
    fast enough.
    """

    closed: list[str] = field(default_factory=list)

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        try:
            offset = 0
            for k, word in enumerate(utterance.text.split(" ")):
                await asyncio.sleep(0.2)
                start = 0.25 * k
                tone = 0.3 * np.sin(np.arange(SAMPLE_RATE // 4) * 0.05)
                yield Speech(
                    tone.astype(np.float32),
                    (Phone("a", start, start + 0.25),),
                    (Word(word, offset, len(word), start, start + 0.25),),
                )
                offset += len(word) + 1
        finally:
            self.closed.append(utterance.text)

    async def close(self) -> None:
        pass


@dataclass
class Rememberer:
    """A mind that keeps what it was given, and can be made to say anything."""

    answer: str = "One two three four five six seven eight nine ten."
    given: list[tuple[Message, ...]] = field(default_factory=list)

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        self.given.append(tuple(conversation))
        yield Say(self.answer, "en")

    async def close(self) -> None:
        pass


@virtually
async def test_a_question_is_answered_and_leaves_its_record(actor) -> None:
    async with on_air(actor) as (show, page):
        assert isinstance(page.told[0], Hello)
        turn = show.ask("Why?", name="Ann")
        await until(lambda: page.of(Turn))
        (record,) = page.of(Turn)
        assert record.id == turn
        assert record.asked == "Why?"
        assert record.said.strip() == record.heard.strip() == "You asked: Why? Yes."
        assert 0 <= record.mind_ms <= record.voice_ms <= record.sent_ms <= record.heard_ms
        assert [(line.role, line.text, line.done) for line in page.lines.values()] == [
            ("viewer", "Why?", True),
            ("character", "You asked: Why? Yes.", True),
        ]
        assert next(caption.text for caption in page.of(Caption) if caption.words).startswith(
            "You asked"
        )
        sound = np.concatenate([pcm for _, _, pcm in page.sounds])
        assert np.abs(sound).max() > 3000
        ends = [position + len(pcm) for _, position, pcm in page.sounds]
        assert [position for _, position, _ in page.sounds[1:]] == ends[:-1], "the sound has gaps"


@virtually
async def test_pictures_come_whole_and_thirty_times_a_second(actor) -> None:
    async with on_air(actor) as (_, page):
        await until(lambda: len(page.pictures) > 30)
        positions = [HEADER.unpack_from(data)[4] for data in page.pictures]
        assert set(np.diff(positions[3:])) == {800}
        data = page.pictures[-1]
        length = int.from_bytes(data[16:20], "little")
        colour = cv2.imdecode(np.frombuffer(data, np.uint8, length, 20), cv2.IMREAD_COLOR)
        alpha = cv2.imdecode(
            np.frombuffer(data, np.uint8, offset=20 + length), cv2.IMREAD_GRAYSCALE
        )
        assert colour.shape == (64, 64, 3)
        assert alpha.shape == (64, 64)
        assert alpha[:4].max() < 40  # nothing above her
        assert alpha[50:, 28:36].min() > 200  # she herself


@virtually
async def test_sound_begins_before_the_sentence_is_made(actor) -> None:
    actor.voice = SlowVoice()
    async with on_air(actor) as (show, page):
        show.say("one two three four five six")
        await until(lambda: page.sounds, 0.6)
        assert not actor.voice.closed, "the sentence was finished before its first sound"


@virtually
async def test_interruption_empties_every_buffer(actor) -> None:
    actor.voice, mind = SlowVoice(), Rememberer()
    actor.open_mind = lambda: mind
    async with on_air(actor) as (show, page):
        show.ask("Count!")
        await until(lambda: page.sounds and page.position > page.sounds[0][1] / SAMPLE_RATE + 0.6)
        assert show.interrupt()
        await until(lambda: actor.voice.closed, 1)
        (clear,) = page.of(Clear)
        before = len(page.sounds)
        await until(lambda: page.of(Turn))
        await asyncio.sleep(0.3)
        assert len(page.sounds) == before, "sound came after the interruption"
        record = page.of(Turn)[0]
        assert record.interrupted
        assert record.silence_ms < 100
        assert record.said.startswith(record.heard)
        assert 1 <= len(record.heard.split()) < len(record.said.split()) + 1
        assert record.heard != mind.answer
        show.ask("And?")
        await until(lambda: len(mind.given) == 2)
        assert [said.text for said in mind.given[1]] == ["Count!", record.heard, "And?"]
        await until(lambda: page.sounds[-1][0] == clear.epoch)


@virtually
async def test_what_nobody_heard_is_not_remembered(actor) -> None:
    """A page closes in the middle of a sentence; the words after it were said to nobody."""
    mind = Rememberer()
    actor.open_mind = lambda: mind
    async with on_air(actor) as (show, page):
        show.ask("Count!")
        await until(lambda: page.sounds and page.position > page.sounds[0][1] / SAMPLE_RATE + 0.7)
        show.leave(page)
        again = Page(show)
        await until(lambda: show.turns)
        assert 1 <= len(show.turns[0].heard.split()) <= 4
        show.join(again)
        assert isinstance(again.told[0], Hello)
        assert again.told[0].chat[-1].text == show.turns[0].heard
        await until(lambda: again.pictures)


@virtually
async def test_lines_of_the_chat_say_their_language(actor) -> None:
    async with on_air(actor) as (show, page):
        for asked in ("谢谢你！", "今日？", "はい。", "今日？", "Hello you."):
            show.ask(asked)
        await until(lambda: len(show.turns) == 5, 60)
        viewers = [line for line in page.lines.values() if line.role == "viewer"]
        assert [line.language for line in viewers[:2]] == ["zh", "zh"]
        assert [line.language for line in viewers[2:]] == ["ja", "ja", "en"]


@virtually
async def test_without_a_page_what_was_sent_counts(actor) -> None:
    async with on_air(actor) as (show, page):
        show.leave(page)
        show.say("La la la.")
        await until(lambda: show.turns)
        assert show.turns[0].heard == "La la la."


def intent(turn: int, behaviour="queue", priority: int = 0, owner: str = "") -> Intent:
    return Intent(turn, "?", behaviour=behaviour, priority=priority, owner=owner)


def test_the_agenda_keeps_priorities_and_owners() -> None:
    agenda, current = Agenda(), intent(0, priority=1, owner="host")
    assert not agenda.add(intent(1), current)
    assert not agenda.add(intent(2, priority=5), current)
    assert not agenda.add(intent(3, "interrupt"), current), "a lower priority cut off a higher one"
    assert agenda.add(intent(4, "interrupt", priority=1), current)
    assert [item.turn for item in agenda.waiting] == [2, 4, 3, 1]
    assert not agenda.add(intent(5, owner="news"), current)
    assert not agenda.add(intent(6, "replace", owner="news"), current)
    assert [item.turn for item in agenda.waiting] == [2, 4, 3, 1, 6]
    assert agenda.add(intent(7, "replace", owner="host"), current)
    assert [item.turn for item in agenda.drop("")] == [2, 4, 3, 1]
    for k in range(48):
        agenda.add(intent(10 + k), None)
    with pytest.raises(InputError, match="50 things wait"):
        agenda.add(intent(99), None)


@virtually
async def test_speech_waits_or_cuts_in(actor) -> None:
    async with on_air(actor) as (show, page):
        first = show.say("La la la la la la la la la la.")
        second = show.say("Second.")
        await until(lambda: page.sounds)
        urgent = show.say("Urgent.", behaviour="interrupt")
        await until(lambda: len(show.turns) == 3)
        assert [record.id for record in show.turns] in (
            [first, urgent, second],
            [urgent, first, second],
        )
        assert {record.id: record.interrupted for record in show.turns} == {
            first: True,
            urgent: False,
            second: False,
        }


@virtually
async def test_a_voice_that_fails_does_not_end_the_show(actor) -> None:
    class Broken:
        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            raise RuntimeError("no sound today")
            yield

        async def close(self) -> None:
            pass

    actor.voice = Broken()
    async with on_air(actor) as (show, page):
        show.say("La.")
        await until(lambda: show.turns)
        assert "no sound today" in show.turns[0].problem
        assert page.of(Notice)
        frames = len(page.pictures)
        await until(lambda: len(page.pictures) > frames + 3)


@virtually
async def test_directions_act_and_wrong_ones_are_refused(actor) -> None:
    async with on_air(actor) as (show, _):
        show.say("[happy] La la. # not a heading")
        await until(lambda: show.state.emotion == "happy")
        for wrong in (
            lambda: show.say("[hapy] La."),
            lambda: show.say("> Who?"),
            lambda: show.say("![a](secret.png) La."),
            lambda: show.act("fly"),
            lambda: show.ask(" \n "),
            lambda: show.ask("a" * 501),
            lambda: show.scene("the moon"),
            lambda: show.say(""),
        ):
            with pytest.raises(InputError):
                wrong()


@virtually
async def test_another_character_takes_over(actor) -> None:
    class Other(type(actor)):
        pass

    other = Other("Other")
    async with on_air(actor) as (show, page):
        show.say("La la la la la la la.")
        await until(lambda: page.sounds)
        position = show.position
        await show.change(other)
        assert actor.voice.closed
        show.say("La.")
        await until(lambda: any(line.name == "Other" for line in page.of(Chat)))
        assert show.position > position


@virtually
async def test_captions_say_what_it_means_in_other_languages(actor) -> None:
    class Polyglot(Rememberer):
        async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
            yield Say("Thank you very much, ", "en", (("zh", "非常感谢，朋友。"),))
            yield Say("my friend. ", "en")
            yield Say("Bye.", "en", (("zh", "再见。"),))

    actor.open_mind = Polyglot
    async with on_air(actor) as (show, page):
        show.ask("Hello?")
        await until(lambda: show.turns)
        shown = [(caption.text, caption.translations.get("zh")) for caption in page.of(Caption)]
        assert list(dict.fromkeys(shown)) == [
            ("Thank you very much,", "非常感谢，朋友。"),
            ("my friend.", "非常感谢，朋友。"),
            ("Bye.", "再见。"),
        ]


@virtually
async def test_a_minds_problem_is_noted_and_not_said(actor) -> None:
    class Troubled(Rememberer):
        async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
            yield Problem("The endpoint is gone.")
            yield Say("Fine.", "en")

    actor.open_mind = Troubled
    async with on_air(actor) as (show, page):
        show.ask("How are you?")
        await until(lambda: show.turns)
        assert (show.turns[0].heard, show.turns[0].problem) == ("Fine.", "The endpoint is gone.")
        assert [notice.text for notice in page.of(Notice)] == ["The endpoint is gone."]
