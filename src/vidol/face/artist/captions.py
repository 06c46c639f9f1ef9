"""A look in words: one sentence in Chinese, Japanese and English, for captions and for
text-to-look.
"""

from __future__ import annotations

from typing import Final

from vidol.face.artist.colour import from_hex
from vidol.face.artist.look import Look

# name: (zh, ja, en)
_PRESENTATION: Final = {
    "feminine": ("女性", "女性", "feminine"),
    "masculine": ("男性", "男性", "masculine"),
    "androgynous": ("中性", "中性的な", "androgynous"),
}
_STYLE: Final = {
    "cel": ("赛璐璐风", "アニメ塗り", "cel-shaded"), "soft": ("柔光厚涂", "ソフト塗り",
        "softly shaded"), "flat": ("扁平插画", "フラット", "flat"),
    "painterly": ("厚涂", "厚塗り", "painterly"), "sketch": ("素描", "スケッチ風", "sketched"),
    "pastel": ("淡彩", "パステル調", "pastel"),
}  # fmt: skip
_PROPORTION: Final = {
    "standard": ("", "", ""),
    "chibi": ("Q版", "ちびキャラの", "chibi "),
    "tall": ("高挑的", "長身の", "tall "),
}
_BACK: Final = {
    "pixie": ("超短发", "ベリーショート", "pixie cut"), "bob": ("波波头", "ボブ", "bob"),
    "medium": ("中长发", "ミディアムヘア", "medium-length hair"),
    "long": ("长发", "ロングヘア", "long hair"),
    "long_wavy": ("长卷发", "ウェーブロング", "long wavy hair"),
    "twin_tails": ("双马尾", "ツインテール", "twin tails"),
    "low_twins": ("低双马尾", "おさげ", "low twin tails"),
    "ponytail": ("马尾", "ポニーテール", "ponytail"),
    "side_pony": ("侧马尾", "サイドポニー", "side ponytail"),
    "braid": ("麻花辫", "三つ編み", "braids"), "buns": ("丸子头", "お団子", "hair buns"),
    "wolf": ("狼尾", "ウルフカット", "wolf cut"), "spiky": ("刺猬头", "ツンツンヘア", "spiky hair"),
    "drills": ("钻头卷", "縦ロール", "drill curls"),
    "undercut": ("铲边短发", "ツーブロック", "undercut"),
}  # fmt: skip
_OUTFIT: Final = {
    "sailor": ("水手服", "セーラー服", "a sailor uniform"),
    "hoodie": ("连帽衫", "パーカー", "a hoodie"), "suit": ("西装", "スーツ", "a suit"),
    "kimono": ("和服", "着物", "a kimono"),
    "idol": ("偶像舞台装", "アイドル衣装", "an idol dress"),
    "knit": ("高领毛衣", "タートルネックのニット", "a turtleneck"),
    "shirt": ("衬衫马甲", "シャツとベスト", "a shirt and vest"),
    "gothic": ("哥特裙", "ゴシックドレス", "a gothic dress"),
    "jacket": ("运动外套", "トラックジャケット", "a track jacket"),
    "qipao": ("旗袍", "チャイナドレス", "a qipao"),
    "cloak": ("魔法师斗篷", "魔法使いのマント", "a mage's cloak"),
}  # fmt: skip
_ACCESSORY: Final = {
    "cat_ears": ("猫耳", "猫耳", "cat ears"), "fox_ears": ("狐耳", "狐耳", "fox ears"),
    "rabbit_ears": ("兔耳", "うさ耳", "rabbit ears"),
    "ribbon": ("大蝴蝶结", "大きなリボン", "a big ribbon"),
    "side_ribbon": ("侧边发带", "サイドリボン", "side ribbons"),
    "glasses": ("眼镜", "眼鏡", "glasses"), "headphones": ("耳机", "ヘッドホン", "headphones"),
    "halo": ("光环", "光輪", "a halo"),
    "horns": ("犄角", "角", "horns"), "flower": ("花饰", "花飾り", "a flower"),
    "hairpin": ("发夹", "ヘアピン", "hairpins"), "beret": ("贝雷帽", "ベレー帽", "a beret"),
    "crown": ("皇冠", "王冠", "a crown"),
    "choker": ("颈圈", "チョーカー", "a choker"), "earrings": ("耳坠", "イヤリング", "earrings"),
    "star_clip": ("星星发卡", "星のヘアクリップ", "a star clip"),
    "headband": ("发箍", "カチューシャ", "a headband"),
    "ahoge": ("呆毛", "アホ毛", "an ahoge"),
}  # fmt: skip
_HUES: Final = (
    (20, ("红", "赤い", "red")), (45, ("橙红", "朱色の", "orange-red")),
    (75, ("橙", "オレンジの", "orange")), (105, ("黄", "黄色い", "yellow")),
    (125, ("黄绿", "黄緑の", "lime")),
    (165, ("绿", "緑の", "green")), (205, ("青绿", "青緑の", "teal")),
    (245, ("天蓝", "水色の", "sky-blue")), (280, ("蓝", "青い", "blue")),
    (315, ("紫", "紫の", "purple")), (345, ("洋红", "マゼンタの", "magenta")),
    (361, ("红", "赤い", "red")),
)  # fmt: skip


def colour_name(code: str) -> tuple[str, str, str]:
    """The name of a colour in Chinese, Japanese (as an attribute) and English."""
    c = from_hex(code)
    if c.chroma < 0.03:
        return next(
            name
            for limit, name in (
                (0.3, ("黑", "黒い", "black")), (0.62, ("灰", "灰色の", "grey")),
                (0.86, ("银", "銀色の", "silver")), (2, ("白", "白い", "white")),
            )
            if c.lightness < limit
        )  # fmt: skip
    if 20 <= c.hue < 95 and c.chroma < 0.11 and c.lightness < 0.62:
        return ("棕", "茶色い", "brown")
    if 60 <= c.hue < 100 and c.lightness > 0.72:
        return ("金", "金色の", "blonde")
    if (c.hue > 335 or c.hue < 25) and c.lightness > 0.68:
        return ("粉", "ピンクの", "pink")
    return next(name for limit, name in _HUES if c.hue < limit)


def captions(look: Look) -> dict[str, str]:
    """One sentence per language."""
    hair, eyes = colour_name(look.hair), colour_name(look.eyes_left)
    other = colour_name(look.eyes_right)
    names = {
        "presentation": _PRESENTATION[look.presentation],
        "style": _STYLE[look.style],
        "proportion": _PROPORTION[look.proportion],
    }
    back, outfit = _BACK[look.hair_back], _OUTFIT[look.outfit]
    extras = [_ACCESSORY[name] for name in look.accessories]
    odd = look.eyes_left != look.eyes_right and eyes != other

    def join(i: int, mark: str) -> str:
        return mark.join(extra[i] for extra in extras)

    zh_eyes = f"左{eyes[0]}右{other[0]}的异色瞳" if odd else f"{eyes[0]}色眼睛"
    zh = (
        f"{names['style'][0]}的{names['proportion'][0]}{names['presentation'][0]}虚拟主播，{hair[0]}色{back[0]}，{zh_eyes}，"
        f"穿着{outfit[0]}"
    )
    ja_eyes = f"左が{eyes[1]}・右が{other[1]}オッドアイ" if odd else f"{eyes[1]}目"
    ja = f"{names['style'][1]}の{names['proportion'][1]}{names['presentation'][1]}バーチャル配信者、{hair[1]}{back[1]}、{ja_eyes}、{outfit[1]}を着ている"
    en_eyes = f"{eyes[2]} and {other[2]} eyes" if odd else f"{eyes[2]} eyes"
    article = "an" if (names["style"][2] + names["proportion"][2])[0] in "aeiou" else "a"
    en = (
        f"{article} {names['style'][2]} {names['proportion'][2]}{names['presentation'][2]} virtual"
        f" streamer with {hair[2]} {back[2]} and {en_eyes}, wearing {outfit[2]}"
    )
    if extras:
        zh, ja = zh + "，戴着" + join(0, "、"), ja + "、" + join(1, "、") + "を付けている"
        en += ", with " + (
            join(2, ", ")
            if len(extras) < 2
            else ", ".join(e[2] for e in extras[:-1]) + " and " + extras[-1][2]
        )
    return {"zh": zh + "。", "ja": ja + "。", "en": en[0].upper() + en[1:] + "."}
