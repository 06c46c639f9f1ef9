"""How a Japanese speaker says the tokens of a text.

OpenJTalk reads kanji and digits with counters; this spells out the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_CURRENCY: Final = {
    "¥": "円", "円": "円", "日元": "円", "JPY": "円",
    "元": "元", "块钱": "元", "人民币": "元", "RMB": "元", "CNY": "元",
    "$": "ドル", "US$": "ドル", "美元": "ドル", "USD": "ドル",
    "HK$": "香港ドル", "NT$": "台湾ドル",
    "€": "ユーロ", "欧元": "ユーロ", "EUR": "ユーロ",
    "£": "ポンド", "GBP": "ポンド",
}  # fmt: skip
_SCALE: Final = {"k": "千", "K": "千", "M": "ミリオン", "B": "ビリオン", "亿": "億", "萬": "万"}
_UNITS: Final = {
    "km/h": "キロメートル毎時", "m/s": "メートル毎秒",
    "Hz": "ヘルツ", "kHz": "キロヘルツ", "MHz": "メガヘルツ", "GHz": "ギガヘルツ",
    "kbps": "キロビーピーエス", "Mbps": "メガビーピーエス", "Gbps": "ギガビーピーエス",
    "fps": "エフピーエス", "dpi": "ディーピーアイ", "px": "ピクセル",
    "kB": "キロバイト", "KB": "キロバイト",
    "MB": "メガバイト", "GB": "ギガバイト", "TB": "テラバイト",
    "km2": "平方キロメートル", "m2": "平方メートル", "m3": "立方メートル",
    "km": "キロメートル", "m": "メートル", "cm": "センチ", "mm": "ミリ", "nm": "ナノメートル",
    "t": "トン", "kg": "キログラム", "g": "グラム", "mg": "ミリグラム",
    "L": "リットル", "l": "リットル", "ml": "ミリリットル", "mL": "ミリリットル",
    "W": "ワット", "kW": "キロワット", "kWh": "キロワット時",
    "V": "ボルト", "mAh": "ミリアンペアアワー", "dB": "デシベル",
    "h": "時間", "min": "分", "s": "秒", "ms": "ミリ秒",
    "°": "度", "℃": "度", "°C": "度", "℉": "華氏度", "°F": "華氏度",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "たす", "-": "ひく", "×": "かける", "*": "かける", "÷": "わる",
    "=": "イコール", "<": "小なり", ">": "大なり", "&": "アンド",
}  # fmt: skip
_LETTERS: Final = {
    "A": "エー", "B": "ビー", "C": "シー", "D": "ディー", "E": "イー", "F": "エフ",
    "G": "ジー", "H": "エイチ", "I": "アイ", "J": "ジェー", "K": "ケー", "L": "エル",
    "M": "エム", "N": "エヌ", "O": "オー", "P": "ピー", "Q": "キュー", "R": "アール",
    "S": "エス", "T": "ティー", "U": "ユー", "V": "ブイ", "W": "ダブリュー",
    "X": "エックス", "Y": "ワイ", "Z": "ゼット",
}  # fmt: skip
_DIGITS: Final = ("ゼロ", "いち", "にい", "さん", "よん", "ごう", "ろく", "なな", "はち", "きゅう")
_MARKS: Final = {",": "、", ".": "。", "?": "？", "!": "！"}


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token.

    before, after: the text around it, which decides between readings.
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
        said = beside_digit or token.text == "&"
        return _SYMBOLS.get(token.text, "") if said else ""
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
    minute, second = int(p["min"]), p.get("s")
    said = f"{half}{int(p['h'])}時"
    if minute or second:
        said += f"{minute}分"
    elif not half:
        said += "ちょうど"
    if second:
        said += f"{int(second)}秒"
    return said


def _money(token: Token) -> str:
    amount = trimmed(either(token.parts, "n"))
    scale = either(token.parts, "scale")
    currency = _CURRENCY[either(token.parts, "cur")]
    return _minus(token) + amount + _SCALE.get(scale, scale) + currency


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
    return "の".join(map(_digits, re.findall(r"\d+", token.text)))


def _digits(group: str) -> str:
    return " ".join(_DIGITS[int(c)] for c in group)


def _version(token: Token) -> str:
    return "てん".join(re.findall(r"\d+", token.text))


def _minus(token: Token) -> str:
    return sign(token.parts, "マイナス", "プラス")


def _hashtag(token: Token) -> str:
    return token.parts["name"].replace("_", "")


def _laugh(_: Token) -> str:
    return "わら"


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
    "number": _number,
    "latin": _letters,
    "date": _date,
    "time": _time,
    "money": _money,
    "percent": _percent,
    "measure": _measure,
    "range": _range,
    "fraction": _fraction,
    "phone": _phone,
    "version": _version,
    "laugh": _laugh,
    "hashtag": _hashtag,
}
