"""How an English speaker says the tokens of a text: everything becomes words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.text.abbreviations import full_stop_ends
from vidol.voice.languages import numbers
from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_DOLLAR: Final = ("dollar", "dollars")
_YEN: Final = ("yen", "yen")
_YUAN: Final = ("yuan", "yuan")
_EURO: Final = ("euro", "euros")
_POUND: Final = ("pound", "pounds")
_CURRENCY: Final = {
    "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR, "美元": _DOLLAR,
    "HK$": ("Hong Kong dollar", "Hong Kong dollars"),
    "NT$": ("Taiwan dollar", "Taiwan dollars"),
    "¥": _YEN, "円": _YEN, "日元": _YEN, "JPY": _YEN,
    "元": _YUAN, "块钱": _YUAN, "人民币": _YUAN, "RMB": _YUAN, "CNY": _YUAN,
    "€": _EURO, "欧元": _EURO, "EUR": _EURO,
    "£": _POUND, "GBP": _POUND,
}  # fmt: skip
_CENTS: Final = {"dollars": "cents", "euros": "cents", "pounds": "pence"}
_SCALE: Final = {
    "k": " thousand", "K": " thousand", "M": " million", "B": " billion",
    "万": " ten thousand", "亿": " hundred million",
}  # fmt: skip
_UNITS: Final = {
    "km/h": "kilometers per hour", "m/s": "meters per second",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "kbps": "kilobits per second", "Mbps": "megabits per second", "Gbps": "gigabits per second",
    "fps": "frames per second", "dpi": "dots per inch", "px": "pixels",
    "kB": "kilobytes", "KB": "kilobytes",
    "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
    "km2": "square kilometers", "m2": "square meters", "m3": "cubic meters",
    "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters",
    "nm": "nanometers",
    "t": "tons", "kg": "kilograms", "g": "grams", "mg": "milligrams",
    "L": "liters", "l": "liters", "ml": "milliliters", "mL": "milliliters",
    "W": "watts", "kW": "kilowatts", "kWh": "kilowatt hours",
    "V": "volts", "mAh": "milliamp hours", "dB": "decibels",
    "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds",
    "°": "degrees", "℃": "degrees Celsius", "°C": "degrees Celsius",
    "℉": "degrees Fahrenheit", "°F": "degrees Fahrenheit",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "plus", "-": "minus", "×": "times", "*": "times", "÷": "divided by", "/": "slash",
    "=": "equals", "<": "is less than", ">": "is greater than",
}  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEAR_AFTER: Final = re.compile(
    r"\b(?:in|since|of|by|from|until|till|year|before|after"
    rf"|{'|'.join(_MONTHS)}|[A-Z][a-z]+ \d{{1,2}},)\s*$",
    re.IGNORECASE,
)
_LETTER_BY_LETTER: Final = frozenset({"FAQ", "OBS", "VRM", "VMC"})  # espeak-ng reads these as words
_LONGEST_PATH: Final = 24
_IN_ADDRESSES: Final = {".": " dot ", "@": " at ", "/": " slash ", "_": " underscore "}


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token.

    before, after: the text around it, which decides between readings.
    """
    if token.kind == "mark":
        silent = token.text == "." and not full_stop_ends(before, after)
        return [] if silent else [punctuation(token)]
    if token.kind == "latin":
        return [spoken(_word(token.text), token.source)]
    said = _say(token, before, after)
    return [spoken(said, token.source)] if said else []


def _word(word: str) -> str:
    # Parts of a compound, and names in the style of code, are words of their own.
    if word in _LETTER_BY_LETTER:
        return "".join(f"{letter}." for letter in word)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word.replace("-", " "))


def _say(token: Token, before: str, after: str) -> str:
    if token.kind == "number":
        return sign(token.parts, "minus ", "plus ") + _number(token.parts["n"], before)
    if token.kind == "symbol":
        return _symbol(token.text, before, after)
    say = _SAY.get(token.kind)
    return say(token) if say else ""


def _symbol(symbol: str, before: str, after: str) -> str:
    if symbol == "&":
        return "and"
    between_digits = before.rstrip()[-1:].isdigit() and after.lstrip()[:1].isdigit()
    return _SYMBOLS.get(symbol, "") if between_digits else ""


def _ordinal(token: Token) -> str:
    number = token.parts["n"]
    if len(number) >= 10:
        return numbers.english_digits(number)
    return numbers.english_ordinal(int(number))


def _decade(token: Token) -> str:
    said = numbers.english_year(int(token.parts["y"]))
    return said.removesuffix("y") + "ies" if said.endswith("y") else said + "s"


def _date(token: Token) -> str:
    year, month, day = (int(token.parts[part]) for part in "ymd")
    ordinal = numbers.english_ordinal(day)
    return f"{_MONTHS[month - 1]} {ordinal}, {numbers.english_year(year)}"


def _percent(token: Token) -> str:
    return f"{_minus(token)}{numbers.english(plain(token.parts['n']))} percent"


def _measure(token: Token) -> str:
    amount = trimmed(token.parts["n"])
    unit, _, rest = _UNITS[token.parts["u"]].partition(" ")
    if amount == "1" and unit.endswith("s"):
        unit = unit[:-1]
    words = (_minus(token).strip(), numbers.english(amount), unit, rest)
    return " ".join(filter(None, words))


def _range(token: Token) -> str:
    a, b = (numbers.english(plain(either(token.parts, k))) for k in "ab")
    return f"{a} to {b}" + (" percent" if either(token.parts, "pc") else "")


def _phone(token: Token) -> str:
    return ", ".join(numbers.english_digits(group) for group in re.findall(r"\d+", token.text))


def _version(token: Token) -> str:
    return " point ".join(numbers.english(n) for n in re.findall(r"\d+", token.text))


def _mention(token: Token) -> str:
    return _word(token.parts["name"].replace("_", " "))


def _minus(token: Token) -> str:
    return sign(token.parts, "minus ", "plus ")


def _number(number: str, before: str) -> str:
    bare = plain(number)
    four_digits = len(number) == 4 and number.isdigit()
    if four_digits and _is_year(int(number), before):
        return numbers.english_year(int(number))
    return numbers.english(bare)


def _is_year(number: int, before: str) -> bool:
    return 1100 <= number < 2100 and _YEAR_AFTER.search(before[-24:]) is not None


def _time(token: Token) -> str:
    p = token.parts
    hour, minute = int(p["h"]), int(p["min"])
    half = p.get("ampm")
    said = numbers.english(str(hour))
    if minute:
        said += " oh " if minute < 10 else " "
        said += numbers.english(str(minute))
    elif not half:
        said += " o'clock" if 1 <= hour <= 12 else " hundred hours"
    if p.get("s"):
        said += f" and {numbers.english(str(int(p['s'])))} seconds"
    if half:
        said += " A M" if half.lower().startswith("a") else " P M"
    return said


def _money(token: Token) -> str:
    amount = trimmed(either(token.parts, "n"))
    scale = either(token.parts, "scale")
    one, many = _CURRENCY[either(token.parts, "cur")]
    whole, _, cents = amount.partition(".")
    has_cents = 1 <= len(cents) <= 2 and many in _CENTS
    if has_cents and not scale:
        units = one if whole == "1" else many
        small = numbers.english(str(int(cents.ljust(2, "0"))))
        return f"{_minus(token)}{numbers.english(whole)} {units} and {small} {_CENTS[many]}"
    units = one if amount == "1" and not scale else many
    return f"{_minus(token)}{numbers.english(amount)}{_SCALE.get(scale, '')} {units}"


def _fraction(token: Token) -> str:
    a, b = int(token.parts["a"]), int(token.parts["b"])
    if a < b <= 20 and b > 1:
        name = {2: "half", 4: "quarter"}.get(b, numbers.english_ordinal(b))
        return f"{numbers.english(str(a))} {name if a == 1 else name + 's'}"
    return f"{numbers.english(str(a))} over {numbers.english(str(b))}"


def _address(token: Token) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", token.text)
    host, _, path = bare.partition("/")
    path = path.rstrip("/")
    speakable = len(path) <= _LONGEST_PATH and not re.search(r"[?#=&%]", path)
    shown = f"{host}/{path}" if path and speakable else host
    for mark, said in _IN_ADDRESSES.items():
        shown = shown.replace(mark, said)
    words = re.sub(r"\d+", lambda match: f" {numbers.english(match[0])} ", shown)
    letters = re.sub(r"[^A-Za-z ]", " ", words)
    return re.sub(r"\s+", " ", letters).strip()


def _hashtag(token: Token) -> str:
    return f"hashtag {_mention(token)}"


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
    "ordinal": _ordinal,
    "decade": _decade,
    "date": _date,
    "time": _time,
    "money": _money,
    "percent": _percent,
    "measure": _measure,
    "range": _range,
    "fraction": _fraction,
    "phone": _phone,
    "version": _version,
    "url": _address,
    "email": _address,
    "mention": _mention,
    "hashtag": _hashtag,
}
