"""Routes: the endpoints that help her, a language model and transcription, and their approval on
this machine.

Approvals and keys are this machine's (vidol.core.endpoints), so they are given from this machine
alone, not by whoever holds the studio's token elsewhere.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from vidol.avatar import Character
from vidol.avatar.changes import validated
from vidol.core import endpoints
from vidol.core.errors import InputError
from vidol.mind.language_model.connection import check, models
from vidol.mind.language_model.settings import LanguageModel
from vidol.studio.desk import Desk
from vidol.studio.models import CharacterChange
from vidol.studio.security import Refused
from vidol.voice.transcription import Transcription, transcribe


class Models(BaseModel):
    models: list[str]


class Transcript(BaseModel):
    text: str


def routes(desk: Desk) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["endpoints"])

    @router.post(
        "/api/language-model/check",
        summary="Ask the language model for a word, and which models there are",
    )
    async def try_model() -> Models:
        settings = desk.character.language_model
        if settings is None:
            raise InputError("No language model is set: give its address first.")
        problem = await check(settings)
        if problem:
            raise InputError(problem)
        return Models(models=await models(settings.base_url))

    @router.post("/api/transcribe", summary="What is said in a recording", openapi_extra=_AUDIO)
    async def heard(request: Request) -> Transcript:
        """The body is the recording itself, its kind the Content-Type (audio/webm, audio/ogg,
        audio/mp4, audio/wav, ...); at most 10 MB.
        """
        settings = desk.character.transcription
        if settings is None:
            raise InputError("No transcription endpoint is set: give its address first.")
        return Transcript(
            text=await transcribe(
                await request.body(), request.headers.get("content-type", ""), settings
            )
        )

    return router


_AUDIO = {
    "requestBody": {
        "required": True,
        "content": {"audio/webm": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def with_endpoints(character: Character, wanted: CharacterChange) -> Character:
    """The character with the endpoints that a change names; null takes one away. Raises InputError
    for settings that cannot be.
    """
    given = wanted.model_fields_set
    if "language_model" in given:
        model = wanted.language_model
        character = character.with_language_model(
            validated(LanguageModel, model, "the language model") if model is not None else None
        )
    if "transcription" in given:
        transcription = wanted.transcription
        character = character.with_transcription(
            validated(Transcription, transcription, "the transcription")
            if transcription is not None
            else None
        )
    return character


def remember(character: Character, wanted: CharacterChange, client: str) -> None:
    """Keep the approval and the key that a change brings, on this machine.

    Raises Refused when it comes from another machine.
    """
    if not (wanted.approve or wanted.language_model_key is not None):
        return
    if not endpoints.is_loopback(client):
        raise Refused(
            403,
            "elsewhere",
            "Endpoints are approved, and keys stored, only from the machine that vidol runs on.",
        )
    model = character.language_model
    for settings in (model, character.transcription):
        if wanted.approve and settings is not None:
            endpoints.approve(
                settings.base_url,
                environment_key="language_model" in wanted.model_fields_set and settings is model,
            )
    if wanted.language_model_key is not None and model is not None:
        endpoints.store_key(model.base_url, wanted.language_model_key)
