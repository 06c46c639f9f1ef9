"""The inbox: which messages are answered, in which order, and why the others are not.

    inbox = Inbox(Rules(), names=["Mika"])
    inbox.offer(message, now)         # accepted, merged or dropped, and why
    item = inbox.next(now)            # the next one to be answered, None if there is none

A message that comes twice (the same `id`) has been dropped before: see vidol.audience.supervisor.

Pure logic: it has no clock (`now` is seconds on any clock that does not go back), no tasks and no
randomness, and the same calls give the same decisions. Every message that is offered ends in
exactly one of four ways, which are counted: given out, merged into another, dropped, or still
waiting.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from vidol.audience.message import MOST, Amount, Message
from vidol.audience.rules import Rules
from vidol.mind.moderation import Moderator
from vidol.mind.normalise import fold

Verdict = Literal["accepted", "merged", "dropped"]
Reason = Literal[
    "waits", "same-line", "same-gift", "not-answered", "blocked-author",
    "blocked-word", "moderated", "ignored", "empty", "too-long", "author-limit", "author-waits",
    "answered-already", "crowd", "expired", "removed", "interrupted",
]  # fmt: skip
REMEMBERED: Final = 5000
"""Authors, and texts, that are remembered; of more, the latest."""
DECISIONS: Final = 100
"""Decisions that can be looked at."""
AGAIN_SECONDS: Final = 60.0
"""See Crowd.again."""

_SENTENCES: Final[dict[Reason, str]] = {
    "waits": "It waits to be answered.",
    "same-line": "A line that says the same waits already: one answer will do for both.",
    "same-gift": "Another gift of the same viewer waits: one thank-you will do for both.",
    "not-answered": "Messages of this kind are not reacted to.",
    "blocked-author": "This viewer is not answered here.",
    "blocked-word": "There is a word in it that is not answered here: write it another way.",
    "moderated": "This is nothing to talk about here.",
    "ignored": "This is meant for somebody else.",
    "empty": "There are no words in it to answer.",
    "too-long": "It is too long to be answered: shorten it to {longest} characters.",
    "author-limit": "Too many lines: wait a moment.",
    "author-waits": "A line of yours waits already, and many write just now: wait for its answer.",
    "answered-already": "This was answered a moment ago.",
    "crowd": "So many write just now that not every line is answered: try again.",
    "expired": "It could not be answered in time.",
    "removed": "It was taken back.",
    "interrupted": "What waited was dropped at an interruption.",
}
# What asks: a question mark, and the ends and beginnings of questions that go without one.
_QUESTION: Final = re.compile(
    r"[?？]|[吗嗎呢么][。！~～\s]*$|(です|ます|でしょう|だろう)か[。！~～\s]*$"
    r"|^(who|what|where|when|why|how|which|do|does|did|are|is|can|could|will|would)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a message. One that was accepted may be dropped later."""

    message: Message
    verdict: Verdict
    reason: Reason
    at: float
    priority: int = 0
    weight: int = 0
    """In a crowd; see vidol.audience.rules.Crowd."""
    sentence: str = ""
    """The reason in words, for the viewer and for whoever runs the show."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A message that waits to be answered, or is given out to be."""

    message: Message
    author: str
    """As `author_key` gives it."""
    text: str
    """What is to be answered; "" where she only says thank you."""
    arrived: float
    priority: int
    weight: int
    urgent: bool
    """May cut her off, as its `behaviour` says."""
    folded: str
    """The text in the form in which lines are compared."""


class Inbox:
    """Messages from their arrival to their answer."""

    def __init__(
        self,
        rules: Rules | None = None,
        names: Sequence[str] = (),
        told: Callable[[Decision], None] | None = None,
    ) -> None:
        """`names` are what viewers call her; `told` is called with every decision."""
        self.names = names
        self.counts: Counter[tuple[Verdict, Reason]] = Counter()
        self.given = 0
        """Messages that were given out."""
        self.decisions: deque[Decision] = deque(maxlen=DECISIONS)
        self._told = told
        self._waiting: list[Item] = []  # in the order of their arrival
        self._lines: OrderedDict[str, deque[float]] = OrderedDict()  # arrivals by author
        self._authors: OrderedDict[str, float] = OrderedDict()  # when they were last answered
        self._texts: OrderedDict[str, float] = OrderedDict()  # when they were, by their folded form
        self.rules = rules or Rules()

    @property
    def names(self) -> Sequence[str]:
        """What viewers call her."""
        return self._names

    @names.setter
    def names(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        folded = filter(None, map(fold, names))
        alone = r"(?<![a-z0-9])(?:{})(?![a-z0-9])"  # "mikado" does not mention Mika
        self._named = re.compile(alone.format("|".join(map(re.escape, folded)) or r"(?!)"))

    @property
    def rules(self) -> Rules:
        """By which it decides. Others may be set at any time; what waits stays."""
        return self._rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        self._rules = rules
        self._blocked = Moderator({"blocked": rules.blocked_words})
        self._standard = Moderator.standard() if rules.moderated else None
        self._blocked_authors = frozenset(map(_plain, rules.blocked_authors))

    @property
    def waiting(self) -> Sequence[Item]:
        """What waits, in the order of arrival."""
        return tuple(self._waiting)

    @property
    def crowded(self) -> bool:
        """Whether so many lines wait that she chooses."""
        lines = sum(item.message.kind == "chat" for item in self._waiting)
        return lines > self._rules.crowd.waiting

    def offer(self, message: Message, now: float) -> Decision:
        """Take a message in, or not."""
        self.expire(now)
        if message.kind == "removed":
            return self._remove(message, now)
        item = self._item(message, now)
        reason = self._refusal(item, now)
        if reason is not None:
            return self._decide(message, "dropped", reason, now, item)
        crowded = self.crowded
        for place, other in enumerate(self._waiting):
            alike = other.folded == item.folded
            joined = _joined(other, item, crowded=crowded) if alike else None
            if joined is not None:
                self._waiting[place] = joined
                reason = "same-line" if item.text else "same-gift"
                return self._decide(message, "merged", reason, now, item)
        self._waiting.append(item)
        if len(self._waiting) > self._rules.room:
            least = min(self._waiting, key=lambda item: (item.priority, item.weight, item.arrived))
            if least is item:
                self._waiting.remove(item)
                return self._decide(message, "dropped", "crowd", now, item)
            self._drop(least, "crowd", now)
        return self._decide(message, "accepted", "waits", now, item)

    def next(self, now: float, *, free: bool = True) -> Item | None:
        """Give out what is to be answered next; unless she is `free`, only what may cut her off."""
        self.expire(now)
        ready = [item for item in self._waiting if item.urgent]
        if not ready and free:
            ready = self._waiting
        if not ready:
            return None
        highest = max(item.priority for item in ready)
        ready = [item for item in ready if item.priority == highest]
        item = ready[0]
        if self.crowded and _is_chat(item):
            heaviest = max(item.weight for item in ready)
            item = [item for item in ready if item.weight == heaviest][-1]
        self._waiting.remove(item)
        self.given += 1
        if item.text:
            _remember(self._authors, item.author, now)
            _remember(self._texts, item.folded, now)
        return item

    def expire(self, now: float) -> None:
        """Drop what has waited too long. `offer` and `next` do so first."""
        keep = self._rules.keep
        for item in self.waiting:
            if now - item.arrived > getattr(keep, item.message.kind):
                self._drop(item, "expired", now)
        lines = list(filter(_is_chat, self._waiting))
        crowd = self._rules.crowd
        for item in lines[: max(0, len(lines) - crowd.waiting)]:
            if now - item.arrived > crowd.fresh:
                self._drop(item, "crowd", now)

    def clear(self, now: float, author: str | None = None) -> int:
        """Drop all that waits, or only what is of one author (see `author_key`): she was told to
        be silent. Returns how many there were.
        """
        gone = [item for item in self._waiting if author in (None, item.author)]
        for item in gone:
            self._drop(item, "interrupted", now)
        return len(gone)

    # ---- one message

    def _item(self, message: Message, now: float) -> Item:
        rules = self._rules
        words = message.words if message.kind in ("chat", "superchat") else ""
        if message.kind == "superchat":
            words = words[: rules.longest]
        urgent = message.behaviour != "queue" and message.platform in rules.interrupting
        return Item(
            message,
            author_key(message),
            words,
            now,
            getattr(rules.priority, message.kind, 0),
            self._weight(message, words, now),
            urgent,
            fold(words),
        )

    def _weight(self, message: Message, words: str, now: float) -> int:
        if message.kind != "chat":
            return 0
        crowd = self._rules.crowd
        badges = [crowd.badges[badge] for badge in message.badges if badge in crowd.badges]
        answered = self._authors.get(author_key(message))
        again = crowd.again if answered is not None and now - answered < AGAIN_SECONDS else 0
        mention = crowd.mention if self._named.search(fold(words)) else 0
        question = crowd.question if _QUESTION.search(words) else 0
        return mention + question + again + max(badges, default=0)

    def _refusal(self, item: Item, now: float) -> Reason | None:
        """Why a message is not even taken in; None if it is."""
        message, rules = item.message, self._rules
        if self._is_blocked(message):
            return "blocked-author"
        named = f"{message.author.name}\n{message.words}"
        if rules.blocked_words and self._blocked.check(named):
            return "blocked-word"
        if self._standard and self._standard.check(named) in rules.moderated:
            return "moderated"
        if not item.text and message.kind not in rules.thanked:
            return "empty" if message.kind in ("chat", "superchat") else "not-answered"
        if len(item.text) > rules.longest:
            return "too-long"
        if message.amount is None and self._is_ignored(item):
            return "ignored"
        limited = self._limit(item, now)
        if limited is None and _is_chat(item) and not item.urgent and self.crowded:
            return self._in_a_crowd(item, now)
        return limited

    def _is_blocked(self, message: Message) -> bool:
        known = (author_key(message), message.author.id, message.author.name)
        return any(_plain(name) in self._blocked_authors for name in known if name)

    def _is_ignored(self, item: Item) -> bool:
        rules = self._rules
        if item.text.startswith(rules.ignored_prefixes):
            return True
        return any(badge in item.message.badges for badge in rules.ignored_badges)

    def _limit(self, item: Item, now: float) -> Reason | None:
        """Count a line of its author; what was paid for is counted and never refused."""
        lines = self._lines.setdefault(item.author, deque(maxlen=10_000))
        self._lines.move_to_end(item.author)
        if len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)
        while lines and now - lines[0] >= self._rules.author_seconds:
            lines.popleft()
        if len(lines) >= self._rules.author_lines and item.message.amount is None:
            return "author-limit"
        lines.append(now)
        return None

    def _in_a_crowd(self, item: Item, now: float) -> Reason | None:
        crowd = self._rules.crowd
        answered = self._texts.get(item.folded)
        if answered is not None and now - answered < crowd.same:
            return "answered-already"
        waiting = sum(other.author == item.author for other in self._waiting)
        return "author-waits" if waiting >= crowd.author_waiting else None

    def _remove(self, message: Message, now: float) -> Decision:
        for item in self.waiting:
            same = item.message.platform == message.platform
            if same and item.message.id == message.refers_to:
                self._drop(item, "removed", now)
        return self._decide(message, "dropped", "removed", now)

    def _drop(self, item: Item, reason: Reason, now: float) -> None:
        self._waiting.remove(item)
        self._decide(item.message, "dropped", reason, now, item)

    def _decide(
        self,
        message: Message,
        verdict: Verdict,
        reason: Reason,
        now: float,
        item: Item | None = None,
    ) -> Decision:
        sentence = _SENTENCES[reason].format(longest=self._rules.longest)
        priority, weight = (item.priority, item.weight) if item else (0, 0)
        decision = Decision(message, verdict, reason, now, priority, weight, sentence)
        self.counts[verdict, reason] += 1
        self.decisions.append(decision)
        if self._told is not None:
            self._told(decision)
        return decision


def author_key(message: Message) -> str:
    """Who wrote it, on any platform: ``platform:id``. The owner of what she says in answer."""
    return f"{message.platform}:{message.author.id}"


def _plain(name: str) -> str:
    """A name as it is compared: case and spaces do not matter, signs do."""
    return " ".join(name.casefold().split())


def _joined(other: Item, item: Item, *, crowded: bool) -> Item | None:
    """What waits and what comes, of the same words or none, as one, where one answer will do; None
    where it will not.
    """
    one, two = other.message, item.message
    if item.urgent or one.kind != two.kind:
        return None
    if _is_chat(item):
        return replace(other, weight=other.weight + 1) if crowded and item.folded else None
    if item.text or other.text or item.author != other.author:
        return None
    given, more = one.amount, two.amount
    if given is None or more is None:
        return other if given is more else None
    if given.currency != more.currency:
        return None
    total = Amount(value=min(given.value + more.value, MOST), currency=given.currency)
    return replace(other, message=one.model_copy(update={"amount": total}))


def _is_chat(item: Item) -> bool:
    return item.message.kind == "chat"


def _remember(store: OrderedDict[str, float], key: str, now: float) -> None:
    if key:
        store[key] = now
        store.move_to_end(key)
        if len(store) > REMEMBERED:
            store.popitem(last=False)
