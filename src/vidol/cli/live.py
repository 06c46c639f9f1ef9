"""``vidol live``: a character on air, in a studio in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidol.cli.console.arguments import CharacterFile

if TYPE_CHECKING:
    from vidol.studio.sessions import Tokens


def live(
    character: CharacterFile,
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
            help="The owner's token, who may do everything; beyond the loopback address, and beside"
            " the tokens of others, one is made up otherwise.",
            show_default=False,
        ),
    ] = None,
    operator_token: Annotated[
        str | None,
        typer.Option(
            help="A token for operators: they talk with her, direct and record her, and change"
            " nothing.",
            show_default=False,
        ),
    ] = None,
    viewer_token: Annotated[
        str | None,
        typer.Option(help="A token for viewers: they watch and ask.", show_default=False),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the studio in a browser.")
    ] = True,
    size: Annotated[int, typer.Option(help="Side of the pictures in pixels, 64 to 1080.")] = 512,
    background: Annotated[
        str | None,
        typer.Option(
            help="Where she is: studio, night sky, window light, bokeh,"
            " sunset, stage, spring, cozy, a colour, or two of them as in 'pink to white'.",
            show_default=False,
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
    platform: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:TARGET]",
            help="Where else viewers write, as comment-hub:ws://127.0.0.1:11180/sub; may be given"
            " several times. `vidol plugins` lists what there is.",
            show_default=False,
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            help="Which lines she answers: a TOML or JSON file of docs/audience.md.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Put CHARACTER on air and open the studio, where you talk with her, change her and record her.
    Ctrl-C ends the show.
    """
    import sys
    import webbrowser

    import vidol
    from vidol.audience.rules import Rules
    from vidol.cli.main import INTERRUPTED
    from vidol.show.picture.scenes import DEFAULT

    loaded = vidol.load(character)
    tokens = _tokens(host, token, operator_token, viewer_token)

    def ready(taken: int) -> None:
        address = _address(host, taken)
        own = _link(address, tokens.owner)
        print(f"{loaded.name} is live at {own}  (Ctrl-C ends the show)", flush=True)
        for whose, given in (("operators", tokens.operator), ("viewers", tokens.viewer)):
            if given:
                print(f"  for {whose}: {_link(address, given)}", flush=True)
        if browser:
            webbrowser.open(own)

    try:
        vidol.live(
            loaded,
            path=character,
            host=host,
            port=port,
            tokens=tokens,
            size=size,
            background=background or DEFAULT,
            outputs=output or [],
            platforms=platform or [],
            rules=Rules.read(rules) if rules else None,
            recordings=recordings,
            training=training,
            ready=ready,
        )
    except KeyboardInterrupt:
        print(f"{loaded.name} is off air.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


def _tokens(host: str, owner: str | None, operator: str | None, viewer: str | None) -> Tokens:
    """Where anybody is asked for a token, the owner has one."""
    import secrets

    from vidol.core.endpoints import is_loopback
    from vidol.studio.sessions import Tokens

    asked = not is_loopback(host) or operator is not None or viewer is not None
    return Tokens(owner or (secrets.token_urlsafe(16) if asked else None), operator, viewer)


def _address(host: str, port: int) -> str:
    name = "127.0.0.1" if host in {"0.0.0.0", "localhost"} else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}/"


def _link(address: str, token: str | None) -> str:
    from urllib.parse import quote

    return f"{address}?token={quote(token, safe='')}" if token else address
