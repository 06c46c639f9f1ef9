"""What in a text is not simply words: numbers in all their dresses, addresses, emoji, laughter.

`tokens` cuts a cleaned text into a row of tokens that covers it. How a token is said is the
reader's business (chinese, japanese, english).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from vidol.text.scripts import HAN, KANA, UNSPACED
from vidol.voice.languages.source import Source

Kind = Literal[
    "han", "kana", "latin", "foreign", "space", "mark", "silent", "symbol",
    "url", "email", "mention", "hashtag", "laugh",
    "date", "time", "money", "percent", "measure", "phone", "range", "fraction", "version",
    "ordinal", "decade", "number",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source: its kind, its place, and what its pattern named in it."""

    kind: Kind
    source: Source
    parts: dict[str, str]

    @property
    def text(self) -> str:
        return self.source.text


_NUM: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNITS: Final = (
    "km/h", "m/s", "kHz", "MHz", "GHz", "Hz", "Mbps", "Gbps", "kbps", "fps", "dpi",
    "kB", "KB", "MB", "GB", "TB", "km2", "m2", "m3", "km", "cm", "mm", "nm", "kg", "mg",
    "kWh", "kW", "mAh", "ml", "mL", "dB", "px", "ms", "min", "℃", "℉", "°C", "°F", "°",
    "m", "g", "t", "L", "l", "W", "V", "h", "s",
)  # fmt: skip
_UNIT: Final = "|".join(re.escape(unit) for unit in _UNITS)
_SIGN: Final = r"(?P<sign>(?<![\w.])[-+])?"
_END: Final = r"(?![A-Za-z0-9])"
_UNSPACED: Final = UNSPACED + "・"
_LETTER: Final = r"[A-Za-z\u00c0-\u024f]"
_DOMAINS: Final = "com|net|org|io|jp|cn|tv|gg|dev|app|co"
_YEAR: Final = r"(?P<y>[12]\d{3})"
_MONTH: Final = r"(?P<m>0?[1-9]|1[0-2])"
_DAY: Final = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_CLOCK: Final = r"(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?"
_HALF_DAY: Final = r"(?:\s?(?P<ampm>[AaPp]\.?[Mm]\b\.?))?"
_SCALE: Final = r"(?P<scale>[万萬亿億千kKMB](?![A-Za-z]))?"
_CURRENCY_BEFORE: Final = r"[¥$€£]|US\$|HK\$|NT\$"
_CURRENCY_AFTER: Final = r"元|円|块钱|人民币|美元|日元|欧元|[¥$€£]|(?:RMB|CNY|JPY|USD|EUR|GBP)\b"

# In order: the first that matches wins; each is the alternatives of one kind. Word classes are
# ASCII (re.ASCII): Han and kana beside a number do not extend it.
_PATTERNS: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    ("url", (
        r"(?:https?://|www\.)[^\s<>\"'、。，！？；：「」『』（）【】\u3040-\u9fff]+",
        rf"(?<![\w@.])(?:[a-z0-9-]{{1,63}}\.){{1,9}}(?:{_DOMAINS})\b(?:/[\w./-]*)?",
    )),
    ("email", (r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",)),
    ("mention", (rf"(?<![\w])@(?P<name>[A-Za-z0-9_{_UNSPACED}]{{1,40}})",)),
    ("hashtag", (
        rf"(?<![\w&])\#(?P<name>[A-Za-z_{_UNSPACED}][\w{_UNSPACED}]{{0,60}})\#?",
    )),
    ("decade", (r"(?<!\w)(?P<y>(?:1[1-9]|20)\d0)'?s\b",)),
    ("date", (rf"(?<!\d){_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?!\d|[-/.]\d)",)),
    ("time", (rf"(?<![\d:]){_CLOCK}(?![\d:]){_HALF_DAY}",)),
    ("phone", (
        r"(?<![\w.-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\)[ -]?)?\d{2,5}(?:-\d{2,5}){2,3}(?![\w-])",
        r"(?<!\w)\+\d{8,15}(?!\d)",
        r"(?<![\w.])1[3-9]\d{9}(?![\w.])",
    )),
    ("version", (r"(?<![\w.])[vV]?\d+(?:\.\d+){2,4}(?![\w.])",)),
    ("money", (
        rf"{_SIGN}(?P<cur>{_CURRENCY_BEFORE})\s?(?P<n>{_NUM}){_SCALE}",
        rf"(?P<n2>{_NUM})(?P<scale2>[万萬亿億千])?\s?(?P<cur2>{_CURRENCY_AFTER})",
    )),
    ("range", (
        rf"(?<![\w.-])(?P<a>{_NUM})\s?[~-]\s?(?P<b>{_NUM})(?![\w.-])(?P<pc>%)?",
        rf"(?P<a2>{_NUM})%\s?[~-]\s?(?P<b2>{_NUM})(?P<pc2>%)",
    )),
    ("percent", (rf"{_SIGN}(?P<n>{_NUM})\s?%",)),
    ("fraction", (r"(?<![\d/.])(?P<a>\d{1,4})[/⁄](?P<b>\d{1,4})(?![\d/.])",)),
    ("measure", (rf"{_SIGN}(?P<n>{_NUM})\s?(?P<u>{_UNIT}){_END}",)),
    ("ordinal", (r"(?<!\w)(?P<n>\d+)(?:st|nd|rd|th)\b",)),
    ("number", (rf"{_SIGN}(?P<n>{_NUM})",)),
    ("laugh", (rf"(?<=[{_UNSPACED}。！？!?…ー])[wW]+(?![A-Za-z])",)),
    ("latin", (
        rf"{_LETTER}+(?:['-]{_LETTER}+)*\.?(?=[A-Z]\.)",
        rf"{_LETTER}+(?:['-]{_LETTER}+)*'?",
    )),
    ("han", (f"[{HAN}]+",)),
    ("kana", (f"[{KANA}]+",)),
    ("space", (r"[ \n]+",)),
    ("mark", (r"[,.!?;:、。，！？；：…‥]+", r"(?:--+|—+|―+)")),
)  # fmt: skip


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[tuple[Kind, re.Pattern[str]], ...]]:
    """What matches any token, and what matches each kind."""
    joined = [(kind, "|".join(forms)) for kind, forms in _PATTERNS]
    each = tuple((kind, re.compile(pattern, re.ASCII)) for kind, pattern in joined)
    # A name may occur only once in a pattern: here, where it matters only that something is there,
    # they go.
    nameless = [re.sub(r"[(][?]P<[a-z0-9]+>", "(?:", pattern) for _, pattern in joined]
    anything = "|".join(f"(?:{pattern})" for pattern in nameless)
    return re.compile(anything, re.ASCII), each


def tokens(source: Source) -> Iterator[Token]:
    """The tokens of `source`, in order and without gaps."""
    anything, each = _patterns()
    text = source.text
    at = 0
    while at < len(text):
        found = anything.match(text, at)
        if found is None or found.end() == at:
            kind, end = _unknown(text, at, anything)
            parts: dict[str, str] = {}
        else:
            kind, match = next((k, m) for k, p in each if (m := p.match(text, at)))
            end = match.end()
            if kind == "url":
                end = at + len(match.group().rstrip(".,!?;:)"))
            parts = {name: part for name, part in match.groupdict().items() if part is not None}
        yield Token(kind, source.part(at, end), parts)
        at = end


def _unknown(text: str, at: int, anything: re.Pattern[str]) -> tuple[Kind, int]:
    """The kind of the characters from `at` on that no pattern knows, and where they end."""
    kind = _other(text[at])
    end = at + 1
    if kind == "symbol":
        return kind, end
    while end < len(text) and _other(text[end]) == kind:
        if anything.match(text, end) is not None:
            break
        end += 1
    return kind, end


def _other(character: str) -> Kind:
    """What a character is that no pattern knows."""
    if character in "+-=×÷<>&%*/^":
        return "symbol"
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return "foreign"
    return "silent"  # emoji, brackets, ornaments
