"""How a Chinese speaker says the tokens of a text: everything becomes Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vidol.voice.languages import numbers
from vidol.voice.languages.base import Spoken, either, plain, punctuation, sign, spoken, trimmed
from vidol.voice.languages.tokens import Kind, Token

_CURRENCY: Final = {
    "¥": "元", "元": "元", "RMB": "元", "CNY": "元",
    "円": "日元", "JPY": "日元",
    "$": "美元", "US$": "美元", "USD": "美元", "HK$": "港元", "NT$": "新台币",
    "€": "欧元", "EUR": "欧元",
    "£": "英镑", "GBP": "英镑",
}  # fmt: skip
_SCALE: Final = {"k": "千", "K": "千", "M": "百万", "B": "十亿", "萬": "万", "億": "亿"}
_UNITS: Final = {
    "km/h": "公里每小时", "m/s": "米每秒",
    "Hz": "赫兹", "kHz": "千赫", "MHz": "兆赫", "GHz": "吉赫",
    "kbps": "千比特每秒", "Mbps": "兆每秒", "Gbps": "吉比特每秒",
    "fps": "帧每秒", "dpi": "点每英寸", "px": "像素",
    "kB": "千字节", "KB": "千字节", "MB": "兆", "GB": "吉字节", "TB": "太字节",
    "km2": "平方公里", "m2": "平方米", "m3": "立方米",
    "km": "公里", "m": "米", "cm": "厘米", "mm": "毫米", "nm": "纳米",
    "t": "吨", "kg": "公斤", "g": "克", "mg": "毫克",
    "L": "升", "l": "升", "ml": "毫升", "mL": "毫升",
    "W": "瓦", "kW": "千瓦", "kWh": "千瓦时", "V": "伏", "mAh": "毫安时", "dB": "分贝",
    "h": "小时", "min": "分钟", "s": "秒", "ms": "毫秒",
    "°": "度", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度",
}  # fmt: skip
_SYMBOLS: Final = {
    "+": "加", "-": "减", "×": "乘", "*": "乘", "÷": "除以",
    "=": "等于", "<": "小于", ">": "大于", "&": "和",
}  # fmt: skip
_COUNTED: Final = frozenset(
    "个個只隻位次天年条條张張本件块塊口家杯瓶双雙对對秒分小周种種名场場遍句首部层層点點万萬千倍人"
)
"""What is counted with 两, not 二."""
_CRIES: Final = frozenset({"233", "2333", "520", "1314"})
"""Of live chat: said digit by digit, like 666 and 888."""


def read(token: Token, before: str, after: str) -> list[Spoken]:
    """What is said for one token.

    before, after: the text around it, which decides between readings.
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
        said = beside_digit or token.text == "&"
        return _SYMBOLS.get(token.text, "") if said else ""
    say = _SAY.get(token.kind)
    return say(token) if say else ""


def _date(token: Token) -> str:
    year = numbers.digits(token.parts["y"])
    month, day = (numbers.chinese(str(int(token.parts[part]))) for part in "md")
    return f"{year}年{month}月{day}日"


def _money(token: Token) -> str:
    amount = _amount(either(token.parts, "n"))
    scale = either(token.parts, "scale")
    currency = either(token.parts, "cur")
    # What is written in Chinese (日元, 块钱) is said as it stands.
    return _minus(token) + amount + _SCALE.get(scale, scale) + _CURRENCY.get(currency, currency)


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
    if _is_year(bare, after) or _is_cry(bare):
        return numbers.digits(bare)
    if bare == "2" and _counts(before, after):
        return "两"
    return sign(parts, "负", "正") + numbers.chinese(bare)


def _is_year(bare: str, after: str) -> bool:
    four_digits = len(bare) == 4 and bare.isdigit()
    return four_digits and after.lstrip().startswith("年")


def _is_cry(bare: str) -> bool:
    """233, 666 and 888 of live chat are cries, not quantities."""
    if bare in _CRIES:
        return True
    return len(bare) >= 3 and set(bare) in ({"6"}, {"8"})


def _counts(before: str, after: str) -> bool:
    """Whether a number stands before a measure word and is not an ordinal."""
    return after[:1] in _COUNTED and not before.endswith("第")


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
    if second:
        said += numbers.chinese(str(int(second))) + "秒"
    return said


def _hashtag(token: Token) -> str:
    return token.parts["name"].replace("_", "")


def _laugh(_: Token) -> str:
    return "哈哈"


_SAY: Final[Mapping[Kind, Callable[[Token], str]]] = {
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
