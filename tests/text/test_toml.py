"""TOML of strangers takes no more than its length."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from vidol.audience.rules import Rules
from vidol.core.errors import InputError
from vidol.mind.persona import Persona
from vidol.text import toml

MANY = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "[" + "a." * MANY + "b]",
        "a." * MANY + "b = 1",
        '"' + ".." * 99 + '".' + "a." * MANY + "b = 1",
        "  [[" + "a . " * MANY + "b]]",
        "a = " + "[" * MANY,
        "a = " + "{b=" * MANY,
        "a = 5\n[",
    ],
)
def test_what_is_too_deep_is_a_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_text(text)
    begin = time.process_time()
    tracemalloc.start()
    for read in (Persona.read, Rules.read):
        with pytest.raises(InputError, match="is not sound TOML"):
            read(path)
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()
    assert time.process_time() - begin < 5


def test_leaders_in_a_text_are_no_name() -> None:
    text = 'a = 1\nb = """\none ' + ". .." * 3 + "." * 300 + ' 5\n"""\n'
    assert toml.parsed(text)["a"] == 1
