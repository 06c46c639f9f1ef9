"""Who may speak to the studio: hosts, origins, tokens, sizes and rates. An ASGI layer around
everything else, which notes whose request it is (vidol.studio.sessions) for what comes behind it.

On the loopback address no token is asked for, so that what protects a person at this machine from
web pages in the same browser is the Host header (against DNS rebinding) and the Origin header
(against requests across sites). Any other address asks for a token as well. There are no CORS
headers: other sites have no business here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vidol.core.endpoints import is_loopback
from vidol.studio.limits import Buckets

if TYPE_CHECKING:
    from vidol.studio.sessions import Sessions

COOKIE: Final = "vidol_token"
JSON_BYTES: Final = 256 << 10
UPLOAD_BYTES: Final = {
    "/api/knowledge": 33 << 20,
    "/api/parts": 33 << 20,
    "/api/character/bundle": 512 << 20,
    "/api/transcribe": 10 << 20,
}
"""The largest bodies, by path; everywhere else JSON_BYTES."""
_DRAINED: Final = 64 << 20
_RATE, _BURST = 30.0, 100.0
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY: Final = (
    b"default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self';"
    b" style-src 'self'; script-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri"
    b" 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"microphone=(self), camera=(), geolocation=()"),
)


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence


def error_body(code: str, sentence: str) -> dict[str, Any]:
    """The one shape of every error."""
    return {"error": {"code": code, "message": sentence}}


class Guard:
    """The layer."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app, self._sessions = app, sessions
        self._rates = Buckets(_RATE, _BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        kept = _kept_token(headers)
        given = _given_token(scope, headers) or kept
        try:
            self._check(scope, headers)
            if _asks(scope):
                session = self._sessions.of(given, _client(scope))
                scope.setdefault("state", {})["session"] = session
        except Refused as refused:
            await _refuse(scope, receive, send, refused)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        limit = next(
            (size for path, size in UPLOAD_BYTES.items() if scope["path"].startswith(path)),
            JSON_BYTES,
        )
        keeps = "token=" in _query(scope) and self._sessions.keeps(given, kept)
        dressed = _dressed(send, given if keeps else None)
        body = _Body(receive, dressed, limit)
        await self._app(scope, body.receive, body.send)

    def _check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        name = _split(f"//{host}", "host").hostname or ""
        if not self._sessions.asks and not is_loopback(name):
            raise Refused(
                403,
                "host",
                f"This studio is open to this machine only, and '{name[:80]}' is not a name of it:"
                " use 127.0.0.1 or localhost.",
            )
        origin = headers.get("origin")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if (
            changes
            and origin is not None
            and _split(origin, "origin").netloc.lower() != host.lower()
        ):
            raise Refused(403, "origin", f"A page of {origin[:80]} may not use this studio.")
        if (
            changes
            and origin is None
            and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        ):
            raise Refused(403, "origin", "A page of another site may not use this studio.")
        # Before any token is looked at: guesses count as well.
        if _is_guarded(scope) and not self._rates.take(_client(scope)):
            raise Refused(429, "too-many", "Too many requests: wait a moment.")


def _is_guarded(scope: Scope) -> bool:
    """Whether this is more than a page or a document that everybody may read."""
    return str(scope["path"]).startswith(("/api", "/metrics"))


def _asks(scope: Scope) -> bool:
    """Whether somebody must say who they are; at the socket they do so with its first message."""
    return _is_guarded(scope) and scope["type"] != "websocket"


def _client(scope: Scope) -> str:
    return str((scope.get("client") or ("?",))[0])


def _split(address: str, header: str) -> SplitResult:
    """Raises Refused for an address that is none."""
    try:
        return urlsplit(address)
    except ValueError as error:
        raise Refused(
            400, header, f"The header {header.capitalize()} does not hold an address."
        ) from error


def token_of(cookies: Mapping[str, str]) -> str | None:
    """The token that a page keeps in its cookie."""
    value = cookies.get(COOKIE)
    return unquote(value) if value is not None else None


def _query(scope: Scope) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _given_token(scope: Scope, headers: Mapping[str, str]) -> str | None:
    bearer = headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip()
    query = parse_qs(_query(scope)).get("token")
    return query[0] if query else None


def _kept_token(headers: Mapping[str, str]) -> str | None:
    try:
        return token_of(
            {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
        )
    except CookieError:
        return None


class _Body:
    """Counts a body as it comes, whatever its Content-Length says; one that is too large is
    answered with 413 whatever the application made of it.
    """

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._limit = receive, send, limit
        self._count = 0
        self._refused = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._count += len(message.get("body", b""))
            if self._count > self._limit:
                # The rest is read and thrown away, within bounds: a client that still sends when
                # the connection ends does not see the answer.
                while message.get("more_body") and self._count < self._limit + _DRAINED:
                    message = await self._receive()
                    self._count += len(message.get("body", b""))
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self._count <= self._limit:
            await self._send(message)
        elif not self._refused:
            self._refused = True
            await _answer(
                self._send,
                Refused(
                    413,
                    "too-large",
                    f"This is more than the {_size(self._limit)} that are accepted here.",
                ),
            )


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"


def _dressed(send: Send, token: str | None) -> Send:
    """Add the headers that every answer has, and the cookie for a page that was opened with the
    token.
    """

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", [])}
            added = [header for header in _HEADERS if header[0] not in own]
            message["headers"] = [*message.get("headers", []), *added]
            if token and message["status"] == 200:
                cookie = (
                    f"{COOKIE}={quote(token, safe='')}; Path=/; HttpOnly; SameSite=Strict;"
                    " Max-Age=31536000"
                )
                message["headers"].append((b"set-cookie", cookie.encode("ascii")))
        await send(message)

    return sent


async def _refuse(scope: Scope, receive: Receive, send: Send, refused: Refused) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": refused.sentence[:120]})
        return
    await _answer(_dressed(send, None), refused)


async def _answer(send: Send, refused: Refused) -> None:
    body = json.dumps(error_body(refused.code, refused.sentence), ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
