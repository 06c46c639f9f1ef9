"""The crown: the lines that sweep over the skull, and the ring of light around it.

Coordinates as in `hairdo`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.face.artist.curves import Points
from vidol.face.artist.hair import MASS
from vidol.face.artist.hair_cap import parting
from vidol.face.artist.hair_colour import gleam
from vidol.face.artist.hair_tables import FOREHEAD
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.lock import chain

# Lines over the skull: how far out they reach, where along the parting they begin, how far down
# they come.
_LINES: Final = (
    (1.02, 0.05, 0.50), (0.80, 0.25, 0.36), (0.48, 0.5, 0.34),
    (-0.42, 0.45, 0.30), (-0.76, 0.2, 0.44), (-1.04, 0.0, 0.42),
)  # fmt: skip
_LINE_WIDTHS: Final = np.array([0.0014, 0.0010, 0.0013, 0.0012, 0.0009, 0.0014])
# The light on the far side of the skull.
_RIM: Final = (
    (0.86, 0.09), (1.10, 0.20), (1.36, 0.50), (1.36, 0.74), (1.27, 0.90), (1.255, 0.66),
    (1.17, 0.41), (1.03, 0.24),
)  # fmt: skip
# The upper edge of a piece of the ring of light.
_RING_TOP: Final = ((0.0, 0.2), (0.25, 1.0), (0.6, 1.15), (1.0, 0.3))


def draw_lines(h: Hairdo) -> None:
    """Lines that sweep from the whorl or parting over the skull, few and of uneven length."""
    hair, style = h.hair, h.style
    if h.look.hair_front == "slick":
        _draw_combed(h)
        return
    if style.depth > 0.6:
        line = hair.curve(h.at(parting(h)))[None]
        hair.strands(line, np.linspace(0.0019, 0.0004, 9)[None], hair.t.deep, opacity=0.75)
    reach, t, length = np.array(_LINES).T
    root = style.part * (0.5 + 0.5 * t)
    start = np.stack([root + 0.10 * reach, 0.06 + (0.06 + 0.22 * style.depth) * t], axis=1)
    end = np.stack([reach, length], axis=1) + h.jitter((len(_LINES), 2), 0.05)
    way = end - start
    points = np.stack([start, start + way * (0.42, 0.10), start + way * (0.80, 0.48), end], axis=1)
    hair.strands(hair.curve(h.at(points), 7), _LINE_WIDTHS, hair.t.deep, opacity=0.55)


def _draw_combed(h: Hairdo) -> None:
    """Hair combed back: strokes that rise from the hairline and bend over the crown."""
    hair, dome = h.hair, h.dome()
    x = np.linspace(-0.98, 0.98, 17) + h.jitter((17,), 0.03)
    low = np.interp(np.abs(x), *np.array(FOREHEAD).T)
    high = np.interp(np.abs(x), (0, 0.5, 0.92, 1.2), [y for _, y in dome[:4]]) + 0.03
    length = 0.55 + 0.45 * h.jitter((17,), 1.0) ** 2
    rise = (low - high) * length
    course = [
        np.stack([x, low - 0.005], -1),
        np.stack([x * 1.02 - 0.03, low - 0.35 * rise], -1),
        np.stack([x * 1.10 + 0.03, low - 0.75 * rise], -1),
        np.stack([x * 1.22 + 0.14, low - rise * 0.98], -1),
    ]
    lines = hair.curve(h.at(np.stack(course, axis=1)), 8)
    thick = np.array([0.5, 1.0, 0.7, 1.6, 0.6, 1.0])[np.arange(17) % 6]
    fade = np.linspace(1, 0, 8) ** 0.8
    hair.strands(lines[::2], 0.0042 * thick[::2, None] * fade, hair.t.shade, opacity=0.9)
    hair.strands(lines[1::2], 0.0016 * thick[1::2, None] * fade, hair.t.deep, opacity=0.8)
    hair.ink(h.at([*((-x, y) for x, y in FOREHEAD[:0:-1]), *FOREHEAD]), 0.8)


def draw_halo(h: Hairdo) -> None:
    """The ring of light around the skull, in uneven pieces with jagged ends, and its thin echo."""
    hair = h.hair
    rng = hair.rng
    pieces: list[Points] = []
    x = -1.08
    while x < 1.02:
        width = rng.choice((0.16, 0.26, 0.40, 0.30)) * (1.0 if x < 0.3 else 0.7)
        if x + 0.5 * width < 0.90:
            tall = rng.uniform(0.8, 1.15) * (1.0 if x < 0.35 else 0.7)
            pieces.append(h.at(_halo_piece(h, x, width, tall)))
        x += width + rng.choice((0.03, 0.05, 0.12))
    count = len(pieces[0])
    corner = np.full(count, 0.75)
    corner[: count // 2] = 0.0
    points, corners = chain(pieces, [corner] * len(pieces))
    hair.light(points, gleam(hair.t.base, 1.05), corners, 0.70, clip=MASS)
    hair.light(h.at(_RIM), gleam(hair.t.base, 0.7), (1, 0, 0, 0, 1, 0, 0, 0), 0.42, clip=MASS)


def _halo_piece(h: Hairdo, x0: float, width: float, tall: float) -> Points:
    """One piece of the ring from x0 on: a smooth upper edge, and teeth along the hair below."""
    rng = h.hair.rng
    teeth = np.array([
        (1.0, 0.5), (0.86, rng.uniform(1.6, 3.0)), (0.70, 0.75), (0.52, rng.uniform(1.8, 3.6)),
        (0.36, 0.7), (0.2, rng.uniform(1.4, 2.6)), (0.06, 0.4),
    ])  # fmt: skip
    top = np.array(_RING_TOP)
    x = x0 + width * np.concatenate([top[:, 0], teeth[:, 0]])
    down = np.concatenate([-0.028 * tall * top[:, 1], 0.026 * tall * teeth[:, 1]])
    height = 0.19 if h.look.hair_front == "slick" else 0.345
    lean = (x - 0.5 * h.style.part) * 0.55
    return np.stack([x + lean * down, height + 0.20 * x * x + down], axis=1)
