"""Clothes: each outfit is drawn over the shoulders from the look's three colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import Colour, from_hex
from vidol.face.artist.curves import Points, along, mirrored, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import LINE
from vidol.face.artist.look import Look, Outfit
from vidol.face.artist.sketch import CLOTH, Sketch


class Tailor:
    """Draws cloth in one look's colours. Coordinates: x in shoulder half-widths, y 0 at the collar, 1 at the bottom edge."""

    def __init__(self, s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
        self.s, self.look, self.a, self.hand = s, look, a, hand
        self.main, self.second, self.accent = (hand.tone(from_hex(c)) for c in (look.outfit_main, look.outfit_second, look.accent))

    def at(self, points: Sequence[Sequence[float]]) -> Points:
        p = np.asarray(points, float)
        a = self.a
        return np.stack([a.cx + a.shoulder_half * p[:, 0], a.collar_y + (1.04 - a.collar_y) * p[:, 1]], axis=1)

    def both(self, half: Sequence[Sequence[float]]) -> Points:
        return mirrored(self.at(half) - (self.a.cx, 0), self.a.cx)

    def cloth(self, outline: Points, colour: Colour, *, corner: object = 0.0, keep: int = CLOTH, line: bool = True, unite: bool = False) -> None:
        """A piece of cloth with its light from the upper left and its outline."""
        s, hand = self.s, self.hand
        x0, x1 = outline[:, 0].min(), outline[:, 0].max()
        y0, y1 = outline[:, 1].min(), outline[:, 1].max()
        paint = s.linear((x0, y0), (x0 + 0.5 * (x1 - x0), y1), (0, colour.light(0.25), 1), (0.45, colour, 1), (1, colour.shade(0.5 * hand.shade), 1))
        s.fill(outline, paint, keep=keep, corner=corner, grain=hand.grain * 0.3)  # type: ignore[arg-type]
        if line and hand.line:
            closed = np.concatenate([outline, outline[:1]])
            s.stroke(closed, LINE * 0.95 * hand.line, s.solid(colour.line()), corner=np.append(np.broadcast_to(corner, len(outline)), 1.0), opacity=hand.ink)  # type: ignore[arg-type]

    def fold(self, points: Sequence[Sequence[float]], colour: Colour, width: float = 0.012, mirror: bool = True) -> None:
        """A tapered shadow of a fold, clipped to the last cloth."""
        for side in (1, -1) if mirror else (1,):
            at = along(self.at([(side * x, y) for x, y in points]), 8)
            self.s.stroke(at, taper(8, width, 0.35), self.s.solid(colour.shade(0.95 * self.hand.shade)), clip=CLOTH, opacity=0.8, feather=self.hand.soft * 0.3)

    def head_shadow(self, colour: Colour) -> None:
        """What the head and hair throw on the chest."""
        a = self.a
        drop = mirrored([(0, a.collar_y - 0.05), (0.16, a.collar_y - 0.05), (0.175, a.collar_y + 0.03), (0.10, a.collar_y + 0.075), (0, a.collar_y + 0.085)], a.cx)
        self.s.fill(drop + (0.012, 0), self.s.solid(colour.shade(1.0 * self.hand.shade)), clip=CLOTH, blend="atop", opacity=0.55, feather=max(0.004, self.hand.soft))

    def torso(self, colour: Colour, neck: Sequence[Sequence[float]]) -> None:
        """Shoulders and chest; `neck` is the right half of the neckline from the midline outwards."""
        half = [*neck, (0.62, 0.115), (0.90, 0.22), (1.06, 0.50), (1.12, 1.05), (0, 1.05)]
        self.cloth(self.both(half), colour)
        for points, width in (
            ([(0.96, 0.42), (0.80, 0.62), (0.76, 0.95)], 0.016), ([(0.86, 0.30), (0.70, 0.44), (0.64, 0.62)], 0.010), ([(0.30, 0.62), (0.36, 0.80), (0.34, 1.0)], 0.010),
        ):  # fmt: skip
            self.fold(points, colour, width)
        self.head_shadow(colour)


def _sailor(t: Tailor) -> None:
    t.torso(t.main, [(0, 0.46), (0.16, 0.20), (0.30, 0.02)])
    flap = t.both([(0, 0.47), (0.10, 0.33), (0.26, 0.06), (0.33, -0.02), (0.50, 0.05), (0.78, 0.20), (0.72, 0.36), (0.40, 0.50), (0.13, 0.60), (0, 0.52)])
    t.cloth(flap, t.second)
    for inset in (0.030, 0.055):
        stripe = [(0.775 - inset, 0.215), (0.705 - inset * 0.6, 0.345 - inset * 0.3), (0.40, 0.485 - inset), (0.15, 0.580 - inset)]
        for side in (1, -1):
            t.s.stroke(along(t.at([(side * x, y) for x, y in stripe]), 8), 0.0042, t.s.solid(t.main), clip=CLOTH)
    _ribbon(t, 0.0, 0.58, 0.34)


def _ribbon(t: Tailor, x: float, y: float, size: float) -> None:
    """A bow with its knot at (x, y)."""
    c = t.accent
    for side in (1, -1):
        tail = t.at([(x, y), (x + side * 0.10 * size / 0.34, y + 0.10), (x + side * 0.24 * size / 0.34, y + 0.34), (x + side * 0.06 * size / 0.34, y + 0.30)])
        t.cloth(tail, c.shade(0.35), corner=[0, 0, 1, 1])
    for side in (1, -1):
        loop = t.at([(x, y), (x + side * 0.5 * size, y - 0.10), (x + side * size, y - 0.13), (x + side * 1.06 * size, y + 0.03), (x + side * 0.9 * size, y + 0.15), (x + side * 0.4 * size, y + 0.07)])
        t.cloth(loop, c, corner=[0.8, 0, 0.3, 0, 0.3, 0])
        t.s.stroke(along(t.at([(x + side * 0.06, y), (x + side * 0.4 * size, y - 0.015), (x + side * 0.66 * size, y - 0.03)]), 6), taper(6, 0.007, 0.2), t.s.solid(c.shade(1.2)), clip=CLOTH)
    knot = t.at([(x - 0.055, y - 0.05), (x + 0.055, y - 0.05), (x + 0.062, y + 0.055), (x - 0.062, y + 0.055)])
    t.cloth(knot, c.light(0.2), corner=0.35)


def _hoodie(t: Tailor) -> None:
    hood = t.both([(0, 0.0), (0.30, -0.08), (0.52, -0.02), (0.66, 0.16), (0.44, 0.26), (0, 0.36)])
    t.cloth(hood, t.main.shade(1.0))
    t.torso(t.main, [(0, 0.30), (0.22, 0.20), (0.40, 0.02)])
    rim = t.both([(0, 0.46), (0.16, 0.36), (0.34, 0.16), (0.44, -0.04), (0.58, 0.03), (0.54, 0.24), (0.32, 0.46), (0, 0.60)])
    t.cloth(rim, t.main.light(0.35))
    t.fold([(0.50, 0.10), (0.40, 0.30), (0.20, 0.46)], t.main, 0.008)
    for side in (1, -1):
        cord = along(t.at([(side * 0.15, 0.48), (side * 0.17, 0.66), (side * 0.14, 0.88 + 0.05 * side)]), 7)
        t.s.stroke(cord, 0.0085, t.s.solid(t.second.line()))
        t.s.stroke(cord, 0.0060, t.s.solid(t.second))
        t.s.stroke(cord[-2:], 0.0090, t.s.solid(t.accent))


def _suit(t: Tailor) -> None:
    t.torso(t.main if t.main.lightness > 0.7 else t.main.light(3), [(0, 0.20), (0.14, 0.12), (0.27, -0.02)])
    for side in (1, -1):
        collar = t.at([(side * 0.02, 0.22), (side * 0.24, -0.06), (side * 0.36, 0.02), (side * 0.22, 0.30)])
        t.cloth(collar, Colour(0.97, 0.006, 250), corner=0.7)
    tie = t.at([(-0.055, 0.22), (0.055, 0.22), (0.075, 0.34), (0.11, 0.86), (0, 1.02), (-0.11, 0.86), (-0.075, 0.34)])
    t.cloth(tie, t.accent, corner=0.6)
    t.s.stroke(t.at([(-0.07, 0.35), (0.07, 0.33)]), [0.004, 0.002], t.s.solid(t.accent.shade(1.5)))
    jacket = t.second
    for side in (1, -1):
        front = t.at([(side * x, y) for x, y in ((0.30, 0.02), (0.60, 0.10), (0.92, 0.20), (1.10, 0.50), (1.15, 1.06), (0.06, 1.06), (0.12, 0.92))])
        t.cloth(front, jacket, corner=[0.5, 0, 0, 0, 1, 1, 0.2])
        t.fold([(0.92, 0.45), (0.78, 0.65), (0.76, 1.0)], jacket, 0.014)
        lapel = t.at([(side * x, y) for x, y in ((0.28, 0.03), (0.44, 0.10), (0.50, 0.38), (0.38, 0.42), (0.42, 0.50), (0.10, 0.94), (0.17, 0.50))])
        t.cloth(lapel, jacket.light(0.30), corner=[0.6, 0.4, 0.9, 0.9, 0.9, 0.9, 0])


def _kimono(t: Tailor) -> None:
    t.torso(t.main, [(0, 0.55), (0.14, 0.30), (0.34, -0.02)])
    for side, z in ((-1, 0.0), (1, 0.04)):
        inner = t.at([(side * x, y) for x, y in ((0.26, -0.06), (0.40, -0.05), (0.20, 0.46), (-0.16, 0.96), (-0.26, 0.90), (0.08, 0.36))])
        t.cloth(inner, Colour(0.96, 0.015, 80), corner=0.4)
        band = t.at([(side * x, y + z) for x, y in ((0.36, -0.08), (0.54, -0.02), (0.34, 0.44), (-0.06, 1.04), (-0.24, 1.0), (0.16, 0.46))])
        t.cloth(band, t.second, corner=0.4)
    obi = t.both([(0, 0.96), (0.5, 0.95), (0.86, 0.97), (0.9, 1.08), (0, 1.08)])
    t.cloth(obi, t.accent)
    for x, y, r in ((0.74, 0.42, 0.07), (-0.78, 0.56, 0.08), (0.62, 0.74, 0.055), (-0.60, 0.84, 0.05)):
        for i in range(5):
            turn = i * 1.2566
            petal = t.at([(x + 0.6 * r * np.cos(turn), y + 0.55 * r * np.sin(turn))])[0]
            t.s.fill(np.array([petal + 0.013 * r / 0.07 * np.array([np.cos(k), np.sin(k)]) for k in np.arange(6) * 1.047]), t.s.solid(t.accent.light(0.8)), opacity=0.9)


def _idol(t: Tailor) -> None:
    t.torso(t.main, [(0, 0.40), (0.24, 0.42), (0.44, 0.30), (0.52, 0.10)])
    bodice = t.both([(0, 0.62), (0.22, 0.55), (0.46, 0.44), (0.60, 0.60), (0.62, 1.06), (0, 1.06)])
    t.cloth(bodice, t.second)
    for i in range(9):
        x = -0.56 + 0.14 * i
        y = 0.42 + 0.10 * (1 - (x / 0.56) ** 2)
        frill = t.at([(x - 0.085, y - 0.02), (x + 0.085, y - 0.02), (x + 0.10, y + 0.09), (x, y + 0.14), (x - 0.10, y + 0.09)])
        t.cloth(frill, Colour(0.97, 0.01, 320), corner=[0.8, 0.8, 0.2, 0, 0.2])
    for side in (1, -1):
        puff = t.at([(side * x, y) for x, y in ((0.56, 0.10), (0.84, 0.08), (1.12, 0.26), (1.20, 0.58), (0.98, 0.66), (0.78, 0.46))])
        t.cloth(puff, t.main.light(0.1), corner=[0.5, 0, 0, 0.4, 0.4, 0])
        t.fold([(0.84, 0.16), (0.94, 0.36), (0.96, 0.58)], t.main, 0.010, mirror=False)
        band = t.at([(side * x, y) for x, y in ((0.94, 0.60), (1.20, 0.54), (1.22, 0.64), (0.96, 0.70))])
        t.cloth(band, t.accent, corner=0.5)
    _ribbon(t, 0.0, 0.66, 0.26)


def _knit(t: Tailor) -> None:
    t.torso(t.main, [(0, 0.12), (0.2, 0.06), (0.30, -0.06)])
    collar = t.both([(0, -0.10), (0.20, -0.14), (0.27, -0.10), (0.31, 0.10), (0.18, 0.20), (0, 0.24)])
    t.cloth(collar, t.main.light(0.2))
    for i in range(-4, 5):
        x = 0.065 * i
        t.s.stroke(t.at([(x * 0.9, -0.11 + 0.5 * x * x), (x, 0.04), (x * 1.05, 0.20 - 1.0 * x * x)]), [0.001, 0.0028, 0.001], t.s.solid(t.main.shade(1.2)), clip=CLOTH, opacity=0.7)
    for x in (-0.5, -0.25, 0.0, 0.25, 0.5):
        for k in range(5):
            y = 0.42 + 0.13 * k
            for side in (1, -1):
                t.s.stroke(t.at([(x + side * 0.045, y), (x + side * 0.012, y + 0.07), (x, y + 0.11)]), [0.0005, 0.0042, 0.0005], t.s.solid(t.main.shade(0.9)), opacity=0.6)


def _shirt(t: Tailor) -> None:
    t.torso(t.main, [(0, 0.34), (0.14, 0.14), (0.28, -0.03)])
    for side in (1, -1):
        collar = t.at([(side * x, y) for x, y in ((0.03, 0.36), (0.22, -0.06), (0.36, 0.00), (0.42, 0.24), (0.24, 0.40))])
        t.cloth(collar, t.main.light(0.4), corner=[0.9, 0.4, 0.5, 0.9, 0.9])
    t.s.stroke(t.at([(0.05, 0.40), (0.055, 0.70), (0.05, 1.05)]), 0.0026, t.s.solid(t.main.shade(1.4)))
    for y in (0.52, 0.74, 0.96):
        t.s.fill(t.at([(0.0 + 0.022 * np.cos(k), y + 0.020 * np.sin(k)) for k in np.arange(8) * 0.785]), t.s.solid(t.second))
    vest = t.second
    for side in (1, -1):
        side_piece = t.at([(side * x, y) for x, y in ((0.42, 0.10), (0.66, 0.14), (0.74, 0.50), (0.80, 1.06), (0.10, 1.06), (0.16, 0.80))])
        t.cloth(side_piece, vest, corner=[0.6, 0.4, 0, 1, 1, 0.3])


def _gothic(t: Tailor) -> None:
    dark = t.second.with_(lightness=min(t.second.lightness, 0.32))
    t.torso(dark, [(0, 0.18), (0.2, 0.10), (0.32, -0.02)])
    for row, (y, n) in enumerate(((0.02, 7), (0.16, 9))):
        for i in range(n):
            x = (i - (n - 1) / 2) * 0.115
            frill = t.at([(x - 0.07, y - 0.04 - 0.5 * x * x), (x + 0.07, y - 0.04 - 0.5 * x * x), (x + 0.08, y + 0.10 - 0.6 * x * x), (x, y + 0.15 - 0.6 * x * x), (x - 0.08, y + 0.10 - 0.6 * x * x)])
            t.cloth(frill, t.main if row else t.main.light(0.2), corner=[0.8, 0.8, 0.2, 0, 0.2])
    for y in (0.52, 0.68, 0.84):
        t.s.stroke(t.at([(-0.10, y), (0.10, y + 0.10)]), 0.0038, t.s.solid(t.accent))
        t.s.stroke(t.at([(0.10, y), (-0.10, y + 0.10)]), 0.0038, t.s.solid(t.accent))
    _ribbon(t, 0.0, 0.34, 0.24)


OUTFITS: Final[dict[Outfit, Callable[[Tailor], None]]] = {
    "sailor": _sailor, "hoodie": _hoodie, "suit": _suit, "kimono": _kimono, "idol": _idol, "knit": _knit, "shirt": _shirt, "gothic": _gothic,
}  # fmt: skip


def draw_outfit(s: Sketch, look: Look, a: Anatomy, hand: Hand) -> None:
    """The look's clothes."""
    with s.on("body", "outfit"):
        OUTFITS[look.outfit](Tailor(s, look, a, hand))
