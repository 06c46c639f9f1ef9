"""What a line or a message of a model may begin with that is not for people, outside of any tag:
labels of thoughts, channels whose tokens a server took away, calls written as text; and the heads
of messages behind role tokens.

Channels are those of OpenAI's Harmony response format (2025), of which servers leave more or less.
"""

from __future__ import annotations

import re
from typing import Final, Literal

CALL_ENDS: Final = r"<[|｜](?:/[^<>]*|[^<>]*(?:end|eom|eot|eos|close)[^<>]*)[|｜]?>|<\w+[|｜]>"
TO_START: Final = r"(?=<\|(?:start|channel)\|?>)"
_TO_ANSWER: Final = (
    r"<\|(?:end|return|call)\|>|<channel\|>|(?=<\|(?:start|channel)\|?>)"
    r"|assistant\s*(?:<\|channel\|>\s*)?final(?:<\|message\|>)?"
)
_TURNS_WORDS: Final = (
    "user system assistant return call end im_sep observation human bot header_start"
)
TURNS: Final = frozenset(_TURNS_WORDS.split())
_ANSWERS: Final = frozenset(["final", "answer", "response", "output"])
_ROLES: Final = ["assistant", "model", "user", "system", "bot", "ai", "tool", "developer"]
_BIG: Final = 'A-Z<"“「*\\[(\n\u3041-\u9fff'

_THOUGHTS: Final = (
    "thinking", "thinking process", "thought process", "thought", "thoughts", "my thoughts",
    "reasoning", "analysis", "internal monologue", "inner monologue", "inner thoughts",
    "internal thoughts", "chain of thought", "scratchpad", "思考", "思考过程", "思考過程", "思路",
    "推理", "推理过程", "分析", "内心独白", "内心", "心想", "心の声", "考え",
)  # fmt: skip
_LONGEST: Final = 40
"""Characters of decoration before a label."""
_DECORATION: Final = " \t*#>_\n"
_LABEL: Final = re.compile(
    rf"(?:{'|'.join(sorted(_THOUGHTS, key=len, reverse=True))})[*_ ]*[:：][*_]*", re.IGNORECASE
)
_ANSWER_LABEL: Final = (
    r"(?:^|[\n.!?。！？\"”*]\s*)[*#_> ]*(?:my |the )?(?:final |spoken )?"
    r"(?:final|answer|response|reply|output|speech|spoken|say|回答|答案|回复|回覆|最终回答|最終回答|答え|返答|"
    r"応答|返事|台词|セリフ)[*_ ]*[:：][*_ ]*"
)
_HEADING: Final = re.compile(
    rf"\s*(?:#{{1,6}}\s*|\*\*)(?:{'|'.join(sorted(_THOUGHTS, key=len, reverse=True))})[*_ ]*\n",
    re.IGNORECASE,
)
_ANSWER_HEADING: Final = (
    r"\n\s*(?:#{1,6}\s*|\*\*)(?:my |the )?(?:final |spoken )?(?:answer|response|reply|output|speech"
    r"|回答|答案|回复|最终回答|最終回答|答え|返答|応答)[*_ :：]*\n"
)
_TITLES: Final = ("response", "answer", "final answer", "reply", "output", "assistant")
_TITLE: Final = re.compile(
    rf"\s*#{{1,6}}\s*(?:{'|'.join(_TITLES)})\s*(?:[:：]\s*|\n)", re.IGNORECASE
)
"""What templates of instructions put above an answer."""
_PLAIN: Final = ("assistantanalysis", "assistantcommentary", "analysis", "commentary")
_FINALS: Final = ("assistantfinal", "final", "assistant")
_CALLS: Final = {
    "functools[": r"\]\s*(?:\n|\Z)", "functions.": r"\n", "to=functions": r"<\|call\|>|\n",
    "✿function✿": r"✿return✿:?|✿answer✿:?", "action:": r"(?:final answer|answer):\s*",
    ">>>all\n": "", ">>>": r">>>all\n",
}  # fmt: skip
Lead = tuple[int, str]
"""How many characters are taken, and the pattern at which what is left out ends, if anything is."""


def find(text: str, *, opening: bool) -> Lead | Literal["more"] | None:
    """What a line begins with; "more" where that depends on what follows, None where it is text.

    opening: nothing was said before it.
    """
    found = call(text)
    if found is not None or not opening:
        return found
    bare = text.lstrip(_DECORATION)
    taken = len(text) - len(bare)
    if not bare and len(text) <= _LONGEST:
        return "more"
    if label(bare):
        return taken + label(bare), _ANSWER_LABEL
    heading = _HEADING.match(text)
    if heading:
        return heading.end(), _ANSWER_HEADING
    title = _TITLE.match(text)
    if title:
        return title.end(), ""
    cut = bare.casefold().rstrip(" *_")
    if cut and text.lstrip()[:1] == "#" and any(each.startswith(cut) for each in _TITLES):
        return "more"
    if cut and any(each.startswith(cut) for each in _THOUGHTS):
        return "more"
    for word in (*_PLAIN, *_FINALS):
        rest = bare[len(word) :]
        no_word = word.startswith("assistant") and rest[:1].isalpha() and word not in _FINALS
        if bare.startswith(word) and (no_word or re.match(rf"\s?[{_BIG}]", rest)):
            return taken + len(word), "" if word in _FINALS else _bare_final()
        if bare and word.startswith(bare.rstrip(" ")):
            return "more"
    return None


def label(text: str) -> int:
    """How many characters of what stands in brackets say that it is a thought: "thinking: "."""
    found = _LABEL.match(text)
    return found.end() if found else 0


def call(text: str) -> Lead | Literal["more"] | None:
    """The same for calls alone."""
    bare = text.lstrip(" \t\n")
    lower = bare.casefold()
    for start, ends in _CALLS.items():
        if lower.startswith(start):
            return len(text) - len(bare) + len(start), ends
        if lower and start.startswith(lower):
            return "more"
    return None


def _bare_final() -> str:
    return rf"{_TO_ANSWER}|(?<=[.!?。！？\s])final(?-i:(?=[{_BIG}]))"


def channel(rest: str) -> Lead | None:
    """The head of a message behind <|channel|>; None where more must come."""
    name = re.match(r"\s*([A-Za-z]+)(?=[^A-Za-z])", rest)
    if name is None:
        return None if len(rest) < 80 and re.fullmatch(r"\s*[A-Za-z]*", rest) else (0, "")
    word = name[1].casefold()
    for answer in _ANSWERS:
        if word.startswith(answer):
            return name.start(1) + len(answer), ""
    return name.end(), _TO_ANSWER


def start(rest: str) -> Lead | None:
    """The head of a message behind <|start|>; None where more must come."""
    name = re.match(r"\s*([\w.]+)(?=[^\w.])", rest)
    if name is None:
        return None if re.fullmatch(r"\s*[\w.]*", rest) else (0, "")
    if name[1] == "assistant":
        return name.end(), ""
    return name.end(), TO_START


def role(rest: str) -> int | None:
    """How many characters of a text name a role; None where more must come."""
    word = re.match(r"\s*([a-z]*)", rest)
    if word is None or word[1] not in _ROLES:
        started = word is not None and word.end() == len(rest)
        return None if started and any(each.startswith(word[1]) for each in _ROLES) else 0  # type: ignore[index]
    after = rest[word.end() : word.end() + 1]
    return None if not after else word.end() if not after.isalnum() else 0
