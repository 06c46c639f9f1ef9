"""Text to what is said: the language of each part, and its words with their places."""

from __future__ import annotations

from vidol.voice.languages.pieces import Piece, pieces
from vidol.voice.languages.split import Span, split

__all__ = ["Piece", "Span", "pieces", "split"]
