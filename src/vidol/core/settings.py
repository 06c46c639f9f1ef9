"""Settings by name: the pydantic model in which a plug-in says what of its part can be chosen,
changed as `vidol edit --set face.hair=#804020` and ``with_look(hair="#804020")`` do.

Turns pydantic's reports into one sentence that names the field, the value, what would be right and
the nearest valid choice. Knows no particular model.

A model may say more for forms than JSON schema does. In ``json_schema_extra`` of its configuration:
``groups``, the names of its fields in groups in the order in which they are shown, and ``hidden``,
fields that no control changes by itself. In that of a field: ``format``, "color" for ``#rrggbb``,
"endpoint" for the addresses of vidol.core.endpoints, "multiline" for longer texts; and ``unit``,
"Hz" or "s".
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from vidol.core.errors import InputError
from vidol.core.nearest import suggestion

Model = TypeVar("Model", bound=BaseModel)
_SHOWN: Final = 80
"""Characters of a name or a value that errors repeat."""
_SEVERAL: Final = frozenset({tuple, list, set, frozenset})


class NoSettings(BaseModel):
    """The settings of a plug-in that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


def parsed(
    kind: type[BaseModel],
    assignments: Iterable[str],
    what: str,
    present: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """``["hair=#804020", "accessories=glasses,halo"]`` as fields of `kind`.

    A field of several values takes them with commas between, or as JSON; a table is JSON, or one
    entry of it as ``name.key=value``, beside those that it has at `present`; nothing after "=" is
    null where the field may be that.

    Raises InputError for a word without "=" and for JSON that is none.
    """
    fields: dict[str, object] = {}
    for assignment in assignments:
        name, equals, value = (part.strip() for part in assignment.partition("="))
        if not equals or not name:
            raise InputError(
                f"'{_cut(assignment)}' changes nothing in {what}: write it as name=value, as in "
                f"{_example(kind)}."
            )
        table, dot, key = name.partition(".")
        if dot and table in kind.model_fields:
            before = fields.get(table, (present or {}).get(table))
            entries = dict(before) if isinstance(before, Mapping) else {}
            inner = _values_of_table(kind.model_fields[table].annotation)
            fields[table] = entries | {key: _value(inner, value, name)}
        else:
            field = kind.model_fields.get(name)
            fields[name] = _value(field.annotation if field else str, value, name)
    return fields


def _value(annotation: Any, text: str, name: str) -> object:
    """What `text` means for a field of that type; what it cannot mean is the validation's to
    say.
    """
    shapes = list(_shapes(annotation))
    origins = {get_origin(shape) or shape for shape in shapes}
    if text.startswith(("[", "{")) and origins & (_SEVERAL | {dict}):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{name}={text[:80]} is not sound JSON ({error}): correct it, or separate several"
                " values by commas."
            ) from error
    if origins & _SEVERAL:
        return [part.strip() for part in text.split(",") if part.strip()]
    return None if not text and types.NoneType in origins else text


def _shapes(annotation: Any) -> Iterator[Any]:
    """An annotation without what wraps it: the members of unions, what `Annotated` annotates."""
    if get_origin(annotation) in {Union, types.UnionType}:
        for part in get_args(annotation):
            yield from _shapes(part)
    elif get_origin(annotation) is Annotated:
        yield from _shapes(get_args(annotation)[0])
    else:
        yield annotation


def _values_of_table(annotation: Any) -> Any:
    tables = (shape for shape in _shapes(annotation) if get_origin(shape) is dict)
    return next((get_args(table)[1] for table in tables), str)


def explained(error: ValidationError, kind: type[BaseModel], what: str) -> str:
    """The first fault of a validation as one sentence."""
    fault = error.errors(include_url=False)[0]
    place = [str(part) for part in fault["loc"] if part != "[key]"]
    name, value = _cut(".".join(place)) or what, fault.get("input")
    if fault["type"] == "extra_forbidden":
        fields = _model_at(kind, place[:-1]).model_fields
        if not fields:
            return f"{_capital(what)} has no '{name}': there is nothing to set in it."
        return f"{_capital(what)} has no '{name}'; {suggestion(place[-1][:_SHOWN], fields)}"
    if fault["type"] == "missing":
        return f"{_capital(what)} lacks '{name}'; add it."
    if fault["type"] == "value_error":
        return (
            f"{_capital(what)}{'' if name == what else f' cannot have {name}={_short(value)}'}:"
            f" {fault['ctx']['error']}."
        )
    choices = _choices(kind, place)
    if choices and isinstance(value, str):
        hint = suggestion(value[:_SHOWN], choices)
        return f"{_capital(what)} cannot have {name}={_cut(value)}; {hint}"
    return (
        f"{_capital(what)} cannot have {name}={_short(value)}:"
        f" {fault['msg'][:1].lower()}{fault['msg'][1:]}."
    )


def _model_at(kind: type[BaseModel], place: list[str]) -> type[BaseModel]:
    """The model of the table at `place` inside `kind`, as far as it can be found by its fields."""
    for name in place:
        field = kind.model_fields.get(name)
        shapes = _shapes(field.annotation) if field else ()
        models = (s for s in shapes if isinstance(s, type) and issubclass(s, BaseModel))
        kind = next(models, kind)
    return kind


def json_schema(kind: type[BaseModel]) -> dict[str, Any]:
    """The model as JSON schema (2020-12) with every ``$ref`` put in its place, for forms; where a
    model contains itself, anything goes.
    """
    schema = kind.model_json_schema()
    extra = kind.model_config.get("json_schema_extra")
    if isinstance(extra, dict):
        schema |= extra  # pydantic sorts what it is given, and groups have an order
    definitions = schema.pop("$defs", {})

    def whole(value: Any, inside: frozenset[str]) -> Any:
        if isinstance(value, list):
            return [whole(item, inside) for item in value]
        if not isinstance(value, dict):
            return value
        rest = {key: whole(item, inside) for key, item in value.items() if key != "$ref"}
        name = value.get("$ref", "").rsplit("/", 1)[-1]
        if not name or name in inside:
            return rest
        return {**whole(definitions[name], inside | {name}), **rest}

    return {key: whole(value, frozenset()) for key, value in schema.items()}


def having(kind: type[BaseModel], key: str, value: str) -> list[str]:
    """The fields of `kind` whose JSON schema says so: ``having(kind, "format", "endpoint")``."""
    fields = json_schema(kind).get("properties", {})
    return [
        name
        for name, schema in fields.items()
        if any(option.get(key) == value for option in (schema, *schema.get("anyOf", ())))
    ]


def _short(value: object) -> str:
    return _cut(repr(value))


def _cut(text: str) -> str:
    """The beginning of what someone wrote, enough to find it again."""
    return text if len(text) < _SHOWN else text[: _SHOWN - 3] + "..."


def _choices(kind: type[BaseModel], place: list[str]) -> list[str]:
    """The words that a Literal field allows, looking through optional and sequence types; none for
    other fields.
    """
    field = kind.model_fields.get(place[0]) if place else None
    pending: list[Any] = [field.annotation] if field else []
    words: list[str] = []
    while pending:
        for shape in _shapes(pending.pop()):
            if get_origin(shape) is Literal:
                words += [str(word) for word in get_args(shape)]
            elif get_origin(shape) in _SEVERAL:
                pending += [part for part in get_args(shape) if part is not Ellipsis]
    return words


def _example(kind: type[BaseModel]) -> str:
    if not kind.model_fields:
        return "name=value"
    name, field = next(iter(kind.model_fields.items()))
    return f"{name}={field.get_default() if not field.is_required() else '...'}"


def _capital(what: str) -> str:
    return what[:1].upper() + what[1:]
