"""Organs that are small and do the real thing: a face that draws its controls so that a test can
measure them back, a voice of tones, a mind that echoes; and a character made of them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from vidol.core.arrays import F32
from vidol.core.controls import INDEX, Vector
from vidol.core.dialogue import Act, Message, ReplyPart, Say
from vidol.core.face import Picture
from vidol.core.parts import Part
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Speech, Utterance, Word

Colour = tuple[int, int, int]

_SKIN: Final[Colour] = (250, 225, 205)
_CLOTHES: Final[Colour] = (90, 90, 160)
_EYE: Final[Colour] = (60, 60, 90)
_MOUTH: Final[Colour] = (120, 20, 30)
_SUBPIXELS: Final = 4
"""Bits of the fractions that OpenCV draws with."""


class PlainFace:
    """An oval with eyes and a mouth, each moved by its controls; transparent around it."""

    def frame(self, controls: Vector, size: int) -> Picture:
        """Draw one frame, (size, size, 4)."""
        canvas = _Canvas(controls, size)
        canvas.oval(0.5, 1.0 - 0.02 * canvas.at("breath"), 0.3, 0.3, _CLOTHES)
        canvas.oval(0.5, 0.40, 0.22, 0.28, _SKIN)
        for side, x in (("Right", 0.41), ("Left", 0.59)):
            open_by = 1 - canvas.at("eyeBlink" + side)
            canvas.oval(x, 0.38, 0.04, 0.045 * open_by + 0.004, _EYE)
        canvas.oval(0.5, 0.56, 0.05, 0.004 + 0.06 * canvas.at("jawOpen"), _MOUTH)
        return canvas.picture


class _Canvas:
    """A picture whose ovals move with the head. Places and radii are shares of its side."""

    def __init__(self, controls: Vector, size: int) -> None:
        self.picture = np.zeros((size, size, 4), np.uint8)
        self._controls = controls
        self._unit = size << _SUBPIXELS

    def at(self, name: str) -> float:
        """A channel's value."""
        return float(self._controls[INDEX[name]])

    def oval(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw an oval around (x, y)."""
        middle = (
            round((x + self.at("headYaw") / 300) * self._unit),
            round((y - self.at("headPitch") / 500) * self._unit),
        )
        radii = (round(width * self._unit), max(0, round(height * self._unit)))
        opaque = (*colour, 255)
        roll = self.at("headRoll")
        cv2.ellipse(
            self.picture, middle, radii, roll, 0, 360, opaque, -1, cv2.LINE_AA, _SUBPIXELS
        )  # fmt: skip


class ToneVoice:
    """Says each word, or in Chinese and Japanese each letter, as a tone on "a" behind a silent "m":
    open and loud, closed and quiet.

    `said` holds every utterance that it was given, `closed` whether it was closed.
    """

    WORD: Final = 0.24
    """Seconds of a word."""
    CLOSED: Final = 0.10
    """Seconds of that for which the lips are closed."""
    HERTZ: Final = 220

    def __init__(self) -> None:
        self.closed = False
        self.said: list[Utterance] = []

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield one piece a word."""
        self.said.append(utterance)
        long, closed = self.WORD / utterance.rate, self.CLOSED / utterance.rate
        start = 0.0
        for match in _words(utterance):
            middle, end = start + closed, start + long
            pcm = self._tone(utterance, round(end * SAMPLE_RATE) - round(start * SAMPLE_RATE))
            word = Word(match[0], match.start(), len(match[0]), middle, end)
            yield Speech(pcm, (Phone("m", start, middle), Phone("a", middle, end)), (word,))
            start = end

    def _tone(self, utterance: Utterance, samples: int) -> F32:
        """Silence, then a tone that fades in and out within 10 ms."""
        t = np.arange(samples) / SAMPLE_RATE
        rise = np.clip((t - self.CLOSED / utterance.rate) / 0.01, 0, 1)
        fall = np.clip((samples / SAMPLE_RATE - t) / 0.01, 0, 1)
        hertz = self.HERTZ * 2 ** (utterance.pitch / 12)
        return np.asarray(0.3 * rise * fall * np.sin(2 * np.pi * hertz * t), np.float32)

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


def _words(utterance: Utterance) -> Iterator[re.Match[str]]:
    letters = utterance.language in ("zh", "ja")
    return re.finditer(r"[^\W_]" if letters else r"\w+", utterance.text)


class EchoMind:
    """Answers happily, in pieces, with the question in the answer."""

    def __init__(self) -> None:
        self.closed = False

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        """Answer the last message."""
        yield Act("happy")
        yield Say("You asked: ", "en")
        yield Say(f"{conversation[-1].text} ", "en")
        yield Act("nod")
        yield Say("Yes.", "en")

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


@dataclass
class PlainCharacter:
    """A vidol.core.character.Performing made of these organs:
    it has no parts, and nothing to load.
    """

    name: str = "Test"
    seed: int = 7
    languages: tuple[Language, ...] = ("en",)
    default_language: Language = "en"
    parts: dict[str, Part] = field(default_factory=dict)
    voice: ToneVoice = field(default_factory=ToneVoice)

    def open_face(self) -> PlainFace:
        return PlainFace()

    def open_voice(self) -> ToneVoice:
        return self.voice

    def open_mind(self) -> EchoMind:
        return EchoMind()
