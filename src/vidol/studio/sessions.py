"""Who is connected, and what each may do.

A *viewer* watches and asks, an *operator* runs the show, the *owner* changes who performs, what
lies on this machine and what it computes; each may do all that those before it may. The one table
of which role something needs is MAY. What it does not name is the owner's.

Everybody needs a token, on this machine too: other people and programs may use it as well. Where
nobody gave one, the owner's is that of this person on this machine (vidol.studio.own_token). A
browser also keeps a *pass* as a cookie, for pictures and downloads, which it asks for without the
page's help. Cookies do not know ports, so that whatever else listens on this machine may be sent
one: a pass only reads, and says nothing of the token that it was made of.

Approving endpoints and storing keys asks for more than a role: that is done from this machine
(vidol.studio.routes.endpoints).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal, get_args

from fastapi import Depends
from starlette.requests import HTTPConnection

from vidol.core.endpoints import is_loopback
from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.studio.refusal import Refused
from vidol.studio.store import Store

Role = Literal["viewer", "operator", "owner"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may do what those before it may."""

MAY: Final[dict[Role, tuple[str, ...]]] = {
    "viewer": (
        "GET /api/session", "GET /api/scenes", "GET /api/frame.png", "GET /api/background.jpg",
        "GET /api/health", "GET /metrics", "POST /api/ask", "GET /api/cards",
        "ask to queue",
        "join", "ask", "pictures", "played", "answered", "stats",
    ),
    "operator": (
        "POST /api/say", "POST /api/interrupt", "POST /api/act", "POST /api/scene",
        "GET /api/turns", "GET /api/stats", "GET /api/sessions", "POST /api/transcribe",
        "GET /api/audience", "PUT /api/audience/rules", "POST /api/audience/say",
        "GET /api/character", "GET /api/parts", "GET /api/knowledge", "POST /api/test",
        "GET /api/recordings", "POST /api/recordings", "POST /api/recordings/stop",
        "GET /api/recordings/{name}", "POST /api/recordings/{name}/film",
        "GET /api/recordings/{name}/film", "POST /api/recordings/{name}/film/stop",
        "GET /api/jobs",
        "ask to interrupt", "ask to replace",
        "say", "interrupt", "act",
    ),
    "owner": (
        "PATCH /api/character", "POST /api/character", "POST /api/character/save",
        "GET /api/character/bundle", "PUT /api/character/bundle",
        "POST /api/parts/{kind}/files", "DELETE /api/parts/{kind}/files/{name:path}",
        "POST /api/knowledge", "DELETE /api/knowledge/{name:path}",
        "GET /api/looks", "GET /api/looks/fields", "POST /api/looks/picture",
        "GET /api/looks/{seed}.webp", "POST /api/language-model/check",
        "DELETE /api/recordings/{name}",
        "POST /api/datasets", "GET /api/datasets/{name}", "DELETE /api/datasets/{name}",
        "POST /api/datasets/{name}/prepare", "GET /api/datasets/{name}/sheets/{sheet}",
        "PUT /api/material/{name}/{file:path}",
        "GET /api/training", "POST /api/training", "GET /api/training/{name}",
        "POST /api/training/{name}/resume", "POST /api/training/{name}/stop",
        "GET /api/training/{name}/files/{file:path}",
        "GET /api/training/{name}/pictures/{seed}.png",
        "PUT /api/training/{name}/ratings/{seed}",
    ),
}  # fmt: skip
"""What each role may besides what the ones before it may: routes by method and path, messages of
the socket by type, and what a question may do with what is being said.
"""

_NEEDED: Final[dict[str, Role]] = {what: role for role, named in MAY.items() for what in named}
_CALLED: Final[dict[Role, str]] = {
    "viewer": "viewers",
    "operator": "operators",
    "owner": "the owner",
}
_TOKEN_LENGTH: Final = 200
_LONG, _VARIED = 20, 10
_ROUNDS: Final = 100_000
"""Of PBKDF2: so that who has a pass does not guess the token of it by trying (some 30 ms each)."""
_COLLECTION: Final = "sessions"


def needed(what: str) -> Role:
    """The role that a route, a message or a behaviour needs, by its name in MAY."""
    return _NEEDED.get(what, "owner")


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who asks something of the studio."""

    role: Role
    here: bool
    """From the machine that vidol runs on."""

    def may(self, what: str) -> bool:
        """Whether the role is enough for it."""
        return self.at_least(needed(what))

    def at_least(self, role: Role) -> bool:
        """Whether it is this role or one that may more."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def check(self, what: str) -> None:
        """Raises Refused, which names the role that is needed, for what this one may not do."""
        self.require(needed(what))

    def require(self, role: Role) -> None:
        """Raises Refused for one who is not at least `role`."""
        if not self.at_least(role):
            raise Refused(
                403,
                "role",
                f"This is for {_CALLED[role]}, and your token is of the role {self.role}: open the"
                f" address that `vidol live` printed for {_CALLED[role]}.",
            )


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token of each role. Raises InputError for tokens that cannot tell people apart, and for
    none of the owner's.
    """

    owner: str | None = None
    operator: str | None = None
    viewer: str | None = None
    private: bool = False
    """Whether this is for one person at this machine: then the studio answers to the names of the
    loopback address alone.
    """

    def __post_init__(self) -> None:
        given = [token for role in ROLES if (token := self.get(role)) is not None]
        if any(not token or len(token) > _TOKEN_LENGTH for token in given):
            raise InputError(f"A token has 1 to {_TOKEN_LENGTH} characters: give another.")
        if len(set(given)) < len(given):
            raise InputError(
                "Two roles have the same token, so that nobody could tell them apart: give each"
                " one of its own."
            )
        if self.owner is None:
            raise InputError("The owner needs a token, beside whatever others have: give one.")

    def get(self, role: Role) -> str | None:
        """The token of a role."""
        token: str | None = getattr(self, role)
        return token

    def of(self, given: str | None) -> Role | None:
        """Whose token this is. Takes the same time for every token that is nobody's."""
        return _whose(given, {role: self.get(role) for role in ROLES})


def unguessable(token: str) -> bool:
    """Whether a token is one that nobody finds by trying, as those that are made up are."""
    return len(token) >= _LONG and len(set(token)) >= _VARIED


def _whose(given: str | None, held: Mapping[Role, str | None]) -> Role | None:
    """Whose secret this is, in the same time for every one that is nobody's."""
    found: Role | None = None
    for role, secret in held.items():
        if (
            secret is not None
            and given is not None
            and secrets.compare_digest(given.encode(), secret.encode())
        ):
            found = role
    return found


@dataclass(frozen=True, slots=True)
class Connected:
    """A session that holds a socket open."""

    name: str
    role: Role
    here: bool
    language: Language
    since: float
    """Seconds since 1970."""


class Sessions:
    """Finds out who somebody is, and knows who is connected."""

    def __init__(self, tokens: Tokens, store: Store) -> None:
        self._tokens, self._store = tokens, store
        self._passes = {role: _pass(tokens.get(role)) for role in ROLES}

    @property
    def private(self) -> bool:
        """Whether only names of the loopback address are answered to."""
        return self._tokens.private

    @property
    def owner(self) -> str:
        """The owner's token."""
        assert self._tokens.owner is not None, "Tokens have the owner's"
        return self._tokens.owner

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a pass. Of two studios with different tokens on one
        machine neither takes the other's away.
        """
        owner = self._passes["owner"] or ""
        return f"vidol_{hashlib.sha256(owner.encode()).hexdigest()[:8]}"

    def role(self, token: str | None) -> Role | None:
        """Whose token this is."""
        return self._tokens.of(token)

    def passed(self, kept: str | None) -> Role | None:
        """Whose pass this is."""
        return _whose(kept, self._passes)

    def of(self, token: str | None, client: str, kept: str | None = None) -> Session:
        """Who comes from the address `client` with this token, or without any with the pass `kept`,
        where that is enough. Raises Refused for neither, and for a wrong token.
        """
        role = self.role(token) if token is not None else self.passed(kept)
        if role is None:
            raise Refused(
                401,
                "token",
                "This studio asks for its token: open the address that `vidol live` printed, or"
                " send  Authorization: Bearer TOKEN.",
            )
        return Session(role, is_loopback(client))

    def pass_for(self, token: str | None, kept: str | None) -> str | None:
        """The pass that a browser which came with `token` and has `kept` is to keep from now on,
        None for that which it has: a link for viewers does not take the owner's away.
        """
        role, before = self.role(token), self.passed(kept)
        if role is None or role == before:
            return None
        if before is not None and ROLES.index(role) < ROLES.index(before):
            return None
        return self._passes[role]

    async def begin(self) -> None:
        """Forget who was connected to a studio that ended before it could."""
        for name, _ in await self._store.list(_COLLECTION):
            await self._store.delete(_COLLECTION, name)

    async def opened(self, session: Session, language: Language) -> Connected:
        """Note that somebody holds a socket open."""
        connected = Connected(
            secrets.token_hex(8), session.role, session.here, language, time.time()
        )
        await self._store.put(_COLLECTION, connected.name, asdict(connected))
        return connected

    async def closed(self, connected: Connected) -> None:
        """Note that the socket is closed."""
        await self._store.delete(_COLLECTION, connected.name)

    async def connected(self) -> Sequence[Connected]:
        """Who holds a socket open, in the order in which they came."""
        found = [Connected(**record) for _, record in await self._store.list(_COLLECTION)]
        return sorted(found, key=lambda one: one.since)


def _pass(token: str | None) -> str | None:
    """What a browser keeps of a token."""
    if token is None:
        return None
    return hashlib.pbkdf2_hmac("sha256", token.encode(), b"vidol pass", _ROUNDS).hex()


def session_of(connection: HTTPConnection) -> Session:
    """Whose request this is, as the guard found out (vidol.studio.security)."""
    found = connection.scope["state"]["session"]
    assert isinstance(found, Session)
    return found


Who = Annotated[Session, Depends(session_of)]
"""A parameter of a route: whose request it is."""


async def permitted(connection: HTTPConnection) -> None:
    """A dependency of every route: raises Refused for a request of somebody who may not make it.
    The socket's question is answered when its first message has come.
    """
    if connection.scope["type"] == "http":
        route = connection.scope["route"]
        session_of(connection).check(f"{connection.scope['method']} {route.path}")
