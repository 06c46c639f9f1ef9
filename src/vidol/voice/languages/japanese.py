"""How a Japanese speaker says the tokens of a text. OpenJTalk reads kanji and digits with counters;
this spells out the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_CURRENCY: Final = {
    "¥": "円", "$": "ドル", "US$": "ドル", "HK$": "香港ドル", "NT$": "台湾ドル", "€": "ユーロ",
    "£": "ポンド", "円": "円", "元": "元", "块钱": "元",
    "人民币": "元", "美元": "ドル", "日元": "円", "欧元": "ユーロ", "RMB": "元", "CNY": "元",
    "JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド",
}  # fmt: skip
_SCALE: Final = {"k": "千", "K": "千", "M": "ミリオン", "B": "ビリオン", "亿": "億", "萬": "万"}
_UNITS: Final = {
    "km/h": "キロメートル毎時", "m/s": "メートル毎秒", "kHz": "キロヘルツ", "MHz": "メガヘルツ",
    "GHz": "ギガヘルツ", "Hz": "ヘルツ", "Mbps": "メガビーピーエス",
    "Gbps": "ギガビーピーエス", "kbps": "キロビーピーエス", "fps": "エフピーエス",
    "dpi": "ディーピーアイ", "kB": "キロバイト", "KB": "キロバイト",
    "MB": "メガバイト", "GB": "ギガバイト", "TB": "テラバイト", "km2": "平方キロメートル",
    "m2": "平方メートル", "m3": "立方メートル", "km": "キロメートル",
    "cm": "センチ", "mm": "ミリ", "nm": "ナノメートル", "kg": "キログラム", "mg": "ミリグラム",
    "kWh": "キロワット時", "kW": "キロワット",
    "mAh": "ミリアンペアアワー", "ml": "ミリリットル", "mL": "ミリリットル", "dB": "デシベル",
    "px": "ピクセル", "ms": "ミリ秒", "min": "分", "℃": "度",
    "°C": "度", "℉": "華氏度", "°F": "華氏度", "°": "度", "m": "メートル", "g": "グラム",
    "t": "トン", "L": "リットル", "l": "リットル", "W": "ワット",
    "V": "ボルト", "h": "時間", "s": "秒",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "たす",
    "=": "イコール",
    "×": "かける",
    "*": "かける",
    "÷": "わる",
    "&": "アンド",
    "<": "小なり",
    ">": "大なり",
    "-": "ひく",
}
_LETTERS: Final = dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット".split(),  # noqa: SIM905
    strict=True,
))  # fmt: skip
_DIGITS: Final = ("ゼロ", "いち", "にい", "さん", "よん", "ごう", "ろく", "なな", "はち", "きゅう")
_MARKS: Final = {",": "、", ".": "。", "?": "？", "!": "！"}


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token. before, after: the text around it, which decides between
    readings.
    """
    if token.kind in ("han", "kana"):
        return [spoken(token.text, token.source)]
    if token.kind == "mark":
        mark = punctuation(token)
        return [Spoken(_MARKS[mark.text], mark.offset, mark.length, mark=True)]
    said = _say(token, before, after)
    return [spoken(said, token.source)] if said else []


def _say(token: Token, before: str, after: str) -> str:
    if token.kind == "symbol":
        beside_digit = before[-1:].isdigit() or after[:1].isdigit()
        return _SYMBOLS.get(token.text, "") if beside_digit or token.text == "&" else ""
    say = _SAY.get(token.kind)
    return say(token) if say else ""


def _number(token: Token) -> str:
    return _minus(token) + plain(token.parts["n"])


def _letters(token: Token) -> str:
    return "".join(_LETTERS.get(c, "") for c in token.text.upper())


def _date(token: Token) -> str:
    return f"{int(token.parts['y'])}年{int(token.parts['m'])}月{int(token.parts['d'])}日"


def _time(token: Token) -> str:
    p = token.parts
    half = {"a": "午前", "p": "午後"}.get((p.get("ampm") or " ")[0].lower(), "")
    whole = "" if half else "ちょうど"
    minute = f"{int(p['min'])}分" if int(p["min"]) or p.get("s") else whole
    return f"{half}{int(p['h'])}時{minute}" + (f"{int(p['s'])}秒" if p.get("s") else "")


def _money(token: Token) -> str:
    cur, scale = either(token.parts, "cur"), either(token.parts, "scale")
    return (
        _minus(token)
        + trimmed(either(token.parts, "n"))
        + _SCALE.get(scale, scale)
        + _CURRENCY[cur]
    )


def _percent(token: Token) -> str:
    return f"{_minus(token)}{plain(token.parts['n'])}パーセント"


def _measure(token: Token) -> str:
    return _minus(token) + trimmed(token.parts["n"]) + _UNITS[token.parts["u"]]


def _range(token: Token) -> str:
    a, b = (plain(either(token.parts, k)) for k in "ab")
    unit = "パーセント" if either(token.parts, "pc") else ""
    return f"{a}{unit}から{b}{unit}"


def _fraction(token: Token) -> str:
    return f"{token.parts['b']}分の{token.parts['a']}"


def _phone(token: Token) -> str:
    return "の".join(
        " ".join(_DIGITS[int(c)] for c in group) for group in re.findall(r"\d+", token.text)
    )


def _version(token: Token) -> str:
    return "てん".join(re.findall(r"\d+", token.text))


def _minus(token: Token) -> str:
    return sign(token.parts, "マイナス", "プラス")


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
    "number": _number, "latin": _letters, "date": _date, "time": _time, "money": _money,
    "percent": _percent, "measure": _measure, "range": _range,
    "fraction": _fraction, "phone": _phone, "version": _version, "laugh": lambda _: "わら",
    "hashtag": lambda token: token.parts["name"].replace("_", ""),
}  # fmt: skip
