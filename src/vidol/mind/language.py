"""Which of Chinese, Japanese and English a short text is in. Not a general language identifier.

Kana decide for Japanese, letters for English. Text of Han characters alone is told apart by
characters that only one of the two uses (simplified forms and Chinese function words; Japanese
simplifications) and by words a viewer would type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from vidol.core.speech import LANGUAGES, Language

_KANA: Final = re.compile(r"[぀-ゟ゠-ヿｦ-ﾟ]")
_HAN: Final = re.compile(r"[㐀-鿿豈-﫿々]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Characters of everyday questions that Japanese does not write: simplified forms, and Chinese
# pronouns and particles.
_ONLY_CHINESE: Final = frozenset(
    "你您她它们吗呢吧啊呀哪谁这么那没啥咋很还说话问请谢对错开关买卖价钱东车门时间现为什个几点号岁语听读写给让从过来边两应该"
    "欢爱见会图书馆网电脑视频议题难题师级课程业务员厅饭饮药医场闭营业费单账户订阅销额红绿蓝黄热冷宠猫狗鸟鱼马龙"
    "妳嗎這個們麼沒誰說話請謝對嗯喔啦哦吃喝找把被但只能最怎拜晚早再讲认识觉得喜换退货发运快递邮吗闹玩游戏乐"
)
# Characters that Chinese does not write, and words of Han alone that are Japanese.
_ONLY_JAPANESE: Final = frozenset(
    "円気駅図営売読話検対応価戻払変続経験済発伝働込畑峠辻桜絵観権広浜県沢滝竜霊毎総処帰闘覚児楽様桁歳々〆覧団塩庁黒"
)
_JAPANESE_WORDS: Final = (
    "何時",
    "何歳",
    "誕生日",
    "値段",
    "料金",
    "場所",
    "趣味",
    "無料",
    "予約",
    "時間割",
    "自己紹介",
    "名前",
    "大丈夫",
    "元気",
    "最高",
    "配信",
    "質問",
    "了解",
    "感謝",
    "返品",
    "返金",
    "送料",
    "駐車場",
    "今日",
    "明日",
    "身長",
    "出身",
    "好物",
    "勉強",
    "仕事",
    "写真",
    "動画",
)
_CHINESE_WORDS: Final = (
    "生日",
    "多少",
    "何时",
    "地址",
    "免费",
    "停车",
    "价格",
    "再见",
    "今天",
    "明天",
    "身高",
    "爱好",
    "照片",
    "工作",
    "中文",
    "名字",
    "主播",
    "直播",
    "早安",
    "晚安",
)


def identify(
    text: str, default: Language = "en", among: Sequence[Language] = LANGUAGES
) -> Language:
    """The language of `text`, one of `among` (in which `default` should be): `default` where the
    text does not tell.

    A text of Han alone that both could write is the default's, if that is Chinese or Japanese, else
    Chinese.
    """
    text = unicodedata.normalize("NFKC", text)
    kana, han = len(_KANA.findall(text)), _HAN.findall(text)
    letters = sum(len(word) for word in _LATIN.findall(text))
    if not (kana or han or letters):
        return default
    found: Language = "en"
    if kana or han:
        # One Han character says about as much as three letters: "Discord链接" is Chinese.
        found = (
            "en"
            if letters > 6 * (kana + len(han))
            else "ja"
            if kana > len(han) / 8
            else _of_han(text, han, default)
        )
    return found if found in among else default


def _of_han(text: str, han: Sequence[str], default: Language) -> Language:
    japanese = sum(char in _ONLY_JAPANESE for char in han) + 2 * sum(
        word in text for word in _JAPANESE_WORDS
    )
    rest = text.replace("誕生日", "")  # which has the Chinese 生日 within
    chinese = sum(char in _ONLY_CHINESE for char in han) + 2 * sum(
        word in rest for word in _CHINESE_WORDS
    )
    if chinese == japanese:
        return default if default in ("zh", "ja") else "zh"
    return "zh" if chinese > japanese else "ja"
