"""What the marks in a model's stream mean: which passages are for programs or for the model itself.

Models and the templates of their servers know dozens of ways to mark a thought, a call of a tool or
the end of a turn, and every year brings new ones. So a mark is known by what its name says, in
whatever brackets it stands, not by a list of whole marks: ``<think>``, ``[THINK]``,
``<reasoning time="3">``, ``<|begin_of_thought|>`` and ``<seed:think>`` are all thoughts.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Meaning = Literal["thought", "call", "gone", "cue", "shown", "turn", "other"]
"""thought: the model's own; call: for programs; gone: a page's, never shown; cue: how something is
said; shown: formatting, or the answer itself; turn: a role begins or ends.
"""

OPENING: Final = "<＜◁〈《⟨"
SQUARE: Final = {"[": "]", "【": "】", "［": "］"}
MAX_TAG: Final = 160
"""Characters of a tag with its attributes that are waited for."""

_THOUGHT: Final = re.compile(
    r"think|thought|reason|reflect|analysis|analy[sz]e|scratch|monolog|deliberat|rationale|"
    r"brainstorm|chain_?of|(?:^|[_:])(?:cot|plan|planning|inner|internal|hidden|private|draft|"
    r"critique|strategy|notes?|memory|meta|unused\d+)(?:$|[_:])|思考|思维|思維|推理|分析|内心|心声"
)
_CALL: Final = re.compile(
    r"tool|function|invoke|(?:^|[_:])(?:call|action|api|plugin|python|ipython|interpreter|execute|"
    r"search|query|browse|fetch|lookup|retrieve|command|prompt|image_prompt|"
    r"parameters?|param|args?|arguments?|arg_key|arg_value|code_?interpreter)(?:$|[_:])|dsml"
)
_CUE: Final = re.compile(
    r"(?:^|[_:])(?:emotions?|mood|feelings?|expressions?|gestures?|tone|pose|animation|motion|"
    r"sfx|sounds?|narrat(?:ion|or)|stage|scene|direction|description|metadata|actions?)(?:$|[_:])"
)
_ANSWER: Final = re.compile(
    r"answer|response|reply|output|final|solution|speech|speak|(?:^|[_:])(?:say|text|message|"
    r"content|assistant|result|conclusion|summary|dialogue|utterance|voice|prosody|emphasis)"
    r"(?:$|[_:])|回答|答案|回复"
)
_SHOWN_WORDS: Final = (
    "a abbr address article aside b bdi bdo big blockquote body br center cite dd del dfn div dl "
    "dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr html i img input ins kbd "
    "label li main mark nav ol p q rb rp ruby samp pad unk bos en ja zh lang section small span "
    "strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr code"
)
_SHOWN: Final = frozenset(_SHOWN_WORDS.split())
_GONE_WORDS: Final = (
    "script style template head title iframe object noscript svg math textarea select pre details "
    "rt audio video canvas"
)
_GONE: Final = frozenset(_GONE_WORDS.split())
_TURN_WORDS: Final = (
    "s eos end_of_turn start_of_turn end_of_utterance eot turn im_start im_end end_of_text "
    "endoftext eos_token start_header_id end_header_id"
)
_TURN: Final = frozenset(_TURN_WORDS.split())
_BLOCKS_WORDS: Final = "br p div li tr h1 h2 h3 h4 h5 h6 hr ul ol table blockquote section article"
BLOCKS: Final = frozenset(_BLOCKS_WORDS.split())
"""Tags that begin a line of their own."""


def meaning(name: str, attributes: str = "") -> Meaning:
    """What a tag of this name is."""
    plain = name.casefold()
    if plain in _TURN:
        return "turn"
    if plain in _GONE:
        return "thought" if plain == "details" else "gone"
    if plain in _SHOWN:
        return "thought" if _THOUGHT.search(attributes.casefold()) else "shown"
    plain = re.sub(r"[\s▁-]+", "_", plain)
    if _THOUGHT.search(plain):
        return "thought"
    if _CALL.search(plain):
        return "call"
    if _CUE.search(plain):
        return "cue"
    return "shown" if _ANSWER.search(plain) else "other"


_NAME: Final = r"[A-Za-z_\u2581][\w:.\u2581-]*|[\u4e00-\u9fff]{2,4}"
TAG: Final = re.compile(
    rf"[{OPENING}](?:\s(?=/?\s?[\w▁:]{{1,40}}\s?>))?(?P<slash>/\s?|)(?P<name>{_NAME})"
    rf"(?P<more>(?:[\s/=][^<>＜＞◁▷〈〉]{{0,{MAX_TAG}}})?)[>＞▷〉》⟩]"
    r"|<[|｜](?P<token>[^<>|｜]{1,60})[|｜]?>|<(?P<shut>[A-Za-z_]{1,40})[|｜]>"
)
"""A tag, or a special token."""
PARTIAL: Final = re.compile(
    rf"(?:[{OPENING}]|<[|｜][^<>\n]{{0,{MAX_TAG}}}"
    rf"|</?\s?(?:[A-Za-z_▁\u4e00-\u9fff][\w▁:.|｜-]{{0,60}})?"
    rf"|</?\s?[A-Za-z_▁\u4e00-\u9fff][\w▁:.-]{{0,60}}[\s/=][^<>]{{0,{MAX_TAG}}}"
    rf"|<\s/?\s?[\w▁:]{{0,40}}\s?"
    rf"|[＜◁〈《⟨]/?[A-Za-z][\w: ]{{0,30}})\Z"
)
"""What may still become one."""
_SQUARE: Final = re.compile(
    r"[\[【［](?P<slash>/?)\s*(?P<name>[A-Za-z][A-Za-z_ ]{1,30}\d*|[\u4e00-\u9fff]{2,4})\s*[\]】］]"
)
_SQUARE_THOUGHT: Final = re.compile(
    r"(?i:(?:end[ _])?think|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad"
    r"|(?:begin|end)[ _]of[ _]thought|unused\d+)|(?:END_)?THINKING|思考(?:过程|過程)?|推理|内心独白"
)
_ENDS: Final = re.compile(
    r"^(?:/|end)|(?:^|[_/])(?:end|eo[a-z]|endoftext|close|stop|suffix)(?:$|[_/])"
)


def thought_marks(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, whether it closes) of each mark of a thought in a text."""
    found = list[tuple[int, int, bool]]()
    for mark in TAG.finditer(text):
        closes = opens_thought(mark)
        if closes is not None:
            found.append((mark.start(), mark.end(), not closes))
    found += [(mark.start(), mark.end(), closes_square(mark)) for mark in _SQUARE.finditer(text)]
    return sorted(found)


def opens_thought(mark: re.Match[str]) -> bool | None:
    """Whether a tag or token opens a thought, or closes one; None if it is of another kind."""
    name = mark["name"] or mark["token"] or mark["shut"]
    if mark["name"]:
        foreign = mark[0][0] in "〈《⟨" and not name.isascii()
        if foreign or meaning(name, mark["more"]) != "thought" or mark["more"].endswith("/"):
            return None
        return not mark["slash"] and not _is_second(name)
    if mark["shut"]:
        return False if name == "channel" or meaning(name) == "thought" else None
    if token_name(name) == "channel":
        return True  # what follows says whose it is
    if meaning(token_name(name)) != "thought":
        return None
    return not ends(name)


def square_thought(text: str) -> re.Match[str] | None:
    """The mark of a thought in square brackets that a text begins with: ``[THINK]`` and
    ``[/think]`` are such, ``[thinking]`` is an emotion.
    """
    mark = _SQUARE.match(text)
    return mark if mark and _is_square_thought(mark) else None


def _is_square_thought(mark: re.Match[str]) -> bool:
    name = mark["name"].strip()
    if mark["slash"] or name.isupper():
        return meaning(name) == "thought"
    return _SQUARE_THOUGHT.fullmatch(name) is not None


def closes_square(mark: re.Match[str]) -> bool:
    name = mark["name"]
    return bool(mark["slash"]) or name.casefold().startswith("end") or _is_second(name)


def _is_second(name: str) -> bool:
    """Some vocabularies mark thoughts by spare tokens, <unused94> to <unused95>."""
    return name.startswith("unused") and name[-1].isdigit() and int(name[-1]) % 2 == 1


def token_name(name: str) -> str:
    """The name of a special token, in one spelling."""
    return re.sub(r"[\s▁-]+", "_", name.casefold()).strip("_")


def ends(name: str) -> bool:
    """Whether a special token closes something: ``end_of_thought``, ``/tool_call``."""
    return _ENDS.search(token_name(name)) is not None
