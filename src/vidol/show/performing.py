"""Who performs: what a show needs of a character, and what a record keeps of it."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from vidol.core.dialogue import Mind
from vidol.core.face import Face
from vidol.core.plugins import load
from vidol.core.speech import Voice
from vidol.face.artist import Look
from vidol.mind import Persona


class Performing(Protocol):
    """A character, or whatever else has a name and the three organs (vidol.avatar.Character is
    one). What is opened must be closed.
    """

    @property
    def name(self) -> str: ...
    def open_face(self) -> Face: ...
    def open_voice(self) -> Voice: ...
    def open_mind(self) -> Mind: ...


@runtime_checkable
class WithPersona(Performing, Protocol):
    """A character whose persona says which languages she speaks; others are taken to speak English."""

    @property
    def persona(self) -> Persona: ...


class Performer(BaseModel):
    """Who performs, as data: all that drawing her takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    face: str
    """The plug-in that draws her (group vidol.faces)."""
    look: dict[str, Any]


def performer_of(character: Any) -> Performer:
    """What of a vidol.avatar.Character is needed to draw her."""
    return Performer(
        name=character.name,
        face=character.plugins.face,
        look=character.look.model_dump(mode="json"),
    )


def face_of(performer: Performer) -> Face:
    """What draws her. Raises InputError when its plug-in is not installed."""
    look = Look.model_validate(performer.look, strict=False)
    return load("vidol.faces", performer.face)(look)  # type: ignore[no-any-return] # a plug-in's word
