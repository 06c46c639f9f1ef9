"""Checks that an organ keeps what its protocol promises: see vidol.core.face, .speech, .dialogue.

Each takes a working organ, uses it as a show would, and raises AssertionError with one sentence
when a promise is broken. `check_voice` and `check_mind` run an event loop of their own and close
what they were given.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import aclosing
from typing import Final, TypeVar

import numpy as np

from vidol.core.acts import ACTS
from vidol.core.controls import HIGH, LOW, Vector, controls, rest
from vidol.core.dialogue import Act, Cite, Considering, Message, Mind, Problem, ReplyPart, Say
from vidol.core.face import Face, Picture
from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Speech, Utterance, Voice

Item = TypeVar("Item")

TEXT: Final = "Hello world. How are you?"
"""What a voice is asked to say."""
MILLISECOND: Final = 0.001


def hold(promise: bool, sentence: str) -> None:
    """Raise AssertionError with `sentence` unless the promise is kept."""
    if not promise:
        raise AssertionError(sentence)


def check_face(face: Face, *, size: int = 96) -> None:
    """A face draws (size, size, 4) uint8 at any size from any controls within their ranges, always
    the same picture for the same ones, and moves its mouth.
    """
    poses = [rest(), controls(jawOpen=1.0), np.array(LOW), np.array(HIGH)]
    pictures = [_drawn(face, pose, size) for pose in poses]
    for pose, picture in zip(reversed(poses), reversed(pictures), strict=True):
        again = _drawn(face, pose, size)
        hold(
            np.array_equal(picture, again),
            "A face must be a pure function: the same controls gave another picture later.",
        )
    hold(bool(np.any(pictures[0][..., 3])), "A face at rest must not be wholly transparent.")
    hold(
        not np.array_equal(pictures[0], pictures[1]),
        "An open jaw (jawOpen = 1) must be seen: the picture is the same as at rest.",
    )
    for other in (16, size + 1, 2 * size):
        _drawn(face, rest(), other)


def _drawn(face: Face, pose: Vector, size: int) -> Picture:
    given = pose.copy()
    picture = face.frame(given, size)
    hold(
        isinstance(picture, np.ndarray) and picture.dtype == np.uint8,
        f"A face must return a uint8 array, not {type(picture).__name__}.",
    )
    hold(
        picture.shape == (size, size, 4),
        f"A face asked for {size} pixels must return shape {(size, size, 4)}, not {picture.shape}.",
    )
    hold(np.array_equal(given, pose), "A face must leave the controls as they were given.")
    return picture.copy()


def check_voice(voice: Voice, text: str = TEXT) -> None:
    """A voice yields float32 sound within -1..1 with phones and words in order and inside it, words
    that stand in the text where they say, nothing for nothing, and stops when it is left.
    """
    asyncio.run(_closing(voice, _check_voice(voice, text)))


async def _check_voice(voice: Voice, text: str) -> None:
    warm = getattr(voice, "warm", None)
    if warm is not None:
        await warm("en")
    pieces = await _all(voice.speak(Utterance(text, "en")))
    seconds = _checked_sound(pieces)
    hold(seconds > 0.2, f"A voice must say something: {text!r} lasted {seconds:.2f} seconds.")
    _checked_times(pieces, seconds)
    _checked_words(pieces, text)
    spoken = [piece for piece in await _all(voice.speak(Utterance("", "en"))) if piece.phones]
    hold(not spoken, "A voice that is given no text must say no phones.")
    fast = _checked_sound(await _all(voice.speak(Utterance(text, "en", rate=2.0))))
    hold(
        fast < 0.8 * seconds,
        f"Twice the rate must take clearly less time: {fast:.2f} s instead of {seconds:.2f} s.",
    )
    async with aclosing(voice.speak(Utterance(text, "en"))) as stream:  # type: ignore[type-var]
        async for _ in stream:
            break  # left early, as an interruption does
    again = await _all(voice.speak(Utterance(text, "en")))
    hold(bool(again), "A voice must go on speaking after it was interrupted.")


def _checked_sound(pieces: list[Speech]) -> float:
    """Seconds of sound."""
    for piece in pieces:
        hold(
            piece.pcm.dtype == np.float32 and piece.pcm.ndim == 1,
            f"Sound must be (samples,) float32, not {piece.pcm.shape} {piece.pcm.dtype}.",
        )
        hold(
            bool(np.isfinite(piece.pcm).all()) and float(np.abs(piece.pcm).max(initial=0)) <= 1,
            "Sound must be finite and within -1..1.",
        )
    return sum(len(piece.pcm) for piece in pieces) / SAMPLE_RATE


def _checked_times(pieces: list[Speech], seconds: float) -> None:
    phones = [phone for piece in pieces for phone in piece.phones]
    hold(bool(phones), "A voice must give phones: lips follow them.")
    ends = 0.0
    for phone in phones:
        hold(
            ends - MILLISECOND <= phone.start <= phone.end,
            f"Phones must follow one another: {phone} begins before {ends:.3f} s.",
        )
        ends = phone.end
    hold(
        ends <= seconds + 0.05,
        f"Phones must lie within the sound: the last ends at {ends:.2f} s of {seconds:.2f} s.",
    )


def _checked_words(pieces: list[Speech], text: str) -> None:
    words = [word for piece in pieces for word in piece.words]
    hold(bool(words), "A voice must give words: captions and gestures follow them.")
    place = 0
    for word in words:
        stands = text[word.offset : word.offset + word.length]
        hold(
            stands == word.text,
            f"The word {word.text!r} says it stands at {word.offset}, where {stands!r} stands.",
        )
        hold(word.offset >= place, f"Words must come in the order of the text: {word}.")
        place = word.offset


def check_mind(mind: Mind, question: str = "Who are you?") -> None:
    """A mind answers a question with text in known languages and acts that exist, again when it is
    asked again, and stops when it is left.
    """
    asyncio.run(_closing(mind, _check_mind(mind, question)))


async def _check_mind(mind: Mind, question: str) -> None:
    conversation = (Message("viewer", question),)
    parts = await _all(mind.reply(conversation))
    for part in parts:
        _check_part(part)
    said = _text(parts)
    hold(bool(said.strip()), "A mind must answer a question with some text.")
    if isinstance(mind, Considering):
        why = mind.consider(conversation)
        hold(
            _text(why.parts) == said,
            f"consider() must give the reply that reply() streams: {_text(why.parts)!r} is not"
            f" {said!r}.",
        )
    async with aclosing(mind.reply(conversation)) as stream:  # type: ignore[type-var]
        async for _ in stream:
            break  # left early, as an interruption does
    longer = (*conversation, Message("character", said), Message("viewer", question))
    again = [part for part in await _all(mind.reply(longer)) if isinstance(part, Say)]
    hold(bool(again), "A mind must answer again, with the conversation so far.")


def _text(parts: Sequence[ReplyPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Say))


def _check_part(part: ReplyPart) -> None:
    if isinstance(part, Say):
        hold(
            part.language in LANGUAGES,
            f"Text must be in one of {', '.join(LANGUAGES)}, not {part.language!r}.",
        )
    elif isinstance(part, Act):
        hold(part.name in ACTS, f"{part.name!r} is no act: there are {', '.join(ACTS)}.")
    else:
        hold(
            isinstance(part, Cite | Problem),
            f"A reply consists of Say, Act, Cite and Problem, not {type(part).__name__}.",
        )


async def _closing(organ: Voice | Mind, check: Awaitable[None]) -> None:
    try:
        await check
    finally:
        await organ.close()


async def _all(stream: AsyncIterator[Item]) -> list[Item]:
    return [item async for item in stream]
