"""Mandarin: pypinyin reads the characters, with tone sandhi, and espeak-ng speaks the pinyin."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from vidol.core.errors import MissingExtra
from vidol.core.speech import Phone
from vidol.voice.engines.base import Manner, Script, Sound, timings
from vidol.voice.engines.espeak import Dialect, Formants, Timed
from vidol.voice.engines.espeak_process import EspeakProcess
from vidol.voice.languages.base import Spoken
from vidol.voice.phones import is_vowel

MANDARIN: Final = Dialect(
    name="cmn-latn-pinyin",
    speed=172.0,
    spread=88.0,
    sample="da4jia1 hao3, hen3 gao1xing4 ren4shi5 ni3men5, jin1tian1 tian1qi4 zhen1 hao3.",
)

# Syllables that espeak-ng spells out letter by letter, with the nearest that it says.
_UNKNOWN: Final = {
    "jiong": "jong", "qiong": "qong", "xiong": "xong", "wong": "weng",
    "m": "en", "hm": "heng", "hng": "heng", "ê": "ei", "r": "er",
}  # fmt: skip
_SYLLABLE: Final = re.compile(r"([a-zêüv]+)([1-5])")
_MARKS: Final = frozenset(",.?!")
_LONGEST_WORD: Final = 4


class Mandarin:
    """The engine of Chinese.

    Raises MissingExtra when pypinyin is not installed.
    """

    def __init__(self, process: EspeakProcess) -> None:
        if importlib.util.find_spec("pypinyin") is None:
            raise MissingExtra("The Chinese voice", "zh")
        self._formants = Formants(MANDARIN, process)
        self._process = process

    def synthesise(self, words: Sequence[Spoken], manner: Manner) -> Iterator[Sound]:
        script = Script(words)
        text, places = _pinyin(script.text)
        timed = self._formants.speak(text, manner)
        yield Sound(timed.pcm, timed.phones, timings(script, _spans(timed, places)))

    def close(self) -> None:
        self._process.close()


def _pinyin(text: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """Pinyin for espeak-ng, and the place of each of its words.

    A place is where the word starts in the pinyin, and the characters of `text` that it says.
    """
    out = ""
    places: list[tuple[int, list[int]]] = []
    at = 0
    for word in _segment(text):
        if word in _MARKS:
            out += word
        else:
            readings = _read(word)
            said = [at + i for i, syllable in enumerate(readings) if syllable]
            if said:
                out += " " if out else ""
                places.append((len(out), said))
                out += "".join(readings)
        at += len(word)
    return out, places


def _segment(text: str) -> Iterator[str]:
    """Words of pypinyin's dictionary, and marks alone."""
    from pypinyin.seg import mmseg

    seg: Any = mmseg.seg
    for part in re.findall(r"[,.?!]|[^,.?!]+", text):
        if part in _MARKS:
            yield part
            continue
        for word in seg.cut(part):
            # Rhythm: a longer unit than four syllables comes out as one breathless word.
            for i in range(0, len(word), _LONGEST_WORD):
                yield word[i : i + _LONGEST_WORD]


def _read(word: str) -> list[str]:
    """One pinyin syllable with its tone for each character of `word`; "" if it has no reading."""
    from pypinyin import Style, lazy_pinyin

    # typed as giving one string, but a list keeps the count
    unread: Any = _unread
    rows = lazy_pinyin(
        word, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True, errors=unread
    )
    out: list[str] = []
    for row in rows:
        match = _SYLLABLE.fullmatch(row)
        out.append(_UNKNOWN.get(match[1], match[1]) + match[2] if match else "")
    return out if len(out) == len(word) else [""] * len(word)


def _unread(characters: str) -> list[str]:
    return [""] * len(characters)


def _spans(
    timed: Timed, places: Sequence[tuple[int, list[int]]]
) -> list[tuple[int, int, float, float]]:
    """(character, next, start, end) for every character said.

    Syllables are found among the phones by their vowels.
    """
    starts = {position: start for start, position, _ in timed.words}
    spans: list[tuple[int, int, float, float]] = []
    for i, (position, characters) in enumerate(places):
        begin = starts.get(position)
        if begin is None:
            continue
        following = (starts[p] for p, _ in places[i + 1 :] if p in starts)
        until = next(following, float("inf"))
        inside = [p for p in timed.phones if begin - 1e-4 <= p.start < until - 1e-4]
        syllables = _syllables(inside, len(characters))
        for character, (start, end) in zip(characters, syllables, strict=True):
            spans.append((character, character + 1, start, end))
    return spans


def _syllables(phones: Sequence[Phone], count: int) -> list[tuple[float, float]]:
    """Cut the phones of a word into `count` syllables.

    Each begins with the consonants before its vowel, and ends with n or ng.
    """
    if not phones:
        return [(0.0, 0.0)] * count
    begins: list[int] = []
    for i in range(len(phones)):
        if not _is_nucleus(phones, i):
            continue
        first = i
        while first - 1 not in begins and _is_onset(phones, first - 1):
            first -= 1
        begins.append(first)
    edges = [phones[begin].start for begin in begins] + [phones[-1].end]
    if len(begins) != count:  # a reading that merged or split a vowel: share the time evenly
        step = (phones[-1].end - phones[0].start) / count
        edges = [phones[0].start + k * step for k in range(count + 1)]
    return list(pairwise(edges))


def _is_nucleus(phones: Sequence[Phone], i: int) -> bool:
    """Whether a syllable turns on phone i: a vowel, but not one behind ʊ."""
    if not is_vowel(phones[i].symbol):
        return False
    return i == 0 or phones[i - 1].symbol != "ʊ"


def _is_onset(phones: Sequence[Phone], i: int) -> bool:
    """Whether phone i is a consonant that begins a syllable."""
    if i < 0:
        return False
    return not is_vowel(phones[i].symbol) and not _is_coda(phones, i)


def _is_coda(phones: Sequence[Phone], i: int) -> bool:
    """Whether phone i closes the syllable before it.

    ng always does, n does between a vowel and another consonant.
    """
    if phones[i].symbol == "ŋ":
        return True
    inside = 0 < i < len(phones) - 1
    if phones[i].symbol != "n" or not inside:
        return False
    return is_vowel(phones[i - 1].symbol) and not is_vowel(phones[i + 1].symbol)
