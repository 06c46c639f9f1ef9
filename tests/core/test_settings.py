"""Fields changed by name: the value arrives, and a wrong one is answered with the field, the value
and the way out.
"""

from __future__ import annotations

import pytest

from vidol.core.errors import InputError
from vidol.core.settings import parsed, revised
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
        ("hair=brown", ["hair='brown'", "match pattern"]),
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
