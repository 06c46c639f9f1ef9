"""Takes: stretches of the show with their sound and everything that happens in them.

Takes follow one another without gaps, so whoever plays them counts samples and knows what time it
is: the sound is the clock. What a take holds is data; the performer makes takes and a timeline
plays them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vidol.core.arrays import F32
from vidol.core.dialogue import Cite
from vidol.core.speech import SAMPLE_RATE, Language, Phone, Word
from vidol.show.events import Direction, Scene
from vidol.show.speaking.lines import Page


@dataclass(frozen=True, slots=True)
class Asked:
    """The viewer's question that stands on the screen while it is answered; "" takes it away."""

    text: str
    language: Language = "en"


Happening = Direction | Scene | Asked


@dataclass(frozen=True, slots=True)
class Take:
    """A stretch of the show: a part of a sentence, a pause. All times in seconds from its start."""

    pcm: F32
    """(samples,) at SAMPLE_RATE; its length is the take's."""
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    """With offsets in their sentence."""
    cues: tuple[tuple[float, Happening], ...] = ()
    """What begins when, in order of time."""
    captions: tuple[Page, ...] = ()
    text: str = ""
    """What it says, as written; the texts of a sentence's takes add up to the sentence."""
    offset: int = 0
    """Where `text` begins in its sentence."""
    language: Language = "en"
    translations: tuple[tuple[Language, str], ...] = ()
    """What its sentence means in other languages, where that is known."""
    unspoken: tuple[str, ...] = ()
    """Parts of the text that the voice could not say."""
    sources: tuple[Cite, ...] = ()
    """Where what was said before it comes from."""

    @property
    def seconds(self) -> float:
        """Length."""
        return len(self.pcm) / SAMPLE_RATE

    def heard(self, seconds: float) -> str:
        """What of its text has been heard after `seconds` of it: all words that were at least half
        said.
        """
        if seconds >= self.seconds:
            return self.text
        said = [
            word.offset + word.length
            for word in self.words
            if (word.start + word.end) / 2 <= seconds
        ]
        return self.text[: max(0, said[-1] - self.offset)] if said else ""

    def after(self, samples: int) -> Take:
        """What is left of it after `samples`. What has begun by then is not begun again; words that
        are half said are said.
        """
        if not samples:
            return self
        t = samples / SAMPLE_RATE
        said = [word.offset + word.length for word in self.words if word.start < t]
        offset = max([self.offset, *said])
        return replace(
            self,
            pcm=self.pcm[samples:],
            phones=tuple(
                Phone(phone.symbol, phone.start - t, phone.end - t) for phone in self.phones
            ),
            words=tuple(
                replace(word, start=word.start - t, end=word.end - t)
                for word in self.words
                if word.start >= t
            ),
            cues=tuple((time - t, what) for time, what in self.cues if time >= t),
            captions=tuple(
                replace(page, start=max(0.0, page.start - t), end=page.end - t)
                for page in self.captions
                if page.end > t
            ),
            text=self.text[offset - self.offset :],
            offset=offset,
        )
