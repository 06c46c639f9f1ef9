"""A model of what can be asked (vidol.training.options) as the options of a command.

Types, bounds, choices, defaults and words come from the model, and only the model judges what was
typed: here strings become a model. What was not typed is not set, so that whoever gets the model
can tell what was asked for from what is usual.
"""

from __future__ import annotations

import shutil
import textwrap
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.training.options import Argument, Flag, OneOf, Options, Rare, built

Mark = TypeVar("Mark")
_BY_NAME: Final = "by_name"
_METAVARS: Final[dict[Any, str]] = {int: "NUMBER", float: "NUMBER", Path: "PATH"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a model, or of a model in it."""

    name: str
    field: FieldInfo
    within: tuple[str, ...]
    """The fields that lead to it."""
    kind: Any
    """Its type; of several values that of one."""
    several: bool
    marks: tuple[Any, ...]
    """What it is annotated with."""

    def mark(self, kind: type[Mark]) -> Mark | None:
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)

    @property
    def flags(self) -> tuple[str, ...]:
        """How it is called on the command line."""
        flag = self.mark(Flag)
        names = flag.names if flag else ("--" + self.name.replace("_", "-"),)
        if self.kind is bool and self.field.default is None:  # asked for, refused, or left open
            return (f"{names[0]}/--no-{names[0].removeprefix('--')}", *names[1:])
        return names


def command(model: type[Options], run: Callable[[Any], None]) -> Callable[..., None]:
    """A function as typer takes it, that makes a `model` of what was typed and runs with it."""
    asked = list(_fields(model))

    def called(**typed: Any) -> None:
        run(_made(model, asked, typed))

    parameters = [_parameter(one) for one in asked if not one.mark(Rare)]
    if rare := [one for one in asked if one.mark(Rare)]:
        parameters.append(_by_name(rare))
    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # what typer asks for
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def choices(model: type[Options]) -> str:
    """The names that options take, each with what it means, for the end of a help."""
    return "\n\n".join(
        _listed(one.flags[0], choice.table) for one in _fields(model) if (choice := one.mark(OneOf))
    )


def _listed(flag: str, table: Mapping[str, Any]) -> str:
    width = max(map(len, table)) + 4
    rows = [
        textwrap.fill(
            str(meaning),
            min(80, shutil.get_terminal_size().columns) - 2,
            initial_indent=f"  {name}".ljust(width),
            subsequent_indent=" " * width,
        )
        for name, meaning in table.items()
    ]
    return "\n".join(("\b", f"{flag}:", *rows))  # \b: the lines stay as they are


# ---- a model's fields


def _fields(model: type[Options], within: tuple[str, ...] = ()) -> Iterator[Asked]:
    for name, field in model.model_fields.items():
        kind, several, marks = _taken_apart(field.annotation)
        if isinstance(kind, type) and issubclass(kind, Options):
            yield from _fields(kind, (*within, name))
        else:
            yield Asked(name, field, within, kind, several, (*field.metadata, *marks))


def _taken_apart(annotation: Any) -> tuple[Any, bool, list[Any]]:
    """Of `tuple[Annotated[str, OneOf(...)], ...] | None`: str,
    that there are several, the marks.
    """
    several, marks = False, []
    while origin := get_origin(annotation):
        if origin is Annotated:
            annotation, *found = get_args(annotation)
            marks += found
        elif origin in (Union, types.UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        else:
            several, annotation = True, get_args(annotation)[0]
    return annotation, several, marks


# ---- as parameters


def _parameter(asked: Asked) -> Parameter:
    info: Any
    if asked.mark(Argument):
        info = typer.Argument(metavar=asked.name.upper(), help=_words(asked), show_default=False)
    else:
        flag = asked.mark(Flag)
        info = typer.Option(
            *asked.flags,
            metavar=None if asked.kind is bool else _metavar(asked),
            help=_words(asked),
            show_default=False,
            envvar=flag.environment if flag else None,
        )
    kind: Any = asked.kind if asked.kind in (bool, Path) else str
    kind = list[kind] if asked.several else kind
    needed = asked.field.is_required()
    return Parameter(
        asked.name,
        Parameter.KEYWORD_ONLY,
        default=Parameter.empty if needed else None,
        annotation=Annotated[kind if needed else kind | None, info],
    )


def _by_name(rare: Sequence[Asked]) -> Parameter:
    """`-O name=value`."""
    each = "; ".join(f"{one.name}: {_words(one)}" for one in rare)
    info = typer.Option(
        "-O", metavar="NAME=VALUE", help=f"What is rarely asked for. {each}", show_default=False
    )
    return Parameter(
        _BY_NAME,
        Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[list[str] | None, info],
    )


def _metavar(asked: Asked) -> str:
    choice = asked.mark(OneOf)
    return "|".join(choice.table) if choice else _METAVARS.get(asked.kind, "TEXT")


def _words(asked: Asked) -> str:
    """What a field is for, with its bounds and its default."""
    extra = [*_bounds(asked)]
    default = asked.field.default
    usual = not asked.field.is_required() and asked.kind is not bool
    if usual and default not in (None, "", ()):
        shown = ", ".join(default) if asked.several else default
        extra.append(f"default: {shown}")
    words = asked.field.description or ""
    return f"{words} [{'; '.join(extra)}]" if extra else words


def _bounds(asked: Asked) -> Iterator[str]:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    for name, said in words.items():
        bound = next((getattr(mark, name) for mark in asked.marks if hasattr(mark, name)), None)
        if bound is not None:
            yield f"{said} {bound}"


# ---- back to a model


def _made(model: type[Options], asked: Sequence[Asked], typed: dict[str, Any]) -> Options:
    """Raises InputError for what is not known or judged wrong by the model."""
    by_name = _named(asked, typed.pop(_BY_NAME, None) or ())
    given = {name: value for name, value in {**typed, **by_name}.items() if _said(value)}
    return built(model, given)


def _said(value: Any) -> bool:
    return value is not None and value != []


def _named(asked: Sequence[Asked], words: Sequence[str]) -> dict[str, str]:
    """What `-O name=value` said."""
    known, given = [one.name for one in asked], {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.replace("-", "_")
        if not equals:
            raise InputError(f"-O {word} says no value: write -O {word}=VALUE.")
        if name not in known:
            hint = suggestion(name, known, "there are")
            raise InputError(f"-O {word}: '{name}' is no option; {hint}")
        given[name] = value
    return given
