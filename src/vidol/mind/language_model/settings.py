"""What a character says of her language model: where it is and how it is asked. Never a key: see
vidol.core.endpoints.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vidol.core.endpoints import Address


class LanguageModel(BaseModel):
    """An OpenAI-compatible endpoint and how to ask it. `base_url` is what comes before
    ``/chat/completions``. Times in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Address
    model: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    temperature: float = Field(default=0.7, ge=0, le=2)
    max_tokens: int = Field(default=300, ge=16, le=4096)
    first_words_timeout: float = Field(default=2.5, ge=0.2, le=60)
    """From the question to the first words; after that the embedded mind answers."""
    pause_timeout: float = Field(default=2.0, ge=0.2, le=60)
    """Between two tokens, once she speaks."""
