"""Numbers as words, in Chinese and English (OpenJTalk reads digits itself, with the right
counters).
"""

from __future__ import annotations

from typing import Final

_HAN: Final = "零一二三四五六七八九"
_ONES: Final = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen"]  # fmt: skip
_TENS: Final = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_SCALES: Final = ("", " thousand", " million", " billion", " trillion")
_MAX_DIGITS: Final = 15


def chinese(number: str) -> str:
    """A plain decimal ("1234.5", no sign, no commas) in Chinese characters; very long or zero-led
    ones digit by digit.
    """
    whole, _, fraction = number.partition(".")
    said = digits(whole) if _by_digit(whole) else _myriads(whole)
    return said + ("点" + digits(fraction) if fraction else "")


def english(number: str) -> str:
    """The same in English words."""
    whole, _, fraction = number.partition(".")
    said = (
        " ".join(_ONES[int(c)] for c in whole) if _by_digit(whole) else _english_whole(int(whole))
    )
    return said + (" point " + " ".join(_ONES[int(c)] for c in fraction) if fraction else "")


def english_year(year: int) -> str:
    """1984 as "nineteen eighty four", 2007 as "two thousand seven"."""
    if 2000 <= year < 2010 or not 1100 <= year < 2100:
        return english(str(year))
    high, low = divmod(year, 100)
    tail = "hundred" if low == 0 else f"oh {_ONES[low]}" if low < 10 else _english_whole(low)
    return f"{_english_whole(high)} {tail}"


def english_ordinal(number: int) -> str:
    """3 as "third"."""
    words = _english_whole(number).split()
    irregular = {
        "one": "first",
        "two": "second",
        "three": "third",
        "five": "fifth",
        "eight": "eighth",
        "nine": "ninth",
        "twelve": "twelfth",
    }
    last = words[-1]
    words[-1] = irregular.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return " ".join(words)


def digits(number: str) -> str:
    """Digit by digit, in Chinese characters."""
    return "".join(_HAN[int(c)] for c in number)


def english_digits(number: str) -> str:
    """Digit by digit, in English."""
    return " ".join(_ONES[int(c)] for c in number)


def _by_digit(whole: str) -> bool:
    return len(whole) > _MAX_DIGITS or (len(whole) > 1 and whole[0] == "0")


def _myriads(whole: str) -> str:
    """Groups of four digits; a gap inside the number is said 零, once."""
    value = int(whole)
    if value == 0:
        return "零"
    parts: list[str] = []
    gap = False
    for scale in range(3, -1, -1):
        group = value // 10_000**scale % 10_000
        if not group:
            gap = gap or bool(parts)
            continue
        filler = "零" if parts and (gap or group < 1000) else ""
        parts.append(filler + _group(group) + ("", "万", "亿", "兆")[scale])
        gap = False
    return "".join(parts).removeprefix("一") if parts[0].startswith("一十") else "".join(parts)


def _group(group: int) -> str:
    said = ""
    gap = False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = group // power % 10
        if digit:
            said += ("零" if gap else "") + _HAN[digit] + unit
            gap = False
        else:
            gap = bool(said)
    return said


def _english_whole(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{_ONES[value // 100]} hundred" + (
            f" {_english_whole(value % 100)}" if value % 100 else ""
        )
    parts = [
        _english_whole(group) + _SCALES[scale]
        for scale in range(4, -1, -1)
        if (group := value // 1000**scale % 1000)
    ]
    return " ".join(parts)
