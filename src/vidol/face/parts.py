"""The face that comes with vidol, as a part of a character (vidol.core.parts)."""

from __future__ import annotations

from typing import Final

from vidol.core.parts import Material, Proposal, Proposed
from vidol.face.artist import Artist, Look


class Drawn:
    """The plug-in ``drawn`` of faces: the artist draws her from her look."""

    Settings = Look

    def __call__(self, material: Material[Look]) -> Artist:
        """What draws her."""
        return Artist(material.settings)

    def propose(self, proposal: Proposal) -> Proposed[Look]:
        """The look of her seed, around what was chosen."""
        chosen = {name: value for name, value in proposal.chosen.items() if name != "seed"}
        look = Look.from_seed(proposal.seed, **chosen)
        return Proposed(look, origin=f"drawn by vidol from seed {proposal.seed}")


drawn: Final = Drawn()
