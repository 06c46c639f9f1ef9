"""The JSON of the HTTP API: what is sent and answered, as the documentation shows it."""

from __future__ import annotations

from typing import Any

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


class CharacterChange(Sent):
    """Parts of a character to change; what is left out stays. Objects are merged field by field."""

    name: str | None = Field(default=None, max_length=60)
    look: dict[str, Any] | None = None
    persona: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    language_model: dict[str, Any] | None = Field(
        default=None, description="Settings of the endpoint; null removes it."
    )
    language_model_key: str | None = Field(
        default=None, max_length=500, description="Kept on this machine, never in the bundle."
    )
    transcription: dict[str, Any] | None = None
    approve: bool = Field(
        default=False, description="Approve the endpoints that are named, for this machine."
    )
