"""Accessories: what can be worn on head, ears and neck, and when its pieces are put down.

Things that stand on the skull move with the layer "crown", things that lie on the hair or before
the eyes with "head_front", what dangles with "hanging".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vidol.face.artist import animal_ears, headwear, trinkets
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Accessory, Look
from vidol.face.artist.sketch import Sketch
from vidol.face.artist.wardrobe import Wardrobe

# In drawing order: broad things first.
DRAW: Final[dict[Accessory, Callable[[Wardrobe, str], None]]] = {
    "cat_ears": animal_ears.cat_ears,
    "fox_ears": animal_ears.fox_ears,
    "rabbit_ears": animal_ears.rabbit_ears,
    "ribbon": trinkets.ribbon,
    "side_ribbon": trinkets.side_ribbon,
    "glasses": trinkets.glasses,
    "headphones": headwear.headphones,
    "halo": headwear.halo,
    "horns": headwear.horns,
    "flower": trinkets.flower,
    "hairpin": trinkets.hairpin,
    "beret": headwear.beret,
    "crown": headwear.crown,
    "choker": trinkets.choker,
    "earrings": trinkets.earrings,
    "star_clip": trinkets.star_clip,
    "headband": headwear.headband,
}


def draw_accessories(s: Sketch, look: Look, a: Anatomy, hand: Hand, moment: str) -> None:
    """Draw the pieces that belong at this moment.

    Moments: behind, back, chest, ears, face, under_fringe, front.
    """
    worn = [draw for name, draw in DRAW.items() if name in look.accessories]
    if not worn:
        return
    wardrobe = Wardrobe(s, look, a, hand)
    for draw in worn:
        draw(wardrobe, moment)
