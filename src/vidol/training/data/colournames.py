"""Names of colours, as people say them of hair, eyes, skin and clothes: who writes #c0c0c8 means
silver.
"""

from __future__ import annotations

import functools
import re
from typing import Final

import numpy as np

from vidol.core.arrays import F64

_HEX: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)

NAMES: Final = {
    "black": "#0c0a0e #2a2526", "dark grey": "#4a4a4e", "grey": "#808080",
    "silver": "#c0c0c8 #d3d7de", "white": "#ffffff #f2f0ee",
    "dark brown": "#3f2718 #4e342e", "brown": "#6e442b #7b4a2d #8d5524",
    "light brown": "#9c6541 #a47148 #b07d52", "auburn": "#71291d #8a3324",
    "ginger": "#b55239 #c65d2e #d2703a", "blonde": "#e8c872 #dcb85c #f0dca0",
    "beige": "#e8b58c #d9a57d #f2d3b1 #ffdbac #edc9a8",
    "red": "#d22b2b #b01818 #ee3a3a", "dark red": "#7a1020", "orange": "#f28c28 #ff7f0e",
    "yellow": "#f5d90a #ffe135", "olive": "#7d7a2e",
    "green": "#2e9e4f #59b36a #3f7d44", "light green": "#a8e6a1", "dark green": "#1d4d2b",
    "teal": "#1a9a94 #3a8f8a", "turquoise": "#5fd3d0",
    "light blue": "#9fd0f0 #7fb8e6", "blue": "#2f6fd0 #3b82c4 #1d4ed8", "dark blue": "#1c2c66",
    "lavender": "#c3b1e1",
    "purple": "#8a5cc0 #6b3fa0 #9333ea", "dark purple": "#3f1f5f", "magenta": "#c71585 #e01fa0",
    "pink": "#f7a8c4 #f48fb1 #d44d7a #ffc0cb",
}  # fmt: skip
"""Each name with the colours that stand for it, sRGB."""


def is_colour(text: str) -> bool:
    """Whether it is written as #rgb, #rrggbb or #rrggbbaa."""
    return _HEX.fullmatch(text) is not None


@functools.lru_cache(4096)
def name_of(text: str) -> str:
    """The name whose colour is nearest to `text` (see `is_colour`), by distance in Oklab: a colour
    space in which equal steps look equal.

    Oklab: Björn Ottosson 2020, https://bottosson.github.io/posts/oklab.
    """
    names, places = _places()
    return names[int(np.argmin(((places - _oklab(text)) ** 2).sum(1)))]


@functools.cache
def _places() -> tuple[tuple[str, ...], F64]:
    pairs = [
        (name, _oklab(colour)) for name, colours in NAMES.items() for colour in colours.split()
    ]
    return tuple(name for name, _ in pairs), np.array([place for _, place in pairs])


def _oklab(text: str) -> F64:
    digits = text[1:7] if len(text) > 4 else "".join(2 * digit for digit in text[1:])
    values = np.frombuffer(bytes.fromhex(digits), np.uint8) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(_TO_CONES @ linear)
    return np.asarray(_TO_LAB @ cones)


_TO_CONES: Final = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB: Final = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
