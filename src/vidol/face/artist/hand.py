"""The hand: a rendering style as numbers that every part of the drawing obeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.look import Look, Style


@dataclass(frozen=True, slots=True)
class Hand:
    """A rendering style.

    line: weight of outlines as a factor; ink: their opacity; shade: strength of shadows; soft:
    feather of shadow edges in canvas units; glow: strength of highlights; grain: how much dry brush
    shows; wash: how far colours are lifted towards paper.
    """

    line: float
    ink: float
    shade: float
    soft: float
    glow: float
    grain: float
    wash: float

    def tone(self, colour: Colour) -> Colour:
        """A colour as this hand lays it down."""
        return mix(colour, PAPER, self.wash) if self.wash else colour


PAPER: Final = Colour(0.975, 0.012, 85)

#                       line   ink  shade   soft   glow  grain   wash
HANDS: Final[dict[Style, Hand]] = {
    "cel":       Hand(1.00, 1.00, 1.00, 0.000, 1.00, 0.00, 0.00),
    "soft":      Hand(0.80, 0.80, 0.95, 0.011, 0.85, 0.00, 0.00),
    "flat":      Hand(0.00, 0.00, 0.60, 0.000, 0.45, 0.00, 0.00),
    "painterly": Hand(0.55, 0.55, 1.25, 0.007, 1.05, 0.75, 0.00),
    "sketch":    Hand(1.25, 0.95, 0.85, 0.000, 0.50, 0.60, 0.42),
    "pastel":    Hand(0.75, 0.60, 0.70, 0.015, 0.80, 0.18, 0.22),
}  # fmt: skip


def hand_of(look: Look) -> Hand:
    """The hand that draws a look."""
    return HANDS[look.style]
