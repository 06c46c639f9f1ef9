"""Text to what is said: which language each part is in (`split`), and its words with their places
in the text (`pieces`).
"""

from __future__ import annotations

from vidol.voice.languages.pieces import Piece, pieces
from vidol.voice.languages.split import Span, split

__all__ = ["Piece", "Span", "pieces", "split"]
