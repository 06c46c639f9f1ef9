"""Running a studio: the show and the web server in one event loop, until somebody ends it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import uvicorn

from vidol.audience.inlet import Inlet, open_inlets
from vidol.audience.rules import Rules
from vidol.avatar import Character
from vidol.core.errors import InputError
from vidol.core.interruption import told_to_end
from vidol.media.visible_label import Place
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.show.picture.scenes import DEFAULT
from vidol.studio.app import Studio, application
from vidol.studio.cards import installed
from vidol.studio.connections import HttpConnection, SocketConnection, sparing_logs
from vidol.studio.history import History
from vidol.studio.invitation import Invitation
from vidol.studio.jobs import Jobs
from vidol.studio.links import address, told
from vidol.studio.material import Material
from vidol.studio.own_token import tokens_for
from vidol.studio.recordings import Recordings
from vidol.studio.sessions import Sessions, Tokens
from vidol.studio.sockets import MESSAGE_BYTES, Sockets
from vidol.studio.store import MemoryStore
from vidol.studio.trainings import Trainings
from vidol.studio.workshop import Workshop

SWITCH: Final = 0.001
"""Seconds that a thread may hold the interpreter (5 ms by default): ticks wait for it behind
drawing and speaking threads.
"""

_BACKLOG: Final = 64
"""Connections that wait to be accepted, and that are accepted at once."""
_KERNEL_BYTES: Final = 256 << 10
"""What the system may hold of what is sent to one viewer (Linux takes twice that, and up to 4 MiB
otherwise): pictures that wait there cannot be left out any more, however old they become.
"""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises InputError for a port that is taken and a host that is not of this
    machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # connections inherit it
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise InputError(
                f"Port {port} of {host} is taken, perhaps by a show that is live already: end that,"
                " or choose another with --port."
            ) from error
        if isinstance(error, OSError) and error.errno == errno.EACCES:
            raise InputError(
                f"Port {port} may not be used by this user: choose one above 1023 with --port."
            ) from error
        raise InputError(
            f"{host}:{port} cannot be listened on ({error}): give an address of this machine and a"
            " port from 0 to 65535."
        ) from error
    return listener


def live(
    character: Character,
    *,
    path: str | Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8420,
    tokens: Tokens | None = None,
    size: int = 512,
    background: str = DEFAULT,
    label: Place | None = None,
    outputs: Sequence[str] = (),
    platforms: Iterable[str] = (),
    rules: Rules | None = None,
    recordings: str | Path = "recordings",
    training: str | Path = ".",
    ready: Callable[[int], None] | None = None,
    invitation: Invitation | None = None,
) -> None:
    """Put a character on air and serve the studio until Ctrl-C, as `vidol live` does.

    `path` is the bundle that saving in the studio writes, ``NAME.vidol`` without it; `tokens` who
    may do what (none: whoever has the token of this person on this machine, and beyond the loopback
    address one that is made up);
    `size` the side of the pictures in pixels, 64 to 1080; `label` is where the label stands that
    people see, as the character has it if None; `outputs` and `platforms` are ``NAME:TARGET`` of
    plug-ins: where else the show goes, where else viewers write; `rules` choose what she answers.
    `ready` is called with the port when she is on air; without it the
    address is printed. `invitation` is for a browser that is opened with it.

    Raises InputError for what cannot be, and for a port that is taken; SystemExit when the process
    was told to end (SIGTERM, SIGHUP), when all is written.
    """
    allowed = tokens or tokens_for(host)
    inlets = open_inlets(name for name in platforms if name != "web")  # which is always there
    listener = bound(host, port)
    taken = int(listener.getsockname()[1])

    def on_air() -> None:
        if ready:
            ready(taken)
        else:
            lines = told(character.name, address(host, taken), allowed)
            sys.stdout.write("".join(f"{line}\n" for line in lines))
            sys.stdout.flush()

    show = serve(
        character,
        Path(path or f"{character.name}.vidol"),
        listener,
        tokens=allowed,
        size=size,
        background=background,
        label=label,
        recordings=Path(recordings),
        training=Path(training),
        ready=on_air,
        invitation=invitation,
        inlets=inlets,
        rules=rules,
        outputs=outputs,
    )
    ended_by = asyncio.run(show)
    if ended_by is not None:
        raise SystemExit(128 + ended_by)  # as shells count


class _Server(uvicorn.Server):
    """Leaves signals alone: at one, the show is ended first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def serve(
    character: Character,
    path: Path,
    listener: socket.socket,
    *,
    tokens: Tokens,
    size: int,
    background: str,
    recordings: Path,
    training: Path,
    ready: Callable[[], None],
    inlets: Mapping[str, Inlet] | None = None,
    rules: Rules | None = None,
    outputs: Sequence[str] = (),
    label: Place | None = None,
    invitation: Invitation | None = None,
) -> int | None:
    """Perform and serve until cancelled, or told to end by a signal, which is returned. `ready` is
    called when she is live. Viewers write in the pages and over `inlets`; `rules` choose what of it
    she answers. `outputs` are where else the show goes, NAME:TARGET; one that cannot be started
    ends it. `label` is where the label stands that people see.
    """
    sys.setswitchinterval(SWITCH)
    show = LiveShow(character, size=size, background=background, label=label)
    reception = Reception(show, open_inlets(["web"]) | dict(inlets or {}), rules)
    studio = await _made(show, reception, path, tokens, recordings, training)
    config = uvicorn.Config(
        application(studio, invitation),
        proxy_headers=False,  # what they say is weighed by the guard
        log_level="warning",
        access_log=False,
        lifespan="off",
        http=HttpConnection,
        ws=SocketConnection,
        backlog=_BACKLOG,
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,  # JPEG and speech do not compress
        ws_ping_interval=10,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=64 << 10,
    )
    server = _Server(config)
    performing = asyncio.create_task(show.run())
    watching = asyncio.create_task(studio.history.watch())
    receiving = asyncio.create_task(reception.run())
    serving = asyncio.create_task(server.serve([listener]))
    with told_to_end() as told, sparing_logs():
        try:
            on_air = asyncio.create_task(show.on_air())
            ends: list[asyncio.Future[Any]] = [performing, serving, told]
            # a voice that cannot be warmed is never on air
            await asyncio.wait([*ends, on_air], return_when=asyncio.FIRST_COMPLETED)
            if on_air.done():
                for output in outputs:
                    await show.add_output(output)
                ready()
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            on_air.cancel()
            if performing.done():
                performing.result()  # a show that ended by itself failed
        finally:
            server.should_exit = True
            beside = (performing, watching, receiving)
            for task in beside:
                task.cancel()
            # the record is ended at once, however long a training needs for its checkpoint
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(studio.jobs.close(), *beside, return_exceptions=True)
            await asyncio.gather(serving, return_exceptions=True)
        return told.result() if told.done() else None


async def _made(
    show: LiveShow,
    reception: Reception,
    path: Path,
    tokens: Tokens,
    recordings: Path,
    training: Path,
) -> Studio:
    store = MemoryStore()
    sessions = Sessions(tokens, store)
    jobs = Jobs(store)
    await sessions.begin()
    await jobs.begin()
    return Studio(
        show=show,
        reception=reception,
        workshop=Workshop(show, path),
        folder=path.parent,
        history=History(show, store),
        recordings=Recordings(recordings, jobs),
        trainings=Trainings(training, jobs),
        material=Material(training, jobs),
        jobs=jobs,
        sessions=sessions,
        sockets=Sockets(sessions, reception),
        cards=await asyncio.to_thread(installed),
    )
