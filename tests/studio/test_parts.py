"""The parts of a character over HTTP: what could be, what is, and changes of any kind of part, one
that vidol has never heard of among them.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import httpx
import pytest

import vidol

PET = Path(__file__).resolve().parents[1] / "house" / "vidol-pet" / "src" / "vidol_pet"


@pytest.fixture(autouse=True)
def pet(package, config) -> None:  # noqa: ARG001 - nothing is approved
    package("vidol-pet", "[vidol.pets]\ncat = vidol_pet:Cat\n", (PET / "__init__.py").read_text())
    yield
    sys.modules.pop("vidol_pet", None)
    importlib.invalidate_caches()


def kinds(answer: httpx.Response) -> dict[str, dict]:
    assert answer.status_code == 200, answer.text
    return {kind["kind"]: kind for kind in answer.json()["kinds"]}


def refused(answer: httpx.Response, sentence: str, status: int = 400) -> None:
    assert answer.status_code == status, answer.text
    assert sentence in answer.json()["error"]["message"]


def test_every_kind_says_what_could_make_it_and_what_can_be_set(studio) -> None:
    with studio.client() as client:
        found = kinds(client.get("/api/parts"))
    assert list(found)[:2] == ["face", "voice"]
    assert "body" not in found  # nothing makes one, and she has none
    face = found["face"]["plugins"][0]
    assert (face["name"], face["package"], face["problem"]) == ("drawn", "vidol", "")
    assert list(face["settings"]["groups"])[:3] == ["style", "face", "eyes"]
    assert face["settings"]["properties"]["hair"]["format"] == "color"
    assert face["settings"]["properties"]["eye_size"]["maximum"] == 1
    her = found["face"]["part"]
    assert (her["plugin"], her["problem"], her["settings"]["seed"]) == ("drawn", "", 7)
    assert her["rights"][0]["part"] == "face"
    knowledge = found["knowledge"]
    assert ".pdf" in knowledge["plugins"][0]["suffixes"]
    assert knowledge["part"]["files"] == []  # what she knows is the creator's to say
    cat = found["pet"]
    assert cat["part"] is None
    assert cat["plugins"][0]["suffixes"] == [".png"]
    assert cat["plugins"][0]["settings"]["properties"]["lives"]["maximum"] == 9


def test_a_part_of_an_unknown_kind_is_begun_changed_and_removed(studio) -> None:
    with studio.client() as client:
        wanted = {"pet": {"call": "Tama", "toys": ["ball"], "mood": 0.75}}
        view = client.patch("/api/character", json={"parts": wanted}).json()
        assert view["plugins"]["pet"] == "cat"
        assert view["unsaved"]
        part = kinds(client.get("/api/parts"))["pet"]["part"]
        hair = view["look"]["hair"]
        assert part["settings"] | {"sounds": 0} == {
            "call": "Tama",
            "fur": hair,
            "pattern": "plain",
            "mood": 0.75,
            "lives": 9,
            "indoors": True,
            "toys": ["ball"],
            "tricks": [],
            "sounds": 0,
            "favourite": None,
        }
        client.patch("/api/character", json={"parts": {"pet": {"lives": 7}}})
        picture = ("tama.png", b"\x89PNG of a cat")
        answer = client.post("/api/parts/pet/files", files={"files": picture})
        part = kinds(answer)["pet"]["part"]
        assert (part["settings"]["lives"], part["settings"]["call"]) == (7, "Tama")
        assert part["files"] == [{"name": "tama.png", "size": 13}]
        assert [record["part"] for record in part["rights"]] == ["pet", "pet/tama.png"]
        refused(client.patch("/api/character", json={"parts": {"pet": {"liv": 1}}}), "lives")
        refused(client.patch("/api/character", json={"parts": {"pett": {}}}), "did you mean 'pet'")
        for name, data, sentence in (
            ("tama.txt", b"", "takes .png"),
            ("two.png", b"\x89PNG", "one picture"),
            ("tama.png", b"GIF", "is no PNG"),
            ("..", b"", "cannot be the name"),
        ):
            answer = client.post("/api/parts/pet/files", files={"files": (name, data)})
            refused(answer, sentence)
        client.post("/api/character/save")
        assert vidol.load(studio.folder / "mika.vidol").files("pet") == dict([picture])
        refused(client.delete("/api/parts/pet/files/other.png"), "no file 'other.png'")
        assert kinds(client.delete("/api/parts/pet/files/tama.png"))["pet"]["part"]["files"] == []
        view = client.patch("/api/character", json={"parts": {"pet": None}}).json()
        assert "pet" not in view["plugins"]
        assert kinds(client.get("/api/parts"))["pet"]["part"] is None


def test_files_can_bring_the_plugin_that_needs_them(studio) -> None:
    with studio.client() as client:
        answer = client.post(
            "/api/parts/pet/files?plugin=cat", files={"files": ("a.png", b"\x89PNG")}
        )
        assert kinds(answer)["pet"]["part"]["plugin"] == "cat"
        client.patch("/api/character", json={"parts": {"pet": None}})


def test_another_plugin_is_chosen_and_one_that_is_missing_is_refused(studio) -> None:
    with studio.client() as client:
        before = client.get("/api/character").json()
        answer = client.patch("/api/character", json={"plugins": {"voice": "hmm"}})
        refused(answer, "No voice named 'hmm' is installed")
        assert client.get("/api/character").json() == before
        view = client.patch(
            "/api/character",
            json={
                "plugins": {"language_model": "openai"},
                "parts": {"language_model": {"base_url": "http://127.0.0.1:9/v1", "model": "m"}},
            },
        ).json()
        assert view["language_model"]["model"] == "m"
        assert not view["approved"]
        # The form for a part's key and approval is the same for every kind.
        view = client.patch(
            "/api/character", json={"approve": True, "keys": {"language_model": "sk-secret"}}
        ).json()
        endpoint = kinds(client.get("/api/parts"))["language_model"]["part"]["endpoints"]
        assert endpoint == [
            {"address": "http://127.0.0.1:9/v1", "approved": True, "key_stored": True}
        ]
        refused(client.patch("/api/character", json={"keys": {"face": "k"}}), "names no endpoint")
        view = client.patch("/api/character", json={"parts": {"language_model": None}}).json()
        assert view["language_model"] is None


def test_what_is_wrong_with_a_part_is_shown(studio, monkeypatch) -> None:
    with studio.client() as client:
        client.patch("/api/character", json={"parts": {"pet": {"call": "Tama"}}})
        monkeypatch.setenv("VIDOL_PLUGINS", "")
        pet = kinds(client.get("/api/parts"))["pet"]
        assert pet["plugins"] == []
        assert "No pet named 'cat' is installed" in pet["part"]["problem"]
        assert pet["part"]["settings"]["call"] == "Tama"
        client.patch("/api/character", json={"parts": {"pet": None}})
