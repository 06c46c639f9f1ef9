"""Accessories: what can be worn on head, ears and neck, and at which moments of the drawing its
pieces are put down.

Things that stand on the skull move with the layer "crown", things that lie on the hair or before
the eyes with "head_front", what dangles with "hanging".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.hand import Hand
from vidol.face.artist.headwear import (
    beret,
    cat_ears,
    crown,
    fox_ears,
    halo,
    headband,
    headphones,
    horns,
    rabbit_ears,
)
from vidol.face.artist.look import Accessory, Look
from vidol.face.artist.sketch import Sketch
from vidol.face.artist.trinkets import (
    choker,
    earrings,
    flower,
    glasses,
    hairpin,
    ribbon,
    side_ribbon,
    star_clip,
)
from vidol.face.artist.wardrobe import Wardrobe

DRAW: Final[dict[Accessory, Callable[[Wardrobe, str], None]]] = {
    "cat_ears": cat_ears, "fox_ears": fox_ears, "rabbit_ears": rabbit_ears, "ribbon": ribbon,
    "side_ribbon": side_ribbon,
    "glasses": glasses, "headphones": headphones, "halo": halo, "horns": horns, "flower": flower,
    "hairpin": hairpin,
    "beret": beret, "crown": crown, "choker": choker, "earrings": earrings, "star_clip": star_clip,
    "headband": headband,
}  # fmt: skip
# Drawing order among what is worn on the head: broad things first.
ORDER: Final = tuple(DRAW)


def draw_accessories(s: Sketch, look: Look, a: Anatomy, hand: Hand, moment: str) -> None:
    """Draw the pieces that belong at this moment: behind, back, chest, ears, face, under_fringe or
    front.
    """
    worn = [name for name in ORDER if name in look.accessories]
    if not worn:
        return
    wardrobe = Wardrobe(s, look, a, hand)
    for name in worn:
        DRAW[name](wardrobe, moment)
