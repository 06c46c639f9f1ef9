"""Routes: talking with her, and the socket."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, Field

from vidol.core.acts import EMOTIONS, GESTURES
from vidol.core.speech import Language
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.show.messages import Behaviour
from vidol.show.picture.scenes import BACKGROUNDS, FRAMINGS
from vidol.studio.models import Sent
from vidol.studio.sessions import Who
from vidol.studio.sockets import Sockets


class Question(Sent):
    """Something to ask the character."""

    text: str = Field(max_length=2000, examples=["Who are you?"])
    name: str = Field(default="", max_length=60, description="Who asks.")
    behaviour: Behaviour = "queue"


class Speech(Sent):
    """Something for the character to say, with the directions of a script in it."""

    text: str = Field(max_length=10_000, examples=["[happy] [wave] Hello everyone!"])
    language: Language | None = None
    behaviour: Behaviour = "queue"
    priority: int = Field(default=0, ge=-100, le=100)
    owner: str = Field(default="", max_length=60)


class Begun(BaseModel):
    """The turn that something became."""

    turn: int


class Interrupting(Sent):
    """Whose speech is to end; everybody's without an owner."""

    owner: str | None = Field(default=None, max_length=60)


class Interrupted(BaseModel):
    interrupted: bool = Field(description="Whether there was anything to cut off or to drop.")


class Acting(Sent):
    """An emotion or a gesture."""

    name: str = Field(max_length=40, examples=["wave"])


class Setting(Sent):
    """A place, a framing, or both."""

    background: str | None = Field(default=None, max_length=60, examples=["night sky"])
    framing: str | None = Field(default=None, max_length=40, examples=["bust"])


class Scenes(BaseModel):
    """What there is to choose from."""

    backgrounds: list[str]
    framings: list[str]
    emotions: list[str]
    gestures: list[str]


def routes(show: LiveShow, reception: Reception, sockets: Sockets) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["talk"])

    @router.post("/api/ask", summary="Ask the character something")
    async def ask(question: Question, who: Who) -> Begun:
        """The answer comes when what is being said is over, or, asked by an operator, at once with
        `behaviour` "interrupt". The answer comes over the socket and in `/api/turns`.
        """
        who.check(f"ask to {question.behaviour}")
        return Begun(turn=show.ask(question.text, name=question.name, behaviour=question.behaviour))

    @router.post("/api/say", summary="Have the character say something")
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

    @router.post("/api/interrupt", summary="Silence the character")
    async def interrupt(whose: Interrupting | None = None) -> Interrupted:
        """Ends what is being said and drops what waits."""
        return Interrupted(interrupted=reception.interrupt(whose.owner if whose else None))

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
