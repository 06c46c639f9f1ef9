"""Routes: who asks, and who is connected."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vidol.studio.sessions import Connected, Role, Sessions, Who


class SessionView(BaseModel):
    """Who asks."""

    role: Role
    here: bool = Field(
        description="Whether from the machine that vidol runs on: endpoints are approved and keys"
        " stored from there alone."
    )


class SessionList(BaseModel):
    """Who holds a socket open."""

    sessions: list[Connected]


def routes(sessions: Sessions) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["sessions"])

    @router.get("/api/session", summary="Who you are here: your role")
    async def own(who: Who) -> SessionView:
        return SessionView(role=who.role, here=who.here)

    @router.get("/api/sessions", summary="Who is connected")
    async def every() -> SessionList:
        return SessionList(sessions=list(await sessions.connected()))

    return router
