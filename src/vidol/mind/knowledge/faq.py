"""FAQs: questions with their answers, as CSV or Markdown.

CSV (faq_csv.py) has a header. ``question`` and ``answer`` are required; ``language`` (zh, ja, en),
``action`` (a name of vidol.core.acts) and ``topic`` are optional. Several phrasings share an answer
by ``|`` within a cell or by repeated rows; rows of one ``topic`` in several languages are
translations of each other.

Markdown: ``## How much is it? | What does it cost?`` and the answer below, which may start with
``[happy]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vidol.core.acts import ACTS
from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.core.speech import LANGUAGES, Language
from vidol.mind.knowledge.entries import Answer, Entry
from vidol.mind.knowledge.markdown import Line, heading, lines, of_lines, words
from vidol.mind.normalise import fold
from vidol.text.cleaning import MESSAGE, unwrapped
from vidol.text.language import identify

COLUMNS: Final = ("question", "answer", "language", "action", "topic")
MAX_ANSWER: Final = 4_000
MAX_QUESTIONS: Final = 20_000
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


def row_of(cells: Mapping[str, str], name: str, line: int) -> Row:
    """A row by the names of its columns. Raises InputError naming file and line."""
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
    rows: list[Row] = []
    asked, line, body = "", 0, list[Line]()
    for number, each in enumerate([*lines(text), Line("# ")], 1):
        level, title = heading(each)
        if level not in (1, 2):
            body.append(each)
            continue
        if asked:
            rows.append(_of_section(asked, body, name, line))
        asked, line, body = words(title) if level == 2 else "", number, []
    if not rows:
        raise InputError(
            f"{name} holds no questions: write each as a heading  ## Question?  with its answer"
            " below."
        )
    return rows


def _of_section(asked: str, body: list[Line], name: str, line: int) -> Row:
    """The row of a heading and what stands below it."""
    first = next((i for i, each in enumerate(body) if each.text.strip()), len(body))
    direction = None if not body[first:] else _DIRECTION.match(body[first].text.lstrip())
    if direction:
        rest = body[first].text.lstrip()[direction.end() :]
        body = [Line(rest), *body[first + 1 :]]
    said: list[str] = []
    above = ""
    for block in of_lines(body):
        said += [block.text] if block.heading == above else [block.heading, block.text]
        above = block.heading
    action = direction[1] if direction else ""
    return row_of(
        {"question": asked, "answer": unwrapped("\n".join(said)), "action": action}, name, line
    )


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
