"""What plug-ins are asked, whoever wrote them: a package with a face,
a pet and a mind of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from vidol.core import organs
from vidol.core.errors import InputError
from vidol.core.parts import Part

POINTS = """
[vidol.pets]
cat = zoo:Cat
stray = zoo:stray
loop = zoo:Loop
nosy = zoo:Nosy
[vidol.toys]
ball = zoo:Ball
loop = zoo:Loop
"""
SOURCE = """
from pydantic import BaseModel, ConfigDict
from vidol.core.errors import InputError
from vidol.core.parts import Proposed

class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    call: str = "Neko"
    lives: int = 9

class Cat:
    opens = ("toy",)
    suffixes = (".png",)
    def __init__(self, material):
        self.toy = material.open("toy")
        self.made_of = material.name, material.seed, material.settings, dict(material.files)
    @classmethod
    def propose(cls, proposal):
        toy = proposal.settings("toy")
        settings = Settings(call=f"{proposal.name}-{proposal.seed}", lives=len(toy))
        return Proposed(settings, {"a.png": b"a"}, "found", "nobody", "CC0-1.0")
    @staticmethod
    def check(material):
        if material.settings.lives < 1:
            raise InputError("A cat has lives.")
Cat.Settings = Settings

def stray(material):
    return material

class Ball:
    def __init__(self, material):
        self.material = material

class Loop:
    opens = ("toy", "pet")
    def __init__(self, material):
        self.other = material.open("toy" if material.files else "pet") or material.open("toy")

class Nosy:
    def __init__(self, material):
        material.open("toy")
"""


@dataclass(frozen=True)
class Owner:
    name: str = "Mika"
    seed: int = 7
    parts: dict[str, Part] = field(default_factory=dict)

    def having(self, *parts: Part) -> Owner:
        return replace(self, parts=self.parts | {part.kind: part for part in parts})


@pytest.fixture(autouse=True)
def zoo(package) -> None:
    package("zoo", POINTS, SOURCE)


def test_a_plugin_gets_settings_files_and_siblings() -> None:
    owner = Owner().having(
        Part("pet", "cat", {"lives": 3}, {"a.png": b"a"}), Part("toy", "ball", {})
    )
    cat = organs.open_part(owner, "pet")
    name, seed, settings, files = cat.made_of
    assert (name, seed, settings.call, settings.lives, files) == (
        "Mika",
        7,
        "Neko",
        3,
        {"a.png": b"a"},
    )
    assert type(cat.toy).__name__ == "Ball"
    assert organs.open_part(replace(owner, parts={"pet": owner.parts["pet"]}), "pet").toy is None
    assert organs.open_part(owner, "hat") is None
    assert organs.open_alone(owner.parts["pet"], name="Rin", seed=1).toy is None


def test_a_function_without_anything_is_a_plugin() -> None:
    material = organs.open_part(Owner().having(Part("pet", "stray")), "pet")
    assert material.settings.model_dump() == {}
    with pytest.raises(InputError, match="nothing to set"):
        organs.open_part(Owner().having(Part("pet", "stray", {"call": "x"})), "pet")


def test_circles_and_siblings_that_were_not_named_are_refused() -> None:
    with pytest.raises(InputError, match=r"circle: 'pet' opens 'toy' opens 'pet'"):
        owner = Owner().having(Part("pet", "loop", {}, {"x": b""}), Part("toy", "loop"))
        organs.open_part(owner, "pet")
    with pytest.raises(InputError, match="`opens` does not name"):
        organs.open_part(Owner().having(Part("pet", "nosy")), "pet")


def test_settings_that_a_plugin_cannot_have_are_one_sentence() -> None:
    for settings, sentence in (
        ({"liv": 1}, "The pet of Mika has no 'liv'; did you mean 'lives'?"),
        ({"lives": "many"}, "lives='many'"),
    ):
        owner = Owner().having(Part("pet", "cat", settings))
        for ask in (organs.open_part, organs.settings_of, organs.check_part):
            with pytest.raises(InputError) as caught:
                ask(owner, "pet")
            assert sentence in str(caught.value)
    with pytest.raises(InputError, match="Mika has no hat; no part is there"):
        organs.settings_of(Owner(), "hat")


def test_a_plugin_proposes_around_what_is_chosen() -> None:
    owner = Owner().having(Part("toy", "ball", {"colour": "red", "size": 2}))
    part = organs.propose_part(owner, "pet", "cat")
    assert (part.settings, part.files) == ({"call": "Mika-7", "lives": 2}, {"a.png": b"a"})
    assert {(r.part, r.origin, r.holder, r.licence) for r in part.rights} == {
        ("pet", "found", "nobody", "CC0-1.0"),
        ("pet/a.png", "found", "nobody", "CC0-1.0"),
    }
    assert organs.propose_part(owner, "pet", "cat", {"lives": 5}).settings["lives"] == 5
    assert organs.propose_part(owner, "toy", "ball").settings == {}
    with pytest.raises(InputError, match="No pet named 'cot' is installed; did you mean 'cat'"):
        organs.propose_part(owner, "pet", "cot")


def test_a_part_is_checked_where_its_plugin_is_here() -> None:
    organs.check_part(Owner().having(Part("pet", "cat", {}, {"A.PNG": b""})), "pet")
    organs.check_part(Owner().having(Part("pet", "unknown", {"x": 1}, {"a": b""})), "pet")
    for part, sentence in (
        (Part("pet", "cat", {"lives": 0}), "has lives"),
        (Part("pet", "cat", {}, {"a.txt": b""}), "takes .png"),
        (Part("toy", "ball", {}, {"a.txt": b""}), "takes no files"),
    ):
        with pytest.raises(InputError, match=sentence):
            organs.check_part(Owner().having(part), part.kind)


def test_an_organ_is_the_same_while_its_part_and_its_siblings_are() -> None:
    cat, ball = Part("pet", "cat", {"lives": 3}), Part("toy", "ball")
    owner = Owner().having(cat, ball)
    assert organs.unchanged("pet", owner, owner.having(Part("hat", "top")))
    assert organs.unchanged("pet", owner, replace(owner, name="Luna"))
    assert not organs.unchanged("pet", owner, replace(owner, seed=8))
    assert not organs.unchanged("pet", owner, owner.having(Part("pet", "cat", {"lives": 4})))
    assert not organs.unchanged("pet", owner, owner.having(Part("toy", "ball", {}, {"x": b""})))
    assert not organs.unchanged("pet", owner, Owner().having(cat))
    assert organs.unchanged("toy", owner, owner.having(Part("pet", "cat", {"lives": 4})))
    assert not organs.unchanged("hat", owner, owner)
    gone = owner.having(Part("toy", "gone"))
    assert not organs.unchanged("pet", gone, gone)
