"""Whom this machine may talk to: endpoints that its person approved, and the keys for them.

A character names endpoints (a language model, transcription), and characters come from strangers.
So nothing is sent to an endpoint, not a word of a conversation and no key, before the person at
this machine has approved its origin (scheme, host and port). That holds for loopback too: a
stranger's bundle must not make vidol talk to whatever listens there. Keys never travel in a bundle.
They are kept per origin in ``endpoints.json``, readable by its owner alone, in the platform's
config folder (or the folder that VIDOL_CONFIG names), or come from the environment: VIDOL_LLM_KEY
goes to origins that were approved with `environment_key`, and to VIDOL_LLM_ORIGIN, which it
approves (for containers, where nobody types).

    approve(origin("http://127.0.0.1:11434/v1"))
    store_key("https://api.openai.com", "sk-...")

Sends nothing itself: the rooms that know a protocol do, with `headers` and the client of
vidol.core.transport.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import threading
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing

KEY: Final = "VIDOL_LLM_KEY"
ORIGIN: Final = "VIDOL_LLM_ORIGIN"
CONFIG: Final = "VIDOL_CONFIG"
FORMAT: Final = "endpoint"
"""The ``format`` of an `Address` in JSON schema."""
_MAX_KEY: Final = 500
_HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x20\x7f]")
_PORTS: Final = {"http": 80, "https": 443}
_changing = threading.Lock()


def origin(url: str) -> str:
    """Scheme, host and port of `url`, as the approvals name it: ``http://127.0.0.1:11434``.

    Raises InputError for what is not an http or https address of a host, or carries a user name or
    password.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InputError(
            f"'{url[:100]}' is not an address: {error}. Write it as in http://127.0.0.1:11434/v1."
        ) from error
    if parts.scheme not in _PORTS or not host:
        raise InputError(
            f"'{url[:100]}' is not an http or https address; write it as in"
            " http://127.0.0.1:11434/v1."
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(
            "An address must not carry a user name or password; store the key on this machine"
            " instead."
        )
    # Standards of international names disagree (faß.de is fass.de in IDNA 2003 and xn--fa-hia.de
    # in 2008): what is approved must be what is asked.
    if not _HOST.fullmatch(host):
        raise InputError(
            f"The host of the address '{url[:100]}' must be plain letters, digits, dots and"
            " hyphens; an international name has a form that begins with xn--."
        )
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, _PORTS[parts.scheme]):
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}"


def _address(url: str) -> str:
    try:
        origin(url)
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from error
    parts = urlsplit(url)
    after_path = parts.query or parts.fragment
    if after_path or _UNPRINTABLE.search(url):
        raise ValueError(
            "an address ends with its path, without ?, # or spaces, as in http://127.0.0.1:11434/v1"
        )
    return url.rstrip("/")


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    AfterValidator(_address),
    Field(json_schema_extra={"format": FORMAT}),
]
"""The base of an OpenAI-compatible API, for pydantic models.

http or https, without credentials, query or fragment. In settings of a plug-in it is shown with
its approval, and a key may be kept for it.
"""


def approve(where: str, *, environment_key: bool = False) -> None:
    """Let vidol talk to the origin of `where` from now on, on this machine.

    `environment_key`: VIDOL_LLM_KEY may go there too. Say so only where the person typed the
    address: one who exported a key for one provider and says yes to a bundle's endpoint did not
    mean to send it there.

    Raises InputError for what is no address, OutputError when the file cannot be written.
    """
    with _changing:
        held = _read()
        known = held["approved"].get(origin(where), {})
        held["approved"][origin(where)] = {
            "environment_key": environment_key or known.get("environment_key", False)
        }
        _write(held)


def approved(where: str) -> bool:
    """Whether the person at this machine approved the origin of `where`."""
    return origin(where) == _from_environment() or origin(where) in _read()["approved"]


def approvals() -> dict[str, bool]:
    """The origins that are approved on this machine, and whether a key goes to each."""
    held = _read()["approved"]
    places = sorted({*held, *filter(None, [_from_environment()])})
    return {place: bool(key_for(place)) for place in places}


def revoke(where: str) -> None:
    """Forget the approval of an origin, and its key."""
    with _changing:
        held = _read()
        held["approved"].pop(origin(where), None)
        held["keys"].pop(origin(where), None)
        _write(held)


def store_key(where: str, key: str | None) -> None:
    """Keep the key for the origin of `where` on this machine; None or "" forgets it.

    Raises InputError for a key that no HTTP header can hold, OutputError when the file cannot be
    written.
    """
    key = (key or "").strip()
    if key and not _is_key(key):
        raise InputError(
            f"That is not a key: it must be at most {_MAX_KEY} printable ASCII characters."
        )
    with _changing:
        held = _read()
        if key:
            held["keys"][origin(where)] = key
        else:
            held["keys"].pop(origin(where), None)
        _write(held)


def key_for(where: str) -> str:
    """The key to send to the origin of `where`; empty where it has none or is not approved."""
    place, held = origin(where), _read()
    if not approved(place):
        return ""
    stored = held["keys"].get(place, "")
    if stored:
        return str(stored)
    if place == _from_environment() or held["approved"].get(place, {}).get("environment_key"):
        return os.environ.get(KEY, "").strip()
    return ""


def _is_key(key: str) -> bool:
    printable = key.isascii() and key.isprintable()
    return printable and len(key) <= _MAX_KEY


def is_loopback(host: str) -> bool:
    """Whether a host, by name or by address (of version 6 with its brackets or without), can be
    reached from this machine alone.
    """
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def headers(where: str) -> dict[str, str]:
    """What a request to an approved endpoint carries: its key, if there is one.

    Raises InputError when the origin is not approved, or its key cannot be sent. Every request goes
    through here.
    """
    if not approved(where):
        raise InputError(
            f"{origin(where)} is not approved on this machine, so nothing is sent to it; approve it"
            f" in the studio, or with  vidol edit FILE.vidol --llm {where}"
        )
    key = key_for(where)
    if key and not _is_key(key):
        raise InputError(
            f"The key for {origin(where)} is none: it must be at most {_MAX_KEY} printable ASCII"
            f" characters (see {KEY})."
        )
    return {"Authorization": f"Bearer {key}"} if key else {}


def config_file() -> Path:
    """Where approvals and keys are kept."""
    import platformdirs

    folder = os.environ.get(CONFIG) or platformdirs.user_config_dir("vidol", appauthor=False)
    return Path(folder) / "endpoints.json"


def _from_environment() -> str:
    where = os.environ.get(ORIGIN, "").strip()
    return origin(where) if where else ""


def _read() -> dict[str, dict[str, Any]]:
    """What is kept; a file that cannot be read or is not what `_write` wrote approves nothing."""
    empty: dict[str, dict[str, Any]] = {"approved": {}, "keys": {}}
    try:
        held = json.loads(config_file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return empty
    if not isinstance(held, dict):
        return empty
    found = {name: held[name] if isinstance(held.get(name), dict) else {} for name in empty}
    found["approved"] = {
        name: about for name, about in found["approved"].items() if isinstance(about, dict)
    }
    return found


def _write(held: dict[str, dict[str, Any]]) -> None:
    path = config_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            path.chmod(0o600)  # `replacing` keeps the mode that the file has
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            f"The settings cannot be kept in {path.parent} ({why}): name another folder in"
            f" {CONFIG}."
        ) from error
    with replacing(path) as part:
        part.chmod(0o600)
        part.write_text(json.dumps(held, indent=1), "utf-8")
