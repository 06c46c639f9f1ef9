"""The JSON of the HTTP API: what is sent and answered, as the documentation shows it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Sent(BaseModel):
    """What a client sends: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong."""

    code: str = Field(examples=["refused"])
    message: str = Field(
        examples=["A question has 1 to 500 characters, this one has 0: shorten it."]
    )


class Failure(BaseModel):
    """The body of every error."""

    error: Problem


class KnowledgeFile(BaseModel):
    name: str
    size: int = Field(description="Bytes.")


Key = Annotated[str, Field(max_length=500)]
Settings = dict[str, Any]


class CharacterChange(Sent):
    """Parts of a character to change; what is left out stays.
    Settings are merged field by field.
    """

    name: str | None = Field(default=None, max_length=60)
    plugins: dict[str, str] = Field(
        default={},
        description="Other plug-ins for parts, by kind.",
        examples=[{"voice": "hum"}],
    )
    parts: dict[str, Settings | None] = Field(
        default={},
        description="Settings of parts, by kind; null removes the part.",
        examples=[{"face": {"hair": "#804020"}, "language_model": None}],
    )
    look: Settings | None = Field(default=None, description="The same as `parts.face`.")
    persona: Settings | None = Field(
        default=None, description="The same as `parts.persona`, and the name."
    )
    voice: Settings | None = Field(default=None, description="The same as `parts.voice`.")
    language_model: Settings | None = Field(
        default=None, description="The same as `parts.language_model`; null removes it."
    )
    transcription: Settings | None = Field(
        default=None, description="The same as `parts.transcription`; null removes it."
    )
    keys: dict[str, Key] = Field(
        default={},
        description=(
            "Keys for the endpoints that parts name, by kind: kept on this machine, never in the"
            " bundle."
        ),
    )
    language_model_key: Key | None = Field(
        default=None, description="The same as `keys.language_model`."
    )
    approve: bool = Field(
        default=False, description="Approve the endpoints that are named, for this machine."
    )
