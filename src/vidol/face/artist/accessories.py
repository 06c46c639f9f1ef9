"""Accessories: ears, ribbons, glasses and the rest; each says at which moments of the drawing its pieces are put down."""

from __future__ import annotations

from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.hand import Hand
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import Sketch


def draw_accessories(s: Sketch, look: Look, a: Anatomy, hand: Hand, moment: str) -> None:
    """Draw the pieces that belong at this moment: behind, back, chest, ears, face, under_fringe or front."""
