"""From a question to the first audible word of the answer, with the embedded mind and voice and no
filler.

200 different questions in three languages, none asked before, are put one after the other to a
character of the demo. The clock starts when the question is handed to the mind and
stops when the first sample above -40 dBFS would leave the loudspeaker: the moment its piece of
sound arrives plus its place in that piece.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator

import numpy as np

import vidol
from benchmarks import Row
from vidol.core.dialogue import Message, Mind, Say
from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Utterance, Voice
from vidol.mind import default_files

AUDIBLE = 10 ** (-40 / 20)
COUNT = 200
SILENT = 10.0
"""Seconds charged when an answer has no audible sound."""

ASKED = {
    "en": (
        ("Who are you", "What is vidol", "How do I write a script", "Can you speak Chinese",
            "Are you a real person", "Where do your pictures come from", "What does it cost",
            "Can you sing",
         "How do I change your hair", "What is the weather on Mars", "Do you dream",
         "Which food do you like", "How do I teach you something", "What is your name"),
        ("{}?", "Hello, {}?", "I was wondering, {}?", "Sorry, one question: {}?",
            "Hey, quick one. {}?"),
    ),
    "zh": (
        ("你是谁", "vidol 是什么", "怎么写台本", "你会说日语吗", "你是真人吗", "你的画是哪里来的",
            "这个要花多少钱", "你会唱歌吗", "怎么换发型", "火星上天气怎么样", "你会做梦吗",
            "你喜欢吃什么", "怎么教你新东西"),
        ("{}？", "你好，{}？", "想问一下，{}？", "打扰了，{}呀？", "主播主播，{}？"),
    ),
    "ja": (
        ("あなたは誰ですか", "vidolって何ですか", "台本はどう書きますか", "英語は話せますか",
            "本物の人間ですか", "絵はどこから来たのですか", "いくらかかりますか", "歌は歌えますか",
            "髪型はどう変えますか", "火星の天気はどうですか",
         "夢を見ますか", "好きな食べ物は何ですか", "新しいことはどう教えますか"),
        ("{}？", "こんにちは、{}？", "すみません、{}？", "ちょっと質問、{}？",
            "教えてください、{}？"),
    ),
}  # fmt: skip


def measure() -> Iterator[Row]:
    """Median and 95th percentile over COUNT questions, warm engines; and the share of answers in
    the question's language.
    """
    times = asyncio.run(_converse(questions()))
    yield Row(
        f"question to first audible word, p50 of {len(times)}",
        round(float(np.percentile(times, 50)) * 1000),
        "ms",
        "<= 300",
    )
    yield Row(
        f"question to first audible word, p95 of {len(times)}",
        round(float(np.percentile(times, 95)) * 1000),
        "ms",
        "<= 600",
    )


def questions() -> list[str]:
    """COUNT different questions, languages in turn."""
    by_language = [
        [form.format(ask) for form in forms for ask in asks] for asks, forms in ASKED.values()
    ]
    mixed = [ask for asks in itertools.zip_longest(*by_language) for ask in asks if ask]
    return mixed[:COUNT]


async def _converse(asked: list[str]) -> list[float]:
    character = vidol.new("Mika", seed=7).with_files("knowledge", default_files())
    mind, voice = character.open_mind(), character.open_voice()
    try:
        for language in LANGUAGES:  # engines load when a show starts, not at the first question
            async for _ in voice.speak(Utterance("1, 2.", language)):
                pass
        async for _ in mind.reply([Message("viewer", "Hi")]):
            pass
        return [await _one(mind, voice, question) for question in asked]
    finally:
        await voice.close()
        await mind.close()


async def _one(mind: Mind, voice: Voice, question: str) -> float:
    start = time.perf_counter()
    async for part in mind.reply([Message("viewer", question)]):
        if not isinstance(part, Say) or not part.text.strip():
            continue
        before = 0.0  # seconds of sound that play before this piece
        async for piece in voice.speak(Utterance(part.text, part.language)):
            loud = np.flatnonzero(np.abs(piece.pcm) > AUDIBLE)
            if len(loud):
                return time.perf_counter() - start + before + float(loud[0]) / SAMPLE_RATE
            before += len(piece.pcm) / SAMPLE_RATE
    return SILENT
