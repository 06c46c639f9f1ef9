"""What a performance needs of a character, whoever makes her: vidol.avatar.Character has it, and so
has anything that a test or a product puts in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vidol.core.dialogue import Mind
from vidol.core.face import Face
from vidol.core.parts import Part
from vidol.core.speech import Language, Voice


class Performing(Protocol):
    """Somebody who performs. What is opened is closed by who opened it."""

    @property
    def name(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def languages(self) -> tuple[Language, ...]:
        """What she speaks, at least one."""
        ...

    @property
    def default_language(self) -> Language:
        """What she speaks when a message does not tell."""
        ...

    @property
    def parts(self) -> Mapping[str, Part]:
        """What she is made of, by kind: where a part and its siblings are equal (vidol.core.organs.
        unchanged), what was opened of it may be kept.
        """
        ...

    def open_face(self) -> Face: ...
    def open_voice(self) -> Voice: ...
    def open_mind(self) -> Mind: ...
