"""Outfits: what can be worn, drawn over the shoulders from the look's three colours.

Many have a masculine cut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.casual import hoodie, hoodie_back, jacket, jacket_back, knit, knit_back
from vidol.face.artist.cloak import cloak, cloak_back
from vidol.face.artist.colour import Colour
from vidol.face.artist.gothic import gothic, gothic_back
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Look, Outfit
from vidol.face.artist.robes import kimono, kimono_back, qipao, qipao_back
from vidol.face.artist.sketch import Sketch
from vidol.face.artist.stagewear import idol, idol_back
from vidol.face.artist.tailor import Tailor
from vidol.face.artist.uniforms import sailor, sailor_back, shirt, shirt_back, suit, suit_back

Cut = Callable[[Tailor], None]

OUTFITS: Final[dict[Outfit, tuple[Cut, Cut]]] = {
    "sailor": (sailor_back, sailor),
    "hoodie": (hoodie_back, hoodie),
    "suit": (suit_back, suit),
    "kimono": (kimono_back, kimono),
    "idol": (idol_back, idol),
    "knit": (knit_back, knit),
    "shirt": (shirt_back, shirt),
    "gothic": (gothic_back, gothic),
    "jacket": (jacket_back, jacket),
    "qipao": (qipao_back, qipao),
    "cloak": (cloak_back, cloak),
}
"""What shows behind the neck, and the rest."""


def draw_outfit_back(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
    """What shows of the clothes behind the neck."""
    back, _ = OUTFITS[look.outfit]
    with s.on("body", "outfit"):
        back(Tailor(s, look, a, hand))


def draw_outfit(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> Colour | None:
    """The look's clothes, and the shadow that the head throws on them.

    Returns the colour of the sleeves, None for bare arms.
    """
    _, front = OUTFITS[look.outfit]
    with s.on("body", "outfit"):
        t = Tailor(s, look, a, hand)
        front(t)
        t.head_shadow()
    return t.sleeve
