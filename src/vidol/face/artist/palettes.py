"""Palettes: forty named harmonies of hair, eyes, outfit and accent.

A seed starts from one and varies it a little.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from vidol.face.artist.colour import Colour, from_hex

SKINS: Final = (
    "#fdeadf", "#fbe1d3", "#f9dccb", "#f5d0b8", "#f2cfae", "#e8bb95", "#d9a47a", "#c08a62",
    "#a06e4b", "#7d5138", "#5d3b2a",
)  # fmt: skip
_SKIN_WEIGHTS: Final = (14, 17, 16, 13, 10, 8, 7, 5, 4, 3, 3)


@dataclass(frozen=True, slots=True)
class Palette:
    """Hex codes that go together: hair, its second colour, eyes, outfit main and second, accent."""

    name: str
    hair: str
    hair_second: str
    eyes: str
    main: str
    second: str
    accent: str


PALETTES: Final = tuple(
    Palette(*row.split())
    for row in """
sakura      #f3b6c6 #fbe3e8 #5aa37f #fbf4f2 #8a5a78 #e0567f
moonlit     #c9cfe8 #8f9bd6 #5b6fd1 #f2f3f8 #2f3559 #7f8ff0
midnight    #2b2d49 #5b4fae #e05a7a #ebe9f2 #232640 #c84b74
honey       #e9b862 #f6dc9a #3f8fb0 #fbf6ea #3c5a7a #e8743f
cocoa       #6b4636 #a8735a #c98a3a #f6eee6 #4a3a44 #c2543f
ember       #b8402e #f08a3c #e8b23a #2f2a33 #f2e6dc #e85a2e
mint        #a8dcc8 #e2f5ec #d9668f #f6fbf8 #4f7f83 #f08fae
lagoon      #2f8f9e #7fd6cf #e8944a #f1f7f7 #1f3e58 #f2b45a
lavender    #b9a3e0 #e4d4f5 #8a5fd6 #f7f3fb #5a4684 #f0a6cf
raven       #2a2730 #4a4658 #9a4fc0 #efedf0 #2a2730 #b8323f
snow        #eef0f4 #bcd3ee #4fa3e0 #ffffff #7d9ec4 #5ec2e8
wine        #7a2f4a #c2607f #d9b04a #f4ecec #3b2338 #c23a5a
forest      #4a6b45 #9bb56a #d98a3a #f3f2e6 #3a4a38 #d9694a
peach       #f6c3a0 #ffe3cf #6f8fd6 #fff6ee #b56a5a #f2866f
cobalt      #2f4fae #6fa3f0 #f0b84a #f3f6fc #1d2c5c #f25a6a
ash         #8f8a94 #c9c4cc #7f4fae #f2f0f2 #3d3a46 #a86fd6
rosewood    #8f4a4f #d68a83 #4f9a8a #f8efec #5a3540 #e08f7a
lemonade    #f4e08f #fff3c4 #58b06a #fffdf2 #5f8f5f #f2a03f
plum        #5a3a6f #9a6fc0 #4fc0b0 #f1edf5 #37264a #e07fc0
copper      #b5683a #e8a36a #3fa08f #f8f1e8 #5b4036 #3f8f8a
seafoam     #7fc9b8 #c9f0e2 #4f6fc0 #f4fbf9 #356a78 #f2a57f
ink         #1f2430 #3f5a8a #4fa0e0 #e8ecf2 #1f2430 #4f8fe0
strawberry  #e0687f #f7b0b8 #7fae4f #fff3f2 #8f3550 #f24f6a
sand        #d9b98f #f2e0c0 #5f8fae #faf5ec #7f6a5a #c98f5a
iris        #6a5fc0 #a8a0f0 #e0b04f #f2f1fb #3a3573 #f0c04f
storm       #5f7a94 #a3bfd6 #d6a04f #eff3f6 #33465a #e8b85a
tangerine   #f0924a #ffc98f #4f8fae #fff5ea #4f5a8a #f25f3f
orchid      #c06fb8 #f0b8e0 #5f7fd6 #faf1f9 #6f3a7a #e84fa8
charcoal    #3a3a42 #7f7f8c #5fae8f #ededf0 #2d2d35 #4fae9a
pearl       #e8dfe6 #f2c9d9 #a86fae #fbf8fa #8f7f9a #d67fa8
olive       #7a7a45 #b5b06a #8a5fae #f4f2e4 #4a4a35 #b5543f
sky         #8fc4f0 #d4eaff #f07f8f #f5fafe #4a7fae #ffb84f
mocha       #8a6a58 #c9a88f #6f9a5a #f5efe8 #5a463c #d98a6a
crimson     #9a1f33 #e04f4f #e8c05a #2b2630 #f0e4e0 #d61f3a
aqua        #5fd0e0 #b8f2f5 #e06fae #f2fcfd #2f6f9a #ff7fb0
dusk        #6f5a8f #e08f9a #f0a85a #f5eff4 #463a66 #f2857a
moss        #5f8a6f #a8cfae #c06f5a #f1f6f0 #37584a #e0a06a
apricot     #f0b08a #ffd9b8 #7f5fc0 #fff4ec #8f5f7f #e86f7f
steel       #4f5f7f #8fa0c0 #c04f5f #edf0f5 #2a3550 #c04f5f
candy       #f08fc8 #8fd6f0 #8f6ff0 #fef4fb #7f5fae #5fc8f0
""".strip().splitlines()
)


def pick(rng: random.Random) -> Palette:
    """One of the forty."""
    return rng.choice(PALETTES)


def colours(palette: Palette, rng: random.Random) -> dict[str, Colour]:
    """The palette as fields of a look, each varied a little; skin is drawn on its own."""

    def near(code: str, hue: float = 7, lightness: float = 0.025, chroma: float = 0.12) -> Colour:
        c = from_hex(code)
        return Colour(
            min(0.98, max(0.12, c.lightness + rng.gauss(0, lightness))),
            c.chroma * max(0.4, rng.gauss(1, chroma)),
            (c.hue + rng.gauss(0, hue)) % 360,
        )

    skin = rng.choices(SKINS, _SKIN_WEIGHTS)[0]
    return {
        "skin": near(skin, 3, 0.008, 0.06),
        "hair": near(palette.hair),
        "hair_second": near(palette.hair_second, 10),
        "eyes_left": near(palette.eyes, 8),
        "eyes_right": near(rng.choice(PALETTES).eyes, 8),
        "outfit_main": near(palette.main, 4, 0.012),
        "outfit_second": near(palette.second, 6),
        "accent": near(palette.accent, 6),
    }
