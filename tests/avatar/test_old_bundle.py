"""A bundle that vidol wrote before characters were tables of parts (tests/avatar/old-bundle.vidol,
schema 1): everything in it is still there, she looks, speaks and answers as before, and is saved in
the present form.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

import vidol
from vidol.avatar import archive
from vidol.core.dialogue import Message, Problem, Say
from vidol.core.errors import InputError
from vidol.media.pictures import read_picture
from vidol.mind.language_model import LanguageModelMind

SPOKEN = "Chinese, Japanese and English"
OLD = Path(__file__).with_name("old-bundle.vidol")


@pytest.fixture(scope="module")
def luna() -> vidol.Character:
    return vidol.load(OLD)


def member(name: str) -> bytes:
    with zipfile.ZipFile(OLD) as bundle:
        return bundle.read(name)


def test_everything_in_it_is_there(luna) -> None:
    manifest, persona = json.loads(member("avatar.json")), json.loads(member("persona.json"))
    assert (luna.name, luna.seed, luna.created.isoformat()) == (
        "Luna",
        27,
        "2026-11-21T09:30:00+00:00",
    )
    assert {kind: part.plugin for kind, part in luna.parts.items()} == {
        "face": "drawn",
        "voice": "embedded",
        "persona": "written",
        "knowledge": "documents",
        "mind": "embedded",
        "language_model": "openai",
        "transcription": "openai",
    }
    assert luna.parts["face"].settings == manifest["look"]
    assert luna.parts["voice"].settings == manifest["voice"]
    assert {"name": luna.name, **luna.parts["persona"].settings} == persona
    for name in ("faq.csv", "文档/历史.md"):
        assert luna.files("knowledge")[name] == member(f"knowledge/{name}")
    for kind in ("language_model", "transcription"):
        assert luna.parts[kind].settings == json.loads(member(f"{kind}.json"))
    assert luna.settings("language_model").temperature == 0.3
    assert luna.settings("transcription").language == "zh"


def test_the_rights_have_the_names_of_today(luna) -> None:
    before = {record["part"]: record for record in json.loads(member("avatar.json"))["rights"]}
    now = {record.part: record for record in luna.rights}
    assert now.keys() - {"face", "language_model", "transcription"} == before.keys() - {"look"}
    before["face"] = before.pop("look") | {"part": "face"}
    for name, record in before.items():
        assert now[name].model_dump() == record
    assert now["voice"].consent == "none needed: no real person"


def test_she_is_drawn_as_before(luna) -> None:
    assert np.array_equal(luna.portrait(512), read_picture(member("portrait.png")))


async def test_she_answers_as_before(luna, config) -> None:  # noqa: ARG001 - nothing is approved there
    mind = luna.open_mind()
    assert isinstance(mind, LanguageModelMind)
    try:
        for question, answer in (
            ("什么时候直播", "每周五晚上八点。"),
            (
                "灯塔夜话是什么",
                "我的资料里是这样写的：我从 2026 年开始直播，最早的节目叫做灯塔夜话。",
            ),
            (
                "who are you",
                f"I'm Luna, a virtual streamer. I speak {SPOKEN}, and I love to chat.",
            ),
        ):
            parts = [part async for part in mind.reply([Message("viewer", question)])]
            assert "".join(part.text for part in parts if isinstance(part, Say)) == answer
        # The endpoint that it names is asked nothing before it is approved.
        assert any(isinstance(part, Problem) and "not approved" in part.text for part in parts)
    finally:
        await mind.close()


def test_it_is_saved_in_the_present_form(luna, tmp_path) -> None:
    luna.save(tmp_path / "luna.vidol")
    members = archive.read(tmp_path / "luna.vidol")
    assert json.loads(members["avatar.json"])["schema_version"] == 2
    assert "persona.json" not in members
    assert members["parts/knowledge/文档/历史.md"] == member("knowledge/文档/历史.md")
    assert members["portrait.png"] == member("portrait.png")
    assert vidol.load(tmp_path / "luna.vidol") == luna


def test_a_seed_is_who_it_was() -> None:
    chosen = {
        "style": "flat",
        "accessories": ["glasses"],
        "outfit": "shirt",
        "hair_back": "pixie",
        "hair_side": "none",
        "hair_pattern": "plain",
        "hair_front": "slick",
    }
    luna, again = vidol.load(OLD), vidol.new("Luna", 27, **chosen)
    again = again.with_look(hair="#123456").with_voice(pitch=221.5, rate=1.05)
    assert again.parts["face"].settings == luna.parts["face"].settings
    assert again.parts["voice"].settings == luna.parts["voice"].settings


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("rights records", lambda manifest, _: manifest["rights"].pop()),
        ("no 'script'", lambda manifest, _: manifest.update(script="import os")),
        ("SHA-256", lambda _, members: members.update({"persona.json": b"{}"})),
        ("does not list", lambda _, members: members.update({"extra.py": b"import os"})),
        ("lacks its part persona.json", lambda _, members: members.pop("persona.json")),
        (
            "no 'plugins.body'; it can be face, voice, mind",
            lambda manifest, _: manifest["plugins"].update(body="x"),
        ),
        ("lacks 'look'", lambda manifest, _: manifest.pop("look")),
    ],
)
def test_a_tampered_one_is_refused(tmp_path, sentence, change) -> None:
    members = archive.read(OLD)
    manifest = json.loads(members.pop("avatar.json"))
    change(manifest, members)
    path = tmp_path / "luna.vidol"
    archive.write(path, {"avatar.json": json.dumps(manifest).encode(), **members})
    with pytest.raises(InputError) as caught:
        vidol.load(path)
    assert sentence in str(caught.value)
    assert "luna.vidol" in str(caught.value)
