"""The protocol: ``POST /chat/completions`` with server-sent events, read with suspicion. Knows
nothing of characters.

Everything that can go wrong becomes a Fault: one sentence for the person who runs the show. Nothing
that a server sends is held beyond a bound. Closing `Completion.pieces` closes the connection, by
which the server learns that nobody listens.

httpx rather than the openai package: the same protocol in a page, a quarter of the import time, and
lines, bytes, encodings and redirects are bounded here, where that package trusts its server.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final

from vidol.core.endpoints import headers, origin
from vidol.mind.language_model.settings import LanguageModel
from vidol.text.cleaning import one_line

if TYPE_CHECKING:
    import httpx

MAX_BYTES: Final = 2_000_000
"""Of one reply, as it comes over the wire; a thousand tokens with all their wrapping are 300 kB."""
MAX_LINE: Final = 64_000
_PIECE: Final = 256
"""Characters that are passed on at once, however many came: what follows works on little at a time,
and lets others run between.
"""
_MAX_DETAIL: Final = 4_000
_OPTIONAL: Final = ("temperature", "max_tokens")


class Fault(Exception):
    """What the endpoint did wrong, in one sentence."""


class Completion:
    """One answer of the model."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: LanguageModel,
        messages: Sequence[dict[str, str]],
        refused: set[str] | None = None,
    ) -> None:
        """`refused`: parameters that this model does not take, learnt on the way and kept for the
        next answer.
        """
        self._http, self._settings, self._messages = http, settings, messages
        self._refused = set[str]() if refused is None else refused
        self._place = origin(settings.base_url)
        self.finished = ""
        """Why it ended: "stop", "length", another word of the protocol, or "" if it just broke off.
        """

    async def pieces(self) -> AsyncGenerator[str]:
        """Text as it comes. An empty piece is a sign of life (a thought, say). Raises Fault;
        InputError if it is not approved.
        """
        while True:
            before = len(self._refused)
            try:
                async with aclosing(self._attempt()) as pieces:
                    async for piece in pieces:
                        yield piece[:_PIECE]
                        for start in range(_PIECE, len(piece), _PIECE):
                            await asyncio.sleep(0)
                            yield piece[start : start + _PIECE]
            except Fault:
                if len(self._refused) == before:
                    raise
            else:
                return

    def _body(self) -> dict[str, Any]:
        """The request. OpenAI's reasoning models take neither a temperature nor max_tokens, which
        most other servers know alone.
        """
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": list(self._messages),
            "stream": True,
        }
        if "temperature" not in self._refused:
            body["temperature"] = self._settings.temperature
        body["max_completion_tokens" if "max_tokens" in self._refused else "max_tokens"] = (
            self._settings.max_tokens
        )
        return body

    async def _attempt(self) -> AsyncGenerator[str]:
        import httpx

        body = self._body()
        try:
            async with self._http.stream(
                "POST",
                f"{self._settings.base_url}/chat/completions",
                json=body,
                headers=headers(self._settings.base_url),
            ) as response:
                await self._check(response)
                kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind == "text/html":
                    raise Fault(
                        f"{self._place} answered with a web page instead of a model's answer; check"
                        " the address (it often ends in /v1)"
                    )
                if kind == "application/json":
                    yield await self._whole(response)
                    return
                async for line in _lines(response, self._place):
                    if line in {"data: [DONE]", "data:[DONE]"}:
                        self.finished = self.finished or "stop"
                        return
                    if line.startswith("data:"):
                        yield self._content(line[5:])
        except httpx.ConnectTimeout as error:
            raise Fault(
                f"{self._place} cannot be reached: it does not accept a connection in time"
            ) from error
        except httpx.ConnectError as error:
            raise Fault(
                f"{self._place} cannot be reached; is the language model's server running?"
            ) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise Fault(
                f"the connection to {self._place} broke ({type(error).__name__})"
            ) from error

    async def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 200:
            return
        where, model = self._place, self._settings.model
        known = {
            401: f"{where} wants a valid key (HTTP 401); store one on this machine",
            403: f"{where} does not let this key in (HTTP 403)",
            404: f"{where} has no model '{model}' or no chat at this address (HTTP 404)",
            429: (
                f"{where} says that it is asked too often or that the account is used up (HTTP 429)"
            ),
        }
        if 300 <= status < 400:
            raise Fault(
                f"{where} sends requests elsewhere (HTTP {status}), which is refused; give the"
                " address that it names"
            )
        if status in known:
            raise Fault(known[status])
        if status >= 500:
            raise Fault(f"{where} failed (HTTP {status})")
        error = await _error(response)
        if isinstance(error, dict) and error.get("param") in _OPTIONAL:
            self._refused.add(error["param"])
        raise Fault(f"{where} refused the request (HTTP {status}){_quoted(error)}")

    async def _whole(self, response: httpx.Response) -> str:
        """The text of a server that does not stream."""
        data = b""
        async for piece in response.aiter_raw():
            data += piece
            if len(data) > MAX_BYTES:
                raise Fault(
                    f"{self._place} sent more than {MAX_BYTES // 1_000_000} MB for one answer"
                )
        text = self._content(data.decode("utf-8", "replace"))
        self.finished = self.finished or "stop"
        return text

    def _content(self, data: str) -> str:
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Fault(
                f"{self._place} sent something that is not JSON; is it OpenAI-compatible?"
            ) from error
        if not isinstance(chunk, dict):
            raise Fault(
                f"{self._place} sent JSON that is not of the protocol; is it OpenAI-compatible?"
            )
        if chunk.get("error"):
            raise Fault(f"{self._place} reports an error{_quoted(chunk['error'])}")
        choices = chunk.get("choices")
        if not choices:  # a chunk of usage alone
            return ""
        choice = choices[0] if isinstance(choices, list) else None
        if not isinstance(choice, dict):
            raise Fault(
                f"{self._place} sent JSON that is not of the protocol; is it OpenAI-compatible?"
            )
        if isinstance(choice.get("finish_reason"), str):
            self.finished = choice["finish_reason"]
        said = choice.get("delta") or choice.get("message") or {}
        content = said.get("content") if isinstance(said, dict) else None
        return content if isinstance(content, str) else ""


async def _lines(response: httpx.Response, place: str) -> AsyncIterator[str]:
    """Lines of an event stream, each decoded on its own: a broken character spoils no more than
    itself.
    """
    held, total = b"", 0
    async for piece in response.aiter_raw():
        total += len(piece)
        *lines, held = (held + piece).split(b"\n")
        if total > MAX_BYTES or len(held) > MAX_LINE:
            raise Fault(f"{place} sent more than any answer could need")
        for line in lines:
            yield line.decode("utf-8", "replace").strip()
    if held.strip():
        yield held.decode("utf-8", "replace").strip()


async def _error(response: httpx.Response) -> Any:
    data = b""
    async for piece in response.aiter_raw():
        data += piece
        if len(data) > _MAX_DETAIL:
            break
    try:
        return json.loads(data.decode("utf-8", "replace")).get("error")
    except (ValueError, AttributeError, RecursionError):
        return None


def _quoted(error: Any) -> str:
    text = error.get("message") if isinstance(error, dict) else error
    words = one_line(str(text or ""), 160)
    return f": {words}" if words else ""
