"""The knowledge folder: which file is read how, within which bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from vidol.core.errors import InputError
from vidol.core.files import MIB, is_left_behind, read_files
from vidol.mind.knowledge import documents, faq, faq_csv
from vidol.mind.knowledge.blocks import Block
from vidol.mind.knowledge.entries import Entry, Passage
from vidol.mind.knowledge.html import of_html
from vidol.mind.knowledge.markdown import of_markdown
from vidol.mind.knowledge.pdf import of_pdf
from vidol.text.encodings import decode

MAX_FILES: Final = 500
MAX_BYTES: Final = 64 * MIB
MAX_TEXT_BYTES: Final = 8 * MIB
MAX_PDF_BYTES: Final = 32 * MIB
MAX_PASSAGES: Final = 20_000
_DOCUMENTS: Final[Mapping[str, Callable[[bytes, str], Iterator[Block]]]] = {
    ".md": lambda data, name: of_markdown(decode(data, name)),
    ".markdown": lambda data, name: of_markdown(decode(data, name)),
    ".txt": lambda data, name: documents.of_text(decode(data, name)),
    ".html": of_html,
    ".htm": of_html,
    ".pdf": of_pdf,
}
_TABLES: Final = (".csv", ".tsv")
SUFFIXES: Final = (*_TABLES, *_DOCUMENTS)
"""The kinds of files that knowledge is made of."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder and its subfolders by name, for `read_files_of` or for a bundle; hidden
    ones and what systems and editors leave behind are left out.

    Raises InputError, naming the file and the way out, for a missing folder, a file of another kind
    or too large, and a link that leads out of the folder.
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder} is not a folder: knowledge is a folder with a faq.csv, texts, PDF or HTML"
            " files."
        )
    return read_files(
        folder,
        accept=_check_kind,
        files=MAX_FILES,
        size=MAX_BYTES,
        hint="keep what viewers ask about",
    )


def read_files_of(
    files: Mapping[str, bytes],
) -> tuple[tuple[Entry, ...], tuple[Passage, ...]]:
    """The entries and passages of files by name, as read_folder gives them.

    Raises InputError, naming the file and the way out, for whatever the format of a file finds
    wrong.
    """
    rows: list[faq.Row] = []
    passages: list[Passage] = []
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BYTES:
        raise InputError(
            f"The knowledge holds more than {MAX_FILES} files or {MAX_BYTES // MIB} MiB: keep what"
            " viewers ask about."
        )
    for name, data in sorted(files.items()):
        if is_left_behind(name):
            continue
        suffix = _check_kind(name, len(data))
        if suffix in _TABLES:
            rows += faq_csv.read_csv(decode(data, name), name)
        elif suffix in (".md", ".markdown") and "faq" in PurePosixPath(name).name.lower():
            rows += faq.read_markdown(decode(data, name), name)
        else:
            passages += documents.passages(_DOCUMENTS[suffix](data, name), name)
        if len(passages) > MAX_PASSAGES:
            raise InputError(
                f"{name} brings the documents to more than {MAX_PASSAGES:,} passages: keep what"
                " viewers ask about."
            )
    return faq.entries(rows), tuple(passages)


def _check_kind(name: str, size: int) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{name} is of a kind that knowledge cannot be read from: save it as one of"
            f" {', '.join(SUFFIXES)}, or remove it."
        )
    limit = MAX_PDF_BYTES if suffix == ".pdf" else MAX_TEXT_BYTES
    if size > limit:
        raise InputError(
            f"{name} has {size // MIB} MiB; {limit // MIB} MiB is the most for a {suffix} file:"
            " split it."
        )
    if size == 0:
        raise InputError(f"{name} is empty: write something into it or remove it.")
    return suffix
