"""The performer: events in, takes out.

Takes come as the voice makes them, the first one short: a film plays them as fast as it can draw
(vidol.show.film), a live show at the sound card's pace (vidol.show.live.show).

A stream of takes works ahead only as far as it is asked to. Leaving it (``aclose``) is an
interruption: the voice and the mind stop, and nothing that was not yet taken will be heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

import numpy as np

from vidol.core.acts import EMOTIONS, Feel, Gesture
from vidol.core.arrays import F32
from vidol.core.dialogue import Act, Cite, Message, Mind, ReplyPart, Say
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Speech, Utterance, Voice, Word
from vidol.media import sound
from vidol.show.events import Cue, Direction, Event, Line, Pause, Question, Scene
from vidol.show.speaking.lines import LONGEST, Page, Pages, sentences, spoken
from vidol.show.speaking.takes import Asked, Happening, Take
from vidol.text.language import identify
from vidol.text.sentences import complete, first_clause, is_whole
from vidol.voice import alignment

LEAD: Final = 0.10
"""Seconds of silence before a sentence: the lips move before the sound does."""
BREATH: Final = (0.22, 0.44)
"""Seconds from the end of a sentence to the next: the longer it was, the longer the breath after
it. Some 0.06 more are heard, in which its last phone fades.
"""
LONG: Final = 6.0
"""Seconds of a sentence after which a breath is as long as it gets."""
MOODS: Final = {
    "excited": 0.75,
    "angry": 0.8,
    "laughing": 0.85,
    "surprised": 0.85,
    "happy": 0.9,
    "shy": 1.1,
    "worried": 1.1,
    "thinking": 1.2,
    "sad": 1.25,
    "sleepy": 1.3,
}
"""How much longer breaths are in a mood; within BREATH."""
COMMA: Final = 0.12
"""Seconds from the end of an answer's first clause to the rest of its sentence."""
BREAK: Final = 0.65
"""Seconds from the end of a paragraph to the next."""
RINGING: Final = 0.08
"""Seconds behind the last phone that belong to it and not to the pause."""
MEMORY: Final = 20
"""Messages of the conversation that the mind is given."""
OPENING: Final = 0.5
"""Seconds that she is seen before the show begins."""
SETTLE: Final = 0.7
"""Seconds that a new scene stands before someone speaks, and that a show breathes out at its end.
"""


class Performer:
    """Gives events their times, with a voice for lines and a mind for questions."""

    def __init__(
        self, voice: Voice, mind: Mind, size: tuple[int, int], *, lead: float = LEAD
    ) -> None:
        """`size` is the picture's (width, height) in pixels, for which captions are cut into pages;
        `lead` see LEAD.
        """
        self.mind = mind
        self._voice, self._size, self._lead = voice, size, lead
        self._conversation: list[Message] = []
        self._emotion = "neutral"
        self._language: Language = "en"
        """What was spoken last, for texts that do not tell."""
        self._due: list[Happening] = []

    async def takes(self, events: Iterable[Event]) -> AsyncGenerator[Take]:
        """A show from its opening to its end. Errors of voice, mind and recordings are raised where
        they occur.
        """
        begun = False
        for event in events:
            if not begun and not isinstance(event, Scene):
                begun = True
                yield self._silence(OPENING)
            if isinstance(event, Question):
                async for take in self._asked(event):
                    yield take
            else:
                async for take in self.speech((event,)):
                    yield take
                if isinstance(event, Scene) and begun:
                    yield self._silence(SETTLE)
        yield self._silence(SETTLE)

    async def speech(
        self, events: Iterable[Line | Pause | Scene | Direction]
    ) -> AsyncGenerator[Take]:
        """Lines, pauses, scenes and directions, one after another. What stands alone begins with
        the next take.
        """
        for event in events:
            if isinstance(event, Line):
                async for take in self._paragraph(event):
                    yield take
            elif isinstance(event, Pause):
                yield self._silence(event.seconds)
            elif isinstance(event, Scene):
                self._due.append(event)
            else:
                self._happen(event)

    def rest(self) -> Take | None:
        """What was to begin with a next take, where none comes."""
        return self._silence(0.0) if self._due else None

    async def answer(self, conversation: Sequence[Message]) -> AsyncGenerator[Take]:
        """The mind's reply to the last message, as it comes: a first clause at once, then whole
        sentences.
        """
        reply, sources = _Reply(), list[Cite]()
        async with aclosing(self.mind.reply(tuple(conversation))) as parts:  # type: ignore[type-var] # minds reply by generators
            async for part in parts:
                if isinstance(part, Cite):
                    sources.append(part)
                for line in reply.grow(part):
                    after = None if is_whole(line.text) else COMMA
                    async for take in self._paragraph(line, sources, after):
                        yield take
        for line in reply.rest():
            async for take in self._paragraph(line, sources):
                yield take
        for cue in reply.cues:
            self._happen(cue.direction)
        if self._due or sources:
            yield replace(self._silence(0.0), sources=tuple(sources))

    async def _asked(self, question: Question) -> AsyncIterator[Take]:
        """Show the question, read it, let the mind answer, take it away."""
        self._language = identify(question.text, self._language)
        self._due.append(Asked(question.text, self._language))
        yield self._silence(min(2.6, 0.9 + 0.035 * len(question.text)))
        self._conversation.append(Message("viewer", question.text))
        said = ""
        async for take in self.answer(self._conversation):
            said += take.text
            yield take
        self._conversation.append(Message("character", said))
        del self._conversation[:-MEMORY]
        self._due.append(Asked(""))

    def _happen(self, direction: Direction) -> None:
        """A direction that stands alone begins with the next take."""
        if isinstance(direction, Feel):
            self._emotion = direction.emotion
        self._due.append(direction)

    def _silence(self, seconds: float) -> Take:
        return self._take(Take(np.zeros(round(seconds * SAMPLE_RATE), np.float32)))

    def _take(self, take: Take) -> Take:
        """Give the take what was due at its start."""
        due, self._due = tuple((0.0, happening) for happening in self._due), []
        return replace(take, cues=due + take.cues)

    async def _paragraph(
        self, line: Line, sources: list[Cite] | None = None, after: float | None = BREAK
    ) -> AsyncIterator[Take]:
        """The takes of a line, with a pause of `after` seconds behind it, a breath if None. They
        carry `sources` that are known by then, once.
        """
        parts = list(sentences(line))
        self._language = line.language or identify(line.text, self._language)
        for k, part in enumerate(parts):
            async for take in self._sentence(part, None if k + 1 < len(parts) else after):
                yield replace(take, sources=tuple(sources)) if sources else take
                if sources:
                    sources.clear()

    async def _sentence(self, line: Line, gap: float | None) -> AsyncIterator[Take]:
        """One sentence, take by take as the voice makes it, and the pause behind it; a breath where
        `gap` is None.
        """
        for cue in line.cues:
            if cue.offset == 0 and isinstance(cue.direction, Feel):
                self._emotion = cue.direction.emotion
        language = line.language or identify(line.text, self._language)
        sentence = _Sentence(line, language, self._size, self._lead)
        if line.recording is not None:
            yield self._take(sentence.say(await asyncio.to_thread(_recorded, line)))
        else:
            text, back = spoken(line)
            async for speech in self._voice.speak(Utterance(text, language, emotion=self._emotion)):
                speech = replace(speech, words=tuple(_written(speech.words, text, back)))  # noqa: PLW2901
                if sentence.sounds(speech):
                    yield self._take(sentence.say(speech))
        for cue in line.cues:
            if isinstance(cue.direction, Feel):
                self._emotion = cue.direction.emotion
        if gap is None:
            gap = breath(sentence.seconds, self._emotion)
        yield self._take(sentence.end(max(0.0, gap - self._lead)))


def breath(seconds: float, emotion: str) -> float:
    """Seconds of silence after a sentence of `seconds`, said in a mood."""
    shortest, longest = BREATH
    usual = shortest + (longest - shortest) * min(1.0, seconds / LONG)
    return min(longest, max(shortest, usual * MOODS.get(emotion, 1.0)))


class _Sentence:
    """A sentence on its way from the voice's pieces to takes: which cues, pages and words are still
    to come.
    """

    def __init__(self, line: Line, language: Language, size: tuple[int, int], lead: float) -> None:
        self._line = line
        self._language = language
        self._lead = lead
        self._pages = Pages(line, self._language, size)
        self._cues = sorted(line.cues, key=lambda cue: cue.offset)
        self._text = 0  # characters that are said
        self._samples = 0  # of the voice that are in takes
        self._held: list[F32] = []  # silence and ringing that came after them
        self._last = 0.0  # end of the last phone, on the voice's time
        self._unspoken: list[str] = []

    @property
    def seconds(self) -> float:
        """How long the voice has spoken."""
        return self._last

    def sounds(self, speech: Speech) -> bool:
        """Whether a piece of the voice makes a take. One without phones is kept back: at the end of
        a sentence the pause is the performer's.
        """
        self._unspoken += speech.unspoken
        if speech.phones or (len(speech.pcm) > RINGING * SAMPLE_RATE and np.any(speech.pcm)):
            return True
        self._held.append(speech.pcm)
        return False

    def say(self, speech: Speech) -> Take:
        """The next piece with what belongs to it, moved from the voice's time to the take's."""
        lead = self._lead if self._samples == 0 else 0.0
        shift = lead - self._samples / SAMPLE_RATE
        pcm = np.concatenate(
            [np.zeros(round(lead * SAMPLE_RATE), np.float32), *self._held, speech.pcm]
        )
        self._samples += sum(map(len, self._held)) + len(speech.pcm)
        self._held = []
        self._last = max([self._last, *(phone.end for phone in speech.phones)])
        words = tuple(
            replace(word, start=word.start + shift, end=word.end + shift) for word in speech.words
        )
        text, offset = self._said(max((word.offset + word.length for word in words), default=0))
        return Take(
            pcm,
            tuple(
                Phone(phone.symbol, phone.start + shift, phone.end + shift)
                for phone in speech.phones
            ),
            words,
            tuple(self._fall_due(words)),
            self._pages.between(words, len(pcm) / SAMPLE_RATE),
            text,
            offset,
            self._language,
            tuple((language, text) for _, language, text in self._line.translations),
        )

    def end(self, pause: float) -> Take:
        """What is left when the voice has no more: the pause, and what falls due behind the last
        word.
        """
        ringing = np.concatenate(
            [np.zeros(0, np.float32), *(pcm for pcm in self._held if np.any(pcm))]
        )
        silence = max(
            0.0,
            pause - max(0.0, (self._samples + len(ringing)) / SAMPLE_RATE - self._last - RINGING),
        )
        captions: tuple[Page, ...] = ()
        if self._samples == 0 and self._unspoken:
            # What cannot be said is still shown, for as long as it takes to read.
            silence = min(8.0, 1.0 + 0.06 * len(self._line.text))
            captions = self._pages.read(silence)
        text, offset = self._said(len(self._line.text))
        cues = tuple((0.0, cue.direction) for cue in self._cues)
        return Take(
            np.concatenate([ringing, np.zeros(round(silence * SAMPLE_RATE), np.float32)]),
            cues=cues,
            captions=captions,
            text=text,
            offset=offset,
            language=self._language,
            unspoken=tuple(self._unspoken),
        )

    def _said(self, until: int) -> tuple[str, int]:
        start = self._text
        self._text = max(start, until)
        return self._line.text[start : self._text], start

    def _fall_due(self, words: Sequence[Word]) -> Iterable[tuple[float, Direction]]:
        """Cues before a word begin with it; those before the first one with the take."""
        while self._cues and self._cues[0].offset == 0:
            yield 0.0, self._cues.pop(0).direction
        while (
            self._cues
            and (
                at := next(
                    (word.start for word in words if word.offset >= self._cues[0].offset), None
                )
            )
            is not None
        ):
            yield at, self._cues.pop(0).direction


class _Reply:
    """A mind's reply on its way to lines."""

    def __init__(self) -> None:
        self.text, self.cues = "", list[Cue]()
        self._means = list[tuple[int, Language, str]]()
        self._language: Language | None = None
        self._begun = False

    def grow(self, part: ReplyPart) -> Iterator[Line]:
        """Take the next part; give what can be spoken now."""
        if isinstance(part, Act):
            self.cues.append(
                Cue(
                    len(self.text), Feel(part.name) if part.name in EMOTIONS else Gesture(part.name)
                )
            )
        elif isinstance(part, Say):
            if self._language not in (None, part.language):
                yield from self.rest()
            self._language = part.language
            self._means += [
                (len(self.text), language, text) for language, text in part.translations
            ]
            self.text += part.text
            ready = complete(self.text, LONGEST) or (0 if self._begun else first_clause(self.text))
            if ready:
                yield self._take(ready)

    def rest(self) -> Iterator[Line]:
        """What is left of the text. Cues of a reply without text stay in `cues`."""
        if self.text.strip():
            line = Line(
                self.text, self._language, tuple(self.cues), translations=tuple(self._means)
            )
            self.text, self.cues, self._means, self._begun = "", [], [], True
            yield line

    def _take(self, at: int) -> Line:
        before = tuple(mean for mean in self._means if mean[0] < at)
        line = Line(
            self.text[:at],
            self._language,
            tuple(cue for cue in self.cues if cue.offset < at),
            translations=before,
        )
        # a first clause: the rest of its sentence means the same
        if not is_whole(line.text):
            self._means += [(at, language, text) for _, language, text in before]
        self._means = [
            (offset - at, language, text) for offset, language, text in self._means if offset >= at
        ]
        self._begun = True
        self.text = self.text[at:]
        self.cues = [replace(cue, offset=cue.offset - at) for cue in self.cues if cue.offset >= at]
        return line


def _written(words: Sequence[Word], text: str, back: list[int]) -> list[Word]:
    """Words of the spoken text, placed in the written one."""
    placed = []
    for word in words:
        start, stop = (
            back[min(offset, len(text))] for offset in (word.offset, word.offset + word.length)
        )
        placed.append(replace(word, offset=start, length=max(0, stop - start)))
    return placed


def _recorded(line: Line) -> Speech:
    """A recording's sound, and its transcript's phones and words aligned to it."""
    assert line.recording is not None
    text, back = spoken(line)
    pcm = sound.read_sound(line.recording)
    try:
        phones, words = alignment.align(pcm, text, line.language)
    except InputError as error:
        raise InputError(
            f"{line.at}: {line.recording.name} does not go with its transcript: {error}"
        ) from error
    return Speech(pcm, tuple(phones), tuple(_written(words, text, back)))
