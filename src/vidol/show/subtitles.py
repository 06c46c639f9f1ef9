"""The captions of a performance as an .srt has them: by the words of its takes, to the millisecond
and not to the frame.
"""

from __future__ import annotations

from dataclasses import replace

from vidol.core.speech import SAMPLE_RATE
from vidol.media.subtitles import Cue
from vidol.show.timeline import Placed


class Subtitles:
    """The cues so far, in order."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []

    def add(self, placed: Placed) -> None:
        """A take was put on the timeline. A page that goes on only lasts longer."""
        start = placed.start / SAMPLE_RATE
        for page in placed.take.captions:
            if not page.opens and self.cues and self.cues[-1].text == page.text:
                self.cues[-1] = replace(self.cues[-1], end=start + page.end)
            else:
                self.cues.append(Cue(start + page.start, start + page.end, page.text))

    def cut(self, seconds: float) -> None:
        """She was silenced then."""
        self.cues = [
            replace(cue, end=min(cue.end, seconds)) for cue in self.cues if cue.start < seconds
        ]
