"""Running what typer has read, with its usage errors in one sentence each,
as all errors here are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer
from typer.main import get_command

from vidol.core.errors import InputError
from vidol.core.nearest import nearest

# The ancestor of all usage errors, wherever this version of typer has it from. They are told apart
# by their names below, for the same reason.
_UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[1]
_TOO_MANY: Final = re.compile(r"extra arguments?(?:\(s\))? \((.*)\)")


def invoke(app: typer.Typer, words: Sequence[str], name: str) -> int:
    """Run a command with the words behind its name; returns the exit code. Raises InputError for
    words that are none of the command's, KeyboardInterrupt when it is interrupted.
    """
    command = get_command(app)
    try:
        code = command.main(list(words), prog_name=name, standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _UsageError as error:
        raise InputError(_sentence(error, name, list(_options(command)))) from None
    return code if isinstance(code, int) else 0


def _sentence(error: Any, name: str, options: Sequence[str]) -> str:
    """What is wrong with the words, and what to do."""
    kind, param = type(error).__name__, getattr(error, "param", None)
    help_ = f"`{name} --help` explains it."
    if kind == "NoSuchOption":
        near = nearest(error.option_name, options)
        hint = f"did you mean '{near}'?" if near else f"`{name} --help` lists them."
        return f"'{error.option_name}' is not an option of {name}; {hint}"
    if kind == "MissingParameter" and param is not None:
        return f"{_called(param)} is missing behind {name}; {help_}"
    said = " ".join(str(error.message).split()).rstrip(".")
    # pydantic's own words around what it says
    said = re.sub(r"^value error, |, unable to parse .*", "", said, flags=re.IGNORECASE)
    too_many = _TOO_MANY.search(said)
    if too_many:
        return f"'{too_many[1]}' is more than {name} takes; {help_}"
    if param is None:
        return f"{said}; {help_}"
    return f"{_called(param)} cannot be that: {said[:1].lower()}{said[1:]}; {help_}"


def _called(param: Any) -> str:
    """How a person writes a parameter: --size, or BUNDLE."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper())


def _options(command: Any) -> Iterator[str]:
    yield "--help"
    for param in command.params:
        for option in (*param.opts, *param.secondary_opts):
            if option.startswith("-"):
                yield option
