"""Brows: tapered strokes over the eyes, in local units of the eyes (see `eyes`)."""

from __future__ import annotations

from typing import Final

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import from_hex, mix
from vidol.face.artist.curves import along, taper
from vidol.face.artist.hand import Hand
from vidol.face.artist.head import skin_colour
from vidol.face.artist.look import Brow, Look
from vidol.face.artist.shapes import Path
from vidol.face.artist.sketch import Shape, Sketch

# (x, y) along the brow from the inner end, and its thickness as a factor.
BROWS: Final[dict[Brow, tuple[Path, float]]] = {
    "soft":     (((-0.80, 0.02), (-0.3, -0.12), (0.35, -0.16), (1.02, 0.08)), 1.0),
    "straight": (((-0.90, 0.02), (-0.3, -0.06), (0.35, -0.10), (1.02, -0.02)), 1.2),
    "arched":   (((-0.84, 0.10), (-0.3, -0.12), (0.42, -0.28), (1.05, 0.06)), 0.9),
    "thick":    (((-0.92, 0.08), (-0.3, -0.08), (0.35, -0.16), (0.98, 0.02)), 1.75),
    "short":    (((-0.62, 0.06), (-0.25, -0.06), (0.15, -0.08), (0.50, 0.04)), 1.7),
    "angled":   (((-0.88, 0.12), (-0.3, -0.04), (0.40, -0.24), (1.05, -0.10)), 1.2),
    "worried":  (((-0.85, -0.20), (-0.3, -0.20), (0.35, -0.10), (1.00, 0.16)), 0.95),
}  # fmt: skip


def draw_brows(s: Sketch, look: Look, a: Anatomy, hand: Hand, opacity: float = 1.0) -> list[Shape]:
    """Both brows (left, right), thickest near the inner third."""
    path, thick = BROWS[look.brow]
    if look.presentation == "masculine":
        thick *= 1.35
    hair, skin = hand.tone(from_hex(look.hair)), skin_colour(look, hand)
    dark = hair.line().with_(lightness=min(0.62, 0.26 + 0.36 * hair.lightness))
    colour = mix(dark, skin.line(), 0.25)
    width = taper(9, 0.0074 * thick, 0.34, (0.30, 0.0))
    shapes = []
    for side, layer in ((1, "brow_left"), (-1, "brow_right")):
        spine = [
            (
                a.cx + side * (a.eye_dx + a.eye_half * x),
                a.brow_y + a.eye_half * (y - a.eye_tilt * x),
            )
            for x, y in path
        ]
        with s.on(layer, "brow"):
            shapes.append(s.stroke(along(spine, 9), width, s.solid(colour), opacity=opacity))
    return shapes
