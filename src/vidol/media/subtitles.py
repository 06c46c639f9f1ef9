"""Subtitles as SubRip (.srt), the format that every player and platform takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vidol.core.storage import replacing
from vidol.text.typesetting.ruby import strip_ruby

_SHORTEST: Final = 0.001  # s: players drop a cue that takes no time
_TAG: Final = re.compile(r"<(?=[/a-zA-Z])|\{(?=\\)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A text shown from `start` to `end`, in seconds from the film's start."""

    start: float
    end: float
    text: str


def write_srt(path: str | Path, cues: Iterable[Cue]) -> None:
    r"""Write cues in the order of their starts, numbered from 1, UTF-8.

    Ruby markup is stripped; empty texts are left out; a cue that would outlast the next one's start
    ends there. Blank lines inside a text would end the cue early and are dropped; ``<b`` and ``{\``
    would be read as markup and are kept apart from it. Raises OutputError if the file cannot be
    written.
    """
    texts = [(cue, _escape(cue.text)) for cue in sorted(cues, key=lambda cue: cue.start)]
    shown = [(cue, text) for cue, text in texts if text]
    blocks = []
    for number, (cue, text) in enumerate(shown, 1):
        end = cue.end
        if number < len(shown):
            following = shown[number][0].start
            end = min(end, following) if following > cue.start else end
        end = max(end, cue.start + _SHORTEST)
        blocks.append(f"{number}\n{timestamp(cue.start)} --> {timestamp(end)}\n{text}\n")
    with replacing(path) as part:
        part.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def timestamp(seconds: float) -> str:
    """SubRip's form of a time, to the millisecond: 3725.5 is ``01:02:05,500``."""
    milliseconds = max(0, round(seconds * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


def _escape(text: str) -> str:
    plain = strip_ruby(text).replace("\r", "\n").replace("-->", "→")
    lines = [line.strip() for line in plain.splitlines()]
    kept = "\n".join(line for line in lines if line)
    # a word joiner: invisible, and no tag any more
    return _TAG.sub(lambda match: match[0] + "\u2060", kept)
