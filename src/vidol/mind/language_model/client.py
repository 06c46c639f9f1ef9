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
import contextlib
import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final

from vidol.core.endpoints import headers, origin
from vidol.core.reasons import is_fault, reason, reason_in
from vidol.core.transport import unreachable
from vidol.mind.language_model.events import DONE, MAX_BYTES, Events, Fault, said
from vidol.mind.language_model.settings import LanguageModel

if TYPE_CHECKING:
    import httpx

PIECE: Final = 256
"""Characters that are passed on at once, however many came: what follows works on little at a time,
and lets others run between.
"""
_MAX_DETAIL: Final = 4_000
_OPTIONAL: Final = ("temperature", "max_tokens")
_CHECKED: Final = (400, 422)
"""Statuses of a request that was read and found wrong."""
_NOT_TAKEN: Final = re.compile(
    r"unsupported|not supported|does not support|unrecognized|unknown|extra (?:inputs|fields)|"
    r"extra_forbidden|not permitted|unexpected keyword",
    re.IGNORECASE,
)
_TEXTS: Final = frozenset({"text", "output_text"})
"""Kinds of parts of a content that are words; of the others, thoughts are one."""
_THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
"""Where servers put the thoughts that they tell from the words."""


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
        self.thought = False
        """Whether the server tells thoughts from words, and sent some."""
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
                        yield piece[:PIECE]
                        for start in range(PIECE, len(piece), PIECE):
                            await asyncio.sleep(0)
                            yield piece[start : start + PIECE]
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

        where = self._settings.base_url
        try:
            async with self._http.stream(
                "POST", f"{where}/chat/completions", json=self._body(), headers=headers(where)
            ) as response:
                await self._check(response)
                async with aclosing(self._answered(response)) as pieces:
                    async for piece in pieces:
                        yield piece
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise Fault(unreachable(where, error)) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise Fault(
                f"the connection to {self._place} broke ({type(error).__name__})"
            ) from error

    async def _answered(self, response: httpx.Response) -> AsyncGenerator[str]:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/html":
            raise Fault(
                f"{self._place} answered with a web page instead of a model's answer; check"
                " the address (it often ends in /v1)"
            )
        if kind == "application/json":
            for value in await self._whole(response):
                yield self._content(value)
        else:
            events = Events(self._place)
            async for piece in response.aiter_raw():
                for value in events.feed(piece):
                    if value is DONE:
                        self.finished = self.finished or "stop"
                        return
                    yield self._content(value)
            for value in events.end():
                if value is not DONE:
                    yield self._content(value)
                    continue
                self.finished = self.finished or "stop"
            return
        self.finished = self.finished or "stop"

    async def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 200:
            return
        where, model = self._place, self._settings.model
        if 300 <= status < 400:
            raise Fault(
                f"{where} sends requests elsewhere (HTTP {status}), which is refused; give the"
                " address that it names"
            )
        body = await _beginning(response)
        known = {
            401: "wants a valid key (HTTP 401); store one on this machine",
            403: "does not let this key in (HTTP 403)",
            404: f"has no model '{model}' or no chat at this address (HTTP 404)",
            429: "says that it is asked too often or that the account is used up (HTTP 429)",
        }
        failed = "failed" if status >= 500 else "refused the request"
        what = known.get(status, f"{failed} (HTTP {status})")
        self._refused |= _refused_fields(body) if status in _CHECKED else set()
        raise Fault(f"{where} {what}{said(reason_in(body, self._place))}")

    async def _whole(self, response: httpx.Response) -> list[Any]:
        """The values of a server that does not stream, or calls a stream JSON."""
        data = b""
        async for piece in response.aiter_raw():
            data += piece
            if len(data) > MAX_BYTES:
                raise Fault(
                    f"{self._place} sent more than {MAX_BYTES // 1_000_000} MB for one answer"
                )
        try:
            return [json.loads(data.decode("utf-8", "replace"))]
        except (ValueError, RecursionError):
            events = Events(self._place)
            values = [*events.feed(data), *events.end()]
        if not values:
            raise Fault(f"{self._place} sent something that is not JSON; is it OpenAI-compatible?")
        return [value for value in values if value is not DONE]

    def _content(self, chunk: Any) -> str:
        """The words in a chunk; "" where there are none, as in a thought or a count of tokens."""
        if isinstance(chunk, list) and len(chunk) == 1:  # as some servers wrap what they say
            chunk = chunk[0]
        if is_fault(chunk):
            raise Fault(f"{self._place} reports an error{said(reason(chunk, self._place))}")
        choices = chunk.get("choices") if isinstance(chunk, dict) else ""
        if choices is None or choices == []:  # a chunk of usage alone
            return ""
        choice = choices[0] if isinstance(choices, list) else None
        if not isinstance(choice, dict):
            raise Fault(
                f"{self._place} sent JSON that is not of the protocol; is it OpenAI-compatible?"
            )
        if isinstance(choice.get("finish_reason"), str):
            self.finished = choice["finish_reason"]
        # some repeat the whole message in the last chunk, beside the delta
        told = choice["delta"] if "delta" in choice else choice.get("message", choice)
        if not isinstance(told, dict):
            return ""
        self.thought = self.thought or any(told.get(name) for name in _THOUGHTS)
        return _words(told.get("content")) or _words(told.get("refusal") or told.get("text"))


def _words(content: Any) -> str:
    """The words in a content: a text, or parts of which those that are text are words."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_words(part) for part in content if not isinstance(part, list))
    if isinstance(content, dict) and content.get("type", "text") in _TEXTS:
        text = content.get("text")
        return text if isinstance(text, str) else ""
    return ""


def _refused_fields(body: bytes) -> set[str]:
    """Which of the optional parameters an answer says that it does not take."""
    text = body.decode("utf-8", "replace")
    try:
        error = json.loads(text).get("error")
    except (ValueError, AttributeError, RecursionError):
        error = None
    if isinstance(error, dict) and error.get("param") in _OPTIONAL:
        return {error["param"]}
    return {name for name in _OPTIONAL if name in text} if _NOT_TAKEN.search(text) else set()


async def _beginning(response: httpx.Response) -> bytes:
    """The first bytes of a refusal; what of it came, where it breaks off."""
    import httpx

    data = b""
    with contextlib.suppress(httpx.HTTPError):
        async for piece in response.aiter_raw():
            data += piece
            if len(data) > _MAX_DETAIL:
                break
    return data
