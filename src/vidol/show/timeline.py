"""The timeline: takes in, moments out, one after another.

It is the one clock of every performance. The sound counts: moment n is the middle of its time, (n +
1/2) / rate, and carries the samples between its beginning and its end, so picture and sound cannot
drift apart. A film asks for moments as fast as they can be drawn, a live show thirty times a
second; both get the same moments for the same takes, which is also how a recorded show is replayed.

Nothing here waits, draws or speaks, and nothing knows of pixels: what is shown beside her counts
for where she looks (vidol.show.moment.Shown).
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from vidol.body.motion import Motion
from vidol.body.prosody import PAUSE, Prosody
from vidol.body.prosody import read as read_prosody
from vidol.core.acts import Feel, Gesture, Look
from vidol.core.arrays import F32
from vidol.core.controls import Vector
from vidol.core.speech import SAMPLE_RATE, Language, Phone
from vidol.media.visible_label import CORNER, Mark
from vidol.show.moment import Moment, Shown
from vidol.show.speaking.lines import Page
from vidol.show.speaking.takes import Asked, Happening, Take
from vidol.text.language import identify
from vidol.voice.lips import HORIZON, lip_controls, loudness

LINGER: Final = 0.55
"""Seconds that a caption stays behind its last word: longer than the gap between two sentences, so
that they follow without a flicker.
"""
NOD_LEAD: Final = 0.08
"""Seconds by which a nod begins before the word that it stresses."""
CLOSE_LEAD: Final = 0.12
"""Seconds by which the closing nod begins before the end of its phrase."""
OPEN_LEAD: Final = 0.2
"""Seconds before the first phone at which the mouth begins to be the lips'."""
SHUT_LAG: Final = 0.3
"""Seconds after the last phone at which it ceases to be."""
FADE: Final = SAMPLE_RATE // 100
"""Samples in which sound that is cut off fades: 10 ms, too short to be heard and long enough not to
click.
"""
DEPART: Final = 0.5
"""Seconds in which the movement leaves the pose that a timeline began with."""
_BLOCK: Final = 8  # frames whose lips are computed in one call
_LOUD: Final = SAMPLE_RATE // 40  # samples around a time from which its loudness is read


@dataclass(frozen=True, slots=True)
class Placed:
    """A take and the sample at which it begins."""

    take: Take
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.take.pcm)


@dataclass(frozen=True, slots=True)
class _Accent:
    """A moment of the speech that the body answers: ``stress`` (with a strength), ``begin`` or
    ``end`` of a phrase.
    """

    kind: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that begins at a sample. `order` keeps what falls together in the order in which it
    came.
    """

    at: int
    order: int
    what: Happening | _Accent

    def __lt__(self, other: _Due) -> bool:
        return (self.at, self.order) < (other.at, other.order)


class Timeline:
    """One performance. Deterministic: the same takes, cuts and directions at the same moments give
    the same moments.
    """

    def __init__(
        self,
        motion: Motion,
        rate: Fraction,
        *,
        shown: Shown | None = None,
        controls: Vector | None = None,
        label: Mark | None = None,
        after: Timeline | None = None,
    ) -> None:
        """`rate` is in moments per second, `shown` what is shown before anything begins, `label`
        the label that people see.

        `controls` is how she stood before: the movement departs from there within DEPART seconds.
        `after` is the timeline that this one goes on from: numbers and epochs count on.
        """
        self._before = controls
        self.motion, self.rate = motion, rate
        self.shown = shown or Shown()
        self._opens: Shown | None = self.shown
        self.number = 0
        """Of the next moment in this timeline."""
        self.first: int = after.first + after.number if after else 0
        """Of this timeline's first moment in the show."""
        self.epoch: int = after.epoch if after else 0
        self.emotion = "neutral"
        self.label = label or CORNER
        """Of the moments from now on."""
        self._placed: deque[Placed] = deque()
        self._phones: deque[Phone] = deque()
        self._captions: deque[Page] = deque()
        self._due: list[_Due] = []
        self._order = 0
        self.asked: tuple[int, str] | None = None
        """The turn and the text of the viewer's question that is shown (`ask`)."""
        self._only_shown: list[Asked] = []
        self.language: Language = after.language if after else "en"
        """What was spoken last, for questions that do not tell."""
        self._last_word = -10.0
        self._prosody: deque[tuple[Placed, Prosody]] = deque()
        self._lips: deque[Vector | None] = deque()

    @property
    def head(self) -> int:
        """The sample of this timeline at which the next moment begins."""
        return self._sample(self.number)

    @property
    def start(self) -> int:
        """The sample of the show at which this timeline begins."""
        return self._sample(self.first)

    @property
    def end(self) -> int:
        """The sample at which the takes that are known end; never before the head."""
        return max(self.head, self._placed[-1].end if self._placed else 0)

    def play(self, take: Take) -> Placed:
        """Append a take to those that are played, or begin it now when none is."""
        placed = Placed(take, self.end)
        start = placed.start / SAMPLE_RATE
        self._placed.append(placed)
        if take.captions:
            self.language = take.captions[-1].language
        self._phones.extend(
            Phone(phone.symbol, phone.start + start, phone.end + start) for phone in take.phones
        )
        for page in take.captions:
            self._show(page, start)
        for time, happening in take.cues:
            self._later(start + time, happening)
        if take.words:
            prosody = read_prosody(take.pcm, take.words)
            self._prosody.append((placed, prosody))
            self._accent(prosody, start)
        self._lips.clear()
        return placed

    def begin(self, happening: Happening) -> None:
        """Begin something at the next moment."""
        self._later(self.head / SAMPLE_RATE, happening)

    def ask(self, turn: int, text: str) -> None:
        """Show a viewer's question from the next moment on, while its turn lasts; "" says that the
        turn is over. She takes no notice: a viewer is looked at anyway.
        """
        if text:
            self.asked = (turn, text)
        elif self.asked is None or self.asked[0] != turn:
            return
        else:
            self.asked = None
        self.language = identify(text, self.language)
        what = Asked(text, self.language) if text else Asked("")
        self.shown = self.shown.after(what)
        self._only_shown.append(what)

    def cut(self) -> None:
        """Fall silent at the next moment: what was not yet played never will be, but for a fade of
        FADE samples.
        """
        self.epoch += 1
        head, now = self.head, self.head / SAMPLE_RATE
        rest = self.sound(head, head + FADE) * np.linspace(1, 0, FADE, dtype=np.float32)
        while self._placed and self._placed[-1].start >= head:
            self._placed.pop()
        if self._placed and self._placed[-1].end > head:
            cut = self._placed.pop()
            self._placed.append(Placed(Take(cut.take.pcm[: head - cut.start]), cut.start))
        if np.any(rest):
            self._placed.append(Placed(Take(rest), head))
        self._phones = deque(
            Phone(phone.symbol, phone.start, min(phone.end, now))
            for phone in self._phones
            if phone.start < now
        )
        self._captions.clear()
        self._due = [due for due in self._due if due.at <= head]
        self._prosody.clear()
        self._last_word = -10.0
        self._lips.clear()

    def sound(self, start: int, stop: int) -> F32:
        """The samples from `start` to `stop`, silent where no take is known. Takes are forgotten a
        second after they were played.
        """
        out = np.zeros(stop - start, np.float32)
        for placed in self._placed:
            a, b = max(start, placed.start), min(stop, placed.end)
            if a < b:
                out[a - start : b - start] = placed.take.pcm[a - placed.start : b - placed.start]
        return out

    def moment(self) -> Moment:
        """The next moment."""
        begins, ends = self.head, self._sample(self.number + 1)
        t = self._middle(self.number)
        began = tuple(self._begun_by(t * SAMPLE_RATE))
        self.motion.attend(self.shown.interest)
        controls = self.motion.step(self._mouth(), self._energy(t))
        opens, self._opens = self._opens, None
        moment = Moment(
            self.first + self.number,
            self.start + begins,
            self.number * (1 / float(self.rate)),
            self._departing(controls, t),
            self.sound(begins, ends),
            any(placed.start < ends and placed.end > begins for placed in self._placed),
            self.emotion,
            self._page(t),
            began,
            self.shown,
            self.epoch,
            opens,
            self.label,
        )
        self.number += 1
        self._forget(begins)
        return moment

    def rest(self) -> list[Take]:
        """What is still to be played, as takes that begin at the head: for a timeline that goes on
        from here.
        """
        takes = []
        for placed in self._placed:
            played = self.head - placed.start
            if played < len(placed.take.pcm):
                takes.append(placed.take.after(max(0, played)))
        return takes

    def _departing(self, controls: Vector, t: float) -> Vector:
        if self._before is None or t >= DEPART:
            return controls
        u = t / DEPART
        share = np.float32(u * u * (3 - 2 * u))
        return np.asarray(self._before + (controls - self._before) * share, np.float32)

    def _sample(self, number: int) -> int:
        return number * SAMPLE_RATE * self.rate.denominator // self.rate.numerator

    def _middle(self, number: int) -> float:
        """A moment is on screen for 1 / rate seconds: it is the middle of that time."""
        return (number + 0.5) / float(self.rate)

    def _later(self, time: float, what: Happening | _Accent) -> None:
        self._order += 1
        insort(self._due, _Due(round(time * SAMPLE_RATE), self._order, what))

    def _show(self, page: Page, start: float) -> None:
        """Add a page of caption, in the show's time; one that goes on only lasts longer."""
        page = Page(
            page.text, page.start + start, page.end + start, page.language, page.offset, page.opens
        )
        if not page.opens and self._captions and self._captions[-1].text == page.text:
            before = self._captions.pop()
            page = Page(page.text, before.start, page.end, page.language, page.offset, before.opens)
        self._captions.append(page)

    def _page(self, t: float) -> Page | None:
        while self._captions and t >= self._captions[0].end + LINGER:
            self._captions.popleft()
        return max(
            (page for page in self._captions if page.start <= t < page.end + LINGER),
            key=lambda page: page.start,
            default=None,
        )

    def _accent(self, prosody: Prosody, start: float) -> None:
        """Nods and attitudes of a take. A phrase that goes on from the take before begins
        nothing.
        """
        for time, strength in prosody.stresses:
            self._later(start + time - NOD_LEAD, _Accent("stress", strength))
        for time in prosody.begins:
            if start + time - self._last_word > PAUSE:
                self._later(start + time - NOD_LEAD, _Accent("begin"))
        for time in prosody.ends:
            self._later(start + time - CLOSE_LEAD, _Accent("end"))
        self._last_word = start + max(prosody.ends, default=-10.0)

    def _begun_by(self, at: float) -> Iterator[Happening]:
        """Begin what is due by sample `at`; gives it, without the accents of speech."""
        yield from self._only_shown
        self._only_shown = []
        while self._due and self._due[0].at <= at:
            what = self._due.pop(0).what
            if isinstance(what, _Accent):
                self._move(what)
            else:
                self._begin(what)
                yield what

    def _begin(self, what: Happening) -> None:
        if isinstance(what, Feel | Gesture | Look):
            self.emotion = what.emotion if isinstance(what, Feel) else self.emotion
            self.motion.act(what)
        else:
            self.shown = self.shown.after(what)
            if isinstance(what, Asked) and what.text:
                self.motion.act(Look(0.6 * self.shown.side, -0.15))

    def _energy(self, t: float) -> float:
        """Loudness of the speech, 0..1."""
        at = t * SAMPLE_RATE
        for placed, prosody in self._prosody:
            if placed.start <= at < placed.end:
                return prosody.loudness_at(t - placed.start / SAMPLE_RATE)
        return 0.0

    def _move(self, accent: _Accent) -> None:
        if accent.kind == "stress":
            self.motion.stress(accent.strength)
        elif accent.kind == "begin":
            self.motion.begin_phrase()
        else:
            end = self._middle(self.number) + CLOSE_LEAD
            # the phrase goes on in the next take
            if not any(-0.05 < phone.start - end < PAUSE for phone in self._phones):
                self.motion.end_phrase()

    def _mouth(self) -> Vector | None:
        """The lips of the next frame; None while she does not speak."""
        if not self._lips:
            self._lips.extend(self._mouths())
        return self._lips.popleft()

    def _mouths(self) -> Iterator[Vector | None]:
        """The lips of the next frames. A new take changes those that are not yet used."""
        numbers = np.arange(self.number - 1, self.number + _BLOCK + 1)
        times = np.asarray((numbers + 0.5) / float(self.rate), np.float64)
        phones = [
            phone
            for phone in self._phones
            if times[0] - HORIZON < phone.end and phone.start < times[-1] + HORIZON
        ]
        if not phones:
            yield from [None] * _BLOCK
            return
        first = round(times[0] * SAMPLE_RATE) - 2 * _LOUD
        pcm = self.sound(first, round(times[-1] * SAMPLE_RATE) + 2 * _LOUD)
        # A frame more on either side: how long a closure is held depends on the step between times.
        lips = lip_controls(phones, times, loudness(pcm, times, first / SAMPLE_RATE))[1:-1]
        for t, row in zip(times[1:-1], lips, strict=True):
            yield (
                row
                if any(phone.start - OPEN_LEAD < t < phone.end + SHUT_LAG for phone in phones)
                else None
            )

    def _forget(self, head: int) -> None:
        past = head - SAMPLE_RATE
        while self._placed and self._placed[0].end < past:
            self._placed.popleft()
        while self._prosody and self._prosody[0][0].end < past:
            self._prosody.popleft()
        while self._phones and (self._phones[0].end + HORIZON + 0.5) * SAMPLE_RATE < head:
            self._phones.popleft()
