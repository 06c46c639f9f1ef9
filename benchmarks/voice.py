"""The embedded voice: how soon it is heard, how fast and how loud it is, whether lips close, how
well recordings are aligned.

The recordings for the alignment are spoken by other timbres of the same engines, at another pitch
and rate, with pauses and noise added, so their true times are known; recordings of people give
larger errors (docs/voice.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from benchmarks import Row
from vidol.core.controls import INDEX, VISEMES
from vidol.core.speech import LANGUAGES, SAMPLE_RATE, Language, Phone, Speech, Utterance, Word
from vidol.voice import EmbeddedVoice, VoiceProfile, align, fit, lip_controls, mouth, sound
from vidol.voice.phones import gesture

AUDIBLE = 0.01  # -40 dBFS
NAMES = {"zh": "Chinese", "ja": "Japanese", "en": "English"}
SUBJECTS: dict[Language, list[str]] = {
    "en": [
        "the new song",
        "my favorite game",
        "this old computer",
        "the best pancake",
        "your first question",
        "a purple umbrella",
        "the next show",
    ],
    "zh": [
        "这首新歌",
        "我最喜欢的游戏",
        "那台旧电脑",
        "最好吃的苹果派",
        "你的第一个问题",
        "一把紫色的雨伞",
        "下一场直播",
    ],
    "ja": [
        "この新しい歌",
        "大好きなゲーム",
        "古いパソコン",
        "一番おいしいパン",
        "最初の質問",
        "紫色の傘",
        "次の配信",
    ],
}
SENTENCES: dict[Language, list[str]] = {
    "en": [
        "I have thought about {} all day long.",
        "Well, {} is something that I would love to talk about!",
        "Do you remember {}?",
    ],
    "zh": ["我一整天都在想{}。", "说到{}，我有很多话想说！", "你还记得{}吗？"],
    "ja": [
        "一日中{}のことを考えていました。",
        "そうですね、{}についてお話ししましょう！",
        "{}を覚えていますか？",
    ],
}


def measure() -> Iterator[Row]:
    """Rows for each language, then lips and alignment."""
    voice = EmbeddedVoice(
        fit({"presentation": "feminine", "age": "adult", "energy": 0.5, "seed": 7})
    )
    try:
        began = time.perf_counter()
        for language in LANGUAGES:
            list(
                voice.render(
                    Utterance(SENTENCES[language][2].format(SUBJECTS[language][0]), language)
                )
            )
        yield Row("loading all three languages", round(time.perf_counter() - began, 2), "s")
        phones: list[Phone] = []
        for language in LANGUAGES:
            yield from _language(voice, language, phones)
        yield from _lips(phones)
    finally:
        voice.stop()
    for language in LANGUAGES:
        yield _alignment(language)


def _language(voice: EmbeddedVoice, language: Language, phones: list[Phone]) -> Iterator[Row]:
    waits, costs, peak = [], [], 0.0
    for text in (
        sentence.format(subject)
        for sentence in SENTENCES[language]
        for subject in SUBJECTS[language]
    ):
        began, first, length = time.perf_counter(), None, 0
        for part in voice.render(Utterance(text, language)):
            if first is None and (heard := np.flatnonzero(np.abs(part.pcm) > AUDIBLE)).size:
                first = time.perf_counter() - began + float(heard[0]) / SAMPLE_RATE
            length += len(part.pcm)
            peak = max(peak, float(np.abs(part.pcm).max(initial=0.0)))
            at = (
                phones[-1].end + 0.3
                if phones and part.phones and part.phones[0].start < 0.1
                else 0.0
            )
            shift = at or (phones[-1].end - part.phones[0].start if phones and part.phones else 0.0)
            phones += [Phone(p.symbol, p.start + shift, p.end + shift) for p in part.phones]
        waits.append(first or np.inf)
        costs.append((time.perf_counter() - began) * SAMPLE_RATE / length)
    name = NAMES[language]
    yield Row(
        f"{name}: text to first audible sample, median",
        round(1000 * float(np.median(waits))),
        "ms",
        "<= 60",
    )
    yield Row(
        f"{name}: text to first audible sample, 95 %",
        round(1000 * float(np.percentile(waits, 95))),
        "ms",
    )
    yield Row(
        f"{name}: computing time per second of speech", round(float(np.median(costs)), 3), "s"
    )
    yield Row(f"{name}: highest peak", round(peak, 2), "", f"<= {sound.PEAK}")


def _lips(phones: list[Phone]) -> Iterator[Row]:
    length = phones[-1].end
    seen = total = 0
    for phase in np.linspace(0, 1 / 30, 5):
        times = np.arange(phase, length, 1 / 30)
        weights, controls = mouth(phones, times), lip_controls(phones, times)
        for p in (p for p in phones if gesture(p.symbol).closes == "PP"):
            near = slice(*np.searchsorted(times, (p.start - 0.06, p.end + 0.06)))
            shut = (weights[near, VISEMES.index("PP")] >= 0.9) & (
                controls[near, INDEX["jawOpen"]] < 0.05
            )
            seen, total = seen + bool(shut.any()), total + 1
    yield Row("p, b, m that are seen closed at 30 fps", round(100 * seen / total, 1), "%", ">= 100")
    copies = int(1800 / length) + 1
    speech = [
        Phone(p.symbol, p.start + k * length, p.end + k * length)
        for k in range(copies)
        for p in phones
    ]
    began = time.perf_counter()
    lip_controls(speech, np.arange(0, 1800, 1 / 30))
    yield Row("lips of 30 minutes of speech", round(time.perf_counter() - began, 2), "s")


def _alignment(language: Language) -> Row:
    text = " ".join(
        sentence.format(subject)
        for sentence, subject in zip(SENTENCES[language], SUBJECTS[language], strict=False)
    )
    speaker = EmbeddedVoice(
        VoiceProfile(english="klatt4", chinese="klatt4", pitch=115.0, tract=0.9, rate=0.85)
    )
    parts: list[Speech] = list(speaker.render(Utterance(text, language)))
    speaker.stop()
    words: list[Word] = [word for part in parts for word in part.words]
    pcm = np.concatenate([part.pcm for part in parts])
    cut = int(words[len(words) // 2].start * SAMPLE_RATE)
    pcm = np.concatenate([np.zeros(7200), pcm[:cut], np.zeros(9600), pcm[cut:]])
    pcm = (pcm + np.random.default_rng(0).normal(0, 0.002, len(pcm))).astype(np.float32)
    true = [
        p.start + 0.3 + (0.4 if p.start >= cut / SAMPLE_RATE - 1e-3 else 0.0)
        for part in parts
        for p in part.phones
    ]
    found, _ = align(pcm, text, language)
    errors = np.abs(np.array([p.start for p in found]) - true)
    return Row(
        f"{NAMES[language]}: error of aligned phones, another timbre, median",
        round(1000 * float(np.median(errors)), 1),
        "ms",
    )
