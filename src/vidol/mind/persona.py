"""The persona: who a character is when she talks. Her looks are the face's business, her sound the
voice's.

    persona = Persona.default("Mika")
    persona.save(Path("mika.toml"))            # readable, with a comment for each field
    persona = Persona.read(Path("mika.toml"))

A persona is data: it is validated strictly, and nothing in it is executed.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from vidol.core.errors import InputError
from vidol.core.files import regular
from vidol.core.nearest import suggestion
from vidol.core.parts import Name
from vidol.core.speech import Language
from vidol.core.storage import replacing
from vidol.text import toml
from vidol.text.encodings import decode

MAX_BYTES: Final = 256 * 1024
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Lines = Annotated[list[Line], Field(min_length=1, max_length=50)]
SmallTalk = Literal["chatty", "brief", "off"]

_COMMENTS: Final = {
    "name": "What viewers call the character.",
    "pronouns": (
        "How others speak of the character: she/her, he/him, they/them, 她, 他, 彼女, ... May be"
        " empty."
    ),
    "description": (
        "Who the character is and how it talks, in your words. Language models are given it; it is"
        " not read aloud."
    ),
    "languages": "What the character speaks: zh, ja, en.",
    "default_language": "What it speaks when a message does not tell.",
    "small_talk": (
        "chatty: answers greetings, thanks and the like at length; brief: in one sentence; off:"
        " only tells who and what the character is."
    ),
    "declines": "Topics that are not talked about: words or short phrases, in any language.",
    "blocked": "Words that are never said nor reacted to, beside those that vidol brings.",
    "greeting": "How a show is opened.",
    "introduction": "What is said to who asks who this is.",
    "unknown": (
        "What is said when the answer is not known. Several, so that none is said twice in a row."
    ),
    "declining": "What is said to a topic that is declined.",
}


class Manner(BaseModel):
    """How somebody talks, whatever her name. Every speaking field holds something for each of
    `languages`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "groups": {
                "manner": ["description", "greeting", "introduction", "small_talk", "declines"]
            }
        },
    )

    pronouns: Annotated[str, StringConstraints(max_length=60)] = ""
    description: Annotated[str, StringConstraints(max_length=4000)]
    languages: Annotated[list[Language], Field(min_length=1, max_length=3)]
    default_language: Language
    small_talk: SmallTalk = "chatty"
    declines: Annotated[list[Line], Field(max_length=200)] = []
    blocked: Annotated[list[Line], Field(max_length=2000)] = []
    greeting: dict[Language, Line]
    introduction: dict[Language, Line]
    unknown: dict[Language, Lines]
    declining: dict[Language, Lines]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.default_language not in self.languages:
            raise ValueError(
                f"default_language is {self.default_language}, which is not among languages"
                f" ({', '.join(self.languages)})"
            )
        for field in ("greeting", "introduction", "unknown", "declining"):
            for language in self.languages:
                if language not in getattr(self, field):
                    raise ValueError(
                        f"{field} has nothing in {language}, but languages lists it: add"
                        f" {field}.{language}"
                    )
        return self


class Persona(Manner):
    """Who a character is: a name, and how she talks."""

    name: Name

    @property
    def manner(self) -> Manner:
        """The same without the name."""
        return Manner.model_validate(self.model_dump(exclude={"name"}))

    @classmethod
    def default(cls, name: str) -> Persona:
        """A complete, friendly persona in Chinese, Japanese and English."""
        text = files("vidol.mind").joinpath("data/persona.toml").read_text("utf-8")
        spoken = json.dumps(name, ensure_ascii=False)[1:-1]  # inside the quotes of a TOML string
        return _parsed(text.replace("{name}", spoken), "the default persona")

    @classmethod
    def read(cls, path: Path) -> Persona:
        """Read a persona from a TOML file.

        Raises InputError, one sentence that names file and field, for a file that is missing, too
        large or not TOML, for a missing field or a value of the wrong kind, and for a field that
        does not exist (with the nearest that does).
        """
        try:
            if regular(path).stat().st_size > MAX_BYTES:
                raise InputError(
                    f"{path} has {path.stat().st_size // 1024} KiB; a persona has at most"
                    f" {MAX_BYTES // 1024}: shorten it."
                )
            data = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror}): give the path of a persona file, such"
                " as persona.toml."
            ) from error
        return _parsed(decode(data, str(path)), str(path))

    def save(self, path: Path) -> None:
        """Write the persona as TOML, whole or not at all. Raises OutputError."""
        with replacing(path) as part:
            part.write_text(self.to_toml(), encoding="utf-8")

    def to_toml(self) -> str:
        """The persona as readable TOML, with a comment for each field."""
        plain, tables = [], []
        values = self.model_dump(mode="json")
        for field, words in _COMMENTS.items():
            comment, value = f"# {words}", values[field]
            if isinstance(value, dict):
                tables.append(
                    "\n".join(
                        [
                            comment,
                            f"[{field}]",
                            *(f"{key} = {_toml(item)}" for key, item in value.items()),
                        ]
                    )
                )
            else:
                plain.append(f"{comment}\n{field} = {_toml(value)}")
        return "\n\n".join([*plain, *tables]) + "\n"


def _toml(value: str | list[str]) -> str:
    # A JSON string is a TOML basic string, except that TOML wants DEL escaped.
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(map(_toml, value)) + "]"


def _parsed(text: str, where: str) -> Persona:
    try:
        fields = toml.parsed(text)
    except ValueError as error:
        raise InputError(
            f"{where} is not sound TOML ({error}): correct that line, or start from a file that"
            " vidol wrote."
        ) from error
    try:
        return Persona.model_validate(fields)
    except ValidationError as error:
        raise InputError(_explained(error, where)) from error


def _explained(error: ValidationError, where: str) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    if fault["type"] == "missing":
        return f"{where} lacks the field '{place}': {_COMMENTS[place.split('.')[0]]} Add it."
    if fault["type"] == "extra_forbidden":
        hint = suggestion(place, Persona.model_fields, "the fields are")
        return f"{where} has a field '{place[:60]}' that a persona does not have; {hint}"
    if fault["type"] == "value_error":
        return f"{where}: {fault['ctx']['error']!s}."
    value = repr(fault.get("input"))
    shown = value if len(value) <= 60 else value[:57] + "..."
    return f"{where} cannot have {place} = {shown}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."
