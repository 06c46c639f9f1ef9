"""The reception: what viewers write, on any platform, on its way to her.

    inlets ──► supervisor ──► inbox ──► LiveShow.answer, LiveShow.say
                                └──► the chat that everybody reads, and a word to those who were
                                refused

Nothing is decided here: which messages are answered, and in which order, is the inbox's
(vidol.audience.inbox). It holds messages back until nothing else waits to be said, so that one that
is more important can still come first; where she is silent, a message is asked in the moment it
arrives.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from vidol.audience.inbox import Decision, Inbox, Item, Reason
from vidol.audience.inlet import Inlet
from vidol.audience.message import Message
from vidol.audience.rules import Rules
from vidol.audience.supervisor import Supervisor
from vidol.audience.thanks import Thanks
from vidol.audience.web import WebInlet
from vidol.core.errors import InputError, VidolError
from vidol.show.live.agenda import Intent
from vidol.show.live.conversation import LINES
from vidol.show.live.show import LiveShow
from vidol.show.script import parse_speech

log = logging.getLogger(__name__)

SHOWN: Final[frozenset[Reason]] = frozenset(
    {"waits", "same-line", "same-gift", "crowd", "author-waits", "answered-already", "empty"}
)
"""Everybody reads these in the chat. What is blocked, and what fills a chat, they do not."""
UNTOLD: Final[frozenset[Reason]] = frozenset({"removed", "interrupted"})
"""Their authors are not told why: somebody did it on purpose."""

_Key = tuple[str, str]  # platform, id


class Reception:
    """The audience of one live show. Used on the event loop of the show."""

    def __init__(
        self,
        show: LiveShow,
        inlets: Mapping[str, Inlet] | None = None,
        rules: Rules | None = None,
    ) -> None:
        """Raises InputError for rules whose sentences have directions that do not exist."""
        self._show, self.now = show, show.clock.now
        self.supervisor = Supervisor(
            inlets or {}, self._arrived, now=show.clock.now, sleep=show.clock.sleep
        )
        self.inbox = Inbox(told=self._told)
        self._lines: dict[_Key, Intent] = {}  # of what waits: its line in the chat
        self._from: dict[_Key, str] = {}  # and the inlet that brought it
        self._read: OrderedDict[_Key, Intent] = OrderedDict()  # the last lines in the chat
        self._thanked = 0
        self._something = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()
        self.rules = rules or Rules()

    @property
    def rules(self) -> Rules:
        """By which messages are chosen. Others may be set at any time."""
        return self.inbox.rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        for sentences in rules.thanks.values():
            for sentence in (one for said in sentences.values() for one in said):
                parse_speech(sentence.replace("{name}", "Ann").replace("{amount}", "1"))
        self.inbox.rules = rules
        self._thanks = Thanks(rules)

    @property
    def web(self) -> WebInlet | None:
        """The chat of the pages, where it is among the inlets."""
        found = (inlet for inlet in self.supervisor.inlets.values() if isinstance(inlet, WebInlet))
        return next(found, None)

    async def run(self) -> None:
        """Bring in messages and have them answered, until cancelled. Closes the inlets."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.supervisor.run())
                group.create_task(self._give_out())
        finally:
            for task in tuple(self._telling):
                task.cancel()

    def receive(self, message: Message, inlet: str = "") -> Decision:
        """Take a message in as if the inlet of that name had brought it;
        returns what was decided.
        """
        self.inbox.names = (self._show.speaker.name,)
        key = _key(message)
        self._from[key] = inlet
        decision = self.inbox.offer(message, self.now())
        if decision.reason in SHOWN:
            self._show_line(message, waits=decision.verdict == "accepted")
        if message.kind == "removed":
            self._take_back(message)
        if decision.verdict != "accepted":
            self._from.pop(key, None)
        self._serve()
        if self.inbox.waiting:
            self._something.set()
        return decision

    def interrupt(self, owner: str | None = None) -> bool:
        """Silence her now and drop what waits, here as well; with `owner`, only what is of one
        viewer (``platform:id``) or of whoever had her say it. Returns whether there was anything.
        """
        dropped = self.inbox.clear(self.now(), owner)
        return self._show.interrupt(owner) or bool(dropped)

    async def say(self, inlet: str, text: str, to: str = "") -> None:
        """Write into the chat of a platform, or to one author there. Raises InputError for an inlet
        that does not exist or cannot.
        """
        inlets = self.supervisor.inlets
        if inlet not in inlets:
            there = ", ".join(inlets) or "none"
            raise InputError(f"'{inlet}' is not a platform of this show: there are {there}.")
        say = getattr(inlets[inlet], "say", None)
        if say is None:
            raise InputError(f"Nothing can be written to {inlet}: it only reads.")
        await say(text, to)

    # ---- from the inlets to the show

    def _arrived(self, inlet: str, message: Message) -> None:
        self.receive(message, inlet)

    async def _give_out(self) -> None:
        """Give her the next message whenever nothing else waits to be said."""
        while True:
            await self._something.wait()
            await self._show.room()
            self._serve()
            if not self.inbox.waiting:
                self._something.clear()

    def _serve(self) -> None:
        while True:
            item = self.inbox.next(self.now(), free=self._show.state.waiting == 0)
            if item is None:
                return
            try:
                self._perform(item)
            except VidolError as error:
                self._tell(self._from.pop(_key(item.message), ""), item.message, str(error))
            except Exception:
                log.exception("a message of %s could not be answered", item.author)

    def _perform(self, item: Item) -> None:
        line = self._lines.pop(_key(item.message), None)
        if item.text and line is not None:
            self._show.answer(
                replace(line, question=item.text),
                behaviour=item.message.behaviour if item.urgent else "queue",
                priority=item.priority,
            )
        else:
            language = self.rules.language or self._show.speaker.default_language
            sentence = self._thanks.sentence(item.message, language, self._thanked)
            self._show.say(sentence, language=language, priority=item.priority, owner=item.author)
            self._thanked += 1
        self._from.pop(_key(item.message), None)

    def _show_line(self, message: Message, *, waits: bool) -> None:
        """Show a message in the chat, if there is anything to be read in it."""
        amount = str(message.amount or "")
        text = message.words or message.text.strip() or amount
        if not text or message.kind in ("follow", "join"):
            return
        line = self._show.hear(
            text,
            name=message.author.name,
            owner=f"{message.platform}:{message.author.id}",
            platform=message.platform,
            amount=amount,
        )
        self._read[_key(message)] = line
        if len(self._read) > LINES:
            self._read.popitem(last=False)
        if waits:
            self._lines[_key(message)] = line

    def _take_back(self, message: Message) -> None:
        line = self._read.pop((message.platform, message.refers_to), None)
        if line is not None:
            self._show.withdraw(line)

    # ---- to those who wrote

    def _told(self, decision: Decision) -> None:
        """Something was decided: forget what is dropped, and say why where that can be said."""
        if decision.verdict != "dropped":
            return
        key = _key(decision.message)
        self._lines.pop(key, None)
        inlet = self._from.pop(key, "")
        if decision.reason not in UNTOLD:
            self._tell(inlet, decision.message, decision.sentence)

    def _tell(self, name: str, message: Message, sentence: str) -> None:
        """Tell the author of a message alone, if that is possible."""
        inlet = self.supervisor.inlets.get(name)
        if inlet is None or not message.reply_to or not getattr(inlet, "private", False):
            return
        task = asyncio.create_task(self._said(name, sentence, message.reply_to))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _said(self, name: str, sentence: str, to: str) -> None:
        try:
            await self.say(name, sentence, to)
        except Exception as error:  # noqa: BLE001 - an inlet is anyone's plug-in
            log.warning("nothing could be said to %s: %s", name, error)


def _key(message: Message) -> _Key:
    return message.platform, message.id
