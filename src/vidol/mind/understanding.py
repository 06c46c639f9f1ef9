"""What a question asks for: one matcher for each language, over the creator's FAQ and small talk
together.

The creator's own questions come first: a small-talk phrasing that a FAQ also has is the FAQ's. A
question that no entry of its language fits may fit one of another language, by concepts and by
words written alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vidol.core.dialogue import Match
from vidol.core.speech import LANGUAGES, Language
from vidol.mind import smalltalk
from vidol.mind.answers.lexicon import concepts
from vidol.mind.answers.matcher import Matcher
from vidol.mind.knowledge.entries import Entry
from vidol.mind.normalise import fold
from vidol.mind.persona import Persona
from vidol.text.language import identify
from vidol.text.scripts import kana

_SMALL: Final = "small:"
_ACROSS: Final = 0.7
"""Likeness from which a question is taken to match a phrasing of another language."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question's language and best match. Exactly one of `entry` and `topic` is set.

    `match` is None where no matcher was asked: for exact small talk, and across languages.
    """

    language: Language
    match: Match | None
    entry: Entry | None
    topic: str = ""

    @property
    def inside(self) -> bool:
        """Whether it is in scope."""
        return self.match is None or self.match.inside


class Understanding:
    """Matchers over entries and small talk. Built from scratch in a second, the same for the same
    knowledge.
    """

    def __init__(self, persona: Persona, entries: Sequence[Entry]) -> None:
        self._persona = persona
        self._entries = list(entries)
        self._matchers: dict[Language, Matcher] = {}
        self._exact: dict[tuple[Language, str], str] = {}
        for language in LANGUAGES:
            pairs = self._pairs(language)
            if pairs:
                self._matchers[language] = Matcher.fit(pairs)
        self._across = _Across(entries)

    def _pairs(self, language: Language) -> list[tuple[str, str]]:
        pairs = [
            (question, str(i))
            for i, entry in enumerate(self._entries)
            for question, spoken in entry.questions
            if spoken == language
        ]
        taken = {fold(question) for question, _ in pairs}
        if language in self._persona.languages:
            wanted = [
                name
                for name in smalltalk.topics()
                if self._persona.small_talk != "off" or name in smalltalk.ALWAYS
            ]
            for name in wanted:
                asks = [
                    ask for ask in smalltalk.topics()[name].ask[language] if fold(ask) not in taken
                ]
                if smalltalk.topics()[name].exact:
                    self._exact |= {(language, fold(ask)): name for ask in asks}
                else:
                    pairs += [(ask, _SMALL + name) for ask in asks]
        return pairs

    def match(self, question: str, language: Language) -> Understood | None:
        """The best match for a question in `language`; None if nothing can be asked in it.

        A question of Han alone is tried as Chinese and as Japanese.
        """
        exact = self._exact.get((language, fold(question)))
        if exact:
            return Understood(language, None, None, exact)
        found = [
            self._judge(question, tried)
            for tried in self._languages(question, language)
            if tried in self._matchers
        ]
        return max(
            found,
            key=lambda one: (one.match.inside, one.match.score) if one.match else (False, 0.0),
            default=None,
        )

    def across(self, question: str, language: Language) -> Understood | None:
        """The entry of another language that a question fits, or None."""
        entry = self._across.find(question, language)
        return Understood(language, None, entry) if entry else None

    def threshold(self, language: Language) -> float:
        """The score from which a match counts in that language."""
        return self._matchers[language].gate.threshold

    def name(self, intent: str, language: Language) -> str:
        """An intent as people may read it: a phrasing of its entry, in `language` if there is one,
        or the small talk's name.
        """
        if intent.startswith(_SMALL):
            return intent.removeprefix(_SMALL)
        questions = self._entries[int(intent)].questions
        return next(
            (question for question, spoken in questions if spoken == language), questions[0][0]
        )

    def samples(self, language: Language, count: int) -> list[str]:
        """Questions that can be asked in that language, one for each of the first entries that have
        one.
        """
        firsts = (
            next((question for question, spoken in entry.questions if spoken == language), None)
            for entry in self._entries
        )
        return [
            question.rstrip("?？") if language == "en" else question
            for question in firsts
            if question
        ][:count]

    def _languages(self, question: str, language: Language) -> list[Language]:
        if language == "en" or kana(question):
            return [language]
        return [language, "ja" if language == "zh" else "zh"]

    def _judge(self, question: str, language: Language) -> Understood:
        match = self._matchers[language].match(question)
        if match.intent.startswith(_SMALL):
            return Understood(language, match, None, match.intent.removeprefix(_SMALL))
        return Understood(language, match, self._entries[int(match.intent)])


class _Across:
    """Nearest phrasing of another language, by TF-IDF over what languages share: concepts, numbers,
    Latin words.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._phrasings = [
            (entry, language, _shared(question))
            for entry in entries
            for question, language in entry.questions
        ]
        count = Counter(token for _, _, tokens in self._phrasings for token in tokens)
        self._idf = {
            token: math.log((1 + len(self._phrasings)) / (1 + n)) + 1 for token, n in count.items()
        }
        self._rare = math.log(1 + len(self._phrasings)) + 1

    def find(self, question: str, language: Language) -> Entry | None:
        asked = _shared(question)
        scored = [
            (self._likeness(asked, held), -i)
            for i, (_, spoken, held) in enumerate(self._phrasings)
            if spoken != language
        ]
        likeness, index = max(scored, default=(0.0, 0))
        return self._phrasings[-index][0] if likeness >= _ACROSS else None

    def _likeness(self, a: frozenset[str], b: frozenset[str]) -> float:
        # One concept in common ("when") says nothing; one common word written alike (a name) may.
        common = a & b
        if not common or (len(common) == 1 and next(iter(common)).startswith("\0")):
            return 0.0
        return self._length(common) ** 2 / (self._length(a) * self._length(b))

    def _length(self, tokens: frozenset[str]) -> float:
        return math.sqrt(sum(self._idf.get(token, self._rare) ** 2 for token in tokens))


def _shared(text: str) -> frozenset[str]:
    folded = fold(text)
    # In an English sentence every word is Latin: only what concepts leave over and other languages
    # borrow would help, and
    # that cannot be told, so English contributes its concepts and numbers, the others also their
    # Latin words.
    words = (
        re.findall(r"[a-z0-9]{2,}", folded)
        if identify(text) != "en"
        else re.findall(r"\b\w*\d\w*\b", folded)
    )
    return frozenset([*words, *(f"\0{name}" for name in concepts(folded))])
