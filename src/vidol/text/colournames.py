"""Names of colours, as people say them of hair, eyes, skin and clothes: who writes #c0c0c8 means
silver, and who writes silver, 银色 or シルバー may mean #c0c0c8.

    name_of("#c0c0c8")        "silver"
    colour_of("dark red")     "#7a1020"
    colour_of("浅紫")          "#c4aee0"

The words of `NAMES` are what they are on people, where brown is no red; CSS has the rest.
"""

from __future__ import annotations

import functools
import re
from typing import Final

import numpy as np
from PIL import ImageColor

from vidol.core.arrays import F64
from vidol.core.nearest import nearest
from vidol.core.unicode import folded
from vidol.text.chinese import simplify

_HEX: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)

NAMES: Final = {
    "black": "#0c0a0e #2a2526", "dark grey": "#4a4a4e", "grey": "#808080",
    "silver": "#c0c0c8 #d3d7de", "white": "#ffffff #f2f0ee",
    "dark brown": "#3f2718 #4e342e", "brown": "#6e442b #7b4a2d #8d5524",
    "light brown": "#9c6541 #a47148 #b07d52", "auburn": "#71291d #8a3324",
    "ginger": "#b55239 #c65d2e #d2703a", "blonde": "#e8c872 #dcb85c #f0dca0",
    "beige": "#e8b58c #d9a57d #f2d3b1 #ffdbac #edc9a8",
    "red": "#d22b2b #b01818 #ee3a3a", "dark red": "#7a1020", "orange": "#f28c28 #ff7f0e",
    "yellow": "#f5d90a #ffe135", "olive": "#7d7a2e",
    "green": "#2e9e4f #59b36a #3f7d44", "light green": "#a8e6a1", "dark green": "#1d4d2b",
    "teal": "#1a9a94 #3a8f8a", "turquoise": "#5fd3d0",
    "light blue": "#9fd0f0 #7fb8e6", "blue": "#2f6fd0 #3b82c4 #1d4ed8", "dark blue": "#1c2c66",
    "lavender": "#c3b1e1",
    "purple": "#8a5cc0 #6b3fa0 #9333ea", "dark purple": "#3f1f5f", "magenta": "#c71585 #e01fa0",
    "pink": "#f7a8c4 #f48fb1 #d44d7a #ffc0cb",
}  # fmt: skip
"""Each name with the colours that stand for it, sRGB."""


# Other words of hair, eyes and skin, and the same in Chinese and Japanese.
_MORE: Final = {
    "ash blonde": "#c4b395", "platinum blonde": "#e9e2cf", "platinum": "#e6e4e0",
    "honey blonde": "#d8a657", "strawberry blonde": "#e0a274", "dirty blonde": "#b3935f",
    "sandy": "#d6b68a", "brunette": "#4e342e", "chestnut": "#6b3a24", "copper": "#b8632e",
    "burgundy": "#6d1a2d", "wine": "#722f37", "cherry": "#c2183c", "rose": "#e8799a",
    "rose gold": "#d9a08f", "sakura": "#f7c6d4", "peach": "#ffc9a5", "cream": "#fff3d9",
    "mint": "#a8e6cf", "ice blue": "#cfe8f5", "lilac": "#c8a2c8", "charcoal": "#36363c",
    "raven": "#14131a", "ash": "#a8a39d", "ash brown": "#75675b", "caramel": "#b9783f",
    "bronze": "#a5713c", "ebony": "#3b2219", "porcelain": "#fdeee6", "fair": "#fbe3d6",
    "amber": "#d98e04", "hazel": "#8e7618", "emerald": "#2fa36b", "ruby": "#b3173a",
    "off white": "#f5f1e8", "sapphire": "#1f4fa8", "amethyst": "#9966cc",
}  # fmt: skip
_SAID: Final = {
    "black": "黑 乌黑 漆黑 黒 真っ黒 ブラック",
    "white": "白 雪白 纯白 真っ白 ホワイト",
    "grey": "灰 鼠 グレー gray",
    "silver": "银 银灰 银白 シルバー",
    "dark grey": "深灰 チャコール",
    "brown": "棕 褐 咖啡 茶 栗 ブラウン",
    "light brown": "亚麻 浅棕 ライトブラウン",
    "dark brown": "深棕 焦茶 こげ茶 ダークブラウン",
    "auburn": "赤褐 赤茶 オーバーン",
    "ginger": "姜 姜黄 ジンジャー",
    "blonde": "金 金发 ブロンド ゴールド blond",
    "ash blonde": "亚麻金 灰金 アッシュブロンド",
    "platinum blonde": "铂金 白金 プラチナブロンド プラチナ",
    "ash": "アッシュ",
    "beige": "米 肤 肌 ベージュ",
    "red": "红 大红 赤 真っ赤 レッド",
    "dark red": "深红 暗红 酒红 深紅 えんじ ワインレッド",
    "orange": "橙 橘 橘红 オレンジ",
    "yellow": "黄 イエロー",
    "green": "绿 緑 グリーン",
    "light green": "浅绿 嫩绿 黄緑 ライトグリーン",
    "dark green": "深绿 墨绿 ダークグリーン",
    "olive": "橄榄 橄榄绿 オリーブ",
    "teal": "青绿 青緑 鸭绿 ティール",
    "turquoise": "绿松石 碧 ターコイズ",
    "light blue": "浅蓝 天蓝 水蓝 水 空 ライトブルー スカイブルー",
    "blue": "蓝 青 ブルー",
    "dark blue": "深蓝 藏青 藏蓝 海军蓝 绀 紺 ネイビー",
    "lavender": "薰衣草 藤 ラベンダー",
    "purple": "紫 紫罗兰 パープル バイオレット",
    "dark purple": "深紫 ダークパープル",
    "magenta": "洋红 品红 玫红 マゼンタ",
    "pink": "粉 粉红 桃 桃红 ピンク 桃色",
    "sakura": "樱 樱花 樱粉 桜 桜色",
    "mint": "薄荷 薄荷绿 ミント",
    "peach": "蜜桃 ピーチ",
    "cream": "奶油 クリーム",
    "amber": "琥珀 アンバー",
    "emerald": "翡翠 祖母绿 エメラルド",
    "ruby": "红宝石 ルビー",
    "sapphire": "蓝宝石 サファイア",
    "chestnut": "栗棕 栗色 マロン",
    "burgundy": "勃艮第 バーガンディ",
    "rose": "玫瑰 ローズ",
    "gold": "金黄",
    "copper": "铜 カッパー",
}  # fmt: skip
# How much of the colour stays in what is mixed with black, or with white.
_DARKER: Final = (
    *("dark", "deep", "very dark", "深", "暗", "浓"),
    *("濃い", "濃", "深い", "暗い", "ダーク"),
)
_LIGHTER: Final = (
    *("light", "pale", "soft", "pastel", "bright", "very light", "浅", "淡", "亮"),
    *("薄い", "薄", "うす", "淡い", "明るい", "ライト", "パステル"),
)
_DARK, _LIGHT = 0.62, 0.5
_BEHIND: Final = ("hair", "eyes", "skin", "头发", "发", "髪", "毛", "的", "の", "色", "い")


def colour_of(written: str) -> str:
    """The colour that `written` names, as #rrggbb: a code (#rgb, #rrggbb), or a word in English,
    Chinese or Japanese. Raises ValueError, with the nearest name, for what names none.
    """
    text = written.strip()
    code = text if text.startswith("#") else f"#{text}" if any(map(str.isdigit, text)) else ""
    if len(code) in (4, 7) and is_colour(code):
        return code if len(code) == 7 else "#" + "".join(2 * digit for digit in code[1:])
    word = _bare(text[:_LONGEST])
    found = _known(word) or _shaded(word)
    if found is None:
        near = nearest(text[:_LONGEST], [*NAMES, *_MORE])
        hint = (
            f"did you mean {near}"
            if near
            else "a colour is a code as #804020, or a word as dark red"
        )
        raise ValueError(f"no colour is called so; {hint}")
    return found


_LONGEST: Final = 40


def _bare(word: str) -> str:
    return re.sub(r"[\s_\-・]+", "", simplify(folded(word)))


def _known(word: str) -> str | None:
    """The colour of a bare word, with or without what is said behind it: 红色的头发, 赤い髪."""
    words = _words()
    while word not in words:
        shorter = next((word.removesuffix(end) for end in _BEHIND if word.endswith(end)), "")
        if not shorter:
            return None
        word = shorter
    return words[word]


def _shaded(word: str) -> str | None:
    """The colour of a word before which stands that it is dark or light."""
    for openings, towards, share in ((_DARKER, 0, _DARK), (_LIGHTER, 255, _LIGHT)):
        for opening in sorted(map(_bare, openings), key=len, reverse=True):
            base = _known(word.removeprefix(opening)) if word.startswith(opening) else None
            if base:
                parts = (int(base[i : i + 2], 16) for i in (1, 3, 5))
                mixed = (round(share * part + (1 - share) * towards) for part in parts)
                return "#" + "".join(f"{part:02x}" for part in mixed)
    return None


@functools.cache
def _words() -> dict[str, str]:
    """Every word by its bare form, with its colour."""
    css = {name: ImageColor.getcolor(name, "RGB") for name in ImageColor.colormap}
    words = {name: "#{:02x}{:02x}{:02x}".format(*colour) for name, colour in css.items()}  # type: ignore[misc]
    words |= {_bare(name): colours.split()[0] for name, colours in NAMES.items()}
    words |= {_bare(name): colour for name, colour in _MORE.items()}
    for name, others in _SAID.items():
        words |= {_bare(other): words[_bare(name)] for other in others.split()}
    return words


def is_colour(text: str) -> bool:
    """Whether it is written as #rgb, #rrggbb or #rrggbbaa."""
    return _HEX.fullmatch(text) is not None


@functools.lru_cache(4096)
def name_of(text: str) -> str:
    """The name whose colour is nearest to `text` (see `is_colour`), by distance in Oklab: a colour
    space in which equal steps look equal.

    Oklab: Björn Ottosson 2020, https://bottosson.github.io/posts/oklab.
    """
    names, places = _places()
    return names[int(np.argmin(((places - _oklab(text)) ** 2).sum(1)))]


@functools.cache
def _places() -> tuple[tuple[str, ...], F64]:
    pairs = [
        (name, _oklab(colour)) for name, colours in NAMES.items() for colour in colours.split()
    ]
    return tuple(name for name, _ in pairs), np.array([place for _, place in pairs])


def _oklab(text: str) -> F64:
    digits = text[1:7] if len(text) > 4 else "".join(2 * digit for digit in text[1:])
    values = np.frombuffer(bytes.fromhex(digits), np.uint8) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(_TO_CONES @ linear)
    return np.asarray(_TO_LAB @ cones)


_TO_CONES: Final = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB: Final = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
