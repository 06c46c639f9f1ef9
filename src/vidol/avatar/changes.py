"""Changing a model's fields by name, as `vidol edit --look hair=#804020` and
`with_look(hair="#804020")` do.

Turns pydantic's reports into one sentence that names the field, the value, what would be right and
the nearest valid choice. Knows no particular model.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from vidol.core.errors import InputError
from vidol.core.nearest import suggestion

Model = TypeVar("Model", bound=BaseModel)


def revised(model: Model, changes: Mapping[str, object], what: str) -> Model:
    """A copy of `model` with the named fields changed. `what` opens the sentence of errors: "the
    look".

    Raises InputError for a field that does not exist or a value that it cannot take.
    """
    return validated(type(model), {**model.model_dump(), **changes}, what)


def validated(kind: type[Model], fields: Mapping[str, object], what: str) -> Model:
    """``kind.model_validate(fields)``, with InputError instead of pydantic's.

    Never strict, whatever `kind` says: fields come as the words of a command line or as JSON, which
    has no tuples.
    """
    try:
        return kind.model_validate(dict(fields), strict=False)
    except ValidationError as error:
        raise InputError(explained(error, kind, what)) from error


def parsed(kind: type[BaseModel], assignments: Iterable[str], what: str) -> dict[str, object]:
    """``["hair=#804020", "accessories=glasses,halo"]`` as fields: a list where the field of `kind`
    holds several values.

    Raises InputError for a word without "=".
    """
    fields: dict[str, object] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise InputError(
                f"'{assignment}' changes nothing in {what}: write it as name=value, as in "
                f" {_example(kind)}."
            )
        name = name.strip()
        field = kind.model_fields.get(name)
        several = field is not None and get_origin(field.annotation) in {
            tuple,
            list,
            set,
            frozenset,
        }
        fields[name] = (
            [part.strip() for part in value.split(",") if part.strip()]
            if several
            else value.strip()
        )
    return fields


def explained(error: ValidationError, kind: type[BaseModel], what: str) -> str:
    """The first fault of a validation as one sentence."""
    fault = error.errors(include_url=False)[0]
    place = [str(part) for part in fault["loc"]]
    name, value = ".".join(place) or what, fault.get("input")
    if fault["type"] == "extra_forbidden":
        return f"{_capital(what)} has no '{name}'; {suggestion(place[-1], kind.model_fields)}"
    if fault["type"] == "missing":
        return f"{_capital(what)} lacks '{name}'; add it."
    if fault["type"] == "value_error":
        return (
            f"{_capital(what)}{'' if name == what else f' cannot have {name}={_short(value)}'}:"
            f" {fault['ctx']['error']}."
        )
    choices = _choices(kind, place)
    if choices and isinstance(value, str):
        return f"{_capital(what)} cannot have {name}={value}; {suggestion(value, choices)}"
    return (
        f"{_capital(what)} cannot have {name}={_short(value)}:"
        f" {fault['msg'][:1].lower()}{fault['msg'][1:]}."
    )


def _short(value: object) -> str:
    return repr(value) if len(repr(value)) < 80 else repr(value)[:77] + "..."


def _choices(kind: type[BaseModel], place: list[str]) -> list[str]:
    """The words that a Literal field allows, looking through optional and sequence types; none for
    other fields.
    """
    field = kind.model_fields.get(place[0]) if place else None
    pending: list[Any] = [field.annotation] if field else []
    words: list[str] = []
    while pending:
        annotation = pending.pop()
        if get_origin(annotation) is Literal:
            words += [str(word) for word in get_args(annotation)]
        elif get_origin(annotation) in {tuple, list, set, frozenset, Union, types.UnionType}:
            pending += [part for part in get_args(annotation) if part is not Ellipsis]
    return words


def _example(kind: type[BaseModel]) -> str:
    name, field = next(iter(kind.model_fields.items()))
    return f"{name}={field.get_default() if not field.is_required() else '...'}"


def _capital(what: str) -> str:
    return what[:1].upper() + what[1:]
