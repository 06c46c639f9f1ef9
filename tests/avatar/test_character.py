"""Characters: the same from a seed, changed by copies, whole after a round trip; hostile bundles
are refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vidol
from vidol.avatar import archive
from vidol.core.errors import InputError, OutputError, VidolError
from vidol.core.speech import LANGUAGES
from vidol.mind import default_files


@pytest.fixture
def mika() -> vidol.Character:
    return vidol.new("Mika", seed=7)


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "knowledge"
    (folder / "文档").mkdir(parents=True)
    (folder / "faq.csv").write_text(
        "question,answer\nWhen do you stream?,Every Friday at eight.\n", encoding="utf-8"
    )
    (folder / "文档" / "历史.md").write_text("# 历史\n\n我从 2026 年开始直播。\n", encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    return folder


def without_time(character: vidol.Character) -> vidol.Character:
    return dataclasses.replace(character, created=vidol.new("x", 1).created)


def test_a_seed_is_a_character(mika) -> None:
    assert without_time(vidol.new("Mika", seed=7)) == without_time(mika)
    other = vidol.new("Mika", seed=8)
    assert other.settings("face") != mika.settings("face")
    assert other.settings("voice") != mika.settings("voice")
    assert vidol.new("Mika").seed != vidol.new("Mika").seed
    assert vidol.new("Mika", seed=7, hair="#112233").settings("face").hair == "#112233"


def test_voice_fits_the_look() -> None:
    woman = vidol.new("A", seed=7, presentation="feminine", proportion="standard")
    man = vidol.new("A", seed=7, presentation="masculine", proportion="standard")
    assert woman.settings("voice").pitch > man.settings("voice").pitch + 40


def test_a_bundle_brings_everything_back(mika, folder, tmp_path) -> None:
    path = tmp_path / "ミカ.vidol"
    full = (
        mika.with_knowledge(folder)
        .with_look(hair="#123456", accessories=["halo"])
        .with_voice(rate=1.1)
        .with_rights("Studio", "CC-BY-4.0")
    )
    full.save(path)
    again = vidol.load(path)
    assert again == full
    assert sorted(again.files("knowledge")) == ["faq.csv", "文档/历史.md"]
    assert again.settings("face").accessories == ("halo",)
    licences = {record.part: record.licence for record in again.rights}
    assert licences.pop("persona") == "Apache-2.0"  # vidol's own words
    assert {*licences.values()} == {"CC-BY-4.0"}
    second = tmp_path / "second.vidol"
    again.save(second)
    assert second.read_bytes() == path.read_bytes()


def test_copies_leave_the_original_alone(mika, folder) -> None:
    before = dataclasses.asdict(mika)
    changed = (
        mika.with_name("Luna")
        .with_look(blush=1.0)
        .with_voice(breathiness=0.9)
        .with_knowledge(folder)
        .with_plugin("voice", "hum")
    )
    assert dataclasses.asdict(mika) == before
    assert (
        changed.name,
        changed.settings("face").blush,
        changed.parts["voice"].settings["breathiness"],
        changed.parts["voice"].plugin,
    ) == ("Luna", 1.0, 0.9, "hum")
    assert changed.with_knowledge(None).files("knowledge") == {}


def test_a_new_name_is_said_but_the_creators_words_stay(mika) -> None:
    luna = mika.with_name("Luna")
    assert "Luna" in luna.open("persona").introduction["en"]
    assert "Mika" not in str(luna.open("persona"))
    persona = mika.open("persona")
    written = mika.with_persona(
        persona.model_copy(update={"greeting": persona.greeting | {"en": "Mika here!"}})
    ).with_name("Luna")
    assert written.open("persona").greeting["en"] == "Mika here!"
    assert "Luna" in written.open("persona").introduction["en"]


def test_the_rights_records_follow_the_parts(mika, folder) -> None:
    assert {record.part for record in mika.rights} == {"face", "voice", "persona"}
    knowing = mika.with_rights("Studio", "CC0-1.0").with_knowledge(folder)
    assert {record.part for record in knowing.rights} == {
        "face",
        "voice",
        "persona",
        "knowledge/faq.csv",
        "knowledge/文档/历史.md",
    }
    assert {record.licence for record in knowing.rights if record.part.startswith("knowledge")} == {
        "not stated"
    }
    changed = knowing.with_look(hair="#123456")
    look = next(record for record in changed.rights if record.part == "face")
    assert "the creator chose" in look.origin
    assert look.holder == "Studio"
    assert {record.part for record in knowing.with_knowledge(None).rights} == {
        "face",
        "voice",
        "persona",
    }


def rights(character) -> dict[str, tuple[str, str]]:
    return {record.part: (record.holder, record.licence) for record in character.rights}


def test_what_vidol_wrote_stays_vidols_whoever_holds_the_character(mika, tmp_path) -> None:
    ours = ("the vidol contributors", "Apache-2.0")
    demo = mika.with_files("knowledge", default_files()).with_rights("Ada", "CC-BY-4.0")
    assert rights(demo) == {
        "face": ("Ada", "CC-BY-4.0"),
        "voice": ("Ada", "CC-BY-4.0"),
        "persona": ours,
        "knowledge/faq.csv": ours,
    }
    demo.save(tmp_path / "demo.vidol")
    assert rights(vidol.load(tmp_path / "demo.vidol").with_rights(holder="Bob"))["face"] == (
        "Bob",
        "CC-BY-4.0",
    )
    # The creator's own words are nobody's until somebody says so, and then that one's.
    own = mika.open("persona").model_copy(update={"greeting": dict.fromkeys(LANGUAGES, "Yo!")})
    hers = demo.with_persona(own).with_files("knowledge", {"rules.md": b"# Rules\n\nBe kind.\n"})
    assert rights(hers)["persona"] == ("not stated", "not stated")
    assert "knowledge/faq.csv" not in rights(hers)  # vidol's gives way to the creator's
    stated = rights(hers.with_rights(holder="Ada", licence="CC-BY-4.0"))
    assert {*stated.values()} == {("Ada", "CC-BY-4.0")}
    edited = demo.with_settings("persona", small_talk="brief").with_rights(holder="Ada")
    assert rights(edited)["persona"] == ("Ada", "Apache-2.0")


def test_a_new_character_knows_nothing_and_says_so(mika) -> None:
    assert mika.files("knowledge") == {}
    for question in (
        "What is vidol?", "What can you do?", "When do you stream?", "vidol是什么？", "你会什么？",
        "vidolって何？", "何ができるの？",
    ):  # fmt: skip
        (answer,) = vidol.ask(mika, question)
        assert "vidol" not in answer["text"] and "“" not in answer["text"]
    taught = mika.with_files("knowledge", {"faq.csv": b"question,answer\nWhere?,Here.\n"})
    (answer,) = vidol.ask(taught, "What is vidol?")
    assert "“Where”" in answer["text"]


def test_organs_are_made_by_plugins(mika) -> None:
    frame = mika.open_face().frame(vidol_controls(), 64)
    assert frame.shape == (64, 64, 4)
    portrait = mika.portrait(128)
    assert portrait.dtype == np.uint8
    assert 0.2 < (portrait[..., 3] > 128).mean() < 0.95
    with pytest.raises(
        InputError, match="No face named 'drawm' is installed; did you mean 'drawn'"
    ):
        mika.with_plugin("face", "drawm").open_face()


def vidol_controls():
    from vidol.core.controls import rest

    return rest()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda mika: mika.with_look(hairs="#123456"), "did you mean 'hair'?"),
        (lambda mika: mika.with_look(eye_shape="cats"), "did you mean 'cat'?"),
        (lambda mika: mika.with_voice(pitch=9000), "pitch=9000"),
        (lambda mika: mika.with_plugin("hat", "x"), "no 'hat'"),
        (lambda mika: mika.with_settings("fase", hair="#123456"), "did you mean 'face'?"),
        (lambda mika: mika.with_settings("language_model", model="x"), "lacks 'base_url'"),
        (lambda mika: mika.with_files("face", {"a.png": b""}), "takes no files"),
        (lambda mika: mika.without_file("knowledge", "b.txt"), "no file 'b.txt'"),
        (lambda mika: mika.without("language_model"), "has no language model"),
        (lambda mika: mika.with_rights(licence="free for all!"), "SPDX"),
        (lambda mika: mika.with_name(""), "name"),
        (lambda mika: mika.with_name("x" * 5000), "name"),
        (lambda mika: mika.with_persona("nowhere.toml"), "nowhere.toml"),
        (lambda mika: mika.with_knowledge("nowhere"), "nowhere"),
        (lambda _: vidol.new("Mika", 7, eye_shape="cats"), "did you mean 'cat'?"),
        (lambda _: vidol.new("", 7), "name"),
    ],
)
def test_what_cannot_be_is_answered_in_one_sentence(mika, change, sentence) -> None:
    with pytest.raises(InputError) as caught:
        change(mika)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_knowledge_that_cannot_be_used_is_refused_at_once(mika, tmp_path) -> None:
    for name, data in (
        ("program.exe", b"MZ"),
        ("faq.csv", b"question,answer\n\xff\xfe\x00\xd8garbage"),
        ("bell\a.txt", b"ding"),
    ):
        folder = tmp_path / str(len(name))
        folder.mkdir()
        (folder / name).write_bytes(data)
        with pytest.raises(InputError, match=name[:4]):
            mika.with_knowledge(folder).save(tmp_path / "mika.vidol")
    assert not (tmp_path / "mika.vidol").exists()


def tampered(
    path: Path, change: Callable[[dict, dict[str, bytes]], None], *, rehash: bool = False
) -> Path:
    """A bundle whose manifest and members `change` has edited; with `rehash` the manifest's hashes
    are made to fit again.
    """
    members = archive.read(path)
    manifest = json.loads(members.pop("avatar.json"))
    change(manifest, members)
    if rehash:
        manifest["members"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        }
    archive.write(path, {"avatar.json": json.dumps(manifest).encode(), **members})
    return path


def said(kind: str, **changes: object) -> Callable[[dict, dict[str, bytes]], None]:
    """A change of a part's document: its fields, or with dots what is in them."""

    def change(_: dict, members: dict[str, bytes]) -> None:
        document = json.loads(members[f"parts/{kind}.json"])
        for name, value in changes.items():
            *tables, last = name.split("__")
            place = document
            for table in tables:
                place = place[table]
            place[last] = value
        members[f"parts/{kind}.json"] = json.dumps(document).encode()

    return change


def put(**contents: bytes) -> Callable[[dict, dict[str, bytes]], None]:
    return lambda _, members: members.update(
        {f"parts/{kind}.json": data for kind, data in contents.items()}
    )


TAMPERINGS: list[tuple[str, Callable[[dict, dict[str, bytes]], object], bool]] = [
    (
        "SHA-256",
        lambda _, members: members.update(
            {"parts/persona.json": members["parts/persona.json"] + b" "}
        ),
        False,
    ),
    ("does not list", lambda _, members: members.update({"extra.py": b"import os"}), False),
    ("does not list", lambda _, members: members.update({"parts/face/x.png": b"PNG"}), False),
    ("lacks its part portrait.png", lambda _, members: members.pop("portrait.png"), False),
    (
        "lacks its part parts/persona.json",
        lambda _, members: members.pop("parts/persona.json"),
        True,
    ),
    (
        "pip install -U vidol",
        lambda manifest, _: manifest.update(schema_version=3, made_by="vidol 9.0", surprise=[1]),
        False,
    ),
    ("is of something else", lambda manifest, _: manifest.update(format="zip"), False),
    ("is of something else", lambda manifest, _: manifest.pop("schema_version"), False),
    ("lacks 'name'", lambda manifest, _: manifest.pop("name"), False),
    ("no 'script'", lambda manifest, _: manifest.update(script="import os"), False),
    ("table of plug-ins", lambda manifest, _: manifest["plugins"].update(face="other"), False),
    ("table of plug-ins", lambda manifest, _: manifest["plugins"].pop("face"), False),
    ("seed", lambda manifest, _: manifest.update(seed="7"), False),
    ("name", lambda manifest, _: manifest.update(name="\x1b]0;mine"), False),
    ("created", lambda manifest, _: manifest.update(created="2026-11-20T23:00:00"), False),
    ("rights records", said("face", rights=[]), True),
    ("rights records", lambda _, members: members.update({"parts/face/x.png": b"PNG"}), True),
    ("no 'script'", said("face", script="import os"), True),
    ("settings", said("face", settings=[]), True),
    ("plug-in", said("face", plugin=""), True),
    ("not JSON", put(persona=b"\xff"), True),
    ("not JSON", put(persona=b"[" * 100_000), True),
    ("not JSON", said("persona", settings__pronouns="\ud800"), True),
    ("not JSON", said("persona", settings__pronouns=float("nan")), True),
    ("not a JSON object", put(persona=b"[]"), True),
]


@pytest.mark.parametrize(
    ("sentence", "change", "rehash"),
    TAMPERINGS,
    ids=[f"{i}-{row[0]}" for i, row in enumerate(TAMPERINGS)],
)
def test_a_tampered_bundle_is_refused(mika, tmp_path, sentence, change, rehash) -> None:
    path = tmp_path / "mika.vidol"
    mika.save(path)
    tampered(path, change, rehash=rehash)
    with pytest.raises(InputError) as caught:
        vidol.load(path)
    assert sentence in str(caught.value)
    assert "mika.vidol" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sentence", "change", "open_it"),
    [
        ("no 'hat'", said("face", settings__hat="top"), vidol.Character.open_face),
        ("hair='redd'", said("face", settings__hair="redd"), vidol.Character.open_face),
        ("pitch", said("voice", settings__pitch="high"), vidol.Character.open_voice),
        ("lacks", put(persona=b'{"plugin": "written", "settings": {"pronouns": "it"}, "rights": '
            b'[{"part": "persona", "origin": "x"}]}'), vidol.Character.open_mind),
        ("No face named 'drawm'", lambda manifest, members: (
            manifest["plugins"].update(face="drawm"),
            said("face", plugin="drawm")(manifest, members),
            ), vidol.Character.open_face),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_when_the_part_is_opened(
    mika, tmp_path, sentence, change, open_it
) -> None:
    """They are the plug-in's to judge, and a bundle can be mended that a plug-in does not
    accept.
    """
    path = tmp_path / "mika.vidol"
    mika.save(path)
    character = vidol.load(tampered(path, change, rehash=True))
    with pytest.raises(InputError) as caught:
        open_it(character)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    character.save(path)
    assert vidol.load(path) == character


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    return path


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_a_manifest_or_persona_says_the_answer_is_one_sentence(sound, data) -> None:
    members = archive.read(sound)
    name = data.draw(st.sampled_from(["avatar.json", "parts/persona.json", "parts/face.json"]))
    fields = json.loads(members[name])
    place = fields
    while True:  # walk down to any field, and put anything there
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place))))
        )
        if not (isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans())):
            break
        place = place[key]
    place[key] = data.draw(anything)
    members[name] = json.dumps(fields).encode()
    if name != "avatar.json":
        manifest = json.loads(members["avatar.json"])
        manifest["members"][name] = {
            "size": len(members[name]),
            "sha256": hashlib.sha256(members[name]).hexdigest(),
        }
        members["avatar.json"] = json.dumps(manifest).encode()
    path = sound.with_name("odd.vidol")
    archive.write(path, members)
    try:
        character = vidol.load(path)
    except InputError as error:
        sentence = str(error)
    else:
        character.save(path)  # what can be loaded can be saved again
        assert vidol.load(path) == character
        said = ""
        try:
            character.open("persona")
        except InputError as error:
            said = str(error)
        assert "\n" not in said
        return
    assert "odd.vidol" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 2000


def test_the_tampering_helper_itself_changes_nothing(mika, tmp_path) -> None:
    mika.save(tmp_path / "mika.vidol")
    assert vidol.load(tampered(tmp_path / "mika.vidol", lambda *_: None, rehash=True)) == mika


def test_a_zip_without_manifest_and_no_zip_at_all(tmp_path) -> None:
    archive.write(tmp_path / "a.vidol", {"hello.txt": b"hi"})
    for name, data in (("b.vidol", b""), ("c.vidol", b"hello")):
        (tmp_path / name).write_bytes(data)
    for name in ("a.vidol", "b.vidol", "c.vidol", "none.vidol"):
        with pytest.raises(VidolError, match=name):
            vidol.load(tmp_path / name)


def test_saving_where_one_cannot_keeps_the_old_bundle(mika, tmp_path) -> None:
    with pytest.raises(OutputError):
        mika.save(tmp_path / "missing" / "mika.vidol")
    path = tmp_path / "mika.vidol"
    mika.save(path)
    with pytest.raises(InputError):
        dataclasses.replace(mika, others={"../x": b""}).save(path)
    assert vidol.load(path) == mika
