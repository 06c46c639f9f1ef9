"""Reads the text of a PDF in a process of its own: `python -m vidol.mind.knowledge.pdf_pages`.

A PDF comes from anywhere, and a small one can ask for any amount of time and memory. Here both are
limited by the system, and a show that reads one goes on meanwhile. The document comes on standard
input; what is found is written to standard output as JSON: {"pages": [...]} or {"fault": "..."}.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

from vidol.mind.knowledge.columns import in_order

MAX_PAGES: Final = 1_000
PAGE_SECONDS: Final = 10
"""Of processor time for one page: an ordinary one takes a fiftieth of one."""
DOCUMENT_SECONDS: Final = 120
"""Of processor time for a document."""
MEMORY: Final = 2 << 30
"""Bytes of address space."""
MAX_CHARACTERS: Final = 4_000_000

# What pypdf lets through of broken files, besides its own errors.
_BROKEN: Final = (
    ArithmeticError, AttributeError, ImportError, LookupError, NotImplementedError, OSError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip


class _TooLongError(Exception):
    """A page took longer than PAGE_SECONDS."""


def main() -> None:
    """Read standard input, write standard output."""
    _limit()
    try:
        found = read(sys.stdin.buffer.read())
    except MemoryError:
        found = {"fault": "memory"}
    sys.stdout.buffer.write(json.dumps(found).encode())


def _limit() -> None:
    """Have the system end this process when it takes too much."""
    try:
        import resource
    except ImportError:  # Windows: whoever waits for the answer stops waiting
        return
    for what, wanted in (
        (resource.RLIMIT_CPU, DOCUMENT_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        _, hard = resource.getrlimit(what)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(what, (most, hard))
        except (OSError, ValueError):  # macOS knows no limit of the address space
            continue


def read(data: bytes) -> dict[str, Any]:
    """The text of each page, or what is wrong with the document."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[str] = []
    characters = 0
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "locked"}
        count = len(reader.pages)
        if count > MAX_PAGES:
            return {"fault": "pages", "count": count}
        for page in reader.pages:
            with _soon():
                pages.append(_text(page))
            characters += len(pages[-1])
            if characters > MAX_CHARACTERS:
                return {"fault": "page", "page": len(pages)}
    except _TooLongError:
        return {"fault": "page", "page": len(pages) + 1}
    except DependencyError:
        return {"fault": "cipher"}
    except (PyPdfError, *_BROKEN) as error:
        return {"fault": "broken", "error": type(error).__name__}
    return {"pages": pages}


@contextmanager
def _soon() -> Iterator[None]:
    """Raises _TooLongError in what takes too much of the processor; where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: object) -> None:
        raise _TooLongError

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _text(page: Any) -> str:
    """The text of a page in the order in which it is read."""
    text: str = page.extract_text()
    if text.count("\n") < 4:
        return text
    try:
        grid = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        columns = in_order(grid.split("\n"))
    except _BROKEN:  # fonts without widths and the like: the page is read as it was written
        return text
    return text if columns is None else "\n".join(columns)


if __name__ == "__main__":
    main()
