"""Routes: talking with her, and the socket."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket

from vidol.core.acts import EMOTIONS, GESTURES
from vidol.show.scenes import BACKGROUNDS, FRAMINGS
from vidol.studio.desk import Desk
from vidol.studio.models import (
    Acting,
    Begun,
    Interrupted,
    Interrupting,
    Question,
    Scenes,
    Setting,
    Speech,
)
from vidol.studio.sockets import Sockets


def routes(desk: Desk, sockets: Sockets) -> APIRouter:
    """All of them."""
    router, show = APIRouter(tags=["talk"]), desk.show

    @router.post("/api/ask", summary="Ask her something")
    async def ask(question: Question) -> Begun:
        """She answers when what is being said is over, or at once with `behaviour` "interrupt". The
        answer comes over the socket and in `/api/turns`.
        """
        return Begun(turn=show.ask(question.text, name=question.name, behaviour=question.behaviour))

    @router.post("/api/say", summary="Have her say something")
    async def say(speech: Speech) -> Begun:
        """The text may hold the directions of a script: emotions, gestures, pauses, languages,
        readings.
        """
        return Begun(
            turn=show.say(
                speech.text,
                language=speech.language,
                behaviour=speech.behaviour,
                priority=speech.priority,
                owner=speech.owner,
            )
        )

    @router.post("/api/interrupt", summary="Silence her")
    async def interrupt(whose: Interrupting | None = None) -> Interrupted:
        """Ends what she says and drops what waits."""
        return Interrupted(interrupted=show.interrupt(whose.owner if whose else None))

    @router.post("/api/act", summary="Make a gesture or change the emotion", status_code=204)
    async def act(acting: Acting) -> None:
        show.act(acting.name)

    @router.post("/api/scene", summary="Change the background or the framing", status_code=204)
    async def scene(setting: Setting) -> None:
        show.scene(setting.background, setting.framing)

    @router.get(
        "/api/scenes", summary="Backgrounds, framings, emotions and gestures to choose from"
    )
    async def scenes() -> Scenes:
        return Scenes(
            backgrounds=list(BACKGROUNDS),
            framings=list(FRAMINGS),
            emotions=list(EMOTIONS),
            gestures=list(GESTURES),
        )

    @router.websocket("/api/live")
    async def live(socket: WebSocket) -> None:
        await sockets.serve(socket, show)

    return router
