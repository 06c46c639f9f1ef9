"""The checks that plug-in authors use: our own organs pass them,
and each broken promise is found.
"""

from __future__ import annotations

from dataclasses import replace
from random import random

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict

import vidol
from vidol.core import organs
from vidol.core.dialogue import Act, Say
from vidol.core.parts import Proposed
from vidol.show.outputs.output import Output, opened
from vidol.show.picture.layouts import Layout
from vidol.testing import (
    EchoMind,
    PlainFace,
    ToneVoice,
    check_face,
    check_mind,
    check_output,
    check_plugin,
    check_voice,
    material,
)
from vidol.voice import VoiceProfile


@pytest.fixture(scope="module")
def mika():
    return vidol.new("Mika", seed=7)


def test_our_own_organs_conform(mika):
    check_face(mika.open_face())
    check_voice(mika.open_voice())
    check_mind(mika.open_mind())


def test_our_own_plugins_conform(mika):
    for kind, part in mika.parts.items():
        check_plugin(organs.installed(kind, part.plugin), mika.parts)
    for kind in ("language_model", "transcription"):
        check_plugin(organs.installed(kind, "openai"), mika.parts)


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pitch: float = 1.0


class Loose(BaseModel):
    pitch: float = 1.0


def proposing(answer):
    return type("Plugin", (), {"Settings": Settings, "propose": staticmethod(answer)})


@pytest.mark.parametrize(
    ("plugin", "sentence"),
    [
        ("not callable", "can be called"),
        (type("Plugin", (), {"Settings": dict}), "must be a pydantic model"),
        (type("Plugin", (), {"Settings": Loose}), "must forbid"),
        (type("Plugin", (), {"suffixes": ("png",)}), "endings with their dot"),
        (type("Plugin", (), {"check": 7}), "can be called"),
        (proposing(lambda _: Settings()), "must return"),
        (proposing(lambda _: Proposed(Loose())), "must propose Settings"),
        (proposing(lambda _: Proposed(Settings(pitch=random()))), "the same for the same seed"),
    ],
)
def test_a_plugin_that_says_what_it_is_not_is_found_out(plugin, sentence):
    with pytest.raises(AssertionError, match=sentence):
        check_plugin(plugin)


def test_a_plugin_is_called_with_material():
    made = material(Settings(pitch=2.0), files={"a": b"1"}, siblings={"persona": "her"}, name="Rin")
    assert (made.name, made.settings.pitch, made.files["a"]) == ("Rin", 2.0, b"1")
    assert (made.open("persona"), made.open("knowledge")) == ("her", None)
    check_voice(organs.installed("voice", "embedded")(material(VoiceProfile())))


def test_the_fakes_conform():
    check_face(PlainFace())
    check_voice(ToneVoice())
    check_mind(EchoMind())


def drawing(change):
    class Broken(PlainFace):
        def frame(self, controls, size):
            return change(self, controls, super().frame(controls, size))

    return Broken()


def remembers(face, _, picture):
    face.frames = getattr(face, "frames", 0) + 1
    picture[0, 0] = face.frames
    return picture


def changes_its_controls(_, controls, picture):
    controls[0] = 0.5
    return picture


@pytest.mark.parametrize(
    ("face", "promise"),
    [
        (drawing(lambda _, __, picture: picture[..., :3]), "shape"),
        (drawing(lambda _, __, picture: picture / 255), "uint8"),
        (drawing(lambda _, __, picture: np.zeros_like(picture)), "transparent"),
        (drawing(lambda _, __, picture: np.full_like(picture, 255)), "open jaw"),
        (drawing(remembers), "pure function"),
        (drawing(changes_its_controls), "as they were given"),
    ],
)
def test_a_face_that_breaks_a_promise_is_found(face, promise):
    with pytest.raises(AssertionError, match=promise):
        check_face(face)


def speaking(change):
    class Broken(ToneVoice):
        async def speak(self, utterance):
            async for speech in super().speak(utterance):
                yield change(speech)

    return Broken()


class SameSpeed(ToneVoice):
    async def speak(self, utterance):
        async for speech in super().speak(replace(utterance, rate=1.0)):
            yield speech


def moved(items, by):
    return tuple(replace(item, start=item.start + by, end=item.end + by) for item in items)


@pytest.mark.parametrize(
    ("voice", "promise"),
    [
        (speaking(lambda speech: replace(speech, pcm=speech.pcm.astype(float))), "float32"),
        (speaking(lambda speech: replace(speech, pcm=9 * speech.pcm)), "within -1..1"),
        (speaking(lambda speech: replace(speech, phones=())), "must give phones"),
        (speaking(lambda speech: replace(speech, phones=speech.phones[::-1])), "follow one"),
        (speaking(lambda speech: replace(speech, phones=moved(speech.phones, 9))), "lie within"),
        (speaking(lambda speech: replace(speech, words=())), "must give words"),
        (
            speaking(lambda speech: replace(speech, words=(replace(speech.words[0], offset=1),))),
            "says it stands",
        ),
        (SameSpeed(), "Twice the rate"),
    ],
)
def test_a_voice_that_breaks_a_promise_is_found(voice, promise):
    with pytest.raises(AssertionError, match=promise):
        check_voice(voice)
    assert voice.closed


@pytest.mark.parametrize(
    ("parts", "promise"),
    [
        ([], "some text"),
        ([Say("Bonjour.", "fr")], "one of zh, ja, en"),
        ([Say("Hi.", "en"), Act("dance")], "is no act"),
        ([Say("Hi.", "en"), "yes"], "not str"),
    ],
)
def test_a_mind_that_breaks_a_promise_is_found(parts, promise):
    class Broken(EchoMind):
        async def reply(self, conversation):
            for part in parts:
                yield part

    mind = Broken()
    with pytest.raises(AssertionError, match=promise):
        check_mind(mind)
    assert mind.closed


def test_our_own_outputs_conform(tmp_path):
    assert check_output(opened(f"film:{tmp_path / 'show.mp4'}")) > 30
    assert (tmp_path / "show.mp4").stat().st_size > 1000


def test_an_output_that_changes_its_pictures_is_found():
    class Painter(Output):
        layout = Layout(160, 96)

        def give(self, moment, picture):
            picture[...] = 0

    with pytest.raises(AssertionError, match="must not change the pictures"):
        check_output(Painter())
