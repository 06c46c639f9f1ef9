"""Lines of any length as sentences to speak, and sentences as pages to read.

The voice is given one sentence at a time, so memory does not grow with the script and an answer
starts at once. Captions show one page at a time: a part of a sentence that is read at a glance,
timed by its words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vidol.core.speech import Language, Word
from vidol.media.captions import CaptionStyle, caption_pages
from vidol.show.events import Cue, Line, Ruby
from vidol.text.scripts import KANA
from vidol.text.sentences import spans

LONGEST: Final = 160
"""Characters of the longest piece that is spoken at once; a longer sentence is cut at a comma or a
space.
"""

_KANA = re.compile(f"[{KANA}・]+")


def sentences(line: Line) -> Iterator[Line]:
    """Cut a line into sentences of at most LONGEST characters, each with its cues and readings. A
    recording stays whole.
    """
    if line.recording is not None:
        yield line
        return
    for start, end in spans(line.text, LONGEST):
        yield _part(line, start, end, last=end == len(line.text))


def _part(line: Line, start: int, end: int, last: bool) -> Line:
    """The text from `start` to `end` with what belongs to it. Cues and readings are in the order of
    their offsets.
    """
    cues = line.cues[
        bisect_left(line.cues, start, key=_offset) : bisect_left(line.cues, end + last, key=_offset)
    ]
    ruby = line.ruby[
        bisect_left(line.ruby, start, key=_offset) : bisect_left(line.ruby, end, key=_offset)
    ]
    means = tuple(
        (max(0, offset - start), language, text)
        for offset, language, text in line.translations
        if start <= offset < end
    )
    return replace(
        line,
        text=line.text[start:end],
        translations=means,
        cues=tuple(replace(cue, offset=cue.offset - start) for cue in cues),
        ruby=tuple(
            replace(
                reading,
                offset=reading.offset - start,
                length=min(reading.length, end - reading.offset),
            )
            for reading in ruby
        ),
    )


def _offset(item: Cue | Ruby) -> int:
    return item.offset


def spoken(line: Line) -> tuple[str, list[int]]:
    """The text for the voice, where a reading in kana replaces what it stands over; and for each
    character its offset in `line.text`.
    """
    text, back, at = "", list[int](), 0
    for ruby in sorted(line.ruby, key=lambda ruby: ruby.offset):
        if not _KANA.fullmatch(ruby.reading) or ruby.offset < at:
            continue
        text += line.text[at : ruby.offset] + ruby.reading
        back += [*range(at, ruby.offset), *([ruby.offset] * len(ruby.reading))]
        at = ruby.offset + ruby.length
    text += line.text[at:]
    back += [*range(at, len(line.text) + 1)]
    return text, back


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of caption and when it is shown, in seconds from the start of its take."""

    text: str
    """With ruby markup, ``{漢字|かんじ}``."""
    start: float
    end: float
    language: Language = "en"
    """Whose forms of shared characters to draw."""
    offset: int = 0
    """Where it begins in its sentence, in characters without markup."""
    opens: bool = True
    """Whether it is new; False where a take goes on with the page of the take before it."""


STYLE: Final = CaptionStyle(width=0.72)
"""Of all captions of a show: two lines that are read without moving the head."""


class Pages:
    """The pages of one sentence that fit a film of `size`, handed out as the words of the sentence
    are spoken.

    A page is shown from its first word until the next page's, the first one from the beginning.
    """

    def __init__(self, line: Line, language: Language, size: tuple[int, int]) -> None:
        self._cut = caption_pages(_markup(line), *size, language=language, style=STYLE)
        self._language = language
        self._shown = -1

    def between(self, words: Sequence[Word], end: float) -> tuple[Page, ...]:
        """What is shown during the next `end` seconds, in which `words` (offsets in the sentence)
        are said.
        """
        turns = [(0.0, 0)] if self._shown < 0 < len(self._cut) else []
        for k in range(max(1, self._shown + 1), len(self._cut)):
            start = next((word.start for word in words if word.offset >= self._cut[k].start), None)
            if start is None:
                break
            turns.append((start, k))
        return self._timed(turns, end)

    def read(self, end: float) -> tuple[Page, ...]:
        """All that was not shown yet, in `end` seconds of silence: time in proportion to length."""
        rest = range(self._shown + 1, len(self._cut))
        lengths = [len(self._cut[k].text) for k in rest]
        starts = [end * sum(lengths[:i]) / max(1, sum(lengths)) for i in range(len(lengths))]
        return self._timed(list(zip(starts, rest, strict=True)), end)

    def _timed(self, turns: list[tuple[float, int]], end: float) -> tuple[Page, ...]:
        fresh = {k for _, k in turns}
        if self._shown >= 0 and (not turns or turns[0][0] > 0.0):
            turns = [(0.0, self._shown), *turns]
        stops = [start for start, _ in turns[1:]] + [end]
        if turns:
            self._shown = turns[-1][1]
        return tuple(
            Page(
                self._cut[k].text,
                start,
                max(start, stop),
                self._language,
                self._cut[k].start,
                k in fresh,
            )
            for (start, k), stop in zip(turns, stops, strict=True)
        )


def _markup(line: Line) -> str:
    text, at = "", 0
    for ruby in line.ruby:
        stop = ruby.offset + ruby.length
        text += line.text[at : ruby.offset] + f"{{{line.text[ruby.offset : stop]}|{ruby.reading}}}"
        at = stop
    return text + line.text[at:]
