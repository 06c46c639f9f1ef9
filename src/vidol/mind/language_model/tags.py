"""Tokens to text, actions and citations, while they come.

    tags = Tags()
    tags.feed("[hap"); tags.feed("py] Hello [1]")     # [], then [Act("happy"), " Hello ", Mark(1)]

Tags in brackets are actions of vidol.core.acts or numbers of facts; unknown ones are dropped. What
a model marks as not for people is never text: thoughts, calls of tools, channels, role tokens
(vidol.mind.language_model.marks says which is which), HTML tags, code blocks, the addresses of
links, stage directions. Holds back only what may still become one of these. Cleaning what is left,
sentence by sentence, is vidol.mind.language_model.sentences'.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from vidol.core.acts import ACTS
from vidol.core.dialogue import Act
from vidol.mind.language_model import leads, marks
from vidol.mind.language_model.directions import LONGEST, is_direction
from vidol.mind.language_model.passages import Element, Objects, Passage, Thought, Until
from vidol.text.sentences import BREAKS, CLAUSE_MARKS

MAX_TAG: Final = 64
"""Characters of a tag in square brackets that are waited for."""
_SPECIAL: Final = re.compile(rf"[{marks.OPENING}\[【［`{{(（〔*_✿]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAY_BE_ENTITY: Final = re.compile(r"&(?:#?\w{0,31})\Z", re.ASCII)
_LINK: Final = re.compile(r"\([^()\s]*\)")
_MAY_BE_LINK: Final = re.compile(r"\([^()\s]*\Z")
_MAX_LINK: Final = 300
_LABEL_MARK: Final = re.compile(r"(?P<slash>/?)(?P<end>END_)?[A-Z_]*(?:TOOL|FUNCTION)[A-Z_]*")
_ROUND: Final = {"(": ")", "（": "）", "〔": "〕", "{": "}"}
_STARRED: Final = re.compile(rf"(\*{{1,3}}|_{{1,3}})(?![\s*_])([^*\n]{{1,{LONGEST}}}?)(?<![\s_])\1")
_UNKNOWN, _CUE = 600, 80
"""Characters of an element that are waited for: of one that opens a reply, and of a cue."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a fact in brackets: what precedes rests on it."""

    number: int


@dataclass(frozen=True, slots=True)
class Unsaid:
    """That all before it was a thought, which nothing had opened."""


Token = str | Act | Mark | Unsaid


class Tags:
    """A scanner over one reply. `ended` turns true at a role token: what follows is not hers."""

    def __init__(self) -> None:
        self.ended = False
        self._held = ""
        self._entity = ""
        self._over = False
        self._inside: Passage | None = None
        self._last = ""
        """The last characters given as text, by which the place of what follows is known."""

    def feed(self, piece: str) -> list[Token]:
        """Take more of the reply; give what is certain."""
        piece = self._entity + piece
        cut = _MAY_BE_ENTITY.search(piece)
        piece, self._entity = (piece[: cut.start()], cut[0]) if cut else (piece, "")
        self._held += _ENTITY.sub(lambda match: html.unescape(match[0]), piece)
        return self._scan()

    def end(self) -> list[Token]:
        """What is certain now that no more comes: tags that were begun are no text."""
        self._held += self._entity
        self._entity, self._over = "", True
        found = self._scan()
        while not self.ended and (self._held or self._inside):
            if self._inside is not None:
                self._held, self._inside = self._inside.left(), None
            elif self._held[0] in "<[【［＜◁`{":
                break
            else:
                self._plain(found)
            for one in self._scan():
                found.append(one)
        return found

    @property
    def _begun(self) -> bool:
        return bool(self._last.strip())

    def _scan(self) -> list[Token]:
        found: list[Token] = []
        while self._held and not self.ended:
            if self._inside is not None:
                if not self._leave(found):
                    break
                continue
            if self._may_lead() and (step := self._lead()) is not None:
                if not step:
                    break
                continue
            special = _SPECIAL.search(self._held)
            line = re.search(rf"[{BREAKS}]\s*", self._held)
            stop = special.start() if special else len(self._held)
            stop = min(stop, line.end()) if line else stop
            if stop:
                self._text(found, self._held[:stop])
                self._held = self._held[stop:]
            elif not self._markup(found):
                break
        return found

    def _may_lead(self) -> bool:
        """Whether what comes next begins a line, or has a mark of its own."""
        bare = self._last.rstrip(" \t")
        return not bare or bare[-1] in BREAKS or self._held[0] == "✿"

    def _stands_alone(self) -> bool:
        """Whether what comes next stands where a sentence begins, so that it is no part of one."""
        before = self._last.rstrip(" \t*_")
        return not before or not (before[-1].isalnum() or before[-1] in CLAUSE_MARKS)

    def _text(self, found: list[Token], text: str) -> None:
        self._last = (self._last + text)[-8:] if text.strip() or self._last else ""
        if found and isinstance(found[-1], str):
            found[-1] += text
        else:
            found.append(text)

    def _leave(self, found: list[Token]) -> bool:
        """Skip to the end of what is left out; False: it is not there yet."""
        assert self._inside is not None
        rest = self._inside.take(self._held)
        self._held = rest or ""
        if rest is None:
            return False
        if isinstance(self._inside, Element):
            word = self._inside.content.strip().casefold()
            found += [Act(word)] if word in ACTS else []
        self._inside = None
        return True

    def _skip(self, passage: Passage | None, taken: int) -> bool:
        self._held, self._inside = self._held[taken:], passage
        return True

    def _lead(self) -> bool | None:
        """What a line begins with, where that is not for people: True if it was taken, False if
        more must come, None if it is something else.
        """
        lead = leads.find(self._held, opening=not self._begun)
        if lead is None or lead == "more":
            return None if lead is None else False
        taken, ends = lead
        return self._skip(Until(ends) if ends else None, taken)

    def _markup(self, found: list[Token]) -> bool:
        """Take the markup that `_held` opens with; False: more must come before it can be told."""
        opening = self._held[0]
        if opening in marks.OPENING:
            return self._angle(found)
        if opening in marks.SQUARE:
            return self._square(found)
        if opening == "{":
            return self._brace(found)
        if opening in _ROUND:
            return self._round(found)
        if opening in "*_":
            return self._starred(found)
        return self._fence() if opening == "`" else self._plain(found)

    def _plain(self, found: list[Token], length: int = 1) -> bool:
        """What looked like markup is text."""
        self._text(found, self._held[:length])
        return self._skip(None, length)

    def _fence(self) -> bool:
        if self._held in ("`", "``"):
            return False
        if self._held.startswith("```"):
            return self._skip(Until("```"), 3)
        self._held = self._held.lstrip("`")
        return True

    def _brace(self, found: list[Token]) -> bool:
        inner = self._held[1:].lstrip()
        if not inner:
            return len(self._held) > MAX_TAG and self._plain(found)
        return self._skip(Objects(), 0) if inner[0] in "\"'}" else self._round(found)

    def _angle(self, found: list[Token]) -> bool:
        tag = marks.TAG.match(self._held)
        if tag is not None:
            return self._tag(found, tag)
        if self._held[:2] in ("<!", "<?"):
            if self._held in ("<!", "<!-"):
                return False
            return self._skip(Until("-->" if self._held.startswith("<!--") else ">"), 2)
        if re.match(r"<[|｜]DSML[|｜]", self._held):
            return self._skip(Until(r"</[|｜]DSML[|｜]\w*calls>"), 2)
        if marks.PARTIAL.match(self._held):
            return False
        after = self._held[1:2]
        less = self._last[-1:].isalnum() or not after.isascii() or after.isspace()
        if self._held[0] != "<" or less:
            return self._plain(found)
        return self._skip(None, 2 if after in "3=-" else 1)  # hearts and arrows go

    def _tag(self, found: list[Token], tag: re.Match[str]) -> bool:
        opens = marks.opens_thought(tag)
        if opens is not None and not (opens and tag["token"] and "channel" in tag["token"]):
            found += [] if opens else [Unsaid()]
            return self._skip(Thought() if opens else None, tag.end())
        if not tag["name"]:
            return self._token(found, tag)
        name, closes = tag["name"], bool(tag["slash"]) or tag["more"].rstrip().endswith("/")
        kind = marks.meaning(name, tag["more"])
        if tag[0][0] in "〈《⟨＜◁" and kind not in ("call", "cue"):
            return self._plain(found)
        if kind == "turn":
            return self._turn(tag.end())
        if kind == "shown":
            if name.casefold() in marks.BLOCKS and self._begun:
                self._text(found, "\n")
            return self._skip(None, tag.end())
        if closes:
            return self._skip(None, tag.end())
        if kind in ("call", "gone"):
            return self._skip(Until(rf"</\s*{re.escape(name)}\s*>"), tag.end())
        if name.casefold() in ACTS:
            found.append(Act(name.casefold()))
            return self._skip(None, tag.end())
        if kind == "cue" or not self._begun:
            return self._skip(Element(name, _CUE if kind == "cue" else _UNKNOWN), tag.end())
        return self._skip(None, tag.end())

    def _turn(self, taken: int) -> bool:
        """A role token: before the first word it is an echo of the prompt's last line."""
        if self._begun:
            self.ended = True
            return True
        role = leads.role(self._held[taken:])
        return False if role is None else self._skip(None, taken + role)

    def _token(self, found: list[Token], tag: re.Match[str]) -> bool:
        """A special token, <|...|>."""
        name = marks.token_name(tag["token"] or tag["shut"])
        rest = self._held[tag.end() :]
        if name in ("channel", "start"):
            step = leads.channel(rest) if name == "channel" else leads.start(rest)
            if step is None:
                return False
            if name == "start" and step[1] == leads.TO_START and self._begun:
                self.ended = True
                return True
            return self._skip(Until(step[1]) if step[1] else None, tag.end() + step[0])
        kind = marks.meaning(name)
        if name in ACTS:
            found.append(Act(name))
        if kind == "call" and name != "call" and not marks.ends(name):
            return self._skip(Until(leads.CALL_ENDS), tag.end())
        if kind == "turn" or (marks.ends(name) and kind == "other") or name in leads.TURNS:
            return self._turn(tag.end())
        return self._skip(None, tag.end())

    def _round(self, found: list[Token]) -> bool:
        """A stage direction in brackets goes; other words in brackets stay."""
        label = leads.label(self._held[1:])
        if label:
            return self._skip(Until(re.escape(_ROUND[self._held[0]])), label + 1)
        at = self._held.find(_ROUND[self._held[0]])
        if at < 0:
            waits = len(self._held) <= LONGEST and not set(self._held) & set(BREAKS)
            return False if waits else self._plain(found)
        inner = self._held[1:at]
        if is_direction(inner, alone=self._stands_alone()):
            return self._skip(None, at + 1)
        return self._plain(found)

    def _starred(self, found: list[Token]) -> bool:
        """A stage direction between asterisks goes; of emphasis, the words stay."""
        sign = self._held[0]
        run = len(self._held) - len(self._held.lstrip(sign))
        after = self._held[run : run + 1]
        if not after and run <= LONGEST:
            return False
        inside = self._last[-1:].isalnum() and (sign == "_" or self._last[-1:].isascii())
        if run > 3 or after.isspace() or (inside and after.isascii() and after.isalnum()):
            return self._plain(found, run)
        starred = _STARRED.match(self._held)
        if starred is None:
            waits = len(self._held) <= LONGEST and not set(self._held) & set(BREAKS)
            return False if waits else self._plain(found, run)
        if starred.end() == len(self._held) and run == 1 and not self._over:
            return False  # it may be the first of two
        alone = self._stands_alone() and not self._held[starred.end() :][:1].isalnum()
        if is_direction(starred[2], alone=alone, starred=True):
            return self._skip(None, starred.end())
        self._held = starred[2] + self._held[starred.end() :]
        return True

    def _square(self, found: list[Token]) -> bool:
        thought = marks.square_thought(self._held)
        if thought is not None:
            closes = marks.closes_square(thought)
            found += [Unsaid()] if closes else []
            return self._skip(None if closes else Thought(), thought.end())
        if self._held[1:].lstrip().startswith("{"):
            return self._skip(Objects(), 0)
        at = self._held.find(marks.SQUARE[self._held[0]])
        most = marks.MAX_TAG if re.match(r"\[\w+\(", self._held) else MAX_TAG
        if at < 0 or at > most:
            return False if at < 0 and len(self._held) <= most else self._skip(None, 1)
        label = self._held[1:at]
        if program := _LABEL_MARK.fullmatch(label):
            closes = bool(program["slash"] or program["end"])
            return self._skip(None if closes else Until(r"\[(?:/|END_)[A-Z_]+\]"), at + 1)
        words = [word for word in re.split(r"[,，、\s]+", label.strip().casefold()) if word]
        known = [_meaning(word) for word in words]
        if known and all(known):
            found += [one for one in known if one]
            return self._skip(None, at + 1)
        return self._link(found, label, self._held[at + 1 :])

    def _link(self, found: list[Token], label: str, rest: str) -> bool:
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
