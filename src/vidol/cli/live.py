"""``vidol live``: a character on air, in a studio in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidol.cli.console.arguments import CharacterFile, LabelPlace, labelled


def live(
    character: CharacterFile,
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8420,
    host: Annotated[
        str,
        typer.Option(
            help="The address to listen on; others than this machine reach any but the loopback"
            " address."
        ),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            envvar="VIDOL_TOKEN",
            help="The owner's token, who may do everything. Without it that of this person on this"
            " machine; beyond the loopback address, and beside the tokens of others, one is made up"
            " for the show.",
            show_default=False,
        ),
    ] = None,
    operator_token: Annotated[
        str | None,
        typer.Option(
            envvar="VIDOL_OPERATOR_TOKEN",
            help="A token for operators: they talk with the character, direct and record it, and"
            " change nothing.",
            show_default=False,
        ),
    ] = None,
    viewer_token: Annotated[
        str | None,
        typer.Option(
            envvar="VIDOL_VIEWER_TOKEN",
            help="A token for viewers: they watch and ask.",
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
            help="Where the show is set: studio, night sky, window light, bokeh,"
            " sunset, stage, spring, cozy, a colour, or two of them as in 'pink to white'.",
            show_default=False,
        ),
    ] = None,
    label: LabelPlace = None,
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
            help="Which lines are answered: a TOML or JSON file of docs/audience.md.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Put CHARACTER on air and open the studio, where you talk with the character, change it and
    record it.
    Ctrl-C ends the show.
    """
    import contextlib
    import sys
    import webbrowser

    import vidol
    from vidol.audience.rules import Rules
    from vidol.cli.main import INTERRUPTED
    from vidol.show.picture.scenes import DEFAULT
    from vidol.studio import links
    from vidol.studio.invitation import Invitation
    from vidol.studio.own_token import tokens_for

    loaded = labelled(vidol.load(character), character, label)
    tokens = tokens_for(host, token, operator_token, viewer_token)
    invitation = Invitation()

    def ready(taken: int) -> None:
        address = links.address(host, taken)
        for line in links.told(loaded.name, address, tokens):
            print(line, flush=True)
        if browser:
            invitation.begin()
            webbrowser.open(links.invited(address, invitation))

    try:
        vidol.live(
            loaded,
            path=character,
            host=host,
            port=port,
            tokens=tokens,
            size=size,
            background=background or DEFAULT,
            label=label,
            outputs=output or [],
            platforms=platform or [],
            rules=Rules.read(rules) if rules else None,
            recordings=recordings,
            training=training,
            ready=ready,
            invitation=invitation,
        )
    except (KeyboardInterrupt, SystemExit) as end:
        with contextlib.suppress(OSError):  # the terminal may be what was closed
            print(f"{loaded.name} is off air.", file=sys.stderr)
        code = INTERRUPTED if isinstance(end, KeyboardInterrupt) else end.code
        raise typer.Exit(int(code or 0)) from None
