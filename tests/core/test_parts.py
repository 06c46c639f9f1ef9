"""Parts: values that keep what they were read from, whose rights follow what is in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.errors import InputError
from vidol.core.parts import Enclosed, Part
from vidol.core.rights import Record

PET = Part("pet", "cat", {"call": "Tama", "toys": ("ball", "mouse")}).recorded({"pet": "a cat"})


def records(part: Part) -> dict[str, Record]:
    return {record.part: record for record in part.rights}


def test_settings_are_json() -> None:
    assert PET.settings == {"call": "Tama", "toys": ["ball", "mouse"]}
    for value in (float("nan"), float("inf"), object(), {1, 2}, b"bytes", "\ud800"):
        with pytest.raises(InputError, match="not JSON"):
            Part("pet", "cat", {"call": value})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Pet", "cat"), "not a kind"),
        (("p" * 41, "cat"), "not a kind"),
        (("../pet", "cat"), "not a kind"),
        (("pet", ""), "plug-in"),
        (("pet", "a\nb"), "plug-in"),
        (("pet", "cat", {}, {"../x": b""}), "out of the bundle"),
        (("pet", "cat", {}, {"a\\b": b""}), "out of the bundle"),
        (("pet", "cat", {}, {"x" * 201: b""}), "longer than 200"),
        (("pet", "cat", {}, {"bell\a": b""}), "control characters"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(arguments, sentence) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        Part(*arguments)
    assert "\n" not in str(caught.value)


def test_a_document_is_given_back_byte_for_byte_until_it_says_something_else() -> None:
    odd = (
        b'{ "rights":[{"origin":"a \\u0063at","part":"pet"}],\n\n"settings": {"lives": 9.0,'
        b' "call":"Tama"},"plugin":"cat"}'
    )
    part = Part.read("pet", odd, {})
    assert part.document == odd
    assert part == Part.read("pet", part.document, {})
    assert part.with_settings({"call": "Tama", "lives": 9.0}, "a cat").document == odd
    changed = part.with_settings({"call": "Mimi", "lives": 9}, "renamed")
    assert changed.document != odd
    assert json.loads(changed.document)["settings"] == {"call": "Mimi", "lives": 9}
    assert Part.read("pet", changed.document, {}) == changed


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=9), values, max_size=4))
def test_whatever_is_json_survives(settings) -> None:
    try:
        part = Part("pet", "cat", settings)
    except InputError as error:
        assert "not JSON" in str(error)  # noqa: PT017 - infinities and half surrogates are not
        return
    part = part.recorded({})
    again = Part.read("pet", part.document, {})
    assert again == part
    assert again.document == part.document


def test_rights_follow_what_is_in_it() -> None:
    assert PET.owned == ("pet",)
    stated = PET.with_rights(holder="Aoi", licence="CC0-1.0")
    two = stated.with_files({"a.png": b"1", "b.png": b"2"}, "given")
    assert [record.holder for record in two.rights] == ["Aoi", "not stated", "not stated"]
    assert records(two)["pet/a.png"].origin == "given"
    two = two.with_rights(holder="Aoi")
    # What is new has a new record, what is the same keeps its own, what is gone has none.
    three = two.with_files({"a.png": b"1", "b.png": b"other", "c.png": b"3"}, "given again")
    assert [record.holder for record in three.rights] == ["Aoi", "Aoi", "not stated", "not stated"]
    assert records(three)["pet/b.png"].origin == "given again"
    assert records(two.with_files({}, "")).keys() == {"pet"}
    changed = two.with_settings({"call": "Mimi"}, "renamed")
    assert records(changed)["pet"].origin == "renamed"
    assert records(changed)["pet"].holder == "Aoi"
    assert records(changed.with_settings({}, "")).keys() == {"pet/a.png", "pet/b.png"}
    with pytest.raises(InputError, match="SPDX"):
        two.with_rights(licence="mine!")


def test_names_of_files_are_the_same_on_every_system() -> None:
    decomposed = PET.with_files({"e\N{COMBINING ACUTE ACCENT}.png": b"1"}, "given")
    assert list(decomposed.files) == ["\N{LATIN SMALL LETTER E WITH ACUTE}.png"]
    assert records(decomposed).keys() == {"pet", "pet/\N{LATIN SMALL LETTER E WITH ACUTE}.png"}


def test_a_part_goes_into_one_value_with_its_files() -> None:
    part = PET.with_files({"a.png": bytes(range(256))}, "given")
    text = Enclosed.of(part).model_dump_json()
    again = Enclosed.model_validate_json(text).part("pet")
    assert (again.plugin, again.settings, again.files) == (part.plugin, part.settings, part.files)
