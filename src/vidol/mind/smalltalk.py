"""Small talk: greetings, thanks, "are you real" and the like, with answers in the persona's name.

The phrasings are matched by the same matcher as the creator's FAQ (vidol.mind.understanding); this
module holds what she answers. Nothing here pretends: asked whether she is real, she says that she
is a virtual character.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from vidol.core.speech import LANGUAGES, Language
from vidol.mind.answers.reference import data
from vidol.mind.persona import Persona
from vidol.text.sentences import bare_sentences

ALWAYS: Final = frozenset({"who_are_you", "are_you_real"})
"""What is answered even when small talk is off."""
_WEEKDAYS: Final = {"zh": "一二三四五六日", "ja": "月火水木金土日"}
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of small talk: what she does, what viewers ask and what she may say, by language."""

    act: str
    exact: bool
    """Whether only the very words listed ask for it."""
    ask: dict[Language, tuple[str, ...]]
    say: dict[Language, tuple[str, ...]]
    untaught: dict[Language, tuple[str, ...]]
    """What she says instead while she knows nothing but small talk, where that is not the same."""


@lru_cache(maxsize=1)
def topics() -> dict[str, Topic]:
    """All small talk by name."""
    return {
        name: Topic(
            entry["act"],
            entry.get("exact", False),
            {language: tuple(entry[language]["ask"]) for language in LANGUAGES},
            {language: tuple(entry[language]["say"]) for language in LANGUAGES},
            {
                language: tuple(entry[language]["untaught"])
                for language in LANGUAGES
                if "untaught" in entry[language]
            },
        )
        for name, entry in tomllib.loads(data("smalltalk.toml")).items()
    }


def answer(
    name: str,
    language: Language,
    persona: Persona,
    turn: int,
    now: datetime,
    offer: str,
    last: str,
) -> str:
    """What she says. `turn` counts her replies, so that wordings take turns; `offer` says what she
    can be asked about, in words ("" when she was taught nothing), `last` are her last words.
    """
    topic = topics()[name]
    wordings = topic.say[language] if offer else topic.untaught.get(language, topic.say[language])
    text = wordings[turn % len(wordings)].format(
        name=persona.name,
        introduction=persona.introduction[language],
        topics=offer,
        last=last or persona.greeting[language],
        time=clock(now, language),
        date=day(now, language),
    )
    return bare_sentences(text)[0] if persona.small_talk == "brief" and name not in ALWAYS else text


def listed(items: Sequence[str], language: Language) -> str:
    """Questions as an enumeration, without their question marks where they stand in a row."""
    if language == "en":
        return "; ".join(f"“{item}”" for item in items)
    return "".join(f"「{item}」" if language == "ja" else f"“{item}”" for item in items)


def clock(now: datetime, language: Language) -> str:
    """The time of day as it is said."""
    if language == "en":
        return f"{now.hour % 12 or 12}:{now.minute:02d} {'am' if now.hour < 12 else 'pm'}"
    half = {"zh": "上午" if now.hour < 12 else "下午", "ja": "午前" if now.hour < 12 else "午後"}[
        language
    ]
    hour = now.hour if now.hour <= 12 else now.hour - 12
    minute = f"{now.minute}分" if now.minute else ""
    return f"{half}{hour}{'点' if language == 'zh' else '時'}{minute}"


def day(now: datetime, language: Language) -> str:
    """The date as it is said."""
    if language == "en":
        return f"{_DAYS[now.weekday()]}, {_MONTHS[now.month - 1]} {now.day}"
    weekday = _WEEKDAYS[language][now.weekday()]
    return (
        f"{now.month}月{now.day}日，星期{weekday}"
        if language == "zh"
        else f"{now.month}月{now.day}日、{weekday}曜日"
    )
