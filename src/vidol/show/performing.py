"""Who performs, as data: what a record keeps of a character, so that she can be drawn again."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, model_validator

from vidol.core.character import Performing
from vidol.core.errors import InputError
from vidol.core.face import Face
from vidol.core.organs import open_alone, part_of
from vidol.core.parts import Enclosed
from vidol.core.speech import Language
from vidol.media.visible_label import USUAL, VisibleLabel

MOST_FILES: Final = 5 << 20
"""Bytes of a face's files that a record holds."""


class Performer(BaseModel):
    """All that drawing her takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    seed: int = 0
    face: Enclosed
    label: VisibleLabel = USUAL
    language: Language = "en"
    """Of the label."""

    @model_validator(mode="before")
    @classmethod
    def _of_version_1(cls, fields: Any) -> Any:
        """Until version 1 of records a face was a plug-in's name and a look."""
        if not (isinstance(fields, dict) and isinstance(fields.get("face"), str)):
            return fields
        face = {"plugin": fields["face"], "settings": fields.get("look")}
        return {name: value for name, value in fields.items() if name != "look"} | {"face": face}


def performer_of(character: Performing, label: VisibleLabel) -> Performer:
    """What of a character is needed to draw her. Raises InputError for a face whose files are more
    than a record holds.
    """
    face = part_of(character, "face")
    size = sum(map(len, face.files.values()))
    if size > MOST_FILES:
        raise InputError(
            f"{character.name} cannot be recorded: the files of the face have {size >> 20} MiB, and"
            f" a record holds {MOST_FILES >> 20}: make them smaller."
        )
    return Performer(
        name=character.name,
        seed=character.seed,
        face=Enclosed.of(face),
        label=label,
        language=character.default_language,
    )


def face_of(performer: Performer) -> Face:
    """What draws her. Raises InputError when its plug-in is not installed."""
    part = performer.face.part("face")
    return open_alone(part, name=performer.name, seed=performer.seed)  # type: ignore[no-any-return] # a plug-in's word
