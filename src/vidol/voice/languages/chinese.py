"""How a Chinese speaker says the tokens of a text: everything becomes Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.voice.languages import numbers
from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_CURRENCY: Final = {
    "¥": "元", "$": "美元", "US$": "美元", "HK$": "港元", "NT$": "新台币", "€": "欧元", "£": "英镑",
    "元": "元", "円": "日元", "RMB": "元", "CNY": "元",
    "JPY": "日元", "USD": "美元", "EUR": "欧元", "GBP": "英镑",
}  # fmt: skip
_SCALE: Final = {"k": "千", "K": "千", "M": "百万", "B": "十亿", "萬": "万", "億": "亿"}
_UNITS: Final = {
    "km/h": "公里每小时", "m/s": "米每秒", "kHz": "千赫", "MHz": "兆赫", "GHz": "吉赫",
    "Hz": "赫兹", "Mbps": "兆每秒", "Gbps": "吉比特每秒",
    "kbps": "千比特每秒", "fps": "帧每秒", "dpi": "点每英寸", "kB": "千字节", "KB": "千字节",
    "MB": "兆", "GB": "吉字节", "TB": "太字节", "km2": "平方公里",
    "m2": "平方米", "m3": "立方米", "km": "公里", "cm": "厘米", "mm": "毫米", "nm": "纳米",
    "kg": "公斤", "mg": "毫克", "kWh": "千瓦时", "kW": "千瓦",
    "mAh": "毫安时", "ml": "毫升", "mL": "毫升", "dB": "分贝", "px": "像素", "ms": "毫秒",
    "min": "分钟", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度",
    "°F": "华氏度", "°": "度", "m": "米", "g": "克", "t": "吨", "L": "升", "l": "升", "W": "瓦",
    "V": "伏", "h": "小时", "s": "秒",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "加",
    "=": "等于",
    "×": "乘",
    "*": "乘",
    "÷": "除以",
    "&": "和",
    "<": "小于",
    ">": "大于",
    "-": "减",
}
_COUNTED: Final = (
    "个個只隻位次天年条條张張本件块塊口家杯瓶双雙对對秒分小周种種名场場遍句首部层層点點万萬千倍人"
)


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token. before, after: the text around it, which decides between
    readings.
    """
    if token.kind == "han":
        at = token.source
        return [Spoken(c, at.at[i], at.at[i + 1] - at.at[i]) for i, c in enumerate(at.text)]
    if token.kind == "mark":
        return [punctuation(token)]
    said = _say(token, before, after)
    return [spoken(said, token.source)] if said else []


def _say(token: Token, before: str, after: str) -> str:
    if token.kind == "number":
        return _number(token.parts, before, after)
    if token.kind == "symbol":
        beside_digit = before[-1:].isdigit() or after[:1].isdigit()
        return _SYMBOLS.get(token.text, "") if beside_digit or token.text == "&" else ""
    say = _SAY.get(token.kind)
    return say(token) if say else ""


def _date(token: Token) -> str:
    p = token.parts
    return f"{numbers.digits(p['y'])}年{numbers.chinese(str(int(p['m'])))}月{numbers.chinese(str(int(p['d'])))}日"


def _money(token: Token) -> str:
    cur, scale = either(token.parts, "cur"), either(token.parts, "scale")
    return (
        _minus(token)
        + _amount(either(token.parts, "n"))
        + _SCALE.get(scale, scale)
        + _CURRENCY[cur]
    )


def _percent(token: Token) -> str:
    return f"{_minus(token)}百分之{numbers.chinese(plain(token.parts['n']))}"


def _measure(token: Token) -> str:
    return _minus(token) + _amount(token.parts["n"]) + _UNITS[token.parts["u"]]


def _range(token: Token) -> str:
    a, b = (numbers.chinese(plain(either(token.parts, k))) for k in "ab")
    return f"百分之{a}到百分之{b}" if either(token.parts, "pc") else f"{a}到{b}"


def _fraction(token: Token) -> str:
    return f"{numbers.chinese(token.parts['b'])}分之{numbers.chinese(token.parts['a'])}"


def _phone(token: Token) -> str:
    return numbers.digits(re.sub(r"\D", "", token.text)).replace("一", "幺")


def _version(token: Token) -> str:
    return "点".join(numbers.chinese(n) for n in re.findall(r"\d+", token.text))


def _minus(token: Token) -> str:
    return sign(token.parts, "负", "正")


def _number(parts: Mapping[str, str], before: str, after: str) -> str:
    bare = plain(parts["n"])
    if len(bare) == 4 and bare.isdigit() and after.lstrip().startswith("年"):
        return numbers.digits(bare)
    # 233, 666 and 888 of live chat are cries, not quantities.
    if bare in ("233", "2333", "520", "1314") or (
        len(bare) >= 3 and bare[0] in "68" and len(set(bare)) == 1
    ):
        return numbers.digits(bare)
    if bare == "2" and after[:1] and after[0] in _COUNTED and not before.endswith("第"):
        return "两"
    return sign(parts, "负", "正") + numbers.chinese(bare)


def _amount(number: str) -> str:
    bare = trimmed(number)
    return "两" if bare == "2" else numbers.chinese(bare)


def _time(token: Token) -> str:
    p = token.parts
    half = {"a": "上午", "p": "下午"}.get((p.get("ampm") or " ")[0].lower(), "")
    hour = "两" if int(p["h"]) == 2 else numbers.chinese(str(int(p["h"])))
    minute, second = int(p["min"]), p.get("s")
    said = f"{half}{hour}点"
    if minute or second:
        said += ("零" if 0 < minute < 10 else "") + numbers.chinese(str(minute)) + "分"
    else:
        said += "整"
    return said + (f"{numbers.chinese(str(int(second)))}秒" if second else "")


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
    "date": _date, "time": _time, "money": _money, "percent": _percent, "measure": _measure,
    "range": _range, "fraction": _fraction, "phone": _phone,
    "version": _version, "laugh": lambda _: "哈哈",
    "hashtag": lambda token: token.parts["name"].replace("_", ""),
}  # fmt: skip
