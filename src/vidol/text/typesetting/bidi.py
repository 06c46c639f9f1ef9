"""The Unicode bidirectional algorithm (UAX #9) without its explicit controls.

Rules P2 to P3, W1 to W7, N0 to N2, I1 to I2 and L1 to L2. Embeddings, overrides and isolates (X1 to
X8) are left out on purpose: a caption is one short paragraph, and these controls in chat messages
serve mostly to disguise text. `vidol.media.captions` removes them first.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_OPENING: Final = "([{（［｛「『【〈《"
_CLOSING: Final = ")]}）］｝」』】〉》"
_DEEPEST: Final = 63
"""BD16: brackets that can be open at once."""
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_JOINED_BY: Final = {"CS": ("EN", "AN"), "ES": ("EN",)}
"""W4: the numbers that a separator between two of them joins."""
_COUNTS_AS: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""The direction that neutral neighbours see: numbers count as right to left."""
CONTROLS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""LRE, RLE, PDF, LRO, RLO, LRI, RLI, FSI, PDI: the explicit controls."""


def base_level(text: str) -> int:
    """0 if the paragraph runs left to right, 1 if right to left.

    Its first strong character decides (P2, P3).
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return 0
        if kind in ("R", "AL"):
            return 1
    return 0


def embedding_levels(text: str, base: int) -> list[int]:
    """The level of each character: even ones run left to right, odd ones right to left."""
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    original = list(kinds)
    outside = "R" if base else "L"
    _resolve_weak(kinds, outside)
    _resolve_brackets(text, kinds, outside)
    _resolve_neutral(kinds, outside)
    levels = [_level(kind, base) for kind in kinds]
    _reset_trailing_space(original, levels, base)
    return levels


def visual_runs(levels: list[int]) -> list[tuple[int, int, int]]:
    """(start, end, level) of the runs of a line from left to right as seen (L2)."""
    runs: list[tuple[int, int, int]] = []
    for i, level in enumerate(levels):
        if runs and runs[-1][2] == level:
            runs[-1] = (runs[-1][0], i + 1, level)
        else:
            runs.append((i, i + 1, level))
    for lowest in range(max(levels, default=0), 0, -1):
        i = 0
        while i < len(runs):
            j = i
            while j < len(runs) and runs[j][2] >= lowest:
                j += 1
            runs[i:j] = reversed(runs[i:j])
            i = max(j, i + 1)
    return runs


def _resolve_weak(kinds: list[str], outside: str) -> None:
    """W1 to W7, in place, which leaves L, R, EN, AN and neutrals."""
    # W1; boundary neutrals (zero-width characters) go along with what they follow
    previous = outside
    for i, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kinds[i] = previous
        previous = kinds[i]
    # W2, W3
    strong = outside
    for i, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    # W4
    for i in range(1, len(kinds) - 1):
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and before in _JOINED_BY.get(kind, ()):
            kinds[i] = before
    _resolve_numbers(kinds, outside)


def _resolve_numbers(kinds: list[str], outside: str) -> None:
    """W5 to W7, in place.

    Signs go along with the numbers they touch, and numbers with the letters before them.
    """
    # W5
    for order in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        number = False
        for i in order:
            if kinds[i] == "EN":
                number = True
            elif kinds[i] == "ET" and number:
                kinds[i] = "EN"
            elif kinds[i] != "ET":
                number = False
    # W6, W7
    strong = outside
    for i, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _resolve_brackets(text: str, kinds: list[str], outside: str) -> None:
    """N0: a pair of brackets takes one direction, so that both face the right way."""
    before, done = outside, 0
    for start, end in sorted(_pairs(text, kinds)):
        # What stands before is settled: pairs come in the order in which they open.
        before = next(filter(None, map(_strong, reversed(kinds[done:start]))), before)
        done = start
        inside = set(filter(None, map(_strong, kinds[start + 1 : end])))
        if inside:
            kinds[start] = kinds[end] = outside if outside in inside else before


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Where each pair of brackets opens and closes (BD16); none behind _DEEPEST open ones."""
    waiting: list[tuple[int, str]] = []
    pairs: list[tuple[int, int]] = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in _OPENING:
            if len(waiting) == _DEEPEST:
                return pairs
            waiting.append((i, _CLOSING[_OPENING.index(character)]))
        elif character in _CLOSING:
            for depth in range(len(waiting) - 1, -1, -1):
                start, closing = waiting[depth]
                if closing == character:
                    pairs.append((start, i))
                    del waiting[depth:]
                    break
    return pairs


def _resolve_neutral(kinds: list[str], outside: str) -> None:
    """N1 and N2, in place."""
    i = 0
    while i < len(kinds):
        if kinds[i] not in _NEUTRAL:
            i += 1
            continue
        j = i
        while j < len(kinds) and kinds[j] in _NEUTRAL:
            j += 1
        before = _strong(kinds[i - 1]) if i else outside
        after = _strong(kinds[j]) if j < len(kinds) else outside
        kinds[i:j] = [before if before == after else outside] * (j - i)
        i = j


def _strong(kind: str) -> str:
    return _COUNTS_AS.get(kind, "")


def _level(kind: str, base: int) -> int:
    """I1 and I2."""
    if base % 2 == 0:
        return base + {"L": 0, "R": 1}.get(kind, 2)
    return base + (0 if kind == "R" else 1)


def _reset_trailing_space(kinds: list[str], levels: list[int], base: int) -> None:
    """L1: space at the end of the line stays at the paragraph's own end."""
    for i in range(len(levels) - 1, -1, -1):
        if kinds[i] not in ("WS", "BN", "S", "B"):
            return
        levels[i] = base
