"""The Unicode line breaking algorithm (UAX #14): after which characters a line may or must end.

Rules LB4 to LB31 except those for South Asian syllables (LB28a) and for Thai and its neighbours,
which need dictionaries. Small kana count as non-starters, the strict form of kinsoku. The
characters' classes come from the `regex` library's tables.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import regex

# The commonest first: each character's class is found by trying them in turn, once.
_CLASSES: Final = (
    "AL", "ID", "NU", "SP", "OP", "CL", "CP", "EX", "IS", "SY",
    "QU", "NS", "CJ", "BA", "HY", "BB", "B2", "IN", "GL", "WJ",
    "ZW", "ZWJ", "CM", "PR", "PO", "HL", "EB", "EM", "RI", "BK",
    "CR", "LF", "NL", "CB", "H2", "H3", "JL", "JV", "JT", "SA",
    "AI", "SG", "XX", "AK", "AP", "AS", "VF", "VI", "HH",
)  # fmt: skip
# LB1: what a class is taken for.
_AS: Final = {
    "AI": "AL", "SG": "AL", "XX": "AL", "SA": "AL", "AK": "AL", "AP": "AL", "AS": "AL",
    "VF": "CM", "VI": "CM",
    "CJ": "NS",
    "HH": "HY",
    "NL": "BK",
}  # fmt: skip


def _known() -> dict[str, regex.Pattern[str]]:
    patterns = {}
    for name in _CLASSES:
        try:
            patterns[name] = regex.compile(rf"\p{{lb={name}}}")
        except regex.error:  # a class younger than the installed tables
            continue
    return patterns


_PATTERNS: Final = _known()
_LETTERS: Final = frozenset({"AL", "HL"})
_LETTERS_AND_NUMBERS: Final = frozenset({"AL", "HL", "NU"})
_SIGNS: Final = frozenset({"PR", "PO"})
_SECOND: Final = "RI2"
"""Of two regional indicators that make a flag, the second."""
# LB21 to LB30b: what never parts from what follows directly, brackets (LB30) aside.
_TOGETHER: Final[dict[str, frozenset[str]]] = {
    "AL": frozenset({"AL", "HL", "NU", "PR", "PO"}),
    "HL": frozenset({"AL", "HL", "NU", "PR", "PO"}),
    "NU": frozenset({"AL", "HL", "NU", "PR", "PO"}),
    "CL": frozenset({"PR", "PO"}),
    "CP": frozenset({"PR", "PO"}),
    "PR": frozenset({"AL", "HL", "NU", "ID", "EB", "EM", "JL", "JV", "JT", "H2", "H3"}),
    "PO": frozenset({"AL", "HL", "NU"}),
    "ID": frozenset({"PO"}),
    "EB": frozenset({"PO", "EM"}),
    "EM": frozenset({"PO"}),
    "HY": frozenset({"NU"}),
    "IS": frozenset({"NU", "AL", "HL"}),
    "SY": frozenset({"HL"}),
    "JL": frozenset({"JL", "JV", "H2", "H3", "PO"}),
    "JV": frozenset({"JV", "JT", "PO"}),
    "H2": frozenset({"JV", "JT", "PO"}),
    "JT": frozenset({"JT", "PO"}),
    "H3": frozenset({"JT", "PO"}),
}
_NEVER_EVER_FIRST: Final = frozenset({"ZW", "SP", "BK", "CR", "LF"})  # LB6, LB7
_NEVER_FIRST: Final = frozenset({"CL", "CP", "EX", "SY", "WJ"})  # LB11, LB13: even behind spaces
_NEVER_FIRST_DIRECT: Final = frozenset({"BA", "HY", "NS", "IN"})  # LB21, LB22
# The classes around a quotation mark that tell its side; "" is the edge of the text.
_BEFORE_OPENING_QUOTE: Final = frozenset({"", "OP", "QU", "GL", "SP", "ZW", "BK"})
_BEHIND_CLOSING_QUOTE: Final = frozenset(
    {"", "SP", "GL", "WJ", "CL", "QU", "CP", "EX", "IS", "SY", "BK", "CR", "LF", "ZW"}
)
_BEFORE_A_WORD: Final = frozenset({"", "SP", "BK", "ZW", "CB", "GL"})


@lru_cache(maxsize=16384)
def line_class(character: str) -> str:
    """The line breaking class of a character, resolved by LB1."""
    for name, pattern in _PATTERNS.items():
        if pattern.match(character):
            if name == "SA" and unicodedata.category(character) in ("Mn", "Mc"):
                return "CM"
            return _AS.get(name, name)
    return "AL"


def line_breaks(text: str) -> list[tuple[int, bool]]:
    """(position, forced) of each place where a line may or must end; the last is the text's end.

    A place is the index of the character behind it. ``forced``: a line break character stands
    before it.
    """
    classes = [line_class(character) for character in text]
    bases = _absorb_marks(classes)
    places: list[tuple[int, bool]] = []
    for i in range(1, len(text)):
        if _must_end(classes[i - 1], classes[i]):
            places.append((i, True))
        elif not _stays(text, classes, bases, i):
            places.append((i, False))
    if text:
        places.append((len(text), _must_end(classes[-1], "")))
    return places


def _must_end(before: str, after: str) -> bool:
    """LB4, LB5."""
    if before == "CR":
        return after != "LF"
    return before in ("BK", "LF")


def _absorb_marks(classes: list[str]) -> list[str]:
    """Each character's class, where a combining mark counts as what it stands on, and the second
    half of a flag is _SECOND.

    A mark takes the class of the character before it (LB9), or is a letter alone (LB10).
    """
    bases: list[str] = []
    for name in classes:
        if name in ("CM", "ZWJ"):
            alone = not bases or bases[-1] in ("SP", "BK", "CR", "LF", "ZW")
            bases.append("AL" if alone else bases[-1])
        elif name == "RI":
            bases.append(_SECOND if bases and bases[-1] == "RI" else name)
        else:
            bases.append(name)
    return bases


def _stays(text: str, classes: list[str], bases: list[str], i: int) -> bool:
    """Whether the line may not end before character `i`; no line break character stands there."""
    before, after = bases[i - 1], bases[i]
    if after in _NEVER_EVER_FIRST:
        return True
    j = i - 1
    while j >= 0 and bases[j] == "SP":
        j -= 1
    last = bases[j] if j >= 0 else ""  # the class behind which only spaces stand
    if last == "ZW":  # LB8
        return False
    if after in _NEVER_FIRST or before == "WJ":
        return True
    if classes[i - 1] == "ZWJ":  # LB8a
        return True
    if classes[i] in ("CM", "ZWJ") and before not in ("SP", ""):  # LB9
        return True
    if _stays_over_spaces(last, after) or _stays_in_quotes(text, bases, i, j):
        return True
    if before == "SP":  # LB15c, LB15d, LB18
        return after == "IS" and _class_at(bases, i + 1) != "NU"
    return _stays_directly(text, bases, i)


def _class_at(bases: list[str], i: int) -> str:
    """The class of character `i`, "" outside the text."""
    return bases[i] if 0 <= i < len(bases) else ""


def _stays_over_spaces(last: str, after: str) -> bool:
    """LB14, LB16, LB17."""
    if last == "OP":
        return True
    if last in ("CL", "CP"):
        return after == "NS"
    return last == after == "B2"


def _stays_in_quotes(text: str, bases: list[str], i: int, j: int) -> bool:
    """LB15a and LB15b: over spaces, quotes stay with what they enclose.

    Opening ones with what follows, closing ones with what precedes.
    """
    # j: the last character before i that is no space
    if _is_quote(text, bases, j, "Pi") and _class_at(bases, j - 1) in _BEFORE_OPENING_QUOTE:
        return True
    return _is_quote(text, bases, i, "Pf") and _class_at(bases, i + 1) in _BEHIND_CLOSING_QUOTE


def _is_quote(text: str, bases: list[str], i: int, category: str) -> bool:
    """Whether character `i` is a quotation mark of that side: Pi opens, Pf closes."""
    return _class_at(bases, i) == "QU" and unicodedata.category(text[i]) == category


def _stays_directly(text: str, bases: list[str], i: int) -> bool:
    """LB12 to LB31 for two characters with no space between."""
    earlier, before, after = _class_at(bases, i - 2), bases[i - 1], bases[i]
    if before == "GL" or after == "IS":
        return True
    if after == "GL" and before not in ("BA", "HY"):
        return True
    if "QU" in (before, after) and _stays_at_quote(text, bases, i):
        return True
    if "CB" in (before, after):
        return False
    if after in _NEVER_FIRST_DIRECT or before == "BB":
        return True
    if before in ("HY", "BA") and _stays_at_hyphen(before, after, earlier):
        return True
    # LB25: 1/2, but a line may end in a/1
    if (before, after) == ("SY", "NU") and earlier in ("NU", "SY", "IS"):
        return True
    if after == _SECOND:  # LB30a: flags are pairs
        return True
    if before in _SIGNS and after == "OP":  # LB25: $(12 but not %《
        return _class_at(bases, i + 1) == "NU"
    if before in _LETTERS_AND_NUMBERS and after == "OP":  # LB30
        return not _is_wide(text[i])
    if before == "CP" and after in _LETTERS_AND_NUMBERS:  # LB30
        return not _is_wide(text[i - 1])
    return after in _TOGETHER.get(before, ())


def _stays_at_hyphen(before: str, after: str, earlier: str) -> bool:
    """LB20a: a hyphen that begins a word; LB21a: one in a Hebrew word."""
    begins_a_word = before == "HY" and earlier in _BEFORE_A_WORD
    if begins_a_word and after in _LETTERS:
        return True
    return earlier == "HL" and after != "HL"


def _stays_at_quote(text: str, bases: list[str], i: int) -> bool:
    """LB19 and LB19a: straight quotes do not tell their side.

    Between East Asian characters a line may end outside of curly ones.
    """
    if bases[i] == "QU":
        opening = unicodedata.category(text[i]) == "Pi"
        among_wide = _is_wide_at(text, i - 1) and _is_wide_at(text, i + 1)
        if not (opening and among_wide):
            return True
    if bases[i - 1] == "QU":
        closing = unicodedata.category(text[i - 1]) == "Pf"
        among_wide = _is_wide_at(text, i) and _is_wide_at(text, i - 2)
        return not (closing and among_wide)
    return False


def _is_wide_at(text: str, i: int) -> bool:
    return 0 <= i < len(text) and _is_wide(text[i])


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F", "H")
