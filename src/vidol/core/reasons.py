"""What a server says of its own fault, out of any of the shapes in which servers say it.

    reason({"error": {"message": "out of memory"}})                         "out of memory"
    reason({"detail": [{"loc": ["body", "top_k"], "msg": "not permitted"}]})
                                                          "body.top_k: not permitted"

A creator who reads why a request was refused can mend it; "HTTP 422" alone mends nothing. The words
are a stranger's: they are cut to a line, and a key that the server repeats is taken out of them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from vidol.core.endpoints import key_for

LONGEST: Final = 240
_DEPTH: Final = 8
_MOST: Final = 3
"""Reasons of a list that are told."""
_NAMES: Final = ("error", "errors", "detail", "details", "message", "msg", "reason", "title",
                 "error_description", "description", "innererror")  # fmt: skip
"""Under which names servers keep it, the outermost first."""
_HIDDEN: Final = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>")
_TITLE: Final = re.compile(r"(?is)<title[^>]*>(.*?)</title>")
_MARKUP: Final = re.compile(r"<[^<>]{1,200}>")


def reason(answer: Any, where: str = "") -> str:
    """The reason in an answer that was parsed from JSON, on one line of at most 240 characters; ""
    if there is none. The key for the endpoint `where` is left out.
    """
    found = "; ".join(dict.fromkeys(islice(_reasons(answer, _DEPTH), _MOST)))
    line = " ".join("".join(each if each.isprintable() else " " for each in found).split())
    key = key_for(where) if where else ""
    if key:
        line = line.replace(key, "(the key)")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def reason_in(body: bytes, where: str = "") -> str:
    """The reason in the body of an answer: JSON, a page of HTML, or plain text."""
    text = body.decode("utf-8", "replace").strip()
    try:
        return reason(json.loads(text), where)
    except (ValueError, RecursionError):
        pass
    if text.startswith(("{", "[")):  # JSON that was cut off
        return ""
    title = _TITLE.search(text)
    if title or text.startswith("<"):
        text = title[1] if title else _HIDDEN.sub(" ", text)
        text = html.unescape(_MARKUP.sub(" ", text))
    return reason(text, where)


def is_fault(answer: Any) -> bool:
    """Whether an answer with status 200 tells of a fault instead: ``{"error": ...}``, FastAPI's
    ``detail``, ``{"object": "error"}``.
    """
    if not isinstance(answer, dict):
        return False
    if answer.get("error") or answer.get("choices"):
        return bool(answer.get("error"))
    named = any(answer.get(name) for name in ("errors", "detail"))
    return named or "error" in (answer.get("object"), answer.get("type"))


def _reasons(value: Any, depth: int) -> Iterator[str]:
    """Every reason in a value, each once."""
    if depth == 0:
        return
    if isinstance(value, str):
        yield from _said(value, depth)
    elif isinstance(value, list):
        for each in value[:_MOST]:
            yield from _reasons(each, depth - 1)
    elif isinstance(value, dict):
        yield from _named(value, depth)


def _said(text: str, depth: int) -> Iterator[str]:
    """A text, or what is in it where it is JSON once more, as proxies of several models send."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        try:
            yield from _reasons(json.loads(inner), depth - 1)
        except (ValueError, RecursionError):
            pass
        else:
            return
    if inner:
        yield inner[: 4 * LONGEST]


def _named(value: dict[str, Any], depth: int) -> Iterator[str]:
    """What the first telling name holds, with the place that it is about, if it says one."""
    for name in _NAMES:
        found = list(_reasons(value.get(name), depth - 1)) if name in value else []
        if found:
            place = _place(value.get("loc"))
            yield from (f"{place}{each}" for each in found)
            return
    for name in ("code", "type", "status"):
        if isinstance(value.get(name), str) and value[name] != "error":
            yield value[name]
            return


def _place(where: object) -> str:
    if not isinstance(where, Iterable) or isinstance(where, str):
        return ""
    names = ".".join(str(each)[:40] for each in islice(where, 6))
    return f"{names}: " if names else ""
