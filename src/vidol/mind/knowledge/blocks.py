"""What documents are made of before they become passages: blocks, a paragraph each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with the heading it stands under and its page (0: none)."""

    text: str
    heading: str = ""
    page: int = 0
