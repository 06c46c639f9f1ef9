"""What a character neither answers nor says: harmful requests and words, in both directions, seen
through evasions.

A small list, on purpose: it catches the plain cases and the tricks that beat plain lists (full
width, zero-width characters, look-alike letters, l33t, s p a c i n g, repeeetition). It is not a
judge of meaning, and no substitute for a human moderator of a large audience. The creator's own
words join it through Persona.blocked.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, cast

from vidol.core.unicode import folded
from vidol.text.chinese import simplify
from vidol.text.scripts import UNSPACED

Category = Literal["self_harm", "violence", "hate", "sexual", "private", "blocked"]

# Letters of other scripts that look Latin, from the shapes themselves: Cyrillic, Greek, and letters
# with marks go by NFKD.
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһкмтвнгӏ" + "αορυνικτεηβγ" + "ɑɡıℓｌ" + "ƒøłđ",
    "aeopcyxijsdhkmtbhrl" + "aopuviktenby" + "agill" + "fold",
)
_LEET: Final = str.maketrans("0134578@$!|+€£", "oieastbasiltel")
_WIDE_CHARACTER: Final = re.compile(f"[{UNSPACED}]")
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,4}){2,}[^\W_](?![^\W_])")
_BETWEEN_WIDE: Final = re.compile(rf"(?<=[{UNSPACED}])[\W_0-9a-z]{{1,3}}(?=[{UNSPACED}])")
_LONG_REPEAT: Final = re.compile(r"(.)\1{2,}")


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    return cast(
        "dict[str, list[str]]",
        tomllib.loads(files("vidol.mind").joinpath("data/moderation.toml").read_text("utf-8")),
    )


def unmask(text: str) -> str:
    """The text without disguises of single characters: NFKC, no marks or invisible characters,
    Latin look-alikes, lower case.
    """
    # Composed again afterwards, or Japanese would lose its voicing marks: only Latin, Greek and
    # Cyrillic lose their marks.
    pieces = (
        _bare(char)
        for char in folded(text)
        if unicodedata.category(char) not in ("Cf", "Mn", "Me", "Co") and char != "\u3164"
    )
    return simplify("".join(pieces).translate(_LOOKALIKES))


def _bare(char: str) -> str:
    return char if char.isascii() or char >= "\u1f00" else unicodedata.normalize("NFD", char)[0]


def readings(text: str) -> list[str]:
    """The ways in which a reader might take a text: as it stands, un-leeted, un-spaced, without
    repetitions.
    """
    plain = _BETWEEN_WIDE.sub("", unmask(text))
    forms = [plain, plain.translate(_LEET)]
    forms += [
        _SPACED.sub(lambda match: re.sub(r"[\W_]", "", match.group()), form) for form in forms
    ]
    forms += [form.translate(_LEET) for form in forms]
    forms += [_LONG_REPEAT.sub(shorter, form) for form in forms for shorter in (r"\1", r"\1\1")]
    return list(dict.fromkeys(forms))


class Moderator:
    """Lists of terms by category, ready to be looked for."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._patterns = {category: _pattern(terms) for category, terms in lists.items() if terms}
        self._run_together = {
            category: _pattern_of_letters(terms) for category, terms in lists.items() if terms
        }

    @classmethod
    def standard(cls, blocked: Sequence[str] = ()) -> Moderator:
        """The list that comes with vidol, and the creator's own."""
        return cls({**_lists(), "blocked": blocked})

    def check(self, text: str) -> Category | None:
        """The category of the first listed term in `text`, or None. A text of any length and
        content is fine.
        """
        forms = readings(text[:20_000])
        spelt = [re.sub(r"[\W_]", "", run) for form in forms for run in _SPACED.findall(form)]
        for category, pattern in self._patterns.items():
            if any(map(pattern.search, forms)) or any(
                map(self._run_together[category].search, spelt)
            ):
                return cast("Category", category)
        return None


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Terms in running text: Latin words whole, katakana words not within others (ピエロ), the rest
    anywhere.
    """
    parts = []
    for term in terms:
        unmasked = unmask(term).strip()
        # Between the words of a phrase up to three small ones may stand: "make (me) (a) bomb".
        body = r"\W+(?:\w{1,4}\W+){0,3}".join(map(re.escape, unmasked.split()))
        if re.fullmatch("[ァ-ヺー]+", unmasked):
            body = f"(?<![ァ-ヺー]){body}(?![ァ-ヺー])"
        elif not _WIDE_CHARACTER.search(unmasked):
            body = rf"(?<![^\W_]){body}(?![^\W_])"
        parts.append(body)
    return re.compile("|".join(parts))


def _pattern_of_letters(terms: Iterable[str]) -> re.Pattern[str]:
    """Terms in text that was spelt letter by letter, where no word boundary is left: only those
    long enough to be meant.
    """
    phrases = (unmask(term).split() for term in terms)
    return re.compile(
        "|".join(
            [
                r"\w{0,4}".join(map(re.escape, words))
                for words in phrases
                if sum(map(len, words)) >= 6
            ]
        )
        or r"(?!)"
    )
