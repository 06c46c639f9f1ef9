"""A character for the tests of the show: a face, a voice and a mind that are small but do the real
thing.

The face draws the controls so that a test can measure them back; the voice speaks tones with
phones, loud where the mouth is open; the mind answers from what it was asked.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from vidol.core.controls import INDEX, Vector
from vidol.core.dialogue import Act, Message, ReplyPart, Say
from vidol.core.face import Picture
from vidol.core.parts import Part
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Speech, Utterance, Word


class PlainFace:
    """An oval with eyes and a mouth, each moved by its controls; blank around it."""

    def frame(self, controls: Vector, size: int) -> Picture:
        picture = np.zeros((size, size, 4), np.uint8)

        def at(x: float, y: float) -> tuple[int, int]:
            shift = controls[INDEX["headYaw"]] / 300
            return round((x + shift) * size * 16), round(
                (y - controls[INDEX["headPitch"]] / 500) * size * 16
            )

        def oval(x: float, y: float, rx: float, ry: float, colour: tuple[int, int, int]) -> None:
            axes = (round(rx * size * 16), max(0, round(ry * size * 16)))
            cv2.ellipse(
                picture,
                at(x, y),
                axes,
                controls[INDEX["headRoll"]],
                0,
                360,
                (*colour, 255),
                -1,
                cv2.LINE_AA,
                4,
            )

        oval(0.5, 1.0 - 0.02 * controls[INDEX["breath"]], 0.3, 0.3, (90, 90, 160))
        oval(0.5, 0.40, 0.22, 0.28, (250, 225, 205))
        for side, x in (("Right", 0.41), ("Left", 0.59)):
            oval(
                x,
                0.38,
                0.04,
                0.045 * (1 - controls[INDEX["eyeBlink" + side]]) + 0.004,
                (60, 60, 90),
            )
        oval(0.5, 0.56, 0.05, 0.004 + 0.06 * controls[INDEX["jawOpen"]], (120, 20, 30))
        return picture


class ToneVoice:
    """Says each word as a tone on "a" behind a silent "m": open and loud, closed and quiet, 0.24 s
    a word.
    """

    WORD = 0.24

    def __init__(self) -> None:
        self.closed = False
        self.said: list[Utterance] = []

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        self.said.append(utterance)
        start = 0.0
        for match in (
            re.finditer(r"[^\W_]", utterance.text)
            if utterance.language in ("zh", "ja")
            else re.finditer(r"\w+", utterance.text)
        ):
            middle, end = start + 0.10, start + self.WORD
            t = np.arange(round(self.WORD * SAMPLE_RATE)) / SAMPLE_RATE
            gate = np.clip((t - 0.10) / 0.01, 0, 1) * np.clip((self.WORD - t) / 0.01, 0, 1)
            pcm = (0.3 * gate * np.sin(2 * np.pi * 220 * t)).astype(np.float32)
            word = Word(match[0], match.start(), len(match[0]), middle, end)
            yield Speech(pcm, (Phone("m", start, middle), Phone("a", middle, end)), (word,))
            start = end

    async def close(self) -> None:
        self.closed = True


class EchoMind:
    """Answers happily, in two pieces, with the question in the answer."""

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        yield Act("happy")
        yield Say("You asked: ", "en")
        yield Say(f"{conversation[-1].text} ", "en")
        yield Act("nod")
        yield Say("Yes.", "en")

    async def close(self) -> None:
        pass


@dataclass
class Actor:
    """A vidol.core.character.Performing whose organs come from nowhere: it has no parts."""

    name: str = "Test"
    seed: int = 7
    languages: tuple[Language, ...] = ("en",)
    default_language: Language = "en"
    parts: dict[str, Part] = field(default_factory=dict)
    the_voice: ToneVoice = field(default_factory=ToneVoice)

    def open_face(self) -> PlainFace:
        return PlainFace()

    def open_voice(self) -> ToneVoice:
        return self.the_voice

    def open_mind(self) -> EchoMind:
        return EchoMind()


@pytest.fixture
def actor() -> Actor:
    return Actor()
