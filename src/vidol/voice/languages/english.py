"""How an English speaker says the tokens of a text: everything becomes words."""

from __future__ import annotations

import re
from typing import Final

from vidol.voice.languages import numbers
from vidol.voice.languages.base import Spoken, plain, punctuation, spoken, trimmed
from vidol.voice.languages.tokens import Token

_CURRENCY: Final = {
    "¥": ("yen", "yen"), "$": ("dollar", "dollars"), "US$": ("dollar", "dollars"), "HK$": ("Hong Kong dollar", "Hong Kong dollars"),
    "NT$": ("Taiwan dollar", "Taiwan dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"), "円": ("yen", "yen"), "日元": ("yen", "yen"),
    "元": ("yuan", "yuan"), "块钱": ("yuan", "yuan"), "人民币": ("yuan", "yuan"), "RMB": ("yuan", "yuan"), "CNY": ("yuan", "yuan"), "JPY": ("yen", "yen"),
    "美元": ("dollar", "dollars"), "欧元": ("euro", "euros"), "USD": ("dollar", "dollars"), "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"),
}  # fmt: skip
_CENTS: Final = {"dollars": "cents", "euros": "cents", "pounds": "pence"}
_SCALE: Final = {"k": " thousand", "K": " thousand", "M": " million", "B": " billion", "万": " ten thousand", "亿": " hundred million"}
_UNITS: Final = {
    "km/h": "kilometers per hour", "m/s": "meters per second", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "Hz": "hertz",
    "Mbps": "megabits per second", "Gbps": "gigabits per second", "kbps": "kilobits per second", "fps": "frames per second", "dpi": "dots per inch",
    "kB": "kilobytes", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes", "km2": "square kilometers", "m2": "square meters",
    "m3": "cubic meters", "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "nm": "nanometers", "kg": "kilograms", "mg": "milligrams",
    "kWh": "kilowatt hours", "kW": "kilowatts", "mAh": "milliamp hours", "ml": "milliliters", "mL": "milliliters", "dB": "decibels", "px": "pixels",
    "ms": "milliseconds", "min": "minutes", "℃": "degrees Celsius", "°C": "degrees Celsius", "℉": "degrees Fahrenheit", "°F": "degrees Fahrenheit",
    "°": "degrees", "m": "meters", "g": "grams", "t": "tons", "L": "liters", "l": "liters", "W": "watts", "V": "volts", "h": "hours", "s": "seconds",
}  # fmt: skip
_SYMBOLS: Final = {"+": "plus", "=": "equals", "×": "times", "*": "times", "÷": "divided by", "<": "is less than", ">": "is greater than", "/": "slash", "-": "minus"}
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_YEAR_AFTER: Final = re.compile(rf"\b(?:in|since|of|by|from|until|till|year|before|after|{'|'.join(_MONTHS)}|[A-Z][a-z]+ \d{{1,2}},)\s*$", re.IGNORECASE)
_LONGEST_PATH: Final = 24


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token. before, after: the text around it, which decides between readings."""
    if token.kind == "mark":
        return [punctuation(token)]
    if token.kind == "latin":
        return [spoken(_word(token.text), token.source)]
    said = _say(token, before, after)
    return [spoken(said, token.source)] if said else []


def _word(word: str) -> str:
    # Two or more letters with dots between them, or a name in the style of code, come apart.
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word.replace("-", " "))


def _say(token: Token, before: str, after: str) -> str:
    p = token.parts
    minus = "minus " if p.get("sign") == "-" else "plus " if p.get("sign") == "+" else ""
    match token.kind:
        case "number":
            return minus + _number(p["n"], before)
        case "ordinal":
            return numbers.english_ordinal(int(p["n"])) if len(p["n"]) < 10 else numbers.english_digits(p["n"])
        case "date":
            return f"{_MONTHS[int(p['m']) - 1]} {numbers.english_ordinal(int(p['d']))}, {numbers.english_year(int(p['y']))}"
        case "time":
            return _time(p)
        case "money":
            return minus + _money(p)
        case "percent":
            return f"{minus}{numbers.english(plain(p['n']))} percent"
        case "measure":
            unit = _UNITS[p["u"]]
            head, _, rest = unit.partition(" ")
            one = trimmed(p["n"]) == "1" and head.endswith("s")
            return f"{minus}{numbers.english(trimmed(p['n']))} {head[:-1] if one else head}{' ' if rest else ''}{rest}"
        case "range":
            a, b = (numbers.english(plain(p.get(k) or p[k + "2"])) for k in "ab")
            return f"{a} to {b}" + (" percent" if p.get("pc") or p.get("pc2") else "")
        case "fraction":
            return _fraction(int(p["a"]), int(p["b"]))
        case "phone":
            return ", ".join(numbers.english_digits(group) for group in re.findall(r"\d+", token.text))
        case "version":
            return " point ".join(numbers.english(n) for n in re.findall(r"\d+", token.text))
        case "url" | "email":
            return _address(token.text)
        case "mention":
            return _word(p["name"].replace("_", " "))
        case "hashtag":
            return "hashtag " + _word(p["name"].replace("_", " "))
        case "symbol":
            if token.text == "&":
                return "and"
            return _SYMBOLS.get(token.text, "") if before.rstrip()[-1:].isdigit() and after.lstrip()[:1].isdigit() else ""
        case _:
            return ""


def _number(number: str, before: str) -> str:
    bare = plain(number)
    if len(bare) == 4 and bare == number and bare.isdigit() and 1100 <= int(bare) < 2100 and _YEAR_AFTER.search(before[-24:]):
        return numbers.english_year(int(bare))
    return numbers.english(bare)


def _time(p: dict[str, str]) -> str:
    hour, minute = int(p["h"]), int(p["min"])
    said = numbers.english(str(hour))
    if minute:
        said += " oh " if minute < 10 else " "
        said += numbers.english(str(minute))
    elif not p.get("ampm"):
        said += " o'clock" if 1 <= hour <= 12 else " hundred hours"
    if p.get("s"):
        said += f" and {numbers.english(str(int(p['s'])))} seconds"
    return said + (" A M" if (p.get("ampm") or "").lower().startswith("a") else " P M" if p.get("ampm") else "")


def _money(p: dict[str, str]) -> str:
    amount, scale = trimmed(p.get("n") or p["n2"]), p.get("scale") or p.get("scale2") or ""
    one, many = _CURRENCY[p.get("cur") or p["cur2"]]
    whole, _, cents = amount.partition(".")
    if cents and len(cents) <= 2 and not scale and many in _CENTS:
        small = numbers.english(str(int(cents.ljust(2, "0"))))
        return f"{numbers.english(whole)} {one if whole == '1' else many} and {small} {_CENTS[many]}"
    return f"{numbers.english(amount)}{_SCALE.get(scale, '')} {one if amount == '1' and not scale else many}"


def _fraction(a: int, b: int) -> str:
    if a < b <= 20 and b > 1:
        name = {2: "half", 4: "quarter"}.get(b, numbers.english_ordinal(b))
        return f"{numbers.english(str(a))} {name if a == 1 else {'half': 'halves'}.get(name, name + 's')}"
    return f"{numbers.english(str(a))} over {numbers.english(str(b))}"


def _address(text: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", text)
    host, _, path = bare.partition("/")
    path = path.rstrip("/")
    shown = host + ("/" + path if path and len(path) <= _LONGEST_PATH and not re.search(r"[?#=&%]", path) else "")
    said = re.sub(r"[.@/_+-]", lambda m: {".": " dot ", "@": " at ", "/": " slash ", "_": " underscore "}.get(m.group(), " "), shown)
    said = re.sub(r"\d+", lambda m: f" {numbers.english(m.group())} ", said)
    return re.sub(r"\s+", " ", re.sub(r"[^A-Za-z ]", " ", said)).strip()
