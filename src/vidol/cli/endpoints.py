"""``vidol endpoints``: whom this machine may talk to, and how that is taken back."""

from __future__ import annotations

from typing import Annotated

import typer


def endpoints(
    revoke: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Withdraw the approval of an endpoint, and forget its key.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the endpoints that were approved on this machine.

    Characters name endpoints, of language models and transcription. Nothing is sent to one before
    somebody at this machine has approved it: in the studio, or by typing its address for `vidol
    edit`.
    """
    from vidol.core.endpoints import ORIGIN, approvals, approved, config_file, origin
    from vidol.core.endpoints import revoke as withdraw
    from vidol.core.errors import InputError

    if revoke is not None:
        if not approved(revoke):
            raise InputError(f"{origin(revoke)} is not approved on this machine.")
        withdraw(revoke)
        if approved(revoke):
            raise InputError(f"{origin(revoke)} is approved by {ORIGIN}: unset that.")
        typer.echo(f"{origin(revoke)}: withdrawn. Nothing is sent to it any more.")
        return
    known = approvals()
    for place, has_key in known.items():
        typer.echo(f"{place}  {'with a key' if has_key else 'without a key'}")
    if not known:
        typer.echo(f"none is approved ({config_file()})")
