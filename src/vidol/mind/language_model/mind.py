"""The mind that a language model speaks for, with another mind to fall back on within a sentence.

    mind = LanguageModelMind(persona, knowledge, LanguageModel(base_url="http://127.0.0.1:11434/v1",
    model="qwen2.5"), EmbeddedMind(persona, knowledge))

The embedded mind stays in charge: what it refuses or declines never leaves the machine, what the
creator's FAQ surely answers is said in the creator's words, and every sentence of the model passes
its moderation before it is said. Nothing is sent to an endpoint that was not approved on this
machine (vidol.core.endpoints).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, cast

from vidol.core.dialogue import Act, Cite, Considered, Message, Mind, Problem, ReplyPart, Say
from vidol.core.endpoints import approved, origin
from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.core.transport import client
from vidol.mind.answers.retrieval import terms
from vidol.mind.embedded import EmbeddedMind, Recalled
from vidol.mind.knowledge.model import Knowledge
from vidol.mind.language_model import connection
from vidol.mind.language_model.breaker import FIRST, Breaker
from vidol.mind.language_model.client import PIECE, Completion
from vidol.mind.language_model.events import Fault
from vidol.mind.language_model.patience import NothingYet, Patience
from vidol.mind.language_model.prompt import messages
from vidol.mind.language_model.sentences import (
    MARKS,
    Nonsense,
    Sentences,
    without_marks,
)
from vidol.mind.language_model.settings import LanguageModel
from vidol.mind.language_model.tags import Mark, Tags, Token, Unsaid
from vidol.mind.language_model.thoughts import Beginning, Habit
from vidol.mind.moderation import Category
from vidol.mind.persona import Persona
from vidol.mind.phrases import REFUSALS
from vidol.text.cleaning import MESSAGE
from vidol.text.language import identify
from vidol.text.scripts import is_private

if TYPE_CHECKING:
    import httpx

SURE: Final = 0.9
"""Score of a FAQ match from which the creator's own words are said: a model could contradict them,
however it is told.
"""
MAX_SPOKEN: Final = 1200
"""Characters of one reply, about two minutes of speech; it ends with the sentence that reaches
them.
"""
MAX_CLAUSE: Final = 10.0
"""Seconds from one piece to the next: a server that drips a letter at a time is as good as silent.
"""
CUT: Final = ("length", "max_tokens")
"""What servers say where the limit ended a reply."""
_CITED: Final = 0.6
"""Share of a fact's content that a reply must have to cite it unasked."""
_MAX_MARKS: Final = 6000
_CLOSING: Final[dict[Language, str]] = {
    "zh": "抱歉，我刚才断线了，先说到这里。",
    "ja": "ごめんね、途中で言葉が途切れちゃった。ここまでにするね。",
    "en": "Sorry, I lost my thread there, so I'll leave it at that.",
}


class _Objectionable(Exception):
    def __init__(self, category: Category) -> None:
        super().__init__(category)
        self.category: Category = category


class LanguageModelMind:
    """A vidol.core.dialogue.Mind over an endpoint. It belongs to the event loop that first asks it.
    `retry`: seconds to the first probe.
    """

    def __init__(
        self,
        persona: Persona,
        knowledge: Knowledge,
        settings: LanguageModel,
        fallback: Mind,
        *,
        retry: float = FIRST,
    ) -> None:
        self.persona = persona
        self.settings = settings
        self.fallback = fallback
        self._known = (
            fallback if isinstance(fallback, EmbeddedMind) else EmbeddedMind(persona, knowledge)
        )
        self._http: httpx.AsyncClient | None = None
        self._refused = set[str]()
        self._habit = Habit(settings.model)
        self._breaker = Breaker(lambda: connection.probe(self._client(), settings), retry)

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        """Answer the last message of a viewer. Closing the iterator closes the request. Problems
        come as Problem, never as an exception.
        """
        # milliseconds that a live show's frames need not wait for
        considered = await asyncio.to_thread(self._known.consider, conversation)
        if (
            considered.how in ("refused", "declined")
            or _is_sure(considered)
            or not _asked(conversation)
        ):
            for part in considered.parts:
                yield part
            return
        reason = self._reason_against()
        if reason:
            yield Problem(reason)
            async with aclosing(
                cast("AsyncGenerator[ReplyPart]", self.fallback.reply(conversation))
            ) as parts:
                async for part in parts:
                    yield part
            return
        async with aclosing(self._answer(conversation, considered.language)) as parts:
            async for part in parts:
                yield part

    async def close(self) -> None:
        """Close the connection, the probe, and the mind to fall back on."""
        await self._breaker.close()
        if self._http is not None:
            await self._http.aclose()
        await self.fallback.close()

    def _client(self) -> httpx.AsyncClient:
        """The connection, made when something is to be sent. Raises InputError where the machine's
        proxy or certificates cannot be used.
        """
        if self._http is None:
            patience = self.settings.first_words_timeout
            self._http = client(self.settings.base_url, connect=patience, read=connection.PATIENCE)
        return self._http

    def _reason_against(self) -> str:
        place = origin(self.settings.base_url)
        if not approved(place):
            return (
                f"The language model at {place} is not approved on this machine, so nothing was"
                " sent to it; approve it in the studio or with `vidol edit --llm`."
            )
        if self._breaker.reason:
            return (
                f"The language model is left alone until it is well again: {self._breaker.reason}."
            )
        return ""

    async def _answer(
        self, conversation: Sequence[Message], language: Language
    ) -> AsyncGenerator[ReplyPart]:
        facts = await asyncio.to_thread(self._known.recall, _asked(conversation), language=language)
        speech = _Speech(self._known, self.persona, language, facts, self._habit)
        fault = ""
        try:
            async with aclosing(self._streamed(conversation, language, speech)) as parts:
                async for part in parts:
                    yield part
            self._breaker.succeeded()
        except _Objectionable as objection:
            yield Problem(
                "The language model's answer was cut off: moderation objects to it"
                f" ({objection.category})."
            )
            act, texts = REFUSALS[
                "blocked" if objection.category == "self_harm" else objection.category
            ]
            yield Act(act)
            yield Say(texts[speech.language], speech.language)
        except (Fault, Nonsense, InputError) as error:
            fault = f"it {error}" if isinstance(error, Nonsense) else str(error).rstrip(".")
        if not fault:
            return
        for part in speech.rescued():
            yield part
        self._breaker.failed(fault)
        yield Problem(
            f"The language model failed: {fault}; the embedded mind"
            f" {'closed for it' if speech.said else 'answered'}."
        )
        if speech.said:
            yield Say(("… " if speech.midway else "") + _CLOSING[speech.language], speech.language)
            return
        async with aclosing(
            cast("AsyncGenerator[ReplyPart]", self.fallback.reply(conversation))
        ) as parts:
            async for part in parts:
                yield part

    async def _streamed(
        self, conversation: Sequence[Message], language: Language, speech: _Speech
    ) -> AsyncGenerator[ReplyPart]:
        """What the model says. Raises Fault, Nonsense, _Objectionable; what was yielded until then
        stands.
        """
        asked = await asyncio.to_thread(
            messages, self.persona, conversation, speech.facts, language, self._known.withheld
        )
        completion = Completion(self._client(), self.settings, asked, self._refused)
        beginning = Beginning(self._habit)
        first = self.settings.first_words_timeout
        async with (
            aclosing(completion.pieces()) as pieces,
            aclosing(Patience(pieces, first)) as coming,
        ):
            try:
                while not speech.over:
                    heard = speech.heard or beginning.heard
                    text = await self._next(coming, beginning, midway=heard)
                    if text is None:
                        break
                    if not heard and (speech.heard or beginning.heard):
                        coming.wait(MAX_CLAUSE)
                    async for part in _fed(speech, text):
                        yield part
                        coming.wait(MAX_CLAUSE)
            except Fault:  # what still waited came before it
                async for part in _fed(speech, beginning.end(cut=True)):
                    yield part
                raise
        async for part in _fed(speech, beginning.end(cut=completion.finished in ("", *CUT))):
            yield part
        if not speech.over and not completion.finished and speech.open:
            raise Fault(f"{origin(self.settings.base_url)} broke off in the middle of a sentence")
        for part in speech.end(cut=completion.finished in CUT):
            yield part
        if not speech.said:
            raise Fault(self._wordless(cut=completion.finished in CUT))

    def _wordless(self, *, cut: bool) -> str:
        """What is wrong with a reply in which nothing was to be said."""
        spent = f"; its thoughts took all of max_tokens ({self.settings.max_tokens}), raise it"
        what = "answered with nothing that can be said"
        return f"{origin(self.settings.base_url)} {what}{spent if cut else ''}"

    async def _next(self, coming: Patience, beginning: Beginning, *, midway: bool) -> str | None:
        """More text, waited for as long as there is patience; None at the end. Raises Fault."""
        settings = self.settings
        patience = settings.pause_timeout if midway else settings.first_words_timeout
        try:
            if not beginning.due:
                piece = await coming.next(patience)
                return None if piece is None else beginning.feed(piece)
            try:
                piece = await coming.next(beginning.due_in())
            except NothingYet:
                return beginning.now()
            return None if piece is None else beginning.feed(piece)
        except NothingYet as error:
            what = "stopped in the middle" if midway else "had no words"
            place = origin(settings.base_url)
            raise Fault(f"{place} {what} for {patience:g} seconds") from error


async def _fed(speech: _Speech, text: str) -> AsyncGenerator[ReplyPart]:
    """What a text makes her say, a little at a time: others run between."""
    for start in range(0, len(text), PIECE):
        if speech.over:
            return
        if start:
            await asyncio.sleep(0)
        for part in speech.feed(text[start : start + PIECE]):
            yield part


class _Speech:
    """One reply: tokens in, parts out, moderated sentence by sentence."""

    def __init__(
        self,
        known: EmbeddedMind,
        persona: Persona,
        language: Language,
        facts: Sequence[Recalled],
        habit: Habit,
    ) -> None:
        self.facts = facts
        self.language = language
        self.said = ""
        self.heard = False
        """Whether any words came, spoken or not yet."""
        self._known, self._persona, self._habit = known, persona, habit
        self._tags, self._sentences = Tags(), Sentences(persona.name)
        self._marks: list[Act | Mark] = []
        self._cited: set[int] = set()
        self._full = False

    @property
    def over(self) -> bool:
        return self._tags.ended or self._sentences.over or self._full

    @property
    def open(self) -> bool:
        """Whether a sentence was begun and not ended."""
        return self._sentences.open and not self._sentences.ended

    @property
    def midway(self) -> bool:
        """Whether part of the open sentence was already said."""
        return self._sentences.midway

    def feed(self, piece: str) -> Iterator[ReplyPart]:
        """Parts that are whole with this piece. Raises Nonsense, _Objectionable, after the parts
        before it.
        """
        yield from self._read(self._tags.feed(piece))

    def _read(self, tokens: Sequence[Token]) -> Iterator[ReplyPart]:
        for token in tokens:
            if isinstance(token, Unsaid):
                self._habit.seen()
                self._sentences.drop()
                continue
            for text in self._sentences.feed(self._written(token)):
                yield from self._part(text)
                if self._full:
                    return

    def end(self, *, cut: bool) -> list[ReplyPart]:
        """The last parts. `cut`: the model was stopped by its limit, and a sentence that it did not
        finish is dropped.
        """
        parts = list(self._read(self._tags.end()))
        if cut and self.open and self.said and not self.midway:
            self._sentences.drop()
        parts += [part for text in self._sentences.end() for part in self._part(text)]
        if not self.said and (face := self._sentences.face):
            parts.append(Say(face, self.language))
            self.said = face
        return [
            *parts,
            *(
                self._cite(i)
                for i in range(len(self.facts))
                if i not in self._cited and self._rests_on(self.facts[i])
            ),
        ]

    def rescued(self) -> list[ReplyPart]:
        """After a fault: the open sentence, if it looks whole. Else it is forgotten."""
        if not self._sentences.ended:
            return []
        try:
            return [part for text in self._sentences.end() for part in self._part(text)]
        except (Nonsense, _Objectionable):
            return []

    def _written(self, token: str | Act | Mark) -> str:
        """A token as text, in which an action or citation is one private character."""
        if isinstance(token, str):
            text = without_marks(token)
            self.heard = self.heard or bool(text.strip())
            return text
        if len(self._marks) >= _MAX_MARKS:
            raise Nonsense("sends nothing but tags")
        self._marks.append(token)
        return chr(MARKS + len(self._marks) - 1)

    def _part(self, text: str) -> list[ReplyPart]:
        """A piece with its actions and citations in their places; nothing of it, if moderation
        objects.
        """
        words = without_marks(text)
        category = self._known.objection(f"{self.said[-200:]}{words}")
        if category:
            raise _Objectionable(category)
        if words.strip():
            self.language = identify(words, self.language, self._persona.languages)
        parts, run = list[ReplyPart](), ""
        for char in text + (
            "" if text.endswith(" ") or self.language != "en" or not words.strip() else " "
        ):
            if not is_private(char):
                run += char
                continue
            parts += [Say(run, self.language)] if run.strip() else []
            run = run if not run.strip() else ""
            mark = self._marks[ord(char) - MARKS]
            if isinstance(mark, Act):
                parts.append(mark)
            elif 0 < mark.number <= len(self.facts) and mark.number - 1 not in self._cited:
                parts.append(self._cite(mark.number - 1))
        parts += [Say(run, self.language)] if run.strip() else []
        self.said += words
        self._full = self._full or (len(self.said) >= MAX_SPOKEN and not self.midway)
        return parts

    def _cite(self, index: int) -> Cite:
        self._cited.add(index)
        return Cite(self.facts[index].source, self.facts[index].text)

    def _rests_on(self, fact: Recalled) -> bool:
        held, said = set(terms(fact.text)), set(terms(self.said))
        return bool(held) and len(held & said) >= max(2, _CITED * min(len(held), len(said)))


def _asked(conversation: Sequence[Message]) -> str:
    """The message to answer: the last, if it is a viewer's."""
    last = conversation[-1] if conversation else None
    return last.text[:MESSAGE].strip() if last is not None and last.role == "viewer" else ""


def _is_sure(considered: Considered) -> bool:
    return (
        considered.how == "faq"
        and considered.match is not None
        and considered.match.inside
        and considered.match.score >= SURE
    )
