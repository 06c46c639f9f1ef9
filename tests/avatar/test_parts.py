"""A character as a table of parts: parts that nobody here knows are carried, plug-ins are changed,
and nobody needs a face.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

import vidol
from vidol.avatar import archive, portrait
from vidol.core.errors import InputError
from vidol.core.parts import Part

FACES = """
import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from vidol.core.errors import InputError
from vidol.core.parts import Proposed
from vidol.face.artist import Artist, Look
from vidol.media.pictures import read_picture

class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    shade: float = Field(0.5, ge=0, le=1)
    seed: int

class Picture:
    Settings, suffixes = Settings, (".png",)
    def __init__(self, material):
        self.rgba = read_picture(self.only(material))
    @staticmethod
    def only(material):
        if len(material.files) != 1:
            raise InputError("A picture face has one picture: --file face=PICTURE.png")
        return next(iter(material.files.values()))
    check = only
    @classmethod
    def propose(cls, proposal):
        settings = Settings(**{"seed": proposal.seed} | dict(proposal.chosen))
        return Proposed(settings, origin="rolled")
    def frame(self, controls, size):
        steps = np.arange(size) * len(self.rgba) // size
        return self.rgba[steps][:, steps]

class Traced:
    Settings = Look
    def __new__(cls, material):
        return Artist(material.settings)

class Broken:
    def __init__(self, material):
        raise RuntimeError("no luck")
"""
POINTS = """
[vidol.faces]
picture = faces:Picture
traced = faces:Traced
broken = faces:Broken
"""


@pytest.fixture
def mika() -> vidol.Character:
    return vidol.new("Mika", seed=7)


@pytest.fixture
def faces(package) -> None:
    package("faces", POINTS, FACES)


@pytest.fixture
def picture(mika, tmp_path) -> Path:
    path = tmp_path / "her.png"
    path.write_bytes(portrait.png(mika))
    return path


def rewritten(path: Path, changes: dict[str, bytes], plugins: dict[str, str]) -> None:
    """The bundle with other members, whose manifest fits."""
    members = archive.read(path) | changes
    manifest = json.loads(members.pop("avatar.json"))
    manifest["plugins"] |= plugins
    manifest["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    }
    archive.write(path, {"avatar.json": json.dumps(manifest).encode(), **members})


def test_what_nobody_here_knows_survives_byte_for_byte(mika, tmp_path) -> None:
    path = tmp_path / "mika.vidol"
    mika.save(path)
    strange = {
        "parts/pet.json": (
            b'{"settings":{"lives":9.0,"name":"\\u30bf\\u30de"},   "plugin":"cat",\n "rights":'
            b'[{"part":"pet","origin":"a cat"},{"part":"pet/a/b.bin","origin":"found"}]}'
        ),
        "parts/pet/a/b.bin": bytes(range(256)),
        "parts/README": b"left by somebody",
        "parts/Odd Kind.json": b"not even JSON",
        "parts/nobody/knows.txt": b"a folder without a document",
        "future.bin": b"a member of a newer vidol",
    }
    rewritten(path, strange, {"pet": "cat"})
    loaded = vidol.load(path)
    assert loaded.parts["pet"].settings == {"lives": 9.0, "name": "タマ"}
    assert loaded.name == "Mika"
    changed = loaded.with_look(hair="#804020").with_name("Luna").with_voice(rate=1.1)
    changed.save(path)
    members = archive.read(path)
    strange.pop("future.bin")
    assert {name: members.get(name) for name in strange} == strange
    assert "future.bin" not in members  # read past, as ever
    assert vidol.load(path) == changed
    # Rights are the creator's to state, in parts of whatever kind.
    stated = vidol.load(path).with_rights("Studio", "MIT")
    holders = {record.part: record.holder for record in stated.rights}
    assert {*holders.values()} == {"Studio", "the vidol contributors"}
    assert holders["pet"] == "Studio"
    stated.save(path)
    assert archive.read(path)["parts/pet/a/b.bin"] == strange["parts/pet/a/b.bin"]


def test_nobody_needs_a_face(mika, tmp_path) -> None:
    path = tmp_path / "mika.vidol"
    voice = mika.without("face").without("persona")
    voice.save(path)
    assert "portrait.png" not in archive.read(path)
    loaded = vidol.load(path)
    assert loaded == voice
    assert (loaded.name, loaded.languages, loaded.default_language) == ("Mika", ("en",), "en")
    with pytest.raises(InputError, match="Mika has no face"):
        loaded.open_face()
    bare = vidol.Character("Rin", 1, mika.created)
    bare.save(path)
    assert vidol.load(path) == bare


async def test_a_mind_needs_no_persona_and_a_language_model_no_mind(mika, config) -> None:  # noqa: ARG001
    from vidol.core.dialogue import Message, Say

    bare = mika.without("persona").without("knowledge")
    talking = bare.with_settings("language_model", base_url="http://127.0.0.1:9/v1", model="m")
    for character in (bare, talking.without("mind")):
        mind = character.open_mind()
        parts = [part async for part in mind.reply([Message("viewer", "Who are you?")])]
        await mind.close()
        assert "Mika" in "".join(part.text for part in parts if isinstance(part, Say))


def test_the_portrait_is_kept_where_no_face_can_draw_another(mika, faces, tmp_path) -> None:  # noqa: ARG001
    path = tmp_path / "mika.vidol"
    mika.save(path)
    drawn = archive.read(path)["portrait.png"]
    for plugin in ("not-installed", "broken"):
        loaded = vidol.load(path)
        part = dataclasses.replace(loaded.parts["face"], plugin=plugin)
        part = part.with_settings({}, "")
        loaded.with_part(part).save(path)
        assert archive.read(path)["portrait.png"] == drawn
        assert vidol.load(path).parts["face"].plugin == plugin


def test_a_picture_becomes_her_face(mika, faces, picture, tmp_path) -> None:  # noqa: ARG001
    pictured = mika.with_plugin("face", "picture")
    assert pictured.parts["face"].settings == {"shade": 0.5, "seed": 7}
    with pytest.raises(InputError, match="--file face=PICTURE"):
        pictured.check("face")
    pictured = pictured.with_files("face", picture).with_settings("face", shade="0.25")
    assert pictured.open_face().frame(None, 512).shape == (512, 512, 4)
    assert [(r.part, r.origin) for r in pictured.parts["face"].rights] == [
        ("face", "made by the plug-in picture from settings that the creator chose"),
        ("face/her.png", "given by the creator"),
    ]
    pictured.save(tmp_path / "mika.vidol")
    loaded = vidol.load(tmp_path / "mika.vidol")
    assert loaded == pictured
    assert loaded.files("face")["her.png"] == picture.read_bytes()
    for change, sentence in (
        (lambda her: her.with_files("face", {"two.png": b""}), "one picture"),
        (lambda her: her.without_file("face", "her.png"), "one picture"),
        (lambda her: her.with_settings("face", shade=7), "less than or equal to 1"),
        (lambda her: her.with_files("face", Path(__file__)), "takes .png"),
        (lambda her: her.with_files("face", "nowhere"), "nowhere"),
    ):
        with pytest.raises(InputError, match=sentence):
            change(loaded)


def test_what_another_plugin_understands_goes_along(mika, faces, picture) -> None:  # noqa: ARG001
    red = mika.with_look(hair="#804020").with_rights("Studio", "MIT")
    # The same model of settings: they are hers still, and so are the rights in them.
    traced = red.with_plugin("face", "traced")
    assert traced.parts["face"].settings == red.parts["face"].settings
    assert traced.parts["face"].rights == red.parts["face"].rights
    assert traced.with_plugin("face", "drawn") == red
    assert red.with_plugin("face", "traced", hair="#112233").settings("face").hair == "#112233"
    # Another one: what it proposes, and nobody's statement about something else.
    pictured = red.with_plugin("face", "picture", shade=0.75)
    assert pictured.parts["face"].settings == {"shade": 0.75, "seed": 7}
    assert {record.holder for record in pictured.parts["face"].rights} == {"not stated"}
    # Files go along to who takes them.
    pictured = pictured.with_files("face", picture)
    assert pictured.with_plugin("face", "traced").files("face") == {}
    documents = red.with_plugin("knowledge", "elsewhere")
    assert documents.files("knowledge") == red.files("knowledge")
    # One that is not installed gets the settings as they are, and more as they are given.
    named = red.with_plugin("face", "unheard-of", sparkle=True)
    assert named.parts["face"].settings == {**red.parts["face"].settings, "sparkle": True}


def test_a_part_that_she_lacks_is_begun_where_one_plugin_alone_makes_it(mika, faces) -> None:  # noqa: ARG001
    heard = mika.with_settings("transcription", base_url="http://127.0.0.1:9/v1")
    assert heard.parts["transcription"].plugin == "openai"
    faceless = mika.without("face")
    with pytest.raises(InputError, match="choose a plug-in: drawn, broken, picture, traced"):
        faceless.with_settings("face", hair="#804020")
    with pytest.raises(InputError, match="no plug-in makes one here"):
        mika.with_settings("body", style="dance")


def test_endpoints_are_known_by_the_format_of_a_setting(mika) -> None:
    assert mika.endpoints() == {}
    talking = mika.with_settings("language_model", base_url="http://127.0.0.1:9/v1", model="m")
    assert talking.endpoints() == {"language_model": ["http://127.0.0.1:9/v1"]}
    unknown = talking.with_part(Part("language_model", "not-installed", {"base_url": "http://x"}))
    assert unknown.endpoints() == {}
