"""Tokens to text, actions and citations, while they come.

    tags = Tags()
    tags.feed("[hap"); tags.feed("py] Hello [1]")     # [], then [Act("happy"), " Hello ", Mark(1)]

Tags in brackets are actions of vidol.core.acts or numbers of facts; unknown ones are dropped.
Thoughts (<think>), role tokens (<|im_end|>), HTML tags, code blocks and the addresses of links are
never text. Holds back only what may still become one of these, at most a tag's length; what is
still held when the reply ends is no text. Cleaning what is left, sentence by sentence, is
vidol.mind.language_model.sentences'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vidol.core.acts import ACTS
from vidol.core.dialogue import Act

MAX_TAG: Final = 64
_SPECIAL: Final = re.compile(r"[\[【<`]")
_THOUGHT: Final = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_ENDS: Final = frozenset(
    {
        "</s>",
        "<eos>",
        "<end_of_turn>",
        "<start_of_turn>",
        "<|end|>",
        "<|im_end|>",
        "<|endoftext|>",
        "<|eot_id|>",
        "<|eom_id|>",
    }
)
_TAG: Final = re.compile(r"</?[A-Za-z!][^<>]*>|<\|[^<>]*\|>|<｜[^<>]*｜>")
_MAY_BE_TAG: Final = re.compile(r"<(/?([A-Za-z!][^<>]*)?|[|｜][^<>]*)$")
_LINK: Final = re.compile(r"\([^()\s]*\)")
_MAY_BE_LINK: Final = re.compile(r"\([^()\s]*$")
_MAX_LINK: Final = 300


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a fact in brackets: what precedes rests on it."""

    number: int


class Tags:
    """A scanner over one reply. `ended` turns true at a role token: what follows is not hers."""

    def __init__(self) -> None:
        self.ended = False
        self._held = ""
        self._inside = ""
        """What closes the passage that is being left out: "</think>", "```", or nothing."""
        self._begun = False

    def feed(self, piece: str) -> list[str | Act | Mark]:
        """Take more of the reply; give what is certain."""
        if self.ended:
            return []
        self._held += piece
        found: list[str | Act | Mark] = []
        while self._held and not self.ended:
            if self._inside:
                if not self._leave():
                    break
                continue
            special = _SPECIAL.search(self._held)
            stop = special.start() if special else len(self._held)
            if stop:
                self._text(found, self._held[:stop])
                self._held = self._held[stop:]
            elif not self._markup(found):
                break
        return found

    def _text(self, found: list[str | Act | Mark], text: str) -> None:
        self._begun = self._begun or bool(text.strip())
        if found and isinstance(found[-1], str):
            found[-1] += text
        else:
            found.append(text)

    def _leave(self) -> bool:
        """Skip to the end of what is left out; False: it is not there yet."""
        at = self._held.casefold().find(self._inside)
        if at < 0:
            self._held = self._held[-len(self._inside) + 1 :]
            return False
        self._held = self._held[at + len(self._inside) :]
        self._inside = ""
        return True

    def _markup(self, found: list[str | Act | Mark]) -> bool:
        """Take the markup that `_held` opens with; False: more must come before it can be told."""
        opening = self._held[0]
        if opening == "`":
            return self._fence()
        return self._angle(found) if opening == "<" else self._bracket(found)

    def _fence(self) -> bool:
        if self._held in ("`", "``"):
            return False
        if self._held.startswith("```"):
            self._inside, self._held = "```", self._held[3:]
        else:
            self._held = self._held.lstrip("`")
        return True

    def _angle(self, found: list[str | Act | Mark]) -> bool:
        tag = _TAG.match(self._held)
        if tag is None:
            if _MAY_BE_TAG.match(self._held) and len(self._held) <= MAX_TAG:
                return False
            if (
                (len(self._held) > 1 and not self._held[1].isascii())
                or self._held[1:2].isspace()
                or self._held[1:2].isdigit()
            ):
                self._text(found, "<")
            self._held = self._held[1:]
            return True
        self._held = self._held[tag.end() :]
        thought = _THOUGHT.fullmatch(tag.group())
        if thought:
            self._inside = f"</{thought[1].casefold()}>"
        elif tag.group().casefold() in _ENDS or tag.group()[1] in "|｜":
            # before the first word it is an echo of the prompt's last line
            self.ended = self._begun
        return True

    def _bracket(self, found: list[str | Act | Mark]) -> bool:
        closing = "]" if self._held[0] == "[" else "】"
        at = self._held.find(closing)
        if at < 0 or at > MAX_TAG:
            if at < 0 and len(self._held) <= MAX_TAG:
                return False
            self._held = self._held[1:]
            return True
        label = self._held[1:at]
        known = [
            _meaning(word) for word in re.split(r"[,，、\s]+", label.strip().casefold()) if word
        ]
        if known and all(known):
            found += [one for one in known if one]
            self._held = self._held[at + 1 :]
            return True
        return self._link(found, label, self._held[at + 1 :])

    def _link(self, found: list[str | Act | Mark], label: str, rest: str) -> bool:
        """An unknown tag goes; the words of a link stay."""
        if not rest or (_MAY_BE_LINK.match(rest) and len(rest) <= _MAX_LINK):
            return False
        address = _LINK.match(rest)
        if address:
            self._text(found, label)
        self._held = rest[address.end() if address else 0 :]
        return True


def _meaning(word: str) -> Act | Mark | None:
    word = word.strip(":#*_ ")
    if word in ACTS:
        return Act(word)
    return Mark(int(word)) if word.isdecimal() and len(word) < 3 else None
