"""Rules as data: read from TOML and JSON, and errors that name the nearest right thing."""

from __future__ import annotations

import json

import pytest

from vidol.audience.rules import MAX_BYTES, Rules
from vidol.core.errors import InputError


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"blocked_word": []}, "no 'blocked_word'; did you mean 'blocked_words'?"),
        ({"crowd": {"fresch": 3}}, "no 'crowd.fresch'; did you mean 'fresh'?"),
        ({"zzz": 1}, "it can be blocked_authors, "),
        ({"moderated": ["hat"]}, "did you mean 'hate'?"),
        ({"thanked": ["gifts"]}, "did you mean 'gift'?"),
        ({"longest": 501}, "cannot have longest=501: input should be less than or equal to 500"),
        ({"keep": {"chat": float("nan")}}, "cannot have keep.chat=nan"),
        ({"thanks": {"gift": {"en": ["Hi {nme}"]}}}, "{nme} in it: there are {name} and {amount}"),
        ({"thanks": {"gift": {"en": []}}}, "cannot have thanks.gift.en=[]"),
        ({"thanks": {"gift": {"fr": ["Merci"]}}}, "'fr'"),
        ({"priority": {"chat": 1000}}, "cannot have priority.chat=1000"),
    ],
)
def test_a_wrong_field_is_one_sentence(fields, told) -> None:
    with pytest.raises(InputError) as error:
        Rules.of(fields)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_rules_of_a_toml_file(tmp_path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        'blocked_words = ["ネタバレ"]\n[crowd]\nwaiting = 3\n'
        '[thanks.gift]\nja = ["{name}さん、{漢字|かんじ}ありがとう"]\n',
        encoding="utf-8",
    )
    rules = Rules.read(path)
    assert rules.blocked_words == ("ネタバレ",)
    assert rules.crowd.waiting == 3
    assert rules.crowd.fresh == Rules().crowd.fresh
    again = tmp_path / "rules.json"
    again.write_text(rules.model_dump_json(), encoding="utf-8")
    assert Rules.read(again) == rules


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("rules.toml", b"[", "is not sound TOML"),
        ("rules.json", b"{", "is not sound JSON"),
        ("rules.json", b"[" * 100_000, "is not sound JSON"),
        ("rules.json", b"[1]", "holds no rules"),
        ("rules.toml", b"x" * (MAX_BYTES + 1), "larger than 1 MiB"),
        ("rules.toml", b"longest = 0", "rules.toml cannot have longest=0"),
        ("missing.toml", None, "cannot be read"),
    ],
)
def test_a_file_that_holds_no_rules(tmp_path, name, data, told) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=told):
        Rules.read(tmp_path / name)


def test_the_defaults_are_written_as_json_and_read_again() -> None:
    assert Rules.of(json.loads(Rules().model_dump_json())) == Rules()
