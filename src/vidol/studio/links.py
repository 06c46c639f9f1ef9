"""The addresses of a studio, as they are printed and opened."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from vidol.studio.invitation import PARAMETER, Invitation
from vidol.studio.sessions import Tokens


def address(host: str, port: int) -> str:
    """Of the page, where the studio listens on `host`."""
    name = "127.0.0.1" if host in {"0.0.0.0", "localhost"} else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}/"


def link(address: str, token: str) -> str:
    """The page for who has a token."""
    return f"{address}?token={quote(token, safe='')}"


def invited(address: str, invitation: Invitation) -> str:
    """The page for the browser that is opened: whoever reads it finds no token."""
    return f"{address}?{PARAMETER}={invitation.code}"


def told(name: str, address: str, tokens: Tokens) -> Iterator[str]:
    """What `vidol live` prints when `name` is live, a line each."""
    assert tokens.owner is not None, "Tokens have the owner's"
    yield f"{name} is live at {link(address, tokens.owner)}  (Ctrl-C ends the show)"
    for whose, given in (("operators", tokens.operator), ("viewers", tokens.viewer)):
        if given:
            yield f"  for {whose}: {link(address, given)}"
