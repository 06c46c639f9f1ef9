"""The colours that a head of hair is painted with."""

from __future__ import annotations

from dataclasses import dataclass

from vidol.face.artist.colour import Colour, from_hex
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Look


def shadow(c: Colour, amount: float) -> Colour:
    """Hair in shadow: calmer than skin or cloth, because large dark saturated areas look neon."""
    depth = (0.105 if c.lightness > 0.5 else 0.05 + 0.11 * c.lightness) * amount
    chroma = c.chroma * (1 - 0.07 * amount) + (0.010 * amount if c.lightness > 0.8 else 0.0)
    hue = c.shade(min(1.0, amount)).hue
    return Colour(max(0.10, c.lightness - depth), min(chroma, 0.145), hue)


def gleam(c: Colour, amount: float = 1.0) -> Colour:
    """Hair in light."""
    if c.lightness > 0.86:
        return Colour(0.99, c.chroma * 0.3, c.hue)
    if c.lightness > 0.45:
        lightness = min(0.985, c.lightness + 0.155 * amount)
        return Colour(lightness, c.chroma * (1 - 0.20 * amount), c.light(0.55).hue)
    hue = c.light(0.45).hue if c.chroma > 0.03 else 265
    return Colour(c.lightness + 0.20 * amount, c.chroma * 0.92 + 0.012, hue)


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one strand of hair: in light, shadow, deep shadow, its line, and its tip."""

    base: Colour
    tip: Colour
    shade: Colour
    deep: Colour
    light: Colour
    line: Colour

    @classmethod
    def of(cls, base: Colour, tip: Colour, hand: Hand) -> Tones:
        """All the tones that go with a base."""
        return cls(
            base=base,
            tip=tip,
            shade=shadow(base, 1.15 * hand.shade),
            deep=shadow(base, 2.3 * hand.shade),
            light=gleam(base),
            line=base.line(),
        )


def tones(look: Look, hand: Hand) -> Tones:
    """The tones of a look's hair, as its roots have them."""
    base = workable(look.hair, hand)
    if look.hair_pattern == "gradient":
        tip = workable(look.hair_second, hand)
    else:
        tip = base.light(0.22 if base.lightness > 0.3 else 0.4)
    return Tones.of(base, tip, hand)


def workable(code: str, hand: Hand) -> Colour:
    """A hair colour (hex) as this hand draws it.

    Black hair is drawn as a very dark colour, so that its shadows and lines still show.
    """
    c = hand.tone(from_hex(code))
    return c.with_(lightness=0.24 + 0.2 * c.lightness) if c.lightness < 0.3 else c
