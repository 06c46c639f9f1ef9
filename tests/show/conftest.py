"""A character for the tests of the show: the one that vidol.testing offers."""

from __future__ import annotations

import pytest

from vidol.testing import PlainCharacter


@pytest.fixture
def actor() -> PlainCharacter:
    return PlainCharacter()
