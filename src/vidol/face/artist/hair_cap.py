"""The cap: the hair that lies on the skull, and what stands up from it.

Coordinates as in `hairdo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.face.artist.colour import mix
from vidol.face.artist.curves import Points
from vidol.face.artist.hair import MASS
from vidol.face.artist.hair_tables import CALM, FOREHEAD, TUFTS
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.head import skin_colour
from vidol.face.artist.lock import Forms, form
from vidol.face.artist.sketch import LOCK

# The form shadow on the far side of the skull, in clumps along the flow of the hair.
_CLUMPS: Final = (
    (1.04, 0.14), (1.30, 0.40), (1.36, 0.72), (1.26, 1.08), (1.04, 1.05), (1.10, 0.78),
    (0.98, 0.52), (1.01, 0.70), (0.86, 0.38), (0.87, 0.52), (0.66, 0.20), (0.50, 0.06),
    (0.78, 0.13),
)  # fmt: skip
_CLUMP_CORNERS: Final = (0, 0, 0, 0.6, 0.3, 0.3, 0.9, 1, 0.9, 1, 0.5, 1, 0.3)
# The dark of the hairline, where the fringe lifts off the forehead.
_UNDER_EDGE: Final = (
    (-1.02, 1.0), (-0.98, 0.70), (-0.82, 0.47), (-0.45, 0.34), (0, 0.29), (0.45, 0.34),
    (0.82, 0.47), (0.98, 0.70), (1.02, 1.0), (0.9, 0.75), (0.6, 0.55), (0, 0.5), (-0.6, 0.55),
    (-0.9, 0.75),
)  # fmt: skip
# Hair cropped to the skin beside the right ear.
_CROP: Final = (
    (0.80, 0.42), (1.14, 0.40), (1.155, 0.66), (1.12, 0.88), (1.06, 0.97), (1.015, 1.10),
    (0.985, 1.06), (0.985, 0.84), (0.93, 0.64),
)  # fmt: skip
_CROP_CORNERS: Final = (0, 0, 0, 0, 0.4, 0.6, 0.6, 0.3, 0)


def draw_cap(h: Hairdo, fringe: list[Forms], *, fresh: bool) -> None:
    """The hair that lies on the skull, under the locks of the `fringe`;
    `fresh` as in Hair.mask.
    """
    hair, dome = h.hair, h.dome()
    hair.group(h.top, h.at((0, 1.45))[1])
    shaved = h.look.hair_back == "undercut"
    if shaved:
        dome = [*dome[:4], (1.20, 0.55), (1.17, 0.68)]
    half = _cap_half(h, dome)
    cap = h.at([*half, *((-x, y) for x, y in half[-2:0:-1])])
    flicks = _flicks(h)
    if shaved:
        _draw_crop(h)
    locks: list[Points] = []
    for f in flicks + fringe:
        locks += list(f.outline)
    hair.mask([cap, *locks], fresh=fresh)
    for f in flicks:
        hair.locks(f, cast=0, bare=0.4, shine=0)
    _draw_flyaways(h)
    if "ahoge" in h.look.accessories:
        _draw_ahoge(h)
    hair.fill(cap, "base")
    if h.look.hair_pattern == "split":
        hair.parting = float(h.at((0.9 * h.style.part, 0))[0])
        hair.fill(h.at([*parting(h)[::-1], *half[1:]]), "second")
    silhouette = [*((-x, y) for x, y in dome[::-1]), *dome[1:]]
    weight = 1.15 * np.sin(np.linspace(0.15, np.pi - 0.15, 26)) ** 0.5
    hair.ink(hair.curve(h.at(silhouette), 26), weight)
    _draw_shade(h)


def _cap_half(h: Hairdo, dome: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Right half of the cap: over the skull to the ear, and back along the hairline."""
    hairline: Sequence[tuple[float, float]] = (
        (0.97, 0.76), (0.84, 0.54), (0.48, 0.40), (0, 0.365),
    )  # fmt: skip
    undercut = h.look.hair_back == "undercut"
    if h.look.hair_front == "slick":
        hairline = FOREHEAD[2::-1] if undercut else FOREHEAD[::-1]
    elif undercut:
        hairline = hairline[1:]
    if undercut:
        return [*dome, (1.06, 0.62), *hairline]
    if h.look.hair_side in ("none", "tucked"):
        ear = [(dome[-1][0], 0.84), (1.12, 0.93), (1.01, 0.90)]
    else:
        ear = [dome[-1], (1.13, 1.10), (1.03, 1.02)]
    return [*dome[:-1], *ear, *hairline]


def parting(h: Hairdo) -> list[tuple[float, float]]:
    """The line from the top of the head along which the hair falls apart."""
    p = h.style.part
    return [(p * 0.42, h.dome()[0][1]), (p * 0.60, 0.10), (p * 0.86, 0.22), (p * 0.98, 0.36)]


def _draw_crop(h: Hairdo) -> None:
    """Hair cropped to the skin above the ears."""
    hair = h.hair
    crop = mix(hair.t.shade, skin_colour(h.look, hair.hand), 0.22)
    t = np.linspace(0, 1, 9)
    upper = np.stack([0.99 + 0.17 * t, 0.70 + 0.04 * np.cos(9 * t)], -1)
    lower = np.stack([1.00 + 0.13 * t, 0.82 + 0.04 * np.cos(7 * t)], -1)
    for side in (1, -1):
        panel = np.array(_CROP) * (side, 1)
        hair.s.fill(
            h.at(panel),
            hair.s.solid(crop),
            corner=_CROP_CORNERS,
            keep=LOCK,
            grain=hair.hand.grain * 0.3,
        )
        rows = np.concatenate([upper, lower]) * (side, 1)
        middles, ends = rows + (side * 0.006, 0.03), rows + (side * 0.006, 0.06)
        stubble = h.at(np.stack([rows, middles, ends], axis=1))
        hair.strands(stubble, np.full(18, 0.0008), hair.t.deep, opacity=0.7, clip=LOCK)
        hair.ink(hair.curve(h.at(panel[1:5]), 10), 0.9)


def _round(degrees: ArrayLike, reach: ArrayLike = 1.0) -> Points:
    """Points on the round of the hair, by degrees from the top; reach 1 is the silhouette."""
    a, r = np.radians(np.asarray(degrees, float)), np.asarray(reach, float)
    return np.stack([1.30 * r * np.sin(a), 0.70 - 0.72 * r * np.cos(a)], axis=-1)


def _flicks(h: Hairdo) -> list[Forms]:
    """Tips that leave the silhouette."""
    if h.look.hair_back == "undercut":
        return []
    flicks = h.style.flicks
    if h.masculine and flicks is CALM:
        flicks += TUFTS
    turn, height, half = np.array(flicks).T
    turn = turn + h.jitter(turn.shape, 4.0)
    height = height * (1 + h.jitter(height.shape, 0.25))
    s = np.sign(turn)
    course = [
        _round(turn - 48 * s, 0.72),
        _round(turn - 24 * s, 0.91),
        _round(turn - 2 * s, 0.99),
        _round(turn + 18 * s, 1 + height),
    ]
    return [form(h.at(np.stack(course, axis=1)), half * h.wide, "point")]


def _draw_flyaways(h: Hairdo) -> None:
    """A few single hairs that leave the silhouette."""
    hair = h.hair
    rng = hair.rng
    sides = (1, -1, 1, -1, -1)[: rng.randint(3, 5)]
    turns = np.array([rng.uniform(10, 62) * side for side in sides])
    off = np.array([rng.uniform(0.03, 0.065) for _ in turns])
    s = np.sign(turns)
    course = [
        _round(turns - 8 * s, 0.95),
        _round(turns + 6 * s, 1.0 + 0.4 * off),
        _round(turns + 20 * s, 1.01 + 0.9 * off),
        _round(turns + 36 * s, 1.0 + 2.0 * off),
    ]
    lines = np.stack(course, axis=1)
    lines[..., 1] -= 0.05 * h.puff * (1 - lines[..., 1])
    colour = hair.t.line if hair.hand.line else hair.t.shade
    width = np.full(len(turns), 0.0010)
    hair.strands(hair.curve(h.at(lines), 8), width, colour, opacity=0.75, clip=-1)


# From the crown; y counts from the top of the hair.
_AHOGES: Final = (
    ((0, 0.10), (-0.03, -0.06), (0.10, -0.15), (0.30, -0.13), (0.38, -0.01)),
    ((0, 0.10), (-0.10, -0.05), (-0.05, -0.15), (0.14, -0.16), (0.10, -0.07)),
    ((0, 0.10), (0.04, -0.06), (-0.08, -0.15), (-0.28, -0.13), (-0.36, -0.02)),
)


def _draw_ahoge(h: Hairdo) -> None:
    """The lock that stands up from the crown."""
    x, y = h.style.part * 0.45, h.dome()[0][1]
    curl = [(x + dx, y + dy) for dx, dy in _AHOGES[h.look.seed % 3]]
    lock = form(h.at([curl]), [0.075 * h.wide], "leaf")
    h.hair.locks(lock, cast=0, bare=0.0, shine=0)


def _draw_shade(h: Hairdo) -> None:
    """The form shadow on the far side of the skull, and the dark of the hairline."""
    hair = h.hair
    s, hand = hair.s, hair.hand
    shade = hair.second.shade if h.look.hair_pattern == "split" else hair.t.shade
    hair.shade(h.at(_CLUMPS), shade, _CLUMP_CORNERS, 0.75, clip=MASS)
    s.fill(
        h.at(_UNDER_EDGE),
        s.solid(hair.t.deep),
        clip=MASS,
        blend="atop",
        opacity=0.55,
        feather=max(0.004, hand.soft * 0.7),
    )
