"""What a viewer said into a microphone, as text: any OpenAI-compatible ``/audio/transcriptions``
endpoint.

vidol brings no speech recognition of its own. Like a language model, the endpoint must be approved
on this machine, and its key never travels in a bundle: see vidol.core.endpoints.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vidol.core.endpoints import Address, headers, origin
from vidol.core.errors import InputError
from vidol.core.reasons import is_fault, reason, reason_in
from vidol.core.speech import Language
from vidol.core.transport import client, unreachable

MAX_BYTES: Final = 10_000_000
_KINDS: Final = {
    "audio/webm": "webm", "video/webm": "webm", "audio/ogg": "ogg", "audio/wav": "wav",
    "audio/x-wav": "wav", "audio/wave": "wav",
    "audio/mp4": "mp4", "audio/mpeg": "mp3", "audio/flac": "flac",
}  # fmt: skip
_MAX_ANSWER: Final = 100_000
_MAX_TEXT: Final = 2000


class Transcription(BaseModel):
    """An OpenAI-compatible endpoint that turns speech into text. `base_url` is what comes before
    ``/audio/transcriptions``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Address
    model: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ] = "whisper-1"
    language: Language | None = None
    """What viewers speak, if it is always the same; None lets the endpoint tell."""
    timeout: float = Field(default=20.0, ge=1, le=120)
    """Seconds from the sound to the text."""


class Transcriber:
    """What the part `transcription` of a character opens to, over such an endpoint."""

    def __init__(self, settings: Transcription) -> None:
        self.settings = settings

    async def transcribe(self, audio: bytes, media_type: str) -> str:
        """The text of a recording, as `transcribe` gives it."""
        return await transcribe(audio, media_type, self.settings)


async def transcribe(audio: bytes, kind: str, settings: Transcription) -> str:
    """The text of a recording. `kind` is its media type as a browser names it:
    ``audio/webm;codecs=opus``.

    At most 10 MB go out; at most 2000 characters come back.

    Raises InputError, one sentence, for an unapproved endpoint, a recording that is empty, too long
    or of an unknown kind, and for everything that can go wrong with the endpoint.
    """
    media = kind.partition(";")[0].strip().lower()
    if media not in _KINDS:
        raise InputError(
            f"Sound of the kind '{media[:50]}' is not transcribed; send one of"
            f" {', '.join(sorted(_KINDS))}."
        )
    if not 0 < len(audio) <= MAX_BYTES:
        raise InputError(
            "The recording is empty."
            if not audio
            else f"The recording has {len(audio) / 1e6:.1f} MB; at most 10 MB are transcribed."
        )
    try:
        async with asyncio.timeout(settings.timeout):
            return await _asked(audio, media, settings)
    except TimeoutError as error:
        raise InputError(
            f"The transcription endpoint {origin(settings.base_url)} did not answer within"
            f" {settings.timeout:g} seconds."
        ) from error


async def _asked(audio: bytes, media: str, settings: Transcription) -> str:
    import httpx

    place, allowed = origin(settings.base_url), headers(settings.base_url)
    fields = {"model": settings.model, "response_format": "json"} | (
        {"language": settings.language} if settings.language else {}
    )
    sound = {"file": (f"speech.{_KINDS[media]}", audio, media)}
    body = b""
    async with client(settings.base_url, connect=5.0, read=settings.timeout) as http:
        try:
            async with http.stream(
                "POST",
                f"{settings.base_url}/audio/transcriptions",
                headers=allowed,
                data=fields,
                files=sound,
            ) as response:
                async for piece in response.aiter_raw():
                    body += piece
                    if len(body) > _MAX_ANSWER:
                        raise InputError(
                            f"The transcription endpoint {place} sent more than any text could"
                            " need."
                        )
        except httpx.HTTPError as error:
            raise InputError(f"For transcription, {unreachable(place, error)}.") from error
    if response.status_code != 200:
        why = reason_in(body, place).rstrip(".")
        raise InputError(
            f"The transcription endpoint {place} answered with HTTP"
            f" {response.status_code}{_hint(response.status_code, settings)}"
            f"{f': {why}' if why else ''}."
        )
    return _text(body, place)


def _text(body: bytes, place: str) -> str:
    """What was heard, out of an answer. Raises InputError."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if is_fault(answer):
        why = reason(answer, place).rstrip(".")
        raise InputError(f"The transcription endpoint {place} reports an error: {why}.")
    text = answer.get("text") if isinstance(answer, dict) else None
    if not isinstance(text, str):
        raise InputError(
            f"The transcription endpoint {place} did not answer with a text; is it"
            " OpenAI-compatible?"
        )
    return " ".join(text.split())[:_MAX_TEXT]


def _hint(status: int, settings: Transcription) -> str:
    if status in (401, 403):
        return ": it wants a valid key"
    if status == 404:
        return f": it has no model '{settings.model}' or transcribes nothing"
    return (
        ": it does not follow where it was asked, and redirects are refused"
        if 300 <= status < 400
        else ""
    )
