"""The performer: events in, takes out.

A take is a stretch of the show with its sound and everything that happens in it, timed from its own start. Takes
follow one another without gaps, so whoever plays them counts samples and knows what time it is: the sound is the
clock. A film plays them as fast as it can draw (vidol.show.film); a live show plays them at the sound card's pace.

`Performer.takes` works ahead only as far as it is asked to. Leaving it (``aclose``) is an interruption: the voice and
the mind stop, and nothing that was not yet taken will be heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.acts import EMOTIONS
from vidol.core.dialogue import Act, Message, Mind, Say
from vidol.core.errors import InputError
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Utterance, Voice, Word
from vidol.media import sound
from vidol.show.events import Cue, Direction, Event, Feel, Gesture, Line, Pause, Question, Scene
from vidol.show.lines import Page, complete, cue_times, pages, sentences, spoken
from vidol.voice import alignment
from vidol.voice.languages.split import hint

LEAD: Final = 0.10
"""Seconds of silence before a sentence: the lips move before the sound does."""
GAP: Final = 0.22
"""Seconds from the end of a sentence to the next."""
BREAK: Final = 0.45
"""Seconds from the end of a paragraph to the next."""
MEMORY: Final = 20
"""Messages of the conversation that the mind is given."""
OPENING: Final = 0.5
"""Seconds that she is seen before the show begins."""
SETTLE: Final = 0.7
"""Seconds that a new scene stands before someone speaks, and that a show breathes out at its end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The viewer's question that stands on the screen while it is answered; "" takes it away."""

    text: str
    language: Language = "en"


Happening = Direction | Scene | Asked


@dataclass(frozen=True, slots=True)
class Take:
    """A stretch of the show. All times in seconds from its start."""

    pcm: NDArray[np.float32]
    """(samples,) at SAMPLE_RATE; its length is the take's."""
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    cues: tuple[tuple[float, Happening], ...] = ()
    """What begins when, in order of time."""
    captions: tuple[Page, ...] = ()
    unspoken: tuple[str, ...] = field(default=())
    """Parts of the text that the voice could not say."""

    @property
    def seconds(self) -> float:
        """Length."""
        return len(self.pcm) / SAMPLE_RATE


class Performer:
    """Gives events their times, with a voice for lines and a mind for questions."""

    def __init__(self, voice: Voice, mind: Mind, size: tuple[int, int]) -> None:
        """`size` is the picture's (width, height) in pixels, for which captions are cut into pages."""
        self._voice, self._mind, self._size = voice, mind, size
        self._conversation: list[Message] = []
        self._emotion = "neutral"
        self._due: list[Happening] = []

    async def takes(self, events: Iterable[Event]) -> AsyncGenerator[Take]:
        """The show, take by take. Errors of voice, mind and recordings are raised where they occur."""
        begun = False
        for event in events:
            if not begun and not isinstance(event, Scene):
                begun = True
                yield self._silence(OPENING)
            if isinstance(event, Line):
                async for take in self._paragraph(event):
                    yield take
            elif isinstance(event, Pause):
                yield self._silence(event.seconds)
            elif isinstance(event, Question):
                async for take in self._answer(event):
                    yield take
            elif isinstance(event, Scene):
                self._due.append(event)
                if begun:
                    yield self._silence(SETTLE)
            else:
                self._happen(event)
        yield self._silence(SETTLE)

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

    async def _paragraph(self, line: Line) -> AsyncIterator[Take]:
        parts = list(sentences(line))
        for k, part in enumerate(parts):
            async for take in self._sentence(part, GAP if k + 1 < len(parts) else BREAK):
                yield take

    async def _sentence(self, line: Line, gap: float) -> AsyncIterator[Take]:
        """One sentence as a take; nothing if it holds only what makes no sound and no caption."""
        for cue in line.cues:
            if cue.offset == 0 and isinstance(cue.direction, Feel):
                self._emotion = cue.direction.emotion
        if line.recording is not None:
            pcm, phones, words = await asyncio.to_thread(_recorded, line)
            unspoken: tuple[str, ...] = ()
        else:
            pcm, phones, words, unspoken = await self._speak(line)
        language = line.language or hint(line.text)
        end = len(pcm) / SAMPLE_RATE
        times = cue_times(line.cues, words, end)
        for cue in line.cues:
            if isinstance(cue.direction, Feel):
                self._emotion = cue.direction.emotion
        yield self._take(
            Take(
                np.concatenate(
                    [np.zeros(round(LEAD * SAMPLE_RATE), np.float32), pcm, np.zeros(round(max(0.0, gap - LEAD) * SAMPLE_RATE), np.float32)]
                ),
                tuple(Phone(phone.symbol, phone.start + LEAD, phone.end + LEAD) for phone in phones),
                tuple(replace(word, start=word.start + LEAD, end=word.end + LEAD) for word in words),
                tuple((time if time == 0.0 else time + LEAD, cue.direction) for time, cue in zip(times, line.cues, strict=True)),
                tuple(
                    replace(page, start=page.start and page.start + LEAD, end=page.end + LEAD)
                    for page in pages(line, language, words, end, self._size)
                ),
                unspoken,
            )
        )

    async def _speak(self, line: Line) -> tuple[NDArray[np.float32], list[Phone], list[Word], tuple[str, ...]]:
        """The voice's sound of a sentence, with the words placed in the text of the line."""
        text, back = spoken(line)
        parts, phones, words, unspoken = list[NDArray[np.float32]](), list[Phone](), list[Word](), list[str]()
        async for speech in self._voice.speak(Utterance(text, line.language, emotion=self._emotion)):
            parts.append(speech.pcm)
            phones.extend(speech.phones)
            unspoken.extend(speech.unspoken)
            words.extend(_written(speech.words, text, back))
        pcm = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        pcm = _trim(pcm, phones)
        if unspoken and not phones:
            # What cannot be said is still shown, for as long as it takes to read.
            pcm = np.zeros(round(min(8.0, 1.0 + 0.06 * len(line.text)) * SAMPLE_RATE), np.float32)
        return pcm, phones, words, tuple(unspoken)

    async def _answer(self, question: Question) -> AsyncIterator[Take]:
        """Show the question, read it, let the mind answer, take it away."""
        self._due.append(Asked(question.text, hint(question.text)))
        yield self._silence(min(2.6, 0.9 + 0.035 * len(question.text)))
        self._conversation.append(Message("viewer", question.text))
        said = ""
        text, cues, language = "", list[Cue](), None
        async for part in self._mind.reply(tuple(self._conversation)):
            if isinstance(part, Say):
                if language not in (None, part.language):
                    async for take in self._paragraph(Line(text, language, tuple(cues))):
                        yield take
                    text, cues = "", []
                language = part.language
                text += part.text
                said += part.text
                ready = complete(text)
                if ready:
                    line, text, cues = _split(text, cues, ready, language)
                    async for take in self._paragraph(line):
                        yield take
            elif isinstance(part, Act):
                cues.append(Cue(len(text), Feel(part.name) if part.name in EMOTIONS else Gesture(part.name)))
        if text.strip():
            async for take in self._paragraph(Line(text, language, tuple(cues))):
                yield take
        else:
            for cue in cues:
                self._happen(cue.direction)
        self._conversation.append(Message("character", said))
        del self._conversation[:-MEMORY]
        self._due.append(Asked(""))


def _split(text: str, cues: list[Cue], at: int, language: Language | None) -> tuple[Line, str, list[Cue]]:
    """(the line before `at`, the text after it, its cues)."""
    before = tuple(cue for cue in cues if cue.offset < at)
    after = [replace(cue, offset=cue.offset - at) for cue in cues if cue.offset >= at]
    return Line(text[:at], language, before), text[at:], after


def _trim(pcm: NDArray[np.float32], phones: list[Phone]) -> NDArray[np.float32]:
    """Drop the silence that an engine leaves behind the last phone; the performer makes its own pauses."""
    if not phones:
        return pcm
    end = round((phones[-1].end + 0.08) * SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(pcm[end:]) > 0.004)
    return pcm[: end + (int(loud[-1]) + 1 if len(loud) else 0)]


def _written(words: Sequence[Word], text: str, back: list[int]) -> list[Word]:
    """Words of the spoken text, placed in the written one."""
    placed = []
    for word in words:
        start, stop = (back[min(offset, len(text))] for offset in (word.offset, word.offset + word.length))
        placed.append(replace(word, offset=start, length=max(0, stop - start)))
    return placed


def _recorded(line: Line) -> tuple[NDArray[np.float32], list[Phone], list[Word]]:
    """A recording's sound, and its transcript's phones and words aligned to it."""
    assert line.recording is not None
    text, back = spoken(line)
    pcm = sound.read_sound(line.recording)
    try:
        phones, words = alignment.align(pcm, text, line.language)
    except InputError as error:
        raise InputError(f"{line.at}: {line.recording.name} does not go with its transcript: {error}") from error
    return pcm, list(phones), _written(words, text, back)
