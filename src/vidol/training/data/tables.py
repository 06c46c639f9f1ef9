"""Tables of labels, CSV or JSON lines, read line by line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.training.data.labels import FILE_KEYS, Fields, fields_of

NAMES: Final = tuple(
    f"{stem}{suffix}" for stem in ("labels", "metadata", "tags") for suffix in (".csv", ".jsonl")
)
"""A table with one of these names, at the top of the folder or the zip, is taken without being
asked for.
"""
ENCODING: Final = "utf-8-sig"
_LONGEST: Final = 1 << 20
"""Characters of a line."""


def lines(text: TextIO, where: str) -> Iterator[tuple[str, Fields]]:
    """The name of a picture and what is said of it, for each line. `where` names the table and, by
    its ending, its kind.

    Raises InputError naming the line that is wrong: a table that is half read would label pictures
    wrongly without anybody noticing.
    """
    number = 0
    try:
        for number, line in _rows(text, where):
            fields = fields_of(line)
            key = next((key for key in FILE_KEYS if isinstance(fields.get(key), str)), None)
            if key is None:
                raise InputError(
                    f"{where}, line {number}: it names no picture; the column is called"
                    f" {', '.join(FILE_KEYS[:-1])} or {FILE_KEYS[-1]}."
                )
            name = str(fields.pop(key)).replace("\\", "/")
            while name.startswith("./"):
                name = name[2:]
            yield name, fields
    except UnicodeDecodeError as error:
        raise InputError(
            f"{where}, after line {number}: it is not UTF-8; save the table as UTF-8."
        ) from error
    except (ValueError, csv.Error, RecursionError) as error:
        raise InputError(f"{where}, about line {number + 1}: {error}.") from error


def _rows(text: TextIO, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if where.lower().endswith(".jsonl"):
        number = 0
        while line := text.readline(_LONGEST):
            number += 1
            if len(line) == _LONGEST:
                raise ValueError("the line is longer than a mebibyte")
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except RecursionError as error:
                raise ValueError("the line is nested too deeply") from error
            if not isinstance(found, dict):
                raise ValueError("a line must be an object")  # noqa: TRY004 - of the file, not of the program
            yield number, found
        return
    head = text.readline(_LONGEST)
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(text, delimiter=delimiter)
    names = next(csv.reader([head], delimiter=delimiter), [])
    for row in reader:
        if len(row) > len(names):
            raise ValueError(f"the line has {len(row)} values, the head names {len(names)}")
        if any(row):
            yield reader.line_num + 1, dict(zip(names, row, strict=False))


def opened(path: Path) -> TextIO:
    """A table on disk. Raises InputError for another kind than .csv and .jsonl, and when it cannot
    be read.
    """
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise InputError(f"{path} is no table of labels: its name must end in .csv or .jsonl.")
    try:
        return regular(path).open(encoding=ENCODING, newline="")
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from error
