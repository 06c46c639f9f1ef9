"""A character for the tests of the show, made of the organs that vidol.testing offers."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from vidol.core.parts import Part
from vidol.core.speech import Language
from vidol.testing import EchoMind, PlainFace, ToneVoice


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
