"""The label that people see on a performance: what the character's part ``label`` says, or what was
wished for this once.
"""

from __future__ import annotations

from vidol.core.character import Performing
from vidol.core.errors import InputError
from vidol.core.organs import open_part
from vidol.core.parts import Owner
from vidol.media.visible_label import USUAL, Place, VisibleLabel


def label_of(character: Performing, place: Place | None = None) -> VisibleLabel:
    """The label of a character's performance; `place` goes before what she has.

    Raises InputError where it is to be left off and nobody has said why.
    """
    return wished(_own(character), place, character.name)


def wished(own: VisibleLabel, place: Place | None, name: str) -> VisibleLabel:
    """The label of `name` in another place, for which it keeps its reason. Raises InputError as
    `label_of` does.
    """
    if place == "off" and not own.reason:
        raise InputError(
            f"The pictures of {name} say that they are virtual; to leave that off, say once why:"
            ' vidol edit CHARACTER --set label.reason="..."'
        )
    return own.model_copy(update={"place": place}) if place else own


def _own(character: Owner) -> VisibleLabel:
    said = open_part(character, "label")
    return said if isinstance(said, VisibleLabel) else USUAL
