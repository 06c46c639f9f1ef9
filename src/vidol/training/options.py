"""What can be asked of a recipe or a verb, as a model: types, bounds, defaults and words stand in
it once, and the command line, Python and pages read them there.

    class Settings(Options):
        size: Annotated[str, OneOf("size", SIZES)] = Field(default="S", description="How large.")
        rate: float = Field(default=1e-3, gt=0, description="Learning rate.")
        half_life: Annotated[int, Rare()] = Field(default=9, ge=1, description="Of averages.")

On the command line that is --size, --rate and -O half_life=50.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic_core import core_schema

from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.core.settings import explained


class Options(BaseModel):
    """Base of such models. A field that is `Options` itself gives its fields to the same
    command.
    """

    what: ClassVar[str] = "the command"
    """What is asked for, in sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, **asked: Any) -> None:
        """Raises InputError, one sentence that names the option, for what cannot be."""
        try:
            super().__init__(**asked)
        except ValidationError as error:
            raise InputError(explained(error, type(self), self.what)) from error


@dataclass(frozen=True, slots=True)
class OneOf:
    """In `Annotated[str, OneOf("preset", PRESETS)]`: a value is one of the names of a table. What
    the table holds says in words (`str`) what the name means.
    """

    what: str
    table: Mapping[str, Any]

    def checked(self, value: str) -> str:
        """Raises InputError for a name that is not in the table."""
        if value in self.table:
            return value
        hint = suggestion(value, self.table, "there are")
        raise InputError(f"'{value}' is no {self.what}; {hint}")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.table)}


@dataclass(frozen=True, slots=True)
class Argument:
    """In `Annotated[Path, Argument()]`: a word of its own on the command line."""


@dataclass(frozen=True, slots=True)
class Rare:
    """In `Annotated[int, Rare()]`: asked for by `-O name=value` alone."""


class Flag:
    """In `Annotated[int, Flag("--count", "-n")]`: how the option is called, where that is not its
    field's name; `environment` names a variable that may say it.
    """

    def __init__(self, *names: str, environment: str | None = None) -> None:
        self.names, self.environment = names, environment


def built(model: type[Options], given: Mapping[str, Any]) -> Options:
    """An instance of `model` of what was given by name, its own fields and those of the `Options`
    within it alike. Raises InputError for a name that no field has.
    """
    rest, within = dict(given), {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Options):
            theirs = {known: rest.pop(known) for known in kind.model_fields if known in rest}
            within[name] = built(kind, theirs)
    return model(**within, **rest)
