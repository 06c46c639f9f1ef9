"""PDFs as blocks: the text layer, page by page, without running heads and page numbers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from vidol.core.errors import InputError
from vidol.mind.knowledge.blocks import Block
from vidol.mind.knowledge.documents import of_text
from vidol.mind.knowledge.pdf_pages import MAX_PAGES

_PATIENCE: Final = 600.0
"""Seconds on the clock for a document, on a machine that has other things to do as well."""
_EDGE: Final = 2
"""Rows at a page's top and bottom among which running heads are looked for."""
_REPEATED: Final = 0.3
"""Share of a document's pages that carry a running head: even and odd pages may have their own."""
_NUMBER: Final = re.compile(
    r"(?:page|p\.|seite|第)?\s?[-–—]?\s?#\s?(?:(?:/|of|／)\s?#)?\s?[-–—]?\s?(?:页|頁|ページ)?",
    re.IGNORECASE,
)


def of_pdf(data: bytes, name: str) -> Iterator[Block]:
    """The text layer of a PDF, page by page. Raises InputError for one that is locked, broken,
    pictures only, or takes too long.
    """
    found = False
    for number, text in enumerate(without_heads(_pages(data, name)), 1):
        for block in of_text(text):
            found = True
            yield Block(block.text, "", number)
    if not found:
        raise InputError(
            f"{name} contains no text, only pictures of it: run text recognition on it, or save its"
            " text as .txt."
        )


def _pages(data: bytes, name: str) -> list[str]:
    """The text of each page, as a process of its own reads it."""
    # -P: what lies in the folder where vidol was started is not imported.
    command = [sys.executable, "-P", "-m", "vidol.mind.knowledge.pdf_pages"]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_PATIENCE, check=False
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:  # ended by the system, or by us
        raise _refused(name, {"fault": "slow"}) from error
    if "pages" not in found:
        raise _refused(name, found)
    pages: list[str] = found["pages"]
    return pages


def _refused(name: str, found: dict[str, Any]) -> InputError:
    fault = found["fault"]
    if fault == "locked":
        return InputError(f"{name} is locked with a password: save a copy without one.")
    if fault == "pages":
        return InputError(
            f"{name} has {found['count']} pages; {MAX_PAGES} is the most that is read: split it."
        )
    if fault == "cipher":
        return InputError(
            f"{name} is encrypted in a way that needs the package cryptography: save a copy without"
            " protection, or install vidol again."
        )
    if fault == "broken":
        return InputError(
            f"{name} is not a PDF that can be read ({found['error']}): export it again, or save its"
            " text as .txt."
        )
    what = f"page {found['page']} of it takes" if fault == "page" else "it takes"
    return InputError(
        f"{name} cannot be read: {what} more time or memory than any ordinary text does. Export it"
        " again, or save its text as .txt."
    )


def without_heads(pages: Sequence[str]) -> list[str]:
    """The pages without the rows that stand at the edge of page after page, numbers aside, and
    without page numbers.
    """
    rows = [page.split("\n") for page in pages]
    seen: Counter[str] = Counter()
    for page in rows:
        edges = [_form(page[i]) for i in _edges(page)]
        seen.update(set(edges))
    least = max(3, _REPEATED * len(pages))
    out: list[str] = []
    for page in rows:
        gone = {i for i in _edges(page) if _is_head(_form(page[i]), seen, least, len(pages))}
        out.append("\n".join(row for i, row in enumerate(page) if i not in gone))
    return out


def _edges(page: Sequence[str]) -> list[int]:
    """The places of the first and the last rows of a page that hold anything."""
    held = [i for i, row in enumerate(page) if row.strip()]
    return sorted({*held[:_EDGE], *held[-_EDGE:]})


def _form(row: str) -> str:
    """A row as it is compared: any number is like any other."""
    return re.sub(r"\d+", "#", " ".join(row.split()))


def _is_head(form: str, seen: Counter[str], least: float, pages: int) -> bool:
    if pages > 1 and "#" in form and _NUMBER.fullmatch(form):
        return True
    return seen[form] >= least
