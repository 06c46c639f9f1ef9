import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.errors import InputError
from vidol.mind import Persona


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_any_name_gives_a_complete_persona_that_survives_its_file(name):
    persona = Persona.default(name)
    assert persona.name == name
    again = Persona.model_validate(tomllib.loads(persona.to_toml()))
    assert again == persona


def test_a_saved_persona_is_read_back(tmp_path):
    persona = Persona.default("美佳")
    persona.save(tmp_path / "mika.toml")
    assert Persona.read(tmp_path / "mika.toml") == persona


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("small_talk", "smal_talk"), "did you mean 'small_talk'"),
        (lambda text: text.replace('small_talk = "chatty"', 'small_talk = "loud"'), "small_talk"),
        (lambda text: text.replace("description =", "#"), "lacks the field 'description'"),
        (
            lambda text: text.replace('default_language = "en"', 'default_language = "fr"'),
            "default_language",
        ),
        (
            lambda text: text.replace("[introduction]\nzh", "[introduction]\n# zh"),
            "add introduction.zh",
        ),
        (lambda text: text + "\n[greeting", "not sound TOML"),
    ],
)
def test_a_faulty_persona_is_refused_by_file_and_field(tmp_path, change, said):
    path = tmp_path / "mika.toml"
    path.write_text(change(Persona.default("Mika").to_toml()), encoding="utf-8")
    with pytest.raises(InputError) as error:
        Persona.read(path)
    assert said in str(error.value)
    assert "mika.toml" in str(error.value)


def test_a_missing_persona_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nobody\.toml cannot be read"):
        Persona.read(tmp_path / "nobody.toml")


def test_a_name_with_control_characters_is_refused():
    with pytest.raises(InputError, match="control characters"):
        Persona.default("Mi\x07ka")
