"""What the embedded mind says between the creator's words: openings, offers, refusals. Not the
persona's, not small talk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vidol.core.speech import Language
from vidol.mind.moderation import Category

QUOTING: Final[Mapping[Language, str]] = {
    "zh": "我的资料里是这样写的：",
    "ja": "手元の資料には、こう書いてあるよ。",
    "en": "Here is what my notes say: ",
}
OTHER_LANGUAGE: Final[Mapping[Language, Mapping[Language, str]]] = {
    "zh": {
        "zh": "",
        "ja": "这个我只有日语的资料，原文是：",
        "en": "这个我只有英语的资料，原文是：",
    },
    "ja": {
        "zh": "これは中国語の資料しかないんだ。原文はこちら。",
        "ja": "",
        "en": "これは英語の資料しかないんだ。原文はこちら。",
    },
    "en": {
        "zh": "I only have this in Chinese. It says: ",
        "ja": "I only have this in Japanese. It says: ",
        "en": "",
    },
}
NOTES: Final[Mapping[Language, str]] = {
    "zh": "我笔记里写的内容",
    "ja": "手元の資料にあること",
    "en": "what is in my notes",
}
"""What she can be asked about when she has documents and no FAQ."""
SUGGESTIONS: Final[Mapping[Language, str]] = {
    "zh": "不过你可以问我这些：{topics}",
    "ja": "でも、こんなことなら答えられるよ。{topics}",
    "en": "But you can ask me things like {topics}.",
}
WONDERING: Final[Mapping[Language, str]] = {
    "zh": "你是想问“{question}”吗？",
    "ja": "もしかして「{question}」ということ？",
    "en": "Did you mean “{question}”?",
}
REFUSALS: Final[Mapping[Category, tuple[str, Mapping[Language, str]]]] = {
    "self_harm": ("worried", {
        "zh": "谢谢你告诉我。听起来你现在很难受，你的感受很重要。请马上联系身边信任的人，"
              "或者拨打当地的心理援助热线或急救电话。你不必一个人面对。",
        "ja": "話してくれてありがとう。とてもつらいんだね。あなたのことを大切に思う人や、"
              "お住まいの地域の相談窓口、緊急の電話に、どうか今すぐ話してみて。"
              "ひとりで抱えなくていいんだよ。",
        "en": "Thank you for telling me. It sounds like you are in a lot of pain, and you matter."
              " Please talk to someone you trust right now, or call your local crisis line or"
              " emergency number. You don't have to face this alone.",
    }),
    "violence": ("shake", {
        "zh": "这个我不能帮忙，因为可能会伤到人。我们聊点别的好吗？",
        "ja": "だれかが傷つくかもしれないことは、お手伝いできないんだ。別の話をしよう？",
        "en": "I can't help with that, because someone could get hurt. Let's talk about something"
              " else.",
    }),
    "hate": ("shake", {
        "zh": "在我这里，每个人都值得尊重，所以这样的话我不接。换个话题吧。",
        "ja": "ここではみんなを大切にしたいから、そういう話はしないよ。別の話題にしよう。",
        "en": "Everyone is welcome here, so I won't go along with that. Let's change the topic.",
    }),
    "sexual": ("shake", {
        "zh": "这类话题我不聊哦。我们聊点轻松的吧。",
        "ja": "そういう話はしないよ。もっと楽しい話をしよう。",
        "en": "I don't do that kind of talk. Let's keep it friendly.",
    }),
    "private": ("shake", {
        "zh": "别人的隐私我不会说，也请大家互相保护。",
        "ja": "だれかの個人的なことは話さないよ。お互いに守っていこうね。",
        "en": "I don't share anyone's private details, and I hope you'll look after each other's"
              " too.",
    }),
    "blocked": ("tilt", {
        "zh": "这个我们就不说了，换个话题吧。",
        "ja": "それについては話さないことにしているんだ。別の話をしよう。",
        "en": "That's not something we talk about here. What else is on your mind?",
    }),
}  # fmt: skip
