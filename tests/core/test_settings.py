"""Fields changed by name: the value arrives, and a wrong one is answered with the field, the value
and the way out.
"""

from __future__ import annotations

import pytest

from vidol.core.errors import LONGEST, InputError
from vidol.core.settings import parsed, revised, validated
from vidol.face.artist.look import Look


def test_assignments_become_fields() -> None:
    fields = parsed(
        Look,
        ["hair=#804020", "blush=0.5", "freckles=true", "accessories=glasses, halo"],
        "the look",
    )
    look = revised(Look(), fields, "the look")
    assert (look.hair, look.blush, look.freckles, look.accessories) == (
        "#804020",
        0.5,
        True,
        ("glasses", "halo"),
    )
    assert revised(look, {"accessories": []}, "the look").accessories == ()


@pytest.mark.parametrize(
    ("assignment", "parts"),
    [
        ("hair_colour=#fff", ["no 'hair_colour'", "did you mean 'hair"]),
        ("eye_shape=cats", ["eye_shape=cats", "did you mean 'cat'?"]),
        ("accessories=glases", ["accessories.0=glases", "did you mean 'glasses'?"]),
        ("hair=brwn", ["hair='brwn'", "did you mean brown."]),
        ("blush=7", ["blush='7'", "less than or equal to 1"]),
        ("hair", ["'hair'", "name=value"]),
    ],
)
def test_a_wrong_assignment_is_answered_in_one_sentence(assignment, parts) -> None:
    with pytest.raises(InputError) as caught:
        revised(Look(), parsed(Look, [assignment], "the look"), "the look")
    for part in parts:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("length", [100, 5_000, 100_000])
def test_what_was_given_is_not_repeated_at_length(length):
    long = "ab " * length
    for words in ([f"hair={long}"], [f"{long}=x"], [long], [f"style={long}"]):
        with pytest.raises(InputError) as said:
            validated(Look, parsed(Look, words, "the look"), "the look")
        assert "ab ab" in str(said.value) and len(str(said.value)) < 700
    error = InputError(f"'{long}' is wrong: write it otherwise.")
    assert len(str(error)) <= LONGEST + 5
    assert str(error).startswith("'ab ab ") and str(error).endswith("is wrong: write it otherwise.")
