"""A character for the tests of the show, made of the organs that vidol.testing offers."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from vidol.testing import EchoMind, PlainFace, ToneVoice


@dataclass
class Actor:
    """What vidol.show.film needs of a character."""

    name: str = "Test"
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
