"""Saying thank you: a sentence for what has no words to answer, in one of her languages.

Names come from strangers and are spoken on air: what is no letter or digit is left out of them, and
one that moderation objects to is not said.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, cast

from vidol.audience.message import Message
from vidol.audience.rules import Rules, Thanked
from vidol.core.speech import Language
from vidol.mind.moderation import Moderator

LONGEST_NAME: Final = 30
"""Characters of a name that are spoken."""
_APART: Final = re.compile(r"[^\w'’・-]|_")  # what directions and Markdown are made of goes with it


@lru_cache(maxsize=1)
def _sentences() -> dict[str, Any]:
    return tomllib.loads(files("vidol.audience").joinpath("data/thanks.toml").read_text("utf-8"))


class Thanks:
    """The sentences of some rules, said in turn."""

    def __init__(self, rules: Rules) -> None:
        self._own = rules.thanks
        self._moderator = Moderator.standard(rules.blocked_words)

    def sentence(self, message: Message, language: Language, turn: int) -> str:
        """Thanks for a message whose kind is one of Rules.thanked; `turn` counts what was said
        before, so that it is not always the same.
        """
        name = self.spoken(message.author.name)
        amount = _spoken(str(message.amount or ""), keep="$€£¥₩.,")
        own = self._own.get(cast("Thanked", message.kind), {}).get(language, ())
        for sentences in (own, _sentences()[message.kind][language]):
            fitting = [
                sentence
                for sentence in sentences
                if ("{name}" in sentence) == bool(name) and ("{amount}" not in sentence or amount)
            ]
            if fitting:
                chosen: str = fitting[turn % len(fitting)]
                return chosen.replace("{name}", name).replace("{amount}", amount)
        raise AssertionError(f"data/thanks.toml has nothing for {message.kind} in {language}")

    def spoken(self, name: str) -> str:
        """A name as it can be said aloud; "" if it cannot."""
        return "" if self._moderator.check(name) else _spoken(name)


def _spoken(text: str, keep: str = "") -> str:
    plain = _APART.sub(lambda found: found[0] if found[0] in keep else " ", text)
    return " ".join(plain.split()).strip("'’・- ")[:LONGEST_NAME].rstrip()
