"""The embedded mind: answers without a language model, offline, within milliseconds.

In order: refuse what is harmful, decline what the persona declines, answer what the FAQ or small
talk holds, quote what the documents say with the source, and otherwise say honestly that she does
not know and what she does know.

    mind = EmbeddedMind(Persona.default("Mika"), Knowledge.default())
    async for part in mind.reply([Message("viewer", "Who are you?")]):
        ...   # Act("bow"), Say("I'm Mika, ...", "en"), ...
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vidol.core.dialogue import Act, Cite, Considered, Match, Message, ReplyPart, Say
from vidol.core.speech import Language
from vidol.mind import smalltalk
from vidol.mind.answers.retrieval import Library
from vidol.mind.knowledge.entries import Answer
from vidol.mind.knowledge.model import Knowledge
from vidol.mind.moderation import Category, Moderator
from vidol.mind.persona import Persona
from vidol.mind.phrases import NOTES, OTHER_LANGUAGE, QUOTING, REFUSALS, SUGGESTIONS, WONDERING
from vidol.mind.understanding import Understanding, Understood
from vidol.text.cleaning import MESSAGE
from vidol.text.language import identify
from vidol.text.sentences import bare_sentences, first_clause

_OFFERED: Final = 3
_NEAR: Final = 0.6
"""Share of the threshold from which a rejected match is offered as "did you mean"."""
_SURE: Final = 0.85
_LIKELY: Final = 0.5
"""Scores of small talk: from the first on it goes before documents, below the second it is nothing
she was asked.
"""
_PARTLY: Final = 0.25
"""Share of a question that a passage must cover to be worth recalling; quoting it needs more
(vidol.mind.answers.retrieval).
"""
# "And on Sunday?", "那周日呢", "じゃあ日曜は？": a question that leans on the one before it.
_LEANING: Final = re.compile(
    r"^\s*(and|but|what about|how about|then)\b"
    r"|^\s*(那|那么|还有|那麼)|呢\s*[?？]?\s*$"
    r"|^\s*(じゃあ|では|それなら|あと)|は\s*[?？]\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something known that bears on a question. `score` is 0..1; `sure`: the question is one that
    this answers.
    """

    text: str
    source: str
    score: float
    sure: bool = False


class EmbeddedMind:
    """A vidol.core.dialogue.Mind over a persona and her knowledge. Holds nothing of what was said:
    a conversation is given whole.

    Learning the knowledge takes about a second, answering milliseconds. `now` tells the time she is
    asked for.
    """

    def __init__(
        self,
        persona: Persona,
        knowledge: Knowledge,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.persona = persona
        self.knowledge = knowledge
        self._now = now
        self._moderator = Moderator.standard(persona.blocked)
        self._declined = Moderator({"blocked": persona.declines})
        self._library = Library(knowledge.passages)
        self.understanding = Understanding(persona, knowledge.entries)

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        """Answer the last message of a viewer. Pieces of text end where a voice may pause; the
        first is a clause.
        """
        # milliseconds that a live show's frames need not wait for
        considered = await asyncio.to_thread(self.consider, conversation)
        for part in considered.parts:
            yield part
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Nothing to release."""

    def consider(self, conversation: Sequence[Message]) -> Considered:
        """The whole reply at once, with the reasons for it."""
        asked = [message.text[:MESSAGE] for message in conversation if message.role == "viewer"]
        question = asked[-1].strip() if asked else ""
        language = self._language(asked)
        turn = sum(message.role == "character" for message in conversation)
        last = next(
            (message.text for message in reversed(conversation) if message.role == "character"), ""
        )
        category = self._moderator.check(question)
        if category:
            return self._refuse(category, language)
        if self._declined.check(question):
            return Considered(
                (Act("tilt"), *self._wording(self.persona.declining, language, turn, last)),
                "declined",
                language,
            )
        return self._answer(asked, question, language, turn, last)

    def recall(
        self, question: str, count: int = 4, *, language: Language | None = None
    ) -> list[Recalled]:
        """What is known that bears on a question, best first: answers of the FAQ with the question
        they answer, then passages. language: what is spoken, where the question does not tell.
        """
        question = question[:MESSAGE].strip()
        language = identify(question, language or self.persona.default_language)
        understood = self.understanding.match(question, language) if question else None
        found = list[Recalled]()
        match = understood.match if understood and understood.entry else None
        if (
            understood
            and match
            and match.score >= _NEAR * self.understanding.threshold(understood.language)
        ):
            found.append(self._recalled(understood, match.score, sure=match.inside))
        across = (
            None
            if any(one.sure for one in found)
            else self.understanding.across(question, language)
        )
        if across:
            found.append(self._recalled(across, _SURE))
        passages = [
            Recalled(one.passage.text, one.passage.place, one.coverage)
            for one in self._library.nearest(question, count, _PARTLY)
        ]
        return [*found, *passages][:count]

    def _recalled(self, understood: Understood, score: float, *, sure: bool = False) -> Recalled:
        assert understood.entry is not None
        entry = understood.entry
        answer = next(
            (one for one in entry.answers if one.language == understood.language),
            self._nearest(entry.answers),
        )
        asked = next(
            (one for one, spoken in entry.questions if spoken == answer.language),
            entry.questions[0][0],
        )
        return Recalled(f"{asked} {answer.text}", answer.source, score, sure)

    def objection(self, text: str) -> Category | None:
        """Why `text` is neither answered nor said, or None."""
        return self._moderator.check(text)

    def withheld(self, text: str) -> bool:
        """Whether `text` asks for what is refused or declined."""
        return bool(self._moderator.check(text) or self._declined.check(text))

    def _language(self, asked: Sequence[str]) -> Language:
        """The language of the last message; one that does not tell ("?", "OK 👍") goes by those
        before it.
        """
        language = self.persona.default_language
        for text in asked[-5:]:
            language = identify(text, language)
        return language if language in self.persona.languages else self.persona.default_language

    def _answer(
        self, asked: Sequence[str], question: str, language: Language, turn: int, last: str
    ) -> Considered:
        understood = self.understanding.match(question, language) if question else None
        leans = len(asked) > 1 and _LEANING.search(question)
        if leans and understood and not understood.inside:
            leaning = self.understanding.match(f"{asked[-2].strip()} {question}", language)
            understood = leaning if leaning and leaning.inside and leaning.entry else understood
        quoted = self._from_documents(question, language, understood)
        if (
            understood
            and understood.inside
            and not self._is_hardly_small_talk(understood, documented=quoted is not None)
        ):
            reply = (
                self._from_entry(understood, language, turn)
                if understood.entry
                else self._from_small_talk(understood, turn, last)
            )
            if self._fit_to_say(reply):
                return reply
        across = None if quoted else self.understanding.across(question, language)
        if across:
            quoted = self._from_entry(across, language, turn)
        if quoted and self._fit_to_say(quoted):
            return quoted
        return self._unknown(understood, language, turn, last)

    def _is_hardly_small_talk(self, understood: Understood, *, documented: bool) -> bool:
        if not understood.topic or understood.match is None:
            return False
        return understood.match.score < (_SURE if documented else _LIKELY)

    def _fit_to_say(self, reply: Considered) -> bool:
        return (
            self._moderator.check(
                "".join(part.text for part in reply.parts if isinstance(part, Say))
            )
            is None
        )

    def _reasons(self, understood: Understood | None) -> tuple[Match | None, str, str]:
        if understood is None or understood.match is None:
            return None, "", ""
        match, name = understood.match, self.understanding.name
        return (
            match,
            name(match.intent, understood.language),
            name(match.runner_up, understood.language),
        )

    def _from_small_talk(self, understood: Understood, turn: int, last: str) -> Considered:
        language = understood.language
        now, topic = self._now(), understood.topic
        offer = self._offer(language)
        text = smalltalk.answer(topic, language, self.persona, turn, now, offer, last)
        others = {
            other: smalltalk.answer(topic, other, self.persona, turn, now, self._offer(other), "")
            for other in self._others(language)
        }
        parts: tuple[ReplyPart, ...] = (
            Act(smalltalk.topics()[topic].act),
            *spoken(text, language, others),
        )
        return Considered(parts, "small talk", language, *self._reasons(understood))

    def _offer(self, language: Language) -> str:
        """What she can be asked about, in words; "" when she knows nothing but small talk."""
        samples = self.understanding.samples(language, _OFFERED)
        known = self.knowledge.entries or self.knowledge.passages
        return smalltalk.listed(samples, language) or (NOTES[language] if known else "")

    def _from_entry(self, understood: Understood, language: Language, turn: int) -> Considered:
        assert understood.entry is not None
        language = (
            understood.language if understood.language in self.persona.languages else language
        )
        answers = understood.entry.answers
        own = [answer for answer in answers if answer.language == language]
        act = [Act(answer.action) for answer in answers[:1] if answer.action]
        if own:
            chosen = own[turn % len(own)]
            act = [Act(chosen.action)] if chosen.action else act
            others = {
                answer.language: answer.text
                for answer in reversed(answers)
                if answer.language != language
            }
            return Considered(
                (*act, *spoken(chosen.text, language, others)),
                "faq",
                language,
                *self._reasons(understood),
                chosen.source,
            )
        chosen = self._nearest(answers)
        parts: tuple[ReplyPart, ...] = (
            *act,
            *self._foreign(chosen.language, language),
            *spoken(chosen.text, chosen.language),
            Cite(chosen.source, chosen.text),
        )
        return Considered(parts, "faq", language, *self._reasons(understood), chosen.source)

    def _nearest(self, answers: Sequence[Answer]) -> Answer:
        """The answer in the language she prefers, of those she has."""
        return next(
            (answer for answer in answers if answer.language == self.persona.default_language),
            answers[0],
        )

    def _foreign(self, source: Language, language: Language) -> Iterator[Say]:
        yield Say(OTHER_LANGUAGE[language][source], language)

    def _from_documents(
        self, question: str, language: Language, understood: Understood | None
    ) -> Considered | None:
        found = self._library.find(question)
        if found is None:
            return None
        own = found.passage.language == language
        opening = (
            [Say(QUOTING[language], language)]
            if own
            else list(self._foreign(found.passage.language, language))
        )
        parts: tuple[ReplyPart, ...] = (
            Act("thinking"),
            *opening,
            *spoken(found.quote, found.passage.language),
            Cite(found.passage.place, found.quote),
        )
        return Considered(
            parts, "document", language, *self._reasons(understood), found.passage.place
        )

    def _unknown(
        self, understood: Understood | None, language: Language, turn: int, last: str
    ) -> Considered:
        text = _in_turn(self.persona.unknown[language], turn, last)
        match, matched, runner_up = self._reasons(understood)
        near = (
            understood
            and understood.entry
            and match
            and match.score >= _NEAR * self.understanding.threshold(understood.language)
        )
        gap = " " if language == "en" else ""
        if near and matched and identify(matched) == language:
            text += gap + WONDERING[language].format(question=matched.rstrip("?？"))
        else:
            samples = self.understanding.samples(language, _OFFERED)
            if samples:
                text += gap + SUGGESTIONS[language].format(
                    topics=smalltalk.listed(samples, language)
                )
        others = {
            other: self.persona.unknown[other][turn % len(self.persona.unknown[other])]
            for other in self._others(language)
        }
        return Considered(
            (Act("worried"), *spoken(text, language, others)),
            "unknown",
            language,
            match,
            matched,
            runner_up,
        )

    def _refuse(self, category: Category, language: Language) -> Considered:
        act, texts = REFUSALS[category]
        return Considered(
            (Act(act), *spoken(texts[language], language, texts)), "refused", language
        )

    def _wording(
        self, wordings: Mapping[Language, Sequence[str]], language: Language, turn: int, last: str
    ) -> Iterator[Say]:
        """What the persona says, with what she would say in her other languages."""
        others = {
            other: wordings[other][turn % len(wordings[other])] for other in self._others(language)
        }
        return spoken(_in_turn(wordings[language], turn, last), language, others)

    def _others(self, language: Language) -> list[Language]:
        return [other for other in self.persona.languages if other != language]


def _in_turn(wordings: Sequence[str], turn: int, last: str) -> str:
    """A wording that her last message did not use."""
    for i in range(len(wordings)):
        wording = wordings[(turn + i) % len(wordings)]
        if not last.startswith(wording):
            return wording
    return wordings[turn % len(wordings)]


def spoken(
    text: str, language: Language, others: Mapping[Language, str] | None = None
) -> Iterator[Say]:
    """A text in pieces that a voice can start on: sentence by sentence, the first one's first
    clause on its own.

    `others` is the same text in other languages: each sentence gets its share of their sentences.
    """
    space = " " if language == "en" else ""
    parts = bare_sentences(text)
    translated = {
        other: bare_sentences(said) for other, said in (others or {}).items() if other != language
    }
    for i, sentence in enumerate(parts):
        ending = space if i + 1 < len(parts) else ""
        means = tuple(
            (other, _share(said, other, i, len(parts))) for other, said in translated.items()
        )
        clause = first_clause(sentence) if i == 0 else 0
        if 0 < clause < len(sentence):
            yield Say(sentence[:clause], language, means)
            sentence, means = sentence[clause:], ()  # noqa: PLW2901 - what is left of it
        yield Say(sentence + ending, language, means)


def _share(said: Sequence[str], language: Language, i: int, count: int) -> str:
    """The sentences that stand where sentence `i` of `count` stands; every sentence has one at
    least, if there are any.
    """
    first, last = i * len(said) // count, (i + 1) * len(said) // count
    return (" " if language == "en" else "").join(said[first : max(last, first + 1)])
