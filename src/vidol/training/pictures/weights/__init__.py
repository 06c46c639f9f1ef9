"""Weights that came with vidol, each with a card beside it."""
