"""Cards: what packages add to the studio's page, and how their code talks to the show.

A package offers one in the group of entry points ``vidol.cards``; the name on the left is its place
in addresses::

    [project.entry-points."vidol.cards"]
    notes = "vidol_show_notes.card:card"

Its page is one HTML file, shown in a frame that the browser locks up (the ``sandbox`` of HTML and
of its Content-Security-Policy): it reaches no other host, nothing of the studio's page, and of the
API only its own routes under ``/api/cards/NAME``. It asks for them with the object ``vidol``, which
the studio puts before its first script (card.js beside this file says what it has).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection

from vidol.core.errors import OutputError
from vidol.core.plugins import Plugin, Report, survey
from vidol.core.speech import LANGUAGES, Language
from vidol.show.live.show import LiveShow
from vidol.studio.sessions import Role

GROUP: Final = "vidol.cards"
POLICY: Final = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline';"
    " style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What the page of a card may: run what stands in it, and nothing else."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_BRIDGE: Final = Path(__file__).with_name("card.js")


@dataclass(frozen=True, slots=True)
class Card:
    """What a package's entry point offers."""

    title: Mapping[Language, str]
    """In every language of the studio's page: zh, ja and en."""
    page: Path
    """An HTML file that needs no other; read whenever it is shown."""
    router: APIRouter | None = None
    """Routes for the page, under /api/cards/NAME. They answer in JSON."""
    role: Role = "owner"
    """Who sees the card and may call its routes, and those who may more."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A card that a package brings, None with the problem where it does not load."""

    plugin: Plugin
    card: Card | None
    problem: str

    @property
    def name(self) -> str:
        return self.plugin.name


def installed() -> tuple[Installed, ...]:
    """All cards, in the order of their packages and names. One that fails keeps none from
    loading.
    """
    return tuple(map(_checked, survey(GROUP)))


def _checked(report: Report) -> Installed:
    plugin, card = report.plugin, report.found
    problem = report.problem
    if not problem and not isinstance(card, Card):
        problem = f"it is no vidol.studio.cards.Card but {type(card).__name__}"
    if not problem and not _NAME.fullmatch(plugin.name):
        problem = "its name must be small letters, digits, _ and -, at most 40"
    if isinstance(card, Card) and not problem and not all(map(card.title.get, LANGUAGES)):
        problem = f"its title must be given in {', '.join(LANGUAGES)}"
    return Installed(plugin, None if problem else card, problem)


def document(card: Card) -> str:
    """The HTML of a card's page, with the bridge to the studio before everything in it. Raises
    OutputError when its file is not there.
    """
    try:
        page = card.page.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise OutputError(
            f"The card's page {card.page} cannot be read: install its package again."
        ) from error
    # With a doctype of its own in front, so that a script before the page's does not change how
    # browsers set it.
    return f"<!doctype html><script>{_BRIDGE.read_text('utf-8')}</script>\n{page}"


def _show(connection: HTTPConnection) -> LiveShow:
    show = connection.app.state.show
    assert isinstance(show, LiveShow)
    return show


Show = Annotated[LiveShow, Depends(_show)]
"""A parameter of a card's route: the show that is on air."""
