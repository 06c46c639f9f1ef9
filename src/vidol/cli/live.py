"""``vidol live``: a character on air, in a studio in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def live(
    character: Annotated[
        Path, typer.Argument(help="The character's bundle, a file that ends in .vidol.")
    ],
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8420,
    host: Annotated[
        str,
        typer.Option(
            help="The address to listen on. Any but the loopback address asks viewers for a token."
        ),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            help="The token to ask for; beyond the loopback address one is made up otherwise.",
            show_default=False,
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the studio in a browser.")
    ] = True,
    size: Annotated[int, typer.Option(help="Side of the pictures in pixels, 64 to 1080.")] = 512,
    background: Annotated[
        str | None,
        typer.Option(
            help="Where she is: a background of docs/scripts.md or a colour.", show_default=False
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            help="Where else the show goes, NAME:TARGET, as film:show.mp4; may be repeated.",
            show_default=False,
        ),
    ] = None,
    recordings: Annotated[Path, typer.Option(help="The folder for recordings.")] = Path(
        "recordings"
    ),
    training: Annotated[
        Path, typer.Option(help="The folder with datasets and trained models.")
    ] = Path(),
) -> None:
    """Put CHARACTER on air and open the studio, where you talk with her, change her and record her.
    Ctrl-C ends the show.
    """
    import asyncio
    import secrets
    import sys
    import webbrowser
    from urllib.parse import quote

    import vidol
    from vidol.cli.main import INTERRUPTED
    from vidol.show.picture.scenes import DEFAULT
    from vidol.studio.security import is_loopback
    from vidol.studio.server import bound, serve

    loaded = vidol.load(character)
    asked = token or (None if is_loopback(host) else secrets.token_urlsafe(16))
    listener = bound(host, port)
    name = "127.0.0.1" if host in {"0.0.0.0", "localhost"} else f"[{host}]" if ":" in host else host  # noqa: S104
    address = f"http://{name}:{listener.getsockname()[1]}/" + (
        f"?token={quote(asked, safe='')}" if asked else ""
    )

    def ready() -> None:
        print(f"{loaded.name} is live at {address}  (Ctrl-C ends the show)", flush=True)
        if browser:
            webbrowser.open(address)

    show = serve(
        loaded,
        character,
        listener,
        token=asked,
        size=size,
        background=background or DEFAULT,
        outputs=output or [],
        recordings=recordings,
        training=training,
        ready=ready,
    )
    try:
        asyncio.run(show)
    except KeyboardInterrupt:
        print(f"{loaded.name} is off air.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
