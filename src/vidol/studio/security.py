"""Who may speak to the studio: hosts, origins, rates, tokens and sizes, in this order. An ASGI
layer around everything else, which notes whose request it is (vidol.studio.sessions) for what comes
behind it.

What asks for the show's time needs a token, on every address. What everybody may read without one
are the pages, empty as they are before they ask for something, and the documents of the API. Web
pages in the same browser are held off before that, by the Host header (against DNS rebinding), the
Origin header and what browsers say of a request's site (against requests across sites, which need
not be answered to cost something). There are no CORS headers: other sites have no business here.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vidol.core.endpoints import is_loopback
from vidol.studio.invitation import PARAMETER, Invitation
from vidol.studio.languages import LANGUAGE, asked_for, translated
from vidol.studio.limits import Buckets
from vidol.studio.refusal import Refused
from vidol.studio.sessions import Role, Sessions, unguessable

JSON_BYTES: Final = 256 << 10
UPLOAD_BYTES: Final = {
    "/api/knowledge": 33 << 20,
    "/api/parts": 33 << 20,
    "/api/character/bundle": 512 << 20,
    "/api/transcribe": 10 << 20,
    "/api/material/": 4 << 30,
}
"""The largest bodies, by path; everywhere else JSON_BYTES."""
_DRAINED: Final = 64 << 20
_RATE, _BURST = 30.0, 100.0
_PAGE_RATE, _PAGE_BURST = 60.0, 300.0
"""Of what everybody may read: a page comes with some tens of files."""
_FILE_RATE, _FILE_BURST = 300.0, 1000.0
"""Of the files that the owner sends for a dataset: a folder holds thousands."""
_COOKIE_SECONDS: Final = 30 * 24 * 3600
_FORWARDED: Final = ("x-forwarded-for", "x-real-ip", "forwarded", "via")
"""What a proxy leaves in a request that it passes on."""
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


def error_body(code: str, sentence: str) -> dict[str, Any]:
    """The one shape of every error, in the language of whoever is answered."""
    return {"error": {"code": code, "message": translated(sentence)}}


class Guard:
    """The layer."""

    def __init__(
        self, app: ASGIApp, sessions: Sessions, invitation: Invitation | None = None
    ) -> None:
        self._app, self._sessions, self._invitation = app, sessions, invitation
        self._rates, self._pages = Buckets(_RATE, _BURST), Buckets(_PAGE_RATE, _PAGE_BURST)
        self._files = Buckets(_FILE_RATE, _FILE_BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        asked = _Asked(scope, self._sessions)
        LANGUAGE.set(asked_for(asked.header("accept-language")))
        try:
            self._check_site(asked)
            self._check_rate(asked)
            if asked.guarded and not asked.socket:  # there the first message says who it is
                session = self._sessions.of(asked.token, asked.client, asked.kept)
                scope.setdefault("state", {})["session"] = session
        except Refused as refused:
            await _refuse(scope, receive, send, refused)
            return
        scope["client"] = (asked.client, asked.port)
        if asked.socket:
            await self._app(scope, receive, send)
            return
        owner = self._invited(asked)
        if owner is not None:
            await _answer_elsewhere(_dressed(send, None), f"/?token={quote(owner, safe='')}")
            return
        limit = next(
            (size for path, size in UPLOAD_BYTES.items() if scope["path"].startswith(path)),
            JSON_BYTES,
        )
        body = _Body(receive, _dressed(send, self._cookie(asked)), limit)
        await self._app(scope, body.receive, body.send)

    def _check_site(self, asked: _Asked) -> None:
        """Raises Refused for what comes by another name of this machine or of another site."""
        host, origin = asked.header("host"), asked.headers.get("origin")
        name = _split(f"//{host}", "host").hostname or ""
        if self._sessions.private and not is_loopback(name):
            raise Refused(
                403,
                "host",
                f"This studio is open to this machine only, and '{name[:80]}' is not a name of it:"
                " use 127.0.0.1 or localhost.",
            )
        if origin is not None and _split(origin, "origin").netloc.lower() != host.lower():
            raise Refused(403, "origin", f"A page of {origin[:80]} may not use this studio.")
        if origin is None and asked.site not in ("same-origin", "none") and not asked.followed:
            raise Refused(403, "origin", "A page of another site may not use this studio.")

    def _check_rate(self, asked: _Asked) -> None:
        """Raises Refused for somebody who asks too often.

        Who proves by something that nobody guesses who they are has a rate of their own. All others
        share that of the address that they connect from, before anything is said about their token:
        a guess counts whatever a request says of where it comes from.
        """
        if not asked.guarded:
            allowed = self._pages.take(asked.peer)
        elif asked.proven == "owner" and asked.path.startswith("/api/material/"):
            allowed = self._files.take(asked.client)
        elif asked.proven:
            whence = asked.peer if asked.socket else asked.client
            allowed = self._rates.take(f"{asked.proven} {whence}")
        else:
            allowed = self._rates.take(asked.peer)
        if not allowed:
            raise Refused(429, "too-many", "Too many requests: wait a moment.")

    def _invited(self, asked: _Asked) -> str | None:
        """The owner's token for the browser that vidol opened."""
        code = asked.query.get(PARAMETER)
        if self._invitation is None or code is None or asked.path != "/":
            return None
        came = self._invitation.accept(code, (asked.client, asked.port), asked.ours)
        return self._sessions.owner if came else None

    def _cookie(self, asked: _Asked) -> str | None:
        """The cookie for a page that was opened with a token, or says one."""
        if "token" not in asked.query and asked.path != "/api/session":
            return None
        value = self._sessions.pass_for(asked.token, asked.kept)
        if value is None:
            return None
        return (
            f"{self._sessions.cookie}={value}; Path=/; HttpOnly; SameSite=Strict;"
            f" Max-Age={_COOKIE_SECONDS}"
        )


class _Asked:
    """A request as far as it matters to who may make it. Reading it takes a time that grows no
    faster than its headers, which the server bounds.
    """

    def __init__(self, scope: Scope, sessions: Sessions) -> None:
        self.headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        self.path = str(scope["path"])
        self.socket = scope["type"] == "websocket"
        self.guarded = self.path.startswith(("/api", "/metrics"))
        """Whether this is more than a page or a document that everybody may read."""
        self.reads = not self.socket and scope["method"] in _SAFE
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        self.query = dict(reversed(parse_qsl(query)))  # of several, the first
        peer = scope.get("client") or ("?", 0)
        self.peer, self.port = str(peer[0]), int(peer[1])
        """Who connects, and from which port."""
        self.ours = int((scope.get("server") or ("", 0))[1] or 0)
        self.client = self._came_from()
        self.token = self._bearer() or self.query.get("token")
        # a cookie alone changes nothing: any server of this machine may have been sent it
        self.kept = cookie(self.header("cookie"), sessions.cookie)
        self.proven = self._proven(sessions)
        if not self.reads and not self.socket:
            self.kept = None

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    @property
    def site(self) -> str:
        """What a browser says of whose page asks; others say nothing."""
        return self.headers.get("sec-fetch-site", "same-origin")

    @property
    def followed(self) -> bool:
        """Whether this is a link to a page that somebody followed."""
        whole = self.header("sec-fetch-dest") == "document"
        return self.reads and whole and not self.guarded

    def _came_from(self) -> str:
        """The address that this comes from: of what a proxy on this machine passes on, what it says
        last; and nothing that is this machine where it does not say.
        """
        if not is_loopback(self.peer) or not any(map(self.header, _FORWARDED)):
            return self.peer
        said = self.header("x-forwarded-for") or self.header("x-real-ip")
        return said.rpartition(",")[2].strip()[:60] or "?"

    def _bearer(self) -> str | None:
        word, _, token = self.header("authorization").partition(" ")
        return token.strip() or None if word.lower() == "bearer" else None

    def _proven(self, sessions: Sessions) -> Role | None:
        """Who this is beyond doubt: by a token that nobody finds by trying, or by a pass that says
        the same as the token.
        """
        role = sessions.role(self.token)
        if self.token is not None and role is not None and unguessable(self.token):
            return role
        passed = sessions.passed(self.kept)
        return passed if self.token is None or passed == role else None


def _split(address: str, header: str) -> SplitResult:
    """Raises Refused for an address that is none."""
    try:
        return urlsplit(address)
    except ValueError as error:
        raise Refused(
            400, header, f"The header {header.capitalize()} does not hold an address."
        ) from error


def cookie(header: str, name: str) -> str | None:
    """The value of a cookie of a Cookie header, None where there is none of that name."""
    for pair in header.split(";"):
        found, _, value = pair.partition("=")
        if found.strip() == name:
            return value.strip()
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


def _dressed(send: Send, cookie: str | None) -> Send:
    """Add the headers that every answer has, and the cookie where an answer is a good one."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", [])}
            added = [header for header in _HEADERS if header[0] not in own]
            message["headers"] = [*message.get("headers", []), *added]
            if cookie and message["status"] == 200:
                message["headers"].append((b"set-cookie", cookie.encode("ascii")))
        await send(message)

    return sent


async def _answer_elsewhere(send: Send, where: str) -> None:
    """Send a browser on to another address of ours."""
    headers = [
        (b"location", where.encode("ascii")),
        (b"content-length", b"0"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(scope: Scope, receive: Receive, send: Send, refused: Refused) -> None:
    if scope["type"] == "websocket":
        await receive()
        reason = translated(refused.sentence)[:40]  # 123 bytes at most
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
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
