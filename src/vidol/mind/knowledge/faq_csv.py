"""FAQs as tables, the way spreadsheets write them.

A first line may say the separator (``sep=;``), empty lines and a title may stand above the header,
columns may be empty or of the creator's own, and what the columns are called may be short (Q, A) or
Chinese or Japanese.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vidol.core.errors import InputError
from vidol.core.nearest import nearest, suggestion
from vidol.core.unicode import folded
from vidol.mind.knowledge.faq import COLUMNS, Row, row_of

_SEPARATORS: Final = ",;\t"
_SAID: Final = re.compile(r"\"?sep=(.|\\t)\"?[,;\t]*\s*")
_ABOVE: Final = 10
"""Lines that may stand above the header."""
_LONGEST_NAME: Final = 40
_NAMES: Final[Mapping[str, str]] = {
    name: column
    for column, names in {
        "question": "question questions q query queries ask asks phrasing phrasings 问题 提问 问句"
                    " 问 問 問題 提問 質問 質問文 問い",
        "answer": "answer answers a reply replies response responses 答案 回答 回复 答复 答 回覆"
                  " 答覆 答え 回答文",
        "language": "language languages lang 语言 語言 言語",
        "action": "action actions 动作 動作 アクション",
        "topic": "topic topics 主题 主題 話題 トピック",
    }.items()
    for name in names.split()
}  # fmt: skip
_LANGUAGES: Final[Mapping[str, str]] = {
    name: language
    for language, names in {
        "zh": "zh cn chinese 中文 汉语 漢語 华语 普通话 国语 简体中文 繁體中文 中国語",
        "ja": "ja jp japanese 日文 日语 日語 日本語",
        "en": "en english 英文 英语 英語",
    }.items()
    for name in names.split()
}  # fmt: skip


def read_csv(text: str, name: str) -> list[Row]:
    """The rows of a FAQ in CSV (separated by commas, semicolons or tabs). Raises InputError naming
    file and line.
    """
    said = _SAID.fullmatch(text.split("\n", 1)[0])
    # The line stays a line, so that the numbers of the others are right.
    body = text[said.end() :] if said else text
    separator = said[1].replace("\\t", "\t") if said else _separator(body)
    reader = csv.reader(io.StringIO(body), delimiter=separator, strict=True)
    try:
        rows = list(_rows(reader, name, above=1 if said and not body.startswith("\n") else 0))
    except csv.Error as error:
        raise InputError(
            f"{name}, line {reader.line_num}, is not sound CSV ({error}): close its quotes, or"
            " write quotes inside as two."
        ) from error
    if not rows:
        raise InputError(
            f"{name} holds no questions: below its header it needs rows with a question and an"
            " answer."
        )
    return rows


def _separator(text: str) -> str:
    """What parts the cells of the first line that holds anything."""
    lines = text.split("\n", _ABOVE)[:_ABOVE]
    header = next((line for line in lines if _is_header(line)), None)
    header = header or next((line for line in lines if line.strip(f"{_SEPARATORS} ")), "")
    return max(_SEPARATORS, key=header.count)


def _is_header(line: str) -> bool:
    """Whether a line holds the names of the two columns that a FAQ needs, however parted."""
    names = {_column(cell) for cell in re.split(f"[{_SEPARATORS}]", line)}
    return {"question", "answer"} <= names


def _rows(reader: Iterator[list[str]], name: str, above: int) -> Iterator[Row]:
    """The rows below the header; `above` lines were taken before the reader's first."""
    header: list[str] | None = None
    passed: list[list[str]] = []
    for cells in reader:
        line = reader.line_num + above  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            names = [_column(cell) for cell in cells]
            if {"question", "answer"} <= set(names):
                header = _checked(names, name)
            elif len(passed) == _ABOVE:
                break
            else:
                passed.append(cells)
        elif row := _row(cells, header, name, line):
            yield row
    if header is None:
        _checked([_column(cell) for cell in (passed or [[]])[0]], name)


def _column(cell: str) -> str:
    """What a column is, by its cell in the header; its own name where that is none of a FAQ's."""
    bare = folded(cell.strip()[: _LONGEST_NAME + 1]).strip(" \"':*\u200b\ufeff")
    return _NAMES.get(bare, bare)


def _checked(names: Sequence[str], name: str) -> list[str]:
    """The columns of a header. Raises InputError where one is missing or may be misspelt."""
    for column in names:
        near = nearest(column, COLUMNS) if column and column not in COLUMNS else None
        if near and near not in names:
            hint = suggestion(column, COLUMNS)
            raise InputError(
                f"{name} has a column '{column[:_LONGEST_NAME]}' in its first line; {hint}"
            )
    for needed in ("question", "answer"):
        if names.count(needed) != 1:
            raise InputError(
                f"{name} needs one column '{needed}' in its first line, for example "
                " question,answer,language,action."
            )
    return list(names)


def _row(cells: Sequence[str], header: Sequence[str], name: str, line: int) -> Row | None:
    """The row of a line; None where neither question nor answer stands in it."""
    nameless = [cell for cell in cells[len(header) :] if cell.strip()]
    nameless += [cell for column, cell in zip(header, cells, strict=False) if not column and cell]
    if any(cell.strip() for cell in nameless):
        raise InputError(
            f"{name}, line {line}, has {len(cells)} cells for {sum(map(bool, header))}"
            ' columns: put an answer that contains the separator in "double quotes".'
        )
    held: dict[str, str] = {}
    for column, cell in zip(header, cells, strict=False):
        held.setdefault(column, cell.strip())
    if not held.get("question") and not held.get("answer"):
        return None
    spoken = folded(held.get("language", ""))
    first = re.split(r"[-_ (（]", spoken, maxsplit=1)[0]
    held["language"] = _LANGUAGES.get(spoken) or _LANGUAGES.get(first) or spoken
    return row_of(held, name, line)
