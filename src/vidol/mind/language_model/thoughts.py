"""Thoughts that nothing opens: what stands before ``</think>`` when the template put ``<think>``
at the end of the prompt, as those of DeepSeek-R1, QwQ and Qwen's thinking models do.

What comes before such a close cannot be known for a thought when it comes, and holding back every
reply would cost every model its first words. So

- what arrived together is looked at together: servers that do not stream, and proxies, send the
  close with the thought. The first reply of a session waits `QUIET` seconds, when its first words
  are there, for what the network still holds; a model that streams is slower than that;
- a reply that speaks of its reader ("The user wants ...") is held back until it ends: no character
  does, and models think so;
- a model that closed an unopened thought once is held back from then on, and so is the first reply
  of one whose name says that it thinks.
"""

from __future__ import annotations

import re
import time
from typing import Final

from vidol.mind.language_model.marks import MAX_TAG, PARTIAL, thought_marks
from vidol.text.sentences import first_clause, first_sentence

QUIET: Final = 0.003
"""Seconds without a word after which what comes is streamed as it is written."""
TOGETHER: Final = 0.05
"""Seconds that the first words of a session wait at most, where words never pause."""
_NAMES: Final = re.compile(
    r"(?<![a-z0-9])(?:r1|qwq|[a-z0-9]*think[a-z]*|reason[a-z]*|marco-?o1|skywork-?o1)(?![a-z])",
    re.IGNORECASE,
)
_OPENERS: Final = (
    r"(?:(?:ok(?:ay)?|alright|all right|right|hm+|so|well|now|first|let me see|let's see|wait"
    r"|got it)[\s,.:!…-]*){0,3}"
)
_SAYS: Final = r"(?=[^。！？\n]{0,16}(?:问|說|说|想|在|要|希望|发|提|打|让|询|询问|打招呼))"
_KIKU: Final = r"(?=[^。！？\n]{0,24}(?:聞|尋|質問|求め|言っ|挨拶|望|知りたい))"
_READER: Final = re.compile(
    rf"^\W*(?:{_OPENERS}(?:(?:the|this) (?:user|viewer|human|system prompt|prompt)(?:'s\b|\b)"
    r"(?! (?:manual|interface|guide|count|numbers?)s?\b)"
    r"|(?:i|we) (?:need|should|must|have|ought)(?: to)? (?:respond|answer|reply|greet|figure out"
    r"|produce|craft|generate|output)\b"
    r"|let(?:'s| me| us) (?:think about (?:this|how|what)|analy[sz]e|figure out|craft|produce)\b"
    r"|(?:user|viewer)(?: is | )(?:ask|want|say|said|greet)\w*)"
    rf"|(?:(?:好的|好|嗯|哦|那么|首先|现在|让我想想)[，,、。…\s]*){{0,3}}(?:这个|这位|该)?(?:用户|用戶|使用者|观众|觀眾){_SAYS}"
    r"|(?:好的|嗯|首先)[，,、]?(?:我现在|现在我|我)?(?:需要|应该|得)(?:先)?(?:回答|回复|处理|分析|理解|弄清)"
    rf"|(?:(?:さて|えっと|まず|はい|うーん|では|よし|なるほど)[、。…\s]*){{0,3}}(?:この)?(?:ユーザー?|視聴者)(?:さん)?[はが]{_KIKU}"
    r")",
    re.IGNORECASE,
)
_LOOKED_AT: Final = 160
"""Characters in which a thought speaks of its reader."""
_WINDOW: Final = 2 * MAX_TAG
_SENTENCE, _FIRST, _MOST = 400, 20_000, 100_000
"""Characters that are held back: of a text without a clause, of what came at once, of a thought."""


class Habit:
    """What is known of a model's thoughts, from its name and from its replies of this session."""

    def __init__(self, model: str) -> None:
        self.guessed = _NAMES.search(model) is not None
        """Whether its name alone says that it thinks."""
        self.closes_unopened = self.guessed
        self.known = False
        """Whether a whole reply was seen."""

    def seen(self) -> None:
        """A thought was closed that nothing had opened: so it will be again."""
        self.closes_unopened, self.guessed = True, False


class Beginning:
    """What a reply begins with, held back while it may turn out to be thoughts."""

    def __init__(self, habit: Habit) -> None:
        self._habit = habit
        self._held = ""
        self._seen = ""
        self._holds = True
        self._to_the_end = habit.closes_unopened
        self._since = 0.0
        self.due = False
        """Whether the first words are there, and go unless a close comes at once."""

    def feed(self, piece: str) -> str:
        """Take more; give what is not before an unopened close, so far as that is known."""
        if not self._holds:
            return self._watched(piece)
        before = max(0, len(self._held) - _WINDOW)
        self._held += piece
        for start, end, closes in thought_marks(self._held[before:]):
            if closes:
                self._habit.seen()
                # what went on before, the mark reaches where sentences wait
                self._held = self._held[before + (start if self._seen else end) :]
            return self._let_go()  # a thought that was opened is left out where tags are read
        if len(self._held) > (_MOST if self._to_the_end else _FIRST):
            return self._let_go()
        if not (self._to_the_end or self.due):
            self._consider()
        return ""

    def _consider(self) -> None:
        """Whether the first words are there, and what they look like."""
        if len(self._held) < _SENTENCE and not (
            first_sentence(self._held) or first_clause(self._held)
        ):
            return
        if _READER.search(self._held[:_LOOKED_AT]):
            self._to_the_end = True
        elif not PARTIAL.search(self._held[-_WINDOW:]):
            self.due, self._since = True, time.monotonic()

    @property
    def heard(self) -> bool:
        """Whether words came that are hardly thoughts."""
        return not self._to_the_end and bool(self._held.strip() or self._seen.strip())

    def due_in(self) -> float:
        """Seconds that the first words wait for the next piece, 0 and less for not at all."""
        if self._habit.known:
            return 0.0
        return min(QUIET, self._since + TOGETHER - time.monotonic())

    def now(self) -> str:
        """The first words, which waited long enough."""
        return self._let_go() if self.due else ""

    def end(self, *, cut: bool) -> str:
        """What is still held at the end of a reply; nothing of one that was cut in its thoughts."""
        self._habit.known = True
        if not self._holds:
            return ""
        if self._to_the_end:
            if cut:
                return ""
            if self._habit.guessed:
                self._habit.closes_unopened = False
        return self._let_go()

    def _let_go(self) -> str:
        text, self._held = self._held, ""
        self._holds = self.due = False
        self._seen = text
        return text

    def _watched(self, piece: str) -> str:
        """Words behind a first "Okay." that speak of their reader are held back after all."""
        if len(self._seen) > _LOOKED_AT:
            return piece
        before = _READER.search(self._seen)
        self._seen += piece
        if before is None and _READER.search(self._seen):
            self._holds = self._to_the_end = True
            self._held = piece
            return ""
        return piece
