"""Routes: cards that installed packages add to the studio, their pages and their own routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.studio.cards import POLICY, Installed, document
from vidol.studio.languages import Said
from vidol.studio.sessions import Role, Who, session_of


class CardView(BaseModel):
    """A card that a package brings."""

    name: str
    package: str
    version: str
    title: dict[Language, str] = Field(description="Empty where the card does not load.")
    problem: Said = Field(description="Why it does not load; empty when it does.")


class CardList(BaseModel):
    cards: list[CardView]


def routes(cards: Sequence[Installed]) -> APIRouter:
    """The list of those that somebody may see."""
    router = APIRouter(tags=["cards"])

    @router.get("/api/cards", summary="What installed packages add to the studio")
    async def every(who: Who) -> CardList:
        seen = [one for one in cards if who.at_least(one.card.role if one.card else "owner")]
        return CardList(cards=[_view(one) for one in seen])

    return router


def pages(cards: Sequence[Installed]) -> APIRouter:
    """Their pages, which everybody may read as they may the studio's, and which can do nothing by
    themselves.
    """
    router = APIRouter(include_in_schema=False)
    known = {one.name: one.card for one in cards if one.card}

    @router.get("/cards/{name}")
    async def page(name: str) -> HTMLResponse:
        card = known.get(name)
        if card is None:
            raise InputError(f"No installed package brings a card '{name[:40]}'.")
        headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
        return HTMLResponse(document(card), headers=headers)

    return router


def own_routes(cards: Sequence[Installed]) -> APIRouter:
    """What the cards bring for their pages, for those who may see them."""
    router = APIRouter()
    for one in cards:
        if one.card and one.card.router:
            router.include_router(
                one.card.router,
                prefix=f"/api/cards/{one.name}",
                tags=["cards"],
                dependencies=[Depends(_for(one.card.role))],
            )
    return router


def _for(role: Role) -> Callable[[Request], Awaitable[None]]:
    """A dependency: raises Refused for who is not at least `role`."""

    async def permitted(request: Request) -> None:
        session_of(request).require(role)

    return permitted


def _view(one: Installed) -> CardView:
    return CardView(
        name=one.name,
        package=one.plugin.package,
        version=one.plugin.version,
        title=dict(one.card.title) if one.card else {},
        problem=one.problem,
    )
