"""How an English speaker says the tokens of a text: everything becomes words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.text.abbreviations import full_stop_ends
from vidol.voice.languages import numbers
from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_CURRENCY: Final = {
    "¥": ("yen", "yen"), "$": ("dollar", "dollars"), "US$": ("dollar", "dollars"),
    "HK$": ("Hong Kong dollar", "Hong Kong dollars"),
    "NT$": ("Taiwan dollar", "Taiwan dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"),
    "円": ("yen", "yen"), "日元": ("yen", "yen"),
    "元": ("yuan", "yuan"), "块钱": ("yuan", "yuan"), "人民币": ("yuan", "yuan"),
    "RMB": ("yuan", "yuan"), "CNY": ("yuan", "yuan"), "JPY": ("yen", "yen"),
    "美元": ("dollar", "dollars"), "欧元": ("euro", "euros"), "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"),
}  # fmt: skip
_CENTS: Final = {"dollars": "cents", "euros": "cents", "pounds": "pence"}
_SCALE: Final = {
    "k": " thousand",
    "K": " thousand",
    "M": " million",
    "B": " billion",
    "万": " ten thousand",
    "亿": " hundred million",
}
_UNITS: Final = {
    "km/h": "kilometers per hour", "m/s": "meters per second", "kHz": "kilohertz",
    "MHz": "megahertz", "GHz": "gigahertz", "Hz": "hertz",
    "Mbps": "megabits per second", "Gbps": "gigabits per second", "kbps": "kilobits per second",
    "fps": "frames per second", "dpi": "dots per inch",
    "kB": "kilobytes", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
    "km2": "square kilometers", "m2": "square meters",
    "m3": "cubic meters", "km": "kilometers", "cm": "centimeters", "mm": "millimeters",
    "nm": "nanometers", "kg": "kilograms", "mg": "milligrams",
    "kWh": "kilowatt hours", "kW": "kilowatts", "mAh": "milliamp hours", "ml": "milliliters",
    "mL": "milliliters", "dB": "decibels", "px": "pixels",
    "ms": "milliseconds", "min": "minutes", "℃": "degrees Celsius", "°C": "degrees Celsius",
    "℉": "degrees Fahrenheit", "°F": "degrees Fahrenheit",
    "°": "degrees", "m": "meters", "g": "grams", "t": "tons", "L": "liters", "l": "liters",
    "W": "watts", "V": "volts", "h": "hours", "s": "seconds",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "plus",
    "=": "equals",
    "×": "times",
    "*": "times",
    "÷": "divided by",
    "<": "is less than",
    ">": "is greater than",
    "/": "slash",
    "-": "minus",
}
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_YEAR_AFTER: Final = re.compile(
    rf"\b(?:in|since|of|by|from|until|till|year|before|after|{'|'.join(_MONTHS)}|[A-Z][a-z]+ \d{{1,2}},)\s*$",
    re.IGNORECASE,
)
_LETTER_BY_LETTER: Final = frozenset({"FAQ", "OBS", "VRM", "VMC"})  # espeak-ng reads these as words
_LONGEST_PATH: Final = 24


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token. before, after: the text around it, which decides between
    readings.
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
        between_digits = before.rstrip()[-1:].isdigit() and after.lstrip()[:1].isdigit()
        return (
            "and" if token.text == "&" else _SYMBOLS.get(token.text, "") if between_digits else ""
        )
    say = _SAY.get(token.kind)
    return say(token) if say else ""


def _ordinal(token: Token) -> str:
    number = token.parts["n"]
    return (
        numbers.english_ordinal(int(number)) if len(number) < 10 else numbers.english_digits(number)
    )


def _decade(token: Token) -> str:
    said = numbers.english_year(int(token.parts["y"]))
    return said.removesuffix("y") + "ies" if said.endswith("y") else said + "s"


def _date(token: Token) -> str:
    p = token.parts
    return (
        f"{_MONTHS[int(p['m']) - 1]} {numbers.english_ordinal(int(p['d']))},"
        f" {numbers.english_year(int(p['y']))}"
    )


def _percent(token: Token) -> str:
    return f"{_minus(token)}{numbers.english(plain(token.parts['n']))} percent"


def _measure(token: Token) -> str:
    amount = trimmed(token.parts["n"])
    head, _, rest = _UNITS[token.parts["u"]].partition(" ")
    if amount == "1" and head.endswith("s"):
        head = head[:-1]
    return " ".join(filter(None, (_minus(token).strip(), numbers.english(amount), head, rest)))


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
    if (
        len(bare) == 4
        and bare == number
        and bare.isdigit()
        and 1100 <= int(bare) < 2100
        and _YEAR_AFTER.search(before[-24:])
    ):
        return numbers.english_year(int(bare))
    return numbers.english(bare)


def _time(token: Token) -> str:
    p = token.parts
    hour, minute = int(p["h"]), int(p["min"])
    said = numbers.english(str(hour))
    if minute:
        said += " oh " if minute < 10 else " "
        said += numbers.english(str(minute))
    elif not p.get("ampm"):
        said += " o'clock" if 1 <= hour <= 12 else " hundred hours"
    if p.get("s"):
        said += f" and {numbers.english(str(int(p['s'])))} seconds"
    return said + (
        " A M" if (p.get("ampm") or "").lower().startswith("a") else " P M" if p.get("ampm") else ""
    )


def _money(token: Token) -> str:
    amount, scale = trimmed(either(token.parts, "n")), either(token.parts, "scale")
    one, many = _CURRENCY[either(token.parts, "cur")]
    whole, _, cents = amount.partition(".")
    if cents and len(cents) <= 2 and not scale and many in _CENTS:
        small = numbers.english(str(int(cents.ljust(2, "0"))))
        return (
            f"{_minus(token)}{numbers.english(whole)} {one if whole == '1' else many} and {small}"
            f" {_CENTS[many]}"
        )
    return (
        f"{_minus(token)}{numbers.english(amount)}{_SCALE.get(scale, '')}"
        f" {one if amount == '1' and not scale else many}"
    )


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
    shown = host + (
        "/" + path
        if path and len(path) <= _LONGEST_PATH and not re.search(r"[?#=&%]", path)
        else ""
    )
    said = re.sub(
        r"[.@/_+-]",
        lambda m: {".": " dot ", "@": " at ", "/": " slash ", "_": " underscore "}.get(
            m.group(), " "
        ),
        shown,
    )
    said = re.sub(r"\d+", lambda m: f" {numbers.english(m.group())} ", said)
    return re.sub(r"\s+", " ", re.sub(r"[^A-Za-z ]", " ", said)).strip()


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
    "ordinal": _ordinal,
    "decade": _decade, "date": _date, "time": _time, "money": _money, "percent": _percent,
    "measure": _measure, "range": _range, "fraction": _fraction,
    "phone": _phone, "version": _version, "url": _address, "email": _address, "mention": _mention,
    "hashtag": lambda token: f"hashtag {_mention(token)}",
}  # fmt: skip
