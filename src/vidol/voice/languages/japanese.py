"""How a Japanese speaker says the tokens of a text. OpenJTalk reads kanji and digits with counters; this spells out the rest."""

from __future__ import annotations

import re
from typing import Final

from vidol.voice.languages.base import Spoken, plain, punctuation, spoken, trimmed
from vidol.voice.languages.tokens import Token

_CURRENCY: Final = {
    "¥": "円", "$": "ドル", "US$": "ドル", "HK$": "香港ドル", "NT$": "台湾ドル", "€": "ユーロ", "£": "ポンド", "円": "円", "元": "元", "块钱": "元",
    "人民币": "元", "美元": "ドル", "日元": "円", "欧元": "ユーロ", "RMB": "元", "CNY": "元", "JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド",
}  # fmt: skip
_SCALE: Final = {"k": "000", "K": "000", "M": "00万", "B": "0億", "亿": "億", "萬": "万"}
_UNITS: Final = {
    "km/h": "キロメートル毎時", "m/s": "メートル毎秒", "kHz": "キロヘルツ", "MHz": "メガヘルツ", "GHz": "ギガヘルツ", "Hz": "ヘルツ", "Mbps": "メガビーピーエス",
    "Gbps": "ギガビーピーエス", "kbps": "キロビーピーエス", "fps": "エフピーエス", "dpi": "ディーピーアイ", "kB": "キロバイト", "KB": "キロバイト",
    "MB": "メガバイト", "GB": "ギガバイト", "TB": "テラバイト", "km2": "平方キロメートル", "m2": "平方メートル", "m3": "立方メートル", "km": "キロメートル",
    "cm": "センチ", "mm": "ミリ", "nm": "ナノメートル", "kg": "キログラム", "mg": "ミリグラム", "kWh": "キロワット時", "kW": "キロワット",
    "mAh": "ミリアンペアアワー", "ml": "ミリリットル", "mL": "ミリリットル", "dB": "デシベル", "px": "ピクセル", "ms": "ミリ秒", "min": "分", "℃": "度",
    "°C": "度", "℉": "華氏度", "°F": "華氏度", "°": "度", "m": "メートル", "g": "グラム", "t": "トン", "L": "リットル", "l": "リットル", "W": "ワット",
    "V": "ボルト", "h": "時間", "s": "秒",
}  # fmt: skip
_SYMBOLS: Final = {"+": "たす", "=": "イコール", "×": "かける", "*": "かける", "÷": "わる", "&": "アンド", "<": "小なり", ">": "大なり", "-": "ひく"}
_LETTERS: Final = dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット".split(),  # noqa: SIM905
    strict=True,
))  # fmt: skip
_MARKS: Final = {",": "、", ".": "。", "?": "？", "!": "！"}


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token. before, after: the text around it, which decides between readings."""
    if token.kind in ("han", "kana"):
        return [spoken(token.text, token.source)]
    if token.kind == "mark":
        mark = punctuation(token)
        return [Spoken(_MARKS[mark.text], mark.offset, mark.length, mark=True)]
    said = _say(token, before, after)
    return [spoken(said, token.source)] if said else []


def _say(token: Token, before: str, after: str) -> str:
    p = token.parts
    minus = "マイナス" if p.get("sign") == "-" else "プラス" if p.get("sign") == "+" else ""
    match token.kind:
        case "number":
            return minus + plain(p["n"])
        case "latin":
            return "".join(_LETTERS.get(c, "") for c in token.text.upper())
        case "date":
            return f"{int(p['y'])}年{int(p['m'])}月{int(p['d'])}日"
        case "time":
            half = {"a": "午前", "p": "午後"}.get((p.get("ampm") or " ")[0].lower(), "")
            minute = f"{int(p['min'])}分" if int(p["min"]) or p.get("s") else "ちょうど" if not half else ""
            return f"{half}{int(p['h'])}時{minute}" + (f"{int(p['s'])}秒" if p.get("s") else "")
        case "money":
            cur, scale = p.get("cur") or p["cur2"], p.get("scale") or p.get("scale2") or ""
            return minus + trimmed(p.get("n") or p["n2"]) + _SCALE.get(scale, scale) + _CURRENCY[cur]
        case "percent":
            return f"{minus}{plain(p['n'])}パーセント"
        case "measure":
            return minus + trimmed(p["n"]) + _UNITS[p["u"]]
        case "range":
            a, b = (plain(p.get(k) or p[k + "2"]) for k in "ab")
            unit = "パーセント" if p.get("pc") or p.get("pc2") else ""
            return f"{a}{unit}から{b}{unit}"
        case "fraction":
            return f"{p['b']}分の{p['a']}"
        case "phone":
            return "の".join(" ".join(_DIGITS[int(c)] for c in group) for group in re.findall(r"\d+", token.text))
        case "version":
            return "てん".join(re.findall(r"\d+", token.text))
        case "laugh":
            return "わら"
        case "hashtag":
            return p["name"].replace("_", "")
        case "symbol":
            return _SYMBOLS.get(token.text, "") if before[-1:].isdigit() or after[:1].isdigit() or token.text == "&" else ""
        case _:
            return ""


_DIGITS: Final = ("ゼロ", "いち", "にい", "さん", "よん", "ごう", "ろく", "なな", "はち", "きゅう")
