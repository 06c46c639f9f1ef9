"""What in a text is not simply words: numbers in all their dresses, addresses, names with @ and #,
emoji, laughter.

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

from vidol.voice.languages.source import Source

Kind = Literal[
    "han",
    "kana",
    "latin",
    "foreign",
    "space",
    "mark",
    "silent",
    "symbol",
    "url",
    "email",
    "mention",
    "hashtag",
    "laugh",
    "date",
    "time",
    "money",
    "percent",
    "measure",
    "phone",
    "range",
    "fraction",
    "version",
    "ordinal",
    "decade",
    "number",
]


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source: its kind, its place, and the named parts of the pattern that found
    it.
    """

    kind: Kind
    source: Source
    parts: dict[str, str]

    @property
    def text(self) -> str:
        return self.source.text


_NUM: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNITS: Final = (
    "km/h", "m/s", "kHz", "MHz", "GHz", "Hz", "Mbps", "Gbps", "kbps", "fps", "dpi", "kB", "KB",
    "MB", "GB", "TB", "km2", "m2", "m3", "km", "cm", "mm", "nm",
    "kg", "mg", "kWh", "kW", "mAh", "ml", "mL", "dB", "px", "ms", "min", "℃", "℉", "°C", "°F", "°",
    "m", "g", "t", "L", "l", "W", "V", "h", "s",
)  # fmt: skip
_SIGN: Final = r"(?<![\w.])[-+]"
_END: Final = r"(?![A-Za-z0-9])"

# In order: the first that matches wins. Word classes are ASCII (re.ASCII): Han and kana beside a
# number do not extend it.
_PATTERNS: Final[tuple[tuple[Kind, str], ...]] = (
    ("url",
        r"(?:https?://|www\.)[^\s<>\"'、。，！？；：「」『』（）【】\u3040-\u9fff]+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|net|org|io|jp|cn|tv|gg|dev|app|co)\b(?:/[\w./-]*)?"),
    ("email", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("mention", r"(?<![\w])@(?P<name>[A-Za-z0-9_\u3040-\u30ff\u3400-\u9fff]{1,40})"),
    ("hashtag",
        r"(?<![\w&])\#(?P<name>[A-Za-z_\u3040-\u30ff\u3400-\u9fff][\w\u3040-\u30ff\u3400-\u9fff]{0,60})\#?"),
    ("decade", r"(?<!\w)(?P<y>(?:1[1-9]|20)\d0)'?s\b"),
    ("date",
        r"(?<!\d)(?P<y>[12]\d{3})[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>0?[1-9]|[12]\d|3[01])(?!\d|[-/.]\d)"),
    ("time",
        r"(?<![\d:])(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])(?:\s?(?P<ampm>[AaPp]\.?[Mm]\b\.?))?"),
    ("phone",
        r"(?<![\w.-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\)[ -]?)?\d{2,5}(?:-\d{2,5}){2,3}(?![\w-])|(?<!\w)\+\d{8,15}(?!\d)|(?<![\w.])1[3-9]\d{9}(?![\w.])"),
    ("version", r"(?<![\w.])[vV]?\d+(?:\.\d+){2,4}(?![\w.])"),
    ("money",
        (rf"(?P<sign>{_SIGN})?(?P<cur>[¥$€£]|US\$|HK\$|NT\$)\s?(?P<n>{_NUM})(?P<scale>[万萬亿億千kKMB](?![A-Za-z]))?"
              rf"|(?P<n2>{_NUM})(?P<scale2>[万萬亿億千])?\s?(?P<cur2>元|円|块钱|人民币|美元|日元|欧元|[¥$€£]|(?:RMB|CNY|JPY|USD|EUR|GBP)\b)")),
    ("range",
        rf"(?<![\w.-])(?P<a>{_NUM})\s?[~-]\s?(?P<b>{_NUM})(?![\w.-])(?P<pc>%)?|(?P<a2>{_NUM})%\s?[~-]\s?(?P<b2>{_NUM})(?P<pc2>%)"),
    ("percent", rf"(?P<sign>{_SIGN})?(?P<n>{_NUM})\s?%"),
    ("fraction", r"(?<![\d/.])(?P<a>\d{1,4})[/⁄](?P<b>\d{1,4})(?![\d/.])"),
    ("measure",
        rf"(?P<sign>{_SIGN})?(?P<n>{_NUM})\s?(?P<u>{'|'.join(re.escape(u) for u in _UNITS)}){_END}"),
    ("ordinal", r"(?<!\w)(?P<n>\d+)(?:st|nd|rd|th)\b"),
    ("number", rf"(?P<sign>{_SIGN})?(?P<n>{_NUM})"),
    ("laugh", r"(?<=[\u3040-\u30ff\u3400-\u9fff。！？!?…ー])[wW]+(?![A-Za-z])"),
    ("latin",
        r"[A-Za-z\u00c0-\u024f]+(?:['-][A-Za-z\u00c0-\u024f]+)*\.?(?=[A-Z]\.)|[A-Za-z\u00c0-\u024f]+(?:['-][A-Za-z\u00c0-\u024f]+)*'?"),
    ("han", r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇〆]+"),
    ("kana", r"[\u3041-\u3096\u309b-\u309f\u30a1-\u30fa\u30fc-\u30ff]+"),
    ("space", r"[ \n]+"),
    ("mark", r"[,.!?;:、。，！？；：…‥]+|(?:--+|—+|―+)"),
)  # fmt: skip


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[tuple[Kind, re.Pattern[str]], ...]]:
    each = tuple((kind, re.compile(pattern, re.ASCII)) for kind, pattern in _PATTERNS)
    bare = "|".join(
        f"(?:{re.sub(r'[(][?]P<[a-z0-9]+>', '(?:', pattern)})" for _, pattern in _PATTERNS
    )
    return re.compile(bare, re.ASCII), each


def tokens(source: Source) -> Iterator[Token]:
    """The tokens of `source`, in order and without gaps."""
    anything, each = _patterns()
    at = 0
    text = source.text
    while at < len(text):
        found = anything.match(text, at)
        if found is None or found.end() == at:
            end = at + 1
            kind = _other(text[at])
            while (
                end < len(text)
                and anything.match(text, end) is None
                and _other(text[end]) == kind
                and kind != "symbol"
            ):
                end += 1
            yield Token(kind, source.part(at, end), {})
        else:
            kind, match = next((k, m) for k, p in each if (m := p.match(text, at)))
            end = match.end()
            if kind == "url":
                end = at + len(match.group().rstrip(".,!?;:)"))
            yield Token(
                kind,
                source.part(at, end),
                {k: v for k, v in match.groupdict().items() if v is not None},
            )
        at = end


def _other(character: str) -> Kind:
    """What a character is that no pattern knows."""
    if character in "+-=×÷<>&%*/^":
        return "symbol"
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return "foreign"
    return "silent"  # emoji, brackets, ornaments
