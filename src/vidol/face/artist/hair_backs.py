"""Hair behind the head: what falls freely here, what is tied in `hair_ties`.

Coordinates as in `hairdo`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vidol.face.artist import hair_ties
from vidol.face.artist.hair_pieces import TIPS, fall, grouped, mass, skull
from vidol.face.artist.hair_ties import ringlet
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.look import HairBack


def draw(h: Hairdo) -> None:
    """Draw what lies behind the neck."""
    behind, _ = BACKS[h.look.hair_back]
    behind(h)


def draw_over(h: Hairdo) -> None:
    """Draw what falls over the clothes."""
    _, over = BACKS[h.look.hair_back]
    if over:
        over(h)


# ---- short hair


def _pixie(h: Hairdo) -> None:
    up = 0.14 if h.masculine else 0.0
    lines = [
        [(0.7, 0.4), (1.16, 0.8), (1.20, 1.12 - up), (1.06, 1.44 - up)],
        [(0.6, 0.5), (1.02, 1.0), (0.98, 1.30 - up), (0.80, 1.56 - up)],
        [(0.4, 0.6), (0.70, 1.1), (0.62, 1.40 - up), (0.48, 1.62 - up)],
    ]
    locks = [fall(h, lines, (0.15, 0.16, 0.16))]
    mass(h, skull(1.42 - up, 0.85, 1.12), 1.6, locks, TIPS)
    grouped(h, locks, fresh=False)


def _undercut(h: Hairdo) -> None:
    half = [
        (0, 0.0), (0.5, 0.05), (0.9, 0.25), (1.06, 0.6), (0.98, 0.95), (0.70, 1.12), (0.40, 1.28),
        (0.30, 1.36), (0, 1.40),
    ]  # fmt: skip
    mass(h, half, 1.5)


def _bob(h: Hairdo) -> None:
    low = h.length(1.60)
    outer = [
        [(0.72, 0.15), (1.10, 0.62), (1.30, 1.15), (1.06, low)],
        [(0.7, 0.4), (1.12, 1.0), (1.14, 1.35), (0.84, low + 0.03)],
    ]
    inner = [[(0.6, 0.6), (0.95, 1.1), (0.86, 1.40), (0.58, low + 0.05)]]
    locks = [fall(h, outer, (0.26, 0.24), "full"), fall(h, inner, (0.22,), "full")]
    mass(h, skull(low + 0.02, 1.05, 1.34), low, locks, TIPS)
    grouped(h, locks[::-1], fresh=False)


def _medium(h: Hairdo) -> None:
    low = h.length(1.92)
    inner = [
        [(0.6, 0.5), (0.92, 1.2), (0.80, 1.6), (0.62, low + 0.10)],
        [(0.8, 0.4), (1.20, 1.1), (1.10, 1.55), (0.98, low + 0.08)],
    ]
    outer = [
        [(0.78, 0.2), (1.18, 0.78), (1.28, 1.35), (1.38, low - 0.02)],
        [(0.84, 0.25), (1.22, 0.74), (1.38, 1.22), (1.60, low - 0.30)],
    ]
    locks = [fall(h, inner, (0.20, 0.22)), fall(h, outer, (0.21, 0.15))]
    mass(h, skull(low, 1.16, 1.28), low, locks, TIPS)
    grouped(h, locks, fresh=False)


def _wolf(h: Hairdo) -> None:
    low = h.length(1.78)
    inner = [
        [(0.4, 0.7), (0.72, 1.2), (0.60, 1.55), (0.66, low + 0.18)],
        [(0.6, 0.6), (1.00, 1.15), (0.90, 1.50), (1.04, low + 0.12)],
    ]
    outer = [
        [(0.8, 0.4), (1.20, 0.95), (1.14, 1.35), (1.40, low - 0.10)],
        [(0.9, 0.35), (1.30, 0.8), (1.26, 1.10), (1.56, 1.40)],
        [(0.9, 0.3), (1.28, 0.62), (1.32, 0.86), (1.52, 1.10)],
    ]
    locks = [
        fall(h, inner, (0.15, 0.17), "spike"),
        fall(h, outer, (0.18, 0.16, 0.13), "spike"),
    ]
    mass(h, skull(low - 0.12, 0.95, 1.20), low, locks, TIPS)
    grouped(h, locks, fresh=False)


# Where spikes end, and where they bend on their way.
_SPIKES: Final = (
    (0.55, 1.66, 0.72, 1.15), (0.98, 1.60, 1.08, 1.05), (1.36, 1.40, 1.24, 0.9),
    (1.56, 1.06, 1.26, 0.7), (1.56, 0.66, 1.16, 0.46), (1.46, 0.24, 1.00, 0.20),
    (1.16, -0.10, 0.76, 0.04),
)  # fmt: skip


def _spiky(h: Hairdo) -> None:
    lines = [
        [(0.5, 0.45), (0.5 * (0.5 + bend_x), 0.5 * (0.45 + bend_y)), (bend_x, bend_y), (x, y)]
        for x, y, bend_x, bend_y in _SPIKES
    ]
    locks = [fall(h, lines, (0.16, 0.18, 0.20, 0.22, 0.22, 0.22, 0.20), "spike")]
    mass(h, skull(1.42, 0.9, 1.16), 1.6, locks, TIPS)
    grouped(h, locks, fresh=False)


# ---- long hair


def _long(h: Hairdo) -> None:
    low = h.length(2.42)
    inner = [
        [(0.7, 0.5), (0.98, 1.2), (0.96, 1.8), (0.80, low + 0.12)],
        [(0.9, 0.4), (1.26, 1.1), (1.28, 1.7), (1.14, low + 0.16)],
    ]
    outer = [
        [(0.76, 0.18), (1.20, 0.80), (1.44, 1.60), (1.46, low + 0.05)],
        [(0.82, 0.22), (1.24, 0.76), (1.52, 1.45), (1.80, low - 0.25)],
    ]
    half = [
        (0, 0), (0.5, 0.03), (0.92, 0.2), (1.15, 0.55), (1.30, 1.0), (1.45, 1.7), (1.35, low),
        (0.9, low + 0.05), (0, low + 0.1),
    ]  # fmt: skip
    locks = [fall(h, inner, (0.22, 0.26)), fall(h, outer, (0.25, 0.17))]
    mass(h, half, low, locks)
    grouped(h, locks, fresh=False)


def _long_wavy(h: Hairdo) -> None:
    low = h.length(2.32)
    inner = [
        [(0.7, 0.5), (1.05, 1.05), (0.86, 1.45), (1.08, 1.85), (0.82, low + 0.14)],
        [(0.9, 0.4), (1.36, 0.95), (1.16, 1.40), (1.42, 1.85), (1.14, low + 0.10)],
    ]
    outer = [
        [(0.76, 0.18), (1.26, 0.76), (1.26, 1.25), (1.66, 1.68), (1.46, low - 0.02)],
        [(0.82, 0.22), (1.30, 0.72), (1.40, 1.10), (1.78, 1.46), (1.84, low - 0.36)],
    ]
    half = [
        (0, 0), (0.5, 0.03), (0.92, 0.2), (1.15, 0.55), (1.34, 1.0), (1.40, 1.5), (1.45, 1.9),
        (1.1, low), (0, low + 0.1),
    ]  # fmt: skip
    locks = [fall(h, inner, (0.24, 0.27), "swell"), fall(h, outer, (0.26, 0.18), "swell")]
    mass(h, half, low, locks)
    grouped(h, locks, fresh=False)


# ---- all of them

HANGING: Final[dict[HairBack, tuple[int, ...]]] = {
    "braid": (0,),
    "side_pony": (0,),
    "low_twins": (0, 1),
    "drills": (0, 1),
}
"""On which sides (0 right, 1 left of the picture) a style's own pieces hang before the shoulders.

Long side locks would hide them.
"""

Draw = Callable[[Hairdo], None]
BACKS: Final[dict[HairBack, tuple[Draw, Draw | None]]] = {
    "pixie": (_pixie, None),
    "bob": (_bob, None),
    "medium": (_medium, None),
    "long": (_long, None),
    "long_wavy": (_long_wavy, None),
    "twin_tails": (hair_ties.twin_tails, None),
    "low_twins": (hair_ties.low_twins, hair_ties.low_twins_over),
    "ponytail": (hair_ties.ponytail, None),
    "side_pony": (hair_ties.side_pony, hair_ties.side_pony_over),
    "braid": (hair_ties.braid, hair_ties.braid_over),
    "buns": (hair_ties.buns, None),
    "wolf": (_wolf, None),
    "spiky": (_spiky, None),
    "drills": (hair_ties.drills, hair_ties.drills_over),
    "undercut": (_undercut, None),
}
"""What lies behind the neck, and what falls over the clothes."""

__all__ = ["BACKS", "HANGING", "draw", "draw_over", "ringlet"]
