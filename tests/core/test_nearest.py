"""One rule for what someone may have meant."""

from __future__ import annotations

import pytest

from vidol.core.nearest import LISTED, nearest, suggestion

EMOTIONS = ("neutral", "happy", "sad", "angry", "surprised", "shy")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("hapy", "happy"), ("HAPPY", "happy"), ("ｈａｐｐｙ", "happy"), (" suprised ", "surprised"),
        ("sda", "sad"),
        ("surprise", "surprised"), ("joyful", None), ("", None), ("悲しい", None),
    ],
)  # fmt: skip
def test_slips_are_understood_and_other_words_are_not(word, found):
    assert nearest(word, EMOTIONS) == found


def test_what_joins_words_does_not_count():
    assert nearest("hair colour", ("hair_colour", "hair_length")) == "hair_colour"
    assert nearest("Hair-Colour", ("hair_colour", "hair_length")) == "hair_colour"


def test_the_sentence_suggests_or_lists():
    assert suggestion("hapy", EMOTIONS) == "did you mean 'happy'?"
    assert suggestion("blue", ("red", "green"), "colours are") == "colours are red, green."
    assert suggestion("blue", (), "installed:") == "installed: nothing."
    many = [f"{number:04}" for number in range(LISTED + 3)]
    assert suggestion("blue", many).endswith(f"{many[LISTED - 1]} and 3 more.")
