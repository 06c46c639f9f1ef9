"""The inlet: where messages of viewers come from. Found by the entry-point group
``vidol.platforms``, vidol's own (`web`, `comment-hub`) like anyone's.

An entry point is called with what the user named (``vidol live --platform file:chat.txt`` calls
`file` with ``chat.txt``; "" where nothing follows the name) and returns an inlet. It raises
InputError for a target that cannot be, and opens nothing yet.

Members that an inlet may have beside those of the protocol:

``async say(text: str, to: str = "") -> None``
    write into the platform's chat; `to` is a message's `reply_to`, to answer its author.
``private: bool``
    True where what is said to a `reply_to` reaches that viewer alone: then viewers are told there
    why a line of theirs was not answered.
``connected: bool``
    whether messages can come now. Without it, an inlet counts as connected from its first message.
``health() -> str``
    what is amiss in one sentence, "" if nothing is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Protocol, cast

from vidol.audience.message import Message
from vidol.core import plugins
from vidol.core.errors import InputError, VidolError

GROUP = "vidol.platforms"


class Inlet(Protocol):
    """Messages of one platform, channel or hub."""

    def messages(self) -> AsyncIterator[Message]:
        """Connect, and give messages as they come. How it ends says what follows: it returns when
        nothing more will come; it raises a vidol.core.errors.VidolError when a person has to do
        something first; any other exception means that the connection is lost, and it is called
        again after a while.
        """
        ...

    async def close(self) -> None:
        """Let go of everything. An iteration that is under way ends. May be called twice."""
        ...


def open_inlet(word: str) -> Inlet:
    """The inlet of ``NAME`` or ``NAME:TARGET``.

    Raises InputError for a name that no plug-in has (naming the nearest), a package that cannot be
    imported, and a target that the plug-in does not take.
    """
    name, _, target = word.partition(":")
    make = plugins.load(GROUP, name)
    try:
        inlet = make(target)
    except VidolError:
        raise
    except Exception as error:
        told = " ".join(str(error).split()) or "no reason given"
        raise InputError(
            f"The platform '{name}' does not take '{target}' ({type(error).__name__}: {told}): see"
            " its documentation."
        ) from error
    for member in ("messages", "close"):
        if not callable(getattr(inlet, member, None)):
            raise InputError(
                f"The platform '{name}' is no inlet: it has no {member}(), which docs/audience.md"
                " asks for."
            )
    return cast("Inlet", inlet)


def open_inlets(words: Iterable[str]) -> dict[str, Inlet]:
    """Inlets by the words that name them. Raises InputError as `open_inlet` does, and for a word
    that is given twice.
    """
    inlets: dict[str, Inlet] = {}
    for word in words:
        if word in inlets:
            raise InputError(f"The platform '{word}' is given twice: leave one of them out.")
        inlets[word] = open_inlet(word)
    return inlets
