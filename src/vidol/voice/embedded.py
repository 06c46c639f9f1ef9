"""The voice that comes with vidol: three small engines behind one person, streaming.

Synthesis runs on a thread, two pieces ahead of what is taken. A language whose engine is not
installed is reported in `Speech.unspoken`, so that a show goes on; `EmbeddedVoice.require` says
before a show what is missing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Self

import numpy as np

from vidol.core.errors import InputError
from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Language, Phone, Speech, Utterance, Word
from vidol.voice import sound
from vidol.voice.engines import open_engines
from vidol.voice.engines.base import EngineFell, Manner, Sound, Timing
from vidol.voice.languages import pieces
from vidol.voice.languages.base import Spoken
from vidol.voice.profile import TRACTS, VoiceProfile

# For each emotion: semitones, factor on intonation range, factor on rate.
_EMOTIONS: Final[Mapping[str, tuple[float, float, float]]] = {
    "neutral": (0.0, 1.0, 1.0),
    "happy": (1.0, 1.2, 1.04),
    "laughing": (1.6, 1.3, 1.05),
    "excited": (2.0, 1.4, 1.1),
    "surprised": (2.2, 1.35, 1.02),
    "angry": (0.4, 1.2, 1.06),
    "sad": (-1.2, 0.7, 0.88),
    "shy": (0.4, 0.75, 0.93),
    "thinking": (-0.5, 0.8, 0.9),
    "sleepy": (-1.5, 0.6, 0.82),
    "smug": (-0.6, 1.1, 0.95),
    "worried": (0.5, 0.85, 0.97),
}
# dB at 8 kHz: the formant synthesiser is bright and hard, Mei is not.
_DULLNESS: Final = {"en": 4.0, "zh": 4.0, "ja": 0.0}
_SAMPLES: Final = {
    "en": "We are all very glad to be here with you on this fine day.",
    "zh": "大家好今天很高兴在这里认识你们",
    "ja": "みなさんこんにちは今日も一緒に歌いましょう",
}
_AHEAD: Final = 3  # a piece and its pause count as two
_SLOWEST, _FASTEST = 0.5, 2.0
log: Final = logging.getLogger(__name__)


class EmbeddedVoice:
    """Speaks Chinese, Japanese and English offline. An async context manager; or close() it."""

    def __init__(self, profile: VoiceProfile | None = None) -> None:
        self.profile = profile or VoiceProfile()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="voice")
        self._engines = open_engines()
        self._gains: dict[Language, float] = {}

    @staticmethod
    def require(*languages: Language) -> None:
        """Raise MissingExtra when the engine of one of `languages` is not installed."""
        engines = open_engines()
        for language in languages:
            engines.get(language)

    def available(self) -> tuple[Language, ...]:
        """The languages that this installation can say."""
        return tuple(language for language in LANGUAGES if self._engines.has(language))

    async def warm(self, *languages: Language) -> None:
        """Load the engines of `languages` (all by default): the first word will come at once."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._warm, languages or LANGUAGES)

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the sound in order.

        Closing the iterator or cancelling the task stops the synthesis within one piece. Raises
        InputError for a rate outside 0.5..2. Text that cannot be said is in `unspoken` of a Speech
        in its place.
        """
        _check(utterance)
        loop = asyncio.get_running_loop()
        parts = self.render(utterance)
        stop = threading.Event()

        def step() -> Speech | None:
            return None if stop.is_set() else next(parts, None)

        # One thread takes the steps in order, so several may be under way.
        ahead = deque(loop.run_in_executor(self._thread, step) for _ in range(_AHEAD))
        try:
            while (part := await ahead.popleft()) is not None:
                ahead.append(loop.run_in_executor(self._thread, step))
                yield part
        finally:
            stop.set()
            for late in ahead:
                late.add_done_callback(_retrieve)
                late.cancel()
            with contextlib.suppress(RuntimeError):  # the voice was closed meanwhile
                self._thread.submit(parts.close)

    async def close(self) -> None:
        """Stop what is being synthesised and release the engines' processes."""
        await asyncio.to_thread(self.stop)

    def stop(self) -> None:
        """`close`, blocking."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._engines.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def render(self, utterance: Utterance) -> Generator[Speech]:
        """What `speak` yields, without an event loop: blocking, for files and measurements.

        One caller at a time.
        """
        _check(utterance)
        time = 0.0
        for piece in pieces(utterance.text, utterance.language):
            if piece.language is None or not self._engines.has(piece.language):
                left_out = utterance.text[piece.offset : piece.offset + piece.length].strip()
                yield Speech(np.zeros(0, np.float32), unspoken=(left_out,))
                continue
            samples = 0
            try:
                for speech in self._said(piece.words, piece.language, utterance, time):
                    samples += len(speech.pcm)
                    yield speech
            except EngineFell as error:  # the show goes on
                log.warning("%s", error)
                left_out = utterance.text[piece.offset : piece.offset + piece.length].strip()
                yield Speech(np.zeros(0, np.float32), unspoken=(left_out,))
            pause = piece.pause / utterance.rate
            silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
            yield Speech(silence)
            time += (samples + len(silence)) / SAMPLE_RATE

    def _said(
        self, words: Sequence[Spoken], language: Language, utterance: Utterance, time: float
    ) -> Iterator[Speech]:
        """The words of a piece at the voice's level and in its colour, timed from `time`."""
        gain = np.float32(self._gain(language))
        for part in self._coloured(words, language, self._manner(language, utterance)):
            phones = tuple(Phone(p.symbol, p.start + time, p.end + time) for p in part.phones)
            spoken = tuple(_word(timing, utterance.text, time) for timing in part.words)
            yield Speech(sound.limit(part.pcm * gain), phones, spoken)

    def _coloured(
        self, words: Sequence[Spoken], language: Language, manner: Manner
    ) -> Iterator[Sound]:
        colour = sound.Colour(self.profile.breathiness, _DULLNESS[language])
        for part in self._engines.get(language).synthesise(words, manner):
            yield Sound(colour.push(part.pcm), part.phones, part.words)
        yield Sound(colour.push(np.zeros(0, np.float32), last=True), (), ())

    def _manner(self, language: Language, utterance: Utterance) -> Manner:
        p = self.profile
        emotion = _EMOTIONS.get(utterance.emotion, _EMOTIONS["neutral"])
        semitones, spread, rate = emotion
        variant = p.variant(language)
        return Manner(
            variant=variant,
            pitch=p.pitch * 2 ** ((semitones + utterance.pitch) / 12),
            spread=p.liveliness * spread,
            rate=p.rate * rate * utterance.rate,
            tract=p.tract / TRACTS[variant],
        )

    def _gain(self, language: Language) -> float:
        """What brings this voice in this language to the common level: measured once."""
        if language not in self._gains:
            sample = Utterance(_SAMPLES[language], language)
            words = next(pieces(sample.text, language)).words
            parts = list(self._coloured(words, language, self._manner(language, sample)))
            loudness = sound.level(np.concatenate([part.pcm for part in parts]))
            self._gains[language] = sound.LEVEL / max(loudness, 1e-3)
        return self._gains[language]

    def _warm(self, languages: tuple[Language, ...]) -> None:
        for language in languages:
            if self._engines.has(language):
                self._gain(language)


def _retrieve(late: asyncio.Future[Speech | None]) -> None:
    """Look at how a step ended that nobody waits for, or asyncio would complain."""
    if not late.cancelled():
        late.exception()


def _check(utterance: Utterance) -> None:
    if not _SLOWEST <= utterance.rate <= _FASTEST:
        raise InputError(
            f"Speech at rate {utterance.rate:g} is out of range: give a factor between {_SLOWEST:g}"
            f" and {_FASTEST:g}."
        )


def _word(timing: Timing, text: str, time: float) -> Word:
    """A word of `text`, with times that count from the utterance's start."""
    offset, length = timing.offset, timing.length
    said = text[offset : offset + length]
    return Word(said, offset, length, timing.start + time, timing.end + time)
