"""The artist: draws a VTuber bust from identity parameters and controls, with labels."""

from vidol.face.artist.artist import Artist
from vidol.face.artist.look import Look

__all__ = ["Artist", "Look"]
