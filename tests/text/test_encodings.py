"""Bytes to text: what is declared, what is guessed, and the characters by which it is judged."""

from __future__ import annotations

from importlib.resources import files

import pytest

from vidol.core.errors import InputError
from vidol.text.encodings import decode, plausibility
from vidol.text.scripts import han

GREETINGS = {
    "gb18030": "几点开门？我们九点开门。",
    "cp932": "何時に開きますか。九時です。",
    "big5": "請問幾點開門？九點開門。",
}


@pytest.mark.parametrize(("encoding", "text"), GREETINGS.items())
def test_what_a_file_declares_stands_where_it_fits(encoding, text):
    data = text.encode(encoding)
    assert decode(data, "a.html") == decode(data, "a.html", encoding) == text
    for wrong in ("utf-8", "ascii", "rot13", "no such encoding"):
        assert decode(data, "a.html", wrong) == text


def test_line_ends_and_marks_are_the_same_from_everywhere():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        data = "一\r\n二\r三".encode(encoding)
        assert decode(data, "a", "utf-8") == decode(data, "a") == "一\n二\n三"
    with pytest.raises(InputError, match=r"a\.png is not readable as text"):
        decode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a.png", "latin-1")


def test_the_everyday_characters_are_those_that_our_own_texts_use():
    """Kept beside the guess, because it may not look into the mind; this asks whether it still
    agrees with what the mind says.
    """
    folder = files("vidol.mind").joinpath("data")
    for name in ("smalltalk.toml", "demo/faq.csv", "concepts.txt"):
        used = han(folder.joinpath(name).read_text("utf-8")).replace("々", "").replace("〆", "")
        assert plausibility(used) == 1.0, f"{name}: write its new characters into familiar.txt"
