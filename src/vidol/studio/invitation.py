"""How the browser that vidol opens comes by the token.

An address that a program is started with can be read by everybody on the machine (as `ps` shows
it). So the browser is given one with an *invitation*: good once, for a minute, on this machine, and
where the system tells (Linux) only for the person who started vidol. The studio answers it with the
address that has the token.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Final

from vidol.core.endpoints import is_loopback

PARAMETER: Final = "invitation"
"""Of the address."""
SECONDS: Final = 60.0
_TABLES: Final = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_FROM, _TO, _PERSON = 1, 2, 7  # columns: addresses of both ends, the number of the person


class Invitation:
    """One that can be taken up once."""

    def __init__(self) -> None:
        self.code = secrets.token_urlsafe(24)
        self._until = 0.0

    def begin(self) -> None:
        """Let it be taken up from now on."""
        self._until = time.monotonic() + SECONDS

    def accept(self, code: str, client: tuple[str, int], port: int) -> bool:
        """Whether who comes from the address and port `client` to our `port` with this code is whom
        vidol invited. It is used up by that, and by nobody else.
        """
        if time.monotonic() > self._until or not is_loopback(client[0]):
            return False
        if not secrets.compare_digest(code.encode(), self.code.encode()):
            return False
        if not _is_ours(client[1], port):
            return False
        self._until = 0.0
        return True


def _is_ours(theirs: int, ours: int) -> bool:
    """Whether the connection from their port of this machine to ours is of the person who runs
    vidol, as far as the system tells. The system's own (0) is let in too: it could read the token
    anyway, and passes on what comes from outside of a virtual machine.
    """
    if sys.platform != "linux":
        return True
    people = set[int]()
    for table in _TABLES:
        people |= _people(table, theirs, ours)
    return people <= {os.getuid(), 0}


def _people(table: Path, theirs: int, ours: int) -> set[int]:
    """Whose the connections between two ports are, of one of the system's tables."""
    try:
        lines = table.read_text("ascii").splitlines()[1:]
    except (OSError, ValueError):
        return set()
    found = set[int]()
    for line in lines:
        columns = line.split()
        if _port(columns[_FROM]) == theirs and _port(columns[_TO]) == ours:
            found.add(int(columns[_PERSON]))
    return found


def _port(address: str) -> int:
    """Of an address as the tables write it, in hexadecimal."""
    return int(address.rpartition(":")[2], 16)
