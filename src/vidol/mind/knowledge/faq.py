"""FAQs: questions with their answers, as CSV or Markdown.

CSV has a header. ``question`` and ``answer`` are required; ``language`` (zh, ja, en), ``action`` (a
name of vidol.core.acts) and ``topic`` are optional. Several phrasings share an answer by ``|``
within a cell or by repeated rows; rows of one ``topic`` in several languages are translations of
each other.

Markdown: ``## How much is it? | What does it cost?`` and the answer below, which may start with
``[happy]``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vidol.core.acts import ACTS
from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.core.speech import LANGUAGES, Language
from vidol.mind.knowledge.model import Answer, Entry
from vidol.mind.normalise import fold
from vidol.text.cleaning import MESSAGE
from vidol.text.language import identify

COLUMNS: Final = ("question", "answer", "language", "action", "topic")
MAX_ANSWER: Final = 4_000
MAX_QUESTIONS: Final = 20_000
_COLUMN_NAMES: Final[Mapping[str, str]] = {
    "问题": "question", "提问": "question", "質問": "question", "問い": "question",
    "問題": "question",
    "答案": "answer", "回答": "answer", "答え": "answer", "语言": "language", "語言": "language",
    "言語": "language",
    "动作": "action", "動作": "action", "アクション": "action", "主题": "topic", "話題": "topic",
    "トピック": "topic",
}  # fmt: skip
_HEADING: Final = re.compile(r"^##\s+(.+?)\s*#*$", re.MULTILINE)
_DIRECTION: Final = re.compile(r"^\[([a-z]+)\]\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a FAQ: phrasings, an answer, and where it stands in its file."""

    questions: tuple[str, ...]
    answer: str
    language: Language | None
    action: str
    topic: str
    source: str
    line: int


def read_csv(text: str, name: str) -> list[Row]:
    """The rows of a FAQ in CSV (separated by commas, semicolons or tabs). Raises InputError naming
    file and line.
    """
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        columns = _columns(next(reader, []), name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(columns):
                    raise InputError(
                        f"{name}, line {reader.line_num}, has {len(cells)} cells for {len(columns)}"
                        ' columns: put an answer that contains the separator in "double quotes".'
                    )
                rows.append(_row(dict(zip(columns, cells, strict=False)), name, reader.line_num))
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


def _columns(header: list[str], name: str) -> list[str]:
    columns = [_COLUMN_NAMES.get(cell.strip(), cell.strip().lower()) for cell in header]
    for column in columns:
        if column not in COLUMNS:
            hint = suggestion(column, COLUMNS, "the columns of a FAQ are")
            raise InputError(f"{name} has a column '{column[:40]}' in its first line; {hint}")
    for needed in ("question", "answer"):
        if columns.count(needed) != 1:
            raise InputError(
                f"{name} needs one column '{needed}' in its first line, for example "
                " question,answer,language,action."
            )
    return columns


def _row(cells: Mapping[str, str], name: str, line: int) -> Row:
    where = f"{name}, line {line},"
    questions = tuple(
        part.strip() for part in re.split(r"[|｜]", cells.get("question", "")) if part.strip()
    )
    answer = cells.get("answer", "").strip()
    language, action = (
        cells.get("language", "").strip().lower(),
        cells.get("action", "").strip().lower(),
    )
    if not questions or not answer:
        raise InputError(
            f"{where} lacks its {'answer' if questions else 'question'}: fill in the cell or remove"
            " the row."
        )
    _check(where, questions, answer, action)
    if language and language not in LANGUAGES:
        raise InputError(
            f"{where} has the language '{language[:20]}', but vidol speaks {', '.join(LANGUAGES)}:"
            " correct it or leave the cell empty."
        )
    return Row(
        questions, answer, language or None, action, cells.get("topic", "").strip(), name, line
    )


def _check(where: str, questions: Iterable[str], answer: str, action: str) -> None:
    longest = max(map(len, questions))
    if longest > MESSAGE or len(answer) > MAX_ANSWER:
        raise InputError(
            f"{where} is too long: a question may have {MESSAGE} characters (here {longest}),"
            f" an answer {MAX_ANSWER} (here {len(answer)})."
        )
    if action and action not in ACTS:
        hint = suggestion(action, ACTS, "actions are")
        raise InputError(
            f"{where} has the action '{action[:40]}', which no character knows; {hint}"
        )


def read_markdown(text: str, name: str) -> list[Row]:
    """The rows of a FAQ in Markdown. Raises InputError naming file and line."""
    found = list(_HEADING.finditer(text))
    if not found:
        raise InputError(
            f"{name} holds no questions: write each as a heading  ## Question?  with its answer"
            " below."
        )
    rows: list[Row] = []
    for heading, following in zip(found, [*found[1:], None], strict=True):
        line = text.count("\n", 0, heading.start()) + 1
        body = text[heading.end() : following.start() if following else len(text)].strip()
        direction = _DIRECTION.match(body)
        rows.append(
            _row(
                {
                    "question": heading.group(1),
                    "answer": " ".join(body[direction.end() if direction else 0 :].split()),
                    "action": direction.group(1) if direction else "",
                },
                name,
                line,
            )
        )
    return rows


def entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """Rows joined to entries: by topic where one is given, else by equal answers. Raises InputError
    when there are too many.
    """
    questions: dict[str, dict[str, Language]] = {}
    answers: dict[str, dict[str, Answer]] = {}
    for row in rows:
        language = row.language or identify(" ".join(row.questions), identify(row.answer))
        topic = row.topic or fold(row.answer)
        for question in row.questions:
            questions.setdefault(topic, {}).setdefault(question, language)
        # What an answer is written in may differ from what the question is: "Discord在哪" may have
        # an English answer.
        spoken = row.language or identify(row.answer, language)
        answers.setdefault(topic, {}).setdefault(
            row.answer, Answer(row.answer, spoken, row.action, row.source)
        )
    count = sum(map(len, questions.values()))
    if count > MAX_QUESTIONS:
        raise InputError(
            f"The FAQ holds {count} questions; {MAX_QUESTIONS} is the most a character can learn:"
            " leave some out."
        )
    return tuple(
        Entry(topic, tuple(questions[topic].items()), tuple(answers[topic].values()))
        for topic in questions
    )
