"""The owner's token of this person on this machine: made once, kept in a file that nobody else may
read, so that the address of a stage in OBS is the same for every show.

It opens studios on the loopback address alone. What is reached over a network, where others may
listen, has tokens of its own.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from vidol.core.endpoints import config_file, is_loopback
from vidol.core.errors import OutputError
from vidol.core.storage import replacing
from vidol.studio.sessions import Tokens, unguessable

_NAME: Final = "studio-token"
_BYTES: Final = 24
_LONGEST: Final = 200


def own_token() -> str:
    """The token, made now if there is none. One that others could read is replaced; where no file
    can be written it lasts for this call alone.
    """
    path = config_file().with_name(_NAME)
    token = _kept(path)
    if token is None:
        token = made_up()
        with contextlib.suppress(OutputError, OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)  # `replacing` keeps the mode that a file has
            with replacing(path) as part:
                part.chmod(0o600)
                part.write_text(token + "\n", "utf-8")
    return token


def tokens_for(
    host: str, owner: str | None = None, operator: str | None = None, viewer: str | None = None
) -> Tokens:
    """The tokens of a studio that listens on `host`: those that are given, and always the owner's.
    Who gives none and stays on this machine is alone with it.
    """
    alone = is_loopback(host) and owner is operator is viewer is None
    return Tokens(owner or (own_token() if alone else made_up()), operator, viewer, private=alone)


def made_up() -> str:
    """A new token, which nobody guesses."""
    return secrets.token_urlsafe(_BYTES)


def _kept(path: Path) -> str | None:
    """What the file holds, None where it holds no token or is not this person's alone."""
    try:
        with path.open(encoding="utf-8") as file:
            if sys.platform != "win32":
                about = os.fstat(file.fileno())
                if about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o077:
                    return None
            token = file.read(_LONGEST).strip()
    except (OSError, ValueError):
        return None
    return token if token.isascii() and token.isprintable() and unguessable(token) else None
