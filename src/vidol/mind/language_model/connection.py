"""What "test connection" asks an endpoint: which models it has,
and whether the chosen one answers.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

from vidol.core.endpoints import headers, origin
from vidol.core.errors import InputError
from vidol.core.reasons import reason_in
from vidol.core.transport import client, unreachable
from vidol.mind.language_model.client import Completion
from vidol.mind.language_model.events import Fault, said
from vidol.mind.language_model.settings import LanguageModel

PATIENCE = 60.0
"""Seconds for a first answer: a local server may have to load its model."""
_LIST_TIMEOUT = 5.0
_MAX_LIST = 2_000_000
_MAX_MODELS = 500


async def models(base_url: str) -> list[str]:
    """Names of the models that an approved endpoint offers, in its order, at most 500.

    Raises InputError, one sentence, when it is not approved, cannot be reached or offers no list.
    """
    import httpx

    allowed, place, data = headers(base_url), origin(base_url), b""
    try:
        async with (
            asyncio.timeout(_LIST_TIMEOUT),
            client(base_url, connect=_LIST_TIMEOUT, read=_LIST_TIMEOUT) as http,
            http.stream("GET", f"{base_url.rstrip('/')}/models", headers=allowed) as response,
        ):
            async for piece in response.aiter_raw():
                data += piece
                if len(data) > _MAX_LIST:
                    raise InputError(f"{place} lists more models than anyone could choose from.")
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError) as error:
        raise InputError(f"{unreachable(base_url, error)}.") from error
    if response.status_code != 200:
        hint = ": it wants a valid key" if response.status_code in (401, 403) else ""
        why = said(reason_in(data, base_url)).rstrip(".")
        raise InputError(
            f"{place} does not list its models (HTTP {response.status_code}{hint}){why}."
        )
    try:
        return [
            str(one["id"])[:200] for one in json.loads(data.decode("utf-8", "replace"))["data"]
        ][:_MAX_MODELS]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{place} does not list its models as the protocol says; is it OpenAI-compatible?"
        ) from error


async def check(settings: LanguageModel, patience: float = PATIENCE) -> str:
    """Ask the model for a word. Returns "" if one came, else one sentence that says what is wrong.
    No key is in it.
    """
    try:
        async with client(settings.base_url, connect=5.0, read=patience) as http:
            await probe(http, settings, patience)
    except (Fault, InputError) as error:
        text = str(error).rstrip(".") + "."
        return text if text.startswith("http") else text[:1].upper() + text[1:]
    return ""


async def probe(http: object, settings: LanguageModel, patience: float = PATIENCE) -> None:
    """A request of one short answer, with no word of any viewer. Raises Fault or InputError."""
    greeting = [{"role": "user", "content": "Say hello."}]
    asked = Completion(http, settings.model_copy(update={"max_tokens": 16}), greeting)  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(patience), aclosing(asked.pieces()) as pieces:
            async for _ in pieces:
                return
    except TimeoutError as error:
        raise Fault(
            f"{origin(settings.base_url)} did not answer within {patience:g} seconds"
        ) from error
    raise Fault(f"{origin(settings.base_url)} answered with nothing")
