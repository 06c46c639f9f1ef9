"""What is said on a live show: the chat that viewers read, what she remembers, the record of every
turn, and captions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from vidol.core.dialogue import Message
from vidol.core.speech import SAMPLE_RATE, Language
from vidol.show.clock import Clock
from vidol.show.live.agenda import Intent
from vidol.show.live.turn import TurnInProgress
from vidol.show.messages import Caption, CaptionWord, Chat, Turn
from vidol.show.speaking.performer import MEMORY
from vidol.show.speaking.takes import Take
from vidol.text.language import identify

LINES: Final = 50
"""Lines of chat that a newcomer is shown."""
TURNS: Final = 1000
"""Records of turns that are kept."""


@dataclass(slots=True)
class Answers:
    """All answers since the show began, whose number and sum never fall."""

    count: int = 0
    milliseconds: float = 0.0
    """From the questions to the first audible samples, together."""

    def add(self, turn: Turn) -> None:
        """Count a turn that is over, if it was answered and the answer was heard, or sent."""
        took = latency(turn)
        if took is not None:
            self.count += 1
            self.milliseconds += took


def latency(turn: Turn) -> float | None:
    """Milliseconds from a question to the first audible sample of its answer; None where there was
    none.
    """
    if turn.kind != "answer":
        return None
    return turn.sent_ms if turn.heard_ms is None else turn.heard_ms


class Conversation:
    """Chat, memory and turns."""

    def __init__(
        self,
        publish: Callable[[Chat | Turn], None],
        number: Callable[[], int],
        clock: Clock,
        default: Callable[[], Language],
    ) -> None:
        """`publish` is given every line and turn that is new or has changed; `number` gives ids;
        `default` is her language, for a first line that does not tell its own.
        """
        self.chat: deque[Chat] = deque(maxlen=LINES)
        self.turns: deque[Turn] = deque(maxlen=TURNS)
        self.answers = Answers()
        self.memory: list[Message] = []
        """What the mind is told: what viewers asked, and of her answers what was heard."""
        self._publish, self._number, self._clock = publish, number, clock
        self._default = default

    def remember(self, said: Message) -> None:
        """Something was said, and heard."""
        self.memory.append(said)
        del self.memory[:-MEMORY]

    def correct(self, said: Message, heard: str) -> None:
        """Of something that is remembered, this was heard."""
        for k, known in enumerate(self.memory):
            if known is said:
                self.memory[k] = replace(said, text=heard)

    def asked(self, intent: Intent, platform: str = "", amount: str = "") -> None:
        """Show a viewer's question in the chat: where it was written and what was paid for it."""
        self._line(
            Chat(
                id=self._number(),
                turn=intent.turn,
                role="viewer",
                name=intent.name,
                text=intent.question,
                time=self._clock.wall(),
                platform=platform,
                amount=amount,
            )
        )

    def withdraw(self, intent: Intent) -> None:
        """Take a viewer's line out of the chat: it is told again without words, and to newcomers
        not at all.
        """
        for line in tuple(self.chat):
            if line.turn == intent.turn and line.role == "viewer":
                self.chat.remove(line)
                self._publish(line.model_copy(update={"text": ""}))

    def grow(self, turn: TurnInProgress, position: int) -> None:
        """Show in the chat what she has begun to say by `position`."""
        text = turn.begun_by(position).strip()
        if text and not any(line.id == turn.line and line.text == text for line in self.chat):
            self._said(turn, text, done=False)

    def end(self, turn: TurnInProgress, heard: str) -> None:
        """A turn is over, and this was heard of it."""
        record = turn.record(heard)
        self.turns.append(record)
        self.answers.add(record)
        if heard or turn.line:
            self._said(turn, heard, done=True)
        self._publish(record)

    def answered(self, turn: int, ms: float) -> None:
        """A viewer measured how long the answer of a turn that is over took."""
        for k, record in enumerate(self.turns):
            if record.id == turn and record.page_ms is None:
                self.turns[k] = record.model_copy(update={"page_ms": ms})
                self._publish(self.turns[k])

    def _said(self, turn: TurnInProgress, text: str, *, done: bool) -> None:
        turn.line = turn.line or self._number()
        self._line(
            Chat(
                id=turn.line,
                turn=turn.intent.turn,
                role="character",
                name=turn.name,
                text=text.strip(),
                time=self._clock.wall(),
                done=done,
                interrupted=done and turn.cut_at is not None,
                sources=tuple(turn.sources),
            )
        )

    def _line(self, chat: Chat) -> None:
        before = [line.language for line in self.chat if line.id != chat.id and line.text]
        # letters tell themselves: what others leave open is Chinese or Japanese
        shared = [language for language in before if language != "en"] or before
        spoken = identify(chat.text, shared[-1] if shared else self._default())
        chat = chat.model_copy(update={"language": spoken})
        for k, line in enumerate(self.chat):
            if line.id == chat.id:
                self.chat[k] = chat
                break
        else:
            self.chat.append(chat)
        self._publish(chat)


class Captions:
    """The pages of caption of takes; a page that goes on in the next take keeps its id."""

    def __init__(self, number: Callable[[], int]) -> None:
        self._number = number
        self._last: tuple[int, str, int] = (0, "", -1)  # id, text and offset of the last page

    def of(self, take: Take, turn: int, epoch: int, start: int) -> Iterator[Caption]:
        """Those of a take that begins at sample `start` of the show's time line."""
        begin = start / SAMPLE_RATE
        for k, page in enumerate(take.captions):
            number, text, offset = self._last
            if page.opens or (page.text, page.offset) != (text, offset):
                number = self._number()
            self._last = (number, page.text, page.offset)
            until = take.captions[k + 1].offset if k + 1 < len(take.captions) else 1 << 30
            words = tuple(
                CaptionWord(
                    offset=word.offset - page.offset,
                    length=word.length,
                    start=word.start + begin,
                    end=word.end + begin,
                )
                for word in take.words
                if page.offset <= word.offset < until
            )
            yield Caption(
                id=number,
                turn=turn,
                epoch=epoch,
                text=page.text,
                language=page.language,
                start=page.start + begin,
                end=page.end + begin,
                words=words,
                translations=dict(take.translations),
            )

    def cut(self) -> None:
        """She was cut off: the page is over."""
        self._last = (self._last[0], "", -1)
