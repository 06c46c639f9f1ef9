"""Numbers as words, in Chinese and English; OpenJTalk reads digits itself."""

from __future__ import annotations

from typing import Final

_HAN: Final = "零一二三四五六七八九"
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_SCALES: Final = ("", " thousand", " million", " billion", " trillion")
_IRREGULAR_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth",
    "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MAX_DIGITS: Final = 15


def chinese(number: str) -> str:
    """A plain decimal ("1234.5", no sign, no commas) in Chinese characters.

    Very long or zero-led ones are said digit by digit.
    """
    whole, _, fraction = number.partition(".")
    said = digits(whole) if _by_digit(whole) else _myriads(whole)
    return f"{said}点{digits(fraction)}" if fraction else said


def english(number: str) -> str:
    """The same in English words."""
    whole, _, fraction = number.partition(".")
    said = english_digits(whole) if _by_digit(whole) else _english_whole(int(whole))
    return f"{said} point {english_digits(fraction)}" if fraction else said


def english_year(year: int) -> str:
    """1984 as "nineteen eighty four", 2007 as "two thousand seven"."""
    if 2000 <= year < 2010 or not 1100 <= year < 2100:
        return english(str(year))
    high, low = divmod(year, 100)
    if low == 0:
        tail = "hundred"
    elif low < 10:
        tail = f"oh {_ONES[low]}"
    else:
        tail = _english_whole(low)
    return f"{_english_whole(high)} {tail}"


def english_ordinal(number: int) -> str:
    """3 as "third"."""
    *before, last = _english_whole(number).split()
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join([*before, last])


def digits(number: str) -> str:
    """Digit by digit, in Chinese characters."""
    return "".join(_HAN[int(c)] for c in number)


def english_digits(number: str) -> str:
    """Digit by digit, in English."""
    return " ".join(_ONES[int(c)] for c in number)


def _by_digit(whole: str) -> bool:
    led_by_zero = len(whole) > 1 and whole[0] == "0"
    return led_by_zero or len(whole) > _MAX_DIGITS


def _myriads(whole: str) -> str:
    """Groups of four digits; a gap inside the number is said 零, once."""
    value = int(whole)
    if value == 0:
        return "零"
    said = ""
    gap = False
    for scale, name in ((3, "兆"), (2, "亿"), (1, "万"), (0, "")):
        group = value // 10_000**scale % 10_000
        if not group:
            gap = True
            continue
        skipped = gap or group < 1000
        if said and skipped:
            said += "零"
        said += _group(group) + name
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


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
        tens, ones = divmod(value, 10)
        return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        said = f"{_ONES[hundreds]} hundred"
        return f"{said} {_english_whole(rest)}" if rest else said
    parts = []
    for scale in range(4, -1, -1):
        group = value // 1000**scale % 1000
        if group:
            parts.append(_english_whole(group) + _SCALES[scale])
    return " ".join(parts)
