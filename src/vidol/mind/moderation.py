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
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, cast

from vidol.core.unicode import folded
from vidol.mind.terms import Running, Spelt, Terms
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
_SIGNS: Final = re.compile(r"[\W_]")
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,4}){2,}[^\W_](?![^\W_])")
_BETWEEN_WIDE: Final = re.compile(rf"(?<=[{UNSPACED}])[\W_0-9a-z]{{1,3}}(?=[{UNSPACED}])")
_LONG_REPEAT: Final = re.compile(r"(.)\1{2,}")
_LONGEST: Final = 20_000
"""Characters of a text that are looked at."""


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
    plain = _plain(text)
    forms = [plain, plain.translate(_LEET)]
    forms += [_SPACED.sub(lambda match: _SIGNS.sub("", match.group()), form) for form in forms]
    forms += [form.translate(_LEET) for form in forms]
    forms += [_LONG_REPEAT.sub(shorter, form) for form in forms for shorter in (r"\1", r"\1\1")]
    return list(dict.fromkeys(forms))


def _plain(text: str) -> str:
    """A text, or a term, without disguises of characters and without what parts Han and kana."""
    return _BETWEEN_WIDE.sub("", unmask(text))


class Moderator:
    """Lists of terms by category, ready to be looked for. The time of a look grows with the length
    of the text and with the number of terms, whatever they are.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._terms = {
            category: Terms(map(_plain, terms)) for category, terms in lists.items() if terms
        }

    @classmethod
    def standard(cls, blocked: Sequence[str] = ()) -> Moderator:
        """The list that comes with vidol, and the creator's own."""
        return cls({**_lists(), "blocked": blocked})

    def check(self, text: str) -> Category | None:
        """The category of the first listed term in `text`, or None. A text of any length and
        content is fine.
        """
        forms = readings(text[:_LONGEST])
        runs = [_SIGNS.sub("", run) for form in forms for run in _SPACED.findall(form)]
        running = [Running(form) for form in forms]
        spelt = Spelt(dict.fromkeys(runs))
        for category, terms in self._terms.items():
            if any(map(terms.among, running)) or terms.spelt_in(spelt):
                return cast("Category", category)
        return None
