"""Routes: the endpoints that help her, a language model and transcription, and their approval on
this machine.

Approvals and keys are this machine's (vidol.core.endpoints), so they are given from this machine
alone, not by whoever holds the studio's token elsewhere.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel

from vidol.avatar import Character
from vidol.core import endpoints
from vidol.core.errors import InputError
from vidol.mind.language_model.connection import check, models
from vidol.mind.language_model.settings import LanguageModel
from vidol.studio.models import CharacterChange
from vidol.studio.refusal import Refused
from vidol.studio.workshop import Workshop


class Models(BaseModel):
    models: list[str]


class Transcript(BaseModel):
    text: str


def routes(workshop: Workshop) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["endpoints"])

    @router.post(
        "/api/language-model/check",
        summary="Ask the language model for a word, and which models there are",
    )
    async def try_model() -> Models:
        if "language_model" not in workshop.character.parts:
            raise InputError("No language model is set: give its address first.")
        settings = workshop.character.settings("language_model")
        if not isinstance(settings, LanguageModel):
            raise InputError("This language model is no endpoint that could be asked for a word.")
        problem = await check(settings)
        if problem:
            raise InputError(problem)
        return Models(models=await models(settings.base_url))

    @router.post("/api/transcribe", summary="What is said in a recording", openapi_extra=_AUDIO)
    async def transcribe(request: Request) -> Transcript:
        """The body is the recording itself, its kind the Content-Type (audio/webm, audio/ogg,
        audio/mp4, audio/wav, ...); at most 10 MB.
        """
        heard = workshop.character.open("transcription")
        if heard is None:
            raise InputError("No transcription endpoint is set: give its address first.")
        kind = request.headers.get("content-type", "")
        return Transcript(text=await heard.transcribe(await request.body(), kind))

    return router


_REMOVABLE: Final = frozenset({"language_model", "transcription"})
"""Parts that a null under their own name removes."""
_AUDIO = {
    "requestBody": {
        "required": True,
        "content": {"audio/webm": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def wanted_parts(wanted: CharacterChange) -> dict[str, dict[str, Any] | None]:
    """The settings that a change wants, by kind of part, None for a part that is to go: those of
    `parts`, and those that have a name of their own.
    """
    named = {
        "face": wanted.look,
        "persona": wanted.persona,
        "voice": wanted.voice,
        "language_model": wanted.language_model,
        "transcription": wanted.transcription,
    }
    parts = {kind: None if part is None else dict(part) for kind, part in wanted.parts.items()}
    for kind, settings in named.items():
        if settings is not None:
            parts[kind] = {**(parts.get(kind) or {}), **settings}
        elif kind in _REMOVABLE & wanted.model_fields_set:
            parts[kind] = None
    return parts


def remember(character: Character, wanted: CharacterChange, *, here: bool) -> None:
    """Keep the approval and the keys that a change brings, on this machine.

    Raises Refused when it does not come from `here`, InputError for the key of a part that names
    no endpoint.
    """
    keys = dict(wanted.keys)
    if wanted.language_model_key is not None:
        keys["language_model"] = wanted.language_model_key
    if not (wanted.approve or keys):
        return
    if not here:
        raise Refused(
            403,
            "elsewhere",
            "Endpoints are approved, and keys stored, only from the machine that vidol runs on.",
        )
    named = character.endpoints()
    typed = wanted_parts(wanted).get("language_model") is not None
    for kind, addresses in named.items() if wanted.approve else ():
        for address in addresses:
            endpoints.approve(address, environment_key=typed and kind == "language_model")
    for kind, key in keys.items():
        if kind not in named:
            raise InputError(f"The part '{kind[:40]}' names no endpoint that a key could be for.")
        for address in named[kind]:
            endpoints.store_key(address, key)
