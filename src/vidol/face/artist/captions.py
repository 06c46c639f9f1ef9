"""A look in words: one sentence in Chinese, Japanese and English, for captions, text-to-look."""

from __future__ import annotations

from typing import Final

from vidol.face.artist.colour import from_hex
from vidol.face.artist.look import Look

Words = tuple[str, str, str]
"""Chinese, Japanese, English."""

_PRESENTATION: Final[dict[str, Words]] = {
    "feminine": ("女性", "女性", "feminine"),
    "masculine": ("男性", "男性", "masculine"),
    "androgynous": ("中性", "中性的な", "androgynous"),
}
_STYLE: Final[dict[str, Words]] = {
    "cel": ("赛璐璐风", "アニメ塗り", "cel-shaded"),
    "soft": ("柔光厚涂", "ソフト塗り", "softly shaded"),
    "flat": ("扁平插画", "フラット", "flat"),
    "painterly": ("厚涂", "厚塗り", "painterly"),
    "sketch": ("素描", "スケッチ風", "sketched"),
    "pastel": ("淡彩", "パステル調", "pastel"),
}
_PROPORTION: Final[dict[str, Words]] = {
    "standard": ("", "", ""),
    "chibi": ("Q版", "ちびキャラの", "chibi "),
    "tall": ("高挑的", "長身の", "tall "),
}
_BACK: Final[dict[str, Words]] = {
    "pixie": ("超短发", "ベリーショート", "pixie cut"),
    "bob": ("波波头", "ボブ", "bob"),
    "medium": ("中长发", "ミディアムヘア", "medium-length hair"),
    "long": ("长发", "ロングヘア", "long hair"),
    "long_wavy": ("长卷发", "ウェーブロング", "long wavy hair"),
    "twin_tails": ("双马尾", "ツインテール", "twin tails"),
    "low_twins": ("低双马尾", "おさげ", "low twin tails"),
    "ponytail": ("马尾", "ポニーテール", "ponytail"),
    "side_pony": ("侧马尾", "サイドポニー", "side ponytail"),
    "braid": ("麻花辫", "三つ編み", "braids"),
    "buns": ("丸子头", "お団子", "hair buns"),
    "wolf": ("狼尾", "ウルフカット", "wolf cut"),
    "spiky": ("刺猬头", "ツンツンヘア", "spiky hair"),
    "drills": ("钻头卷", "縦ロール", "drill curls"),
    "undercut": ("铲边短发", "ツーブロック", "undercut"),
}
_OUTFIT: Final[dict[str, Words]] = {
    "sailor": ("水手服", "セーラー服", "a sailor uniform"),
    "hoodie": ("连帽衫", "パーカー", "a hoodie"),
    "suit": ("西装", "スーツ", "a suit"),
    "kimono": ("和服", "着物", "a kimono"),
    "idol": ("偶像舞台装", "アイドル衣装", "an idol dress"),
    "knit": ("高领毛衣", "タートルネックのニット", "a turtleneck"),
    "shirt": ("衬衫马甲", "シャツとベスト", "a shirt and vest"),
    "gothic": ("哥特裙", "ゴシックドレス", "a gothic dress"),
    "jacket": ("运动外套", "トラックジャケット", "a track jacket"),
    "qipao": ("旗袍", "チャイナドレス", "a qipao"),
    "cloak": ("魔法师斗篷", "魔法使いのマント", "a mage's cloak"),
}
_ACCESSORY: Final[dict[str, Words]] = {
    "cat_ears": ("猫耳", "猫耳", "cat ears"),
    "fox_ears": ("狐耳", "狐耳", "fox ears"),
    "rabbit_ears": ("兔耳", "うさ耳", "rabbit ears"),
    "ribbon": ("大蝴蝶结", "大きなリボン", "a big ribbon"),
    "side_ribbon": ("侧边发带", "サイドリボン", "side ribbons"),
    "glasses": ("眼镜", "眼鏡", "glasses"),
    "headphones": ("耳机", "ヘッドホン", "headphones"),
    "halo": ("光环", "光輪", "a halo"),
    "horns": ("犄角", "角", "horns"),
    "flower": ("花饰", "花飾り", "a flower"),
    "hairpin": ("发夹", "ヘアピン", "hairpins"),
    "beret": ("贝雷帽", "ベレー帽", "a beret"),
    "crown": ("皇冠", "王冠", "a crown"),
    "choker": ("颈圈", "チョーカー", "a choker"),
    "earrings": ("耳坠", "イヤリング", "earrings"),
    "star_clip": ("星星发卡", "星のヘアクリップ", "a star clip"),
    "headband": ("发箍", "カチューシャ", "a headband"),
    "ahoge": ("呆毛", "アホ毛", "an ahoge"),
}
# Colours without a hue by the lightness below which they are so called; hues by the degrees.
_GREYS: Final = (
    (0.3, ("黑", "黒い", "black")),
    (0.62, ("灰", "灰色の", "grey")),
    (0.86, ("银", "銀色の", "silver")),
    (2, ("白", "白い", "white")),
)
_HUES: Final = (
    (20, ("红", "赤い", "red")),
    (45, ("橙红", "朱色の", "orange-red")),
    (75, ("橙", "オレンジの", "orange")),
    (105, ("黄", "黄色い", "yellow")),
    (125, ("黄绿", "黄緑の", "lime")),
    (165, ("绿", "緑の", "green")),
    (205, ("青绿", "青緑の", "teal")),
    (245, ("天蓝", "水色の", "sky-blue")),
    (280, ("蓝", "青い", "blue")),
    (315, ("紫", "紫の", "purple")),
    (345, ("洋红", "マゼンタの", "magenta")),
    (361, ("红", "赤い", "red")),
)


def colour_name(code: str) -> Words:
    """The name of a colour; the Japanese one is an attribute."""
    c = from_hex(code)
    if c.chroma < 0.03:
        return next(name for limit, name in _GREYS if c.lightness < limit)
    dull = c.chroma < 0.11 and c.lightness < 0.62
    if dull and 20 <= c.hue < 95:
        return ("棕", "茶色い", "brown")
    if 60 <= c.hue < 100 and c.lightness > 0.72:
        return ("金", "金色の", "blonde")
    reddish = c.hue > 335 or c.hue < 25
    if reddish and c.lightness > 0.68:
        return ("粉", "ピンクの", "pink")
    return next(name for limit, name in _HUES if c.hue < limit)


def captions(look: Look) -> dict[str, str]:
    """One sentence per language."""
    return {"zh": _chinese(look), "ja": _japanese(look), "en": _english(look)}


def _is_odd_eyed(look: Look) -> bool:
    """Whether the eyes differ by name."""
    return colour_name(look.eyes_left) != colour_name(look.eyes_right)


def _worn(look: Look, language: int) -> list[str]:
    return [_ACCESSORY[name][language] for name in look.accessories]


def _chinese(look: Look) -> str:
    left, right = colour_name(look.eyes_left)[0], colour_name(look.eyes_right)[0]
    eyes = f"左{left}右{right}的异色瞳" if _is_odd_eyed(look) else f"{left}色眼睛"
    kind = _PROPORTION[look.proportion][0] + _PRESENTATION[look.presentation][0]
    parts = [
        f"{_STYLE[look.style][0]}的{kind}虚拟主播",
        f"{colour_name(look.hair)[0]}色{_BACK[look.hair_back][0]}",
        eyes,
        f"穿着{_OUTFIT[look.outfit][0]}",
    ]
    if look.accessories:
        parts.append("戴着" + "、".join(_worn(look, 0)))
    return "，".join(parts) + "。"


def _japanese(look: Look) -> str:
    left, right = colour_name(look.eyes_left)[1], colour_name(look.eyes_right)[1]
    eyes = f"左が{left}・右が{right}オッドアイ" if _is_odd_eyed(look) else f"{left}目"
    kind = _PROPORTION[look.proportion][1] + _PRESENTATION[look.presentation][1]
    parts = [
        f"{_STYLE[look.style][1]}の{kind}バーチャル配信者",
        f"{colour_name(look.hair)[1]}{_BACK[look.hair_back][1]}",
        eyes,
        f"{_OUTFIT[look.outfit][1]}を着ている",
    ]
    if look.accessories:
        parts.append("、".join(_worn(look, 1)) + "を付けている")
    return "、".join(parts) + "。"


def _english(look: Look) -> str:
    left, right = colour_name(look.eyes_left)[2], colour_name(look.eyes_right)[2]
    eyes = f"{left} and {right} eyes" if _is_odd_eyed(look) else f"{left} eyes"
    style = _STYLE[look.style][2]
    kind = _PROPORTION[look.proportion][2] + _PRESENTATION[look.presentation][2]
    hair = f"{colour_name(look.hair)[2]} {_BACK[look.hair_back][2]}"
    sentence = (
        f"{'An' if style[0] in 'aeiou' else 'A'} {style} {kind} virtual streamer"
        f" with {hair} and {eyes}, wearing {_OUTFIT[look.outfit][2]}"
    )
    if look.accessories:
        *others, last = _worn(look, 2)
        listed = f"{', '.join(others)} and {last}" if others else last
        sentence += f", with {listed}"
    return sentence + "."
