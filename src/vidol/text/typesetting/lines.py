"""Paragraphs to lines: chosen together so that they are even and end with phrases.

Choosing is Knuth and Plass' idea (1981) at the size of a caption: the cheapest way through all
places where lines may end.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from vidol.core.speech import Language
from vidol.text.typesetting.bidi import base_level
from vidol.text.typesetting.breaks import Unit, cut_apart, units
from vidol.text.typesetting.ruby import Ruby
from vidol.text.typesetting.shape import Glyph, Line, shape_line

# Of ending a line after a sentence, a clause, a phrase, anywhere, inside a word.
_COSTS: Final = (0.0, 0.0, 0.01, 0.12, 0.3)
# Ems by which a long reading may reach over its base's neighbours, if they have none of their own.
_OVERHANG: Final = 0.5


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to draw; its glyphs' `cluster` counts in the paragraph."""

    glyphs: tuple[Glyph, ...]
    ruby: tuple[Glyph, ...]
    """At the ruby size, their baseline on the top of the line's ems."""
    width: float


class Paragraph:
    """A text at a size, cut into units whose widths (pixels) are known."""

    def __init__(
        self,
        text: str,
        readings: tuple[Ruby, ...],
        language: Language,
        size: int,
        ruby_size: int,
        limit: float,
    ) -> None:
        """`limit`: the longest line there will be, in pixels; longer units are cut apart."""
        self.text = text
        self.readings = readings
        self.language = language
        self.size = size
        self.ruby_size = ruby_size
        self.base = base_level(text)
        line = shape_line(text, size, language, self.base)
        self._advances = [right - left for left, right in line.spans]
        self._begun = [reading.start for reading in readings]
        self._touching = (
            {reading.start for reading in readings},
            {reading.end for reading in readings},
        )
        self._rubies = {
            reading: shape_line(reading.text, ruby_size, language) for reading in readings
        }
        for reading in readings:
            self._advances[reading.start] += self._widening(reading)
        self.units: list[Unit] = []
        for unit in units(text, language, readings) if text else []:
            self.units += self._fitting(unit, limit)
        self.widths = [self._width(unit.start, unit.end) for unit in self.units]
        self._trimmed = [self._trimmed_width(unit) for unit in self.units]
        self._before = list(accumulate(self.widths, initial=0.0))

    def _fitting(self, unit: Unit, limit: float) -> list[Unit]:
        """The unit, or its pieces where it is longer than a line."""
        width = self._width(unit.start, unit.end)
        if width <= limit:
            return [unit]
        mean = width / (unit.end - unit.start)
        return cut_apart(self.text, unit, int(limit / max(mean, 1)))

    def _trimmed_width(self, unit: Unit) -> float:
        """The unit's width without the spaces at its end."""
        seen = self.text[unit.start : unit.end].rstrip()
        return self._width(unit.start, unit.start + len(seen))

    def markup(self, start: int, end: int) -> str:
        """The text from `start` to `end` with its ruby markup."""
        pieces: list[str] = []
        done = start
        for reading in self._readings(start, end):
            base = self.text[reading.start : reading.end]
            pieces += [self.text[done : reading.start], f"{{{base}|{reading.text}}}"]
            done = reading.end
        return "".join([*pieces, self.text[done:end]])

    def _readings(self, start: int, end: int) -> list[Ruby]:
        """The readings of what lies within the characters `start` to `end`."""
        first, last = bisect_left(self._begun, start), bisect_left(self._begun, end)
        return [reading for reading in self.readings[first:last] if reading.end <= end]

    def rest(self, first: int) -> float:
        """The width of all units from unit `first` on."""
        return self._before[-1] - self._before[first]

    def reach(self, first: int, limit: float, max_lines: int) -> int:
        """The first unit left out when `max_lines` lines are filled from unit `first` on."""
        line, filled = 1, 0.0
        for i in range(first, len(self.units)):
            if filled and filled + self._trimmed[i] > limit:
                line, filled = line + 1, 0.0
            if line > max_lines:
                return i
            filled += self.widths[i]
            if self.units[i].forced:
                line, filled = line + 1, 0.0
        return len(self.units)

    def lines(self, limit: float, max_lines: int) -> list[tuple[int, int]] | None:
        """(start, end) in characters of the fewest, evenest lines within `limit` pixels.

        None if it takes more than `max_lines`.
        """
        if not self.units:
            return []
        for count in range(1, min(max_lines, len(self.units)) + 1):
            if self.reach(0, limit, count) == len(self.units):
                return self._choose(limit, count)
        return None

    def filled(self, limit: float) -> list[tuple[int, int]]:
        """(start, end) in characters of lines that are each filled before the next begins."""
        lines, first = [], 0
        while first < len(self.units):
            last = max(first + 1, self.reach(first, limit, 1))
            lines.append((self.units[first].start, self.units[last - 1].end))
            first = last
        return lines

    def _choose(self, limit: float, count: int) -> list[tuple[int, int]]:
        """The cheapest `count` lines: squared distances from the mean, and what each end costs.

        Dynamic programming over (lines used, units set), from which the rest can still be set.
        """
        n = len(self.units)
        needed = self._needed(limit)
        target = sum(self.widths) / count
        best = [[math.inf] * (n + 1) for _ in range(count + 1)]
        origin = [[0] * (n + 1) for _ in range(count + 1)]
        best[0][0] = 0.0
        for line in range(1, count + 1):
            for start in range(n):
                before = best[line - 1][start]
                if before == math.inf:
                    continue
                for end, seen in self._ends(start, limit):
                    if needed[end] > count - line:
                        continue
                    quality = self.units[end - 1].quality
                    cost = before + ((seen - target) / limit) ** 2
                    cost += _COSTS[quality] if end < n else 0.0
                    if cost < best[line][end]:
                        best[line][end], origin[line][end] = cost, start
        chosen, end = [], n
        for line in range(count, 0, -1):
            start = origin[line][end]
            chosen.append((self.units[start].start, self.units[end - 1].end))
            end = start
        return chosen[::-1]

    def _needed(self, limit: float) -> list[int]:
        """How many lines the units from each on take at least."""
        n = len(self.units)
        needed = [0] * (n + 1)
        for first in range(n - 1, -1, -1):
            needed[first] = 1 + needed[max(first + 1, self.reach(first, limit, 1))]
        return needed

    def _ends(self, start: int, limit: float) -> Iterator[tuple[int, float]]:
        """Where a line from unit `start` may end, as the unit behind it, and its width there."""
        filled = 0.0
        for end in range(start + 1, len(self.units) + 1):
            seen = filled + self._trimmed[end - 1]
            filled += self.widths[end - 1]
            if seen > limit and end > start + 1:
                return
            yield end, seen
            if self.units[end - 1].forced:
                return

    def set_line(self, start: int, end: int) -> SetLine:
        """Shape the characters `start` to `end` as one line with its readings."""
        text = self.text[start:end].rstrip()
        start += len(text) - len(text.lstrip())
        line = shape_line(text.lstrip(), self.size, self.language, self.base)
        glyphs, spans = list(line.glyphs), list(line.spans)
        ruby: list[Glyph] = []
        for reading in self._readings(start, start + len(spans)):
            glyphs, spans = self._widen(glyphs, spans, reading, start)
            over = spans[reading.start - start : reading.end - start]
            seen = [span for span in over if span[0] != span[1]]
            left, right = min(map(min, seen)), max(map(max, seen))
            base = self.text[reading.start : reading.end]
            ruby += _spread(self._rubies[reading], left, right, base)
        placed = [replace(glyph, cluster=glyph.cluster + start) for glyph in glyphs]
        return SetLine(tuple(placed), tuple(ruby), line.width)

    def _width(self, start: int, end: int) -> float:
        return sum(self._advances[start:end])

    def _widening(self, reading: Ruby) -> float:
        """Pixels that the base must gain for its reading to fit over it."""
        return self._lack(reading, sum(self._advances[reading.start : reading.end]))

    def _lack(self, reading: Ruby, base: float) -> float:
        starts, ends = self._touching
        crowded = reading.start in ends or reading.end in starts
        overhang = 0.0 if crowded else _OVERHANG * self.size
        return max(0.0, self._rubies[reading].width - base - overhang)

    def _widen(
        self, glyphs: list[Glyph], spans: list[tuple[float, float]], reading: Ruby, start: int
    ) -> tuple[list[Glyph], list[tuple[float, float]]]:
        """Make room around the base of a reading longer than it: half before, half behind."""
        base = spans[reading.start - start : reading.end - start]
        left, right = min(span[0] for span in base), max(span[1] for span in base)
        half = self._lack(reading, right - left) / 2
        if not half:
            return glyphs, spans

        def shift(x: float) -> float:
            if x <= left - 0.01:
                return 0.0
            return half if x <= right - 0.01 else half + half

        moved = [replace(glyph, x=glyph.x + shift(glyph.x)) for glyph in glyphs]
        return moved, [(a + shift(a), b + shift(a)) for a, b in spans]


def _spread(ruby: Line, left: float, right: float, base: str) -> list[Glyph]:
    """Centre a reading over left..right.

    A short one over Han is spaced out, with half a space at either end (JIS X 4051's 1:2:1).
    """
    spare = right - left - ruby.width
    count = len(ruby.glyphs)
    if spare <= 0 or not all(character >= "\u3040" for character in base):
        return [replace(glyph, x=glyph.x + left + spare / 2) for glyph in ruby.glyphs]
    gap = min(spare / count, ruby.width / count)  # never wider than the letters themselves
    start = left + (spare - gap * (count - 1)) / 2
    return [replace(glyph, x=glyph.x + start + i * gap) for i, glyph in enumerate(ruby.glyphs)]
