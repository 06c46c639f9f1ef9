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
    "AL", "ID", "NU", "SP", "OP", "CL", "CP", "EX", "IS", "SY", "QU", "NS", "CJ", "BA", "HY", "BB",
    "B2", "IN", "GL", "WJ",
    "ZW", "ZWJ", "CM", "PR", "PO", "HL", "EB", "EM", "RI", "BK", "CR", "LF", "NL", "CB", "H2", "H3",
    "JL", "JV", "JT", "SA",
    "AI", "SG", "XX", "AK", "AP", "AS", "VF", "VI", "HH",
)  # fmt: skip
# LB1
_AS: Final = {
    "AI": "AL",
    "SG": "AL",
    "XX": "AL",
    "SA": "AL",
    "CJ": "NS",
    "AK": "AL",
    "AP": "AL",
    "AS": "AL",
    "VF": "CM",
    "VI": "CM",
    "HH": "HY",
    "NL": "BK",
}


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
_PICTURES: Final = frozenset({"ID", "EB", "EM"})
# LB21 to LB30b: what never parts from what follows directly. East Asian brackets are taken out of
# "OP" and "CP" below (LB30).
_TOGETHER: Final[dict[str, frozenset[str]]] = {
    "AL": frozenset({"AL", "HL", "NU", "PR", "PO", "OP"}),
    "HL": frozenset({"AL", "HL", "NU", "PR", "PO", "OP"}),
    "NU": frozenset({"AL", "HL", "NU", "PR", "PO", "OP"}),
    "CP": frozenset({"AL", "HL", "NU", "PR", "PO"}),
    "CL": frozenset({"PR", "PO"}),
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
_OPENS_QUOTE: Final = frozenset({"", "OP", "QU", "GL", "SP", "ZW", "BK"})
_CLOSES_QUOTE: Final = frozenset(
    {"", "SP", "GL", "WJ", "CL", "QU", "CP", "EX", "IS", "SY", "BK", "CR", "LF", "ZW"}
)


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
    """(position, forced) of each place where a line may or must end, in order; the last is the end
    of the text.

    A place is the index of the character behind it. ``forced``: a line break character stands
    before it.
    """
    classes = [line_class(character) for character in text]
    bases = _absorb_marks(classes)
    places: list[tuple[int, bool]] = []
    for i in range(1, len(text)):
        # LB4, LB5
        if classes[i - 1] in ("BK", "LF") or (classes[i - 1] == "CR" and classes[i] != "LF"):
            places.append((i, True))
        elif not _stays(text, classes, bases, i):
            places.append((i, False))
    if text:
        places.append((len(text), classes[-1] in ("BK", "LF", "CR")))
    return places


def _absorb_marks(classes: list[str]) -> list[str]:
    """Each character's class, where a combining mark takes that of the character it stands on
    (LB9), or is a letter (LB10).
    """
    bases: list[str] = []
    for name in classes:
        if name in ("CM", "ZWJ"):
            alone = not bases or bases[-1] in ("SP", "BK", "CR", "LF", "ZW")
            bases.append("AL" if alone else bases[-1])
        else:
            bases.append(name)
    return bases


def _stays(text: str, classes: list[str], bases: list[str], i: int) -> bool:
    """Whether the line may not end before character `i`; no line break character stands there."""
    after, before = bases[i], bases[i - 1]
    if after in _NEVER_EVER_FIRST:
        return True
    j = i - 1
    while j >= 0 and bases[j] == "SP":
        j -= 1
    last = bases[j] if j >= 0 else ""  # the class behind which only spaces stand
    if last == "ZW":  # LB8
        return False
    if after in _NEVER_FIRST or before == "WJ" or classes[i - 1] == "ZWJ":
        return True
    if classes[i] in ("CM", "ZWJ") and before not in ("SP", ""):  # LB9
        return True
    # LB14, LB16, LB17
    if last == "OP" or (last in ("CL", "CP") and after == "NS") or last == after == "B2":
        return True
    if _stays_in_quotes(text, bases, i, j):
        return True
    if before == "SP":  # LB15c, LB15d, LB18
        return after == "IS" and not (i + 1 < len(text) and bases[i + 1] == "NU")
    return _stays_directly(text, bases, i)


def _stays_in_quotes(text: str, bases: list[str], i: int, j: int) -> bool:
    """LB15a and LB15b: opening quotes stay with what follows, closing ones with what precedes, even
    over spaces.
    """
    if (
        j >= 0
        and bases[j] == "QU"
        and unicodedata.category(text[j]) == "Pi"
        and (bases[j - 1] if j else "") in _OPENS_QUOTE
    ):
        return True
    following = bases[i + 1] if i + 1 < len(text) else ""
    return bases[i] == "QU" and unicodedata.category(text[i]) == "Pf" and following in _CLOSES_QUOTE


def _stays_directly(text: str, bases: list[str], i: int) -> bool:
    """LB12 to LB31 for two characters with no space between."""
    before, after = bases[i - 1], bases[i]
    if before == "GL" or (after == "GL" and before not in ("BA", "HY")) or after == "IS":
        return True
    if "QU" in (before, after) and _stays_at_quote(text, bases, i):
        return True
    if "CB" in (before, after):
        return False
    if after in _NEVER_FIRST_DIRECT or before == "BB":
        return True
    # LB20a
    if (
        before == "HY"
        and after in _LETTERS
        and (i < 2 or bases[i - 2] in ("SP", "BK", "ZW", "CB", "GL"))
    ):
        return True
    if before in ("HY", "BA") and i >= 2 and bases[i - 2] == "HL" and after != "HL":  # LB21a
        return True
    # LB25: 1/2, but a line may end in a/1
    if before == "SY" and after == "NU" and i >= 2 and bases[i - 2] in ("NU", "SY", "IS"):
        return True
    if before == after == "RI":  # LB30a: flags are pairs
        run = 0
        while run < i and bases[i - 1 - run] == "RI":
            run += 1
        return run % 2 == 1
    if after == "OP" and before in ("PR", "PO"):  # LB25: $(12 but not %《
        return i + 1 < len(text) and bases[i + 1] == "NU"
    if (after == "OP" and before in ("AL", "HL", "NU") and _is_wide(text[i])) or (
        before == "CP" and after in ("AL", "HL", "NU") and _is_wide(text[i - 1])
    ):
        return False
    return after in _TOGETHER.get(before, ())


def _stays_at_quote(text: str, bases: list[str], i: int) -> bool:
    """LB19 and LB19a: straight quotes do not tell their side; between East Asian characters a line
    may end outside of curly ones.
    """
    if bases[i] == "QU":
        opening = unicodedata.category(text[i]) == "Pi"
        narrow = not _is_wide(text[i - 1]) or (i + 1 >= len(text) or not _is_wide(text[i + 1]))
        if not opening or narrow:
            return True
    if bases[i - 1] == "QU":
        closing = unicodedata.category(text[i - 1]) == "Pf"
        narrow = not _is_wide(text[i]) or i < 2 or not _is_wide(text[i - 2])
        return not closing or narrow
    return False


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F", "H")
